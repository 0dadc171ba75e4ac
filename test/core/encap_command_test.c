/* What each command does over TCP and over UDP: one line a case, the whole reply compared. */
#include "encap_rig.h"
#include "tap.h"

#define CONTEXT "c0c1c2c3c4c5c6c7 "
#define IDENTITY                                                                                  \
  "0100 0c00 2d00 0100 0002 af12 c0a80132 0000000000000000 d204 0c00 0700 0102 3400 01efcdab 0b " \
  "566973696f6e2063656c6c 03"
#define SERVICES "0100 0001 1400 0100 2001 436f6d6d756e69636174696f6e73 0000"

typedef struct {
  const char *rule;
  const char *request;
  const char *reply; /* NULL: none */
} command_case;

static const command_case over_tcp[] = {
    {"NOP is swallowed", "0000 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"NOP with data is swallowed", "0000 0300 00000000 00000000 " CONTEXT "00000000 aabbcc", NULL},
    {"ListServices names one service", "0400 0000 00000000 00000000 " CONTEXT "00000000",
     "0400 1a00 00000000 00000000 " CONTEXT "00000000" SERVICES},
    {"ListIdentity tells the identity item", "6300 0000 00000000 00000000 " CONTEXT "00000000",
     "6300 3300 00000000 00000000 " CONTEXT "00000000" IDENTITY},
    {"ListInterfaces has no items", "6400 0000 00000000 00000000 " CONTEXT "00000000",
     "6400 0200 00000000 00000000 " CONTEXT "00000000 0000"},
    {"a List command needs no session and echoes the one it carries", "6400 0000 efbeadde 00000000 " CONTEXT "00000000",
     "6400 0200 efbeadde 00000000 " CONTEXT "00000000 0000"},
    {"unknown command 0x0001 of RSLinx: status 0x01, empty", "0100 0000 00000000 00000000 " CONTEXT "00000000",
     "0100 0000 00000000 01000000 " CONTEXT "00000000"},
    {"unknown command with data: status 0x01, empty", "ffff 0200 78563412 00000000 " CONTEXT "00000000 0102",
     "ffff 0000 78563412 01000000 " CONTEXT "00000000"},
    {"request options other than 0: discarded silently", "6400 0000 00000000 00000000 " CONTEXT "01000000", NULL},
    {"request options in the top byte: discarded silently", "6400 0000 00000000 00000000 " CONTEXT "00000080", NULL},
    {"request status other than 0: ignored", "6400 0000 00000000 01000000 " CONTEXT "00000000", NULL},
    {"RegisterSession without data: 0x65", "6500 0000 00000000 00000000 " CONTEXT "00000000",
     "6500 0000 00000000 65000000 " CONTEXT "00000000"},
    {"RegisterSession with 3 bytes: 0x65", "6500 0300 00000000 00000000 " CONTEXT "00000000 010000",
     "6500 0000 00000000 65000000 " CONTEXT "00000000"},
    {"RegisterSession with 5 bytes: 0x65", "6500 0500 00000000 00000000 " CONTEXT "00000000 0100000000",
     "6500 0000 00000000 65000000 " CONTEXT "00000000"},
    {"RegisterSession version 2: 0x69, session 0, version 1, options 0",
     "6500 0400 11223344 00000000 " CONTEXT "00000000 0200 0000",
     "6500 0400 00000000 69000000 " CONTEXT "00000000 0100 0000"},
    {"RegisterSession version 0: 0x69", "6500 0400 00000000 00000000 " CONTEXT "00000000 0000 0000",
     "6500 0400 00000000 69000000 " CONTEXT "00000000 0100 0000"},
    {"RegisterSession options 1: 0x69", "6500 0400 00000000 00000000 " CONTEXT "00000000 0100 0100",
     "6500 0400 00000000 69000000 " CONTEXT "00000000 0100 0000"},
    {"UnRegisterSession without a session: 0x64", "6600 0000 00000000 00000000 " CONTEXT "00000000",
     "6600 0000 00000000 64000000 " CONTEXT "00000000"},
    {"SendRRData without a session: 0x64", "6f00 0000 00000000 00000000 " CONTEXT "00000000",
     "6f00 0000 00000000 64000000 " CONTEXT "00000000"},
    {"SendUnitData without a session: 0x64", "7000 0000 01000000 00000000 " CONTEXT "00000000",
     "7000 0000 01000000 64000000 " CONTEXT "00000000"},
};

static const command_case over_udp[] = {
    {"UDP: ListServices is answered", "0400 0000 00000000 00000000 " CONTEXT "00000000",
     "0400 1a00 00000000 00000000 " CONTEXT "00000000" SERVICES},
    {"UDP: ListIdentity to us alone is answered at once", "6300 0000 00000000 00000000 " CONTEXT "00000000",
     "6300 3300 00000000 00000000 " CONTEXT "00000000" IDENTITY},
    {"UDP: ListInterfaces is answered", "6400 0000 00000000 00000000 " CONTEXT "00000000",
     "6400 0200 00000000 00000000 " CONTEXT "00000000 0000"},
    {"UDP: NOP is ignored", "0000 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: RegisterSession is ignored", "6500 0400 00000000 00000000 " CONTEXT "00000000 0100 0000", NULL},
    {"UDP: UnRegisterSession is ignored", "6600 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: SendRRData is ignored", "6f00 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: SendUnitData is ignored", "7000 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: an unknown command is ignored", "0100 0000 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: options other than 0 are discarded", "6400 0000 00000000 00000000 " CONTEXT "01000000", NULL},
    {"UDP: status other than 0 is ignored", "6400 0000 00000000 01000000 " CONTEXT "00000000", NULL},
    {"UDP: an empty datagram is dropped", "", NULL},
    {"UDP: what is not EtherNet/IP is dropped", "deadbeef", NULL},
    {"UDP: a length beyond the datagram is dropped", "6400 0100 00000000 00000000 " CONTEXT "00000000", NULL},
    {"UDP: bytes behind the length are dropped", "6400 0000 00000000 00000000 " CONTEXT "00000000 00", NULL},
};

static void compare(const encap_rig *rig, const command_case *row) {
  exact wanted = exact_hex(row->reply);
  tap_bytes(rig->sent, rig->sent_length, wanted.bytes, wanted.length, "%s", row->rule);
  exact_free(&wanted);
}

static void tcp_commands_do_what_the_table_says(encap_rig *rig) {
  for (size_t i = 0; i < sizeof over_tcp / sizeof *over_tcp; i++) {
    eip_peer peer = encap_rig_accept(rig);
    exact request = exact_hex(over_tcp[i].request);
    encap_rig_clear(rig);
    eip_status status = encap_rig_input(rig, peer, exact_span(&request));
    compare(rig, &over_tcp[i]);
    if (status != EIP_OK) tap_ok(false, "%s: and the connection stays", over_tcp[i].rule);
    exact_free(&request);
    eip_encap_closed(&rig->encap, peer);
  }
}

static void udp_commands_do_what_the_table_says(encap_rig *rig) {
  for (size_t i = 0; i < sizeof over_udp / sizeof *over_udp; i++) {
    exact request = exact_hex(over_udp[i].request);
    encap_rig_clear(rig);
    encap_rig_datagram(rig, false, exact_span(&request));
    compare(rig, &over_udp[i]);
    exact_free(&request);
  }
  tap_ok(rig->sent_to_endpoint.address == 0x0A000002 && rig->sent_to_endpoint.port == 50001,
         "UDP: the reply goes where the request came from");
}

static void no_prefix_of_a_datagram_is_answered(encap_rig *rig) {
  exact whole = exact_hex("6400 0200 00000000 00000000 " CONTEXT "00000000 0102");
  encap_rig_clear(rig);
  for (size_t length = 0; length < whole.length; length++) {
    encap_rig_datagram(rig, false, (eip_span){whole.bytes, length});
  }
  tap_equal(rig->udp_sends, 0, "UDP: no prefix of a message is answered");
  exact_free(&whole);
}

static void every_reply_echoes(encap_rig *rig) {
  bool echoed = true;
  for (uint32_t command = 0; command <= 0x0100; command++) {
    eip_peer peer = encap_rig_accept(rig);
    exact request = encap_rig_message((uint16_t)command, 0x0BADCAFE, "0200 0000");
    encap_rig_clear(rig);
    encap_rig_input(rig, peer, exact_span(&request));
    eip_encap_header reply = encap_rig_reply(rig);
    bool silent = command == EIP_COMMAND_NOP;
    bool session_told = command == EIP_COMMAND_REGISTER_SESSION ? reply.session == 0 : reply.session == 0x0BADCAFE;
    bool same = reply.command == command && session_told && memcmp(reply.context, request.bytes + 12, 8) == 0;
    echoed &= silent ? rig->tcp_sends == 0 : rig->tcp_sends == 1 && same;
    exact_free(&request);
    eip_encap_closed(&rig->encap, peer);
  }
  tap_ok(echoed, "every reply echoes command, session and all 8 context bytes (commands 0x0000-0x0100)");
}

static const struct {
  const char *rule;
  const char *request;
  uint64_t tcp[3], udp[3]; /* messages, errors, discarded */
} counted[] = {
    {"an answered message is counted", "6400 0000 00000000 00000000 " CONTEXT "00000000", {1, 0, 0}, {1, 0, 0}},
    {"a NOP is counted", "0000 0000 00000000 00000000 " CONTEXT "00000000", {1, 0, 0}, {1, 0, 0}},
    {"a refused message counts as an error", "0100 0000 00000000 00000000 " CONTEXT "00000000", {1, 1, 0}, {1, 0, 1}},
    {"so does a wrong version", "6500 0400 00000000 00000000 " CONTEXT "00000000 0200 0000", {1, 1, 0}, {1, 0, 1}},
    {"options count as discarded", "6400 0000 00000000 00000000 " CONTEXT "01000000", {1, 0, 1}, {1, 0, 1}},
    {"a length too long counts as an error", "6400 ffff 00000000 00000000 " CONTEXT "00000000", {1, 1, 0}, {0, 0, 1}},
    {"a NOP too long does not", "0000 ffff 00000000 00000000 " CONTEXT "00000000", {1, 0, 0}, {0, 0, 1}},
    {"half a header is no message", "6400 0000", {0, 0, 0}, {0, 0, 1}},
};

static bool counts_are(const eip_counters *counters, const uint64_t wanted[3]) {
  return counters->encap_messages == wanted[0] && counters->encap_errors == wanted[1] &&
         counters->encap_discarded == wanted[2];
}

static void messages_are_counted(void) {
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
    encap_rig *over_tcp_rig = encap_rig_make();
    encap_rig *over_udp_rig = encap_rig_make();
    encap_rig_start(over_tcp_rig);
    encap_rig_start(over_udp_rig);
    exact request = exact_hex(counted[i].request);
    encap_rig_input(over_tcp_rig, encap_rig_accept(over_tcp_rig), exact_span(&request));
    encap_rig_datagram(over_udp_rig, false, exact_span(&request));
    tap_ok(counts_are(&over_tcp_rig->environment.counters, counted[i].tcp) &&
               counts_are(&over_udp_rig->environment.counters, counted[i].udp),
           "%s", counted[i].rule);
    exact_free(&request);
    encap_rig_free(over_tcp_rig);
    encap_rig_free(over_udp_rig);
  }
}

