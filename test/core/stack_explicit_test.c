/* Explicit messages through a whole stack: cut streams, slow peers, sessions that end in the middle of
 * something, replies that come later. */
#include <stdlib.h>

#include "exact.h"
#include "support/frames.h"
#include "tap.h"

enum { EXPLICIT = 154, EXPLICIT_SIZE = 4, SECOND = 1000000 };

/* What the application heard of explicit writes. */
static struct {
  uint8_t data[EXPLICIT_SIZE];
  unsigned written;
  eip_token token;
} application;

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user;
  (void)data;
  application.written += instance == EXPLICIT;
  application.token = token;
  return EIP_PENDING;
}

/* The usual world with assembly 154, whose writes are answered later. */
static world *start(void) {
  world *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->now_us = SECOND;
  self->random_state = 1;
  self->config = world_config(self);
  self->config.application.assembly_written = assembly_written;
  world_start(self);
  application.written = 0;
  memset(application.data, 0, sizeof application.data);
  eip_assembly_config config = {EXPLICIT, EIP_ASSEMBLY_EXPLICIT, application.data, EXPLICIT_SIZE, false};
  if (eip_assembly_create(self->stack, &config) != EIP_OK) abort();
  return self;
}

static frame message_of(const char *hex) {
  exact bytes = exact_hex(hex);
  frame self = {.length = 0};
  frame_bytes(&self, bytes.bytes, bytes.length);
  exact_free(&bytes);
  return self;
}

static frame request_of(uint32_t session, const char *hex) {
  frame message = message_of(hex);
  return frame_unconnected(session, &message, NULL, 0);
}

static const char get_vendor[] = "0e03 2001 2401 3001";
static const char set_explicit[] = "1003 2004 249a 3003 01020304";

static void add(frame *all, const frame *more) { frame_bytes(all, more->bytes, more->length); }

/* RegisterSession is behind us: a read, a Forward Open, a Forward Close, a read. */
static frame conversation(uint32_t session) {
  frame all = request_of(session, get_vendor);
  open_form form = open_usual();
  frame message = open_message(&form);
  frame wrapped = frame_unconnected(session, &message, NULL, 0);
  add(&all, &wrapped);
  close_form closing = close_usual();
  message = close_message(&closing);
  wrapped = frame_unconnected(session, &message, NULL, 0);
  add(&all, &wrapped);
  frame last = request_of(session, get_vendor);
  add(&all, &last);
  return all;
}

static void cut_at_every_byte(void) {
  world *self = start();
  frame all = conversation(self->session);
  world_forget(self);
  world_tcp(self, self->peer, all.bytes, all.length);
  size_t whole = self->sent_length;
  bool same = whole > 0;
  for (size_t cut = 0; cut <= all.length; cut++) {
    world_forget(self);
    world_tcp(self, self->peer, all.bytes, cut);
    world_tcp(self, self->peer, all.bytes + cut, all.length - cut);
    same &= self->sent_length == whole && world_heard(self, EIP_CONNECTION_OPENED) == 1 &&
            world_heard(self, EIP_CONNECTION_CLOSED) == 1;
  }
  tap_ok(same, "a read, a Forward Open and a Forward Close cut at every byte, each piece a segment");
  world_forget(self);
  for (size_t i = 0; i < all.length; i++) world_tcp(self, self->peer, all.bytes + i, 1);
  tap_ok(self->sent_length == whole && world_heard(self, EIP_CONNECTION_OPENED) == 1, "and byte by byte");
  world_free(self);
}

/* Every prefix of a message as the data of a whole request at the very end of an allocation. */
static bool prefixes_are_answered(world *self, const frame *message) {
  bool answered = true;
  for (size_t length = 0; length < message->length; length++) {
    frame prefix = {.length = 0};
    frame_bytes(&prefix, message->bytes, length);
    reply_form reply = world_ask(self, &prefix);
    answered &= reply.there && reply.general != 0;
  }
  return answered;
}

