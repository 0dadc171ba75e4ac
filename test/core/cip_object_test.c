/* Classes of the application: what the declaration allows reaches a hook, the rest is refused by the table. */
#include "cip/application_class.h"

#include <stdlib.h>

#include "cip_table.h"

enum { CLASS = 0x64, OTHER = 0x65, LEAST_TAKEN = 0x66, ROOM = 4 };

/* What the hooks saw, and how they answer. */
static struct {
  unsigned asked;
  eip_object_request last;
  uint8_t data[64];
  eip_answer answer;
  eip_span value;
  eip_cip *completes; /* the token is completed inside the hook */
} hooks;

static eip_answer hook(void *user, const eip_object_request *request, eip_span *reply) {
  (void)user;
  hooks.asked++;
  hooks.last = *request;
  if (request->data.length > sizeof hooks.data) abort();
  if (request->data.length) memcpy(hooks.data, request->data.bytes, request->data.length);
  *reply = hooks.value;
  if (hooks.completes) eip_pending_complete(hooks.completes, request->token, EIP_ACCEPT, hooks.value);
  return hooks.answer;
}

/* The value is the attribute's number and the instance's; 3 is busy. */
static eip_answer numbers(void *user, const eip_object_request *request, eip_span *reply) {
  static uint8_t bytes[2];
  (void)user;
  bytes[0] = (uint8_t)request->attribute;
  bytes[1] = (uint8_t)request->instance;
  *reply = (eip_span){bytes, sizeof bytes};
  if (request->attribute == 3) return EIP_REFUSE(EIP_CIP_DEVICE_STATE_CONFLICT, 0);
  return request->attribute == 4 ? EIP_PENDING : EIP_ACCEPT;
}

static const eip_object_attribute attributes[] = {
    {1, EIP_OBJECT_GET | EIP_OBJECT_GET_ALL},
    {2, EIP_OBJECT_GET | EIP_OBJECT_GET_ALL | EIP_OBJECT_SET},
    {3, EIP_OBJECT_GET},
    {4, EIP_OBJECT_GET},
    {5, EIP_OBJECT_SET},
    {300, EIP_OBJECT_GET},
};

static const eip_object_service services[] = {{0x32, true, false}, {0x4B, false, true}, {0x4C, true, true}};

static eip_object_class declaration(uint32_t *instances) {
  instances[0] = 1;
  instances[1] = 70000;
  return (eip_object_class){.id = CLASS,
                            .revision = 3,
                            .attributes = attributes,
                            .attribute_count = sizeof attributes / sizeof *attributes,
                            .services = services,
                            .service_count = sizeof services / sizeof *services,
                            .instances = instances,
                            .instance_count = 2,
                            .instance_capacity = ROOM,
                            .get = hook,
                            .set = hook,
                            .run = hook};
}

/* A rig with the class above, whose hooks answer `answer` with the bytes 0A 0B. */
static cip_rig *start(uint32_t *instances, eip_object_hook get, eip_answer answer) {
  cip_rig *rig = cip_rig_make();
  eip_object_class class = declaration(instances);
  class.get = get;
  memset(&hooks, 0, sizeof hooks);
  hooks.answer = answer;
  hooks.value = (eip_span){(const uint8_t *)"\x0a\x0b", 2};
  if (eip_cip_object_declare(&rig->cip, &class) != EIP_OK) abort();
  return rig;
}

static const explicit_case answered_by_the_table[] = {
    {"class attribute 1: revision", "0e03 2064 2400 3001", "8e000000 0300"},
    {"class attribute 2: highest instance, at most 65535", "0e03 2064 2400 3002", "8e000000 ffff"},
    {"class attribute 3: number of instances", "0e03 2064 2400 3003", "8e000000 0200"},
    {"class attribute 6: highest class attribute", "0e03 2064 2400 3006", "8e000000 0700"},
    {"class attribute 7: highest instance attribute", "0e03 2064 2400 3007", "8e000000 2c01"},
    {"another class attribute: 0x14", "0e03 2064 2400 3004", "8e001400"},
    {"unknown instance: 0x05", "0e03 2064 2402 3001", "8e000500"},
    {"unknown attribute: 0x14", "0e03 2064 2401 3009", "8e001400"},
    {"an attribute that is only settable is not read: 0x14", "0e03 2064 2401 3005", "8e001400"},
    {"Set of an unknown attribute: 0x14", "1003 2064 2401 3009 00", "90001400"},
    {"Set of one that is not settable: 0x0E", "1003 2064 2401 3001 00", "90000e00"},
    {"unknown service: 0x08", "3302 2064 2401", "b3000800"},
    {"a class service on an instance: 0x08", "3202 2064 2401", "b2000800"},
    {"an instance service on the class: 0x08", "4b02 2064 2400", "cb000800"},
    {"Set on the class: 0x08", "1003 2064 2400 3002 00", "90000800"},
    {"Get_Attributes_All on the class: 0x08", "0102 2064 2400", "81000800"},
    {"a list longer than its data: 0x13", "0302 2064 2401 f401 0100", "83001300"},
    {"a list shorter than its data: 0x15", "0302 2064 2401 0100 0100 0200", "83001500"},
};

