/* Settings: who may set them, what the application is asked, when they take effect; ranges and checksum. */
#include "cip/settings.h"

#include "cip_table.h"

#define SET_URGENT "1003 2048 2401 3004 05"
#define SET_TTL "1003 20f5 2401 3008 09"

static const eip_settings *in_effect(const cip_rig *rig) { return &rig->environment.config.settings; }

static void switched_off_by_default(void) {
  cip_rig *rig = cip_rig_make();
  rig->environment.config.allow_settings = eip_config_default().allow_settings;
  static const explicit_case cases[] = {
      {"not allowed: Set of a DSCP is 0x0F", SET_URGENT, "9000 0f00"},
      {"not allowed: Set of the TTL is 0x0F", SET_TTL, "9000 0f00"},
      {"not allowed: 0x0F comes before the value is looked at", "1003 2048 2401 3004", "9000 0f00"},
      {"not allowed: what can't be set at all stays 0x0E", "1003 20f5 2401 3003 00000000", "9000 0e00"},
      {"not allowed: what is lacking stays 0x14", "1003 2048 2401 3001 00", "9000 1400"},
  };
  run_cases(rig, cases, sizeof cases / sizeof *cases);
  tap_ok(rig->settings_requests == 0 && in_effect(rig)->dscp_urgent == 55,
         "not allowed: the application is not asked and nothing changes");
  cip_rig_free(rig);
}

static void at_once_without_an_application(void) {
  cip_rig *rig = cip_rig_make();
  rig->environment.config.application.settings_requested = NULL;
  cip_rig_run(rig, SET_URGENT);
  tap_ok(cip_rig_status(rig) == 0 && in_effect(rig)->dscp_urgent == 5 && rig->settings_changes == 1,
         "without a callback a Set is accepted at once");
  cip_rig_free(rig);
}

static void the_application_decides(void) {
  cip_rig *rig = cip_rig_make();
  cip_rig_run(rig, SET_URGENT);
  eip_settings wanted = eip_settings_default();
  wanted.dscp_urgent = 5;
  tap_ok(memcmp(&rig->requested, &wanted, sizeof wanted) == 0, "it gets all settings as they would be");
  tap_ok(cip_rig_status(rig) == 0 && in_effect(rig)->dscp_urgent == 5, "accepted: in effect");
  rig->answer = EIP_REFUSE(0x02, 0);
  cip_rig_run(rig, SET_TTL);
  tap_ok(cip_rig_status(rig) == 0x02 && in_effect(rig)->multicast_ttl == 1 && rig->settings_changes == 1,
         "refused: its status, and nothing changed");
  cip_rig_run(rig, "1003 20f5 2401 3008 00");
  tap_equal(rig->settings_requests, 2, "it is not asked about a value out of range");
  cip_rig_free(rig);
}

static void the_answer_may_come_later(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  tap_equal(cip_rig_run(rig, SET_URGENT), EIP_LATER, "pending: no reply yet");
  tap_equal(in_effect(rig)->dscp_urgent, 55, "pending: not in effect yet");
  cip_rig_run(rig, SET_TTL);
  tap_equal(cip_rig_status(rig), 0x0C, "pending: another Set meanwhile is 0x0C");
  tap_equal(rig->settings_requests, 1, "and the application is not asked about it");
  cip_rig_run(rig, "0e03 2048 2401 3004");
  tap_equal(rig->reply[4], 55, "pending: Get gives what is in effect");
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_ok(rig->late_replies == 1 && cip_rig_status(rig) == 0 && in_effect(rig)->dscp_urgent == 5,
         "accepted later: the reply, and it is in effect");
  cip_rig_run(rig, SET_TTL);
  eip_pending_complete(&rig->cip, rig->token, EIP_REFUSE(0x10, 0), (eip_span){0});
  tap_ok(cip_rig_status(rig) == 0x10 && in_effect(rig)->multicast_ttl == 1, "refused later: nothing changed");
  cip_rig_free(rig);
}

static eip_status complete_late(cip_rig *rig, eip_answer answer) {
  eip_status status = eip_pending_complete(&rig->cip, rig->token, answer, (eip_span){0});
  return status == EIP_ERR_UNKNOWN ? eip_settings_complete(&rig->cip, rig->token, answer) : status;
}

