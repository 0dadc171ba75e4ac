/* Messages out of a byte stream, however it is cut. */
#include "encap_rig.h"
#include "tap.h"

enum { MAX_MESSAGE = 256 };

static const char ping[] = "00000000 0000 0200 0000 0000 b200 0400 01020304";

typedef struct {
  encap_rig *rig;
  eip_peer peer;
  uint32_t session;
} client;

static client connect_client(encap_rig *rig) {
  client self = {.rig = rig, .peer = encap_rig_accept(rig)};
  self.session = encap_rig_register(rig, self.peer);
  return self;
}

static void leave(client *self) { eip_encap_closed(&self->rig->encap, self->peer); }

/* Several messages with different contexts behind each other. */
static exact conversation(const client *self, unsigned count) {
  exact one = encap_rig_message(EIP_COMMAND_SEND_RR_DATA, self->session, ping);
  uint8_t room[16 * 64];
  eip_writer all = eip_writer_over(room, sizeof room);
  for (unsigned i = 0; i < count; i++) {
    one.bytes[12] = (uint8_t)i; /* first byte of the context */
    eip_writer_span(&all, exact_span(&one));
  }
  exact_free(&one);
  return exact_copy(room, eip_writer_length(&all));
}

/* True when `count` replies came in the order of their requests. */
static bool replies_in_order(const encap_rig *rig, unsigned count) {
  eip_reader sent = eip_reader_over(rig->sent, rig->sent_length);
  for (unsigned i = 0; i < count; i++) {
    eip_encap_header header;
    if (!eip_encap_header_read(&header, &sent) || header.context[0] != i || header.status) return false;
    eip_reader_span(&sent, header.length);
  }
  return eip_reader_done(&sent);
}

static void many_in_one_segment(encap_rig *rig) {
  client self = connect_client(rig);
  exact all = conversation(&self, 10);
  tap_equal(encap_rig_input(rig, self.peer, exact_span(&all)), EIP_OK, "many messages may arrive in one segment");
  tap_ok(replies_in_order(rig, 10), "replies to several requests of one segment leave in order");
  exact_free(&all);
  leave(&self);
}

static void byte_by_byte(encap_rig *rig) {
  client self = connect_client(rig);
  exact all = conversation(&self, 4);
  for (size_t i = 0; i < all.length; i++) encap_rig_input(rig, self.peer, (eip_span){all.bytes + i, 1});
  tap_ok(replies_in_order(rig, 4), "a message may arrive byte by byte");
  exact_free(&all);
  leave(&self);
}

static void cut_everywhere(encap_rig *rig) {
  client self = connect_client(rig);
  exact all = conversation(&self, 3);
  bool good = true;
  for (size_t first = 0; first <= all.length; first++) {
    for (size_t second = first; second <= all.length; second += 7) {
      encap_rig_clear(rig);
      encap_rig_input(rig, self.peer, (eip_span){all.bytes, first});
      encap_rig_input(rig, self.peer, (eip_span){all.bytes + first, second - first});
      encap_rig_input(rig, self.peer, (eip_span){all.bytes + second, all.length - second});
      good &= replies_in_order(rig, 3);
    }
  }
  tap_ok(good, "a stream cut at every byte gives the same replies");
  exact_free(&all);
  leave(&self);
}

static void a_whole_message_is_parsed_where_it_stands(encap_rig *rig) {
  client self = connect_client(rig);
  exact all = conversation(&self, 2);
  rig->holds_replies = true;
  size_t whole = all.length / 2;
  encap_rig_input(rig, self.peer, (eip_span){all.bytes, whole + 5});
  tap_equal(rig->unconnected, 1, "a whole message goes up at once, its successor's beginning waits");
  encap_rig_input(rig, self.peer, (eip_span){NULL, 0});
  tap_equal(rig->unconnected, 1, "an empty segment changes nothing");
  encap_rig_input(rig, self.peer, (eip_span){all.bytes + whole + 5, whole - 5});
  tap_equal(rig->unconnected, 2, "the rest completes it");
  rig->holds_replies = false;
  exact_free(&all);
  leave(&self);
}

static void a_slow_peer_delays_nobody(encap_rig *rig) {
  client slow = connect_client(rig);
  client quick = connect_client(rig);
  exact message = conversation(&slow, 1);
  encap_rig_input(rig, slow.peer, (eip_span){message.bytes, 4});
  exact others = conversation(&quick, 5);
  encap_rig_input(rig, quick.peer, exact_span(&others));
  tap_ok(replies_in_order(rig, 5) && rig->sent_to == quick.peer, "four header bytes, then silence: others go on");
  encap_rig_clear(rig);
  encap_rig_input(rig, slow.peer, (eip_span){message.bytes + 4, message.length - 4});
  tap_ok(replies_in_order(rig, 1) && rig->sent_to == slow.peer, "and the slow one is served when the rest comes");
  exact_free(&message);
  exact_free(&others);
  leave(&slow);
  leave(&quick);
}

/* A message of `length` data bytes, only its first `given` bytes sent. */
static eip_status send_sized(client *self, uint16_t command, uint16_t length, size_t given) {
  uint8_t bytes[MAX_MESSAGE * 2] = {0};
  eip_writer writer = eip_writer_over(bytes, sizeof bytes);
  eip_encap_header header = {.command = command, .length = length, .session = self->session};
  eip_encap_header_write(&header, &writer);
  encap_rig_clear(self->rig);
  return encap_rig_input(self->rig, self->peer, (eip_span){bytes, given});
}

