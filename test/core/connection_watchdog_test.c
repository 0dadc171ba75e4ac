/* The watchdog: how long, what feeds it, what its end frees. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

#define FIRST_US UINT64_C(10000000)

typedef struct {
  world *w;
  uint32_t id, sequence;
} link_up;

static link_up link_open(uint8_t multiplier, uint32_t o2t_rpi_us) {
  world *w = world_new();
  open_form form = open_usual();
  form.multiplier = multiplier;
  form.o2t_rpi_us = o2t_rpi_us;
  reply_form reply = world_open(w, &form);
  world_forget(w);
  return (link_up){w, reply_u32(&reply, 0), 1};
}

static eip_io_verdict feed(link_up *link) {
  frame io = io_frame(link->id, link->sequence, (uint16_t)link->sequence, 1, 0, WORLD_SIZE);
  link->sequence++;
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}

static bool alive(const link_up *link) { return eip_stack_counters(link->w->stack)->io_connections == 1; }

/* One microsecond before it lives, then not. */
static void runs_out_after(link_up *link, uint64_t time_us, const char *rule) {
  world_advance(link->w, time_us - 1);
  bool before = alive(link);
  world_advance(link->w, 1);
  tap_ok(before && !alive(link), "%s", rule);
  tap_ok(world_heard(link->w, EIP_CONNECTION_TIMED_OUT) == 1 && eip_stack_counters(link->w->stack)->timeouts == 1,
         "%s: told and counted once", rule);
}

static const struct {
  const char *rule;
  uint8_t multiplier;
  uint32_t rpi_us;
  uint64_t time_us, first_us;
} times[] = {
    {"multiplier 0: 4 x RPI", 0, 10000, 40000, 10000000},
    {"multiplier 1: 8 x RPI", 1, 10000, 80000, 10000000},
    {"multiplier 2: 16 x RPI", 2, 10000, 160000, 10000000},
    {"multiplier 7: 512 x RPI", 7, 10000, 5120000, 10000000},
    {"a time above 10 s also holds for the first packet", 3, 1000000, 32000000, 32000000},
    {"the longest time needs more than 32 bits", 7, UINT32_MAX, UINT64_C(512) * UINT32_MAX, UINT64_C(512) * UINT32_MAX},
};

static void times_as_the_table_says(void) {
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    char rule[128];
    link_up link = link_open(times[i].multiplier, times[i].rpi_us);
    snprintf(rule, sizeof rule, "%s: before the first packet", times[i].rule);
    runs_out_after(&link, times[i].first_us, rule);
    world_free(link.w);
    link = link_open(times[i].multiplier, times[i].rpi_us);
    world_advance(link.w, 5000);
    feed(&link);
    world_forget(link.w);
    snprintf(rule, sizeof rule, "%s: after a packet", times[i].rule);
    runs_out_after(&link, times[i].time_us, rule);
    world_free(link.w);
  }
}

static void first_packet_time_is_an_option(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.first_packet_us = 20000000;
  world_start(w);
  open_form form = open_usual();
  world_open(w, &form);
  link_up link = {w, 0, 1};
  runs_out_after(&link, 20000000, "a longer time for the first packet is an option");
  world_free(w);
}

static void slow_scanner(void) {
  link_up link = link_open(0, 10000);
  bool lived = true;
  feed(&link);
  for (int i = 0; i < 1000; i++) {
    world_advance(link.w, 39999);
    lived = lived && alive(&link) && feed(&link) == EIP_IO_NEW_DATA;
  }
  tap_ok(lived, "a scanner at a quarter of its rate lives: only the watchdog decides");
  world_free(link.w);
}

/* Fed again and again, then silent: it counts from the last packet, not from an earlier one. */
static void counts_from_the_last_packet(void) {
  link_up link = link_open(0, 10000);
  for (int i = 0; i < 7; i++) {
    feed(&link);
    world_advance(link.w, 13000);
  }
  world_forget(link.w);
  runs_out_after(&link, 40000 - 13000, "the time counts from the last packet");
  world_free(link.w);
}

static void feeding_moves_no_deadline(void) {
  link_up link = {.w = world_new(), .sequence = 1};
  open_form form = open_usual();
  form.multiplier = 0;
  form.t2o_rpi_us = 60000000; /* no production comes near */
  reply_form reply = world_open(link.w, &form);
  link.id = reply_u32(&reply, 0);
  eip_io_datagram datagram;
  eip_io_output(link.w->stack, link.w->now_us, &datagram);
  feed(&link);
  link.w->now_us += 5000;
  feed(&link);
  tap_equal((int64_t)eip_stack_next_deadline(link.w->stack), (int64_t)link.w->now_us - 5000 + 40000,
            "feeding costs a store: the deadline moves when it comes up too early");
  world_free(link.w);
}

/* ---- what feeds it ---- */

typedef eip_io_verdict (*packet)(link_up *link);

