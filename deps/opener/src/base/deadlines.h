/* Deadlines in order: an indexed binary heap of nodes that live inside their owners.
 *
 * Scheduling, moving and cancelling cost log n; the earliest costs nothing. The array of places is
 * the caller's; there is a place for each node that can exist, so scheduling never fails. */
#ifndef EIP_BASE_DEADLINES_H
#define EIP_BASE_DEADLINES_H

#include "opener/types.h"

typedef struct eip_deadline eip_deadline;

struct eip_deadline {
  uint64_t at_us;
  uint32_t place; /* 1 + index in the heap, 0 = not scheduled: a zeroed node is ready */
  void (*due)(eip_deadline *self, void *context, uint64_t now_us); /* taken out before it is called */
};

typedef struct {
  eip_deadline **nodes;
  uint32_t count, capacity;
} eip_deadlines;

void eip_deadlines_init(eip_deadlines *self, eip_deadline **places, uint32_t capacity);

/* Schedules or moves. */
void eip_deadlines_set(eip_deadlines *self, eip_deadline *node, uint64_t at_us);
void eip_deadlines_cancel(eip_deadlines *self, eip_deadline *node);

/* The earliest node, NULL when there is none. */
static inline eip_deadline *eip_deadlines_first(const eip_deadlines *self) {
  return self->count ? self->nodes[0] : NULL;
}

/* Takes out and calls every node due at now_us, earliest first. A node that sets itself again for a
 * time up to now_us is called again. */
void eip_deadlines_run(eip_deadlines *self, uint64_t now_us, void *context);

#endif
