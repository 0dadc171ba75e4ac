/* The Connection Manager object: its counters as attributes, its services and no others. */
#include "support/class3.h"
#include "tap.h"

static reply_form get(world *w, uint8_t instance, uint8_t attribute) {
  frame message = {.length = 0};
  frame_bytes(&message, "\x0E\x03\x20\x06\x24", 5);
  frame_u8(&message, instance);
  frame_u8(&message, 0x30);
  frame_u8(&message, attribute);
  return world_ask(w, &message);
}

/* One open, one of each refusal, one close, one of each refused close, one timeout. */
static world *eventful_world(void) {
  world *w = world_new();
  open_form open = open_usual();
  close_form close = close_usual();
  world_open(w, &open);
  world_close(w, &close);
  world_close(w, &close);
  close.path_words = 99;
  world_close(w, &close);
  open.path_words = 99;
  world_open(w, &open);
  open = open_usual();
  frame_u8(&open.tail, 0);
  world_open(w, &open);
  open = open_usual();
  open.path.length = 0;
  world_open(w, &open);
  open = open_usual();
  open.multiplier = 8;
  world_open(w, &open);
  eip_stack_set_ready(w->stack, false);
  world_open(w, &open);
  eip_stack_set_ready(w->stack, true);
  open.multiplier = 0;
  world_open(w, &open);
  world_advance(w, 10000000);
  return w;
}

static const struct {
  const char *rule;
  uint8_t attribute;
  uint16_t value;
} rows[] = {
    {"attribute 1: requests to open", 1, 7},
    {"attribute 2: refused, format", 2, 3},
    {"attribute 3: refused, resources", 3, 1},
    {"attribute 4: refused, other reasons", 4, 1},
    {"attribute 5: requests to close", 5, 3},
    {"attribute 6: close refused, format", 6, 1},
    {"attribute 7: close refused, other reasons", 7, 1},
    {"attribute 8: timeouts", 8, 1},
};

static void counters(void) {
  world *w = eventful_world();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    reply_form reply = get(w, 1, rows[i].attribute);
    tap_ok(reply.general == 0 && reply.length == 2 && reply_u16(&reply, 0) == rows[i].value, "%s", rows[i].rule);
  }
  tap_equal(get(w, 1, 9).general, 0x14, "an attribute it has not: 0x14");
  tap_equal(get(w, 1, 11).general, 0x14, "attribute 11, the processor's load, which it does not know: 0x14");
  tap_equal(get(w, 2, 1).general, 0x05, "an instance it has not: 0x05");
  world_free(w);
}

static void buffers(void) {
  enum { IO = 64, EXPLICIT = 600 - 46 }; /* the usual world's sizes */
  world *w = world_new();
  reply_form size = get(w, 1, 12), left = get(w, 1, 13);
  tap_ok(size.length == 4 && reply_u32(&size, 0) == 4 * IO + 4 * EXPLICIT,
         "attribute 12: bytes for what connections carry");
  tap_ok(left.length == 4 && reply_u32(&left, 0) == reply_u32(&size, 0), "attribute 13: all of it free");
  open_form io = open_usual();
  open_form explicit = class3_form();
  explicit.serial = 0x7777;
  world_open(w, &io);
  left = get(w, 1, 13);
  tap_equal(reply_u32(&left, 0), 3 * IO + 4 * EXPLICIT, "attribute 13: less by what an I/O connection takes");
  world_open(w, &explicit);
  left = get(w, 1, 13);
  tap_equal(reply_u32(&left, 0), 3 * IO + 3 * EXPLICIT, "attribute 13: and by what a class 3 connection takes");
  size = get(w, 1, 12);
  tap_equal(reply_u32(&size, 0), 4 * IO + 4 * EXPLICIT, "attribute 12 stays");
  world_free(w);
}

static const struct {
  const char *rule;
  uint8_t attribute;
  uint16_t value;
} class_rows[] = {
    {"class attribute 1: revision", 1, 1},
    {"class attribute 2: highest instance", 2, 1},
    {"class attribute 3: number of instances", 3, 1},
    {"class attribute 6: highest class attribute", 6, 7},
    {"class attribute 7: highest instance attribute", 7, 13},
};

static void class_attributes(void) {
  world *w = world_new();
  for (size_t i = 0; i < sizeof class_rows / sizeof *class_rows; i++) {
    reply_form reply = get(w, 0, class_rows[i].attribute);
    tap_ok(reply.general == 0 && reply.length == 2 && reply_u16(&reply, 0) == class_rows[i].value, "%s",
           class_rows[i].rule);
  }
  world_free(w);
}

static uint8_t run_on_class(world *w, const frame *message) {
  frame to_class = *message;
  to_class.bytes[5] = 0; /* instance 0 */
  return world_ask(w, &to_class).general;
}

static void services(void) {
  world *w = world_new();
  open_form open = open_usual();
  close_form close = close_usual();
  frame message = open_message(&open);
  tap_equal(run_on_class(w, &message), 0x08, "Forward Open to the class: 0x08");
  open.large = true;
  message = open_message(&open);
  tap_equal(run_on_class(w, &message), 0x08, "Large Forward Open to the class: 0x08");
  message = close_message(&close);
  tap_equal(run_on_class(w, &message), 0x08, "Forward Close to the class: 0x08");
  world_free(w);
}

int main(void) {
  counters();
  buffers();
  class_attributes();
  services();
  return tap_done();
}
