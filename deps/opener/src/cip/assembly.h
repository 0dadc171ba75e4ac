/* Assembly object (class 0x04): instances over the caller's memory, found by instance number. */
#ifndef EIP_CIP_ASSEMBLY_H
#define EIP_CIP_ASSEMBLY_H

#include "cip/object.h"
#include "opener/assembly.h"

/* Someone who is to know at once that the bytes have changed. Its owner takes it out before either goes. */
typedef struct eip_assembly_watcher eip_assembly_watcher;
struct eip_assembly_watcher {
  void (*changed)(eip_assembly_watcher *self);
  eip_assembly_watcher *next;
};

/* One assembly. Its address is stable while it exists. */
typedef struct {
  uint32_t instance; /* 0 = unused place */
  eip_assembly_kind kind;
  uint8_t *data; /* the application's memory */
  uint16_t size;
  bool settable;
  bool idle;            /* an input whose T->O headers are to say so (eip_input_set_run) */
  bool withdrawn;       /* no connection may be opened over it (eip_assembly_set_ready) */
  uint32_t version;     /* moves whenever the bytes change */
  uint32_t connections; /* live connections with it as O->T or configuration point: Set is answered 0x0C */
  eip_assembly_watcher *watchers;
} eip_assembly;

typedef struct eip_cip eip_cip;

extern const eip_class eip_assembly_class; /* object: eip_cip */

/* NULL when there is none. */
eip_assembly *eip_assembly_find(eip_cip *self, uint32_t instance);

/* Whether there is one of this kind. */
bool eip_assembly_is(eip_cip *self, uint32_t instance, eip_assembly_kind kind);

/* Asks the application for a newer value (input_wanted); call before the bytes of an input are read. */
void eip_assembly_refresh(eip_cip *self, eip_assembly *assembly);

/* The least instance above `after`, 0 when there is none. */
uint32_t eip_assembly_next(eip_cip *self, uint32_t after);

/* What eip_assembly_create, _remove, _write and _read (opener/assembly.h) do here. Connections over a
 * removed one have ended before. */
eip_status eip_cip_assembly_create(eip_cip *self, const eip_assembly_config *config);
eip_status eip_cip_assembly_remove(eip_cip *self, uint32_t instance);
eip_status eip_cip_assembly_write(eip_cip *self, uint32_t instance, eip_span value);
eip_span eip_cip_assembly_read(eip_cip *self, uint32_t instance);

/* Replaces all bytes; only when they differ `version` moves and the watchers hear it. The length must be the
 * assembly's. */
void eip_assembly_store(eip_assembly *assembly, eip_span value);
/* The same with a value that may be shorter: zeros behind it. */
void eip_assembly_store_first(eip_assembly *assembly, eip_span value);

void eip_assembly_watch(eip_assembly *assembly, eip_assembly_watcher *watcher);
void eip_assembly_unwatch(eip_assembly *assembly, const eip_assembly_watcher *watcher);

/* The same for a value of the wire that was accepted, and tells the application (assembly_stored). `connection`: NULL
 * when it came by an explicit message. */
void eip_assembly_accept(eip_cip *self, eip_assembly *assembly, eip_span value, const eip_connection_info *connection);

#endif
