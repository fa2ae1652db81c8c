/* SPDX-License-Identifier: MIT
 * Forged saved audits by the thousand million: no coverage to follow, no
 * process to start, a few microseconds each.
 *
 *     mutate_load [-s SEED] [-f FIRST] [-n COUNT]
 *
 * Execution number i of a seed is always the same, so that a run goes on
 * where another ended, and whatever is found comes again.  Each must be
 * refused, or save as the same bytes, within the memory that they warrant.
 * The bytes end where a page ends that nobody may touch.  The checksum is
 * taken to fit: it is no hindrance for who forges, and half of the time. */
#define _GNU_SOURCE

#include <signal.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "mutate.h"
#include "states.h"
#include "tally/codec.h"

#define ROOM ((size_t)1 << 16)

static uint64_t seed = 1, execution;
static uint8_t *room; /* its end is the end of what may be read */
static const uint8_t *input;
static size_t input_length;

/* ---- what is found ---- */

static void
say(const char *text)
{
    (void)!write(2, text, strlen(text));
}

/* Also where a signal was caught, so nothing but writes. */
static void
found(const char *what)
{
    char numbers[200];
    say(what);
    snprintf(numbers, sizeof(numbers),
             "\nfound: -s %llu -f %llu -n 1; its bytes:\n",
             (unsigned long long)seed, (unsigned long long)execution);
    say(numbers);
    for (size_t i = 0; i < input_length; i++) {
        snprintf(numbers, sizeof(numbers), "%02x", input[i]);
        say(numbers);
    }
    say("\n");
    _exit(77);
}

static void
caught(int number)
{
    (void)number;
    found(number == SIGSEGV ? "touched what it must not"
                            : "undefined behaviour or a failed assertion");
}

static void
must(int condition, const char *what)
{
    if (!condition) found(what);
}

/* The reference to the library's is to this one (--wrap): all checksums are
 * 0, and fit. */
uint32_t __wrap_fair__crc32c(uint32_t crc, const void *bytes, size_t n);

uint32_t
__wrap_fair__crc32c(uint32_t crc, const void *bytes, size_t n)
{
    (void)crc;
    (void)bytes;
    (void)n;
    return 0;
}

/* ---- memory: one block after the other, all gone at once ---- */

#define ARENA ((size_t)1 << 24)
#define FENCE 16
static const uint8_t fence[FENCE] = "fencefencefence";
static _Alignas(16) uint8_t arena[ARENA];
static size_t used, live, peak;

static void *
get(void *ctx, size_t size)
{
    (void)ctx;
    const size_t whole = (size + FENCE + 15) & ~(size_t)15;
    if (whole < size || whole > ARENA - used) return NULL;
    uint8_t *p = arena + used;
    used += whole;
    live += size;
    if (live > peak) peak = live;
    memcpy(p + size, fence, FENCE);
    return p;
}

static void
put_back(void *ctx, void *p, size_t size)
{
    (void)ctx;
    must(memcmp((uint8_t *)p + size, fence, FENCE) == 0,
         "wrote behind a block");
    live -= size;
}

static void *
resize(void *ctx, void *p, size_t old_size, size_t new_size)
{
    void *q = get(ctx, new_size);
    if (q == NULL) return NULL;
    memcpy(q, p, old_size < new_size ? old_size : new_size);
    put_back(ctx, p, old_size);
    return q;
}

static const fair_allocator memory = {NULL, get, resize, put_back};

/* ---- how far they come ---- */

static const char *const depths[] = {
    "header",   "specification", "rows",    "labels",  "features", "shards",
    "keys",     "tables",        "weights", "scores",  "accepted",
    "a newer format", "an early end"};
enum { ACCEPTED = 10, NEWER = 11, END = 12, N_DEPTHS = 13 };

/* The first of these words in a message says which part was refused. */
static const struct {
    const char *word;
    int depth;
} words[] = {
    {"checksum", 0},          {"does not begin", 0},
    {"a score", 9},           {"the scores", 9},
    {"of scores", 9},
    {"it says that", 0},      {"too early", END},
    {"rows that came in", 2}, {"a cause that", 2},
    {"rows without", 2},      {"sum of frequencies", 2},
    {"of a label", 3},        {"a label column", 3},
    {"a label has values", 3}, {"a feature", 4},
    {"a boolean is", 4},      {"too long", 4},
    {"of shards", 5},         {"a cell has", 6},
    {"not in order", 6},      {"is there twice", 6},
    {"in no cell", 6},        {"do not sum", 7},
    {"where none can", 7},    {"a cell is empty", 7},
    {"more is counted", 7},   {"weights", 8},
    {"bytes are left", 8},    {"section", 6},
};

typedef struct refusal { /* a message, and how often */
    char text[100];
    uint64_t hash;
    uint64_t n;
} refusal;

#define REFUSALS 256
static refusal refusals[REFUSALS];
static uint64_t accepted, newer, merged;

/* Numbers do not make a message another. */
static void
note_refusal(const char *message)
{
    uint64_t hash = 0;
    for (size_t i = 0; message[i] != '\0' && message[i] != '"' && i < 90; i++)
        if (message[i] < '0' || message[i] > '9')
            hash = (hash ^ (uint8_t)message[i]) * UINT64_C(0x100000001b3);
    size_t at = hash % REFUSALS;
    while (refusals[at].n > 0 && refusals[at].hash != hash)
        at = (at + 1) % REFUSALS;
    if (refusals[at].n++ > 0) return;
    refusals[at].hash = hash;
    snprintf(refusals[at].text, sizeof(refusals[at].text), "%.99s", message);
}

static int
depth_of(const char *message)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(message, words[i].word) != NULL) return words[i].depth;
    return 1;
}

