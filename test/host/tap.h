// Test Anything Protocol for the C++ tests: one `ok` / `not ok` line a rule on stdout, the plan at the end.
//
// A test binary has a main() that ends in `return tap::Done();`. Any thread may report; lines do not interleave.
// The checks return whether they held, so that a table can stop after the first failure.
#pragma once

#include <cstdio>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>

namespace tap {

inline std::mutex mutex;  // guards the two counters and stdout
inline int count = 0;
inline int failures = 0;

inline bool Report(bool held, std::string_view rule, const std::string& diagnosis) {
  const std::lock_guard lock(mutex);
  count++;
  if (!held) failures++;
  std::printf("%s %d - %.*s\n", held ? "ok" : "not ok", count, static_cast<int>(rule.size()), rule.data());
  if (!held && !diagnosis.empty()) std::printf("# %s\n", diagnosis.c_str());
  std::fflush(stdout);
  return held;
}

// Reports one rule; `diagnosis` is printed when it does not hold.
inline bool Ok(bool held, std::string_view rule, const std::string& diagnosis = {}) {
  return Report(held, rule, diagnosis);
}

// Holds when `got == want`; prints both when they differ. Bytes print as numbers.
template <typename Got, typename Want>
bool Equal(const Got& got, const Want& want, std::string_view rule) {
  if (got == want) return Report(true, rule, {});
  std::ostringstream diagnosis;
  if constexpr (requires {
                  +got;
                  +want;
                }) {
    diagnosis << "got " << +got << ", want " << +want;
  } else {
    diagnosis << "got " << got << ", want " << want;
  }
  return Report(false, rule, diagnosis.str());
}

// Prints the plan. Returns the exit code of main: 0 when at least one check ran and all held.
inline int Done() {
  const std::lock_guard lock(mutex);
  std::printf("1..%d\n", count);
  return count > 0 && failures == 0 ? 0 : 1;
}

}  // namespace tap
