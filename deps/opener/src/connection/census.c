#include "connection/census.h"

#include "connection/watchdog.h"

enum { MAX_MULTIPLIER = 7 };

uint32_t eip_census_places(const eip_connections *self) {
  return self->slots.capacity + self->explicit_connections.slots.capacity;
}

/* Of 4 << multiplier times the O->T interval, which the watchdog's time is. */
static uint8_t multiplier_of(const eip_connection *connection) {
  uint8_t multiplier = 0;
  while (multiplier < MAX_MULTIPLIER &&
         eip_watchdog_timeout(multiplier, connection->info.o2t_api_us) < connection->timeout_us) {
    multiplier++;
  }
  return multiplier;
}

static bool describe_io(const eip_connection *connection, eip_connection_entry *entry) {
  if (!connection || connection->state != EIP_CONNECTION_LIVE) return false;
  const eip_connection_info *info = &connection->info;
  *entry = (eip_connection_entry){.number = info->slot,
                                  .triad = connection->triad,
                                  .originator = info->originator.address,
                                  .o2t_id = info->o2t_id,
                                  .t2o_id = info->t2o_id,
                                  .o2t_api_us = info->o2t_api_us,
                                  .t2o_api_us = info->t2o_api_us,
                                  .multiplier = multiplier_of(connection)};
  return true;
}

static bool describe_explicit(const eip_connections *self, const eip_explicit_connection *connection,
                              eip_connection_entry *entry) {
  if (!connection || connection->o2t_id == 0) return false;
  const eip_open_request *open = &connection->open;
  uint32_t slot = (uint32_t)(connection - self->explicit_connections.places);
  *entry = (eip_connection_entry){.number = self->slots.capacity + slot,
                                  .triad = open->triad,
                                  .originator = connection->originator,
                                  .o2t_id = connection->o2t_id,
                                  .t2o_id = connection->t2o_id,
                                  .o2t_api_us = open->o2t_rpi_us,
                                  .t2o_api_us = open->t2o_rpi_us,
                                  .multiplier = open->multiplier};
  return true;
}

bool eip_census_by_number(const eip_connections *self, uint32_t number, eip_connection_entry *entry) {
  if (number < self->slots.capacity) return describe_io(&self->places[number], entry);
  if (number >= eip_census_places(self)) return false;
  return describe_explicit(self, &self->explicit_connections.places[number - self->slots.capacity], entry);
}

bool eip_census_by_triad(const eip_connections *self, const eip_triad *triad, eip_connection_entry *entry) {
  return describe_io(eip_connections_by_triad(self, triad), entry) ||
         describe_explicit(self, eip_explicit_connection_by_triad(&self->explicit_connections, triad), entry);
}
