#include "support/invariants_parts.h"

static const eip_connection *first_live(const eip_production *self) {
  const eip_connection *at = self->first;
  while (at && at->state != EIP_CONNECTION_LIVE) at = at->sharer;
  return at;
}

static bool is_watched(const eip_production *self) {
  const eip_assembly_watcher *at = self->input->watchers;
  while (at && at != &self->watcher) at = at->next;
  return at != NULL;
}

static const char *sharers(const eip_connections *table, const eip_production *self) {
  uint32_t shared = 0, connected = 0;
  for (const eip_connection *at = self->first; at; at = at->sharer) {
    HOLDS(++shared <= table->slots.capacity, "productions: the list of sharers ends");
    HOLDS(at->state != EIP_CONNECTION_FREE && at->production == self, "productions: each sharer is one");
  }
  for (uint32_t i = 0; i < table->slots.capacity; i++) connected += table->places[i].production == self;
  HOLDS(shared == connected, "productions: all sharers are in the list");
  HOLDS(shared == 1 || self->multicast, "productions: only a group is shared");
  return NULL;
}

static const char *in_use(const eip_connections *table, const eip_production *self) {
  ALL_OF(sharers(table, self));
  const eip_connection *live = first_live(self);
  bool runs = self->place.lane != NULL;
  HOLDS(runs == (live != NULL), "productions: one runs while a sharer is live");
  HOLDS(!live || self->slot == live->info.slot, "productions: one says the slot of its first live sharer");
  bool watches = runs && self->terms.trigger == EIP_TRIGGER_CHANGE_OF_STATE;
  HOLDS((self->watcher.changed != NULL) == watches, "productions: change of state is watched while it runs");
  HOLDS(!watches || is_watched(self), "productions: the input knows who watches it");
  return NULL;
}

static const char *groups_differ(const eip_production *a, const eip_production *b) {
  if (!a->first || !b->first || !a->multicast || !b->multicast) return NULL;
  HOLDS(a->terms.input_instance != b->terms.input_instance, "productions: one group an input");
  HOLDS(a->to.address != b->to.address, "productions: a group each");
  return NULL;
}

static uint32_t watchers_of(const eip_assembly *assembly, uint32_t most) {
  uint32_t count = 0;
  for (const eip_assembly_watcher *at = assembly->watchers; at && count <= most; at = at->next) count++;
  return count;
}

static const char *watchers(const eip_connections *self) {
  uint32_t armed = 0, listed = 0, most = self->productions.capacity;
  for (uint32_t i = 0; i < most; i++) {
    const eip_production *place = &self->productions.places[i];
    armed += place->first && place->watcher.changed;
  }
  for (uint32_t i = 0; i < self->cip->assembly_count; i++) listed += watchers_of(self->cip->assembly_order[i], most);
  listed += watchers_of(&self->productions.nothing, most);
  HOLDS(armed == listed, "productions: nobody else watches an assembly");
  return NULL;
}

static const char *free_places(const eip_productions *self, uint32_t used) {
  uint32_t free = 0;
  for (const eip_production *at = self->free; at; at = at->next_free) {
    HOLDS(++free <= self->capacity, "productions: the list of free ones ends");
    HOLDS(!at->first && !at->place.lane, "productions: a free one is not used");
  }
  HOLDS(free + used == self->capacity, "productions: what is not used is free");
  return NULL;
}

const char *invariants_productions(const eip_connections *self) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < self->productions.capacity; i++) {
    const eip_production *place = &self->productions.places[i];
    if (!place->first) continue;
    used++;
    ALL_OF(in_use(self, place));
    for (uint32_t j = 0; j < i; j++) ALL_OF(groups_differ(place, &self->productions.places[j]));
  }
  ALL_OF(watchers(self));
  return free_places(&self->productions, used);
}

/* ---- lanes ---- */

static const char *in_order(const eip_lanes *lanes, const eip_lane *lane, uint32_t *length) {
  const eip_production *previous = NULL;
  for (const eip_production *at = lane->first; at; previous = at, at = at->place.next) {
    HOLDS(++*length <= lanes->capacity, "lanes: each ends");
    HOLDS(at->place.lane == lane && at->place.previous == previous, "lanes: each production knows its place");
    HOLDS(!previous || previous->place.at_us <= at->place.at_us, "lanes: in the order of their deadlines");
    bool cyclic = at->terms.trigger == EIP_TRIGGER_CYCLIC;
    HOLDS(cyclic ? lane->api_us == at->terms.api_us : lane->api_us == 0, "lanes: of one API, or alone");
  }
  HOLDS(lane->last == previous, "lanes: the last one is the last");
  return NULL;
}

static const char *one_lane(const eip_lanes *lanes, const eip_lane *lane, uint32_t *running) {
  uint32_t length = 0;
  if (!lane->first) {
    HOLDS(!lane->last && lane->deadline.place == 0, "lanes: an empty one is not scheduled");
    return NULL;
  }
  ALL_OF(in_order(lanes, lane, &length));
  HOLDS(lane->api_us != 0 || length == 1, "lanes: one that may leave early is alone");
  HOLDS(invariants_scheduled(lanes->fronts, &lane->deadline), "lanes: each is scheduled");
  HOLDS(lane->deadline.at_us == lane->first->place.at_us, "lanes: by its first production");
  *running += length;
  return NULL;
}

const char *invariants_lanes(const eip_connections *self) {
  const eip_lanes *lanes = &self->lanes;
  uint32_t used = 0, running = 0, expected = 0;
  for (uint32_t i = 0; i < lanes->capacity; i++) {
    const eip_lane *lane = &lanes->lanes[i];
    used += lane->first != NULL;
    ALL_OF(one_lane(lanes, lane, &running));
    for (uint32_t j = 0; j < i; j++) {
      bool both = lane->first && lanes->lanes[j].first && lane->api_us != 0;
      HOLDS(!both || lanes->lanes[j].api_us != lane->api_us, "lanes: one an API");
    }
  }
  for (uint32_t i = 0; i < self->productions.capacity; i++) {
    const eip_production *place = &self->productions.places[i];
    expected += place->first && place->place.lane;
  }
  HOLDS(running == expected, "lanes: every running production is in one");
  HOLDS(used == lanes->fronts->count, "lanes: nothing else is scheduled to produce");
  return NULL;
}
