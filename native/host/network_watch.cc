#include "host/network_watch.h"

namespace eip::host {

int NetworkWatch::Start(uv_loop_t* loop, eip_stack* stack, Moved moved, void* owner) {
  stack_ = stack;
  moved_ = moved;
  owner_ = owner;
  index_ = first().interface.index;
  broadcast_ = first().broadcast;
  changes_ = thread_.Latest().changes;
  const auto news = [](void* user) { static_cast<NetworkWatch*>(user)->TakeNews(); };
  if (const int error = signal_.Open(loop, news, this)) return error;
  return thread_.Start(&signal_);
}

void NetworkWatch::TakeNews() {
  signal_.Clear();
  const NetworkNews& news = thread_.Latest();
  eip_stack_set_interface(stack_, &news.snapshot.interface);
  untold_ |= news.changes != changes_;
  changes_ = news.changes;
  const InterfaceSnapshot& now = news.snapshot;
  if (!now.present || (now.interface.index == index_ && now.broadcast == broadcast_)) return;
  index_ = now.interface.index;
  broadcast_ = now.broadcast;
  moved_(owner_, now);
}

void NetworkWatch::Turn(bool peers) {
  if (untold_) untold_ = !application_.TellNetwork();
  if (peers == watching_) return;
  watching_ = peers;
  thread_.Watch(peers);
}

void NetworkWatch::Close() {
  thread_.Stop();
  signal_.Close();
}

}  // namespace eip::host
