/* count.c: which method counts, and what its numbers come to. */
#include "solver/voting/count.h"

#include <math.h>
#include <string.h>

#include "solver/base/rng.h"
#include "solver/game/orders.h"

const char *const cm_count_words[] = { "best", "weights", "diagram", "enumeration", "sampling", "fourier", NULL };

/* What a method may take before the next is tried: words of a table of weights, nodes of a diagram, steps in whole
 * numbers for the pivotal orders.  Combinations of kinds are held against the context's limit. */
static const double words = 2e8, quick_table = 1e6, in_whole = 1e8;
static const size_t most_nodes = (size_t)1 << 21;

cm_count_method cm_count_method_of(const char *word)
{
    for (int k = 0; cm_count_words[k] != NULL; k++) {
        if (strcmp(cm_count_words[k], word) == 0) return (cm_count_method)k;
    }
    return CM_COUNT_BEST;
}

void cm_count_free(cm_count *count)
{
    if (count->number != NULL) cm_rats_free(count->number, 2 * count->n + 1);
    count->number = NULL;
}

/* The doubles that whole numbers mean. */
static cm_status divide(cm_ctx *ctx, cm_count *count)
{
    size_t n = count->n;
    cm_rat *all = cm_rats_new(ctx, 3), two = { 0, 0 };
    if (all == NULL) return ctx->status;
    cm_rat_set_ratio(&two, 2, 1);
    cm_rat_set_ratio(&all[0], 1, 1);
    cm_rat_set_ratio(&all[1], 1, 1);
    for (size_t k = 1; k < n; k++) cm_rat_mul(&all[0], &all[0], &two);
    for (size_t k = 2; k <= n; k++) {
        cm_rat_set_ratio(&all[2], (int64_t)k, 1);
        cm_rat_mul(&all[1], &all[1], &all[2]);
    }
    for (size_t i = 0; i < n; i++) {
        cm_rat_div(&all[2], &count->number[1 + i], &all[0]);
        count->swing[i] = cm_rat_value(&all[2]);
        if (!count->sized) continue;
        cm_rat_div(&all[2], &count->number[1 + n + i], &all[1]);
        count->pivot[i] = cm_rat_value(&all[2]);
    }
    cm_rat_mul(&all[0], &all[0], &two);
    cm_rat_div(&all[2], &count->number[0], &all[0]);
    count->act = cm_rat_value(&all[2]);
    cm_rat_clear(&two);
    cm_rats_free(all, 3);
    return CM_OK;
}

/* In doubles alone, with a bound of what any index may be off. */
static cm_status ask_series(cm_ctx *ctx, const cm_oracle *oracle, cm_count *count)
{
    cm_status status;
    double all = 0, most = 0;
    CM_TRY(cm_oracle_integrate(ctx, oracle, 0, count->pivot, count->swing, &count->act));
    for (size_t i = 0; i < count->n; i++) {
        all += count->swing[i];
        most = fmax(most, count->swing[i]);
    }
    count->error = fmax(oracle->missed[1], oracle->missed[0] * 2 / fmin(count->act, 1 - count->act));         /* what is decided seldom: Coleman divides by that */
    count->error = fmax(count->error, oracle->missed[0] * (1 + (double)count->n * most / all) / all);
out:
    return status;
}

/* From counts by size: swing[i * n + s], wins[s]. */
static cm_status add_up(cm_ctx *ctx, const cm_rat *swing, const cm_rat *wins, cm_count *count)
{
    size_t n = count->n;
    cm_rat *weight = cm_rats_new(ctx, n + 1), *number = count->number;
    if (weight == NULL) return ctx->status;
    cm_orders_weights(n, weight);
    for (size_t s = 0; s <= n; s++) cm_rat_add(&number[0], &number[0], &wins[s]);
    for (size_t i = 0; i < n; i++) {
        for (size_t s = 0; s < n; s++) {
            cm_rat_add(&number[1 + i], &number[1 + i], &swing[i * n + s]);
            cm_rat_add_mul(&number[1 + n + i], &swing[i * n + s], &weight[s]);
        }
    }
    cm_rats_free(weight, n + 1);
    count->whole = count->sized = true;
    return divide(ctx, count);
}

/* By an oracle: in whole numbers by size where that is cheap, else in whole numbers without sizes and by quadrature. */
static cm_status ask(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_oracle *oracle, cm_count *count)
{
    size_t n = vote->n, primes = cm_fields_needed(n);
    size_t *like = CM_NEW(ctx, arena, n, size_t);
    cm_rat *sizes = NULL;
    cm_status status = CM_OK;
    if (like == NULL) CM_LEAVE(ctx->status);
    cm_vote_kinds(vote, like);
    if (primes <= CM_FIELDS && (double)((n + 1) * primes) * oracle->cost <= in_whole) {
        sizes = cm_rats_new(ctx, n * n + n + 1);
        if (sizes == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_oracle_sizes(ctx, oracle, like, sizes, &sizes[n * n]));
        CM_TRY(add_up(ctx, sizes, &sizes[n * n], count));
        goto out;
    }
    if (primes <= CM_FIELDS) {
        CM_TRY(cm_oracle_totals(ctx, oracle, &count->number[1], &count->number[0]));
        count->whole = true;
        CM_TRY(divide(ctx, count));
    }
    CM_TRY(cm_oracle_integrate(ctx, oracle, 0, count->pivot, count->whole ? NULL : count->swing, count->whole ? NULL : &count->act));
out:
    cm_rats_free(sizes, n * n + n + 1);
    return status;
}

