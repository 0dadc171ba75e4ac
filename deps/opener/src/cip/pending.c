#include "cip/pending.h"

#include "cip/cip.h"

struct eip_pending {
  eip_deadline deadline; /* first: the request is found again from its node */
  eip_cip *cip;
  eip_continuation continuation;
  bool finishing;               /* answered: the token is good for nothing more, the place still in use */
  eip_request request;          /* its spans point into `bytes` */
  eip_kept_service_packet kept; /* the packet it stands in */
  uint8_t *bytes;               /* max_message bytes */
  uint8_t *room;                /* eip_encap_reply_room bytes: its reply */
};

static uint32_t slot_of(const eip_pending *self) { return (uint32_t)(self - self->cip->pending); }

static eip_pending *find(eip_cip *cip, eip_token token) {
  uint32_t slot = eip_slots_find(&cip->pending_slots, token);
  return slot == EIP_NO_SLOT || cip->pending[slot].finishing ? NULL : &cip->pending[slot];
}

/* The token matches nothing from here on. */
static void release(eip_pending *self) {
  eip_environment *environment = self->cip->environment;
  eip_deadlines_cancel(&environment->timers, &self->deadline);
  eip_slots_free(&self->cip->pending_slots, slot_of(self));
  environment->counters.pending_requests--;
}

/* The place stays taken until the reply has left: the application may complete other requests meanwhile. */
static void finish(eip_pending *self, eip_answer answer, eip_span data) {
  eip_cip *cip = self->cip;
  eip_service_packet *packet = self->request.packet;
  self->finishing = true;
  eip_reply reply =
      packet ? eip_service_packet_reply(packet, &self->request) : eip_reply_to(&self->request, self->room);
  self->continuation.resume(self->continuation.object, &self->request, answer, data, &reply);
  eip_router_close_reply(cip, &reply);
  eip_reply *whole = packet ? eip_service_packet_resume(cip, packet, &self->request, &reply) : &reply;
  if (whole) cip->send_reply(cip->reply_user, &self->request, whole);
  self->finishing = false;
  release(self);
}

static void overdue(eip_deadline *node, void *context, uint64_t now_us) {
  (void)context;
  (void)now_us;
  eip_pending *self = (eip_pending *)node;
  self->cip->environment->counters.requests_expired++;
  finish(self, self->continuation.overdue, (eip_span){0});
}

void eip_pending_init_all(eip_cip *cip, eip_arena *arena) {
  const eip_limits *limits = &cip->environment->config.limits;
  cip->pending = eip_arena_take(arena, limits->pending_requests, sizeof *cip->pending);
  eip_slot *slots = eip_arena_take(arena, limits->pending_requests, sizeof *slots);
  uint8_t *bytes = eip_arena_take(arena, limits->pending_requests, limits->max_message);
  size_t room_size = eip_encap_reply_room(&cip->environment->config);
  uint8_t *rooms = eip_arena_take(arena, limits->pending_requests, room_size);
  if (!arena->memory) return;
  eip_slots_init(&cip->pending_slots, slots, limits->pending_requests);
  for (uint32_t i = 0; i < limits->pending_requests; i++) {
    cip->pending[i] = (eip_pending){.deadline = {.due = overdue},
                                    .cip = cip,
                                    .bytes = bytes + (size_t)i * limits->max_message,
                                    .room = rooms + (size_t)i * room_size};
  }
}

/* A request is part of a message, so it fits where a message fits. */
static void keep_request(eip_pending *self, const eip_request *request) {
  eip_writer bytes = eip_writer_over(self->bytes, self->cip->environment->config.limits.max_message);
  self->request = *request;
  if (request->packet) {
    eip_service_packet_keep(&self->kept, &self->request, &bytes, self->room);
  } else {
    self->request.path.all = eip_writer_keep(&bytes, request->path.all);
    self->request.data = eip_writer_keep(&bytes, request->data);
  }
}

