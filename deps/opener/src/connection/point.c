#include "connection/point.h"

void eip_points_init(eip_points *self, uint32_t capacity, eip_arena *arena) {
  self->capacity = capacity;
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
}

/* ---- what a declaration may say ---- */

static bool known_values(const eip_connection_point *point) {
  return point->type <= EIP_POINT_LISTEN_ONLY && point->o2t_format <= EIP_FORMAT_HEARTBEAT &&
         point->t2o_format <= EIP_FORMAT_HEARTBEAT && point->output_instance != 0 && point->input_instance != 0;
}

/* Only an owner sends data: of two who do nobody could say whose value holds. */
static bool carries_output(const eip_connection_point *point) {
  return point->type == EIP_POINT_EXCLUSIVE_OWNER && point->o2t_format != EIP_FORMAT_HEARTBEAT;
}

static eip_status check_empty(eip_cip *cip, uint32_t instance, eip_assembly_kind kind) {
  const eip_assembly *assembly = eip_assembly_find(cip, instance);
  if (!assembly) return EIP_OK;
  if (assembly->kind != kind) return EIP_ERR_UNKNOWN;
  return assembly->size == 0 ? EIP_OK : EIP_ERR_CONFIG;
}

/* A range of sizes: from the least up to what the assembly has. */
static eip_status check_range(const eip_assembly *assembly, bool ranged, uint16_t least) {
  uint16_t most = assembly ? assembly->size : 0;
  return ranged && least > most ? EIP_ERR_CONFIG : EIP_OK;
}

static eip_status check_output(const eip_connection_point *point, eip_cip *cip) {
  uint32_t instance = point->output_instance;
  if (!carries_output(point)) {
    if (point->o2t_format == EIP_FORMAT_MODELESS) return EIP_ERR_CONFIG;
    eip_status status = check_empty(cip, instance, EIP_ASSEMBLY_OUTPUT);
    return status ? status : check_range(NULL, point->o2t_ranged, point->o2t_least);
  }
  if (!eip_assembly_is(cip, instance, EIP_ASSEMBLY_OUTPUT)) return EIP_ERR_UNKNOWN;
  return check_range(eip_assembly_find(cip, instance), point->o2t_ranged, point->o2t_least);
}

static eip_status check_input(const eip_connection_point *point, eip_cip *cip) {
  uint32_t instance = point->input_instance;
  if (point->t2o_format == EIP_FORMAT_HEARTBEAT) {
    eip_status status = check_empty(cip, instance, EIP_ASSEMBLY_INPUT);
    return status ? status : check_range(NULL, point->t2o_ranged, point->t2o_least);
  }
  if (!eip_assembly_is(cip, instance, EIP_ASSEMBLY_INPUT)) return EIP_ERR_UNKNOWN;
  return check_range(eip_assembly_find(cip, instance), point->t2o_ranged, point->t2o_least);
}

static eip_status check_configuration(const eip_connection_point *point, eip_cip *cip) {
  bool known = !point->config_instance || eip_assembly_is(cip, point->config_instance, EIP_ASSEMBLY_CONFIG);
  return known ? EIP_OK : EIP_ERR_UNKNOWN;
}

static eip_status check(const eip_points *self, const eip_connection_point *point, eip_cip *cip) {
  if (!known_values(point)) return EIP_ERR_CONFIG;
  if (eip_points_find(self, point->output_instance, point->input_instance)) return EIP_ERR_EXISTS;
  eip_status status = check_output(point, cip);
  if (status == EIP_OK) status = check_input(point, cip);
  return status == EIP_OK ? check_configuration(point, cip) : status;
}

/* ---- the table ---- */

static eip_point *free_place(eip_points *self) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (!self->places[i].declared) return &self->places[i];
  }
  return NULL;
}

eip_status eip_points_declare(eip_points *self, eip_cip *cip, const eip_connection_point *point) {
  eip_status status = check(self, point, cip);
  if (status) return status;
  eip_point *place = free_place(self);
  if (!place) return EIP_ERR_LIMIT;
  *place = (eip_point){.declared = true, .as = *point};
  return EIP_OK;
}

static bool has_pair(const eip_point *place, uint32_t output, uint32_t input) {
  return place->declared && place->as.output_instance == output && place->as.input_instance == input;
}

eip_status eip_points_undeclare(eip_points *self, uint32_t output, uint32_t input) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (!has_pair(&self->places[i], output, input)) continue;
    self->places[i] = (eip_point){0};
    return EIP_OK;
  }
  return EIP_ERR_UNKNOWN;
}

static bool is_over(const eip_connection_point *point, eip_cip *cip, const eip_assembly *assembly) {
  return eip_point_output(point, cip) == assembly || eip_point_input(point, cip) == assembly ||
         eip_point_configuration(point, cip) == assembly;
}

void eip_points_forget(eip_points *self, eip_cip *cip, const eip_assembly *assembly) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (self->places[i].declared && is_over(&self->places[i].as, cip, assembly)) self->places[i] = (eip_point){0};
  }
}

const eip_connection_point *eip_points_find(const eip_points *self, uint32_t output, uint32_t input) {
  for (uint32_t i = 0; i < self->capacity; i++) {
    if (has_pair(&self->places[i], output, input)) return &self->places[i].as;
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

eip_assembly *eip_point_output(const eip_connection_point *point, eip_cip *cip) {
  return carries_output(point) ? eip_assembly_find(cip, point->output_instance) : NULL;
}

eip_assembly *eip_point_input(const eip_connection_point *point, eip_cip *cip) {
  bool carries = point->t2o_format != EIP_FORMAT_HEARTBEAT;
  return carries ? eip_assembly_find(cip, point->input_instance) : NULL;
}

eip_assembly *eip_point_configuration(const eip_connection_point *point, eip_cip *cip) {
  return point->config_instance ? eip_assembly_find(cip, point->config_instance) : NULL;
}