static void the_table_answers(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_ACCEPT);
  size_t count = sizeof answered_by_the_table / sizeof *answered_by_the_table;
  run_cases(rig, answered_by_the_table, count);
  tap_equal(hooks.asked, 0, "and no hook is asked about any of it");
  run_prefixes(rig, answered_by_the_table, count);
  cip_rig_free(rig);
}

static const struct {
  const char *rule, *request, *reply;
  uint32_t instance, attribute;
  uint8_t service, first;
  size_t length;
} asked[] = {
    {"Get_Attribute_Single", "0e03 2064 2401 3001", "8e000000 0a0b", 1, 1, 0x0E, 0, 0},
    {"of an instance and an attribute in wide segments", "0e06 2064 2600 70110100 3100 2c01", "8e000000 0a0b", 70000,
     300, 0x0E, 0, 0},
    {"Set_Attribute_Single, with the value", "1003 2064 2401 3005 778899", "90000000 0a0b", 1, 5, 0x10, 0x77, 3},
    {"an own service on an instance, with its data", "4b02 2064 2401 4455", "cb000000 0a0b", 1, 0, 0x4B, 0x44, 2},
    {"an own service on the class", "3202 2064 2400 01", "b2000000 0a0b", 0, 0, 0x32, 1, 1},
    {"one that is for both, on the class without an instance segment", "4c01 2064", "cc000000 0a0b", 0, 0, 0x4C, 0, 0},
    {"and on an instance, with an attribute", "4c03 2064 2401 3007", "cc000000 0a0b", 1, 7, 0x4C, 0, 0},
};

static void hooks_are_asked(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_ACCEPT);
  for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
    cip_rig_run(rig, asked[i].request);
    exact wanted = exact_hex(asked[i].reply);
    tap_bytes(rig->reply, rig->reply_length, wanted.bytes, wanted.length, "%s", asked[i].rule);
    exact_free(&wanted);
    const eip_object_request *last = &hooks.last;
    tap_ok(hooks.asked == i + 1 && last->class_id == CLASS && last->instance == asked[i].instance &&
               last->attribute == asked[i].attribute && last->service == asked[i].service && last->token != 0 &&
               last->data.length == asked[i].length && (!asked[i].length || hooks.data[0] == asked[i].first),
           "%s: the hook hears it all", asked[i].rule);
  }
  tap_ok(rig->environment.counters.pending_requests == 0 && rig->environment.timers.count == 0,
         "what is answered at once leaves nothing behind");
  cip_rig_free(rig);
}

static void refusals(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_REFUSE(0x09, 0));
  hooks.value = (eip_span){0};
  const explicit_case general = {"a refusal of the hook", "0e03 2064 2401 3001", "8e000900"};
  run_cases(rig, &general, 1);
  hooks.answer = EIP_REFUSE(0x1F, 0x1234);
  const explicit_case extended = {"with an extended status", "4b02 2064 2401", "cb001f01 3412"};
  run_cases(rig, &extended, 1);
  hooks.value = (eip_span){(const uint8_t *)"\x01", 1};
  const explicit_case data = {"and with data", "4b02 2064 2401", "cb001f01 3412 01"};
  run_cases(rig, &data, 1);
  static const uint8_t much[EIP_UNCONNECTED_REPLY_MAX];
  hooks.answer = EIP_ACCEPT;
  hooks.value = (eip_span){much, sizeof much};
  const explicit_case large = {"a reply that does not fit: 0x11", "4b02 2064 2401", "cb001100"};
  run_cases(rig, &large, 1);
  cip_rig_free(rig);
}

