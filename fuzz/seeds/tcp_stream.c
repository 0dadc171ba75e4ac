#include "support/class3.h"
#include "support/packet.h"

#include "device/device.h"
#include "target.h"

enum { SIZES = 3 };

/* A stream while it is said: what comes next may need what was answered. */
typedef struct {
  device *device;
  frame stream;
} script;

static void say(script *self, const frame *bytes) {
  frame_bytes(&self->stream, bytes->bytes, bytes->length);
  device_tcp(self->device, 0, bytes->bytes, bytes->length);
}

/* As the target does: another peer registers first. */
static script begin(void) {
  script self = {.device = device_new()};
  device_register(self.device, 1);
  device_connect(self.device, 0);
  return self;
}

static void register_session(script *self) {
  frame request = frame_register_session();
  say(self, &request);
  self->device->peers[0].session = self->device->session_said;
}

static void ask(script *self, const frame *message) {
  frame request = frame_unconnected(self->device->peers[0].session, message, NULL, 0);
  say(self, &request);
}

static void ask_hex(script *self, const char *hex) {
  frame message = frame_hex(hex);
  ask(self, &message);
}

static void command(script *self, uint32_t number, uint32_t session) {
  frame header = {.length = 0};
  frame_header(&header, number, 0, session);
  say(self, &header);
}

/* Whole, byte by byte, and in pieces of three sizes. */
static void end(script *self, fuzz_take take, void *user, const char *name, device_mood mood) {
  static const uint8_t sizes[SIZES] = {23, 4, 200};
  frame input = self->stream;
  frame_bytes(&input, sizes, sizeof sizes);
  frame_u8(&input, (uint32_t)mood << 4 | SIZES);
  take(user, name, input.bytes, input.length);
  device_free(self->device);
}

static void lists(fuzz_take take, void *user) {
  script self = begin();
  command(&self, 0x0004, 0);
  command(&self, 0x0063, 0);
  command(&self, 0x0064, 0);
  command(&self, 0x0000, 0);
  command(&self, 0x0001, 0);
  register_session(&self);
  register_session(&self);
  command(&self, 0x0066, self.device->peers[0].session);
  end(&self, take, user, "lists", MOOD_ACCEPTS);
}

static void requests(fuzz_take take, void *user) {
  static const char *const inside[] = {"0E 03 20 01 24 01 30 07", "0E 03 20 64 24 01 30 01", "0E 03 20 04 24 64 30 03",
                                       NULL};
  script self = begin();
  register_session(&self);
  ask_hex(&self, "01 02 20 01 24 01");
  frame packet = packet_hex(inside);
  ask(&self, &packet);
  ask_hex(&self, "52 02 20 06 24 01 0A 05 06 00 01 02 20 01 24 01 00 00");
  ask_hex(&self, "32 02 20 64 24 07");
  self.device->peers[0].session ^= 1;
  ask_hex(&self, "01 02 20 01 24 01");
  end(&self, take, user, "requests", MOOD_WAITS);
}

static void opens(fuzz_take take, void *user) {
  script self = begin();
  register_session(&self);
  open_form form = device_form(0, 1, 1);
  frame message = open_message(&form);
  ask(&self, &message);
  ask(&self, &message);
  form = device_form(4, 2, 0);
  message = open_message(&form);
  ask(&self, &message);
  message = device_close_message(1);
  ask(&self, &message);
  end(&self, take, user, "opens", MOOD_ACCEPTS);
}

static void connected(fuzz_take take, void *user) {
  script self = begin();
  register_session(&self);
  open_form form = class3_form();
  frame message = open_message(&form);
  ask(&self, &message);
  uint32_t id = self.device->stack->connections.explicit_connections.places[0].o2t_id;
  message = frame_hex("01 02 20 01 24 01");
  frame request = class3_frame(self.device->peers[0].session, id, 1, &message);
  say(&self, &request);
  say(&self, &request);
  end(&self, take, user, "connected", MOOD_ANSWERS_INSIDE);
}

static void too_long(fuzz_take take, void *user) {
  script self = begin();
  frame header = {.length = 0};
  frame_header(&header, 0x006F, 0xFFFF, 0);
  command(&self, 0x0004, 0);
  say(&self, &header);
  end(&self, take, user, "too-long", MOOD_ACCEPTS);
}

void fuzz_seeds(fuzz_take take, void *user) {
  lists(take, user);
  requests(take, user);
  opens(take, user);
  connected(take, user);
  too_long(take, user);
}

const char *fuzz_not_reached(const eip_counters *all) {
  if (all->explicit_repeated == 0) return "a repeated request";
  if (all->opens <= all->open_other_rejects) return "an open connection";
  return all->encap_errors ? NULL : "a refused message";
}
