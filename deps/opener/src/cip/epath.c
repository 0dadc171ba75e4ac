#include "cip/epath.h"

enum {
  PORT_EXTENDED_LINK = 0x10, /* the link address has a length byte */
  PORT_NUMBER_MASK = 0x0F,
  PORT_NUMBER_FOLLOWS = 15,
  LOGICAL_FORMAT_MASK = 0x03,
  LOGICAL_KEY = 0x34,
  KEY_FORMAT = 4,
  KEY_LENGTH = 8,
  NETWORK_LENGTH_FOLLOWS = 0x10,
  SYMBOL_LENGTH_MASK = 0x1F,
  DATA_SIMPLE = 0x80,
  DATA_ANSI_SYMBOL = 0x91
};

static const eip_segment cut = {.kind = EIP_SEGMENT_CUT};

/* Ends the parsing: how long an unknown segment is, nobody knows. */
static eip_segment unknown(eip_reader *path, uint8_t type) {
  eip_reader_span(path, eip_reader_left(path));
  return (eip_segment){.kind = EIP_SEGMENT_UNKNOWN, .value = type};
}

/* Segments that hold an odd number of bytes are followed by one pad byte. */
static void skip_pad(eip_reader *path, size_t segment_bytes) {
  if (segment_bytes % 2) eip_reader_u8(path);
}

static eip_segment port_segment(eip_reader *path, uint8_t type) {
  eip_segment self = {.kind = EIP_SEGMENT_PORT, .value = type & PORT_NUMBER_MASK};
  if (self.value == 0) return unknown(path, type);
  size_t head = 1;
  uint8_t link_length = 1;
  if (type & PORT_EXTENDED_LINK) {
    link_length = eip_reader_u8(path);
    head = 2;
  }
  if (self.value == PORT_NUMBER_FOLLOWS) self.value = eip_reader_u16(path); /* two bytes: no matter to the pad */
  self.bytes = eip_reader_span(path, link_length);
  skip_pad(path, head + link_length);
  return self;
}

/* What follows the format byte; shorter than it should be when the path ends inside the key. */
static eip_segment key_segment(eip_reader *path) {
  eip_segment self = {.kind = EIP_SEGMENT_KEY, .value = eip_reader_u8(path)};
  size_t left = eip_reader_left(path);
  size_t length = self.value == KEY_FORMAT && left > KEY_LENGTH ? KEY_LENGTH : left;
  self.bytes = eip_reader_span(path, length);
  return self;
}

static eip_segment logical_segment(eip_reader *path, uint8_t type) {
  static const eip_segment_kind kinds[] = {EIP_SEGMENT_CLASS, EIP_SEGMENT_INSTANCE, EIP_SEGMENT_MEMBER,
                                           EIP_SEGMENT_CONNECTION_POINT, EIP_SEGMENT_ATTRIBUTE};
  if (type == LOGICAL_KEY) return key_segment(path);
  size_t logical = (type >> 2) & 7U;
  if (logical >= sizeof kinds / sizeof *kinds) return unknown(path, type);
  eip_segment self = {.kind = kinds[logical]};
  switch (type & LOGICAL_FORMAT_MASK) {
    case 0:
      self.value = eip_reader_u8(path);
      return self;
    case 1:
      eip_reader_u8(path); /* pad */
      self.value = eip_reader_u16(path);
      return self;
    case 2:
      eip_reader_u8(path); /* pad */
      self.value = eip_reader_u32(path);
      return self;
    default:
      return unknown(path, type);
  }
}

static eip_segment network_segment(eip_reader *path, uint8_t type) {
  eip_segment self = {.kind = EIP_SEGMENT_NETWORK, .value = type};
  size_t length = 1;
  if (type & NETWORK_LENGTH_FOLLOWS) length = (size_t)2 * eip_reader_u8(path);
  self.bytes = eip_reader_span(path, length);
  return self;
}

/* Bytes of an extended string symbol, by its second byte; false for a form that is not defined. */
static bool extended_symbol_length(uint8_t form, size_t *length) {
  size_t count = form & SYMBOL_LENGTH_MASK;
  switch (form >> 5) {
    case 1: /* characters of two bytes */
      *length = 2 * count;
      return true;
    case 2: /* of three bytes */
      *length = 3 * count;
      return true;
    case 6: /* a number: 6 USINT, 7 UINT, 8 UDINT */
      if (count < 6 || count > 8) return false;
      *length = (size_t)1 << (count - 6);
      return true;
    default:
      return false;
  }
}

static eip_segment symbol_segment(eip_reader *path, uint8_t type) {
  size_t head = 1;
  size_t length = type & SYMBOL_LENGTH_MASK;
  if (length == 0) {
    head = 2;
    uint8_t form = eip_reader_u8(path);
    if (!path->failed && !extended_symbol_length(form, &length)) return unknown(path, type);
  }
  eip_segment self = {.kind = EIP_SEGMENT_SYMBOL, .bytes = eip_reader_span(path, length)};
  skip_pad(path, head + length);
  return self;
}

static eip_segment data_segment(eip_reader *path, uint8_t type) {
  if (type != DATA_SIMPLE && type != DATA_ANSI_SYMBOL) return unknown(path, type);
  size_t length = eip_reader_u8(path);
  if (type == DATA_SIMPLE) return (eip_segment){.kind = EIP_SEGMENT_DATA, .bytes = eip_reader_span(path, 2 * length)};
  eip_segment self = {.kind = EIP_SEGMENT_SYMBOL, .bytes = eip_reader_span(path, length)};
  skip_pad(path, length);
  return self;
}

/* By the three top bits of the first byte. */
static eip_segment segment_of(eip_reader *path, uint8_t type) {
  switch (type >> 5) {
    case 0:
      return port_segment(path, type);
    case 1:
      return logical_segment(path, type);
    case 2:
      return network_segment(path, type);
    case 3:
      return symbol_segment(path, type);
    case 4:
      return data_segment(path, type);
    default:
      return unknown(path, type);
  }
}

eip_segment eip_epath_next(eip_reader *path) {
  if (path->failed) return cut;
  if (eip_reader_left(path) == 0) return (eip_segment){.kind = EIP_SEGMENT_END};
  eip_segment segment = segment_of(path, eip_reader_u8(path));
  return path->failed ? cut : segment;
}
