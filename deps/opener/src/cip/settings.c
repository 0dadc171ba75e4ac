#include "cip/settings.h"

enum { MOST_DSCP = 63, MOST_ADDRESSES = 32, MOST_INACTIVITY_S = 3600 };

/* 224.0.0.0 to 224.0.0.255 are for protocols of the local network. */
#define FIRST_GROUP UINT32_C(0xE0000100)
#define LAST_GROUP UINT32_C(0xEFFFFFFF)

eip_settings eip_settings_default(void) {
  return (eip_settings){
      .dscp_urgent = 55,
      .dscp_scheduled = 47,
      .dscp_high = 43,
      .dscp_low = 31,
      .dscp_explicit = 27,
      .multicast_ttl = 1,
      .multicast_count = 32,
      .inactivity_timeout_s = 120,
  };
}

static bool dscp_valid(const eip_settings *self) {
  const uint8_t dscp[] = {self->dscp_urgent, self->dscp_scheduled, self->dscp_high, self->dscp_low,
                          self->dscp_explicit};
  bool valid = true;
  for (size_t i = 0; i < sizeof dscp; i++) valid &= dscp[i] <= MOST_DSCP;
  return valid;
}

static bool multicast_valid(const eip_settings *self) {
  if (self->multicast_ttl == 0 || self->multicast_count == 0 || self->multicast_count > MOST_ADDRESSES) return false;
  if (!self->multicast_explicit) return true;
  return self->multicast_first >= FIRST_GROUP && self->multicast_first <= LAST_GROUP - (self->multicast_count - 1U);
}

bool eip_settings_valid(const eip_settings *self) {
  return dscp_valid(self) && multicast_valid(self) && self->inactivity_timeout_s <= MOST_INACTIVITY_S;
}

/* ---- checksum ---- */

static void write_all(const eip_settings *self, eip_writer *to) {
  eip_writer_u8(to, self->dscp_urgent);
  eip_writer_u8(to, self->dscp_scheduled);
  eip_writer_u8(to, self->dscp_high);
  eip_writer_u8(to, self->dscp_low);
  eip_writer_u8(to, self->dscp_explicit);
  eip_writer_u8(to, self->multicast_ttl);
  eip_writer_u8(to, self->multicast_explicit);
  eip_writer_u16(to, self->multicast_count);
  eip_writer_u32(to, self->multicast_first);
  eip_writer_u16(to, (uint16_t)self->inactivity_timeout_s);
}

enum { CRC_POLYNOMIAL = 0x1021, CRC_START = 0xFFFF, CRC_TOP = 0x8000 };

static uint16_t crc_step(uint16_t crc, uint8_t byte) {
  crc ^= (uint16_t)(byte << 8);
  for (int bit = 0; bit < 8; bit++) {
    crc = (uint16_t)(crc & CRC_TOP ? crc << 1 ^ CRC_POLYNOMIAL : crc << 1);
  }
  return crc;
}

uint16_t eip_settings_checksum(const eip_settings *self) {
  uint8_t bytes[32];
  eip_writer writer = eip_writer_over(bytes, sizeof bytes);
  write_all(self, &writer);
  uint16_t crc = CRC_START;
  for (size_t i = 0; i < eip_writer_length(&writer); i++) crc = crc_step(crc, bytes[i]);
  return crc;
}

/* ---- Set_Attribute_Single ---- */

/* What the settings would be. A CIP status. */
static uint8_t read_candidate(eip_settings *candidate, const eip_request *request, eip_settings_reader read) {
  eip_reader value = eip_reader_over(request->data.bytes, request->data.length);
  uint8_t status = read(candidate, request->path.attribute, &value);
  if (value.failed) return EIP_CIP_NOT_ENOUGH_DATA;
  if (eip_reader_left(&value) > 0) return EIP_CIP_TOO_MUCH_DATA;
  if (status) return status;
  return eip_settings_valid(candidate) ? EIP_CIP_SUCCESS : EIP_CIP_INVALID_ATTRIBUTE_VALUE;
}

void eip_settings_put(eip_cip *self, const eip_settings *settings) {
  self->environment->config.settings = *settings;
  self->settings_changed(self->reply_user);
}

static void answered(eip_cip *self, eip_answer answer) {
  self->settings_token = 0;
  if (answer.general == EIP_CIP_SUCCESS) eip_settings_put(self, &self->settings_candidate);
}

/* The reply when the application takes too long; its own answer is still to come. */
static const eip_answer no_answer_yet = {.pending = true, .general = EIP_CIP_RESOURCE_UNAVAILABLE};

static void resume_set(void *object, const eip_request *request, eip_answer answer, eip_span data, eip_reply *reply) {
  (void)request;
  (void)data;
  if (!answer.pending) answered(object, answer);
  eip_reply_answer(reply, answer);
}

eip_status eip_settings_complete(eip_cip *self, eip_token token, eip_answer answer) {
  if (token == 0 || token != self->settings_token) return EIP_ERR_UNKNOWN;
  if (!answer.pending) answered(self, answer);
  return EIP_OK;
}

static eip_outcome ask(eip_cip *self, const eip_request *request, eip_reply *reply) {
  const eip_application *application = &self->environment->config.application;
  eip_continuation continuation = {.object = self, .resume = resume_set, .overdue = no_answer_yet};
  eip_token token = eip_pending_open(self, request, &continuation);
  if (!token) return eip_reply_refuse(reply, EIP_CIP_RESOURCE_UNAVAILABLE);
  self->settings_token = token;
  eip_answer answer = application->settings_requested(application->user, &self->settings_candidate, token);
  return eip_pending_settle(self, token, answer, &continuation, request, reply);
}

eip_outcome eip_settings_set(eip_cip *self, const eip_request *request, eip_settings_reader read, eip_reply *reply) {
  const eip_config *config = &self->environment->config;
  if (!config->allow_settings) return eip_reply_refuse(reply, EIP_CIP_PRIVILEGE_VIOLATION);
  eip_settings candidate = config->settings;
  uint8_t status = read_candidate(&candidate, request, read);
  if (status) return eip_reply_refuse(reply, status);
  if (self->settings_token) return eip_reply_refuse(reply, EIP_CIP_OBJECT_STATE_CONFLICT);
  self->settings_candidate = candidate;
  if (config->application.settings_requested) return ask(self, request, reply);
  eip_settings_put(self, &candidate);
  return EIP_DONE;
}
