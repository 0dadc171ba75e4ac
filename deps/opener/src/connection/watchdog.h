/* The watchdog of a connection (docs/protocol.md, "Watchdog"). */
#ifndef EIP_CONNECTION_WATCHDOG_H
#define EIP_CONNECTION_WATCHDOG_H

#include "connection/connection.h"

/* (4 << multiplier) x O->T RPI. */
uint64_t eip_watchdog_timeout(uint8_t multiplier, uint32_t o2t_rpi_us);

/* Watches a connection that just went live: the first packet gets at least config.first_packet_us. */
void eip_watchdog_start(eip_connection *connection);

/* From the long time of the first packet to the connection's own. */
void eip_watchdog_first(eip_connection *connection);

/* An O->T packet was accepted. Costs a store: the deadline moves when it comes up too early. */
static inline void eip_watchdog_feed(eip_connection *connection, uint64_t now_us) {
  connection->fed_us = now_us;
  if (!connection->fed) eip_watchdog_first(connection);
}

#endif
