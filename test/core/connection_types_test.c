/* Exclusive owner, input only, listen only: who opens beside whom, and who goes with whom. */
#include "support/points.h"
#include "tap.h"

static world *world_of_three(void) {
  world *w = world_with(NULL);
  world_heartbeats(w);
  return w;
}

static uint16_t open(world *w, open_form form) {
  reply_form reply = world_open(w, &form);
  return refusal_of(&reply);
}

static uint32_t live(const world *w) { return eip_stack_counters(w->stack)->io_connections; }

/* ---- what opens ---- */

static void by_declared_pair(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  open(w, open_input_only(2));
  open(w, open_listen_only(3));
  tap_ok(w->event_count == 3 && w->events[0].info.type == EIP_POINT_EXCLUSIVE_OWNER &&
             w->events[1].info.type == EIP_POINT_INPUT_ONLY && w->events[2].info.type == EIP_POINT_LISTEN_ONLY,
         "the declared pair says what a connection is");
  const eip_connection_info *info = &w->events[1].info;
  tap_ok(info->output_instance == 152 && info->input_instance == 100 && info->config_instance == 151 &&
             info->o2t_size == 0 && info->t2o_size == WORLD_SIZE && info->transport_class == 1 &&
             info->trigger == EIP_TRIGGER_CYCLIC && !info->multicast,
         "the application hears what was opened");
  world_free(w);
}

static void many_on_one_input(void) {
  world *w = world_of_three();
  open(w, open_input_only(1));
  open(w, open_input_only(2));
  open(w, open_listen_only(3));
  tap_equal(open(w, open_listen_only(4)), 0, "several input only and listen only share a T->O point");
  eip_io_datagram datagram;
  tap_equal(world_outputs(w, &datagram), 4, "and each gets its own datagrams");
  world_free(w);
}

static void one_owner(void) {
  world *w = world_of_three();
  world_point(w, (eip_connection_point){
                     .output_instance = 154, .input_instance = WORLD_INPUT, .o2t_format = EIP_FORMAT_HEARTBEAT});
  open(w, open_owner(1));
  tap_equal(open(w, open_owner(2)), 0x0106, "7: an O->T point has one owner: 01/0106");
  open_form form = open_input_only(3);
  open_set_path(&form, "20 04 2C 9A 2C 64");
  tap_equal(open(w, form), 0, "7: another O->T point over the same input has its own");
  form.serial = 4;
  tap_equal(open(w, form), 0x0106, "7: one owner of a heartbeat too");
  world_close_serial(w, 1);
  tap_equal(open(w, open_owner(2)), 0, "7: the point is free after a close");
  world_free(w);
}

static void owners_on_different_points(void) {
  world *w = world_of_three();
  world_declare(w, 160, 110, 0);
  world_declare(w, 161, 111, 0);
  open(w, open_owner(1));
  open_form form = open_owner(2);
  open_set_path(&form, "20 04 2C A0 2C 6E");
  uint16_t second = open(w, form);
  world_speak_as(w, WORLD_STRANGER);
  form = open_owner(3);
  open_set_path(&form, "20 04 2C A1 2C 6F");
  tap_ok(second == 0 && open(w, form) == 0 && live(w) == 3,
         "several owners on different points, of several originators");
  world_free(w);
}

static void redundant_owner_bit(void) {
  world *w = world_of_three();
  open_form form = open_owner(1);
  form.o2t_redundant = 1;
  tap_equal(open(w, form), 0, "the redundant-owner bit is ignored");
  form.serial = 2;
  tap_equal(open(w, form), 0x0106, "and makes nobody a second owner");
  world_free(w);
}

static void server_bit(void) {
  world *w = world_of_three();
  open_form form = open_owner(1);
  form.class_trigger |= 0x80;
  tap_equal(open(w, form), 0, "the server bit is ignored for class 1");
  form = open_input_only(2);
  form.class_trigger = 0x80;
  form.o2t_size = 0;
  form.t2o_size -= 2;
  tap_equal(open(w, form), 0, "and for class 0");
  world_free(w);
}

static void a_points_own_limit(void) {
  world *w = world_with(NULL);
  world_point(w, (eip_connection_point){.type = EIP_POINT_INPUT_ONLY,
                                        .output_instance = WORLD_INPUT_ONLY,
                                        .input_instance = WORLD_INPUT,
                                        .config_instance = WORLD_CONFIGURATION,
                                        .o2t_format = EIP_FORMAT_HEARTBEAT,
                                        .connections = 2});
  open(w, open_owner(9));
  bool two = open(w, open_input_only(1)) == 0 && open(w, open_input_only(2)) == 0;
  tap_ok(two && open(w, open_input_only(3)) == 0x011A, "7: one more than the point's own limit: 01/011A");
  world_close_serial(w, 1);
  tap_equal(open(w, open_input_only(3)), 0, "7: a close makes room on the point");
  tap_equal(open(w, open_input_only(4)), 0x011A, "7: for one");
  world_free(w);
}

/* ---- listen only ---- */

static void needs_a_producer(void) {
  world *w = world_of_three();
  tap_equal(open(w, open_listen_only(1)), 0x0119, "7: listen only without a producer: 01/0119");
  open(w, open_input_only(2));
  tap_equal(open(w, open_listen_only(1)), 0, "7: beside an input only it opens");
  world_close_serial(w, 2);
  tap_equal(open(w, open_listen_only(3)), 0x0119, "7: another listener is no producer");
  world_free(w);
}

