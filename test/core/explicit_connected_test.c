/* Requests on class 3 connections: sequence counts, sizes, and whose they are. */
#include <stdlib.h>

#include "support/class3.h"
#include "tap.h"

static const char get_vendor[] = "0e03 2001 2401 3001";
static const char get_input[] = "0e03 2004 2464 3003";
static const char set_output[] =
    "1003 2004 2496 3003 0102030405060708 0102030405060708 0102030405060708 0102030405060708";

typedef struct {
  world *w;
  class3 connection;
} opened;

static opened open_one(void) {
  opened self = {.w = world_new()};
  open_form form = class3_form();
  self.connection = class3_open(self.w, &form);
  world_forget(self.w);
  return self;
}

static bool alive(const world *w) { return eip_stack_counters(w->stack)->explicit_connections == 1; }

/* ---- the reply ---- */

static void a_request_is_answered(void) {
  opened o = open_one();
  class3_reply got = class3_ask(o.w, o.connection, 0, get_vendor);
  tap_ok(got.reply.there && got.reply.service == 0x8E && got.reply.general == 0 && reply_u16(&got.reply, 0) == 1234,
         "SendUnitData: a request is answered; its first sequence count may be 0");
  tap_equal(got.id, 0x22222222, "on the T->O id");
  tap_equal(got.sequence_count, 0, "with its sequence count");
  tap_ok(frame_session_of(o.w->sent, o.w->sent_length) == o.w->session && memcmp(o.w->sent + 12, "context!", 8) == 0,
         "with its session and its context");
  tap_equal(o.w->sent_to, o.w->peer, "over the TCP connection that asked");
  got = class3_ask(o.w, o.connection, 0xFFFF, get_vendor);
  tap_ok(got.reply.there && got.sequence_count == 0xFFFF, "any other sequence count is a new request");
  got = class3_ask(o.w, o.connection, 3, get_vendor);
  tap_ok(got.reply.there && got.sequence_count == 3, "also one that is behind");
  got = class3_ask(o.w, o.connection, 4, "0e03 2001 2402 3001");
  tap_ok(got.reply.there && got.reply.general == 0x05, "a refusal is answered likewise");
  got = class3_ask(o.w, o.connection, 5, "");
  tap_ok(got.reply.there && got.reply.general == 0x13, "a sequence count without a request: 0x13");
  world_free(o.w);
}

static void repeated_counts(void) {
  opened o = open_one();
  memset(o.w->input, 0x11, sizeof o.w->input);
  class3_reply first = class3_ask(o.w, o.connection, 7, get_input);
  uint8_t value[WORLD_SIZE];
  memset(value, 0x22, sizeof value);
  eip_assembly_write(o.w->stack, WORLD_INPUT, (eip_span){value, sizeof value});
  uint64_t requests = eip_stack_counters(o.w->stack)->explicit_requests;
  class3_reply again = class3_ask(o.w, o.connection, 7, get_input);
  tap_ok(first.reply.there && again.reply.there && again.reply.data[0] == 0x11 && again.sequence_count == 7,
         "a repeated sequence count: the stored reply goes out again");
  tap_ok(eip_stack_counters(o.w->stack)->explicit_requests == requests &&
             eip_stack_counters(o.w->stack)->explicit_repeated == 1,
         "nothing is run a second time, and it is counted");
  again = class3_ask(o.w, o.connection, 7, set_output);
  tap_ok(again.reply.service == 0x8E && o.w->output[0] == 0, "whatever request comes with that count");
  tap_equal(class3_ask(o.w, o.connection, 8, get_input).reply.data[0], 0x22, "the next count is run");
  tap_equal(class3_ask(o.w, o.connection, 7, get_input).reply.data[0], 0x22, "and the one before it anew");
  class3 other = class3_open_another(o.w, 1);
  tap_ok(class3_ask(o.w, other, 7, get_vendor).reply.length == 2, "each connection counts for itself");
  world_free(o.w);
}

/* ---- sizes ---- */

static class3_reply ask_with_sizes(uint32_t o2t, uint32_t t2o, const char *hex) {
  world *w = world_new();
  open_form form = class3_form();
  form.o2t_size = o2t;
  form.t2o_size = t2o;
  class3 connection = class3_open(w, &form);
  class3_reply got = class3_ask(w, connection, 1, hex);
  world_free(w);
  return got;
}

