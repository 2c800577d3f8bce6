/* equilibrium_structure.c: into which coalitions equal players fall when coalitions form one after another
 * and bind for good.
 *
 * Definition.  r players are not yet in a coalition.  One of them names a size s; s of them form a
 * coalition, and the rest goes on.  Each names the size that is best for itself, knowing what will follow;
 * members of a coalition share alike.  Where benefits are linear, nobody's choice depends on what has
 * formed before, and only coalitions can be named that would themselves stay together (Ray and Vohra 2001:
 * n stay together if and only if n^2/2 >= s^2/2 + the sum of t^2 over what the other n - s fall into, for
 * every stable s < n); elsewhere any size may be named, and what has formed counts (Bloch 1996).
 * If all of the r staying together is as good as any other size, they stay together; of smaller sizes that
 * are equally good the parameter `ties` names one.  This convention matters: it is one equilibrium of
 * several, and the structure under the other convention is reported beside it.
 *
 * How: what others feel of a structure is one number, T = the sum of t^2 over its coalitions t (of
 * cartels: their count), so a state is (r, T of what has formed).  A member of s prefers
 *     linear: larger T - s^2/2;  quadratic, g = b/c: smaller (1 + g s^2)/(1 + g T)^2;  cartels: smaller s (T + 1)^2.
 *
 * Summary: structure, coalitions, together (do all stay together), gap_closed, unique (no tie was decided
 * by convention), structure_otherwise, stable_sizes (linear: which numbers of players stay together).
 * Tables: structure (coalition, size, member); choices (left, formed, names, tie), a row for each state.
 * Fails with: CM_E_DOMAIN for unequal players, leaders, cubic costs; CM_E_LIMIT for more than 10000 states;
 * CM_E_MEMORY, CM_E_INTERRUPT.  Cost: states times n.
 * Sources: D. Ray, R. Vohra, "Coalitional power and public goods", Journal of Political Economy 109 (2001)
 * 1355-1384; F. Bloch, "Sequential formation of coalitions in games with externalities and fixed payoff
 * division", Games and Economic Behavior 14 (1996) 90-123. */
#include "solver/collective/equilibrium_structure.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/collective/agreement.h"

typedef struct states {
    cm_ctx *ctx;
    const cm_pfg *pfg;
    size_t n, wide;                  /* states are r * wide + T */
    bool any;                        /* sizes that would not themselves stay together may be named, too */
    bool larger;                     /* of sizes that are equally good, name the larger */
    unsigned char *reach, *tie;
    size_t *name, *total;            /* the size named; T when all is done */
    size_t count;
} states;

/* What a member of s likes less, exact in doubles for linear games and cartels. */
static double dislike(const cm_pfg *pfg, size_t s, size_t total)
{
    double size = (double)s, t = (double)total, g;
    if (pfg->source == CM_PFG_COURNOT) return size * (t + 1) * (t + 1);
    if (!pfg->quadratic) return size * size / 2 - t;
    g = pfg->benefit[0] / (double)pfg->shared / pfg->cost[0];
    return (1 + g * size * size) / ((1 + g * t) * (1 + g * t));
}

static void exact_dislike(const cm_rat *g, size_t s, size_t total, cm_rat *out)
{
    cm_rat one = { 0, 0 }, low = { 0, 0 }, x = { 0, 0 };
    cm_rat_set_ratio(&one, 1, 1);
    cm_rat_set_ratio(&x, (int64_t)(s * s), 1);
    cm_rat_set(out, &one);
    cm_rat_add_mul(out, g, &x);
    cm_rat_set_ratio(&x, (int64_t)total, 1);
    cm_rat_set(&low, &one);
    cm_rat_add_mul(&low, g, &x);
    cm_rat_div(out, out, &low);
    cm_rat_div(out, out, &low);
    cm_rat_clear(&one);
    cm_rat_clear(&low);
    cm_rat_clear(&x);
}

/* -1 when a member of s (with `total` in the end) is better off than one of t, 0 when equally well. */
static int compare(const states *x, size_t s, size_t total, size_t t, size_t other)
{
    const cm_pfg *pfg = x->pfg;
    double a = dislike(pfg, s, total), b = dislike(pfg, t, other);
    cm_rat g = { 0, 0 }, c = { 0, 0 }, d = { 0, 0 };
    int sign;
    if (!pfg->quadratic || fabs(a - b) > x->ctx->tol.rel * fmax(a, b)) return (a > b) - (a < b);
    (void)cm_rat_set_double(&g, pfg->benefit[0]);
    (void)cm_rat_set_double(&c, pfg->cost[0]);
    cm_rat_div(&g, &g, &c);
    cm_rat_set_ratio(&c, 1, pfg->shared);
    cm_rat_mul(&g, &g, &c);
    exact_dislike(&g, s, total, &c);
    exact_dislike(&g, t, other, &d);
    sign = cm_rat_compare(&c, &d);
    cm_rat_clear(&g);
    cm_rat_clear(&c);
    cm_rat_clear(&d);
    return sign;
}

