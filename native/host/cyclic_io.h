// Cyclic data on UDP 2222: what comes in is fed to the core as soon as it is there, what is due leaves first. Datagrams
// that cannot belong to a connection come by a socket of their own and wait (io_lanes).
//
// The rest of the I/O thread calls KeepUp() between bounded pieces of its own work, so that parsing explicit messages
// never delays a production that is due.
#pragma once

#include <optional>

#include "bridge/shared_state.h"
#include "host/access.h"
#include "host/application.h"
#include "host/batch_size.h"
#include "host/core.h"
#include "host/datagrams.h"
#include "host/io_lanes.h"
#include "host/paced_socket.h"
#include "host/uv_handle.h"

namespace eip::host {

class CyclicIo {
 public:
  // Datagrams carry up to `largest_data` bytes of an assembly.
  CyclicIo(bridge::SharedState& state, Access& access, Application& application, size_t largest_data);

  // Binds the socket; a port 0 becomes the one the kernel chose.
  std::optional<bridge::OpenError> Bind(eip_endpoint* endpoint);
  // Begins to listen. 0 or an errno. `failed(user)` comes when the socket cannot be watched any more.
  int Start(uv_loop_t* loop, eip_stack* stack, WorkShare& share, void (*failed)(void* user), void* user);
  void Close();

  // What goes to a group leaves by this interface from here on.
  void UseInterface(uint32_t index);

  // Sends everything that is due at now_us.
  void Produce(uint64_t now_us);
  // Produces what is due, and takes in what waits if that was last done a while ago.
  void KeepUp();

  // Once a turn of the loop.
  void NextTurn(uint64_t now_us) { strays_.NextTurn(now_us); }
  // When it wants the next turn besides, EIP_NEVER: at no time.
  uint64_t resumes_at_us() const { return strays_.resumes_at_us(); }

  bool memory_locked() const { return receiver_.memory_locked(); }

 private:
  static void Ready(uv_poll_t* poll, int status, int events);
  void Receive(size_t batches);
  void ReceiveStrays();
  void TakeBatch(size_t count, uint64_t now_us);
  void Take(const DatagramReceiver::Datagram& datagram, uint64_t now_us);
  void CountSent(const eip_io_datagram& datagram, uint64_t now_us);
  void Flush();
  bool ProductionDue(uint64_t now_us) const { return eip_stack_next_deadline(stack_) <= now_us; }

  bridge::SharedState& state_;
  Access& access_;
  Application& application_;
  eip_stack* stack_ = nullptr;
  Fd fd_;  // of live data, in and out
  PacedSocket strays_;
  UvHandle<uv_poll_t> poll_;
  DatagramReceiver receiver_;
  BatchSize batch_size_;
  DatagramSender sender_;
  uint64_t received_at_us_ = 0;
  uint32_t kernel_dropped_ = 0;
  void (*failed_)(void* user) = nullptr;
  void* user_ = nullptr;
};

}  // namespace eip::host
