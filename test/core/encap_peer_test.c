/* TCP connections: how many, how long they may be silent, how the host hears of their end. */
#include "encap/peer.h"
#include "encap_rig.h"
#include "tap.h"

enum { TIMEOUT_S = 10 };
static const uint64_t timeout_us = TIMEOUT_S * (uint64_t)RIG_SECOND;

static encap_rig *start(uint32_t inactivity_timeout_s) {
  encap_rig *rig = encap_rig_make();
  rig->environment.config.settings.inactivity_timeout_s = inactivity_timeout_s;
  encap_rig_start(rig);
  return rig;
}

static void inactivity_counts_from_accept(void) {
  encap_rig *rig = start(TIMEOUT_S);
  uint64_t accepted_us = rig->environment.now_us;
  eip_peer peer = encap_rig_accept(rig);
  encap_rig_advance(rig, accepted_us + timeout_us - 1);
  tap_equal(eip_encap_next_close(&rig->encap), 0, "a silent peer may stay until the inactivity timeout");
  encap_rig_advance(rig, accepted_us + timeout_us);
  tap_ok(rig->peers_closed == 1 && rig->closed_peer == peer, "then what lives on it ends, registered or not");
  tap_equal(encap_rig_input(rig, peer, (eip_span){NULL, 0}), EIP_ERR_UNKNOWN, "it is unknown");
  tap_equal(eip_encap_next_close(&rig->encap), peer, "the host is told to close it");
  tap_equal(eip_encap_next_close(&rig->encap), 0, "once");
  tap_ok(rig->environment.counters.peers == 0 && !eip_deadlines_first(&rig->environment.timers),
         "nothing is left of it");
  encap_rig_free(rig);
}

static const struct {
  const char *rule;
  const char *hex;
  bool resets;
} messages[] = {
    {"an answered message resets the inactivity time", "6400 0000 00000000 00000000 0000000000000000 00000000", true},
    {"a NOP resets the inactivity time", "0000 0000 00000000 00000000 0000000000000000 00000000", true},
    {"a discarded message resets the inactivity time", "6400 0000 00000000 00000000 0000000000000000 01000000", true},
    {"a refused message resets the inactivity time", "ffff 0000 00000000 00000000 0000000000000000 00000000", true},
    {"half a message does not", "6400 0400 00000000 00000000 0000000000000000 00000000", false},
    {"half a header does not", "64000400", false},
};

static void complete_messages_reset_it(void) {
  for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
    encap_rig *rig = start(TIMEOUT_S);
    uint64_t accepted_us = rig->environment.now_us;
    eip_peer peer = encap_rig_accept(rig);
    encap_rig_advance(rig, accepted_us + timeout_us - 1);
    exact message = exact_hex(messages[i].hex);
    encap_rig_input(rig, peer, exact_span(&message));
    exact_free(&message);
    encap_rig_advance(rig, accepted_us + 2 * timeout_us - 2);
    bool stays = rig->peers_closed == 0;
    encap_rig_advance(rig, accepted_us + 2 * timeout_us - 1);
    tap_ok(stays == messages[i].resets && rig->peers_closed == 1, "%s", messages[i].rule);
    encap_rig_free(rig);
  }
}

static void never_and_kept(void) {
  encap_rig *rig = start(0);
  encap_rig_register(rig, encap_rig_accept(rig));
  encap_rig_advance(rig, UINT64_C(1000000) * RIG_SECOND);
  tap_equal(rig->peers_closed, 0, "inactivity timeout 0 is never");
  encap_rig_free(rig);
  rig = start(TIMEOUT_S);
  uint64_t accepted_us = rig->environment.now_us;
  encap_rig_accept(rig);
  rig->keeps_peers = true;
  encap_rig_advance(rig, accepted_us + 5 * timeout_us);
  tap_equal(rig->peers_closed, 0, "no inactivity timeout while class 3 connections live on the peer");
  rig->keeps_peers = false;
  encap_rig_advance(rig, accepted_us + 7 * timeout_us);
  tap_equal(rig->peers_closed, 1, "it counts again when they are gone");
  encap_rig_free(rig);
}

