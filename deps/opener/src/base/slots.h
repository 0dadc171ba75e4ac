/* Numbers for things in a fixed table: the slot in the low bits, a random incarnation in the high
 * bits. Found in constant time, not to be guessed, and a number of something gone matches nothing. */
#ifndef EIP_BASE_SLOTS_H
#define EIP_BASE_SLOTS_H

#include "opener/types.h"

typedef struct {
  uint32_t id;          /* 0 = free */
  uint32_t previous_id; /* of the last thing in it */
  uint32_t next;        /* in the free list */
} eip_slot;

typedef struct {
  eip_slot *slots;
  uint32_t capacity, used;
  uint32_t first_free, last_free; /* oldest freed first, so that a slot rests before it is used again */
  uint32_t slot_mask;
} eip_slots;

#define EIP_NO_SLOT UINT32_MAX

/* `slots` has room for `capacity` (1-65536) entries. */
void eip_slots_init(eip_slots *self, eip_slot *slots, uint32_t capacity);

/* Takes a free slot; `random` fills the incarnation. The slot's index, EIP_NO_SLOT when all are used. */
uint32_t eip_slots_take(eip_slots *self, uint32_t random);
void eip_slots_free(eip_slots *self, uint32_t slot);

/* The slot of a live id, EIP_NO_SLOT for any other number. */
static inline uint32_t eip_slots_find(const eip_slots *self, uint32_t id) {
  uint32_t slot = id & self->slot_mask;
  return id != 0 && slot < self->capacity && self->slots[slot].id == id ? slot : EIP_NO_SLOT;
}

/* The id in a slot, 0 when it is free. */
uint32_t eip_slots_id(const eip_slots *self, uint32_t slot);

#endif
