/* Unconnected Send: to ourselves, and nowhere else. */
#include <stdlib.h>

#include "support/class3.h"
#include "support/packet.h"
#include "tap.h"

/* A message with its length, its pad, and a route in hexadecimal. */
static frame wrap(const frame *message, const char *route) {
  frame self = frame_hex("5202 2006 2401 0a05");
  frame way = frame_hex(route);
  frame_u16(&self, (uint32_t)message->length);
  frame_bytes(&self, message->bytes, message->length);
  if (message->length % 2) frame_u8(&self, 0);
  frame_u8(&self, (uint32_t)way.length / 2);
  frame_u8(&self, 0);
  frame_bytes(&self, way.bytes, way.length);
  return self;
}

static reply_form ask(world *w, const char *hex, const char *route) {
  frame message = frame_hex(hex);
  frame wrapped = wrap(&message, route);
  return world_ask(w, &wrapped);
}

static const struct {
  const char *rule, *message, *route;
  uint8_t service, general, count;
  uint16_t extended;
  size_t length;
  uint8_t first; /* byte of data */
} rows[] = {
    {"an empty route is ourselves: the embedded reply without a wrapper", "0e03 2001 2401 3001", "", 0x8E, 0, 0, 0, 2,
     0xD2},
    {"its refusal is its own", "0e03 2001 2409 3001", "", 0x8E, 0x05, 0, 0, 0, 0},
    {"a message of odd length has a pad", "0503 2001 2401 3001 05", "", 0x85, 0x0F, 0, 0, 0, 0},
    {"a path size beyond the message", "0e09 2001", "", 0x8E, 0x26, 0, 0, 0, 0},
    {"a route through port 1: 01/0311, all its words left", "0e03 2001 2401 3001", "0100", 0xD2, 1, 1, 0x0311, 1, 1},
    {"a route through port 2 to an address: 01/0311", "0e03 2001 2401 3001", "120b 3139322e3136382e312e31 00", 0xD2, 1,
     1, 0x0311, 1, 7},
    {"a route that is none: 01/0311", "0e03 2001 2401 3001", "ffff", 0xD2, 1, 1, 0x0311, 1, 1},
    {"no message: 0x13, nothing left", "", "", 0xD2, 0x13, 0, 0, 1, 0},
    {"a message of one byte: 0x13", "0e", "", 0xD2, 0x13, 0, 0, 1, 0},
    {"an Unconnected Send in it: 0x08", "5202 2006 2401 0a05 0800 0e03200124013001 0000", "", 0xD2, 0x08, 0, 0, 0, 0},
};

static void rows_hold(void) {
  world *w = world_new();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    reply_form reply = ask(w, rows[i].message, rows[i].route);
    tap_ok(reply.there && reply.service == rows[i].service && reply.general == rows[i].general &&
               reply.extended_count == rows[i].count && reply.extended[0] == rows[i].extended &&
               reply.length == rows[i].length && (rows[i].length == 0 || reply.data[0] == rows[i].first),
           "%s", rows[i].rule);
  }
  world_free(w);
}

static void malformed(void) {
  world *w = world_new();
  frame message = frame_hex("0503 2001 2401 3001 05");
  frame whole = wrap(&message, "");
  bool refused = true;
  for (size_t length = 0; length < whole.length; length++) {
    frame cut = whole;
    cut.length = length;
    reply_form reply = world_ask(w, &cut);
    refused = refused && reply.there && reply.general != 0 && reply.general != 0x0F;
    if (length >= 6) refused = refused && reply.service == 0xD2 && reply.general == 0x13 && reply.length == 1;
  }
  tap_ok(refused, "every prefix is refused; behind its own head with 0x13");
  frame_u8(&whole, 0);
  reply_form reply = world_ask(w, &whole);
  tap_ok(reply.service == 0xD2 && reply.general == 0x15 && reply.data[0] == 0, "data left over: 0x15");
  whole = wrap(&message, "0100 0200");
  whole.length -= 2;
  tap_equal(world_ask(w, &whole).general, 0x13, "a route beyond the data: 0x13");
  whole = wrap(&message, "");
  whole.bytes[8] = 0xFF, whole.bytes[9] = 0xFF;
  tap_equal(world_ask(w, &whole).general, 0x13, "a message beyond the data: 0x13");
  whole = frame_hex("5202 2006 2400");
  tap_equal(world_ask(w, &whole).general, 0x08, "to the class: 0x08");
  world_free(w);
}

