#include "host/protocol_stack.h"

#include <cstdio>

#include "bridge/words.h"
#include "host/assemblies.h"
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
    const eip_assembly_config config = ToCore(assembly, value);
    value += bridge::RoundUp(assembly.size, bridge::kCacheLine);
    const eip_status status = eip_assembly_create(stack_, &config);
    if (status != EIP_OK) return "assemblies[" + std::to_string(i) + "]: " + Explain(status);
  }
  return std::nullopt;
}

std::optional<std::string> ProtocolStack::DeclarePoints(const bridge::AdapterOptions& options) {
  for (size_t i = 0; i < options.points.size(); i++) {
    const eip_connection_point declared = ToCore(options.points[i]);
    const eip_status status = eip_connection_point_declare(stack_, &declared);
    if (status != EIP_OK) return "points[" + std::to_string(i) + "]: " + Explain(status);
  }
  return std::nullopt;
}

}  // namespace eip::host
