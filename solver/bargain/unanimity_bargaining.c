/* unanimity_bargaining.c: a surplus is divided by consensus, round after round.
 *
 * Definition: the stationary equilibrium, or with a deadline the only one.  Whoever proposes pays each other member j
 * delta_j times what j gets if talks go on.
 *
 *   drawn     v_i = p_i (1 - sum_j delta_j v_j) + delta_i v_i,  so v_i = p_i T / (1 - delta_i), with
 *             T = 1 / (1 + sum_j delta_j p_j / (1 - delta_j));
 *   in turns  K_j, what j keeps at its own turn, solves sum_j delta_j^((j - r) mod n) K_j = 1 for each r;
 *   fixed     the proposer keeps everything.
 *
 * With a deadline the same step is taken backwards from the last round, after which nobody has anything.
 * Cost: n; in turns n^3; with a deadline rounds x n.
 * Source: J. Sutton, "Non-cooperative bargaining theory: an introduction", Rev. Econ. Stud. 53 (1986) 709-724;
 * S. Hart, A. Mas-Colell, "Bargaining and value", Econometrica 64 (1996) 357-380, for drawn proposers. */
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "solver/bargain/division.h"
#include "solver/bargain/headcount.h"
#include "solver/concept.h"

/* The certificate of a deadline sums over all pairs of rounds. */
enum { LAST_ROUND = 5000 };

/* n numbers each: expected at the start, kept at one's own turn, least that is accepted from the first proposer. */
typedef struct shares {
    double *value, *keeps, *accepts;
} shares;

static void drawn_for_ever(const cm_protocol *p, shares *s)
{
    double sum = 1, rent;
    for (size_t j = 0; j < p->n; j++) sum += p->patience[j] * p->recognition[j] / (1 - p->patience[j]);
    rent = 1 / sum;
    for (size_t i = 0; i < p->n; i++) {
        s->value[i] = rent * p->recognition[i] / (1 - p->patience[i]);
        s->accepts[i] = p->patience[i] * s->value[i];
        s->keeps[i] = rent + s->accepts[i];
    }
}

static void drawn_until(const cm_protocol *p, shares *s)
{
    for (size_t round = p->rounds; round > 0; round--) {
        double rent = 1;
        for (size_t j = 0; j < p->n; j++) {
            s->accepts[j] = p->patience[j] * s->value[j];
            rent -= s->accepts[j];
        }
        for (size_t i = 0; i < p->n; i++) {
            s->keeps[i] = rent + s->accepts[i];
            s->value[i] = p->recognition[i] * rent + s->accepts[i];
        }
    }
}

static cm_status turns_for_ever(cm_ctx *ctx, const cm_protocol *p, shares *s)
{
    size_t n = p->n;
    gsl_matrix *a = gsl_matrix_alloc(n, n);
    gsl_permutation *order = gsl_permutation_alloc(n);
    gsl_vector *x = gsl_vector_alloc(n);
    int sign;
    cm_status status = CM_OK;
    if (a == NULL || order == NULL || x == NULL) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "no memory for %zu equations", n));
    gsl_vector_set_all(x, 1);
    for (size_t r = 0; r < n; r++) {
        for (size_t j = 0; j < n; j++) gsl_matrix_set(a, r, j, gsl_pow_uint(p->patience[j], (unsigned)((j + n - r) % n)));
    }
    if (gsl_linalg_LU_decomp(a, order, &sign) != 0 || gsl_linalg_LU_svx(a, order, x) != 0) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "the equations of %zu turns are not solved", n));
    }
    for (size_t j = 0; j < n; j++) {
        s->keeps[j] = gsl_vector_get(x, j);
        s->value[j] = gsl_pow_uint(p->patience[j], (unsigned)j) * s->keeps[j];
        s->accepts[j] = gsl_pow_uint(p->patience[j], (unsigned)(j > 0 ? j : n)) * s->keeps[j];
    }
out:
    gsl_matrix_free(a);
    gsl_permutation_free(order);
    gsl_vector_free(x);
    return status;
}

static void turns_until(const cm_protocol *p, shares *s)
{
    for (size_t round = p->rounds; round > 0; round--) {
        size_t turn = (round - 1) % p->n;
        double left = 1;
        for (size_t j = 0; j < p->n; j++) {
            s->accepts[j] = p->patience[j] * s->value[j];
            if (j != turn) left -= s->value[j] = s->accepts[j];
        }
        s->value[turn] = s->keeps[turn] = left;
    }
}

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    cm_status status = cm_headcount_free(ctx, p);
    if (status == CM_OK) status = cm_headcount_alone(ctx, p);
    if (status != CM_OK) return status;
    if (!cm_vote_is_consensus(&p->vote)) return cm_fail(ctx, CM_E_DOMAIN, "here less than everybody decides; bargaining by vote is 'baron-ferejohn'");
    if (p->rounds > LAST_ROUND) return cm_fail(ctx, CM_E_LIMIT, "a deadline of %zu rounds is beyond %d: leave it out, impatience makes it immaterial", p->rounds, LAST_ROUND);
    return CM_OK;
}

