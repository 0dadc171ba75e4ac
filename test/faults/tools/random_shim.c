/* Preloaded into one process: from SIGURG on the kernel gives it no random numbers, as a filter of system calls might.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static volatile sig_atomic_t refused;

static void refuse(int signal) {
  (void)signal;
  refused = 1;
}

__attribute__((constructor)) static void attach(void) {
  struct sigaction action = {.sa_handler = refuse, .sa_flags = SA_RESTART};
  sigaction(SIGURG, &action, NULL);
}

ssize_t getrandom(void* buffer, size_t length, unsigned int flags) {
  if (refused) {
    errno = EPERM;
    return -1;
  }
  return syscall(SYS_getrandom, buffer, length, flags);
}
