#include "connection/table.h"

void eip_connections_init(eip_connections *self, eip_environment *environment, eip_cip *cip, eip_arena *arena) {
  const eip_limits *limits = &environment->config.limits;
  uint32_t capacity = limits->io_connections;
  self->environment = environment;
  self->cip = cip;
  eip_points_init(&self->points, limits->connection_points, arena);
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
  eip_slot *slots = eip_arena_take(arena, capacity, sizeof *slots);
  eip_productions_init(&self->productions, capacity, eip_packet_room(limits->max_io_data), arena);
  eip_lanes_init(&self->lanes, &environment->productions, capacity, arena);
  eip_explicit_connections_init(&self->explicit_connections, environment, cip, arena);
  if (arena->memory) eip_slots_init(&self->slots, slots, capacity);
}

eip_connection *eip_connections_reserve(eip_connections *self) {
  const eip_host *host = &self->environment->config.host;
  uint32_t slot = eip_slots_take(&self->slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) return NULL;
  eip_connection *place = &self->places[slot];
  *place = (eip_connection){.table = self, .state = EIP_CONNECTION_RESERVED};
  place->info.slot = slot;
  place->info.o2t_id = eip_slots_id(&self->slots, slot);
  return place;
}

void eip_connections_release(eip_connections *self, eip_connection *connection) {
  connection->state = EIP_CONNECTION_FREE;
  eip_production_leave(connection);
  eip_slots_free(&self->slots, connection->info.slot);
}

eip_connection *eip_connections_by_triad(const eip_connections *self, const eip_triad *triad) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    eip_connection *place = &self->places[i];
    if (place->state != EIP_CONNECTION_FREE && eip_triad_equal(&place->triad, triad)) return place;
  }
  return NULL;
}

bool eip_connections_have_triad(const eip_connections *self, const eip_triad *triad) {
  return eip_connections_by_triad(self, triad) != NULL ||
         eip_explicit_connection_by_triad(&self->explicit_connections, triad) != NULL;
}

static bool owns(const eip_connection *connection, uint32_t output_instance) {
  return connection->state != EIP_CONNECTION_FREE && connection->info.type == EIP_POINT_EXCLUSIVE_OWNER &&
         connection->info.output_instance == output_instance;
}

eip_connection *eip_connections_owner(const eip_connections *self, uint32_t output_instance) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    if (owns(&self->places[i], output_instance)) return &self->places[i];
  }
  return NULL;
}

static bool has_pair(const eip_connection *connection, uint32_t output_instance, uint32_t input_instance) {
  return connection->state != EIP_CONNECTION_FREE && connection->info.output_instance == output_instance &&
         connection->info.input_instance == input_instance;
}

uint32_t eip_connections_on_point(const eip_connections *self, const eip_connection_point *point) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    count += has_pair(&self->places[i], point->output_instance, point->input_instance);
  }
  return count;
}

uint32_t eip_connections_next_sharer(const eip_connections *self, uint32_t slot) {
  if (slot >= self->slots.capacity || self->places[slot].state != EIP_CONNECTION_LIVE) return UINT32_MAX;
  const eip_connection *next = self->places[slot].sharer;
  while (next && next->state != EIP_CONNECTION_LIVE) next = next->sharer;
  return next ? next->info.slot : UINT32_MAX;
}

static bool is_over(const eip_connection *connection, const eip_assembly *assembly) {
  const eip_production *production = connection->production;
  bool data = connection->output == assembly || connection->configuration == assembly;
  return data || (production && production->input == assembly);
}

/* One that waits for the application's answer is told no when the answer comes. What it would have used may be gone by
 * then, so it lets go of it now. */
static void cancel(eip_connection *connection) {
  connection->cancelled = true;
  connection->output = NULL;
  connection->configuration = NULL;
  eip_production_leave(connection);
}

static void abort_one(eip_connection *connection) {
  if (connection->state == EIP_CONNECTION_LIVE) {
    eip_connection_end(connection, EIP_CONNECTION_ABORTED);
  } else {
    cancel(connection);
  }
}

static void abort_all(eip_connections *self, const eip_assembly *assembly, bool listeners) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    eip_connection *place = &self->places[i];
    if (place->state == EIP_CONNECTION_FREE || (place->info.type == EIP_POINT_LISTEN_ONLY) != listeners) continue;
    if (!assembly || is_over(place, assembly)) abort_one(place);
  }
}

/* Listeners first: they end for the same reason as the others, not because those have left them. */
void eip_connections_abort(eip_connections *self, const eip_assembly *assembly) {
  abort_all(self, assembly, true);
  abort_all(self, assembly, false);
}

void eip_connections_abort_pair(eip_connections *self, uint32_t output_instance, uint32_t input_instance) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    if (has_pair(&self->places[i], output_instance, input_instance)) abort_one(&self->places[i]);
  }
}
