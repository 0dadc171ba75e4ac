#define _GNU_SOURCE
#include "endpoint.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "fail.h"

enum { RECEIVE_BUFFER = 32 << 20 };

struct sockaddr_in endpoint_of(const char *address, uint16_t port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
  errno = EINVAL;
  if (inet_pton(AF_INET, address, &at.sin_addr) != 1) fail(address);
  return at;
}

int endpoint_udp(const char *address, uint16_t port, uint32_t patience_ms) {
  struct sockaddr_in local = endpoint_of(address, port);
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  int bytes = RECEIVE_BUFFER;
  /* Beyond the system's limit where that may be; a receiver that loses packets says so itself. */
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0) {
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
  }
  struct timeval patience = {.tv_sec = patience_ms / 1000, .tv_usec = patience_ms % 1000 * 1000};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (bind(descriptor, (struct sockaddr *)&local, sizeof local) < 0) fail(address);
  return descriptor;
}
