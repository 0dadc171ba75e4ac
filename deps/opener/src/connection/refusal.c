#include "connection/refusal.h"

eip_refusal eip_refusal_general(uint8_t general) { return (eip_refusal){.general = general}; }

eip_refusal eip_refusal_failure(uint16_t extended) {
  return (eip_refusal){.general = EIP_CIP_CONNECTION_FAILURE, .extended_count = 1, .extended = {extended}};
}

eip_refusal eip_refusal_with_word(uint16_t extended, uint16_t word) {
  return (eip_refusal){.general = EIP_CIP_CONNECTION_FAILURE, .extended_count = 2, .extended = {extended, word}};
}

eip_refusal eip_refusal_in_path(uint16_t extended, uint8_t remaining_words) {
  eip_refusal refusal = eip_refusal_failure(extended);
  refusal.remaining_words = remaining_words;
  return refusal;
}

eip_refusal eip_refusal_rpi(eip_rpi_kind o2t, uint32_t o2t_us, eip_rpi_kind t2o, uint32_t t2o_us) {
  return (eip_refusal){
      .general = EIP_CIP_CONNECTION_FAILURE,
      .extended_count = 6,
      .extended = {EIP_CONN_RPI_UNSUPPORTED, (uint16_t)(o2t | t2o << 8), (uint16_t)o2t_us, (uint16_t)(o2t_us >> 16),
                   (uint16_t)t2o_us, (uint16_t)(t2o_us >> 16)},
  };
}

eip_outcome eip_refusal_reply(const eip_refusal *self, const eip_triad *triad, eip_reply *reply) {
  eip_reply_refuse(reply, self->general);
  for (size_t i = 0; i < self->extended_count; i++) eip_reply_add_extended(reply, self->extended[i]);
  eip_triad_write(triad, &reply->data);
  eip_writer_u8(&reply->data, self->remaining_words);
  eip_writer_u8(&reply->data, 0);
  return EIP_DONE;
}
