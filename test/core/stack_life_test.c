/* A stack from outside: ready or not, shut down, renamed; several of them; every TCP place and session. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

static world *open_world(void) {
  world *w = world_new();
  open_form form = open_usual();
  world_open(w, &form);
  world_forget(w);
  return w;
}

static void not_ready(void) {
  world *w = open_world();
  eip_stack_set_ready(w->stack, false);
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_ABORTED,
         "not ready: I/O connections are aborted");
  eip_io_datagram datagram;
  tap_ok(!eip_io_output(w->stack, w->now_us, &datagram), "not ready: nothing is produced");
  open_form form = open_usual();
  reply_form reply = world_open(w, &form);
  tap_ok(reply.there && reply.general == 0x02 && reply.extended_count == 0, "not ready: opens are answered with 0x02");
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x01\x24\x01\x30\x01", 8);
  tap_equal(world_ask(w, &message).general, 0, "not ready: explicit messages are answered");
  eip_stack_set_ready(w->stack, true);
  tap_equal(world_open(w, &form).general, 0, "ready again: the same triad opens");
  eip_stack_set_ready(w->stack, true);
  tap_equal(eip_stack_counters(w->stack)->io_connections, 1, "ready while ready: what lives goes on");
  world_free(w);
}

static void shut_down(void) {
  world *w = open_world();
  eip_stack_shutdown(w->stack);
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_ABORTED,
         "shut down: I/O connections are aborted");
  world_free(w);
}

static void aborting_many(void) {
  world *w = world_new();
  for (uint32_t i = 0; i < 3; i++) {
    world_declare(w, 160 + i, 110 + i, 0);
    open_form form = open_usual();
    form.serial = (uint16_t)i;
    open_set_path(&form, "20 04 2C A0 2C 6E");
    form.path.bytes[3] = (uint8_t)(160 + i);
    form.path.bytes[5] = (uint8_t)(110 + i);
    world_open(w, &form);
  }
  world_forget(w);
  eip_stack_set_ready(w->stack, false);
  tap_ok(w->event_count == 3 && eip_stack_counters(w->stack)->io_connections == 0, "not ready: all of them");
  world_free(w);
}

static reply_form identity_name(world *w) {
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x01\x24\x01\x30\x07", 8);
  return world_ask(w, &message);
}

static const struct {
  const char *rule, *given, *told;
} names[] = {
    {"a name", "Vision 2", "Vision 2"},
    {"an empty name", "", ""},
    {"32 characters", "12345678901234567890123456789012", "12345678901234567890123456789012"},
    {"33 characters are cut", "123456789012345678901234567890123", "12345678901234567890123456789012"},
};

static void renamed(void) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    world *w = world_new();
    size_t length = strlen(names[i].given);
    char *given = malloc(length + 1);
    memcpy(given, names[i].given, length + 1);
    eip_stack_set_product_name(w->stack, given);
    free(given);
    reply_form reply = identity_name(w);
    tap_bytes(&reply.data[1], reply.length - 1, names[i].told, strlen(names[i].told), "product name: %s",
              names[i].rule);
    world_free(w);
  }
}

static void device_status(void) {
  world *w = world_new();
  eip_stack_set_device_status(w->stack, 0xFFFF);
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x01\x24\x01\x30\x05", 8);
  reply_form reply = world_ask(w, &message);
  tap_equal(reply_u16(&reply, 0), 0x0F34, "device status: bits 2 and 8-11 are the application's, the rest is ours");
  eip_stack_set_device_status(w->stack, 0);
  reply = world_ask(w, &message);
  tap_equal(reply_u16(&reply, 0), 0x0030, "device status: what the application takes back is gone");
  world_free(w);
}

static void two_stacks(void) {
  world *one = world_new(), *two = world_new();
  open_form form = open_usual();
  reply_form reply = world_open(one, &form);
  frame io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 5, WORLD_SIZE);
  tap_equal(world_io(two, WORLD_SCANNER, io.bytes, io.length), EIP_IO_UNKNOWN, "two stacks know nothing of each other");
  tap_ok(world_io(one, WORLD_SCANNER, io.bytes, io.length) == EIP_IO_NEW_DATA && two->output[0] == 0,
         "nor of their data");
  world_free(one);
  world_free(two);
}

static void no_callbacks(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.application = (eip_application){0};
  world_start(w);
  open_form form = open_usual();
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  reply_form reply = world_open(w, &form);
  frame io = io_frame(reply_u32(&reply, 0), 1, 1, 1, 5, WORLD_SIZE);
  eip_io_datagram datagram;
  bool works = world_io(w, WORLD_SCANNER, io.bytes, io.length) == EIP_IO_NEW_DATA && w->output[31] == 5 &&
               eip_io_output(w->stack, w->now_us, &datagram);
  world_advance(w, 10000000);
  tap_ok(works && eip_stack_counters(w->stack)->timeouts == 1, "a stack without any callback works");
  world_free(w);
}

static void tcp_places(void) {
  world *w = world_new();
  uint32_t session = 0;
  eip_peer peers[8] = {w->peer};
  bool all = true;
  for (uint32_t i = 1; i < w->config.limits.peers; i++) {
    peers[i] = world_connect(w, WORLD_STRANGER, &session);
    all = all && peers[i] && session;
  }
  eip_peer more = 0;
  tap_ok(all, "as many TCP connections and sessions as the limits say");
  tap_equal(eip_tcp_accept(w->stack, (eip_endpoint){WORLD_STRANGER, 1}, w->now_us, &more), EIP_ERR_LIMIT,
            "one TCP connection more is EIP_ERR_LIMIT");
  eip_tcp_closed(w->stack, peers[3]);
  tap_ok(world_connect(w, WORLD_STRANGER, &session) && session, "a closed one makes room");
  world_free(w);
}

static void idle_stack_has_no_deadline(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  world_start_empty(w);
  tap_ok(eip_stack_next_deadline(w->stack) == EIP_NEVER, "a stack with nothing to do has no deadline");
  world_free(w);
}

/* Four bytes of a header and silence, on one connection: nobody else waits. */
static void slow_peer(void) {
  world *w = open_world();
  uint32_t session = 0;
  eip_peer slow = world_connect(w, WORLD_STRANGER, &session);
  world_tcp(w, slow, "\x6F\x00\x10\x00", 4);
  eip_io_datagram datagram;
  tap_ok(identity_name(w).general == 0 && eip_io_output(w->stack, w->now_us, &datagram),
         "four header bytes, then silence: other peers and I/O go on");
  world_free(w);
}

