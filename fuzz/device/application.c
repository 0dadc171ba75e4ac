#include <stdlib.h>
#include <string.h>

#include "device/device.h"

/* ---- answers ---- */

/* Reads every byte, so that a sanitizer sees a span that is too long. */
static uint32_t sum_of(eip_span bytes) {
  uint32_t sum = 0;
  for (size_t i = 0; i < bytes.length; i++) sum += bytes.bytes[i];
  return sum;
}

static eip_answer answer(device *self, eip_token token, eip_span asked) {
  static const uint8_t refusals[] = {0x01, 0x02, 0x09, 0x0C, 0x20, 0xFF};
  eip_answer refusal = EIP_REFUSE(refusals[self->value % sizeof refusals], self->value);
  sum_of(asked);
  if (token == 0) return self->mood == MOOD_REFUSES ? refusal : EIP_ACCEPT;
  self->tokens[self->token_count++ % DEVICE_TOKENS] = token;
  switch (self->mood) {
    case MOOD_REFUSES:
      return refusal;
    case MOOD_WAITS:
      return EIP_PENDING;
    case MOOD_ANSWERS_INSIDE:
      eip_request_complete(self->stack, token, self->value & 1 ? refusal : EIP_ACCEPT, (eip_span){0}, self->now_us);
      return EIP_PENDING;
    default:
      return EIP_ACCEPT;
  }
}

void device_complete(device *self, uint32_t which, eip_answer given, eip_span data) {
  if (self->token_count == 0) return;
  uint32_t back = which % DEVICE_TOKENS;
  if (back >= self->token_count) back = 0;
  eip_token token = self->tokens[(self->token_count - 1 - back) % DEVICE_TOKENS];
  uint8_t *copy = malloc(data.length ? data.length : 1);
  device_must(copy != NULL, "memory for an answer");
  if (data.length) memcpy(copy, data.bytes, data.length);
  eip_request_complete(self->stack, token, given, (eip_span){copy, data.length}, self->now_us);
  free(copy);
}

/* ---- callbacks ---- */

static void output_received(void *user, const eip_output_event *event) {
  const device *self = user;
  device_must(self->live[event->connection->slot], "events: data comes on a live connection");
  device_must(event->data.length <= event->connection->o2t_size, "events: no more data than was opened for");
  sum_of(event->data);
}

static void input_wanted(void *user, uint32_t instance) {
  device *self = user;
  if (!self->writes_when_wanted) return;
  uint8_t value[64] = {++self->value};
  eip_span now = eip_assembly_read(self->stack, instance);
  eip_assembly_write(self->stack, instance, (eip_span){value, now.length});
}

static eip_answer configuration_received(void *user, const eip_connection_info *candidate, eip_span data,
                                         eip_token token) {
  device_must(candidate->config_instance != 0, "events: configuration is for an assembly");
  return answer(user, token, data);
}

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  device *self = user;
  device_must(eip_assembly_read(self->stack, instance).length == data.length, "events: a value of the right size");
  return answer(self, token, data);
}

static void assembly_stored(void *user, uint32_t instance, eip_span data, const eip_connection_info *connection) {
  device *self = user;
  (void)connection;
  eip_span now = eip_assembly_read(self->stack, instance);
  bool same = now.length == data.length && (now.length == 0 || memcmp(now.bytes, data.bytes, now.length) == 0);
  device_must(same, "events: what was stored is what the assembly holds");
}

enum { FIRST_PACKET_US = 10000000 };

/* The first packet has at least ten seconds. Kept here on our own, from what the application hears. */
static void note_time(device *self, eip_connection_change change, const eip_connection_info *connection) {
  uint32_t slot = connection->slot;
  uint64_t time_us = self->stack->connections.places[slot].timeout_us;
  if (change == EIP_CONNECTION_OPENED) {
    self->until_us[slot] = self->now_us + (time_us < FIRST_PACKET_US ? FIRST_PACKET_US : time_us);
  } else if (change == EIP_CONNECTION_TIMED_OUT) {
    device_must(self->now_us >= self->until_us[slot], "events: no connection times out before its time");
  }
}

