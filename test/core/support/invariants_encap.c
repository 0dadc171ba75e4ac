#include "encap/delayed.h"
#include "encap/peer.h"
#include "support/invariants_parts.h"

static bool waits_to_close(const eip_encap *self, eip_peer peer) {
  uint32_t seen = 0;
  for (eip_peer at = self->first_close; at != 0 && seen <= self->peer_slots.capacity; seen++) {
    if (at == peer) return true;
    uint32_t slot = eip_slots_find(&self->peer_slots, at);
    if (slot == EIP_NO_SLOT) return false;
    at = self->peers[slot].next_close;
  }
  return false;
}

/* The times of encap/peer.c: of a message from its first byte to its last, and of silence without a session. */
enum { SECOND_US = 1000000, MESSAGE_S = 10, UNREGISTERED_S = 30 };

/* When it is given up at the latest, EIP_NEVER when never. */
static uint64_t last_moment(const eip_stack *self, const eip_peer_state *peer) {
  uint64_t inactivity_us = (uint64_t)self->environment.config.settings.inactivity_timeout_s * SECOND_US;
  uint64_t at_us = inactivity_us ? peer->heard_us + inactivity_us : EIP_NEVER;
  uint64_t unregistered_us = peer->heard_us + (uint64_t)UNREGISTERED_S * SECOND_US;
  uint64_t message_us = peer->began_us + (uint64_t)MESSAGE_S * SECOND_US;
  if (!peer->session && unregistered_us < at_us) at_us = unregistered_us;
  return peer->partial_length && message_us < at_us ? message_us : at_us;
}

static const char *connected_peer(const eip_stack *self, const eip_peer_state *peer) {
  const eip_environment *environment = &self->environment;
  uint64_t last_us = last_moment(self, peer);
  bool scheduled = invariants_scheduled(&environment->timers, &peer->silence);
  HOLDS(scheduled == (peer->silence.place != 0), "peers: silence is watched by the stack's timers");
  HOLDS(last_us == EIP_NEVER || (scheduled && peer->silence.at_us <= last_us),
        "peers: silence is looked at no later than at its end");
  HOLDS(peer->partial_length < environment->config.limits.max_message, "peers: a part is less than a message");
  bool registered = eip_slots_find(&self->encap.session_slots, peer->session) != EIP_NO_SLOT;
  HOLDS(peer->session == 0 || registered, "sessions: the handle of a peer is live");
  HOLDS(!waits_to_close(&self->encap, eip_peer_id(peer)), "peers: a connected one does not wait for its close");
  return NULL;
}

static const char *closing_peer(const eip_stack *self, const eip_peer_state *peer) {
  HOLDS(peer->session == 0, "sessions: none on a peer that is closed");
  HOLDS(peer->silence.place == 0, "peers: a closed one is not watched");
  HOLDS(waits_to_close(&self->encap, eip_peer_id(peer)), "peers: a closed one waits until the host was told");
  return NULL;
}

/* No two peers have one session. */
static const char *sessions(const eip_stack *self) {
  const eip_encap *encap = &self->encap;
  uint32_t held = 0;
  for (uint32_t i = 0; i < encap->peer_slots.capacity; i++) {
    uint32_t session = encap->peers[i].session;
    if (session == 0) continue;
    HOLDS(eip_slots_id(&encap->peer_slots, i) != 0, "sessions: none on a free place");
    held++;
    for (uint32_t j = 0; j < i; j++) HOLDS(encap->peers[j].session != session, "sessions: one peer each");
  }
  HOLDS(held == encap->session_slots.used, "sessions: each belongs to a peer");
  HOLDS(held == self->environment.counters.sessions, "sessions: as many as counted");
  return NULL;
}

const char *invariants_encap(const eip_stack *self) {
  const eip_encap *encap = &self->encap;
  ALL_OF(invariants_slots(&encap->peer_slots));
  ALL_OF(invariants_slots(&encap->session_slots));
  uint32_t connected = 0;
  for (uint32_t i = 0; i < encap->peer_slots.capacity; i++) {
    const eip_peer_state *peer = &encap->peers[i];
    if (eip_slots_id(&encap->peer_slots, i) == 0) {
      HOLDS(peer->silence.place == 0, "peers: a free place is not watched");
      continue;
    }
    connected += !peer->closing;
    ALL_OF(peer->closing ? closing_peer(self, peer) : connected_peer(self, peer));
  }
  HOLDS(connected == self->environment.counters.peers, "peers: as many as counted");
  HOLDS(invariants_delayed_waiting(self) <= self->environment.config.limits.delayed_replies,
        "delayed replies: the list of free places ends");
  return sessions(self);
}

uint32_t invariants_peers_watched(const eip_stack *self) {
  uint32_t watched = 0;
  for (uint32_t i = 0; i < self->encap.peer_slots.capacity; i++) watched += self->encap.peers[i].silence.place != 0;
  return watched;
}

uint32_t invariants_delayed_waiting(const eip_stack *self) {
  uint32_t limit = self->environment.config.limits.delayed_replies, free = 0;
  const eip_delayed_reply *at = self->encap.free_delayed;
  for (; at && free <= limit; at = at->next) free++;
  return limit - free;
}