static bool may_name(const states *x, size_t r, size_t s)
{
    return s == r || x->any || !cm_structure_separate(x->pfg) || x->name[s * x->wide] == s;
}

/* Where naming s leads from (r, formed), and T in the end. */
static size_t next_of(const states *x, size_t r, size_t formed, size_t s)
{
    size_t weight = cm_structure_separate(x->pfg) ? 0 : cm_structure_weight(x->pfg, s);
    return (r - s) * x->wide + formed + weight;
}

static size_t total_of(const states *x, size_t r, size_t formed, size_t s)
{
    size_t own = cm_structure_separate(x->pfg) ? cm_structure_weight(x->pfg, s) : 0;
    return own + x->total[next_of(x, r, formed, s)];
}

static void mark(states *x)
{
    x->reach[x->n * x->wide] = 1;
    for (size_t r = x->n; r >= 1; r--) {
        for (size_t formed = 0; formed < x->wide; formed++) {
            if (!x->reach[r * x->wide + formed]) continue;
            x->count++;
            for (size_t s = 1; s <= r; s++) x->reach[next_of(x, r, formed, s)] = 1;
        }
    }
}

static void decide(states *x, size_t r, size_t formed)
{
    size_t here = r * x->wide + formed, best = r, total = total_of(x, r, formed, r);
    x->tie[here] = 0;
    for (size_t s = 1; s < r; s++) {
        size_t then;
        int sign;
        if (!may_name(x, r, s)) continue;
        then = total_of(x, r, formed, s);
        sign = compare(x, s, then, best, total);
        if (sign == 0) x->tie[here] = 1;
        if (sign < 0) x->tie[here] = 0;
        if (sign > 0 || (sign == 0 && (best == r || !x->larger))) continue;
        best = s;
        total = then;
    }
    x->name[here] = best;
    x->total[here] = total;
}

static cm_status solve(states *x)
{
    for (size_t formed = 0; formed < x->wide; formed++) x->total[formed] = formed;
    for (size_t r = 1; r <= x->n; r++) {
        if (cm_stopped(x->ctx)) return cm_fail(x->ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t formed = 0; formed < x->wide; formed++) {
            if (x->reach[r * x->wide + formed]) decide(x, r, formed);
        }
    }
    return CM_OK;
}

static cm_status open_states(cm_ctx *ctx, cm_arena *arena, const cm_pfg *pfg, states *x)
{
    size_t n = pfg->n, room;
    *x = (states){ .ctx = ctx, .pfg = pfg, .n = n, .wide = cm_structure_separate(pfg) ? 1 : pfg->source == CM_PFG_COURNOT ? n + 1 : n * n + 1 };
    room = (n + 1) * x->wide;
    if (!(pfg->quadratic ? n <= 60 : n <= 400) && x->wide > 1) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu players whose choices depend on what has formed before have too many histories: take fewer", n);
    }
    x->reach = CM_NEW(ctx, arena, room, unsigned char);
    x->tie = CM_NEW(ctx, arena, room, unsigned char);
    x->name = CM_NEW(ctx, arena, room, size_t);
    x->total = CM_NEW(ctx, arena, room, size_t);
    if (ctx->status != CM_OK) return ctx->status;
    mark(x);
    if (x->count <= CM_STRUCTURE_STATES) return CM_OK;
    return cm_fail(ctx, CM_E_LIMIT, "%zu players have %zu histories that matter, more than the %d that are looked at: take fewer players", n, x->count, CM_STRUCTURE_STATES);
}

/* "{1, 2, 8}": the coalitions that form, smallest first; in block (n), if not NULL, who is in which. */
static const char *follow(const states *x, cm_arena *arena, size_t *count_of, size_t *block)
{
    const char *text = "{";
    size_t at = 0;
    memset(count_of, 0, (x->n + 1) * sizeof *count_of);
    for (size_t r = x->n, formed = 0; r > 0;) {
        size_t s = x->name[r * x->wide + formed], next = next_of(x, r, formed, s);
        count_of[s]++;
        for (size_t i = 0; i < s && block != NULL; i++) block[at + i] = at;
        at += s;
        r -= s;
        formed = next - r * x->wide;
    }
    for (size_t s = 1; s <= x->n; s++) {
        for (size_t k = 0; k < count_of[s] && text != NULL; k++) text = cm_format(x->ctx, arena, "%s%s%zu", text, text[1] == '\0' ? "" : ", ", s);
    }
    return text == NULL ? NULL : cm_format(x->ctx, arena, "%s}", text);
}

