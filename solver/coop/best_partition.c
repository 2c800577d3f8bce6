/* best_partition.c: the coalition structure of greatest total worth.
 *
 * best(S) = max over T in S that hold S's lowest player of worth(T) + best(S \ T), and with it the number of ways
 * to reach it.  Whole numbers where the worths allow it, so that ties are exact.
 *
 * Fails with: CM_E_LIMIT for more than 16 players; CM_E_INTERRUPT; CM_E_MEMORY.  Cost: O(3^n).
 * Source: M. H. Rothkopf, A. Pekec, R. M. Harstad, "Computationally manageable combinational auctions",
 * Management Science 44 (1998) 1131-1147; D. Y. Yeh, "A dynamic programming approach to the complete set partitioning
 * problem", BIT 26 (1986) 467-474. */
#include <math.h>

#include "solver/base/multiples.h"
#include "solver/concept.h"
#include "solver/coop/partition.h"

enum { MOST = 16, LISTED = 100000 };

typedef struct structure {
    size_t n;
    double *worth, *best, unit, edge;      /* 2^n; edge: totals closer than this are equal */
    int64_t *ways;                         /* NULL in the certificate */
    uint32_t *first;                       /* the group of S's lowest player in a best partition */
} structure;

static cm_status open_structure(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, structure *s)
{
    size_t all = (size_t)1 << tu->n;
    bool fits = false;
    cm_status status = CM_OK;
    s->n = tu->n;
    s->unit = 1;
    s->worth = CM_NEW(ctx, arena, all, double);
    s->best = CM_NEW(ctx, arena, all, double);
    s->ways = CM_NEW(ctx, arena, all, int64_t);
    s->first = CM_NEW(ctx, arena, all, uint32_t);
    if (ctx->status != CM_OK) return ctx->status;
    if (tu->exact) status = cm_multiples_of(ctx, tu->worth, all, tu->n, s->worth, &s->unit, &fits);
    for (size_t c = 0; !fits && c < all; c++) s->worth[c] = tu->worth[c];
    s->edge = fits ? 0 : ctx->tol.abs * cm_tu_scale(tu);
    return status;
}

static void settle(structure *s, uint32_t set)
{
    uint32_t low = set & (~set + 1), others = set & ~low, with = others;
    double best = -HUGE_VAL;
    for (;; with = (with - 1) & others) {            /* the largest groups first: ties go to fewer groups */
        double total = s->worth[low | with] + s->best[others & ~with];
        if (total > best + s->edge) {
            best = total;
            s->first[set] = low | with;
            s->ways[set] = 0;
        }
        if (!(total < best - s->edge)) s->ways[set] += s->ways[others & ~with];
        if (with == 0) break;
    }
    s->best[set] = best;
}