static void identity_follows_what_changes(encap_rig *rig) {
  exact request = encap_rig_message(EIP_COMMAND_LIST_IDENTITY, 0, NULL);
  eip_config *config = &rig->environment.config;
  config->interface.address = 0x0A141E28;
  config->tcp_port = 50000;
  memset(config->identity.product_name, 'x', sizeof config->identity.product_name - 1);
  encap_rig_clear(rig);
  encap_rig_datagram(rig, false, exact_span(&request));
  tap_bytes(rig->sent + 32, 8, "\x00\x02\xc3\x50\x0a\x14\x1e\x28", 8, "ListIdentity tells our address and port");
  tap_ok(rig->sent_length == 24 + 6 + 34 + 32 && rig->sent[62] == 32, "a product name of 32 characters fits");
  config->identity.product_name[0] = 0;
  encap_rig_clear(rig);
  encap_rig_datagram(rig, false, exact_span(&request));
  tap_ok(rig->sent_length == 24 + 6 + 34 && rig->sent[62] == 0, "so does none");
  exact_free(&request);
}

int main(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  tcp_commands_do_what_the_table_says(rig);
  udp_commands_do_what_the_table_says(rig);
  no_prefix_of_a_datagram_is_answered(rig);
  every_reply_echoes(rig);
  messages_are_counted();
  identity_follows_what_changes(rig);
  encap_rig_free(rig);
  return tap_done();
}
