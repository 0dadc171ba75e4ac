/* Classes that the application declares (opener/object.h): a table of them, and what their requests go through. */
#ifndef EIP_CIP_APPLICATION_CLASS_H
#define EIP_CIP_APPLICATION_CLASS_H

#include "cip/object.h"
#include "opener/object.h"

typedef struct eip_cip eip_cip;

/* One declared class. Its address is stable while it exists. */
typedef struct {
  eip_class table; /* what the router sees; id 0 = unused place */
  eip_object_class declared;
  eip_cip *cip;
} eip_application_class;

/* What the calls of opener/object.h do here. */
eip_status eip_cip_object_declare(eip_cip *self, const eip_object_class *class);
eip_status eip_cip_object_remove(eip_cip *self, uint32_t class_id);
eip_status eip_cip_object_add_instance(eip_cip *self, uint32_t class_id, uint32_t instance);
eip_status eip_cip_object_remove_instance(eip_cip *self, uint32_t class_id, uint32_t instance);

/* NULL when there is no such class of the application. */
const eip_application_class *eip_application_class_find(const eip_cip *self, uint32_t class_id);
const eip_object_attribute *eip_application_class_attribute(const eip_application_class *self, uint32_t id);

/* eip_class.run of these classes: a request whose instance exists. */
eip_outcome eip_application_class_run(void *object, const eip_request *request, eip_reply *reply);

#endif
