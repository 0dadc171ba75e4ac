/* Electronic keys against a device with vendor 1234, type 12, product 7, revision 3.5. */
#include "cip/key.h"

#include "exact.h"
#include "tap.h"

static const eip_identity identity = {1234, 12, 7, 3, 5, 1, "device"};

enum {
  MATCHES = 0,
  VENDOR_OR_PRODUCT = 0x010114,
  DEVICE_TYPE = 0x010115,
  REVISION = 0x010116,
  SEGMENT = 0x010315,
  CUT = 0x130000
};

/* vendor d204, type 0c00, product 0700, major 03, minor 05 */
static const struct {
  const char *rule;
  const char *key;
  uint32_t verdict;
} keys[] = {
    {"the very device matches", "04 d204 0c00 0700 03 05", MATCHES},
    {"an all-zero key matches anything", "04 0000 0000 0000 00 00", MATCHES},
    {"vendor 0 matches any", "04 0000 0c00 0700 03 05", MATCHES},
    {"device type 0 matches any", "04 d204 0000 0700 03 05", MATCHES},
    {"product code 0 matches any", "04 d204 0c00 0000 03 05", MATCHES},
    {"major 0 matches any, then any minor", "04 d204 0c00 0700 00 09", MATCHES},
    {"minor 0 matches any", "04 d204 0c00 0700 03 00", MATCHES},
    {"another vendor: 01/0114", "04 d304 0c00 0700 03 05", VENDOR_OR_PRODUCT},
    {"another product code: 01/0114", "04 d204 0c00 0800 03 05", VENDOR_OR_PRODUCT},
    {"another device type: 01/0115", "04 d204 0d00 0700 03 05", DEVICE_TYPE},
    {"another major: 01/0116", "04 d204 0c00 0700 02 05", REVISION},
    {"another major, any minor: 01/0116", "04 d204 0c00 0700 04 00", REVISION},
    {"another minor, lower: 01/0116", "04 d204 0c00 0700 03 04", REVISION},
    {"another minor, higher: 01/0116", "04 d204 0c00 0700 03 06", REVISION},
    {"vendor is looked at before device type", "04 d304 0d00 0700 02 05", VENDOR_OR_PRODUCT},
    {"device type is looked at before revision", "04 d204 0d00 0700 02 05", DEVICE_TYPE},
    {"compatible: the very device matches", "04 d204 0c00 0700 83 05", MATCHES},
    {"compatible: a lower minor matches", "04 d204 0c00 0700 83 01", MATCHES},
    {"compatible: a higher minor: 01/0116", "04 d204 0c00 0700 83 06", REVISION},
    {"compatible: minor 0: 01/0116", "04 d204 0c00 0700 83 00", REVISION},
    {"compatible: another major: 01/0116", "04 d204 0c00 0700 82 05", REVISION},
    {"compatible: major 0: 01/0116", "04 d204 0c00 0700 80 05", REVISION},
    {"compatible: vendor 0: 01/0114", "04 0000 0c00 0700 83 05", VENDOR_OR_PRODUCT},
    {"compatible: product code 0: 01/0114", "04 d204 0c00 0000 83 05", VENDOR_OR_PRODUCT},
    {"compatible: device type 0: 01/0115", "04 d204 0000 0700 83 05", DEVICE_TYPE},
    {"key format 5: 01/0315", "05 d204 0c00 0700 03 05", SEGMENT},
    {"key format 0: 01/0315", "00 d204 0c00 0700 03 05", SEGMENT},
    {"key of another format, cut: 01/0315", "05", SEGMENT},
    {"key cut in its last byte: 0x13", "04 d204 0c00 0700 03", CUT},
    {"key without fields: 0x13", "04", CUT},
};

static eip_segment segment_of(const exact *key) {
  uint8_t path[16] = {0x34};
  memcpy(path + 1, key->bytes, key->length);
  eip_reader reader = eip_reader_over(path, key->length + 1);
  static uint8_t kept[16];
  eip_segment segment = eip_epath_next(&reader);
  if (segment.bytes.length) memcpy(kept, segment.bytes.bytes, segment.bytes.length);
  segment.bytes.bytes = kept;
  return segment;
}

int main(void) {
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    exact key = exact_hex(keys[i].key);
    eip_segment segment = segment_of(&key);
    tap_equal(eip_key_check(&segment, &identity), keys[i].verdict, "%s", keys[i].rule);
    exact_free(&key);
  }
  return tap_done();
}
