// Datagrams in batches: how many are asked for, and which carry an IP_TOS of their own.
#include "host/datagrams.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <string>

#include "host/batch_size.h"
#include "originator.h"
#include "tap.h"

using namespace test;
using eip::host::BatchSize;
using eip::host::DatagramReceiver;
using eip::host::DatagramSender;
using eip::host::kDatagramBatch;

namespace {

constexpr uint32_t kHere = 0x7F000001;
constexpr size_t kRoom = 64;

struct Wire {
  UdpSocket sender{"127.0.0.2"}, receiver{"127.0.0.1"};
  DatagramSender batch;
  const Bytes bytes{1, 2, 3};

  void Add(uint8_t dscp) { batch.Add({kHere, receiver.port()}, std::as_bytes(std::span(bytes)), dscp, 0); }
  size_t Flush() { return batch.Flush(sender.fd()); }

  // TOS of the next one; -1 when it did not arrive whole.
  int Tos() {
    int tos = 0;
    return receiver.Receive(2000, &tos) == bytes ? tos : -1;
  }

  int SocketTos() const {
    int tos = -1;
    socklen_t size = sizeof tos;
    getsockopt(sender.fd(), IPPROTO_IP, IP_TOS, &tos, &size);
    return tos;
  }
};

void TheUsualTosBecomesTheSockets() {
  Wire wire;
  bool right = true;
  int sent = 0;
  for (; sent < 200 && wire.SocketTos() == 0; sent++) {
    wire.Add(47);
    right = wire.Flush() == 0 && wire.Tos() == 47 << 2 && right;
  }
  tap::Ok(sent > 1 && wire.SocketTos() == 47 << 2, "tos: what is wanted again and again becomes the socket's");
  for (int i = 0; i < 3; i++) {
    wire.Add(47);
    right = wire.Flush() == 0 && wire.Tos() == 47 << 2 && right;
  }
  tap::Ok(right, "tos: each datagram has it, before and after");
  wire.Add(10);
  wire.Flush();
  tap::Equal(wire.Tos(), 10 << 2, "tos: another one, alone, still has its own");
  wire.Add(47);
  wire.Add(10);
  wire.Add(0);
  wire.Flush();
  const bool each = wire.Tos() == 47 << 2 && wire.Tos() == 10 << 2 && wire.Tos() == 0;
  tap::Ok(each, "tos: and so has each in a batch, none at all included");
}

void TwoInTurnLeaveTheSocketAlone() {
  Wire wire;
  for (int i = 0; i < 200; i++) {
    wire.Add(i % 2 == 0 ? 47 : 31);
    wire.Flush();
    wire.Tos();
  }
  tap::Equal(wire.SocketTos(), 0, "tos: two kinds in turn cost no call each");
}

void ASendThatFailsIsCounted() {
  Wire wire;
  const Bytes long_one(70'000);
  wire.batch.Add({kHere, wire.receiver.port()}, std::as_bytes(std::span(long_one)), 0, 0);
  tap::Equal(wire.Flush(), size_t{1}, "send: one alone that the kernel does not take is counted");
  wire.Add(0);
  wire.batch.Add({kHere, wire.receiver.port()}, std::as_bytes(std::span(long_one)), 0, 0);
  wire.Add(0);
  tap::Equal(wire.Flush(), size_t{1}, "send: so is one among others");
  tap::Ok(wire.Tos() == 0 && wire.Tos() == 0, "send: which leave all the same");
}

// The same, whether it is asked for alone or with others.
void WhatComesIsTheSame() {
  for (const size_t most : {size_t{1}, kDatagramBatch}) {
    const std::string asked = most == 1 ? "alone: " : "many: ";
    UdpSocket sender("127.0.0.2"), receiver("127.0.0.1");
    DatagramReceiver from(kRoom);
    tap::Equal(from.Receive(receiver.fd(), most), size_t{0}, asked + "nothing is there");
    sender.Send("127.0.0.1", receiver.port(), Bytes{1, 2, 3});
    sender.Send("127.0.0.1", receiver.port(), Bytes(100));
    sender.Send("127.0.0.1", receiver.port(), Bytes{});
    size_t count = 0;
    for (int i = 0; i < 3; i++) {
      const size_t now = most == 1 || i == 0 ? from.Receive(receiver.fd(), most) : 0;
      const auto one = from.Get(most == 1 ? 0 : static_cast<size_t>(i));
      const size_t lengths[] = {3, kRoom, 0};
      count += now;
      tap::Ok(one.bytes.size() == lengths[i] && one.cut == (i == 1) && one.from.address == 0x7F000002,
              asked + "length, whether it is cut, and where from");
    }
    tap::Equal(count, size_t{3}, asked + "each comes once");
  }
}

void OneIsAskedForWhereOneComes() {
  BatchSize size;
  int all = 0;
  for (int i = 0; i < 16; i++) {
    all += size.Next() == kDatagramBatch;
    size.Came(1);
  }
  tap::Equal(all, 16, "size: at first as many as fit");
  all = 0;
  for (int i = 0; i < 80; i++) {
    all += size.Next() == kDatagramBatch;
    size.Came(i % 2);
  }
  tap::Equal(all, 10, "size: where one or none came each time, one, and every eighth time as many as fit");
  while (size.Next() == 1) size.Came(1);
  size.Came(2);
  all = 0;
  for (int i = 0; i < 16; i++) {
    all += size.Next() == kDatagramBatch;
    size.Came(1);
  }
  tap::Equal(all, 16, "size: two at once, and it is as at first");
}

}  // namespace

int main() {
  TheUsualTosBecomesTheSockets();
  TwoInTurnLeaveTheSocketAlone();
  ASendThatFailsIsCounted();
  WhatComesIsTheSame();
  OneIsAskedForWhereOneComes();
  return tap::Done();
}
