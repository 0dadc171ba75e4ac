#include "encap/peer.h"

#include "encap/session.h"

enum {
  MICROSECONDS = 1000000,
  MESSAGE_TIME_US = 10 * MICROSECONDS,      /* from the first byte of a message to its last */
  UNREGISTERED_TIME_US = 30 * MICROSECONDS, /* of silence, without a session */
  NEWCOMER_TIME_US = MICROSECONDS / 10      /* nobody has to make room before */
};

static uint64_t inactivity_us(const eip_encap *encap) {
  return (uint64_t)encap->environment->config.settings.inactivity_timeout_s * MICROSECONDS;
}

static uint32_t slot_of(const eip_peer_state *self) { return (uint32_t)(self - self->encap->peers); }

eip_peer eip_peer_id(const eip_peer_state *self) { return eip_slots_id(&self->encap->peer_slots, slot_of(self)); }

static eip_peer_state *state_of(const eip_encap *encap, eip_peer peer) {
  uint32_t slot = eip_slots_find(&encap->peer_slots, peer);
  return slot == EIP_NO_SLOT ? NULL : &encap->peers[slot];
}

eip_peer_state *eip_peer_find(const eip_encap *encap, eip_peer peer) {
  eip_peer_state *state = state_of(encap, peer);
  return state && !state->closing ? state : NULL;
}

/* Everything that lives on the connection ends; its slot stays taken. */
static void end(eip_peer_state *self) {
  eip_encap *encap = self->encap;
  eip_deadlines_cancel(&encap->environment->timers, &self->silence);
  eip_session_end(encap, self);
  encap->upper.peer_closed(encap->upper.user, eip_peer_id(self));
  encap->environment->counters.peers--;
}

void eip_peer_forget(eip_peer_state *self) {
  end(self);
  eip_slots_free(&self->encap->peer_slots, slot_of(self));
}

/* The slot stays taken until the host was told, so that no newcomer gets mixed up with the old one. */
static void give_up(eip_peer_state *self) {
  end(self);
  self->closing = true;
  self->next_close = self->encap->first_close;
  self->encap->first_close = eip_peer_id(self);
}

static bool is_stalled(const eip_peer_state *self, uint64_t now_us) {
  return self->partial_length && now_us >= self->began_us + MESSAGE_TIME_US;
}

/* When the peer is given up if it stays as silent as it is. */
static uint64_t last_moment(const eip_peer_state *self) {
  uint64_t timeout_us = inactivity_us(self->encap);
  uint64_t at_us = timeout_us ? self->heard_us + timeout_us : EIP_NEVER;
  uint64_t without_session_us = self->heard_us + UNREGISTERED_TIME_US;
  uint64_t message_us = self->began_us + MESSAGE_TIME_US;
  if (!self->session && without_session_us < at_us) at_us = without_session_us;
  if (self->partial_length && message_us < at_us) at_us = message_us;
  return at_us;
}

static void watch_silence(eip_peer_state *self) {
  eip_deadlines *timers = &self->encap->environment->timers;
  uint64_t at_us = last_moment(self);
  if (at_us != EIP_NEVER) {
    eip_deadlines_set(timers, &self->silence, at_us);
  } else {
    eip_deadlines_cancel(timers, &self->silence);
  }
}

/* Set once and looked at when it runs out: a whole message costs no heap operation. */
static void silence_due(eip_deadline *node, void *context, uint64_t now_us) {
  (void)context;
  eip_peer_state *self = (eip_peer_state *)node;
  eip_encap *encap = self->encap;
  eip_counters *counters = &encap->environment->counters;
  if (encap->upper.keeps_peer(encap->upper.user, eip_peer_id(self))) self->heard_us = now_us;
  if (now_us < last_moment(self)) {
    watch_silence(self);
  } else {
    if (is_stalled(self, now_us)) {
      counters->peers_stalled++;
    } else {
      counters->peers_timed_out++;
    }
    give_up(self);
  }
}

void eip_peer_message_began(eip_peer_state *self) {
  self->began_us = self->encap->environment->now_us;
  if (!self->silence.place || self->silence.at_us > self->began_us + MESSAGE_TIME_US) watch_silence(self);
}

void eip_peer_settle_inactivity(eip_encap *encap) {
  for (uint32_t i = 0; i < encap->peer_slots.capacity; i++) {
    bool connected = eip_slots_id(&encap->peer_slots, i) != 0 && !encap->peers[i].closing;
    if (connected) watch_silence(&encap->peers[i]);
  }
}

void eip_peer_init_all(eip_encap *encap, eip_slot *slots, uint8_t *partials) {
  const eip_limits *limits = &encap->environment->config.limits;
  eip_slots_init(&encap->peer_slots, slots, limits->peers);
  for (uint32_t i = 0; i < limits->peers; i++) {
    encap->peers[i] = (eip_peer_state){
        .silence = {.due = silence_due}, .encap = encap, .partial = partials + (size_t)i * limits->max_message};
  }
}

eip_status eip_encap_accept(eip_encap *self, eip_endpoint remote, eip_peer *peer) {
  eip_environment *environment = self->environment;
  const eip_host *host = &environment->config.host;
  uint32_t slot = eip_slots_take(&self->peer_slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) {
    environment->counters.peers_refused++;
    return EIP_ERR_LIMIT;
  }
  eip_peer_state *state = &self->peers[slot];
  state->remote = remote;
  state->heard_us = environment->now_us;
  state->closing = false;
  state->partial_length = 0;
  watch_silence(state);
  environment->counters.peers++;
  *peer = eip_peer_id(state);
  return EIP_OK;
}

/* The one without a session that was silent for longest. */
static eip_peer_state *least_worthy(const eip_encap *self) {
  eip_peer_state *found = NULL;
  for (uint32_t i = 0; i < self->peer_slots.capacity; i++) {
    eip_peer_state *peer = &self->peers[i];
    bool candidate = !peer->closing && !peer->session && eip_slots_id(&self->peer_slots, i) != 0;
    if (candidate && (!found || peer->heard_us < found->heard_us)) found = peer;
  }
  return found;
}

bool eip_encap_make_room(eip_encap *self) {
  if (self->peer_slots.used < self->peer_slots.capacity) return false;
  eip_peer_state *peer = least_worthy(self);
  if (!peer || self->environment->now_us < peer->heard_us + NEWCOMER_TIME_US) return false;
  self->environment->counters.peers_evicted++;
  give_up(peer);
  return true;
}

eip_peer eip_encap_next_close(eip_encap *self) {
  eip_peer peer = self->first_close;
  if (peer == 0) return 0;
  eip_peer_state *state = state_of(self, peer);
  self->first_close = state->next_close;
  eip_slots_free(&self->peer_slots, slot_of(state));
  return peer;
}

/* The host saw the end of a connection that it was going to be told to close. */
static void leave_close_queue(eip_encap *self, eip_peer peer) {
  eip_peer *link = &self->first_close;
  while (*link != peer) link = &state_of(self, *link)->next_close;
  eip_peer_state *state = state_of(self, peer);
  *link = state->next_close;
  eip_slots_free(&self->peer_slots, slot_of(state));
}

void eip_encap_closed(eip_encap *self, eip_peer peer) {
  eip_peer_state *state = state_of(self, peer);
  if (!state) return;
  if (state->closing) {
    leave_close_queue(self, peer);
  } else {
    eip_peer_forget(state);
  }
}