static void switched_off(void) {
  world *w = calloc(1, sizeof *w);
  if (!w) abort();
  w->random_state = 1;
  w->config = world_config(w);
  w->config.allow_unconnected_send = false;
  world_start(w);
  reply_form reply = ask(w, "0e03 2001 2401 3001", "");
  tap_ok(reply.service == 0xD2 && reply.general == 0x08, "switched off: 0x08");
  world_free(w);
}

static void what_it_carries(void) {
  world *w = world_new();
  frame message = packet_hex((const char *const[]){"0e03 2001 2401 3001", "0e03 2001 2401 3002", NULL});
  frame wrapped = wrap(&message, "");
  reply_form reply = world_ask(w, &wrapped);
  packet_reply parts = packet_read(reply.data, reply.length);
  tap_ok(reply.service == 0x8A && reply.general == 0 && parts.whole && parts.count == 2, "it carries a packet");
  open_form form = open_usual();
  message = open_message(&form);
  wrapped = wrap(&message, "");
  reply = world_ask(w, &wrapped);
  tap_ok(reply.service == 0xD4 && reply.general == 0 && reply.has_o2t,
         "and a Forward Open, which opens as if it stood alone");
  form = class3_form();
  form.serial = 0x7777;
  class3 connection = class3_open(w, &form);
  message = frame_hex("0e03 2001 2401 3001");
  wrapped = wrap(&message, "");
  frame request = class3_frame(w->session, connection.o2t_id, 1, &wrapped);
  w->sent_length = 0;
  world_tcp(w, w->peer, request.bytes, request.length);
  tap_ok(class3_read(w).reply.service == 0x8E, "over class 3 as well");
  uint64_t requests = eip_stack_counters(w->stack)->explicit_requests,
           errors = eip_stack_counters(w->stack)->explicit_errors;
  ask(w, "0e03 2001 2409 3001", "");
  tap_ok(eip_stack_counters(w->stack)->explicit_requests == requests + 1 &&
             eip_stack_counters(w->stack)->explicit_errors == errors + 1,
         "it is counted as one request");
  world_free(w);
}

/* ---- later ---- */

static eip_token waiting;

static eip_answer later(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user;
  (void)instance;
  (void)data;
  waiting = token;
  return EIP_PENDING;
}

static void answered_later(void) {
  world *w = calloc(1, sizeof *w);
  if (!w) abort();
  w->random_state = 1;
  w->now_us = 1;
  w->config = world_config(w);
  w->config.application.assembly_written = later;
  world_start(w);
  frame message = frame_hex("1003 2004 2497 3003 0102030405060708090a");
  frame wrapped = wrap(&message, "");
  tap_ok(!world_ask(w, &wrapped).there, "an embedded request that waits: no reply yet");
  eip_request_complete(w->stack, waiting, EIP_ACCEPT, (eip_span){0}, w->now_us);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.service == 0x90 && reply.general == 0 && w->configuration[9] == 0x0A,
         "then the embedded reply, without a wrapper");
  world_ask(w, &wrapped);
  w->sent_length = 0;
  world_advance(w, w->config.pending_timeout_us);
  reply = reply_read(w);
  tap_ok(reply.there && reply.service == 0x90 && reply.general == 0x02, "no answer in time: its 0x02");
  world_free(w);
}

int main(void) {
  rows_hold();
  malformed();
  switched_off();
  what_it_carries();
  answered_later();
  return tap_done();
}
