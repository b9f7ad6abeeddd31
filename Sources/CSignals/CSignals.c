#define _GNU_SOURCE
#include "CSignals.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { EMPTY, CLAIMED, LIVE };
enum { FILE_SLOTS = 1024, DIRECTORY_SLOTS = 64 };

// Untouched pages of the tables cost no memory.
typedef struct {
  _Atomic int state;
  char path[PATH_MAX];
} entry;

static entry files[FILE_SLOTS];
static entry directories[DIRECTORY_SLOTS];

static int enter(entry *table, int slots, const char *path) {
  size_t length = strlen(path);
  if (length >= PATH_MAX) return -1;
  for (int i = 0; i < slots; i++) {
    int expected = EMPTY;
    if (!atomic_compare_exchange_strong(&table[i].state, &expected, CLAIMED)) continue;
    memcpy(table[i].path, path, length + 1);
    atomic_store(&table[i].state, LIVE);
    return i;
  }
  return -1;
}

static void leave(entry *table, int slots, int slot) {
  if (slot >= 0 && slot < slots) atomic_store(&table[slot].state, EMPTY);
}

int pk_temp_register(const char *path) { return enter(files, FILE_SLOTS, path); }
void pk_temp_release(int slot) { leave(files, FILE_SLOTS, slot); }
int pk_dirs_register(const char *path) { return enter(directories, DIRECTORY_SLOTS, path); }
void pk_dirs_release(int slot) { leave(directories, DIRECTORY_SLOTS, slot); }

// A slot is reused, so slot order need not be nesting order: passes go on while one of them removed something.
static int remove_directories(void) {
  int removed = 0;
  for (int i = DIRECTORY_SLOTS - 1; i >= 0; i--) {
    if (atomic_load(&directories[i].state) != LIVE) continue;
    if (rmdir(directories[i].path) != 0) continue;
    atomic_store(&directories[i].state, EMPTY);
    removed++;
  }
  return removed;
}

void pk_temp_remove_all(void) {
  for (int i = 0; i < FILE_SLOTS; i++) {
    if (atomic_load(&files[i].state) == LIVE) unlink(files[i].path);
  }
  while (remove_directories() > 0) {}
}

static void end_process(int signal_number) {
  pk_temp_remove_all();
  _exit(128 + signal_number);
}

// The signal is blocked while its handler runs; the default action strikes when it returns.
static void end_by_default_action(int signal_number) {
  pk_temp_remove_all();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

static void install(int signal_number, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigfillset(&action.sa_mask);
  sigaction(signal_number, &action, NULL);
}

static void install_unless_ignored(int signal_number) {
  struct sigaction old;
  if (sigaction(signal_number, NULL, &old) == 0 && old.sa_handler == SIG_IGN) return;
  install(signal_number, end_process);
}

void pk_install_signal_handlers(void) {
  install_unless_ignored(SIGINT);
  install_unless_ignored(SIGHUP);
  install(SIGTERM, end_process);
  install(SIGPIPE, end_by_default_action);
}

void pk_start_writing_back(int descriptor, long offset, long count) {
#ifdef SYNC_FILE_RANGE_WRITE
  sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
#else
  (void)descriptor;
  (void)offset;
  (void)count;
#endif
}

#if defined(__GLIBC__)
#include <malloc.h>
#endif

void pk_keep_freed_blocks(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

void pk_give_back_freed_blocks(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
