#include "support/invariants_parts.h"

static const char *free_list(const eip_slots *self) {
  uint32_t free = 0, last = EIP_NO_SLOT;
  for (uint32_t at = self->first_free; at != EIP_NO_SLOT; at = self->slots[at].next) {
    HOLDS(at < self->capacity && self->slots[at].id == 0, "slots: a free one has no id");
    HOLDS(++free <= self->capacity, "slots: the free list ends");
    last = at;
  }
  HOLDS(free == self->capacity - self->used, "slots: what is not used is free");
  HOLDS(self->last_free == last, "slots: the last free one is the last");
  return NULL;
}

const char *invariants_slots(const eip_slots *self) {
  uint32_t used = 0;
  for (uint32_t i = 0; i < self->capacity; i++) {
    uint32_t id = self->slots[i].id;
    if (id == 0) continue;
    used++;
    HOLDS((id & self->slot_mask) == i && (id & ~self->slot_mask) != 0, "slots: an id says its slot and a number");
    HOLDS(id != self->slots[i].previous_id, "slots: an id is not the one before");
  }
  HOLDS(used == self->used, "slots: as many ids as are used");
  return free_list(self);
}

const char *invariants_heap(const eip_deadlines *self) {
  HOLDS(self->count <= self->capacity, "deadlines: no more than there is room for");
  for (uint32_t i = 0; i < self->count; i++) {
    HOLDS(self->nodes[i]->place == i + 1, "deadlines: a node knows its place");
    if (i == 0) continue;
    HOLDS(self->nodes[(i - 1) / 2]->at_us <= self->nodes[i]->at_us, "deadlines: no child before its parent");
  }
  return NULL;
}

bool invariants_scheduled(const eip_deadlines *heap, const eip_deadline *node) {
  return node->place >= 1 && node->place <= heap->count && heap->nodes[node->place - 1] == node;
}