static cm_status print(cm_ctx *ctx, const cm_tu *tu, const structure *s, cm_result *result)
{
    static const char *const columns[] = { "coalition", "worth", NULL };
    uint32_t all = (uint32_t)(((size_t)1 << tu->n) - 1);
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(s->best[all] / s->unit)));
    CM_TRY(cm_result_set(ctx, result, "grand", cm_truth(!(s->worth[all] < s->best[all] - s->edge))));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(s->ways[all])));
    CM_TRY(cm_result_table(ctx, result, "coalitions", columns, &table));
    for (uint32_t left = all; left != 0; left &= ~s->first[left]) {
        cm_value row[] = { cm_text(cm_tu_coalition_text(ctx, result->arena, tu, s->first[left])), cm_number(tu->worth[s->first[left]]) };
        if (row[0].as.text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    if (s->ways[all] > 1) {
        char *text = cm_format(ctx, result->arena, "%lld partitions have this total; one of them is shown.", (long long)s->ways[all]);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    } else if (s->first[all] != all) {
        CM_TRY(cm_result_note(ctx, result, "Together they are worth less than apart: the grand coalition would waste the difference."));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    structure s;
    cm_status status = CM_OK;
    (void)params;
    if (tu->n > MOST) {
        return cm_fail(ctx, CM_E_LIMIT, "the best partition is sought among all splits of all coalitions: %d players are the most, and the game has %zu", MOST, tu->n);
    }
    CM_TRY(cm_tu_require_dense(ctx, tu, "best-partition"));
    CM_TRY(open_structure(ctx, &scratch, tu, &s));
    s.ways[0] = 1;
    for (uint32_t set = 1; set < 1u << tu->n; set++) {
        settle(&s, set);
        if (set % 1024 == 0 && cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped after %u of %u coalitions", set, 1u << tu->n));
    }
    CM_TRY(print(ctx, tu, &s, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* By other means: a coalition stays together, or splits into any two parts. */
static cm_status split(cm_ctx *ctx, structure *s)
{
    s->best[0] = 0;
    for (uint32_t set = 1; set < 1u << s->n; set++) {
        s->best[set] = s->worth[set];
        for (uint32_t part = (set - 1) & set; part > (set & ~part); part = (part - 1) & set) s->best[set] = fmax(s->best[set], s->best[part] + s->best[set & ~part]);
        if (set % 1024 == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped during the certificate");
    }
    return CM_OK;
}

/* The best partitions one by one, by their highest players, at most LISTED. */
static void tell(const structure *s, uint32_t left, int64_t *count)
{
    uint32_t high, others;
    if (left == 0) {
        ++*count;
        return;
    }
    high = 1u << (31 - __builtin_clz(left));
    others = left & ~high;
    for (uint32_t with = 0;; with = (with - others) & others) {
        double total = s->worth[high | with] + s->best[others & ~with];
        if (*count < LISTED && !(total < s->best[left] - s->edge)) tell(s, others & ~with, count);
        if (with == others) break;
    }
}

static cm_status check_rows(cm_ctx *ctx, const cm_tu *tu, const structure *s, const cm_result *result, double *total)
{
    const cm_table *table = cm_result_find(result, "coalitions");
    uint32_t seen = 0, group;
    *total = 0;
    for (size_t r = 0; table != NULL && r < table->nrows; r++) {
        cm_value worth = cm_table_get(table, r, "worth");
        if (!cm_group_read(cm_table_get(table, r, "coalition"), tu->player, tu->n, &group) || (seen & group) != 0) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is no coalition of players that are left", r + 1);
        }
        if (worth.kind != CM_NUMBER || !(fabs(worth.as.number - tu->worth[group]) <= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is worth %.12g", r + 1, tu->worth[group]);
        seen |= group;
        *total += s->worth[group];
    }
    if (seen != (1u << tu->n) - 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: somebody is in no coalition");
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *printed = cm_result_get(result, "total"), *grand = cm_result_get(result, "grand"), *ways = cm_result_get(result, "count");
    uint32_t all = (1u << tu->n) - 1;
    cm_arena scratch = { NULL };
    structure s;
    int64_t count = 0;
    double total, edge;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(open_structure(ctx, &scratch, tu, &s));
    CM_TRY(split(ctx, &s));
    CM_TRY(check_rows(ctx, tu, &s, result, &total));
    edge = s.edge * (double)tu->n + ctx->tol.abs * s.unit * cm_tu_scale(tu) * (s.edge > 0 ? 1 : 0);
    if (!(fabs(total - s.best[all]) <= edge) || printed == NULL || printed->kind != CM_NUMBER ||
        !(fabs(printed->as.number * s.unit - total) <= ctx->tol.abs * s.unit * cm_tu_scale(tu))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the greatest total is %.12g, that of the coalitions %.12g", s.best[all] / s.unit, total / s.unit));
    }
    if (grand == NULL || grand->kind != CM_TRUTH || grand->as.truth != !(s.worth[all] < s.best[all] - s.edge)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the grand coalition is worth %.12g, and the best partition %.12g", s.worth[all] / s.unit, s.best[all] / s.unit));
    }
    if (s.edge <= 0) tell(&s, all, &count);                        /* within rounding, ties are no count to insist on */
    if (ways == NULL || ways->kind != CM_INTEGER || ways->as.integer < 1 ||
        (s.edge <= 0 && (count < LISTED ? ways->as.integer != count : ways->as.integer < LISTED))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %lld best partitions were found", (long long)count));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "total", "grand", "count", NULL };

extern const cm_concept cm_concept_best_partition;
const cm_concept cm_concept_best_partition = {
    .name = "best-partition",
    .title = "Best coalition structure",
    .title_zh = "最优联盟结构",
    .about = "How to divide the players into coalitions so that all coalitions together are worth most, and whether that means all in one.",
    .about_zh = "如何把行为体划分为若干联盟，使各联盟的价值之和最大，以及最优的是否就是全体在一起。",
    .formula = "max over partitions P of N of the sum over S in P of worth(S)",
    .source = "M. H. Rothkopf, A. Pekec, R. M. Harstad, \"Computationally manageable combinational auctions\", Management Science 44 (1998) 1131-1147",
    .certificate = "the coalitions printed hold each player once and add up to the total; splitting coalitions in two, again and again, reaches no more; the best partitions, told one by "
                   "one, are as many as said (up to 100 000)",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .run = run,
    .check = check,
};
