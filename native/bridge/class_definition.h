// A CIP class that JavaScript answers, as the I/O thread keeps it. Plain values: `NativeClass` of
// src/native/binding.ts. It goes over as the load of a kDefineClass command, or with the options.
#pragma once

#include <cstdint>
#include <vector>

#include "bridge/command.h"

namespace eip::bridge {

struct ClassDefinition final : CommandLoad {
  struct Attribute {
    uint32_t id;
    bool get, set;
  };
  struct Service {
    uint32_t code;
    bool on_class, on_instance;
  };

  uint32_t id = 0, revision = 0;
  std::vector<Attribute> attributes;  // ascending
  std::vector<Service> services;
  std::vector<uint32_t> instances;  // ascending
};

}  // namespace eip::bridge
