/*
 * The reference for production: a bare absolute timerfd loop that sends the same packets, and nothing else.
 *
 *   timer_loop LOCAL TARGET PORT CONNECTION_ID INTERVAL_US SECONDS fifo|other
 *
 * It ends sooner when nobody listens any more. Prints {"sent":n}. `fifo`: SCHED_FIFO 50; `other`: a
 * scheduler slice of 100 us, as the adapter does where it may not have real time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "datagram.h"
#include "fail.h"
#include "schedule.h"

enum { DATA = 32 };

static int sender(const char *local, const char *target, uint16_t port) {
  int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in from = {.sin_family = AF_INET};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, local, &from.sin_addr) != 1 || inet_pton(AF_INET, target, &to.sin_addr) != 1) fail("address");
  if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&from, sizeof from) < 0) fail(local);
  if (connect(descriptor, (struct sockaddr *)&to, sizeof to) < 0) fail(target);
  return descriptor;
}

/* First expiry one interval from now, then every interval, on absolute deadlines. */
static int timer(uint64_t interval_ns) {
  int descriptor = timerfd_create(CLOCK_MONOTONIC, 0);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t first = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec + interval_ns;
  struct itimerspec times = {
      .it_value = {.tv_sec = (time_t)(first / 1000000000u), .tv_nsec = (long)(first % 1000000000u)},
      .it_interval = {.tv_sec = (time_t)(interval_ns / 1000000000u), .tv_nsec = (long)(interval_ns % 1000000000u)},
  };
  if (descriptor < 0 || timerfd_settime(descriptor, TFD_TIMER_ABSTIME, &times, NULL) < 0) fail("timerfd");
  return descriptor;
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "usage: timer_loop LOCAL TARGET PORT CONNECTION_ID INTERVAL_US SECONDS fifo|other\n");
    return 2;
  }
  uint64_t interval_ns = strtoull(argv[5], NULL, 0) * 1000u;
  uint64_t slots = (uint64_t)(strtod(argv[6], NULL) * 1e9) / interval_ns;
  int descriptor = sender(argv[1], argv[2], (uint16_t)strtoul(argv[3], NULL, 0));
  datagram_head packet = {.connection_id = (uint32_t)strtoul(argv[4], NULL, 0)};
  uint8_t bytes[DATAGRAM_HEAD + DATA];
  uint64_t skipped = 0;
  schedule_as(argv[7]);
  int expiry = timer(interval_ns);
  while (packet.sequence + skipped < slots) {
    uint64_t expirations;
    if (read(expiry, &expirations, sizeof expirations) != sizeof expirations) fail("timerfd");
    skipped += expirations - 1;
    packet.sequence++;
    packet.count++;
    pattern_write(datagram_begin_t2o(bytes, &packet, DATA), DATA, packet.sequence);
    if (send(descriptor, bytes, sizeof bytes, 0) < 0) {
      if (errno == ECONNREFUSED) break; /* the receiver has seen enough */
      fail("send");
    }
  }
  printf("{\"sent\":%u}\n", packet.sequence);
  return 0;
}
