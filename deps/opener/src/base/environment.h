/* What every layer of one stack shares. Owned by the stack; the layers keep a pointer. */
#ifndef EIP_BASE_ENVIRONMENT_H
#define EIP_BASE_ENVIRONMENT_H

#include "base/deadlines.h"
#include "opener/config.h"
#include "opener/counters.h"

typedef struct {
  eip_config config; /* checked: every value is inside its range */
  eip_counters counters;
  eip_deadlines timers;      /* watchdogs, inactivity, delayed replies, overdue answers */
  eip_deadlines productions; /* T->O */
  uint64_t now_us;           /* of the call under way */
  bool ready;                /* eip_stack_set_ready */
} eip_environment;

#endif
