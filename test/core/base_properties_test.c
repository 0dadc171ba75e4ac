/* Long random runs against naive models: serial arithmetic, deadlines, slots.
 *
 * Every run prints its seed; EIP_SEED=N in the environment repeats that one. */
#include <stdlib.h>
#include <time.h>

#include "base/deadlines.h"
#include "base/serial.h"
#include "base/slots.h"
#include "tap.h"

enum { STEPS = 200000 };

static uint64_t seed, state;

/* splitmix64 */
static uint64_t next(void) {
  uint64_t mixed = state += UINT64_C(0x9E3779B97F4A7C15);
  mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
  return mixed ^ mixed >> 31;
}

static uint32_t below(uint32_t limit) { return (uint32_t)(next() % limit); }

/* ---- serial arithmetic ---- */

/* Walks from `last` as far as half the range: what it meets is newer. */
static void every_16_bit_pair_of(uint16_t last, bool *right) {
  for (uint32_t ahead = 0; ahead < 0x10000; ahead++) {
    bool newer = ahead >= 1 && ahead < 0x8000;
    *right &= eip_serial16_newer((uint16_t)(last + ahead), last) == newer;
  }
}

/* Any distance, and often one at an edge. */
static uint32_t any_distance(void) {
  static const uint32_t edges[] = {0, 1, 2, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0x80000001, UINT32_MAX};
  uint32_t which = below(16);
  return which < 8 ? edges[which] : (uint32_t)(next() >> below(64));
}

static void serial_arithmetic(void) {
  bool right = true, opposite = true;
  every_16_bit_pair_of(0, &right);
  every_16_bit_pair_of(0xFFFF, &right);
  for (int i = 0; i < 30; i++) every_16_bit_pair_of((uint16_t)next(), &right);
  tap_ok(right, "16 bit: everything up to half the range ahead is newer, and nothing else");
  right = true;
  for (int i = 0; i < STEPS; i++) {
    uint32_t last = (uint32_t)next(), ahead = any_distance();
    uint32_t value = last + ahead;
    right &= eip_serial32_newer(value, last) == ((int32_t)ahead > 0);
    bool half = ahead == UINT32_C(0x80000000);
    opposite &= ahead == 0 || half || eip_serial32_newer(value, last) != eip_serial32_newer(last, value);
  }
  tap_ok(right, "32 bit: the same, from anywhere");
  tap_ok(opposite, "32 bit: of two that differ one is newer, unless they are half the range apart");
}

/* ---- deadlines ---- */

enum { NODES = 64 };

typedef struct {
  eip_deadline node; /* first */
  uint64_t again_us; /* sets itself again for this time once, 0 = not */
} timer;

/* The model: a list that is searched from end to end. */
typedef struct {
  eip_deadlines heap;
  eip_deadline *places[NODES];
  timer timers[NODES];
  bool waits[NODES];
  uint64_t at_us[NODES];
  uint64_t last_us;
  bool right;
} clockwork;

static uint64_t earliest(const clockwork *self) {
  uint64_t first = EIP_NEVER;
  for (uint32_t i = 0; i < NODES; i++) {
    if (self->waits[i] && self->at_us[i] < first) first = self->at_us[i];
  }
  return first;
}

static void set(clockwork *self, uint32_t i, uint64_t at_us) {
  eip_deadlines_set(&self->heap, &self->timers[i].node, at_us);
  self->waits[i] = true;
  self->at_us[i] = at_us;
}

/* Called for whoever is due: it has to be the earliest of the model. */
static void due(eip_deadline *node, void *context, uint64_t now_us) {
  clockwork *self = context;
  timer *owner = (timer *)node;
  uint32_t i = (uint32_t)(owner - self->timers);
  self->right &= self->waits[i] && self->at_us[i] == earliest(self) && self->at_us[i] <= now_us && node->place == 0;
  self->waits[i] = false;
  if (owner->again_us) set(self, i, owner->again_us);
  owner->again_us = 0;
}

static void step_of_deadlines(clockwork *self, uint64_t *now_us) {
  uint32_t i = below(NODES);
  switch (below(4)) {
    case 0:
      eip_deadlines_cancel(&self->heap, &self->timers[i].node);
      self->waits[i] = false;
      break;
    case 1:
      *now_us += below(100);
      eip_deadlines_run(&self->heap, *now_us, self);
      break;
    default:
      if (below(8) == 0) self->timers[i].again_us = *now_us + below(200);
      set(self, i, *now_us + below(500));
  }
}

