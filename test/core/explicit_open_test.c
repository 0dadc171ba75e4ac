/* Forward Open of class 3 connections: what is accepted, and every row of the check table that concerns them. */
#include "support/class3.h"
#include "tap.h"

enum { LIMIT = 600 - 44 }; /* of the usual world's messages */

/* ---- what opens ---- */

static uint16_t u32_low(const reply_form *reply, size_t place) { return reply_u16(reply, place); }

static void the_reply(void) {
  world *w = world_new();
  open_form form = class3_form();
  reply_form reply = world_open(w, &form);
  tap_ok(reply.there && reply.service == 0xD4 && reply.general == 0 && reply.length == 26, "class 3 opens");
  tap_ok(reply_u32(&reply, 0) != 0 && reply_u32(&reply, 0) != form.o2t_id, "the O->T id is ours");
  tap_equal(reply_u32(&reply, 4), form.t2o_id, "the T->O id is the originator's");
  tap_ok(u32_low(&reply, 8) == form.serial && u32_low(&reply, 10) == form.vendor &&
             reply_u32(&reply, 12) == form.originator_serial,
         "the reply repeats the triad");
  tap_ok(reply_u32(&reply, 16) == 2000000 && reply_u32(&reply, 20) == 2000000 && reply_u16(&reply, 24) == 0,
         "both APIs are the RPIs, no application data");
  tap_ok(!reply.has_o2t && !reply.has_t2o, "no sockaddr items: it goes over TCP");
  const eip_counters *counters = eip_stack_counters(w->stack);
  tap_ok(counters->explicit_connections == 1 && counters->io_connections == 0 && counters->opens == 1,
         "it is counted, not as an I/O connection");
  tap_ok(w->event_count == 0, "the application has nothing to hear of it");
  world_free(w);
}

typedef void (*change)(open_form *form);
static void nothing(open_form *f) { (void)f; }
static void large(open_form *f) { f->large = true; }
static void cyclic_trigger(open_form *f) { f->class_trigger = 0x83; }
static void cos_trigger(open_form *f) { f->class_trigger = 0x93; }
static void no_server_bit(open_form *f) { f->class_trigger = 0x23; }
static void fixed_size(open_form *f) { f->o2t_variable = f->t2o_variable = 0; }
static void redundant(open_form *f) { f->o2t_redundant = 1; }
static void key(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00 07 00 02 05 20 02 24 01"); }
static void zero_key(open_form *f) { open_set_path(f, "34 04 00 00 00 00 00 00 00 00 20 02 24 01"); }
static void wide_segments(open_form *f) { open_set_path(f, "21 00 02 00 25 00 01 00"); }
static void inhibit(open_form *f) { open_set_path(f, "43 01 20 02 24 01"); }
static void rpi_1(open_form *f) { f->o2t_rpi_us = f->t2o_rpi_us = 1; }
static void rpi_longest(open_form *f) { f->o2t_rpi_us = f->t2o_rpi_us = UINT32_MAX; }
static void multiplier_7(open_form *f) { f->multiplier = 7; }
static void at_limit(open_form *f) { f->large = true, f->o2t_size = f->t2o_size = LIMIT; }
static void least_sizes(open_form *f) { f->o2t_size = 4, f->t2o_size = 6; }
static void odd_items(open_form *f) { f->items[0] = (sockaddr_item){0x8001, 6, 0, 0}; }

static const struct {
  const char *rule;
  change change;
} accepted[] = {
    {"the usual form", nothing},
    {"Large Forward Open", large},
    {"4: trigger cyclic", cyclic_trigger},
    {"4: trigger change of state", cos_trigger},
    {"4: without the server bit", no_server_bit},
    {"9: fixed size", fixed_size},
    {"the redundant-owner bit", redundant},
    {"5: our electronic key", key},
    {"5: an all-zero key", zero_key},
    {"6: class and instance of 16 bits", wide_segments},
    {"6: a network segment before the class", inhibit},
    {"8: an RPI of 1 us", rpi_1},
    {"8: the longest RPI", rpi_longest},
    {"4: multiplier 7", multiplier_7},
    {"9: the largest size", at_limit},
    {"9: the least sizes: a request without data, a refusal", least_sizes},
    {"sockaddr items mean nothing", odd_items},
};

static void what_opens(void) {
  for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++) {
    world *w = world_new();
    open_form form = class3_form();
    accepted[i].change(&form);
    reply_form reply = world_open(w, &form);
    tap_ok(reply.there && reply.general == 0 && eip_stack_counters(w->stack)->explicit_connections == 1, "opens: %s",
           accepted[i].rule);
    world_free(w);
  }
}

