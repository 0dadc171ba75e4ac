/* The public calls about assemblies and connection points: what they mean for the layers below. */
#include "opener/assembly.h"

#include "connection/trigger.h"
#include "stack.h"

eip_status eip_assembly_create(eip_stack *self, const eip_assembly_config *config) {
  return eip_cip_assembly_create(&self->cip, config);
}

eip_status eip_assembly_remove(eip_stack *self, uint32_t instance) {
  const eip_assembly *assembly = eip_assembly_find(&self->cip, instance);
  if (!assembly) return EIP_ERR_UNKNOWN;
  eip_connections_abort(&self->connections, assembly);
  eip_points_forget(&self->connections.points, &self->cip, assembly);
  eip_cip_assembly_remove(&self->cip, instance);
  eip_pending_refuse_outdated(&self->cip);
  return EIP_OK;
}

eip_status eip_assembly_write(eip_stack *self, uint32_t instance, eip_span value) {
  return eip_cip_assembly_write(&self->cip, instance, value);
}

eip_status eip_assembly_set_ready(eip_stack *self, uint32_t instance, bool ready) {
  eip_assembly *assembly = eip_assembly_find(&self->cip, instance);
  if (!assembly) return EIP_ERR_UNKNOWN;
  assembly->withdrawn = !ready;
  if (!ready) eip_connections_abort(&self->connections, assembly);
  return EIP_OK;
}

eip_status eip_input_set_run(eip_stack *self, uint32_t input_instance, bool run) {
  if (!eip_assembly_is(&self->cip, input_instance, EIP_ASSEMBLY_INPUT)) return EIP_ERR_UNKNOWN;
  eip_trigger_set_run(&self->connections, eip_assembly_find(&self->cip, input_instance), run);
  return EIP_OK;
}

eip_span eip_assembly_read(eip_stack *self, uint32_t instance) { return eip_cip_assembly_read(&self->cip, instance); }

eip_status eip_connection_point_declare(eip_stack *self, const eip_connection_point *point) {
  return eip_points_declare(&self->connections.points, &self->cip, point);
}

eip_status eip_connection_point_remove(eip_stack *self, uint32_t output_instance, uint32_t input_instance) {
  eip_status status = eip_points_undeclare(&self->connections.points, output_instance, input_instance);
  if (status) return status;
  eip_connections_abort_pair(&self->connections, output_instance, input_instance);
  eip_pending_refuse_outdated(&self->cip);
  return EIP_OK;
}
