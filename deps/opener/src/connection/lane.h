/* T->O productions in the order of their deadlines: connections of one API wait in one lane.
 *
 * In a lane, whoever has just produced is due last, so producing moves it from the front to the back and costs the
 * same for one connection and for thousands. environment->productions orders the fronts of the lanes. */
#ifndef EIP_CONNECTION_LANE_H
#define EIP_CONNECTION_LANE_H

#include "base/arena.h"
#include "base/deadlines.h"

typedef struct eip_connection eip_connection;

typedef struct {
  eip_deadline deadline; /* its first connection's; the lane is found again from here, so it comes first */
  uint32_t api_us;
  eip_connection *first, *last; /* NULL: free lane */
} eip_lane;

/* A connection's place in its lane. */
typedef struct {
  uint64_t at_us;
  eip_lane *lane; /* NULL: does not produce */
  eip_connection *previous, *next;
} eip_lane_place;

typedef struct {
  eip_deadlines *fronts;
  eip_lane *lanes; /* one each connection, so there is always one */
  uint32_t capacity;
} eip_lanes;

/* `fronts` has room for `capacity` nodes. */
void eip_lanes_init(eip_lanes *self, eip_deadlines *fronts, uint32_t capacity, eip_arena *arena);

/* First production at `at_us`, in the lane of the connection's T->O API. */
void eip_lanes_add(eip_lanes *self, eip_connection *connection, uint64_t at_us);
/* Nothing when it does not produce. */
void eip_lanes_remove(eip_lanes *self, eip_connection *connection);
/* Its next production. */
void eip_lanes_move(eip_lanes *self, eip_connection *connection, uint64_t at_us);

/* Whoever is due first, NULL when nobody is at now_us. */
eip_connection *eip_lanes_due(const eip_lanes *self, uint64_t now_us);

#endif
