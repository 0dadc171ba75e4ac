#include "support/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/frames.h"

/* ---- what the stack calls ---- */

static void tcp_send(void *user, eip_peer peer, eip_span bytes) {
  world *self = user;
  self->sent_to = peer;
  if (bytes.length > WORLD_SENT - self->sent_length) abort();
  memcpy(&self->sent[self->sent_length], bytes.bytes, bytes.length);
  self->sent_length += bytes.length;
}

static void udp_send(void *user, eip_endpoint to, eip_span bytes) {
  world *self = user;
  (void)to;
  (void)bytes;
  self->udp_sent++;
}

/* Repeatable, and as unlike its neighbour as the real one. */
static uint32_t next_random(void *user) {
  world *self = user;
  self->random_state = self->random_state * UINT32_C(1664525) + UINT32_C(1013904223);
  return self->random_state ^ self->random_state >> 16;
}

static void output_received(void *user, const eip_output_event *event) {
  world *self = user;
  self->outputs++;
  self->output_length = event->data.length;
  self->output_run = event->run;
  self->output_count = event->sequence_count;
  if (event->data.length > sizeof self->output_data) abort();
  memcpy(self->output_data, event->data.bytes, event->data.length);
}

static void input_wanted(void *user, uint32_t instance) {
  world *self = user;
  self->inputs_wanted++;
  if (!self->write_when_wanted) return;
  uint8_t value[WORLD_SIZE];
  memcpy(value, self->input, sizeof value);
  value[0]++;
  eip_assembly_write(self->stack, instance, (eip_span){value, sizeof value});
}

static eip_answer configuration_received(void *user, const eip_connection_info *candidate, eip_span data,
                                         eip_token token) {
  world *self = user;
  self->configurations++;
  self->configuration_length = data.length;
  self->candidate = *candidate;
  self->token = token;
  if (data.length > sizeof self->configuration_data) abort();
  memcpy(self->configuration_data, data.bytes, data.length);
  if (self->complete_inside) {
    eip_request_complete(self->stack, token, self->completion_answer, (eip_span){0}, self->now_us);
  }
  return self->configuration_answer;
}

static void connection_changed(void *user, eip_connection_change change, const eip_connection_info *connection) {
  world *self = user;
  world_event event = {change, *connection};
  self->events[self->event_count % WORLD_EVENTS] = event;
  self->event_count++;
}

/* ---- life ---- */

eip_config world_config(world *self) {
  eip_config config = eip_config_default();
  config.identity = (eip_identity){.vendor_id = 1234,
                                   .device_type = 12,
                                   .product_code = 7,
                                   .major_revision = 2,
                                   .minor_revision = 5,
                                   .serial_number = 0xABCDEF01,
                                   .product_name = "Vision cell"};
  config.limits.peers = 8;
  config.limits.sessions = 8;
  config.limits.max_message = 600;
  config.limits.io_connections = 4;
  config.limits.explicit_connections = 4;
  config.limits.max_io_data = 64;
  config.limits.pending_requests = 2;
  config.host = (eip_host){.user = self, .tcp_send = tcp_send, .udp_send = udp_send, .random = next_random};
  config.application = (eip_application){.user = self,
                                         .output_received = output_received,
                                         .input_wanted = input_wanted,
                                         .configuration_received = configuration_received,
                                         .connection_changed = connection_changed};
  return config;
}

static void must(bool held, const char *what) {
  if (held) return;
  printf("Bail out! %s\n", what);
  exit(1);
}

void world_start_empty(world *self) {
  size_t size = eip_stack_size(&self->config);
  must(size > 0, "the configuration of the test is refused");
  size_t rounded = (size + 63) / 64 * 64;
  self->memory = aligned_alloc(64, rounded);
  must(self->memory != NULL, "no memory for the stack of the test");
  must(eip_stack_init(self->memory, size, &self->config, &self->stack) == EIP_OK, "the stack does not start");
}

static void create(world *self, uint32_t instance, eip_assembly_kind kind, uint8_t *data, uint16_t size) {
  eip_assembly_config config = {.instance = instance, .kind = kind, .data = data, .size = size};
  must(eip_assembly_create(self->stack, &config) == EIP_OK, "an assembly of the test is refused");
}

