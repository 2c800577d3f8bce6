/* indifference.c: a filter by dominance, then elimination in 64 bits, 128 bits or any. */
#include "solver/strategic/indifference.h"

#include <string.h>

#include "solver/strategic/arithmetic.h"
#include "solver/strategic/vertices.h"

typedef enum verdict { NONE, ONE, MANY, DOES_NOT_FIT } verdict;

static void difference_64(const cm_indifference *solver, size_t a, size_t b, num64 *out)
{
    *out = solver->game->small[solver->p][a] - solver->game->small[solver->p][b];
}

static void difference_128(const cm_indifference *solver, size_t a, size_t b, num128 *out)
{
    *out = solver->game->small[solver->p][a] - solver->game->small[solver->p][b];
}

static void difference_rat(const cm_indifference *solver, size_t a, size_t b, numrat *out)
{
    cm_rat_sub(out, &solver->game->whole[solver->p][a], &solver->game->whole[solver->p][b]);
}

static void one_64(num64 *out) { *out = 1; }
static void one_128(num128 *out) { *out = 1; }
static void one_rat(numrat *out) { cm_rat_set_ratio(out, 1, 1); }

#define SIZE rat
#include "solver/strategic/eliminate.inc"
#define SIZE 128
#include "solver/strategic/eliminate.inc"
#define SIZE 64
#include "solver/strategic/eliminate.inc"

static size_t work_size(const cm_bimatrix *game) { return game->count[0] * game->count[1] + 1; }

cm_status cm_indifference_init(cm_ctx *ctx, const cm_bimatrix *game, size_t p, cm_indifference *solver)
{
    size_t uses = game->count[p], replies = game->count[1 - p];
    memset(solver, 0, sizeof *solver);
    solver->game = game;
    solver->p = p;
    solver->words = cm_words(replies);
    solver->better = CM_NEW(ctx, &solver->arena, uses * uses * solver->words, uint64_t);
    solver->use = CM_NEW(ctx, &solver->arena, uses, size_t);
    solver->reply = CM_NEW(ctx, &solver->arena, replies, size_t);
    solver->small = CM_NEW(ctx, &solver->arena, work_size(game), num64);
    solver->large = CM_NEW(ctx, &solver->arena, work_size(game), num128);
    solver->work = cm_rats_new(ctx, work_size(game));
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t a = 0; a < uses; a++) {
        for (size_t b = 0; b < uses; b++) {
            for (size_t j = 0; j < replies; j++) {
                const cm_rat *whole = game->whole[p];
                if (cm_rat_compare(&whole[b * replies + j], &whole[a * replies + j]) > 0) cm_bit_set(&solver->better[(a * uses + b) * solver->words], j);
            }
        }
    }
    return CM_OK;
}

void cm_indifference_free(cm_indifference *solver)
{
    if (solver->work != NULL) cm_rats_free(solver->work, work_size(solver->game));
    cm_arena_free(&solver->arena);
}

static size_t list_of(const uint64_t *set, size_t count, size_t *list)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (cm_bit(set, i)) list[n++] = i;
    }
    return n;
}

/* Is a strategy in use worse than another against every one of the replies? */
static bool hopeless(const cm_indifference *solver, const uint64_t *replies, size_t uses)
{
    size_t all = solver->game->count[solver->p];
    for (size_t u = 0; u < uses; u++) {
        const uint64_t *better = &solver->better[solver->use[u] * all * solver->words];
        for (size_t b = 0; b < all; b++, better += solver->words) {
            if (cm_bits_within(replies, better, solver->words)) return true;
        }
    }
    return false;
}

/* Nothing is better against y (which need not add up to 1, but is of one sign) than the strategies in use. */
static bool nothing_better(const cm_indifference *solver, const cm_rat *y, size_t columns)
{
    size_t stride = solver->game->count[1 - solver->p];
    const cm_rat *whole = solver->game->whole[solver->p], *paid = &whole[solver->use[0] * stride];
    cm_rat sum = { 0, 0 }, off = { 0, 0 };
    int side = cm_rat_sign(&y[solver->reply[columns - 1]]);
    bool good = true;
    for (size_t i = 0; good && i < solver->game->count[solver->p]; i++) {
        cm_rat_set_ratio(&sum, 0, 1);
        for (size_t j = 0; j < columns; j++) {
            cm_rat_sub(&off, &whole[i * stride + solver->reply[j]], &paid[solver->reply[j]]);
            cm_rat_add_mul(&sum, &off, &y[solver->reply[j]]);
        }
        good = cm_rat_sign(&sum) * side <= 0;
    }
    cm_rat_clear(&sum);
    cm_rat_clear(&off);
    return good;
}

static void scale_to_one(cm_rat *y, size_t count)
{
    cm_rat sum = { 0, 0 };
    for (size_t j = 0; j < count; j++) cm_rat_add(&sum, &sum, &y[j]);
    for (size_t j = 0; j < count; j++) cm_rat_div(&y[j], &y[j], &sum);
    cm_rat_clear(&sum);
}

cm_indifferent cm_indifference_solve(cm_indifference *solver, const uint64_t *use, const uint64_t *replies, cm_rat *y)
{
    size_t stride = solver->game->count[1 - solver->p], uses = list_of(use, solver->game->count[solver->p], solver->use);
    size_t columns = cm_bits_count(replies, solver->words);
    verdict found = DOES_NOT_FIT;
    if (hopeless(solver, replies, uses)) return CM_INDIFFERENT_NONE;
    for (int size = solver->game->small[solver->p] != NULL ? 0 : 2; size < 3 && found == DOES_NOT_FIT; size++) {
        (void)list_of(replies, stride, solver->reply);                /* in order again */
        if (size == 0) found = eliminate_64(solver, solver->small, uses, columns, y);
        if (size == 1) found = eliminate_128(solver, solver->large, uses, columns, y);
        if (size == 2) found = eliminate_rat(solver, solver->work, uses, columns, y);
    }
    if (found == MANY) return CM_INDIFFERENT_MANY;
    if (found == NONE || !nothing_better(solver, y, columns)) return CM_INDIFFERENT_NONE;
    scale_to_one(y, stride);
    return CM_INDIFFERENT_ONE;
}
