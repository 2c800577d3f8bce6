/* bargaining_set.c: the bargaining set of everybody together, M1: is there an objection that cannot be met?
 *
 * Definition: payoffs x share out worth(N), nobody below what it has alone.  An objection of i against j is a
 * coalition S with i and without j, and payoffs y there, y(S) = v(S), that give each of its members more than x.  A
 * counter-objection is a coalition T with j and without i, and payoffs z there, z(T) = v(T), that give its
 * members at least y (in S) and at least x (outside).  x is in the bargaining set when each objection can be
 * countered.
 *
 * With d = y - x, e(S) = v(S) - x(S) and E(R) = max e(T) over T with j, without i, that meet S in R, an objection with
 * S that cannot be countered exists exactly when
 *   max t: d_k >= t for k in S, d(S) = e(S), d(R) >= E(R) + t for all R within S - i
 * is above 0.  Rows are brought in as they are violated.
 *
 * Summary: member, objections (pairs), why (none, or why x cannot be asked about).  Tables: objections (objection,
 * player, against, coalition), one a pair; offers (objection, player, value): y.
 * Fails with: CM_E_INPUT without payoffs; CM_E_LIMIT for games that are not dense or of more than 10 players;
 * CM_E_MEMORY, CM_E_NUMERIC, CM_E_INTERRUPT.  Cost: at most n^2 2^(n-2) small linear programmes; most are told at sight.
 * Sources: R. J. Aumann, M. Maschler, "The bargaining set for cooperative games", in Advances in Game Theory, Annals of
 * Mathematics Studies 52, Princeton University Press (1964) 443-476; M. Davis, M. Maschler, "Existence of stable
 * payoff configurations for cooperative games", in M. Shubik (ed.), Essays in Mathematical Economics, Princeton
 * University Press (1967) 39-52. */
#include <math.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/concept.h"
#include "solver/coop/values.h"

enum { MOST = 10, ALL = 1 << MOST };

typedef struct params {
    cm_numbers payoffs;
} params;

/* Everything in units of the game's scale. */
typedef struct pressing {
    const cm_tu *tu;
    double scale, sure;                          /* t above `sure` is above 0 */
    double excess[ALL];
    /* for one i, j and S: its members but i, and E of all their subsets */
    size_t i, j, others, member[MOST];
    uint32_t s;
    double need[ALL];
} pressing;

static void open_pressing(const cm_ctx *ctx, const cm_tu *tu, const double *x, pressing *p)
{
    p->tu = tu;
    p->scale = cm_tu_scale(tu);
    p->sure = ctx->tol.cert;
    for (uint32_t s = 0; s < (uint32_t)1 << tu->n; s++) p->excess[s] = (tu->worth[s] - cm_gets(tu, x, s)) / p->scale;
}

/* need[r] = E(R), r over subsets of the members of S but i.  False when it is seen at once that i has no objection
 * with S: nothing to gain, or a coalition that can always counter. */
static bool set_up(pressing *p, size_t i, size_t j, uint32_t s)
{
    uint32_t outside = (((uint32_t)1 << p->tu->n) - 1) & ~s & ~((uint32_t)1 << j);
    bool hope = p->excess[s] > p->sure;
    p->i = i;
    p->j = j;
    p->s = s;
    p->others = 0;
    for (size_t k = 0; k < p->tu->n; k++) {
        if (k != i && (s >> k & 1u)) p->member[p->others++] = k;
    }
    for (uint32_t r = 0; hope && r < (uint32_t)1 << p->others; r++) {
        uint32_t with = (uint32_t)1 << j;
        double best = -HUGE_VAL;
        for (size_t k = 0; k < p->others; k++) with |= (r >> k & 1u) << p->member[k];
        for (uint32_t more = outside;; more = (more - 1) & outside) {
            best = fmax(best, p->excess[with | more]);
            if (more == 0) break;
        }
        p->need[r] = best;
        if (best >= (r == 0 ? -p->sure : p->excess[s] - p->sure)) hope = false;
    }
    return hope;
}

