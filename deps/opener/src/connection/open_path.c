#include "connection/open_path.h"

#include "base/bytes.h"

enum { NETWORK_INHIBIT_MS = 0x43, NETWORK_SAFETY = 0x50, NETWORK_INHIBIT_US = 0x51, MAX_POINTS = 3 };

/* Segments come in this order; a place may be left out, none comes twice but ports, network and points. */
typedef enum { AT_PORTS, AT_KEY, AT_NETWORK, AT_CLASS, AT_POINTS, AT_DATA } place;

typedef struct {
  eip_open_path *path;
  eip_reader reader;
  place at;
  uint8_t remaining_words; /* from the segment under way */
  eip_path_number points[MAX_POINTS];
  size_t point_count;
} walk;

/* The first fault stays. False: stop. */
static bool fault(walk *self, eip_path_fault kind) {
  if (self->path->fault == EIP_PATH_GOOD) {
    self->path->fault = kind;
    self->path->fault_remaining_words = self->remaining_words;
  }
  return false;
}

static bool advance(walk *self, place to) {
  if (self->at > to) return fault(self, EIP_PATH_SEGMENT);
  self->at = to;
  return true;
}

/* It leads to another device, wherever it stands. One in front leaves the rest to be read: a key answers first. */
static bool take_port(walk *self) {
  fault(self, EIP_PATH_PORT);
  return self->at == AT_PORTS;
}

static bool take_key(walk *self, const eip_segment *segment) {
  if (self->path->has_key) return fault(self, EIP_PATH_SEGMENT);
  if (!advance(self, AT_KEY)) return false;
  self->path->has_key = true;
  self->path->key = *segment;
  self->path->key_remaining_words = self->remaining_words;
  return true;
}

static void set_inhibit(eip_open_path *path, uint32_t inhibit_us) {
  path->has_inhibit = true;
  path->inhibit_us = inhibit_us;
}

/* A safety segment asks for what we are not; others that are not about production are skipped. */
static bool take_network(walk *self, const eip_segment *segment) {
  if (segment->value == NETWORK_SAFETY || !advance(self, AT_NETWORK)) return fault(self, EIP_PATH_SEGMENT);
  eip_span data = segment->bytes;
  if (segment->value == NETWORK_INHIBIT_MS && data.length >= 1) set_inhibit(self->path, data.bytes[0] * UINT32_C(1000));
  if (segment->value == NETWORK_INHIBIT_US && data.length >= 4)
    set_inhibit(self->path, eip_bytes_u32_at(data.bytes, 0));
  return true;
}

static bool take_class(walk *self, const eip_segment *segment) {
  eip_path_number *class_id = &self->path->class_id;
  if (self->at == AT_DATA) return fault(self, EIP_PATH_SEGMENT);
  if (class_id->present && class_id->value != segment->value) return fault(self, EIP_PATH_CLASS);
  if (class_id->present) return true; /* points may come in several paths of one class */
  *class_id = (eip_path_number){segment->value, true, self->remaining_words};
  return advance(self, AT_CLASS);
}

static bool take_point(walk *self, const eip_segment *segment) {
  bool expected = self->path->class_id.present && self->point_count < MAX_POINTS && advance(self, AT_POINTS);
  if (!expected) return fault(self, EIP_PATH_SEGMENT);
  self->points[self->point_count++] = (eip_path_number){segment->value, true, self->remaining_words};
  return true;
}

static bool take_data(walk *self, const eip_segment *segment) {
  if (self->at != AT_POINTS) return fault(self, EIP_PATH_SEGMENT);
  self->at = AT_DATA;
  self->path->data = segment->bytes;
  return true;
}

static bool take(walk *self, const eip_segment *segment) {
  switch (segment->kind) {
    case EIP_SEGMENT_PORT:
      return take_port(self);
    case EIP_SEGMENT_KEY:
      return take_key(self, segment);
    case EIP_SEGMENT_NETWORK:
      return take_network(self, segment);
    case EIP_SEGMENT_CLASS:
      return take_class(self, segment);
    case EIP_SEGMENT_INSTANCE:
    case EIP_SEGMENT_CONNECTION_POINT:
      return take_point(self, segment);
    case EIP_SEGMENT_DATA:
      return take_data(self, segment);
    default:
      return fault(self, EIP_PATH_SEGMENT);
  }
}

/* Two numbers are O->T and T->O; a third before them is the configuration instance. */
static void assign_points(walk *self) {
  size_t next = 0;
  if (self->point_count == MAX_POINTS) self->path->configuration = self->points[next++];
  self->path->o2t = self->points[next++];
  self->path->t2o = self->points[next];
}

void eip_open_path_parse(eip_open_path *self, eip_span path) {
  *self = (eip_open_path){0};
  walk state = {.path = self, .reader = eip_reader_over(path.bytes, path.length)};
  bool going = true;
  while (going && eip_reader_left(&state.reader)) {
    state.remaining_words = (uint8_t)(eip_reader_left(&state.reader) / 2);
    eip_segment segment = eip_epath_next(&state.reader);
    going = take(&state, &segment);
  }
  state.remaining_words = 0;
  if (!self->class_id.present) fault(&state, EIP_PATH_SEGMENT);
  assign_points(&state);
}
