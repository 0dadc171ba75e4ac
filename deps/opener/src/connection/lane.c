#include "connection/lane.h"

#include "connection/production.h"

enum { PHASES = 10, MOST_STEP_US = 1000 };

void eip_lanes_init(eip_lanes *self, eip_deadlines *fronts, uint32_t capacity, eip_arena *arena) {
  *self = (eip_lanes){.fronts = fronts, .capacity = capacity};
  self->lanes = eip_arena_take(arena, capacity, sizeof *self->lanes);
}

/* Who says what comes behind `production`, and what comes before it; NULL is the end of the lane. */
static eip_production **behind(eip_lane *lane, eip_production *production) {
  return production ? &production->place.next : &lane->first;
}

static eip_production **before(eip_lane *lane, eip_production *production) {
  return production ? &production->place.previous : &lane->last;
}

/* Behind the last one that is due no later: its neighbour at the back, unless slots were skipped. */
static void put_in(eip_lane *lane, eip_production *production, uint64_t at_us) {
  eip_production *previous = lane->last;
  while (previous && previous->place.at_us > at_us) previous = previous->place.previous;
  eip_production *next = previous ? previous->place.next : lane->first;
  production->place = (eip_lane_place){at_us, lane, previous, next};
  *behind(lane, previous) = production;
  *before(lane, next) = production;
}

static void take_out(const eip_lane_place *place) {
  *behind(place->lane, place->previous) = place->next;
  *before(place->lane, place->next) = place->previous;
}

static void settle(eip_lanes *self, eip_lane *lane) {
  if (lane->first) {
    eip_deadlines_set(self->fronts, &lane->deadline, lane->first->place.at_us);
  } else {
    eip_deadlines_cancel(self->fronts, &lane->deadline);
  }
}

/* There is one each production. */
static eip_lane *free_lane(eip_lanes *self, uint32_t api_us, uint64_t anchor_us) {
  uint32_t unused = 0;
  while (self->lanes[unused].first) unused++;
  self->lanes[unused].api_us = api_us;
  self->lanes[unused].anchor_us = anchor_us;
  return &self->lanes[unused];
}

/* The lane of this API, else a free one whose phase 0 is `at_us`. */
static eip_lane *lane_for(eip_lanes *self, uint32_t api_us, uint64_t at_us) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->lanes[i].first && self->lanes[i].api_us == api_us) return &self->lanes[i];
  }
  return free_lane(self, api_us, at_us);
}

/* The next phase of the lane, `at_us` itself where that is one. The last step of a period may be a shorter one. */
static uint64_t in_phase(const eip_lane *lane, uint64_t at_us) {
  uint32_t step_us = lane->api_us / PHASES < MOST_STEP_US ? lane->api_us / PHASES : MOST_STEP_US;
  if (step_us == 0) return at_us;
  uint64_t into_us = (at_us - lane->anchor_us) % lane->api_us;
  uint64_t phase_us = (into_us + step_us - 1) / step_us * step_us;
  return at_us - into_us + (phase_us < lane->api_us ? phase_us : lane->api_us);
}

void eip_lanes_add(eip_lanes *self, eip_production *production, uint64_t at_us) {
  const eip_production_terms *terms = &production->terms;
  bool cyclic = terms->trigger == EIP_TRIGGER_CYCLIC;
  eip_lane *lane = cyclic ? lane_for(self, terms->api_us, at_us) : free_lane(self, 0, at_us);
  put_in(lane, production, cyclic ? in_phase(lane, at_us) : at_us);
  settle(self, lane);
}

void eip_lanes_remove(eip_lanes *self, eip_production *production) {
  eip_lane *lane = production->place.lane;
  if (!lane) return;
  take_out(&production->place);
  production->place.lane = NULL;
  settle(self, lane);
}

void eip_lanes_move(eip_lanes *self, eip_production *production, uint64_t at_us) {
  eip_lane *lane = production->place.lane;
  take_out(&production->place);
  put_in(lane, production, at_us);
  settle(self, lane);
}
