// Requests of the wire that JavaScript answers, handed from the I/O thread to JavaScript; apart from data and
// connection events, so that neither can fill it.
//
// Producer: the I/O thread, when the core asks its application. Consumer: the JS thread, in takeEvents().
// Memory and order: spsc_slots.h; the bytes of a request lie in a block of their own, one place a slot.
//
// When it is full the request is not put to JavaScript: the I/O thread refuses it. One that ends while it waits here
// (its time is over, its TCP connection gone) stays: its token then answers nothing. Of one whose peer has gone the
// token goes a way of its own, behind it.
#pragma once

#include <cstring>
#include <span>
#include <vector>

#include "bridge/connection_event.h"
#include "bridge/spsc_slots.h"

namespace eip::bridge {

enum class RequestKind : uint32_t {
  kConfiguration,  // configuration data of a Forward Open, by `connection`
  kAssembly,       // Set of an assembly's data
  kReset,          // Identity Reset; data: the type, one byte
  kSettings,       // Set of attributes that are kept over a restart; data: a Settings, as they would be
  kService         // of a class that JavaScript defined
};

struct Request {
  uint32_t token;  // of the core: answers it once
  RequestKind kind;
  uint32_t class_id, instance, attribute, service;
  uint64_t at_us;  // CLOCK_MONOTONIC
  bool has_connection;
  ConnectionInfo connection;  // the candidate, when has_connection
};

class RequestRing {
 public:
  // Room for `requests` at once, each with up to `most_bytes` of data.
  RequestRing(uint32_t requests, size_t most_bytes)
      : slots_(requests), ends_(2 * slots_.count()), most_bytes_(most_bytes), bytes_(slots_.count() * most_bytes) {
    for (uint32_t i = 0; i < slots_.count(); i++) slots_.At(i).bytes = &bytes_[i * most_bytes];
  }

  // Producer. False: no room, or more data than a place holds.
  bool Push(const Request& request, std::span<const std::byte> data) {
    Slot* slot = data.size() <= most_bytes_ ? slots_.Claim() : nullptr;
    if (slot == nullptr) return false;
    slot->request = request;
    slot->length = data.size();
    if (!data.empty()) std::memcpy(slot->bytes, data.data(), data.size());
    slots_.Publish();
    return true;
  }

  // Producer: nobody waits for the answer any more. There is room for all that can end until the consumer looks: those
  // it has taken, and those that wait here.
  void PushEnd(uint32_t token) {
    uint32_t* slot = ends_.Claim();
    if (slot == nullptr) return;
    *slot = token;
    ends_.Publish();
  }

  // Consumer: `each(token)` for all that have ended. Those looked at before a Drain() are of requests that it or an
  // earlier one finds.
  template <typename Each>
  void DrainEnds(Each each) {
    while (const uint32_t* token = ends_.Front()) {
      each(*token);
      ends_.Release();
    }
  }

  // Consumer: `each(request, data)` for all that are there, oldest first; the data is valid during the call.
  template <typename Each>
  void Drain(Each each) {
    while (const Slot* slot = slots_.Front()) {
      each(slot->request, std::span<const std::byte>(slot->bytes, slot->length));
      slots_.Release();
    }
  }

 private:
  struct Slot {
    Request request;
    std::byte* bytes;
    size_t length;
  };

  SpscSlots<Slot> slots_;
  SpscSlots<uint32_t> ends_;
  size_t most_bytes_;
  std::vector<std::byte> bytes_;
};

}  // namespace eip::bridge
