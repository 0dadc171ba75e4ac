#include "support/late_application.h"

#include <string.h>

late_application_state late_application;

static eip_answer assembly_written(void *user, uint32_t instance, eip_span data, eip_token token) {
  (void)user, (void)instance;
  late_application_state *self = &late_application;
  if (self->asked < LATE_TOKENS) self->tokens[self->asked] = token;
  self->asked++;
  if (data.bytes[0] == 0xFE) return EIP_ACCEPT;
  if (self->completes_inside) {
    eip_request_complete(self->completes_inside, token, EIP_ACCEPT, (eip_span){0}, self->now_us);
  }
  return EIP_PENDING;
}

static void request_abandoned(void *user, eip_token token) {
  (void)user;
  late_application_state *self = &late_application;
  if (self->abandonments < LATE_TOKENS) self->abandoned[self->abandonments] = token;
  self->abandonments++;
}

void late_application_reset(void) { memset(&late_application, 0, sizeof late_application); }

void late_application_use(eip_application *callbacks) {
  callbacks->assembly_written = assembly_written;
  callbacks->request_abandoned = request_abandoned;
}

bool late_application_told_the_end_of(size_t first, size_t count) {
  const late_application_state *self = &late_application;
  if (self->abandonments != count) return false;
  for (size_t i = 0; i < count; i++) {
    bool told = false;
    for (size_t k = 0; k < count; k++) told |= self->abandoned[k] == self->tokens[first + i];
    if (!told) return false;
  }
  return true;
}