static void answers_that_come_later(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_PENDING);
  tap_equal(cip_rig_run(rig, "0e03 2064 2401 3001"), EIP_LATER, "a get may be answered later");
  eip_token token = hooks.last.token;
  cip_rig_run(rig, "4b02 2064 2401 01");
  eip_pending_complete(&rig->cip, hooks.last.token, EIP_REFUSE(0x20, 0), (eip_span){0});
  tap_ok(cip_rig_status(rig) == 0x20 && rig->reply[0] == 0xCB, "later ones are answered meanwhile");
  eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){(const uint8_t *)"\x01\x02", 2});
  tap_bytes(rig->reply, rig->reply_length, "\x8e\x00\x00\x00\x01\x02", 6, "with the value that the answer brings");

  cip_rig_run(rig, "1003 2064 2401 3005 01");
  token = hooks.last.token;
  eip_cip_object_remove(&rig->cip, CLASS);
  tap_equal(eip_pending_complete(&rig->cip, token, EIP_ACCEPT, (eip_span){0}), EIP_OK,
            "also when its class was removed meanwhile");
  tap_equal(cip_rig_status(rig), 0, "with what the application says");
  cip_rig_free(rig);
}

static void answers_that_do_not_come(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_PENDING);
  cip_rig_run(rig, "0e03 2064 2401 3001");
  cip_rig_advance(rig, rig->environment.config.pending_timeout_us);
  tap_equal(cip_rig_status(rig), 0x02, "no answer in time: 0x02");
  for (int i = 0; i < 3; i++) cip_rig_run(rig, "0e03 2064 2401 3001");
  unsigned before = hooks.asked;
  cip_rig_run(rig, "0e03 2064 2401 3001");
  tap_ok(cip_rig_status(rig) == 0x02 && hooks.asked == before, "one more than may wait: 0x02, unasked");
  eip_pending_peer_closed(&rig->cip, 1);
  tap_equal(rig->environment.counters.pending_requests, 0, "and they end with their TCP connection");
  cip_rig_free(rig);
}

static void completed_inside_the_hook(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_REFUSE(0x09, 0));
  hooks.completes = &rig->cip;
  tap_equal(cip_rig_run(rig, "0e03 2064 2401 3001"), EIP_LATER, "completed inside the hook: one reply, that one");
  tap_ok(rig->late_replies == 1 && cip_rig_status(rig) == 0, "whatever the hook returns");
  cip_rig_free(rig);
}

static const explicit_case several[] = {
    {"Get_Attributes_All: those that are part of it, in order", "0102 2064 2401", "81000000 0101 0201"},
    {"Get_Attribute_List: each with its status", "0302 2064 2401 0200 0100 2c01",
     "83000000 0200 0100 0000 0101 2c01 0000 2c01"},
    {"one that its hook refuses: 0x0A overall", "0302 2064 2401 0200 0300 0200",
     "83000a00 0200 0300 1000 0200 0000 0201"},
    {"one whose value would come later: 0x02 for it", "0302 2064 2401 0100 0400", "83000a00 0100 0400 0200"},
    {"one that is not there, and one that can't be read: 0x14", "0302 2064 2401 0200 0900 0500",
     "83000a00 0200 0900 1400 0500 1400"},
};

static void several_attributes(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, numbers, EIP_ACCEPT);
  run_cases(rig, several, sizeof several / sizeof *several);
  run_prefixes(rig, several, sizeof several / sizeof *several);
  cip_rig_free(rig);
  rig = start(instances, hook, EIP_ACCEPT);
  cip_rig_run(rig, "0102 2064 2401");
  tap_equal(hooks.last.token, 0, "their hooks have to answer at once: token 0");
  cip_rig_free(rig);
}

/* The class's own service 1 goes before the stack's. */
static void own_services_go_first(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, numbers, EIP_ACCEPT);
  static const eip_object_service all[] = {{0x01, true, true}, {0x0E, true, false}};
  eip_object_class class = declaration(instances);
  class.id = OTHER;
  class.services = all;
  class.service_count = 2;
  eip_cip_object_remove(&rig->cip, CLASS);
  eip_cip_object_declare(&rig->cip, &class);
  const explicit_case cases[] = {
      {"an own Get_Attributes_All goes before the stack's", "0102 2065 2401", "81000000 0a0b"},
      {"also on the class", "0102 2065 2400", "81000000 0a0b"},
      {"an own Get_Attribute_Single of the class goes before its attributes", "0e03 2065 2400 3001", "8e000000 0a0b"},
      {"and leaves those of instances alone", "0e03 2065 2401 3009", "8e001400"},
  };
  run_cases(rig, cases, sizeof cases / sizeof *cases);
  cip_rig_free(rig);
}

