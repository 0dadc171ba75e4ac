#include "connection/open_request.h"

#include "opener/status.h"

enum { RESERVED_BYTES = 3, CLASS_MASK = 0x0F, TRIGGER_SHIFT = 4, TRIGGER_MASK = 0x07 };

static eip_network_parameters parameters16(uint16_t word) {
  return (eip_network_parameters){
      .size = word & 0x01FF,
      .variable = (word >> 9 & 1) != 0,
      .priority = (uint8_t)(word >> 10 & 3),
      .type = (eip_network_type)(word >> 13 & 3),
  };
}

static eip_network_parameters parameters32(uint32_t word) {
  return (eip_network_parameters){
      .size = (uint16_t)word,
      .variable = (word >> 25 & 1) != 0,
      .priority = (uint8_t)(word >> 26 & 3),
      .type = (eip_network_type)(word >> 29 & 3),
  };
}

static eip_network_parameters read_parameters(eip_reader *data, bool large) {
  return large ? parameters32(eip_reader_u32(data)) : parameters16(eip_reader_u16(data));
}

static uint8_t read_path(eip_open_request *self, eip_reader *data) {
  size_t words = eip_reader_u8(data);
  if (data->failed) return EIP_CIP_NOT_ENOUGH_DATA;
  if (words == 0) return EIP_CIP_PATH_SIZE_INVALID;
  self->path = eip_reader_span(data, 2 * words);
  if (data->failed) return EIP_CIP_NOT_ENOUGH_DATA;
  return eip_reader_left(data) ? EIP_CIP_TOO_MUCH_DATA : EIP_CIP_SUCCESS;
}

uint8_t eip_open_request_parse(eip_open_request *self, eip_span bytes, bool large) {
  eip_reader data = eip_reader_over(bytes.bytes, bytes.length);
  *self = (eip_open_request){0};
  eip_reader_u16(&data); /* tick and ticks: for routers, we answer at once */
  eip_reader_u32(&data); /* the originator's O->T id: the target chooses it */
  self->t2o_id = eip_reader_u32(&data);
  self->triad = eip_triad_read(&data);
  self->multiplier = eip_reader_u8(&data);
  eip_reader_span(&data, RESERVED_BYTES);
  self->o2t_rpi_us = eip_reader_u32(&data);
  self->o2t = read_parameters(&data, large);
  self->t2o_rpi_us = eip_reader_u32(&data);
  self->t2o = read_parameters(&data, large);
  uint8_t class_trigger = eip_reader_u8(&data); /* its server bit says nothing for class 0 and 1 */
  self->transport_class = class_trigger & CLASS_MASK;
  self->trigger = class_trigger >> TRIGGER_SHIFT & TRIGGER_MASK;
  return read_path(self, &data);
}
