/* Settable attributes of the network objects: checked, put to the application, then in effect. */
#ifndef EIP_CIP_SETTINGS_H
#define EIP_CIP_SETTINGS_H

#include "cip/cip.h"

/* Reads the value of an attribute into `settings`. A CIP status; the range of each setting is checked afterwards, and
 * a value that is too short or too long is seen by the caller. */
typedef uint8_t (*eip_settings_reader)(eip_settings *settings, uint32_t attribute, eip_reader *value);

/* Set_Attribute_Single on an attribute of `settings`. One at a time: until the application has answered, another is
 * refused with 0x0C. */
eip_outcome eip_settings_set(eip_cip *self, const eip_request *request, eip_settings_reader read, eip_reply *reply);

/* The application's answer to a Set whose reply is gone: no answer came in time, or whoever asked has left. What the
 * application accepts takes effect all the same, so that what it keeps is what holds. EIP_ERR_UNKNOWN: not its token.
 */
eip_status eip_settings_complete(eip_cip *self, eip_token token, eip_answer answer);

/* They are in effect from here on. */
void eip_settings_put(eip_cip *self, const eip_settings *settings);

/* Every value is inside its range. */
bool eip_settings_valid(const eip_settings *self);

/* Another number when the settings are others (a CRC of 16 bits over all of them). */
uint16_t eip_settings_checksum(const eip_settings *self);

#endif
