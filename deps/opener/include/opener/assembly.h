/* Assembly objects (class 0x04) and the connection points over them. */
#ifndef OPENER_ASSEMBLY_H
#define OPENER_ASSEMBLY_H

#include "opener/application.h"
#include "opener/stack.h"

typedef enum {
  EIP_ASSEMBLY_OUTPUT,  /* O->T: the originator writes it */
  EIP_ASSEMBLY_INPUT,   /* T->O: we produce it */
  EIP_ASSEMBLY_CONFIG,  /* configuration data of a Forward Open */
  EIP_ASSEMBLY_EXPLICIT /* only for explicit messages */
} eip_assembly_kind;

typedef struct {
  uint32_t instance; /* 1-0xFFFFFFFF */
  eip_assembly_kind kind;
  /* `size` bytes, the caller's memory, the stack's alone to touch until the assembly is removed or the
   * stack shut down. Its content is the first value. */
  uint8_t *data;
  uint16_t size;
  bool settable; /* Set_Attribute_Single on an input assembly; the other kinds always are */
} eip_assembly_config;

/* EIP_ERR_EXISTS, EIP_ERR_LIMIT (assemblies, or larger than max_io_data), EIP_ERR_CONFIG (instance 0). */
eip_status eip_assembly_create(eip_stack *self, const eip_assembly_config *config);

/* Ends the connections over it (EIP_CONNECTION_ABORTED) and undeclares its points. What waits for the application's
 * answer is refused now: a Set of it with 0x05, a Forward Open over it with 0x02. EIP_ERR_UNKNOWN. */
eip_status eip_assembly_remove(eip_stack *self, uint32_t instance);

/* Replaces the whole value. When the bytes differ, the CIP sequence count of its connections moves with their next
 * packet, and those that were opened with EIP_TRIGGER_CHANGE_OF_STATE are due now, or when their inhibit time is over:
 * eip_stack_next_deadline tells. EIP_ERR_UNKNOWN, EIP_ERR_SIZE (nothing changed). */
eip_status eip_assembly_write(eip_stack *self, uint32_t instance, eip_span value);

/* Not ready: the connections over it end now (EIP_CONNECTION_ABORTED), and new opens that name it get 0x02. An assembly
 * starts ready. For what an application does not stand by any more; explicit messages still reach it. EIP_ERR_UNKNOWN.
 */
eip_status eip_assembly_set_ready(eip_stack *self, uint32_t instance, bool ready);

/* What the T->O headers of this input say from now on: run (also at first) or idle; with EIP_FORMAT_ZERO_LENGTH idle is
 * sent as no data, other formats tell neither. A change counts like one of the bytes. EIP_ERR_UNKNOWN: no such input
 * assembly. */
eip_status eip_input_set_run(eip_stack *self, uint32_t input_instance, bool run);

/* The value now; empty when there is no such assembly. Valid until the next call into the stack. */
eip_span eip_assembly_read(eip_stack *self, uint32_t instance);

/* Real-time formats (docs/protocol.md, "Real-time formats"). */
typedef enum {
  EIP_FORMAT_MODELESS,
  EIP_FORMAT_HEADER_32BIT,
  EIP_FORMAT_ZERO_LENGTH,
  EIP_FORMAT_HEARTBEAT
} eip_realtime_format;

/* Which instances open together, and as what. Data needs an assembly of the direction's kind; where none travels the
 * instance may be any number, but 0, without an assembly: O->T of input only and listen only (they send a heartbeat,
 * zero length or a header without data), and either direction with EIP_FORMAT_HEARTBEAT. */
typedef struct {
  eip_point_type type;
  uint32_t output_instance, input_instance, config_instance; /* config 0 = none */
  eip_realtime_format o2t_format, t2o_format;                /* usual: EIP_FORMAT_HEADER_32BIT, EIP_FORMAT_MODELESS */
  uint32_t connections; /* limit for this point, 0 = limits.io_connections (exclusive owner: always 1) */
  /* With a range a Forward Open may name any size from the least up to the assembly's (bytes of data), and variable
   * data may be shorter than what it named; without one the size is the assembly's. */
  bool o2t_ranged, t2o_ranged;
  uint16_t o2t_least, t2o_least;
} eip_connection_point;

/* EIP_ERR_EXISTS (same output and input), EIP_ERR_UNKNOWN (no such assembly, or of the wrong kind), EIP_ERR_LIMIT,
 * EIP_ERR_CONFIG (instance 0; a type or format that is not defined; a point without data that is modeless or over an
 * assembly with bytes; a least size above the assembly's). */
eip_status eip_connection_point_declare(eip_stack *self, const eip_connection_point *point);

/* Ends the connections of this pair (EIP_CONNECTION_ABORTED), refuses those that wait for the application's answer
 * (0x02), and forgets the point. EIP_ERR_UNKNOWN: the pair is not declared. */
eip_status eip_connection_point_remove(eip_stack *self, uint32_t output_instance, uint32_t input_instance);

#endif
