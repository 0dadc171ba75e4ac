#include "connection/trigger.h"

#include <stddef.h>

#include "connection/table.h"

/* The least keeps two datagrams of one production out of one moment, however fast the application writes. */
enum { DEFAULT_PART_OF_RPI = 4, LEAST_INHIBIT_US = 1 };

/* Due now, or when the inhibit time since the last packet is over; sooner stays sooner. */
static void hurry(eip_production *self) {
  uint64_t at_us = self->sent_us + self->terms.inhibit_us;
  uint64_t now_us = self->table->environment->now_us;
  if (at_us < now_us) at_us = now_us;
  if (at_us < self->place.at_us) eip_lanes_move(&self->table->lanes, self, at_us);
}

static eip_production *of(eip_assembly_watcher *watcher) {
  return (eip_production *)((char *)watcher - offsetof(eip_production, watcher));
}

/* Bytes that this production does not carry are no change of it. */
static void changed(eip_assembly_watcher *watcher) {
  eip_production *self = of(watcher);
  bool whole = self->packet.data_size == self->input->size;
  if (whole || eip_packet_differs(&self->packet, self->input->data)) hurry(self);
}

void eip_trigger_arm(eip_production *self) {
  if (self->terms.trigger != EIP_TRIGGER_CHANGE_OF_STATE) return;
  self->watcher.changed = changed;
  eip_assembly_watch(self->input, &self->watcher);
}

void eip_trigger_disarm(eip_production *self) {
  if (!self->watcher.changed) return;
  eip_assembly_unwatch(self->input, &self->watcher);
  self->watcher.changed = NULL;
}

void eip_trigger_fire(eip_connections *table, uint32_t input_instance) {
  for (uint32_t i = 0; i < table->productions.capacity; i++) {
    eip_production *place = &table->productions.places[i];
    if (!place->place.lane || place->terms.trigger != EIP_TRIGGER_APPLICATION) continue;
    if (place->terms.input_instance == input_instance) hurry(place);
  }
}

void eip_trigger_set_run(eip_connections *table, eip_assembly *input, bool run) {
  if (input->idle == !run) return;
  input->idle = !run;
  for (uint32_t i = 0; i < table->productions.capacity; i++) {
    eip_production *place = &table->productions.places[i];
    if (!place->place.lane || place->input != input || !eip_packet_tells_run(&place->packet)) continue;
    place->input_version = input->version - 1; /* its packet is no longer right */
    if (place->terms.trigger == EIP_TRIGGER_CHANGE_OF_STATE) hurry(place);
  }
}

uint32_t eip_trigger_inhibit(uint8_t trigger, const eip_open_path *path, uint32_t rpi_us) {
  if (trigger == EIP_TRIGGER_CYCLIC) return 0;
  if (!path->has_inhibit) return rpi_us / DEFAULT_PART_OF_RPI;
  return path->inhibit_us ? path->inhibit_us : LEAST_INHIBIT_US;
}
