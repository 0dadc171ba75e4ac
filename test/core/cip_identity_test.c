/* Identity object: attributes, lists, status bits, Reset. */
#include "cip/identity.h"

#include "cip_table.h"

#define NAME "0b 566973696f6e2063656c6c"

static const explicit_case requests[] = {
    {"attribute 1: vendor", "0e03 2001 2401 3001", "8e00 0000 d204"},
    {"attribute 2: device type", "0e03 2001 2401 3002", "8e00 0000 0c00"},
    {"attribute 3: product code", "0e03 2001 2401 3003", "8e00 0000 0700"},
    {"attribute 4: revision", "0e03 2001 2401 3004", "8e00 0000 0102"},
    {"attribute 5: status", "0e03 2001 2401 3005", "8e00 0000 3000"},
    {"attribute 6: serial number", "0e03 2001 2401 3006", "8e00 0000 01efcdab"},
    {"attribute 7: product name", "0e03 2001 2401 3007", "8e00 0000" NAME},
    {"attribute 8: state 3, operational", "0e03 2001 2401 3008", "8e00 0000 03"},
    {"attribute 9: consistency value", "0e03 2001 2401 3009", "8e00 0000 d834"},
    {"attribute 10 is not there: 0x14", "0e03 2001 2401 300a", "8e00 1400"},
    {"attribute 0 is not there: 0x14", "0e03 2001 2401 3000", "8e00 1400"},
    {"Get_Attribute_Single without an attribute: 0x14", "0e02 2001 2401", "8e00 1400"},
    {"an attribute whose low byte exists: 0x14", "0e04 2001 2401 3100 0101", "8e00 1400"},
    {"Get_Attributes_All: 1 to 7 only", "0102 2001 2401", "8100 0000 d204 0c00 0700 0102 3000 01efcdab" NAME},
    {"Get_Attributes_All on the class: 0x08", "0102 2001 2400", "8100 0800"},
    {"class attribute 1: revision 1", "0e03 2001 2400 3001", "8e00 0000 0100"},
    {"class attribute 2: highest instance", "0e03 2001 2400 3002", "8e00 0000 0100"},
    {"class attribute 3: number of instances", "0e03 2001 2400 3003", "8e00 0000 0100"},
    {"class attribute 4 is not there: 0x14", "0e03 2001 2400 3004", "8e00 1400"},
    {"class attribute 6: highest class attribute", "0e03 2001 2400 3006", "8e00 0000 0700"},
    {"class attribute 7: highest instance attribute", "0e03 2001 2400 3007", "8e00 0000 0900"},
    {"class attribute 8 is not there: 0x14", "0e03 2001 2400 3008", "8e00 1400"},
    {"Set_Attribute_Single on the Identity: 0x08", "1003 2001 2401 3001 0000", "9000 0800"},
    {"Set_Attribute_List with a count of 500: 0x08", "0402 2001 2401 f401 0100", "8400 0800"},
    {"Set_Attribute_Single on the class: 0x08", "1003 2001 2400 3001 0000", "9000 0800"},
};

static const explicit_case lists[] = {
    {"Get_Attribute_List: id, status, value of each", "0302 2001 2401 0200 0100 0400",
     "8300 0000 0200 0100 0000 d204 0400 0000 0102"},
    {"Get_Attribute_List of nothing", "0302 2001 2401 0000", "8300 0000 0000"},
    {"Get_Attribute_List with one that is not there: 0x0A overall, 0x14 for it", "0302 2001 2401 0200 6300 0100",
     "8300 0a00 0200 6300 1400 0100 0000 d204"},
    {"Get_Attribute_List without a count: 0x13", "0302 2001 2401", "8300 1300"},
    {"Get_Attribute_List with half a count: 0x13", "0302 2001 2401 01", "8300 1300"},
    {"Get_Attribute_List, a count of 500 with 2 bytes of data: 0x13", "0302 2001 2401 f401 0100", "8300 1300"},
    {"Get_Attribute_List, a count of 65535 without data: 0x13", "0302 2001 2401 ffff", "8300 1300"},
    {"Get_Attribute_List, half an entry: 0x13", "0302 2001 2401 0100 01", "8300 1300"},
    {"Get_Attribute_List, bytes left over: 0x15", "0302 2001 2401 0100 0100 00", "8300 1500"},
    {"Get_Attribute_List, entries left over: 0x15", "0302 2001 2401 0100 0100 0200", "8300 1500"},
    {"Get_Attribute_List on the class: 0x08", "0302 2001 2400 0100 0100", "8300 0800"},
};

/* A list of one attribute over and over, until its reply cannot fit. */
static void a_list_beyond_the_reply_is_refused(cip_rig *rig) {
  size_t room = eip_encap_unconnected_room(&rig->environment.config);
  bool good = true;
  for (uint16_t count = 0; count <= 64; count++) {
    uint8_t bytes[256];
    eip_writer request = eip_writer_over(bytes, sizeof bytes);
    eip_writer_span(&request, (eip_span){(const uint8_t *)"\x03\x02\x20\x01\x24\x01", 6});
    eip_writer_u16(&request, count);
    for (uint16_t i = 0; i < count; i++) eip_writer_u16(&request, i % 2 ? 99 : 7);
    cip_rig_run_from(rig, 1, eip_writer_written(&request));
    size_t size = 6 + (size_t)count * 4 + (size_t)((count + 1) / 2) * 12;
    int wanted = size > room ? 0x11 : count > 1 ? 0x0A : 0x00;
    good &= cip_rig_status(rig) == wanted && rig->reply_length == (size > room ? 4 : size);
  }
  tap_ok(good, "Get_Attribute_List whose reply does not fit: 0x11, whatever the entry that is one too many");
}

