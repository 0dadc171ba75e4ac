/* Pools exhausted and back, and that thousands of opens leave nothing behind. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

enum { POINTS = 6, CYCLES = 2000 };

static const char *const point_paths[POINTS] = {"20 04 2C A0 2C 6E", "20 04 2C A1 2C 6F", "20 04 2C A2 2C 70",
                                                "20 04 2C A3 2C 71", "20 04 2C A4 2C 72", "20 04 2C A5 2C 73"};

static world *world_with_points(void) {
  world *w = world_new();
  for (uint32_t i = 0; i < POINTS; i++) world_declare(w, 160 + i, 110 + i, 0);
  return w;
}

static reply_form open_point(world *w, uint32_t point) {
  open_form form = open_usual();
  form.serial = (uint16_t)(1 + point);
  open_set_path(&form, point_paths[point]);
  return world_open(w, &form);
}

static reply_form close_point(world *w, uint32_t point) {
  close_form form = close_usual();
  form.serial = (uint16_t)(1 + point);
  return world_close(w, &form);
}

static void connection_table(void) {
  world *w = world_with_points();
  uint32_t limit = w->config.limits.io_connections;
  bool opened = true;
  for (uint32_t i = 0; i < limit; i++) opened = opened && open_point(w, i).general == 0;
  tap_ok(opened, "12: as many connections as the limit says");
  reply_form reply = open_point(w, limit);
  tap_ok(reply.general == 1 && reply.extended_count == 1 && reply.extended[0] == 0x0113, "12: one more is 01/0113");
  tap_equal((int64_t)eip_stack_counters(w->stack)->open_resource_rejects, 1, "12: counted as a lack of resources");
  tap_ok(close_point(w, 1).general == 0 && open_point(w, limit).general == 0, "12: a close makes room for another");
  reply = open_point(w, 1);
  tap_equal(reply.extended[0], 0x0113, "12: and for one only");
  world_free(w);
}

static void table_is_looked_at_last(void) {
  world *w = world_with_points();
  for (uint32_t i = 0; i < w->config.limits.io_connections; i++) open_point(w, i);
  world_forget(w);
  open_form form = open_usual();
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 01 00 00");
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0126, "11 before 12: configuration data before a full table");
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 00 00 00 00 00 00 00 00 00 00");
  reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0113 && w->configurations == 0,
         "12 before the delivery of 11: nothing is delivered when the table is full");
  world_free(w);
}

static void table_full_of_the_dead(void) {
  world *w = world_with_points();
  for (uint32_t i = 0; i < w->config.limits.io_connections; i++) open_point(w, i);
  world_advance(w, 10000000);
  tap_equal(open_point(w, 5).general, 0, "12: those that timed out make room");
  world_free(w);
}

/* Bytes of the stack itself that may differ from cycle to cycle are none that grow: its memory is fixed, so levels
 * and the two heaps tell all. */
typedef struct {
  uint32_t io_connections, pending_requests, sessions, peers;
  uint64_t next_deadline;
} levels;

static levels levels_of(const world *w) {
  const eip_counters *counters = eip_stack_counters(w->stack);
  return (levels){counters->io_connections, counters->pending_requests, counters->sessions, counters->peers,
                  eip_stack_next_deadline(w->stack)};
}

static bool same_levels(levels a, levels b) {
  return a.io_connections == b.io_connections && a.pending_requests == b.pending_requests && a.sessions == b.sessions &&
         a.peers == b.peers && a.next_deadline == b.next_deadline;
}

static void opens_and_closes(void) {
  world *w = world_with_points();
  levels before = levels_of(w);
  bool good = true;
  for (uint32_t i = 0; i < CYCLES; i++) {
    good = good && open_point(w, i % POINTS).general == 0;
    good = good && close_point(w, i % POINTS).general == 0;
  }
  tap_ok(good, "2,000 opens and closes all succeed");
  tap_ok(same_levels(before, levels_of(w)), "2,000 opens and closes leave levels and deadlines as before");
  const eip_counters *counters = eip_stack_counters(w->stack);
  tap_ok(counters->opens == CYCLES && counters->closes == CYCLES && counters->close_rejects == 0, "and are counted");
  for (uint32_t i = 0; i < w->config.limits.io_connections; i++) good = good && open_point(w, i).general == 0;
  tap_ok(good && open_point(w, 4).extended[0] == 0x0113, "afterwards the whole table is there, and no more");
  world_free(w);
}

static void refusals(void) {
  world *w = world_with_points();
  levels before = levels_of(w);
  bool good = true;
  for (uint32_t i = 0; i < CYCLES; i++) {
    open_form form = open_usual();
    form.o2t_size++;
    good = good && world_open(w, &form).extended[0] == 0x0127;
  }
  tap_ok(good, "2,000 refused opens are refused alike");
  tap_ok(same_levels(before, levels_of(w)), "2,000 refused opens leave levels and deadlines as before");
  tap_ok(eip_stack_counters(w->stack)->open_other_rejects == CYCLES, "and are counted");
  world_free(w);
}

