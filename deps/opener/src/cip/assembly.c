/* The table of assemblies. */
#include "cip/assembly.h"

#include <string.h>

#include "cip/cip.h"

/* The place in the order of the least instance that is not below `instance`. */
static uint32_t place_of(const eip_cip *self, uint32_t instance) {
  uint32_t low = 0;
  uint32_t high = self->assembly_count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (self->assembly_order[middle]->instance < instance) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

eip_assembly *eip_assembly_find(eip_cip *self, uint32_t instance) {
  if (self->wanted && self->wanted->instance == instance) return self->wanted;
  uint32_t place = place_of(self, instance);
  bool there = instance != 0 && place < self->assembly_count && self->assembly_order[place]->instance == instance;
  return there ? self->assembly_order[place] : NULL;
}

bool eip_assembly_is(eip_cip *self, uint32_t instance, eip_assembly_kind kind) {
  const eip_assembly *assembly = eip_assembly_find(self, instance);
  return assembly && assembly->kind == kind;
}

uint32_t eip_assembly_next(eip_cip *self, uint32_t after) {
  if (after == UINT32_MAX) return 0;
  uint32_t place = place_of(self, after + 1);
  return place < self->assembly_count ? self->assembly_order[place]->instance : 0;
}

static bool is_valid(const eip_assembly_config *config) {
  return config->instance != 0 && config->kind <= EIP_ASSEMBLY_EXPLICIT && (config->data || config->size == 0);
}

/* Only an output or input travels in a connection. */
static bool fits(const eip_cip *self, const eip_assembly_config *config) {
  bool cyclic = config->kind == EIP_ASSEMBLY_OUTPUT || config->kind == EIP_ASSEMBLY_INPUT;
  return !cyclic || config->size <= self->environment->config.limits.max_io_data;
}

static eip_assembly *unused_place(eip_cip *self) {
  for (uint32_t i = 0; i < self->environment->config.limits.assemblies; i++) {
    if (self->assemblies[i].instance == 0) return &self->assemblies[i];
  }
  return NULL;
}

static void insert(eip_cip *self, eip_assembly *assembly) {
  uint32_t place = place_of(self, assembly->instance);
  eip_assembly **at = &self->assembly_order[place];
  memmove(at + 1, at, (self->assembly_count - place) * sizeof *at);
  *at = assembly;
  self->assembly_count++;
}

eip_status eip_cip_assembly_create(eip_cip *self, const eip_assembly_config *config) {
  if (!is_valid(config)) return EIP_ERR_CONFIG;
  if (eip_assembly_find(self, config->instance)) return EIP_ERR_EXISTS;
  eip_assembly *assembly = unused_place(self);
  if (!assembly || !fits(self, config)) return EIP_ERR_LIMIT;
  *assembly = (eip_assembly){.instance = config->instance,
                             .kind = config->kind,
                             .data = config->data,
                             .size = config->size,
                             .settable = config->settable || config->kind != EIP_ASSEMBLY_INPUT};
  insert(self, assembly);
  return EIP_OK;
}

eip_status eip_cip_assembly_remove(eip_cip *self, uint32_t instance) {
  eip_assembly *assembly = eip_assembly_find(self, instance);
  if (!assembly) return EIP_ERR_UNKNOWN;
  uint32_t place = place_of(self, instance);
  eip_assembly **at = &self->assembly_order[place];
  self->assembly_count--;
  memmove(at, at + 1, (self->assembly_count - place) * sizeof *at);
  *assembly = (eip_assembly){0};
  return EIP_OK;
}

eip_status eip_cip_assembly_write(eip_cip *self, uint32_t instance, eip_span value) {
  eip_assembly *assembly = eip_assembly_find(self, instance);
  if (!assembly) return EIP_ERR_UNKNOWN;
  if (value.length != assembly->size) return EIP_ERR_SIZE;
  eip_assembly_store(assembly, value);
  return EIP_OK;
}

eip_span eip_cip_assembly_read(eip_cip *self, uint32_t instance) {
  const eip_assembly *assembly = eip_assembly_find(self, instance);
  return assembly ? (eip_span){assembly->data, assembly->size} : (eip_span){0};
}

void eip_assembly_refresh(eip_cip *self, eip_assembly *assembly) {
  const eip_application *application = &self->environment->config.application;
  if (assembly->kind != EIP_ASSEMBLY_INPUT || !application->input_wanted) return;
  self->wanted = assembly;
  application->input_wanted(application->user, assembly->instance);
  self->wanted = NULL;
}

static void tell(eip_assembly_watcher *watcher) {
  for (; watcher; watcher = watcher->next) watcher->changed(watcher);
}

static void has_changed(eip_assembly *assembly) {
  assembly->version++;
  if (assembly->watchers) tell(assembly->watchers);
}

void eip_assembly_store(eip_assembly *assembly, eip_span value) {
  if (assembly->size == 0 || memcmp(assembly->data, value.bytes, assembly->size) == 0) return;
  memcpy(assembly->data, value.bytes, assembly->size);
  has_changed(assembly);
}

static bool all_zeros(const uint8_t *bytes, size_t length) {
  size_t zeros = 0;
  while (zeros < length && bytes[zeros] == 0) zeros++;
  return zeros == length;
}

void eip_assembly_store_first(eip_assembly *assembly, eip_span value) {
  uint8_t *rest = &assembly->data[value.length];
  size_t rest_length = assembly->size - value.length;
  bool same = value.length == 0 || memcmp(assembly->data, value.bytes, value.length) == 0;
  if (same && all_zeros(rest, rest_length)) return;
  if (value.length) memcpy(assembly->data, value.bytes, value.length);
  if (rest_length) memset(rest, 0, rest_length);
  has_changed(assembly);
}

void eip_assembly_watch(eip_assembly *assembly, eip_assembly_watcher *watcher) {
  watcher->next = assembly->watchers;
  assembly->watchers = watcher;
}

void eip_assembly_unwatch(eip_assembly *assembly, const eip_assembly_watcher *watcher) {
  eip_assembly_watcher **at = &assembly->watchers;
  while (*at != watcher) at = &(*at)->next;
  *at = watcher->next;
}

void eip_assembly_accept(eip_cip *self, eip_assembly *assembly, eip_span value, const eip_connection_info *connection) {
  const eip_application *application = &self->environment->config.application;
  eip_assembly_store(assembly, value);
  if (application->assembly_stored) {
    application->assembly_stored(application->user, assembly->instance, value, connection);
  }
}
