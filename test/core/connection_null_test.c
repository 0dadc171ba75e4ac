/* Null Forward Open: a ping, configuration data for nobody, reconfiguration of a live connection. */
#include "support/points.h"
#include "tap.h"

#define POINTS "20 04 24 97 2C 96 2C 64 "
#define SHARED "20 04 24 97 2C 98 2C 64 "
#define TEN "80 05 01 02 03 04 05 06 07 08 09 0A"
#define OTHER_TEN "80 05 01 02 03 04 05 06 07 08 09 0B"

static const uint8_t ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, other_ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11};

static world *null_world(void) {
  world *w = world_with(NULL);
  world_heartbeats(w);
  return w;
}

static open_form null_form(uint16_t serial, const char *path) {
  open_form form = open_owner(serial);
  form.o2t_type = form.t2o_type = 0;
  form.o2t_size = form.t2o_size = 0;
  open_set_path(&form, path);
  return form;
}

static reply_form null_open(world *w, uint16_t serial, const char *path) {
  open_form form = null_form(serial, path);
  return world_open(w, &form);
}

static reply_form open_with(world *w, open_form form, const char *path) {
  open_set_path(&form, path);
  return world_open(w, &form);
}

static bool holds(const world *w, const uint8_t *value) { return memcmp(w->configuration, value, 10) == 0; }

/* ---- ping ---- */

static void ping(void) {
  for (int large = 0; large <= 1; large++) {
    world *w = null_world();
    open_form form = null_form(1, POINTS);
    form.large = large;
    form.o2t_rpi_us = 12345;
    form.t2o_rpi_us = 54321;
    reply_form reply = world_open(w, &form);
    static const uint8_t want[] = {0, 0, 0, 0,    0,    0, 0, 0,    1,    0, 4, 3, 8,
                                   7, 6, 5, 0x39, 0x30, 0, 0, 0x31, 0xD4, 0, 0, 0, 0};
    tap_equal(reply.general, 0, "without data: a ping%s", large ? ", Large" : "");
    tap_bytes(reply.data, reply.length, want, sizeof want, "its reply: ids 0, the triad, the asked intervals");
    tap_ok(eip_stack_counters(w->stack)->io_connections == 0 && w->event_count == 0 && w->configurations == 0,
           "nothing is opened, told or delivered");
    tap_ok(!reply.has_o2t && !reply.has_t2o, "no address is told");
    eip_io_datagram datagram;
    tap_equal(world_outputs(w, &datagram), 0, "nothing is produced");
    reply = world_close_serial(w, 1);
    tap_equal(refusal_of(&reply), 0x0107, "there is nothing to close");
    world_free(w);
  }
}

static void required(eip_config *config) { config->require_configuration = true; }

static void ping_where_configuration_is_required(void) {
  world *w = world_with(required);
  reply_form reply = null_open(w, 1, POINTS);
  tap_equal(refusal_of(&reply), 0, "a ping needs no configuration data, even where an open does");
  world_free(w);
}

/* ---- what is checked ---- */

static void o2t_rpi_0(open_form *f) { f->o2t_rpi_us = 0; }
static void multiplier_255(open_form *f) { f->multiplier = 255; }
static void class_2(open_form *f) { f->class_trigger = 0x72; }
static void any_size(open_form *f) { f->o2t_size = 511, f->t2o_size = 1, f->o2t_variable = 1; }
static void owned_point(open_form *f) { f->serial = 2; }
static void listening(open_form *f) { open_set_path(f, "20 04 24 97 2C 99 2C 64"); }
static void key_vendor(open_form *f) { open_set_path(f, "34 04 D3 04 0C 00 07 00 02 05 " POINTS); }
static void unknown_segment(open_form *f) { open_set_path(f, "20 04 24 97 E0 00 2C 64"); }
static void unknown_input(open_form *f) { open_set_path(f, "20 04 24 97 2C 96 2C 65"); }
static void short_data(open_form *f) { open_set_path(f, POINTS "80 01 00 00"); }
static void left_over(open_form *f) { frame_u16(&f->tail, 0); }
static void one_null(open_form *f) { f->o2t_type = 2; }

static const struct {
  const char *rule;
  void (*spoil)(open_form *form);
  uint8_t general;
  uint16_t extended;
} checks[] = {
    {"1 is checked: data left over", left_over, 0x15, 0},
    {"2: one direction null alone is none", one_null, 1, 0x0124},
    {"4 is not checked: class and trigger", class_2, 0, 0},
    {"4 is not checked: the multiplier", multiplier_255, 0, 0},
    {"5 is checked: the key", key_vendor, 1, 0x0114},
    {"6 is checked: segments", unknown_segment, 1, 0x0315},
    {"6 is checked: points", unknown_input, 1, 0x012B},
    {"7 is not checked: an owner", owned_point, 0, 0},
    {"7 is not checked: a producer", listening, 0, 0},
    {"8 is not checked: RPI", o2t_rpi_0, 0, 0},
    {"9 is not checked: sizes", any_size, 0, 0},
    {"11 is checked: the size of configuration data", short_data, 1, 0x0126},
};