static eip_io_verdict repeated_count(link_up *link) {
  frame io = io_frame(link->id, 100, 1, 1, 0, WORLD_SIZE);
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}
static eip_io_verdict idle(link_up *link) {
  frame io = io_frame(link->id, 100, 100, 0, 0, WORLD_SIZE);
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}
static eip_io_verdict wrong_length(link_up *link) {
  frame io = io_frame(link->id, 100, 100, 1, 0, WORLD_SIZE - 1);
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}
static eip_io_verdict old_sequence(link_up *link) {
  frame io = io_frame(link->id, 1, 100, 1, 0, WORLD_SIZE);
  return world_io(link->w, WORLD_SCANNER, io.bytes, io.length);
}
static eip_io_verdict stranger(link_up *link) {
  frame io = io_frame(link->id, 100, 100, 1, 0, WORLD_SIZE);
  return world_io(link->w, WORLD_STRANGER, io.bytes, io.length);
}
static eip_io_verdict empty(link_up *link) { return world_io(link->w, WORLD_SCANNER, NULL, 0); }

static const struct {
  const char *rule;
  packet packet;
  bool feeds;
} packets[] = {
    {"a repeated CIP sequence count feeds the watchdog", repeated_count, true},
    {"idle data feeds the watchdog", idle, true},
    {"a wrong length does not feed the watchdog", wrong_length, false},
    {"an old encapsulation sequence does not feed the watchdog", old_sequence, false},
    {"another address does not feed the watchdog", stranger, false},
    {"an empty datagram does not feed the watchdog", empty, false},
};

static void what_feeds_it(void) {
  for (size_t i = 0; i < sizeof packets / sizeof *packets; i++) {
    link_up link = link_open(0, 10000);
    feed(&link);
    world_advance(link.w, 30000);
    packets[i].packet(&link);
    world_advance(link.w, 10000);
    tap_ok(alive(&link) == packets[i].feeds, "%s", packets[i].rule);
    world_free(link.w);
  }
}

static void a_bad_first_packet_is_none(void) {
  link_up link = link_open(0, 10000);
  wrong_length(&link);
  world_advance(link.w, FIRST_US - 1);
  tap_ok(alive(&link), "a first packet of the wrong length leaves the time of the first packet");
  world_free(link.w);
}

/* ---- its end ---- */

static void frees_everything(void) {
  link_up link = link_open(0, 10000);
  world *w = link.w;
  feed(&link);
  open_form form = open_usual();
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0100, "the same triad before the watchdog is 01/0100");
  form.serial++;
  reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0106, "another triad before the watchdog is 01/0106");
  world_advance(w, 40000);
  eip_io_datagram datagram;
  tap_ok(!eip_io_output(w->stack, w->now_us, &datagram), "a connection that timed out produces no more");
  tap_equal(feed(&link), EIP_IO_UNKNOWN, "and takes no more");
  close_form closing = close_usual();
  reply = world_close(w, &closing);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0107, "closing what has timed out is 01/0107, its session lives");
  uint32_t own_session = w->session;
  eip_peer own_peer = w->peer;
  w->peer = world_connect(w, WORLD_STRANGER, &w->session);
  tap_ok(world_open(w, &form).general == 0, "the owner's place is free at once, for anyone");
  form.serial = 9;
  open_set_path(&form, "20 04 2C 96 2C 64");
  w->peer = own_peer;
  w->session = own_session;
  reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0106, "and taken again then");
  world_free(w);
}

static void same_triad_gets_in(void) {
  link_up link = link_open(0, 10000);
  feed(&link);
  world_advance(link.w, 40000);
  open_form form = open_usual();
  tap_ok(world_open(link.w, &form).general == 0,
         "a scanner that vanished gets in with the same triad after the watchdog");
  world_free(link.w);
}

/* Two connections: the silent one goes, the other stays. */
static void each_its_own(void) {
  link_up link = link_open(0, 10000);
  world_declare(link.w, 160, 110, 0);
  open_form form = open_usual();
  form.serial = 2;
  form.multiplier = 0;
  open_set_path(&form, "20 04 2C A0 2C 6E");
  reply_form reply = world_open(link.w, &form);
  link_up other = {link.w, reply_u32(&reply, 0), 1};
  feed(&link);
  feed(&other);
  world_forget(link.w);
  for (int i = 0; i < 5; i++) {
    world_advance(link.w, 10000);
    feed(&other);
  }
  tap_ok(link.w->event_count == 1 && link.w->events[0].info.connection_serial == 0x0102 && alive(&link),
         "each connection has its own watchdog");
  world_free(link.w);
}

int main(void) {
  times_as_the_table_says();
  first_packet_time_is_an_option();
  slow_scanner();
  counts_from_the_last_packet();
  feeding_moves_no_deadline();
  what_feeds_it();
  a_bad_first_packet_is_none();
  frees_everything();
  same_triad_gets_in();
  each_its_own();
  return tap_done();
}
