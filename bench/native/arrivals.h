/* T->O packets as they come in: who sent them, when the kernel took them, whether their contents are right. */
#ifndef BENCH_ARRIVALS_H
#define BENCH_ARRIVALS_H

#include "datagram.h"
#include "measure.h"

/* Of one connection. */
typedef struct {
  uint64_t first_ns, last_ns; /* kernel time stamps */
  uint64_t count;             /* packets taken */
  uint64_t gaps;              /* numbers missing in the encapsulation sequence */
  int64_t missed;             /* intervals without a packet, where the sequence has no gap: the sender skipped them */
  uint64_t out_of_order;      /* not newer than the one before */
  uint64_t content_errors;    /* bytes of no whole value, or CIP sequence count and bytes that disagree */
  uint32_t sequence, number;  /* of the last one */
  uint16_t cip_count;
} arrivals;

enum { ARRIVALS_BATCH = 32 };

typedef struct {
  uint8_t bytes[DATAGRAM_MOST];
  size_t length;
  uint64_t stamp_ns; /* CLOCK_REALTIME */
} arrived;

/* Kernel time stamps for a socket, and the count of packets that found no room. */
void arrivals_watch(int socket);

/* What is there now, at most ARRIVALS_BATCH. Ends the program when the kernel had to drop packets: then this program
 * was too slow, and nothing can be said about the sender. */
size_t arrivals_receive(int socket, arrived packets[ARRIVALS_BATCH]);

/* Judges a packet of this connection; the interval's distance from `api_us` goes to `deviations`. */
void arrivals_take(arrivals *self, const arrived *packet, const datagram_head *head, size_t data_size, double api_us,
                   samples *deviations);

#endif