static void status_bits(cip_rig *rig) {
  static const struct {
    const char *rule;
    uint32_t owners, timed_out, io_run, io_idle;
    uint16_t application, status;
  } cases[] = {
      {"status: none established", 0, 0, 0, 0, 0, 0x0030},
      {"status bit 0: owned", 1, 0, 0, 1, 0, 0x0071},
      {"status 4-7: an I/O connection timed out", 0, 1, 0, 0, 0, 0x0020},
      {"status 4-7: one in run", 0, 0, 1, 0, 0, 0x0060},
      {"status 4-7: one in run among idle ones", 0, 0, 1, 5, 0, 0x0060},
      {"status 4-7: all idle", 0, 0, 0, 2, 0, 0x0070},
      {"status 4-7: a living connection wins over a lost one", 0, 3, 1, 0, 0, 0x0060},
      {"status bit 2: configured", 0, 0, 0, 0, 0x0004, 0x0034},
      {"status 8-11: faults", 0, 0, 0, 0, 0x0F00, 0x0F30},
      {"the application's other bits do not count", 0, 0, 0, 0, 0xFFFF, 0x0F34},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rig->cip.owners = cases[i].owners;
    rig->cip.timed_out = cases[i].timed_out;
    rig->cip.io_run = cases[i].io_run;
    rig->cip.io_idle = cases[i].io_idle;
    rig->cip.device_status = cases[i].application;
    cip_rig_run(rig, "0e03 2001 2401 3005");
    tap_equal(rig->reply[4] | rig->reply[5] << 8, cases[i].status, "%s", cases[i].rule);
  }
}

static void names_of_every_length(cip_rig *rig) {
  char *name = rig->environment.config.identity.product_name;
  memset(name, 'x', 32);
  cip_rig_run(rig, "0e03 2001 2401 3007");
  tap_ok(rig->reply_length == 4 + 1 + 32 && rig->reply[4] == 32, "a product name of 32 characters");
  name[0] = 0;
  cip_rig_run(rig, "0e03 2001 2401 3007");
  tap_ok(rig->reply_length == 4 + 1 && rig->reply[4] == 0, "a product name of none");
}

static const explicit_case resets[] = {
    {"Reset without a byte is type 0", "0502 2001 2401", "8500 0000"},
    {"Reset 0", "0502 2001 2401 00", "8500 0000"},
    {"Reset 1", "0502 2001 2401 01", "8500 0000"},
    {"Reset 2: 0x20", "0502 2001 2401 02", "8500 2000"},
    {"Reset 255: 0x20", "0502 2001 2401 ff", "8500 2000"},
    {"Reset with two bytes: 0x15", "0502 2001 2401 0000", "8500 1500"},
    {"Reset of the class: 0x08", "0502 2001 2400", "8500 0800"},
};

static void reset_asks_the_application(void) {
  cip_rig *rig = cip_rig_make();
  run_cases(rig, resets, sizeof resets / sizeof *resets);
  tap_equal(rig->resets, 3, "only a valid Reset reaches the application");
  cip_rig_run(rig, "0502 2001 2401 01");
  tap_equal(rig->reset_type, 1, "with its type");
  rig->answer = EIP_REFUSE(0x10, 0);
  cip_rig_run(rig, "0502 2001 2401");
  tap_equal(cip_rig_status(rig), 0x10, "which may refuse it");
  rig->answer = EIP_PENDING;
  tap_equal(cip_rig_run(rig, "0502 2001 2401"), EIP_LATER, "or answer later");
  eip_pending_complete(&rig->cip, rig->token, EIP_ACCEPT, (eip_span){0});
  tap_ok(rig->late_replies == 1 && cip_rig_status(rig) == 0, "the reply comes then");
  cip_rig_run(rig, "0502 2001 2401");
  cip_rig_advance(rig, 500000);
  tap_equal(cip_rig_status(rig), 0x02, "a Reset that is never answered: 0x02");
  cip_rig_free(rig);
}

static void reset_is_switched_off_by_default(void) {
  cip_rig *rig = cip_rig_make();
  rig->environment.config.allow_reset = false;
  for (size_t i = 0; i < 6; i++) {
    cip_rig_run(rig, resets[i].request);
    tap_equal(cip_rig_status(rig), 0x0F, "not allowed: %s is 0x0F", resets[i].rule);
  }
  tap_equal(rig->resets, 0, "and the application is not asked");
  rig->environment.config.allow_reset = true;
  rig->environment.config.application.reset_requested = NULL;
  cip_rig_run(rig, "0502 2001 2401");
  tap_equal(cip_rig_status(rig), 0x08, "Reset without an application that does it: 0x08");
  cip_rig_free(rig);
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  run_cases(rig, requests, sizeof requests / sizeof *requests);
  run_cases(rig, lists, sizeof lists / sizeof *lists);
  run_prefixes(rig, requests, sizeof requests / sizeof *requests);
  run_prefixes(rig, lists, sizeof lists / sizeof *lists);
  run_prefixes(rig, resets, sizeof resets / sizeof *resets);
  a_list_beyond_the_reply_is_refused(rig);
  status_bits(rig);
  names_of_every_length(rig);
  reset_asks_the_application();
  reset_is_switched_off_by_default();
  cip_rig_free(rig);
  return tap_done();
}