static void without_readable_or_settable_attributes(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_ACCEPT);
  eip_object_class class = declaration(instances);
  class.id = OTHER;
  class.attribute_count = 0;
  eip_cip_object_remove(&rig->cip, CLASS);
  eip_cip_object_declare(&rig->cip, &class);
  const explicit_case cases[] = {
      {"no attributes: Get_Attributes_All is 0x08", "0102 2065 2401", "81000800"},
      {"Get_Attribute_List too", "0302 2065 2401 0100 0100", "83000800"},
      {"Set_Attribute_Single too", "1003 2065 2401 3001 00", "90000800"},
      {"Get_Attribute_Single is 0x14", "0e03 2065 2401 3001", "8e001400"},
      {"class attribute 7 is 0", "0e03 2065 2400 3007", "8e000000 0000"},
  };
  run_cases(rig, cases, sizeof cases / sizeof *cases);
  cip_rig_free(rig);
}

static void instances_come_and_go(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_ACCEPT);
  eip_cip *cip = &rig->cip;
  tap_equal(eip_cip_object_add_instance(cip, CLASS, 5), EIP_OK, "an instance is added between others");
  cip_rig_run(rig, "0e03 2064 2405 3001");
  tap_equal(cip_rig_status(rig), 0, "and answers");
  tap_equal(eip_cip_object_add_instance(cip, CLASS, 5), EIP_ERR_EXISTS, "twice: EIP_ERR_EXISTS");
  tap_equal(eip_cip_object_add_instance(cip, CLASS, 0), EIP_ERR_CONFIG, "0: EIP_ERR_CONFIG");
  tap_equal(eip_cip_object_add_instance(cip, CLASS, UINT32_MAX), EIP_OK, "the highest there is");
  tap_equal(eip_cip_object_add_instance(cip, CLASS, 6), EIP_ERR_LIMIT, "one more than there is room: EIP_ERR_LIMIT");
  tap_equal(eip_cip_object_add_instance(cip, OTHER, 1), EIP_ERR_UNKNOWN, "no such class: EIP_ERR_UNKNOWN");
  tap_equal(eip_cip_object_add_instance(cip, 4, 1), EIP_ERR_UNKNOWN, "a class of the stack: EIP_ERR_UNKNOWN");
  cip_rig_run(rig, "0e03 2064 2400 3003");
  tap_equal(rig->reply[4], 4, "class attribute 3 counts them");
  tap_equal(eip_cip_object_remove_instance(cip, CLASS, 1), EIP_OK, "the lowest is removed");
  cip_rig_run(rig, "0e03 2064 2401 3001");
  tap_equal(cip_rig_status(rig), 0x05, "and is gone");
  tap_equal(eip_cip_object_remove_instance(cip, CLASS, 1), EIP_ERR_UNKNOWN, "twice: EIP_ERR_UNKNOWN");
  cip_rig_run(rig, "0e06 2064 2600 70110100 3100 2c01");
  tap_equal(cip_rig_status(rig), 0, "the others stay");
  tap_equal(eip_cip_object_add_instance(cip, CLASS, 6), EIP_OK, "and there is room again");
  cip_rig_free(rig);
}

static void declarations(void) {
  static const eip_object_attribute descending[] = {{2, EIP_OBJECT_GET}, {1, EIP_OBJECT_GET}};
  static const eip_object_attribute zero[] = {{0, EIP_OBJECT_GET}};
  static const eip_object_service twice[] = {{0x4B, true, false}, {0x4B, false, true}};
  static const eip_object_service nowhere[] = {{0x4B, false, false}};
  static const eip_object_service reply_bit[] = {{0x80, true, true}};
  static const eip_object_service no_code[] = {{0, true, true}};
  uint32_t instances[ROOM] = {1, 70000}, falling[] = {2, 1}, none[] = {0};
  cip_rig *rig = cip_rig_make();
  struct {
    const char *rule;
    eip_object_class class;
    eip_status status;
  } cases[12];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) cases[i].class = declaration(instances);
  size_t n = 0;
