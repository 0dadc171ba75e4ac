/* Class 3 connections: explicit messages to the message router, each with a sequence count
 * (docs/protocol.md, "Class 3 connections"). They live on a TCP connection and end with it. */
#ifndef EIP_CONNECTION_EXPLICIT_CONNECTION_H
#define EIP_CONNECTION_EXPLICIT_CONNECTION_H

#include "cip/cip.h"
#include "connection/open_request.h"

typedef struct eip_explicit_connections eip_explicit_connections;

typedef struct {
  eip_deadline watchdog; /* first: the connection is found again from its node */
  eip_explicit_connections *table;
  eip_open_request open; /* as it was asked for; its path is gone */
  uint32_t o2t_id;       /* 0 = free place */
  uint32_t t2o_id;
  eip_peer peer;           /* the TCP connection it lives on */
  uint32_t originator;     /* the address at the other end of that */
  uint64_t fed_us;         /* the watchdog counts from here */
  bool fed;                /* a first request came */
  uint16_t sequence_count; /* of the last request */
  size_t reply_length;     /* of the reply to that, 0 = not there yet */
  uint8_t *reply;          /* eip_encap_reply_room bytes: goes out again when the request is repeated */
} eip_explicit_connection;

struct eip_explicit_connections {
  eip_environment *environment;
  eip_cip *cip;
  eip_explicit_connection *places; /* limits.explicit_connections of them */
  eip_slots slots;                 /* O->T connection ids */
};

/* Takes its tables out of the arena. Schedules at most limits.explicit_connections timers. */
void eip_explicit_connections_init(eip_explicit_connections *self, eip_environment *environment, eip_cip *cip,
                                   eip_arena *arena);

/* Opens what passed its checks, watched from now on; NULL when every place is taken. */
eip_explicit_connection *eip_explicit_connection_open(eip_explicit_connections *self, const eip_open_request *open,
                                                      const eip_encap_origin *origin);

/* Ends it, and what is pending on it. */
void eip_explicit_connection_end(eip_explicit_connection *self);

/* A request came on it: the watchdog counts anew. */
void eip_explicit_connection_feed(eip_explicit_connection *self);

/* NULL for any number that is no live O->T id. Constant time. */
eip_explicit_connection *eip_explicit_connection_by_id(const eip_explicit_connections *self, uint32_t o2t_id);
eip_explicit_connection *eip_explicit_connection_by_triad(const eip_explicit_connections *self, const eip_triad *triad);

/* Ends every connection that lives on this TCP connection. */
void eip_explicit_connections_peer_closed(eip_explicit_connections *self, eip_peer peer);

/* Whether any connection lives on it. */
bool eip_explicit_connections_live_on(const eip_explicit_connections *self, eip_peer peer);

#endif
