/* Configuration data of a Forward Open: sizes, delivery, refusals, sharing. */
#include <stdlib.h>

#include "support/frames.h"
#include "tap.h"

#define POINTS "20 04 24 97 2C 96 2C 64 "
#define SHARED "20 04 24 97 2C A0 2C 6E "
#define TEN "80 05 01 02 03 04 05 06 07 08 09 0A"
#define OTHER_TEN "80 05 01 02 03 04 05 06 07 08 09 0B"
#define ZEROS "80 05 00 00 00 00 00 00 00 00 00 00"

static const uint8_t ten[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

static reply_form open_with(world *w, uint16_t serial, const char *path) {
  open_form form = open_usual();
  form.serial = serial;
  open_set_path(&form, path);
  return world_open(w, &form);
}

static void delivery(void) {
  world *w = world_new();
  reply_form reply = open_with(w, 1, POINTS TEN);
  tap_ok(reply.general == 0 && w->configurations == 1, "11: configuration data goes to the application");
  tap_bytes(w->configuration_data, w->configuration_length, ten, sizeof ten, "11: all of it");
  tap_ok(w->candidate.connection_serial == 1 && w->candidate.config_instance == 151 &&
             w->candidate.originator.address == WORLD_SCANNER,
         "11: with the connection it is for");
  tap_bytes(w->configuration, sizeof w->configuration, ten, sizeof ten, "11: accepted data is the assembly's value");
  tap_ok(w->event_count == 1 && w->events[0].change == EIP_CONNECTION_OPENED, "11: accepted, the connection opens");
  world_free(w);
}

static void delivered_to_nobody(void) {
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.application.configuration_received = NULL;
  world_start(w);
  reply_form reply = open_with(w, 1, POINTS TEN);
  tap_ok(reply.general == 0, "11: an application without the callback accepts");
  tap_bytes(w->configuration, sizeof w->configuration, ten, sizeof ten, "11: and the assembly has the data");
  world_free(w);
}

/* ---- sizes: an own assembly 170 of some size, point 160/110/170 ---- */

static const struct {
  const char *rule;
  uint16_t size; /* of the assembly */
  bool declared, required;
  const char *data;
  uint8_t general;
  uint16_t extended, word;
  uint32_t delivered;
} sizes[] = {
    {"no data is fine", 10, true, false, "", 0, 0, 0, 0},
    {"no data when the application insists is 01/0110", 10, true, true, "", 1, 0x0110, 0, 0},
    {"no data for an empty assembly, insisting or not, is fine", 0, true, true, "", 0, 0, 0, 0},
    {"no data where no configuration is declared is fine", 0, false, true, "", 0, 0, 0, 0},
    {"all zeros of the right size are data", 10, true, true, ZEROS, 0, 0, 0, 1},
    {"a data segment of 0 words is no data", 10, true, false, "80 00", 0, 0, 0, 0},
    {"one word too few is 01/0126 with 5 words", 10, true, false, "80 04 0102 0304 0506 0708", 1, 0x0126, 5, 0},
    {"one word too many is 01/0126 with 5 words", 10, true, false, "80 06 0102 0304 0506 0708 090A 0B0C", 1, 0x0126, 5,
     0},
    {"an odd assembly counts rounded up", 5, true, false, "80 03 0102 0304 0506", 0, 0, 0, 1},
    {"an odd assembly rounded down is 01/0126 with 3 words", 5, true, false, "80 02 0102 0304", 1, 0x0126, 3, 0},
    {"an empty assembly takes all zeros", 0, true, false, "80 02 0000 0000", 0, 0, 0, 0},
    {"an empty assembly refuses other data with 0 words", 0, true, false, "80 02 0000 0001", 1, 0x0126, 0, 0},
    {"an undeclared configuration takes all zeros", 0, false, false, ZEROS, 0, 0, 0, 0},
    {"an undeclared configuration refuses other data", 0, false, false, TEN, 1, 0x0126, 0, 0},
    {"also when its first byte alone is not zero", 0, false, false, "80 01 0100", 1, 0x0126, 0, 0},
    {"also when its last byte alone is not zero", 0, false, false, "80 01 0001", 1, 0x0126, 0, 0},
};

static void sizes_as_the_table_says(void) {
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    world *w = calloc(1, sizeof *w);
    w->config = world_config(w);
    w->config.require_configuration = sizes[i].required;
    world_start(w);
    uint8_t *memory = malloc(sizes[i].size ? sizes[i].size : 1);
    memset(memory, 0, sizes[i].size ? sizes[i].size : 1);
    eip_assembly_config config = {.instance = 170, .kind = EIP_ASSEMBLY_CONFIG, .data = memory, .size = sizes[i].size};
    eip_assembly_create(w->stack, &config);
    world_declare(w, 160, 110, sizes[i].declared ? 170 : 0);
    char path[128] = "20 04 2C A0 2C 6E ";
    strcat(path, sizes[i].data);
    reply_form reply = open_with(w, 1, path);
    tap_ok(reply.general == sizes[i].general && (reply.general == 0 || reply.extended[0] == sizes[i].extended),
           "11: %s", sizes[i].rule);
    if (sizes[i].extended == 0x0126) {
      tap_ok(reply.extended_count == 2 && reply.extended[1] == sizes[i].word, "11: %s: second word", sizes[i].rule);
    }
    tap_equal(w->configurations, sizes[i].delivered, "11: %s: delivered %u times", sizes[i].rule, sizes[i].delivered);
    if (sizes[i].delivered)
      tap_equal((int64_t)w->configuration_length, sizes[i].size, "11: %s: its size", sizes[i].rule);
    world_free(w);
    free(memory);
  }
}

