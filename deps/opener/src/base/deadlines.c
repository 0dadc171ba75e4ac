#include "base/deadlines.h"

void eip_deadlines_init(eip_deadlines *self, eip_deadline **places, uint32_t capacity) {
  *self = (eip_deadlines){.nodes = places, .count = 0, .capacity = capacity};
}

static void put(eip_deadlines *self, eip_deadline *node, uint32_t index) {
  self->nodes[index] = node;
  node->place = index + 1;
}

static void rise(eip_deadlines *self, eip_deadline *node, uint32_t index) {
  while (index > 0) {
    uint32_t parent = (index - 1) / 2;
    if (self->nodes[parent]->at_us <= node->at_us) break;
    put(self, self->nodes[parent], index);
    index = parent;
  }
  put(self, node, index);
}

static void sink(eip_deadlines *self, eip_deadline *node, uint32_t index) {
  for (;;) {
    uint32_t child = 2 * index + 1;
    if (child >= self->count) break;
    if (child + 1 < self->count && self->nodes[child + 1]->at_us < self->nodes[child]->at_us) child++;
    if (node->at_us <= self->nodes[child]->at_us) break;
    put(self, self->nodes[child], index);
    index = child;
  }
  put(self, node, index);
}

static void settle(eip_deadlines *self, eip_deadline *node, uint32_t index) {
  bool early = index > 0 && node->at_us < self->nodes[(index - 1) / 2]->at_us;
  if (early) {
    rise(self, node, index);
  } else {
    sink(self, node, index);
  }
}

void eip_deadlines_set(eip_deadlines *self, eip_deadline *node, uint64_t at_us) {
  node->at_us = at_us;
  if (node->place) {
    settle(self, node, node->place - 1);
  } else if (self->count < self->capacity) {
    rise(self, node, self->count++);
  }
}

void eip_deadlines_cancel(eip_deadlines *self, eip_deadline *node) {
  if (!node->place) return;
  uint32_t index = node->place - 1;
  node->place = 0;
  eip_deadline *last = self->nodes[--self->count];
  if (last != node) settle(self, last, index);
}

void eip_deadlines_run(eip_deadlines *self, uint64_t now_us, void *context) {
  for (eip_deadline *node = eip_deadlines_first(self); node && node->at_us <= now_us;
       node = eip_deadlines_first(self)) {
    eip_deadlines_cancel(self, node);
    node->due(node, context, now_us);
  }
}
