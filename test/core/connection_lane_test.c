/* Lanes: whoever is due first comes first, whatever was added, moved and removed in between. */
#include "connection/lane.h"

#include <stdlib.h>

#include "connection/production.h"
#include "tap.h"

enum { CAPACITY = 40, ROUNDS = 200000 };

typedef struct {
  eip_production productions[CAPACITY];
  eip_deadline *places[CAPACITY];
  eip_deadlines fronts;
  eip_lanes lanes;
  void *memory;
} lane_rig;

static lane_rig *rig_new(void) {
  lane_rig *rig = calloc(1, sizeof *rig);
  eip_arena measuring = {0};
  eip_lanes_init(&rig->lanes, &rig->fronts, CAPACITY, &measuring);
  rig->memory = aligned_alloc(64, measuring.used);
  eip_arena arena = {.memory = rig->memory};
  eip_deadlines_init(&rig->fronts, rig->places, CAPACITY);
  eip_lanes_init(&rig->lanes, &rig->fronts, CAPACITY, &arena);
  return rig;
}

static void rig_free(lane_rig *rig) {
  free(rig->memory);
  free(rig);
}

static eip_production *add(lane_rig *rig, size_t index, uint32_t api_us, uint64_t at_us) {
  eip_production *production = &rig->productions[index];
  production->terms.api_us = api_us;
  eip_lanes_add(&rig->lanes, production, at_us);
  return production;
}

static void order_in_one_lane(void) {
  lane_rig *rig = rig_new();
  eip_production *early = add(rig, 1, 1000, 100), *late = add(rig, 0, 1000, 500), *between = add(rig, 2, 1000, 300);
  tap_equal(rig->fronts.count, 1, "cyclic productions of one API wait in one lane");
  tap_ok(!eip_lanes_due(&rig->lanes, 99) && eip_lanes_due(&rig->lanes, 100) == early, "the earliest is the front");
  eip_lanes_move(&rig->lanes, early, 1100);
  tap_ok(eip_lanes_due(&rig->lanes, 300) == between, "after its production the next one is");
  eip_lanes_move(&rig->lanes, between, 400);
  tap_ok(eip_lanes_due(&rig->lanes, 400) == between, "one that skipped slots may stay in front of others");
  eip_lanes_remove(&rig->lanes, between);
  tap_ok(eip_lanes_due(&rig->lanes, 500) == late, "a removed front leaves the next one in front");
  eip_lanes_remove(&rig->lanes, between);
  eip_lanes_remove(&rig->lanes, early);
  eip_lanes_remove(&rig->lanes, late);
  tap_ok(rig->fronts.count == 0 && !eip_lanes_due(&rig->lanes, UINT64_MAX), "an empty lane is due never");
  rig_free(rig);
}

/* Phases of one lane: how far `at_us` is put off, given that phase 0 is at 7. */
static uint64_t put_off(uint32_t api_us, uint64_t at_us) {
  lane_rig *rig = rig_new();
  add(rig, 0, api_us, 7);
  uint64_t off_us = add(rig, 1, api_us, at_us)->place.at_us - at_us;
  rig_free(rig);
  return off_us;
}

static void phases(void) {
  tap_equal(put_off(10000, 7), 0, "whoever comes at a phase starts at once");
  tap_equal(put_off(10000, 8), 999, "the next phase is a tenth of the API away");
  tap_equal(put_off(10000, 20000 + 7 + 1500), 500, "also periods later");
  tap_equal(put_off(100000, 8), 999, "and never more than 1 ms");
  tap_equal(put_off(255, 7 + 251), 4, "the last step of a period may be short");
  tap_equal(put_off(9, 8), 0, "an API of some few microseconds has no phases");
  lane_rig *rig = rig_new();
  bool kept = true;
  for (uint32_t i = 0; i < CAPACITY; i++) add(rig, i, 2500, 100 + i * 61);
  for (uint32_t i = 0; i < 1000; i++) {
    eip_production *due = eip_lanes_due(&rig->lanes, UINT64_MAX);
    kept = kept && (due->place.at_us - 100) % 2500 % 250 == 0;
    eip_lanes_move(&rig->lanes, due, due->place.at_us + 2500);
  }
  tap_ok(kept, "all keep to them from then on");
  rig_free(rig);
}

