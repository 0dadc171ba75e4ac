#include "cip/key.h"

#include "base/reader.h"
#include "opener/status.h"

enum { KEY_FORMAT = 4, KEY_LENGTH = 8, COMPATIBILITY_BIT = 0x80 };

typedef struct {
  uint16_t vendor_id, device_type, product_code;
  uint8_t major, minor;
  bool compatible; /* another device that can stand in is wanted, rather than this very one */
} key_fields;

static uint32_t failure(uint32_t extended) { return (uint32_t)EIP_CIP_CONNECTION_FAILURE << 16 | extended; }

static key_fields read_key(eip_span bytes) {
  eip_reader reader = eip_reader_over(bytes.bytes, bytes.length);
  key_fields key = {.vendor_id = eip_reader_u16(&reader)};
  key.device_type = eip_reader_u16(&reader);
  key.product_code = eip_reader_u16(&reader);
  uint8_t major = eip_reader_u8(&reader);
  key.major = major & (uint8_t)~COMPATIBILITY_BIT;
  key.compatible = (major & COMPATIBILITY_BIT) != 0;
  key.minor = eip_reader_u8(&reader);
  return key;
}

/* 0 asks for nothing, unless a compatible device is wanted: then no field may be 0. */
static bool matches(const key_fields *key, uint32_t wanted, uint32_t ours) {
  return wanted == 0 ? !key->compatible : wanted == ours;
}

static bool revision_matches(const key_fields *key, const eip_identity *identity) {
  if (key->compatible) {
    return key->major == identity->major_revision && key->minor >= 1 && key->minor <= identity->minor_revision;
  }
  if (key->major == 0) return true;
  return key->major == identity->major_revision && (key->minor == 0 || key->minor == identity->minor_revision);
}

uint32_t eip_key_check(const eip_segment *segment, const eip_identity *identity) {
  if (segment->value != KEY_FORMAT) return failure(EIP_CONN_INVALID_SEGMENT);
  if (segment->bytes.length != KEY_LENGTH) return (uint32_t)EIP_CIP_NOT_ENOUGH_DATA << 16;
  key_fields key = read_key(segment->bytes);
  bool vendor_and_product =
      matches(&key, key.vendor_id, identity->vendor_id) && matches(&key, key.product_code, identity->product_code);
  if (!vendor_and_product) return failure(EIP_CONN_KEY_VENDOR_OR_PRODUCT);
  if (!matches(&key, key.device_type, identity->device_type)) return failure(EIP_CONN_KEY_DEVICE_TYPE);
  return revision_matches(&key, identity) ? 0 : failure(EIP_CONN_KEY_REVISION);
}
