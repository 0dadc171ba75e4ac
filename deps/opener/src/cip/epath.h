/* Padded EPATHs (docs/protocol.md, "EPATH"): segments by cursor, and the application path of a request. */
#ifndef EIP_CIP_EPATH_H
#define EIP_CIP_EPATH_H

#include "base/reader.h"

typedef enum {
  EIP_SEGMENT_CLASS,
  EIP_SEGMENT_INSTANCE,
  EIP_SEGMENT_MEMBER,
  EIP_SEGMENT_CONNECTION_POINT,
  EIP_SEGMENT_ATTRIBUTE,
  EIP_SEGMENT_KEY,     /* electronic key: `bytes` holds what follows the format byte, `value` the format */
  EIP_SEGMENT_PORT,    /* value: port number, bytes: link address */
  EIP_SEGMENT_NETWORK, /* value: the segment's first byte (0x43, 0x51, ...), bytes: its data */
  EIP_SEGMENT_SYMBOL,  /* bytes: the name */
  EIP_SEGMENT_DATA,    /* 0x80; bytes: the data */
  EIP_SEGMENT_UNKNOWN, /* a first byte that no rule knows: value is that byte, parsing ends here */
  EIP_SEGMENT_CUT,     /* the path ends inside a segment: parsing ends here */
  EIP_SEGMENT_END      /* nothing left */
} eip_segment_kind;

typedef struct {
  eip_segment_kind kind;
  uint32_t value;
  eip_span bytes;
} eip_segment;

/* The next segment. Segment lengths are counted from the bytes read, not from the value. */
eip_segment eip_epath_next(eip_reader *path);

/* The application path of a request: class, instance, ... each at most once, 0 with its flag unset when absent. */
typedef struct {
  uint32_t class_id, instance, attribute, member, connection_point;
  bool has_class, has_instance, has_attribute, has_member, has_connection_point;
  bool has_key; /* a key segment stands in it: an explicit path with one gets 0x25 */
  bool has_symbol;
  eip_span all; /* the whole path */
} eip_path;

/* Parses a whole explicit path. A CIP status: 0x00, 0x04 (class missing, cut, unknown segment), 0x25. */
uint8_t eip_path_parse(eip_path *self, eip_span bytes);

#endif
