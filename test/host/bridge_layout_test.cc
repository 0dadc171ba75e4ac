// The places in the shared memory: nothing overlaps, everything is aligned, wherever the buffer begins.
#include <algorithm>
#include <string>
#include <vector>

#include "bridge/counters.h"
#include "bridge/data_ring.h"
#include "bridge/input_image.h"
#include "bridge/interval_histogram.h"
#include "bridge/live_figures.h"
#include "bridge/output_image.h"
#include "bridge/shared_layout.h"
#include "tap.h"

using namespace eip::bridge;

namespace {

struct Block {
  size_t at, bytes;
};

std::vector<Block> BlocksOf(const SharedLayout& layout, const SharedShape& shape) {
  std::vector<Block> blocks = {{layout.wake_pending, 4},
                               {layout.liveness, 4},
                               {layout.events, 4},
                               {layout.handlers, 4},
                               {layout.data_head, 4},
                               {layout.data_tail, 4},
                               {layout.data_slots, layout.data_slot_count * size_t{4}},
                               {layout.counters, Counters::kLongs * 8},
                               {layout.lateness, Lateness::kLongs * 8},
                               {layout.intervals, IntervalHistogram::kLongs * 8},
                               {layout.connections, shape.io_connections * LiveFigures::kStrideLongs * 8}};
  for (const auto& assembly : layout.assemblies) {
    const bool input = assembly.kind == AssemblyKind::kInput;
    blocks.push_back(
        {assembly.offset, input ? InputImage::BytesFor(assembly.capacity) : OutputImage::BytesFor(assembly.capacity)});
  }
  std::sort(blocks.begin(), blocks.end(), [](Block a, Block b) { return a.at < b.at; });
  return blocks;
}

void Check(const SharedShape& shape, size_t base, const std::string& name) {
  const SharedLayout layout = PlanSharedMemory(shape, base);
  const auto blocks = BlocksOf(layout, shape);
  bool apart = true, aligned = true;
  for (size_t i = 0; i < blocks.size(); i++) {
    if (i + 1 < blocks.size()) apart = apart && blocks[i].at + blocks[i].bytes <= blocks[i + 1].at;
    aligned = aligned && (blocks[i].at - base) % kCacheLine == 0;
  }
  tap::Ok(apart, "layout: no two blocks overlap, " + name);
  tap::Ok(aligned, "layout: each block has cache lines of its own, " + name);
  tap::Ok(blocks.back().at + blocks.back().bytes <= SharedMemorySize(shape), "layout: all fits the size, " + name);
}

void LatenessGoesToItsBucket() {
  struct {
    uint64_t late_us;
    size_t bucket;
  } const table[] = {{0, 0}, {4, 0}, {5, 1}, {9, 1}, {999, 14}, {1000, 15}, {9999, 19}, {10'000, 20}, {UINT64_MAX, 20}};
  for (const auto& row : table) {
    uint64_t longs[Lateness::kLongs] = {};
    Lateness lateness(reinterpret_cast<std::byte*>(longs));
    lateness.Count(row.late_us);
    tap::Equal(lateness.Get(row.bucket), uint64_t{1},
               "lateness: " + std::to_string(row.late_us) + " us goes to bucket " + std::to_string(row.bucket));
  }
  uint64_t longs[Lateness::kLongs] = {};
  Lateness lateness(reinterpret_cast<std::byte*>(longs));
  for (const uint64_t late_us : {0, 7, 20'000}) lateness.Count(late_us);
  tap::Equal(lateness.SumUs(), uint64_t{20'007}, "lateness: the sum is that of all datagrams");
}

void IntervalsGoToTheirBucket() {
  struct {
    uint32_t percent;
    size_t bucket;
  } const table[] = {{0, 0},   {9, 0},    {10, 1},   {97, 6},   {98, 7},    {100, 7},        {101, 7},
                     {102, 8}, {124, 10}, {125, 11}, {999, 15}, {1000, 16}, {UINT32_MAX, 16}};
  for (const auto& row : table) {
    uint64_t longs[IntervalHistogram::kLongs] = {};
    IntervalHistogram intervals(reinterpret_cast<std::byte*>(longs));
    intervals.Count(row.percent);
    tap::Ok(intervals.Get(row.bucket) == 1 && intervals.first() == 0,
            "intervals: " + std::to_string(row.percent) + " % goes to bucket " + std::to_string(row.bucket));
  }
}

}  // namespace

int main() {
  SharedShape sample{{{AssemblyKind::kOutput, 32}, {AssemblyKind::kInput, 32}, {AssemblyKind::kConfig, 10}}, 512};
  for (const size_t base : {size_t{0}, size_t{16}, size_t{48}}) {
    Check(sample, base, "base " + std::to_string(base));
  }
  Check({{}, 1}, 0, "no assembly");
  Check({{{AssemblyKind::kConfig, 0}, {AssemblyKind::kInput, 0}, {AssemblyKind::kOutput, 1}}, 1}, 0,
        "empty assemblies");
  Check({{{AssemblyKind::kOutput, 65000}, {AssemblyKind::kInput, 65000}, {AssemblyKind::kExplicit, 63}}, 4096}, 32,
        "the largest assemblies");
  LatenessGoesToItsBucket();
  IntervalsGoToTheirBucket();
  return tap::Done();
}
