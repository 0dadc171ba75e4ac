#include "connection/table.h"

#include "connection/packet.h"

static void hand_out(eip_connections *self, uint8_t *packets, size_t packet_size) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) self->places[i].packet = &packets[i * packet_size];
}

void eip_connections_init(eip_connections *self, eip_environment *environment, eip_cip *cip, eip_arena *arena) {
  const eip_limits *limits = &environment->config.limits;
  uint32_t capacity = limits->io_connections;
  size_t packet_size = eip_packet_room(limits->max_io_data);
  self->environment = environment;
  self->cip = cip;
  eip_points_init(&self->points, limits->connection_points, arena);
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
  eip_slot *slots = eip_arena_take(arena, capacity, sizeof *slots);
  uint8_t *packets = eip_arena_take(arena, capacity, packet_size);
  eip_lanes_init(&self->lanes, &environment->productions, capacity, arena);
  if (!arena->memory) return;
  eip_slots_init(&self->slots, slots, capacity);
  hand_out(self, packets, packet_size);
}

eip_connection *eip_connections_reserve(eip_connections *self) {
  const eip_host *host = &self->environment->config.host;
  uint32_t slot = eip_slots_take(&self->slots, host->random(host->user));
  if (slot == EIP_NO_SLOT) return NULL;
  eip_connection *place = &self->places[slot];
  *place = (eip_connection){.table = self, .packet = place->packet, .state = EIP_CONNECTION_RESERVED};
  place->info.slot = slot;
  place->info.o2t_id = eip_slots_id(&self->slots, slot);
  return place;
}

void eip_connections_release(eip_connections *self, eip_connection *connection) {
  connection->state = EIP_CONNECTION_FREE;
  eip_slots_free(&self->slots, connection->info.slot);
}

eip_connection *eip_connections_by_id(const eip_connections *self, uint32_t o2t_id) {
  uint32_t slot = eip_slots_find(&self->slots, o2t_id);
  return slot == EIP_NO_SLOT ? NULL : &self->places[slot];
}

eip_connection *eip_connections_by_triad(const eip_connections *self, const eip_triad *triad) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    eip_connection *place = &self->places[i];
    if (place->state != EIP_CONNECTION_FREE && eip_triad_equal(&place->triad, triad)) return place;
  }
  return NULL;
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

static bool is_over(const eip_connection_info *info, uint32_t instance) {
  return instance == 0 || info->output_instance == instance || info->input_instance == instance ||
         info->config_instance == instance;
}

void eip_connections_abort(eip_connections *self, uint32_t instance) {
  for (uint32_t i = 0; i < self->slots.capacity; i++) {
    eip_connection *place = &self->places[i];
    if (place->state == EIP_CONNECTION_FREE || !is_over(&place->info, instance)) continue;
    if (place->state == EIP_CONNECTION_LIVE) {
      eip_connection_end(place, EIP_CONNECTION_ABORTED);
    } else {
      place->cancelled = true;
    }
  }
}
