/* An application that answers writes of an assembly when its test lets it. */
#ifndef TEST_CORE_SUPPORT_LATE_APPLICATION_H
#define TEST_CORE_SUPPORT_LATE_APPLICATION_H

#include <stdbool.h>

#include "opener/stack.h"

enum { LATE_SIZE = 4, LATE_TOKENS = 64 };

/* What it was asked and told since the last reset. Tokens stand in the order of asking. */
typedef struct {
  uint8_t data[LATE_SIZE]; /* of the assembly */
  eip_token tokens[LATE_TOKENS], abandoned[LATE_TOKENS];
  size_t asked, abandonments;
  eip_stack *completes_inside; /* answers before it returns, NULL: later */
  uint64_t now_us;             /* when it does */
} late_application_state;

extern late_application_state late_application;

void late_application_reset(void);
/* Puts its callbacks where the stack calls them. A first byte of 0xFE it accepts at once. */
void late_application_use(eip_application *callbacks);
/* It heard of the end of just these of its tokens, by their places in the order of asking. */
bool late_application_told_the_end_of(size_t first, size_t count);

#endif
