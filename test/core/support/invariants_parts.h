/* The parts of support/invariants.h, a layer each. */
#ifndef TEST_CORE_SUPPORT_INVARIANTS_PARTS_H
#define TEST_CORE_SUPPORT_INVARIANTS_PARTS_H

#include "stack.h"

/* Leaves the function with this text unless the condition holds. */
#define HOLDS(condition, text)       \
  do {                               \
    if (!(condition)) return (text); \
  } while (0)

/* Leaves the function with what `part` says is broken, if anything. */
#define ALL_OF(part)                   \
  do {                                 \
    const char *broken = (part);       \
    if (broken != NULL) return broken; \
  } while (0)

/* ---- base ---- */
const char *invariants_slots(const eip_slots *self);
const char *invariants_heap(const eip_deadlines *self);
/* Whether the node is in this heap, at the place that it says. */
bool invariants_scheduled(const eip_deadlines *heap, const eip_deadline *node);

/* ---- encap, cip ---- */
const char *invariants_encap(const eip_stack *self);
uint32_t invariants_peers_watched(const eip_stack *self);
uint32_t invariants_delayed_waiting(const eip_stack *self);
const char *invariants_cip(eip_stack *self);

/* ---- connection ---- */
const char *invariants_points(eip_stack *self);
const char *invariants_connections(eip_stack *self);
const char *invariants_productions(const eip_connections *self);
const char *invariants_lanes(const eip_connections *self);
const char *invariants_explicit(const eip_stack *self);

#endif
