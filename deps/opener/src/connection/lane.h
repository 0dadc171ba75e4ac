/* T->O productions in the order of their deadlines: cyclic ones of one API wait in one lane.
 *
 * In a lane, whoever has just produced is due last, so producing moves it from the front to the back and costs the
 * same for one production and for thousands. They share some few phases, so that what is due together leaves together.
 * One that may leave before its time has a lane of its own.
 * environment->productions orders the fronts of the lanes. */
#ifndef EIP_CONNECTION_LANE_H
#define EIP_CONNECTION_LANE_H

#include "base/arena.h"
#include "base/deadlines.h"

typedef struct eip_production eip_production;

typedef struct {
  eip_deadline deadline;        /* its first production's; the lane is found again from here, so it comes first */
  uint32_t api_us;              /* 0: of one production alone */
  uint64_t anchor_us;           /* phase 0 of all that are in it */
  eip_production *first, *last; /* NULL: free lane */
} eip_lane;

/* A production's place in its lane. */
typedef struct {
  uint64_t at_us;
  eip_lane *lane; /* NULL: does not run */
  eip_production *previous, *next;
} eip_lane_place;

typedef struct {
  eip_deadlines *fronts;
  eip_lane *lanes; /* one each production, so there is always one */
  uint32_t capacity;
} eip_lanes;

/* `fronts` has room for `capacity` nodes. */
void eip_lanes_init(eip_lanes *self, eip_deadlines *fronts, uint32_t capacity, eip_arena *arena);

/* First production at `at_us`, in a lane of its own; in that of its API at its next phase: a 20th of the API later at
 * most, and 500 us. */
void eip_lanes_add(eip_lanes *self, eip_production *production, uint64_t at_us);
/* Nothing when it does not run. */
void eip_lanes_remove(eip_lanes *self, eip_production *production);
/* Its next production. */
void eip_lanes_move(eip_lanes *self, eip_production *production, uint64_t at_us);

/* Whoever is due first, NULL when nobody is at now_us. */
static inline eip_production *eip_lanes_due(const eip_lanes *self, uint64_t now_us) {
  eip_deadline *front = eip_deadlines_first(self->fronts);
  return front && front->at_us <= now_us ? ((eip_lane *)front)->first : NULL;
}

#endif
