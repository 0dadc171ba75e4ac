/* The public calls about classes of the application, and one class through a whole stack. */
#include "opener/object.h"

#include "exact.h"
#include "support/frames.h"
#include "tap.h"

enum { CLASS = 0x300 };

static const eip_object_attribute attributes[] = {{1, EIP_OBJECT_GET}, {9, EIP_OBJECT_SET}};

static eip_answer answer(void *user, const eip_object_request *request, eip_span *reply) {
  eip_token *token = user;
  *token = request->token;
  *reply = (eip_span){(const uint8_t *)"\x01\x02", 2};
  return request->service == 0x10 ? EIP_PENDING : EIP_ACCEPT;
}

static reply_form ask(world *self, const char *hex) {
  exact bytes = exact_hex(hex);
  frame message = {.length = 0};
  frame_bytes(&message, bytes.bytes, bytes.length);
  exact_free(&bytes);
  return world_ask(self, &message);
}

int main(void) {
  world *self = world_new();
  uint32_t instances[2] = {7};
  eip_token token = 0;
  const eip_object_class class = {.id = CLASS,
                                  .revision = 1,
                                  .attributes = attributes,
                                  .attribute_count = 2,
                                  .instances = instances,
                                  .instance_count = 1,
                                  .instance_capacity = 2,
                                  .user = &token,
                                  .get = answer,
                                  .set = answer};
  tap_ok(!eip_object_find(self->stack, CLASS) && !eip_object_has_instance(self->stack, CLASS, 0),
         "look-up: a class that is not there");
  tap_equal(eip_object_declare(self->stack, &class), EIP_OK, "declared");
  tap_ok(eip_object_find(self->stack, CLASS)->instance_count == 1, "look-up: it is there");
  tap_ok(eip_object_has_instance(self->stack, CLASS, 0) && eip_object_has_instance(self->stack, CLASS, 7) &&
             !eip_object_has_instance(self->stack, CLASS, 8),
         "look-up: its instances");
  tap_ok(eip_object_has_instance(self->stack, 1, 1) && !eip_object_find(self->stack, 1),
         "look-up: the stack's own are there, but not the application's");
  tap_ok(eip_object_find_attribute(self->stack, CLASS, 9)->access == EIP_OBJECT_SET &&
             !eip_object_find_attribute(self->stack, CLASS, 2) && !eip_object_find_attribute(self->stack, 1, 1),
         "look-up: its attributes");

  reply_form reply = ask(self, "0e04 210000 03 2407 3001");
  tap_ok(reply.there && reply.general == 0 && reply.length == 2 && reply.data[1] == 2, "read through a session");
  world_forget(self);
  ask(self, "1004 210000 03 2407 3009 ff");
  tap_equal((int64_t)self->sent_length, 0, "a Set that is answered later has no reply yet");
  eip_request_complete(self->stack, token, EIP_REFUSE(0x09, 0), (eip_span){0}, self->now_us);
  reply = reply_read(self);
  tap_ok(reply.there && reply.service == 0x90 && reply.general == 0x09, "it has when it is answered");

  tap_equal(eip_object_add_instance(self->stack, CLASS, 3), EIP_OK, "an instance is added");
  tap_equal(eip_object_remove_instance(self->stack, CLASS, 7), EIP_OK, "and one removed");
  tap_equal(ask(self, "0e04 210000 03 2403 3001").general, 0, "the new one answers");
  tap_equal(ask(self, "0e04 210000 03 2407 3001").general, 0x05, "the old one is gone");
  open_form open = open_usual();
  open_set_path(&open, "21 00 00 03 24 03 2C 96 2C 64");
  reply = world_open(self, &open);
  tap_ok(reply.general == 0x01 && reply.extended[0] == 0x0117, "no class of the application is a connection's target");
  tap_equal(eip_object_remove(self->stack, CLASS), EIP_OK, "removed");
  tap_equal(ask(self, "0e04 210000 03 2403 3001").general, 0x05, "and gone");
  world_free(self);
  return tap_done();
}
