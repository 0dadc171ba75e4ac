#define _GNU_SOURCE
#include <sys/socket.h>
#include <unistd.h>

#include "endpoint.h"
#include "fail.h"
#include "load.h"
#include "measure.h"
#include "schedule.h"

enum { ECHO_PORT = 2222, MOST_WINDOW = 64, MOST_DATA = 500 };

typedef struct {
  uint32_t number; /* of the value under way */
  uint64_t sent_ns;
  bool answered; /* before */
} flight;

typedef struct {
  bool raw; /* the peer sends back the packet as it is */
  fleet fleet;
  size_t data_size;
  uint32_t next;
  flight flights[MOST_WINDOW];
  samples times;
} bench;

static void send_next(bench *self, uint32_t i) {
  uint8_t data[MOST_DATA];
  flight *one = &self->flights[i];
  one->number = ++self->next;
  pattern_write(data, self->data_size, one->number);
  one->sent_ns = measure_now_ns();
  if (!fleet_send(&self->fleet, i, data)) fail("send");
}

_Noreturn static void wrong(const char *what) {
  errno = 0;
  fail(what);
}

/* Nothing has been copied yet: what an adapter produces before the first value. */
static bool is_zero(const uint8_t *data, size_t size) {
  uint8_t any = 0;
  for (size_t i = 0; i < size; i++) any |= data[i];
  return any == 0;
}

/* Whether it answers what is under way. An adapter may send the value before it once more. */
static bool answers(bench *self, const uint8_t *data, flight *one) {
  uint32_t number;
  if (!pattern_read(data, self->data_size, &number)) {
    if (!self->raw && !one->answered && is_zero(data, self->data_size)) return false;
    wrong("an answer holds no whole value");
  }
  if (number == one->number) return true;
  if (self->raw || number > one->number) wrong("an answer holds another value");
  return false;
}

/* Which flight the packet belongs to, and its data. */
static uint32_t find(const bench *self, uint8_t *packet, size_t length, const uint8_t **data) {
  datagram_head head;
  size_t extra = self->raw ? DATAGRAM_RUN_HEADER : 0;
  if (!datagram_read_t2o(&head, packet, length, self->data_size + extra)) wrong("an answer is malformed");
  *data = packet + DATAGRAM_HEAD + extra;
  uint32_t i = head.connection_id - FLEET_T2O_ID;
  if (i >= self->fleet.plan.connections) wrong("an answer of another connection");
  return i;
}

static void answer(bench *self) {
  uint8_t packet[DATAGRAM_MOST];
  ssize_t length = recv(self->fleet.sockets[0], packet, sizeof packet, 0);
  if (length < 0) fail("no answer");
  uint64_t now_ns = measure_now_ns();
  const uint8_t *data;
  uint32_t i = find(self, packet, (size_t)length, &data);
  flight *one = &self->flights[i];
  if (!answers(self, data, one)) return;
  one->answered = true;
  samples_add(&self->times, now_ns - one->sent_ns);
  send_next(self, i);
}

/* A fleet without connections: the same datagrams to a peer that needs none. */
static void open_raw(fleet *self, const fleet_plan *plan) {
  self->plan = *plan;
  self->sockets[0] = endpoint_udp(plan->local, plan->io_port, 2000);
  struct sockaddr_in to = endpoint_of(plan->target, ECHO_PORT);
  if (connect(self->sockets[0], (struct sockaddr *)&to, sizeof to) < 0) fail(plan->target);
  for (uint32_t i = 0; i < plan->connections; i++) self->heads[i].connection_id = FLEET_T2O_ID + i;
}

void load_echo(char **arguments) {
  static bench self;
  self.raw = strcmp(arguments[0], "udp") == 0;
  uint32_t window = load_number(arguments[3]);
  self.data_size = load_number(arguments[4]);
  uint64_t span_ns = (uint64_t)(strtod(arguments[5], NULL) * 1e9);
  int process = atoi(arguments[7]);
  if (window == 0 || window > MOST_WINDOW || self.data_size > MOST_DATA) wrong("WINDOW 1 to 64, BYTES up to 500");
  fleet_plan plan = load_plan(arguments[1], arguments[2], window, (uint16_t)self.data_size);
  plan.trigger = TRIGGER_CHANGE_OF_STATE;
  if (self.raw) {
    open_raw(&self.fleet, &plan);
  } else {
    fleet_open(&self.fleet, &plan);
  }
  schedule_as(arguments[6]);
  /* Numbers of this run alone, so that a value that an earlier one left behind answers nothing. */
  self.next = (uint32_t)(measure_now_ns() >> 10) & 0x3FFFFFFF;
  uint64_t cpu_ns = measure_cpu_ns(process);
  uint64_t began_ns = measure_now_ns();
  for (uint32_t i = 0; i < window; i++) send_next(&self, i);
  while (measure_now_ns() - began_ns < span_ns) answer(&self);
  uint64_t wall_ns = measure_now_ns() - began_ns;
  cpu_ns = measure_cpu_ns(process) - cpu_ns;
  if (!self.raw) fleet_close(&self.fleet);
  size_t count = self.times.count;
  if (count == 0) wrong("no answer");
  printf("{\"count\":%zu,\"perSecond\":%.1f,\"cpuUs\":%.4f,\"rttUs\":{", count, (double)count * 1e9 / (double)wall_ns,
         (double)cpu_ns / 1e3 / (double)count);
  samples_print(&self.times);
  printf("}}\n");
  free(self.times.values);
}
