#include "connection/prepare.h"

#include "connection/format.h"
#include "connection/multicast.h"
#include "connection/terms.h"
#include "connection/watchdog.h"

enum { IO_PORT = 2222 }; /* of a group, and of an originator that does not tell its own */

/* ---- T->O ---- */

/* To the address of the TCP connection, whatever the item says: nobody aims us at a third host. */
static eip_endpoint originator_of(const eip_request *request) {
  uint16_t port = request->t2o.present ? request->t2o.endpoint.port : IO_PORT;
  return (eip_endpoint){request->origin.remote.address, port};
}

static uint8_t dscp_of(const eip_settings *settings, uint8_t priority) {
  const uint8_t values[] = {settings->dscp_low, settings->dscp_high, settings->dscp_scheduled, settings->dscp_urgent};
  return values[priority];
}

/* T->O ids live at the originator: any number nobody can guess, but not 0. */
static uint32_t own_id(const eip_host *host) {
  uint32_t id = host->random(host->user);
  return id ? id : 1;
}

/* False: no address for one more group. */
static bool produce(const eip_opening *opening, eip_connection *connection) {
  const eip_config *config = &opening->table->environment->config;
  bool multicast = eip_opening_is_multicast(opening);
  eip_production wanted = {.terms = eip_terms_of(opening),
                           .multicast = multicast,
                           .dscp = dscp_of(&config->settings, opening->open.t2o.priority)};
  if (multicast) {
    wanted.to = (eip_endpoint){eip_multicast_free_group(opening->table), IO_PORT};
    wanted.ttl = config->settings.multicast_ttl;
    if (wanted.to.address == 0) return false;
  } else {
    wanted.to = originator_of(opening->request);
  }
  bool theirs = !multicast && opening->open.t2o_id != 0;
  wanted.id = theirs ? opening->open.t2o_id : own_id(&config->host);
  eip_production_take(connection, &wanted, opening->input);
  return true;
}

static bool get_production(const eip_opening *opening, eip_connection *connection) {
  if (!opening->shared) return produce(opening, connection);
  eip_production_share(opening->shared, connection);
  return true;
}

/* ---- O->T ---- */

static void consume(const eip_opening *opening, eip_connection *connection) {
  const eip_connection_point *point = opening->point;
  uint8_t transport_class = opening->open.transport_class;
  bool shorter = point->o2t_ranged && opening->open.o2t.variable;
  bool empty = !opening->output || opening->output->size == 0;
  connection->output = opening->output;
  connection->beats =
      point->o2t_format == EIP_FORMAT_HEARTBEAT || (point->o2t_format == EIP_FORMAT_ZERO_LENGTH && empty);
  connection->transport_class = transport_class;
  connection->o2t_format = point->o2t_format;
  connection->o2t_head = (uint8_t)eip_format_head(point->o2t_format, transport_class);
  connection->o2t_length = (uint16_t)(connection->o2t_head + opening->o2t_data);
  connection->o2t_least = (uint16_t)(shorter ? connection->o2t_head + point->o2t_least : connection->o2t_length);
  connection->timeout_us = eip_watchdog_timeout(opening->open.multiplier, opening->open.o2t_rpi_us);
  connection->watchdog.connection = connection;
}

/* ---- both ---- */

static void describe(const eip_opening *opening, eip_connection *connection) {
  eip_connection_info *info = &connection->info;
  const eip_connection_point *point = opening->point;
  info->type = point->type;
  info->output_instance = point->output_instance;
  info->input_instance = point->input_instance;
  info->config_instance = point->config_instance;
  info->connection_serial = opening->open.triad.connection_serial;
  info->originator_vendor = opening->open.triad.vendor;
  info->originator_serial = opening->open.triad.originator_serial;
  info->originator = originator_of(opening->request);
  info->t2o_id = connection->production->id;
  info->o2t_api_us = opening->open.o2t_rpi_us;
  info->t2o_api_us = opening->open.t2o_rpi_us;
  info->o2t_size = opening->o2t_data;
  info->t2o_size = opening->t2o_data;
  info->timeout_us = connection->timeout_us > UINT32_MAX ? UINT32_MAX : (uint32_t)connection->timeout_us;
  info->transport_class = opening->open.transport_class;
  info->trigger = opening->open.trigger;
  info->multicast = eip_opening_is_multicast(opening);
}

eip_connection *eip_connection_reserve_for(const eip_opening *opening) {
  eip_connection *connection = eip_connections_reserve(opening->table);
  if (!connection) return NULL;
  if (!get_production(opening, connection)) {
    eip_connections_release(opening->table, connection);
    return NULL;
  }
  connection->triad = opening->open.triad;
  connection->configuration = eip_point_configuration(opening->point, opening->table->cip);
  connection->configured = opening->configured;
  consume(opening, connection);
  describe(opening, connection);
  return connection;
}
