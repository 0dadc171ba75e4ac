/* Deadlines in order. */
#include "base/deadlines.h"

#include "tap.h"

enum { NODES = 200 };

typedef struct {
  eip_deadline node; /* first */
  unsigned calls;
  uint64_t again_us; /* sets itself again once for this time, 0 = not */
} timer;

typedef struct {
  eip_deadlines heap;
  eip_deadline *places[NODES];
  timer timers[NODES];
  uint64_t last_us;
  bool in_order;
} bench;

static void due(eip_deadline *node, void *context, uint64_t now_us) {
  bench *self = context;
  timer *owner = (timer *)node;
  self->in_order &= node->at_us >= self->last_us && node->at_us <= now_us && node->place == 0;
  self->last_us = node->at_us;
  owner->calls++;
  if (owner->again_us) eip_deadlines_set(&self->heap, node, owner->again_us);
  owner->again_us = 0;
}

static void start(bench *self) {
  *self = (bench){.in_order = true};
  eip_deadlines_init(&self->heap, self->places, NODES);
  for (unsigned i = 0; i < NODES; i++) self->timers[i].node.due = due;
}

static uint32_t random_state = 9;

static uint32_t next_random(void) {
  random_state = random_state * 1664525 + 1013904223;
  return random_state >> 8;
}

/* Every parent is no later than its children, and every node knows its place. */
static bool is_heap(const bench *self) {
  for (uint32_t i = 0; i < self->heap.count; i++) {
    if (self->places[i]->place != i + 1) return false;
    if (i && self->places[(i - 1) / 2]->at_us > self->places[i]->at_us) return false;
  }
  return true;
}

static void random_use(void) {
  static bench self;
  start(&self);
  bool good = true;
  for (unsigned i = 0; i < 20000; i++) {
    eip_deadline *node = &self.timers[next_random() % NODES].node;
    if (next_random() % 3) {
      eip_deadlines_set(&self.heap, node, next_random() % 1000);
    } else {
      eip_deadlines_cancel(&self.heap, node);
    }
    good &= is_heap(&self);
  }
  tap_ok(good, "set, moved and cancelled in any order, it stays a heap");
  uint32_t waiting = self.heap.count;
  eip_deadlines_run(&self.heap, 1000, &self);
  unsigned calls = 0;
  for (unsigned i = 0; i < NODES; i++) calls += self.timers[i].calls;
  tap_ok(self.in_order && calls == waiting && self.heap.count == 0, "all due ones are called once, the earliest first");
}

static void only_what_is_due(void) {
  static bench self;
  start(&self);
  eip_deadlines_set(&self.heap, &self.timers[0].node, 10);
  eip_deadlines_set(&self.heap, &self.timers[1].node, 11);
  eip_deadlines_run(&self.heap, 9, &self);
  tap_equal(self.timers[0].calls, 0, "nothing is called before its time");
  eip_deadlines_run(&self.heap, 10, &self);
  tap_ok(self.timers[0].calls == 1 && self.timers[1].calls == 0, "but at its time");
  tap_ok(eip_deadlines_first(&self.heap) == &self.timers[1].node, "the next one is first then");
  eip_deadlines_cancel(&self.heap, &self.timers[0].node);
  eip_deadlines_cancel(&self.heap, &self.timers[1].node);
  tap_ok(!eip_deadlines_first(&self.heap), "cancelled ones are gone, cancelling twice is fine");
}

static void one_may_set_itself_again(void) {
  static bench self;
  start(&self);
  self.timers[0].again_us = 20;
  eip_deadlines_set(&self.heap, &self.timers[0].node, 10);
  eip_deadlines_run(&self.heap, 15, &self);
  tap_ok(self.timers[0].calls == 1 && self.heap.count == 1, "one that sets itself again later waits");
  self.timers[1].again_us = 19;
  eip_deadlines_set(&self.heap, &self.timers[1].node, 18);
  eip_deadlines_run(&self.heap, 20, &self);
  tap_ok(self.timers[1].calls == 2 && self.timers[0].calls == 2, "for a time that has come already it is called again");
}

static void there_is_a_place_for_each(void) {
  static bench self;
  start(&self);
  for (unsigned i = 0; i < NODES; i++) eip_deadlines_set(&self.heap, &self.timers[i].node, NODES - i);
  tap_equal(self.heap.count, NODES, "there is a place for as many as said");
  eip_deadline extra = {.due = due};
  eip_deadlines_set(&self.heap, &extra, 1);
  tap_ok(self.heap.count == NODES && extra.place == 0, "one more is not scheduled, and nothing is overwritten");
}

int main(void) {
  random_use();
  only_what_is_due();
  one_may_set_itself_again();
  there_is_a_place_for_each();
  return tap_done();
}