static void connection_changed(void *user, eip_connection_change change, const eip_connection_info *connection) {
  device *self = user;
  bool *live = &self->live[connection->slot];
  device_must(connection->slot < DEVICE_IO, "events: a slot of the table");
  device_must(*live == (change != EIP_CONNECTION_OPENED), "events: opened first, and ended once");
  note_time(self, change, connection);
  *live = change == EIP_CONNECTION_OPENED || change == EIP_CONNECTION_RUN || change == EIP_CONNECTION_IDLE;
}

static eip_answer settings_requested(void *user, const eip_settings *settings, eip_token token) {
  device_must(settings->multicast_ttl > 0, "events: settings in their ranges");
  return answer(user, token, (eip_span){0});
}

static bool permitted(void *user, eip_access access, eip_endpoint from) {
  const device *self = user;
  device_must(from.address != 0, "events: whoever asks has an address");
  return !self->forbids[access];
}

/* What is abandoned is answered by nobody any more. */
static void request_abandoned(void *user, eip_token token) {
  const device *self = user;
  bool given = false;
  for (uint32_t i = 0; i < DEVICE_TOKENS; i++) given = given || self->tokens[i] == token;
  device_must(given || self->token_count > DEVICE_TOKENS, "events: a token that was given out is abandoned");
}

static eip_answer reset_requested(void *user, uint8_t type, eip_token token) {
  device_must(type <= 1, "events: a reset of type 0 or 1");
  return answer(user, token, (eip_span){0});
}

eip_application device_application(device *self) {
  return (eip_application){.user = self,
                           .output_received = output_received,
                           .input_wanted = input_wanted,
                           .configuration_received = configuration_received,
                           .assembly_written = assembly_written,
                           .assembly_stored = assembly_stored,
                           .connection_changed = connection_changed,
                           .settings_requested = settings_requested,
                           .reset_requested = reset_requested,
                           .permitted = permitted,
                           .request_abandoned = request_abandoned};
}

/* ---- classes of its own ---- */

static eip_answer hook(void *user, const eip_object_request *request, eip_span *reply) {
  static const uint8_t bytes[1000];
  static const size_t lengths[] = {0, 1, 4, 30, 200, 600};
  device *self = user;
  *reply = (eip_span){bytes, lengths[(self->value + request->attribute) % (sizeof lengths / sizeof *lengths)]};
  return answer(self, request->token, request->data);
}

static const eip_object_attribute attributes[] = {
    {1, EIP_OBJECT_GET | EIP_OBJECT_GET_ALL},
    {2, EIP_OBJECT_GET | EIP_OBJECT_SET},
    {3, EIP_OBJECT_SET},
    {300, EIP_OBJECT_GET | EIP_OBJECT_GET_ALL},
};
static const eip_object_service services[] = {{0x0E, false, true}, {0x32, true, true}, {0x4B, false, true}};

void device_declare_class(device *self, uint32_t n) {
  uint32_t *instances = self->instances[n];
  if (!eip_object_find(self->stack, n ? 0x300 : 0x64)) {
    instances[0] = 1;
    instances[1] = 7;
  }
  /* The first one answers Get_Attribute_Single by its attributes, the second by a service of its own. */
  const eip_object_class declaration = {.id = n ? 0x300 : 0x64,
                                        .revision = 1,
                                        .attributes = attributes,
                                        .attribute_count = sizeof attributes / sizeof *attributes,
                                        .services = n ? services : services + 1,
                                        .service_count = n ? 3 : 2,
                                        .instances = instances,
                                        .instance_count = 2,
                                        .instance_capacity = DEVICE_INSTANCES,
                                        .user = self,
                                        .get = hook,
                                        .set = hook,
                                        .run = hook};
  eip_object_declare(self->stack, &declaration);
}
