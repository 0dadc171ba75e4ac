/* Numbers of things in a fixed table. */
#include "base/slots.h"

#include "tap.h"

static uint32_t random_state = 1;

static uint32_t next_random(void) {
  random_state = random_state * 1664525 + 1013904223;
  return random_state ^ random_state >> 16;
}

static void every_capacity(void) {
  static eip_slot slots[65536];
  static const uint32_t capacities[] = {1, 2, 3, 4, 5, 7, 8, 9, 512, 4096, 65536};
  bool right = true;
  for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
    eip_slots table;
    eip_slots_init(&table, slots, capacities[i]);
    for (uint32_t taken = 0; taken < capacities[i]; taken++) {
      uint32_t slot = eip_slots_take(&table, next_random());
      uint32_t id = eip_slots_id(&table, slot);
      right &= slot < capacities[i] && id != 0 && eip_slots_find(&table, id) == slot;
    }
    right &= eip_slots_take(&table, next_random()) == EIP_NO_SLOT && table.used == capacities[i];
    for (uint32_t slot = 0; slot < capacities[i]; slot++) eip_slots_free(&table, slot);
    right &= table.used == 0;
    for (uint32_t taken = 0; taken < capacities[i]; taken++)
      right &= eip_slots_take(&table, next_random()) != EIP_NO_SLOT;
    right &= eip_slots_take(&table, next_random()) == EIP_NO_SLOT;
  }
  tap_ok(right, "every slot is taken once, found by its id, refused when full, and taken again (1 to 65536 slots)");
}

static void numbers_of_things_gone(void) {
  eip_slot slots[4];
  eip_slots table;
  eip_slots_init(&table, slots, 4);
  uint32_t slot = eip_slots_take(&table, 0x12345678);
  uint32_t id = eip_slots_id(&table, slot);
  tap_ok(((id ^ 0x12345678U) & ~3U) == 0 && (id & 3U) == slot, "an id is the slot and the random number");
  eip_slots_free(&table, slot);
  tap_equal(eip_slots_find(&table, id), EIP_NO_SLOT, "an id of something gone matches nothing");
  tap_equal(eip_slots_id(&table, slot), 0, "a free slot has id 0");
  tap_equal(eip_slots_find(&table, 0), EIP_NO_SLOT, "0 matches nothing");
}

static void numbers_are_not_reused_at_once(void) {
  eip_slot slots[2];
  eip_slots table;
  eip_slots_init(&table, slots, 2);
  bool reused = false;
  uint32_t last[2] = {0};
  for (unsigned i = 0; i < 1000; i++) {
    uint32_t slot = eip_slots_take(&table, 7); /* the worst random number: always the same */
    uint32_t id = eip_slots_id(&table, slot);
    reused |= id == last[slot];
    last[slot] = id;
    eip_slots_free(&table, slot);
  }
  tap_ok(!reused, "a slot gets another id than the last time, whatever the random number");
}

static void slots_rest(void) {
  eip_slot slots[4];
  eip_slots table;
  eip_slots_init(&table, slots, 4);
  uint32_t first = eip_slots_take(&table, 1);
  eip_slots_free(&table, first);
  bool rested = true;
  for (unsigned i = 0; i < 3; i++) rested &= eip_slots_take(&table, 1) != first;
  tap_ok(rested && eip_slots_take(&table, 1) == first, "the slot freed last is taken last");
}

static void zero_random_numbers(void) {
  eip_slot slots[3];
  eip_slots table;
  eip_slots_init(&table, slots, 3);
  bool zero = false;
  for (unsigned i = 0; i < 3; i++) zero |= eip_slots_id(&table, eip_slots_take(&table, 0)) == 0;
  tap_ok(!zero, "no id is 0, whatever the random number");
  tap_equal(eip_slots_find(&table, 3 | slots[2].id), EIP_NO_SLOT, "a slot beyond the capacity matches nothing");
}

int main(void) {
  every_capacity();
  numbers_of_things_gone();
  numbers_are_not_reused_at_once();
  slots_rest();
  zero_random_numbers();
  return tap_done();
}
