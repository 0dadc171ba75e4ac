/*
 * Test Anything Protocol for the C tests: one `ok` / `not ok` line a rule on stdout, the plan at the end.
 *
 * A test binary is one .c file with a main() that ends in `return tap_done();`. Include this header in that file only:
 * the counters are its own. The checks return whether they held, so that a table can stop after the first failure.
 */
#ifndef EIP_TEST_CORE_TAP_H
#define EIP_TEST_CORE_TAP_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int tap_count;
static int tap_failures;

static inline bool tap_report(bool held, const char *format, va_list arguments) {
  tap_count++;
  if (!held) tap_failures++;
  printf("%s %d - ", held ? "ok" : "not ok", tap_count);
  vprintf(format, arguments);
  printf("\n");
  fflush(stdout);
  return held;
}

/* Reports one rule; `format` names it. Returns `held`. */
__attribute__((format(printf, 2, 3))) static inline bool tap_ok(bool held, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tap_report(held, format, arguments);
  va_end(arguments);
  return held;
}

/* Holds when the two numbers are equal; prints both when they are not. */
__attribute__((format(printf, 3, 4))) static inline bool tap_equal(int64_t got, int64_t want, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  tap_report(got == want, format, arguments);
  va_end(arguments);
  if (got != want) printf("# got %" PRId64 " (0x%" PRIx64 "), want %" PRId64 "\n", got, (uint64_t)got, want);
  return got == want;
}

static inline void tap_dump(const char *label, const void *bytes, size_t length) {
  printf("# %s %zu bytes:", label, length);
  for (size_t i = 0; i < length; i++) printf(" %02x", ((const uint8_t *)bytes)[i]);
  printf("\n");
}

/* Holds when both runs of bytes have the same length and content; prints both when they have not. */
__attribute__((format(printf, 5, 6))) static inline bool tap_bytes(const void *got, size_t got_length, const void *want,
                                                                   size_t want_length, const char *format, ...) {
  bool held = got_length == want_length && (want_length == 0 || memcmp(got, want, want_length) == 0);
  va_list arguments;
  va_start(arguments, format);
  tap_report(held, format, arguments);
  va_end(arguments);
  if (held) return true;
  tap_dump("got", got, got_length);
  tap_dump("want", want, want_length);
  return false;
}

/* Prints the plan. Returns the exit code of main: 0 when at least one check ran and all held. */
static inline int tap_done(void) {
  printf("1..%d\n", tap_count);
  return tap_count > 0 && tap_failures == 0 ? 0 : 1;
}

#endif
