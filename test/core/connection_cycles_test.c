/* Thousands of opens, closes, refusals of every kind leave nothing behind, and the pools are whole afterwards. */
#include "support/invariants.h"
#include "support/live_bytes.h"
#include "support/points.h"
#include "tap.h"

enum { CYCLES = 2000, KINDS = 8 };

static void two_groups(eip_config *config) { config->settings.multicast_count = 2; }

static world *world_of_kinds(void) {
  world *w = world_with(two_groups);
  world_heartbeats(w);
  for (uint32_t i = 0; i < 3; i++) world_declare(w, 160 + i, 110 + i, 0);
  return w;
}

static open_form owner_of(uint16_t serial, uint32_t type, const char *path) {
  open_form form = open_owner(serial);
  form.t2o_type = type;
  open_set_path(&form, path);
  return form;
}

static open_form form_of(uint32_t kind, uint16_t serial) {
  open_form form = open_input_only(serial);
  switch (kind) {
    case 0:
      return open_owner(serial);
    case 1:
      return owner_of(serial, 1, "20 04 2C A0 2C 6E");
    case 2:
      form.class_trigger = 0x11; /* change of state */
      return form;
    case 3:
      form.class_trigger = 0x20; /* application, class 0 */
      form.o2t_size -= 2;
      form.t2o_size -= 2;
      return form;
    case 4:
      form.t2o_type = 1;
      return form;
    case 5:
      open_set_path(&form, "20 04 24 97 2C 98 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
      return form;
    case 6:
      form.o2t_type = form.t2o_type = 0; /* Null Forward Open */
      return form;
    default:
      form.t2o_rpi_us = 1000 + serial;
      return form;
  }
}

typedef struct {
  uint32_t io_connections, pending_requests;
  uint64_t next_deadline;
} levels;

static levels levels_of(const world *w) {
  const eip_counters *counters = eip_stack_counters(w->stack);
  return (levels){counters->io_connections, counters->pending_requests, eip_stack_next_deadline(w->stack)};
}

static bool same_levels(levels a, levels b) {
  return a.io_connections == b.io_connections && a.pending_requests == b.pending_requests &&
         a.next_deadline == b.next_deadline;
}

/* The whole table opens, half of it to one group, and no more; two groups at most. */
static bool pools_are_whole(world *w) {
  uint32_t limit = w->config.limits.io_connections;
  bool whole = true;
  for (uint16_t i = 0; i < limit; i++) {
    open_form form = form_of(i % 2 ? 2 : 4, (uint16_t)(1000 + i));
    reply_form reply = world_open(w, &form);
    whole = whole && refusal_of(&reply) == 0;
  }
  open_form form = form_of(2, 999);
  reply_form reply = world_open(w, &form);
  whole = whole && refusal_of(&reply) == 0x0113;
  eip_io_datagram datagram;
  whole = whole && world_outputs(w, &datagram) == 1 + limit / 2;
  for (uint16_t i = 0; i < limit; i++) world_close_serial(w, (uint16_t)(1000 + i));
  return whole;
}

/* False, and says which, when one does not hold. */
static bool invariants_hold(world *w) {
  const char *broken = invariants_broken(w->stack);
  if (broken) printf("# does not hold: %s\n", broken);
  return !broken;
}

static void write(world *w, uint8_t value) {
  uint8_t bytes[WORLD_SIZE] = {value};
  eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){bytes, sizeof bytes});
}

static void opens_and_closes(void) {
  world *w = world_of_kinds();
  levels before = levels_of(w);
  bool good = true, held = true;
  size_t bytes = 0;
  for (uint32_t i = 0; i < CYCLES; i++) {
    if (i == KINDS) bytes = live_bytes(); /* each kind once: the C library keeps pieces of the sizes that it has seen */
    open_form form = form_of(i % KINDS, 7);
    reply_form reply = world_open(w, &form);
    good = good && refusal_of(&reply) == 0;
    held = held && invariants_hold(w);
    eip_io_datagram datagram;
    good = good && world_outputs(w, &datagram) == (form.t2o_type ? 1 : 0);
    write(w, (uint8_t)i);
    reply = world_close_serial(w, 7);
    good = good && refusal_of(&reply) == (form.t2o_type ? 0 : 0x0107);
    held = held && invariants_hold(w);
  }
  tap_equal((int64_t)live_bytes(), (int64_t)bytes, "2,000 opens and closes leave the heap as before");
  tap_ok(held, "and between any two calls every invariant of the stack holds");
  tap_ok(good, "2,000 opens and closes of every kind");
  tap_ok(same_levels(before, levels_of(w)), "2,000 opens and closes leave levels and deadlines as before");
  tap_ok(pools_are_whole(w), "afterwards every place, production and group is there, and no more");
  world_free(w);
}

