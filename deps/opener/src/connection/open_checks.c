#include "connection/open_checks.h"

#include "connection/configuration.h"
#include "connection/multicast.h"
#include "connection/owner_checks.h"
#include "connection/path_checks.h"
#include "connection/size_checks.h"

enum { CLASS_1 = 1, MAX_MULTIPLIER = 7 };

static eip_refusal check_permitted(eip_opening *opening) {
  const eip_application *application = &opening->table->environment->config.application;
  bool permitted = !application->permitted ||
                   application->permitted(application->user, EIP_ACCESS_OPEN_IO, opening->request->origin.remote);
  return permitted ? eip_open_passes() : eip_refusal_general(EIP_CIP_PRIVILEGE_VIOLATION);
}

static eip_refusal check_ready(eip_opening *opening) {
  return opening->table->environment->ready ? eip_open_passes() : eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
}

static eip_refusal check_network_types(eip_opening *opening) {
  eip_network_type o2t = opening->open.o2t.type, t2o = opening->open.t2o.type;
  if (o2t == EIP_NETWORK_RESERVED || o2t == EIP_NETWORK_MULTICAST) return eip_refusal_failure(EIP_CONN_O2T_TYPE);
  return t2o == EIP_NETWORK_RESERVED ? eip_refusal_failure(EIP_CONN_T2O_TYPE) : eip_open_passes();
}

static eip_refusal check_null_alone(eip_opening *opening) {
  if (opening->open.o2t.type == EIP_NETWORK_NULL) return eip_refusal_failure(EIP_CONN_O2T_TYPE);
  if (opening->open.t2o.type == EIP_NETWORK_NULL) return eip_refusal_failure(EIP_CONN_T2O_TYPE);
  return eip_open_passes();
}

static eip_refusal check_null_allowed(eip_opening *opening) {
  bool allowed = opening->table->environment->config.allow_null_open;
  return allowed ? eip_open_passes() : eip_refusal_failure(EIP_CONN_NULL_OPEN_OFF);
}

static bool usable(const eip_cpf_sockaddr *item) {
  return !item->present || (item->family == EIP_FAMILY_IPV4 && item->endpoint.port != 0);
}

static eip_refusal check_sockaddr_items(eip_opening *opening) {
  bool good = usable(&opening->request->o2t) && usable(&opening->request->t2o);
  return good ? eip_open_passes() : eip_refusal_failure(EIP_CONN_UNCONNECTED_PARAMETER);
}

static eip_refusal check_duplicate(eip_opening *opening) {
  bool live = eip_connections_have_triad(opening->table, &opening->open.triad);
  return live ? eip_refusal_failure(EIP_CONN_DUPLICATE) : eip_open_passes();
}

static eip_refusal check_class_and_trigger(eip_opening *opening) {
  bool known = opening->open.transport_class <= CLASS_1 && opening->open.trigger <= EIP_TRIGGER_APPLICATION;
  return known ? eip_open_passes() : eip_refusal_failure(EIP_CONN_CLASS_TRIGGER);
}

static eip_refusal check_multiplier(eip_opening *opening) {
  bool valid = opening->open.multiplier <= MAX_MULTIPLIER;
  return valid ? eip_open_passes() : eip_refusal_failure(EIP_CONN_TIMEOUT_MULTIPLIER);
}

static eip_refusal check_rpi(eip_opening *opening) {
  uint32_t least = opening->table->environment->config.min_rpi_us;
  uint32_t o2t = opening->open.o2t_rpi_us, t2o = opening->open.t2o_rpi_us;
  if (o2t >= least && t2o >= least) return eip_open_passes();
  return eip_refusal_rpi(o2t < least ? EIP_RPI_IS_LEAST : EIP_RPI_FINE, o2t < least ? least : o2t,
                         t2o < least ? EIP_RPI_IS_LEAST : EIP_RPI_FINE, t2o < least ? least : t2o);
}

static eip_refusal check_inhibit_time(eip_opening *opening) {
  bool fits = opening->path.inhibit_us <= opening->open.t2o_rpi_us;
  return fits ? eip_open_passes() : eip_refusal_failure(EIP_CONN_INHIBIT_TIME);
}

static const eip_open_check checks[] = {
    check_permitted,
    check_ready,
    check_network_types,
    eip_open_check_subnet,
    check_null_alone,
    check_sockaddr_items,
    check_duplicate,
    check_class_and_trigger,
    check_multiplier,
    eip_open_check_key,
    eip_open_check_path,
    eip_open_check_points,
    eip_open_check_owner,
    eip_open_check_producer,
    eip_open_check_point_limit,
    check_rpi,
    check_inhibit_time,
    eip_open_check_sizes,
    eip_open_check_shared,
    eip_open_check_configuration,
};

/* Nothing is opened, so there is nothing else to object to. */
static const eip_open_check null_checks[] = {
    check_permitted,     check_ready,           check_null_allowed,           eip_open_check_key,
    eip_open_check_path, eip_open_check_points, eip_open_check_configuration,
};

static eip_refusal run(eip_opening *opening, const eip_open_check *list, size_t count) {
  for (size_t i = 0; i < count; i++) {
    eip_refusal refusal = list[i](opening);
    if (refusal.general) return refusal;
  }
  return eip_open_passes();
}

eip_refusal eip_open_checks_run(eip_opening *opening) {
  return eip_opening_is_null(opening) ? run(opening, null_checks, sizeof null_checks / sizeof *null_checks)
                                      : run(opening, checks, sizeof checks / sizeof *checks);
}
