/* The connection path of a Forward Open (docs/protocol.md, "Connection path"). */
#ifndef EIP_CONNECTION_OPEN_PATH_H
#define EIP_CONNECTION_OPEN_PATH_H

#include "cip/epath.h"

/* A number of the path and where its segment begins. */
typedef struct {
  uint32_t value;
  bool present;
  uint8_t remaining_words; /* words of the path from its segment on: not used when it is refused */
} eip_path_number;

/* What is wrong with a path as such; the rest was not read. */
typedef enum {
  EIP_PATH_GOOD,
  EIP_PATH_PORT,   /* a port segment: it leads elsewhere */
  EIP_PATH_CLASS,  /* a class other than the first */
  EIP_PATH_SEGMENT /* unknown, cut, out of order, or no class at all */
} eip_path_fault;

typedef struct {
  eip_path_fault fault;
  uint8_t fault_remaining_words;
  bool has_key;
  eip_segment key; /* maybe cut: then the path ends in it */
  uint8_t key_remaining_words;
  bool has_inhibit;    /* a production inhibit time is given, perhaps 0 */
  uint32_t inhibit_us; /* 0 = none, or none given */
  eip_path_number class_id, configuration, o2t, t2o;
  eip_span data; /* configuration data: whole words */
} eip_open_path;

/* Order of segments: ports, key, network segments, class, configuration instance (may be absent), O->T
 * point, T->O point, data. Points are instances or connection points, in one or several paths of the same
 * class. Reads on behind a port segment, so that the key is found whatever stands before it. */
void eip_open_path_parse(eip_open_path *self, eip_span path);

#endif
