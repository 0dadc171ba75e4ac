/* TCP connections that hold a place and say nothing of use: half a message, no session, more than there is room for. */
#include "encap/peer.h"
#include "encap_rig.h"
#include "tap.h"

enum { MESSAGE_S = 10, UNREGISTERED_S = 30, ROOM_AFTER_US = 100000 };

static const char half[] = "6500 0400 00000000 00000000 0000000000000000 00000000 0100";
static const char half_header[] = "65000400";
static const char whole[] = "6400 0000 00000000 00000000 0000000000000000 00000000";

static uint64_t seconds(uint64_t count) { return count * RIG_SECOND; }

static encap_rig *start(uint32_t inactivity_s) {
  encap_rig *rig = encap_rig_make();
  rig->environment.config.settings.inactivity_timeout_s = inactivity_s;
  rig->environment.config.limits.sessions = 4;
  encap_rig_start(rig);
  return rig;
}

static void input(encap_rig *rig, eip_peer peer, const char *hex) {
  exact bytes = exact_hex(hex);
  encap_rig_input(rig, peer, exact_span(&bytes));
  exact_free(&bytes);
}

static const eip_counters *counters_of(const encap_rig *rig) { return &rig->environment.counters; }

/* A peer that behaves as the case says from `at_s` on, and when it is given up. */
static const struct {
  const char *rule;
  uint32_t inactivity_s;
  bool registers, kept; /* kept: class 3 connections live on it */
  const char *sends;    /* 5 s after it was accepted; NULL: nothing */
  uint64_t closed_at_s; /* after it was accepted; 0 = never */
  bool stalled;         /* counted as such, else as silent */
} cases[] = {
    {"half a message: 10 s for the rest", 120, true, false, half, 5 + MESSAGE_S, true},
    {"half a header: the same", 120, true, false, half_header, 5 + MESSAGE_S, true},
    {"half a message without a session: the same", 120, false, false, half, 5 + MESSAGE_S, true},
    {"half a message where inactivity never ends a connection: the same", 0, true, false, half, 5 + MESSAGE_S, true},
    {"half a message beside class 3 connections: the same", 120, true, true, half, 5 + MESSAGE_S, true},
    {"half a message and a shorter inactivity timeout: that", 7, true, false, half, 7, false},
    {"no session: 30 s", 120, false, false, NULL, UNREGISTERED_S, false},
    {"no session, where inactivity never ends a connection: 30 s", 0, false, false, NULL, UNREGISTERED_S, false},
    {"no session and a shorter inactivity timeout: that", 10, false, false, NULL, 10, false},
    {"no session, but a message: 30 s from it", 120, false, false, whole, 5 + UNREGISTERED_S, false},
    {"a session: the inactivity timeout", 120, true, false, NULL, 120, false},
    {"a session, where inactivity never ends a connection: stays", 0, true, false, NULL, 0, false},
};

static void each_has_its_time(void) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    encap_rig *rig = start(cases[i].inactivity_s);
    uint64_t accepted_us = rig->environment.now_us;
    eip_peer peer = encap_rig_accept(rig);
    if (cases[i].registers) encap_rig_register(rig, peer);
    rig->keeps_peers = cases[i].kept;
    encap_rig_advance(rig, accepted_us + seconds(5));
    if (cases[i].sends) input(rig, peer, cases[i].sends);
    uint64_t last_us = accepted_us + seconds(cases[i].closed_at_s ? cases[i].closed_at_s : 100000);
    encap_rig_advance(rig, last_us - 1);
    bool stayed = rig->peers_closed == 0;
    encap_rig_advance(rig, last_us);
    bool closed = cases[i].closed_at_s != 0;
    tap_ok(stayed && rig->peers_closed == closed, "%s", cases[i].rule);
    tap_ok(counters_of(rig)->peers_stalled == (closed && cases[i].stalled) &&
               counters_of(rig)->peers_timed_out == (closed && !cases[i].stalled),
           "%s: counted as what it is", cases[i].rule);
    encap_rig_free(rig);
  }
}

