/* UDP sockets of the bench programs. Each function ends the program with a message when it fails. */
#ifndef BENCH_ENDPOINT_H
#define BENCH_ENDPOINT_H

#include <netinet/in.h>
#include <stdint.h>

struct sockaddr_in endpoint_of(const char *address, uint16_t port);

/* Bound to address:port, with room for bursts; a blocking receive gives up after `patience_ms` (0: never). */
int endpoint_udp(const char *address, uint16_t port, uint32_t patience_ms);

#endif
