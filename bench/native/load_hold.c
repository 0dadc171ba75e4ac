#define _GNU_SOURCE
#include <poll.h>
#include <time.h>

#include "arrivals.h"
#include "endpoint.h"
#include "fail.h"
#include "load.h"

enum { IO_PORT = 2222 };

typedef struct {
  uint32_t connections, first_id;
  size_t data_size;
  double api_us;
  uint64_t begin_ns; /* CLOCK_REALTIME: what came before does not count */
  arrivals *each;
  samples deviations;
} judge;

static uint64_t realtime_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void begin(judge *self) {
  self->each = calloc(self->connections, sizeof *self->each);
  if (!self->each) fail("memory");
  self->begin_ns = realtime_ns();
}

static void drain(judge *self, int socket) {
  static arrived packets[ARRIVALS_BATCH];
  size_t count;
  do {
    count = arrivals_receive(socket, packets);
    for (size_t i = 0; i < count; i++) {
      datagram_head head;
      errno = 0;
      bool sound = datagram_read_t2o(&head, packets[i].bytes, packets[i].length, self->data_size);
      if (!sound || head.connection_id - self->first_id >= self->connections) fail("a packet of no connection of ours");
      if (packets[i].stamp_ns < self->begin_ns) continue;
      arrivals *one = &self->each[head.connection_id - self->first_id];
      arrivals_take(one, &packets[i], &head, self->data_size, self->api_us, &self->deviations);
    }
  } while (count == ARRIVALS_BATCH);
}

static void print(judge *self, uint64_t wall_ns, uint64_t cpu_ns) {
  arrivals all = {0};
  uint64_t span_ns = 0, least = UINT64_MAX;
  for (uint32_t i = 0; i < self->connections; i++) {
    const arrivals *one = &self->each[i];
    all.count += one->count;
    all.gaps += one->gaps;
    all.missed += one->missed;
    all.out_of_order += one->out_of_order;
    all.content_errors += one->content_errors;
    span_ns += one->last_ns - one->first_ns;
    if (one->count < least) least = one->count;
  }
  errno = 0;
  if (least < 2) fail("a connection produced nothing");
  if (all.content_errors > 0) fail("packets whose bytes or CIP sequence count are wrong");
  if (all.out_of_order > 0) fail("packets out of order");
  printf("{\"connections\":%u,\"count\":%llu,\"gaps\":%llu,\"missed\":%lld,\"spanUs\":%.3f,", self->connections,
         (unsigned long long)all.count, (unsigned long long)all.gaps, (long long)all.missed, (double)span_ns / 1e3);
  printf("\"wallUs\":%.3f,\"cpuUs\":%.3f,", (double)wall_ns / 1e3, (double)cpu_ns / 1e3);
  printf("\"apiUs\":%.3f,\"deviationUs\":{", self->api_us);
  samples_print(&self->deviations);
  printf("}}\n");
  free(self->each);
  free(self->deviations.values);
}

/* O->T packets, evenly spread over their interval. */
typedef struct {
  uint64_t next_ns, slice_ns; /* slice 0: none are sent */
  uint32_t turn;
} beat;

static void send_due(fleet *fleet, beat *self) {
  static uint32_t number;
  uint8_t data[500];
  while (self->slice_ns && self->next_ns <= measure_now_ns()) {
    pattern_write(data, fleet->plan.data_size, ++number);
    fleet_send(fleet, self->turn, data);
    self->turn = (self->turn + 1) % fleet->plan.connections;
    self->next_ns += self->slice_ns;
  }
}

static void wait_for(struct pollfd *sockets, uint32_t count, uint64_t until_ns) {
  uint64_t now_ns = measure_now_ns();
  uint64_t wait_ns = until_ns > now_ns ? until_ns - now_ns : 0;
  const struct timespec time = {(time_t)(wait_ns / 1000000000u), (long)(wait_ns % 1000000000u)};
  if (ppoll(sockets, count, &time, NULL) < 0) fail("ppoll");
}

void load_hold(char **arguments) {
  static fleet fleet;
  fleet_plan plan =
      load_plan(arguments[0], arguments[1], load_number(arguments[3]), (uint16_t)load_number(arguments[7]));
  uint32_t o2t_us = load_number(arguments[6]);
  plan.first = load_number(arguments[2]);
  plan.stamped = true;
  plan.sources = load_number(arguments[4]);
  plan.t2o_rpi_us = load_number(arguments[5]);
  plan.o2t_rpi_us = o2t_us ? o2t_us : plan.t2o_rpi_us;
  uint64_t span_ns = (uint64_t)(strtod(arguments[8], NULL) * 1e9);
  int process = atoi(arguments[9]);
  fleet_open(&fleet, &plan);
  struct pollfd sockets[FLEET_SOURCES];
  for (uint32_t i = 0; i < plan.sources; i++) {
    sockets[i] = (struct pollfd){.fd = fleet.sockets[i], .events = POLLIN};
  }
  judge self = {.connections = plan.connections,
                .first_id = FLEET_T2O_ID + plan.first,
                .data_size = plan.data_size,
                .api_us = plan.t2o_rpi_us};
  begin(&self);
  fprintf(stderr, "ready\n");
  uint64_t cpu_ns = measure_cpu_ns(process), began_ns = measure_now_ns();
  beat beat = {.next_ns = began_ns, .slice_ns = o2t_us * UINT64_C(1000) / plan.connections};
  while (measure_now_ns() - began_ns < span_ns) {
    send_due(&fleet, &beat);
    uint64_t end_ns = began_ns + span_ns;
    wait_for(sockets, plan.sources, beat.slice_ns && beat.next_ns < end_ns ? beat.next_ns : end_ns);
    for (uint32_t i = 0; i < plan.sources; i++) {
      if (sockets[i].revents) drain(&self, sockets[i].fd);
    }
  }
  uint64_t wall_ns = measure_now_ns() - began_ns;
  cpu_ns = measure_cpu_ns(process) - cpu_ns;
  fleet_close(&fleet);
  print(&self, wall_ns, cpu_ns);
}

void load_listen(char **arguments) {
  enum { PATIENCE_MS = 5000 };
  judge self = {.connections = 1,
                .first_id = FLEET_T2O_ID,
                .data_size = load_number(arguments[2]),
                .api_us = load_number(arguments[1])};
  uint64_t span_ns = (uint64_t)(strtod(arguments[3], NULL) * 1e9);
  struct pollfd socket = {.fd = endpoint_udp(arguments[0], IO_PORT, 0), .events = POLLIN};
  arrivals_watch(socket.fd);
  begin(&self);
  fprintf(stderr, "ready\n");
  if (poll(&socket, 1, PATIENCE_MS) <= 0) fail("nothing came");
  uint64_t began_ns = measure_now_ns();
  while (measure_now_ns() - began_ns < span_ns) {
    wait_for(&socket, 1, began_ns + span_ns);
    drain(&self, socket.fd);
  }
  print(&self, measure_now_ns() - began_ns, 0);
}
