// What is dead must look dead: JavaScript that stands still takes the adapter off the wire, and back when it moves.
#include <atomic>
#include <thread>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using namespace eip::bridge;

namespace {

// Bumps the word as the JS timer does, while it is `alive`.
class Heart {
 public:
  explicit Heart(Adapter& adapter)
      : thread_([this, &adapter] {
          while (!stop_.load()) {
            if (alive_.load()) adapter.Live();
            SleepMs(10);
          }
        }) {}
  Heart(const Heart&) = delete;
  Heart& operator=(const Heart&) = delete;
  ~Heart() {
    stop_.store(true);
    thread_.join();
  }
  void Stand(bool still) { alive_.store(!still); }

 private:
  std::atomic<bool> alive_{true}, stop_{false};
  std::thread thread_;
};

AdapterOptions WithLiveness(uint32_t liveness_ms) {
  auto options = SampleOptions();
  options.liveness_ms = liveness_ms;
  return options;
}

void StandingStillEndsConnectionsUntilItMoves() {
  Adapter adapter(WithLiveness(200));
  adapter.Open();
  Heart heart(adapter);
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  tap::Equal(scanner.Open({}), 0U, "liveness: a live adapter takes connections");
  SleepMs(500);
  tap::Equal(adapter.Count(Counter::kLivenessStops), uint64_t{0}, "liveness: moving JavaScript is left alone");

  heart.Stand(true);
  tap::Ok(adapter.WaitForEvent(EventKind::kAborted), "liveness: standing still ends the connection");
  tap::Equal(adapter.Count(Counter::kLivenessStops), uint64_t{1}, "liveness: and is counted");
  OpenRequest open;
  open.serial = 2;
  tap::Equal(scanner.Open(open), 0x020000U, "liveness: an open is refused with 0x02 meanwhile");
  SleepMs(100);

  heart.Stand(false);
  Event moved{};
  tap::Ok(adapter.WaitForEvent(EventKind::kLiveness, &moved), "liveness: JavaScript hears of it once it moves");
  tap::Ok(moved.for_ms >= 90 && moved.for_ms < 5000, "liveness: for how long", std::to_string(moved.for_ms) + " ms");
  open.serial = 3;
  tap::Equal(scanner.Open(open), 0U, "liveness: and connections are taken again");
}

void ZeroIsNotWatched() {
  Adapter adapter(WithLiveness(0));
  adapter.Open();
  Scanner scanner(adapter.opened().port, adapter.opened().io_port);
  scanner.Open({});
  SleepMs(300);
  tap::Equal(adapter.Count(Counter::kIoConnections), uint64_t{1}, "liveness 0: JavaScript may stand still");
}

}  // namespace

int main() {
  StandingStillEndsConnectionsUntilItMoves();
  ZeroIsNotWatched();
  return tap::Done();
}
