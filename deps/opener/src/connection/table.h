/* All connections of one stack: I/O, by slot, and class 3. */
#ifndef EIP_CONNECTION_TABLE_H
#define EIP_CONNECTION_TABLE_H

#include "connection/connection.h"
#include "connection/explicit_connection.h"
#include "connection/point.h"

struct eip_connections {
  eip_environment *environment;
  eip_cip *cip;
  eip_points points;
  eip_connection *places; /* limits.io_connections of them */
  eip_slots slots;        /* O->T connection ids */
  eip_productions productions;
  eip_explicit_connections explicit_connections; /* class 3 */
  eip_lanes lanes;                               /* the running ones, by when they are due */
};

void eip_connections_init(eip_connections *self, eip_environment *environment, eip_cip *cip, eip_arena *arena);

/* A reserved place with a fresh O->T id, NULL when all are taken. */
eip_connection *eip_connections_reserve(eip_connections *self);
/* Gives back a place that is no longer live, and its part in a production. */
void eip_connections_release(eip_connections *self, eip_connection *connection);

/* The connection with this O->T id, live or reserved, NULL for any other number. Constant time. */
static inline eip_connection *eip_connections_by_id(const eip_connections *self, uint32_t o2t_id) {
  uint32_t slot = eip_slots_find(&self->slots, o2t_id);
  return slot == EIP_NO_SLOT ? NULL : &self->places[slot];
}
eip_connection *eip_connections_by_triad(const eip_connections *self, const eip_triad *triad);

/* Whether that triad is connected, I/O or class 3. */
bool eip_connections_have_triad(const eip_connections *self, const eip_triad *triad);

/* Who owns an output assembly, live or reserved. */
eip_connection *eip_connections_owner(const eip_connections *self, uint32_t output_instance);

/* How many connections have this pair of points, live or reserved. */
uint32_t eip_connections_on_point(const eip_connections *self, const eip_connection_point *point);

/* See eip_io_next_sharer. */
uint32_t eip_connections_next_sharer(const eip_connections *self, uint32_t slot);

/* Ends every live connection and cancels every reserved one; with an assembly only those over it. */
void eip_connections_abort(eip_connections *self, const eip_assembly *assembly);

/* The same for those of one pair of points. */
void eip_connections_abort_pair(eip_connections *self, uint32_t output_instance, uint32_t input_instance);

#endif
