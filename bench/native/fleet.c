#define _GNU_SOURCE
#include "fleet.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arrivals.h"
#include "endpoint.h"
#include "fail.h"

enum { PATIENCE_MS = 2000 };

bool fleet_corrupts(void) { return getenv("EIP_BENCH_CORRUPT") != NULL; }

static connection_terms terms_of(const fleet *self, uint32_t i) {
  const fleet_plan *plan = &self->plan;
  return (connection_terms){.serial = (uint16_t)(plan->first + i + 1),
                            .originator_serial = 1 + i % plan->sources,
                            .t2o_id = FLEET_T2O_ID + plan->first + i,
                            .o2t_rpi_us = plan->o2t_rpi_us,
                            .t2o_rpi_us = plan->t2o_rpi_us,
                            .output = (uint16_t)(FLEET_OUTPUT + plan->first + i),
                            .input = (uint16_t)(FLEET_INPUT + plan->first + i),
                            .data_size = plan->data_size,
                            .trigger = plan->trigger,
                            .io_port = plan->io_port};
}

static void open_source(fleet *self, uint32_t source) {
  const fleet_plan *plan = &self->plan;
  struct sockaddr_in first = endpoint_of(plan->local, 0);
  const struct in_addr own = {htonl(ntohl(first.sin_addr.s_addr) + source)};
  char address[INET_ADDRSTRLEN];
  if (!inet_ntop(AF_INET, &own, address, sizeof address)) fail(plan->local);
  struct sockaddr_in to = endpoint_of(plan->target, plan->io_port);
  self->sockets[source] = endpoint_udp(address, plan->io_port, PATIENCE_MS);
  if (plan->stamped) arrivals_watch(self->sockets[source]);
  if (connect(self->sockets[source], (struct sockaddr *)&to, sizeof to) < 0) fail(plan->target);
  originator_connect(&self->peers[source], address, plan->target, plan->port);
}

void fleet_open(fleet *self, const fleet_plan *plan) {
  self->plan = *plan;
  errno = EINVAL;
  bool fits = plan->connections > 0 && plan->connections <= FLEET_MOST && plan->sources <= FLEET_SOURCES;
  if (!fits || plan->sources == 0) fail("1 to 1024 connections of 1 to 16 sources");
  for (uint32_t source = 0; source < plan->sources; source++) open_source(self, source);
  for (uint32_t i = 0; i < plan->connections; i++) {
    const connection_terms terms = terms_of(self, i);
    const granted_terms granted = originator_open(&self->peers[i % plan->sources], &terms);
    errno = 0;
    if (granted.t2o_api_us != plan->t2o_rpi_us || granted.o2t_api_us != plan->o2t_rpi_us) {
      fail("another interval was granted than asked for");
    }
    self->heads[i] = (datagram_head){.connection_id = granted.o2t_id};
  }
}

void fleet_close(fleet *self) {
  for (uint32_t i = 0; i < self->plan.connections; i++) {
    const connection_terms terms = terms_of(self, i);
    originator_close(&self->peers[i % self->plan.sources], &terms);
  }
  for (uint32_t source = 0; source < self->plan.sources; source++) {
    originator_leave(&self->peers[source]);
    close(self->sockets[source]);
  }
}

bool fleet_send(fleet *self, uint32_t i, const uint8_t *data) {
  static int corrupts = -1;
  if (corrupts < 0) corrupts = fleet_corrupts();
  datagram_head *head = &self->heads[i];
  head->sequence++;
  head->count++;
  size_t size = self->plan.data_size;
  uint8_t *at = datagram_begin_o2t(self->packet, head, size);
  memcpy(at, data, size);
  if (corrupts) at[size - 1] ^= 1;
  self->packet_length = (size_t)(at - self->packet) + size;
  return send(self->sockets[i % self->plan.sources], self->packet, self->packet_length, 0) >= 0;
}
