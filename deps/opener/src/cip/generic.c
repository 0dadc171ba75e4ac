#include "cip/generic.h"

#include "cip/attribute_list.h"

enum {
  CLASS_REVISION = 1,
  CLASS_HIGHEST_INSTANCE = 2,
  CLASS_INSTANCE_COUNT = 3,
  CLASS_HIGHEST_CLASS_ATTRIBUTE = 6,
  CLASS_HIGHEST_INSTANCE_ATTRIBUTE = 7
};

/* Class attributes are 16 bits wide, instance numbers 32. */
static uint16_t to_u16(uint32_t value) { return value > UINT16_MAX ? UINT16_MAX : (uint16_t)value; }

static uint16_t class_instances(const eip_class_entry *entry, bool highest) {
  uint32_t count = 0;
  uint32_t last = 0;
  uint32_t next;
  while ((next = entry->class->next_instance(entry->object, last)) != 0) {
    last = next;
    count++;
  }
  return to_u16(highest ? last : count);
}

static uint16_t highest_attribute(const eip_attribute *attributes, uint16_t count, uint16_t least) {
  return count ? attributes[count - 1].id : least;
}

/* One that can be got, set, or both, as `access` asks. */
static const eip_attribute *find_attribute(const eip_attribute *attributes, uint16_t count, uint32_t id, int access) {
  for (uint16_t i = 0; i < count; i++) {
    if (attributes[i].id == id) return attributes[i].access & access ? &attributes[i] : NULL;
  }
  return NULL;
}

static uint8_t get_own_class_attribute(const eip_class_entry *entry, uint32_t id, eip_writer *value) {
  const eip_class *class = entry->class;
  const eip_attribute *attribute =
      find_attribute(class->class_attributes, class->class_attribute_count, id, EIP_ATTRIBUTE_SINGLE);
  return attribute ? attribute->get(entry->object, 0, value) : EIP_CIP_ATTRIBUTE_NOT_SUPPORTED;
}

uint8_t eip_generic_class_attribute(const eip_class_entry *entry, uint32_t id, eip_writer *value) {
  const eip_class *class = entry->class;
  switch (id) {
    case CLASS_REVISION:
      eip_writer_u16(value, class->revision);
      return EIP_CIP_SUCCESS;
    case CLASS_HIGHEST_INSTANCE:
      eip_writer_u16(value, class_instances(entry, true));
      return EIP_CIP_SUCCESS;
    case CLASS_INSTANCE_COUNT:
      eip_writer_u16(value, class_instances(entry, false));
      return EIP_CIP_SUCCESS;
    case CLASS_HIGHEST_CLASS_ATTRIBUTE:
      eip_writer_u16(value, highest_attribute(class->class_attributes, class->class_attribute_count,
                                              CLASS_HIGHEST_INSTANCE_ATTRIBUTE));
      return EIP_CIP_SUCCESS;
    case CLASS_HIGHEST_INSTANCE_ATTRIBUTE:
      eip_writer_u16(value, highest_attribute(class->attributes, class->attribute_count, class->highest_attribute));
      return EIP_CIP_SUCCESS;
    default:
      return get_own_class_attribute(entry, id, value);
  }
}

static uint8_t get_attribute(const eip_class_entry *entry, uint32_t instance, uint32_t id, eip_writer *value) {
  if (instance == 0) return eip_generic_class_attribute(entry, id, value);
  const eip_class *class = entry->class;
  const eip_attribute *attribute = find_attribute(class->attributes, class->attribute_count, id, EIP_ATTRIBUTE_SINGLE);
  return attribute ? attribute->get(entry->object, instance, value) : EIP_CIP_ATTRIBUTE_NOT_SUPPORTED;
}

static eip_outcome get_single(const eip_class_entry *entry, const eip_request *request, eip_reply *reply) {
  const eip_path *path = &request->path;
  uint8_t status = get_attribute(entry, path->instance, path->attribute, &reply->data);
  return status ? eip_reply_refuse(reply, status) : EIP_DONE;
}

