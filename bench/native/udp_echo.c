/*
 * The reference for echoes: a blocking recvfrom and a sendto, and nothing else.
 *
 *   udp_echo ADDRESS PORT fifo|other
 *
 * Scheduled as schedule.h says. Says "ready" on stderr; runs until it is ended.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "endpoint.h"
#include "fail.h"
#include "schedule.h"

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: udp_echo ADDRESS PORT fifo|other\n");
    return 2;
  }
  int socket = endpoint_udp(argv[1], (uint16_t)strtoul(argv[2], NULL, 0), 0);
  schedule_as(argv[3]);
  fprintf(stderr, "ready\n");
  for (;;) {
    uint8_t bytes[2048];
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(socket, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &size);
    if (length < 0) fail("recvfrom");
    if (sendto(socket, bytes, (size_t)length, 0, (struct sockaddr *)&from, size) < 0) fail("sendto");
  }
}
