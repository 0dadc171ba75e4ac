#include "js/adapter_options.h"

#include "js/class_definition.h"

namespace eip::js {

namespace {

using bridge::AssemblyKind;
using bridge::OutputPolicy;
using bridge::PointType;
using bridge::RealtimeFormat;
using bridge::SchedulingPolicy;
using bridge::WatchdogAction;

// As deps/opener/include/opener/limits.h.
constexpr uint32_t kMostEntries = 4096;
constexpr uint32_t kMostData = 65000;
constexpr uint32_t kMostHistory = 65536;
constexpr uint32_t kMostWatchdogMs = 3'600'000;
constexpr uint32_t kMostClasses = 256;
constexpr uint32_t kMostNetworks = 256;
constexpr uint32_t kAny = UINT32_MAX;

constexpr Choice<AssemblyKind> kKinds[] = {{"output", AssemblyKind::kOutput},
                                           {"input", AssemblyKind::kInput},
                                           {"config", AssemblyKind::kConfig},
                                           {"explicit", AssemblyKind::kExplicit}};
constexpr Choice<PointType> kPointTypes[] = {{"exclusiveOwner", PointType::kExclusiveOwner},
                                             {"inputOnly", PointType::kInputOnly},
                                             {"listenOnly", PointType::kListenOnly}};
constexpr Choice<RealtimeFormat> kFormats[] = {{"modeless", RealtimeFormat::kModeless},
                                               {"header32", RealtimeFormat::kHeader32},
                                               {"zeroLength", RealtimeFormat::kZeroLength},
                                               {"heartbeat", RealtimeFormat::kHeartbeat}};
constexpr Choice<OutputPolicy> kOutputPolicies[] = {
    {"hold", OutputPolicy::kHold}, {"zero", OutputPolicy::kZero}, {"apply", OutputPolicy::kApply}};
constexpr Choice<WatchdogAction> kWatchdogActions[] = {{"hold", WatchdogAction::kHold},
                                                       {"zero", WatchdogAction::kZero},
                                                       {"idle", WatchdogAction::kIdle},
                                                       {"close", WatchdogAction::kClose}};
constexpr Choice<SchedulingPolicy> kPolicies[] = {
    {"auto", SchedulingPolicy::kAuto}, {"fifo", SchedulingPolicy::kFifo}, {"other", SchedulingPolicy::kOther}};

bridge::IdentityOptions ReadIdentity(const OptionReader& from) {
  bridge::IdentityOptions identity;
  identity.vendor_id = from.Number("vendorId", 0, 0xFFFF);
  identity.device_type = from.Number("deviceType", 0, 0xFFFF);
  identity.product_code = from.Number("productCode", 0, 0xFFFF);
  identity.major_revision = from.Number("majorRevision", 1, 127);
  identity.minor_revision = from.Number("minorRevision", 1, 255);
  identity.serial_number = from.Number("serialNumber", 0, kAny);
  identity.product_name = from.Text("productName", 32);
  return identity;
}

bridge::LimitOptions ReadLimits(const OptionReader& from) {
  bridge::LimitOptions limits;
  limits.peers = from.Number("peers", 1, kMostEntries);
  limits.sessions = from.Number("sessions", 1, kMostEntries);
  limits.max_message = from.Number("maxMessage", 128, 0xFFFF);
  limits.io_connections = from.Number("ioConnections", 1, kMostEntries);
  limits.explicit_connections = from.Number("explicitConnections", 1, kMostEntries);
  limits.max_io_data = from.Number("maxIoData", 0, kMostData);
  limits.assemblies = from.Number("assemblies", 1, kMostEntries);
  limits.connection_points = from.Number("connectionPoints", 1, kMostEntries);
  limits.classes = from.Number("classes", 8, 256);
  limits.pending_requests = from.Number("pendingRequests", 1, 1024);
  limits.delayed_replies = from.Number("delayedReplies", 1, 256);
  return limits;
}

std::vector<bridge::Network> ReadNetworks(const OptionReader& from, const char* key) {
  std::vector<bridge::Network> networks;
  from.ForEach(key, kMostNetworks, [&networks](const OptionReader& entry) {
    networks.push_back({entry.Number("address", 0, kAny), entry.Number("mask", 0, kAny)});
  });
  return networks;
}

bridge::AccessOptions ReadAccess(const OptionReader& from) {
  bridge::AccessOptions access;
  access.explicit_messages = ReadNetworks(from, "explicit");
  access.io = ReadNetworks(from, "io");
  access.sessions_per_peer = from.Number("sessionsPerPeer", 0, kMostEntries);
  access.read_only = from.Flag("readOnly");
  return access;
}

bridge::SchedulingOptions ReadScheduling(const OptionReader& from) {
  return {from.OneOf("policy", kPolicies), from.Number("priority", 1, 99), from.OptionalNumber("cpu", 0, 1023)};
}

bool IsKind(const bridge::AdapterOptions& options, uint32_t assembly, AssemblyKind kind) {
  return assembly < options.assemblies.size() && options.assemblies[assembly].kind == kind;
}

void ReadMirrors(const OptionReader& from, bridge::AdapterOptions* options) {
  from.ForEach("mirrors", kMostEntries, [options](const OptionReader& entry) {
    const bridge::MirrorOptions mirror{entry.Number("output", 0, kMostEntries), entry.Number("input", 0, kMostEntries)};
    const bool fits = IsKind(*options, mirror.output, AssemblyKind::kOutput) &&
                      IsKind(*options, mirror.input, AssemblyKind::kInput) &&
                      options->assemblies[mirror.output].size == options->assemblies[mirror.input].size;
    if (!fits) return entry.Report("input", "expected indexes of an output and an input assembly of equal size");
    options->mirrors.push_back(mirror);
  });
}

}  // namespace

bridge::Settings ReadSettings(const OptionReader& from) {
  bridge::Settings settings;
  settings.dscp_urgent = from.Number("dscpUrgent", 0, 63);
  settings.dscp_scheduled = from.Number("dscpScheduled", 0, 63);
  settings.dscp_high = from.Number("dscpHigh", 0, 63);
  settings.dscp_low = from.Number("dscpLow", 0, 63);
  settings.dscp_explicit = from.Number("dscpExplicit", 0, 63);
  settings.multicast_ttl = from.Number("multicastTtl", 1, 255);
  settings.multicast_explicit = from.Flag("multicastExplicit") ? 1 : 0;
  settings.multicast_count = from.Number("multicastCount", 1, 32);
  settings.multicast_first = from.Number("multicastFirst", 0, kAny);
  settings.inactivity_timeout_s = from.Number("inactivityTimeoutS", 0, 3600);
  return settings;
}

bridge::AssemblyOptions ReadAssembly(const OptionReader& from) {
  return {from.Number("instance", 1, kAny),          from.OneOf("kind", kKinds),
          from.Number("size", 0, kMostData),         from.Flag("settable"),
          from.OneOf("onLoss", kOutputPolicies),     from.OneOf("onIdle", kOutputPolicies),
          from.Number("history", 0, kMostHistory),   from.Number("watchdogMs", 0, kMostWatchdogMs),
          from.OneOf("onWatchdog", kWatchdogActions)};
}

std::vector<bridge::PointOptions> ReadPoints(const OptionReader& from) {
  std::vector<bridge::PointOptions> points;
  from.ForEach("points", kMostEntries, [&points](const OptionReader& entry) {
    points.push_back({entry.OneOf("type", kPointTypes), entry.Number("output", 0, kAny), entry.Number("input", 0, kAny),
                      entry.Number("config", 0, kAny), entry.OneOf("outputFormat", kFormats),
                      entry.OneOf("inputFormat", kFormats), entry.Number("connections", 0, kMostEntries),
                      entry.OptionalNumber("outputLeast", 0, kMostData),
                      entry.OptionalNumber("inputLeast", 0, kMostData)});
  });
  return points;
}

std::optional<bridge::AdapterOptions> ReadAdapterOptions(Napi::Env env, Napi::Value value) {
  OptionProblem problem;
  const OptionReader from(value, "options", &problem);
  bridge::AdapterOptions options;
  options.address = from.Text("address", 15);
  options.port = static_cast<uint16_t>(from.Number("port", 0, 0xFFFF));
  options.io_port = static_cast<uint16_t>(from.Number("ioPort", 0, 0xFFFF));
  options.identity = ReadIdentity(from.Object("identity"));
  options.limits = ReadLimits(from.Object("limits"));
  options.access = ReadAccess(from.Object("access"));
  options.min_rpi_us = from.Number("minRpiUs", 100, 1'000'000);
  options.settings = ReadSettings(from.Object("settings"));
  options.allow_settings = from.Flag("allowSettings");
  options.pending_timeout_us = from.Number("pendingTimeoutUs", 1'000, 60'000'000);
  options.require_configuration = from.Flag("requireConfiguration");
  options.liveness_ms = from.Number("livenessMs", 0, 3'600'000);
  options.event_min_interval_us = from.Number("eventMinIntervalUs", 0, 1'000'000);
  options.scheduling = ReadScheduling(from.Object("scheduling"));
  from.ForEach("assemblies", kMostEntries,
               [&options](const OptionReader& entry) { options.assemblies.push_back(ReadAssembly(entry)); });
  options.points = ReadPoints(from);
  ReadMirrors(from, &options);
  from.ForEach("classes", kMostClasses,
               [&options](const OptionReader& entry) { options.classes.push_back(ReadClass(entry)); });
  if (problem.text.empty()) return options;
  Napi::TypeError::New(env, problem.text).ThrowAsJavaScriptException();
  return std::nullopt;
}

}  // namespace eip::js
