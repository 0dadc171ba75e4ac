#define _GNU_SOURCE
#include "schedule.h"

#include <sched.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fail.h"

enum { PRIORITY = 50, SLICE_NS = 100000 };

/* linux/sched/types.h, which not every libc hides from its own sched.h. */
struct slice_request {
  uint32_t size, policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime, deadline, period;
};

void schedule_as(const char *policy) {
  prctl(PR_SET_TIMERSLACK, 1);
  if (strcmp(policy, "fifo") == 0) {
    struct sched_param parameter = {.sched_priority = PRIORITY};
    if (sched_setscheduler(0, SCHED_FIFO, &parameter) < 0) fail("SCHED_FIFO");
    return;
  }
  struct slice_request request = {.size = sizeof request, .runtime = SLICE_NS};
  syscall(SYS_sched_setattr, 0, &request, 0); /* kernels before 6.12 ignore the slice */
}
