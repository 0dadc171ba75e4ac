/* Requests to the application's classes: what the declaration allows goes to a hook, the rest is refused here. */
#include "cip/application_class.h"
#include "cip/attribute_list.h"
#include "cip/cip.h"
#include "cip/generic.h"

/* ---- one hook, answered now or later ---- */

static void put(eip_reply *reply, eip_answer answer, eip_span data) {
  eip_reply_answer(reply, answer);
  eip_writer_span(&reply->data, data);
}

/* Nothing of the class is needed any more: it may have been removed. */
static void resume(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)object;
  (void)request;
  put(reply, answer, data);
}

static eip_object_request told(const eip_request *request, eip_token token) {
  const eip_path *path = &request->path;
  return (eip_object_request){.class_id = path->class_id,
                              .instance = path->instance,
                              .attribute = path->attribute,
                              .service = request->service,
                              .data = request->data,
                              .token = token};
}

static eip_outcome ask(eip_application_class *self, eip_object_hook hook, const eip_request *request,
                       eip_reply *reply) {
  eip_cip *cip = self->cip;
  const eip_continuation continuation = {
      .object = cip, .resume = resume, .overdue = EIP_REFUSE(EIP_CIP_RESOURCE_UNAVAILABLE, 0)};
  eip_token token = eip_pending_open(cip, request, &continuation);
  if (!token) return eip_reply_refuse(reply, EIP_CIP_RESOURCE_UNAVAILABLE);
  eip_object_request asked = told(request, token);
  eip_span data = {0};
  eip_answer answer = hook(self->declared.user, &asked, &data);
  if (answer.pending || !eip_pending_drop(cip, token)) return EIP_LATER;
  put(reply, answer, data);
  return EIP_DONE;
}

/* ---- attributes ---- */

/* The value of one attribute among several: there is no waiting for it. A CIP status. */
static uint8_t get_now(eip_application_class *self, const eip_request *request, uint32_t id, eip_writer *to) {
  eip_object_request asked = told(request, 0);
  asked.attribute = id;
  asked.data = (eip_span){0};
  eip_span value = {0};
  eip_answer answer = self->declared.get(self->declared.user, &asked, &value);
  if (answer.pending) return EIP_CIP_RESOURCE_UNAVAILABLE;
  if (answer.general == EIP_CIP_SUCCESS) eip_writer_span(to, value);
  return answer.general;
}

static uint8_t get_listed(void *object, const eip_request *request, uint16_t id, eip_writer *to) {
  eip_application_class *self = object;
  const eip_object_attribute *attribute = eip_application_class_attribute(self, id);
  bool readable = attribute && (attribute->access & EIP_OBJECT_GET);
  return readable ? get_now(self, request, id, to) : EIP_CIP_ATTRIBUTE_NOT_SUPPORTED;
}

static bool any_has(const eip_object_class *class, uint8_t access) {
  for (uint16_t i = 0; i < class->attribute_count; i++) {
    if (class->attributes[i].access & access) return true;
  }
  return false;
}

static eip_outcome get_all(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  const eip_object_class *class = &self->declared;
  for (uint16_t i = 0; i < class->attribute_count; i++) {
    if (!(class->attributes[i].access & EIP_OBJECT_GET_ALL)) continue;
    uint8_t status = get_now(self, request, class->attributes[i].id, &reply->data);
    if (status) return eip_reply_refuse(reply, status);
  }
  return EIP_DONE;
}

static eip_outcome get_single(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  const eip_object_attribute *attribute = eip_application_class_attribute(self, request->path.attribute);
  if (!attribute || !(attribute->access & EIP_OBJECT_GET)) {
    return eip_reply_refuse(reply, EIP_CIP_ATTRIBUTE_NOT_SUPPORTED);
  }
  return ask(self, self->declared.get, request, reply);
}

static eip_outcome set_single(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  const eip_object_attribute *attribute = eip_application_class_attribute(self, request->path.attribute);
  if (!attribute) return eip_reply_refuse(reply, EIP_CIP_ATTRIBUTE_NOT_SUPPORTED);
  if (!(attribute->access & EIP_OBJECT_SET)) return eip_reply_refuse(reply, EIP_CIP_ATTRIBUTE_NOT_SETTABLE);
  if (!eip_cip_may_write(self->cip, request)) return eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
  return ask(self, self->declared.set, request, reply);
}

/* ---- services ---- */

static const eip_object_service *own_service(const eip_object_class *class, uint8_t code) {
  for (uint16_t i = 0; i < class->service_count; i++) {
    if (class->services[i].code == code) return &class->services[i];
  }
  return NULL;
}

/* What the standard calls Get only tells, also where the class answers it itself; any other service may do anything. */
static bool only_tells(uint8_t service) {
  return service == EIP_SERVICE_GET_ATTRIBUTES_ALL || service == EIP_SERVICE_GET_ATTRIBUTE_LIST ||
         service == EIP_SERVICE_GET_ATTRIBUTE_SINGLE;
}

static eip_outcome run_own(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  bool permitted = only_tells(request->service) || eip_cip_may_write(self->cip, request);
  return permitted ? ask(self, self->declared.run, request, reply)
                   : eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
}

static eip_outcome run_common(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  const eip_object_class *class = &self->declared;
  switch (request->service) {
    case EIP_SERVICE_GET_ATTRIBUTE_SINGLE:
      return get_single(self, request, reply);
    case EIP_SERVICE_GET_ATTRIBUTES_ALL:
      if (any_has(class, EIP_OBJECT_GET_ALL)) return get_all(self, request, reply);
      break;
    case EIP_SERVICE_GET_ATTRIBUTE_LIST:
      if (any_has(class, EIP_OBJECT_GET)) return eip_attribute_list_get(get_listed, self, request, reply);
      break;
    case EIP_SERVICE_SET_ATTRIBUTE_SINGLE:
      if (any_has(class, EIP_OBJECT_SET)) return set_single(self, request, reply);
      break;
    default:
      break;
  }
  return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
}

static eip_outcome run_on_class(eip_application_class *self, const eip_request *request, eip_reply *reply) {
  const eip_class_entry entry = {.class = &self->table, .object = self};
  if (request->service != EIP_SERVICE_GET_ATTRIBUTE_SINGLE) {
    return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
  }
  uint8_t status = eip_generic_class_attribute(&entry, request->path.attribute, &reply->data);
  return status ? eip_reply_refuse(reply, status) : EIP_DONE;
}

eip_outcome eip_application_class_run(void *object, const eip_request *request, eip_reply *reply) {
  eip_application_class *self = object;
  bool on_instance = request->path.instance != 0;
  const eip_object_service *own = own_service(&self->declared, request->service);
  if (own && (on_instance ? own->on_instance : own->on_class)) return run_own(self, request, reply);
  return on_instance ? run_common(self, request, reply) : run_on_class(self, request, reply);
}
