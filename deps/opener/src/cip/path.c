/* The application path of an explicit request: class first, then where in it. */
#include "cip/epath.h"
#include "opener/status.h"

/* The first of its kind; false for a second one. */
static bool take(uint32_t *value, bool *present, const eip_segment *segment) {
  if (*present) return false;
  *present = true;
  *value = segment->value;
  return true;
}

/* Element after element of an array is addressed by members: the first is kept, the others are in `all`. */
static bool take_member(eip_path *self, const eip_segment *segment) {
  if (!self->has_member) self->member = segment->value;
  self->has_member = true;
  return true;
}

/* False: a segment that has no place in an explicit path, not there or not twice. */
static bool add(eip_path *self, const eip_segment *segment) {
  bool names_object = self->has_class || self->has_symbol;
  switch (segment->kind) {
    case EIP_SEGMENT_CLASS:
      return !self->has_instance && take(&self->class_id, &self->has_class, segment);
    case EIP_SEGMENT_INSTANCE:
      return names_object && take(&self->instance, &self->has_instance, segment);
    case EIP_SEGMENT_ATTRIBUTE:
      return names_object && take(&self->attribute, &self->has_attribute, segment);
    case EIP_SEGMENT_CONNECTION_POINT:
      return names_object && take(&self->connection_point, &self->has_connection_point, segment);
    case EIP_SEGMENT_MEMBER:
      return names_object && take_member(self, segment);
    case EIP_SEGMENT_SYMBOL:
      self->has_symbol = true;
      return true;
    case EIP_SEGMENT_KEY:
      self->has_key = true;
      return true;
    default:
      return false;
  }
}

uint8_t eip_path_parse(eip_path *self, eip_span bytes) {
  *self = (eip_path){.all = bytes};
  eip_reader path = eip_reader_over(bytes.bytes, bytes.length);
  eip_segment segment = eip_epath_next(&path);
  while (segment.kind != EIP_SEGMENT_END && add(self, &segment)) segment = eip_epath_next(&path);
  if (self->has_key) return EIP_CIP_KEY_FAILURE_IN_PATH;
  bool names_object = self->has_class || self->has_symbol;
  return segment.kind == EIP_SEGMENT_END && names_object ? EIP_CIP_SUCCESS : EIP_CIP_PATH_SEGMENT_ERROR;
}
