#include "exact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static exact allocate(size_t length) {
  exact self = {.bytes = malloc(length ? length : 1), .length = length};
  if (self.bytes) return self;
  fprintf(stderr, "no memory for %zu bytes\n", length);
  abort();
}

exact exact_copy(const void *bytes, size_t length) {
  exact self = allocate(length);
  if (length) memcpy(self.bytes, bytes, length);
  return self;
}

static unsigned digit(char character) {
  static const char digits[] = "0123456789abcdef";
  const char *place = strchr(digits, character);
  if (place && character) return (unsigned)(place - digits);
  fprintf(stderr, "'%c' is no hex digit\n", character);
  abort();
}

exact exact_hex(const char *hex) {
  size_t digits = 0;
  for (const char *at = hex; at && *at; at++) digits += *at != ' ';
  exact self = allocate(digits / 2);
  size_t place = 0;
  for (const char *at = hex; at && *at; at++) {
    if (*at == ' ') continue;
    uint8_t *byte = &self.bytes[place / 2];
    *byte = (uint8_t)(place % 2 ? (unsigned)*byte << 4 | digit(*at) : digit(*at));
    place++;
  }
  return self;
}

void exact_free(exact *self) {
  free(self->bytes);
  *self = (exact){0};
}

eip_span exact_span(const exact *self) { return (eip_span){self->bytes, self->length}; }