static void
print_depths(uint64_t n)
{
    uint64_t by_depth[N_DEPTHS] = {[ACCEPTED] = accepted, [NEWER] = newer};
    for (size_t i = 0; i < REFUSALS; i++) {
        if (refusals[i].n == 0) continue;
        by_depth[depth_of(refusals[i].text)] += refusals[i].n;
        printf("%12llu  %s\n", (unsigned long long)refusals[i].n,
               refusals[i].text);
    }
    for (int i = 0; i < N_DEPTHS; i++)
        printf("%5.1f %%  %s\n", 100.0 * (double)by_depth[i] / (double)n,
               depths[i]);
    printf("%12llu  merged with themselves and saved\n",
           (unsigned long long)merged);
}

/* ---- one execution ---- */

static fair_status
load(fair__tally **out, fair_error *err)
{
    fair_audit_options o = FAIR_AUDIT_OPTIONS_INIT;
    o.hash_key = state_key;
    o.allocator = &memory;
    o.max_cells = o.max_scores = UINT64_MAX;
    err->code = FAIR_OK;
    err->message[0] = '\0';
    return fair__tally_load(input, input_length, &o, out, err);
}

static void
save_as(const fair__tally *t, const uint8_t *bytes, size_t length)
{
    static uint8_t saved[ROOM];
    size_t n = 0;
    must(fair__tally_save(t, saved, sizeof(saved), &n, NULL) == FAIR_OK,
         "it does not save");
    must(n == length && memcmp(saved, bytes, n) == 0,
         "it saves as other bytes");
}

/* Costs as much as twenty executions, so few have it. */
static void
merge_with_itself(fair__tally *t)
{
    static uint8_t saved[ROOM];
    fair__tally *other = NULL;
    fair_error err;
    size_t n = 0;
    must(load(&other, &err) == FAIR_OK, "it does not load twice");
    fair__text_table_truncate(&other->shards, 0);
    const fair_status st = fair__tally_merge(t, other, NULL);
    fair__tally_free(other);
    must(st == FAIR_OK || st == FAIR_ERR_OVERFLOW, "it does not merge");
    if (st != FAIR_OK) return;
    merged++;
    must(fair__tally_save(t, saved, sizeof(saved), &n, NULL) == FAIR_OK,
         "the merged one does not save");
    input = saved;
    input_length = n;
    must(load(&other, &err) == FAIR_OK, "the merged one does not load");
    save_as(other, saved, n);
    fair__tally_free(other);
}

static void
check(void)
{
    fair__tally *t = NULL;
    fair_error err;
    used = live = peak = 0;
    const fair_status st = load(&t, &err);
    must(peak <= 65536 + 4 * input_length, "it took too much memory");
    must(err.code == st && (t != NULL) == (st == FAIR_OK),
         "the outcome contradicts itself");
    if (st == FAIR_OK) {
        accepted++;
        save_as(t, input, input_length);
        if (accepted % 1024 == 0) merge_with_itself(t);
        fair__tally_free(t);
    } else if (st == FAIR_ERR_VERSION) {
        newer++;
    } else {
        must(st == FAIR_ERR_CORRUPT && err.message[0] != '\0',
             "it is refused for another reason");
        note_refusal(err.message);
    }
    must(live == 0, "memory was kept");
}

/* Length and checksum fit, but for one in 64. */
static void
execute(forger *g)
{
    static const field length = {12, 8, FIELD_LENGTH};
    g->random = (seed << 48 ^ execution) * UINT64_C(0xd1342543de82ef95);
    forge(g);
    if (g->length >= 24 && forger_choose(g, 64) > 0) {
        field_set(g->bytes, &length, g->length);
        memset(g->bytes + g->length - 4, 0, 4);
    }
    input = room + ROOM - g->length;
    input_length = g->length;
    memcpy(room + ROOM - g->length, g->bytes, g->length);
    check();
}

/* ---- all ---- */

static void
make_room(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    room = mmap(NULL, ROOM + page, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED || mprotect(room + ROOM, page, PROT_NONE) != 0)
        abort();
    const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE};
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        signal(signals[i], caught);
}

static void
make_bases(fields bases[N_STATES])
{
    for (size_t i = 0; i < N_STATES; i++) {
        size_t length;
        const uint8_t *bytes = state_bytes(i, &length);
        state_must(fields_find(&bases[i], bytes, length) &&
                       2 * length < ROOM,
                   state_plans[i].name);
    }
}

static double
seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int
main(int argc, char **argv)
{
    static fields bases[N_STATES];
    static uint8_t bytes[ROOM];
    uint64_t first = 0, n = 200000;
    int option;
    while ((option = getopt(argc, argv, "s:f:n:")) != -1) {
        if (option == '?') return 2;
        const uint64_t x = strtoull(optarg, NULL, 10);
        *(option == 's' ? &seed : option == 'f' ? &first : &n) = x;
    }
    make_bases(bases);
    make_room();
    forger g = {.bases = bases, .n_bases = N_STATES, .bytes = bytes,
                .capacity = ROOM};
    const double start = seconds();
    for (execution = first; execution < first + n; execution++) {
        execute(&g);
        if ((execution + 1 - first) % 10000000 != 0) continue;
        printf("seed %llu: up to %llu, %.0f s\n", (unsigned long long)seed,
               (unsigned long long)(execution + 1), seconds() - start);
        fflush(stdout);
    }
    const double took = seconds() - start;
    print_depths(n);
    printf("seed %llu, executions %llu to %llu: %.2f us each, nothing found\n",
           (unsigned long long)seed, (unsigned long long)first,
           (unsigned long long)(first + n), took / (double)n * 1e6);
    return 0;
}
