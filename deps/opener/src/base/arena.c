#include "base/arena.h"

#include <string.h>

enum { ALIGNMENT = 64 };

void *eip_arena_take(eip_arena *self, size_t count, size_t element_size) {
  size_t bytes = count * element_size;
  uint8_t *taken = self->memory ? self->memory + self->used : NULL;
  self->used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  if (taken && bytes) memset(taken, 0, bytes);
  return taken;
}