static void the_time_is_that_of_one_message(void) {
  encap_rig *rig = start(120);
  uint64_t accepted_us = rig->environment.now_us;
  eip_peer peer = encap_rig_accept(rig);
  encap_rig_register(rig, peer);
  /* Each message needs 8 s, its last byte comes with the first of the next one. */
  input(rig, peer, "64");
  for (unsigned i = 1; i <= 20; i++) {
    encap_rig_advance(rig, accepted_us + seconds(8 * (uint64_t)i));
    input(rig, peer, "00 0000 00000000 00000000 0000000000000000 00000000 64");
  }
  tap_ok(rig->peers_closed == 0 && rig->tcp_sends >= 20, "who ends each message in time may be as slow as that");
  encap_rig_advance(rig, accepted_us + seconds(8 * 20 + MESSAGE_S));
  tap_equal(counters_of(rig)->peers_stalled, 1, "and is given up 10 s after the first byte of one that does not end");
  encap_rig_free(rig);
}

static void dripping_bytes_gain_no_time(void) {
  encap_rig *rig = start(120);
  uint64_t accepted_us = rig->environment.now_us;
  eip_peer peer = encap_rig_accept(rig);
  for (unsigned i = 0; i < MESSAGE_S; i++) {
    encap_rig_advance(rig, accepted_us + seconds(i));
    input(rig, peer, "00");
  }
  encap_rig_advance(rig, accepted_us + seconds(MESSAGE_S));
  tap_equal(counters_of(rig)->peers_stalled, 1, "a byte each second does not make the time of a message longer");
  encap_rig_free(rig);
}

/* ---- making room: the rig has four places ---- */

static void room_is_made_by_who_never_registered(void) {
  encap_rig *rig = start(120);
  eip_peer peers[4];
  for (unsigned i = 0; i < 4; i++) {
    peers[i] = encap_rig_accept(rig);
    encap_rig_advance(rig, rig->environment.now_us + ROOM_AFTER_US);
  }
  encap_rig_register(rig, peers[0]);
  input(rig, peers[1], whole); /* heard last of all without a session */
  tap_ok(eip_encap_make_room(&rig->encap), "where every place is taken one is given up");
  tap_equal(eip_encap_next_close(&rig->encap), peers[2], "that without a session which was silent for longest");
  tap_equal(eip_encap_next_close(&rig->encap), 0, "and no other");
  tap_equal(counters_of(rig)->peers_evicted, 1, "it is counted");
  tap_ok(encap_rig_accept(rig) != 0, "a newcomer has its place");
  tap_equal(counters_of(rig)->peers_refused, 0, "nobody was refused");
  encap_rig_free(rig);
}

static void room_is_not_made(void) {
  encap_rig *rig = start(120);
  eip_peer peers[4];
  for (unsigned i = 0; i < 3; i++) peers[i] = encap_rig_accept(rig);
  encap_rig_advance(rig, rig->environment.now_us + seconds(1));
  tap_ok(!eip_encap_make_room(&rig->encap), "nobody goes while there is a place");
  for (unsigned i = 0; i < 3; i++) encap_rig_register(rig, peers[i]);
  peers[3] = encap_rig_accept(rig);
  encap_rig_advance(rig, rig->environment.now_us + ROOM_AFTER_US - 1);
  tap_ok(!eip_encap_make_room(&rig->encap), "nobody goes who came less than 100 ms ago");
  encap_rig_register(rig, peers[3]);
  encap_rig_advance(rig, rig->environment.now_us + seconds(1));
  tap_ok(!eip_encap_make_room(&rig->encap), "nobody goes who has a session");
  tap_ok(rig->peers_closed == 0 && counters_of(rig)->peers_evicted == 0, "and nothing is counted");
  encap_rig_free(rig);
}

static void one_is_not_given_up_twice(void) {
  encap_rig *rig = start(120);
  for (unsigned i = 0; i < 4; i++) encap_rig_accept(rig);
  encap_rig_advance(rig, rig->environment.now_us + seconds(1));
  unsigned made = 0;
  while (made < 10 && eip_encap_make_room(&rig->encap)) made++;
  tap_equal(made, 4, "each is given up once, also while the host was not told");
  encap_rig_free(rig);
}

int main(void) {
  each_has_its_time();
  the_time_is_that_of_one_message();
  dripping_bytes_gain_no_time();
  room_is_made_by_who_never_registered();
  room_is_not_made();
  one_is_not_given_up_twice();
  return tap_done();
}
