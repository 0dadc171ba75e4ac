// `request` events of src/native/binding.ts. JS thread only.
#pragma once

#include <napi.h>

#include <vector>

#include "bridge/shared_state.h"

namespace eip::js {

// A request on its way to JavaScript, and when it was made.
struct TakenRequest {
  uint64_t at_us;
  Napi::Object object;
};

// Takes the tokens whose peers have gone, as events; before TakeRequests, whose requests they end.
std::vector<Napi::Object> TakeRequestEnds(Napi::Env env, bridge::SharedState& state);

// Takes all requests, oldest first.
std::vector<TakenRequest> TakeRequests(Napi::Env env, bridge::SharedState& state);

}  // namespace eip::js