/* ---- what does not ---- */

static void o2t_multicast(open_form *f) { f->o2t_type = 1; }
static void o2t_reserved(open_form *f) { f->o2t_type = 3; }
static void t2o_multicast(open_form *f) { f->t2o_type = 1; }
static void t2o_reserved(open_form *f) { f->t2o_type = 3; }
static void o2t_null(open_form *f) { f->o2t_type = 0; }
static void t2o_null(open_form *f) { f->t2o_type = 0; }
static void io_triad(open_form *f) { f->serial = 0x7777; }
static void explicit_triad(open_form *f) { f->serial = 0x8888; }
static void trigger_3(open_form *f) { f->class_trigger = 0xB3; }
static void trigger_7(open_form *f) { f->class_trigger = 0xF3; }
static void multiplier_8(open_form *f) { f->multiplier = 8; }
static void multiplier_255(open_form *f) { f->multiplier = 255; }
static void key_vendor(open_form *f) { open_set_path(f, "34 04 D3 04 0C 00 07 00 02 05 20 02 24 01"); }
static void key_cut(open_form *f) { open_set_path(f, "34 04 D2 04 0C 00"); }
static void port(open_form *f) { open_set_path(f, "01 00 20 02 24 01"); }
static void port_behind(open_form *f) { open_set_path(f, "20 02 24 01 01 00"); }
static void unknown_segment(open_form *f) { open_set_path(f, "20 02 E0 00"); }
static void no_class(open_form *f) { open_set_path(f, "24 01"); }
static void safety(open_form *f) { open_set_path(f, "50 01 00 00 20 02 24 01"); }
static void assembly(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 64"); }
static void other_class(open_form *f) { open_set_path(f, "20 01 24 01"); }
static void no_instance(open_form *f) { open_set_path(f, "20 02"); }
static void instance_0(open_form *f) { open_set_path(f, "20 02 24 00"); }
static void instance_2(open_form *f) { open_set_path(f, "20 02 24 02"); }
static void one_more(open_form *f) { open_set_path(f, "20 02 24 01 2C 01"); }
static void two_more(open_form *f) { open_set_path(f, "20 02 24 01 2C 01 2C 02"); }
static void data_more(open_form *f) { open_set_path(f, "20 02 24 01 80 01 00 00"); }
static void no_data_more(open_form *f) { open_set_path(f, "20 02 24 01 80 00"); }
static void o2t_rpi_0(open_form *f) { f->o2t_rpi_us = 0; }
static void t2o_rpi_0(open_form *f) { f->t2o_rpi_us = 0; }
static void o2t_beyond(open_form *f) { f->large = true, f->o2t_size = LIMIT + 1; }
static void t2o_beyond(open_form *f) { f->large = true, f->t2o_size = LIMIT + 1; }
static void largest(open_form *f) { f->large = true, f->o2t_size = f->t2o_size = 65511; }
static void o2t_small(open_form *f) { f->o2t_size = 3; }
static void t2o_small(open_form *f) { f->t2o_size = 5; }
static void left_over(open_form *f) { frame_u8(&f->tail, 0); }
static void path_size_0(open_form *f) { f->path_words = 0, f->path.length = 0; }
static void path_beyond(open_form *f) { f->path_words = 200; }

static const struct {
  const char *rule;
  change change;
  uint8_t general, count;
  uint16_t extended[6];
  uint8_t remaining;
} refused[] = {
    {"1: data left over is 0x15", left_over, 0x15, 0, {0}, 0},
    {"1: path size 0 is 0x26", path_size_0, 0x26, 0, {0}, 0},
    {"1: a path beyond the data is 0x13", path_beyond, 0x13, 0, {0}, 0},
    {"2: O->T multicast is 01/0123", o2t_multicast, 1, 1, {0x0123}, 0},
    {"2: O->T reserved is 01/0123", o2t_reserved, 1, 1, {0x0123}, 0},
    {"2: T->O multicast is 01/0124", t2o_multicast, 1, 1, {0x0124}, 0},
    {"2: T->O reserved is 01/0124", t2o_reserved, 1, 1, {0x0124}, 0},
    {"2: O->T null alone is 01/0123", o2t_null, 1, 1, {0x0123}, 0},
    {"2: T->O null alone is 01/0124", t2o_null, 1, 1, {0x0124}, 0},
    {"3: the triad of a live I/O connection is 01/0100", io_triad, 1, 1, {0x0100}, 0},
    {"3: the triad of a live class 3 connection is 01/0100", explicit_triad, 1, 1, {0x0100}, 0},
    {"4: trigger 3 is 01/0103", trigger_3, 1, 1, {0x0103}, 0},
    {"4: trigger 7 is 01/0103", trigger_7, 1, 1, {0x0103}, 0},
    {"4: multiplier 8 is 01/0133", multiplier_8, 1, 1, {0x0133}, 0},
    {"4: multiplier 255 is 01/0133", multiplier_255, 1, 1, {0x0133}, 0},
    {"5: another vendor is 01/0114", key_vendor, 1, 1, {0x0114}, 7},
    {"5: a cut key is 0x13", key_cut, 0x13, 0, {0}, 3},
    {"6: a port segment is 01/0311", port, 1, 1, {0x0311}, 3},
    {"6: a port segment behind is 01/0311", port_behind, 1, 1, {0x0311}, 1},
    {"6: an unknown segment is 01/0315", unknown_segment, 1, 1, {0x0315}, 1},
    {"6: no class is 01/0315", no_class, 1, 1, {0x0315}, 1},
    {"6: a safety segment is 01/0315", safety, 1, 1, {0x0315}, 4},
    {"6: an assembly is 01/0117", assembly, 1, 1, {0x0117}, 4},
    {"6: another class is 01/0117", other_class, 1, 1, {0x0117}, 2},
    {"6: no instance is 01/0117", no_instance, 1, 1, {0x0117}, 0},
    {"6: instance 0 is 01/0117", instance_0, 1, 1, {0x0117}, 1},
    {"6: instance 2 is 01/0117", instance_2, 1, 1, {0x0117}, 1},
    {"6: a connection point more is 01/0315", one_more, 1, 1, {0x0315}, 1},
    {"6: two connection points more are 01/0315", two_more, 1, 1, {0x0315}, 2},
    {"6: a data segment more is 01/0315", data_more, 1, 1, {0x0315}, 2},
    {"6: an empty data segment more is 01/0315", no_data_more, 1, 1, {0x0315}, 1},
    {"8: O->T RPI 0 is 01/0112", o2t_rpi_0, 1, 6, {0x0112, 0x0002, 1, 0, 0x8480, 0x001E}, 0},
    {"8: T->O RPI 0 is 01/0112", t2o_rpi_0, 1, 6, {0x0112, 0x0200, 0x8480, 0x001E, 1, 0}, 0},
    {"9: O->T beyond our limit is 01/0109 with it", o2t_beyond, 1, 2, {0x0109, LIMIT}, 0},
    {"9: T->O beyond our limit is 01/0109 with it", t2o_beyond, 1, 2, {0x0109, LIMIT}, 0},
    {"9: 65,511 is 01/0109 with our limit", largest, 1, 2, {0x0109, LIMIT}, 0},
    {"9: an O->T size that holds no request is 01/0109", o2t_small, 1, 2, {0x0109, LIMIT}, 0},
    {"9: a T->O size that holds no refusal is 01/0109", t2o_small, 1, 2, {0x0109, LIMIT}, 0},
};

/* An I/O connection with serial 0x7777 and a class 3 connection with serial 0x8888. */
static world *busy_world(void) {
  world *w = world_new();
  open_form io = open_usual();
  io.serial = 0x7777;
  world_open(w, &io);
  open_form explicit = class3_form();
  explicit.serial = 0x8888;
  class3_open(w, &explicit);
  world_forget(w);
  return w;
}

static void what_is_refused(void) {
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
    world *w = busy_world();
    open_form form = class3_form();
    refused[i].change(&form);
    reply_form reply = world_open(w, &form);
    bool words = reply.there && reply.general == refused[i].general && reply.extended_count == refused[i].count;
    for (size_t word = 0; words && word < refused[i].count; word++) {
      words = reply.extended[word] == refused[i].extended[word];
    }
    if (!tap_ok(words, "%s", refused[i].rule)) {
      printf("# got %02x, %d words: %04x %04x\n", reply.general, reply.extended_count, reply.extended[0],
             reply.extended[1]);
    }
    tap_ok(reply.length == 10 && reply_u16(&reply, 0) == form.serial && reply.data[8] == refused[i].remaining,
           "%s: the triad, and %u words of path left", refused[i].rule, refused[i].remaining);
    tap_equal(eip_stack_counters(w->stack)->explicit_connections, 1, "%s: nothing was opened", refused[i].rule);
    world_free(w);
  }
}

