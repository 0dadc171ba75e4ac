/* TCP/IP Interface object: what the interface is, what may be set of it. */
#include "cip/network_objects.h"
#include "cip_table.h"

#define ADDRESSES "3201a8c0 00ffffff 0101a8c0 08080808 01010101"
#define DOMAIN "0d00 706c616e742e6578616d706c65 00" /* plant.example, padded */
#define HOST "0600 766973696f6e"                    /* vision */
#define LINK "0200 20f6 2401"
#define BY_RULE "00 00 2000 2007c0ef" /* 239.192.7.32: 192.168.1.50 is host 50 of its subnet */
#define ZEROS_35 "0000000000000000000000000000000000000000000000000000000000000000000000"

static const explicit_case got[] = {
    {"attribute 1: status valid", "0e03 20f5 2401 3001", "8e00 0000 01000000"},
    {"attribute 2: nothing is offered for a static address", "0e03 20f5 2401 3002", "8e00 0000 00000000"},
    {"attribute 3: static", "0e03 20f5 2401 3003", "8e00 0000 00000000"},
    {"attribute 4: the Ethernet Link object", "0e03 20f5 2401 3004", "8e00 0000" LINK},
    {"attribute 5: addresses in little-endian, domain padded", "0e03 20f5 2401 3005", "8e00 0000" ADDRESSES DOMAIN},
    {"attribute 6: host name", "0e03 20f5 2401 3006", "8e00 0000" HOST},
    {"attribute 7 (safety network number) is lacking: 0x14", "0e03 20f5 2401 3007", "8e00 1400"},
    {"attribute 8: TTL 1", "0e03 20f5 2401 3008", "8e00 0000 01"},
    {"attribute 9: multicast addresses by the rule", "0e03 20f5 2401 3009", "8e00 0000" BY_RULE},
    {"attribute 10 (address conflicts) is lacking: 0x14", "0e03 20f5 2401 300a", "8e00 1400"},
    {"attribute 11 (last conflict) is lacking: 0x14", "0e03 20f5 2401 300b", "8e00 1400"},
    {"attribute 12 (quick connect) is lacking: 0x14", "0e03 20f5 2401 300c", "8e00 1400"},
    {"attribute 13: inactivity timeout 120 s", "0e03 20f5 2401 300d", "8e00 0000 7800"},
    {"attribute 14 is not there: 0x14", "0e03 20f5 2401 300e", "8e00 1400"},
    {"Get_Attributes_All: 1 to 13, lacking ones are zeros of full size", "0102 20f5 2401",
     "8100 0000 01000000 00000000 00000000" LINK ADDRESSES DOMAIN HOST "000000000000"
     "01" BY_RULE "00" ZEROS_35 "00 7800"},
    {"Get_Attributes_All of the class: 0x08", "0102 20f5 2400", "8100 0800"},
    {"class attribute 1: revision 4", "0e03 20f5 2400 3001", "8e00 0000 0400"},
    {"class attribute 2: highest instance", "0e03 20f5 2400 3002", "8e00 0000 0100"},
    {"class attribute 3: number of instances", "0e03 20f5 2400 3003", "8e00 0000 0100"},
    {"class attribute 6: highest class attribute", "0e03 20f5 2400 3006", "8e00 0000 0700"},
    {"class attribute 7: highest instance attribute 13", "0e03 20f5 2400 3007", "8e00 0000 0d00"},
};

