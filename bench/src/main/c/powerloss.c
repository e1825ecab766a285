/*
 * Preloaded into a node: notes what of its data folder (TRIVET_DATA) is durable, in a folder beside it (TRIVET_DURABLE).
 *
 *   files/KEY     a hard link to each file that a synced folder or a sync has named, so that it cannot get lost
 *   sizes/KEY     how many bytes of the file are durable: its size when its last fsync or fdatasync began
 *   folders/KEY   the entries of the folder when its last fsync began: a line "KEY TYPE NAME" each, of type d or f
 *
 * KEY is the inode and its time of birth. When TRIVET_DURABLE does not exist, everything found in the data folder at the
 * start of the process is durable. A note is complete before the sync returns.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_BYTES = 64, TEXT_BYTES = PATH_MAX + 2 * KEY_BYTES };

static const char *data;
static const char *durable;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*next_of(const char *name))(int) { return (int (*)(int))dlsym(RTLD_NEXT, name); }

static struct statx look(int folder, const char *name, char *key) {
  struct statx found;
  int flags = AT_SYMLINK_NOFOLLOW | (*name == 0 ? AT_EMPTY_PATH : 0);
  found.stx_mode = 0;
  if (statx(folder, name, flags, STATX_BASIC_STATS | STATX_BTIME, &found) == 0)
    snprintf(key, KEY_BYTES, "%llu-%lld.%09u", (unsigned long long)found.stx_ino, (long long)found.stx_btime.tv_sec,
             found.stx_btime.tv_nsec);
  return found;
}

static void path_of(char *path, const char *kind, const char *key) {
  snprintf(path, TEXT_BYTES, "%s/%s/%s", durable, kind, key);
}

/* Succeeds, too, for a file that has no name left: it is gone either way. */
static int keep_link(int folder, const char *name, const char *key) {
  char path[TEXT_BYTES];
  path_of(path, "files", key);
  return linkat(folder, name, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 || errno == EEXIST || errno == ENOENT ? 0 : -1;
}

static int note_size(const char *key, long long size) {
  char path[TEXT_BYTES], text[32];
  path_of(path, "sizes", key);
  int note = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (note < 0) return -1;
  int length = snprintf(text, sizeof text, "%020lld", size);
  int written = pwrite(note, text, length, 0) == length;
  return close(note) == 0 && written ? 0 : -1;
}

/* Writes the entries as they are now to a file. */
static int list_entries(const char *folder, const char *file) {
  FILE *list = fopen(file, "we");
  if (list == NULL) return -1;
  DIR *entries = opendir(folder);
  if (entries == NULL) {
    fclose(list);
    return -1;
  }
  int kept = 0;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char key[KEY_BYTES];
    struct statx found = look(dirfd(entries), entry->d_name, key);
    if (found.stx_mode == 0) continue;
    if (S_ISREG(found.stx_mode) && keep_link(dirfd(entries), entry->d_name, key) != 0) kept = -1;
    fprintf(list, "%s %c %s\n", key, S_ISDIR(found.stx_mode) ? 'd' : 'f', entry->d_name);
  }
  closedir(entries);
  return fclose(list) == 0 ? kept : -1;
}

/* Whether a descriptor is of the data folder or of something in it. */
static int is_ours(int fd, char *link) {
  char path[PATH_MAX];
  snprintf(link, KEY_BYTES, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  size_t prefix = strlen(data);
  return strncmp(path, data, prefix) == 0 && (path[prefix] == '/' || path[prefix] == 0);
}

static int note_folder(int fd, const char *link, const char *key, int (*sync)(int)) {
  char path[TEXT_BYTES], draft[TEXT_BYTES];
  path_of(path, "folders", key);
  path_of(draft, "folders", "draft");
  if (list_entries(link, draft) != 0 || sync(fd) != 0) return -1;
  return rename(draft, path);
}

static int note_file(int fd, const char *link, const char *key, long long size, int (*sync)(int)) {
  if (sync(fd) != 0) return -1;
  return keep_link(AT_FDCWD, link, key) == 0 ? note_size(key, size) : -1;
}

/* A sync that cannot be noted fails. */
static int note_sync(int fd, int (*sync)(int)) {
  char link[KEY_BYTES], key[KEY_BYTES];
  if (durable == NULL || !is_ours(fd, link)) return sync(fd);
  pthread_mutex_lock(&lock);
  struct statx found = look(fd, "", key);
  int result = S_ISDIR(found.stx_mode) ? note_folder(fd, link, key, sync)
                                       : note_file(fd, link, key, found.stx_size, sync);
  pthread_mutex_unlock(&lock);
  return result;
}

static int note_existing(const char *path, const struct stat *status, int type, struct FTW *position) {
  (void)status, (void)position;
  char key[KEY_BYTES], note[TEXT_BYTES];
  struct statx found = look(AT_FDCWD, path, key);
  path_of(note, "folders", key);
  return type == FTW_D ? list_entries(path, note) : note_size(key, found.stx_size);
}

__attribute__((constructor)) static void begin(void) {
  data = getenv("TRIVET_DATA");
  const char *folder = getenv("TRIVET_DURABLE");
  if (data == NULL || folder == NULL) return;
  durable = folder;
  if (mkdir(durable, 0700) != 0) return;
  const char *kinds[] = {"files", "sizes", "folders"};
  for (int i = 0; i < 3; i++) {
    char path[TEXT_BYTES];
    path_of(path, kinds[i], "");
    mkdir(path, 0700);
  }
  if (access(data, F_OK) == 0 && nftw(data, note_existing, 16, FTW_PHYS) != 0) {
    perror(durable);
    abort();
  }
}

int fsync(int fd) {
  static int (*next)(int);
  if (next == NULL) next = next_of("fsync");
  return note_sync(fd, next);
}

int fdatasync(int fd) {
  static int (*next)(int);
  if (next == NULL) next = next_of("fdatasync");
  return note_sync(fd, next);
}
