#include "base/slots.h"

static uint32_t mask_for(uint32_t capacity) {
  uint32_t mask = 0;
  while (mask + 1 < capacity) mask = mask << 1 | 1;
  return mask;
}

void eip_slots_init(eip_slots *self, eip_slot *slots, uint32_t capacity) {
  *self = (eip_slots){.slots = slots, .capacity = capacity, .last_free = capacity - 1, .slot_mask = mask_for(capacity)};
  for (uint32_t i = 0; i < capacity; i++) {
    slots[i] = (eip_slot){.id = 0, .next = i + 1 < capacity ? i + 1 : EIP_NO_SLOT};
  }
}

/* Differs from 0 and, in the incarnation, from the number the slot had before. */
static uint32_t fresh_id(const eip_slots *self, uint32_t slot, uint32_t random, uint32_t previous) {
  uint32_t step = self->slot_mask + 1;
  uint32_t id = (random & ~self->slot_mask) | slot;
  while (id == previous || (id & ~self->slot_mask) == 0) id += step;
  return id;
}

uint32_t eip_slots_take(eip_slots *self, uint32_t random) {
  uint32_t slot = self->first_free;
  if (slot == EIP_NO_SLOT) return EIP_NO_SLOT;
  eip_slot *entry = &self->slots[slot];
  self->first_free = entry->next;
  if (self->first_free == EIP_NO_SLOT) self->last_free = EIP_NO_SLOT;
  entry->id = fresh_id(self, slot, random, entry->previous_id);
  self->used++;
  return slot;
}

void eip_slots_free(eip_slots *self, uint32_t slot) {
  eip_slot *entry = &self->slots[slot];
  entry->previous_id = entry->id;
  entry->id = 0;
  entry->next = EIP_NO_SLOT;
  if (self->last_free == EIP_NO_SLOT) {
    self->first_free = slot;
  } else {
    self->slots[self->last_free].next = slot;
  }
  self->last_free = slot;
  self->used--;
}

uint32_t eip_slots_id(const eip_slots *self, uint32_t slot) { return self->slots[slot].id; }
