/* One I/O connection: what it was opened as, its cyclic state, its beginning and its end. */
#ifndef EIP_CONNECTION_CONNECTION_H
#define EIP_CONNECTION_CONNECTION_H

#include "cip/cip.h"
#include "connection/open_request.h"
#include "connection/production.h"

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
  /* O->T, everything a received packet touches */
  eip_assembly *output; /* NULL: nothing to carry */
  uint64_t fed_us;      /* the watchdog counts from here */
  uint32_t o2t_sequence;
  uint16_t o2t_count;
  uint16_t o2t_length, o2t_least; /* connected data: count, header, data; less only down to the least */
  uint8_t o2t_head;               /* bytes in front of the data */
  uint8_t transport_class;
  bool fed;       /* a first packet came */
  bool sequenced; /* a first packet with an encapsulation sequence came */
  bool beats;     /* O->T is a sign of life and nothing else: it says neither run nor idle */
  eip_realtime_format o2t_format;
  eip_run_state run;
  uint64_t timeout_us;
  eip_connection_timer watchdog; /* in environment->timers, set again only when it was too early */

  /* T->O */
  eip_production *production; /* NULL: none yet, or no more */
  eip_connection *sharer;     /* the next one of this production */

  /* what it is */
  eip_connections *table;
  eip_connection_state state;
  bool cancelled;  /* reserved, but must not go live any more */
  bool configured; /* configuration data came with it */
  eip_triad triad;
  eip_assembly *configuration; /* NULL = none */
  eip_connection_info info;
};

/* Reserved -> live: produces from now on, watched from now on, and the application hears it. */
void eip_connection_start(eip_connection *self);

/* Live -> free. The slot, its owner's place and its ids are free before the application hears it. Ends those that only
 * listened to its T->O point, when it was the last other one (EIP_CONNECTION_ORPHANED). */
void eip_connection_end(eip_connection *self, eip_connection_change change);

/* Tells the application. */
void eip_connection_tell(const eip_connection *self, eip_connection_change change);

#endif
