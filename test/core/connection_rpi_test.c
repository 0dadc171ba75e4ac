/* Which intervals are granted, and what a refusal says instead. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

static const struct {
  const char *rule;
  uint32_t least, o2t, t2o;
  bool granted;
  uint16_t kinds; /* low byte O->T, high byte T->O */
  uint32_t o2t_told, t2o_told;
} rpis[] = {
    {"the least RPI is granted", 1000, 1000, 1000, true, 0, 0, 0},
    {"999 us O->T is told 1000 as the least", 1000, 999, 5000, false, 0x0002, 1000, 5000},
    {"999 us T->O is told 1000 as the least", 1000, 5000, 999, false, 0x0200, 5000, 1000},
    {"O->T at the least is fine beside a T->O below it", 1000, 1000, 999, false, 0x0200, 1000, 1000},
    {"T->O at the least is fine beside an O->T below it", 1000, 999, 1000, false, 0x0002, 1000, 1000},
    {"RPI 0 both ways is told 1000 as the least", 1000, 0, 0, false, 0x0202, 1000, 1000},
    {"RPI 1 us is told 1000 as the least", 1000, 1, 1, false, 0x0202, 1000, 1000},
    {"RPI 2^32-1 is granted", 1000, UINT32_MAX, UINT32_MAX, true, 0, 0, 0},
    {"the least RPI is an option: 250 us", 250, 250, 250, true, 0, 0, 0},
    {"the least RPI is an option: 249 us is told 250", 250, 249, 250, false, 0x0002, 250, 250},
    {"an RPI beyond 16 bits is told whole", 100000, 1000, 70000, false, 0x0202, 100000, 100000},
};

static world *world_with_least(uint32_t least) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.min_rpi_us = least;
  world_start(w);
  return w;
}

int main(void) {
  for (size_t i = 0; i < sizeof rpis / sizeof *rpis; i++) {
    world *w = world_with_least(rpis[i].least);
    open_form form = open_usual();
    form.o2t_rpi_us = rpis[i].o2t;
    form.t2o_rpi_us = rpis[i].t2o;
    reply_form reply = world_open(w, &form);
    if (rpis[i].granted) {
      tap_ok(reply.general == 0 && reply_u32(&reply, 16) == rpis[i].o2t && reply_u32(&reply, 20) == rpis[i].t2o,
             "8: %s and kept exactly", rpis[i].rule);
    } else {
      uint32_t o2t = reply.extended[2] | (uint32_t)reply.extended[3] << 16;
      uint32_t t2o = reply.extended[4] | (uint32_t)reply.extended[5] << 16;
      tap_ok(reply.general == 1 && reply.extended_count == 6 && reply.extended[0] == 0x0112,
             "8: %s: 01/0112, six words", rpis[i].rule);
      tap_equal(reply.extended[1], rpis[i].kinds, "8: %s: kinds", rpis[i].rule);
      tap_ok(o2t == rpis[i].o2t_told && t2o == rpis[i].t2o_told, "8: %s: microseconds", rpis[i].rule);
    }
    world_free(w);
  }
  return tap_done();
}
