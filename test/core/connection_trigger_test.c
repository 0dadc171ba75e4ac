/* Change of state and the application's trigger: what makes T->O leave before its time, and what holds it back. */
#include "support/points.h"
#include "tap.h"

enum { API_US = 20000, INHIBIT_US = 5000, COUNT_AT = 18 }; /* without a segment: a quarter of the RPI */

typedef enum { CYCLIC = 0x01, CHANGE_OF_STATE = 0x11, APPLICATION = 0x21 } class_trigger;

static open_form form_of(class_trigger trigger) {
  open_form form = open_owner(1);
  form.class_trigger = (uint8_t)trigger;
  form.t2o_rpi_us = API_US;
  form.o2t_rpi_us = UINT32_MAX; /* nobody times out here */
  form.multiplier = 7;
  return form;
}

static world *world_of(const open_form *form) {
  world *w = world_with(NULL);
  world_open(w, form);
  eip_tcp_closed(w->stack, w->peer); /* its inactivity would be a deadline too */
  world_forget(w);
  return w;
}

static void write(world *w, uint8_t value) {
  uint8_t bytes[WORLD_SIZE] = {value};
  eip_assembly_write(w->stack, WORLD_INPUT, (eip_span){bytes, sizeof bytes});
}

static bool sends(world *w, eip_io_datagram *datagram) { return world_outputs(w, datagram) == 1; }

static int64_t deadline(const world *w) { return (int64_t)(eip_stack_next_deadline(w->stack) - w->now_us); }

static uint16_t count_of(const eip_io_datagram *datagram) {
  return (uint16_t)(datagram->bytes.bytes[COUNT_AT] | datagram->bytes.bytes[COUNT_AT + 1] << 8);
}

/* The first datagram is out at time 0; then the given time passes. */
static world *after_first(class_trigger trigger, uint64_t later_us) {
  open_form form = form_of(trigger);
  world *w = world_of(&form);
  eip_io_datagram datagram;
  sends(w, &datagram);
  world_advance(w, later_us);
  return w;
}

static void fire(world *w) { eip_connection_trigger(w->stack, WORLD_INPUT, w->now_us); }

/* ---- what each trigger listens to ---- */

static const struct {
  const char *rule;
  class_trigger trigger;
  bool change, fire;
  int64_t due_us; /* from there on */
} listens[] = {
    {"cyclic: a change waits for its slot", CYCLIC, true, false, API_US - 8000},
    {"cyclic: the application's trigger is not for it", CYCLIC, false, true, API_US - 8000},
    {"change of state: without a change the RPI", CHANGE_OF_STATE, false, false, API_US - 8000},
    {"change of state: a change leaves at once", CHANGE_OF_STATE, true, false, 0},
    {"change of state: the application's trigger is not for it", CHANGE_OF_STATE, false, true, API_US - 8000},
    {"application: without a trigger the RPI", APPLICATION, false, false, API_US - 8000},
    {"application: a change waits", APPLICATION, true, false, API_US - 8000},
    {"application: triggered it leaves at once", APPLICATION, false, true, 0},
};

static void what_each_listens_to(void) {
  for (size_t i = 0; i < sizeof listens / sizeof *listens; i++) {
    world *w = after_first(listens[i].trigger, 8000);
    if (listens[i].change) write(w, 1);
    if (listens[i].fire) fire(w);
    tap_equal(deadline(w), listens[i].due_us, "%s", listens[i].rule);
    eip_io_datagram datagram;
    tap_equal(sends(w, &datagram), listens[i].due_us == 0, "%s: sent or not", listens[i].rule);
    world_free(w);
  }
}

static void the_first_at_once(void) {
  for (size_t i = 0; i < sizeof listens / sizeof *listens; i++) {
    open_form form = form_of(listens[i].trigger);
    world *w = world_of(&form);
    eip_io_datagram datagram;
    tap_ok(deadline(w) == 0 && sends(w, &datagram) && deadline(w) == API_US, "T->O starts at once, next at the RPI: %s",
           listens[i].rule);
    world_free(w);
  }
}

static void unchanged_bytes_are_no_change(void) {
  world *w = after_first(CHANGE_OF_STATE, 8000);
  write(w, 0);
  tap_equal(deadline(w), API_US - 8000, "change of state: the same bytes again are no change");
  world_free(w);
}

/* ---- the grid after a send before its time ---- */

static void next_counts_from_the_send(void) {
  for (size_t i = 0; i < 2; i++) {
    world *w = after_first(i ? APPLICATION : CHANGE_OF_STATE, 13000);
    write(w, 1);
    fire(w);
    eip_io_datagram datagram;
    bool sent = sends(w, &datagram);
    tap_ok(sent && datagram.deadline_us == w->now_us && datagram.skipped == 0, "%s: on time, no slot skipped",
           i ? "application" : "change of state");
    tap_equal(deadline(w), API_US, "%s: the next one an RPI after that", i ? "application" : "change of state");
    world_free(w);
  }
}

