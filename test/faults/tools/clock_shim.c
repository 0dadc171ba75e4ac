/* Preloaded into one process: its wall clock goes wrong by as many seconds as the file EIP_CLOCK_SHIM says, and what
 * the threads of the adapter ask of which clock is counted there. The machine's clock is left alone.
 *
 * The file holds three 64-bit words: seconds to add (written by the test), readings of the wall clock by threads named
 * eip-*, readings of the monotonic clock by them. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  _Atomic int64_t offset_s;
  _Atomic uint64_t wall, monotonic;
} shared_words;

static shared_words* words;

__attribute__((constructor)) static void attach(void) {
  const char* path = getenv("EIP_CLOCK_SHIM");
  int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void* memory = mmap(NULL, sizeof *words, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory != MAP_FAILED) words = memory;
}

static int is_wall(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

static int thread_is_ours(void) {
  char name[16] = "";
  return pthread_getname_np(pthread_self(), name, sizeof name) == 0 && strncmp(name, "eip-", 4) == 0;
}

static void note(clockid_t clock) {
  if (!words || !thread_is_ours()) return;
  atomic_fetch_add(is_wall(clock) ? &words->wall : &words->monotonic, 1);
}

int clock_gettime(clockid_t clock, struct timespec* time) {
  note(clock);
  int result = (int)syscall(SYS_clock_gettime, clock, time);
  if (result == 0 && words && is_wall(clock)) time->tv_sec += words->offset_s;
  return result;
}

int gettimeofday(struct timeval* restrict time, void* restrict zone) {
  (void)zone;
  struct timespec now;
  int result = clock_gettime(CLOCK_REALTIME, &now);
  if (result == 0) *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return result;
}

time_t time(time_t* to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
