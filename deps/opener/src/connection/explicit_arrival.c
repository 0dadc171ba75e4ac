#include "connection/explicit_arrival.h"

static uint32_t id_of(eip_span address) {
  eip_reader reader = eip_reader_over(address.bytes, address.length);
  return eip_reader_u32(&reader);
}

static bool read(eip_arrival *self, eip_span data) {
  eip_reader reader = eip_reader_over(data.bytes, data.length);
  self->sequence_count = eip_reader_u16(&reader);
  self->message = eip_reader_span(&reader, eip_reader_left(&reader));
  return !reader.failed;
}

/* The application may have been asked by an earlier request than the last. */
static eip_arrival_kind repeated(const eip_arrival *self) {
  const eip_explicit_connection *connection = self->connection;
  bool last = connection->fed && connection->sequence_count == self->sequence_count;
  if (last && connection->reply_length) return EIP_ARRIVAL_REPEATED;
  bool waiting = eip_pending_waits(connection->table->cip, connection->o2t_id, self->sequence_count);
  return waiting ? EIP_ARRIVAL_WAITING : EIP_ARRIVAL_NEW;
}

static void remember(const eip_arrival *self) {
  self->connection->sequence_count = self->sequence_count;
  self->connection->reply_length = 0;
}

eip_arrival_kind eip_arrival_judge(eip_arrival *self, eip_explicit_connections *table, const eip_encap_origin *origin,
                                   const eip_cpf *items) {
  self->connection = eip_explicit_connection_by_id(table, id_of(items->address));
  bool own = self->connection && self->connection->peer == origin->peer;
  if (!own || !read(self, items->data)) return EIP_ARRIVAL_STRAY;
  eip_arrival_kind kind = repeated(self);
  eip_explicit_connection_feed(self->connection);
  if (kind != EIP_ARRIVAL_NEW) return kind;
  remember(self);
  return items->data.length > self->connection->open.o2t.size ? EIP_ARRIVAL_TOO_LONG : EIP_ARRIVAL_NEW;
}
