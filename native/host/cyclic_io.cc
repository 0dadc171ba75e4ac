#include "host/cyclic_io.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "host/clock.h"
#include "host/watch.h"

namespace eip::host {

using bridge::Counter;
using bridge::Figure;

namespace {

// Address items, sequence numbers and run/idle header around the data of an assembly.
constexpr size_t kFramingBytes = 64;
// Batches taken in one wake-up: then others have their turn.
constexpr size_t kBatchesPerWake = 4;
// While explicit messages are worked on, cyclic data waits no longer than this (and one piece of that work).
constexpr uint64_t kReceiveEveryUs = 200;
constexpr int kReceiveBufferBytes = 1 << 20;

}  // namespace

CyclicIo::CyclicIo(bridge::SharedState& state, Access& access, Application& application, size_t largest_data)
    : state_(state), access_(access), application_(application), receiver_(largest_data + kFramingBytes) {}

std::optional<bridge::OpenError> CyclicIo::Bind(eip_endpoint* endpoint) {
  IoLanes lanes;
  if (auto error = lanes.Bind(endpoint)) return error;
  fd_ = std::move(lanes.live);
  strays_.Take(std::move(lanes.strays));
  const int on = 1;
  setsockopt(fd_.get(), SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBufferBytes, sizeof kReceiveBufferBytes);
  const in_addr own{htonl(endpoint->address)};  // what goes to a group leaves where we are reached
  setsockopt(fd_.get(), IPPROTO_IP, IP_MULTICAST_IF, &own, sizeof own);
  return std::nullopt;
}

int CyclicIo::Start(uv_loop_t* loop, eip_stack* stack, WorkShare& share, void (*failed)(void* user), void* user) {
  stack_ = stack;
  failed_ = failed;
  user_ = user;
  if (const int error = Watch(&poll_, loop, fd_.get(), this, Ready)) return error;
  if (!strays_.valid()) return 0;
  const auto read = [](void* owner, PacedSocket&) { static_cast<CyclicIo*>(owner)->ReceiveStrays(); };
  return strays_.Start(loop, share, state_.counters, Counter::kIoStraysDropped, read, this);
}

// The kernel keeps the number of the interface, and not our address.
void CyclicIo::UseInterface(uint32_t index) {
  ip_mreqn group{};
  group.imr_ifindex = static_cast<int>(index);
  setsockopt(fd_.get(), IPPROTO_IP, IP_MULTICAST_IF, &group, sizeof group);
}

void CyclicIo::Close() {
  poll_.Close();  // before its descriptor
  fd_.Close();
  strays_.Close();
}

void CyclicIo::Ready(uv_poll_t* poll, int status, int) {
  CyclicIo& self = OwnerOf<CyclicIo>(poll);
  if (status < 0 && !WatchAgain(poll, self.fd_.get(), Ready)) return self.failed_(self.user_);
  self.Receive(kBatchesPerWake);
}

void CyclicIo::Receive(size_t batches) {
  for (size_t batch = 0; batch < batches; batch++) {
    const size_t count = receiver_.Receive(fd_.get(), batch_size_.Next());
    const uint64_t now_us = NowUs();
    received_at_us_ = now_us;
    batch_size_.Came(count);
    if (count == 0) break;
    TakeBatch(count, now_us);
    if (count < kDatagramBatch) break;
  }
  const uint32_t dropped = receiver_.kernel_dropped() - kernel_dropped_;
  if (dropped == 0) return;
  state_.counters.Add(Counter::kIoKernelDropped, dropped);
  kernel_dropped_ += dropped;
}

// The core judges and counts them like any other: only the way here was another.
void CyclicIo::ReceiveStrays() {
  const size_t count = receiver_.Receive(strays_.fd());
  TakeBatch(count, NowUs());
}

void CyclicIo::TakeBatch(size_t count, uint64_t now_us) {
  application_.SetNow(now_us);
  for (size_t i = 0; i < count; i++) Take(receiver_.Get(i), now_us);
  if (ProductionDue(now_us)) Produce(now_us);
  application_.Wake();
}

void CyclicIo::Take(const DatagramReceiver::Datagram& datagram, uint64_t now_us) {
  if (!access_.IoDatagram(datagram.from.address)) return;
  uint32_t slot = UINT32_MAX;
  const eip_io_verdict verdict = eip_io_input(stack_, datagram.from, ToCore(datagram.bytes), now_us, &slot);
  if (slot >= state_.connections.slots()) return;
  auto& figures = state_.figures;
  switch (verdict) {
    case EIP_IO_NEW_DATA:
      figures.Add(slot, Figure::kReceived, 1);
      figures.Set(slot, Figure::kLastReceivedUs, now_us);
      break;
    case EIP_IO_REPEATED:
      figures.Add(slot, Figure::kRepeated, 1);
      figures.Set(slot, Figure::kLastReceivedUs, now_us);
      break;
    default:
      figures.Add(slot, Figure::kRejected, 1);
  }
}

void CyclicIo::Produce(uint64_t now_us) {
  application_.SetNow(now_us);
  eip_io_datagram datagram;
  while (eip_io_output(stack_, now_us, &datagram)) {
    sender_.Add(datagram.to, FromCore(datagram.bytes), datagram.dscp, datagram.ttl);
    const uint64_t late_us = now_us > datagram.deadline_us ? now_us - datagram.deadline_us : 0;
    state_.lateness.Count(late_us);
    application_.regularity().Sent(datagram.slot, now_us, late_us);
    CountSent(datagram, now_us);
    if (sender_.full()) Flush();
  }
  Flush();
}

// For each connection that gets it: one, or those that share a group.
void CyclicIo::CountSent(const eip_io_datagram& datagram, uint64_t now_us) {
  uint32_t slot = datagram.slot;
  do {
    state_.figures.Add(slot, Figure::kSent, 1);
    state_.figures.Add(slot, Figure::kSkipped, datagram.skipped);
    state_.figures.Set(slot, Figure::kLastSentUs, now_us);
    slot = datagram.ttl != 0 ? eip_io_next_sharer(stack_, slot) : UINT32_MAX;
  } while (slot != UINT32_MAX);
}

void CyclicIo::Flush() {
  const size_t failed = sender_.Flush(fd_.get());
  if (failed > 0) state_.counters.Add(Counter::kIoSendFailures, failed);
}

void CyclicIo::KeepUp() {
  const uint64_t now_us = NowUs();
  if (ProductionDue(now_us)) Produce(now_us);
  if (now_us - received_at_us_ >= kReceiveEveryUs) Receive(1);
}

}  // namespace eip::host
