/* Forward Open and Forward Close cut anywhere: as whole messages, and anywhere between two segments. */
#include "connection/open_request.h"
#include "exact.h"
#include "support/frames.h"
#include "tap.h"

enum { REQUEST_HEAD = 6 }; /* service, path size, path of the Connection Manager */

static frame long_open(bool large) {
  open_form form = open_usual();
  form.large = large;
  open_set_path(&form,
                "34 04 D2 04 0C 00 07 00 02 05 43 01 20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  return open_message(&form);
}

static frame usual_close(void) {
  close_form form = close_usual();
  return close_message(&form);
}

/* ---- the message ends early, in a frame that is right ---- */

static void every_prefix_is_refused(const char *name, frame whole) {
  world *w = world_new();
  bool refused = true;
  for (size_t length = 0; length < whole.length; length++) {
    frame cut = whole;
    cut.length = length;
    reply_form reply = world_ask(w, &cut);
    bool answered = reply.there && reply.general != 0 && !reply.has_o2t;
    if (!answered) printf("# %zu bytes: there %d, general %02x\n", length, reply.there, reply.general);
    refused = refused && answered;
  }
  tap_ok(refused, "%s: every prefix as a message of its own is refused", name);
  tap_ok(eip_stack_counters(w->stack)->io_connections == 0 && w->event_count == 0 && w->configurations == 0,
         "%s: no prefix opens, tells or delivers anything", name);
  reply_form reply = world_ask(w, &whole);
  tap_ok(reply.there, "%s: the whole one is answered then", name);
  world_free(w);
}

static void cut_in_the_fixed_part(bool large) {
  const char *name = large ? "Large Forward Open" : "Forward Open";
  size_t fixed = large ? 40 : 36;
  frame whole = long_open(large);
  bool not_enough = true;
  world *w = world_new();
  for (size_t length = 0; length < fixed; length++) {
    frame cut = whole;
    cut.length = REQUEST_HEAD + length;
    reply_form reply = world_ask(w, &cut);
    not_enough = not_enough && reply.general == 0x13 && reply.extended_count == 0 && reply.length == 10;
  }
  tap_ok(not_enough, "1: a %s shorter than its %zu bytes, down to no data, is 0x13", name, fixed);
  tap_equal((int64_t)eip_stack_counters(w->stack)->open_format_rejects, (int64_t)fixed, "1: %s: counted as format",
            name);
  world_free(w);
}

static void close_cut_in_the_fixed_part(void) {
  frame whole = usual_close();
  bool not_enough = true;
  world *w = world_new();
  for (size_t length = 0; length < 12; length++) {
    frame cut = whole;
    cut.length = REQUEST_HEAD + length;
    reply_form reply = world_ask(w, &cut);
    not_enough = not_enough && reply.general == 0x13 && reply.extended_count == 0 && reply.length == 10;
  }
  tap_ok(not_enough, "a Forward Close shorter than its 12 bytes, down to no data, is 0x13");
  world_free(w);
}

/* The parser alone, on allocations that end where the data ends. */
static void parser_stays_inside(bool large) {
  frame whole = long_open(large);
  bool refused = true;
  for (size_t length = 0; length < whole.length - REQUEST_HEAD; length++) {
    exact cut = exact_copy(&whole.bytes[REQUEST_HEAD], length);
    eip_open_request open;
    refused = refused && eip_open_request_parse(&open, exact_span(&cut), large) == EIP_CIP_NOT_ENOUGH_DATA;
    exact_free(&cut);
  }
  tap_ok(refused, "1: the parser of %s stays inside every prefix", large ? "Large Forward Open" : "Forward Open");
}

/* ---- the frame arrives in pieces ---- */

static bool opens(const world *w) {
  reply_form reply = reply_read(w);
  return reply.there && reply.general == 0 && eip_stack_counters(w->stack)->io_connections == 1;
}

static void byte_by_byte(bool large) {
  world *w = world_new();
  frame message = long_open(large);
  frame whole = frame_unconnected(w->session, &message, NULL, 0);
  w->sent_length = 0;
  bool early = false;
  for (size_t i = 0; i < whole.length; i++) {
    early = early || w->sent_length > 0;
    world_tcp(w, w->peer, &whole.bytes[i], 1);
  }
  tap_ok(!early && opens(w), "%s arriving byte by byte opens, not earlier",
         large ? "Large Forward Open" : "Forward Open");
  world_free(w);
}

static void cut_once(bool large) {
  frame message = long_open(large);
  bool opened = true;
  size_t length = frame_unconnected(1, &message, NULL, 0).length;
  for (size_t cut = 1; cut < length; cut++) {
    world *w = world_new();
    frame whole = frame_unconnected(w->session, &message, NULL, 0);
    w->sent_length = 0;
    world_tcp(w, w->peer, whole.bytes, cut);
    world_tcp(w, w->peer, &whole.bytes[cut], whole.length - cut);
    opened = opened && opens(w);
    world_free(w);
  }
  tap_ok(opened, "%s cut in two segments at every byte opens", large ? "Large Forward Open" : "Forward Open");
}

/* The session goes while a Forward Open is half received. */
static void session_goes_in_between(void) {
  frame message = long_open(false);
  frame unregister = {.length = 0};
  bool nothing = true;
  size_t length = frame_unconnected(1, &message, NULL, 0).length;
  for (size_t cut = 1; cut < length; cut++) {
    world *w = world_new();
    frame whole = frame_unconnected(w->session, &message, NULL, 0);
    world_tcp(w, w->peer, whole.bytes, cut);
    eip_tcp_closed(w->stack, w->peer);
    eip_status late = world_tcp(w, w->peer, &whole.bytes[cut], whole.length - cut);
    nothing = nothing && late == EIP_ERR_UNKNOWN && eip_stack_counters(w->stack)->io_connections == 0;
    world_free(w);
  }
  tap_ok(nothing, "a TCP connection that goes while its Forward Open is half received opens nothing");
  world *w = world_new();
  frame_u32(&unregister, 0x00000066);
  frame_u32(&unregister, w->session);
  frame_bytes(&unregister, "\0\0\0\0context!\0\0\0\0", 16);
  frame open = frame_unconnected(w->session, &message, NULL, 0);
  frame_bytes(&unregister, open.bytes, open.length / 2);
  tap_equal(world_tcp(w, w->peer, unregister.bytes, unregister.length), EIP_ERR_CLOSE_PEER,
            "unregister with half a Forward Open behind it closes");
  tap_equal(world_tcp(w, w->peer, open.bytes, open.length), EIP_ERR_UNKNOWN, "and the other half reaches nobody");
  world_free(w);
}

int main(void) {
  every_prefix_is_refused("Forward Open", long_open(false));
  every_prefix_is_refused("Large Forward Open", long_open(true));
  every_prefix_is_refused("Forward Close", usual_close());
  cut_in_the_fixed_part(false);
  cut_in_the_fixed_part(true);
  close_cut_in_the_fixed_part();
  parser_stays_inside(false);
  parser_stays_inside(true);
  byte_by_byte(false);
  byte_by_byte(true);
  cut_once(false);
  cut_once(true);
  session_goes_in_between();
  return tap_done();
}