static void grid_without_triggers(void) {
  world *w = after_first(CHANGE_OF_STATE, 0);
  uint64_t first = w->now_us;
  bool on_grid = true;
  eip_io_datagram datagram;
  for (uint32_t i = 1; i <= 1000; i++) {
    w->now_us = first + (uint64_t)i * API_US + i % 900;
    on_grid = on_grid && sends(w, &datagram) && datagram.deadline_us == first + (uint64_t)i * API_US;
  }
  tap_ok(on_grid, "change of state without changes keeps absolute deadlines");
  world_free(w);
}

static void missed_slots_are_counted(void) {
  world *w = after_first(CHANGE_OF_STATE, 3 * API_US + 1);
  eip_io_datagram datagram;
  tap_ok(sends(w, &datagram) && datagram.skipped == 2 && deadline(w) == API_US - 1,
         "change of state: slots that passed entirely are skipped and counted");
  world_free(w);
}

/* ---- inhibit time ---- */

static void held_back(void) {
  for (size_t i = 0; i < 2; i++) {
    const char *name = i ? "application" : "change of state";
    world *w = after_first(i ? APPLICATION : CHANGE_OF_STATE, 1000);
    write(w, 1);
    fire(w);
    tap_equal(deadline(w), INHIBIT_US - 1000, "%s: not before the inhibit time, by default RPI/4", name);
    eip_io_datagram datagram;
    world_advance(w, INHIBIT_US - 1001);
    tap_ok(!sends(w, &datagram), "%s: not 1 us before", name);
    write(w, 2);
    fire(w);
    world_advance(w, 1);
    tap_ok(sends(w, &datagram) && datagram.bytes.bytes[20] == 2 && count_of(&datagram) == 2,
           "%s: then once, with the newest data", name);
    write(w, 3);
    fire(w);
    tap_equal(deadline(w), INHIBIT_US, "%s: and the inhibit time counts from that send", name);
    world_free(w);
  }
}

static const struct {
  const char *rule, *path;
  class_trigger trigger;
  uint16_t refused;
  int64_t inhibit_us;
} inhibits[] = {
    {"segment 0x43: milliseconds", "43 07 20 04 24 97 2C 96 2C 64", CHANGE_OF_STATE, 0, 7000},
    {"segment 0x51: microseconds", "51 02 D2 04 00 00 20 04 24 97 2C 96 2C 64", CHANGE_OF_STATE, 0, 1234},
    {"0 ms is none", "43 00 20 04 24 97 2C 96 2C 64", CHANGE_OF_STATE, 0, 1},
    {"0 us is none", "51 02 00 00 00 00 20 04 24 97 2C 96 2C 64", APPLICATION, 0, 1},
    {"none is the default", "20 04 24 97 2C 96 2C 64", APPLICATION, 0, INHIBIT_US},
    {"as long as the RPI", "43 14 20 04 24 97 2C 96 2C 64", APPLICATION, 0, API_US},
    {"8: 1 us longer than the RPI is 01/011B", "51 02 21 4E 00 00 20 04 24 97 2C 96 2C 64", APPLICATION, 0x011B, 0},
    {"8: longer than the RPI, cyclic too, is 01/011B", "43 15 20 04 24 97 2C 96 2C 64", CYCLIC, 0x011B, 0},
};

static void inhibit_segments(void) {
  for (size_t i = 0; i < sizeof inhibits / sizeof *inhibits; i++) {
    open_form form = form_of(inhibits[i].trigger);
    open_set_path(&form, inhibits[i].path);
    world *w = world_with(NULL);
    reply_form reply = world_open(w, &form);
    eip_tcp_closed(w->stack, w->peer);
    tap_equal(refusal_of(&reply), inhibits[i].refused, "inhibit time: %s", inhibits[i].rule);
    eip_io_datagram datagram;
    if (inhibits[i].refused == 0) {
      sends(w, &datagram);
      write(w, 1);
      fire(w);
      tap_equal(deadline(w), inhibits[i].inhibit_us, "inhibit time in effect: %s", inhibits[i].rule);
    }
    world_free(w);
  }
}

static void never_faster_than_the_inhibit_time(void) {
  world *w = after_first(CHANGE_OF_STATE, 0);
  uint64_t last = w->now_us, least = UINT64_MAX, most = 0;
  eip_io_datagram datagram;
  uint32_t state = 1;
  for (uint32_t i = 0; i < 100000; i++) {
    state = state * UINT32_C(1664525) + UINT32_C(1013904223);
    world_advance(w, (state >> 8) % 3000);
    if (state >> 31) write(w, (uint8_t)(state >> 16));
    if (!sends(w, &datagram)) continue;
    least = w->now_us - last < least ? w->now_us - last : least;
    most = w->now_us - last > most ? w->now_us - last : most;
    last = w->now_us;
  }
  tap_ok(least >= INHIBIT_US, "random changes: never two within the inhibit time (%u us)", (uint32_t)least);
  tap_ok(most < API_US + 3000, "random changes: never later than the RPI, but for a late wake-up");
  world_free(w);
}