/* The most violated row at d (own share last, then t); the number of subsets when none is. */
static uint32_t violated(const cm_ctx *ctx, const pressing *p, const double *d)
{
    double worst = ctx->tol.abs, t = d[p->others + 1];
    uint32_t all = (uint32_t)1 << p->others, found = all;
    for (uint32_t r = 1; r < all; r++) {
        double lacking = p->need[r] + t;
        for (size_t k = 0; k < p->others; k++) lacking -= r >> k & 1u ? d[k] : 0;
        if (lacking <= worst) continue;
        worst = lacking;
        found = r;
    }
    return found;
}

/* Columns: d of the others, d of i, t. */
static cm_status open_programme(cm_ctx *ctx, const pressing *p, cm_lp *lp)
{
    double row[MOST + 1] = { 0 };
    size_t t = p->others + 1;
    cm_status status;
    CM_TRY(cm_lp_column(ctx, lp, t, 1, -HUGE_VAL, -p->need[0], false));
    for (size_t k = 0; k < t; k++) row[k] = 1;
    CM_TRY(cm_lp_row(ctx, lp, row, p->excess[p->s], p->excess[p->s]));
    for (size_t k = 0; k < t; k++) row[k] = 0;
    for (size_t k = 0; k < t; k++) {
        row[k] = 1;
        row[t] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
        row[k] = 0;
    }
out:
    return status;
}

/* d has room for others + 2 numbers; *found when the objection stands. */
static cm_status object(cm_ctx *ctx, const pressing *p, double *d, bool *found)
{
    size_t t = p->others + 1;
    cm_lp *lp = cm_lp_new(ctx, t + 1, true);
    cm_status status;
    *found = false;
    if (lp == NULL) return ctx->status;
    CM_TRY(open_programme(ctx, p, lp));
    for (;;) {
        double row[MOST + 1] = { 0 }, value;
        cm_lp_answer answer;
        uint32_t r;
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        CM_TRY(cm_lp_solve(ctx, lp, &answer, d, &value, NULL));
        if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the programme of an objection has no answer"));
        if (value <= p->sure) break;
        r = violated(ctx, p, d);
        *found = r == (uint32_t)1 << p->others;
        if (*found) break;
        for (size_t k = 0; k < p->others; k++) row[k] = r >> k & 1u;
        row[t] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, p->need[r], HUGE_VAL));
    }
out:
    cm_lp_free(lp);
    return status;
}

static cm_status put_objection(cm_ctx *ctx, const pressing *p, const double *x, const double *d, int64_t number, cm_table *objections, cm_table *offers, cm_result *result)
{
    const cm_tu *tu = p->tu;
    cm_value row[] = { cm_integer(number), cm_text(tu->player[p->i]), cm_text(tu->player[p->j]), cm_text(cm_tu_coalition_text(ctx, result->arena, tu, p->s)) };
    cm_status status;
    if (row[3].as.text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_table_row(ctx, result, objections, row));
    for (size_t k = 0, at = 0; k < tu->n; k++) {
        double gain = k == p->i ? d[p->others] : d[at];
        cm_value offer[] = { cm_integer(number), cm_text(tu->player[k]), cm_number(x[k] + p->scale * gain) };
        if (!(p->s >> k & 1u)) continue;
        if (k != p->i) at++;
        CM_TRY(cm_table_row(ctx, result, offers, offer));
    }
out:
    return status;
}

/* The smallest coalitions first: they are the easiest to understand. */
static cm_status find_for_pair(cm_ctx *ctx, pressing *p, size_t i, size_t j, double *d, bool *found)
{
    uint32_t all = (uint32_t)1 << p->tu->n;
    *found = false;
    for (int size = 1; size < (int)p->tu->n; size++) {
        for (uint32_t s = 1; s < all; s++) {
            if (__builtin_popcount(s) != size || !(s >> i & 1u) || (s >> j & 1u) || !set_up(p, i, j, s)) continue;
            if (object(ctx, p, d, found) != CM_OK) return ctx->status;
            if (*found) return CM_OK;
        }
    }
    return CM_OK;
}

