/* The public calls about classes of the application. */
#include "opener/object.h"

#include "cip/application_class.h"
#include "stack.h"

eip_status eip_object_declare(eip_stack *self, const eip_object_class *declaration) {
  return eip_cip_object_declare(&self->cip, declaration);
}

eip_status eip_object_remove(eip_stack *self, uint32_t class_id) { return eip_cip_object_remove(&self->cip, class_id); }

eip_status eip_object_add_instance(eip_stack *self, uint32_t class_id, uint32_t instance) {
  return eip_cip_object_add_instance(&self->cip, class_id, instance);
}

eip_status eip_object_remove_instance(eip_stack *self, uint32_t class_id, uint32_t instance) {
  return eip_cip_object_remove_instance(&self->cip, class_id, instance);
}

const eip_object_class *eip_object_find(const eip_stack *self, uint32_t class_id) {
  const eip_application_class *found = eip_application_class_find(&self->cip, class_id);
  return found ? &found->declared : NULL;
}

const eip_object_attribute *eip_object_find_attribute(const eip_stack *self, uint32_t class_id, uint16_t attribute) {
  const eip_application_class *found = eip_application_class_find(&self->cip, class_id);
  return found ? eip_application_class_attribute(found, attribute) : NULL;
}

bool eip_object_has_instance(const eip_stack *self, uint32_t class_id, uint32_t instance) {
  const eip_class_entry *entry = eip_cip_find_class(&self->cip, class_id);
  return entry && (instance == 0 || eip_class_has_instance(entry, instance));
}
