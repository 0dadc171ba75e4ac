/* QoS object: every attribute, got and set. */
#include "cip/network_objects.h"
#include "cip_table.h"

static const explicit_case got[] = {
    {"attribute 1 (802.1Q tags) is lacking: 0x14", "0e03 2048 2401 3001", "8e00 1400"},
    {"attribute 2 (PTP event) is lacking: 0x14", "0e03 2048 2401 3002", "8e00 1400"},
    {"attribute 3 (PTP general) is lacking: 0x14", "0e03 2048 2401 3003", "8e00 1400"},
    {"attribute 4: urgent 55", "0e03 2048 2401 3004", "8e00 0000 37"},
    {"attribute 5: scheduled 47", "0e03 2048 2401 3005", "8e00 0000 2f"},
    {"attribute 6: high 43", "0e03 2048 2401 3006", "8e00 0000 2b"},
    {"attribute 7: low 31", "0e03 2048 2401 3007", "8e00 0000 1f"},
    {"attribute 8: explicit 27", "0e03 2048 2401 3008", "8e00 0000 1b"},
    {"attribute 9 is not there: 0x14", "0e03 2048 2401 3009", "8e00 1400"},
    {"class attribute 1: revision 1", "0e03 2048 2400 3001", "8e00 0000 0100"},
    {"class attribute 2: highest instance", "0e03 2048 2400 3002", "8e00 0000 0100"},
    {"class attribute 3: number of instances", "0e03 2048 2400 3003", "8e00 0000 0100"},
    {"class attribute 6: highest class attribute", "0e03 2048 2400 3006", "8e00 0000 0700"},
    {"class attribute 7: highest instance attribute", "0e03 2048 2400 3007", "8e00 0000 0800"},
    {"Get_Attributes_All is not among its services: 0x08", "0102 2048 2401", "8100 0800"},
    {"instance 2 is not there: 0x05", "0e03 2048 2402 3004", "8e00 0500"},
};

static const explicit_case set[] = {
    {"Set of attribute 1: 0x14", "1003 2048 2401 3001 00", "9000 1400"},
    {"Set of attribute 3: 0x14", "1003 2048 2401 3003 00", "9000 1400"},
    {"Set of attribute 9: 0x14", "1003 2048 2401 3009 00", "9000 1400"},
    {"Set of urgent", "1003 2048 2401 3004 01", "9000 0000"},
    {"Set of scheduled", "1003 2048 2401 3005 02", "9000 0000"},
    {"Set of high", "1003 2048 2401 3006 03", "9000 0000"},
    {"Set of low: 0 is allowed", "1003 2048 2401 3007 00", "9000 0000"},
    {"Set of explicit: 63 is allowed", "1003 2048 2401 3008 3f", "9000 0000"},
    {"Set beyond 63: 0x09", "1003 2048 2401 3004 40", "9000 0900"},
    {"Set to 255: 0x09", "1003 2048 2401 3008 ff", "9000 0900"},
    {"Set without a value: 0x13", "1003 2048 2401 3004", "9000 1300"},
    {"Set with two bytes: 0x15", "1003 2048 2401 3004 0500", "9000 1500"},
    {"Set on the class: 0x08", "1003 2048 2400 3004 00", "9000 0800"},
    {"urgent is what was set", "0e03 2048 2401 3004", "8e00 0000 01"},
    {"scheduled is what was set", "0e03 2048 2401 3005", "8e00 0000 02"},
    {"high is what was set", "0e03 2048 2401 3006", "8e00 0000 03"},
    {"low is what was set", "0e03 2048 2401 3007", "8e00 0000 00"},
    {"explicit is what was set", "0e03 2048 2401 3008", "8e00 0000 3f"},
};

int main(void) {
  cip_rig *rig = cip_rig_make();
  run_cases(rig, got, sizeof got / sizeof *got);
  run_cases(rig, set, sizeof set / sizeof *set);
  run_prefixes(rig, got, sizeof got / sizeof *got);
  run_prefixes(rig, set, sizeof set / sizeof *set);
  cip_rig_free(rig);
  return tap_done();
}
