#include "host/protocol_stack.h"

#include <cstdio>

#include "bridge/words.h"
#include "host/settings.h"

namespace eip::host {

namespace {

eip_identity ToCore(const bridge::IdentityOptions& options) {
  eip_identity identity{};
  identity.vendor_id = static_cast<uint16_t>(options.vendor_id);
  identity.device_type = static_cast<uint16_t>(options.device_type);
  identity.product_code = static_cast<uint16_t>(options.product_code);
  identity.major_revision = static_cast<uint8_t>(options.major_revision);
  identity.minor_revision = static_cast<uint8_t>(options.minor_revision);
  identity.serial_number = options.serial_number;
  std::snprintf(identity.product_name, sizeof identity.product_name, "%s", options.product_name.c_str());
  return identity;
}

eip_limits ToCore(const bridge::LimitOptions& options) {
  eip_limits limits = eip_limits_default();
  limits.peers = options.peers;
  limits.sessions = options.sessions;
  limits.max_message = options.max_message;
  limits.io_connections = options.io_connections;
  limits.explicit_connections = options.explicit_connections;
  limits.max_io_data = options.max_io_data;
  limits.assemblies = options.assemblies;
  limits.connection_points = options.connection_points;
  limits.classes = options.classes;
  limits.pending_requests = options.pending_requests;
  limits.delayed_replies = options.delayed_replies;
  return limits;
}

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

eip_config ConfigOf(const bridge::AdapterOptions& options, const StackAddress& address) {
  eip_config config = eip_config_default();
  config.identity = ToCore(options.identity);
  config.limits = ToCore(options.limits);
  config.interface = address.interface;
  config.tcp_port = address.tcp_port;
  config.io_port = address.io_port;
  config.min_rpi_us = options.min_rpi_us;
  config.settings = host::ToCore(options.settings);
  config.allow_settings = options.allow_settings;
  config.pending_timeout_us = options.pending_timeout_us;
  config.require_configuration = options.require_configuration;
  config.allow_reset = true;  // the application refuses when nobody handles it
  return config;
}

}  // namespace

ProtocolStack::~ProtocolStack() {
  if (stack_ != nullptr) eip_stack_shutdown(stack_);
}

std::optional<std::string> ProtocolStack::Open(const bridge::AdapterOptions& options, const StackAddress& address,
                                               eip_host host, eip_application application) {
  eip_config config = ConfigOf(options, address);
  config.host = host;
  config.application = application;
  const size_t size = eip_stack_size(&config);
  if (size == 0) return "identity, limits or times: a value is outside its range";
  memory_ = LockedBlock(size);
  if (memory_.data() == nullptr) return "limits: there is not enough memory for them";
  const eip_status status = eip_stack_init(memory_.data(), memory_.size(), &config, &stack_);
  if (status != EIP_OK) return std::string("identity, limits or times: ") + Explain(status);
  if (auto problem = CreateAssemblies(options)) return problem;
  return DeclarePoints(options);
}

std::optional<std::string> ProtocolStack::CreateAssemblies(const bridge::AdapterOptions& options) {
  size_t bytes = 0;
  for (const auto& assembly : options.assemblies) bytes += bridge::RoundUp(assembly.size, bridge::kCacheLine);
  values_ = LockedBlock(bytes);
  if (values_.data() == nullptr) return "assemblies: there is not enough memory for them";
  auto* value = reinterpret_cast<uint8_t*>(values_.data());
  for (size_t i = 0; i < options.assemblies.size(); i++) {
    const auto& assembly = options.assemblies[i];
    const eip_assembly_config config{assembly.instance, ToCore(assembly.kind), value,
                                     static_cast<uint16_t>(assembly.size), assembly.settable};
    value += bridge::RoundUp(assembly.size, bridge::kCacheLine);
    const eip_status status = eip_assembly_create(stack_, &config);
    if (status != EIP_OK) return "assemblies[" + std::to_string(i) + "]: " + Explain(status);
  }
  return std::nullopt;
}

std::optional<std::string> ProtocolStack::DeclarePoints(const bridge::AdapterOptions& options) {
  for (size_t i = 0; i < options.points.size(); i++) {
    const auto& point = options.points[i];
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
    const eip_status status = eip_connection_point_declare(stack_, &declared);
    if (status != EIP_OK) return "points[" + std::to_string(i) + "]: " + Explain(status);
  }
  return std::nullopt;
}

}  // namespace eip::host