/* By kinds: the coalitions of s others that i makes win are those of s + 1 with i less those of s without. */
static cm_status enumerate(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_count *count)
{
    size_t n = vote->n, wide = n + 1;
    double *all = CM_NEW(ctx, arena, wide, double), *with = CM_NEW(ctx, arena, n * wide, double);
    cm_rat *sizes = cm_rats_new(ctx, n * n + n + 1);
    cm_status status = CM_OK;
    if (all == NULL || with == NULL || sizes == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_kinds_count(ctx, arena, vote, all, with, NULL));
    for (size_t i = 0; i < n && n <= 53; i++) {
        for (size_t s = 0; s < n; s++) cm_rat_set_ratio(&sizes[i * n + s], (int64_t)(with[i * wide + s + 1] + with[i * wide + s] - all[s]), 1);
    }
    for (size_t s = 0; s < wide && n <= 53; s++) cm_rat_set_ratio(&sizes[n * n + s], (int64_t)all[s], 1);
    if (n <= 53) CM_LEAVE(add_up(ctx, sizes, &sizes[n * n], count));
    for (size_t s = 0; s <= n; s++) count->act += ldexp(all[s], -(int)n);
    for (size_t i = 0; i < n; i++) {
        double chance = 1 / (double)n;                       /* s! (n-1-s)! / n! */
        for (size_t s = 0; s < n; s++) {
            double swing = with[i * wide + s + 1] + with[i * wide + s] - all[s];
            count->swing[i] += ldexp(swing, 1 - (int)n);
            count->pivot[i] += chance * swing;
            chance *= s + 1 < n ? (double)(s + 1) / (double)(n - 1 - s) : 1;
        }
    }
out:
    cm_rats_free(sizes, n * n + n + 1);
    return status;
}