static const explicit_case set[] = {
    {"Set of 1, the status: 0x0E", "1003 20f5 2401 3001 01000000", "9000 0e00"},
    {"Set of 3, the control, which the host does not offer: 0x0E", "1003 20f5 2401 3003 00000000", "9000 0e00"},
    {"Set of 5, the addresses: 0x0E", "1003 20f5 2401 3005" ADDRESSES "0000", "9000 0e00"},
    {"Set of 6, the host name: 0x0E", "1003 20f5 2401 3006" HOST, "9000 0e00"},
    {"Set of 7, lacking: 0x14", "1003 20f5 2401 3007 000000000000", "9000 1400"},
    {"Set of 10, lacking: 0x14", "1003 20f5 2401 300a 01", "9000 1400"},
    {"Set of 12, lacking: 0x14", "1003 20f5 2401 300c 01", "9000 1400"},
    {"Set of the TTL", "1003 20f5 2401 3008 ff", "9000 0000"},
    {"the TTL is what was set", "0e03 20f5 2401 3008", "8e00 0000 ff"},
    {"Set of the TTL to 0: 0x09", "1003 20f5 2401 3008 00", "9000 0900"},
    {"Set of the TTL without a value: 0x13", "1003 20f5 2401 3008", "9000 1300"},
    {"Set of the TTL with two bytes: 0x15", "1003 20f5 2401 3008 0100", "9000 1500"},
    {"Set of the inactivity timeout", "1003 20f5 2401 300d 0a00", "9000 0000"},
    {"the inactivity timeout is what was set", "0e03 20f5 2401 300d", "8e00 0000 0a00"},
    {"Set of the inactivity timeout to 0, never", "1003 20f5 2401 300d 0000", "9000 0000"},
    {"Set of the inactivity timeout to 3600", "1003 20f5 2401 300d 100e", "9000 0000"},
    {"Set of the inactivity timeout to 3601: 0x09", "1003 20f5 2401 300d 110e", "9000 0900"},
    {"Set of the inactivity timeout, one byte: 0x13", "1003 20f5 2401 300d 0a", "9000 1300"},
    {"Set of the inactivity timeout, three bytes: 0x15", "1003 20f5 2401 300d 0a0000", "9000 1500"},
    {"Set of multicast addresses", "1003 20f5 2401 3009 01 00 0400 0005c0ef", "9000 0000"},
    {"multicast addresses are what was set", "0e03 20f5 2401 3009", "8e00 0000 01 00 0400 0005c0ef"},
    {"multicast, a count of 32", "1003 20f5 2401 3009 01 00 2000 0005c0ef", "9000 0000"},
    {"multicast, a count of 33: 0x09", "1003 20f5 2401 3009 01 00 2100 0005c0ef", "9000 0900"},
    {"multicast, a count of 0: 0x09", "1003 20f5 2401 3009 01 00 0000 0005c0ef", "9000 0900"},
    {"multicast, an address that is none: 0x09", "1003 20f5 2401 3009 01 00 0100 3201a8c0", "9000 0900"},
    {"multicast, the last address of the local network's protocols: 0x09", "1003 20f5 2401 3009 01 00 0100 ff0000e0",
     "9000 0900"},
    {"multicast, the first address above", "1003 20f5 2401 3009 01 00 0100 000100e0", "9000 0000"},
    {"multicast, the last address there is", "1003 20f5 2401 3009 01 00 0100 ffffffef", "9000 0000"},
    {"multicast, addresses beyond the last: 0x09", "1003 20f5 2401 3009 01 00 0200 ffffffef", "9000 0900"},
    {"multicast, allocation 2: 0x09", "1003 20f5 2401 3009 02 00 2000 0005c0ef", "9000 0900"},
    {"multicast, reserved byte: 0x09", "1003 20f5 2401 3009 01 01 2000 0005c0ef", "9000 0900"},
    {"multicast, seven bytes: 0x13", "1003 20f5 2401 3009 00 00 0000 000000", "9000 1300"},
    {"multicast, nine bytes: 0x15", "1003 20f5 2401 3009 00 00 0000 00000000 00", "9000 1500"},
    {"multicast back to the rule, with what reading it gives", "1003 20f5 2401 3009" BY_RULE, "9000 0000"},
    {"multicast by the rule again", "0e03 20f5 2401 3009", "8e00 0000" BY_RULE},
    {"multicast by the rule, count and address 0", "1003 20f5 2401 3009 00 00 0000 00000000", "9000 0000"},
    {"multicast by the rule as before", "0e03 20f5 2401 3009", "8e00 0000" BY_RULE},
};

