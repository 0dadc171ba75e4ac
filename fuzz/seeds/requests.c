#include "device/device.h"
#include "target.h"

enum { FORBIDS = 12 };
enum { UNCONNECTED, CONNECTED, PACKET, CONNECTED_PACKET, SENT_ON, COMPLETE, WAIT, MOOD, CONNECT, CLASSES };

static void step(frame *to, uint32_t what, uint32_t number) { frame_u8(to, what | number << 4); }

static void request(frame *to, const char *hex) {
  frame bytes = frame_hex(hex);
  frame_u8(to, (uint32_t)bytes.length);
  frame_bytes(to, bytes.bytes, bytes.length);
}

static const struct {
  const char *name, *hex;
} requests[] = {
    {"identity-all", "01 02 20 01 24 01"},
    {"identity-list", "03 02 20 01 24 01 03 00 01 00 07 00 63 00"},
    {"list-beyond-data", "03 02 20 01 24 01 F4 01"},
    {"set-list", "04 02 20 01 24 01 01 00 01 00 00 00"},
    {"reset", "05 02 20 01 24 01 01"},
    {"router-objects", "0E 03 20 02 24 01 30 01"},
    {"assembly-get", "0E 03 20 04 24 96 30 03"},
    {"assembly-set", "10 03 20 04 24 9A 30 03 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14"},
    {"configuration-set", "10 03 20 04 24 97 30 03 01 02 03 04 05 06 07 08 09 0A"},
    {"manager-all", "01 02 20 06 24 01"},
    {"connection-data", "56 02 20 06 24 01 01 00"},
    {"search-connection", "57 02 20 06 24 01 02 01 04 03 08 07 06 05"},
    {"connection-owner", "5A 02 20 06 24 01 01 03 20 04 2C 64"},
    {"qos-set", "10 03 20 48 24 01 30 04 3F"},
    {"qos-too-large", "10 03 20 48 24 01 30 04 40"},
    {"port-all", "01 02 20 F4 24 01"},
    {"tcp-ip-all", "01 02 20 F5 24 01"},
    {"tcp-ip-inactivity", "10 03 20 F5 24 01 30 0D 00 00"},
    {"tcp-ip-multicast", "10 03 20 F5 24 01 30 09 01 00 02 00 00 02 C0 EF"},
    {"link-all", "01 02 20 F6 24 01"},
    {"link-clear", "4C 03 20 F6 24 01 30 04"},
    {"class-attributes", "0E 03 20 F5 24 00 30 01"},
    {"own-get", "0E 03 20 64 24 01 30 01"},
    {"own-get-all", "01 02 20 64 24 07"},
    {"own-list", "03 02 20 64 24 01 02 00 01 00 2C 01"},
    {"own-set", "10 03 20 64 24 01 30 02 AA BB"},
    {"own-service", "4B 02 20 64 24 07 01 02 03"},
    {"own-class-service", "32 02 20 64 24 00"},
    {"own-replaced-get", "0E 04 21 00 00 03 24 01 30 01"},
    {"unknown-service", "7F 02 20 01 24 01"},
    {"symbolic", "4C 03 91 04 64 61 74 61 01 00"},
    {"nested-packet", "0A 02 20 02 24 01 01 00 04 00 0A 02 20 02 24 01 01 00 04 00 01 02 20 01 24 01"},
};
enum { REQUESTS = sizeof requests / sizeof *requests };

/* Each unconnected, connected twice over, inside Unconnected Send; answered at once, later, forbidden. */
static void every_way(fuzz_take take, void *user, size_t which) {
  frame input = {.length = 0};
  static const uint32_t moods[] = {MOOD_ACCEPTS, MOOD_WAITS, MOOD_ACCEPTS | FORBIDS};
  for (uint32_t mood = 0; mood < sizeof moods / sizeof *moods; mood++) {
    step(&input, MOOD, moods[mood]);
    frame_u8(&input, 3);
    step(&input, UNCONNECTED, 0);
    request(&input, requests[which].hex);
    step(&input, CONNECTED, 0);
    request(&input, requests[which].hex);
    step(&input, CONNECTED, 1);
    request(&input, requests[which].hex);
    step(&input, SENT_ON, mood & 1);
    request(&input, requests[which].hex);
    step(&input, COMPLETE, 0);
    frame_u8(&input, 0);
    request(&input, "AA BB CC");
    step(&input, WAIT, 10);
  }
  take(user, requests[which].name, input.bytes, input.length);
}

static void packets(fuzz_take take, void *user) {
  frame input = {.length = 0};
  for (size_t first = 0; first + 4 <= REQUESTS; first += 4) {
    step(&input, MOOD, (uint32_t)first / 4 % MOODS);
    frame_u8(&input, (uint32_t)first);
    step(&input, first % 8 ? PACKET : CONNECTED_PACKET, 4);
    for (size_t i = 0; i < 4; i++) request(&input, requests[first + i].hex);
    step(&input, COMPLETE, 0);
    frame_u8(&input, 5);
    request(&input, "");
  }
  take(user, "packets", input.bytes, input.length);
}

/* A class goes, and a peer, while a request to it waits. */
static void gone_meanwhile(fuzz_take take, void *user) {
  frame input = {.length = 0};
  step(&input, MOOD, MOOD_WAITS);
  frame_u8(&input, 0);
  for (uint32_t i = 0; i < 2; i++) {
    step(&input, UNCONNECTED, 0);
    request(&input, "0E 03 20 64 24 01 30 01");
    step(&input, CONNECTED, 0);
    request(&input, "32 02 20 64 24 07");
    step(&input, i ? CONNECT : CLASSES, 0);
    if (i == 0) frame_u8(&input, 0);
    step(&input, COMPLETE, 0);
    frame_u8(&input, 0);
    request(&input, "01");
    step(&input, CLASSES, 2);
    frame_u8(&input, 0);
  }
  take(user, "gone-meanwhile", input.bytes, input.length);
}

void fuzz_seeds(fuzz_take take, void *user) {
  for (size_t i = 0; i < REQUESTS; i++) every_way(take, user, i);
  packets(take, user);
  gone_meanwhile(take, user);
}

const char *fuzz_not_reached(const eip_counters *all) {
  if (all->explicit_requests < 6 * (uint64_t)REQUESTS) return "every request every way";
  if (all->requests_expired == 0) return "a request whose answer does not come";
  return all->explicit_repeated ? NULL : "a repeated request";
}
