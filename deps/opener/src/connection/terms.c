#include "connection/terms.h"

#include "connection/trigger.h"

eip_production_terms eip_terms_of(const eip_opening *opening) {
  const eip_open_request *open = &opening->open;
  return (eip_production_terms){
      .input_instance = opening->point->input_instance,
      .format = opening->point->t2o_format,
      .api_us = open->t2o_rpi_us,
      .data_size = opening->t2o_data,
      .variable = open->t2o.variable,
      .priority = open->t2o.priority,
      .transport_class = open->transport_class,
      .trigger = (eip_trigger)open->trigger,
      .inhibit_us = eip_trigger_inhibit(open->trigger, &opening->path, open->t2o_rpi_us),
  };
}

eip_refusal eip_terms_compare(const eip_production_terms *wanted, const eip_production_terms *running,
                              uint32_t o2t_rpi_us) {
  if (wanted->api_us != running->api_us) {
    return eip_refusal_rpi(EIP_RPI_FINE, o2t_rpi_us, EIP_RPI_IS_NEEDED, running->api_us);
  }
  bool size = wanted->data_size == running->data_size && wanted->format == running->format;
  if (!size) return eip_refusal_failure(EIP_CONN_SHARED_SIZE);
  if (wanted->variable != running->variable) return eip_refusal_failure(EIP_CONN_SHARED_VARIABLE);
  if (wanted->priority != running->priority) return eip_refusal_failure(EIP_CONN_SHARED_PRIORITY);
  if (wanted->transport_class != running->transport_class) return eip_refusal_failure(EIP_CONN_SHARED_CLASS);
  if (wanted->trigger != running->trigger) return eip_refusal_failure(EIP_CONN_SHARED_TRIGGER);
  bool inhibit = wanted->inhibit_us == running->inhibit_us;
  return inhibit ? eip_open_passes() : eip_refusal_failure(EIP_CONN_SHARED_INHIBIT_TIME);
}