static void deadlines(void) {
  static clockwork self;
  self.right = true;
  eip_deadlines_init(&self.heap, self.places, NODES);
  for (uint32_t i = 0; i < NODES; i++) self.timers[i].node.due = due;
  uint64_t now_us = 1;
  bool first = true, counted = true, passed = true;
  for (int step = 0; step < STEPS; step++) {
    step_of_deadlines(&self, &now_us);
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < NODES; i++) waiting += self.waits[i];
    const eip_deadline *front = eip_deadlines_first(&self.heap);
    first &= (front ? front->at_us : EIP_NEVER) == earliest(&self);
    counted &= self.heap.count == waiting;
  }
  eip_deadlines_run(&self.heap, now_us + 1000, &self);
  for (uint32_t i = 0; i < NODES; i++) passed &= !self.waits[i];
  tap_ok(first, "deadlines: the first one is the earliest of the model");
  tap_ok(counted, "deadlines: as many wait as in the model");
  tap_ok(self.right, "deadlines: whoever is called is the earliest, due, and was waiting");
  tap_ok(passed && self.heap.count == 0, "deadlines: in the end all are called");
}

/* ---- slots ---- */

enum { CAPACITY = 13, GONE = 64 };

/* The model: what is live, in which order slots became free, and ids of things gone. */
typedef struct {
  eip_slots table;
  eip_slot slots[CAPACITY];
  uint32_t live[CAPACITY], previous[CAPACITY]; /* ids, 0 = none */
  uint32_t queue[CAPACITY], queued;            /* free slots, the longest free first */
  uint32_t gone[GONE];
  bool unique, fresh, in_turn, found, lost;
} register_of_ids;

/* Random numbers as bad as they can be, too. */
static uint32_t any_random(void) {
  static const uint32_t bad[] = {0, UINT32_MAX, 7, UINT32_C(0xFFFFFFF0)};
  uint32_t which = below(8);
  return which < 4 ? bad[which] : (uint32_t)next();
}

static bool is_live(const register_of_ids *self, uint32_t id) {
  for (uint32_t i = 0; i < CAPACITY; i++) {
    if (self->live[i] == id) return true;
  }
  return false;
}

static void take(register_of_ids *self) {
  uint32_t slot = eip_slots_take(&self->table, any_random());
  if (self->queued == 0) {
    self->in_turn &= slot == EIP_NO_SLOT;
    return;
  }
  self->in_turn &= slot == self->queue[0];
  if (slot >= CAPACITY) return;
  uint32_t id = eip_slots_id(&self->table, slot);
  self->unique &= id != 0 && !is_live(self, id);
  self->fresh &= id != self->previous[slot];
  self->live[slot] = id;
  self->queued--;
  memmove(self->queue, self->queue + 1, self->queued * sizeof *self->queue);
}

static void give_back(register_of_ids *self, uint32_t slot) {
  if (self->live[slot] == 0) return;
  eip_slots_free(&self->table, slot);
  self->gone[below(GONE)] = self->previous[slot] = self->live[slot];
  self->live[slot] = 0;
  self->queue[self->queued++] = slot;
}

static void look_up(register_of_ids *self) {
  for (uint32_t i = 0; i < CAPACITY; i++) {
    if (self->live[i]) self->found &= eip_slots_find(&self->table, self->live[i]) == i;
  }
  uint32_t id = self->gone[below(GONE)], stranger = (uint32_t)next();
  if (!is_live(self, id)) self->lost &= eip_slots_find(&self->table, id) == EIP_NO_SLOT;
  if (!is_live(self, stranger)) self->lost &= eip_slots_find(&self->table, stranger) == EIP_NO_SLOT;
}

static void slots(void) {
  static register_of_ids self = {.unique = true, .fresh = true, .in_turn = true, .found = true, .lost = true};
  eip_slots_init(&self.table, self.slots, CAPACITY);
  for (uint32_t i = 0; i < CAPACITY; i++) self.queue[self.queued++] = i;
  bool counted = true;
  for (int step = 0; step < STEPS; step++) {
    if (below(2)) {
      take(&self);
    } else {
      give_back(&self, below(CAPACITY));
    }
    look_up(&self);
    counted &= self.table.used == CAPACITY - self.queued;
  }
  tap_ok(self.unique, "slots: no two live at once have one id, and none is 0");
  tap_ok(self.fresh, "slots: an id is not the one that its slot had before");
  tap_ok(self.in_turn, "slots: the one that is free the longest is taken, none when all are");
  tap_ok(self.found, "slots: what is live is found");
  tap_ok(self.lost, "slots: what is gone is not, nor any other number");
  tap_ok(counted, "slots: as many are used as in the model");
}

int main(void) {
  const char *given = getenv("EIP_SEED");
  seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL);
  state = seed;
  printf("# EIP_SEED=%" PRIu64 "\n", seed);
  serial_arithmetic();
  deadlines();
  slots();
  return tap_done();
}
