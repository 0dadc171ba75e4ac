#include "connection/watchdog.h"

#include "connection/table.h"

uint64_t eip_watchdog_timeout(uint8_t multiplier, uint32_t o2t_rpi_us) {
  return (UINT64_C(4) << multiplier) * o2t_rpi_us;
}

static void due(eip_deadline *deadline, void *context, uint64_t now_us) {
  (void)context;
  eip_connection *connection = ((eip_connection_timer *)deadline)->connection;
  eip_environment *environment = connection->table->environment;
  uint64_t expires_us = connection->fed_us + connection->timeout_us;
  if (connection->fed && expires_us > now_us) {
    eip_deadlines_set(&environment->timers, deadline, expires_us);
    return;
  }
  environment->counters.timeouts++;
  connection->table->cip->timed_out = 1;
  eip_connection_end(connection, EIP_CONNECTION_TIMED_OUT);
}

void eip_watchdog_start(eip_connection *connection) {
  eip_environment *environment = connection->table->environment;
  uint64_t first_us = environment->config.first_packet_us;
  if (first_us < connection->timeout_us) first_us = connection->timeout_us;
  connection->watchdog.deadline.due = due;
  eip_deadlines_set(&environment->timers, &connection->watchdog.deadline, environment->now_us + first_us);
}

void eip_watchdog_first(eip_connection *connection) {
  eip_environment *environment = connection->table->environment;
  connection->fed = true;
  eip_deadlines_set(&environment->timers, &connection->watchdog.deadline, connection->fed_us + connection->timeout_us);
}
