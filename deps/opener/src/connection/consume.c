#include "connection/consume.h"

#include "base/bytes.h"
#include "base/serial.h"
#include "connection/format.h"
#include "connection/watchdog.h"
#include "encap/cpf.h"

enum {
  ADDRESS_SIZE = 8,
  ITEMS_SIZE = 18, /* item count, sequenced address item, head of the data item */
  CONNECTED_ADDRESS_SIZE = 4
};

typedef struct {
  uint32_t id, sequence;
  bool sequenced; /* false: it came with a connected address, which has no sequence */
  eip_span data;  /* connected data */
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
  self->sequenced = true;
  self->data = (eip_span){&all[ITEMS_SIZE], bytes.length - ITEMS_SIZE};
  return true;
}

static bool read_address(arrival *self, uint16_t type, eip_span address) {
  self->sequenced = type == EIP_ITEM_SEQUENCED_ADDRESS;
  if (!self->sequenced && type != EIP_ITEM_CONNECTED_ADDRESS) return false;
  if (address.length != (self->sequenced ? ADDRESS_SIZE : CONNECTED_ADDRESS_SIZE)) return false;
  self->id = eip_bytes_u32_at(address.bytes, 0);
  self->sequence = self->sequenced ? eip_bytes_u32_at(address.bytes, 4) : 0;
  return true;
}

/* Any other form that the packet format allows. */
static bool read_general(arrival *self, eip_span bytes) {
  eip_cpf items;
  if (!eip_cpf_parse(&items, bytes) || items.data_type != EIP_ITEM_CONNECTED_DATA) return false;
  self->data = items.data;
  return read_address(self, items.address_type, items.address);
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

/* What came may be shorter than the assembly, which then holds zeros behind it. */
static void store(eip_assembly *output, eip_span data) {
  if (data.length == output->size) {
    eip_assembly_store(output, data);
  } else {
    eip_assembly_store_first(output, data);
  }
}

static void deliver(eip_connection *connection, bool run, eip_span data) {
  const eip_application *application = &connection->table->environment->config.application;
  if (run) store(connection->output, data);
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

/* Run or idle, as the format says it: in the header, or by sending data at all. Else what comes counts. */
static bool says_run(const eip_connection *connection, eip_span all) {
  if (connection->o2t_format == EIP_FORMAT_HEADER_32BIT) {
    return (all.bytes[connection->o2t_head - EIP_RUN_HEADER_SIZE] & EIP_RUN_HEADER_RUN) != 0;
  }
  return connection->o2t_format == EIP_FORMAT_MODELESS || all.length > connection->o2t_head;
}

/* Whether the CIP sequence count tells of new data. Class 0 has none: every packet counts. */
static bool is_fresh(eip_connection *connection, eip_span all) {
  if (connection->transport_class == 0) return true;
  uint16_t count = eip_bytes_u16_at(all.bytes, 0);
  if (connection->fed && !eip_serial16_newer(count, connection->o2t_count)) return false;
  connection->o2t_count = count;
  return true;
}

/* A header that changed makes a packet new although its sequence count stands still: what it carries counts from here
 * on, or no more. */
static eip_io_verdict accept(eip_connection *connection, eip_span all, uint64_t now_us) {
  bool fresh = is_fresh(connection, all);
  eip_run_state before = connection->run;
  eip_watchdog_feed(connection, now_us);
  bool run = !connection->beats && note_run(connection, says_run(connection, all));
  if (!fresh && connection->run == before) return EIP_IO_REPEATED;
  size_t head = connection->o2t_head;
  if (connection->output) deliver(connection, run, (eip_span){&all.bytes[head], all.length - head});
  return EIP_IO_NEW_DATA;
}

/* Only a range makes room for less than was asked for; a zero-length format says idle with nothing. */
static bool fits(const eip_connection *connection, size_t length) {
  if (length == connection->o2t_length) return true;
  if (connection->o2t_format == EIP_FORMAT_ZERO_LENGTH && length == connection->o2t_head) return true;
  return length < connection->o2t_length && length >= connection->o2t_least;
}

/* A connected address, taken for class 0 alone, has no sequence that would tell an old packet. */
static eip_io_verdict judge_sequence(const eip_connection *connection, const arrival *packet) {
  if (!packet->sequenced) return connection->transport_class == 0 ? EIP_IO_NEW_DATA : EIP_IO_MALFORMED;
  bool newer = !connection->sequenced || eip_serial32_newer(packet->sequence, connection->o2t_sequence);
  return newer ? EIP_IO_NEW_DATA : EIP_IO_OLD;
}

static void keep_sequence(eip_connection *connection, const arrival *packet) {
  if (!packet->sequenced) return;
  connection->sequenced = true;
  connection->o2t_sequence = packet->sequence;
}

static eip_io_verdict judge(eip_connections *self, eip_endpoint from, eip_span bytes, uint64_t now_us, uint32_t *slot) {
  arrival packet;
  if (!read_usual(&packet, bytes) && !read_general(&packet, bytes)) return EIP_IO_MALFORMED;
  eip_connection *connection = eip_connections_by_id(self, packet.id);
  if (!connection || connection->state != EIP_CONNECTION_LIVE) return EIP_IO_UNKNOWN;
  *slot = connection->info.slot;
  if (from.address != connection->info.originator.address) return EIP_IO_FOREIGN;
  eip_io_verdict verdict = judge_sequence(connection, &packet);
  if (verdict != EIP_IO_NEW_DATA) return verdict;
  if (!fits(connection, packet.data.length)) return EIP_IO_MALFORMED;
  keep_sequence(connection, &packet);
  return accept(connection, packet.data, now_us);
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
