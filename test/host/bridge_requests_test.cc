// The rings of requests and of commands: nothing lost, nothing mixed up, full is told.
#include <array>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "bridge/command_ring.h"
#include "bridge/request_ring.h"
#include "tap.h"

using namespace eip::bridge;

namespace {

Request RequestOf(uint32_t token) {
  Request request{};
  request.token = token;
  request.connection.slot = ~token;
  return request;
}

// `token` again and again, in as many bytes as the token says.
std::vector<std::byte> BytesOf(uint32_t token, size_t most) {
  return std::vector<std::byte>(token % (most + 1), static_cast<std::byte>(token));
}

bool AreBytesOf(uint32_t token, size_t most, std::span<const std::byte> data) {
  const auto want = BytesOf(token, most);
  return data.size() == want.size() && (data.empty() || std::memcmp(data.data(), want.data(), want.size()) == 0);
}

void SlotsAreAPowerOfTwo() {
  struct {
    uint32_t least, slots;
  } const table[] = {{1, 1}, {2, 2}, {3, 4}, {32, 32}, {33, 64}, {1024, 1024}};
  for (const auto& row : table) {
    tap::Equal(SpscSlots<int>(row.least).count(), row.slots,
               "slots: at least " + std::to_string(row.least) + " are " + std::to_string(row.slots));
  }
}

void AFullRequestRingRefuses() {
  RequestRing ring(2, 4);
  const auto bytes = BytesOf(4, 4);
  tap::Ok(ring.Push(RequestOf(1), bytes) && ring.Push(RequestOf(2), {}), "requests: as many as there are places");
  tap::Ok(!ring.Push(RequestOf(3), {}), "requests: one more is refused");
  std::vector<uint32_t> tokens;
  std::vector<size_t> lengths;
  const auto each = [&](const Request& request, std::span<const std::byte> data) {
    tokens.push_back(request.token);
    lengths.push_back(data.size());
  };
  ring.Drain(each);
  tap::Ok(tokens == std::vector<uint32_t>{1, 2}, "requests: oldest first");
  tap::Ok(lengths == std::vector<size_t>{4, 0}, "requests: each with its data, empty ones too");
  tap::Ok(ring.Push(RequestOf(4), {}), "requests: there is room again");
  tap::Ok(!ring.Push(RequestOf(5), BytesOf(5, 8)), "requests: more data than a place holds is refused");
  ring.Drain(each);
  tap::Ok(tokens == std::vector<uint32_t>{1, 2, 4}, "requests: and what was refused is not there");
}

void EndsComeBehindTheirRequests() {
  RequestRing ring(2, 4);
  std::vector<uint32_t> ends;
  const auto each_end = [&](uint32_t token) { ends.push_back(token); };
  ring.DrainEnds(each_end);
  tap::Ok(ends.empty(), "ends: none at first");
  // Two that JavaScript has taken, and two that wait: more can't end before it looks again.
  for (const uint32_t token : {1U, 2U}) ring.Push(RequestOf(token), {});
  ring.Drain([](const Request&, std::span<const std::byte>) {});
  for (const uint32_t token : {3U, 4U}) ring.Push(RequestOf(token), {});
  for (const uint32_t token : {1U, 2U, 3U, 4U}) ring.PushEnd(token);
  ring.DrainEnds(each_end);
  tap::Ok(ends == std::vector<uint32_t>{1, 2, 3, 4}, "ends: all that can end have room, in their order");
  ring.PushEnd(5);
  ring.DrainEnds(each_end);
  tap::Ok(ends.size() == 5 && ends.back() == 5, "ends: each is told once");
}

// How many loads live now.
int loads = 0;
struct CountedLoad final : CommandLoad {
  CountedLoad() { loads++; }
  ~CountedLoad() override { loads--; }
};

void AFullCommandRingGivesTheCommandBack() {
  {
    CommandRing ring(1, 8);
    Command first, second;
    first.load = std::make_unique<CountedLoad>();
    second.load = std::make_unique<CountedLoad>();
    tap::Ok(ring.Push(first), "commands: one where there is room for one");
    tap::Ok(!ring.Push(second) && second.load != nullptr, "commands: one more is refused, and keeps its load");
    std::unique_ptr<CommandLoad> taken;
    ring.Drain([&](Command& command, std::span<const std::byte>) { taken = std::move(command.load); });
    tap::Ok(taken != nullptr, "commands: the consumer takes the load");
    tap::Ok(ring.Push(second), "commands: there is room again");
    Command third;
    tap::Ok(!ring.Push(third, BytesOf(9, 16)), "commands: more data than a place holds is refused");
  }
  tap::Equal(loads, 0, "commands: a load that nobody took goes with the ring");
}

constexpr uint32_t kItems = 200'000;
constexpr size_t kMostBytes = 24;

void TwoThreadsKeepRequestsWhole() {
  RequestRing ring(16, kMostBytes);
  std::thread producer([&ring] {
    for (uint32_t token = 0; token < kItems; token++) {
      const auto data = BytesOf(token, kMostBytes);
      while (!ring.Push(RequestOf(token), data)) std::this_thread::yield();
    }
  });
  uint32_t next = 0, wrong = 0;
  while (next < kItems) {
    ring.Drain([&](const Request& request, std::span<const std::byte> data) {
      const bool whole = request.token == next && request.connection.slot == ~next;
      wrong += whole && AreBytesOf(next, kMostBytes, data) ? 0 : 1;
      next++;
    });
  }
  producer.join();
  tap::Equal(wrong, 0U, "requests: two threads, each once, in order, with its own data");
}

struct NumberLoad final : CommandLoad {
  explicit NumberLoad(uint32_t given) : number(given) {}
  uint32_t number;
};

void TwoThreadsKeepCommandsWhole() {
  CommandRing ring(16, kMostBytes);
  std::thread producer([&ring] {
    for (uint32_t token = 0; token < kItems; token++) {
      Command command;
      command.token = token;
      command.general = static_cast<uint8_t>(token);
      if (token % 8 == 0) command.load = std::make_unique<NumberLoad>(token);
      const auto data = BytesOf(token, kMostBytes);
      while (!ring.Push(command, data)) std::this_thread::yield();
    }
  });
  uint32_t next = 0, wrong = 0;
  while (next < kItems) {
    ring.Drain([&](Command& command, std::span<const std::byte> data) {
      const auto load = std::move(command.load);
      bool whole = command.token == next && command.general == static_cast<uint8_t>(next);
      whole = whole && (load != nullptr) == (next % 8 == 0) && AreBytesOf(next, kMostBytes, data);
      if (load) whole = whole && static_cast<NumberLoad&>(*load).number == next;
      wrong += whole ? 0 : 1;
      next++;
    });
  }
  producer.join();
  tap::Equal(wrong, 0U, "commands: two threads, each once, in order, with its own data and load");
}

}  // namespace

int main() {
  SlotsAreAPowerOfTwo();
  AFullRequestRingRefuses();
  EndsComeBehindTheirRequests();
  AFullCommandRingGivesTheCommandBack();
  TwoThreadsKeepRequestsWhole();
  TwoThreadsKeepCommandsWhole();
  return tap::Done();
}
