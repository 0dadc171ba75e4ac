#include "connection/multicast.h"

#include "cip/multicast.h"
#include "connection/terms.h"

eip_refusal eip_open_check_subnet(eip_opening *opening) {
  const eip_config *config = &opening->table->environment->config;
  if (!eip_opening_is_multicast(opening) || config->settings.multicast_ttl > 1) return eip_open_passes();
  uint32_t apart = config->interface.address ^ opening->request->origin.remote.address;
  bool outside = (apart & config->interface.mask) != 0;
  return outside ? eip_refusal_failure(EIP_CONN_MULTICAST_SUBNET) : eip_open_passes();
}

/* The places of the pool that are in use for a group. */
static bool is_to_group(const eip_production *production) { return production->first && production->multicast; }

static eip_production *running(const eip_connections *table, uint32_t input_instance) {
  for (uint32_t i = 0; i < table->productions.capacity; i++) {
    eip_production *place = &table->productions.places[i];
    if (is_to_group(place) && place->terms.input_instance == input_instance) return place;
  }
  return NULL;
}

eip_refusal eip_open_check_shared(eip_opening *opening) {
  if (!eip_opening_is_multicast(opening)) return eip_open_passes();
  opening->shared = running(opening->table, opening->point->input_instance);
  if (!opening->shared) return eip_open_passes();
  eip_production_terms wanted = eip_terms_of(opening);
  return eip_terms_compare(&wanted, &opening->shared->terms, opening->open.o2t_rpi_us);
}

static bool is_taken(const eip_connections *table, uint32_t group) {
  for (uint32_t i = 0; i < table->productions.capacity; i++) {
    const eip_production *place = &table->productions.places[i];
    if (is_to_group(place) && place->to.address == group) return true;
  }
  return false;
}

uint32_t eip_multicast_free_group(const eip_connections *table) {
  eip_multicast_addresses ours = eip_multicast_addresses_of(&table->environment->config);
  for (uint32_t group = ours.first; group < ours.first + ours.count; group++) {
    if (!is_taken(table, group)) return group;
  }
  return 0;
}
