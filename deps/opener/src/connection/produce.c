#include "connection/produce.h"

#include "connection/packet.h"

/* The latest slot up to now is the one that is sent; those before it are skipped, never caught up with. */
static uint32_t slots_missed(uint64_t due_us, uint64_t now_us, uint32_t api_us) {
  uint64_t late_us = now_us - due_us;
  if (late_us < api_us) return 0;
  uint64_t missed = late_us / api_us;
  return missed > UINT32_MAX ? UINT32_MAX : (uint32_t)missed;
}

/* The application may put in a newer value; only other bytes move the CIP sequence count. */
static void refresh(eip_connection *connection) {
  eip_assembly *input = connection->input;
  eip_assembly_refresh(connection->table->cip, input);
  if (input->version == connection->input_version) return;
  connection->input_version = input->version;
  connection->t2o_count++;
  eip_packet_set_data(connection->packet, connection->t2o_count, (eip_span){input->data, input->size});
}

static void fill(eip_connection *connection, eip_io_datagram *datagram) {
  refresh(connection);
  eip_packet_set_sequence(connection->packet, ++connection->t2o_sequence);
  datagram->to = connection->info.originator;
  datagram->bytes = (eip_span){connection->packet, connection->packet_length};
  datagram->dscp = connection->dscp;
  datagram->slot = connection->info.slot;
}

bool eip_connections_produce(eip_connections *self, uint64_t now_us, eip_io_datagram *datagram) {
  eip_environment *environment = self->environment;
  eip_connection *connection = eip_lanes_due(&self->lanes, now_us);
  if (!connection) return false;
  uint64_t due_us = connection->production.at_us;
  uint32_t api_us = connection->info.t2o_api_us;
  datagram->skipped = slots_missed(due_us, now_us, api_us);
  datagram->deadline_us = due_us + (uint64_t)datagram->skipped * api_us;
  eip_lanes_move(&self->lanes, connection, datagram->deadline_us + api_us);
  fill(connection, datagram);
  environment->counters.io_sent++;
  environment->counters.io_skipped += datagram->skipped;
  return true;
}
