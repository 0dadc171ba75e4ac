// How regular production is: intervals in percent of the RPI, and what counts as late.
#include "host/regularity.h"

#include <string>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;
using eip::bridge::Figure;
using eip::bridge::IntervalHistogram;
using eip::host::Regularity;

namespace {

uint64_t Total(const IntervalHistogram& intervals) {
  uint64_t total = intervals.first();
  for (size_t bucket = 0; bucket < IntervalHistogram::kBuckets; bucket++) total += intervals.Get(bucket);
  return total;
}

// The bucket that an interval of so many microseconds goes to, with this RPI.
size_t BucketOf(uint32_t api_us, uint64_t interval_us) {
  Adapter adapter;
  auto& state = adapter.state();
  Regularity regularity(state);
  state.figures.Restart(3);
  regularity.Opened(3, api_us);
  regularity.Sent(3, 1000, 0);
  state.figures.Set(3, Figure::kLastSentUs, 1000);
  regularity.Sent(3, 1000 + interval_us, 0);
  for (size_t bucket = 0; bucket < IntervalHistogram::kBuckets; bucket++) {
    if (state.intervals.Get(bucket) == 1 && state.intervals.first() == 1) return bucket;
  }
  return SIZE_MAX;
}

void IntervalsAreMeasuredByTheRpi() {
  const struct {
    const char* rule;
    uint32_t api_us;
    uint64_t interval_us;
    size_t bucket;
  } table[] = {
      {"on time", 10'000, 10'000, 7},
      {"on time at 250 us", 250, 250, 7},
      {"2 % early is on time", 10'000, 9'800, 7},
      {"a little more is not", 10'000, 9'799, 6},
      {"2 % late is not on time any more", 10'000, 10'200, 8},
      {"at once, after a change of state", 10'000, 0, 0},
      {"one slot missed", 10'000, 20'000, 13},
      {"ten of them", 10'000, 100'000, 16},
      {"the longest RPI, on time", UINT32_MAX / 100, UINT32_MAX / 100, 7},
      {"longer than 43 s does not wrap", 1'000'000, uint64_t{1} << 40, 16},
      {"an RPI of 0 divides nothing", 0, 5, 15},
  };
  for (const auto& row : table) tap::Equal(BucketOf(row.api_us, row.interval_us), row.bucket, row.rule);
}

void LateIsAQuarterOfTheRpi() {
  Adapter adapter;
  Regularity regularity(adapter.state());
  regularity.Opened(0, 10'000);
  regularity.Sent(0, 1, 2'500);
  tap::Equal(adapter.Count(Counter::kIoLate), uint64_t{0}, "late: not yet at a quarter of the RPI");
  regularity.Sent(0, 1, 2'501);
  tap::Equal(adapter.Count(Counter::kIoLate), uint64_t{1}, "late: beyond it");
}

void APlaceUsedAgainBeginsAnew() {
  Adapter adapter;
  adapter.Open();
  for (uint16_t serial = 1; serial <= 2; serial++) {
    Scanner scanner(adapter.opened().port, adapter.opened().io_port);
    OpenRequest open;
    open.serial = serial;
    scanner.Open(open);
    for (int i = 0; i < 3; i++) scanner.Receive();
    scanner.Close(serial);
  }
  adapter.Close();
  auto& intervals = adapter.state().intervals;
  tap::Equal(intervals.first(), uint64_t{2}, "a connection in a place used before: its first packet is a first");
  tap::Equal(Total(intervals), adapter.Count(Counter::kIoSent), "all in all as many as were sent");
}

void AGroupCountsOnce() {
  Adapter adapter;
  adapter.Open();
  Scanner owner(adapter.opened().port, adapter.opened().io_port);
  OpenRequest open;
  open.multicast = true;
  owner.Open(open);
  tap::Ok(adapter.WaitForCounter(Counter::kIoSent, 5), "multicast: packets leave");
  adapter.Close();
  tap::Equal(Total(adapter.state().intervals), adapter.Count(Counter::kIoSent), "multicast: each is counted once");
}

}  // namespace

int main() {
  IntervalsAreMeasuredByTheRpi();
  LateIsAQuarterOfTheRpi();
  APlaceUsedAgainBeginsAnew();
  AGroupCountsOnce();
  return tap::Done();
}
