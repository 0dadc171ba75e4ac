/* Why a Forward Open or Forward Close is refused, and the reply that says so (docs/protocol.md, "Forward Open"). */
#ifndef EIP_CONNECTION_REFUSAL_H
#define EIP_CONNECTION_REFUSAL_H

#include "cip/message.h"
#include "connection/triad.h"

typedef struct {
  uint8_t general; /* eip_cip_status, 0 = not refused */
  uint8_t extended_count;
  uint16_t extended[EIP_REPLY_WORDS];
  uint8_t remaining_words; /* of the path, not used; 0 when the path is not the reason */
} eip_refusal;

/* A general status alone. */
eip_refusal eip_refusal_general(uint8_t general);
/* 01/extended. */
eip_refusal eip_refusal_failure(uint16_t extended);
/* 01/extended and a second word: the value that would do. */
eip_refusal eip_refusal_with_word(uint16_t extended, uint16_t word);
/* 01/extended because of the path from there on. */
eip_refusal eip_refusal_in_path(uint16_t extended, uint8_t remaining_words);
/* 01/0112: what is wrong with each interval (eip_rpi_kind) and the value that would do. */
typedef enum { EIP_RPI_FINE, EIP_RPI_UNSPECIFIED, EIP_RPI_IS_LEAST, EIP_RPI_IS_MOST, EIP_RPI_IS_NEEDED } eip_rpi_kind;
eip_refusal eip_refusal_rpi(eip_rpi_kind o2t, uint32_t o2t_us, eip_rpi_kind t2o, uint32_t t2o_us);

/* Status words, then whose connection it was about. */
eip_outcome eip_refusal_reply(const eip_refusal *self, const eip_triad *triad, eip_reply *reply);

#endif