#define CASE(text, change, wanted) \
  cases[n].rule = text;            \
  cases[n].class.change;           \
  cases[n++].status = wanted
  CASE("id 0", id = 0, EIP_ERR_CONFIG);
  CASE("revision 0", revision = 0, EIP_ERR_CONFIG);
  CASE("attributes out of order", attributes = (cases[n].class.attribute_count = 2, descending), EIP_ERR_CONFIG);
  CASE("attribute 0", attributes = (cases[n].class.attribute_count = 1, zero), EIP_ERR_CONFIG);
  CASE("a service twice", services = (cases[n].class.service_count = 2, twice), EIP_ERR_CONFIG);
  CASE("a service for nobody", services = (cases[n].class.service_count = 1, nowhere), EIP_ERR_CONFIG);
  CASE("a service with the reply bit", services = (cases[n].class.service_count = 1, reply_bit), EIP_ERR_CONFIG);
  CASE("service 0", services = (cases[n].class.service_count = 1, no_code), EIP_ERR_CONFIG);
  CASE("instances out of order", instances = falling, EIP_ERR_CONFIG);
  CASE("instance 0", instances = (cases[n].class.instance_count = 1, none), EIP_ERR_CONFIG);
  CASE("more instances than room", instance_capacity = 1, EIP_ERR_CONFIG);
  CASE("a class of the stack", id = 0x04, EIP_ERR_EXISTS);
#undef CASE
  for (size_t i = 0; i < n; i++) {
    tap_equal(eip_cip_object_declare(&rig->cip, &cases[i].class), cases[i].status, "declare: %s", cases[i].rule);
  }
  eip_object_class class = declaration(instances);
  class.get = NULL;
  tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_ERR_CONFIG, "declare: readable without a get hook");
  class.get = class.run = hook;
  class.set = NULL;
  tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_ERR_CONFIG, "declare: settable without a set hook");
  class.set = hook;
  class.run = NULL;
  tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_ERR_CONFIG, "declare: services without a run hook");
  class.run = hook;
  tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_OK, "declare: a right one, after all of these");
  tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_ERR_EXISTS, "declare: twice");
  cip_rig_free(rig);
}

static void the_table_runs_full_and_empty(void) {
  uint32_t instances[ROOM];
  cip_rig *rig = start(instances, hook, EIP_ACCEPT);
  eip_object_class class = declaration(instances);
  uint32_t room = rig->environment.config.limits.classes - rig->cip.class_count;
  for (uint32_t round = 0; round < 3; round++) {
    bool right = true;
    for (uint32_t i = 0; i < room; i++) {
      class.id = LEAST_TAKEN + (i * 7 + round) % room; /* in another order each time */
      right &= eip_cip_object_declare(&rig->cip, &class) == EIP_OK;
    }
    tap_ok(right, "as many classes as there is room for");
    class.id = LEAST_TAKEN + room;
    tap_equal(eip_cip_object_declare(&rig->cip, &class), EIP_ERR_LIMIT, "one more: EIP_ERR_LIMIT");
    cip_rig_run(rig, "0e03 2004 2496 3003");
    tap_equal(cip_rig_status(rig), 0, "the stack's own answer among them");
    for (uint32_t i = 0; i < room; i++) right &= eip_cip_object_remove(&rig->cip, LEAST_TAKEN + i) == EIP_OK;
    tap_ok(right && eip_cip_object_remove(&rig->cip, LEAST_TAKEN) == EIP_ERR_UNKNOWN, "all are removed, each once");
  }
  tap_equal(eip_cip_object_remove(&rig->cip, 4), EIP_ERR_UNKNOWN, "a class of the stack is not removed");
  tap_equal(eip_cip_object_remove(&rig->cip, 0), EIP_ERR_UNKNOWN, "nor class 0");
  cip_rig_run(rig, "0e03 2064 2401 3001");
  tap_equal(cip_rig_status(rig), 0, "and the one that was there before still answers");
  cip_rig_free(rig);
}

int main(void) {
  the_table_answers();
  hooks_are_asked();
  refusals();
  answers_that_come_later();
  answers_that_do_not_come();
  completed_inside_the_hook();
  several_attributes();
  own_services_go_first();
  without_readable_or_settable_attributes();
  instances_come_and_go();
  declarations();
  the_table_runs_full_and_empty();
  return tap_done();
}
