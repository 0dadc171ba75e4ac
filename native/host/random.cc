#include "host/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace eip::host {

int Random::Fill() {
  ssize_t got;
  do {
    got = getrandom(block_.data(), sizeof block_, 0);  // up to 256 bytes come whole
  } while (got < 0 && errno == EINTR);
  if (got < 0) return errno;
  if (got != static_cast<ssize_t>(sizeof block_)) return EIO;
  left_ = block_.size();
  return 0;
}

uint32_t Random::Next() {
  if (left_ == 0 && Fill() != 0) abort();  // guessable ids would be worse than none
  return block_[--left_];
}

}  // namespace eip::host
