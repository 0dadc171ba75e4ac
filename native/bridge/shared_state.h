// Everything both threads touch, put together over the adapter's SharedArrayBuffer and the native event ring.
//
// Each member's own header states producer, consumer, memory and order. The words of this file:
//   liveness   producer JavaScript (adds 1 at least every livenessMs / 2), consumer the I/O thread; relaxed
//   events     set to 1 by the I/O thread (release) when takeEvents() has something, cleared by takeEvents()
//   handlers   bits of the kinds that JavaScript answers (1 << RequestKind): kReset, kSettings. Producer JavaScript,
//              consumer the I/O thread; relaxed. Of configuration and assemblies each output image says it itself.
//   failure    written once by the I/O thread before it ends by itself (release), read by takeEvents() (acquire)
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bridge/acknowledgement.h"
#include "bridge/command_ring.h"
#include "bridge/connection_table.h"
#include "bridge/counters.h"
#include "bridge/data_ring.h"
#include "bridge/event_ring.h"
#include "bridge/history_ring.h"
#include "bridge/input_image.h"
#include "bridge/input_notices.h"
#include "bridge/interval_histogram.h"
#include "bridge/latest_value.h"
#include "bridge/live_figures.h"
#include "bridge/network_info.h"
#include "bridge/output_image.h"
#include "bridge/request_ring.h"
#include "bridge/shared_layout.h"
#include "bridge/wake.h"

namespace eip::bridge {

class SharedState {
 public:
  // Commands under way that are acknowledged.
  static constexpr uint32_t kAcknowledgements = 8;

  // `memory` is zeroed, holds layout.end bytes and outlives this object. Makes every image ready for both sides.
  SharedState(std::byte* memory, SharedLayout layout, const SharedShape& shape, Wake::Call wake, void* wake_user);

  SharedState(const SharedState&) = delete;
  SharedState& operator=(const SharedState&) = delete;

  const SharedLayout& layout() const { return layout_; }
  std::span<std::byte> memory() const { return {memory_, layout_.end}; }

  // I/O thread: an assembly that came later, its memory initialised and there until Remove. Allocates nothing.
  void Add(size_t assembly, std::byte* memory, const SharedLayout::Assembly& place);
  void Remove(size_t assembly);

  // nullptr for an assembly of the other direction, and where there is none.
  OutputImage* Output(size_t assembly) { return outputs_[assembly] ? &*outputs_[assembly] : nullptr; }
  InputImage* Input(size_t assembly) { return inputs_[assembly] ? &*inputs_[assembly] : nullptr; }
  // nullptr for an assembly without one.
  HistoryRing* History(size_t assembly) { return histories_[assembly] ? &*histories_[assembly] : nullptr; }

  // I/O thread: JavaScript has to look at the events.
  void MarkEvents() { Word(memory_ + layout_.events, 0).store(1, std::memory_order_release); }
  // I/O thread: JavaScript has not looked since it had to.
  bool EventsMarked() const { return Word(memory_ + layout_.events, 0).load(std::memory_order_relaxed) != 0; }
  // I/O thread, once, when it cannot go on.
  void Fail(std::string message);

  // JS thread: begins a look at the events; what comes after it sets the mark again.
  void ClearEventsMark() { Word(memory_ + layout_.events, 0).exchange(0, std::memory_order_acq_rel); }
  // JS thread: why the I/O thread ended by itself, once; else nullptr.
  const std::string* TakeFailure();

  bool Handles(RequestKind kind) const {
    const uint32_t bit = 1U << static_cast<uint32_t>(kind);
    return (Word(memory_ + layout_.handlers, 0).load(std::memory_order_relaxed) & bit) != 0;
  }

  uint32_t Liveness() const { return Word(memory_ + layout_.liveness, 0).load(std::memory_order_relaxed); }

 private:
  std::byte* memory_;
  SharedLayout layout_;
  std::vector<std::optional<OutputImage>> outputs_;
  std::vector<std::optional<InputImage>> inputs_;
  std::vector<std::optional<HistoryRing>> histories_;
  std::string failure_;
  std::atomic<bool> failed_{false};
  bool failure_taken_ = false;  // JS thread only

 public:
  DataRing data;
  InputNotices notices;
  Wake wake;
  Counters counters;
  LiveFigures figures;
  Lateness lateness;
  IntervalHistogram intervals;
  EventRing events;
  RequestRing requests;
  CommandRing commands;
  AcknowledgementRing acknowledgements{kAcknowledgements};
  ConnectionTable connections;
  LatestValue<NetworkInfo> network;  // producer: the host, see host/network_thread.h; consumer: the JS thread
};

}  // namespace eip::bridge