static eip_outcome set_single(const eip_cip *cip, const eip_class_entry *entry, const eip_request *request,
                              eip_reply *reply) {
  const eip_class *class = entry->class;
  const eip_attribute *attribute = find_attribute(class->attributes, class->attribute_count, request->path.attribute,
                                                  EIP_ATTRIBUTE_SINGLE | EIP_ATTRIBUTE_SET);
  if (!attribute) return eip_reply_refuse(reply, EIP_CIP_ATTRIBUTE_NOT_SUPPORTED);
  if (!(attribute->access & EIP_ATTRIBUTE_SET)) return eip_reply_refuse(reply, EIP_CIP_ATTRIBUTE_NOT_SETTABLE);
  if (!eip_cip_may_write(cip, request)) return eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
  return attribute->set(entry->object, request, reply);
}

static eip_outcome get_all_of(const eip_class_entry *entry, const eip_attribute *attributes, uint16_t count,
                              uint32_t instance, eip_reply *reply) {
  for (uint16_t i = 0; i < count; i++) {
    if (!(attributes[i].access & EIP_ATTRIBUTE_ALL)) continue;
    uint8_t status = attributes[i].get(entry->object, instance, &reply->data);
    if (status) return eip_reply_refuse(reply, status);
  }
  return EIP_DONE;
}

static eip_outcome get_all(const eip_class_entry *entry, uint32_t instance, eip_reply *reply) {
  const eip_class *class = entry->class;
  if (instance != 0) return get_all_of(entry, class->attributes, class->attribute_count, instance, reply);
  for (uint32_t id = CLASS_REVISION; id <= CLASS_INSTANCE_COUNT; id++)
    eip_generic_class_attribute(entry, id, &reply->data);
  return get_all_of(entry, class->class_attributes, class->class_attribute_count, 0, reply);
}

/* Whether there is something to answer Get_Attributes_All with. */
static bool has_all(const eip_class *class, uint32_t instance) {
  return instance != 0 ? class->get_all : class->class_attribute_count > 0;
}

static uint8_t get_listed(void *object, const eip_request *request, uint16_t id, eip_writer *to) {
  return get_attribute(object, request->path.instance, id, to);
}

static eip_outcome get_list(const eip_class_entry *entry, const eip_request *request, eip_reply *reply) {
  eip_class_entry copy = *entry;
  return eip_attribute_list_get(get_listed, &copy, request, reply);
}

static bool has_settable(const eip_class *class) {
  for (uint16_t i = 0; i < class->attribute_count; i++) {
    if (class->attributes[i].access & EIP_ATTRIBUTE_SET) return true;
  }
  return false;
}

static eip_outcome run_common(const eip_cip *cip, const eip_class_entry *entry, const eip_request *request,
                              eip_reply *reply) {
  const eip_class *class = entry->class;
  bool on_instance = request->path.instance != 0;
  switch (request->service) {
    case EIP_SERVICE_GET_ATTRIBUTE_SINGLE:
      return get_single(entry, request, reply);
    case EIP_SERVICE_GET_ATTRIBUTES_ALL:
      if (has_all(class, request->path.instance)) return get_all(entry, request->path.instance, reply);
      break;
    case EIP_SERVICE_GET_ATTRIBUTE_LIST:
      if (on_instance && class->get_list) return get_list(entry, request, reply);
      break;
    case EIP_SERVICE_SET_ATTRIBUTE_SINGLE:
      if (on_instance && has_settable(class)) return set_single(cip, entry, request, reply);
      break;
    default:
      break;
  }
  return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
}

eip_outcome eip_generic_run(const eip_cip *cip, const eip_class_entry *entry, const eip_request *request,
                            eip_reply *reply) {
  const eip_class *class = entry->class;
  if (class->run) return class->run(entry->object, request, reply);
  bool on_instance = request->path.instance != 0;
  for (uint16_t i = 0; i < class->service_count; i++) {
    const eip_service *service = &class->services[i];
    if (service->code != request->service) continue;
    bool allowed = (on_instance ? service->on_instance : service->on_class) && !(service->alone && request->packet);
    if (!allowed) return eip_reply_refuse(reply, EIP_CIP_SERVICE_NOT_SUPPORTED);
    bool permitted = service->passive || eip_cip_may_write(cip, request);
    if (!permitted) return eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
    return service->run(entry->object, request, reply);
  }
  return run_common(cip, entry, request, reply);
}
