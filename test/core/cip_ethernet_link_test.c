/* Ethernet Link object: the interface as the system has it, and counters that begin anew when cleared. */
#include "cip/network_objects.h"
#include "cip_table.h"

#define COUNTERS "01000000 02000000 03000000 04000000 05000000 06000000 07000000 08000000 09000000 0a000000 0b000000"
#define MEDIA \
  "15000000 16000000 17000000 18000000 19000000 1a000000 1b000000 1c000000 1d000000 1e000000 1f000000 20000000"
#define ZEROS_44 "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
#define MODES "02000000 02 e803 01 6400 00"

static const explicit_case got[] = {
    {"attribute 1: speed in Mbit/s", "0e03 20f6 2401 3001", "8e00 0000 e8030000"},
    {"attribute 2: link, full duplex, negotiation done", "0e03 20f6 2401 3002", "8e00 0000 0f000000"},
    {"attribute 3: MAC", "0e03 20f6 2401 3003", "8e00 0000 02a0b0c0d0e0"},
    {"attribute 4: 11 interface counters", "0e03 20f6 2401 3004", "8e00 0000" COUNTERS},
    {"attribute 5: 12 media counters", "0e03 20f6 2401 3005", "8e00 0000" MEDIA},
    {"attribute 6: control, negotiate", "0e03 20f6 2401 3006", "8e00 0000 0100 0000"},
    {"attribute 7: copper", "0e03 20f6 2401 3007", "8e00 0000 02"},
    {"attribute 8: up", "0e03 20f6 2401 3008", "8e00 0000 01"},
    {"attribute 9: enabled", "0e03 20f6 2401 3009", "8e00 0000 01"},
    {"attribute 10: label", "0e03 20f6 2401 300a", "8e00 0000 04 65746830"},
    {"attribute 11: can negotiate, 1000 full, 100 half", "0e03 20f6 2401 300b", "8e00 0000" MODES},
    {"attribute 12 is not there: 0x14", "0e03 20f6 2401 300c", "8e00 1400"},
    {"Get_Attributes_All: 1 to 11", "0102 20f6 2401",
     "8100 0000 e8030000 0f000000 02a0b0c0d0e0" COUNTERS MEDIA "0100 0000 02 01 01 04 65746830" MODES},
    {"class attribute 1: revision 4", "0e03 20f6 2400 3001", "8e00 0000 0400"},
    {"class attribute 2: highest instance", "0e03 20f6 2400 3002", "8e00 0000 0100"},
    {"class attribute 3: number of instances", "0e03 20f6 2400 3003", "8e00 0000 0100"},
    {"class attribute 6: highest class attribute", "0e03 20f6 2400 3006", "8e00 0000 0700"},
    {"class attribute 7: highest instance attribute 11", "0e03 20f6 2400 3007", "8e00 0000 0b00"},
    {"nothing of it can be set: 0x08", "1003 20f6 2401 3006 0100 0000", "9000 0800"},
};

static const explicit_case cleared[] = {
    {"Get_And_Clear of the class: 0x08", "4c03 20f6 2400 3004", "cc00 0800"},
    {"Get_And_Clear of what is no counter: 0x08", "4c03 20f6 2401 3001", "cc00 0800"},
    {"Get_And_Clear of attribute 4 gives the last values", "4c03 20f6 2401 3004", "cc00 0000" COUNTERS},
    {"attribute 4 counts from 0 then", "0e03 20f6 2401 3004", "8e00 0000" ZEROS_44},
    {"attribute 5 was not cleared with it", "0e03 20f6 2401 3005", "8e00 0000" MEDIA},
    {"Get_And_Clear of attribute 5 gives the last values", "4c03 20f6 2401 3005", "cc00 0000" MEDIA},
    {"attribute 5 counts from 0 then", "0e03 20f6 2401 3005", "8e00 0000" ZEROS_44 "00000000"},
};

static uint32_t in_octets(cip_rig *rig) {
  cip_rig_run(rig, "0e03 20f6 2401 3004");
  return rig->reply[4] | (uint32_t)rig->reply[5] << 8 | (uint32_t)rig->reply[6] << 16 | (uint32_t)rig->reply[7] << 24;
}

static void counting_goes_on(cip_rig *rig) {
  eip_interface *interface = &rig->environment.config.interface;
  interface->counters.in_octets = UINT32_MAX;
  cip_rig_run(rig, "4c03 20f6 2401 3004");
  interface->counters.in_octets = 4;
  tap_equal(in_octets(rig), 5, "a counter that wraps after it was cleared counts on");
  interface->index = 8;
  interface->counters.in_octets = 3;
  tap_equal(in_octets(rig), 3, "the counters of another interface are not held against those that were cleared");
  interface->index = 7;
  tap_equal(in_octets(rig), 3, "nor are they when the first one comes back");
}

