/* The callbacks of the application: what OpENer calls with global functions, here with a user pointer.
 *
 * Every callback may be NULL. All come from inside a call into the stack, on the same thread. Spans
 * are valid during the callback. A callback may call eip_assembly_write and eip_request_complete,
 * nothing else of the stack. */
#ifndef OPENER_APPLICATION_H
#define OPENER_APPLICATION_H

#include "opener/network.h"
#include "opener/types.h"

/* Why a connection came or went. */
typedef enum {
  EIP_CONNECTION_OPENED,
  EIP_CONNECTION_CLOSED,    /* by Forward Close */
  EIP_CONNECTION_TIMED_OUT, /* its watchdog ran out */
  EIP_CONNECTION_ABORTED,   /* by us: not ready, assembly removed, stack shut down */
  EIP_CONNECTION_ORPHANED,  /* listen only: the last other connection on its T->O point has ended */
  EIP_CONNECTION_RUN,       /* the originator's run/idle header: idle -> run (or the first header says run) */
  EIP_CONNECTION_IDLE       /* run -> idle (or the first header says idle) */
} eip_connection_change;

typedef enum { EIP_POINT_EXCLUSIVE_OWNER, EIP_POINT_INPUT_ONLY, EIP_POINT_LISTEN_ONLY } eip_point_type;

/* What makes T->O data leave. */
typedef enum { EIP_TRIGGER_CYCLIC, EIP_TRIGGER_CHANGE_OF_STATE, EIP_TRIGGER_APPLICATION } eip_trigger;

/* One I/O connection, as told with every event about it. */
typedef struct {
  /* 0 .. limits.io_connections - 1: index for the application's own table; UINT32_MAX: configuration data that came
   * without a connection (docs/protocol.md, "Null Forward Open") */
  uint32_t slot;
  eip_point_type type;
  uint32_t output_instance, input_instance, config_instance; /* 0 = none */
  uint16_t connection_serial, originator_vendor;             /* with originator_serial: the triad */
  uint32_t originator_serial;
  eip_endpoint originator; /* where T->O goes */
  uint32_t o2t_id, t2o_id; /* connection ids */
  uint32_t o2t_api_us, t2o_api_us;
  uint16_t o2t_size, t2o_size; /* application bytes, without sequence count and header */
  uint32_t timeout_us;         /* the watchdog's time */
  uint8_t transport_class;     /* 0 or 1 */
  uint8_t trigger;             /* eip_trigger */
  bool multicast;              /* T->O goes to a group: `originator` is who asked, not where it goes */
} eip_connection_info;

/* What a peer wants to do that not everybody may do. */
typedef enum {
  EIP_ACCESS_OPEN_IO, /* a Forward Open of an I/O connection, or a Null Forward Open */
  EIP_ACCESS_WRITE    /* an explicit request that changes something (docs/protocol.md, "Who may do what") */
} eip_access;

/* New O->T data (the CIP sequence count moved). */
typedef struct {
  const eip_connection_info *connection;
  uint32_t instance; /* the output assembly */
  eip_span data;     /* empty when idle came without data */
  bool run;          /* false: the originator says idle; the assembly object keeps its last run data */
  uint16_t sequence_count;
} eip_output_event;

typedef struct {
  void *user;

  /* O->T data arrived; the assembly object holds it already when `run`. */
  void (*output_received)(void *user, const eip_output_event *event);

  /* T->O is about to be produced, or attribute 3 read: the moment to eip_assembly_write a newer value. */
  void (*input_wanted)(void *user, uint32_t instance);

  /* Configuration data of a Forward Open. Refused: the open is refused with the answer's status
   * (0/0 in a refusal becomes 01/0129). May be pending. */
  eip_answer (*configuration_received)(void *user, const eip_connection_info *candidate, eip_span data,
                                       eip_token token);

  /* Set_Attribute_Single on attribute 3 of an assembly. Stored only when accepted. May be pending. */
  eip_answer (*assembly_written)(void *user, uint32_t instance, eip_span data, eip_token token);

  /* Configuration data, or a Set, was accepted and is what the assembly holds now. `connection` brought it, NULL when
   * an explicit message did. Comes before EIP_CONNECTION_OPENED. */
  void (*assembly_stored)(void *user, uint32_t instance, eip_span data, const eip_connection_info *connection);

  /* A connection came, went, or its run/idle changed. */
  void (*connection_changed)(void *user, eip_connection_change change, const eip_connection_info *connection);

  /* Set_Attribute_Single on a QoS or TCP/IP attribute, only when config.allow_settings: `settings` are all of them, as
   * they would be. They take effect when accepted, so accept what is kept safely. May be pending; then an answer
   * counts also when it comes after the reply's time is over (0x02), and no other Set is taken before it. NULL:
   * accepted. */
  eip_answer (*settings_requested)(void *user, const eip_settings *settings, eip_token token);

  /* Whether the peer at this address may. False: refused with 0x0F, and nothing else is asked. NULL: everybody may
   * everything. */
  bool (*permitted)(void *user, eip_access access, eip_endpoint from);

  /* Identity Reset of type 0 or 1, only when config.allow_reset. Accepted: the reply leaves first. */
  eip_answer (*reset_requested)(void *user, uint8_t type, eip_token token);

  /* Whoever waits for the answer to this token has gone: its TCP connection or its class 3 connection has ended. The
   * token answers nothing any more, but for that of settings (see there). Not told when its time is over, nor when the
   * stack is shut down. Calls nothing of the stack. */
  void (*request_abandoned)(void *user, eip_token token);
} eip_application;

#endif
