// `NativeClass` of src/native/binding.ts, read into plain values. JS thread only.
#pragma once

#include <napi.h>

#include "bridge/class_definition.h"
#include "js/option_reader.h"

namespace eip::js {

// What is wrong is reported to the reader's problem.
bridge::ClassDefinition ReadClass(const OptionReader& from);

}  // namespace eip::js
