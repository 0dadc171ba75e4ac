/* What one stack is: its identity, its limits, its times, and the two sides it talks to. */
#ifndef OPENER_CONFIG_H
#define OPENER_CONFIG_H

#include "opener/application.h"
#include "opener/limits.h"
#include "opener/network.h"
#include "opener/types.h"

/* Identity object, instance 1 (docs/protocol.md, "Identity object"). */
typedef struct {
  uint16_t vendor_id;
  uint16_t device_type;
  uint16_t product_code;
  uint8_t major_revision; /* 1-127 */
  uint8_t minor_revision; /* 1-255 */
  uint32_t serial_number;
  char product_name[33]; /* up to 32 characters and a NUL */
} eip_identity;

/* What the stack needs from whoever runs it. All calls come from inside a call into the stack, on
 * the same thread; none may call the stack back. */
typedef struct {
  void *user;
  /* Append these bytes to what goes out on a TCP connection. They are the callee's to copy. */
  void (*tcp_send)(void *user, eip_peer peer, eip_span bytes);
  /* Send a datagram from UDP port 44818 of our address. */
  void (*udp_send)(void *user, eip_endpoint to, eip_span bytes);
  /* 32 bits nobody can guess (session handles, connection ids). */
  uint32_t (*random)(void *user);
} eip_host;

typedef struct {
  eip_identity identity;
  eip_limits limits;
  eip_host host;
  eip_application application;

  eip_interface interface; /* as it is now; its address is ours: ListIdentity tells it */
  eip_settings settings;   /* as they were kept */
  uint16_t tcp_port;       /* default 44818: ListIdentity tells it */
  uint16_t io_port;        /* default 2222: the Forward Open reply tells it */

  uint32_t min_rpi_us;         /* 100-1,000,000, default 1,000: a shorter RPI is refused with 01/0112 */
  uint32_t first_packet_us;    /* least watchdog until the first O->T packet, default and least 10,000,000 */
  uint32_t pending_timeout_us; /* how long an EIP_PENDING may take, 1,000-60,000,000, default 500,000 */
  bool allow_reset;            /* Identity Reset, default false: answered with 0x0F */
  bool require_configuration;  /* a Forward Open without configuration data: 01/0110; default false */
  bool allow_null_open;        /* Null Forward Open, default true; else 01/0132 */
  bool allow_unconnected_send; /* Unconnected Send to ourselves, default true; else 0x08 */
  bool allow_settings;         /* Set of QoS and TCP/IP attributes, default false: answered with 0x0F */
} eip_config;

/* All defaults; identity, host and application are the caller's to fill. */
eip_config eip_config_default(void);

#endif
