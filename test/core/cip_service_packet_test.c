/* Multiple Service Packet on the CIP side alone: replies with extended words and data, and their bounds. */
#include "cip/service_packet.h"

#include "cip_table.h"

/* ---- a class that has the service, and one whose replies are as long as they are told ---- */

static eip_outcome run_packet(void *object, const eip_request *request, eip_reply *reply) {
  return eip_service_packet_run(object, request, reply);
}

/* Data of the request: number of extended words, bytes of data, each counting up. */
static eip_outcome echo(void *object, const eip_request *request, eip_reply *reply) {
  (void)object;
  eip_reader data = eip_reader_over(request->data.bytes, request->data.length);
  uint8_t words = eip_reader_u8(&data);
  uint8_t bytes = eip_reader_u8(&data);
  if (words) reply->general = EIP_CIP_CONNECTION_FAILURE;
  for (uint8_t i = 0; i < words; i++) eip_reply_add_extended(reply, (uint16_t)(0xA0 + i));
  for (uint8_t i = 0; i < bytes; i++) eip_writer_u8(&reply->data, i);
  return EIP_DONE;
}

static const eip_service packet_services[] = {{.code = 0x0A, .on_instance = true, .run = run_packet}};
static const eip_service echo_services[] = {{.code = 0x4B, .on_instance = true, .run = echo},
                                            {.code = 0x4C, .on_instance = true, .alone = true, .run = echo}};

static const eip_class packet_class = {
    .id = 0x02, .services = packet_services, .service_count = 1, .next_instance = eip_class_single_instance};
static const eip_class echo_class = {
    .id = 0x70, .services = echo_services, .service_count = 2, .next_instance = eip_class_single_instance};

static cip_rig *rig_with_both(void) {
  cip_rig *rig = cip_rig_make();
  eip_cip_add_class(&rig->cip, &packet_class, &rig->cip);
  eip_cip_add_class(&rig->cip, &echo_class, NULL);
  return rig;
}

static const explicit_case cases[] = {
    {"data behind the head", "0a02 2002 2401 0100 0400 4b0220702401 0003", "8a000000 0100 0400 cb000000 000102"},
    {"extended words alone", "0a02 2002 2401 0100 0400 4b0220702401 0200", "8a001e00 0100 0400 cb000102 a000 a100"},
    {"extended words push data back", "0a02 2002 2401 0100 0400 4b0220702401 0205",
     "8a001e00 0100 0400 cb000102 a000 a100 0001020304"},
    {"what stands behind that", "0a02 2002 2401 0200 0600 0e00 4b0220702401 0104 4b0220702401 0001",
     "8a001e00 0200 0600 1000 cb000101 a000 00010203 cb000000 00"},
    {"a service that has to stand alone: 0x08", "0a02 2002 2401 0100 0400 4c0220702401 0001",
     "8a001e00 0100 0400 cc000800"},
    {"the same service outside a packet", "4c02 2070 2401 0001", "cc000000 00"},
};

/* With every size of the room: whole replies, 0x11 where one does not fit, never a byte more. */
static void every_room(cip_rig *rig) {
  static const char request[] = "0a02 2002 2401 0200 0600 0e00 4b0220702401 0108 4b0220702401 0004";
  enum { FIRST = 4 + 2 + 8, SECOND = 4 + 4, HEAD = 4 + 2 + 4 };
  bool right = true;
  for (uint32_t room = HEAD; room <= HEAD + FIRST + SECOND + 2; room++) {
    rig->environment.config.limits.max_message = EIP_UNCONNECTED_FRAMING + room;
    cip_rig_run(rig, request);
    int status = cip_rig_status(rig);
    right = right && rig->reply_length <= room;
    if (room < HEAD + 8) {
      right = right && status == 0x11 && rig->reply_length == 4;
      continue;
    }
    bool first_fits = room >= HEAD + FIRST + 4;
    bool second_fits = room >= HEAD + (first_fits ? FIRST : 4) + SECOND;
    size_t second_at = HEAD + (first_fits ? FIRST : 4);
    right = right && status == 0x1E && rig->reply[HEAD + 2] == (first_fits ? 0x01 : 0x11) &&
            rig->reply[second_at + 2] == (second_fits ? 0x00 : 0x11);
  }
  tap_ok(right, "in a room of any size: each reply whole or 0x11, never beyond it");
}

static void requests_are_counted(void) {
  cip_rig *rig = rig_with_both();
  cip_rig_run(rig, "0a02 2002 2401 0200 0600 0e00 4b0220702401 0100 4b0220702401 0000");
  const eip_counters *counters = &rig->environment.counters;
  tap_ok(counters->explicit_requests == 3 && counters->explicit_errors == 2,
         "a packet and each request in it are counted, so are their refusals");
  cip_rig_free(rig);
}

int main(void) {
  cip_rig *rig = rig_with_both();
  run_cases(rig, cases, sizeof cases / sizeof *cases);
  run_prefixes(rig, cases, sizeof cases / sizeof *cases);
  every_room(rig);
  cip_rig_free(rig);
  requests_are_counted();
  return tap_done();
}
