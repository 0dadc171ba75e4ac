/* Defaults and ranges of the configuration, and the memory that it costs. */
#include <stdlib.h>

#include "support/world.h"
#include "tap.h"

typedef struct {
  const char *name;
  size_t place; /* of a uint32_t in eip_config */
  uint32_t least, most;
} range;

#define VALUE(member, low, high) {#member, offsetof(eip_config, member), low, high}

static const range ranges[] = {
    VALUE(limits.peers, 1, 4096),
    VALUE(limits.sessions, 1, 4096),
    VALUE(limits.max_message, 128, 65535),
    VALUE(limits.io_connections, 1, 4096),
    VALUE(limits.explicit_connections, 1, 4096),
    VALUE(limits.max_io_data, 0, 65000),
    VALUE(limits.assemblies, 1, 4096),
    VALUE(limits.connection_points, 1, 4096),
    VALUE(limits.classes, 8, 256),
    VALUE(limits.pending_requests, 1, 1024),
    VALUE(limits.delayed_replies, 1, 256),
    VALUE(min_rpi_us, 100, 1000000),
    VALUE(first_packet_us, 10000000, UINT32_MAX),
    VALUE(settings.inactivity_timeout_s, 0, 3600),
    VALUE(pending_timeout_us, 1000, 60000000),
};

static world user;

static size_t size_with(size_t place, uint32_t value) {
  eip_config config = world_config(&user);
  memcpy((uint8_t *)&config + place, &value, sizeof value);
  return eip_stack_size(&config);
}

static void ranges_hold(void) {
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
    const range *r = &ranges[i];
    tap_ok(size_with(r->place, r->least) > 0 && size_with(r->place, r->most) > 0, "%s: %u to %u are taken", r->name,
           r->least, r->most);
    if (r->least > 0)
      tap_equal((int64_t)size_with(r->place, r->least - 1), 0, "%s: %u is refused", r->name, r->least - 1);
    if (r->most < UINT32_MAX) {
      tap_equal((int64_t)size_with(r->place, r->most + 1), 0, "%s: %u is refused", r->name, r->most + 1);
    }
  }
}

typedef void (*spoil)(eip_config *config);
static void nothing(eip_config *c) { (void)c; }
static void tcp_port_0(eip_config *c) { c->tcp_port = 0; }
static void io_port_0(eip_config *c) { c->io_port = 0; }
static void no_tcp_send(eip_config *c) { c->host.tcp_send = NULL; }
static void no_udp_send(eip_config *c) { c->host.udp_send = NULL; }
static void no_random(eip_config *c) { c->host.random = NULL; }
static void major_0(eip_config *c) { c->identity.major_revision = 0; }
static void major_128(eip_config *c) { c->identity.major_revision = 128; }
static void minor_0(eip_config *c) { c->identity.minor_revision = 0; }
static void revision_1_1(eip_config *config) { config->identity.major_revision = config->identity.minor_revision = 1; }
static void revision_127_255(eip_config *config) {
  config->identity.major_revision = 127;
  config->identity.minor_revision = 255;
}
static void endless_name(eip_config *c) { memset(c->identity.product_name, 'x', sizeof c->identity.product_name); }
static void longest_name(eip_config *c) { memset(c->identity.product_name, 'x', sizeof c->identity.product_name - 1); }
static void no_application(eip_config *c) { memset(&c->application, 0, sizeof c->application); }

static const struct {
  const char *rule;
  spoil spoil;
  bool valid;
} rows[] = {
    {"the usual configuration is taken", nothing, true},
    {"TCP port 0 is refused", tcp_port_0, false},
    {"I/O port 0 is refused", io_port_0, false},
    {"a host without tcp_send is refused", no_tcp_send, false},
    {"a host without udp_send is refused", no_udp_send, false},
    {"a host without random is refused", no_random, false},
    {"major revision 0 is refused", major_0, false},
    {"major revision 128 is refused", major_128, false},
    {"minor revision 0 is refused", minor_0, false},
    {"revision 1.1 is taken", revision_1_1, true},
    {"revision 127.255 is taken", revision_127_255, true},
    {"a product name without an end is refused", endless_name, false},
    {"a product name of 32 characters is taken", longest_name, true},
    {"an application without callbacks is taken", no_application, true},
};

