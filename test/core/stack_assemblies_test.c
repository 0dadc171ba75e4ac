/* Assemblies and connection points that come and go while the stack runs. */
#include <stdlib.h>

#include "exact.h"
#include "support/points.h"
#include "tap.h"

enum { LIMIT = 8, FIRST = 1000 };

#define CONFIGURED "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A"

static eip_token written;

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user;
  (void)instance;
  (void)data;
  written = token;
  return EIP_PENDING;
}

static void few(eip_config *config) {
  config->limits.assemblies = LIMIT;
  config->limits.connection_points = LIMIT;
  config->application.assembly_written = assembly_written;
}

static reply_form ask(world *w, const char *hex) {
  exact bytes = exact_hex(hex);
  frame message = {.length = 0};
  frame_bytes(&message, bytes.bytes, bytes.length);
  exact_free(&bytes);
  world_forget(w);
  return world_ask(w, &message);
}

static uint32_t live(const world *w) { return eip_stack_counters(w->stack)->io_connections; }

/* Output 160 and input 110 with an owner's point over both, as in world_declare, in memory of the test. */
static void add(world *w, uint8_t *output, uint8_t *input) {
  const eip_assembly_config assemblies[] = {
      {160, EIP_ASSEMBLY_OUTPUT, output, WORLD_SIZE, false},
      {110, EIP_ASSEMBLY_INPUT, input, WORLD_SIZE, false},
  };
  for (size_t i = 0; i < 2; i++) eip_assembly_create(w->stack, &assemblies[i]);
  world_point(w, (eip_connection_point){EIP_POINT_EXCLUSIVE_OWNER, 160, 110, 0, EIP_FORMAT_HEADER_32BIT,
                                        EIP_FORMAT_MODELESS, 0, false, false, 0, 0});
}

static reply_form open_added(world *w, uint16_t serial) {
  open_form form = open_owner(serial);
  open_set_path(&form, "20 04 24 00 2C A0 2C 6E");
  return world_open(w, &form);
}

static void a_place_that_is_used_again(void) {
  uint8_t memory[4][WORLD_SIZE] = {{0}};
  world *w = world_with(few);
  reply_form before = open_added(w, 1);
  tap_equal(refusal_of(&before), 0x012A, "before it is there the pair is refused: 01/012A");
  add(w, memory[0], memory[1]);
  reply_form first = open_added(w, 1);
  uint32_t id = reply_u32(&first, 0);
  frame packet = io_frame(id, 1, 1, 1, 7, WORLD_SIZE);
  world_datagram(w, &packet);
  tap_ok(first.general == 0 && w->output_data[0] == 7, "added while running it opens and takes data");
  eip_assembly_remove(w->stack, 160);
  eip_assembly_remove(w->stack, 110);
  tap_equal((int64_t)world_heard(w, EIP_CONNECTION_ABORTED), 1, "removed, its connection ends");
  add(w, memory[2], memory[3]);
  packet = io_frame(id, 2, 2, 1, 8, WORLD_SIZE);
  tap_equal(world_datagram(w, &packet), EIP_IO_UNKNOWN, "a packet of the old connection is nobody's");
  reply_form second = open_added(w, 2);
  eip_io_datagram datagram;
  tap_ok(second.general == 0 && world_outputs(w, &datagram) == 1, "in its place another one opens and produces");
  packet = io_frame(reply_u32(&second, 0), 1, 1, 1, 9, WORLD_SIZE);
  world_datagram(w, &packet);
  tap_ok(memory[0][0] == 7 && memory[2][0] == 9, "and the memory of the first one is its caller's again");
  world_free(w);
}

static eip_status create(world *w, uint32_t instance, uint8_t *memory) {
  const eip_assembly_config config = {instance, EIP_ASSEMBLY_INPUT, memory, 1, false};
  return eip_assembly_create(w->stack, &config);
}

static eip_status declare(world *w, uint32_t output, uint32_t input) {
  return eip_connection_point_declare(
      w->stack, &(eip_connection_point){EIP_POINT_INPUT_ONLY, output, input, 0, EIP_FORMAT_HEARTBEAT,
                                        EIP_FORMAT_MODELESS, 0, false, false, 0, 0});
}

