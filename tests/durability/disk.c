/* A disk that forgets, fills up and fails, between a program and its files.
 *
 * Preloaded, it watches every file below DISK_ROOT. In DISK_JOURNAL it notes
 * what each write, cut, new name and removal replaced, and which of them an
 * fsync has made last; disk.py takes back the rest after a kill, as a power cut
 * would. The file DISK_CONTROL is mapped by both sides (struct control): there
 * the test says when the disk is full, fails, or lies, and what the clock shows.
 *
 * A name (a new file, a rename, a removal) lasts only once its folder was
 * synced, as POSIX has it; file systems in use are kinder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control {
    int64_t room;       /* bytes that files may still grow by; -1: no limit */
    int64_t clock;      /* seconds added to the time of day */
    int32_t read_only;  /* every change fails with EROFS */
    int32_t bad_write;  /* writes fail with EIO */
    int32_t bad_sync;   /* fsync fails with EIO, and makes nothing last */
    int32_t bad_read;   /* reads fail with EIO */
    int32_t lying;      /* fsync answers well and makes nothing last */
    int32_t pad;
};

enum { WRITE = 1, CUT, SYNC, CREATE, RENAME, UNLINK, MKDIR };

struct record {
    uint32_t kind, a, b, pad; /* bytes of two texts that follow */
    uint64_t device, inode;   /* of the file, or of the folder for names */
    uint64_t at, size;        /* place of a write or the number of what is kept aside; size before */
};

static struct control calm = {.room = -1};
static struct control *control = &calm;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], aside[PATH_MAX];
static size_t root_length;
static int journal = -1;
static uint64_t kept_aside;
enum { NONE, PLAIN, MAPPED, FOLDER };
static unsigned char watched[65536];

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("DISK_ROOT"), *file = getenv("DISK_CONTROL");
    if (!where || !realpath(where, root)) return;
    root_length = strlen(root);
    if (file) {
        int fd = REAL(open)(file, O_RDWR | O_CLOEXEC);
        void *map = mmap(0, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) control = map;
        REAL(close)(fd);
    }
    file = getenv("DISK_JOURNAL");
    if (file) {
        journal = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        snprintf(aside, sizeof aside, "%s.aside", file);
        mkdir(aside, 0700);
        /* Numbers go on where an earlier process of the same journal ended. */
        kept_aside = (uint64_t)getpid() << 32;
    }
}

static int below_root(const char *path) {
    return root_length && !strncmp(path, root, root_length) &&
           (path[root_length] == '/' || !path[root_length]);
}

/* The path with its folder made absolute; empty when it is none of ours. */
static void place(const char *path, char *out) {
    char copy[PATH_MAX], folder[PATH_MAX];
    out[0] = 0;
    if (!root_length || !path || strlen(path) >= sizeof copy) return;
    strcpy(copy, path);
    char *slash = strrchr(copy, '/');
    const char *name = slash ? slash + 1 : copy;
    if (slash == copy) return;
    if (slash) *slash = 0;
    if (!realpath(slash ? copy : ".", folder)) return;
    if (below_root(folder) || !strcmp(folder, root))
        snprintf(out, PATH_MAX, "%.2040s/%.2040s", folder, name);
    else if (snprintf(copy, sizeof copy, "%s", path), !strcmp(path, root))
        snprintf(out, PATH_MAX, "%s", root);
}

static void folder_of(const char *path, struct record *record) {
    char folder[PATH_MAX];
    struct stat info;
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash) *slash = 0;
    if (!stat(folder, &info)) record->device = info.st_dev, record->inode = info.st_ino;
}

static void note(struct record *record, const void *a, const void *b) {
    struct iovec parts[3] = {
        {record, sizeof *record}, {(void *)a, record->a}, {(void *)b, record->b}};
    size_t whole = sizeof *record + record->a + record->b;
    if (REAL(writev)(journal, parts, 3) != (ssize_t)whole) {
        fprintf(stderr, "disk: cannot write the journal\n");
        abort();
    }
}

static void note_name(uint32_t kind, const char *path, const char *other, uint64_t kept) {
    struct record record = {.kind = kind, .a = strlen(path), .b = strlen(other), .at = kept};
    folder_of(kind == RENAME ? other : path, &record);
    note(&record, path, other);
}

/* Keeps what a name stood for; 0 when there was nothing. */
static uint64_t keep_aside(const char *path) {
    char name[PATH_MAX + 32];
    snprintf(name, sizeof name, "%s/%llu", aside, (unsigned long long)(kept_aside + 1));
    if (link(path, name)) return 0;
    return ++kept_aside;
}

static int kind_of(int fd) { return fd >= 0 && fd < (int)sizeof watched ? watched[fd] : NONE; }

static int refuse(int error) {
    errno = error;
    return -1;
}