/* Overlapping: each is closed four opens later, so that places are taken in every order. */
static void overlapping(void) {
  world *w = world_of_kinds();
  levels before = levels_of(w);
  uint32_t opened = 0;
  bool held = true;
  for (uint32_t i = 0; i < CYCLES; i++) {
    open_form form = form_of(i * 5 % KINDS, (uint16_t)i);
    reply_form reply = world_open(w, &form);
    opened += refusal_of(&reply) == 0;
    w->now_us += 777;
    eip_io_datagram datagram;
    world_outputs(w, &datagram);
    write(w, (uint8_t)i);
    if (i >= 3) world_close_serial(w, (uint16_t)(i - 3));
    held = held && invariants_hold(w);
  }
  tap_ok(held, "2,000 opens that overlap: every invariant holds");
  for (uint32_t i = CYCLES - 3; i < CYCLES; i++) world_close_serial(w, (uint16_t)i);
  tap_ok(opened > CYCLES / 2, "2,000 opens that overlap (%u were taken)", opened);
  levels after = levels_of(w);
  before.next_deadline = after.next_deadline; /* its peer's inactivity, which has moved */
  tap_ok(same_levels(before, after), "leave nothing live");
  tap_ok(pools_are_whole(w), "and everything is there afterwards");
  world_free(w);
}

static void no_group_free(void) {
  world *w = world_of_kinds();
  open_form form = owner_of(1, 1, "20 04 2C A0 2C 6E");
  world_open(w, &form);
  form = owner_of(2, 1, "20 04 2C A1 2C 6F");
  world_open(w, &form);
  levels before = levels_of(w);
  bool refused = true;
  size_t bytes = live_bytes();
  for (uint32_t i = 0; i < CYCLES; i++) {
    form = owner_of(3, 1, "20 04 2C A2 2C 70");
    reply_form reply = world_open(w, &form);
    refused = refused && refusal_of(&reply) == 0x0113;
  }
  tap_equal((int64_t)live_bytes(), (int64_t)bytes, "2,000 refused opens leave the heap as before");
  tap_ok(invariants_hold(w) && refused && same_levels(before, levels_of(w)),
         "2,000 opens without a free group leave nothing");
  world_close_serial(w, 1);
  world_close_serial(w, 2);
  tap_ok(pools_are_whole(w), "and everything is there afterwards");
  world_free(w);
}

static void refused_by_the_application(void) {
  world *w = world_of_kinds();
  levels before = levels_of(w);
  bool refused = true;
  w->configuration_answer = EIP_REFUSE(0x09, 0);
  for (uint32_t i = 0; i < CYCLES; i++) {
    open_form form = form_of(5, 7);
    form.t2o_type = i % 3; /* null, multicast, point-to-point */
    if (form.t2o_type == 0) form.o2t_type = 0;
    refused = refused && world_open(w, &form).general == 0x09;
  }
  w->configuration_answer = EIP_ACCEPT;
  tap_ok(refused && same_levels(before, levels_of(w)), "2,000 opens refused by the application leave nothing");
  tap_ok(pools_are_whole(w), "and everything is there afterwards");
  world_free(w);
}

/* ---- two connections of one originator ---- */

static void closing_one_of_two(uint16_t closed, uint16_t left, const char *which) {
  world *w = world_of_kinds();
  open_form form = form_of(2, 1);
  reply_form one = world_open(w, &form);
  form = form_of(7, 2);
  reply_form two = world_open(w, &form);
  uint32_t id = reply_u32(left == 1 ? &one : &two, 0);
  uint32_t gone = reply_u32(left == 1 ? &two : &one, 0);
  world_close_serial(w, closed);
  frame beat = io_sequenced(id, 1, "\1\0", 2), late = io_sequenced(gone, 1, "\1\0", 2);
  tap_ok(world_datagram(w, &beat) == EIP_IO_NEW_DATA && world_datagram(w, &late) == EIP_IO_UNKNOWN,
         "closing the %s of two: the other one is still fed", which);
  eip_io_datagram datagram;
  tap_equal(world_outputs(w, &datagram), 1, "closing the %s of two: the other one still produces", which);
  reply_form reply = world_close_serial(w, left);
  tap_ok(refusal_of(&reply) == 0 && eip_stack_counters(w->stack)->io_connections == 0,
         "closing the %s of two: the other one closes too", which);
  world_free(w);
}

int main(void) {
  opens_and_closes();
  overlapping();
  no_group_free();
  refused_by_the_application();
  closing_one_of_two(1, 2, "older");
  closing_one_of_two(2, 1, "newer");
  return tap_done();
}
