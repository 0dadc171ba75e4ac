#include "host/tcp_peer.h"

#include <sys/socket.h>

#include "host/tcp_server.h"

namespace eip::host {

TcpPeer::TcpPeer()
    : handle_(static_cast<uv_tcp_t*>(std::calloc(1, uv_handle_size(UV_TCP)))),
      request_(static_cast<uv_write_t*>(std::calloc(1, uv_req_size(UV_WRITE)))) {}

int TcpPeer::Open(uv_loop_t* loop, int fd, eip_peer new_id, uv_alloc_cb alloc, uv_read_cb read) {
  id = new_id;
  state = State::kOpen;
  paused = false;
  overrun = false;
  chunks = 0;
  uv_tcp_init(loop, handle());
  uv_handle_set_data(reinterpret_cast<uv_handle_t*>(handle()), this);
  const int result = uv_tcp_open(handle(), fd);
  return result < 0 ? result : uv_read_start(stream(), alloc, read);
}

bool TcpPeer::Write(std::span<const std::byte> bytes, size_t limit) {
  if (!drained()) {
    if (in_flight_.size() + waiting_.size() + bytes.size() > limit) return false;
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    return true;
  }
  const uv_buf_t buffer =
      uv_buf_init(const_cast<char*>(reinterpret_cast<const char*>(bytes.data())), static_cast<unsigned>(bytes.size()));
  const int sent = uv_try_write(stream(), &buffer, 1);
  if (sent < 0 && sent != UV_EAGAIN) return true;  // broken: reading tells, and closes
  const auto rest = bytes.subspan(sent < 0 ? 0 : static_cast<size_t>(sent));
  if (rest.empty()) return true;
  if (rest.size() > limit) return false;
  in_flight_.assign(rest.begin(), rest.end());
  return StartWrite();
}

bool TcpPeer::StartWrite() {
  const uv_buf_t buffer =
      uv_buf_init(reinterpret_cast<char*>(in_flight_.data()), static_cast<unsigned>(in_flight_.size()));
  uv_req_set_data(reinterpret_cast<uv_req_t*>(request_.get()), this);
  return uv_write(request_.get(), stream(), &buffer, 1, [](uv_write_t* request, int status) {
           static_cast<TcpPeer*>(uv_req_get_data(reinterpret_cast<uv_req_t*>(request)))->Written(status);
         }) == 0;
}

void TcpPeer::Written(int status) {
  in_flight_ = std::move(waiting_);
  waiting_ = {};
  if (state == State::kClosing) {
    in_flight_ = {};
    return;
  }
  if (status < 0) return server_->Close(*this);
  if (!drained() && !StartWrite()) return server_->Close(*this);
  if (drained() && state == State::kLingering) EndOutput();
}

void TcpPeer::Linger(uint64_t until_us) {
  state = State::kLingering;
  linger_until_us = until_us;
  if (drained()) EndOutput();
}

void TcpPeer::EndOutput() {
  uv_os_fd_t fd;
  if (uv_fileno(reinterpret_cast<uv_handle_t*>(handle()), &fd) == 0) shutdown(fd, SHUT_WR);
}

}  // namespace eip::host
