#include "connection/open_checks.h"

#include "connection/configuration.h"
#include "connection/format.h"
#include "connection/path_checks.h"

enum { CLASS_1 = 1, TRIGGER_CYCLIC = 0, MAX_MULTIPLIER = 7 };

static eip_refusal check_ready(eip_opening *opening) {
  return opening->table->environment->ready ? eip_open_passes() : eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
}

/* Both null would be a Null Forward Open, which this version has switched off. */
static eip_refusal check_network_types(eip_opening *opening) {
  eip_network_type o2t = opening->open.o2t.type, t2o = opening->open.t2o.type;
  if (o2t == EIP_NETWORK_RESERVED || o2t == EIP_NETWORK_MULTICAST) return eip_refusal_failure(EIP_CONN_O2T_TYPE);
  if (t2o == EIP_NETWORK_RESERVED || t2o == EIP_NETWORK_MULTICAST) return eip_refusal_failure(EIP_CONN_T2O_TYPE);
  if (o2t == EIP_NETWORK_NULL && t2o == EIP_NETWORK_NULL) return eip_refusal_failure(EIP_CONN_NULL_OPEN_OFF);
  if (o2t == EIP_NETWORK_NULL) return eip_refusal_failure(EIP_CONN_O2T_TYPE);
  if (t2o == EIP_NETWORK_NULL) return eip_refusal_failure(EIP_CONN_T2O_TYPE);
  return eip_open_passes();
}

static bool usable(const eip_cpf_sockaddr *item) {
  return !item->present || (item->family == EIP_FAMILY_IPV4 && item->endpoint.port != 0);
}

static eip_refusal check_sockaddr_items(eip_opening *opening) {
  bool good = usable(&opening->request->o2t) && usable(&opening->request->t2o);
  return good ? eip_open_passes() : eip_refusal_failure(EIP_CONN_UNCONNECTED_PARAMETER);
}

static eip_refusal check_duplicate(eip_opening *opening) {
  bool live = eip_connections_by_triad(opening->table, &opening->open.triad) != NULL;
  return live ? eip_refusal_failure(EIP_CONN_DUPLICATE) : eip_open_passes();
}

static eip_refusal check_class_and_trigger(eip_opening *opening) {
  bool known = opening->open.transport_class == CLASS_1 && opening->open.trigger == TRIGGER_CYCLIC;
  return known ? eip_open_passes() : eip_refusal_failure(EIP_CONN_CLASS_TRIGGER);
}

static eip_refusal check_multiplier(eip_opening *opening) {
  bool valid = opening->open.multiplier <= MAX_MULTIPLIER;
  return valid ? eip_open_passes() : eip_refusal_failure(EIP_CONN_TIMEOUT_MULTIPLIER);
}

static bool withdrawn(const eip_assembly *assembly) { return assembly && assembly->withdrawn; }

static bool assemblies_ready(const eip_opening *opening) {
  const eip_assembly *configuration = eip_assembly_find(opening->table->cip, opening->point->config_instance);
  return !withdrawn(opening->output) && !withdrawn(opening->input) && !withdrawn(configuration);
}

static eip_refusal check_owner(eip_opening *opening) {
  if (!assemblies_ready(opening)) return eip_refusal_general(EIP_CIP_RESOURCE_UNAVAILABLE);
  bool owned = eip_connections_owner(opening->table, opening->point->output_instance) != NULL;
  return owned ? eip_refusal_failure(EIP_CONN_OWNERSHIP_CONFLICT) : eip_open_passes();
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

/* Fixed and variable size alike have to name the assembly's: no point of this version declares a range. */
static eip_refusal check_sizes(eip_opening *opening) {
  uint16_t o2t = eip_format_size(opening->point->o2t_format, opening->output->size);
  uint16_t t2o = eip_format_size(opening->point->t2o_format, opening->input->size);
  if (opening->open.o2t.size != o2t) return eip_refusal_with_word(EIP_CONN_O2T_SIZE, o2t);
  if (opening->open.t2o.size != t2o) return eip_refusal_with_word(EIP_CONN_T2O_SIZE, t2o);
  return eip_open_passes();
}

static const eip_open_check checks[] = {
    check_ready,
    check_network_types,
    check_sockaddr_items,
    check_duplicate,
    check_class_and_trigger,
    check_multiplier,
    eip_open_check_key,
    eip_open_check_path,
    eip_open_check_points,
    check_owner,
    check_rpi,
    check_inhibit_time,
    check_sizes,
    eip_open_check_configuration,
};

eip_refusal eip_open_checks_run(eip_opening *opening) {
  for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
    eip_refusal refusal = checks[i](opening);
    if (refusal.general) return refusal;
  }
  return eip_open_passes();
}
