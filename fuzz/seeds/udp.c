#include "device/device.h"
#include "target.h"

static const struct {
  const char *name;
  uint32_t how, command;
  size_t length;
} cases[] = {
    {"list-identity", 0, 0x0063, 0},          {"list-identity-to-all", 1, 0x0063, 0},
    {"list-services", 0, 0x0004, 0},          {"list-interfaces", 0, 0x0064, 0},
    {"register-session", 0, 0x0065, 4},       {"nop", 1, 0x0000, 3},
    {"send-rr-data-later", 0xF0, 0x006F, 16}, {"unknown", 0, 0x0001, 0},
};

void fuzz_seeds(fuzz_take take, void *user) {
  frame all = {.length = 0};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    frame one = {.length = 0};
    frame_u8(&one, cases[i].how);
    frame_u8(&one, (uint32_t)(24 + cases[i].length));
    frame_header(&one, cases[i].command, cases[i].length, 0);
    for (size_t data = 0; data < cases[i].length; data++) frame_u8(&one, data == 0);
    take(user, cases[i].name, one.bytes, one.length);
    frame_bytes(&all, one.bytes, one.length);
  }
  take(user, "all", all.bytes, all.length);
}

const char *fuzz_not_reached(const eip_counters *all) {
  return all->encap_messages > sizeof cases / sizeof *cases ? NULL : "whole messages";
}
