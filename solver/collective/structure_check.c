/* structure_check.c: the certificate of equilibrium-structure: one step off, from every state.
 *
 * The printed choices are a plan.  For each state one history that leads to it is kept; each size that may
 * be named there is named, the plan goes on, and the organisation that comes out is played from first
 * principles.  Nobody may do better than by the plan. */
#include <math.h>
#include <string.h>

#include "solver/collective/equilibrium_structure.h"
#include "solver/collective/play.h"

typedef struct plan {
    bool any;                        /* any size may be named */
    cm_ctx *ctx;
    const cm_pfg *pfg;
    size_t n, wide;
    size_t *name;                    /* of state r * wide + formed; 0: none is printed */
    size_t *came;                    /* the size by which the state was first reached */
    size_t *block;
    double *pay;
} plan;

static size_t weight(const plan *x, size_t s)
{
    return cm_structure_separate(x->pfg) ? 0 : cm_structure_weight(x->pfg, s);
}

static bool read_plan(plan *x, const cm_table *table)
{
    for (size_t row = 0; row < table->nrows; row++) {
        cm_value left = cm_table_get(table, row, "left"), formed = cm_table_get(table, row, "formed"), names = cm_table_get(table, row, "names");
        if (left.kind != CM_INTEGER || formed.kind != CM_INTEGER || names.kind != CM_INTEGER) return false;
        if (left.as.integer < 1 || left.as.integer > (int64_t)x->n || formed.as.integer < 0 || formed.as.integer >= (int64_t)x->wide) return false;
        if (names.as.integer < 1 || names.as.integer > left.as.integer) return false;
        x->name[(size_t)left.as.integer * x->wide + (size_t)formed.as.integer] = (size_t)names.as.integer;
    }
    return true;
}

/* Sizes one after another, as blocks. */
static size_t put(plan *x, size_t at, size_t size)
{
    for (size_t i = 0; i < size; i++) x->block[at + i] = at;
    return at + size;
}

/* What a member of s gets when it is named in (r, formed) and the plan goes on; false when it breaks off. */
static bool try_size(plan *x, size_t r, size_t formed, size_t s, double *got)
{
    size_t at = 0, mine;
    for (size_t back = r, f = formed; back < x->n && !cm_structure_separate(x->pfg);) {
        size_t came = x->came[back * x->wide + f];
        at = put(x, at, came);
        back += came;
        f -= weight(x, came);
    }
    if (cm_structure_separate(x->pfg)) {
        for (size_t i = r; i < x->n; i++) at = put(x, at, 1);        /* whoever is gone matters to nobody */
    }
    mine = at;
    at = put(x, at, s);
    formed += weight(x, s);
    for (r -= s; r > 0;) {
        size_t next = x->name[r * x->wide + formed];
        if (next == 0 || next > r) return false;
        at = put(x, at, next);
        formed += weight(x, next);
        r -= next;
    }
    cm_play(x->pfg, x->block, x->n, x->pay);
    *got = x->pay[mine];
    return true;
}

static cm_status check_state(plan *x, size_t r, size_t formed)
{
    size_t planned = x->name[r * x->wide + formed];
    double best, other;
    if (planned == 0 || !try_size(x, r, formed, planned, &best)) return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: the plan breaks off with %zu left", r);
    for (size_t s = 1; s <= r; s++) {
        if (s < r && !x->any && cm_structure_separate(x->pfg) && x->name[s * x->wide] != s) {
            if (s == planned) return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: %zu would not stay together themselves", s);
            continue;
        }
        if (!try_size(x, r, formed, s, &other)) return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: the plan breaks off with %zu left", r - s);
        if (other > best + x->ctx->tol.rel * fmax(fabs(other), fabs(best))) {
            return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: with %zu left, %zu is better than %zu", r, s, planned);
        }
    }
    return CM_OK;
}

