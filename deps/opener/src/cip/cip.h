/* The CIP side of one stack: classes in a table, the message router, pending requests, assemblies. */
#ifndef EIP_CIP_CIP_H
#define EIP_CIP_CIP_H

#include "base/arena.h"
#include "base/environment.h"
#include "base/slots.h"
#include "cip/application_class.h"
#include "cip/assembly.h"
#include "cip/cleared_counters.h"
#include "cip/pending.h"

typedef struct eip_pending eip_pending; /* cip/pending.c */

struct eip_cip {
  eip_environment *environment;
  eip_class_entry *classes; /* ascending by id */
  uint32_t class_count;
  eip_application_class *application_classes; /* limits.classes places */
  eip_assembly *assemblies;
  eip_assembly **assembly_order; /* the live ones, ascending by instance */
  uint32_t assembly_count;
  eip_assembly *wanted; /* the input that the application is asked for now: found without a search */
  eip_pending *pending;
  eip_slots pending_slots;
  uint16_t device_status;                      /* Identity attribute 5: what is the application's */
  uint32_t owners, timed_out, io_run, io_idle; /* kept by the connection layer, for Identity attribute 5 */
  /* Set by explicit messages (cip/settings.c): what was asked for, while the application thinks about it. */
  eip_settings settings_candidate;
  eip_token settings_token;     /* 0 = nothing is asked for */
  eip_cleared_counters cleared; /* Ethernet Link */
  /* Other settings are in effect: set by the stack, called with reply_user. */
  void (*settings_changed)(void *user);
  /* Sends the reply of a pending request: set by the stack, which knows the encapsulation. */
  void *reply_user;
  void (*send_reply)(void *user, const eip_request *request, eip_reply *reply);
};

/* Takes its tables out of the arena and registers the classes of this layer; with an arena that measures,
 * takes only. Schedules at most limits.pending_requests timers. `send_reply` and
 * `settings_changed` are the caller's to set. */
void eip_cip_init(eip_cip *self, eip_environment *environment, eip_arena *arena);

/* The table is constant and outlives the stack, or is removed before it goes. EIP_ERR_EXISTS, EIP_ERR_LIMIT. */
eip_status eip_cip_add_class(eip_cip *self, const eip_class *class, void *object);
void eip_cip_remove_class(eip_cip *self, uint32_t id);
/* NULL when there is none. */
const eip_class_entry *eip_cip_find_class(const eip_cip *self, uint32_t id);

/* Service, path and data of a message, into a request whose other fields stay as they are. A CIP status. */
uint8_t eip_router_read(eip_request *self, eip_span message);

/* The message router: parses service, path and data of `message` and runs it. `request` is filled in
 * (origin is the caller's, set before). Always leaves a reply, or EIP_LATER. */
eip_outcome eip_router_run(eip_cip *self, eip_span message, eip_request *request, eip_reply *reply);

/* The same for a message inside the one whose handler calls this: its reply is the reply of that, which is complete
 * when the handler returns what this does. */
eip_outcome eip_router_run_inside(eip_cip *self, eip_span message, eip_request *request, eip_reply *reply);

/* What is left to do for a reply that a handler completed, now or later: 0x11 when the data did not fit, and counting.
 */
void eip_router_close_reply(eip_cip *self, eip_reply *reply);

/* A reply inside another one: its data goes behind `out`, with room for its head in front, and `reserved` bytes at the
 * end stay free. Then, when it is complete, head and data into `out`; 0x11 when they do not fit. */
eip_reply eip_router_inner_reply(const eip_writer *out, size_t reserved);
void eip_router_write_inner_reply(eip_writer *out, eip_reply *reply, size_t reserved);

/* Whether who sent this request may change anything; else the request is answered with 0x0F. */
bool eip_cip_may_write(const eip_cip *self, const eip_request *request);

/* Service | 0x80, status words and data of a reply into `out`; 0x11 when the data does not fit. */
void eip_router_write_reply(eip_writer *out, eip_reply *reply);

#endif
