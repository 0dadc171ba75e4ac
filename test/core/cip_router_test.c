/* The message router: which request reaches which class, and how a reply looks. */
#include "cip_table.h"

static const explicit_case requests[] = {
    {"reply: service | 0x80, 0, status, no extended words, data", "0e03 2001 2401 3001", "8e00 0000 d204"},
    {"an unknown class: 0x05", "0e03 2063 2401 3001", "8e00 0500"},
    {"a class above 16 bits: 0x05", "0e05 2200 00000100 2401 3001", "8e00 0500"},
    {"a class number whose low byte exists: 0x05", "0e04 2100 0101 2401 3001", "8e00 0500"},
    {"an unknown instance: 0x05", "0e03 2001 2402 3001", "8e00 0500"},
    {"an unknown instance of 32 bits: 0x05", "0e05 2001 2600 01000100 3001", "8e00 0500"},
    {"the highest instance there can be: 0x05", "0e05 2004 2600 ffffffff 3003", "8e00 0500"},
    {"an unknown instance for an unknown service: 0x05", "5502 2001 2402", "d500 0500"},
    {"an unknown service: 0x08", "5502 2001 2401", "d500 0800"},
    {"an unknown service on the class: 0x08", "5502 2001 2400", "d500 0800"},
    {"a service with the reply bit: 0x08", "8e03 2001 2401 3001", "8e00 0800"},
    {"service 0: 0x08", "0002 2001 2401", "8000 0800"},
    {"a path size beyond the message: 0x26", "0e04 2001 2401 3001", "8e00 2600"},
    {"a path size of 255 words beyond the message: 0x26", "0eff 2001", "8e00 2600"},
    {"a path size without a path: 0x26", "0e01", "8e00 2600"},
    {"no path size: 0x13", "0e", "8e00 1300"},
    {"an empty message: 0x13", "", "8000 1300"},
    {"no path: class missing, 0x04", "0e00", "8e00 0400"},
    {"class missing: 0x04", "0e02 2401 3001", "8e00 0400"},
    {"a path cut by its size: 0x04", "0e02 2001 2500 0100 3001", "8e00 0400"},
    {"an unknown segment: 0x04", "0e03 2001 2401 e000", "8e00 0400"},
    {"a symbol, as tags are named: 0x04", "4c03 9104 54616731", "cc00 0400"},
    {"a key segment in an explicit path: 0x25", "0e08 3404 0000 0000 0000 0000 2001 2401 3001", "8e00 2500"},
    {"an instance of 16 bits with a small value", "0e04 2001 2500 0100 3001", "8e00 0000 d204"},
    {"a path without an instance is the class", "0e02 2001 3001", "8e00 0000 0100"},
    {"a connection point instead of an instance: 0x05", "0e03 2004 2c96 3003", "8e00 0500"},
    {"an odd number of data bytes is data", "0503 2001 2401 3001 05", "8500 2000"},
};

static eip_reply reply_of(uint8_t service, uint8_t *data, size_t size) {
  eip_reply reply = eip_reply_over(data, size);
  reply.service = service;
  return reply;
}

static void replies_are_bounded(cip_rig *rig) {
  uint8_t data[64];
  uint8_t out[32];
  eip_reply reply = reply_of(0x0E, data, sizeof data);
  eip_writer_zeros(&reply.data, 28);
  eip_writer writer = eip_writer_over(out, sizeof out);
  eip_router_write_reply(&writer, &reply);
  tap_equal((int64_t)eip_writer_length(&writer), 32, "a reply may fill its room");
  reply = reply_of(0x0E, data, sizeof data);
  eip_writer_zeros(&reply.data, 29);
  writer = eip_writer_over(out, sizeof out);
  eip_router_write_reply(&writer, &reply);
  tap_bytes(out, eip_writer_length(&writer), "\x8e\x00\x11\x00", 4, "a reply that does not fit: 0x11, without data");
  reply = reply_of(0x0E, data, 8);
  eip_writer_zeros(&reply.data, 9);
  writer = eip_writer_over(out, sizeof out);
  eip_router_write_reply(&writer, &reply);
  tap_bytes(out, eip_writer_length(&writer), "\x8e\x00\x11\x00", 4, "so is one whose data did not fit");
  (void)rig;
}

