/* What leaves T->O: one datagram at a time, of one connection or, to a group, of all that share it
 * (docs/protocol.md, "Production", "Multicast").
 *
 * A production belongs to the connections in its list and ends with the last of them. Those that still wait for the
 * application's answer are in it already; it runs while one of them is live. */
#ifndef EIP_CONNECTION_PRODUCTION_H
#define EIP_CONNECTION_PRODUCTION_H

#include "cip/cip.h"
#include "connection/lane.h"
#include "connection/packet.h"

typedef struct eip_connection eip_connection;
typedef struct eip_connections eip_connections;

/* What was asked for. Two connections share a group's production only when all of it is the same. */
typedef struct {
  uint32_t input_instance;
  eip_realtime_format format;
  uint32_t api_us;
  uint16_t data_size; /* bytes of the assembly that are sent */
  bool variable;
  uint8_t priority, transport_class;
  eip_trigger trigger;
  uint32_t inhibit_us; /* 0 with the cyclic trigger, which needs none */
} eip_production_terms;

struct eip_production {
  /* everything a datagram touches */
  eip_lane_place place;
  eip_packet packet;
  eip_assembly *input;    /* one without bytes where there is nothing to carry */
  uint32_t input_version; /* of the bytes in the packet */
  uint32_t sequence;      /* encapsulation sequence of the last packet */
  uint32_t slot;          /* of the first live connection */
  eip_endpoint to;
  uint16_t count; /* CIP sequence count of the last packet */
  uint8_t dscp, ttl;
  bool run; /* what the header of the last packet said */
  uint64_t sent_us;
  eip_connections *table;

  /* what it is */
  eip_production_terms terms;
  bool multicast;
  uint32_t id;                  /* T->O connection id */
  eip_assembly_watcher watcher; /* change of state */
  eip_connection *first;        /* those that share it, linked by `sharer`; NULL: free place */
  eip_production *next_free;
};

typedef struct {
  eip_production *places; /* one each connection, so there is always one */
  uint32_t capacity;
  eip_production *free;
  eip_assembly nothing; /* the input of those that carry no data */
} eip_productions;

void eip_productions_init(eip_productions *self, uint32_t capacity, size_t packet_size, eip_arena *arena);

/* Takes a place for a connection and prepares its datagram; `terms`, `multicast`, `id`, `to`, `dscp` and `ttl` of
 * `wanted` count. `input`: NULL where there is nothing to carry. */
void eip_production_take(eip_connection *connection, const eip_production *wanted, eip_assembly *input);
/* One more connection shares it. */
void eip_production_share(eip_production *self, eip_connection *connection);
/* The connection went live: the production runs, from now on or since before. */
void eip_production_start(eip_production *self);
/* The connection is no longer live, or will never be: forgets it. Nothing when it has no production. */
void eip_production_leave(eip_connection *connection);

#endif