/* The usual world has three assemblies and one point. */
static void up_to_the_limit(void) {
  uint8_t memory[LIMIT] = {0};
  world *w = world_with(few);
  uint32_t created = 0, declared = 0;
  while (create(w, FIRST + created, &memory[created]) == EIP_OK) created++;
  tap_equal(created, LIMIT - 3, "as many assemblies as the limit says");
  tap_equal(create(w, FIRST + created, &memory[created]), EIP_ERR_LIMIT, "one more: EIP_ERR_LIMIT");
  while (declare(w, 200 + declared, FIRST) == EIP_OK) declared++;
  tap_equal(declared, LIMIT - 1, "as many points as the limit says");
  tap_equal(declare(w, 300, FIRST), EIP_ERR_LIMIT, "one more: EIP_ERR_LIMIT");
  tap_equal(eip_connection_point_remove(w->stack, 201, FIRST), EIP_OK, "a point is removed");
  tap_equal(declare(w, 300, FIRST), EIP_OK, "and makes room for another");
  tap_equal(eip_assembly_remove(w->stack, FIRST), EIP_OK, "an assembly is removed, and every point over it");
  tap_ok(create(w, FIRST + LIMIT, memory) == EIP_OK && declare(w, 300, FIRST + LIMIT) == EIP_OK,
         "and both make room for others");
  world_free(w);
}

static void many_times(void) {
  static uint8_t memory[2][WORLD_SIZE];
  world *w = world_with(few);
  uint32_t wrong = 0;
  for (uint16_t round = 1; round <= 2000; round++) {
    add(w, memory[0], memory[1]);
    reply_form reply = open_added(w, round);
    wrong += reply.general != 0 || live(w) != 1;
    eip_assembly_remove(w->stack, round % 2 ? 160 : 110);
    eip_assembly_remove(w->stack, round % 2 ? 110 : 160);
    wrong += live(w) != 0;
    world_forget(w);
  }
  tap_equal(wrong, 0, "2,000 times added, opened and removed");
  uint8_t rest[LIMIT] = {0};
  uint32_t created = 0;
  while (create(w, FIRST + created, &rest[created]) == EIP_OK) created++;
  tap_equal(created, LIMIT - 3, "and no place is lost");
  world_free(w);
}

static void a_set_that_waits(void) {
  world *w = world_with(few);
  ask(w, "1003 2004 2497 3003 0102030405060708090a");
  tap_equal(eip_stack_counters(w->stack)->pending_requests, 1, "a Set waits for the application");
  w->sent_length = 0;
  eip_assembly_remove(w->stack, WORLD_CONFIGURATION);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.general == EIP_CIP_PATH_DESTINATION_UNKNOWN, "its assembly is removed: 0x05, at once");
  tap_equal(eip_stack_counters(w->stack)->pending_requests, 0, "and it waits no more");
  uint8_t *again = world_create(w, WORLD_CONFIGURATION, EIP_ASSEMBLY_CONFIG, 10);
  eip_status late = eip_request_complete(w->stack, written, EIP_ACCEPT, (eip_span){0}, w->now_us);
  tap_ok(late == EIP_ERR_UNKNOWN && again[0] == 0, "a late consent does not reach the next assembly of that instance");
  world_free(w);
}

static void others_that_wait(void) {
  world *w = world_with(few);
  world_create(w, FIRST, EIP_ASSEMBLY_EXPLICIT, 1);
  ask(w, "1003 2004 2497 3003 0102030405060708090a");
  eip_assembly_remove(w->stack, FIRST);
  tap_equal(eip_stack_counters(w->stack)->pending_requests, 1, "a request about another assembly waits on");
  eip_request_complete(w->stack, written, EIP_ACCEPT, (eip_span){0}, w->now_us);
  tap_equal(w->configuration[9], 10, "and is accepted");
  world_free(w);
}

typedef eip_status (*removal)(world *w);
static eip_status remove_configuration(world *w) { return eip_assembly_remove(w->stack, WORLD_CONFIGURATION); }
static eip_status remove_input(world *w) { return eip_assembly_remove(w->stack, WORLD_INPUT); }
static eip_status remove_point(world *w) { return eip_connection_point_remove(w->stack, WORLD_OUTPUT, WORLD_INPUT); }

