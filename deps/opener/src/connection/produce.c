#include "connection/produce.h"

/* The latest slot up to now is the one that is sent; those before it are skipped, never caught up with. */
static uint32_t slots_missed(uint64_t due_us, uint64_t now_us, uint32_t api_us) {
  uint64_t late_us = now_us - due_us;
  if (late_us < api_us) return 0;
  uint64_t missed = late_us / api_us;
  return missed > UINT32_MAX ? UINT32_MAX : (uint32_t)missed;
}

/* Whether the assembly's new version is other data for this production, which may carry the first bytes only. */
static bool is_news(const eip_production *self, bool run) {
  if (self->packet.data_size == self->input->size || self->sequence == 0 || self->run != run) return true;
  return eip_packet_differs(&self->packet, self->input->data);
}

static void take_data(eip_production *self) {
  bool run = !self->input->idle;
  self->input_version = self->input->version;
  if (!is_news(self, run)) return;
  self->run = run;
  eip_packet_set_data(&self->packet, ++self->count, run, self->input->data);
}

/* The application may put in a newer value; only other bytes or another header move the CIP sequence count. */
static void refresh(eip_production *self) {
  eip_assembly_refresh(self->table->cip, self->input);
  if (self->input->version != self->input_version) take_data(self);
}

static void fill(eip_production *self, eip_io_datagram *datagram) {
  refresh(self);
  eip_packet_set_sequence(&self->packet, ++self->sequence);
  datagram->to = self->to;
  datagram->bytes = (eip_span){self->packet.bytes, self->packet.length};
  datagram->dscp = self->dscp;
  datagram->ttl = self->ttl;
  datagram->slot = self->slot;
}

bool eip_connections_produce(eip_connections *self, uint64_t now_us, eip_io_datagram *datagram) {
  eip_environment *environment = self->environment;
  eip_production *production = eip_lanes_due(&self->lanes, now_us);
  if (!production) return false;
  uint64_t due_us = production->place.at_us;
  uint32_t api_us = production->terms.api_us;
  datagram->skipped = slots_missed(due_us, now_us, api_us);
  datagram->deadline_us = due_us + (uint64_t)datagram->skipped * api_us;
  fill(production, datagram);
  production->sent_us = now_us;
  /* Behind the data: a change that has just been taken makes nothing due any more. */
  eip_lanes_move(&self->lanes, production, datagram->deadline_us + api_us);
  environment->counters.io_sent++;
  environment->counters.io_skipped += datagram->skipped;
  return true;
}
