/* The CIP side from the outside: its memory and its classes. */
#include "cip/cip.h"

#include "cip/identity.h"
#include "cip/network_objects.h"

void eip_cip_init(eip_cip *self, eip_environment *environment, eip_arena *arena) {
  const eip_limits *limits = &environment->config.limits;
  *self = (eip_cip){.environment = environment};
  self->classes = eip_arena_take(arena, limits->classes, sizeof *self->classes);
  self->application_classes = eip_arena_take(arena, limits->classes, sizeof *self->application_classes);
  self->assemblies = eip_arena_take(arena, limits->assemblies, sizeof *self->assemblies);
  self->assembly_order = eip_arena_take(arena, limits->assemblies, sizeof *self->assembly_order);
  eip_pending_init_all(self, arena);
  if (!arena->memory) return;
  eip_cip_add_class(self, &eip_identity_class, self); /* cannot fail: the table has room for 8 at least */
  eip_cip_add_class(self, &eip_assembly_class, self);
  eip_cip_add_class(self, &eip_qos_class, self);
  eip_cip_add_class(self, &eip_port_class, self);
  eip_cip_add_class(self, &eip_tcp_ip_interface_class, self);
  eip_cip_add_class(self, &eip_ethernet_link_class, self);
}

bool eip_cip_may_write(const eip_cip *self, const eip_request *request) {
  const eip_application *application = &self->environment->config.application;
  return !application->permitted || application->permitted(application->user, EIP_ACCESS_WRITE, request->origin.remote);
}