static void refused_by_the_application(void) {
  world *w = world_with_points();
  levels before = levels_of(w);
  w->configuration_answer = EIP_REFUSE(0x09, 0);
  bool good = true;
  for (uint32_t i = 0; i < CYCLES; i++) {
    open_form form = open_usual();
    open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
    good = good && world_open(w, &form).general == 0x09;
  }
  tap_ok(good && same_levels(before, levels_of(w)), "2,000 opens refused by the application leave nothing");
  world_free(w);
}

static void timeouts(void) {
  world *w = world_with_points();
  w->peer = world_connect(w, WORLD_SCANNER, &w->session);
  bool good = true;
  for (uint32_t i = 0; i < CYCLES; i++) {
    good = good && open_point(w, i % POINTS).general == 0;
    world_advance(w, 10000000);
  }
  tap_ok(good && eip_stack_counters(w->stack)->io_connections == 0 && eip_stack_counters(w->stack)->timeouts == CYCLES,
         "2,000 opens that time out leave nothing");
  world_free(w);
}

/* Counters that Identity attribute 5 is made of: bit 0 owned, 4-7 the I/O state. */
static uint16_t identity_status(world *w) {
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x01\x24\x01\x30\x05", 8);
  reply_form reply = world_ask(w, &message);
  return reply_u16(&reply, 0);
}

/* The connection's I/O state of Identity attribute 5 after each of these headers. */
static const struct {
  const char *rule;
  int connection; /* whose header comes, -1: none */
  uint32_t header;
  uint16_t state;
} states[] = {
    {"two connections without data are idle", -1, 0, 0x70},
    {"both idle", 0, 0, 0x70},
    {"one in run", 1, 1, 0x60},
    {"both in run", 0, 1, 0x60},
    {"one idle again", 1, 0, 0x60},
    {"both idle again", 0, 0, 0x70},
    {"the second back in run", 1, 1, 0x60},
    {"run repeated, then idle", 1, 0, 0x70},
};

static void identity_tells_run_and_idle(void) {
  world *w = world_with_points();
  uint32_t ids[2];
  for (uint32_t i = 0; i < 2; i++) {
    reply_form reply = open_point(w, i);
    ids[i] = reply_u32(&reply, 0);
  }
  for (uint32_t i = 0; i < sizeof states / sizeof *states; i++) {
    if (states[i].connection >= 0) {
      frame io = io_frame(ids[states[i].connection], i, (uint16_t)i, states[i].header, 0, WORLD_SIZE);
      world_io(w, WORLD_SCANNER, io.bytes, io.length);
    }
    tap_equal(identity_status(w) & 0xF1, states[i].state | 1, "Identity status: %s", states[i].rule);
  }
  close_point(w, 0);
  close_point(w, 1);
  tap_equal(identity_status(w) & 0xF1, 0x30, "Identity status: none left over");
  world_free(w);
}

static void identity_tells(void) {
  world *w = world_with_points();
  tap_equal(identity_status(w) & 0xF1, 0x30, "Identity status: no connection established, not owned");
  reply_form reply = open_point(w, 0);
  tap_equal(identity_status(w) & 0xF1, 0x71, "Identity status: owned, all idle before the first run");
  frame io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 0, WORLD_SIZE);
  world_io(w, WORLD_SCANNER, io.bytes, io.length);
  tap_equal(identity_status(w) & 0xF1, 0x61, "Identity status: one in run");
  world_advance(w, 10000000);
  tap_equal(identity_status(w) & 0xF1, 0x20, "Identity status: one timed out, not owned");
  open_point(w, 0);
  open_point(w, 1);
  world_advance(w, 10000000);
  tap_equal(identity_status(w) & 0xF1, 0x20, "Identity status: two timed out");
  open_point(w, 0);
  tap_equal(identity_status(w) & 0xF1, 0x71, "Identity status: back again");
  close_point(w, 0);
  tap_equal(identity_status(w) & 0xF1, 0x30, "Identity status: closed is not timed out");
  world_free(w);
}

static uint8_t set_assembly(world *w, uint8_t instance, size_t size) {
  frame message = {.length = 0};
  frame_bytes(&message, "\x10\x03\x20\x04\x24", 5);
  frame_u8(&message, instance);
  frame_bytes(&message, "\x30\x03", 2);
  for (size_t i = 0; i < size; i++) frame_u8(&message, 9);
  return world_ask(w, &message).general;
}

static void owned_assemblies(void) {
  world *w = world_new();
  tap_equal(set_assembly(w, 150, WORLD_SIZE), 0, "an output nobody owns can be set");
  open_form form = open_usual();
  world_open(w, &form);
  tap_equal(set_assembly(w, 150, WORLD_SIZE), 0x0C, "an output that a live connection owns: 0x0C");
  tap_equal(set_assembly(w, 151, WORLD_CONFIGURATION_SIZE), 0x0C, "its configuration: 0x0C");
  close_form closing = close_usual();
  world_close(w, &closing);
  tap_ok(set_assembly(w, 150, WORLD_SIZE) == 0 && set_assembly(w, 151, WORLD_CONFIGURATION_SIZE) == 0,
         "both can be set again after the close");
  world_free(w);
}

int main(void) {
  connection_table();
  table_is_looked_at_last();
  table_full_of_the_dead();
  opens_and_closes();
  refusals();
  refused_by_the_application();
  timeouts();
  identity_tells();
  identity_tells_run_and_idle();
  owned_assemblies();
  return tap_done();
}
