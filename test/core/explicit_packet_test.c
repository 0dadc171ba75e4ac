/* Multiple Service Packet: its form, its replies, what may stand in it. */
#include "exact.h"
#include "support/class3.h"
#include "support/packet.h"
#include "tap.h"

enum { UNCONNECTED_ROOM = 504 };

static const char get_vendor[] = "0e03 2001 2401 3001";
static const char get_type[] = "0e03 2001 2401 3002";
static const char get_name[] = "0e03 2001 2401 3007";
static const char get_input[] = "0e03 2004 2464 3003";
static const char get_unknown[] = "0e03 2001 2409 3001";

typedef struct {
  const char *rule;
  const char *request; /* data behind 0a02 2002 2401 */
  const char *reply;   /* status, a zero, data */
} packet_case;

static const packet_case forms[] = {
    {"no data: 0x13", "", "13 00"},
    {"half a count: 0x13", "01", "13 00"},
    {"no request in it: no reply in it", "0000", "00 00 0000"},
    {"no request, data left over: 0x15", "0000 00", "15 00"},
    {"a count without offsets: 0x13", "0100", "13 00"},
    {"half an offset: 0x13", "0100 04", "13 00"},
    {"an offset at the end of the data: 0x13", "0100 0400", "13 00"},
    {"a count of 65,535 with one offset: 0x13", "ffff 0400 0e03200124013001", "13 00"},
    {"one request", "0100 0400 0e03200124013001", "00 00 0100 0400 8e000000d204"},
    {"two requests", "0200 0600 0e00 0e03200124013001 0e03200124013002",
     "00 00 0200 0600 0c00 8e000000d204 8e0000000c00"},
    {"an offset into the offsets: 0x13", "0100 0200 0e03200124013001", "13 00"},
    {"offset 0: 0x13", "0100 0000 0e03200124013001", "13 00"},
    {"an offset beyond the data: 0x13", "0100 0d00 0e03200124013001", "13 00"},
    {"an offset of 65,535: 0x13", "0100 ffff 0e03200124013001", "13 00"},
    {"the second offset beyond the data: 0x13", "0200 0600 1600 0e03200124013001 0e03200124013002", "13 00"},
    {"the second offset before the first: 0x13", "0200 0e00 0600 0e03200124013001 0e03200124013002", "13 00"},
    {"bytes between offsets and requests are nobody's", "0100 0600 ffff 0e03200124013001",
     "00 00 0100 0400 8e000000d204"},
    {"two offsets alike: the first request is empty", "0200 0600 0600 0e03200124013001",
     "1e 00 0200 0600 0a00 80001300 8e000000d204"},
    {"one of two fails: 0x1E, and its status in its reply", "0200 0600 0e00 0e03200124093001 0e03200124013001",
     "1e 00 0200 0600 0a00 8e000500 8e000000d204"},
    {"a request cut by the next offset: its own status", "0200 0600 0900 0e0320 0e03200124013001",
     "1e 00 0200 0600 0a00 8e002600 8e000000d204"},
    {"Forward Open in a packet: 0x08", "0100 0400 540220062401 00", "1e 00 0100 0400 d4000800"},
    {"Large Forward Open in a packet: 0x08", "0100 0400 5b0220062401", "1e 00 0100 0400 db000800"},
    {"Forward Close in a packet: 0x08", "0100 0400 4e0220062401", "1e 00 0100 0400 ce000800"},
    {"Unconnected Send in a packet: 0x08", "0100 0400 520220062401", "1e 00 0100 0400 d2000800"},
    {"a packet in a packet", "0100 0400 0a0220022401 0100 0400 0e03200124013001",
     "00 00 0100 0400 8a000000 0100 0400 8e000000d204"},
    {"a malformed packet in a packet: its own 0x13", "0100 0400 0a0220022401 0100 ffff", "1e 00 0100 0400 8a001300"},
};

/* The deepest nesting there may be, written out: too long for a line of the table. */
static const packet_case deep = {
    "a packet in a packet in a packet: 0x08 for that one, 0x1E around it",
    "0200 0600 2c00 0a0220022401 0200 0600 1800 0a0220022401 0100 0400 0e03200124013001 0e03200124013001 "
    "0e03200124013002",
    "1e 00 0200 0600 1a00 8a001e00 0200 0600 0a00 8a000800 8e000000d204 8e0000000c00"};

