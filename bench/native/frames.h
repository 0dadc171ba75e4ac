/* The explicit messages of a class 1 originator as bytes, and what comes back. Used over a socket (originator.c) and
 * straight into a stack (core_cycles.c). */
#ifndef BENCH_FRAMES_H
#define BENCH_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  FRAME_HEADER = 24, /* of the encapsulation */
  FRAME_MOST = 256   /* bytes of the longest message made here */
};

enum { TRIGGER_CYCLIC = 0x00, TRIGGER_CHANGE_OF_STATE = 0x10 };

/* One exclusive owner, class 1: 32-bit header O->T, modeless T->O, point to point, watchdog 512 x the O->T RPI, so
 * that a generator that has to wait for a processor keeps it. */
typedef struct {
  uint16_t serial;            /* with the originator's: the triad */
  uint32_t originator_serial; /* one for each source address */
  uint32_t t2o_id;            /* ours */
  uint32_t o2t_rpi_us, t2o_rpi_us;
  uint16_t output, input, config; /* instances; config 0: none */
  uint16_t data_size;             /* of both assemblies */
  uint8_t trigger;                /* change of state comes without an inhibit time */
  uint16_t io_port;               /* where T->O goes, on the address of the TCP connection */
} connection_terms;

/* Each writes a whole message to `bytes` (FRAME_MOST) and returns its length. */
size_t frame_register(uint8_t *bytes);
size_t frame_unregister(uint8_t *bytes, uint32_t session);
size_t frame_open(uint8_t *bytes, uint32_t session, const connection_terms *terms);
size_t frame_close(uint8_t *bytes, uint32_t session, const connection_terms *terms);
size_t frame_get_attribute(uint8_t *bytes, uint32_t session, uint8_t class_id, uint8_t instance, uint8_t attribute);
/* What a target answers to it. */
size_t frame_attribute_reply(uint8_t *bytes, uint32_t session, const uint8_t *value, uint8_t size);

/* Bytes behind the header that `header` announces. */
size_t frame_data_length(const uint8_t *header);
/* The session that a reply was given. */
uint32_t frame_session(const uint8_t *header);

typedef struct {
  uint8_t service; /* with 0x80 */
  uint8_t general;
  uint16_t extended; /* the first word, 0 when there is none */
  const uint8_t *data;
  size_t length;
} cip_reply;

/* The CIP reply in a whole SendRRData reply; false when it is none. Socket address items behind it are passed over. */
bool frame_read_reply(cip_reply *self, const uint8_t *bytes, size_t length);

/* What a Forward Open was granted. */
typedef struct {
  uint32_t o2t_id, o2t_api_us, t2o_api_us;
} granted_terms;

/* False when it was refused, or is not the reply of that open. */
bool frame_read_granted(granted_terms *self, const cip_reply *reply, const connection_terms *terms);

#endif
