/* Requests whose reply comes later: kept with a copy of their bytes until the application answers,
 * their time is over, or their session ends. */
#ifndef EIP_CIP_PENDING_H
#define EIP_CIP_PENDING_H

#include "base/arena.h"
#include "cip/service_packet.h"

typedef struct eip_cip eip_cip;

/* Finishes a request: called once, with the application's answer or, when time ran out, with the one
 * given to eip_pending_open. `request` is the kept copy. Writes the reply. */
typedef void (*eip_resume)(void *object, const eip_request *request, eip_answer answer, eip_span data,
                           eip_reply *reply);

/* Called instead of the resume when the session ended: give back what the request held. May be NULL. */
typedef void (*eip_abandon)(void *object, const eip_request *request);

/* Whether what the request is about has been removed. NULL: it never is. */
typedef bool (*eip_outdated)(void *object, const eip_request *request);

typedef struct {
  void *object;
  eip_resume resume;
  eip_abandon abandon;
  eip_outdated outdated;
  eip_answer overdue; /* the answer when config.pending_timeout_us passes */
} eip_continuation;

/* Takes the table out of the arena. */
void eip_pending_init_all(eip_cip *cip, eip_arena *arena);

/* Takes a place before the application is asked. 0 when all are taken, or the request stands in a packet whose time is
 * over: answer 0x02, don't ask. The token is for the callback; what that returns goes to eip_pending_settle. */
eip_token eip_pending_open(eip_cip *self, const eip_request *request, const eip_continuation *continuation);

/* Does what the callback's answer asks for: resumes into `reply` (EIP_DONE), or leaves the request open, or
 * finds that the callback has completed it already (EIP_LATER). Same arguments as for eip_pending_open. */
eip_outcome eip_pending_settle(eip_cip *self, eip_token token, eip_answer answer, const eip_continuation *continuation,
                               const eip_request *request, eip_reply *reply);

/* Gives the place back without a reply. False: the request was completed or has ended already. */
bool eip_pending_drop(eip_cip *self, eip_token token);

/* The application's answer: resumes and sends the reply. EIP_ERR_UNKNOWN: completed, overdue or abandoned.
 * An answer that is itself pending changes nothing. */
eip_status eip_pending_complete(eip_cip *self, eip_token token, eip_answer answer, eip_span data);

/* Abandons the requests of a TCP connection, of a class 3 connection. */
void eip_pending_peer_closed(eip_cip *self, eip_peer peer);
void eip_pending_connection_ended(eip_cip *self, uint32_t connection);

/* Resumes the requests about what has just been removed, so that none reaches what may take its place. Their resume
 * finds that it is gone, and refuses; what the application answers later goes nowhere. */
void eip_pending_refuse_outdated(eip_cip *self);

/* Whether a request with this sequence count, which came on this class 3 connection, still waits for its answer. */
bool eip_pending_waits(const eip_cip *self, uint32_t connection, uint16_t sequence_count);

#endif
