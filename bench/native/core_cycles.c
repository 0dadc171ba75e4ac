/*
 * Cycles of the core without any I/O, for callgrind (bench/lib/instructions.mjs counts what happens inside `cycle` and
 * `turn`).
 *
 *   core_cycles cycles CONNECTIONS DATA_BYTES CYCLES same|new
 *   core_cycles size CONNECTIONS
 *
 * In one cycle the O->T packet of a connection goes in, its T->O packet is due and comes out. All connections are of
 * one phase, each in its turn, so that a cycle makes the same calls however many there are; a wake-up ends the round.
 * `new`: O->T brings other
 * bytes each time, and the application, asked for its input, writes others; they differ in their last bytes, so that a
 * comparison has to go all the way. `same`: the sequence counts move, the bytes do not, and the application writes
 * nothing. Verdicts and contents are checked in every cycle.
 *
 * `size` prints what eip_stack_size asks for with so many I/O connections and all other limits at their defaults.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "datagram.h"
#include "fail.h"
#include "frames.h"
#include "opener/assembly.h"
#include "opener/counters.h"
#include "opener/stack.h"

enum { OUTPUT = 1000, INPUT = 2000, RPI_US = 10000, MOST_DATA = 500, IO_PORT = 2222 };
#define SCANNER ((eip_endpoint){UINT32_C(0x0A000002), IO_PORT}) /* 10.0.0.2 */

typedef struct {
  eip_stack *stack;
  bool renews;
  bool corrupts; /* what is expected, for the tests of the benches */
  uint32_t connections, data_size;
  uint64_t now_us;
  uint8_t reply[512]; /* to the last explicit message */
  size_t reply_length;
  datagram_head *heads; /* O->T, one each connection */
  _Alignas(64) uint8_t value[MOST_DATA];
  eip_output_event heard;
} bench;

static void must(bool held, const char *what) {
  errno = 0;
  if (!held) fail(what);
}

static void tcp_send(void *user, eip_peer peer, eip_span bytes) {
  bench *self = user;
  (void)peer;
  must(bytes.length <= sizeof self->reply, "a reply is longer than expected");
  memcpy(self->reply, bytes.bytes, bytes.length);
  self->reply_length = bytes.length;
}

static void udp_send(void *user, eip_endpoint to, eip_span bytes) { (void)user, (void)to, (void)bytes; }

static uint32_t next_random(void *user) {
  static uint32_t state = 1;
  (void)user;
  state = state * UINT32_C(1664525) + UINT32_C(1013904223);
  return state ^ state >> 16;
}

static void output_received(void *user, const eip_output_event *event) { ((bench *)user)->heard = *event; }

static void input_wanted(void *user, uint32_t instance) {
  bench *self = user;
  if (self->renews) eip_assembly_write(self->stack, instance, (eip_span){self->value, self->data_size});
}

static eip_config configuration(uint32_t connections, bench *self) {
  eip_config config = eip_config_default();
  config.identity = (eip_identity){1234, 12, 7, 1, 1, 42, "Cycles"};
  config.host = (eip_host){self, tcp_send, udp_send, next_random};
  config.application =
      (eip_application){.user = self, .output_received = output_received, .input_wanted = input_wanted};
  config.limits.io_connections = connections;
  return config;
}

static void start(bench *self) {
  eip_config config = configuration(self->connections, self);
  config.limits.assemblies = 2 * self->connections;
  config.limits.connection_points = self->connections;
  size_t size = (eip_stack_size(&config) + 63) / 64 * 64;
  void *memory = aligned_alloc(64, size);
  must(memory && eip_stack_init(memory, size, &config, &self->stack) == EIP_OK, "the stack does not start");
}

static uint16_t output_of(uint32_t i) { return (uint16_t)(OUTPUT + i); }
static uint16_t input_of(uint32_t i) { return (uint16_t)(INPUT + i); }

static void declare(bench *self, uint32_t i) {
  enum { APART = (MOST_DATA + 63) / 64 * 64 };
  uint8_t *data = aligned_alloc(64, 2 * APART);
  must(data != NULL, "memory");
  memset(data, 0, 2 * APART);
  uint16_t size = (uint16_t)self->data_size;
  const eip_assembly_config output = {output_of(i), EIP_ASSEMBLY_OUTPUT, data, size, false};
  const eip_assembly_config input = {input_of(i), EIP_ASSEMBLY_INPUT, data + APART, size, false};
  const eip_connection_point point = {.type = EIP_POINT_EXCLUSIVE_OWNER,
                                      .output_instance = output_of(i),
                                      .input_instance = input_of(i),
                                      .o2t_format = EIP_FORMAT_HEADER_32BIT,
                                      .t2o_format = EIP_FORMAT_MODELESS};
  bool made = eip_assembly_create(self->stack, &output) == EIP_OK && eip_assembly_create(self->stack, &input) == EIP_OK;
  must(made && eip_connection_point_declare(self->stack, &point) == EIP_OK, "an assembly or point is refused");
}

static void exchange(bench *self, eip_peer peer, const uint8_t *message, size_t length) {
  self->reply_length = 0;
  must(eip_tcp_input(self->stack, peer, (eip_span){message, length}, self->now_us) == EIP_OK, "an explicit message");
  must(self->reply_length >= FRAME_HEADER, "no reply");
}

