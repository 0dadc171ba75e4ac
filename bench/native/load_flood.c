#define _GNU_SOURCE
#include <time.h>

#include "fail.h"
#include "load.h"
#include "measure.h"

enum { MOST_DATA = 500, SLOW = 5, SLOW_NS = 20000000 };

static void pause_until(uint64_t at_ns) {
  while (measure_now_ns() < at_ns) continue;
}

void load_flood(char **arguments) {
  static fleet fleet;
  uint32_t connections = load_number(arguments[2]);
  fleet_plan plan = load_plan(arguments[0], arguments[1], connections, (uint16_t)load_number(arguments[3]));
  uint64_t span_ns = (uint64_t)(strtod(arguments[4], NULL) * 1e9);
  uint64_t gap_ns = load_number(arguments[5]);
  uint8_t data[MOST_DATA];
  uint32_t sent = 0, refused = 0;
  fleet_open(&fleet, &plan);
  fprintf(stderr, "ready\n");
  uint64_t began_ns = measure_now_ns(), next_ns = began_ns;
  while (measure_now_ns() - began_ns < span_ns) {
    pattern_write(data, plan.data_size, sent + refused + 1);
    if (fleet_send(&fleet, (sent + refused) % connections, data)) {
      sent++;
    } else {
      refused++; /* it never was on the wire */
    }
    if (gap_ns) pause_until(next_ns += gap_ns);
  }
  for (int i = 0; i < SLOW; i++) {
    nanosleep(&(struct timespec){.tv_nsec = SLOW_NS}, NULL);
    pattern_write(data, plan.data_size, sent + refused + 1);
    if (!fleet_send(&fleet, (sent + refused) % connections, data)) fail("send");
    sent++;
  }
  nanosleep(&(struct timespec){.tv_nsec = SLOW_NS}, NULL);
  fleet_close(&fleet);
  printf("{\"sent\":%u,\"refused\":%u,\"last\":%u}\n", sent, refused, sent + refused);
}