static void every_prefix_as_a_whole_message(void) {
  world *self = start();
  open_form form = open_usual();
  frame message = open_message(&form);
  tap_ok(prefixes_are_answered(self, &message), "every prefix of a Forward Open, as a whole message, is refused");
  form.large = true;
  message = open_message(&form);
  tap_ok(prefixes_are_answered(self, &message), "every prefix of a Large Forward Open is refused");
  close_form closing = close_usual();
  message = close_message(&closing);
  tap_ok(prefixes_are_answered(self, &message), "every prefix of a Forward Close is refused");
  tap_equal(eip_stack_counters(self->stack)->io_connections, 0, "and nothing is open then");
  world_free(self);
}

static void a_silent_peer_delays_nothing(void) {
  world *self = start();
  open_form form = open_usual();
  world_open(self, &form);
  uint32_t session;
  eip_peer silent = world_connect(self, WORLD_STRANGER, &session);
  world_tcp(self, silent, "\x6f\x00\x10\x00", 4);
  unsigned produced = 0;
  eip_io_datagram datagram;
  for (unsigned i = 0; i < 100; i++) {
    world_advance(self, 10000);
    while (eip_io_output(self->stack, self->now_us, &datagram)) produced++;
  }
  tap_equal(produced, 100, "four header bytes, then silence on one TCP connection: I/O goes on");
  frame message = message_of(get_vendor);
  tap_equal(world_ask(self, &message).general, 0, "and other sessions are served");
  world_free(self);
}

static void unregister(world *self, eip_peer peer, uint32_t session) {
  frame bytes = {.length = 0};
  frame_u16(&bytes, 0x66);
  frame_u16(&bytes, 0);
  frame_u32(&bytes, session);
  for (unsigned i = 0; i < 4; i++) frame_u32(&bytes, 0);
  tap_equal(world_tcp(self, peer, bytes.bytes, bytes.length), EIP_ERR_CLOSE_PEER, "UnRegisterSession closes TCP");
}

static void half_a_forward_open_dies_with_its_session(void) {
  world *self = start();
  open_form form = open_usual();
  frame message = open_message(&form);
  frame wrapped = frame_unconnected(self->session, &message, NULL, 0);
  world_tcp(self, self->peer, wrapped.bytes, wrapped.length / 2);
  eip_tcp_closed(self->stack, self->peer);
  tap_equal(world_tcp(self, self->peer, wrapped.bytes + wrapped.length / 2, wrapped.length - wrapped.length / 2),
            EIP_ERR_UNKNOWN, "TCP ends while a Forward Open is half received: its rest finds nobody");
  self->peer = world_connect(self, WORLD_SCANNER, &self->session);
  tap_equal(world_open(self, &form).general, 0, "and the next session opens the same triad");
  world_free(self);
}

static void unregister_ends_what_is_pending(void) {
  world *self = start();
  frame set = request_of(self->session, set_explicit);
  world_tcp(self, self->peer, set.bytes, set.length);
  tap_equal(eip_stack_counters(self->stack)->pending_requests, 1, "a write waits for the application");
  unregister(self, self->peer, self->session);
  tap_equal(eip_stack_counters(self->stack)->pending_requests, 0, "pending requests are cancelled with their session");
  self->sent_length = 0;
  self->peer = world_connect(self, WORLD_SCANNER, &self->session);
  tap_equal(eip_request_complete(self->stack, application.token, EIP_ACCEPT, (eip_span){0}, self->now_us),
            EIP_ERR_UNKNOWN, "an answer that comes then finds nothing");
  tap_ok(self->sent_length == 0 && application.data[0] == 0, "sends nothing, stores nothing");
  world_free(self);
}

static void others_are_served_while_one_waits(void) {
  world *self = start();
  frame both = request_of(self->session, set_explicit);
  both.bytes[12] = 0x51; /* first byte of the context */
  frame read = request_of(self->session, get_vendor);
  read.bytes[12] = 0x52;
  add(&both, &read);
  world_forget(self);
  world_tcp(self, self->peer, both.bytes, both.length);
  tap_ok(self->sent_length > 0 && self->sent[12] == 0x52, "the request behind a pending one is answered at once");
  self->sent_length = 0;
  eip_request_complete(self->stack, application.token, EIP_ACCEPT, (eip_span){0}, self->now_us);
  tap_ok(self->sent_length > 0 && self->sent[12] == 0x51 && application.data[3] == 4,
         "the pending one when its answer comes, with its own context");
  world_free(self);
}