/* All at once: from there on all are due an RPI later, in this order. */
static void open_all(bench *self) {
  uint8_t message[FRAME_MOST];
  eip_peer peer;
  must(eip_tcp_accept(self->stack, SCANNER, self->now_us, &peer) == EIP_OK, "no peer");
  exchange(self, peer, message, frame_register(message));
  uint32_t session = frame_session(self->reply);
  for (uint32_t i = 0; i < self->connections; i++) {
    const connection_terms terms = {.serial = (uint16_t)(i + 1),
                                    .originator_serial = 1,
                                    .t2o_id = 0xBE000000u + i,
                                    .o2t_rpi_us = RPI_US,
                                    .t2o_rpi_us = RPI_US,
                                    .output = output_of(i),
                                    .input = input_of(i),
                                    .data_size = (uint16_t)self->data_size,
                                    .io_port = IO_PORT};
    cip_reply reply;
    granted_terms granted;
    exchange(self, peer, message, frame_open(message, session, &terms));
    bool opened = frame_read_reply(&reply, self->reply, self->reply_length);
    must(opened && frame_read_granted(&granted, &reply, &terms), "a Forward Open is refused");
    self->heads[i] = (datagram_head){.connection_id = granted.o2t_id};
    eip_io_datagram first;
    must(eip_io_output(self->stack, self->now_us, &first), "no first packet");
  }
  self->now_us += RPI_US;
}

/* Counted: one packet in, one packet out. noipa: stays a function of this name. */
__attribute__((noipa)) static eip_io_verdict cycle(bench *self, eip_span packet, eip_io_datagram *out, bool *due) {
  eip_io_verdict verdict = eip_io_input(self->stack, SCANNER, packet, self->now_us, NULL);
  *due = eip_io_output(self->stack, self->now_us, out);
  return verdict;
}

/* Counted apart: what a host asks once a wake-up, for however many packets. True: nothing more was due. */
__attribute__((noipa)) static bool turn(bench *self, uint64_t *next_us) {
  eip_io_datagram more;
  bool more_due = eip_io_output(self->stack, self->now_us, &more);
  eip_stack_advance(self->stack, self->now_us);
  *next_us = eip_stack_next_deadline(self->stack);
  return !more_due;
}

/* Differs from the one before in its last bytes. */
static void renew_value(const bench *self, uint8_t *data, uint32_t number) {
  put_u32(data + self->data_size - 4, number);
}

static void check(const bench *self, uint32_t i, eip_io_verdict verdict, const uint8_t *sent_in,
                  const eip_io_datagram *out) {
  datagram_head head;
  must(verdict == EIP_IO_NEW_DATA, "O->T data was not taken");
  must(self->heard.instance == output_of(i) && self->heard.data.length == self->data_size, "another output was told");
  must(memcmp(eip_assembly_read(self->stack, output_of(i)).bytes, sent_in, self->data_size) == 0, "O->T bytes differ");
  must(datagram_read_t2o(&head, out->bytes.bytes, out->bytes.length, self->data_size), "T->O packet malformed");
  must(head.connection_id == 0xBE000000u + i, "another connection produced");
  must(memcmp(out->bytes.bytes + DATAGRAM_HEAD, self->value, self->data_size) == 0, "T->O bytes differ");
}

static void run(bench *self, uint32_t cycles) {
  /* Not on the stack, whose place depends on the environment, and what memcpy costs on the place. */
  static _Alignas(64) uint8_t packet[DATAGRAM_MOST];
  datagram_head none = {0};
  uint8_t *data = datagram_begin_o2t(packet, &none, self->data_size);
  size_t length = (size_t)(data - packet) + self->data_size;
  memset(data, 0, self->data_size);
  for (uint32_t done = 0; done < cycles; done++) {
    uint32_t i = done % self->connections;
    datagram_head *head = &self->heads[i];
    head->sequence++;
    head->count++;
    datagram_renew(packet, head);
    if (self->renews) {
      renew_value(self, data, done + 1);
      renew_value(self, self->value, ~done);
    }
    eip_io_datagram out;
    bool due;
    uint64_t next_us;
    eip_io_verdict verdict = cycle(self, (eip_span){packet, length}, &out, &due);
    must(due, "no packet was due");
    if (self->corrupts) self->value[0] ^= 1;
    check(self, i, verdict, data, &out);
    if (i + 1 < self->connections) continue;
    must(turn(self, &next_us), "more packets were due than there are connections");
    must(next_us == self->now_us + RPI_US, "the next deadline is wrong");
    self->now_us = next_us;
  }
}

static void run_cycles(char **arguments) {
  static bench self = {.now_us = 1000000};
  self.connections = (uint32_t)strtoul(arguments[0], NULL, 0);
  self.data_size = (uint32_t)strtoul(arguments[1], NULL, 0);
  self.corrupts = getenv("EIP_BENCH_CORRUPT") != NULL;
  self.renews = strcmp(arguments[3], "new") == 0;
  bool usable = self.connections > 0 && self.data_size >= 4 && self.data_size <= MOST_DATA;
  must(usable, "CONNECTIONS from 1, DATA_BYTES 4 to 500");
  self.heads = calloc(self.connections, sizeof *self.heads);
  must(self.heads != NULL, "memory");
  start(&self);
  for (uint32_t i = 0; i < self.connections; i++) declare(&self, i);
  open_all(&self);
  run(&self, (uint32_t)strtoul(arguments[2], NULL, 0));
}

int main(int argc, char **argv) {
  if (argc == 6 && strcmp(argv[1], "cycles") == 0) {
    run_cycles(argv + 2);
  } else if (argc == 3 && strcmp(argv[1], "size") == 0) {
    eip_config config = configuration((uint32_t)strtoul(argv[2], NULL, 0), NULL);
    printf("{\"bytes\":%zu}\n", eip_stack_size(&config));
  } else {
    fprintf(stderr,
            "usage: core_cycles cycles CONNECTIONS DATA_BYTES CYCLES same|new | core_cycles size CONNECTIONS\n");
    return 2;
  }
  return 0;
}