static cm_status list_choices(const states *x, cm_result *result, bool *unique)
{
    static const char *const columns[] = { "left", "formed", "names", "tie", NULL };
    cm_table *table;
    cm_status status;
    *unique = true;
    CM_TRY(cm_result_table(x->ctx, result, "choices", columns, &table));
    for (size_t r = 1; r <= x->n; r++) {
        for (size_t formed = 0; formed < x->wide; formed++) {
            size_t here = r * x->wide + formed;
            cm_value row[] = { cm_integer((int64_t)r), cm_integer((int64_t)formed), cm_integer((int64_t)x->name[here]), cm_truth(x->tie[here]) };
            if (!x->reach[here]) continue;
            if (x->tie[here]) *unique = false;
            CM_TRY(cm_table_row(x->ctx, result, table, row));
        }
    }
out:
    return status;
}

static cm_status list_structure(const states *x, const size_t *block, double *q, double *pay, cm_result *result, size_t *coalitions)
{
    static const char *const columns[] = { "coalition", "size", "member", NULL };
    cm_table *table;
    cm_status status;
    *coalitions = 0;
    cm_pfg_payoffs(x->pfg, block, x->n, q, pay);
    CM_TRY(cm_result_table(x->ctx, result, "structure", columns, &table));
    for (size_t i = 0; i < x->n;) {
        size_t size = 1;
        while (i + size < x->n && block[i + size] == block[i]) size++;
        cm_value row[] = { cm_integer((int64_t)++*coalitions), cm_integer((int64_t)size), cm_number(pay[i]) };
        CM_TRY(cm_table_row(x->ctx, result, table, row));
        i += size;
    }
out:
    return status;
}

static cm_value gap_of(const states *x, const double *pay, double *q, double *other, size_t *block)
{
    double here = 0, alone = 0, all = 0, scale = 0;
    for (size_t i = 0; i < x->n; i++) here += pay[i];
    for (size_t i = 0; i < x->n; i++) block[i] = i;
    cm_pfg_payoffs(x->pfg, block, x->n, q, other);
    for (size_t i = 0; i < x->n; i++) alone += other[i];
    for (size_t i = 0; i < x->n; i++) block[i] = 0;
    cm_pfg_payoffs(x->pfg, block, x->n, q, other);
    for (size_t i = 0; i < x->n; i++) {
        all += other[i];
        scale = fmax(scale, fabs(other[i]));
    }
    return fabs(all - alone) > x->ctx->tol.abs * scale ? cm_number((here - alone) / (all - alone)) : cm_none();
}

/* Linear games: which numbers of players stay together. */
static cm_value stable_sizes(const states *x, cm_arena *arena)
{
    const char *text = "";
    if (!cm_structure_separate(x->pfg)) return cm_none();
    for (size_t r = 1; r <= x->n && text != NULL; r++) {
        if (x->name[r] == r) text = cm_format(x->ctx, arena, "%s%s%zu", text, *text == '\0' ? "" : ", ", r);
    }
    return text == NULL ? cm_none() : cm_text(text);
}

static cm_status say(const states *x, const char *text, const char *otherwise, bool unique, size_t coalitions, cm_result *result)
{
    char *note = coalitions == 1 ? cm_format(x->ctx, result->arena, "All %zu stay together: whoever broke away would see the rest fall apart too far.", x->n)
                                 : cm_format(x->ctx, result->arena, "%zu players fall into coalitions of %s; each names its size knowing what the rest will do.", x->n, text);
    if (note == NULL || cm_result_note(x->ctx, result, note) != CM_OK) return x->ctx->status;
    if (unique) return CM_OK;
    note = strcmp(text, otherwise) == 0 ? cm_format(x->ctx, result->arena, "Somewhere two sizes are equally good; named the other way the structure is the same.")
                                        : cm_format(x->ctx, result->arena, "Somewhere two sizes are equally good; named the other way the structure is %s.", otherwise);
    return note == NULL ? x->ctx->status : cm_result_note(x->ctx, result, note);
}

