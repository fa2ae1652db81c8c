/* SPDX-License-Identifier: MIT
 * A service that decides by a plan, with 64 KiB of memory for the library.
 *
 *   cc serve_plan.c $(pkg-config --cflags --libs libfairness) && ./a.out
 *
 * The plan was made elsewhere, from the scores of a report; here it is read
 * once, from a file or, as in this program, from text.  After that no call
 * asks for memory. */
#include <stdio.h>
#include <string.h>

#include <fairness/fairness.h>

/* ---- memory: handed out from the front, the last piece may grow ---- */

#define ROOM 65536

static unsigned char room[ROOM + 15];
static size_t used, most;

/* The first byte from which on memory is aligned as the library needs it. */
static unsigned char *
front(void)
{
    return room + (0 - (uintptr_t)room) % 16;
}

static size_t
rounded(size_t size)
{
    return (size + 15) / 16 * 16;
}

static int
is_last(const void *piece, size_t size)
{
    return (const unsigned char *)piece + rounded(size) == front() + used;
}

static void *
hand_out(void *ctx, size_t size)
{
    (void)ctx;
    if (size > ROOM - used || rounded(size) > ROOM - used) return NULL;
    void *piece = front() + used;
    used += rounded(size);
    if (used > most) most = used;
    return piece;
}

/* The last piece is taken back; others stay. */
static void
take_back(void *ctx, void *piece, size_t size)
{
    (void)ctx;
    if (is_last(piece, size)) used -= rounded(size);
}

static void *
grow(void *ctx, void *piece, size_t old_size, size_t size)
{
    if (is_last(piece, old_size)) {
        used -= rounded(old_size);
        if (hand_out(ctx, size) != NULL) return piece;
        used += rounded(old_size);
        return NULL;
    }
    void *other = hand_out(ctx, size);
    if (other != NULL)
        memcpy(other, piece, old_size < size ? old_size : size);
    return other;
}

/* ---- the plan ---- */

static const char plan_text[] =
    "{\n"
    "  \"schema\": \"libfairness/plan/1\",\n"
    "  \"library\": \"0.1.0\",\n"
    "  \"model\": \"credit-7\",\n"
    "  \"tally\": \"0123456789abcdef0123456789abcdef"
    "0123456789abcdef0123456789abcdef\",\n"
    "  \"rows\": 20,\n"
    "  \"constraint\": \"equalized_odds\",\n"
    "  \"max_difference\": \"0.02\",\n"
    "  \"min_ratio\": null,\n"
    "  \"min_rate\": null,\n"
    "  \"max_rate\": null,\n"
    "  \"objective\": \"accuracy\",\n"
    "  \"value\": 0.7,\n"
    "  \"bound\": 0,\n"
    "  \"disparity\": 0.015625,\n"
    "  \"reason\": null,\n"
    "  \"nodes\": 12,\n"
    "  \"rule\": \"by_group\",\n"
    "  \"needs_groups\": true,\n"
    "  \"randomized\": true,\n"
    "  \"by\": [\"region\"],\n"
    "  \"score_type\": \"float64\",\n"
    "  \"missing\": \"error\",\n"
    "  \"unseen\": \"error\",\n"
    "  \"groups\": [\n"
    "    {\n"
    "      \"group\": {\"region\": \"north\"},\n"
    "      \"parts\": [{\"threshold\": 0.58, \"share\": 1}],\n"
    "      \"rows\": 10,\n"
    "      \"selected\": 4,\n"
    "      \"true_positives\": 3,\n"
    "      \"false_positives\": 1,\n"
    "      \"false_negatives\": 2,\n"
    "      \"true_negatives\": 4,\n"
    "      \"selection_rate\": 0.4,\n"
    "      \"true_positive_rate\": 0.6,\n"
    "      \"false_positive_rate\": 0.2,\n"
    "      \"positive_predictive_value\": 0.75,\n"
    "      \"set_aside\": null\n"
    "    },\n"
    "    {\n"
    "      \"group\": {\"region\": \"south\"},\n"
    "      \"parts\": [{\"threshold\": 0.5, \"share\": 0.75}, "
    "{\"threshold\": 0.6, \"share\": 0.25}],\n"
    "      \"rows\": 10,\n"
    "      \"selected\": 4,\n"
    "      \"true_positives\": 3,\n"
    "      \"false_positives\": 1,\n"
    "      \"false_negatives\": 2,\n"
    "      \"true_negatives\": 4,\n"
    "      \"selection_rate\": 0.4,\n"
    "      \"true_positive_rate\": 0.6,\n"
    "      \"false_positive_rate\": 0.2,\n"
    "      \"positive_predictive_value\": 0.75,\n"
    "      \"set_aside\": null\n"
    "    }\n"
    "  ],\n"
    "  \"sha256\": \"c4e4cbc7a76a0ca9296e9913ed0ae43a"
    "1604fc7403e117aa9ec711d4d4f536c3\"\n"
    "}\n";

/* ---- requests ---- */

typedef struct request {
    const char *id, *region;
    double score;
} request;

static const request requests[] = {
    {"a-1", "north", 0.61}, {"a-2", "north", 0.55}, {"a-3", "south", 0.55},
    {"a-4", "south", 0.30}, {"a-5", "west", 0.90},
};

static fair_status
decide(const fair_plan *plan, const request *r, uint8_t *decision,
       fair_error *err)
{
    const fair_column region = fair_column_cstring(&r->region, 1);
    fair_plan_apply_options options = FAIR_PLAN_APPLY_OPTIONS_INIT;
    fair_plan_rows rows = FAIR_PLAN_ROWS_INIT;
    options.model = "credit-7"; /* whose scores these are */
    options.seed = 20261130;
    options.has_seed = 1;
    rows.n = 1;
    rows.y_score = fair_column_float64(&r->score, 1);
    rows.row_id = fair_column_cstring(&r->id, 1);
    rows.features = &region;
    rows.n_features = 1;
    return fair_plan_apply(plan, &rows, &options, decision, err);
}

int
main(void)
{
    const fair_allocator memory = {NULL, hand_out, grow, take_back};
    fair_plan *plan = NULL;
    fair_error err;
    if (fair_plan_read(plan_text, sizeof(plan_text) - 1, &memory, &plan,
                       &err) != FAIR_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    const size_t after_reading = used;
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
        uint8_t decision = 0;
        if (decide(plan, &requests[i], &decision, &err) == FAIR_OK)
            printf("%s: %s\n", requests[i].id, decision ? "yes" : "no");
        else
            printf("%s: not decided: %s\n", requests[i].id, err.message);
    }
    const size_t for_decisions = used - after_reading;
    printf("%zu bytes at most, %zu for decisions\n", most, for_decisions);
    fair_plan_free(plan);
    return for_decisions == 0 ? 0 : 1;
}