static frame with_head(const char *data) {
  frame message = frame_hex("0a02 2002 2401");
  frame more = frame_hex(data);
  frame_bytes(&message, more.bytes, more.length);
  return message;
}

static void check_case(world *w, const packet_case *row) {
  frame message = with_head(row->request);
  reply_form got = world_ask(w, &message);
  frame want = frame_hex(row->reply);
  frame have = {.length = 0};
  frame_u8(&have, got.general);
  frame_u8(&have, got.extended_count);
  frame_bytes(&have, got.data, got.length);
  tap_ok(got.there && got.service == 0x8A, "%s: answered as 0x8A", row->rule);
  tap_bytes(have.bytes, have.length, want.bytes, want.length, "%s", row->rule);
}

static void forms_hold(void) {
  world *w = world_new();
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) check_case(w, &forms[i]);
  check_case(w, &deep);
  world_free(w);
}

/* Every prefix of every packet, and every value of every byte of one: always exactly one whole reply. */
static void whatever_comes(void) {
  world *w = world_new();
  bool answered = true;
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    frame message = with_head(forms[i].request);
    for (size_t length = 0; length < message.length; length++) {
      frame cut = message;
      cut.length = length;
      answered = answered && world_ask(w, &cut).there;
    }
  }
  tap_ok(answered, "every prefix of every packet gets one whole reply");
  frame message = with_head(deep.request);
  for (size_t at = 0; at < message.length; at++) {
    for (uint32_t value = 0; value < 256; value++) {
      frame changed = message;
      changed.bytes[at] = (uint8_t)value;
      reply_form reply = world_ask(w, &changed);
      answered = answered && reply.there;
      bool packet = reply.service == 0x8A && (reply.general == 0 || reply.general == 0x1E);
      answered = answered && (!packet || packet_read(reply.data, reply.length).whole);
    }
  }
  tap_ok(answered, "every byte of a nested packet changed to every value: one whole reply, its parts in order");
  world_free(w);
}

static void not_for_the_class(void) {
  world *w = world_new();
  frame message = frame_hex("0a02 2002 2400 0100 0400 0e03200124013001");
  tap_equal(world_ask(w, &message).general, 0x08, "a packet to the class of the message router: 0x08");
  message = frame_hex("0a02 2001 2401 0100 0400 0e03200124013001");
  tap_equal(world_ask(w, &message).general, 0x08, "a packet to another object: 0x08");
  message = frame_hex("0a02 2002 2402 0100 0400 0e03200124013001");
  tap_equal(world_ask(w, &message).general, 0x05, "a packet to another instance: 0x05");
  world_free(w);
}

/* Bytes of a reply to `get_name` and to a refusal in a packet. */
enum { NAME_REPLY = 4 + 12, INPUT_REPLY = 4 + WORLD_SIZE, ENTRY = 2, LEAST = 4 };

static void what_does_not_fit(void) {
  world *w = world_new();
  const char *requests[PACKET_MOST + 1] = {NULL};
  size_t fit = (UNCONNECTED_ROOM - 4 - 2) / (ENTRY + INPUT_REPLY);
  for (size_t i = 0; i < fit; i++) requests[i] = get_input;
  frame message = packet_hex(requests);
  reply_form reply = world_ask(w, &message);
  packet_reply parts = packet_read(reply.data, reply.length);
  tap_ok(reply.general == 0 && parts.whole && parts.count == fit, "%zu replies of 32 bytes fit", fit);
  requests[fit] = get_input;
  requests[fit + 1] = get_vendor;
  requests[fit + 2] = get_unknown;
  message = packet_hex(requests);
  reply = world_ask(w, &message);
  parts = packet_read(reply.data, reply.length);
  tap_ok(reply.general == 0x1E && parts.whole && parts.count == fit + 3, "with one more there is still a whole reply");
  size_t too_large = 0;
  for (size_t i = 0; i < parts.count; i++) too_large += parts.replies[i].general == 0x11;
  tap_ok(too_large >= 1 && parts.replies[fit].general == 0x11, "the one that does not fit is 0x11");
  tap_equal(parts.replies[fit + 2].general, 0x05, "those behind it are run, and say what they have to");
  tap_ok(reply.length <= UNCONNECTED_ROOM - 4, "and the whole stays inside its room");
  world_free(w);
}