static cm_status admit(cm_ctx *ctx, const cm_pfg *pfg)
{
    cm_status status = cm_pfg_require_symmetric(ctx, pfg, "equilibrium-structure");
    if (status != CM_OK) return status;
    if (pfg->leader) return cm_fail(ctx, CM_E_DOMAIN, "'equilibrium-structure' has several coalitions at once, of which none leads: write timing = \"together\"");
    if (pfg->cubic != NULL) return cm_fail(ctx, CM_E_DOMAIN, "'equilibrium-structure' takes quadratic costs alone, not cubic ones");
    if (pfg->source == CM_PFG_ABATEMENT && !(pfg->benefit[0] > 0)) return cm_fail(ctx, CM_E_DOMAIN, "'equilibrium-structure' needs a benefit above 0, not %g", pfg->benefit[0]);
    return CM_OK;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_pfg *pfg = &game->as.pfg;
    const cm_structure_params *p = params;
    cm_arena scratch = { NULL };
    size_t n = pfg->n, coalitions, *counts = CM_NEW(ctx, &scratch, n + 1, size_t), *block = CM_NEW(ctx, &scratch, n, size_t);
    double *q = CM_NEW(ctx, &scratch, n, double), *pay = CM_NEW(ctx, &scratch, n, double), *other = CM_NEW(ctx, &scratch, n, double);
    const char *text, *otherwise;
    states x;
    bool unique;
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(admit(ctx, pfg));
    CM_TRY(open_states(ctx, &scratch, pfg, &x));
    assert(x.total != NULL && x.name != NULL);
    x.any = strcmp(p->names, "any") == 0;
    x.larger = strcmp(p->ties, "larger") != 0;
    CM_TRY(solve(&x));
    otherwise = follow(&x, result->arena, counts, NULL);
    x.larger = !x.larger;
    CM_TRY(solve(&x));
    text = follow(&x, result->arena, counts, block);
    if (text == NULL || otherwise == NULL) CM_TRY(ctx->status);
    CM_TRY(list_structure(&x, block, q, pay, result, &coalitions));
    CM_TRY(list_choices(&x, result, &unique));
    CM_TRY(cm_result_set(ctx, result, "structure", cm_text(text)));
    CM_TRY(cm_result_set(ctx, result, "coalitions", cm_integer((int64_t)coalitions)));
    CM_TRY(cm_result_set(ctx, result, "together", cm_truth(coalitions == 1)));
    CM_TRY(cm_result_set(ctx, result, "gap_closed", gap_of(&x, pay, q, other, block)));
    CM_TRY(cm_result_set(ctx, result, "unique", cm_truth(unique)));
    CM_TRY(cm_result_set(ctx, result, "structure_otherwise", cm_text(otherwise)));
    CM_TRY(cm_result_set(ctx, result, "stable_sizes", stable_sizes(&x, result->arena)));
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    CM_TRY(say(&x, text, otherwise, unique, coalitions, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "structure", "coalitions", "together", "gap_closed", "unique", "structure_otherwise", "stable_sizes", NULL };
static const char *const ties[] = { "smaller", "larger", NULL }, *const names[] = { "stable", "any", NULL };

static const cm_param params[] = {
    { "names", CM_PARAM_WORD, offsetof(cm_structure_params, names), 0, 1, 0, names,
      "Linear benefits: whether only sizes that would themselves stay together can be named, or any size that binds once it is named.",
      "线性收益时可提出的规模：仅限自身能够维持的规模，或任何一经提出即具约束力的规模。" },
    { "ties", CM_PARAM_WORD, offsetof(cm_structure_params, ties), 0, 1, 0, ties,
      "Which of several equally good sizes is named, short of all staying together, which comes first.",
      "若干规模同样好时选哪一个（全体在一起若同样好则优先）：较小者，或较大者。" },
};

const cm_concept cm_concept_equilibrium_structure = {
    .name = "equilibrium-structure",
    .title = "Coalitions that form one after another",
    .title_zh = "依次形成的联盟结构",
    .about = "Into which coalitions equal players fall when each coalition forms for good, foreseeing what the others will then form.",
    .about_zh = "当每个联盟一经形成便不再改变、并预见其余各方将如何组合时，同质的各方会分成哪些联盟。",
    .formula = "with r left, name s in argmax of what a member of s gets, given the structure that the other r - s then form; where benefits are linear, over r and "
               "the sizes that would themselves stay together (names = \"any\": over all sizes)",
    .source = "D. Ray, R. Vohra, \"Coalitional power and public goods\", Journal of Political Economy 109 (2001) 1355-1384; F. Bloch, "
              "\"Sequential formation of coalitions in games with externalities and fixed payoff division\", Games and Economic Behavior 14 (1996) 90-123",
    .certificate = "from every state every other size that may be named is tried, followed by the printed choices, with payoffs from first-order conditions: none is better",
    .summary = summary_names,
    .takes = CM_GAME_PFG,
    .param = params,
    .nparams = sizeof params / sizeof params[0],
    .params_size = sizeof(cm_structure_params),
    .run = run,
    .check = cm_structure_check,
};
