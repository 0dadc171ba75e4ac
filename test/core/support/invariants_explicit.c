#include "encap/peer.h"
#include "support/invariants_parts.h"

static uint64_t time_of(const eip_explicit_connection *connection) {
  return (UINT64_C(4) << connection->open.multiplier) * connection->open.o2t_rpi_us;
}

static const char *live(const eip_stack *self, const eip_explicit_connection *connection) {
  const eip_environment *environment = &self->environment;
  HOLDS(eip_peer_find(&self->encap, connection->peer) != NULL, "class 3: each lives on a TCP connection");
  HOLDS(invariants_scheduled(&environment->timers, &connection->watchdog), "class 3: each is watched");
  HOLDS(!connection->fed || connection->watchdog.at_us <= connection->fed_us + time_of(connection),
        "class 3: the watchdog looks no later than its time");
  HOLDS(connection->reply_length <= eip_encap_reply_room(&environment->config), "class 3: the kept reply has room");
  return NULL;
}

static const char *unlike_others(const eip_stack *self, uint32_t slot) {
  const eip_explicit_connections *table = &self->connections.explicit_connections;
  const eip_triad *triad = &table->places[slot].open.triad;
  for (uint32_t i = 0; i < slot; i++) {
    bool same = table->places[i].o2t_id != 0 && eip_triad_equal(&table->places[i].open.triad, triad);
    HOLDS(!same, "class 3: no two have one triad");
  }
  HOLDS(!eip_connections_by_triad(&self->connections, triad), "class 3: none has the triad of an I/O connection");
  return NULL;
}

const char *invariants_explicit(const eip_stack *self) {
  const eip_explicit_connections *table = &self->connections.explicit_connections;
  ALL_OF(invariants_slots(&table->slots));
  HOLDS(table->slots.used == self->environment.counters.explicit_connections, "class 3: as many as counted");
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    const eip_explicit_connection *place = &table->places[i];
    HOLDS(place->o2t_id == eip_slots_id(&table->slots, i), "class 3: each has its own id");
    if (place->o2t_id == 0) {
      HOLDS(place->watchdog.place == 0, "class 3: a free place is not watched");
      continue;
    }
    ALL_OF(live(self, place));
    ALL_OF(unlike_others(self, i));
  }
  return NULL;
}
