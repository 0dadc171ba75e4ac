#include "js/requests.h"

#include "js/events.h"

namespace eip::js {

namespace {

using bridge::Request;
using bridge::RequestKind;

const char* NameOf(RequestKind kind) {
  switch (kind) {
    case RequestKind::kConfiguration:
      return "configuration";
    case RequestKind::kAssembly:
      return "assembly";
    case RequestKind::kReset:
      return "reset";
    case RequestKind::kSettings:
      return "settings";
    case RequestKind::kService:
      break;
  }
  return "service";
}

Napi::Value CopyOf(Napi::Env env, std::span<const std::byte> data) {
  auto copy = Napi::Uint8Array::New(env, data.size());
  if (!data.empty()) std::memcpy(copy.Data(), data.data(), data.size());
  return copy;
}

Napi::Object MakeRequest(Napi::Env env, const Request& request, std::span<const std::byte> data) {
  auto object = Napi::Object::New(env);
  object.Set("type", "request");
  object.Set("token", request.token);
  object.Set("kind", NameOf(request.kind));
  object.Set("classId", request.class_id);
  object.Set("instance", request.instance);
  object.Set("attribute", request.attribute);
  object.Set("service", request.service);
  object.Set("connection",
             request.has_connection ? Napi::Value(MakeConnection(env, request.connection)) : env.Undefined());
  object.Set("data", CopyOf(env, data));
  object.Set("atUs", static_cast<double>(request.at_us));
  return object;
}

}  // namespace

std::vector<Napi::Object> TakeRequestEnds(Napi::Env env, bridge::SharedState& state) {
  std::vector<Napi::Object> taken;
  state.requests.DrainEnds([&](uint32_t token) {
    auto object = Napi::Object::New(env);
    object.Set("type", "abandoned");
    object.Set("token", token);
    taken.push_back(object);
  });
  return taken;
}

std::vector<TakenRequest> TakeRequests(Napi::Env env, bridge::SharedState& state) {
  std::vector<TakenRequest> taken;
  state.requests.Drain([&](const Request& request, std::span<const std::byte> data) {
    taken.push_back({request.at_us, MakeRequest(env, request, data)});
  });
  return taken;
}

}  // namespace eip::js