static int opened(int fd, const char *path, int existed) {
    struct stat info;
    if (fd < 0 || fd >= (int)sizeof watched) return fd;
    watched[fd] = NONE;
    if (!path[0] || fstat(fd, &info)) return fd;
    size_t length = strlen(path);
    if (S_ISDIR(info.st_mode)) watched[fd] = FOLDER;
    else if (length > 4 && !strcmp(path + length - 4, "-shm")) watched[fd] = MAPPED;
    else if (S_ISREG(info.st_mode)) watched[fd] = PLAIN;
    if (!existed && watched[fd] == PLAIN && journal >= 0) note_name(CREATE, path, "", 0);
    return fd;
}

/* Files opened with O_TRUNC lose what they hold: noted as a cut. */
static void note_cut(int fd, uint64_t length) {
    struct stat info;
    if (journal < 0 || fstat(fd, &info) || (uint64_t)info.st_size == length) return;
    struct record record = {.kind = CUT, .device = info.st_dev, .inode = info.st_ino,
                            .at = length, .size = info.st_size};
    char self[64], *old = 0;
    if ((uint64_t)info.st_size > length) {
        record.a = info.st_size - length;
        old = malloc(record.a);
        snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
        int reading = REAL(open)(self, O_RDONLY | O_CLOEXEC);
        if (REAL(pread)(reading, old, record.a, length) != (ssize_t)record.a) abort();
        REAL(close)(reading);
    }
    note(&record, old, 0);
    free(old);
}

static int open_any(int folder, const char *path, int flags, mode_t mode) {
    static int (*real_open)(int, const char *, int, ...);
    if (!real_open) real_open = REAL(openat);
    char where[PATH_MAX] = "";
    if (folder == AT_FDCWD || (path && path[0] == '/')) place(path, where);
    if (!where[0]) return opened(real_open(folder, path, flags, mode), where, 1);
    int changes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
    struct stat info;
    pthread_mutex_lock(&lock);
    int existed = !stat(path, &info), fd;
    if (changes && control->read_only && !(existed && S_ISDIR(info.st_mode))) fd = refuse(EROFS);
    else if (!existed && flags & O_CREAT && !control->room) fd = refuse(ENOSPC);
    else if (existed && flags & O_TRUNC && S_ISREG(info.st_mode)) {
        fd = opened(real_open(folder, path, flags & ~O_TRUNC, mode), where, 1);
        if (fd >= 0) note_cut(fd, 0), REAL(ftruncate)(fd, 0);
    } else fd = opened(real_open(folder, path, flags, mode), where, existed);
    pthread_mutex_unlock(&lock);
    return fd;
}

#define MODE(flags) mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); \
        mode = va_arg(list, mode_t); va_end(list); }
int open(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_any(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_any(folder, path, flags, mode); }

int close(int fd) {
    if (kind_of(fd)) watched[fd] = NONE;
    return REAL(close)(fd);
}

/* How many bytes may be written; -1 with errno when none may. */
static ssize_t allowed(int fd, size_t count, uint64_t at, const struct stat *info) {
    (void)fd;
    if (control->read_only) return refuse(EROFS);
    if (control->bad_write) return refuse(EIO);
    uint64_t size = info->st_size, end = at + count;
    if (control->room >= 0 && end > size) {
        uint64_t growth = end - (at > size ? at : size);
        if (growth > (uint64_t)control->room) {
            uint64_t fits = count - growth + control->room;
            if (!fits) return refuse(ENOSPC);
            count = fits;
            growth = control->room;
        }
        control->room -= growth;
    }
    return count;
}

static ssize_t write_any(int fd, const void *bytes, size_t count, int64_t at) {
    struct stat info;
    pthread_mutex_lock(&lock);
    fstat(fd, &info);
    int seeks = at < 0;
    if (seeks) {
        int flags = fcntl(fd, F_GETFL);
        at = flags & O_APPEND ? info.st_size : lseek(fd, 0, SEEK_CUR);
    }
    ssize_t some = allowed(fd, count, at, &info);
    if (some > 0 && journal >= 0 && watched[fd] == PLAIN) {
        struct record record = {.kind = WRITE, .b = some, .device = info.st_dev,
                                .inode = info.st_ino, .at = at, .size = info.st_size};
        char self[64], *old = 0;
        if (at < info.st_size) {
            record.a = at + some < info.st_size ? some : info.st_size - at;
            old = malloc(record.a);
            snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
            int reading = REAL(open)(self, O_RDONLY | O_CLOEXEC);
            if (REAL(pread)(reading, old, record.a, at) != (ssize_t)record.a) abort();
            REAL(close)(reading);
        }
        note(&record, old, bytes);
        free(old);
    }
    if (some > 0) some = seeks ? REAL(write)(fd, bytes, some) : REAL(pwrite)(fd, bytes, some, at);
    pthread_mutex_unlock(&lock);
    return some;
}

#define WATCHED(fd) (kind_of(fd) == PLAIN || kind_of(fd) == MAPPED)
ssize_t write(int fd, const void *bytes, size_t count) {
    return WATCHED(fd) ? write_any(fd, bytes, count, -1) : REAL(write)(fd, bytes, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    return WATCHED(fd) ? write_any(fd, bytes, count, at) : REAL(pwrite)(fd, bytes, count, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return pwrite(fd, bytes, count, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!WATCHED(fd)) return REAL(writev)(fd, parts, count);
    for (int part = 0; part < count; part++)
        if (parts[part].iov_len) return write_any(fd, parts[part].iov_base, parts[part].iov_len, -1);
    return 0;
}

ssize_t read(int fd, void *bytes, size_t count) {
    return WATCHED(fd) && control->bad_read ? refuse(EIO) : REAL(read)(fd, bytes, count);
}
ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
    return WATCHED(fd) && control->bad_read ? refuse(EIO) : REAL(pread)(fd, bytes, count, at);
}
ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) { return pread(fd, bytes, count, at); }

/* Copies in the kernel are refused, so that programs copy by read and write. */
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t count, unsigned flags) {
    return WATCHED(out) ? refuse(EXDEV) : REAL(copy_file_range)(in, in_at, out, out_at, count, flags);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t count);
