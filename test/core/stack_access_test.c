/* Who may do what: eip_application.permitted is asked by address, and a no is 0x0F. */
#include <stdlib.h>

#include "opener/object.h"
#include "support/class3.h"
#include "support/frames.h"
#include "tap.h"

enum { READ_ONLY_CLASS = 0x64, NOT_ASKED = 0 };

/* Whom the stack asked about, and what it is told. */
static struct {
  bool opens, writes;
  unsigned asked[2];
  uint32_t from;
  unsigned hooks; /* requests that reached the class of the application */
} access;

static bool permitted(void *user, eip_access wanted, eip_endpoint from) {
  (void)user;
  access.asked[wanted]++;
  access.from = from.address;
  return wanted == EIP_ACCESS_OPEN_IO ? access.opens : access.writes;
}

static eip_answer hook(void *user, const eip_object_request *request, eip_span *reply) {
  (void)user;
  (void)request;
  *reply = (eip_span){(const uint8_t *)"\x07", 1};
  access.hooks++;
  return EIP_ACCEPT;
}

static eip_answer accept_reset(void *user, uint8_t type, eip_token token) {
  (void)user;
  (void)type;
  (void)token;
  access.hooks++;
  return EIP_ACCEPT;
}

static void declare_class(world *w, uint32_t *instance) {
  static const eip_object_attribute attributes[] = {{1, EIP_OBJECT_GET | EIP_OBJECT_GET_ALL | EIP_OBJECT_SET},
                                                    {2, EIP_OBJECT_GET}};
  static const eip_object_service services[] = {{0x4B, false, true}, {0x03, false, true}, {0x04, false, true}};
  *instance = 1;
  const eip_object_class class = {.id = READ_ONLY_CLASS,
                                  .revision = 1,
                                  .attributes = attributes,
                                  .attribute_count = 2,
                                  .services = services,
                                  .service_count = 3,
                                  .instances = instance,
                                  .instance_count = 1,
                                  .instance_capacity = 1,
                                  .get = hook,
                                  .set = hook,
                                  .run = hook};
  if (eip_object_declare(w->stack, &class) != EIP_OK) abort();
}

/* Everything that could be written may be written but for `permitted`. */
static world *start(bool opens, bool writes, uint32_t *instance) {
  static uint8_t note[4];
  world *w = calloc(1, sizeof *w);
  w->config = world_config(w);
  w->config.allow_settings = w->config.allow_reset = true;
  w->config.application.permitted = permitted;
  w->config.application.reset_requested = accept_reset;
  world_start(w);
  const eip_assembly_config assembly = {
      .instance = 154, .kind = EIP_ASSEMBLY_EXPLICIT, .data = note, .size = sizeof note, .settable = true};
  if (eip_assembly_create(w->stack, &assembly) != EIP_OK) abort();
  declare_class(w, instance);
  memset(&access, 0, sizeof access);
  memset(note, 0, sizeof note);
  access.opens = opens;
  access.writes = writes;
  return w;
}

typedef struct {
  const char *rule;
  const char *request;
  uint8_t general;    /* when writing is not permitted */
  uint8_t to_writers; /* when it is */
} access_case;

static const access_case cases[] = {
    {"Set of an assembly", "1003 2004 249a 3003 01020304", 0x0F, 0x00},
    {"Set of an assembly that is produced: 0x0E, as for everybody", "1003 2004 2464 3004 00", 0x0E, 0x0E},
    {"Set of an attribute that is not there: 0x14, as for everybody", "1003 2048 2401 3009 01", 0x14, 0x14},
    {"Set of an unknown instance: 0x05, as for everybody", "1003 2004 2499 3003 00", 0x05, 0x05},
    {"Set of a setting", "1003 2048 2401 3004 01", 0x0F, 0x00},
    {"Reset", "0502 2001 2401", 0x0F, 0x00},
    {"Get_And_Clear of interface counters", "4c03 20f6 2401 3004", 0x0F, 0x00},
    {"an unknown service: 0x08, as for everybody", "3202 2001 2401", 0x08, 0x08},
    {"Set of an own attribute", "1003 2064 2401 3001 07", 0x0F, 0x00},
    {"Set of an own attribute that nobody may set: 0x0E", "1003 2064 2401 3002 07", 0x0E, 0x0E},
    {"a service of an own class", "4b02 2064 2401", 0x0F, 0x00},
    {"Set_Attribute_List of an own class", "0402 2064 2401 0100 0100 07", 0x0F, 0x00},
    {"a Set inside a packet", "0a02 2002 2401 0100 0400 1003 2004 249a 3003 01020304", 0x1E, 0x00},
    {"a Set inside an Unconnected Send", "5202 2006 2401 0a0e 0c00 1003 2004 249a 3003 01020304 0000", 0x0F, 0x00},
    {"Get_Attribute_Single", "0e03 2001 2401 3001", 0x00, 0x00},
    {"Get_Attributes_All", "0102 2001 2401", 0x00, 0x00},
    {"Get_Attribute_List of Identity", "0302 2001 2401 0100 0100", 0x00, 0x00},
    {"Get of an assembly", "0e03 2004 249a 3003", 0x00, 0x00},
    {"Get_Attribute_Single of an own class", "0e03 2064 2401 3001", 0x00, 0x00},
    {"Get_Attributes_All of an own class", "0102 2064 2401", 0x00, 0x00},
    {"Get_Attribute_List that an own class answers itself", "0302 2064 2401 0100 0100", 0x00, 0x00},
    {"a Get inside a packet", "0a02 2002 2401 0100 0400 0e03 2001 2401 3001", 0x00, 0x00},
    {"Search Connection Data: 0x01 for one that is not there", "5702 2006 2401 0100 0100 01000000", 0x01, 0x01},
    {"Get Connection Owner", "5a02 2006 2401 0004 2004 2497 2c96 2c64", 0x00, 0x00},
};