/* NULL when x can be asked about: it shares out worth(N), and nobody is below what it has alone. */
static const char *why_not(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const double *x, double near)
{
    size_t all = ((size_t)1 << tu->n) - 1;
    double total = cm_gets(tu, x, (uint32_t)all);
    if (fabs(total - tu->worth[all]) > near) return cm_format(ctx, arena, "the payoffs add up to %.12g, but everybody together is worth %.12g", total, tu->worth[all]);
    for (size_t i = 0; i < tu->n; i++) {
        if (x[i] < tu->worth[(size_t)1 << i] - near) return cm_format(ctx, arena, "'%s' gets %.12g, but has %.12g alone", tu->player[i], x[i], tu->worth[(size_t)1 << i]);
    }
    return NULL;
}

static cm_status need_payoffs(cm_ctx *ctx, const cm_tu *tu, const cm_numbers *given)
{
    if (cm_tu_require_dense(ctx, tu, "the bargaining set") != CM_OK) return ctx->status;
    if (tu->n > MOST) return cm_fail(ctx, CM_E_LIMIT, "the bargaining set weighs all objections against all answers: %d players are the most, and the game has %zu", MOST, tu->n);
    if (given->count == 0) return cm_fail(ctx, CM_E_INPUT, "the bargaining set is asked about payoffs: 'payoffs' has to say what each player gets");
    return CM_OK;
}

static cm_status put_summary(cm_ctx *ctx, cm_result *result, const char *why, int64_t count, const pressing *last)
{
    const char *note;
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "member", cm_truth(why == NULL && count == 0)));
    CM_TRY(cm_result_set(ctx, result, "objections", why == NULL ? cm_integer(count) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "why", why == NULL ? cm_none() : cm_text(why)));
    if (why != NULL) goto out;
    if (count == 0) {
        CM_TRY(cm_result_note(ctx, result, "Whoever threatens to leave with others can be answered: for each objection there is a counter-objection."));
        goto out;
    }
    note = cm_format(ctx, result->arena, "'%s' can tell '%s': without you we do better, and you cannot offer my partners as much without me.", last->tu->player[last->i], last->tu->player[last->j]);
    if (note == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, note));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *given, cm_result *result)
{
    static const char *const columns[] = { "objection", "player", "against", "coalition", NULL }, *const shares[] = { "objection", "player", "value", NULL };
    const cm_numbers *payoffs = &((const params *)given)->payoffs;
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    pressing *p = CM_NEW(ctx, &scratch, 2, pressing);
    double x[CM_TU_MOST], d[MOST + 1];
    int64_t count = 0;
    cm_table *objections, *offers;
    const char *why;
    cm_status status = CM_OK;
    if (p == NULL) CM_LEAVE(ctx->status);
    CM_TRY(need_payoffs(ctx, tu, payoffs));
    CM_TRY(cm_result_table(ctx, result, "objections", columns, &objections));
    CM_TRY(cm_result_table(ctx, result, "offers", shares, &offers));
    cm_payoffs_given(tu, payoffs, x);
    open_pressing(ctx, tu, x, p);
    why = why_not(ctx, result->arena, tu, x, ctx->tol.abs * p->scale);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t k = 0; why == NULL && k < tu->n * tu->n; k++) {
        bool found;
        if (k / tu->n == k % tu->n) continue;
        CM_TRY(find_for_pair(ctx, p, k / tu->n, k % tu->n, d, &found));
        if (!found) continue;
        if (count == 0) p[1] = *p;                                           /* for the note */
        CM_TRY(put_objection(ctx, p, x, d, ++count, objections, offers, result));
    }
    CM_TRY(put_summary(ctx, result, why, count, &p[1]));
out:
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate ------------------------------------------------------------------------------------ */

/* A printed objection against every coalition that could answer it. */
static cm_status check_objection(cm_ctx *ctx, const cm_tu *tu, const double *x, size_t i, size_t j, uint32_t s, const double *y)
{
    double scale = cm_tu_scale(tu), own = cm_gets(tu, y, s);
    bool good = (s >> i & 1u) && !(s >> j & 1u) && fabs(own - tu->worth[s]) <= ctx->tol.abs * scale;
    for (size_t k = 0; k < tu->n; k++) good = good && (!(s >> k & 1u) || y[k] > x[k]);
    if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: what '%s' offers against '%s' is no objection", tu->player[i], tu->player[j]);
    for (uint32_t t = 1; t < (uint32_t)1 << tu->n; t++) {
        if ((t >> i & 1u) || !(t >> j & 1u) || cm_gets(tu, y, t & s) + cm_gets(tu, x, t & ~s) > tu->worth[t]) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' can answer '%s'", tu->player[j], tu->player[i]);
    }
    return CM_OK;
}

