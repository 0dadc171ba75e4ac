#include "cip/service_packet.h"

#include "cip/cip.h"

enum { COUNT_BYTES = 2, OFFSET_BYTES = 2, LEAST_REPLY = 4 };

/* ---- the form of a packet ---- */

static uint16_t count_of(const eip_service_packet *self) {
  eip_reader reader = eip_reader_over(self->data.bytes, self->data.length);
  return eip_reader_u16(&reader);
}

/* Where a request begins; the end of the data behind the last one. */
static size_t offset_of(const eip_service_packet *self, size_t index) {
  if (index >= count_of(self)) return self->data.length;
  eip_reader reader = eip_reader_over(self->data.bytes, self->data.length);
  eip_reader_span(&reader, COUNT_BYTES + index * OFFSET_BYTES);
  return eip_reader_u16(&reader);
}

static eip_span message_of(const eip_service_packet *self) {
  size_t start = offset_of(self, self->at);
  eip_reader reader = eip_reader_over(self->data.bytes, self->data.length);
  eip_reader_span(&reader, start);
  return eip_reader_span(&reader, offset_of(self, (size_t)self->at + 1) - start);
}

/* Offsets count from the first byte of the data, and each request ends where the next one begins. */
static bool offsets_inside(const eip_service_packet *self, uint16_t count) {
  size_t least = COUNT_BYTES + (size_t)count * OFFSET_BYTES;
  for (uint16_t i = 0; i < count; i++) {
    size_t offset = offset_of(self, i);
    if (offset < least || offset >= self->data.length) return false;
    least = offset;
  }
  return true;
}

/* The count is held against the real length before anything is read; a CIP status. */
static uint8_t check_form(const eip_service_packet *self) {
  if (self->data.length < COUNT_BYTES) return EIP_CIP_NOT_ENOUGH_DATA;
  uint16_t count = count_of(self);
  if (count == 0 && self->data.length > COUNT_BYTES) return EIP_CIP_TOO_MUCH_DATA;
  if (self->data.length - COUNT_BYTES < (size_t)count * OFFSET_BYTES) return EIP_CIP_NOT_ENOUGH_DATA;
  return offsets_inside(self, count) ? EIP_CIP_SUCCESS : EIP_CIP_NOT_ENOUGH_DATA;
}

/* Each request must get a reply, were it only that its reply is too large: checked before any of them is run. */
static uint8_t check(const eip_service_packet *self) {
  if (self->outer && self->outer->outer) return EIP_CIP_SERVICE_NOT_SUPPORTED;
  uint8_t status = check_form(self);
  if (status) return status;
  size_t least = COUNT_BYTES + (size_t)count_of(self) * (OFFSET_BYTES + LEAST_REPLY);
  return eip_writer_left(&self->reply->data) < least ? EIP_CIP_REPLY_DATA_TOO_LARGE : EIP_CIP_SUCCESS;
}

/* ---- replies ---- */

static void begin_reply(const eip_service_packet *self) {
  uint16_t count = count_of(self);
  eip_writer_u16(&self->reply->data, count);
  eip_writer_zeros(&self->reply->data, (size_t)count * OFFSET_BYTES);
}

/* Bytes for the replies behind the one under way. */
static size_t reserved(const eip_service_packet *self) { return (size_t)(count_of(self) - self->at - 1) * LEAST_REPLY; }

static eip_reply reply_of(const eip_service_packet *self) {
  return eip_router_inner_reply(&self->reply->data, reserved(self));
}

eip_reply eip_service_packet_reply(const eip_service_packet *self, const eip_request *request) {
  eip_reply reply = reply_of(self);
  reply.service = request->service;
  return reply;
}