/* Every state that somebody can bring about, from all players down. */
static cm_status check_states(plan *x)
{
    x->came[x->n * x->wide] = x->n;
    for (size_t r = x->n; r >= 1; r--) {
        if (cm_stopped(x->ctx)) return cm_fail(x->ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t formed = 0; formed < x->wide; formed++) {
            cm_status status;
            if (x->came[r * x->wide + formed] == 0) continue;
            status = check_state(x, r, formed);
            if (status != CM_OK) return status;
            for (size_t s = 1; s < r; s++) x->came[(r - s) * x->wide + formed + weight(x, s)] = s;
        }
    }
    return CM_OK;
}

/* The printed structure is what the plan comes to, and pays what is printed. */
static cm_status check_structure(plan *x, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "structure");
    const cm_value *count = cm_result_get(result, "coalitions"), *together = cm_result_get(result, "together");
    size_t at = 0, row = 0;
    if (table == NULL) return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: there is no structure");
    for (size_t r = x->n, formed = 0; r > 0; row++) {
        size_t s = x->name[r * x->wide + formed];
        cm_value size = cm_table_get(table, row < table->nrows ? row : 0, "size");
        if (row >= table->nrows || size.kind != CM_INTEGER || size.as.integer != (int64_t)s) return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: the plan forms %zu next", s);
        at = put(x, at, s);
        formed += weight(x, s);
        r -= s;
    }
    if (row != table->nrows || count == NULL || count->kind != CM_INTEGER || count->as.integer != (int64_t)row || together == NULL || together->kind != CM_TRUTH ||
        together->as.truth != (row == 1)) {
        return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: %zu coalitions form", row);
    }
    cm_play(x->pfg, x->block, x->n, x->pay);
    for (size_t i = 0, k = 0; i < x->n; i++) {
        cm_value member = cm_table_get(table, k, "member");
        if (x->block[i] != i) continue;
        if (member.kind != CM_NUMBER || !(fabs(member.as.number - x->pay[i]) <= x->ctx->tol.cert * fmax(fabs(x->pay[0]), fabs(x->pay[i])))) {
            return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: a member of coalition %zu gets %.12g", k + 1, x->pay[i]);
        }
        k++;
    }
    return CM_OK;
}

static double welfare_of(plan *x, bool together, bool as_is)
{
    double sum = 0;
    for (size_t i = 0; i < x->n && !as_is; i++) x->block[i] = together ? 0 : i;
    cm_play(x->pfg, x->block, x->n, x->pay);
    for (size_t i = 0; i < x->n; i++) sum += x->pay[i];
    return sum;
}

/* The share of the gap, of the structure that stands in x->block. */
static cm_status check_gap(plan *x, const cm_result *result)
{
    const cm_value *gap = cm_result_get(result, "gap_closed");
    double here = welfare_of(x, false, true), alone = welfare_of(x, false, false), all = welfare_of(x, true, false);
    if (gap != NULL && cm_play_gap_is(x->ctx, *gap, fabs(x->pay[0]), here, alone, all)) return CM_OK;
    return cm_fail(x->ctx, CM_E_NUMERIC, "certificate: the share of the gap is another");
}

cm_status cm_structure_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_table *table = cm_result_find(result, "choices");
    cm_arena scratch = { NULL };
    size_t n = pfg->n;
    plan x = { .ctx = ctx, .pfg = pfg, .n = n, .wide = cm_structure_separate(pfg) ? 1 : pfg->source == CM_PFG_COURNOT ? n + 1 : n * n + 1 };
    cm_status status = CM_OK;
    x.any = params != NULL && strcmp(((const cm_structure_params *)params)->names, "any") == 0;
    x.name = CM_NEW(ctx, &scratch, (n + 1) * x.wide, size_t);
    x.came = CM_NEW(ctx, &scratch, (n + 1) * x.wide, size_t);
    x.block = CM_NEW(ctx, &scratch, n, size_t);
    x.pay = CM_NEW(ctx, &scratch, n, double);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    if (table == NULL || !read_plan(&x, table)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the choices are no plan"));
    CM_TRY(check_states(&x));
    CM_TRY(check_structure(&x, result));
    CM_TRY(check_gap(&x, result));
out:
    cm_arena_free(&scratch);
    return status;
}