/* Reads the objections and their offers, and marks the pairs. */
static cm_status check_printed(cm_ctx *ctx, const cm_tu *tu, const double *x, const cm_table *objections, const cm_table *offers, bool *marked)
{
    size_t at = 0, n = tu->n;
    for (size_t row = 0; row < objections->nrows; row++) {
        cm_value who = cm_table_get(objections, row, "player"), against = cm_table_get(objections, row, "against"), with = cm_table_get(objections, row, "coalition");
        double y[MOST] = { 0 };
        uint32_t i, j, s;
        bool good = who.kind == CM_TEXT && against.kind == CM_TEXT && with.kind == CM_TEXT && cm_coalition_read(tu, with.as.text, &s);
        if (!good) return cm_fail(ctx, CM_E_NUMERIC, "certificate: objection %zu cannot be read", row + 1);
        for (i = 0; i < n && strcmp(tu->player[i], who.as.text) != 0;) i++;
        for (j = 0; j < n && strcmp(tu->player[j], against.as.text) != 0;) j++;
        for (size_t k = 0; k < n && good; k++) {
            cm_value value = s >> k & 1u && at < offers->nrows ? cm_table_get(offers, at, "value") : cm_none();
            if (s >> k & 1u) good = value.kind == CM_NUMBER && cm_table_get(offers, at, "objection").as.integer == (int64_t)row + 1;
            if (value.kind == CM_NUMBER) y[k] = value.as.number, at++;
        }
        if (!good || i == n || j == n || i == j) return cm_fail(ctx, CM_E_NUMERIC, "certificate: objection %zu cannot be read", row + 1);
        if (check_objection(ctx, tu, x, i, j, s, y) != CM_OK) return ctx->status;
        marked[i * n + j] = true;
    }
    return CM_OK;
}

/* Weights that prove t <= 0 for S: with a weight w_R on each R and c on the coalition, no member of S in more than c of
 * the weight, |S| c + sum w_R (1 - |R|) = 1, t is at most c e(S) - sum w_R E(R).  The weights are looked for by a
 * programme, and then held against their conditions.  Column r: w_R; the last: c. */
static cm_status find_weights(cm_ctx *ctx, const pressing *p, double *row, double *weight)
{
    uint32_t all = (uint32_t)1 << p->others;
    cm_lp *lp = cm_lp_new(ctx, all + 1, false);
    cm_lp_answer answer;
    cm_status status;
    if (lp == NULL) return ctx->status;
    for (uint32_t r = 0; r < all; r++) {
        CM_TRY(cm_lp_column(ctx, lp, r, -p->need[r], 0, HUGE_VAL, false));
        row[r] = 1 - __builtin_popcount(r);
    }
    CM_TRY(cm_lp_column(ctx, lp, all, p->excess[p->s], 0, HUGE_VAL, false));
    row[all] = (double)p->others + 1;
    CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
    for (size_t k = 0; k < p->others; k++) {
        for (uint32_t r = 0; r < all; r++) row[r] = r >> k & 1u ? -1 : 0;
        row[all] = 1;
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, weight, NULL, NULL));
    if (answer != CM_LP_OPTIMAL) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no weights against an objection"));
out:
    cm_lp_free(lp);
    return status;
}

static cm_status check_none(cm_ctx *ctx, const pressing *p, double *row, double *weight)
{
    uint32_t all = (uint32_t)1 << p->others;
    double value, sum, off = 0;
    if (find_weights(ctx, p, row, weight) != CM_OK) return ctx->status;
    value = weight[all] * p->excess[p->s];
    sum = weight[all] * ((double)p->others + 1);
    for (uint32_t r = 0; r < all; r++) {
        value -= weight[r] * p->need[r];
        sum += weight[r] * (1 - __builtin_popcount(r));
        off = fmax(off, -weight[r]);
    }
    for (size_t k = 0; k < p->others; k++) {
        double in = 0;
        for (uint32_t r = 0; r < all; r++) in += r >> k & 1u ? weight[r] : 0;
        off = fmax(off, in - weight[all]);
    }
    if (off <= ctx->tol.cert && fabs(sum - 1) <= ctx->tol.cert && value <= 2 * p->sure) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' may have an objection against '%s' that is not listed", p->tu->player[p->i], p->tu->player[p->j]);
}

