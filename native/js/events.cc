#include "js/events.h"

#include "js/address.h"
#include "js/network.h"
#include "js/requests.h"

namespace eip::js {

namespace {

using bridge::ConnectionInfo;
using bridge::EventKind;
using bridge::PointType;
using bridge::Trigger;

const char* NameOf(PointType type) {
  switch (type) {
    case PointType::kInputOnly:
      return "inputOnly";
    case PointType::kListenOnly:
      return "listenOnly";
    case PointType::kExclusiveOwner:
      break;
  }
  return "exclusiveOwner";
}

const char* NameOf(Trigger trigger) {
  switch (trigger) {
    case Trigger::kChangeOfState:
      return "changeOfState";
    case Trigger::kApplication:
      return "application";
    case Trigger::kCyclic:
      break;
  }
  return "cyclic";
}

const char* NameOf(EventKind kind) {
  switch (kind) {
    case EventKind::kOpened:
      return "opened";
    case EventKind::kClosed:
      return "closed";
    case EventKind::kTimedOut:
      return "timedOut";
    case EventKind::kAborted:
      return "aborted";
    case EventKind::kOrphaned:
      return "orphaned";
    case EventKind::kRun:
      return "run";
    case EventKind::kIdle:
      return "idle";
    case EventKind::kLiveness:
    case EventKind::kNetwork:
    case EventKind::kWatchdogExpired:
    case EventKind::kWatchdogRecovered:
    case EventKind::kDenied:
      break;
  }
  return "none";
}

// By its counter.
const char* NameOf(bridge::DenialReason reason) {
  switch (reason) {
    case bridge::DenialReason::kUdp:
      return "udpDenied";
    case bridge::DenialReason::kOpen:
      return "opensDenied";
    case bridge::DenialReason::kIo:
      return "ioDenied";
    case bridge::DenialReason::kPerPeer:
      return "perPeerDenied";
    case bridge::DenialReason::kWrite:
      return "writesDenied";
    case bridge::DenialReason::kTcp:
      break;
  }
  return "tcpDenied";
}

Napi::Object MakeDenied(Napi::Env env, const bridge::Event& event) {
  auto object = Napi::Object::New(env);
  const bool known = event.denial.address != 0;
  object.Set("type", "denied");
  object.Set("address",
             known ? Napi::Value(Napi::String::New(env, DottedAddress(event.denial.address))) : env.Undefined());
  object.Set("counter", NameOf(event.denial.reason));
  object.Set("count", event.denial.count);
  object.Set("atUs", static_cast<double>(event.at_us));
  return object;
}

// What it is now, which may be newer than the event.
Napi::Object MakeNetworkEvent(Napi::Env env, const bridge::Event& event, const bridge::NetworkInfo& info) {
  auto object = Napi::Object::New(env);
  object.Set("type", "network");
  object.Set("network", MakeNetwork(env, info));
  object.Set("atUs", static_cast<double>(event.at_us));
  return object;
}

Napi::Object MakeWatchdog(Napi::Env env, const bridge::Event& event) {
  auto object = Napi::Object::New(env);
  object.Set("type", "watchdog");
  object.Set("assembly", event.assembly);
  object.Set("expired", event.kind == EventKind::kWatchdogExpired);
  object.Set("atUs", static_cast<double>(event.at_us));
  return object;
}

Napi::Object MakeEvent(Napi::Env env, const bridge::Event& event, bridge::SharedState& state) {
  if (event.kind == EventKind::kNetwork) return MakeNetworkEvent(env, event, state.network.Get());
  if (event.kind == EventKind::kDenied) return MakeDenied(env, event);
  auto object = Napi::Object::New(env);
  if (event.kind == EventKind::kLiveness) {
    object.Set("type", "liveness");
    object.Set("forMs", event.for_ms);
    return object;
  }
  if (event.kind == EventKind::kWatchdogExpired || event.kind == EventKind::kWatchdogRecovered) {
    return MakeWatchdog(env, event);
  }
  object.Set("type", "connection");
  object.Set("change", NameOf(event.kind));
  object.Set("connection", MakeConnection(env, event.connection));
  object.Set("atUs", static_cast<double>(event.at_us));
  return object;
}

Napi::Object MakeResync(Napi::Env env, uint32_t lost, const bridge::ConnectionTable& table) {
  auto object = Napi::Object::New(env);
  auto connections = Napi::Array::New(env);
  for (const ConnectionInfo& info : table.Snapshot()) connections.Set(connections.Length(), MakeConnection(env, info));
  object.Set("type", "resync");
  object.Set("lost", lost);
  object.Set("connections", connections);
  return object;
}

Napi::Object MakeFailed(Napi::Env env, const std::string& message) {
  auto object = Napi::Object::New(env);
  object.Set("type", "failed");
  object.Set("message", message);
  return object;
}

// Frees what the I/O thread has given back.
std::vector<Napi::Object> TakeAcknowledgements(Napi::Env env, bridge::SharedState& state, TakenEvents* taken) {
  std::vector<Napi::Object> done;
  while (bridge::Acknowledgement* one = state.acknowledgements.Front()) {
    auto object = Napi::Object::New(env);
    object.Set("type", "done");
    object.Set("problem", one->problem ? Napi::Value(Napi::String::New(env, one->problem)) : env.Undefined());
    done.push_back(object);
    taken->acknowledged++;
    if (one->freed != bridge::Acknowledgement::kNone) taken->freed.push_back(one->freed);
    one->load.reset();
    state.acknowledgements.Release();
  }
  return done;
}

}  // namespace

Napi::Object MakeConnection(Napi::Env env, const ConnectionInfo& info) {
  auto object = Napi::Object::New(env);
  object.Set("slot", info.slot);
  object.Set("type", NameOf(info.type));
  object.Set("output", info.output_instance);
  object.Set("input", info.input_instance);
  object.Set("config", info.config_instance);
  object.Set("connectionSerial", static_cast<uint32_t>(info.connection_serial));
  object.Set("originatorVendor", static_cast<uint32_t>(info.originator_vendor));
  object.Set("originatorSerial", info.originator_serial);
  object.Set("originatorAddress", DottedAddress(info.originator_address));
  object.Set("originatorPort", static_cast<uint32_t>(info.originator_port));
  object.Set("outputConnectionId", info.output_connection_id);
  object.Set("inputConnectionId", info.input_connection_id);
  object.Set("outputApiUs", info.output_api_us);
  object.Set("inputApiUs", info.input_api_us);
  object.Set("outputSize", static_cast<uint32_t>(info.output_size));
  object.Set("inputSize", static_cast<uint32_t>(info.input_size));
  object.Set("timeoutUs", info.timeout_us);
  object.Set("transportClass", static_cast<uint32_t>(info.transport_class));
  object.Set("trigger", NameOf(info.trigger));
  object.Set("multicast", info.multicast != 0);
  return object;
}

// Acknowledgements are taken first, then requests, so that what happened before one of them is among the rest.
TakenEvents TakeEvents(Napi::Env env, bridge::SharedState& state) {
  TakenEvents taken;
  auto events = taken.events = Napi::Array::New(env);
  state.ClearEventsMark();
  const auto done = TakeAcknowledgements(env, state, &taken);
  const auto ends = TakeRequestEnds(env, state);
  const auto requests = TakeRequests(env, state);
  size_t next = 0;
  const auto add_requests_before = [&](uint64_t at_us) {
    for (; next < requests.size() && requests[next].at_us < at_us; next++) {
      events.Set(events.Length(), requests[next].object);
    }
  };
  const auto add = [&](const bridge::Event& event) {
    add_requests_before(event.at_us);
    events.Set(events.Length(), MakeEvent(env, event, state));
  };
  state.events.Drain(add,
                     [&](uint32_t lost) { events.Set(events.Length(), MakeResync(env, lost, state.connections)); });
  add_requests_before(UINT64_MAX);
  for (const Napi::Object& end : ends) events.Set(events.Length(), end);
  for (const Napi::Object& one : done) events.Set(events.Length(), one);
  if (const std::string* message = state.TakeFailure()) events.Set(events.Length(), MakeFailed(env, *message));
  return taken;
}

}  // namespace eip::js
