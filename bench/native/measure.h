/* Clocks, and what is printed of many values. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/* CLOCK_MONOTONIC. */
uint64_t measure_now_ns(void);
/* Processor time that all threads of a process have used. Ends the program when there is no such process. */
uint64_t measure_cpu_ns(int process);

/* A growing list of values in nanoseconds; `values` is the owner's to free. */
typedef struct {
  uint32_t *values;
  size_t count, capacity;
} samples;

void samples_add(samples *self, uint64_t value_ns);
/* "p50":..,"p99":.. in microseconds, nearest rank; sorts. 0 without values. */
void samples_print(samples *self);

#endif
