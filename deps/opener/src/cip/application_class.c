/* The table of the application's classes: declaring, removing, instances. */
#include "cip/application_class.h"

#include <string.h>

#include "cip/cip.h"

enum { LAST_SERVICE = 0x7F };

/* ---- is a declaration what it should be ---- */

static bool attributes_valid(const eip_object_class *class) {
  for (uint16_t i = 0; i < class->attribute_count; i++) {
    const eip_object_attribute *attribute = &class->attributes[i];
    uint16_t before = i ? class->attributes[i - 1].id : 0;
    bool gets = (attribute->access & (EIP_OBJECT_GET | EIP_OBJECT_GET_ALL)) != 0;
    bool sets = (attribute->access & EIP_OBJECT_SET) != 0;
    if (attribute->id <= before || (gets && !class->get) || (sets && !class->set)) return false;
  }
  return true;
}

static bool services_valid(const eip_object_class *class) {
  for (uint16_t i = 0; i < class->service_count; i++) {
    const eip_object_service *service = &class->services[i];
    bool reached = service->on_class || service->on_instance;
    if (service->code == 0 || service->code > LAST_SERVICE || !reached) return false;
    for (uint16_t j = 0; j < i; j++) {
      if (class->services[j].code == service->code) return false;
    }
  }
  return class->service_count == 0 || class->run;
}

static bool instances_valid(const eip_object_class *class) {
  if (class->instance_count > class->instance_capacity || (class->instance_capacity && !class->instances)) return false;
  for (uint32_t i = 0; i < class->instance_count; i++) {
    if (class->instances[i] <= (i ? class->instances[i - 1] : 0)) return false;
  }
  return true;
}

/* ---- instances, ascending ---- */

/* The place of the least instance that is not below `instance`. */
static uint32_t place_of(const eip_object_class *class, uint32_t instance) {
  uint32_t low = 0;
  uint32_t high = class->instance_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (class->instances[middle] < instance) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

static uint32_t next_instance(void *object, uint32_t after) {
  const eip_object_class *class = &((const eip_application_class *)object)->declared;
  if (after == UINT32_MAX) return 0;
  uint32_t place = place_of(class, after + 1);
  return place < class->instance_count ? class->instances[place] : 0;
}

static bool has_instance(const eip_object_class *class, uint32_t instance) {
  uint32_t place = place_of(class, instance);
  return place < class->instance_count && class->instances[place] == instance;
}

/* ---- the table ---- */

static eip_application_class *find(const eip_cip *self, uint32_t class_id) {
  for (uint32_t i = 0; class_id != 0 && i < self->environment->config.limits.classes; i++) {
    if (self->application_classes[i].table.id == class_id) return &self->application_classes[i];
  }
  return NULL;
}

const eip_application_class *eip_application_class_find(const eip_cip *self, uint32_t class_id) {
  return find(self, class_id);
}

static eip_application_class *unused_place(eip_cip *self) {
  for (uint32_t i = 0; i < self->environment->config.limits.classes; i++) {
    if (self->application_classes[i].table.id == 0) return &self->application_classes[i];
  }
  return NULL;
}

eip_status eip_cip_object_declare(eip_cip *self, const eip_object_class *class) {
  bool valid = class->id != 0 && class->revision != 0;
  if (!valid || !attributes_valid(class) || !services_valid(class) || !instances_valid(class)) return EIP_ERR_CONFIG;
  eip_application_class *place = unused_place(self);
  if (!place) return EIP_ERR_LIMIT;
  *place = (eip_application_class){.declared = *class, .cip = self};
  place->table = (eip_class){
      .id = class->id,
      .revision = class->revision,
      .highest_attribute = class->attribute_count ? class->attributes[class->attribute_count - 1].id : 0,
      .next_instance = next_instance,
      .run = eip_application_class_run,
  };
  eip_status status = eip_cip_add_class(self, &place->table, place);
  if (status != EIP_OK) place->table.id = 0;
  return status;
}

eip_status eip_cip_object_remove(eip_cip *self, uint32_t class_id) {
  eip_application_class *place = find(self, class_id);
  if (!place) return EIP_ERR_UNKNOWN;
  eip_cip_remove_class(self, class_id);
  *place = (eip_application_class){0};
  return EIP_OK;
}

eip_status eip_cip_object_add_instance(eip_cip *self, uint32_t class_id, uint32_t instance) {
  eip_application_class *found = find(self, class_id);
  if (!found) return EIP_ERR_UNKNOWN;
  eip_object_class *class = &found->declared;
  if (instance == 0) return EIP_ERR_CONFIG;
  if (has_instance(class, instance)) return EIP_ERR_EXISTS;
  if (class->instance_count == class->instance_capacity) return EIP_ERR_LIMIT;
  uint32_t *at = &class->instances[place_of(class, instance)];
  memmove(at + 1, at, (size_t)(&class->instances[class->instance_count] - at) * sizeof *at);
  *at = instance;
  class->instance_count++;
  return EIP_OK;
}

eip_status eip_cip_object_remove_instance(eip_cip *self, uint32_t class_id, uint32_t instance) {
  eip_application_class *found = find(self, class_id);
  if (!found || !has_instance(&found->declared, instance)) return EIP_ERR_UNKNOWN;
  eip_object_class *class = &found->declared;
  uint32_t *at = &class->instances[place_of(class, instance)];
  class->instance_count--;
  memmove(at, at + 1, (size_t)(&class->instances[class->instance_count] - at) * sizeof *at);
  return EIP_OK;
}

const eip_object_attribute *eip_application_class_attribute(const eip_application_class *self, uint32_t id) {
  for (uint16_t i = 0; i < self->declared.attribute_count; i++) {
    if (self->declared.attributes[i].id == id) return &self->declared.attributes[i];
  }
  return NULL;
}