static void extended_words_are_bounded(void) {
  uint8_t data[8];
  uint8_t out[64];
  eip_reply reply = reply_of(0x54, data, sizeof data);
  eip_writer_u16(&reply.data, 0x1234);
  eip_reply_connection_failure(&reply, 0x0112);
  for (uint16_t i = 0; i < 20; i++) eip_reply_add_extended(&reply, i);
  tap_equal(reply.extended_count, EIP_REPLY_WORDS, "more extended words than there is room for are ignored");
  eip_writer writer = eip_writer_over(out, sizeof out);
  eip_router_write_reply(&writer, &reply);
  tap_bytes(out, 8, "\xd4\x00\x01\x08\x12\x01\x00\x00", 8, "extended words stand behind their number");
  tap_equal((int64_t)eip_writer_length(&writer), 4 + 2 * EIP_REPLY_WORDS, "a refusal forgets the data");
}

static void a_refusal_forgets(void) {
  uint8_t data[8];
  eip_reply reply = eip_reply_over(data, sizeof data);
  reply.o2t.present = reply.t2o.present = true;
  eip_reply_add_extended(&reply, 7);
  eip_writer_zeros(&reply.data, 9);
  eip_reply_refuse(&reply, 0x02);
  tap_ok(!reply.o2t.present && !reply.t2o.present, "a refusal has no sockaddr items");
  tap_ok(reply.extended_count == 0 && !reply.data.failed, "nor words or data that were meant for something else");
}

static void answers_become_refusals(void) {
  uint8_t data[8];
  eip_reply reply = eip_reply_over(data, sizeof data);
  eip_writer_u8(&reply.data, 1);
  eip_reply_answer(&reply, EIP_ACCEPT);
  tap_ok(reply.general == 0 && eip_writer_length(&reply.data) == 1, "an accepting answer leaves the reply as it is");
  eip_reply_answer(&reply, EIP_REFUSE(0x09, 0));
  tap_ok(reply.general == 0x09 && reply.extended_count == 0 && eip_writer_length(&reply.data) == 0,
         "a refusing answer gives its general status");
  eip_reply_answer(&reply, EIP_REFUSE(0x01, 0x0129));
  tap_ok(reply.general == 0x01 && reply.extended_count == 1 && reply.extended[0] == 0x0129,
         "and its extended status when there is one");
}

static const eip_class extra[] = {
    {.id = 0x70, .revision = 1, .next_instance = eip_class_single_instance},
    {.id = 0x03, .revision = 3, .next_instance = eip_class_single_instance},
    {.id = 0x10002, .revision = 4, .next_instance = eip_class_single_instance},
    {.id = 0x02, .revision = 2, .next_instance = eip_class_single_instance},
    {.id = 0x7FFF, .revision = 5, .next_instance = eip_class_single_instance},
    {.id = 0x06, .revision = 6, .next_instance = eip_class_single_instance},
    {.id = 0x07, .revision = 7, .next_instance = eip_class_single_instance},
};

static void classes_stand_in_a_table(cip_rig *rig) {
  tap_equal(eip_cip_add_class(&rig->cip, rig->cip.classes[0].class, NULL), EIP_ERR_EXISTS,
            "a class that is there already");
  bool added = true;
  rig->environment.config.limits.classes = rig->cip.class_count + 6;
  for (size_t i = 0; i < 6; i++) added &= eip_cip_add_class(&rig->cip, &extra[i], NULL) == EIP_OK;
  tap_ok(added, "classes are added in any order");
  tap_equal(eip_cip_add_class(&rig->cip, &extra[6], NULL), EIP_ERR_LIMIT, "one class more than there may be");
  bool found = true;
  for (size_t i = 0; i < 6; i++) found &= eip_cip_find_class(&rig->cip, extra[i].id)->class == &extra[i];
  tap_ok(found && !eip_cip_find_class(&rig->cip, 0x07) && !eip_cip_find_class(&rig->cip, 0),
         "and found by their number");
}

static void requests_are_counted(void) {
  cip_rig *rig = cip_rig_make();
  cip_rig_run(rig, "0e03 2001 2401 3001");
  cip_rig_run(rig, "0e03 2001 2401 3001");
  cip_rig_run(rig, "0e03 2001 2402 3001");
  const eip_counters *counters = &rig->environment.counters;
  tap_ok(counters->explicit_requests == 3 && counters->explicit_errors == 1, "requests and refusals are counted");
  rig->environment.config.limits.max_message = EIP_UNCONNECTED_FRAMING + 8;
  cip_rig_run(rig, "0102 2001 2401");
  tap_ok(cip_rig_status(rig) == 0x11 && counters->explicit_errors == 2, "a reply that does not fit is a refusal too");
  cip_rig_free(rig);
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  run_cases(rig, requests, sizeof requests / sizeof *requests);
  run_prefixes(rig, requests, sizeof requests / sizeof *requests);
  replies_are_bounded(rig);
  extended_words_are_bounded();
  a_refusal_forgets();
  answers_become_refusals();
  classes_stand_in_a_table(rig);
  requests_are_counted();
  cip_rig_free(rig);
  return tap_done();
}
