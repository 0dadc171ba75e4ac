#include "host/tcp_server.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "host/clock.h"
#include "host/socket.h"
#include "host/watch.h"

namespace eip::host {

using bridge::Counter;

namespace {

constexpr int kListenBacklog = 128;
constexpr int kAcceptsPerTurn = 16;
constexpr uint32_t kChunksPerTurn = 4;
// Of a chunk, at a time: a few messages. Then what is due leaves.
constexpr size_t kPieceBytes = 512;
// Beyond the core's peers: connections that are being closed.
constexpr size_t kClosingPeers = 64;
constexpr uint64_t kLingerUs = 2 * kUsPerSecond;
constexpr uint64_t kHousekeepingMs = 100;
// The kernel gives up a peer that takes nothing of what waits for it.
constexpr unsigned kUserTimeoutMs = 10'000;

// Nothing of it stays behind in the kernel, as it would (TIME_WAIT) for each of a flood that we close in order.
void ResetOnClose(int fd) {
  const linger at_once{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace

TcpServer::TcpServer(bridge::SharedState& state, Access& access, Application& application, CyclicIo& cyclic,
                     Commands& commands, WorkShare& share, const bridge::LimitOptions& limits)
    : state_(state),
      access_(access),
      application_(application),
      cyclic_(cyclic),
      commands_(commands),
      share_(share),
      peer_count_(limits.peers + kClosingPeers),
      peers_(std::make_unique<TcpPeer[]>(peer_count_)),
      write_limit_(kPeerBacklogBytes + limits.max_message) {
  free_.reserve(peer_count_);
  paused_.reserve(peer_count_);
  overrun_.reserve(peer_count_);
  staged_.reserve(write_limit_);
  access_.Expect(peer_count_);
  for (size_t i = 0; i < peer_count_; i++) {
    peers_[i].Attach(this);
    free_.push_back(&peers_[i]);
  }
}

std::optional<bridge::OpenError> TcpServer::Bind(eip_endpoint* endpoint) {
  bridge::OpenError error;
  fd_ = BindSocket(Transport::kTcp, endpoint, Sharing::kNone, &error);
  if (!fd_.valid()) return error;
  if (listen(fd_.get(), kListenBacklog) != 0) return SocketError(errno, "listen", *endpoint, Transport::kTcp);
  return std::nullopt;
}

int TcpServer::Start(uv_loop_t* loop, eip_stack* stack) {
  loop_ = loop;
  stack_ = stack;
  const int result = timer_.Open(uv_timer_init, loop, this);
  if (result < 0) return -result;
  return Watch(&poll_, loop, fd_.get(), this, OnConnection);
}

void TcpServer::Close() {
  poll_.Close();  // before its descriptor
  timer_.Close();
  fd_.Close();
  for (size_t i = 0; i < peer_count_; i++) Close(peers_[i]);
}

// ---- accepting

void TcpServer::OnConnection(uv_poll_t* poll, int status, int) {
  auto& self = OwnerOf<TcpServer>(poll);
  if (status < 0) return self.PauseAccepting();
  if (self.share_.Allows(NowUs())) return self.Accept();
  uv_poll_stop(poll);
  self.accepting_deferred_ = true;
}

void TcpServer::Accept() {
  for (int i = 0; i < kAcceptsPerTurn; i++) {
    if (!AcceptOne()) break;
    cyclic_.KeepUp();
  }
}

// False when none waits, or none can be taken.
bool TcpServer::AcceptOne() {
  sockaddr_in address{};
  socklen_t length = sizeof address;
  Fd fd(accept4(fd_.get(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!fd.valid()) {
    if (errno == EINTR || errno == ECONNABORTED) return true;
    if (errno != EAGAIN) PauseAccepting();
    return false;
  }
  const eip_endpoint from = ToEndpoint(address);
  if (!access_.TcpConnection(from.address)) {
    ResetOnClose(fd.get());
    return true;
  }
  const uint64_t now_us = NowUs();
  if (eip_tcp_make_room(stack_, now_us)) CloseGivenUp(now_us);
  eip_peer id = 0;
  // Refused by closing it: the core counts it.
  if (eip_tcp_accept(stack_, from, now_us, &id) == EIP_OK) StartPeer(std::move(fd), from.address, id);
  return true;
}

void TcpServer::PauseAccepting() {
  state_.counters.Add(Counter::kAcceptFailures);
  uv_poll_stop(poll_.get());
  accepting_paused_ = true;
  ScheduleHousekeeping();
}

void TcpServer::StartPeer(Fd fd, uint32_t address, eip_peer id) {
  if (free_.empty()) {  // as many are being closed as there is room for
    state_.counters.Add(Counter::kAcceptFailures);
    eip_tcp_closed(stack_, id);
    return;
  }
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, &kUserTimeoutMs, sizeof kUserTimeoutMs);
  SetDscp(fd.get(), eip_stack_settings(stack_)->dscp_explicit);
  TcpPeer& peer = *free_.back();
  free_.pop_back();
  peer.address = address;
  access_.Connected(address);
  const int result = peer.Open(loop_, fd.get(), id, Alloc, OnRead);
  uv_os_fd_t taken;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(peer.handle()), &taken) == 0) fd.Release();
  if (result < 0) Close(peer);
}

// ---- reading

// No room: the peer is told so (UV_ENOBUFS), and what it sent stays in the kernel.
void TcpServer::Alloc(uv_handle_t* handle, size_t, uv_buf_t* buffer) {
  auto& self = OwnerOf<TcpPeer>(handle).server();
  *buffer = uv_buf_init(self.chunk_, self.share_.Allows(NowUs()) ? kChunkBytes : 0);
}

void TcpServer::OnRead(uv_stream_t* stream, ssize_t length, const uv_buf_t*) {
  auto& peer = OwnerOf<TcpPeer>(stream);
  peer.server().Read(peer, length);
}

void TcpServer::Read(TcpPeer& peer, ssize_t length) {
  if (length == 0) return;
  if (length == UV_ENOBUFS) return Pause(peer);
  if (length == UV_EOF) return EndOfInput(peer);
  if (length < 0) return Broken(peer, length);
  const auto size = static_cast<size_t>(length);
  if (peer.state == TcpPeer::State::kOpen) Input(peer, {reinterpret_cast<const std::byte*>(chunk_), size});
  PauseIfGreedy(peer, size);
  cyclic_.KeepUp();
}

// The kernel gave it up when nothing of what we sent was taken for kUserTimeoutMs.
void TcpServer::Broken(TcpPeer& peer, ssize_t error) {
  if (error == UV_ETIMEDOUT) state_.counters.Add(Counter::kSlowPeersClosed);
  Close(peer);
}

void TcpServer::Input(TcpPeer& peer, std::span<const std::byte> bytes) {
  commands_.Take();
  current_ = &peer;
  bool goes_on = true;
  for (size_t at = 0; goes_on && at < bytes.size(); at += kPieceBytes) {
    if (at > 0) cyclic_.KeepUp();
    goes_on = InputPiece(peer, bytes.subspan(at, std::min(kPieceBytes, bytes.size() - at)));
  }
  SendStaged();
  current_ = nullptr;
  CloseOverrun();
  application_.Wake();
  if (goes_on || peer.state != TcpPeer::State::kOpen) return;
  peer.id = 0;  // forgotten inside
  Finish(peer, NowUs());
}

bool TcpServer::InputPiece(TcpPeer& peer, std::span<const std::byte> bytes) {
  const uint64_t now_us = NowUs();
  application_.SetNow(now_us);
  return eip_tcp_input(stack_, peer.id, ToCore(bytes), now_us) == EIP_OK;
}

void TcpServer::PauseIfGreedy(TcpPeer& peer, size_t length) {
  if (length < kChunkBytes || peer.state == TcpPeer::State::kClosing || peer.paused) return;
  if (peer.turn != turn_) peer.chunks = 0;
  peer.turn = turn_;
  if (++peer.chunks >= kChunksPerTurn) Pause(peer);
}

void TcpServer::Pause(TcpPeer& peer) {
  uv_read_stop(peer.stream());
  peer.paused = true;
  paused_.push_back(&peer);
}

void TcpServer::NextTurn(uint64_t now_us) {
  turn_++;
  if (share_.suspended(now_us)) return;
  if (accepting_deferred_) {
    accepting_deferred_ = false;
    WatchAgain(poll_.get(), fd_.get(), OnConnection);
  }
  if (paused_.empty()) return;
  for (TcpPeer* peer : paused_) {
    if (!peer->paused || peer->state == TcpPeer::State::kClosing) continue;
    peer->paused = false;
    uv_read_start(peer->stream(), Alloc, OnRead);
  }
  paused_.clear();
}

uint64_t TcpServer::resumes_at_us() const {
  return paused_.empty() && !accepting_deferred_ ? EIP_NEVER : share_.resumes_at_us();
}

// ---- writing

TcpPeer* TcpServer::Find(eip_peer id) {
  if (current_ != nullptr && current_->id == id) return current_;
  for (size_t i = 0; i < peer_count_; i++) {  // a reply that comes later: rare
    if (peers_[i].id == id) return &peers_[i];
  }
  return nullptr;
}

void TcpServer::Send(eip_peer id, std::span<const std::byte> bytes) {
  if (id != staged_for_ || staged_.size() + bytes.size() > staged_.capacity()) SendStaged();
  staged_for_ = id;
  staged_.insert(staged_.end(), bytes.begin(), bytes.end());
}

void TcpServer::SendStaged() {
  if (staged_.empty()) return;
  TcpPeer* peer = Find(staged_for_);
  const bool open = peer != nullptr && peer->state == TcpPeer::State::kOpen && !peer->overrun;
  if (open && !peer->Write(staged_, write_limit_)) {
    peer->overrun = true;
    overrun_.push_back(peer);
  }
  staged_.clear();
}

// Not where it is found out: that may be inside a call into the core, which closing would call again.
void TcpServer::CloseOverrun() {
  for (TcpPeer* peer : overrun_) {
    state_.counters.Add(Counter::kSlowPeersClosed);
    Close(*peer);
  }
  overrun_.clear();
}

// ---- closing

void TcpServer::SendLate() {
  SendStaged();
  CloseOverrun();
}

void TcpServer::CloseGivenUp(uint64_t now_us) {
  SendLate();
  while (const eip_peer id = eip_tcp_next_close(stack_)) {
    TcpPeer* peer = Find(id);
    if (peer == nullptr) continue;
    peer->id = 0;
    // It was silent for long: nothing of ours is on its way, and nothing that it says now counts.
    if (peer->drained()) {
      Close(*peer);
    } else {
      Finish(*peer, now_us);
    }
  }
}

// The peer sends no more; what it has not read yet still leaves.
void TcpServer::EndOfInput(TcpPeer& peer) {
  if (peer.drained()) return Close(peer);
  uv_read_stop(peer.stream());
  if (peer.id != 0) eip_tcp_closed(stack_, peer.id);
  peer.id = 0;
  Finish(peer, NowUs());
}

void TcpServer::Finish(TcpPeer& peer, uint64_t now_us) {
  if (peer.state != TcpPeer::State::kOpen) return;
  peer.Linger(now_us + kLingerUs);
  lingering_++;
  ScheduleHousekeeping();
}

void TcpServer::Close(TcpPeer& peer) {
  if (peer.state == TcpPeer::State::kFree || peer.state == TcpPeer::State::kClosing) return;
  if (peer.state == TcpPeer::State::kLingering) lingering_--;
  if (peer.id != 0) eip_tcp_closed(stack_, peer.id);
  access_.Disconnected(peer.address);
  peer.id = 0;
  peer.paused = false;
  peer.state = TcpPeer::State::kClosing;
  uv_close(reinterpret_cast<uv_handle_t*>(peer.handle()), [](uv_handle_t* handle) {
    auto& closed = OwnerOf<TcpPeer>(handle);
    closed.state = TcpPeer::State::kFree;
    closed.server().free_.push_back(&closed);
  });
}

// ---- housekeeping

void TcpServer::ScheduleHousekeeping() {
  if (uv_is_active(reinterpret_cast<uv_handle_t*>(timer_.get()))) return;
  const auto due = [](uv_timer_t* timer) { OwnerOf<TcpServer>(timer).Housekeeping(); };
  uv_timer_start(timer_.get(), due, kHousekeepingMs, 0);
}

void TcpServer::Housekeeping() {
  if (accepting_paused_) {
    accepting_paused_ = false;
    WatchAgain(poll_.get(), fd_.get(), OnConnection);
  }
  const uint64_t now_us = lingering_ > 0 ? NowUs() : 0;
  for (size_t i = 0; lingering_ > 0 && i < peer_count_; i++) {
    TcpPeer& peer = peers_[i];
    if (peer.state == TcpPeer::State::kLingering && peer.linger_until_us <= now_us) Close(peer);
  }
  if (lingering_ > 0) ScheduleHousekeeping();
}

}  // namespace eip::host
