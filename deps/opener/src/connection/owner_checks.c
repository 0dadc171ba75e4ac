#include "connection/owner_checks.h"

#include "connection/listeners.h"

static bool withdrawn(const eip_assembly *assembly) { return assembly && assembly->withdrawn; }

/* Every assembly of the point is one that the application stands by (eip_assembly_set_ready). */
static bool can_be_had(const eip_opening *opening) {
  const eip_assembly *configuration = eip_assembly_find(opening->table->cip, opening->point->config_instance);
  return !withdrawn(opening->output) && !withdrawn(opening->input) && !withdrawn(configuration);
}

eip_refusal eip_open_check_owner(eip_opening *opening) {
  const eip_connection_point *point = opening->point;
  if (!can_be_had(opening)) return eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
  if (point->type != EIP_POINT_EXCLUSIVE_OWNER) return eip_open_passes();
  bool owned = eip_connections_owner(opening->table, point->output_instance) != NULL;
  return owned ? eip_refusal_failure(EIP_CONN_OWNERSHIP_CONFLICT) : eip_open_passes();
}

eip_refusal eip_open_check_producer(eip_opening *opening) {
  const eip_connection_point *point = opening->point;
  bool alone =
      point->type == EIP_POINT_LISTEN_ONLY && !eip_listeners_have_producer(opening->table, point->input_instance);
  return alone ? eip_refusal_failure(EIP_CONN_NO_PRODUCER) : eip_open_passes();
}

/* An owner is the only one of its point anyway. */
eip_refusal eip_open_check_point_limit(eip_opening *opening) {
  const eip_connection_point *point = opening->point;
  if (point->connections == 0 || point->type == EIP_POINT_EXCLUSIVE_OWNER) return eip_open_passes();
  bool full = eip_connections_on_point(opening->table, point) >= point->connections;
  return full ? eip_refusal_failure(EIP_CONN_POINT_LIMIT) : eip_open_passes();
}
