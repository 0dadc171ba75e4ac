#include "connection/listeners.h"

static bool is_live(const eip_connection *connection, uint32_t input_instance) {
  return connection->state == EIP_CONNECTION_LIVE && connection->info.input_instance == input_instance;
}

bool eip_listeners_have_producer(const eip_connections *table, uint32_t input_instance) {
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    const eip_connection *place = &table->places[i];
    if (is_live(place, input_instance) && place->info.type != EIP_POINT_LISTEN_ONLY) return true;
  }
  return false;
}

void eip_listeners_left_by(eip_connections *table, const eip_connection_info *ended) {
  if (ended->type == EIP_POINT_LISTEN_ONLY || eip_listeners_have_producer(table, ended->input_instance)) return;
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    eip_connection *place = &table->places[i];
    bool listens = is_live(place, ended->input_instance) && place->info.type == EIP_POINT_LISTEN_ONLY;
    if (listens) eip_connection_end(place, EIP_CONNECTION_ORPHANED);
  }
}