static void the_first_objection_answers(void) {
  static const struct {
    const char *rule;
    change first, second;
    uint16_t extended;
  } pairs[] = {
      {"2 before 3: types before a live triad", o2t_multicast, io_triad, 0x0123},
      {"3 before 4: a live triad before the trigger", explicit_triad, trigger_3, 0x0100},
      {"4 before 4: the trigger before the multiplier", trigger_3, multiplier_8, 0x0103},
      {"4 before 5: the multiplier before the key", multiplier_8, key_vendor, 0x0133},
      {"5 before 8: the key before the RPI", key_vendor, o2t_rpi_0, 0x0114},
      {"6 before 8: the path before the RPI", other_class, t2o_rpi_0, 0x0117},
      {"8 before 9: the RPI before the sizes", o2t_rpi_0, t2o_beyond, 0x0112},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    world *w = busy_world();
    open_form form = class3_form();
    pairs[i].second(&form);
    pairs[i].first(&form);
    reply_form reply = world_open(w, &form);
    tap_ok(reply.general == 1 && reply.extended[0] == pairs[i].extended, "%s", pairs[i].rule);
    world_free(w);
  }
}

static void a_triad_of_class_3_blocks_io(void) {
  world *w = busy_world();
  open_form io = open_usual();
  io.serial = 0x8888;
  reply_form reply = world_open(w, &io);
  tap_ok(reply.general == 1 && reply.extended[0] == 0x0100, "3: an I/O open with the triad of a class 3 connection");
  world_free(w);
}

