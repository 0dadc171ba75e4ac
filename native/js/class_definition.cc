#include "js/class_definition.h"

namespace eip::js {

namespace {

constexpr uint32_t kMostAttributes = 1024, kMostServices = 127, kMostInstances = 4096;

}  // namespace

bridge::ClassDefinition ReadClass(const OptionReader& from) {
  bridge::ClassDefinition definition;
  definition.id = from.Number("classId", 1, 0xFFFF);
  definition.revision = from.Number("revision", 1, 0xFFFF);
  from.ForEach("attributes", kMostAttributes, [&definition](const OptionReader& entry) {
    definition.attributes.push_back({entry.Number("id", 1, 0xFFFF), entry.Flag("get"), entry.Flag("set")});
  });
  from.ForEach("services", kMostServices, [&definition](const OptionReader& entry) {
    definition.services.push_back({entry.Number("code", 1, 0x7F), entry.Flag("onClass"), entry.Flag("onInstance")});
  });
  definition.instances = from.Numbers("instances", kMostInstances, 1, UINT32_MAX);
  return definition;
}

}  // namespace eip::js
