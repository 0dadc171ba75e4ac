#include "connection/listeners.h"
#include "support/invariants_parts.h"

static bool is_or_none(const eip_assembly *assembly, uint32_t instance) {
  return !assembly || assembly->instance == instance;
}

/* Of a connection that may still go live, or is. */
static const char *over_its_point(eip_stack *self, const eip_connection *connection) {
  const eip_connection_info *info = &connection->info;
  const eip_connection_point *point =
      eip_points_find(&self->connections.points, info->output_instance, info->input_instance);
  HOLDS(point != NULL, "connections: none without its point");
  HOLDS(point->type == info->type && point->config_instance == info->config_instance,
        "connections: as its point is declared");
  HOLDS(connection->output == eip_point_output(point, &self->cip), "connections: its output is the point's");
  HOLDS(connection->configuration == eip_point_configuration(point, &self->cip),
        "connections: its configuration is the point's");
  HOLDS(is_or_none(connection->output, info->output_instance), "connections: its output is there");
  HOLDS(is_or_none(connection->configuration, info->config_instance), "connections: its configuration is there");
  bool limited = point->connections != 0 && point->type != EIP_POINT_EXCLUSIVE_OWNER;
  HOLDS(!limited || eip_connections_on_point(&self->connections, point) <= point->connections,
        "connections: no more on a point than it allows");
  return NULL;
}

static const char *carried(const eip_connections *table, const eip_connection *connection) {
  const eip_production *production = connection->production;
  const eip_assembly *nothing = &table->productions.nothing;
  HOLDS(production != NULL, "connections: each has a production");
  HOLDS(production->terms.input_instance == connection->info.input_instance, "connections: of its own input");
  HOLDS(production->input == nothing || production->input->instance == connection->info.input_instance,
        "connections: its input is there");
  HOLDS(production->multicast == connection->info.multicast, "connections: to a group as asked for");
  HOLDS(production->id == connection->info.t2o_id, "connections: with its T->O id");
  return NULL;
}

static const char *live(eip_stack *self, const eip_connection *connection) {
  const eip_deadline *watchdog = &connection->watchdog.deadline;
  ALL_OF(over_its_point(self, connection));
  ALL_OF(carried(&self->connections, connection));
  HOLDS(connection->production->place.lane != NULL, "connections: a live one produces");
  HOLDS(invariants_scheduled(&self->environment.timers, watchdog), "connections: a live one is watched");
  HOLDS(connection->watchdog.connection == connection, "connections: its watchdog is its own");
  HOLDS(!connection->fed || watchdog->at_us <= connection->fed_us + connection->timeout_us,
        "connections: the watchdog looks no later than its time");
  HOLDS(connection->o2t_least <= connection->o2t_length, "connections: the least is no more than the length");
  HOLDS(connection->info.type != EIP_POINT_LISTEN_ONLY ||
            eip_listeners_have_producer(&self->connections, connection->info.input_instance),
        "connections: no listener without another one");
  return NULL;
}

static const char *reserved(eip_stack *self, const eip_connection *connection) {
  HOLDS(connection->watchdog.deadline.place == 0, "connections: a reserved one is not watched");
  if (connection->cancelled) {
    HOLDS(!connection->production && !connection->output && !connection->configuration,
          "connections: a cancelled one uses nothing");
    return NULL;
  }
  ALL_OF(over_its_point(self, connection));
  return carried(&self->connections, connection);
}

static const char *one(eip_stack *self, uint32_t slot) {
  const eip_connection *connection = &self->connections.places[slot];
  uint32_t id = eip_slots_id(&self->connections.slots, slot);
  if (connection->state == EIP_CONNECTION_FREE) {
    HOLDS(id == 0 && connection->watchdog.deadline.place == 0 && !connection->production,
          "connections: a free place has no id, watchdog and production");
    return NULL;
  }
  HOLDS(connection->info.slot == slot && connection->info.o2t_id == id && id != 0, "connections: each has its own id");
  HOLDS(connection->table == &self->connections, "connections: each knows its table");
  return connection->state == EIP_CONNECTION_LIVE ? live(self, connection) : reserved(self, connection);
}

static const char *unlike(const eip_connection *a, const eip_connection *b) {
  if (a->state == EIP_CONNECTION_FREE || b->state == EIP_CONNECTION_FREE) return NULL;
  HOLDS(!eip_triad_equal(&a->triad, &b->triad), "connections: no two have one triad");
  bool owners = a->info.type == EIP_POINT_EXCLUSIVE_OWNER && b->info.type == EIP_POINT_EXCLUSIVE_OWNER;
  HOLDS(!owners || a->info.output_instance != b->info.output_instance, "connections: one owner an output");
  return NULL;
}

static const char *all_different(const eip_connections *table) {
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    for (uint32_t j = 0; j < i; j++) ALL_OF(unlike(&table->places[i], &table->places[j]));
  }
  return NULL;
}

typedef struct {
  uint32_t live, reserved, owners, run;
} tally;

static tally count(const eip_connections *table) {
  tally all = {0};
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    const eip_connection *place = &table->places[i];
    all.reserved += place->state == EIP_CONNECTION_RESERVED;
    if (place->state != EIP_CONNECTION_LIVE) continue;
    all.live++;
    all.owners += place->info.type == EIP_POINT_EXCLUSIVE_OWNER;
    all.run += place->run == EIP_RUN;
  }
  return all;
}

static const char *counted(const eip_stack *self) {
  const eip_cip *cip = &self->cip;
  const tally all = count(&self->connections);
  HOLDS(all.live == self->environment.counters.io_connections, "connections: as many live as counted");
  HOLDS(all.owners == cip->owners, "connections: as many owners as counted");
  HOLDS(all.run == cip->io_run && all.live - all.run == cip->io_idle,
        "connections: as many in run and idle as counted");
  HOLDS(all.reserved <= cip->pending_slots.used, "connections: a reserved one waits for an answer");
  HOLDS(self->environment.ready || all.live == 0, "connections: none live while not ready");
  return NULL;
}

/* ---- points ---- */

static const char *over_its_assemblies(eip_stack *self, const eip_connection_point *point) {
  eip_cip *cip = &self->cip;
  bool carries = point->type == EIP_POINT_EXCLUSIVE_OWNER && point->o2t_format != EIP_FORMAT_HEARTBEAT;
  bool produces = point->t2o_format != EIP_FORMAT_HEARTBEAT;
  HOLDS(!carries || eip_assembly_is(cip, point->output_instance, EIP_ASSEMBLY_OUTPUT), "points: the output is there");
  HOLDS(!produces || eip_assembly_is(cip, point->input_instance, EIP_ASSEMBLY_INPUT), "points: the input is there");
  HOLDS(!point->config_instance || eip_assembly_is(cip, point->config_instance, EIP_ASSEMBLY_CONFIG),
        "points: the configuration is there");
  HOLDS(eip_points_find(&self->connections.points, point->output_instance, point->input_instance) == point,
        "points: no pair is declared twice");
  return NULL;
}

const char *invariants_points(eip_stack *self) {
  const eip_points *points = &self->connections.points;
  for (uint32_t i = 0; i < points->capacity; i++) {
    if (points->places[i].declared) ALL_OF(over_its_assemblies(self, &points->places[i].as));
  }
  return NULL;
}

const char *invariants_connections(eip_stack *self) {
  ALL_OF(invariants_slots(&self->connections.slots));
  for (uint32_t i = 0; i < self->connections.slots.capacity; i++) ALL_OF(one(self, i));
  ALL_OF(all_different(&self->connections));
  return counted(self);
}