ssize_t sendfile(int out, int in, off_t *at, size_t count);
ssize_t sendfile64(int out, int in, off64_t *at, size_t count) {
    return WATCHED(out) ? refuse(EINVAL) : REAL(sendfile64)(out, in, at, count);
}

int ftruncate(int fd, off_t length) {
    if (!WATCHED(fd)) return REAL(ftruncate)(fd, length);
    if (control->read_only) return refuse(EROFS);
    if (control->bad_write) return refuse(EIO);
    pthread_mutex_lock(&lock);
    if (watched[fd] == PLAIN) note_cut(fd, length);
    int outcome = REAL(ftruncate)(fd, length);
    pthread_mutex_unlock(&lock);
    return outcome;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

/* Nothing is written meanwhile, so that a sync covers exactly what was noted before it. */
static int sync_any(int fd, int (*call)(int)) {
    if (!kind_of(fd)) return call(fd);
    if (control->bad_sync) return refuse(EIO);
    if (control->lying) return 0;
    pthread_mutex_lock(&lock);
    int outcome = call(fd);
    struct stat info;
    if (!outcome && journal >= 0 && !fstat(fd, &info)) {
        struct record record = {.kind = SYNC, .device = info.st_dev, .inode = info.st_ino};
        note(&record, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    return outcome;
}
int fsync(int fd) { return sync_any(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_any(fd, REAL(fdatasync)); }

static int changes_names(void) {
    if (control->read_only) return refuse(EROFS);
    if (control->bad_write) return refuse(EIO);
    return 0;
}

int rename(const char *from, const char *to) {
    char old[PATH_MAX], new[PATH_MAX];
    place(from, old), place(to, new);
    if (!old[0] || !new[0]) return REAL(rename)(from, to);
    if (changes_names()) return -1;
    pthread_mutex_lock(&lock);
    uint64_t kept = journal >= 0 ? keep_aside(new) : 0;
    int outcome = REAL(rename)(from, to);
    if (!outcome && journal >= 0) note_name(RENAME, old, new, kept);
    pthread_mutex_unlock(&lock);
    return outcome;
}

static int unlink_any(int folder, const char *path, int flags) {
    char where[PATH_MAX] = "";
    if (folder == AT_FDCWD || path[0] == '/') place(path, where);
    if (!where[0] || flags & AT_REMOVEDIR) return REAL(unlinkat)(folder, path, flags);
    if (changes_names()) return -1;
    pthread_mutex_lock(&lock);
    uint64_t kept = journal >= 0 ? keep_aside(where) : 0;
    int outcome = REAL(unlinkat)(folder, path, flags);
    if (!outcome && kept) note_name(UNLINK, where, "", kept);
    pthread_mutex_unlock(&lock);
    return outcome;
}
int unlink(const char *path) { return unlink_any(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return unlink_any(folder, path, flags); }

int mkdir(const char *path, mode_t mode) {
    char where[PATH_MAX];
    place(path, where);
    if (!where[0]) return REAL(mkdir)(path, mode);
    if (changes_names()) return -1;
    if (!control->room) return refuse(ENOSPC);
    pthread_mutex_lock(&lock);
    int outcome = REAL(mkdir)(path, mode);
    if (!outcome && journal >= 0) note_name(MKDIR, where, "", 0);
    pthread_mutex_unlock(&lock);
    return outcome;
}

int clock_gettime(clockid_t id, struct timespec *time) {
    static int (*call)(clockid_t, struct timespec *);
    if (!call) call = REAL(clock_gettime);
    int outcome = call(id, time);
    if (!outcome && id == CLOCK_REALTIME) time->tv_sec += control->clock;
    return outcome;
}