static void add_reply(eip_service_packet *self, eip_reply *reply) {
  eip_writer *out = &self->reply->data;
  size_t place = COUNT_BYTES + (size_t)self->at * OFFSET_BYTES;
  eip_writer_patch_u16(out, place, (uint16_t)eip_writer_length(out));
  eip_router_write_inner_reply(out, reply, reserved(self));
  if (reply->general != EIP_CIP_SUCCESS) self->reply->general = EIP_CIP_EMBEDDED_SERVICE_ERROR;
  self->at++;
}

/* ---- running ---- */

static eip_outcome run_one(eip_cip *cip, eip_service_packet *self, const eip_request *bearer) {
  eip_request request = {.origin = bearer->origin,
                         .reply_room = bearer->reply_room,
                         .connection = bearer->connection,
                         .sequence_count = bearer->sequence_count,
                         .packet = self};
  eip_reply reply = reply_of(self);
  eip_outcome outcome = eip_router_run(cip, message_of(self), &request, &reply);
  if (outcome == EIP_DONE) add_reply(self, &reply);
  return outcome;
}

static eip_outcome run_rest(eip_cip *cip, eip_service_packet *self, const eip_request *bearer) {
  uint16_t count = count_of(self);
  while (self->at < count) {
    if (run_one(cip, self, bearer) == EIP_LATER) return EIP_LATER;
  }
  return EIP_DONE;
}

eip_outcome eip_service_packet_run(eip_cip *cip, const eip_request *request, eip_reply *reply) {
  eip_service_packet self = {.outer = request->packet, .data = request->data, .reply = reply};
  if (self.outer) self.answer_by_us = self.outer->answer_by_us;
  uint8_t status = check(&self);
  if (status) return eip_reply_refuse(reply, status);
  begin_reply(&self);
  return run_rest(cip, &self, request);
}

eip_reply *eip_service_packet_resume(eip_cip *cip, eip_service_packet *self, const eip_request *request,
                                     eip_reply *reply) {
  for (eip_service_packet *packet = self; packet; packet = packet->outer) {
    add_reply(packet, reply);
    if (run_rest(cip, packet, request) == EIP_LATER) return NULL;
    reply = packet->reply;
    eip_router_close_reply(cip, reply);
  }
  return reply;
}

/* ---- waiting ---- */

/* What an earlier call has answered of `packet`, in memory that stays. */
static void keep_reply(eip_service_packet *self, const eip_service_packet *packet, eip_writer room) {
  eip_reply *reply = self->reply;
  *reply = *packet->reply;
  reply->data = room;
  eip_writer_span(&reply->data, eip_writer_written(&packet->reply->data));
}

static size_t capacity_of(const eip_service_packet *packet) {
  const eip_writer *data = &packet->reply->data;
  return eip_writer_length(data) + eip_writer_left(data);
}

/* Requests are read again out of the copy of the outermost packet, so that all of them point into it. */
void eip_service_packet_keep(eip_kept_service_packet *self, eip_request *request, eip_writer *bytes, void *room) {
  const eip_service_packet *inner = request->packet;
  const eip_service_packet *outer = inner->outer ? inner->outer : inner;
  eip_service_packet *kept = self->packets;
  kept[0] =
      (eip_service_packet){.data = eip_writer_keep(bytes, outer->data), .at = outer->at, .reply = &self->replies[0]};
  keep_reply(&kept[0], outer, eip_writer_over(room, capacity_of(outer)));
  eip_router_read(request, message_of(&kept[0]));
  request->packet = &kept[0];
  if (!inner->outer) return;
  kept[1] = (eip_service_packet){.outer = &kept[0], .data = request->data, .at = inner->at, .reply = &self->replies[1]};
  keep_reply(&kept[1], inner, reply_of(&kept[0]).data);
  eip_router_read(request, message_of(&kept[1]));
  request->packet = &kept[1];
}

void eip_service_packet_set_time(eip_service_packet *self, uint64_t answer_by_us) {
  for (eip_service_packet *packet = self; packet; packet = packet->outer) packet->answer_by_us = answer_by_us;
}
