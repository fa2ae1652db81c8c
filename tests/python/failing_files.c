/* SPDX-License-Identifier: MIT
 * Loaded in front of the C library: the n-th call of one kind on the files of
 * one folder fails, or is short.  failing_files.py arms it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define SHORT (-1) /* instead of an errno: half of what was asked for */

static char folder[4096];
static char kind[16];
static long countdown; /* 0: not armed */
static int code;
static long seen; /* calls of this kind on this folder */

/* Calls to fail: the n-th of one kind; returns how many there were before. */
long
failing_arm(const char *where, const char *what, long n, int error)
{
    const long before = seen;
    snprintf(folder, sizeof(folder), "%s/", where);
    snprintf(kind, sizeof(kind), "%s", what);
    countdown = n;
    code = error;
    seen = 0;
    return before;
}

static int
is_here(const char *path)
{
    return folder[0] != '\0' && strncmp(path, folder, strlen(folder)) == 0;
}

static int
is_file_here(int fd)
{
    char link[64], path[4096];
    const int before = errno;
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    const ssize_t n = readlink(link, path, sizeof(path) - 2);
    errno = before;
    if (n < 0) return 0;
    path[n] = '/'; /* the folder itself is here too */
    path[n + 1] = '\0';
    return is_here(path);
}

/* Whether this call fails; errno is set, to 0 where it is to be short. */
static int
fails(const char *what, int here)
{
    if (!here || strcmp(what, kind) != 0) return 0;
    seen++;
    if (countdown == 0 || --countdown > 0) return 0;
    errno = code == SHORT ? 0 : code;
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPENS(name)                                                           \
    int name(const char *path, int flags, ...)                                \
    {                                                                         \
        va_list list;                                                         \
        va_start(list, flags);                                                \
        const mode_t mode =                                                   \
            (flags & O_CREAT) != 0 ? (mode_t)va_arg(list, int) : 0;           \
        va_end(list);                                                         \
        return fails("open", is_here(path)) ? -1                              \
                                            : NEXT(name)(path, flags, mode);  \
    }
OPENS(open)
OPENS(open64)

#define READS(name, ...)                                                      \
    {                                                                         \
        if (fails("read", is_file_here(fd))) {                                \
            if (errno != 0) return -1;                                        \
            size = size / 2 + (size == 1);                                    \
        }                                                                     \
        return NEXT(name)(fd, buffer, size __VA_ARGS__);                      \
    }
#define COMMA ,
ssize_t
read(int fd, void *buffer, size_t size) READS(read)
ssize_t
pread(int fd, void *buffer, size_t size, off_t at) READS(pread, COMMA at)
ssize_t
pread64(int fd, void *buffer, size_t size, off64_t at)
    READS(pread64, COMMA at)

ssize_t
write(int fd, const void *buffer, size_t size)
{
    if (fails("write", is_file_here(fd))) {
        if (errno != 0) return -1;
        size = size / 2 + (size == 1);
    }
    return NEXT(write)(fd, buffer, size);
}

int
fsync(int fd)
{
    return fails("fsync", is_file_here(fd)) ? -1 : NEXT(fsync)(fd);
}

int
fchmod(int fd, mode_t mode)
{
    return fails("fchmod", is_file_here(fd)) ? -1 : NEXT(fchmod)(fd, mode);
}

/* It is closed all the same, as on Linux. */
int
close(int fd)
{
    const int here = is_file_here(fd);
    const int result = NEXT(close)(fd);
    return fails("close", here) ? -1 : result;
}

int
rename(const char *from, const char *to)
{
    return fails("rename", is_here(to)) ? -1 : NEXT(rename)(from, to);
}
