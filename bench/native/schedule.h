/* A reference is scheduled as what it is compared with. */
#ifndef BENCH_SCHEDULE_H
#define BENCH_SCHEDULE_H

/* `fifo`: SCHED_FIFO 50, or the end of the program. `other`: a scheduler slice of 100 us, as the adapter asks for where
 * it may not have real time. */
void schedule_as(const char *policy);

#endif
