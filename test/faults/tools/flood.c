/* Throws datagrams at one UDP port: flood ADDRESS PORT PER_SECOND COUNT SEED. Of each four one is random bytes, one a
 * packet of cyclic data with a random connection id, one such a packet cut somewhere, one an encapsulation header with
 * random bytes behind it. Prints how many were sent. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LARGEST = 200, BATCH = 50, NS = 1000000000 };

static uint64_t state;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 16);
}

/* Two items: sequenced address, connected data of 34 bytes. */
static const uint8_t io_packet[18] = {2, 0, 2, 0x80, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xB1, 0, 34, 0};
/* ListIdentity with a length that is not true. */
static const uint8_t list_identity[24] = {0x63, 0, 0xFF};

static size_t make(uint8_t* bytes, uint64_t i) {
  for (size_t at = 0; at < LARGEST; at++) bytes[at] = (uint8_t)next();
  if (i % 4 == 0) return next() % LARGEST;
  if (i % 4 == 3) {
    memcpy(bytes, list_identity, sizeof list_identity);
    return sizeof list_identity + next() % 40;
  }
  uint32_t id = next();
  memcpy(bytes, io_packet, sizeof io_packet);
  memcpy(bytes + 6, &id, sizeof id);
  return i % 4 == 1 ? sizeof io_packet + 34 : next() % (sizeof io_packet + 34);
}

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  uint64_t per_second = strtoull(argv[3], NULL, 10), count = strtoull(argv[4], NULL, 10), sent = 0;
  state = strtoull(argv[5], NULL, 10) * 2654435761u + 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
  to.sin_addr.s_addr = inet_addr(argv[1]);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (connect(fd, (struct sockaddr*)&to, sizeof to) != 0) return 1;
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (uint64_t i = 0; i < count; i++) {
    uint8_t bytes[LARGEST];
    size_t length = make(bytes, i);
    if (send(fd, bytes, length, 0) >= 0) sent++;
    if ((i + 1) % BATCH != 0) continue;
    due.tv_nsec += (long)(NS / per_second * BATCH);
    for (; due.tv_nsec >= NS; due.tv_nsec -= NS) due.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
  }
  printf("%llu\n", (unsigned long long)sent);
  return 0;
}