static void not_ready(void) {
  world *w = busy_world();
  eip_stack_set_ready(w->stack, false);
  open_form form = class3_form();
  tap_equal(world_open(w, &form).general, 0x02, "not ready: class 3 is refused with 0x02 too");
  tap_equal(eip_stack_counters(w->stack)->explicit_connections, 1, "what lives goes on: it carries no I/O");
  eip_stack_set_ready(w->stack, true);
  tap_equal(world_open(w, &form).general, 0, "ready again: it opens");
  world_free(w);
}

/* ---- the pool ---- */

static void the_pool(void) {
  world *w = world_new();
  uint32_t limit = w->config.limits.explicit_connections;
  class3 last = {0, 0};
  uint32_t ids[8];
  for (uint16_t i = 0; i < limit; i++) last = class3_open_another(w, i), ids[i] = last.o2t_id;
  tap_ok(last.o2t_id != 0, "as many class 3 connections as limits.explicit_connections");
  open_form form = class3_form();
  form.serial = 0x6666;
  reply_form reply = world_open(w, &form);
  tap_ok(reply.general == 1 && reply.extended_count == 1 && reply.extended[0] == 0x0113, "12: one more is 01/0113");
  tap_equal((int64_t)eip_stack_counters(w->stack)->open_resource_rejects, 1, "counted as for lack of resources");
  form.t2o_size = LIMIT + 1;
  form.large = true;
  tap_equal(world_open(w, &form).extended[0], 0x0109, "9 before 12: the size before the pool");
  open_form io = open_usual();
  io.serial = 0x5555;
  tap_equal(world_open(w, &io).general, 0, "I/O connections have a table of their own");
  close_form closing = close_usual();
  world_close(w, &closing);
  form = class3_form();
  class3 again = class3_open(w, &form);
  tap_ok(again.o2t_id != 0, "a place that was closed is taken again");
  bool fresh = true;
  for (uint32_t i = 0; i < limit; i++) fresh = fresh && ids[i] != again.o2t_id;
  tap_ok(fresh, "with an id that nobody had");
  world_free(w);
}

static void own_t2o_ids(void) {
  world *w = world_new();
  open_form form = class3_form();
  form.t2o_id = 0;
  class3 first = class3_open(w, &form);
  form.serial++;
  class3 second = class3_open(w, &form);
  tap_ok(first.t2o_id != 0 && second.t2o_id != 0 && first.t2o_id != second.t2o_id,
         "a T->O id of 0: ours, never 0, another for each");
  world_free(w);
}

static void cycles(void) {
  world *w = world_new();
  uint64_t deadline = eip_stack_next_deadline(w->stack);
  bool good = true;
  for (uint32_t i = 0; i < 2000; i++) {
    open_form form = class3_form();
    close_form closing = close_usual();
    good = good && world_open(w, &form).general == 0;
    good = good && world_close(w, &closing).general == 0;
    form.multiplier = 9;
    good = good && world_open(w, &form).general == 1;
  }
  tap_ok(good, "2,000 times opened, closed, refused");
  tap_ok(eip_stack_counters(w->stack)->explicit_connections == 0 && eip_stack_next_deadline(w->stack) == deadline,
         "leave levels and deadlines as before");
  world_free(w);
}

int main(void) {
  the_reply();
  what_opens();
  what_is_refused();
  the_first_objection_answers();
  a_triad_of_class_3_blocks_io();
  not_ready();
  the_pool();
  own_t2o_ids();
  cycles();
  return tap_done();
}
