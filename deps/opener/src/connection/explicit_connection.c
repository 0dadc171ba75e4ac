#include "connection/explicit_connection.h"

#include "connection/watchdog.h"

static uint64_t timeout_us(const eip_explicit_connection *self) {
  return eip_watchdog_timeout(self->open.multiplier, self->open.o2t_rpi_us);
}

/* As lazy as the watchdog of an I/O connection: a request only notes its time. */
static void watchdog_due(eip_deadline *node, void *context, uint64_t now_us) {
  (void)context;
  eip_explicit_connection *self = (eip_explicit_connection *)node;
  eip_environment *environment = self->table->environment;
  uint64_t expires_us = self->fed_us + timeout_us(self);
  if (self->fed && expires_us > now_us) {
    eip_deadlines_set(&environment->timers, node, expires_us);
    return;
  }
  environment->counters.timeouts++;
  eip_explicit_connection_end(self);
}

void eip_explicit_connections_init(eip_explicit_connections *self, eip_environment *environment, eip_cip *cip,
                                   eip_arena *arena) {
  uint32_t capacity = environment->config.limits.explicit_connections;
  size_t reply_size = eip_encap_reply_room(&environment->config);
  *self = (eip_explicit_connections){.environment = environment, .cip = cip};
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
  eip_slot *slots = eip_arena_take(arena, capacity, sizeof *slots);
  uint8_t *replies = eip_arena_take(arena, capacity, reply_size);
  if (!arena->memory) return;
  eip_slots_init(&self->slots, slots, capacity);
  for (uint32_t i = 0; i < capacity; i++) {
    self->places[i] = (eip_explicit_connection){.table = self, .reply = replies + i * reply_size};
  }
}

/* T->O ids live at the originator: any number nobody can guess, but not 0. */
static uint32_t own_t2o_id(const eip_host *host) {
  uint32_t id = host->random(host->user);
  return id ? id : 1;
}

static void watch(eip_explicit_connection *self) {
  eip_environment *environment = self->table->environment;
  uint64_t first_us = environment->config.first_packet_us;
  if (first_us < timeout_us(self)) first_us = timeout_us(self);
  eip_deadlines_set(&environment->timers, &self->watchdog, environment->now_us + first_us);
}

eip_explicit_connection *eip_explicit_connection_open(eip_explicit_connections *self, const eip_open_request *open,
                                                      const eip_encap_origin *origin) {
  const eip_host *host = &self->environment->config.host;
  uint32_t slot = eip_slots_take(&self->slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) return NULL;
  eip_explicit_connection *place = &self->places[slot];
  *place = (eip_explicit_connection){.watchdog = {.due = watchdog_due},
                                     .table = self,
                                     .open = *open,
                                     .o2t_id = eip_slots_id(&self->slots, slot),
                                     .t2o_id = open->t2o_id ? open->t2o_id : own_t2o_id(host),
                                     .peer = origin->peer,
                                     .originator = origin->remote.address,
                                     .reply = place->reply};
  place->open.path = (eip_span){0};
  watch(place);
  self->environment->counters.explicit_connections++;
  return place;
}

void eip_explicit_connection_end(eip_explicit_connection *self) {
  eip_explicit_connections *table = self->table;
  uint32_t id = self->o2t_id;
  eip_deadlines_cancel(&table->environment->timers, &self->watchdog);
  self->o2t_id = 0;
  eip_slots_free(&table->slots, (uint32_t)(self - table->places));
  table->environment->counters.explicit_connections--;
  eip_pending_connection_ended(table->cip, id);
}

void eip_explicit_connection_feed(eip_explicit_connection *self) {
  eip_environment *environment = self->table->environment;
  self->fed_us = environment->now_us;
  if (self->fed) return;
  self->fed = true; /* from the long time of the first request to the connection's own */
  eip_deadlines_set(&environment->timers, &self->watchdog, self->fed_us + timeout_us(self));
}

eip_explicit_connection *eip_explicit_connection_by_id(const eip_explicit_connections *self, uint32_t o2t_id) {
  uint32_t slot = eip_slots_find(&self->slots, o2t_id);
  return slot == EIP_NO_SLOT ? NULL : &self->places[slot];
}

eip_explicit_connection *eip_explicit_connection_by_triad(const eip_explicit_connections *self,
                                                          const eip_triad *triad) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    eip_explicit_connection *place = &self->places[i];
    if (place->o2t_id && eip_triad_equal(&place->open.triad, triad)) return place;
  }
  return NULL;
}

void eip_explicit_connections_peer_closed(eip_explicit_connections *self, eip_peer peer) {
  for (uint32_t i = 0; i < self->slots.capacity && self->slots.used > 0; i++) {
    eip_explicit_connection *place = &self->places[i];
    if (place->o2t_id && place->peer == peer) eip_explicit_connection_end(place);
  }
}

bool eip_explicit_connections_live_on(const eip_explicit_connections *self, eip_peer peer) {
  for (uint32_t i = 0; i < self->slots.capacity && self->slots.used > 0; i++) {
    if (self->places[i].o2t_id && self->places[i].peer == peer) return true;
  }
  return false;
}
