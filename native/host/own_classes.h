// CIP classes that JavaScript defined: declared in the core, every request to them put to JavaScript.
//
// Comes on the I/O thread, but for what is defined before it starts.
#pragma once

#include <memory>
#include <vector>

#include "bridge/class_definition.h"
#include "host/application.h"
#include "host/core.h"

namespace eip::host {

class OwnClasses {
 public:
  explicit OwnClasses(Application& application) : application_(application) {}

  void Attach(eip_stack* stack) { stack_ = stack; }

  // EIP_OK, or why the core does not take it.
  eip_status Define(const bridge::ClassDefinition& definition);
  // Harmless when there is none.
  void Remove(uint32_t id);

 private:
  // What the core reads as long as the class is there.
  struct Kept {
    uint32_t id;
    std::vector<eip_object_attribute> attributes;
    std::vector<eip_object_service> services;
    std::vector<uint32_t> instances;
  };

  static eip_answer Asked(void* user, const eip_object_request* request, eip_span* reply);

  Application& application_;
  eip_stack* stack_ = nullptr;
  std::vector<std::unique_ptr<Kept>> kept_;
};

}  // namespace eip::host
