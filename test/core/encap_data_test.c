/* SendRRData and SendUnitData: what goes up, what is refused with 0x03, and how a reply comes back. */
#include "encap_rig.h"
#include "tap.h"

#define HEAD "00000000 0000 "
#define SOCKADDR "0002 08ae c0a80132 0000000000000000 "

typedef struct {
  const char *rule;
  const char *data;
  unsigned status; /* 0: goes up */
} data_case;

static const data_case unconnected[] = {
    {"SendRRData with 0x0000 + 0x00B2 goes up", HEAD "0200 0000 0000 b200 0200 0102", 0},
    {"SendRRData: the timeout is ignored", "00000000 ffff 0200 0000 0000 b200 0200 0102", 0},
    {"SendRRData with further items goes up", HEAD "0300 0000 0000 b200 0200 0102 3412 0100 aa", 0},
    {"SendRRData without data: 0x03", "", 0x03},
    {"SendRRData with half a handle: 0x03", "0000", 0x03},
    {"SendRRData without items: 0x03", HEAD, 0x03},
    {"SendRRData for another interface: 0x03", "01000000 0000 0200 0000 0000 b200 0200 0102", 0x03},
    {"SendRRData, count 0: 0x03", HEAD "0000", 0x03},
    {"SendRRData, count 1: 0x03", HEAD "0100 0000 0000", 0x03},
    {"SendRRData, count 65535: 0x03", HEAD "ffff 0000 0000 b200 0200 0102", 0x03},
    {"SendRRData, an item that leaves the message: 0x03", HEAD "0200 0000 0000 b200 0300 0102", 0x03},
    {"SendRRData, bytes left over: 0x03", HEAD "0200 0000 0000 b200 0200 0102 00", 0x03},
    {"SendRRData with the pair of SendUnitData: 0x03", HEAD "0200 a100 0400 01000000 b100 0200 0102", 0x03},
    {"SendRRData with connected data: 0x03", HEAD "0200 0000 0000 b100 0200 0102", 0x03},
    {"SendRRData with a connected address: 0x03", HEAD "0200 a100 0400 01000000 b200 0200 0102", 0x03},
    {"SendRRData, items in the other order: 0x03", HEAD "0200 b200 0200 0102 0000 0000", 0x03},
    {"SendRRData, a null address with bytes: 0x03", HEAD "0200 0000 0100 00 b200 0200 0102", 0x03},
};

static const data_case connected[] = {
    {"SendUnitData with 0x00A1 + 0x00B1 goes up", HEAD "0200 a100 0400 01000000 b100 0400 01000102", 0},
    {"SendUnitData with the pair of SendRRData: 0x03", HEAD "0200 0000 0000 b200 0200 0102", 0x03},
    {"SendUnitData, an address of 3 bytes: 0x03", HEAD "0200 a100 0300 010000 b100 0400 01000102", 0x03},
    {"SendUnitData, an address of 8 bytes: 0x03", HEAD "0200 a100 0800 0100000000000000 b100 0400 01000102", 0x03},
    {"SendUnitData with a sequenced address: 0x03", HEAD "0200 0280 0800 0100000001000000 b100 0400 01000102", 0x03},
    {"SendUnitData without data: 0x03", "", 0x03},
};

typedef struct {
  encap_rig *rig;
  eip_peer peer;
  uint32_t session;
} client;

static void send(client *self, uint16_t command, const char *data) {
  exact message = encap_rig_message(command, self->session, data);
  encap_rig_clear(self->rig);
  encap_rig_input(self->rig, self->peer, exact_span(&message));
  exact_free(&message);
}

static void run_table(client *self, uint16_t command, const data_case *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    send(self, command, rows[i].data);
    unsigned went_up = self->rig->unconnected + self->rig->connected;
    tap_ok(encap_rig_reply(self->rig).status == rows[i].status && went_up == (rows[i].status == 0), "%s", rows[i].rule);
  }
}

static void every_cut_request_is_refused(client *self) {
  exact whole = exact_hex(HEAD "0300 0000 0000 b200 0200 0102 0080 1000 " SOCKADDR);
  bool refused = true;
  for (size_t length = 0; length < whole.length; length++) {
    uint8_t room[256];
    eip_writer writer = eip_writer_over(room, sizeof room);
    eip_encap_header header = {
        .command = EIP_COMMAND_SEND_RR_DATA, .length = (uint16_t)length, .session = self->session};
    eip_encap_header_write(&header, &writer);
    eip_writer_span(&writer, (eip_span){whole.bytes, length});
    encap_rig_clear(self->rig);
    encap_rig_input(self->rig, self->peer, eip_writer_written(&writer));
    refused &= encap_rig_reply(self->rig).status == 0x03 && self->rig->unconnected == 0;
  }
  tap_ok(refused, "SendRRData cut at every byte, as a whole message: 0x03");
  exact_free(&whole);
}

static void a_connected_message_has_no_reply_of_this_layer(client *self) {
  send(self, EIP_COMMAND_SEND_UNIT_DATA, connected[0].data);
  tap_equal(self->rig->tcp_sends, 0, "SendUnitData for an unknown connection id: dropped, no reply");
}