static void multicast_rule(cip_rig *rig) {
  static const struct {
    const char *rule;
    uint32_t address, mask;
    const char *reply;
  } cases[] = {
      {"rule: host 1 has 239.192.1.0", 0xC0A80101, 0xFFFFFF00, "8e00 0000 00 00 2000 0001c0ef"},
      {"rule: host 2 has 239.192.1.32", 0xC0A80102, 0xFFFFFF00, "8e00 0000 00 00 2000 2001c0ef"},
      {"rule: host 254 has 239.192.32.160", 0xC0A801FE, 0xFFFFFF00, "8e00 0000 00 00 2000 a020c0ef"},
      {"rule: of the host part 10 bits, 1024", 0x0A000400, 0xFF000000, "8e00 0000 00 00 2000 e080c0ef"},
      {"rule: of the host part 10 bits, 1025 is as 1", 0x0A000401, 0xFF000000, "8e00 0000 00 00 2000 0001c0ef"},
      {"rule: host part 0 wraps", 0xC0A80100, 0xFFFFFF00, "8e00 0000 00 00 2000 e080c0ef"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rig->environment.config.interface.address = cases[i].address;
    rig->environment.config.interface.mask = cases[i].mask;
    run_cases(rig, &(explicit_case){cases[i].rule, "0e03 20f5 2401 3009", cases[i].reply}, 1);
  }
}

static const explicit_case leased[] = {
    {"a leased address: capability DHCP client", "0e03 20f5 2401 3002", "8e00 0000 04000000"},
    {"a leased address: control DHCP", "0e03 20f5 2401 3003", "8e00 0000 02000000"},
    {"Set of the control of a leased address: 0x0E", "1003 20f5 2401 3003 02000000", "9000 0e00"},
};

static const explicit_case nothing_known[] = {
    {"without an address the status is not configured", "0e03 20f5 2401 3001", "8e00 0000 00000000"},
    {"without a domain its length is 0", "0e03 20f5 2401 3005",
     "8e00 0000 00000000 00000000 00000000 00000000 00000000 0000"},
    {"without a host name its length is 0", "0e03 20f5 2401 3006", "8e00 0000 0000"},
};

static void longest_names(cip_rig *rig) {
  eip_interface *interface = &rig->environment.config.interface;
  memset(interface->domain, 'd', sizeof interface->domain - 1);
  memset(interface->host_name, 'h', sizeof interface->host_name - 1);
  cip_rig_run(rig, "0e03 20f5 2401 3005");
  tap_ok(rig->reply_length == 4 + 20 + 2 + 48 && rig->reply[24] == 48, "a domain of 48 characters");
  cip_rig_run(rig, "0e03 20f5 2401 3006");
  tap_ok(rig->reply_length == 4 + 2 + 64 && rig->reply[4] == 64, "a host name of 64 characters");
  rig->environment.config.limits.max_message = 512;
  cip_rig_run(rig, "0102 20f5 2401");
  tap_equal((int64_t)rig->reply_length, 4 + 12 + 6 + 70 + 66 + 6 + 1 + 8 + 1 + 35 + 1 + 2,
            "Get_Attributes_All with the longest names");
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  eip_interface *interface = &rig->environment.config.interface;
  *interface = (eip_interface){.address = 0xC0A80132,
                               .mask = 0xFFFFFF00,
                               .gateway = 0xC0A80101,
                               .name_server = 0x08080808,
                               .name_server_2 = 0x01010101,
                               .domain = "plant.example",
                               .host_name = "vision"};
  run_cases(rig, got, sizeof got / sizeof *got);
  run_cases(rig, set, sizeof set / sizeof *set);
  run_prefixes(rig, got, sizeof got / sizeof *got);
  run_prefixes(rig, set, sizeof set / sizeof *set);
  multicast_rule(rig);
  interface->by_dhcp = true;
  run_cases(rig, leased, sizeof leased / sizeof *leased);
  *interface = (eip_interface){0};
  run_cases(rig, nothing_known, sizeof nothing_known / sizeof *nothing_known);
  longest_names(rig);
  cip_rig_free(rig);
  return tap_done();
}
