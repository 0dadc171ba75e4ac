/* One I/O connection: what it was opened as, its cyclic state, its beginning and its end. */
#ifndef EIP_CONNECTION_CONNECTION_H
#define EIP_CONNECTION_CONNECTION_H

#include "cip/cip.h"
#include "connection/lane.h"
#include "connection/open_request.h"
#include "connection/point.h"

typedef struct eip_connections eip_connections;

/* A deadline that finds its connection: the node comes first. */
typedef struct {
  eip_deadline deadline;
  eip_connection *connection;
} eip_connection_timer;

typedef enum {
  EIP_CONNECTION_FREE,
  EIP_CONNECTION_RESERVED, /* opening: waits for the application's answer to its configuration */
  EIP_CONNECTION_LIVE
} eip_connection_state;

typedef enum { EIP_RUN_UNKNOWN, EIP_RUN, EIP_IDLE } eip_run_state;

struct eip_connection {
  /* T->O, everything a production touches */
  eip_lane_place production;
  eip_assembly *input;
  uint8_t *packet; /* the whole datagram, made at the opening; sequence and data change */
  uint32_t packet_length;
  uint32_t input_version; /* of the bytes in the packet */
  uint32_t t2o_sequence;  /* encapsulation sequence of the last packet */
  uint16_t t2o_count;     /* CIP sequence count of the last packet */
  uint8_t dscp;

  /* O->T, everything a received packet touches */
  eip_assembly *output;
  uint64_t fed_us; /* the watchdog counts from here */
  uint32_t o2t_sequence;
  uint16_t o2t_count;
  uint16_t o2t_length; /* connected data: sequence count, header, assembly */
  bool fed;            /* a first packet came */
  eip_run_state run;
  uint64_t timeout_us;
  eip_connection_timer watchdog; /* in environment->timers, set again only when it was too early */

  /* what it is */
  eip_connections *table;
  eip_connection_state state;
  bool cancelled;  /* reserved, but must not go live any more */
  bool configured; /* configuration data came with it */
  uint8_t transport_class, trigger;
  eip_realtime_format o2t_format, t2o_format;
  eip_triad triad;
  eip_assembly *configuration; /* NULL = none */
  eip_connection_info info;
};

/* Fills a reserved place from a request that passed its checks. `originator`: where T->O goes. */
void eip_connection_prepare(eip_connection *self, const eip_open_request *open, const eip_connection_point *point,
                            eip_endpoint originator);

/* Reserved -> live: produces from now on, watched from now on, and the application hears it. */
void eip_connection_start(eip_connection *self);

/* Live -> free. The slot, its owner's place and its ids are free before the application hears it. */
void eip_connection_end(eip_connection *self, eip_connection_change change);

/* Tells the application. */
void eip_connection_tell(const eip_connection *self, eip_connection_change change);

#endif