static void the_origin_goes_up(client *self) {
  send(self, EIP_COMMAND_SEND_RR_DATA, unconnected[0].data);
  const eip_encap_origin *origin = &self->rig->origin;
  tap_ok(origin->peer == self->peer && origin->session == self->session && origin->remote.address == 0x0A000001 &&
             origin->remote.port == 50000 && memcmp(origin->context, "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 8) == 0,
         "who asked goes up with the request");
}

/* Everything behind the header of the last reply. */
static void compare_reply(const client *self, const char *wanted_hex, const char *rule) {
  exact wanted = exact_hex(wanted_hex);
  size_t length = self->rig->sent_length < EIP_HEADER_SIZE ? 0 : self->rig->sent_length - EIP_HEADER_SIZE;
  tap_bytes(self->rig->sent + EIP_HEADER_SIZE, length, wanted.bytes, wanted.length, "%s", rule);
  exact_free(&wanted);
}

static void replies_are_framed(client *self) {
  send(self, EIP_COMMAND_SEND_RR_DATA, unconnected[1].data);
  compare_reply(self, HEAD "0200 0000 0000 b200 0200 0102", "a reply: handle 0, timeout 0, null address, 0x00B2");
  eip_encap_header header = encap_rig_reply(self->rig);
  tap_ok(header.command == 0x6F && header.session == self->session && header.status == 0 &&
             memcmp(header.context, "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 8) == 0,
         "with command, session and context of its request");
  send(self, EIP_COMMAND_SEND_RR_DATA, HEAD "0400 0000 0000 b200 0200 0102 0180 1000 " SOCKADDR "0080 1000 " SOCKADDR);
  compare_reply(self, HEAD "0400 0000 0000 b200 0200 0102 0080 1000 " SOCKADDR "0180 1000 " SOCKADDR,
                "sockaddr items stand behind the reply, O->T first");
}

static void late_replies_need_their_session(client *self) {
  encap_rig *rig = self->rig;
  rig->holds_replies = true;
  send(self, EIP_COMMAND_SEND_RR_DATA, unconnected[0].data);
  tap_equal(rig->tcp_sends, 0, "a reply may come later");
  eip_encap_origin origin = rig->origin;
  eip_encap_send_unconnected(&rig->encap, &origin, (eip_span){(const uint8_t *)"ok", 2}, NULL, NULL);
  tap_equal(rig->tcp_sends, 1, "and is sent then");
  static const uint8_t long_message[EIP_UNCONNECTED_REPLY_MAX + 1];
  size_t room = eip_encap_unconnected_room(&rig->environment.config);
  tap_equal((int64_t)room, 256 - 80, "there is room for what max_message leaves");
  encap_rig_clear(rig);
  eip_encap_send_unconnected(&rig->encap, &origin, (eip_span){long_message, room}, &(eip_cpf_sockaddr){.present = true},
                             &(eip_cpf_sockaddr){.present = true});
  tap_equal((int64_t)rig->sent_length, 256, "a reply of that room and two sockaddr items fill max_message");
  encap_rig_clear(rig);
  eip_encap_send_unconnected(&rig->encap, &origin, (eip_span){long_message, room + 1}, NULL, NULL);
  tap_ok(rig->tcp_sends == 0 && rig->environment.counters.replies_dropped == 1,
         "a longer one is not sent, but counted");
  eip_encap_closed(&rig->encap, self->peer);
  client next = {.rig = rig, .peer = encap_rig_accept(rig)};
  next.session = encap_rig_register(rig, next.peer);
  eip_encap_send_unconnected(&rig->encap, &origin, (eip_span){(const uint8_t *)"ok", 2}, NULL, NULL);
  tap_equal(rig->tcp_sends, 0, "nothing is sent when the session is gone, to nobody else either");
  rig->holds_replies = false;
}

static void room_is_504_at_most(void) {
  eip_config config = {.limits = {.max_message = 128}};
  tap_equal((int64_t)eip_encap_unconnected_room(&config), 48, "the least max_message leaves 48 bytes");
  config.limits.max_message = 65535;
  tap_equal((int64_t)eip_encap_unconnected_room(&config), 504, "an unconnected reply has 504 bytes at most");
}

int main(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  client self = {.rig = rig, .peer = encap_rig_accept(rig)};
  self.session = encap_rig_register(rig, self.peer);
  run_table(&self, EIP_COMMAND_SEND_RR_DATA, unconnected, sizeof unconnected / sizeof *unconnected);
  run_table(&self, EIP_COMMAND_SEND_UNIT_DATA, connected, sizeof connected / sizeof *connected);
  every_cut_request_is_refused(&self);
  a_connected_message_has_no_reply_of_this_layer(&self);
  the_origin_goes_up(&self);
  replies_are_framed(&self);
  late_replies_need_their_session(&self);
  room_is_504_at_most();
  encap_rig_free(rig);
  return tap_done();
}
