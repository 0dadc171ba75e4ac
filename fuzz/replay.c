/* Runs a target on its seeds and findings, without libFuzzer; or writes its seeds for that.
 *
 *   fuzz_NAME_replay                 every seed, every file of findings/NAME: one TAP line each
 *   fuzz_NAME_replay FILE ...        these files
 *   fuzz_NAME_replay --write FOLDER  the seeds, a file each
 *
 * An input that breaks something ends the program. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "tap.h"
#include "target.h"

enum { MOST = 1 << 20 };

static void run(void *user, const char *name, const uint8_t *bytes, size_t length) {
  (void)user;
  printf("# %s\n", name);
  fflush(stdout);
  uint8_t *copy = malloc(length ? length : 1);
  if (!copy) abort();
  if (length) memcpy(copy, bytes, length);
  LLVMFuzzerTestOneInput(copy, length);
  free(copy);
  tap_ok(true, "%s", name);
}

static void run_file(const char *path) {
  static uint8_t bytes[MOST];
  FILE *file = fopen(path, "rb");
  if (!file) {
    tap_ok(false, "%s can be read", path);
    return;
  }
  size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  run(NULL, path, bytes, length);
}

static void run_folder(const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char name[1024];
    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    if (entries[i]->d_name[0] != '.') run_file(name);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

static void write_seed(void *user, const char *name, const uint8_t *bytes, size_t length) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", (const char *)user, name);
  FILE *file = fopen(path, "wb");
  bool written = file && fwrite(bytes, 1, length, file) == length;
  if (file) written = fclose(file) == 0 && written;
  if (!written) {
    fprintf(stderr, "%s cannot be written\n", path);
    exit(1);
  }
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--write") == 0) {
    fuzz_seeds(write_seed, argv[2]);
    return 0;
  }
  if (argc > 1) {
    for (int i = 1; i < argc; i++) run_file(argv[i]);
    return tap_done();
  }
  fuzz_seeds(run, NULL);
  const char *missing = fuzz_not_reached(&device_totals);
  tap_ok(!missing, "the seeds get where they are meant to get%s%s", missing ? ": not to " : "", missing ? missing : "");
  run_folder(FUZZ_FINDINGS);
  return tap_done();
}