static void what_does_not_fit_is_not_cleared(cip_rig *rig) {
  rig->environment.config.interface.counters.in_octets = 77;
  cip_rig_run(rig, "4c03 20f6 2401 3004");
  rig->environment.config.interface.counters.in_octets = 100;
  rig->environment.config.limits.max_message = 120;
  cip_rig_run(rig, "4c03 20f6 2401 3004");
  tap_equal(cip_rig_status(rig), 0x11, "Get_And_Clear whose reply does not fit: 0x11");
  rig->environment.config.limits.max_message = 256;
  tap_equal(in_octets(rig), 23, "and nothing is cleared");
}

static void flags_and_states(cip_rig *rig) {
  static const struct {
    const char *rule;
    eip_interface interface;
    const char *request, *reply;
  } cases[] = {
      {"flags: no link, negotiating", {.negotiates = true}, "0e03 20f6 2401 3002", "8e00 0000 00000000"},
      {"flags: half duplex, negotiated",
       {.link = true, .negotiates = true, .negotiated = true},
       "0e03 20f6 2401 3002",
       "8e00 0000 0d000000"},
      {"flags: forced", {.link = true, .full_duplex = true}, "0e03 20f6 2401 3002", "8e00 0000 13000000"},
      {"control: forced full duplex and speed",
       {.full_duplex = true, .speed_mbit = 100},
       "0e03 20f6 2401 3006",
       "8e00 0000 0200 6400"},
      {"control: forced half duplex", {.speed_mbit = 10}, "0e03 20f6 2401 3006", "8e00 0000 0000 0a00"},
      {"control: a speed beyond 16 bits", {.speed_mbit = 100000}, "0e03 20f6 2401 3006", "8e00 0000 0000 ffff"},
      {"speed beyond 16 bits", {.speed_mbit = 100000}, "0e03 20f6 2401 3001", "8e00 0000 a0860100"},
      {"type: unknown", {0}, "0e03 20f6 2401 3007", "8e00 0000 00"},
      {"type: internal", {.type = EIP_LINK_INTERNAL}, "0e03 20f6 2401 3007", "8e00 0000 01"},
      {"type: fibre", {.type = EIP_LINK_FIBRE}, "0e03 20f6 2401 3007", "8e00 0000 03"},
      {"state: down", {.enabled = true}, "0e03 20f6 2401 3008", "8e00 0000 02"},
      {"admin state: disabled", {0}, "0e03 20f6 2401 3009", "8e00 0000 02"},
      {"label: none", {0}, "0e03 20f6 2401 300a", "8e00 0000 00"},
      {"capability: nothing known", {0}, "0e03 20f6 2401 300b", "8e00 0000 00000000 00"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rig->environment.config.interface = cases[i].interface;
    run_cases(rig, &(explicit_case){cases[i].rule, cases[i].request, cases[i].reply}, 1);
  }
}

static void as_many_modes_as_fit(cip_rig *rig) {
  eip_interface *interface = &rig->environment.config.interface;
  *interface = (eip_interface){.mode_count = EIP_LINK_MODES};
  cip_rig_run(rig, "0e03 20f6 2401 300b");
  tap_ok(rig->reply_length == 4 + 5 + 48 && rig->reply[8] == 16, "capability: 16 speeds");
  interface->mode_count = 17;
  cip_rig_run(rig, "0e03 20f6 2401 300b");
  tap_ok(rig->reply_length == 4 + 5 + 48 && rig->reply[8] == 16, "capability: never more than there is room for");
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  rig->environment.config.interface = (eip_interface){
      .index = 7,
      .label = "eth0",
      .mac = {0x02, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0},
      .type = EIP_LINK_COPPER,
      .enabled = true,
      .link = true,
      .speed_mbit = 1000,
      .full_duplex = true,
      .negotiates = true,
      .negotiated = true,
      .can_negotiate = true,
      .mode_count = 2,
      .modes = {{1000, true}, {100, false}},
      .counters = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
      .media = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32},
  };
  run_cases(rig, got, sizeof got / sizeof *got);
  run_prefixes(rig, got, sizeof got / sizeof *got);
  run_prefixes(rig, cleared, sizeof cleared / sizeof *cleared);
  run_cases(rig, cleared, sizeof cleared / sizeof *cleared);
  counting_goes_on(rig);
  what_does_not_fit_is_not_cleared(rig);
  flags_and_states(rig);
  as_many_modes_as_fit(rig);
  cip_rig_free(rig);
  return tap_done();
}
