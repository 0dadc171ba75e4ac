#include "cip/message.h"

eip_reply eip_reply_over(void *buffer, size_t capacity) {
  return (eip_reply){.general = EIP_CIP_SUCCESS, .data = eip_writer_over(buffer, capacity)};
}

eip_reply eip_reply_to(const eip_request *request, void *buffer) {
  eip_reply reply = eip_reply_over(buffer, request->reply_room - EIP_REPLY_HEAD);
  reply.service = request->service;
  return reply;
}

eip_outcome eip_reply_refuse(eip_reply *self, uint8_t general) {
  self->general = general;
  self->extended_count = 0;
  self->o2t.present = false;
  self->t2o.present = false;
  eip_writer_rewind(&self->data, 0);
  return EIP_DONE;
}

eip_outcome eip_reply_connection_failure(eip_reply *self, uint16_t extended) {
  eip_reply_refuse(self, EIP_CIP_CONNECTION_FAILURE);
  eip_reply_add_extended(self, extended);
  return EIP_DONE;
}

eip_outcome eip_reply_answer(eip_reply *self, eip_answer answer) {
  if (answer.general == EIP_CIP_SUCCESS) return EIP_DONE;
  eip_reply_refuse(self, answer.general);
  if (answer.extended) eip_reply_add_extended(self, answer.extended);
  return EIP_DONE;
}

void eip_reply_add_extended(eip_reply *self, uint16_t word) {
  if (self->extended_count < EIP_REPLY_WORDS) self->extended[self->extended_count++] = word;
}