static void another_input_is_no_producer(void) {
  world *w = world_of_three();
  world_declare(w, 160, 110, 0);
  open_form form = open_owner(1);
  open_set_path(&form, "20 04 2C A0 2C 6E");
  open(w, form);
  tap_equal(open(w, open_listen_only(2)), 0x0119, "7: the producer has to be on the same T->O point");
  world_free(w);
}

static void ends_with_the_last_other(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  open(w, open_input_only(2));
  open(w, open_listen_only(3));
  open(w, open_listen_only(4));
  world_forget(w);
  world_close_serial(w, 1);
  tap_ok(live(w) == 3 && w->event_count == 1, "input only and those who listen survive the owner");
  world_close_serial(w, 2);
  tap_ok(live(w) == 0 && world_heard(w, EIP_CONNECTION_ORPHANED) == 2 && w->events[1].change == EIP_CONNECTION_CLOSED,
         "listen only ends with the last other connection on its T->O point");
  w->now_us += 1000000;
  eip_io_datagram datagram;
  tap_equal(world_outputs(w, &datagram), 0, "it just stops");
  reply_form reply = world_close_serial(w, 3);
  tap_equal(refusal_of(&reply), 0x0107, "its own Forward Close comes too late: 01/0107");
  tap_equal(w->udp_sent, 0, "nobody was sent a Forward Close");
  world_free(w);
}

static void ends_with_a_timeout(void) {
  world *w = world_of_three();
  open_form owner = open_owner(1);
  owner.multiplier = 0;
  reply_form reply = world_open(w, &owner);
  open(w, open_listen_only(2));
  frame io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 0, WORLD_SIZE);
  world_datagram(w, &io);
  world_forget(w);
  world_advance(w, 40000);
  tap_ok(w->event_count == 2 && w->events[0].change == EIP_CONNECTION_TIMED_OUT &&
             w->events[1].change == EIP_CONNECTION_ORPHANED,
         "listen only ends when the last other one times out");
  world_free(w);
}

static void its_own_end(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  open(w, open_listen_only(2));
  world_forget(w);
  world_close_serial(w, 2);
  tap_ok(live(w) == 1 && w->event_count == 1 && w->events[0].change == EIP_CONNECTION_CLOSED,
         "a listener that closes takes nobody with it");
  world_free(w);
}

static void aborted_with_all(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  open(w, open_listen_only(2));
  world_forget(w);
  eip_stack_set_ready(w->stack, false);
  tap_ok(w->event_count == 2 && world_heard(w, EIP_CONNECTION_ABORTED) == 2, "not ready: a listener is aborted too");
  world_free(w);
}

static void output_removed(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  open(w, open_listen_only(2));
  world_forget(w);
  eip_assembly_remove(w->stack, WORLD_OUTPUT);
  tap_ok(w->events[0].change == EIP_CONNECTION_ABORTED && w->events[1].change == EIP_CONNECTION_ORPHANED,
         "the owner's output removed: its listeners are orphaned");
  world_free(w);
}

/* ---- a listener whose configuration the application thinks about ---- */

#define LISTEN_WITH_DATA "20 04 24 97 2C 99 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A"

static world *listener_waits(void) {
  world *w = world_of_three();
  open(w, open_owner(1));
  w->configuration_answer = EIP_PENDING;
  open_form form = open_listen_only(2);
  open_set_path(&form, LISTEN_WITH_DATA);
  frame message = open_message(&form);
  world_ask(w, &message);
  return w;
}

static void producer_leaves_meanwhile(void) {
  world *w = listener_waits();
  world_close_serial(w, 1);
  world_forget(w);
  eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us);
  reply_form reply = reply_read(w);
  tap_ok(refusal_of(&reply) == 0x0119 && live(w) == 0, "a producer that left meanwhile: 01/0119");
  world_free(w);
}

static void producer_stays(void) {
  world *w = listener_waits();
  world_forget(w);
  eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us);
  reply_form reply = reply_read(w);
  tap_ok(refusal_of(&reply) == 0 && live(w) == 2, "a producer that is still there: it opens");
  world_free(w);
}

static void waiting_is_no_producer(void) {
  world *w = world_of_three();
  w->configuration_answer = EIP_PENDING;
  open_form form = open_input_only(1);
  open_set_path(&form, "20 04 24 97 2C 98 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  frame message = open_message(&form);
  world_ask(w, &message);
  tap_equal(open(w, open_listen_only(2)), 0x0119, "one that still waits for its configuration is no producer");
  world_free(w);
}

/* ---- Identity ---- */

static void identity_is_owned_by_owners(void) {
  world *w = world_of_three();
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x01\x24\x01\x30\x05", 8);
  open(w, open_input_only(1));
  open(w, open_listen_only(2));
  reply_form reply = world_ask(w, &message);
  tap_equal(reply_u16(&reply, 0) & 1, 0, "input only and listen only own nothing");
  open(w, open_owner(3));
  reply = world_ask(w, &message);
  tap_equal(reply_u16(&reply, 0) & 1, 1, "an owner does");
  world_free(w);
}

int main(void) {
  by_declared_pair();
  many_on_one_input();
  one_owner();
  owners_on_different_points();
  redundant_owner_bit();
  server_bit();
  a_points_own_limit();
  needs_a_producer();
  another_input_is_no_producer();
  ends_with_the_last_other();
  ends_with_a_timeout();
  its_own_end();
  aborted_with_all();
  output_removed();
  producer_leaves_meanwhile();
  producer_stays();
  waiting_is_no_producer();
  identity_is_owned_by_owners();
  return tap_done();
}
