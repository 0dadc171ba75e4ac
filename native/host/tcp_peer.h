// One TCP connection of an originator: its handle, its place in the core, and what it has not read yet.
#pragma once

#include <uv.h>

#include <memory>
#include <span>
#include <vector>

#include "host/core.h"
#include "host/uv_handle.h"

namespace eip::host {

class TcpServer;

// How much a peer may leave unread beyond what the kernel holds, and one message more; then it is closed.
inline constexpr size_t kPeerBacklogBytes = 64 * 1024;

class TcpPeer {
 public:
  TcpPeer();
  TcpPeer(const TcpPeer&) = delete;
  TcpPeer& operator=(const TcpPeer&) = delete;

  void Attach(TcpServer* server) { server_ = server; }
  uv_tcp_t* handle() const { return handle_.get(); }
  uv_stream_t* stream() const { return reinterpret_cast<uv_stream_t*>(handle_.get()); }

  // Takes the socket over and begins to read. 0 or a libuv error; after one the handle has to be closed all the same.
  int Open(uv_loop_t* loop, int fd, eip_peer id, uv_alloc_cb alloc, uv_read_cb read);

  // Sends at once what the kernel takes and keeps the rest. False: the peer reads nothing and `limit` is reached.
  bool Write(std::span<const std::byte> bytes, size_t limit);

  // No more is sent; what was, still leaves. What the peer sends is thrown away until it closes too, or until
  // `until_us`: closing with bytes unread would reset the connection and could cost the peer our last reply.
  void Linger(uint64_t until_us);

  eip_peer id = 0;  // 0: the core knows it no more
  uint32_t address = 0;
  enum class State { kFree, kOpen, kLingering, kClosing } state = State::kFree;
  bool paused = false;   // reading goes on in the loop's next turn
  bool overrun = false;  // it did not read, and is about to be closed
  uint32_t chunks = 0;   // read in the turn `turn` of the loop
  uint64_t turn = 0;
  uint64_t linger_until_us = 0;

  TcpServer& server() const { return *server_; }
  // All that was written has left.
  bool drained() const { return in_flight_.empty(); }

 private:
  bool StartWrite();
  void Written(int status);
  void EndOutput();

  TcpServer* server_ = nullptr;
  std::unique_ptr<uv_tcp_t, FreeDeleter> handle_;
  std::unique_ptr<uv_write_t, FreeDeleter> request_;
  std::vector<std::byte> in_flight_, waiting_;  // empty, without memory, for a peer that reads its replies
};

}  // namespace eip::host
