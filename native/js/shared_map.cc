#include "js/shared_map.h"

#include <span>
#include <utility>

#include "bridge/counters.h"
#include "bridge/history_ring.h"
#include "bridge/input_image.h"
#include "bridge/interval_histogram.h"
#include "bridge/live_figures.h"
#include "bridge/output_image.h"

namespace eip::js {

namespace {

using bridge::HistoryRing;
using bridge::InputImage;
using bridge::OutputImage;

double WordAt(size_t byte, size_t word = 0) {
  const size_t index = byte / sizeof(uint32_t) + word;
  return static_cast<double>(index);
}

double LongAt(size_t byte, size_t offset = 0) {
  const size_t index = byte / bridge::kLongBytes + offset;
  return static_cast<double>(index);
}

Napi::Value MakeHistory(Napi::Env env, const bridge::SharedLayout::Assembly& assembly) {
  if (assembly.history == 0) return env.Undefined();
  auto map = Napi::Object::New(env);
  const size_t at = assembly.history_offset;
  map.Set("headWord", WordAt(at, HistoryRing::kHeadWord));
  map.Set("tailWord", WordAt(at, HistoryRing::kTailWord));
  map.Set("droppedWord", WordAt(at, HistoryRing::kDroppedWord));
  map.Set("firstByte", static_cast<double>(at + HistoryRing::kHeaderBytes));
  map.Set("strideBytes", static_cast<double>(HistoryRing::SlotStride(assembly.capacity)));
  map.Set("slots", static_cast<double>(HistoryRing::SlotsFor(assembly.history)));
  map.Set("capacity", static_cast<double>(assembly.capacity));
  return map;
}

Napi::Object MakeOutput(Napi::Env env, const bridge::SharedLayout::Assembly& assembly) {
  auto map = Napi::Object::New(env);
  const size_t at = assembly.offset;
  map.Set("lockWord", WordAt(at, OutputImage::kLockWord));
  map.Set("pendingWord", WordAt(at, OutputImage::kPendingWord));
  map.Set("overwrittenWord", WordAt(at, OutputImage::kOverwrittenWord));
  map.Set("connectedWord", WordAt(at, OutputImage::kConnectedWord));
  map.Set("lengthWord", WordAt(at, OutputImage::kLengthWord));
  map.Set("stateWord", WordAt(at, OutputImage::kStateWord));
  map.Set("connectionWord", WordAt(at, OutputImage::kConnectionWord));
  map.Set("asksWord", WordAt(at, OutputImage::kAsksWord));
  map.Set("receivedLong", LongAt(at, OutputImage::kReceivedLong));
  map.Set("publishedLong", LongAt(at, OutputImage::kPublishedLong));
  map.Set("dataByte", static_cast<double>(at + OutputImage::kHeaderBytes));
  map.Set("capacity", static_cast<double>(assembly.capacity));
  map.Set("history", MakeHistory(env, assembly));
  return map;
}

Napi::Object MakeInput(Napi::Env env, const bridge::SharedLayout::Assembly& assembly) {
  auto map = Napi::Object::New(env);
  const size_t at = assembly.offset;
  map.Set("exchangeWord", WordAt(at, InputImage::kExchangeWord));
  map.Set("producerWord", WordAt(at, InputImage::kProducerWord));
  map.Set("consumerWord", WordAt(at, InputImage::kConsumerWord));
  map.Set("touchedWord", WordAt(at, InputImage::kTouchedWord));
  map.Set("changeOfStateWord", WordAt(at, InputImage::kChangeOfStateWord));
  map.Set("applicationWord", WordAt(at, InputImage::kApplicationWord));
  map.Set("expiredWord", WordAt(at, InputImage::kExpiredWord));
  map.Set("expirationsWord", WordAt(at, InputImage::kExpirationsWord));
  map.Set("firstByte", static_cast<double>(at + InputImage::kHeaderBytes));
  map.Set("strideBytes", static_cast<double>(InputImage::SlotStride(assembly.capacity)));
  map.Set("capacity", static_cast<double>(assembly.capacity));
  return map;
}

// As an output and as an input: undefined where it is none.
std::pair<Napi::Value, Napi::Value> PlacesOf(Napi::Env env, const bridge::SharedLayout::Assembly& assembly) {
  const Napi::Value nothing = env.Undefined();
  if (assembly.kind == bridge::AssemblyKind::kInput) return {nothing, MakeInput(env, assembly)};
  return {MakeOutput(env, assembly), nothing};
}

void SetAssemblies(Napi::Env env, const bridge::SharedLayout& layout, Napi::Object map) {
  auto outputs = Napi::Array::New(env, layout.assemblies.size());
  auto inputs = Napi::Array::New(env, layout.assemblies.size());
  for (uint32_t i = 0; i < layout.assemblies.size(); i++) {
    const auto& assembly = layout.assemblies[i];
    const auto [output, input] = PlacesOf(env, assembly);
    outputs.Set(i, output);
    inputs.Set(i, input);
  }
  map.Set("outputs", outputs);
  map.Set("inputs", inputs);
}

template <typename T>
Napi::Array MakeArray(Napi::Env env, std::span<const T> values) {
  auto array = Napi::Array::New(env, values.size());
  for (uint32_t i = 0; i < values.size(); i++) array.Set(i, values[i]);
  return array;
}

void SetFigures(Napi::Env env, const bridge::SharedLayout& layout, Napi::Object map) {
  auto counters = Napi::Object::New(env);
  for (size_t i = 0; i < bridge::kCounters; i++) counters.Set(bridge::kCounterNames[i], LongAt(layout.counters, i));
  map.Set("counterLongs", counters);

  auto connections = Napi::Object::New(env);
  connections.Set("firstLong", LongAt(layout.connections));
  connections.Set("strideLongs", static_cast<double>(bridge::LiveFigures::kStrideLongs));
  connections.Set("fields", MakeArray(env, std::span<const char* const>(bridge::kFigureNames)));
  map.Set("connections", connections);

  auto lateness = Napi::Object::New(env);
  lateness.Set("firstLong", LongAt(layout.lateness));
  lateness.Set("sumLong", LongAt(layout.lateness, bridge::Lateness::kBuckets));
  lateness.Set("boundsUs", MakeArray(env, std::span<const uint32_t>(bridge::Lateness::kBoundsUs)));
  map.Set("lateness", lateness);

  auto intervals = Napi::Object::New(env);
  intervals.Set("firstLong", LongAt(layout.intervals));
  intervals.Set("boundsPercent", MakeArray(env, std::span<const uint32_t>(bridge::IntervalHistogram::kBoundsPercent)));
  map.Set("intervals", intervals);
}

}  // namespace

Napi::Object MakeAssemblyMap(Napi::Env env, const bridge::SharedLayout::Assembly& assembly) {
  auto map = Napi::Object::New(env);
  const auto [output, input] = PlacesOf(env, assembly);
  map.Set("output", output);
  map.Set("input", input);
  return map;
}

Napi::Object MakeSharedMap(Napi::Env env, const bridge::SharedLayout& layout) {
  auto map = Napi::Object::New(env);
  map.Set("wakePendingWord", WordAt(layout.wake_pending));
  map.Set("livenessWord", WordAt(layout.liveness));
  map.Set("eventsWord", WordAt(layout.events));
  map.Set("handlersWord", WordAt(layout.handlers));
  map.Set("dataHeadWord", WordAt(layout.data_head));
  map.Set("dataTailWord", WordAt(layout.data_tail));
  map.Set("dataFirstWord", WordAt(layout.data_slots));
  map.Set("notifiedWord", WordAt(layout.notified));
  map.Set("changedFirstWord", WordAt(layout.changed));
  map.Set("triggeredFirstWord", WordAt(layout.triggered));
  map.Set("dataSlots", static_cast<double>(layout.data_slot_count));
  SetAssemblies(env, layout, map);
  SetFigures(env, layout, map);
  return map;
}

}  // namespace eip::js
