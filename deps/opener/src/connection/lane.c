#include "connection/lane.h"

#include "connection/connection.h"

void eip_lanes_init(eip_lanes *self, eip_deadlines *fronts, uint32_t capacity, eip_arena *arena) {
  *self = (eip_lanes){.fronts = fronts, .capacity = capacity};
  self->lanes = eip_arena_take(arena, capacity, sizeof *self->lanes);
}

/* Who says what comes behind `place`, and what comes before it; NULL is the end of the lane. */
static eip_connection **behind(eip_lane *lane, eip_connection *place) {
  return place ? &place->production.next : &lane->first;
}

static eip_connection **before(eip_lane *lane, eip_connection *place) {
  return place ? &place->production.previous : &lane->last;
}

/* Behind the last one that is due no later: its neighbour at the back, unless slots were skipped. */
static void put_in(eip_lane *lane, eip_connection *connection, uint64_t at_us) {
  eip_connection *previous = lane->last;
  while (previous && previous->production.at_us > at_us) previous = previous->production.previous;
  eip_connection *next = previous ? previous->production.next : lane->first;
  connection->production = (eip_lane_place){at_us, lane, previous, next};
  *behind(lane, previous) = connection;
  *before(lane, next) = connection;
}

static void take_out(const eip_lane_place *place) {
  *behind(place->lane, place->previous) = place->next;
  *before(place->lane, place->next) = place->previous;
}

static void settle(eip_lanes *self, eip_lane *lane) {
  if (lane->first) {
    eip_deadlines_set(self->fronts, &lane->deadline, lane->first->production.at_us);
  } else {
    eip_deadlines_cancel(self->fronts, &lane->deadline);
  }
}

/* The lane of this API, else a free one: there is one each connection. */
static eip_lane *lane_for(eip_lanes *self, uint32_t api_us) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->lanes[i].first && self->lanes[i].api_us == api_us) return &self->lanes[i];
  }
  uint32_t unused = 0;
  while (self->lanes[unused].first) unused++;
  self->lanes[unused].api_us = api_us;
  return &self->lanes[unused];
}

void eip_lanes_add(eip_lanes *self, eip_connection *connection, uint64_t at_us) {
  eip_lane *lane = lane_for(self, connection->info.t2o_api_us);
  put_in(lane, connection, at_us);
  settle(self, lane);
}

void eip_lanes_remove(eip_lanes *self, eip_connection *connection) {
  eip_lane *lane = connection->production.lane;
  if (!lane) return;
  take_out(&connection->production);
  connection->production.lane = NULL;
  settle(self, lane);
}

void eip_lanes_move(eip_lanes *self, eip_connection *connection, uint64_t at_us) {
  eip_lane *lane = connection->production.lane;
  take_out(&connection->production);
  put_in(lane, connection, at_us);
  settle(self, lane);
}

eip_connection *eip_lanes_due(const eip_lanes *self, uint64_t now_us) {
  eip_deadline *front = eip_deadlines_first(self->fronts);
  return front && front->at_us <= now_us ? ((eip_lane *)front)->first : NULL;
}