static void sizes(void) {
  class3_reply got = ask_with_sizes(500, 2 + 4 + WORLD_SIZE, get_input);
  tap_ok(got.reply.general == 0 && got.reply.length == WORLD_SIZE,
         "a reply may fill the T->O size, its count included");
  got = ask_with_sizes(500, 2 + 4 + WORLD_SIZE - 1, get_input);
  tap_ok(got.reply.there && got.reply.general == 0x11 && got.reply.length == 0, "one byte more than that: 0x11");
  tap_equal(ask_with_sizes(500, 6, get_input).reply.general, 0x11, "also on the smallest connection there can be");
  got = ask_with_sizes(2 + 8, 500, get_vendor);
  tap_equal(got.reply.general, 0, "a request may fill the O->T size, its count included");
  got = ask_with_sizes(2 + 8 - 1, 500, get_vendor);
  tap_ok(got.reply.there && got.reply.service == 0x8E && got.reply.general == 0x15, "one byte more than that: 0x15");
}

/* The longest message there is, in a stack that takes it. */
static void the_largest(void) {
  enum { MOST = 65535, SIZE = MOST - 44, DATA = SIZE - 2 - 4 };
  static uint8_t stored[DATA], request[MOST];
  world *w = calloc(1, sizeof *w);
  if (!w) abort();
  w->random_state = 1;
  w->config = world_config(w);
  w->config.limits.max_message = MOST;
  world_start(w);
  eip_assembly_config large = {.instance = 154, .kind = EIP_ASSEMBLY_EXPLICIT, .data = stored, .size = DATA};
  tap_equal(eip_assembly_create(w->stack, &large), EIP_OK, "an assembly that fills the largest reply");
  open_form form = class3_form();
  form.large = true;
  form.o2t_size = form.t2o_size = SIZE;
  class3 connection = class3_open(w, &form);
  tap_ok(connection.o2t_id != 0, "Large Forward Open of 65,491 bytes");
  stored[DATA - 1] = 0x5A;
  frame message = frame_hex("0e03 2004 249a 3003");
  frame get = class3_frame(w->session, connection.o2t_id, 1, &message);
  world_tcp(w, w->peer, get.bytes, get.length);
  tap_ok(w->sent_length == MOST && w->sent[MOST - 1] == 0x5A && w->sent[48] == 0, "a reply of 65,535 bytes in all");
  message = frame_hex("1003 2004 249a 3003");
  frame set = class3_frame(w->session, connection.o2t_id, 2, &message);
  memcpy(request, set.bytes, set.length);
  size_t data = SIZE - 2 - message.length;
  request[2] = (uint8_t)(MOST - 24), request[3] = (MOST - 24) >> 8;
  request[42] = (uint8_t)SIZE, request[43] = SIZE >> 8;
  w->sent_length = 0;
  world_tcp(w, w->peer, request, MOST);
  class3_reply got = class3_read(w);
  tap_ok(got.reply.there && got.reply.general == 0x13 && data < DATA, "a request of 65,535 bytes in all is run");
  world_free(w);
}

/* ---- whose it is ---- */

static size_t answer_to(world *w, eip_peer peer, uint32_t session, uint32_t id) {
  frame message = frame_hex(get_vendor);
  frame request = class3_frame(session, id, 1, &message);
  w->sent_length = 0;
  world_tcp(w, peer, request.bytes, request.length);
  return w->sent_length;
}

static void strays(void) {
  opened o = open_one();
  world *w = o.w;
  uint64_t before = eip_stack_counters(w->stack)->encap_discarded;
  tap_equal((int64_t)answer_to(w, w->peer, w->session, o.connection.o2t_id ^ 0x10000), 0, "an unknown id: no reply");
  tap_equal((int64_t)answer_to(w, w->peer, w->session, o.connection.t2o_id), 0, "the T->O id: no reply");
  tap_equal((int64_t)answer_to(w, w->peer, w->session, 0), 0, "id 0: no reply");
  uint32_t session;
  eip_peer second = world_connect(w, WORLD_SCANNER, &session);
  tap_equal((int64_t)answer_to(w, second, session, o.connection.o2t_id), 0,
            "an id of another TCP connection of the same address: no reply");
  eip_peer stranger = world_connect(w, WORLD_STRANGER, &session);
  tap_equal((int64_t)answer_to(w, stranger, session, o.connection.o2t_id), 0, "of another address: no reply");
  tap_equal((int64_t)(eip_stack_counters(w->stack)->encap_discarded - before), 5, "each is counted");
  tap_ok(answer_to(w, w->peer, w->session, o.connection.o2t_id) > 0, "the connection is still there for its owner");
  reply_form io;
  open_form form = open_usual();
  form.serial = 0x7777;
  io = world_open(w, &form);
  tap_equal((int64_t)answer_to(w, w->peer, w->session, reply_u32(&io, 0)), 0, "the id of an I/O connection: no reply");
  world_free(w);
}

