// Assemblies and connection points in the words of the core.
#pragma once

#include "bridge/adapter_options.h"
#include "host/core.h"

namespace eip::host {

// `value`: as many bytes as it has, the core's until it is removed.
eip_assembly_config ToCore(const bridge::AssemblyOptions& assembly, uint8_t* value);
eip_connection_point ToCore(const bridge::PointOptions& point);

// Why the core refused one. Lives for ever.
const char* Explain(eip_status status);

}  // namespace eip::host
