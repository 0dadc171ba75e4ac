/* Serial arithmetic, bytes at known places, and the arena. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/serial.h"
#include "tap.h"

static const struct {
  const char *rule;
  uint32_t value, last;
  bool newer;
} counters32[] = {
    {"32 bit: one ahead is newer", 1, 0, true},
    {"32 bit: the same is not", 5, 5, false},
    {"32 bit: one behind is not", 4, 5, false},
    {"32 bit: it wraps", 0, 0xFFFFFFFF, true},
    {"32 bit: and not backwards", 0xFFFFFFFF, 0, false},
    {"32 bit: nearly half the range ahead is newer", 0x7FFFFFFF, 0, true},
    {"32 bit: half the range is old", 0x80000000, 0, false},
    {"32 bit: half the range from anywhere is old", 0x80000005, 5, false},
};

static const struct {
  const char *rule;
  uint16_t value, last;
  bool newer;
} counters16[] = {
    {"16 bit: one ahead is newer", 1, 0, true},
    {"16 bit: the same is not", 5, 5, false},
    {"16 bit: it wraps", 0, 0xFFFF, true},
    {"16 bit: a step of two is newer", 1, 0xFFFF, true},
    {"16 bit: nearly half the range ahead is newer", 0x7FFF, 0, true},
    {"16 bit: half the range is old", 0x8000, 0, false},
    {"16 bit: one behind is not", 0xFFFF, 0, false},
};

static void serial_arithmetic(void) {
  for (size_t i = 0; i < sizeof counters32 / sizeof *counters32; i++) {
    tap_ok(eip_serial32_newer(counters32[i].value, counters32[i].last) == counters32[i].newer, "%s",
           counters32[i].rule);
  }
  for (size_t i = 0; i < sizeof counters16 / sizeof *counters16; i++) {
    tap_ok(eip_serial16_newer(counters16[i].value, counters16[i].last) == counters16[i].newer, "%s",
           counters16[i].rule);
  }
}

static void bytes_at_places(void) {
  uint8_t bytes[8] = {0};
  eip_bytes_set_u16_at(bytes, 1, 0x8182);
  eip_bytes_set_u32_at(bytes, 3, 0x91929394);
  tap_bytes(bytes, 8, "\x00\x82\x81\x94\x93\x92\x91\x00", 8, "values are set little-endian, wherever they stand");
  tap_ok(eip_bytes_u16_at(bytes, 1) == 0x8182 && eip_bytes_u32_at(bytes, 3) == 0x91929394, "and read back");
}

static void *lay_out(eip_arena *arena, void **second) {
  void *first = eip_arena_take(arena, 3, 7);
  *second = eip_arena_take(arena, 1, 100);
  eip_arena_take(arena, 0, 100);
  return first;
}

static void the_arena(void) {
  eip_arena measuring = {0};
  void *second;
  tap_ok(!lay_out(&measuring, &second) && !second, "an arena without memory only measures");
  tap_equal((int64_t)measuring.used, 64 + 128, "in pieces of 64 bytes");
  uint8_t *memory = aligned_alloc(64, measuring.used);
  if (!memory) abort();
  memset(memory, 0xEE, measuring.used);
  eip_arena taking = {.memory = memory};
  uint8_t *first = lay_out(&taking, &second);
  tap_ok(taking.used == measuring.used && first == memory && second == (void *)(memory + 64),
         "with memory it hands out what it measured, aligned");
  bool zero = true;
  for (size_t i = 0; i < 21; i++) zero &= first[i] == 0;
  tap_ok(zero, "zeroed");
  free(memory);
}

int main(void) {
  serial_arithmetic();
  bytes_at_places();
  the_arena();
  return tap_done();
}