/* ---- refusals by the application ---- */

static const struct {
  const char *rule;
  eip_answer answer;
  uint8_t general, count;
  uint16_t extended;
} refusals[] = {
    {"what the handler says: general and extended", {false, 0x01, 0x0111}, 0x01, 1, 0x0111},
    {"what the handler says: general alone", {false, 0x09, 0}, 0x09, 0, 0},
    {"what the handler says: another general with an extended", {false, 0x10, 0x0203}, 0x10, 1, 0x0203},
    {"01 without an extended status becomes 01/0129", {false, 0x01, 0}, 0x01, 1, 0x0129},
};

static void refusals_by_the_application(void) {
  for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
    world *w = world_new();
    w->configuration_answer = refusals[i].answer;
    reply_form reply = open_with(w, 1, POINTS TEN);
    tap_ok(reply.general == refusals[i].general && reply.extended_count == refusals[i].count &&
               (reply.extended_count == 0 || reply.extended[0] == refusals[i].extended),
           "11: refused by the application: %s", refusals[i].rule);
    tap_ok(w->event_count == 0 && eip_stack_counters(w->stack)->io_connections == 0 && w->configuration[0] == 0,
           "11: refused by the application: nothing opened, nothing stored");
    w->configuration_answer = EIP_ACCEPT;
    tap_ok(open_with(w, 1, POINTS TEN).general == 0, "11: and the place is free for the next try");
    world_free(w);
  }
}

static void named_in_the_path(void) {
  static uint8_t memory[2];
  world *w = world_new();
  eip_assembly_config config = {.instance = 170, .kind = EIP_ASSEMBLY_CONFIG, .data = memory, .size = sizeof memory};
  eip_assembly_create(w->stack, &config);
  world_declare(w, 160, 110, 170);
  reply_form reply = open_with(w, 1, "20 04 24 AA 2C A0 2C 6E 80 01 01 02");
  tap_ok(reply.general == 0 && w->candidate.config_instance == 170, "11: each point has its own configuration");
  world_free(w);
}

/* ---- a configuration point that two connections share ---- */

static world *world_with_a_shared_point(void) {
  world *w = world_new();
  world_declare(w, 160, 110, WORLD_CONFIGURATION);
  return w;
}

static void sharing(void) {
  world *w = world_with_a_shared_point();
  open_with(w, 1, POINTS TEN);
  reply_form other = open_with(w, 2, SHARED OTHER_TEN);
  tap_ok(other.general == 1 && other.extended[0] == 0x0106, "11: other data than a live connection's is 01/0106");
  tap_ok(open_with(w, 2, SHARED TEN).general == 0, "11: the same data as a live connection's is accepted");
  tap_equal(w->configurations, 1, "11: and not delivered again");
  close_form closing = close_usual();
  closing.serial = 1;
  world_close(w, &closing);
  other = open_with(w, 1, POINTS OTHER_TEN);
  tap_ok(other.general == 1 && other.extended[0] == 0x0106, "11: the second connection still holds the configuration");
  closing.serial = 2;
  world_close(w, &closing);
  tap_ok(open_with(w, 1, POINTS OTHER_TEN).general == 0 && w->configurations == 2,
         "11: with the last connection the configuration is free and delivered anew");
  world_free(w);
}

static void sharing_without_data(void) {
  world *w = world_with_a_shared_point();
  open_with(w, 1, POINTS);
  tap_ok(open_with(w, 2, SHARED TEN).general == 0 && w->configurations == 1,
         "11: a live connection that brought no data is no conflict");
  world_free(w);
}

int main(void) {
  delivery();
  delivered_to_nobody();
  sizes_as_the_table_says();
  refusals_by_the_application();
  named_in_the_path();
  sharing();
  sharing_without_data();
  return tap_done();
}