/* Every id that differs from the right one in one bit, and its neighbours. */
static void guesses(void) {
  opened o = open_one();
  size_t answered = 0;
  for (uint32_t bit = 0; bit < 32; bit++) {
    answered += answer_to(o.w, o.w->peer, o.w->session, o.connection.o2t_id ^ UINT32_C(1) << bit);
  }
  for (uint32_t n = 1; n <= 100; n++) {
    answered += answer_to(o.w, o.w->peer, o.w->session, o.connection.o2t_id + n);
    answered += answer_to(o.w, o.w->peer, o.w->session, o.connection.o2t_id - n);
  }
  tap_equal((int64_t)answered, 0, "no other number is taken for the id");
  world_free(o.w);
}

static void cut_anywhere(void) {
  opened o = open_one();
  frame message = frame_hex(get_vendor);
  frame whole = class3_frame(o.w->session, o.connection.o2t_id, 1, &message);
  size_t silent = 0, answered = 0;
  for (size_t length = 24; length < whole.length; length++) {
    frame cut = whole;
    cut.length = length;
    cut.bytes[2] = (uint8_t)(length - 24);
    o.w->sent_length = 0;
    world_tcp(o.w, o.w->peer, cut.bytes, cut.length);
    bool refused = o.w->sent_length == 24 && o.w->sent[8] == 0x03;
    answered += refused;
    silent += o.w->sent_length == 0;
  }
  tap_equal((int64_t)(answered + silent), (int64_t)whole.length - 24, "every prefix is refused with 0x03 or dropped");
  bool good = true;
  for (size_t data = 0; data < 2 + message.length; data++) {
    frame cut = whole;
    cut.length = 44 + data;
    cut.bytes[2] = (uint8_t)(20 + data);
    cut.bytes[42] = (uint8_t)data;
    cut.bytes[44] = (uint8_t)data; /* another sequence count each */
    o.w->sent_length = 0;
    world_tcp(o.w, o.w->peer, cut.bytes, cut.length);
    class3_reply got = class3_read(o.w);
    good = good && (data < 2 ? o.w->sent_length == 0 : got.reply.there && got.reply.general != 0);
  }
  tap_ok(good, "connected data cut anywhere: dropped without a count, else refused");
  world_free(o.w);
}

/* It ends while its own request is run: there is nothing to reply on. */
static void closing_itself(void) {
  opened o = open_one();
  close_form form = close_usual();
  frame message = close_message(&form);
  frame request = class3_frame(o.w->session, o.connection.o2t_id, 1, &message);
  uint64_t dropped = eip_stack_counters(o.w->stack)->replies_dropped;
  world_tcp(o.w, o.w->peer, request.bytes, request.length);
  tap_ok(!alive(o.w) && o.w->sent_length == 0 && eip_stack_counters(o.w->stack)->replies_dropped == dropped + 1,
         "a Forward Close of the connection it comes on: closed, no reply");
  world_free(o.w);
}

static void replies_keep_their_order(void) {
  opened o = open_one();
  frame all = {.length = 0};
  for (uint16_t i = 0; i < 6; i++) {
    frame message = frame_hex(get_vendor);
    frame request = i % 2 ? class3_frame(o.w->session, o.connection.o2t_id, i, &message)
                          : frame_unconnected(o.w->session, &message, NULL, 0);
    request.bytes[12] = (uint8_t)i;
    frame_bytes(&all, request.bytes, request.length);
  }
  o.w->sent_length = 0;
  world_tcp(o.w, o.w->peer, all.bytes, all.length);
  size_t at = 0;
  uint8_t next = 0;
  while (at + 24 <= o.w->sent_length && o.w->sent[at + 12] == next) {
    at += 24 + (size_t)(o.w->sent[at + 2] | o.w->sent[at + 3] << 8);
    next++;
  }
  tap_ok(next == 6 && at == o.w->sent_length,
         "connected and unconnected requests of one segment are answered in their order");
  world_free(o.w);
}

int main(void) {
  a_request_is_answered();
  repeated_counts();
  sizes();
  the_largest();
  strays();
  guesses();
  cut_anywhere();
  closing_itself();
  replies_keep_their_order();
  return tap_done();
}
