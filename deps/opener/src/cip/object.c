/* The table of classes. */
#include "cip/object.h"

#include "cip/cip.h"

/* The place of a class, or where it would stand. */
static uint32_t place_of(const eip_cip *self, uint32_t id) {
  uint32_t low = 0;
  uint32_t high = self->class_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (self->classes[middle].class->id < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const eip_class_entry *eip_cip_find_class(const eip_cip *self, uint32_t id) {
  uint32_t place = place_of(self, id);
  return place < self->class_count && self->classes[place].class->id == id ? &self->classes[place] : NULL;
}

eip_status eip_cip_add_class(eip_cip *self, const eip_class *class, void *object) {
  if (eip_cip_find_class(self, class->id)) return EIP_ERR_EXISTS;
  if (self->class_count == self->environment->config.limits.classes) return EIP_ERR_LIMIT;
  uint32_t place = place_of(self, class->id);
  for (uint32_t i = self->class_count; i > place; i--) self->classes[i] = self->classes[i - 1];
  self->classes[place] = (eip_class_entry){.class = class, .object = object};
  self->class_count++;
  return EIP_OK;
}

void eip_cip_remove_class(eip_cip *self, uint32_t id) {
  if (!eip_cip_find_class(self, id)) return;
  self->class_count--;
  for (uint32_t i = place_of(self, id); i < self->class_count; i++) self->classes[i] = self->classes[i + 1];
}

bool eip_class_has_instance(const eip_class_entry *self, uint32_t instance) {
  return instance != 0 && self->class->next_instance(self->object, instance - 1) == instance;
}

uint32_t eip_class_single_instance(void *object, uint32_t after) {
  (void)object;
  return after < 1 ? 1 : 0;
}
