/* The fixed part of Forward Open and Large Forward Open (docs/protocol.md, "Forward Open"). */
#ifndef EIP_CONNECTION_OPEN_REQUEST_H
#define EIP_CONNECTION_OPEN_REQUEST_H

#include "connection/triad.h"

/* Bits "type" of the network connection parameters. */
typedef enum {
  EIP_NETWORK_NULL,
  EIP_NETWORK_MULTICAST,
  EIP_NETWORK_POINT_TO_POINT,
  EIP_NETWORK_RESERVED
} eip_network_type;

/* Network connection parameters of one direction. The redundant-owner bit is ignored: scanners set it by default. */
typedef struct {
  uint16_t size; /* bytes of the connection: sequence count and header counted in */
  bool variable;
  uint8_t priority; /* 0 low, 1 high, 2 scheduled, 3 urgent */
  eip_network_type type;
} eip_network_parameters;

typedef struct {
  uint32_t t2o_id; /* the originator's choice, 0 = ours */
  eip_triad triad;
  uint8_t multiplier; /* timeout = (4 << multiplier) x O->T RPI; 0-7 are valid */
  uint32_t o2t_rpi_us, t2o_rpi_us;
  eip_network_parameters o2t, t2o;
  uint8_t transport_class; /* 0-3 are known */
  uint8_t trigger;         /* 0 cyclic, 1 change of state, 2 application object */
  eip_span path;           /* points into the request */
} eip_open_request;

/* Reads the service data. A CIP status: 0x00; 0x13 shorter than its fixed part or than its path; 0x26
 * path size 0; 0x15 data left over. Whatever could be read is in `self`, the rest is 0. */
uint8_t eip_open_request_parse(eip_open_request *self, eip_span data, bool large);

#endif