static cm_status check_pairs(cm_ctx *ctx, const cm_tu *tu, const double *x, const bool *marked)
{
    cm_arena scratch = { NULL };
    pressing *p = CM_NEW(ctx, &scratch, 1, pressing);
    double *row = CM_NEW(ctx, &scratch, ALL + 1, double), *weight = CM_NEW(ctx, &scratch, ALL + 1, double);
    cm_status status = CM_OK;
    if (p == NULL || row == NULL || weight == NULL) CM_LEAVE(ctx->status);
    open_pressing(ctx, tu, x, p);
    for (size_t k = 0; k < tu->n * tu->n; k++) {
        size_t i = k / tu->n, j = k % tu->n;
        for (uint32_t s = 1; i != j && !marked[k] && s < (uint32_t)1 << tu->n; s++) {
            if (!(s >> i & 1u) || (s >> j & 1u) || !set_up(p, i, j, s)) continue;
            if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
            CM_TRY(check_none(ctx, p, row, weight));
        }
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *given, const cm_result *result)
{
    const cm_numbers *payoffs = &((const params *)given)->payoffs;
    const cm_tu *tu = &game->as.tu;
    const cm_table *objections = cm_result_find(result, "objections"), *offers = cm_result_find(result, "offers");
    const cm_value *member = cm_result_get(result, "member"), *count = cm_result_get(result, "objections");
    bool marked[MOST * MOST] = { false }, asked;
    cm_arena scratch = { NULL };
    double x[CM_TU_MOST];
    cm_status status;
    CM_TRY(need_payoffs(ctx, tu, payoffs));
    cm_payoffs_given(tu, payoffs, x);
    asked = why_not(ctx, &scratch, tu, x, ctx->tol.abs * cm_tu_scale(tu)) == NULL;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    if (objections == NULL || offers == NULL || member == NULL || member->kind != CM_TRUTH || count == NULL ||
        member->as.truth != (asked && objections->nrows == 0) || (asked && (count->kind != CM_INTEGER || count->as.integer != (int64_t)objections->nrows))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the answer is not that of its objections"));
    }
    if (!asked) goto out;
    CM_TRY(check_printed(ctx, tu, x, objections, offers, marked));
    CM_TRY(check_pairs(ctx, tu, x, marked));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "member", "objections", "why", NULL };

static const cm_param parameters[] = {
    { .name = "payoffs", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(params, payoffs), .fallback = 1, .low = 1, .high = 0,
      .about = "What each player gets.", .about_zh = "各行为体所得。" },
};

extern const cm_concept cm_concept_bargaining_set;
const cm_concept cm_concept_bargaining_set = {
    .name = "bargaining-set",
    .title = "Bargaining set",
    .title_zh = "谈判集",
    .about = "Whether everybody who objects to the payoffs, threatening to leave with others, can be answered by those it would leave out.",
    .about_zh = "凡对分配提出异议、威胁与他人另起炉灶者，被其撇下的一方是否都能给出反驳。",
    .formula = "for all i, j, S with i without j, y(S) = v(S), y > x on S: some T with j without i has y(T and S) + x(T - S) <= v(T)",
    .source = "R. J. Aumann, M. Maschler, \"The bargaining set for cooperative games\", in Advances in Game Theory, Annals of Mathematics Studies 52, "
              "Princeton University Press (1964) 443-476; M. Davis, M. Maschler, \"Existence of stable payoff configurations for cooperative games\", in "
              "M. Shubik (ed.), Essays in Mathematical Economics, Princeton University Press (1967) 39-52",
    .certificate = "each objection is held against every coalition that could answer it; where none is listed, weights on the answers prove that there is none",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .param = parameters,
    .nparams = sizeof parameters / sizeof parameters[0],
    .params_size = sizeof(params),
    .run = run,
    .check = check,
};
