/* What the stack knows of the interface it is reached on, and what others may set of it over the wire.
 *
 * The host passes a snapshot of the interface, and again whenever it changed (eip_stack_set_interface). The settings
 * are the stack's; the application keeps them over a restart (eip_application.settings_requested). */
#ifndef OPENER_NETWORK_H
#define OPENER_NETWORK_H

#include "opener/types.h"

/* Settable attributes of the QoS and TCP/IP Interface objects (docs/protocol.md, "QoS object", "TCP/IP Interface
 * object"). All of them survive a restart through the application. */
typedef struct {
  /* DSCP, 0-63: of T->O data by its priority, and of explicit messages. Defaults 55, 47, 43, 31, 27. */
  uint8_t dscp_urgent, dscp_scheduled, dscp_high, dscp_low, dscp_explicit;
  uint8_t multicast_ttl; /* 1-255, default 1 */
  /* Multicast addresses of T->O: by the rule of the TCP/IP Interface object, or these. */
  bool multicast_explicit;       /* default false */
  uint16_t multicast_count;      /* 1-32, default 32: addresses from the first on */
  uint32_t multicast_first;      /* host byte order, 224.0.1.0 or above; only with multicast_explicit */
  uint32_t inactivity_timeout_s; /* 0-3600, default 120, 0 = never */
} eip_settings;

eip_settings eip_settings_default(void);

/* Counters of RFC 1213 as the Ethernet Link object counts them, each wraps at 2^32. */
typedef struct {
  uint32_t in_octets, in_unicast, in_other, in_discards, in_errors, in_unknown_protocols;
  uint32_t out_octets, out_unicast, out_other, out_discards, out_errors;
} eip_interface_counters;

/* Counters of RFC 1643. */
typedef struct {
  uint32_t alignment_errors, fcs_errors, single_collisions, multiple_collisions, sqe_errors, deferred;
  uint32_t late_collisions, excessive_collisions, mac_transmit_errors, carrier_sense_errors, frame_too_long;
  uint32_t mac_receive_errors;
} eip_media_counters;

/* What the cable is, as attribute 7 of the Ethernet Link object says it. */
typedef enum { EIP_LINK_UNKNOWN, EIP_LINK_INTERNAL, EIP_LINK_COPPER, EIP_LINK_FIBRE } eip_link_type;

enum { EIP_LINK_MODES = 16 };

typedef struct {
  uint16_t speed_mbit;
  bool full_duplex;
} eip_link_mode;

/* The interface that carries our address. Addresses in host byte order, 0 = none. What is not known is 0 or false. */
typedef struct {
  uint32_t index; /* its number on this machine: counters of another one begin anew */
  uint32_t address, mask, gateway, name_server, name_server_2;
  char domain[49];    /* up to 48 characters and a NUL */
  char host_name[65]; /* up to 64 */
  bool by_dhcp;       /* the address is leased */
  char label[65];     /* the interface's name, up to 64 */
  uint8_t mac[6];
  eip_link_type type;
  bool enabled, link; /* switched on by its administrator; connected */
  uint32_t speed_mbit;
  bool full_duplex, negotiates, negotiated; /* set to negotiate speed and duplex; has done so */
  bool can_negotiate;
  uint8_t mode_count; /* speeds that it can have, 0-EIP_LINK_MODES */
  eip_link_mode modes[EIP_LINK_MODES];
  eip_interface_counters counters;
  eip_media_counters media;
} eip_interface;

#endif