cm_status cm_count_coalitions(cm_ctx *ctx, const cm_vote *vote, uint64_t seed, const char *stream, long draws, double *wins, double *swing)
{
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    cm_tally tally;
    cm_status status = CM_OK;
    if (in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tally_init(ctx, &scratch, vote, &tally));
    *wins = 0;
    for (size_t i = 0; i < vote->n; i++) swing[i] = 0;
    for (long t = 0; t < draws; t++) {
        cm_rng rng;
        uint64_t word = 0;
        bool won;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_rng_init(&rng, seed, stream, (uint64_t)t);
        cm_tally_clear(&tally);
        for (size_t i = 0; i < vote->n; i++, word >>= 1) {
            if (i % 64 == 0) word = cm_rng_next(&rng);
            in[i] = word & 1u;
            if (in[i]) cm_tally_add(&tally, i, 1);
        }
        won = cm_tally_wins(&tally);
        *wins += won;
        for (size_t i = 0; i < vote->n; i++) {
            cm_tally_add(&tally, i, in[i] ? -1 : 1);
            swing[i] += cm_tally_wins(&tally) != won;
            cm_tally_add(&tally, i, in[i] ? 1 : -1);
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status sample(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_count_options *options, cm_count *count)
{
    size_t n = vote->n;
    cm_status status;
    count->method = CM_COUNT_SAMPLING;
    count->draws = (double)options->draws;
    count->swing_hit = CM_NEW(ctx, arena, n, double);
    count->pivot_hit = CM_NEW(ctx, arena, n, double);
    if (count->swing_hit == NULL || count->pivot_hit == NULL) return ctx->status;
    CM_TRY(cm_count_coalitions(ctx, vote, options->seed, "coalitions", options->draws, &count->wins_hit, count->swing_hit));
    CM_TRY(cm_orders_count(ctx, vote, options->seed, options->draws, false, count->pivot_hit));
    count->act = count->wins_hit / count->draws;
    for (size_t i = 0; i < n; i++) {
        count->swing[i] = count->swing_hit[i] / count->draws;
        count->pivot[i] = count->pivot_hit[i] / count->draws;
    }
out:
    return status;
}

/* One threshold of so many different weights that a diagram of most_nodes is not to be expected. */
static bool hopeless(const cm_vote *vote)
{
    size_t kinds = 0;
    for (size_t i = 0; i < vote->n && vote->node->kind == CM_VOTE_THRESHOLD; i++) {
        size_t j = 0;
        while (j < i && vote->node->weight[j] != vote->node->weight[i]) j++;
        kinds += j == i;
    }
    return kinds > 44;
}

/* A method was asked for that gives no answer: why. */
static cm_status refuse(cm_ctx *ctx, const cm_vote *vote, cm_count_method wanted)
{
    const char *word = cm_count_words[wanted];
    if ((wanted == CM_COUNT_WEIGHTS || wanted == CM_COUNT_FOURIER) && vote->node->kind != CM_VOTE_THRESHOLD) {
        return cm_fail(ctx, CM_E_DOMAIN, "the method '%s' is for one threshold; the rule has %zu parts", word, vote->nnodes);
    }
    if (wanted == CM_COUNT_FOURIER) {
        return cm_fail(ctx, CM_E_LIMIT, "the method 'fourier' is for some 60 members and more who share some 10000 votes and more unevenly, which these %zu with %lld votes do not; method = \"best\" gives an answer",
                       vote->n, (long long)vote->node->total);
    }
    return cm_fail(ctx, CM_E_LIMIT, "%zu members and this rule are too much for the method '%s'; method = \"best\" or \"sampling\" gives an answer", vote->n, word);
}

/* A method that was asked for, or CM_COUNT_BEST: the first that is cheap enough; *oracle->n is 0 when it needs none. */
static cm_status choose(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_count_options *options, cm_oracle *oracle, cm_count_method *chosen)
{
    cm_count_method wanted = options->method;
    bool free = wanted == CM_COUNT_BEST;
    double points = (double)cm_points_needed(vote->n) + 1, quick = fmin(quick_table, ldexp(64, (int)(vote->n / 2)));      /* few members: a diagram is smaller */
    cm_status status = CM_OK;
    if (free || wanted == CM_COUNT_WEIGHTS) {
        CM_TRY(cm_weights_open(ctx, arena, vote, free ? quick : words, oracle));
        *chosen = CM_COUNT_WEIGHTS;
        if (oracle->n > 0 && points * oracle->cost <= ctx->work_limit) goto out;
    }
    if ((free && !hopeless(vote)) || wanted == CM_COUNT_DIAGRAM) {
        CM_TRY(cm_diagram_open(ctx, arena, vote, most_nodes, false, oracle));
        *chosen = CM_COUNT_DIAGRAM;
        if (oracle->n > 0) goto out;
    }
    if ((free && options->rounded) || wanted == CM_COUNT_FOURIER) {
        CM_TRY(cm_fourier_open(ctx, arena, vote, words, oracle));
        *chosen = CM_COUNT_FOURIER;
        if (oracle->n > 0) goto out;
    }
    if (free) {
        CM_TRY(cm_weights_open(ctx, arena, vote, words, oracle));
        *chosen = CM_COUNT_WEIGHTS;
        if (oracle->n > 0 && points * oracle->cost <= ctx->work_limit) goto out;
    }
    oracle->n = 0;
    if ((free || wanted == CM_COUNT_KINDS) && cm_kinds_combinations(vote) * (double)(vote->n * vote->nnodes) <= ctx->work_limit) {
        *chosen = CM_COUNT_KINDS;
        goto out;
    }
    *chosen = CM_COUNT_SAMPLING;
    if (!free && wanted != CM_COUNT_SAMPLING) CM_LEAVE(refuse(ctx, vote, wanted));
out:
    return status;
}

cm_status cm_count_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_count_options *options, cm_count *count)
{
    cm_arena scratch = { NULL };
    cm_oracle oracle = { .n = 0 };
    cm_count_method method;
    cm_status status = CM_OK;
    *count = (cm_count){ .n = vote->n, .swing = CM_NEW(ctx, arena, vote->n, double), .pivot = CM_NEW(ctx, arena, vote->n, double) };
    if (count->swing == NULL || count->pivot == NULL) CM_LEAVE(ctx->status);
    CM_TRY(choose(ctx, &scratch, vote, options, &oracle, &method));
    count->method = method;
    if (method == CM_COUNT_FOURIER) {
        cm_count_options others = *options;
        CM_TRY(ask_series(ctx, &oracle, count));
        if (count->error <= ctx->tol.rel) goto out;
        if (options->method != CM_COUNT_BEST) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the method 'fourier' would leave out up to %.2g of an index; method = \"best\" gives an answer", count->error));
        others.rounded = false;
        count->error = 0;
        CM_TRY(choose(ctx, &scratch, vote, &others, &oracle, &method));
        count->method = method;
    }
    if (method == CM_COUNT_SAMPLING) CM_LEAVE(sample(ctx, arena, vote, options, count));
    count->number = cm_rats_new(ctx, 2 * vote->n + 1);
    if (count->number == NULL) CM_LEAVE(ctx->status);
    CM_TRY(method == CM_COUNT_KINDS ? enumerate(ctx, &scratch, vote, count) : ask(ctx, &scratch, vote, &oracle, count));
out:
    cm_arena_free(&scratch);
    return status;
}
