/* Preloaded into one process: at SIGURG it forks and runs `sleep 600` by exec, as a library might, with every
 * descriptor that is not closed on exec. */
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static void fork_and_exec(int signal) {
  (void)signal;
  if (fork() != 0) return;
  execl("/bin/sleep", "sleep", "600", (char*)NULL);
  _exit(127);
}

__attribute__((constructor)) static void attach(void) {
  struct sigaction action = {.sa_handler = fork_and_exec, .sa_flags = SA_RESTART};
  sigaction(SIGURG, &action, NULL);
}
