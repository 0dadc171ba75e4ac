#include "cip_rig.h"

#include <stdlib.h>
#include <string.h>

static uint32_t next_random(void *user) {
  cip_rig *self = user;
  return self->random += 0x9E3779B1U;
}

static void keep_reply(cip_rig *self, const eip_request *request, eip_reply *reply) {
  eip_writer out = eip_writer_over(self->reply, request->reply_room);
  eip_router_write_reply(&out, reply);
  self->reply_length = eip_writer_length(&out);
}

static void send_reply(void *user, const eip_request *request, eip_reply *reply) {
  cip_rig *self = user;
  self->late_replies++;
  keep_reply(self, request, reply);
}

static eip_answer settle(cip_rig *self, eip_token token) {
  self->token = token;
  if (self->completes_inside) eip_pending_complete(&self->cip, token, self->completion, (eip_span){0});
  return self->answer;
}

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  cip_rig *self = user;
  self->written++;
  self->written_instance = instance;
  self->written_first = data.length ? data.bytes[0] : 0;
  return settle(self, token);
}

static eip_answer reset_requested(void *user, uint8_t type, eip_token token) {
  cip_rig *self = user;
  self->resets++;
  self->reset_type = type;
  return settle(self, token);
}

static eip_answer settings_requested(void *user, const eip_settings *settings, eip_token token) {
  cip_rig *self = user;
  self->settings_requests++;
  self->requested = *settings;
  return settle(self, token);
}

static void settings_changed(void *user) { ((cip_rig *)user)->settings_changes++; }

static void input_wanted(void *user, uint32_t instance) {
  cip_rig *self = user;
  self->wanted++;
  self->wanted_instance = instance;
  for (const uint32_t *next = self->writes_when_wanted; next && *next; next++) {
    eip_cip_assembly_write(&self->cip, *next, (eip_span){self->written_when_wanted, RIG_SIZE});
  }
}

static void configure(cip_rig *self) {
  eip_config *config = &self->environment.config;
  config->limits =
      (eip_limits){.max_message = 256, .assemblies = 5, .classes = 24, .pending_requests = 3, .max_io_data = 8};
  config->identity = (eip_identity){1234, 12, 7, 1, 2, 0xABCDEF01, "Vision cell"};
  config->host = (eip_host){.user = self, .random = next_random};
  config->application = (eip_application){.user = self,
                                          .assembly_written = assembly_written,
                                          .reset_requested = reset_requested,
                                          .settings_requested = settings_requested,
                                          .input_wanted = input_wanted};
  config->pending_timeout_us = 500000;
  config->allow_reset = config->allow_settings = true;
  config->settings = eip_settings_default();
  self->environment.now_us = 1;
}

static void create_assemblies(cip_rig *self) {
  static const struct {
    uint32_t instance;
    eip_assembly_kind kind;
  } kinds[] = {{RIG_OUTPUT, EIP_ASSEMBLY_OUTPUT},
               {RIG_INPUT, EIP_ASSEMBLY_INPUT},
               {RIG_CONFIG, EIP_ASSEMBLY_CONFIG},
               {RIG_EXPLICIT, EIP_ASSEMBLY_EXPLICIT},
               {RIG_WIDE, EIP_ASSEMBLY_EXPLICIT}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    memset(self->values[i], (int)(0x11 * (i + 1)), RIG_SIZE);
    eip_assembly_config config = {kinds[i].instance, kinds[i].kind, self->values[i], RIG_SIZE, false};
    if (eip_cip_assembly_create(&self->cip, &config) != EIP_OK) abort();
  }
}

cip_rig *cip_rig_make(void) {
  cip_rig *self = calloc(1, sizeof *self);
  if (!self) abort();
  configure(self);
  uint32_t timers = self->environment.config.limits.pending_requests;
  eip_arena arena = {0};
  eip_cip_init(&self->cip, &self->environment, &arena);
  eip_arena_take(&arena, timers, sizeof(eip_deadline *));
  self->memory = aligned_alloc(64, arena.used);
  if (!self->memory) abort();
  arena = (eip_arena){.memory = self->memory};
  eip_cip_init(&self->cip, &self->environment, &arena);
  eip_deadlines_init(&self->environment.timers, eip_arena_take(&arena, timers, sizeof(eip_deadline *)), timers);
  self->cip.reply_user = self;
  self->cip.send_reply = send_reply;
  self->cip.settings_changed = settings_changed;
  create_assemblies(self);
  return self;
}

void cip_rig_free(cip_rig *self) {
  free(self->memory);
  free(self);
}

eip_outcome cip_rig_run_from(cip_rig *self, eip_peer peer, eip_span message) {
  uint8_t room[512];
  exact copy = exact_copy(message.bytes, message.length);
  eip_request request = {.origin = {.peer = peer}, .reply_room = eip_encap_unconnected_room(&self->environment.config)};
  eip_reply reply = eip_reply_to(&request, room);
  self->reply_length = 0;
  eip_outcome outcome = eip_router_run(&self->cip, exact_span(&copy), &request, &reply);
  if (outcome == EIP_DONE) keep_reply(self, &request, &reply);
  exact_free(&copy);
  return outcome;
}

eip_outcome cip_rig_run(cip_rig *self, const char *hex) {
  exact message = exact_hex(hex);
  eip_outcome outcome = cip_rig_run_from(self, 1, exact_span(&message));
  exact_free(&message);
  return outcome;
}

int cip_rig_status(const cip_rig *self) { return self->reply_length > 2 ? self->reply[2] : -1; }

void cip_rig_advance(cip_rig *self, uint64_t by_us) {
  self->environment.now_us += by_us;
  eip_deadlines_run(&self->environment.timers, self->environment.now_us, NULL);
}
