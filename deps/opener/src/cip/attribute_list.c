#include "cip/attribute_list.h"

enum { ENTRY_BYTES = 2 };

/* Id, status, and the value when there is one. */
static uint8_t get_entry(eip_attribute_get get, void *object, const eip_request *request, uint16_t id, eip_writer *to) {
  eip_writer_u16(to, id);
  size_t place = eip_writer_reserve_u16(to);
  size_t start = eip_writer_length(to);
  uint8_t status = get(object, request, id, to);
  if (status && !to->failed) eip_writer_rewind(to, start);
  eip_writer_patch_u16(to, place, status);
  return status;
}

/* The count is held against the real length before anything is read or written. */
eip_outcome eip_attribute_list_get(eip_attribute_get get, void *object, const eip_request *request, eip_reply *reply) {
  eip_reader list = eip_reader_over(request->data.bytes, request->data.length);
  uint16_t count = eip_reader_u16(&list);
  size_t wanted = (size_t)count * ENTRY_BYTES;
  if (list.failed || eip_reader_left(&list) < wanted) return eip_reply_refuse(reply, EIP_CIP_NOT_ENOUGH_DATA);
  if (eip_reader_left(&list) > wanted) return eip_reply_refuse(reply, EIP_CIP_TOO_MUCH_DATA);
  eip_writer_u16(&reply->data, count);
  for (uint16_t i = 0; i < count && !reply->data.failed; i++) {
    uint8_t status = get_entry(get, object, request, eip_reader_u16(&list), &reply->data);
    if (status) reply->general = EIP_CIP_ATTRIBUTE_LIST_ERROR;
  }
  return EIP_DONE;
}
