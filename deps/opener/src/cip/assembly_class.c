/* Assembly object, class 0x04: what explicit messages see of the assemblies. */
#include "cip/cip.h"

enum { DATA = 3, SIZE = 4 };

static uint8_t get_data(void *object, uint32_t instance, eip_writer *value) {
  eip_cip *self = object;
  eip_assembly *assembly = eip_assembly_find(self, instance);
  eip_assembly_refresh(self, assembly);
  eip_writer_span(value, (eip_span){assembly->data, assembly->size});
  return EIP_CIP_SUCCESS;
}

static uint8_t get_size(void *object, uint32_t instance, eip_writer *value) {
  eip_writer_u16(value, eip_assembly_find(object, instance)->size);
  return EIP_CIP_SUCCESS;
}

/* Whether a Set with this value may go to the application. A CIP status. */
static uint8_t check_set(const eip_assembly *assembly, eip_span value) {
  if (!assembly) return EIP_CIP_PATH_DESTINATION_UNKNOWN;
  if (!assembly->settable) return EIP_CIP_ATTRIBUTE_NOT_SETTABLE;
  if (assembly->connections) return EIP_CIP_OBJECT_STATE_CONFLICT;
  if (value.length < assembly->size) return EIP_CIP_NOT_ENOUGH_DATA;
  return value.length > assembly->size ? EIP_CIP_TOO_MUCH_DATA : EIP_CIP_SUCCESS;
}

/* Checks again: a connection may have come, or the assembly gone, while the application thought about it. */
static void resume_set(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)data;
  eip_assembly *assembly = eip_assembly_find(object, request->path.instance);
  uint8_t status = check_set(assembly, request->data);
  if (answer.general != EIP_CIP_SUCCESS) {
    eip_reply_answer(reply, answer);
  } else if (status) {
    eip_reply_refuse(reply, status);
  } else {
    eip_assembly_accept(object, assembly, request->data, NULL);
  }
}

static bool is_gone(void *object, const eip_request *request) {
  return !eip_assembly_find(object, request->path.instance);
}

static eip_outcome ask_for_set(eip_cip *self, const eip_request *request, eip_reply *reply) {
  const eip_application *application = &self->environment->config.application;
  eip_continuation continuation = {.object = self,
                                   .resume = resume_set,
                                   .outdated = is_gone,
                                   .overdue = EIP_REFUSE(EIP_CIP_RESOURCE_UNAVAILABLE, 0)};
  eip_token token = eip_pending_open(self, request, &continuation);
  if (!token) return eip_reply_refuse(reply, EIP_CIP_RESOURCE_UNAVAILABLE);
  eip_answer answer = application->assembly_written(application->user, request->path.instance, request->data, token);
  return eip_pending_settle(self, token, answer, &continuation, request, reply);
}

static eip_outcome set_data(void *object, const eip_request *request, eip_reply *reply) {
  eip_cip *self = object;
  uint8_t status = check_set(eip_assembly_find(self, request->path.instance), request->data);
  if (status) return eip_reply_refuse(reply, status);
  if (self->environment->config.application.assembly_written) return ask_for_set(self, request, reply);
  resume_set(self, request, EIP_ACCEPT, (eip_span){0}, reply);
  return EIP_DONE;
}

static uint32_t next_instance(void *object, uint32_t after) { return eip_assembly_next(object, after); }

static const eip_attribute attributes[] = {
    {.id = DATA, .access = EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_SET, .get = get_data, .set = set_data},
    {.id = SIZE, .access = EIP_ATTRIBUTE_SINGLE, .get = get_size},
};

const eip_class eip_assembly_class = {
    .id = 0x04,
    .revision = 2,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
    .next_instance = next_instance,
};
