#include "connection/production.h"

#include "connection/table.h"
#include "connection/trigger.h"

void eip_productions_init(eip_productions *self, uint32_t capacity, size_t packet_size, eip_arena *arena) {
  *self = (eip_productions){.capacity = capacity, .nothing = {.kind = EIP_ASSEMBLY_EXPLICIT}};
  self->places = eip_arena_take(arena, capacity, sizeof *self->places);
  uint8_t *packets = eip_arena_take(arena, capacity, packet_size);
  if (!arena->memory) return;
  for (uint32_t i = capacity; i-- > 0;) {
    self->places[i] = (eip_production){.packet = {.bytes = &packets[i * packet_size]}, .next_free = self->free};
    self->free = &self->places[i];
  }
}

void eip_production_take(eip_connection *connection, const eip_production *wanted, eip_assembly *input) {
  eip_productions *pool = &connection->table->productions;
  eip_production *self = pool->free;
  uint8_t *bytes = self->packet.bytes;
  pool->free = self->next_free;
  *self = *wanted;
  self->next_free = NULL;
  self->table = connection->table;
  self->input = input ? input : &pool->nothing;
  self->input_version = self->input->version - 1; /* the first packet takes the data */
  self->packet = (eip_packet){.bytes = bytes,
                              .data_size = wanted->terms.data_size,
                              .transport_class = wanted->terms.transport_class,
                              .format = wanted->terms.format};
  eip_packet_build(&self->packet, self->id);
  eip_production_share(self, connection);
}

void eip_production_share(eip_production *self, eip_connection *connection) {
  connection->production = self;
  connection->sharer = self->first;
  self->first = connection;
}

static const eip_connection *first_live(const eip_production *self) {
  const eip_connection *connection = self->first;
  while (connection && connection->state != EIP_CONNECTION_LIVE) connection = connection->sharer;
  return connection;
}

void eip_production_start(eip_production *self) {
  self->slot = first_live(self)->info.slot;
  if (self->place.lane) return;
  /* Due at once: some scanners only answer what they hear. */
  eip_lanes_add(&self->table->lanes, self, self->table->environment->now_us);
  eip_trigger_arm(self);
}

static void halt(eip_production *self) {
  eip_lanes_remove(&self->table->lanes, self);
  eip_trigger_disarm(self);
}

static void take_out(eip_production *self, const eip_connection *connection) {
  eip_connection **at = &self->first;
  while (*at != connection) at = &(*at)->sharer;
  *at = connection->sharer;
}

static void give_back(eip_production *self) {
  eip_productions *pool = &self->table->productions;
  self->next_free = pool->free;
  pool->free = self;
}

void eip_production_leave(eip_connection *connection) {
  eip_production *self = connection->production;
  if (!self) return;
  connection->production = NULL;
  take_out(self, connection);
  const eip_connection *live = first_live(self);
  if (live) self->slot = live->info.slot;
  if (!live) halt(self);
  if (!self->first) give_back(self);
}