/* Gains of whoever proposes first, by keeping more or by waiting; NaN counts as a gain. */
static double largest_gain(const cm_protocol *p, const double *keeps, const double *accepts)
{
    double sum = 0, gain = 0;
    for (size_t j = 0; j < p->n; j++) sum += accepts[j];
    for (size_t i = 0; i < p->n; i++) {
        bool first = p->kind == CM_DRAWN || i == (p->kind == CM_SETTER ? p->setter : 0);
        if (first) gain = fmax(gain, fmax(1 - (sum - accepts[i]), accepts[i]) - keeps[i]);
    }
    return gain;
}

static cm_status print_shares(cm_ctx *ctx, const cm_protocol *p, const shares *s, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "proposes", "recognition", "accepts", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "values", columns, &table));
    for (size_t i = 0; i < p->n; i++) {
        bool never = p->kind == CM_ROTATION && p->rounds > 0 && i >= p->rounds;
        cm_value row[] = { cm_text(p->player[i]), cm_number(s->value[i]), never ? cm_none() : cm_number(s->keeps[i]), cm_number(p->recognition[i]), cm_number(s->accepts[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_division_summary(ctx, s->value, p->n, largest_gain(p, s->keeps, s->accepts), result));
    status = cm_result_note(ctx, result, p->rounds > 0 ? "With a deadline there is one equilibrium, worked out from the last round backwards: agreement is at once."
                                                       : "The stationary equilibrium: agreement is at once, whatever the number of members. With three or more patient members, equilibria that remember the past support other divisions as well.");
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    shares s = { CM_NEW(ctx, &scratch, p->n, double), CM_NEW(ctx, &scratch, p->n, double), CM_NEW(ctx, &scratch, p->n, double) };
    cm_status status = CM_OK;
    (void)params;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(refuse(ctx, p));
    if (p->kind == CM_ROTATION && p->rounds > 0) turns_until(p, &s);
    else if (p->kind == CM_ROTATION) CM_TRY(turns_for_ever(ctx, p, &s));
    else if (p->rounds > 0) drawn_until(p, &s);
    else drawn_for_ever(p, &s);
    CM_TRY(print_shares(ctx, p, &s, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status expect(cm_ctx *ctx, const cm_protocol *p, size_t i, const char *what, double printed, double expected)
{
    if (fabs(printed - expected) <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' %s %.12g, not %.12g", p->player[i], what, expected, printed);
}

/* Drawn: in each round what all expect adds up to 1, and i's part is the rents of the rounds to come, discounted:
 * that alone tells the rents, the last first.  Without a deadline the rents are all equal. */
static cm_status check_drawn(cm_ctx *ctx, const cm_protocol *p, const shares *s)
{
    cm_arena scratch = { NULL };
    size_t rounds = p->rounds;
    double *rent = CM_NEW(ctx, &scratch, rounds + 1, double), *weight = CM_NEW(ctx, &scratch, rounds + 1, double);
    cm_status status = CM_OK;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    for (size_t d = 0; d < rounds; d++) {
        for (size_t i = 0; i < p->n; i++) weight[d] += p->recognition[i] * gsl_pow_uint(p->patience[i], (unsigned)d);
    }
    for (size_t t = rounds; t-- > 0;) {
        rent[t] = 1;
        for (size_t d = 1; t + d < rounds; d++) rent[t] -= rent[t + d] * weight[d];
    }
    for (size_t i = 0; i < p->n; i++) {
        double later = 0, now = s->keeps[i] - s->accepts[i];
        for (size_t t = rounds; t-- > 1;) later = p->patience[i] * (p->recognition[i] * rent[t] + later);
        if (rounds == 0) later = p->patience[i] * s->value[i];
        CM_TRY(expect(ctx, p, i, "accepts", s->accepts[i], later));
        CM_TRY(expect(ctx, p, i, "expects", s->value[i], p->recognition[i] * s->keeps[i] + (1 - p->recognition[i]) * s->accepts[i]));
        if (rounds > 0) CM_TRY(expect(ctx, p, i, "gains by proposing", now, rent[0]));
        CM_TRY(expect(ctx, p, i, "gains by proposing", now, s->keeps[0] - s->accepts[0]));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* In turns: at each turn the shares of all, each what it keeps at its own next turn, discounted, add up to 1.  With a
 * deadline, kept[t] is what the proposer of round t keeps. */
static cm_status check_turns(cm_ctx *ctx, const cm_protocol *p, const shares *s)
{
    cm_arena scratch = { NULL };
    size_t n = p->n, rounds = p->rounds > 0 ? p->rounds : 2 * n;
    double *kept = CM_NEW(ctx, &scratch, rounds, double);
    cm_status status = CM_OK;
    if (kept == NULL) CM_LEAVE(ctx->status);
    for (size_t t = rounds; t-- > 0;) {
        kept[t] = 1;
        for (size_t d = 1; p->rounds > 0 && d < n && t + d < rounds; d++) kept[t] -= gsl_pow_uint(p->patience[(t + d) % n], (unsigned)d) * kept[t + d];
        if (p->rounds == 0) kept[t] = s->keeps[t % n];
    }
    for (size_t r = 0; r < n && p->rounds == 0; r++) {
        double sum = 0;
        for (size_t d = 0; d < n; d++) sum += gsl_pow_uint(p->patience[(r + d) % n], (unsigned)d) * s->keeps[(r + d) % n];
        CM_TRY(expect(ctx, p, r, "and the others share", 1, sum));
    }
    for (size_t j = 0; j < n; j++) {
        size_t next = j > 0 ? j : n;
        if (j < rounds) CM_TRY(expect(ctx, p, j, "keeps", s->keeps[j], kept[j]));
        CM_TRY(expect(ctx, p, j, "expects", s->value[j], j < rounds ? gsl_pow_uint(p->patience[j], (unsigned)j) * kept[j] : 0));
        CM_TRY(expect(ctx, p, j, "accepts", s->accepts[j], next < rounds ? gsl_pow_uint(p->patience[j], (unsigned)next) * kept[next] : 0));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* Members whose turn never comes before the deadline have no cell; 0 stands for it. */
static cm_status read_keeps(cm_ctx *ctx, const cm_result *result, const cm_protocol *p, double *keeps)
{
    const cm_table *table = cm_result_find(result, "values");
    if (p->kind != CM_ROTATION || p->rounds == 0 || p->rounds >= p->n || table == NULL) return cm_division_read(ctx, result, p, "proposes", keeps);
    for (size_t i = 0; i < p->n; i++) {
        cm_value cell = cm_table_get(table, i, "proposes");
        if (cell.kind != (i < p->rounds ? CM_NUMBER : CM_NONE)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: 'proposes' of '%s' is not as it must be", p->player[i]);
        keeps[i] = i < p->rounds ? cell.as.number : 0;
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    shares s = { CM_NEW(ctx, &scratch, p->n, double), CM_NEW(ctx, &scratch, p->n, double), CM_NEW(ctx, &scratch, p->n, double) };
    cm_status status = CM_OK;
    (void)params;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_division_read(ctx, result, p, "value", s.value));
    CM_TRY(cm_division_read(ctx, result, p, "accepts", s.accepts));
    CM_TRY(read_keeps(ctx, result, p, s.keeps));
    if (p->kind == CM_ROTATION) CM_TRY(check_turns(ctx, p, &s));
    else CM_TRY(check_drawn(ctx, p, &s));
    CM_TRY(cm_division_check(ctx, result, s.value, p->n, largest_gain(p, s.keeps, s.accepts)));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { CM_DIVISION_SUMMARY, NULL };

extern const cm_concept cm_concept_unanimity_bargaining;
const cm_concept cm_concept_unanimity_bargaining = {
    .name = "unanimity-bargaining",
    .title = "Bargaining by consensus",
    .title_zh = "协商一致下的议价",
    .about = "How a surplus is divided when everybody has to agree and one member after another may propose: who can wait longest, and who proposes most often, gets most.",
    .about_zh = "须全体同意、成员先后提议时剩余如何分配：最能等待者、最常提议者所得最多。",
    .formula = "v_i = p_i T / (1 - delta_i), T = 1 / (1 + sum_j delta_j p_j / (1 - delta_j)); in turns: sum_j delta_j^((j - r) mod n) K_j = 1 for each r",
    .source = "J. Sutton, Non-cooperative bargaining theory: an introduction, Rev. Econ. Stud. 53 (1986) 709-724; S. Hart, A. Mas-Colell, Bargaining and value, Econometrica 64 (1996) 357-380",
    .certificate = "no proposer gains by keeping more or by waiting, and what each accepts is what waiting brings, from sums over the rounds to come",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .run = run,
    .check = check,
};
