/* SPDX-License-Identifier: MIT
 * Runs a fuzz target once over each file of a folder: its corpus as a test,
 * with any compiler. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST (1 << 20)

static int
replay(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 0;
    }
    uint8_t *room = malloc(MOST);
    if (room == NULL) abort();
    const size_t size = fread(room, 1, MOST, file);
    fclose(file);
    uint8_t *data = malloc(size > 0 ? size : 1); /* exactly its size */
    if (data == NULL) abort();
    memcpy(data, room, size);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    free(room);
    return 1;
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    DIR *folder = opendir(argv[1]);
    if (folder == NULL) {
        perror(argv[1]);
        return 2;
    }
    int n = 0;
    for (struct dirent *e; (e = readdir(folder)) != NULL;) {
        if (e->d_name[0] == '.') continue;
        if (!replay(argv[1], e->d_name)) return 1;
        n++;
    }
    closedir(folder);
    printf("%d inputs replayed\n", n);
    return n > 0 ? 0 : 1; /* a corpus that is gone is no success */
}