/* ---- where a change comes from ---- */

static void written_when_asked(void) {
  world *w = after_first(CHANGE_OF_STATE, API_US);
  w->write_when_wanted = true;
  eip_io_datagram datagram;
  tap_ok(sends(w, &datagram) && datagram.bytes.bytes[20] == 1, "data written when the input is wanted leaves with it");
  tap_equal(deadline(w), API_US, "and makes nothing due once more");
  world_free(w);
}

/* Two of them over one input: what is written for one is news for the other. */
static void written_for_another(void) {
  world *w = world_with(NULL);
  world_heartbeats(w);
  open_form cyclic = open_input_only(1), watching = open_input_only(2);
  watching.class_trigger = CHANGE_OF_STATE;
  watching.t2o_rpi_us = API_US;
  world_open(w, &cyclic);
  world_open(w, &watching);
  eip_io_datagram datagram;
  tap_equal(world_outputs(w, &datagram), 2, "two connections over one input start");
  world_advance(w, 10000);
  w->write_when_wanted = true;
  tap_equal(world_outputs(w, &datagram), 2, "what one is asked for is a change of state of the other");
  world_free(w);
}

static void set_by_an_explicit_message(void) {
  static uint8_t value[4];
  world *w = world_with(NULL);
  eip_assembly_config config = {110, EIP_ASSEMBLY_INPUT, value, sizeof value, true};
  eip_assembly_create(w->stack, &config);
  world_point(w, (eip_connection_point){.type = EIP_POINT_INPUT_ONLY,
                                        .output_instance = 200,
                                        .input_instance = 110,
                                        .o2t_format = EIP_FORMAT_HEARTBEAT});
  open_form form = open_input_only(1);
  form.class_trigger = CHANGE_OF_STATE;
  form.t2o_size = 2 + sizeof value;
  open_set_path(&form, "20 04 2C C8 2C 6E");
  world_open(w, &form);
  eip_io_datagram datagram;
  sends(w, &datagram);
  world_advance(w, 3000);
  frame message = {.length = 0};
  frame_bytes(&message, "\x10\x03\x20\x04\x24\x6E\x30\x03\x01\x02\x03\x04", 12);
  world_ask(w, &message);
  tap_ok(sends(w, &datagram) && datagram.bytes.bytes[20] == 1, "a Set of a settable input is a change of state");
  world_free(w);
}

/* ---- ends ---- */

static void gone(void) {
  world *w = world_with(NULL);
  for (uint32_t i = 0; i < 100; i++) {
    open_form form = form_of(CHANGE_OF_STATE);
    form.o2t_rpi_us = 10000;
    world_open(w, &form);
    write(w, (uint8_t)i);
    if (i % 2) world_close_serial(w, 1);
    if (i % 2 == 0) eip_stack_set_ready(w->stack, false), eip_stack_set_ready(w->stack, true);
    write(w, (uint8_t)(i + 100));
  }
  eip_io_datagram datagram;
  tap_equal(world_outputs(w, &datagram), 0, "a connection that went no longer hears of changes");
  world_free(w);
}

static void unknown_inputs(void) {
  world *w = after_first(APPLICATION, 8000);
  tap_equal(eip_connection_trigger(w->stack, 101, w->now_us), EIP_ERR_UNKNOWN, "trigger: no such input");
  tap_equal(eip_connection_trigger(w->stack, WORLD_OUTPUT, w->now_us), EIP_ERR_UNKNOWN, "trigger: an output");
  world_create(w, 111, EIP_ASSEMBLY_INPUT, 4);
  tap_equal(eip_connection_trigger(w->stack, 111, w->now_us), EIP_OK, "trigger: an input without connections");
  tap_equal(deadline(w), API_US - 8000, "trigger: other inputs are left alone");
  tap_equal(eip_connection_trigger(w->stack, WORLD_INPUT, w->now_us), EIP_OK, "trigger: the input");
  world_free(w);
}

int main(void) {
  what_each_listens_to();
  the_first_at_once();
  unchanged_bytes_are_no_change();
  next_counts_from_the_send();
  grid_without_triggers();
  missed_slots_are_counted();
  held_back();
  inhibit_segments();
  never_faster_than_the_inhibit_time();
  written_when_asked();
  written_for_another();
  set_by_an_explicit_message();
  gone();
  unknown_inputs();
  return tap_done();
}
