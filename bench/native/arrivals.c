#define _GNU_SOURCE
#include "arrivals.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "datagram.h"
#include "fail.h"

enum { SILENCE_MS = 2000, RECEIVE_BUFFER = 1 << 20, DATA = 32 };

typedef struct {
  datagram_head head;
  uint8_t data[DATA];
} datagram;

int arrivals_socket(const char *address, uint16_t port) {
  int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  if (descriptor < 0) fail("socket");
  int on = 1;
  int bytes = RECEIVE_BUFFER;
  if (setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) < 0) fail("SO_TIMESTAMPNS");
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &local.sin_addr) != 1) fail(address);
  if (bind(descriptor, (struct sockaddr *)&local, sizeof local) < 0) fail("bind UDP");
  return descriptor;
}

static uint64_t nanoseconds(const struct timespec *time) {
  return (uint64_t)time->tv_sec * 1000000000u + (uint64_t)time->tv_nsec;
}

/* When the kernel took the packet; CLOCK_REALTIME. */
static uint64_t stamp_of(struct msghdr *message) {
  for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control; control = CMSG_NXTHDR(message, control)) {
    if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec time;
      memcpy(&time, CMSG_DATA(control), sizeof time);
      return nanoseconds(&time);
    }
  }
  fail("the kernel gave no time stamp");
}

/* False after SILENCE_MS without a packet. */
static bool next_packet(int descriptor, uint8_t *bytes, size_t capacity, size_t *length, uint64_t *stamp_ns) {
  struct pollfd wait = {.fd = descriptor, .events = POLLIN};
  if (poll(&wait, 1, SILENCE_MS) <= 0) return false;
  uint8_t control[128];
  struct iovec part = {.iov_base = bytes, .iov_len = capacity};
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t received = recvmsg(descriptor, &message, 0);
  if (received < 0) fail("recvmsg");
  *length = (size_t)received;
  *stamp_ns = stamp_of(&message);
  return true;
}

static void note_interval(arrivals *self, uint64_t interval_ns) {
  size_t index = self->count - 1;
  if (index == self->capacity) {
    self->capacity = self->capacity ? self->capacity * 2 : 4096;
    self->intervals_ns = realloc(self->intervals_ns, self->capacity * sizeof *self->intervals_ns);
    if (!self->intervals_ns) fail("memory");
  }
  self->intervals_ns[index] = interval_ns > UINT32_MAX ? UINT32_MAX : (uint32_t)interval_ns;
}

/* The CIP sequence count moves exactly when the bytes are new. */
static bool is_sound(const datagram *packet, const datagram *before, bool first) {
  uint32_t number;
  if (!pattern_read(packet->data, DATA, &number)) return false;
  if (first) return true;
  bool changed = memcmp(packet->data, before->data, DATA) != 0;
  int16_t step = (int16_t)(packet->head.count - before->head.count);
  return changed ? step > 0 : step == 0;
}

static void take(arrivals *self, const datagram *packet, datagram *before, uint64_t stamp_ns) {
  bool first = self->count == 0;
  int32_t step = (int32_t)(packet->head.sequence - before->head.sequence);
  if (!first && step <= 0) {
    self->out_of_order++;
    return;
  }
  if (first) {
    self->first_ns = stamp_ns;
  } else {
    self->gaps += (uint32_t)(step - 1);
    note_interval(self, stamp_ns - self->last_ns);
  }
  if (!is_sound(packet, before, first)) self->content_errors++;
  self->last_ns = stamp_ns;
  self->count++;
  *before = *packet;
}

void arrivals_receive(arrivals *self, int socket, uint32_t connection_id, double seconds) {
  uint64_t span_ns = (uint64_t)(seconds * 1e9);
  uint8_t bytes[2048];
  datagram packet;
  datagram before = {0};
  size_t length;
  uint64_t stamp_ns;
  while (self->count == 0 || self->last_ns - self->first_ns < span_ns) {
    if (!next_packet(socket, bytes, sizeof bytes, &length, &stamp_ns)) return;
    bool ours = datagram_read_t2o(&packet.head, bytes, length, DATA) && packet.head.connection_id == connection_id;
    if (ours) {
      memcpy(packet.data, bytes + DATAGRAM_HEAD, DATA);
      take(self, &packet, &before, stamp_ns);
    } else {
      self->foreign++;
    }
  }
}

static int ascending(const void *left, const void *right) {
  double a = *(const double *)left;
  double b = *(const double *)right;
  return (a > b) - (a < b);
}

static double percentile(const double *sorted, size_t count, double share) {
  return count == 0 ? 0 : sorted[(size_t)(share * (double)(count - 1) + 0.5)];
}

void arrivals_print(const arrivals *self, double api_us) {
  size_t count = self->count > 0 ? self->count - 1 : 0;
  double *deviations = malloc((count + 1) * sizeof *deviations);
  if (!deviations) fail("memory");
  for (size_t i = 0; i < count; i++) {
    double deviation = self->intervals_ns[i] / 1e3 - api_us;
    deviations[i] = deviation < 0 ? -deviation : deviation;
  }
  qsort(deviations, count, sizeof *deviations, ascending);
  printf("{\"count\":%zu,\"spanUs\":%.3f,\"gaps\":%u,\"outOfOrder\":%u,\"contentErrors\":%u,\"foreign\":%u,",
         self->count, (double)(self->last_ns - self->first_ns) / 1e3, self->gaps, self->out_of_order,
         self->content_errors, self->foreign);
  printf("\"deviationUs\":{\"p50\":%.1f,\"p99\":%.1f,\"max\":%.1f},\"apiUs\":%.3f}\n",
         percentile(deviations, count, 0.5), percentile(deviations, count, 0.99), percentile(deviations, count, 1),
         api_us);
  free(deviations);
}