static void peers_run_out_and_come_back(void) {
  encap_rig *rig = start(TIMEOUT_S);
  eip_peer peers[4];
  bool distinct = true;
  for (unsigned i = 0; i < 4; i++) {
    peers[i] = encap_rig_accept(rig);
    for (unsigned j = 0; j < i; j++) distinct &= peers[j] != peers[i];
  }
  tap_ok(distinct && peers[0] != 0, "every peer has a number of its own, never 0");
  eip_peer refused = 77;
  tap_equal(eip_encap_accept(&rig->encap, (eip_endpoint){1, 1}, &refused), EIP_ERR_LIMIT,
            "one TCP connection more than there may be: EIP_ERR_LIMIT");
  tap_ok(refused == 77 && rig->environment.counters.peers_refused == 1, "counted, and nothing handed out");
  exact message = encap_rig_message(EIP_COMMAND_LIST_INTERFACES, 0, NULL);
  encap_rig_input(rig, peers[3], exact_span(&message));
  tap_equal(rig->tcp_sends, 1, "those that are there are served");
  exact_free(&message);
  eip_encap_closed(&rig->encap, peers[2]);
  eip_peer next = encap_rig_accept(rig);
  tap_ok(next != 0 && next != peers[2], "the free place is taken under a number that was not just used");
  eip_encap_closed(&rig->encap, peers[2]);
  tap_ok(eip_peer_find(&rig->encap, next) != NULL, "the old number closes nobody any more");
  encap_rig_free(rig);
}

/* Four peers that have all timed out; the host has not been told of any. */
static encap_rig *start_timed_out(eip_peer peers[4]) {
  encap_rig *rig = start(TIMEOUT_S);
  for (unsigned i = 0; i < 4; i++) peers[i] = encap_rig_accept(rig);
  encap_rig_advance(rig, rig->environment.now_us + timeout_us);
  return rig;
}

static void timed_out_peers_keep_their_place_until_told(void) {
  eip_peer peers[4];
  encap_rig *rig = start_timed_out(peers);
  tap_equal(rig->peers_closed, 4, "all silent peers time out together");
  tap_equal(encap_rig_accept(rig), 0, "their places are taken until the host was told");
  unsigned told = 0;
  while (eip_encap_next_close(&rig->encap)) told++;
  tap_equal(told, 4, "each is told");
  bool served = true;
  for (unsigned i = 0; i < 4; i++) served &= encap_rig_register(rig, encap_rig_accept(rig)) != 0 || i == 3;
  tap_ok(served && encap_rig_accept(rig) == 0, "and every place comes back, good for a session");
  encap_rig_free(rig);
}

/* Whichever of those that wait to be told the host closes on its own. */
static void the_host_may_close_before_it_is_told(void) {
  bool right = true;
  for (unsigned closed = 0; closed < 4; closed++) {
    eip_peer peers[4];
    encap_rig *rig = start_timed_out(peers);
    eip_encap_closed(&rig->encap, peers[closed]);
    right &= encap_rig_accept(rig) != 0;
    unsigned told = 0;
    for (eip_peer peer; (peer = eip_encap_next_close(&rig->encap)) != 0; told++) right &= peer != peers[closed];
    right &= told == 3 && rig->peers_closed == 4;
    encap_rig_free(rig);
  }
  tap_ok(right, "the host may close any of them before it is told: it is told of the others, all end once");
}

static void many_come_and_go(void) {
  encap_rig *rig = start(TIMEOUT_S);
  for (unsigned i = 0; i < 2000; i++) {
    eip_peer peer = encap_rig_accept(rig);
    if (i % 2) encap_rig_register(rig, peer);
    eip_encap_closed(&rig->encap, peer);
  }
  const eip_counters *counters = &rig->environment.counters;
  tap_ok(counters->peers == 0 && counters->sessions == 0 && rig->environment.timers.count == 0 &&
             rig->encap.peer_slots.used == 0 && rig->encap.session_slots.used == 0,
         "2,000 connections later every pool is back to the start");
  encap_rig_free(rig);
}

int main(void) {
  inactivity_counts_from_accept();
  complete_messages_reset_it();
  never_and_kept();
  peers_run_out_and_come_back();
  timed_out_peers_keep_their_place_until_told();
  the_host_may_close_before_it_is_told();
  many_come_and_go();
  return tap_done();
}