static void what_is_checked(void) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    world *w = null_world();
    if (checks[i].spoil == owned_point) open_with(w, open_owner(1), POINTS);
    open_form form = null_form(1, POINTS);
    checks[i].spoil(&form);
    reply_form reply = world_open(w, &form);
    tap_ok(reply.there && reply.general == checks[i].general &&
               (checks[i].extended == 0 || reply.extended[0] == checks[i].extended),
           "null: %s", checks[i].rule);
    world_free(w);
  }
}

static void a_full_table(void) {
  world *w = null_world();
  for (uint16_t i = 1; i <= w->config.limits.io_connections; i++) open_with(w, open_input_only(i), SHARED);
  reply_form reply = null_open(w, 99, POINTS TEN);
  tap_ok(reply.general == 0 && w->configurations == 1, "null: 12 is not checked, it takes no place");
  world_free(w);
}

static void off(eip_config *config) { config->allow_null_open = false; }

static void switched_off(void) {
  world *w = world_with(off);
  reply_form reply = null_open(w, 1, POINTS);
  tap_equal(refusal_of(&reply), 0x0132, "2: switched off: 01/0132");
  world_free(w);
}

static void not_ready(void) {
  world *w = null_world();
  eip_stack_set_ready(w->stack, false);
  tap_equal(null_open(w, 1, POINTS).general, 0x02, "null: not ready is 0x02");
  world_free(w);
}

/* ---- configuration data ---- */

static void for_nobody(void) {
  world *w = null_world();
  reply_form reply = null_open(w, 1, POINTS TEN);
  tap_ok(reply.general == 0 && w->configurations == 1 && holds(w, ten), "its data goes to the application and is kept");
  tap_ok(w->candidate.slot == UINT32_MAX && w->candidate.connection_serial == 1 &&
             w->candidate.config_instance == 151 && w->candidate.output_instance == 150 &&
             w->candidate.originator.address == WORLD_SCANNER,
         "told of no slot, but of who asked");
  w->configuration_answer = EIP_REFUSE(0x09, 0);
  reply = null_open(w, 1, POINTS OTHER_TEN);
  tap_ok(reply.general == 0x09 && holds(w, ten), "refused: the status of the application, and nothing changes");
  world_free(w);
}

static void for_a_live_connection(void) {
  world *w = null_world();
  open_with(w, open_owner(1), POINTS TEN);
  uint32_t slot = w->events[0].info.slot;
  world_forget(w);
  reply_form reply = null_open(w, 1, POINTS OTHER_TEN);
  tap_ok(reply.general == 0 && w->configurations == 1 && holds(w, other_ten), "on a live triad: reconfiguration");
  tap_ok(w->candidate.slot == slot, "told as that connection");
  tap_ok(eip_stack_counters(w->stack)->io_connections == 1 && w->event_count == 0, "which goes on");
  reply = open_with(w, open_input_only(2), SHARED TEN);
  tap_equal(refusal_of(&reply), 0x0106, "its new data is what others are measured by: other data 01/0106");
  reply = open_with(w, open_input_only(2), SHARED OTHER_TEN);
  tap_equal(refusal_of(&reply), 0, "the same opens");
  world_free(w);
}

static void against_another_connections(void) {
  world *w = null_world();
  open_with(w, open_owner(1), POINTS TEN);
  reply_form reply = null_open(w, 2, POINTS OTHER_TEN);
  tap_ok(refusal_of(&reply) == 0x0106 && holds(w, ten), "other data than a live connection brought: 01/0106");
  world_forget(w);
  reply = null_open(w, 2, POINTS TEN);
  tap_ok(refusal_of(&reply) == 0 && w->configurations == 0, "the same data: not delivered again");
  open_with(w, open_input_only(3), SHARED TEN);
  reply = null_open(w, 1, POINTS OTHER_TEN);
  tap_equal(refusal_of(&reply), 0x0106, "nor may one of two who share it change it");
  world_free(w);
}

static void configures_a_connection_that_had_none(void) {
  world *w = null_world();
  open_with(w, open_owner(1), POINTS);
  null_open(w, 1, POINTS TEN);
  reply_form reply = open_with(w, open_input_only(2), SHARED OTHER_TEN);
  tap_equal(refusal_of(&reply), 0x0106, "a connection that is configured so counts as having brought it");
  world_free(w);
}

/* ---- answered later ---- */

static void wait_for(world *w, uint16_t serial, const char *path) {
  w->configuration_answer = EIP_PENDING;
  open_form form = null_form(serial, path);
  frame message = open_message(&form);
  world_ask(w, &message);
  w->configuration_answer = EIP_ACCEPT;
}

static reply_form answer(world *w, eip_answer how) {
  w->sent_length = 0;
  eip_request_complete(w->stack, w->token, how, (eip_span){0}, w->now_us);
  return reply_read(w);
}

static uint16_t refusal_of_null(world *w, const char *path) {
  reply_form reply = null_open(w, 1, path);
  return refusal_of(&reply);
}