static void who_may_write(void) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    for (int writes = 0; writes <= 1; writes++) {
      uint32_t instance;
      world *w = start(true, writes, &instance);
      frame request = frame_hex(cases[i].request);
      reply_form reply = world_ask(w, &request);
      uint8_t wanted = writes ? cases[i].to_writers : cases[i].general;
      tap_ok(reply.there && reply.general == wanted, "%s %s: 0x%02X", writes ? "permitted" : "read only", cases[i].rule,
             wanted);
      bool refused = wanted == 0x0F || wanted == 0x1E;
      if (refused) tap_equal(access.hooks, 0, "and the application is not asked");
      if (refused || wanted != cases[i].general) tap_equal(access.from, WORLD_SCANNER, "by the address of its peer");
      world_free(w);
    }
  }
}

static void a_refused_set_changes_nothing(void) {
  uint32_t instance;
  world *w = start(true, false, &instance);
  frame set = frame_hex("1003 2004 249a 3003 01020304"), get = frame_hex("0e03 2004 249a 3003");
  world_ask(w, &set);
  reply_form reply = world_ask(w, &get);
  tap_bytes(reply.data, reply.length, "\0\0\0\0", 4, "a refused Set leaves the assembly as it was");
  tap_equal(access.asked[EIP_ACCESS_WRITE], 1, "who only reads is not asked about");
  world_free(w);
}

static void who_may_open(void) {
  uint32_t instance;
  world *w = start(false, true, &instance);
  open_form usual = open_usual(), null = open_usual(), bad = open_usual();
  reply_form reply = world_open(w, &usual);
  tap_ok(reply.general == 0x0F && reply.extended_count == 0 && reply_u16(&reply, 0) == usual.serial,
         "a Forward Open of an address that may not is 0x0F, with its triad");
  tap_equal(access.from, WORLD_SCANNER, "asked by the address of the TCP connection");
  null.o2t_type = null.t2o_type = 0;
  tap_equal(world_open(w, &null).general, 0x0F, "so is a Null Forward Open");
  bad.o2t_type = 1;
  tap_equal(world_open(w, &bad).general, 0x0F, "before its contents are looked at");
  bad.path_words = 0;
  tap_equal(world_open(w, &bad).general, 0x26, "but not before its form");
  tap_equal(eip_stack_counters(w->stack)->io_connections, 0, "nothing was opened");
  open_form explicit = class3_form();
  explicit.serial = 0x3333;
  tap_equal(world_open(w, &explicit).general, 0, "a class 3 connection is for everybody");
  access.opens = true;
  tap_equal(world_open(w, &usual).general, 0, "permitted: the same open is taken");
  world_free(w);
}

static void read_only_may_open_and_close(void) {
  uint32_t instance;
  world *w = start(true, false, &instance);
  open_form form = open_usual();
  open_set_path(&form, "20 04 24 97 2C 96 2C 64 80 05 01 02 03 04 05 06 07 08 09 0A");
  tap_ok(world_open(w, &form).general == 0 && w->configurations == 1, "read only: an open with configuration is taken");
  close_form closing = close_usual();
  tap_equal(world_close(w, &closing).general, 0, "and closed");
  tap_equal(access.asked[EIP_ACCESS_WRITE], NOT_ASKED, "nobody asks whether that may be written");
  world_free(w);
}

int main(void) {
  who_may_write();
  a_refused_set_changes_nothing();
  who_may_open();
  read_only_may_open_and_close();
  return tap_done();
}
