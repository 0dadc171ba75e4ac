/* Tables of explicit requests with the whole reply: a CIP message in, a CIP message out, both in hex. */
#ifndef EIP_TEST_CORE_CIP_TABLE_H
#define EIP_TEST_CORE_CIP_TABLE_H

#include "cip_rig.h"
#include "tap.h"

typedef struct {
  const char *rule;
  const char *request;
  const char *reply;
} explicit_case;

static inline void run_cases(cip_rig *rig, const explicit_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    cip_rig_run(rig, cases[i].request);
    exact wanted = exact_hex(cases[i].reply);
    tap_bytes(rig->reply, rig->reply_length, wanted.bytes, wanted.length, "%s", cases[i].rule);
    exact_free(&wanted);
  }
}

/* Every prefix of every request is run in an allocation of its size; holds when each gets a reply. */
static inline void run_prefixes(cip_rig *rig, const explicit_case *cases, size_t count) {
  bool answered = true;
  for (size_t i = 0; i < count; i++) {
    exact request = exact_hex(cases[i].request);
    for (size_t length = 0; length < request.length; length++) {
      eip_outcome outcome = cip_rig_run_from(rig, 1, (eip_span){request.bytes, length});
      answered &= outcome == EIP_DONE && rig->reply_length >= 4;
    }
    exact_free(&request);
  }
  tap_ok(answered, "every prefix of every request is answered, without a byte read beyond it");
}

#endif