static void declare(world *self, uint32_t output, uint32_t input, uint32_t configuration) {
  eip_connection_point point = {.type = EIP_POINT_EXCLUSIVE_OWNER,
                                .output_instance = output,
                                .input_instance = input,
                                .config_instance = configuration,
                                .o2t_format = EIP_FORMAT_HEADER_32BIT,
                                .t2o_format = EIP_FORMAT_MODELESS};
  must(eip_connection_point_declare(self->stack, &point) == EIP_OK, "a point of the test is refused");
}

void world_start(world *self) {
  world_start_empty(self);
  create(self, WORLD_OUTPUT, EIP_ASSEMBLY_OUTPUT, self->output, sizeof self->output);
  create(self, WORLD_INPUT, EIP_ASSEMBLY_INPUT, self->input, sizeof self->input);
  create(self, WORLD_CONFIGURATION, EIP_ASSEMBLY_CONFIG, self->configuration, sizeof self->configuration);
  declare(self, WORLD_OUTPUT, WORLD_INPUT, WORLD_CONFIGURATION);
  self->peer = world_connect(self, WORLD_SCANNER, &self->session);
  must(self->peer != 0 && self->session != 0, "the scanner of the test gets no session");
}

world *world_new(void) {
  world *self = calloc(1, sizeof *self);
  must(self != NULL, "no memory for the test");
  self->now_us = 1000000;
  self->random_state = 1;
  self->config = world_config(self);
  world_start(self);
  return self;
}

void world_free(world *self) {
  free(self->memory);
  free(self);
}

void world_forget(world *self) {
  self->sent_length = 0;
  self->event_count = 0;
  self->outputs = 0;
  self->configurations = 0;
  self->inputs_wanted = 0;
}

void world_declare(world *self, uint32_t output, uint32_t input, uint32_t configuration) {
  static uint8_t more[64][WORLD_SIZE];
  static size_t used;
  if (eip_assembly_read(self->stack, output).bytes == NULL) {
    create(self, output, EIP_ASSEMBLY_OUTPUT, more[used++ % 64], WORLD_SIZE);
  }
  if (eip_assembly_read(self->stack, input).bytes == NULL) {
    create(self, input, EIP_ASSEMBLY_INPUT, more[used++ % 64], WORLD_SIZE);
  }
  declare(self, output, input, configuration);
}

/* ---- what happens to it ---- */

static uint8_t *exactly(const void *bytes, size_t length) {
  uint8_t *copy = malloc(length ? length : 1);
  must(copy != NULL, "no memory for the test");
  if (length) memcpy(copy, bytes, length);
  return copy;
}

eip_status world_tcp(world *self, eip_peer peer, const void *bytes, size_t length) {
  uint8_t *copy = exactly(bytes, length);
  eip_status status = eip_tcp_input(self->stack, peer, (eip_span){copy, length}, self->now_us);
  free(copy);
  return status;
}

eip_io_verdict world_io(world *self, uint32_t address, const void *bytes, size_t length) {
  uint8_t *copy = exactly(bytes, length);
  eip_endpoint from = {address, 2222};
  eip_io_verdict verdict = eip_io_input(self->stack, from, (eip_span){copy, length}, self->now_us, NULL);
  free(copy);
  return verdict;
}

eip_peer world_connect(world *self, uint32_t address, uint32_t *session) {
  eip_peer peer = 0;
  if (eip_tcp_accept(self->stack, (eip_endpoint){address, 50000}, self->now_us, &peer) != EIP_OK) return 0;
  self->sent_length = 0;
  frame request = frame_register_session();
  world_tcp(self, peer, request.bytes, request.length);
  *session = frame_session_of(self->sent, self->sent_length);
  self->sent_length = 0;
  return peer;
}

void world_advance(world *self, uint64_t by_us) {
  self->now_us += by_us;
  eip_stack_advance(self->stack, self->now_us);
}

size_t world_heard(const world *self, eip_connection_change change) {
  size_t times = 0;
  for (size_t i = 0; i < self->event_count && i < WORLD_EVENTS; i++) times += self->events[i].change == change;
  return times;
}
