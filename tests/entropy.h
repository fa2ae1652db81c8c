/* SPDX-License-Identifier: MIT
 * An operating system whose random bytes are known, short or refused, in
 * place of the C library's calls. */
#ifndef FAIR_TESTS_ENTROPY_H
#define FAIR_TESTS_ENTROPY_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ENTROPY_FILE 1000000 /* the number of no open file */

/* Byte i of the system call is i, of the device 100 + i. */
static struct {
    size_t from_call;   /* bytes that getrandom gives; 0: it fails */
    int has_device;     /* else it cannot be opened */
    size_t from_device; /* bytes before it ends */
    size_t a_read;      /* most bytes of one read */
    size_t had;
    int opened;
    int closed;
} entropy;

ssize_t
getrandom(void *bytes, size_t n, unsigned flags)
{
    (void)flags;
    if (entropy.from_call == 0) {
        errno = ENOSYS;
        return -1;
    }
    if (n > entropy.from_call) n = entropy.from_call;
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)i;
    return (ssize_t)n;
}

int
open(const char *path, int flags, ...)
{
    if (strcmp(path, "/dev/urandom") == 0) {
        errno = ENOENT;
        entropy.opened += entropy.has_device;
        return entropy.has_device ? ENTROPY_FILE : -1;
    }
    va_list more;
    va_start(more, flags);
    const int mode = (flags & O_CREAT) != 0 ? va_arg(more, int) : 0;
    va_end(more);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t
read(int file, void *bytes, size_t n)
{
    if (file != ENTROPY_FILE) return syscall(SYS_read, file, bytes, n);
    if (n > entropy.a_read) n = entropy.a_read;
    if (n > entropy.from_device - entropy.had)
        n = entropy.from_device - entropy.had;
    for (size_t i = 0; i < n; i++)
        ((unsigned char *)bytes)[i] = (unsigned char)(100 + entropy.had + i);
    entropy.had += n;
    return (ssize_t)n;
}

int
close(int file)
{
    if (file != ENTROPY_FILE) return (int)syscall(SYS_close, file);
    entropy.closed++;
    return 0;
}

#endif
