/* Port object: one port, its class attributes, both Get_Attributes_All. */
#include "cip/network_objects.h"
#include "cip_table.h"

#define NAME "10 45746865724e65742f495020506f7274" /* EtherNet/IP Port, as in the EDS file */
#define NODE "12 0c 3139322e3136382e312e3530"      /* 192.168.1.50 */
#define LINK "0200 20f5 2401"

static const explicit_case requests[] = {
    {"attribute 1: type 4, TCP/IP", "0e03 20f4 2401 3001", "8e00 0000 0400"},
    {"attribute 2: port number 2", "0e03 20f4 2401 3002", "8e00 0000 0200"},
    {"attribute 3: the TCP/IP Interface object", "0e03 20f4 2401 3003", "8e00 0000" LINK},
    {"attribute 4: name", "0e03 20f4 2401 3004", "8e00 0000" NAME},
    {"attribute 5 is lacking: 0x14", "0e03 20f4 2401 3005", "8e00 1400"},
    {"attribute 6 is lacking: 0x14", "0e03 20f4 2401 3006", "8e00 1400"},
    {"attribute 7: a port segment with our address", "0e03 20f4 2401 3007", "8e00 0000" NODE},
    {"attribute 8 is not there: 0x14", "0e03 20f4 2401 3008", "8e00 1400"},
    {"Get_Attributes_All: 1 to 4 and 7", "0102 20f4 2401", "8100 0000 0400 0200" LINK NAME NODE},
    {"class attribute 1: revision", "0e03 20f4 2400 3001", "8e00 0000 0100"},
    {"class attribute 2: highest instance", "0e03 20f4 2400 3002", "8e00 0000 0100"},
    {"class attribute 3: number of instances", "0e03 20f4 2400 3003", "8e00 0000 0100"},
    {"class attribute 6: highest class attribute 9", "0e03 20f4 2400 3006", "8e00 0000 0900"},
    {"class attribute 7: highest instance attribute 7", "0e03 20f4 2400 3007", "8e00 0000 0700"},
    {"class attribute 8: entry port", "0e03 20f4 2400 3008", "8e00 0000 0100"},
    {"class attribute 9: type and number an instance, first 0, 0", "0e03 20f4 2400 3009",
     "8e00 0000 0000 0000 0400 0200"},
    {"class attribute 10 is not there: 0x14", "0e03 20f4 2400 300a", "8e00 1400"},
    {"Get_Attributes_All of the class: 1 to 3, 8, 9", "0102 20f4 2400",
     "8100 0000 0100 0100 0100 0100 0000 0000 0400 0200"},
    {"nothing of it can be set: 0x08", "1003 20f4 2401 3002 0300", "9000 0800"},
};

static void node_addresses(cip_rig *rig) {
  static const struct {
    const char *rule;
    uint32_t address;
    const char *segment;
  } cases[] = {
      {"an address of an even length is not padded", 0x0A000001, "8e00 0000 1208 31302e302e302e31"},
      {"the shortest address, padded", 0x00000000, "8e00 0000 1207 302e302e302e30 00"},
      {"the longest address", 0xFFFFFFFF, "8e00 0000 120f 3235352e3235352e3235352e323535 00"},
      {"octets of one, two and three digits", 0x0A640901, "8e00 0000 120a 31302e3130302e392e31"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    rig->environment.config.interface.address = cases[i].address;
    run_cases(rig, &(explicit_case){cases[i].rule, "0e03 20f4 2401 3007", cases[i].segment}, 1);
  }
}

int main(void) {
  cip_rig *rig = cip_rig_make();
  rig->environment.config.interface.address = 0xC0A80132;
  run_cases(rig, requests, sizeof requests / sizeof *requests);
  run_prefixes(rig, requests, sizeof requests / sizeof *requests);
  node_addresses(rig);
  cip_rig_free(rig);
  return tap_done();
}
