#define _GNU_SOURCE
#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fail.h"

static uint64_t read_ns(clockid_t clock) {
  struct timespec time;
  if (clock_gettime(clock, &time) < 0) fail("clock_gettime");
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

uint64_t measure_now_ns(void) { return read_ns(CLOCK_MONOTONIC); }

uint64_t measure_cpu_ns(int process) {
  clockid_t clock;
  errno = clock_getcpuclockid(process, &clock);
  if (errno != 0) fail("the process that is measured");
  return read_ns(clock);
}

void samples_add(samples *self, uint64_t value_ns) {
  if (self->count == self->capacity) {
    self->capacity = self->capacity ? self->capacity * 2 : 4096;
    self->values = realloc(self->values, self->capacity * sizeof *self->values);
    if (!self->values) fail("memory");
  }
  self->values[self->count++] = value_ns > UINT32_MAX ? UINT32_MAX : (uint32_t)value_ns;
}

static int ascending(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double percentile_us(const samples *self, size_t percent) {
  size_t rank = (self->count * percent + 99) / 100;
  return self->count == 0 ? 0 : self->values[rank - 1] / 1e3;
}

void samples_print(samples *self) {
  if (self->count > 0) qsort(self->values, self->count, sizeof *self->values, ascending);
  printf("\"p50\":%.3f,\"p99\":%.3f", percentile_us(self, 50), percentile_us(self, 99));
}
