/* ListIdentity that came to everybody is answered after a random time. */
#include "encap_rig.h"
#include "tap.h"

static const struct {
  const char *rule;
  uint16_t delay_ms; /* first two bytes of the context */
  uint32_t random;
  uint64_t after_us;
} delays[] = {
    {"delay 0 stands for 2,000 ms", 0, 2000000, 2000000},
    {"delay 0: the random time may be nothing", 0, 2000001, 0},
    {"a delay below 500 ms is 500", 1, 500000, 500000},
    {"a delay of 499 ms is 500", 499, 500000, 500000},
    {"and no more", 499, 500001, 0},
    {"a delay of 500 ms is kept", 500, 500000, 500000},
    {"a delay of 501 ms is kept", 501, 501000, 501000},
    {"the longest delay is 65,535 ms", 65535, 65535000, 65535000},
    {"any time up to the delay may come", 3000, 1234567, 1234567},
};

static exact request_with(uint16_t delay_ms) {
  exact message = encap_rig_message(EIP_COMMAND_LIST_IDENTITY, 0, NULL);
  message.bytes[12] = (uint8_t)delay_ms;
  message.bytes[13] = (uint8_t)(delay_ms >> 8);
  return message;
}

static void the_answer_comes_after_the_random_time(void) {
  for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
    encap_rig *rig = encap_rig_make();
    encap_rig_start(rig);
    uint64_t asked_us = rig->environment.now_us;
    rig->random = delays[i].random;
    exact request = request_with(delays[i].delay_ms);
    encap_rig_datagram(rig, true, exact_span(&request));
    bool early = rig->udp_sends != 0;
    if (delays[i].after_us) encap_rig_advance(rig, asked_us + delays[i].after_us - 1);
    early |= rig->udp_sends != 0;
    encap_rig_advance(rig, asked_us + delays[i].after_us);
    bool echoed = memcmp(rig->sent + 12, request.bytes + 12, 8) == 0 && encap_rig_reply(rig).command == 0x63;
    tap_ok(!early && rig->udp_sends == 1 && echoed && rig->sent_to_endpoint.address == 0x0A000002, "%s",
           delays[i].rule);
    exact_free(&request);
    encap_rig_free(rig);
  }
}

static void only_list_identity_waits(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  exact services = encap_rig_message(EIP_COMMAND_LIST_SERVICES, 0, NULL);
  encap_rig_datagram(rig, true, exact_span(&services));
  tap_equal(rig->udp_sends, 1, "a broadcast ListServices is answered at once");
  exact_free(&services);
  encap_rig_free(rig);
}

static void places_run_out_and_come_back(void) {
  encap_rig *rig = encap_rig_make();
  encap_rig_start(rig);
  exact request = request_with(0);
  rig->random = 1000000;
  for (unsigned i = 0; i < 3; i++) encap_rig_datagram(rig, true, exact_span(&request));
  tap_equal((int64_t)rig->environment.counters.replies_dropped, 1,
            "one waiting reply more than there may be is dropped");
  encap_rig_advance(rig, rig->environment.now_us + UINT64_C(2000000));
  tap_equal(rig->udp_sends, 2, "the others leave");
  for (unsigned i = 0; i < 2; i++) encap_rig_datagram(rig, true, exact_span(&request));
  encap_rig_advance(rig, rig->environment.now_us + UINT64_C(2000000));
  tap_equal(rig->udp_sends, 4, "and their places come back");
  tap_ok(!eip_deadlines_first(&rig->environment.timers), "nothing waits any more");
  exact_free(&request);
  encap_rig_free(rig);
}

int main(void) {
  the_answer_comes_after_the_random_time();
  only_list_identity_waits();
  places_run_out_and_come_back();
  return tap_done();
}
