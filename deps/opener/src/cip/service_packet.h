/* Multiple Service Packet (docs/protocol.md, "Multiple Service Packet"): several requests in one, run one after the
 * other, their replies in one. One that the application answers later holds back those behind it. */
#ifndef EIP_CIP_SERVICE_PACKET_H
#define EIP_CIP_SERVICE_PACKET_H

#include "cip/object.h"

enum { EIP_SERVICE_MULTIPLE_SERVICE_PACKET = 0x0A, EIP_SERVICE_PACKET_LEVELS = 2 };

typedef struct eip_cip eip_cip;

/* A packet under way: on the stack of the call that runs it, or kept beside its request that waits. */
struct eip_service_packet {
  eip_service_packet *outer; /* the packet it stands in, NULL = none */
  eip_span data;             /* number of requests, their offsets, themselves */
  uint16_t at;               /* index of the request that is run now */
  eip_reply *reply;          /* what is answered so far */
  uint64_t answer_by_us;     /* when the application must have answered all of them, 0 = it was not asked yet */
};

/* A packet that waits, outermost first. */
typedef struct {
  eip_service_packet packets[EIP_SERVICE_PACKET_LEVELS];
  eip_reply replies[EIP_SERVICE_PACKET_LEVELS];
} eip_kept_service_packet;

/* The service itself, on behalf of the class that has it. */
eip_outcome eip_service_packet_run(eip_cip *cip, const eip_request *request, eip_reply *reply);

/* Copies the packets that `request` stands in: their data to `bytes`, their replies so far to `room`, which holds a
 * reply of any size. `request` then points into the copy. */
void eip_service_packet_keep(eip_kept_service_packet *self, eip_request *request, eip_writer *bytes, void *room);
void eip_service_packet_set_time(eip_service_packet *self, uint64_t answer_by_us);

/* Room for the reply to the request that is run now. */
eip_reply eip_service_packet_reply(const eip_service_packet *self, const eip_request *request);

/* That reply is complete: goes on behind it. `request`: whoever waited, for the origin. The reply of the outermost
 * packet when that is complete, NULL when another request of it waits now. */
eip_reply *eip_service_packet_resume(eip_cip *cip, eip_service_packet *self, const eip_request *request,
                                     eip_reply *reply);

#endif
