#include "connection/point.h"

void eip_points_init(eip_points *self, uint32_t capacity, eip_arena *arena) {
  self->capacity = capacity;
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
}

/* What this version carries: owners with the run/idle header O->T and modeless data T->O. */
static bool supported(const eip_connection_point *point) {
  return point->type == EIP_POINT_EXCLUSIVE_OWNER && point->o2t_format == EIP_FORMAT_HEADER_32BIT &&
         point->t2o_format == EIP_FORMAT_MODELESS;
}

static bool assembly_is(eip_cip *cip, uint32_t instance, eip_assembly_kind kind) {
  const eip_assembly *assembly = eip_assembly_find(cip, instance);
  return assembly && assembly->kind == kind;
}

static eip_point *free_place(eip_points *self) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (!self->places[i].declared) return &self->places[i];
  }
  return NULL;
}

eip_status eip_points_declare(eip_points *self, eip_cip *cip, const eip_connection_point *point) {
  if (!supported(point)) return EIP_ERR_CONFIG;
  if (eip_points_find(self, point->output_instance, point->input_instance)) return EIP_ERR_EXISTS;
  if (!assembly_is(cip, point->output_instance, EIP_ASSEMBLY_OUTPUT)) return EIP_ERR_UNKNOWN;
  if (!assembly_is(cip, point->input_instance, EIP_ASSEMBLY_INPUT)) return EIP_ERR_UNKNOWN;
  if (point->config_instance && !assembly_is(cip, point->config_instance, EIP_ASSEMBLY_CONFIG)) return EIP_ERR_UNKNOWN;
  eip_point *place = free_place(self);
  if (!place) return EIP_ERR_LIMIT;
  *place = (eip_point){.declared = true, .as = *point};
  return EIP_OK;
}

static bool names(const eip_connection_point *point, uint32_t instance) {
  return point->output_instance == instance || point->input_instance == instance || point->config_instance == instance;
}

void eip_points_forget(eip_points *self, uint32_t instance) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (names(&self->places[i].as, instance)) self->places[i] = (eip_point){0};
  }
}

const eip_connection_point *eip_points_find(const eip_points *self, uint32_t output, uint32_t input) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    const eip_point *place = &self->places[i];
    if (place->declared && place->as.output_instance == output && place->as.input_instance == input) return &place->as;
  }
  return NULL;
}

bool eip_points_have_output(const eip_points *self, uint32_t instance) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->places[i].declared && self->places[i].as.output_instance == instance) return true;
  }
  return false;
}

bool eip_points_have_input(const eip_points *self, uint32_t instance) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->places[i].declared && self->places[i].as.input_instance == instance) return true;
  }
  return false;
}

bool eip_points_have_configuration(const eip_points *self, uint32_t instance) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->places[i].declared && self->places[i].as.config_instance == instance) return true;
  }
  return false;
}
