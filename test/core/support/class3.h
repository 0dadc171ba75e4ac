/* Class 3 connections as a scanner opens and uses them. */
#ifndef TEST_CORE_SUPPORT_CLASS3_H
#define TEST_CORE_SUPPORT_CLASS3_H

#include "support/frames.h"

/* What the usual world accepts: 500 bytes both ways, RPI 2 s, multiplier 2 (32 s). */
open_form class3_form(void);

/* Both ids of an opened connection, 0 when it was refused. */
typedef struct {
  uint32_t o2t_id, t2o_id;
} class3;

class3 class3_open(world *self, const open_form *form);
/* The n-th of them: another triad. */
class3 class3_open_another(world *self, uint16_t n);

/* SendUnitData. */
frame class3_frame(uint32_t session, uint32_t id, uint16_t sequence_count, const frame *message);

typedef struct {
  reply_form reply; /* `there`: exactly one whole SendUnitData was sent */
  uint32_t id;
  uint16_t sequence_count;
} class3_reply;

/* Reads what the world has sent. */
class3_reply class3_read(const world *self);

/* Sends a message, in hexadecimal, over the scanner's session and reads the reply. */
class3_reply class3_ask(world *self, class3 connection, uint16_t sequence_count, const char *hex);

#endif
