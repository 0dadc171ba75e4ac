/* Bytes in an allocation of exactly their size, so that a sanitizer sees one byte too many. */
#ifndef EIP_TEST_CORE_EXACT_H
#define EIP_TEST_CORE_EXACT_H

#include "opener/types.h"

typedef struct {
  uint8_t *bytes;
  size_t length;
} exact;

exact exact_copy(const void *bytes, size_t length);

/* Out of pairs of hex digits; spaces are for the reader. NULL is nothing. */
exact exact_hex(const char *hex);

void exact_free(exact *self);
eip_span exact_span(const exact *self);

#endif
