#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "support/class3.h"
#include "support/invariants_parts.h"

static uint8_t *exactly(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length ? length : 1);
  device_must(copy != NULL, "memory for what comes in");
  if (length) memcpy(copy, bytes, length);
  return copy;
}

/* ---- TCP ---- */

void device_connect(device *self, uint32_t n) {
  device_peer *peer = &self->peers[n];
  if (peer->peer) return;
  peer->address = UINT32_C(0x0A000002) + n / 2; /* two connections of one scanner */
  eip_endpoint remote = {peer->address, (uint16_t)(50000 + n)};
  eip_status status = eip_tcp_accept(self->stack, remote, self->now_us, &peer->peer);
  device_must(status == EIP_OK, "a TCP connection below the limit is accepted");
}

void device_register(device *self, uint32_t n) {
  device_connect(self, n);
  frame request = frame_register_session();
  self->session_said = 0;
  device_tcp(self, n, request.bytes, request.length);
  if (self->session_said) self->peers[n].session = self->session_said;
}

void device_disconnect(device *self, uint32_t n) {
  device_peer *peer = &self->peers[n];
  if (peer->peer) eip_tcp_closed(self->stack, peer->peer);
  *peer = (device_peer){0};
}

bool device_tcp(device *self, uint32_t n, const void *bytes, size_t length) {
  device_peer *peer = &self->peers[n];
  if (!peer->peer) return false;
  uint8_t *copy = exactly(bytes, length);
  eip_status status = eip_tcp_input(self->stack, peer->peer, (eip_span){copy, length}, self->now_us);
  free(copy);
  device_must(status == EIP_OK || status == EIP_ERR_CLOSE_PEER, "bytes of a known peer are taken, or it is closed");
  if (status == EIP_ERR_CLOSE_PEER) *peer = (device_peer){0};
  return status == EIP_OK;
}

void device_ask_with(device *self, uint32_t n, const frame *message, const sockaddr_item *items, size_t item_count) {
  frame request = frame_unconnected(self->peers[n].session, message, items, item_count);
  device_tcp(self, n, request.bytes, request.length);
}

void device_ask(device *self, uint32_t n, const frame *message) { device_ask_with(self, n, message, NULL, 0); }

void device_ask_connected(device *self, uint32_t n, uint32_t id, uint16_t sequence_count, const frame *message) {
  frame request = class3_frame(self->peers[n].session, id, sequence_count, message);
  device_tcp(self, n, request.bytes, request.length);
}

/* ---- UDP ---- */

void device_udp(device *self, bool to_all, const void *bytes, size_t length) {
  uint8_t *copy = exactly(bytes, length);
  eip_udp_input(self->stack, (eip_endpoint){UINT32_C(0x0A000002), 50000}, to_all, (eip_span){copy, length},
                self->now_us);
  free(copy);
}

/* What a datagram may have changed, by its verdict. */
static void took(device *self, eip_io_verdict verdict, uint32_t slot, uint8_t before[2][32]) {
  bool known = verdict != EIP_IO_UNKNOWN && verdict != EIP_IO_MALFORMED;
  device_must(!known || (slot < DEVICE_IO), "datagrams: one that is known has a slot");
  bool accepted = verdict == EIP_IO_NEW_DATA || verdict == EIP_IO_REPEATED;
  device_must(!accepted || self->live[slot], "datagrams: only a live connection accepts one");
  if (accepted) self->until_us[slot] = self->now_us + self->stack->connections.places[slot].timeout_us;
  for (uint32_t n = 0; n < 2 && verdict != EIP_IO_NEW_DATA; n++) {
    bool same = !self->data[n] || memcmp(self->data[n], before[n], device_assemblies[n].size) == 0;
    device_must(same, "datagrams: one that is not new changes no output");
  }
}

eip_io_verdict device_io(device *self, uint32_t address, const void *bytes, size_t length) {
  uint8_t before[2][32];
  for (uint32_t n = 0; n < 2; n++) {
    if (self->data[n]) memcpy(before[n], self->data[n], device_assemblies[n].size);
  }
  uint8_t *copy = exactly(bytes, length);
  uint32_t slot = 0;
  eip_io_verdict verdict =
      eip_io_input(self->stack, (eip_endpoint){address, 2222}, (eip_span){copy, length}, self->now_us, &slot);
  free(copy);
  took(self, verdict, slot, before);
  return verdict;
}

/* ---- time ---- */

static void closed_by_the_stack(device *self) {
  eip_peer closed;
  while ((closed = eip_tcp_next_close(self->stack)) != 0) {
    uint32_t known = 0;
    for (uint32_t n = 0; n < DEVICE_PEERS; n++) {
      if (self->peers[n].peer != closed) continue;
      self->peers[n] = (device_peer){0};
      known++;
    }
    device_must(known == 1, "peers: the stack closes one that is connected");
  }
}

void device_make_room(device *self) {
  bool made = eip_tcp_make_room(self->stack, self->now_us);
  uint32_t before = self->stack->encap.peer_slots.used;
  closed_by_the_stack(self);
  device_must(self->stack->encap.peer_slots.used == before - made, "peers: a place becomes free when it is said");
}

void device_advance(device *self, uint64_t by_us) {
  self->now_us += by_us;
  eip_stack_advance(self->stack, self->now_us);
  closed_by_the_stack(self);
  const eip_deadlines *timers = &self->stack->environment.timers;
  const eip_deadline *first = eip_deadlines_first(timers);
  device_must(!first || first->at_us > self->now_us, "time: nothing that is due is left");
  for (uint32_t slot = 0; slot < DEVICE_IO; slot++) {
    device_must(!self->live[slot] || self->now_us < self->until_us[slot], "time: no connection outlives its watchdog");
  }
}

static void goes_to_sharers(const device *self, const eip_io_datagram *datagram) {
  uint32_t sharers = 0;
  for (uint32_t slot = datagram->slot; slot != UINT32_MAX; slot = eip_io_next_sharer(self->stack, slot)) {
    device_must(slot < DEVICE_IO && self->live[slot], "production: for live connections");
    device_must(++sharers <= DEVICE_IO, "production: the list of sharers ends");
  }
  device_must(sharers == 1 || datagram->ttl > 0, "production: only a group is shared");
}

uint32_t device_outputs(device *self) {
  uint32_t count = 0;
  eip_io_datagram datagram;
  for (; eip_io_output(self->stack, self->now_us, &datagram); count++) {
    device_must(count < DEVICE_IO, "production: each connection at most once a time");
    device_must(datagram.bytes.length >= 18 && datagram.bytes.length <= 18 + 6 + 64, "production: of a right length");
    uint8_t *copy = exactly(datagram.bytes.bytes, datagram.bytes.length);
    free(copy);
    goes_to_sharers(self, &datagram);
  }
  const eip_deadline *first = eip_deadlines_first(&self->stack->environment.productions);
  device_must(!first || first->at_us > self->now_us, "production: nothing that is due is left");
  return count;
}
