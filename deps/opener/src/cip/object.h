/* CIP classes as tables: what a class has is data, what it does are small functions.
 *
 * A class table is constant and outlives the stack; `object` is the state it works on. */
#ifndef EIP_CIP_OBJECT_H
#define EIP_CIP_OBJECT_H

#include "cip/message.h"

typedef struct eip_class eip_class;

/* A class at work. */
typedef struct {
  const eip_class *class;
  void *object;
} eip_class_entry;

/* Reachable by. ALL alone: an attribute that is lacking, whose zeros fill its place in Get_Attributes_All. */
enum { EIP_ATTRIBUTE_SINGLE = 1, EIP_ATTRIBUTE_ALL = 2, EIP_ATTRIBUTE_SET = 4 };

typedef struct {
  uint16_t id;
  uint8_t access; /* EIP_ATTRIBUTE_* */
  /* Writes the value of an instance that exists. A CIP status. */
  uint8_t (*get)(void *object, uint32_t instance, eip_writer *value);
  /* Set_Attribute_Single: request->data is the value. */
  eip_outcome (*set)(void *object, const eip_request *request, eip_reply *reply);
} eip_attribute;

typedef struct {
  uint8_t code;
  bool on_class;    /* allowed on instance 0 */
  bool on_instance; /* allowed on existing instances */
  bool alone;       /* not allowed in a Multiple Service Packet */
  bool passive;     /* only tells, carries requests, or opens and closes: also for who may not write */
  eip_outcome (*run)(void *object, const eip_request *request, eip_reply *reply);
} eip_service;

struct eip_class {
  uint32_t id;
  uint16_t revision;
  const eip_attribute *attributes; /* of instances, ascending by id */
  uint16_t attribute_count;
  const eip_service *services; /* beyond Get_Attribute_Single, Set_Attribute_Single, Get_Attributes_All */
  uint16_t service_count;
  bool get_all; /* Get_Attributes_All answered on instances */
  /* Beyond those that every class has, ascending by id; `get` is called with instance 0. With such ones
   * Get_Attributes_All is answered on the class too: attributes 1 to 3, then these. */
  const eip_attribute *class_attributes;
  uint16_t class_attribute_count;
  bool get_list; /* Get_Attribute_List answered on instances */
  /* Instances in ascending order: the least one above `after`, 0 when there is none. */
  uint32_t (*next_instance)(void *object, uint32_t after);
  /* Of a class of the application: runs every request whose instance exists, in place of the tables above. */
  eip_outcome (*run)(void *object, const eip_request *request, eip_reply *reply);
  uint16_t highest_attribute; /* with `run`: for class attribute 7 */
};

bool eip_class_has_instance(const eip_class_entry *self, uint32_t instance);

/* next_instance of a class that has instance 1 and no other. */
uint32_t eip_class_single_instance(void *object, uint32_t after);

#endif
