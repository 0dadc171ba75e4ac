#include "host/assemblies.h"

namespace eip::host {

namespace {

eip_assembly_kind ToCore(bridge::AssemblyKind kind) {
  switch (kind) {
    case bridge::AssemblyKind::kOutput:
      return EIP_ASSEMBLY_OUTPUT;
    case bridge::AssemblyKind::kInput:
      return EIP_ASSEMBLY_INPUT;
    case bridge::AssemblyKind::kConfig:
      return EIP_ASSEMBLY_CONFIG;
    case bridge::AssemblyKind::kExplicit:
      break;
  }
  return EIP_ASSEMBLY_EXPLICIT;
}

eip_point_type ToCore(bridge::PointType type) {
  switch (type) {
    case bridge::PointType::kInputOnly:
      return EIP_POINT_INPUT_ONLY;
    case bridge::PointType::kListenOnly:
      return EIP_POINT_LISTEN_ONLY;
    case bridge::PointType::kExclusiveOwner:
      break;
  }
  return EIP_POINT_EXCLUSIVE_OWNER;
}

eip_realtime_format ToCore(bridge::RealtimeFormat format) {
  switch (format) {
    case bridge::RealtimeFormat::kHeader32:
      return EIP_FORMAT_HEADER_32BIT;
    case bridge::RealtimeFormat::kZeroLength:
      return EIP_FORMAT_ZERO_LENGTH;
    case bridge::RealtimeFormat::kHeartbeat:
      return EIP_FORMAT_HEARTBEAT;
    case bridge::RealtimeFormat::kModeless:
      break;
  }
  return EIP_FORMAT_MODELESS;
}

}  // namespace

eip_assembly_config ToCore(const bridge::AssemblyOptions& assembly, uint8_t* value) {
  return {assembly.instance, ToCore(assembly.kind), value, static_cast<uint16_t>(assembly.size), assembly.settable};
}

eip_connection_point ToCore(const bridge::PointOptions& point) {
  eip_connection_point declared{};
  declared.type = ToCore(point.type);
  declared.output_instance = point.output;
  declared.input_instance = point.input;
  declared.config_instance = point.config;
  declared.o2t_format = ToCore(point.output_format);
  declared.t2o_format = ToCore(point.input_format);
  declared.connections = point.connections;
  declared.o2t_ranged = point.output_least.has_value();
  declared.t2o_ranged = point.input_least.has_value();
  declared.o2t_least = static_cast<uint16_t>(point.output_least.value_or(0));
  declared.t2o_least = static_cast<uint16_t>(point.input_least.value_or(0));
  return declared;
}

const char* Explain(eip_status status) {
  switch (status) {
    case EIP_ERR_CONFIG:
      return "a value is outside its range";
    case EIP_ERR_LIMIT:
      return "a limit is too small for it: check limits.assemblies, limits.connectionPoints, limits.maxIoData";
    case EIP_ERR_EXISTS:
      return "it is declared twice";
    case EIP_ERR_UNKNOWN:
      return "it names an assembly that is not declared, or one of another kind";
    case EIP_ERR_MEMORY:
      return "there is not enough memory";
    default:
      return "the core refused it";
  }
}

}  // namespace eip::host