static void no_answer_in_time(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  cip_rig_run(rig, SET_URGENT);
  cip_rig_advance(rig, 500000);
  tap_ok(cip_rig_status(rig) == 0x02 && in_effect(rig)->dscp_urgent == 55, "no answer in time: 0x02, nothing changed");
  cip_rig_run(rig, SET_TTL);
  tap_equal(cip_rig_status(rig), 0x0C, "no other Set before the application has answered");
  tap_equal(eip_settings_complete(&rig->cip, rig->token + 1, EIP_ACCEPT), EIP_ERR_UNKNOWN, "with the right token");
  tap_equal(complete_late(rig, EIP_PENDING), EIP_OK, "and not with another EIP_PENDING");
  tap_equal(in_effect(rig)->dscp_urgent, 55, "which changes nothing");
  tap_equal(complete_late(rig, EIP_ACCEPT), EIP_OK, "accepted late");
  tap_ok(in_effect(rig)->dscp_urgent == 5 && rig->late_replies == 1,
         "what the application keeps takes effect, without another reply");
  tap_equal(complete_late(rig, EIP_ACCEPT), EIP_ERR_UNKNOWN, "once");
  tap_equal(cip_rig_run(rig, SET_TTL), EIP_LATER, "then the next Set is taken");
  cip_rig_advance(rig, 500000);
  complete_late(rig, EIP_REFUSE(0x02, 0));
  tap_equal(in_effect(rig)->multicast_ttl, 1, "refused late: nothing changed");
  cip_rig_free(rig);
}

static void whoever_asked_is_gone(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  cip_rig_run(rig, SET_URGENT);
  eip_pending_peer_closed(&rig->cip, 1);
  tap_equal(eip_settings_complete(&rig->cip, 0, EIP_ACCEPT), EIP_ERR_UNKNOWN, "token 0 is none");
  tap_equal(complete_late(rig, EIP_ACCEPT), EIP_OK, "whoever asked is gone: the answer is taken");
  tap_ok(in_effect(rig)->dscp_urgent == 5 && rig->late_replies == 0, "what was kept is in effect, nobody is told");
  rig->answer = EIP_ACCEPT;
  cip_rig_run(rig, SET_TTL);
  tap_equal(cip_rig_status(rig), 0, "the next Set is taken");
  cip_rig_free(rig);
}

static void completed_inside(void) {
  cip_rig *rig = cip_rig_make();
  rig->completes_inside = true;
  rig->completion = EIP_ACCEPT;
  rig->answer = EIP_PENDING;
  cip_rig_run(rig, SET_URGENT);
  tap_ok(rig->late_replies == 1 && in_effect(rig)->dscp_urgent == 5, "the callback may complete its own request");
  cip_rig_free(rig);
}

static void every_pending_place_taken(void) {
  cip_rig *rig = cip_rig_make();
  rig->answer = EIP_PENDING;
  for (int i = 0; i < 3; i++) cip_rig_run(rig, "1003 2004 249a 3003 01020304");
  cip_rig_run(rig, SET_URGENT);
  tap_ok(cip_rig_status(rig) == 0x02 && rig->settings_requests == 0, "no place to wait: 0x02, not asked");
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_equal(cip_rig_run(rig, SET_URGENT), EIP_LATER, "with a place again it is taken");
  cip_rig_free(rig);
}

typedef void (*change)(eip_settings *settings);
static void urgent(eip_settings *s) { s->dscp_urgent++; }
static void scheduled(eip_settings *s) { s->dscp_scheduled++; }
static void high(eip_settings *s) { s->dscp_high++; }
static void low(eip_settings *s) { s->dscp_low++; }
static void explicit_messages(eip_settings *s) { s->dscp_explicit++; }
static void ttl(eip_settings *s) { s->multicast_ttl++; }
static void as_set(eip_settings *s) { s->multicast_explicit = true; }
static void count(eip_settings *s) { s->multicast_count--; }
static void first(eip_settings *s) { s->multicast_first++; }
static void inactivity(eip_settings *s) { s->inactivity_timeout_s++; }

static void the_checksum_moves(void) {
  static const struct {
    const char *name;
    change change;
  } changes[] = {{"urgent", urgent},
                 {"scheduled", scheduled},
                 {"high", high},
                 {"low", low},
                 {"explicit", explicit_messages},
                 {"TTL", ttl},
                 {"multicast as set", as_set},
                 {"multicast count", count},
                 {"multicast address", first},
                 {"inactivity timeout", inactivity}};
  eip_settings before = eip_settings_default();
  tap_equal(eip_settings_checksum(&before), 0x34D8, "Identity attribute 9: a CRC over all settings");
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    eip_settings after = before;
    changes[i].change(&after);
    tap_ok(eip_settings_checksum(&after) != eip_settings_checksum(&before), "it moves with %s", changes[i].name);
  }
}

int main(void) {
  switched_off_by_default();
  at_once_without_an_application();
  the_application_decides();
  the_answer_may_come_later();
  no_answer_in_time();
  whoever_asked_is_gone();
  completed_inside();
  every_pending_place_taken();
  the_checksum_moves();
  return tap_done();
}
