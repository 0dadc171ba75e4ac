/* One explicit request and the reply to it, whatever carried them. */
#ifndef EIP_CIP_MESSAGE_H
#define EIP_CIP_MESSAGE_H

#include "base/writer.h"
#include "cip/epath.h"
#include "encap/encap.h"
#include "opener/status.h"

typedef struct eip_service_packet eip_service_packet; /* cip/service_packet.h */

typedef struct {
  uint8_t service;
  eip_path path;              /* parsed; its spans point into the request */
  eip_span data;              /* what follows the path */
  eip_encap_origin origin;    /* how its reply finds back */
  eip_cpf_sockaddr o2t, t2o;  /* sockaddr items that came with it */
  size_t reply_room;          /* bytes of the longest reply that its bearer carries */
  uint32_t connection;        /* the O->T id of the class 3 connection it came on, 0 = unconnected */
  uint16_t sequence_count;    /* with which it came on that */
  eip_service_packet *packet; /* the Multiple Service Packet it stands in, NULL = none */
  bool routed;                /* came out of an Unconnected Send */
} eip_request;

enum { EIP_REPLY_WORDS = 8, EIP_REPLY_HEAD = 4 /* bytes in front of extended words and data */ };

typedef struct {
  uint8_t service; /* whose reply it is, without the reply bit */
  uint8_t general; /* eip_cip_status */
  uint8_t extended_count;
  uint16_t extended[EIP_REPLY_WORDS];
  eip_writer data; /* over the room there is; failed = does not fit: answered with 0x11 */
  /* sockaddr items to send behind the reply (Forward Open) */
  eip_cpf_sockaddr o2t, t2o;
} eip_reply;

/* What a service handler did. */
typedef enum {
  EIP_DONE, /* the reply is complete */
  EIP_LATER /* a pending request was opened (cip/pending.h); the reply is to be forgotten */
} eip_outcome;

/* A success without data so far. */
eip_reply eip_reply_over(void *buffer, size_t capacity);

/* The same for this request: `buffer` has its reply_room. */
eip_reply eip_reply_to(const eip_request *request, void *buffer);

/* Each of these returns EIP_DONE, so that a handler can end with it. */

/* Makes the reply a refusal without data. */
eip_outcome eip_reply_refuse(eip_reply *self, uint8_t general);
/* Makes it 01/extended. */
eip_outcome eip_reply_connection_failure(eip_reply *self, uint16_t extended);
/* What the application answered: a refusal with its status; a success leaves the reply as it is. */
eip_outcome eip_reply_answer(eip_reply *self, eip_answer answer);
/* One more extended word; ignored beyond EIP_REPLY_WORDS. */
void eip_reply_add_extended(eip_reply *self, uint16_t word);

#endif
