/* Carves one block of memory into tables. Run once with no memory it measures, run again with the
 * memory it hands out: so size and use can never disagree. */
#ifndef EIP_BASE_ARENA_H
#define EIP_BASE_ARENA_H

#include "opener/types.h"

typedef struct {
  uint8_t *memory; /* NULL: measuring */
  size_t used;
} eip_arena;

/* `count` zeroed elements, 64-byte aligned; NULL while measuring. */
void *eip_arena_take(eip_arena *self, size_t count, size_t element_size);

#endif