static void every_production_its_own_api(void) {
  lane_rig *rig = rig_new();
  for (uint32_t i = 0; i < CAPACITY; i++) add(rig, i, 1000 + i, 5000 - i);
  tap_equal(rig->fronts.count, CAPACITY, "there are as many lanes as productions");
  bool order = true;
  for (uint32_t i = CAPACITY; i > 0; i--) {
    eip_production *due = eip_lanes_due(&rig->lanes, UINT64_MAX);
    order = order && due == &rig->productions[i - 1];
    eip_lanes_remove(&rig->lanes, due);
  }
  tap_ok(order, "across lanes the earliest comes first");
  eip_production *again = add(rig, 7, 99, 1);
  tap_ok(eip_lanes_due(&rig->lanes, 1) == again, "a lane that was emptied serves another API");
  rig_free(rig);
}

static void triggered_alone(void) {
  lane_rig *rig = rig_new();
  for (uint32_t i = 0; i < 3; i++) rig->productions[i].terms.trigger = EIP_TRIGGER_CHANGE_OF_STATE;
  eip_production *one = add(rig, 0, 1000, 500), *two = add(rig, 1, 1000, 400);
  add(rig, 2, 1000, 300);
  add(rig, 3, 1000, 600);
  tap_equal(rig->fronts.count, 4, "a production with a trigger has a lane of its own");
  eip_lanes_move(&rig->lanes, one, 100);
  tap_ok(eip_lanes_due(&rig->lanes, 100) == one, "and is due as soon as it is triggered");
  eip_lanes_remove(&rig->lanes, one);
  eip_lanes_remove(&rig->lanes, two);
  tap_equal(rig->fronts.count, 2, "its lane is free when it ends");
  rig_free(rig);
}

/* The earliest by looking at all of them. */
static uint64_t earliest(const lane_rig *rig) {
  uint64_t at_us = UINT64_MAX;
  for (size_t i = 0; i < CAPACITY; i++) {
    const eip_lane_place *place = &rig->productions[i].place;
    if (place->lane && place->at_us < at_us) at_us = place->at_us;
  }
  return at_us;
}

static uint32_t next(uint32_t *state) {
  *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
  return *state >> 8;
}

static void as_a_plain_search_says(void) {
  lane_rig *rig = rig_new();
  uint32_t state = 1;
  bool same = true;
  for (uint32_t round = 0; round < ROUNDS && same; round++) {
    eip_production *production = &rig->productions[next(&state) % CAPACITY];
    uint64_t at_us = round + next(&state) % 1000;
    if (!production->place.lane) {
      production->terms.api_us = 1 + next(&state) % 5;
      production->terms.trigger = next(&state) % 4 ? EIP_TRIGGER_CYCLIC : EIP_TRIGGER_APPLICATION;
      eip_lanes_add(&rig->lanes, production, at_us);
    } else if (next(&state) % 4) {
      eip_lanes_move(&rig->lanes, production, at_us);
    } else {
      eip_lanes_remove(&rig->lanes, production);
    }
    eip_production *due = eip_lanes_due(&rig->lanes, UINT64_MAX);
    same = due ? due->place.at_us == earliest(rig) : earliest(rig) == UINT64_MAX;
  }
  tap_ok(same, "200,000 random additions, moves and removals agree with a plain search");
  rig_free(rig);
}

int main(void) {
  order_in_one_lane();
  phases();
  every_production_its_own_api();
  triggered_alone();
  as_a_plain_search_says();
  return tap_done();
}
