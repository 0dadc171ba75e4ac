#include "host/own_classes.h"

#include <algorithm>

namespace eip::host {

using bridge::ClassDefinition;

namespace {

eip_object_attribute ToCore(const ClassDefinition::Attribute& attribute) {
  const int access = (attribute.get ? EIP_OBJECT_GET : 0) | (attribute.set ? EIP_OBJECT_SET : 0);
  return {static_cast<uint16_t>(attribute.id), static_cast<uint8_t>(access)};
}

eip_object_service ToCore(const ClassDefinition::Service& service) {
  return {static_cast<uint8_t>(service.code), service.on_class, service.on_instance};
}

}  // namespace

eip_status OwnClasses::Define(const ClassDefinition& definition) {
  auto kept = std::make_unique<Kept>();
  kept->id = definition.id;
  for (const auto& attribute : definition.attributes) kept->attributes.push_back(ToCore(attribute));
  for (const auto& service : definition.services) kept->services.push_back(ToCore(service));
  // One by one: assigning a whole vector needs a newer libstdc++ than the prebuilt binary may ask for.
  for (const uint32_t instance : definition.instances) kept->instances.push_back(instance);
  eip_object_class declared{};
  declared.id = definition.id;
  declared.revision = static_cast<uint16_t>(definition.revision);
  declared.attributes = kept->attributes.data();
  declared.attribute_count = static_cast<uint16_t>(kept->attributes.size());
  declared.services = kept->services.data();
  declared.service_count = static_cast<uint16_t>(kept->services.size());
  declared.instances = kept->instances.data();
  declared.instance_count = declared.instance_capacity = static_cast<uint32_t>(kept->instances.size());
  declared.user = this;
  declared.get = declared.set = declared.run = Asked;
  const eip_status status = eip_object_declare(stack_, &declared);
  if (status == EIP_OK) kept_.push_back(std::move(kept));
  return status;
}

void OwnClasses::Remove(uint32_t id) {
  if (eip_object_remove(stack_, id) != EIP_OK) return;
  std::erase_if(kept_, [id](const std::unique_ptr<Kept>& kept) { return kept->id == id; });
}

eip_answer OwnClasses::Asked(void* user, const eip_object_request* request, eip_span*) {
  bridge::Request asked{};
  asked.token = request->token;
  asked.kind = bridge::RequestKind::kService;
  asked.class_id = request->class_id;
  asked.instance = request->instance;
  asked.attribute = request->attribute;
  asked.service = request->service;
  return static_cast<OwnClasses*>(user)->application_.Ask(asked, FromCore(request->data));
}

}  // namespace eip::host
