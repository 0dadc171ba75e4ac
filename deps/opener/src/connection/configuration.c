#include "connection/configuration.h"

#include <string.h>

static bool all_zeros(eip_span data) {
  for (size_t i = 0; i < data.length; i++) {
    if (data.bytes[i]) return false;
  }
  return true;
}

/* A Null Forward Open may change what its own connection brought, once that is open. */
static bool may_change(const eip_connection *connection, const eip_opening *opening) {
  return connection->state == EIP_CONNECTION_LIVE && eip_triad_equal(&connection->triad, &opening->open.triad);
}

/* A connection that brought configuration data to this assembly, live or still opening, and that this one has to agree
 * with. */
static const eip_connection *configured_by(const eip_opening *opening, uint32_t instance) {
  const eip_connections *table = opening->table;
  for (uint32_t i = 0; i < table->slots.capacity; i++) {
    const eip_connection *other = &table->places[i];
    bool brought = other->state != EIP_CONNECTION_FREE && other->configured && other->info.config_instance == instance;
    if (brought && !may_change(other, opening)) return other;
  }
  return NULL;
}

/* The assembly holds what the live connection brought. What an opening one brings is not known to be good yet. */
static bool conflicts(const eip_connection *other, const eip_assembly *assembly, eip_span data) {
  return other->state != EIP_CONNECTION_LIVE || memcmp(assembly->data, data.bytes, data.length) != 0;
}

static eip_refusal check_data(eip_opening *opening, const eip_assembly *assembly) {
  size_t words = ((size_t)assembly->size + 1) / 2;
  if (opening->path.data.length != 2 * words) return eip_refusal_with_word(EIP_CONN_CONFIG_SIZE, (uint16_t)words);
  eip_span data = {opening->path.data.bytes, assembly->size};
  const eip_connection *other = configured_by(opening, assembly->instance);
  if (other && conflicts(other, assembly, data)) return eip_refusal_failure(EIP_CONN_OWNERSHIP_CONFLICT);
  opening->configured = true;
  if (!other) opening->configuration = data;
  return eip_open_passes();
}

eip_refusal eip_open_check_configuration(eip_opening *opening) {
  const eip_assembly *assembly = eip_point_configuration(opening->point, opening->table->cip);
  bool takes_data = assembly && assembly->size > 0;
  eip_span data = opening->path.data;
  if (!takes_data) return all_zeros(data) ? eip_open_passes() : eip_refusal_with_word(EIP_CONN_CONFIG_SIZE, 0);
  if (data.length) return check_data(opening, assembly);
  bool wanted = opening->table->environment->config.require_configuration && !eip_opening_is_null(opening);
  return wanted ? eip_refusal_failure(EIP_CONN_NOT_CONFIGURED) : eip_open_passes();
}

eip_refusal eip_configuration_refusal(eip_answer answer) {
  if (answer.general && answer.extended) {
    return (eip_refusal){.general = answer.general, .extended_count = 1, .extended = {answer.extended}};
  }
  if (answer.general == EIP_CIP_CONNECTION_FAILURE) return eip_refusal_failure(EIP_CONN_CONFIG_PATH);
  return eip_refusal_general(answer.general);
}
