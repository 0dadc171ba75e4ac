// Explicit messages over TCP: accepts, feeds what peers send to the core, sends what the core answers.
//
// The work of one turn of the loop is bounded: a few accepts, a few chunks a peer, all within the WorkShare, and
// KeepUp() of the cyclic data between pieces of a few messages. The replies to one segment leave in one write. Comes on
// the I/O thread only.
//
// Out of descriptors, accepting pauses for 100 ms: the connections wait in the kernel's queue meanwhile, and the
// level-triggered socket does not spin.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/application.h"
#include "host/commands.h"
#include "host/core.h"
#include "host/cyclic_io.h"
#include "host/fd.h"
#include "host/tcp_peer.h"
#include "host/work_share.h"

namespace eip::host {

class TcpServer {
 public:
  TcpServer(bridge::SharedState& state, Access& access, Application& application, CyclicIo& cyclic, Commands& commands,
            WorkShare& share, const bridge::LimitOptions& limits);

  // Binds and listens; a port 0 becomes the one the kernel chose.
  std::optional<bridge::OpenError> Bind(eip_endpoint* endpoint);
  // Begins to accept. 0 or an errno.
  int Start(uv_loop_t* loop, eip_stack* stack);
  // Closes everything; the loop has to turn once more before this object may go.
  void Close();

  // For eip_host: appends to what the peer gets. The replies to one segment leave together.
  void Send(eip_peer id, std::span<const std::byte> bytes);

  // After eip_request_complete: sends what that answered.
  void SendLate();

  // After eip_stack_advance or eip_tcp_make_room: sends what it answered late, and closes the peers that the core gave
  // up.
  void CloseGivenUp(uint64_t now_us);

  // Once a turn of the loop: peers that used up their share go on.
  void NextTurn(uint64_t now_us);
  // When it wants the next turn besides, EIP_NEVER: at no time.
  uint64_t resumes_at_us() const;

  // The connection is gone or has to go.
  void Close(TcpPeer& peer);

 private:
  static void OnConnection(uv_poll_t* poll, int status, int events);
  static void Alloc(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer);
  static void OnRead(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer);
  void Accept();
  bool AcceptOne();
  void PauseAccepting();
  void StartPeer(Fd fd, uint32_t address, eip_peer id);
  void SendStaged();
  void CloseOverrun();
  void Input(TcpPeer& peer, std::span<const std::byte> bytes);
  bool InputPiece(TcpPeer& peer, std::span<const std::byte> bytes);
  void Read(TcpPeer& peer, ssize_t length);
  void Broken(TcpPeer& peer, ssize_t error);
  void Pause(TcpPeer& peer);
  void PauseIfGreedy(TcpPeer& peer, size_t length);
  void EndOfInput(TcpPeer& peer);
  void Finish(TcpPeer& peer, uint64_t now_us);
  void Housekeeping();
  void ScheduleHousekeeping();
  TcpPeer* Find(eip_peer id);

  static constexpr size_t kChunkBytes = 8 * 1024;

  bridge::SharedState& state_;
  Access& access_;
  Application& application_;
  CyclicIo& cyclic_;
  Commands& commands_;
  WorkShare& share_;
  uv_loop_t* loop_ = nullptr;
  eip_stack* stack_ = nullptr;
  Fd fd_;
  UvHandle<uv_poll_t> poll_;
  UvHandle<uv_timer_t> timer_;
  bool accepting_paused_ = false;    // out of descriptors
  bool accepting_deferred_ = false;  // to the next turn

  size_t peer_count_;
  std::unique_ptr<TcpPeer[]> peers_;
  std::vector<TcpPeer*> free_, paused_, overrun_;
  TcpPeer* current_ = nullptr;  // whose segment is being worked on
  uint64_t turn_ = 0;
  size_t lingering_ = 0;

  size_t write_limit_;
  std::vector<std::byte> staged_;  // replies to `staged_for_` that have not been sent
  eip_peer staged_for_ = 0;
  char chunk_[kChunkBytes];
};

}  // namespace eip::host
