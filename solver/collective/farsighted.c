/* farsighted.c: agreements whose members look ahead.
 *
 * Definition, for players who are all alike and one agreement among them: let p(k) be what a member of an
 * agreement of k gets and o(k) what an outsider gets then.  1 (no agreement) is in the set K.  A size k > 1
 * is in K when no member gains by leaving, knowing that the rest goes on to fall apart until the next
 * size in K below: p(k) >= o(j), j the largest size in K below k.  Members are kept in, not taken in: no
 * outsider may join by itself (exclusive membership).  With ties = "stay" a member who is indifferent
 * stays; with "leave" it leaves, and the sizes are others: both are reported.
 *
 * Summary: largest, count (sizes of two and more in K), sizes (as text), sizes_otherwise (with ties
 * broken the other way), gap_closed (of the largest).
 * Table sizes: size, holds, falls_to, member, outsider_after, gain, gap_closed.
 * Fails with: CM_E_DOMAIN for unequal players; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n^2).
 * Sources: G. Ecchia, M. Mariotti, "Coalition formation in international environmental agreements and the
 * role of institutions", European Economic Review 42 (1998) 573-582; E. Diamantoudi, E. S. Sartzetakis,
 * "International environmental agreements: coordinated action under foresight", Economic Theory 59 (2015)
 * 527-546. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/collective/agreement.h"
#include "solver/collective/play.h"
#include "solver/concept.h"

typedef struct farsighted_params {
    const char *ties;
} farsighted_params;

static bool stays(const farsighted_params *p)
{
    return strcmp(p->ties, "stay") == 0;
}

/* The sizes in K as text; holds[k] says which (1 is, but is not told). */
static const char *text_of(cm_ctx *ctx, cm_arena *arena, const cm_sizes *sizes, bool stay, size_t *falls_to, bool *holds)
{
    const char *text = "";
    size_t last = 1;
    holds[1] = true;
    falls_to[1] = 0;
    for (size_t k = 2; k <= sizes->n && text != NULL; k++) {
        int sign = cm_sizes_gain(ctx, sizes, k, last);
        falls_to[k] = last;
        holds[k] = sign > 0 || (stay && sign == 0);
        if (!holds[k]) continue;
        text = cm_format(ctx, arena, "%s%s%zu", text, *text == '\0' ? "" : ", ", k);
        last = k;
    }
    return text;
}

static cm_status list(cm_ctx *ctx, const cm_sizes *sizes, const size_t *falls_to, const bool *holds, cm_result *result)
{
    static const char *const columns[] = { "size", "holds", "falls_to", "member", "outsider_after", "gain", "gap_closed", NULL };
    size_t largest = 1, count = 0;
    double gap;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = 2; k <= sizes->n; k++) {
        size_t j = falls_to[k];
        double gain = cm_sizes_gain(ctx, sizes, k, j) == 0 ? 0 : sizes->member[k] - sizes->outsider[j];
        cm_value row[] = { cm_integer((int64_t)k), cm_truth(holds[k]), cm_integer((int64_t)j), cm_number(sizes->member[k]), cm_number(sizes->outsider[j]), cm_number(gain),
                           cm_sizes_gap(ctx, sizes, k, &gap) ? cm_number(gap) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (!holds[k]) continue;
        largest = k;
        count++;
    }
    CM_TRY(cm_result_set(ctx, result, "largest", cm_integer((int64_t)largest)));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)count)));
    CM_TRY(cm_result_set(ctx, result, "gap_closed", cm_sizes_gap(ctx, sizes, largest, &gap) ? cm_number(gap) : cm_none()));
    if (count == 0) CM_TRY(cm_result_note(ctx, result, "No agreement holds: whoever signs gains by leaving, even when all falls apart."));
    else {
        char *text = cm_format(ctx, result->arena, "Of %zu an agreement of %zu can hold: who leaves it must expect it to shrink to %zu.", sizes->n, largest, falls_to[largest]);
        CM_TRY(text == NULL ? ctx->status : cm_result_note(ctx, result, text));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const farsighted_params *p = params;
    cm_arena scratch = { NULL };
    cm_sizes sizes = { .n = 0 };
    size_t *falls_to = CM_NEW(ctx, &scratch, pfg->n + 1, size_t);
    bool *holds = CM_NEW(ctx, &scratch, pfg->n + 1, bool);
    const char *otherwise, *text;
    cm_status status = CM_OK;
    if (falls_to == NULL || holds == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_pfg_require_symmetric(ctx, pfg, "farsighted"));
    CM_TRY(cm_sizes_init(ctx, &scratch, pfg, &sizes));
    otherwise = text_of(ctx, result->arena, &sizes, !stays(p), falls_to, holds);
    text = text_of(ctx, result->arena, &sizes, stays(p), falls_to, holds);
    if (text == NULL || otherwise == NULL) CM_TRY(ctx->status);
    assert(text != NULL && otherwise != NULL);
    CM_TRY(list(ctx, &sizes, falls_to, holds, result));
    CM_TRY(cm_result_set(ctx, result, "sizes", cm_text(text)));
    CM_TRY(cm_result_set(ctx, result, "sizes_otherwise", cm_text(otherwise)));
    if (strcmp(text, otherwise) != 0) {
        char *note = cm_format(ctx, result->arena, "Somebody is exactly indifferent: if it %s, the sizes are %s.", stays(p) ? "left" : "stayed", *otherwise == '\0' ? "none" : otherwise);
        CM_TRY(note == NULL ? ctx->status : cm_result_note(ctx, result, note));
    }
out:
    cm_sizes_free(&sizes);
    cm_arena_free(&scratch);
    return status;
}

