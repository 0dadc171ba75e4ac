#include "connection/consume.h"

#include "base/bytes.h"
#include "base/serial.h"
#include "connection/format.h"
#include "connection/watchdog.h"
#include "encap/cpf.h"

enum {
  ADDRESS_SIZE = 8,
  ITEMS_SIZE = 18, /* item count, sequenced address item, head of the data item */
  HEADER_AT = EIP_SEQUENCE_COUNT_SIZE,
  DATA_AT = HEADER_AT + EIP_RUN_HEADER_SIZE,
  HEADER_RUN = 1
};

typedef struct {
  uint32_t id, sequence;
  eip_span data; /* connected data */
} arrival;

/* The form every scanner sends: two items and nothing behind them. */
static bool read_usual(arrival *self, eip_span bytes) {
  const uint8_t *all = bytes.bytes;
  if (bytes.length < ITEMS_SIZE) return false;
  if (eip_bytes_u16_at(all, 0) != 2 || eip_bytes_u16_at(all, 2) != EIP_ITEM_SEQUENCED_ADDRESS) return false;
  if (eip_bytes_u16_at(all, 4) != ADDRESS_SIZE || eip_bytes_u16_at(all, 14) != EIP_ITEM_CONNECTED_DATA) return false;
  if (eip_bytes_u16_at(all, 16) != bytes.length - ITEMS_SIZE) return false;
  self->id = eip_bytes_u32_at(all, 6);
  self->sequence = eip_bytes_u32_at(all, 10);
  self->data = (eip_span){&all[ITEMS_SIZE], bytes.length - ITEMS_SIZE};
  return true;
}

/* Any other form that the packet format allows. */
static bool read_general(arrival *self, eip_span bytes) {
  eip_cpf items;
  if (!eip_cpf_parse(&items, bytes)) return false;
  if (items.address_type != EIP_ITEM_SEQUENCED_ADDRESS || items.address.length != ADDRESS_SIZE) return false;
  if (items.data_type != EIP_ITEM_CONNECTED_DATA) return false;
  self->id = eip_bytes_u32_at(items.address.bytes, 0);
  self->sequence = eip_bytes_u32_at(items.address.bytes, 4);
  self->data = items.data;
  return true;
}

/* Every accepted packet's header counts, so that a change is heard although the sequence count stands still. */
static bool note_run(eip_connection *connection, bool run) {
  eip_run_state now = run ? EIP_RUN : EIP_IDLE;
  if (connection->run == now) return run;
  eip_cip *cip = connection->table->cip;
  if (run) {
    cip->io_run++;
    cip->io_idle--;
  } else if (connection->run == EIP_RUN) {
    cip->io_run--;
    cip->io_idle++;
  }
  connection->run = now;
  eip_connection_tell(connection, run ? EIP_CONNECTION_RUN : EIP_CONNECTION_IDLE);
  return run;
}

static void deliver(eip_connection *connection, bool run, eip_span data) {
  const eip_application *application = &connection->table->environment->config.application;
  if (run) eip_assembly_store(connection->output, data);
  if (!application->output_received) return;
  const eip_output_event event = {
      .connection = &connection->info,
      .instance = connection->info.output_instance,
      .data = data,
      .run = run,
      .sequence_count = connection->o2t_count,
  };
  application->output_received(application->user, &event);
}

static eip_io_verdict accept(eip_connection *connection, const arrival *packet, uint64_t now_us) {
  uint16_t count = eip_bytes_u16_at(packet->data.bytes, 0);
  bool fresh = !connection->fed || eip_serial16_newer(count, connection->o2t_count);
  connection->o2t_sequence = packet->sequence;
  eip_watchdog_feed(connection, now_us);
  bool run = note_run(connection, packet->data.bytes[HEADER_AT] & HEADER_RUN);
  if (!fresh) return EIP_IO_REPEATED;
  connection->o2t_count = count;
  deliver(connection, run, (eip_span){&packet->data.bytes[DATA_AT], packet->data.length - DATA_AT});
  return EIP_IO_NEW_DATA;
}

static eip_io_verdict judge(eip_connections *self, eip_endpoint from, eip_span bytes, uint64_t now_us, uint32_t *slot) {
  arrival packet;
  if (!read_usual(&packet, bytes) && !read_general(&packet, bytes)) return EIP_IO_MALFORMED;
  eip_connection *connection = eip_connections_by_id(self, packet.id);
  if (!connection || connection->state != EIP_CONNECTION_LIVE) return EIP_IO_UNKNOWN;
  *slot = connection->info.slot;
  if (from.address != connection->info.originator.address) return EIP_IO_FOREIGN;
  if (connection->fed && !eip_serial32_newer(packet.sequence, connection->o2t_sequence)) return EIP_IO_OLD;
  if (packet.data.length != connection->o2t_length) return EIP_IO_MALFORMED;
  return accept(connection, &packet, now_us);
}

static void count(eip_counters *counters, eip_io_verdict verdict) {
  switch (verdict) {
    case EIP_IO_NEW_DATA:
      counters->io_new_data++;
      break;
    case EIP_IO_REPEATED:
      counters->io_repeated++;
      break;
    case EIP_IO_MALFORMED:
      counters->io_malformed++;
      break;
    case EIP_IO_UNKNOWN:
      counters->io_unknown++;
      break;
    case EIP_IO_FOREIGN:
      counters->io_foreign++;
      break;
    case EIP_IO_OLD:
      counters->io_old++;
      break;
  }
}

eip_io_verdict eip_connections_consume(eip_connections *self, eip_endpoint from, eip_span bytes, uint64_t now_us,
                                       uint32_t *slot) {
  uint32_t found = UINT32_MAX;
  eip_io_verdict verdict = judge(self, from, bytes, now_us, &found);
  count(&self->environment->counters, verdict);
  if (slot) *slot = found;
  return verdict;
}