static void an_open_that_waits(removal gone, const char *what) {
  world *w = world_with(few);
  w->configuration_answer = EIP_PENDING;
  open_form form = open_owner(1);
  open_set_path(&form, CONFIGURED);
  world_open(w, &form);
  w->sent_length = 0;
  gone(w);
  reply_form reply = reply_read(w);
  tap_ok(reply.there && reply.general == EIP_CIP_RESOURCE_UNAVAILABLE, "%s removed: an open that waits gets 0x02",
         what);
  tap_ok(live(w) == 0 && w->event_count == 0, "%s removed: nothing opened", what);
  tap_equal(eip_request_complete(w->stack, w->token, EIP_ACCEPT, (eip_span){0}, w->now_us), EIP_ERR_UNKNOWN,
            "%s removed: its answer comes too late", what);
  world_free(w);
}

static void a_null_open_that_waits(removal gone, const char *what, uint16_t refusal) {
  world *w = world_with(few);
  w->configuration_answer = EIP_PENDING;
  open_form form = open_owner(1);
  form.o2t_type = form.t2o_type = 0;
  form.o2t_size = form.t2o_size = 0;
  open_set_path(&form, CONFIGURED);
  world_open(w, &form);
  w->sent_length = 0;
  gone(w);
  reply_form reply = reply_read(w);
  tap_equal(refusal_of(&reply), refusal, "%s removed: a null open that waits gets what the checks say", what);
  tap_equal(eip_stack_counters(w->stack)->pending_requests, 0, "%s removed: and waits no more", what);
  world_free(w);
}

static void a_point_alone(void) {
  world *w = world_with(few);
  world_heartbeats(w);
  open_form owner = open_owner(1), listener = open_input_only(2);
  world_open(w, &owner);
  world_open(w, &listener);
  world_forget(w);
  tap_equal(eip_connection_point_remove(w->stack, WORLD_OUTPUT, WORLD_INPUT), EIP_OK, "a point is removed");
  tap_ok(world_heard(w, EIP_CONNECTION_ABORTED) == 1 && live(w) == 1, "only its connection ends");
  owner.serial = 3;
  reply_form reply = world_open(w, &owner);
  tap_equal(refusal_of(&reply), 0x012A, "its pair is refused: 01/012A");
  tap_equal(eip_connection_point_remove(w->stack, WORLD_OUTPUT, WORLD_INPUT), EIP_ERR_UNKNOWN, "twice: unknown");
  tap_equal(eip_assembly_read(w->stack, WORLD_OUTPUT).length, WORLD_SIZE, "its assemblies stay");
  world_point(w, (eip_connection_point){EIP_POINT_EXCLUSIVE_OWNER, WORLD_OUTPUT, WORLD_INPUT, WORLD_CONFIGURATION,
                                        EIP_FORMAT_HEADER_32BIT, EIP_FORMAT_MODELESS, 0, false, false, 0, 0});
  reply = world_open(w, &owner);
  tap_ok(reply.general == 0 && live(w) == 2, "declared again it opens again");
  world_free(w);
}

/* A listener lives with the producers of its input, whoever takes them away. */
static void listeners(void) {
  world *w = world_with(few);
  world_heartbeats(w);
  open_form owner = open_owner(1), listener = open_listen_only(2);
  world_open(w, &owner);
  world_open(w, &listener);
  eip_connection_point_remove(w->stack, WORLD_OUTPUT, WORLD_INPUT);
  tap_ok(world_heard(w, EIP_CONNECTION_ORPHANED) == 1 && live(w) == 0, "a listener ends with its producer's point");
  world_free(w);
}

int main(void) {
  a_place_that_is_used_again();
  up_to_the_limit();
  many_times();
  a_set_that_waits();
  others_that_wait();
  an_open_that_waits(remove_configuration, "configuration");
  an_open_that_waits(remove_input, "input");
  an_open_that_waits(remove_point, "point");
  a_null_open_that_waits(remove_configuration, "configuration", 0x0129);
  a_null_open_that_waits(remove_point, "point", 0x0129);
  a_point_alone();
  listeners();
  return tap_done();
}
