/* CIP classes of the application: declared and removed at run time, answered by its hooks, now or later.
 *
 * The stack answers class attributes 1-3, 6 and 7, and whatever is not there: instance 0x05, attribute 0x14, one that
 * is not settable 0x0E, service 0x08. Only what the declaration names reaches a hook. */
#ifndef OPENER_OBJECT_H
#define OPENER_OBJECT_H

#include "opener/stack.h"

enum {
  EIP_OBJECT_GET = 1,     /* Get_Attribute_Single, Get_Attribute_List */
  EIP_OBJECT_GET_ALL = 2, /* part of Get_Attributes_All, which is answered when at least one attribute has this */
  EIP_OBJECT_SET = 4      /* Set_Attribute_Single */
};

/* An attribute of every instance. */
typedef struct {
  uint16_t id;    /* 1-65535 */
  uint8_t access; /* EIP_OBJECT_* */
} eip_object_attribute;

/* A service of the class's own. It goes before the stack's of the same code: 0x01, 0x03, 0x0E, 0x10 on instances. */
typedef struct {
  uint8_t code;               /* 0x01-0x7F */
  bool on_class, on_instance; /* at least one of them */
} eip_object_service;

typedef struct {
  uint32_t class_id, instance, attribute; /* instance 0: the class itself; attribute 0: none */
  uint8_t service;
  eip_span data;   /* the value to set, or what came with the service */
  eip_token token; /* for eip_request_complete; 0: the answer is needed now, EIP_PENDING counts as 0x02 */
} eip_object_request;

/* Answers a request that the declaration allows. `reply` may be pointed at the bytes of the reply (a value, or what a
 * service gives), which stay valid until the hook is called again; also a refusal may have some. With EIP_PENDING they
 * go to eip_request_complete. As application callbacks, hooks may call eip_assembly_write and eip_request_complete. */
typedef eip_answer (*eip_object_hook)(void *user, const eip_object_request *request, eip_span *reply);

typedef struct {
  uint32_t id;       /* 1-0xFFFFFFFF; 100-199, 768-1279 (0x300-0x4FF) are for vendors */
  uint16_t revision; /* class attribute 1, 1-65535 */
  /* The caller's, unchanged until the class is removed. Attributes ascending by id. */
  const eip_object_attribute *attributes;
  uint16_t attribute_count;
  const eip_object_service *services;
  uint16_t service_count;
  /* Room for instance numbers: the caller's memory, the stack's alone to touch until the class is removed. The first
   * `instance_count` are there from the beginning, ascending, none 0. */
  uint32_t *instances;
  uint32_t instance_count, instance_capacity;
  void *user;
  eip_object_hook get; /* value of an attribute; with token 0 inside Get_Attributes_All and Get_Attribute_List */
  eip_object_hook set; /* data is the new value */
  eip_object_hook run; /* own services */
} eip_object_class;

/* The struct is copied. EIP_ERR_EXISTS (also a class of the stack), EIP_ERR_LIMIT (limits.classes), EIP_ERR_CONFIG (a
 * field outside its range, or a hook that is needed is missing). */
eip_status eip_object_declare(eip_stack *self, const eip_object_class *declaration);

/* Requests that wait for an answer may still be completed. EIP_ERR_UNKNOWN: no class of the application. */
eip_status eip_object_remove(eip_stack *self, uint32_t class_id);

/* EIP_ERR_UNKNOWN (no class of the application), EIP_ERR_EXISTS, EIP_ERR_LIMIT (instance_capacity), EIP_ERR_CONFIG (0).
 */
eip_status eip_object_add_instance(eip_stack *self, uint32_t class_id, uint32_t instance);
/* EIP_ERR_UNKNOWN: no such class of the application, or instance. */
eip_status eip_object_remove_instance(eip_stack *self, uint32_t class_id, uint32_t instance);

/* The declaration as it is now, NULL when there is no such class of the application. Valid until it changes. */
const eip_object_class *eip_object_find(const eip_stack *self, uint32_t class_id);
/* An attribute of a class of the application, NULL when there is none. */
const eip_object_attribute *eip_object_find_attribute(const eip_stack *self, uint32_t class_id, uint16_t attribute);
/* Whether a class, the stack's own included, has this instance; instance 0: whether the class is there. */
bool eip_object_has_instance(const eip_stack *self, uint32_t class_id, uint32_t instance);

#endif