static void the_largest_message(encap_rig *rig) {
  client self = connect_client(rig);
  tap_equal(send_sized(&self, EIP_COMMAND_LIST_INTERFACES, MAX_MESSAGE - 24, MAX_MESSAGE), EIP_OK,
            "a message of the configured largest size is taken");
  tap_equal(rig->tcp_sends, 1, "and answered");
  send_sized(&self, EIP_COMMAND_LIST_INTERFACES, MAX_MESSAGE - 24, 100);
  uint8_t rest[MAX_MESSAGE - 100] = {0};
  eip_status status = encap_rig_input(rig, self.peer, (eip_span){rest, sizeof rest});
  tap_ok(status == EIP_OK && rig->tcp_sends == 1 && encap_rig_reply(rig).status == 0, "also in two pieces");
  leave(&self);
}

static const struct {
  const char *rule;
  uint16_t command;
  uint16_t length;
  size_t given;
  unsigned replies;
} too_long[] = {
    {"one byte above the largest: status 0x65, then close", EIP_COMMAND_SEND_RR_DATA, MAX_MESSAGE - 23, MAX_MESSAGE + 1,
     1},
    {"told from the header alone", EIP_COMMAND_SEND_RR_DATA, MAX_MESSAGE - 23, 24, 1},
    {"length 65535: status 0x65, then close", EIP_COMMAND_LIST_IDENTITY, 65535, 30, 1},
    {"an unknown command too long: status 0x65, then close", 0x1234, 65535, 24, 1},
    {"a NOP too long: close, and still no reply", EIP_COMMAND_NOP, 65535, 24, 0},
};

static void beyond_the_largest_message(encap_rig *rig) {
  for (size_t i = 0; i < sizeof too_long / sizeof *too_long; i++) {
    client self = connect_client(rig);
    eip_status status = send_sized(&self, too_long[i].command, too_long[i].length, too_long[i].given);
    eip_encap_header reply = encap_rig_reply(rig);
    bool refused = !too_long[i].replies || (reply.status == 0x65 && reply.command == too_long[i].command &&
                                            reply.length == 0 && reply.session == self.session);
    tap_ok(status == EIP_ERR_CLOSE_PEER && refused && rig->tcp_sends == too_long[i].replies && rig->peers_closed == 1,
           "%s", too_long[i].rule);
    leave(&self);
  }
}

static void beyond_the_largest_message_in_pieces(encap_rig *rig) {
  client self = connect_client(rig);
  exact header = exact_hex("6f00 ffff 00000000 00000000 0000000000000000 00000000");
  eip_status status = EIP_OK;
  size_t given = 0;
  encap_rig_clear(rig);
  while (given < header.length && status == EIP_OK) {
    status = encap_rig_input(rig, self.peer, (eip_span){header.bytes + given++, 1});
  }
  tap_ok(given == 24 && status == EIP_ERR_CLOSE_PEER && encap_rig_reply(rig).status == 0x65,
         "a length too long is refused when its header came byte by byte");
  exact_free(&header);
}

static void what_came_before_still_leaves(encap_rig *rig) {
  client self = connect_client(rig);
  exact two = conversation(&self, 2);
  exact bad = exact_hex("6f00 ffff 00000000 00000000 0000000000000000 00000000");
  uint8_t room[256];
  eip_writer all = eip_writer_over(room, sizeof room);
  eip_writer_span(&all, exact_span(&two));
  eip_writer_span(&all, exact_span(&bad));
  eip_writer_span(&all, exact_span(&two));
  encap_rig_clear(rig);
  eip_status status = encap_rig_input(rig, self.peer, eip_writer_written(&all));
  tap_ok(status == EIP_ERR_CLOSE_PEER && rig->tcp_sends == 3 && rig->unconnected == 2,
         "what stood before a message too long is answered, what stands behind is not");
  exact_free(&two);
  exact_free(&bad);
}

static void a_message_in_progress_dies_with_its_connection(encap_rig *rig) {
  client self = connect_client(rig);
  exact message = conversation(&self, 1);
  encap_rig_input(rig, self.peer, (eip_span){message.bytes, message.length - 1});
  leave(&self);
  bool clean = true;
  for (unsigned i = 0; i < 8; i++) {
    client next = connect_client(rig);
    exact other = conversation(&next, 1);
    encap_rig_input(rig, next.peer, exact_span(&other));
    clean &= replies_in_order(rig, 1);
    exact_free(&other);
    leave(&next);
  }
  tap_ok(clean, "half a message dies with its connection: no newcomer gets its bytes");
  tap_equal(encap_rig_input(rig, self.peer, exact_span(&message)), EIP_ERR_UNKNOWN, "and nobody can complete it");
  exact_free(&message);
}

int main(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  many_in_one_segment(rig);
  byte_by_byte(rig);
  cut_everywhere(rig);
  a_whole_message_is_parsed_where_it_stands(rig);
  a_slow_peer_delays_nobody(rig);
  the_largest_message(rig);
  beyond_the_largest_message(rig);
  beyond_the_largest_message_in_pieces(rig);
  what_came_before_still_leaves(rig);
  a_message_in_progress_dies_with_its_connection(rig);
  encap_rig_free(rig);
  return tap_done();
}
