/* Get_Attribute_List, for whatever class. */
#ifndef EIP_CIP_ATTRIBUTE_LIST_H
#define EIP_CIP_ATTRIBUTE_LIST_H

#include "cip/message.h"

/* Writes the value of one attribute of the request's instance. A CIP status; what was written with a bad one is
 * forgotten. */
typedef uint8_t (*eip_attribute_get)(void *object, const eip_request *request, uint16_t id, eip_writer *to);

eip_outcome eip_attribute_list_get(eip_attribute_get get, void *object, const eip_request *request, eip_reply *reply);

#endif
