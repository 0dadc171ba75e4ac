/* Another inactivity timeout while peers are connected (TCP/IP Interface object, attribute 13). */
#include "encap/peer.h"
#include "encap_rig.h"
#include "tap.h"

static uint64_t seconds(uint64_t count) { return count * RIG_SECOND; }

static encap_rig *start(uint32_t timeout_s) {
  encap_rig *rig = encap_rig_make();
  rig->environment.config.settings.inactivity_timeout_s = timeout_s;
  encap_rig_start(rig);
  return rig;
}

static void settle(encap_rig *rig, uint32_t timeout_s) {
  rig->environment.config.settings.inactivity_timeout_s = timeout_s;
  eip_peer_settle_inactivity(&rig->encap);
}

static const struct {
  const char *rule;
  uint32_t before_s, after_s;
  uint64_t change_at_s; /* after accept */
  uint64_t closed_at_s; /* after accept, 0 = never */
} cases[] = {
    {"a shorter timeout counts from the last message", 120, 10, 5, 10},
    {"a peer that was silent for longer than the shorter timeout ends at once", 120, 10, 50, 50},
    {"a longer timeout gives more time", 10, 30, 5, 30},
    {"a timeout after never counts from the last message", 0, 10, 4, 10},
    {"never after a timeout", 10, 0, 5, 0},
    {"the same timeout changes nothing", 10, 10, 5, 10},
};

static void connected_peers_follow(void) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    encap_rig *rig = start(cases[i].before_s);
    uint64_t accepted_us = rig->environment.now_us;
    encap_rig_register(rig, encap_rig_accept(rig));
    encap_rig_advance(rig, accepted_us + seconds(cases[i].change_at_s));
    settle(rig, cases[i].after_s);
    uint64_t last_us = accepted_us + seconds(cases[i].closed_at_s ? cases[i].closed_at_s : 100000);
    encap_rig_advance(rig, last_us - 1);
    bool stayed = rig->peers_closed == 0 || cases[i].closed_at_s == cases[i].change_at_s;
    encap_rig_advance(rig, last_us);
    tap_ok(stayed && (rig->peers_closed == 1) == (cases[i].closed_at_s != 0), "%s", cases[i].rule);
    encap_rig_free(rig);
  }
}

static void who_is_being_closed_stays_so(void) {
  encap_rig *rig = start(10);
  uint64_t accepted_us = rig->environment.now_us;
  eip_peer peer = encap_rig_accept(rig);
  encap_rig_advance(rig, accepted_us + seconds(10));
  settle(rig, 3600);
  tap_ok(!eip_deadlines_first(&rig->environment.timers), "a peer that timed out gets no new time");
  tap_equal(eip_encap_next_close(&rig->encap), peer, "the host is told to close it all the same");
  encap_rig_free(rig);
}

static void free_places_are_left_alone(void) {
  encap_rig *rig = start(0);
  settle(rig, 10);
  tap_ok(!eip_deadlines_first(&rig->environment.timers), "nobody is connected: nothing is watched");
  eip_peer peer = encap_rig_accept(rig);
  eip_encap_closed(&rig->encap, peer);
  settle(rig, 20);
  tap_ok(!eip_deadlines_first(&rig->environment.timers), "nor who has gone");
  encap_rig_free(rig);
}

int main(void) {
  connected_peers_follow();
  who_is_being_closed_stays_so();
  free_places_are_left_alone();
  return tap_done();
}
