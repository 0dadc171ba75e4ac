/* The message router: from the bytes of a request to the class that answers it. */
#include "cip/cip.h"
#include "cip/generic.h"

enum { REPLY_BIT = 0x80, BYTES_PER_WORD = 2 };

uint8_t eip_router_read(eip_request *self, eip_span message) {
  eip_reader reader = eip_reader_over(message.bytes, message.length);
  self->path = (eip_path){0};
  self->data = (eip_span){0};
  self->service = eip_reader_u8(&reader);
  size_t path_words = eip_reader_u8(&reader);
  if (reader.failed) return EIP_CIP_NOT_ENOUGH_DATA;
  eip_span path = eip_reader_span(&reader, path_words * BYTES_PER_WORD);
  if (reader.failed) return EIP_CIP_PATH_SIZE_INVALID;
  self->data = eip_reader_span(&reader, eip_reader_left(&reader));
  return eip_path_parse(&self->path, path);
}

/* The instance that a path leads to is there; a path without one leads to the class. Connection points are for
 * connections: alone they lead nowhere here. */
static bool has_destination(const eip_class_entry *entry, const eip_path *path) {
  if (path->instance != 0) return eip_class_has_instance(entry, path->instance);
  return path->has_instance || !path->has_connection_point;
}

static eip_outcome dispatch(eip_cip *self, const eip_request *request, eip_reply *reply) {
  const eip_path *path = &request->path;
  if (!path->has_class) return eip_reply_refuse(reply, EIP_CIP_PATH_SEGMENT_ERROR); /* no symbols here */
  const eip_class_entry *entry = eip_cip_find_class(self, path->class_id);
  if (!entry || !has_destination(entry, path)) return eip_reply_refuse(reply, EIP_CIP_PATH_DESTINATION_UNKNOWN);
  return eip_generic_run(self, entry, request, reply);
}

eip_outcome eip_router_run_inside(eip_cip *self, eip_span message, eip_request *request, eip_reply *reply) {
  uint8_t status = eip_router_read(request, message);
  reply->service = request->service;
  return status ? eip_reply_refuse(reply, status) : dispatch(self, request, reply);
}

eip_outcome eip_router_run(eip_cip *self, eip_span message, eip_request *request, eip_reply *reply) {
  self->environment->counters.explicit_requests++;
  eip_outcome outcome = eip_router_run_inside(self, message, request, reply);
  if (outcome == EIP_DONE) eip_router_close_reply(self, reply);
  return outcome;
}

void eip_router_close_reply(eip_cip *self, eip_reply *reply) {
  if (reply->data.failed) eip_reply_refuse(reply, EIP_CIP_REPLY_DATA_TOO_LARGE);
  if (reply->general != EIP_CIP_SUCCESS) self->environment->counters.explicit_errors++;
}

static void write_head(eip_writer *out, const eip_reply *reply) {
  eip_writer_u8(out, reply->service | REPLY_BIT);
  eip_writer_u8(out, 0);
  eip_writer_u8(out, reply->general);
  eip_writer_u8(out, reply->extended_count);
  for (uint8_t i = 0; i < reply->extended_count; i++) eip_writer_u16(out, reply->extended[i]);
}

static void write(eip_writer *out, const eip_reply *reply) {
  write_head(out, reply);
  eip_writer_span(out, eip_writer_written(&reply->data));
}

void eip_router_write_reply(eip_writer *out, eip_reply *reply) {
  size_t start = eip_writer_length(out);
  if (!reply->data.failed) write(out, reply);
  if (!reply->data.failed && !out->failed) return;
  eip_writer_rewind(out, start);
  eip_reply_refuse(reply, EIP_CIP_REPLY_DATA_TOO_LARGE);
  write(out, reply);
}

eip_reply eip_router_inner_reply(const eip_writer *out, size_t reserved) {
  eip_reply reply = eip_reply_over(NULL, 0);
  reply.data = eip_writer_behind(out, EIP_REPLY_HEAD, reserved);
  return reply;
}

/* The data first: extended words push it further back. */
void eip_router_write_inner_reply(eip_writer *out, eip_reply *reply, size_t reserved) {
  size_t head = EIP_REPLY_HEAD + (size_t)BYTES_PER_WORD * reply->extended_count;
  eip_writer data = eip_writer_behind(out, head, reserved);
  eip_writer_span(&data, eip_writer_written(&reply->data));
  if (data.failed || reply->data.failed) {
    eip_reply_refuse(reply, EIP_CIP_REPLY_DATA_TOO_LARGE);
    data = eip_writer_behind(out, EIP_REPLY_HEAD, reserved);
  }
  write_head(out, reply);
  eip_writer_join(out, &data);
}