/* ---- time ---- */

static eip_answer answer_later(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user;
  (void)instance;
  (void)data;
  (void)token;
  return EIP_PENDING;
}

static void list_identity_to_all(world *w) {
  static const uint8_t bytes[24] = {0x63};
  eip_udp_input(w->stack, (eip_endpoint){WORLD_STRANGER, 44818}, true, (eip_span){bytes, sizeof bytes}, w->now_us);
}

static void open_all_points(world *w) {
  for (uint32_t i = 0; i < w->config.limits.io_connections; i++) {
    world_declare(w, 160 + i, 110 + i, 0);
    open_form form = open_usual();
    form.serial = (uint16_t)i;
    open_set_path(&form, "20 04 2C A0 2C 6E");
    form.path.bytes[3] = (uint8_t)(160 + i);
    form.path.bytes[5] = (uint8_t)(110 + i);
    world_open(w, &form);
  }
}

/* Every deadline that the limits allow, all at once. */
static void every_timer_has_its_place(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.application.assembly_written = answer_later;
  world_start(w);
  const eip_limits *limits = &w->config.limits;
  open_all_points(w);
  frame set = {.length = 0};
  frame_bytes(&set, "\x10\x03\x20\x04\x24\x97\x30\x03", 8);
  frame_bytes(&set, "0123456789", WORLD_CONFIGURATION_SIZE);
  for (uint32_t i = 0; i < limits->pending_requests; i++) world_ask(w, &set);
  uint32_t session = 0;
  for (uint32_t i = 1; i < limits->peers; i++) world_connect(w, WORLD_STRANGER, &session);
  for (uint32_t i = 0; i < limits->delayed_replies; i++) list_identity_to_all(w);
  const eip_counters *counters = eip_stack_counters(w->stack);
  tap_ok(counters->io_connections == limits->io_connections && counters->pending_requests == limits->pending_requests &&
             counters->peers == limits->peers && w->udp_sent == 0,
         "watchdogs, answers, inactivity and delayed replies: as many as the limits say, at once");
  world_advance(w, 200000000);
  uint32_t closed = 0;
  while (eip_tcp_next_close(w->stack)) closed++;
  tap_ok(counters->timeouts == limits->io_connections && counters->requests_expired == limits->pending_requests &&
             closed == limits->peers && w->udp_sent == limits->delayed_replies,
         "and every one of them comes up");
  world_free(w);
}

static void calls_bring_the_time(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  world_start_empty(w);
  eip_peer peer = 0;
  eip_tcp_accept(w->stack, (eip_endpoint){WORLD_SCANNER, 1}, 5000000, &peer);
  tap_equal((int64_t)eip_stack_next_deadline(w->stack), 35000000, "eip_tcp_accept: silence counts from its time");
  eip_tcp_closed(w->stack, peer);
  w->now_us = 300000000;
  list_identity_to_all(w);
  tap_ok(eip_stack_next_deadline(w->stack) >= w->now_us && eip_stack_next_deadline(w->stack) <= w->now_us + 2000000,
         "eip_udp_input: the random delay counts from its time");
  world_free(w);
}

static void connected_message_to_nobody(void) {
  world *w = world_new();
  frame message = {.length = 0};
  frame_u32(&message, 0x001A0070);
  frame_u32(&message, w->session);
  frame_bytes(&message, "\0\0\0\0context!\0\0\0\0", 16);
  frame_bytes(&message, "\0\0\0\0\0\0\x02\0\xA1\0\x04\0\x01\x02\x03\x04\xB1\0\x06\0\x01\0\x01\0\x20\x01", 26);
  eip_status status = world_tcp(w, w->peer, message.bytes, message.length);
  tap_ok(status == EIP_OK && w->sent_length == 0, "SendUnitData for an unknown connection id: dropped, no reply");
  tap_equal((int64_t)eip_stack_counters(w->stack)->encap_discarded, 1, "and counted");
  world_free(w);
}

int main(void) {
  not_ready();
  shut_down();
  aborting_many();
  renamed();
  device_status();
  two_stacks();
  no_callbacks();
  tcp_places();
  idle_stack_has_no_deadline();
  slow_peer();
  every_timer_has_its_place();
  calls_bring_the_time();
  connected_message_to_nobody();
  return tap_done();
}