/* So many requests that not even refusals of all of them fit: nothing is run. */
static void too_many(void) {
  world *w = world_new();
  enum { MOST = (UNCONNECTED_ROOM - 2) / (ENTRY + LEAST), TINY = 2 };
  for (size_t count = MOST; count <= MOST + 1; count++) {
    frame message = frame_hex("0a02 2002 2401");
    frame_u16(&message, (uint32_t)count);
    for (size_t i = 0; i < count; i++) frame_u16(&message, (uint32_t)(2 + 2 * count + TINY * i));
    for (size_t i = 0; i < count; i++) frame_u16(&message, 0x000E);
    uint64_t before = eip_stack_counters(w->stack)->explicit_requests;
    reply_form reply = world_ask(w, &message);
    uint64_t run = eip_stack_counters(w->stack)->explicit_requests - before;
    if (count == MOST)
      tap_ok(reply.general != 0x13 && run >= 1, "as many requests as refusals fit are taken (%zu)", count);
    if (count > MOST) tap_ok(reply.general == 0x11 && reply.length == 0 && run == 1, "one more: 0x11, none is run");
  }
  world_free(w);
}

static void on_a_small_connection(void) {
  world *w = world_new();
  open_form form = class3_form();
  form.t2o_size = 2 + 4 + 2 + 2 * ENTRY + LEAST + 6; /* the head, two entries, a refusal, a vendor id */
  class3 connection = class3_open(w, &form);
  frame message = packet_hex((const char *const[]){get_vendor, get_name, NULL});
  frame request = class3_frame(w->session, connection.o2t_id, 1, &message);
  w->sent_length = 0;
  world_tcp(w, w->peer, request.bytes, request.length);
  class3_reply got = class3_read(w);
  packet_reply parts = packet_read(got.reply.data, got.reply.length);
  tap_ok(got.reply.general == 0x1E && parts.whole && parts.count == 2, "a packet over class 3 fills its T->O size");
  tap_ok(parts.replies[0].general == 0 && parts.replies[1].general == 0x11, "what does not fit there is 0x11");
  form.serial++;
  form.t2o_size -= 7;
  connection = class3_open(w, &form);
  request = class3_frame(w->session, connection.o2t_id, 1, &message);
  w->sent_length = 0;
  world_tcp(w, w->peer, request.bytes, request.length);
  got = class3_read(w);
  tap_ok(got.reply.there && got.reply.general == 0x11 && got.reply.length == 0,
         "a T->O size that holds no two refusals: 0x11 for the packet");
  world_free(w);
}

/* As a real HMI sends it: 31 reads in one packet over class 3. */
static void many_at_once(void) {
  world *w = world_new();
  open_form form = class3_form();
  class3 connection = class3_open(w, &form);
  const char *requests[32] = {NULL};
  for (size_t i = 0; i < 31; i++) requests[i] = i % 2 ? get_type : get_vendor;
  frame message = packet_hex(requests);
  frame request = class3_frame(w->session, connection.o2t_id, 9, &message);
  w->sent_length = 0;
  world_tcp(w, w->peer, request.bytes, request.length);
  class3_reply got = class3_read(w);
  packet_reply parts = packet_read(got.reply.data, got.reply.length);
  bool right = got.reply.general == 0 && parts.whole && parts.count == 31;
  for (size_t i = 0; right && i < 31; i++) right = reply_u16(&parts.replies[i], 0) == (i % 2 ? 12 : 1234);
  tap_ok(right, "31 requests over class 3, each reply in its place");
  world_free(w);
}

/* Written, then read: the second sees what the first did. */
static void in_order(void) {
  world *w = world_new();
  frame set = frame_hex("1003 2004 2496 3003");
  for (size_t i = 0; i < WORLD_SIZE; i++) frame_u8(&set, 0x5A);
  const frame requests[] = {frame_hex("0e03 2004 2496 3003"), set, frame_hex("0e03 2004 2496 3003")};
  frame message = packet_message(requests, 3);
  reply_form reply = world_ask(w, &message);
  packet_reply parts = packet_read(reply.data, reply.length);
  tap_ok(reply.general == 0 && parts.whole && parts.replies[0].data[0] == 0 && parts.replies[1].general == 0 &&
             parts.replies[2].data[31] == 0x5A,
         "requests are run in their order");
  world_free(w);
}

int main(void) {
  forms_hold();
  whatever_comes();
  not_for_the_class();
  what_does_not_fit();
  too_many();
  on_a_small_connection();
  many_at_once();
  in_order();
  return tap_done();
}
