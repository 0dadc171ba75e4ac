// TCP connections that only take up room: a thousand of them, half-way through a message, and an originator beside
// them.
#include <sys/resource.h>

#include <memory>
#include <vector>

#include "adapter.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::bridge::Counter;

namespace {

constexpr size_t kStalled = 1000;
constexpr uint32_t kPeers = 256;
// RegisterSession up to its last byte.
const Bytes kHalf = [] {
  Bytes message = Encap(0x65, 0, {1, 0, 0, 0});
  message.pop_back();
  return message;
}();

void AllowDescriptors(rlim_t wanted) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
}

void AThousandStalledKeepNobodyOut() {
  auto options = SampleOptions();
  options.limits.peers = kPeers;
  Adapter adapter(options);
  adapter.Open();
  Scanner first(adapter.opened().port, adapter.opened().io_port);
  OpenRequest request;
  request.multiplier = 5;
  tap::Equal(first.Open(request), 0u, "stalled: a connection is open before");
  std::vector<std::unique_ptr<TcpClient>> stalled;
  for (size_t i = 0; i < kStalled; i++) {
    stalled.push_back(std::make_unique<TcpClient>(adapter.opened().port));
    stalled.back()->Send(kHalf);
  }
  const auto seen = [&] {
    return adapter.Count(Counter::kPeersRefused) + adapter.Count(Counter::kPeersEvicted) +
           adapter.Count(Counter::kPeers);
  };
  tap::Ok(Eventually([&] { return seen() == kStalled + 1; }), "stalled: each was taken, refused or had to make room");
  tap::Equal(adapter.Count(Counter::kPeers), uint64_t{kPeers}, "stalled: no more are held than limits.peers");
  uint32_t session = 0;
  std::unique_ptr<TcpClient> second;
  tap::Ok(Eventually([&] {
            second = std::make_unique<TcpClient>(adapter.opened().port);
            return (session = second->Register()) != 0;
          }),
          "stalled: another originator gets a session beside them");
  tap::Ok(adapter.Count(Counter::kPeersEvicted) > 0, "stalled: one of them made room, which is counted");
  tap::Equal(first.Close(request.serial), 0u, "stalled: the originator that was there before was never sent away");
  stalled.clear();
  tap::Ok(Eventually([&] { return adapter.Count(Counter::kPeers) == 2; }), "stalled: nothing is left of them");
}

}  // namespace

int main() {
  AllowDescriptors(4096);
  AThousandStalledKeepNobodyOut();
  return tap::Done();
}
