#include "support/invariants_parts.h"

static const char *assemblies_in_order(const eip_cip *self) {
  uint32_t there = 0;
  for (uint32_t i = 0; i < self->environment->config.limits.assemblies; i++) there += self->assemblies[i].instance != 0;
  HOLDS(there == self->assembly_count, "assemblies: as many as counted");
  for (uint32_t i = 0; i < self->assembly_count; i++) {
    HOLDS(self->assembly_order[i]->instance != 0, "assemblies: none of those in order is gone");
    if (i == 0) continue;
    HOLDS(self->assembly_order[i - 1]->instance < self->assembly_order[i]->instance, "assemblies: ascending");
  }
  return NULL;
}

static uint32_t users_of(const eip_connections *table, const eip_assembly *assembly) {
  uint32_t users = 0;
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    const eip_connection *connection = &table->places[i];
    if (connection->state != EIP_CONNECTION_LIVE) continue;
    users += (connection->output == assembly) + (uint32_t)(connection->configuration == assembly);
  }
  return users;
}

static const char *uses_of_assemblies(const eip_stack *self) {
  for (uint32_t i = 0; i < self->cip.assembly_count; i++) {
    const eip_assembly *assembly = self->cip.assembly_order[i];
    HOLDS(assembly->connections == users_of(&self->connections, assembly), "assemblies: as many users as counted");
  }
  return NULL;
}

static const char *classes(const eip_cip *self) {
  HOLDS(self->class_count <= self->environment->config.limits.classes, "classes: no more than the limit");
  for (uint32_t i = 1; i < self->class_count; i++) {
    HOLDS(self->classes[i - 1].class->id < self->classes[i].class->id, "classes: ascending");
  }
  return NULL;
}

const char *invariants_cip(eip_stack *self) {
  ALL_OF(assemblies_in_order(&self->cip));
  ALL_OF(uses_of_assemblies(self));
  ALL_OF(classes(&self->cip));
  ALL_OF(invariants_slots(&self->cip.pending_slots));
  HOLDS(self->cip.pending_slots.used == self->environment.counters.pending_requests,
        "waiting requests: as many as counted");
  return NULL;
}