static void rows_hold(void) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    eip_config config = world_config(&user);
    rows[i].spoil(&config);
    tap_ok((eip_stack_size(&config) > 0) == rows[i].valid, "%s", rows[i].rule);
  }
}

static void memory(void) {
  eip_config config = world_config(&user);
  size_t size = eip_stack_size(&config);
  uint8_t *block = aligned_alloc(64, (size + 127) / 64 * 64);
  eip_stack *stack = NULL;
  tap_equal(eip_stack_init(block, size - 1, &config, &stack), EIP_ERR_MEMORY, "one byte too few is EIP_ERR_MEMORY");
  tap_equal(eip_stack_init(block + 8, size, &config, &stack), EIP_ERR_MEMORY, "misaligned memory is EIP_ERR_MEMORY");
  tap_equal(eip_stack_init(NULL, size, &config, &stack), EIP_ERR_MEMORY, "no memory is EIP_ERR_MEMORY");
  memset(block, 0xA5, size);
  tap_equal(eip_stack_init(block, size, &config, &stack), EIP_OK, "exactly the size told is enough, whatever it holds");
  config.min_rpi_us = 1;
  tap_equal(eip_stack_init(block, size, &config, &stack), EIP_ERR_CONFIG, "a value out of range is EIP_ERR_CONFIG");
  free(block);
}

static void what_limits_cost(void) {
  eip_config config = world_config(&user);
  config.limits = eip_limits_default();
  config.limits.io_connections = 256;
  config.limits.max_io_data = 512;
  config.limits.peers = 256;
  config.limits.sessions = 256;
  size_t size = eip_stack_size(&config);
  tap_ok(size <= 4 * 1024 * 1024, "a stack with 256 connections costs at most 4 MB (%zu)", size);
  config.limits.explicit_connections += 64; /* tables are rounded up: 64 tell more than one */
  size_t more = (eip_stack_size(&config) - size) / 64;
  tap_ok(more <= 1024 + 140, "a class 3 connection more costs what limits.h says (%zu)", more);
  size = eip_stack_size(&config);
  config.limits.pending_requests += 64;
  more = (eip_stack_size(&config) - size) / 64;
  tap_ok(more <= 2 * 1024 + 600, "a pending request more costs what limits.h says (%zu)", more);
  size = eip_stack_size(&config);
  config.limits.io_connections = 257;
  tap_ok(eip_stack_size(&config) - size <= 512 + 768, "one connection more costs what limits.h says (%zu)",
         eip_stack_size(&config) - size);
}

static void defaults(void) {
  eip_config config = eip_config_default();
  tap_ok(config.limits.io_connections == 512 && config.limits.sessions == 512 && config.limits.peers == 512,
         "default: 512 connections, sessions and peers");
  tap_equal(config.limits.explicit_connections, 128, "default: 128 class 3 connections");
  tap_ok(config.limits.max_message == 1024 && config.limits.max_io_data == 512, "default: sizes");
  tap_ok(config.limits.assemblies == 64 && config.limits.connection_points == 64 && config.limits.classes == 32,
         "default: objects");
  tap_ok(config.limits.pending_requests == 32 && config.limits.delayed_replies == 16, "default: requests that wait");
  tap_ok(config.tcp_port == 44818 && config.io_port == 2222 && config.min_rpi_us == 1000,
         "default: ports and least RPI");
  tap_ok(config.first_packet_us == 10000000 && config.settings.inactivity_timeout_s == 120 &&
             config.pending_timeout_us == 500000,
         "default: times");
  tap_ok(!config.allow_reset && !config.require_configuration, "default: reset off, configuration not required");
}

int main(void) {
  ranges_hold();
  rows_hold();
  memory();
  what_limits_cost();
  defaults();
  return tap_done();
}