/* A packet has the time of one request for all of its own; from the first that waits. */
static uint64_t answer_by_us(const eip_environment *environment, const eip_service_packet *packet) {
  if (packet && packet->answer_by_us) return packet->answer_by_us;
  return environment->now_us + environment->config.pending_timeout_us;
}

eip_token eip_pending_open(eip_cip *self, const eip_request *request, const eip_continuation *continuation) {
  eip_environment *environment = self->environment;
  const eip_host *host = &environment->config.host;
  uint64_t until_us = answer_by_us(environment, request->packet);
  if (until_us <= environment->now_us) return 0;
  uint32_t slot = eip_slots_take(&self->pending_slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) return 0;
  eip_pending *place = &self->pending[slot];
  place->continuation = *continuation;
  keep_request(place, request);
  if (request->packet) eip_service_packet_set_time(place->request.packet, until_us);
  eip_deadlines_set(&environment->timers, &place->deadline, until_us);
  environment->counters.pending_requests++;
  return eip_slots_id(&self->pending_slots, slot);
}

bool eip_pending_drop(eip_cip *self, eip_token token) {
  eip_pending *place = find(self, token);
  if (place) release(place);
  return place != NULL;
}

eip_outcome eip_pending_settle(eip_cip *self, eip_token token, eip_answer answer, const eip_continuation *continuation,
                               const eip_request *request, eip_reply *reply) {
  if (answer.pending || !eip_pending_drop(self, token)) return EIP_LATER;
  continuation->resume(continuation->object, request, answer, (eip_span){0}, reply);
  return EIP_DONE;
}

eip_status eip_pending_complete(eip_cip *self, eip_token token, eip_answer answer, eip_span data) {
  eip_pending *place = find(self, token);
  if (!place) return EIP_ERR_UNKNOWN;
  if (!answer.pending) finish(place, answer, data);
  return EIP_OK;
}

/* The next place from `*at` on whose request still waits; NULL when there is none. */
static eip_pending *next_waiting(const eip_cip *self, uint32_t *at) {
  while (*at < self->pending_slots.capacity && self->pending_slots.used > 0) {
    eip_pending *place = &self->pending[*at];
    uint32_t id = eip_slots_id(&self->pending_slots, (*at)++);
    if (id && !place->finishing) return place;
  }
  return NULL;
}

static void abandon(eip_pending *self) {
  const eip_application *application = &self->cip->environment->config.application;
  eip_token token = eip_slots_id(&self->cip->pending_slots, slot_of(self));
  release(self);
  if (self->continuation.abandon) self->continuation.abandon(self->continuation.object, &self->request);
  if (application->request_abandoned) application->request_abandoned(application->user, token);
}

void eip_pending_peer_closed(eip_cip *self, eip_peer peer) {
  uint32_t at = 0;
  eip_pending *place;
  while ((place = next_waiting(self, &at)) != NULL) {
    if (place->request.origin.peer == peer) abandon(place);
  }
}

void eip_pending_connection_ended(eip_cip *self, uint32_t connection) {
  uint32_t at = 0;
  eip_pending *place;
  while ((place = next_waiting(self, &at)) != NULL) {
    if (place->request.connection == connection) abandon(place);
  }
}

void eip_pending_refuse_outdated(eip_cip *self) {
  uint32_t at = 0;
  eip_pending *place;
  while ((place = next_waiting(self, &at)) != NULL) {
    const eip_continuation *continuation = &place->continuation;
    if (!continuation->outdated || !continuation->outdated(continuation->object, &place->request)) continue;
    finish(place, EIP_ACCEPT, (eip_span){0});
  }
}

bool eip_pending_waits(const eip_cip *self, uint32_t connection, uint16_t sequence_count) {
  uint32_t at = 0;
  const eip_pending *place;
  while ((place = next_waiting(self, &at)) != NULL) {
    if (place->request.connection == connection && place->request.sequence_count == sequence_count) return true;
  }
  return false;
}