static void later(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  tap_ok(w->sent_length == 0 && !holds(w, ten), "an answer may come later");
  reply_form reply = answer(w, EIP_ACCEPT);
  tap_ok(reply.there && reply.general == 0 && holds(w, ten), "accepted later");
  wait_for(w, 1, POINTS OTHER_TEN);
  reply = answer(w, EIP_REFUSE(1, 0));
  tap_ok(refusal_of(&reply) == 0x0129 && holds(w, ten), "refused later");
  wait_for(w, 1, POINTS OTHER_TEN);
  w->sent_length = 0;
  world_advance(w, w->config.pending_timeout_us);
  reply = reply_read(w);
  tap_ok(refusal_of(&reply) == 0x0129 && holds(w, ten), "no answer in time is a refusal");
  world_free(w);
}

static void another_configuration_meanwhile(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  eip_token token = w->token;
  open_with(w, open_input_only(2), SHARED OTHER_TEN);
  w->token = token;
  reply_form reply = answer(w, EIP_ACCEPT);
  tap_ok(refusal_of(&reply) == 0x0106 && holds(w, other_ten),
         "another configuration that came meanwhile stays: 01/0106");
  world_free(w);
}

/* ---- on a triad that is still opening ---- */

/* Serial 1 opens with `path`, and waits for the application. */
static void start_opening(world *w, const char *path) {
  w->configuration_answer = EIP_PENDING;
  open_form form = open_owner(1);
  open_set_path(&form, path);
  frame message = open_message(&form);
  world_ask(w, &message);
  w->configuration_answer = EIP_ACCEPT;
}

static void while_it_opens(void) {
  world *w = null_world();
  start_opening(w, POINTS TEN);
  eip_token token = w->token;
  tap_equal(refusal_of_null(w, POINTS), 0, "on a triad that is still opening: without data it is a ping");
  tap_equal(refusal_of_null(w, POINTS OTHER_TEN), 0x0106, "on a triad that is still opening: other data is 01/0106");
  tap_equal(refusal_of_null(w, POINTS TEN), 0x0106, "the same data too: whether it is good is not known yet");
  tap_equal(w->configurations, 1, "the application is not asked about a second value");
  w->token = token;
  reply_form reply = answer(w, EIP_ACCEPT);
  tap_ok(reply.general == 0 && reply.length == 26 && holds(w, ten), "what was opening opens with what it brought");
  tap_ok(refusal_of_null(w, POINTS OTHER_TEN) == 0 && holds(w, other_ten), "and then it may be configured anew");
  world_free(w);
}

static void before_it_opens(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  eip_token null_token = w->token;
  start_opening(w, POINTS OTHER_TEN);
  eip_token open_token = w->token;
  w->token = null_token;
  reply_form reply = answer(w, EIP_ACCEPT);
  tap_ok(refusal_of(&reply) == 0x0106 && !holds(w, ten), "a triad that began to open meanwhile: 01/0106");
  w->token = open_token;
  reply = answer(w, EIP_ACCEPT);
  tap_ok(reply.general == 0 && reply.length == 26 && holds(w, other_ten), "and opens with its own data");
  world_free(w);
}

static void opened_meanwhile(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  eip_token token = w->token;
  open_with(w, open_owner(1), POINTS);
  w->token = token;
  reply_form reply = answer(w, EIP_ACCEPT);
  tap_ok(reply.general == 0 && holds(w, ten), "a triad that opened meanwhile is configured");
  reply = open_with(w, open_input_only(2), SHARED OTHER_TEN);
  tap_equal(refusal_of(&reply), 0x0106, "and counts as having brought it");
  world_free(w);
}

static void gone_meanwhile(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  w->sent_length = 0;
  eip_assembly_remove(w->stack, WORLD_CONFIGURATION);
  reply_form reply = reply_read(w);
  tap_equal(refusal_of(&reply), 0x0129, "its assembly is removed meanwhile: at once what the checks say");
  world_free(w);
  w = null_world();
  wait_for(w, 1, POINTS TEN);
  uint32_t pending = eip_stack_counters(w->stack)->pending_requests;
  eip_tcp_closed(w->stack, w->peer);
  tap_ok(pending == 1 && eip_stack_counters(w->stack)->pending_requests == 0, "its session is gone: forgotten");
  world_free(w);
}

static void no_place_to_wait(void) {
  world *w = null_world();
  wait_for(w, 1, POINTS TEN);
  wait_for(w, 2, POINTS TEN);
  tap_equal(null_open(w, 3, POINTS TEN).general, 0x02, "no place to wait for an answer: 0x02");
  world_free(w);
}

int main(void) {
  ping();
  ping_where_configuration_is_required();
  what_is_checked();
  a_full_table();
  switched_off();
  not_ready();
  for_nobody();
  for_a_live_connection();
  against_another_connections();
  configures_a_connection_that_had_none();
  later();
  another_configuration_meanwhile();
  while_it_opens();
  before_it_opens();
  opened_meanwhile();
  gone_meanwhile();
  no_place_to_wait();
  return tap_done();
}
