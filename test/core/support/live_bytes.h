/* How much of the heap is in use: what a leak makes larger. For C and C++. */
#ifndef TEST_CORE_SUPPORT_LIVE_BYTES_H
#define TEST_CORE_SUPPORT_LIVE_BYTES_H

#include <malloc.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
/* There under a sanitizer, which has a heap of its own. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));
#ifdef __cplusplus
}
#endif

static inline size_t live_bytes(void) {
  if (__sanitizer_get_current_allocated_bytes) return __sanitizer_get_current_allocated_bytes();
  return mallinfo2().uordblks;
}

#endif
