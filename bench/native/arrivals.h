/* Receives packets with the kernel's time stamps and judges them. */
#ifndef BENCH_ARRIVALS_H
#define BENCH_ARRIVALS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t first_ns, last_ns; /* kernel time stamps */
  uint32_t *intervals_ns;     /* between packets, in order of arrival; owned */
  size_t capacity;
  size_t count;            /* packets taken */
  uint32_t gaps;           /* numbers missing in the encapsulation sequence */
  uint32_t out_of_order;   /* not newer than the one before */
  uint32_t content_errors; /* bytes of no whole value, or CIP sequence count and bytes that disagree */
  uint32_t foreign;        /* another connection id or no packet at all */
} arrivals;

/* Bound to address:port, with kernel time stamps on. Ends the program with a message when that fails. */
int arrivals_socket(const char *address, uint16_t port);

/*
 * Takes packets with this connection id until `seconds` after the first one, or until none came for two seconds.
 * The memory of `self->intervals_ns` is the caller's to free.
 */
void arrivals_receive(arrivals *self, int socket, uint32_t connection_id, double seconds);

/* One JSON object on stdout; deviations are |interval - api_us|. */
void arrivals_print(const arrivals *self, double api_us);

#endif
