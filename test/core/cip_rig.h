/* The CIP side alone: requests in hex, replies as they would stand in a 0x00B2 item, an application that
 * answers as it is told. */
#ifndef EIP_TEST_CORE_CIP_RIG_H
#define EIP_TEST_CORE_CIP_RIG_H

#include "cip/cip.h"
#include "exact.h"

enum { RIG_OUTPUT = 150, RIG_INPUT = 100, RIG_CONFIG = 151, RIG_EXPLICIT = 154, RIG_WIDE = 70000, RIG_SIZE = 4 };

typedef struct {
  eip_environment environment;
  eip_cip cip;
  void *memory;
  uint8_t values[5][RIG_SIZE]; /* of the assemblies above, in that order */

  uint8_t reply[1024]; /* of the last request, or what came later */
  size_t reply_length;
  unsigned late_replies;
  uint32_t random;

  /* the application */
  eip_answer answer;
  bool completes_inside; /* completes the token, with `completion`, before it returns `answer` */
  eip_answer completion;
  unsigned written, resets, wanted, settings_requests;
  unsigned settings_changes; /* settings that took effect */
  eip_settings requested;
  uint32_t written_instance, wanted_instance;
  uint8_t written_first, reset_type;
  const uint32_t *writes_when_wanted; /* instances that input_wanted writes, 0 ends the list; NULL: none */
  uint8_t written_when_wanted[RIG_SIZE];
  eip_token token;
} cip_rig;

/* Five assemblies of 4 bytes: output 11.., input 22.., configuration 33.., explicit 44.., and 70000 55... */
cip_rig *cip_rig_make(void);
void cip_rig_free(cip_rig *self);

/* Runs a request given in hex, in an allocation of its exact size; the reply is in `reply`, of length 0 when
 * it comes later. */
eip_outcome cip_rig_run(cip_rig *self, const char *hex);
/* The same, from another TCP connection. */
eip_outcome cip_rig_run_from(cip_rig *self, eip_peer peer, eip_span message);

/* General status of the last reply, -1 when there is none. */
int cip_rig_status(const cip_rig *self);

/* Time goes on; what is due happens. */
void cip_rig_advance(cip_rig *self, uint64_t by_us);

#endif
