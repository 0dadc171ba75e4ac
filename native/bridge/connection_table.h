// All I/O connections as they are now: what JavaScript reads when connection events were lost.
//
// Producer: the I/O thread, at each change of a connection. Consumer: the JS thread, at a resync.
// Memory: native, one record a slot, allocated at construction. Order: a sequence lock a record (sequence_lock.h).
#pragma once

#include <memory>
#include <vector>

#include "bridge/connection_event.h"
#include "bridge/sequence_lock.h"

namespace eip::bridge {

class ConnectionTable {
 public:
  explicit ConnectionTable(uint32_t slots) : records_(std::make_unique<Record[]>(slots)), slots_(slots) {}

  uint32_t slots() const { return slots_; }

  // Producer.
  void Set(const ConnectionInfo& connection) {
    Record& record = records_[connection.slot];
    record.Lock().BeginWrite();
    StoreWords(record.info, std::as_bytes(std::span(&connection, 1)));
    record.Lock().EndWrite();
  }
  void Clear(uint32_t slot) {
    ConnectionInfo nothing{};
    nothing.slot = slot;
    Set(nothing);
  }

  // Consumer: the live ones, in the order of their slots. Each is whole; they need not be of one moment.
  std::vector<ConnectionInfo> Snapshot() const {
    std::vector<ConnectionInfo> live;
    for (uint32_t slot = 0; slot < slots_; slot++) {
      const ConnectionInfo info = records_[slot].Read();
      if (info.live != 0) live.push_back(info);
    }
    return live;
  }

 private:
  struct Record {
    alignas(8) mutable std::byte lock[kLongBytes]{};
    alignas(8) mutable std::byte info[RoundUp(sizeof(ConnectionInfo), kLongBytes)]{};

    SequenceLock Lock() const { return SequenceLock(Word(lock, 0)); }

    ConnectionInfo Read() const {
      ConnectionInfo copy;
      uint32_t begun;
      do {
        begun = Lock().BeginRead();
        LoadWords(info, std::as_writable_bytes(std::span(&copy, 1)));
      } while (!Lock().Whole(begun));
      return copy;
    }
  };

  std::unique_ptr<Record[]> records_;
  uint32_t slots_;
};

}  // namespace eip::bridge