static double at(const cm_table *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(table, row, column);
    return value.kind == CM_NUMBER ? value.as.number : (double)NAN;
}

static bool whole_is(cm_value value, size_t expected)
{
    return value.kind == CM_INTEGER && value.as.integer == (int64_t)expected;
}

/* Row k on payoffs from first principles; *last is the largest size below that holds. */
static bool row_is_right(const cm_ctx *ctx, const cm_table *table, size_t k, bool stay, const double *member, const double *outsider, const double *welfare, double scale, size_t *last)
{
    size_t row = k - 2, n = table->nrows + 1;
    cm_value holds = cm_table_get(table, row, "holds");
    double gain = at(table, row, "gain");
    if (!whole_is(cm_table_get(table, row, "size"), k) || !whole_is(cm_table_get(table, row, "falls_to"), *last)) return false;
    if (!(fabs(at(table, row, "member") - member[k]) <= ctx->tol.cert * scale)) return false;
    if (!(fabs(at(table, row, "outsider_after") - outsider[*last]) <= ctx->tol.cert * scale)) return false;
    if (!(fabs(gain - (member[k] - outsider[*last])) <= ctx->tol.cert * scale)) return false;
    if (!cm_play_gap_is(ctx, cm_table_get(table, row, "gap_closed"), scale, welfare[k], welfare[1], welfare[n])) return false;
    if (holds.kind != CM_TRUTH || holds.as.truth != (gain > 0 || (stay && gain >= 0))) return false;
    if (holds.as.truth) *last = k;
    return true;
}

static cm_status check_rows(cm_ctx *ctx, const cm_pfg *pfg, bool stay, const cm_table *table, const double *member, const double *outsider, const double *welfare, double scale, const cm_result *result)
{
    size_t last = 1, count = 0;
    for (size_t k = 2; k <= pfg->n; k++) {
        size_t before = last;
        if (!row_is_right(ctx, table, k, stay, member, outsider, welfare, scale, &last)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: an agreement of %zu is not as printed", k);
        }
        count += last > before;
    }
    if (last > 1 && !(fabs(cm_result_get(result, "gap_closed")->as.number - at(table, last - 2, "gap_closed")) <= ctx->tol.abs)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the share of the gap is not that of %zu members", last);
    }
    if (whole_is(*cm_result_get(result, "largest"), last) && whole_is(*cm_result_get(result, "count"), count)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu sizes hold, the largest is %zu", count, last);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_table *table = cm_result_find(result, "sizes");
    cm_arena scratch = { NULL };
    size_t n = pfg->n, *block = CM_NEW(ctx, &scratch, n, size_t);
    double *member = CM_NEW(ctx, &scratch, n + 1, double), *outsider = CM_NEW(ctx, &scratch, n + 1, double), *pay = CM_NEW(ctx, &scratch, n, double), scale = 0;
    double *welfare = CM_NEW(ctx, &scratch, n + 1, double);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    if (table == NULL || table->nrows + 1 != n || cm_result_get(result, "largest") == NULL || cm_result_get(result, "count") == NULL || cm_result_get(result, "gap_closed") == NULL) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there is no row for each size"));
    }
    for (size_t k = 1; k <= n; k++) {
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_play_agreement_of_size(pfg, k == 1 ? 0 : k, block, pay);
        for (size_t i = 0; i < n; i++) welfare[k] += pay[i];
        if (k == 1) cm_play_agreement_of_size(pfg, 1, block, pay);
        member[k] = pay[0];
        outsider[k] = pay[n - 1];
        scale = fmax(scale, fmax(fabs(pay[0]), fabs(pay[n - 1])));
    }
    CM_TRY(check_rows(ctx, pfg, stays(params), table, member, outsider, welfare, scale, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "largest", "count", "sizes", "sizes_otherwise", "gap_closed", NULL };
static const char *const ties[] = { "stay", "leave", NULL };

static const cm_param params[] = {
    { "ties", CM_PARAM_WORD, offsetof(farsighted_params, ties), 0, 1, 0, ties,
      "What a member does that is exactly indifferent between staying and leaving.", "成员在留下与退出之间恰好无差异时如何选择：留下，或退出。" },
};

extern const cm_concept cm_concept_farsighted;
const cm_concept cm_concept_farsighted = {
    .name = "farsighted",
    .title = "Agreements that hold because members look ahead",
    .title_zh = "因成员有远见而得以维持的协议",
    .about = "Which sizes of an agreement hold when everyone who thinks of leaving foresees how far it would then fall apart.",
    .about_zh = "当每个想要退出的成员都能预见协议随后会瓦解到何种程度时，哪些规模的协议能够维持。",
    .formula = "K contains 1; k in K if and only if member(k) >= outsider(max of K below k)",
    .source = "G. Ecchia, M. Mariotti, \"Coalition formation in international environmental agreements and the role of institutions\", "
              "European Economic Review 42 (1998) 573-582; E. Diamantoudi, E. S. Sartzetakis, \"International environmental agreements: "
              "coordinated action under foresight\", Economic Theory 59 (2015) 527-546",
    .certificate = "payoffs found again from first-order conditions give each printed gain from staying, and the sizes that hold follow one from another",
    .summary = summary_names,
    .takes = CM_GAME_PFG,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(farsighted_params),
    .run = run,
    .check = check,
};
