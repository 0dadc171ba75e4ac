#define _GNU_SOURCE
#include "arrivals.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "fail.h"

enum { CONTROL_ROOM = 128 };

void arrivals_watch(int socket) {
  int on = 1;
  if (setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0) fail("SO_TIMESTAMPNS");
  if (setsockopt(socket, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on) < 0) fail("SO_RXQ_OVFL");
}

static void read_control(struct msghdr *message, uint64_t *stamp_ns) {
  *stamp_ns = 0;
  for (struct cmsghdr *item = CMSG_FIRSTHDR(message); item; item = CMSG_NXTHDR(message, item)) {
    if (item->cmsg_level != SOL_SOCKET) continue;
    if (item->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec time;
      memcpy(&time, CMSG_DATA(item), sizeof time);
      *stamp_ns = (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
    }
    if (item->cmsg_type == SO_RXQ_OVFL) {
      uint32_t dropped;
      memcpy(&dropped, CMSG_DATA(item), sizeof dropped);
      errno = 0;
      if (dropped > 0) fail("this receiver is too slow: the kernel dropped packets");
    }
  }
  errno = 0;
  if (*stamp_ns == 0) fail("the kernel gave no time stamp");
}

size_t arrivals_receive(int socket, arrived packets[ARRIVALS_BATCH]) {
  static _Alignas(8) uint8_t controls[ARRIVALS_BATCH][CONTROL_ROOM];
  struct mmsghdr headers[ARRIVALS_BATCH];
  struct iovec parts[ARRIVALS_BATCH];
  for (size_t i = 0; i < ARRIVALS_BATCH; i++) {
    parts[i] = (struct iovec){packets[i].bytes, sizeof packets[i].bytes};
    headers[i].msg_hdr = (struct msghdr){
        .msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = controls[i], .msg_controllen = CONTROL_ROOM};
  }
  int count = recvmmsg(socket, headers, ARRIVALS_BATCH, MSG_DONTWAIT, NULL);
  if (count < 0 && errno != EAGAIN) fail("recvmmsg");
  for (int i = 0; i < count; i++) {
    packets[i].length = headers[i].msg_len;
    read_control(&headers[i].msg_hdr, &packets[i].stamp_ns);
  }
  return count > 0 ? (size_t)count : 0;
}

/* The CIP sequence count moves exactly when the bytes are new. */
static bool is_sound(const arrivals *self, const datagram_head *head, bool whole, uint32_t number) {
  if (!whole) return false;
  if (self->count == 0) return true;
  int16_t step = (int16_t)(head->count - self->cip_count);
  return number != self->number ? step > 0 : step == 0;
}

void arrivals_take(arrivals *self, const arrived *packet, const datagram_head *head, size_t data_size, double api_us,
                   samples *deviations) {
  int32_t step = (int32_t)(head->sequence - self->sequence);
  if (self->count > 0 && step <= 0) {
    self->out_of_order++;
    return;
  }
  if (self->count == 0) {
    self->first_ns = packet->stamp_ns;
  } else {
    double past_ns = (double)(packet->stamp_ns - self->last_ns), off_ns = past_ns - api_us * 1e3;
    self->gaps += (uint64_t)(step - 1);
    self->missed += (int64_t)(past_ns / (api_us * 1e3) + 0.5) - step; /* one late and the next in time: 1 - 1 */
    samples_add(deviations, (uint64_t)(off_ns < 0 ? -off_ns : off_ns));
  }
  uint32_t number;
  bool whole = pattern_read(packet->bytes + DATAGRAM_HEAD, data_size, &number);
  if (!is_sound(self, head, whole, number)) self->content_errors++;
  self->last_ns = packet->stamp_ns;
  self->sequence = head->sequence;
  self->cip_count = head->count;
  self->number = number;
  self->count++;
}
