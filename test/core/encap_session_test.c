/* Sessions: handles, whose they are, how many there are. */
#include "encap/session.h"
#include "encap_rig.h"
#include "tap.h"

static uint32_t status_of(encap_rig *rig, eip_peer peer, uint16_t command, uint32_t session, const char *data) {
  exact message = encap_rig_message(command, session, data);
  encap_rig_clear(rig);
  encap_rig_input(rig, peer, exact_span(&message));
  exact_free(&message);
  return encap_rig_reply(rig).status;
}

static const char ping[] = "00000000 0000 0200 0000 0000 b200 0200 0102";

static void a_session_belongs_to_its_connection(encap_rig *rig) {
  eip_peer mine = encap_rig_accept(rig);
  eip_peer other = encap_rig_accept(rig);
  uint32_t session = encap_rig_register(rig, mine);
  uint32_t neighbour = encap_rig_register(rig, other);
  tap_ok(session != 0 && neighbour != 0 && session != neighbour, "each connection has a handle of its own");
  tap_equal(status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, session, ping), 0, "the right handle is served");
  tap_equal(rig->unconnected, 1, "and its message goes up");
  tap_equal(status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, neighbour, ping), 0x64, "a foreign handle: 0x64");
  tap_equal(status_of(rig, mine, EIP_COMMAND_SEND_UNIT_DATA, neighbour, ping), 0x64, "also for SendUnitData");
  tap_equal(status_of(rig, mine, EIP_COMMAND_UNREGISTER_SESSION, neighbour, NULL), 0x64,
            "UnRegisterSession with a foreign handle: 0x64");
  tap_equal(rig->unconnected + rig->connected + rig->peers_closed, 0, "nothing of that goes up");
  tap_equal(status_of(rig, other, EIP_COMMAND_SEND_RR_DATA, neighbour, ping), 0, "and the other session lives on");
  tap_equal(status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, 0, ping), 0x64, "handle 0 is nobody's: 0x64");
  bool guessed = false;
  for (uint32_t guess = 1; guess <= 64; guess++) {
    guessed |= status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, session + guess, ping) != 0x64;
    guessed |= status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, session - guess, ping) != 0x64;
  }
  tap_ok(!guessed, "a guess in the neighbourhood of a handle: 0x64");
  tap_equal(status_of(rig, mine, EIP_COMMAND_REGISTER_SESSION, 0, "0100 0000"), 0x01,
            "a second RegisterSession on the same connection: 0x01");
  tap_equal(status_of(rig, mine, EIP_COMMAND_SEND_RR_DATA, session, ping), 0, "and the first session lives on");
  eip_encap_closed(&rig->encap, mine);
  eip_encap_closed(&rig->encap, other);
}

static void unregister_closes(encap_rig *rig) {
  eip_peer peer = encap_rig_accept(rig);
  uint32_t session = encap_rig_register(rig, peer);
  exact message = encap_rig_message(EIP_COMMAND_UNREGISTER_SESSION, session, NULL);
  tap_equal(encap_rig_input(rig, peer, exact_span(&message)), EIP_ERR_CLOSE_PEER, "UnRegisterSession closes TCP");
  tap_equal(rig->tcp_sends, 0, "without a reply");
  tap_ok(rig->peers_closed == 1 && rig->closed_peer == peer, "and the layers above hear it once");
  tap_equal(encap_rig_input(rig, peer, exact_span(&message)), EIP_ERR_UNKNOWN,
            "the connection is unknown from then on");
  eip_encap_closed(&rig->encap, peer);
  tap_equal(rig->peers_closed, 1, "the host's own close says nothing twice");
  eip_peer next = encap_rig_accept(rig);
  tap_equal(status_of(rig, next, EIP_COMMAND_SEND_RR_DATA, session, ping), 0x64, "its handle died with it");
  eip_encap_closed(&rig->encap, next);
  exact_free(&message);
}

static void handles_are_random_and_not_reused(encap_rig *rig) {
  bool reused = false;
  bool follows_random = true;
  uint32_t last[8] = {0};
  for (unsigned i = 0; i < 2000; i++) {
    eip_peer peer = encap_rig_accept(rig);
    uint32_t random = rig->random;
    uint32_t session = encap_rig_register(rig, peer);
    for (unsigned j = 0; j < 8; j++) reused |= session == last[j];
    last[i % 8] = session;
    follows_random &= ((session ^ random) & ~3U) == 0; /* the low bits are the place */
    eip_encap_closed(&rig->encap, peer);
  }
  tap_ok(!reused, "handles are never reused at once");
  tap_ok(follows_random, "handles are as unpredictable as the host's random numbers");
  rig->random = 0;
  eip_peer peer = encap_rig_accept(rig);
  rig->random = 0;
  tap_ok(encap_rig_register(rig, peer) != 0, "no handle is 0, whatever the random number");
  eip_encap_closed(&rig->encap, peer);
}

static void sessions_run_out_and_come_back(encap_rig *rig) {
  eip_peer peers[4];
  for (unsigned i = 0; i < 4; i++) peers[i] = encap_rig_accept(rig);
  for (unsigned i = 0; i < 3; i++) encap_rig_register(rig, peers[i]);
  tap_equal(rig->environment.counters.sessions, 3, "sessions are counted");
  tap_equal(status_of(rig, peers[3], EIP_COMMAND_REGISTER_SESSION, 0, "0100 0000"), 0x02,
            "one session more than there may be: 0x02");
  tap_equal((int64_t)rig->environment.counters.sessions_refused, 1, "and counted");
  eip_encap_closed(&rig->encap, peers[0]);
  tap_equal(status_of(rig, peers[3], EIP_COMMAND_REGISTER_SESSION, 0, "0100 0000"), 0,
            "the next one gets the free place");
  for (unsigned i = 1; i < 4; i++) eip_encap_closed(&rig->encap, peers[i]);
  tap_equal(rig->environment.counters.sessions, 0, "and all places come back");
}

int main(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  a_session_belongs_to_its_connection(rig);
  unregister_closes(rig);
  handles_are_random_and_not_reused(rig);
  sessions_run_out_and_come_back(rig);
  encap_rig_free(rig);
  return tap_done();
}
