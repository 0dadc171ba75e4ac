/*
 * The reference for explicit messages: a TCP server that answers each request with the same bytes and does not look at
 * it. They are what an adapter of vendor 1234 answers to Get_Attribute_Single of its vendor id.
 *
 *   tcp_answer ADDRESS PORT
 *
 * One client at a time, one request under way. Says "ready" on stderr; runs until it is ended.
 */
#define _GNU_SOURCE
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bytes.h"
#include "endpoint.h"
#include "fail.h"
#include "frames.h"

enum { VENDOR = 1234, REGISTER_SIZE = 28, SESSION_AT = 4 };
#define SESSION UINT32_C(0x5E551011)

static void put_session(uint8_t *bytes) { put_u32(bytes + SESSION_AT, SESSION); }

/* Until the client has gone. */
static void serve(int client) {
  uint8_t value[2], answer[FRAME_MOST], request[FRAME_MOST];
  put_u16(value, VENDOR);
  size_t length = frame_attribute_reply(answer, SESSION, value, sizeof value);
  if (recv(client, request, REGISTER_SIZE, MSG_WAITALL) != REGISTER_SIZE) return;
  put_session(request);
  if (send(client, request, REGISTER_SIZE, MSG_NOSIGNAL) < 0) return;
  while (recv(client, request, sizeof request, 0) > 0) {
    if (send(client, answer, length, MSG_NOSIGNAL) < 0) return;
  }
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: tcp_answer ADDRESS PORT\n");
    return 2;
  }
  struct sockaddr_in here = endpoint_of(argv[1], (uint16_t)strtoul(argv[2], NULL, 0));
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&here, sizeof here) < 0 || listen(listener, 1) < 0) fail(argv[1]);
  fprintf(stderr, "ready\n");
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) fail("accept");
    setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    serve(client);
    close(client);
  }
}
