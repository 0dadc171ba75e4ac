/* What Get_And_Clear leaves: the system's counters go on, so the values of then are subtracted. */
#ifndef EIP_CIP_CLEARED_COUNTERS_H
#define EIP_CIP_CLEARED_COUNTERS_H

#include <stdint.h>

enum { EIP_INTERFACE_COUNTERS = 11, EIP_MEDIA_COUNTERS = 12 };

typedef struct {
  uint32_t interface_index; /* whose counters they are: those of another one begin anew */
  uint32_t interface[EIP_INTERFACE_COUNTERS];
  uint32_t media[EIP_MEDIA_COUNTERS];
} eip_cleared_counters;

#endif
