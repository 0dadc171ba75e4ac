/* What must hold of a stack between any two calls into it: its pools, heaps, lists and counts agree with each other.
 * Looks inside; changes nothing. */
#ifndef TEST_CORE_SUPPORT_INVARIANTS_H
#define TEST_CORE_SUPPORT_INVARIANTS_H

#include "stack.h"

/* NULL when all of them hold, else the one that does not. */
const char *invariants_broken(eip_stack *self);

/* NULL when nothing is live, reserved, scheduled or waiting any more, else what is. */
const char *invariants_left(const eip_stack *self);

/* NULL when no count of events has gone back since `before`, else what has. */
const char *invariants_counted_back(const eip_counters *before, const eip_counters *now);

#endif