static void pending_requests_run_out(void) {
  world *self = start();
  frame set = request_of(self->session, set_explicit);
  for (unsigned i = 0; i < 2; i++) world_tcp(self, self->peer, set.bytes, set.length);
  world_forget(self);
  frame message = message_of(set_explicit);
  tap_ok(world_ask(self, &message).general == 0x02 && application.written == 2,
         "one more than the limit: 0x02, not asked");
  world_forget(self);
  tap_ok(eip_stack_next_deadline(self->stack) == self->now_us + self->config.pending_timeout_us,
         "the next deadline is the time of the first answer");
  world_advance(self, self->config.pending_timeout_us);
  tap_ok(self->sent_length > 0 && eip_stack_counters(self->stack)->pending_requests == 0,
         "when their time is over they are answered and their places free");
  world_tcp(self, self->peer, set.bytes, set.length);
  tap_equal(eip_stack_counters(self->stack)->pending_requests, 1, "and taken again");
  world_free(self);
}

static void silent_sessions_are_closed(void) {
  world *self = start();
  open_form form = open_usual();
  form.multiplier = 7;
  form.o2t_rpi_us = 1000000; /* watchdog 512 s */
  world_open(self, &form);
  world_advance(self, UINT64_C(120) * SECOND - 1);
  tap_equal(eip_tcp_next_close(self->stack), 0, "a session may be silent for 120 s by default");
  world_advance(self, 1);
  tap_equal(eip_tcp_next_close(self->stack), self->peer, "then its TCP connection is closed");
  tap_equal(eip_stack_counters(self->stack)->io_connections, 1, "I/O survives the end of its TCP session");
  world_free(self);
}

/* ---- datagrams ---- */

static struct {
  unsigned count;
  uint8_t bytes[256];
} datagrams;

static void keep_datagram(void *user, eip_endpoint to, eip_span bytes) {
  (void)user;
  (void)to;
  datagrams.count++;
  memcpy(datagrams.bytes, bytes.bytes, bytes.length < sizeof datagrams.bytes ? bytes.length : sizeof datagrams.bytes);
}

static unsigned told_status(world *self) {
  static const uint8_t list_identity[24] = {0x63};
  eip_udp_input(self->stack, (eip_endpoint){WORLD_SCANNER, 50000}, false,
                (eip_span){list_identity, sizeof list_identity}, self->now_us);
  return datagrams.bytes[56] | (unsigned)datagrams.bytes[57] << 8;
}

static void list_identity_tells_the_status(void) {
  world *self = calloc(1, sizeof *self);
  if (!self) abort();
  self->now_us = SECOND;
  self->random_state = 1;
  self->config = world_config(self);
  self->config.host.udp_send = keep_datagram;
  world_start(self);
  tap_equal(told_status(self), 0x0030, "ListIdentity: status, no I/O connection");
  open_form form = open_usual();
  world_open(self, &form);
  tap_ok((told_status(self) & 1) == 1, "ListIdentity: status, owned");
  eip_stack_set_device_status(self->stack, 0xFFFF);
  tap_equal(told_status(self) & 0x0F04, 0x0F04, "ListIdentity: status, the application's bits");
  eip_stack_set_interface(self->stack, &(eip_interface){.address = 0x01020304});
  told_status(self);
  tap_bytes(datagrams.bytes + 36, 4, "\x01\x02\x03\x04", 4, "ListIdentity: the address as it is now");
  eip_stack_set_product_name(self->stack, "a name that has more than thirty-two characters");
  told_status(self);
  tap_ok(datagrams.bytes[62] == 32 && memcmp(datagrams.bytes + 63, "a name that has more than thirty", 32) == 0,
         "ListIdentity: a product name of at most 32 characters");
  eip_stack_set_product_name(self->stack, "x");
  told_status(self);
  tap_ok(datagrams.bytes[62] == 1 && datagrams.bytes[64] == 3, "ListIdentity: a shorter one, then state 3");
  tap_equal(datagrams.count, 6, "each request gets one answer");
  world_free(self);
}

int main(void) {
  cut_at_every_byte();
  every_prefix_as_a_whole_message();
  a_silent_peer_delays_nothing();
  half_a_forward_open_dies_with_its_session();
  unregister_ends_what_is_pending();
  others_are_served_while_one_waits();
  pending_requests_run_out();
  silent_sessions_are_closed();
  list_identity_tells_the_status();
  return tap_done();
}
