#include "bridge/shared_layout.h"

#include "bridge/counters.h"
#include "bridge/data_ring.h"
#include "bridge/history_ring.h"
#include "bridge/input_image.h"
#include "bridge/input_notices.h"
#include "bridge/interval_histogram.h"
#include "bridge/live_figures.h"
#include "bridge/output_image.h"

namespace eip::bridge {

namespace {

// Hands out blocks one behind the other, each on a cache line of its own.
class Places {
 public:
  explicit Places(size_t base) : next_(base) {}

  size_t Take(size_t bytes) {
    const size_t at = next_;
    next_ += RoundUp(bytes, kCacheLine);
    return at;
  }
  size_t next() const { return next_; }

 private:
  size_t next_;
};

size_t ImageBytes(const SharedShape::Assembly& assembly) {
  return assembly.kind == AssemblyKind::kInput ? InputImage::BytesFor(assembly.size)
                                               : OutputImage::BytesFor(assembly.size);
}

SharedLayout::Assembly Place(const SharedShape::Assembly& assembly, Places* places) {
  const size_t image = places->Take(ImageBytes(assembly));
  const size_t history = places->Take(HistoryRing::BytesFor(assembly.history, assembly.size));
  return {assembly.kind, image, assembly.size, assembly.history, history};
}

}  // namespace

SharedLayout PlanSharedMemory(const SharedShape& shape, size_t base) {
  SharedLayout layout;
  Places places(base);
  layout.wake_pending = places.Take(sizeof(uint32_t));
  layout.liveness = places.Take(sizeof(uint32_t));
  layout.events = places.Take(sizeof(uint32_t));
  layout.handlers = places.Take(sizeof(uint32_t));
  layout.data_head = places.Take(sizeof(uint32_t));
  layout.data_tail = places.Take(sizeof(uint32_t));
  layout.data_slot_count = DataRing::SlotsFor(shape.capacity());
  layout.data_slots = places.Take(layout.data_slot_count * sizeof(uint32_t));
  layout.notified = places.Take(sizeof(uint32_t));
  layout.changed = places.Take(InputNotices::BytesFor(shape.capacity()));
  layout.triggered = places.Take(InputNotices::BytesFor(shape.capacity()));
  layout.counters = places.Take(Counters::kLongs * kLongBytes);
  layout.lateness = places.Take(Lateness::kLongs * kLongBytes);
  layout.intervals = places.Take(IntervalHistogram::kLongs * kLongBytes);
  layout.connections = places.Take(shape.io_connections * LiveFigures::kStrideLongs * kLongBytes);
  for (const auto& assembly : shape.assemblies) layout.assemblies.push_back(Place(assembly, &places));
  layout.capacity = shape.capacity();
  layout.end = places.next();
  return layout;
}

size_t SharedMemorySize(const SharedShape& shape) { return PlanSharedMemory(shape, 0).end + kCacheLine; }

SharedLayout::Assembly PlanAssembly(const SharedShape::Assembly& shape, size_t base) {
  Places places(base);
  return Place(shape, &places);
}

size_t AssemblyMemorySize(const SharedShape::Assembly& shape) {
  Places places(0);
  Place(shape, &places);
  return places.next() + kCacheLine;
}

void InitialiseAssembly(std::byte* memory, const SharedLayout::Assembly& place) {
  std::byte* block = memory + place.offset;
  if (place.kind == AssemblyKind::kInput) {
    InputImage(block, place.capacity).Initialise();
  } else {
    OutputImage(block, place.capacity).Initialise();
  }
}

}  // namespace eip::bridge
