/* rubinstein.c: two parties offer in turns, until one accepts.
 *
 * Definition: the subgame-perfect equilibrium.  K_i is what party i keeps when it offers, o_i what it has if it walks
 * out in answer to an offer (0 when the file says nothing):
 *
 *   K_1 = 1 - max(delta_2 K_2, o_2),   K_2 = 1 - max(delta_1 K_1, o_1);
 *
 * without outside options K_1 = (1 - delta_2) / (1 - delta_1 delta_2).  The right-hand sides together shrink distances
 * by delta_1 delta_2, so that there is one solution.  An option counts only when it is better than waiting: then it is
 * paid in full, else not at all.  With a deadline both have o_i after the last round, and the steps are taken
 * backwards.  As the time between offers shrinks, the first party's share tends to r_2 / (r_1 + r_2),
 * r_i = -log(delta_i), held between o_1 and 1 - o_2.
 *
 * Cost: none; with a deadline, rounds.
 * Source: A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50 (1982) 97-109; K. Binmore,
 * A. Shaked, J. Sutton, "An outside option experiment", Quart. J. Econ. 104 (1989) 753-770, for the options. */
#include <math.h>
#include <string.h>

#include "solver/base/rat.h"
#include "solver/bargain/division.h"
#include "solver/bargain/headcount.h"
#include "solver/concept.h"

/* One row a round is printed. */
enum { LAST_ROUND = 1000 };

static double option(const cm_protocol *p, size_t i) { return p->outside != NULL ? fmax(0, p->outside[i]) : 0; }

static cm_status refuse(cm_ctx *ctx, const cm_protocol *p)
{
    cm_status status = cm_headcount_free(ctx, p);
    if (status != CM_OK) return status;
    if (p->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "two parties make offers in turns, and here are %zu; for more there is 'unanimity-bargaining'", p->n);
    if (!cm_vote_is_consensus(&p->vote)) return cm_fail(ctx, CM_E_DOMAIN, "offers in turns need the consent of both parties, and here one decides");
    if (p->kind == CM_SETTER) return cm_fail(ctx, CM_E_DOMAIN, "offers are made in turns, and here '%s' makes all of them", p->player[p->setter]);
    if (p->rounds > LAST_ROUND) return cm_fail(ctx, CM_E_LIMIT, "a deadline of %zu rounds is beyond %d: leave it out, impatience makes it immaterial", p->rounds, LAST_ROUND);
    if (option(p, 0) + option(p, 1) > 1 + ctx->tol.abs) {
        return cm_fail(ctx, CM_E_DOMAIN, "outside an agreement the two have %g together, more than the surplus of 1: they part", option(p, 0) + option(p, 1));
    }
    return CM_OK;
}

/* The solution that the cases "this party's option binds" give, and that contradicts them least. */
static void offers_for_ever(const cm_protocol *p, double *keeps)
{
    double d0 = p->patience[0], d1 = p->patience[1], o0 = option(p, 0), o1 = option(p, 1), best = HUGE_VAL;
    const double first[] = { (1 - d1) / (1 - d0 * d1), 1 - o1, 1 - d1 * (1 - o0), 1 - o1 };
    const double second[] = { (1 - d0) / (1 - d0 * d1), 1 - d0 * (1 - o1), 1 - o0, 1 - o0 };
    for (size_t c = 0; c < 4; c++) {
        double off = fmax(fabs(1 - first[c] - fmax(d1 * second[c], o1)), fabs(1 - second[c] - fmax(d0 * first[c], o0)));
        if (!(off < best)) continue;
        best = off;
        keeps[0] = first[c];
        keeps[1] = second[c];
    }
}

/* The fraction of what a party keeps, without options and deadline; NULL where it has none, or no memory. */
static char *exact_share(cm_ctx *ctx, cm_arena *arena, const cm_protocol *p, size_t i)
{
    cm_rat one, own, other, product;
    char *text = NULL;
    memset(&one, 0, sizeof one);
    memset(&own, 0, sizeof own);
    memset(&other, 0, sizeof other);
    memset(&product, 0, sizeof product);
    cm_rat_set_ratio(&one, 1, 1);
    if (cm_rat_set_double(&own, p->patience[i]) && cm_rat_set_double(&other, p->patience[1 - i])) {
        cm_rat_mul(&product, &own, &other);
        cm_rat_sub(&product, &one, &product);
        cm_rat_sub(&other, &one, &other);
        cm_rat_div(&other, &other, &product);
        text = cm_rat_text(ctx, arena, &other);
    }
    cm_rat_clear(&one);
    cm_rat_clear(&own);
    cm_rat_clear(&other);
    cm_rat_clear(&product);
    return text;
}

/* Rounds from the first on: who offers, what it keeps, and what the other could have by walking out or waiting. */
static cm_status print_path(cm_ctx *ctx, cm_arena *scratch, const cm_protocol *p, double *keeps, cm_result *result)
{
    static const char *const columns[] = { "round", "proposer", "keeps", "pays", NULL };
    double *kept = CM_NEW(ctx, scratch, p->rounds, double);
    cm_table *table;
    cm_status status;
    if (kept == NULL) return ctx->status;
    for (size_t t = p->rounds; t-- > 0;) {
        size_t other = (t + 1) % 2;
        kept[t] = 1 - fmax(t + 1 < p->rounds ? p->patience[other] * kept[t + 1] : 0, option(p, other));
    }
    CM_TRY(cm_result_table(ctx, result, "path", columns, &table));
    for (size_t t = 0; t < p->rounds; t++) {
        cm_value row[] = { cm_integer((int64_t)t + 1), cm_text(p->player[t % 2]), cm_number(kept[t]), cm_number(1 - kept[t]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (t < 2) keeps[t] = kept[t];
    }
out:
    return status;
}

static double limit_of(const cm_protocol *p, size_t i)
{
    double own = -log(p->patience[i]), other = -log(p->patience[1 - i]);
    return fmin(1 - option(p, 1 - i), fmax(option(p, i), other / (own + other)));
}

static double largest_gain(const cm_protocol *p, const double *keeps)
{
    double gain = 0;
    for (size_t i = 0; i < 2 && p->rounds == 0; i++) gain = fmax(gain, 1 - fmax(p->patience[1 - i] * keeps[1 - i], option(p, 1 - i)) - keeps[i]);
    return gain;
}

static cm_status print_values(cm_ctx *ctx, const cm_protocol *p, const double *keeps, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "proposes", "recognition", "limit", "exact", NULL };
    double value[2] = { keeps[0], 1 - keeps[0] };
    bool plain = p->rounds == 0 && !(option(p, 0) + option(p, 1) > 0);
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "values", columns, &table));
    for (size_t i = 0; i < 2; i++) {
        char *exact = plain ? exact_share(ctx, result->arena, p, i) : NULL;
        cm_value row[] = { cm_text(p->player[i]), cm_number(value[i]), p->rounds == 1 && i == 1 ? cm_none() : cm_number(keeps[i]), cm_number(p->recognition[i]),
                           p->rounds > 0 ? cm_none() : cm_number(limit_of(p, i)), exact != NULL ? cm_text(exact) : cm_none() };
        if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_division_summary(ctx, value, 2, largest_gain(p, keeps), result));
out:
    return status;
}

static cm_status note_option(cm_ctx *ctx, const cm_protocol *p, const double *keeps, cm_result *result)
{
    double waits = p->patience[1] * keeps[1], has = option(p, 1);
    char *text;
    if (!(has > 0) || p->rounds > 0) return CM_OK;
    text = has > waits ? cm_format(ctx, result->arena, "'%s' could walk out to %.4g, more than the %.4g that waiting is worth to it, and is paid just that.", p->player[1], has, waits)
                       : cm_format(ctx, result->arena, "'%s' could walk out to %.4g, but waiting is worth %.4g to it: an option that is worse than waiting changes nothing.", p->player[1], has, waits);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    double keeps[2] = { 0, 0 };
    cm_status status;
    (void)params;
    CM_TRY(refuse(ctx, p));
    if (p->rounds == 0) offers_for_ever(p, keeps);
    else CM_TRY(print_path(ctx, &scratch, p, keeps, result));
    CM_TRY(print_values(ctx, p, keeps, result));
    CM_TRY(note_option(ctx, p, keeps, result));
    CM_TRY(cm_result_note(ctx, result, p->rounds > 0 ? "Who makes the last offer could take all that the other has no option on; that is foreseen, and the first offer is accepted."
                                                     : "The only equilibrium that is credible in every round; the first offer is accepted."));
out:
    cm_arena_free(&scratch);
    return status;
}

static bool proposes_is(const cm_ctx *ctx, const cm_result *result, size_t i, double keeps)
{
    const cm_table *table = cm_result_find(result, "values");
    cm_value cell = cm_table_get(table, i, "proposes");
    return cell.kind == CM_NUMBER && fabs(cell.as.number - keeps) <= ctx->tol.cert;
}

/* The fraction, where one is printed, is the number beside it. */
static cm_status check_exact(cm_ctx *ctx, const cm_protocol *p, const cm_result *result, size_t i, double keeps)
{
    cm_value text = cm_table_get(cm_result_find(result, "values"), i, "exact");
    cm_rat x;
    bool good;
    if (text.kind == CM_NONE) return CM_OK;
    memset(&x, 0, sizeof x);
    good = text.kind == CM_TEXT && cm_rat_set_text(&x, text.as.text) && fabs(cm_rat_value(&x) - keeps) <= ctx->tol.cert;
    cm_rat_clear(&x);
    return good ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the fraction of '%s' is not %.12g", p->player[i], keeps);
}

/* Each offer leaves the other exactly what it could have otherwise: from the rows as they are printed. */
static cm_status check_path(cm_ctx *ctx, const cm_protocol *p, const cm_result *result, const double *value)
{
    const cm_table *path = cm_result_find(result, "path");
    if (path == NULL || path->nrows != p->rounds) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not a row for each of %zu rounds", p->rounds);
    for (size_t t = 0; t < p->rounds; t++) {
        cm_value keeps = cm_table_get(path, t, "keeps"), pays = cm_table_get(path, t, "pays"), next = t + 1 < p->rounds ? cm_table_get(path, t + 1, "keeps") : cm_number(0);
        double least;
        if (keeps.kind != CM_NUMBER || pays.kind != CM_NUMBER || next.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: round %zu has no offer", t + 1);
        least = fmax(p->patience[(t + 1) % 2] * next.as.number, option(p, (t + 1) % 2));
        if (!(fabs(pays.as.number - least) <= ctx->tol.cert && fabs(keeps.as.number + pays.as.number - 1) <= ctx->tol.cert)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: in round %zu the other accepts %.12g, not %.12g", t + 1, least, pays.as.number);
        }
        if (t < 2 && !proposes_is(ctx, result, t, keeps.as.number)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' keeps %.12g", p->player[t], keeps.as.number);
        if (t == 0 && !(fabs(keeps.as.number - value[0]) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the first offer keeps %.12g", keeps.as.number);
    }
    return CM_OK;
}

/* No deadline: neither offerer can keep more, and neither pays too little. */
static cm_status check_offers(cm_ctx *ctx, const cm_protocol *p, const cm_result *result, const double *value, double *keeps)
{
    double limit[2];
    cm_status status;
    CM_TRY(cm_division_read(ctx, result, p, "proposes", keeps));
    CM_TRY(cm_division_read(ctx, result, p, "limit", limit));
    for (size_t i = 0; i < 2; i++) {
        double most = 1 - fmax(p->patience[1 - i] * keeps[1 - i], option(p, 1 - i)), ratio = pow(p->patience[i], limit[i]) - pow(p->patience[1 - i], 1 - limit[i]);
        bool held = fabs(limit[i] - option(p, i)) <= ctx->tol.cert || fabs(1 - limit[i] - option(p, 1 - i)) <= ctx->tol.cert;
        if (!(fabs(keeps[i] - most) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' can keep %.12g, not %.12g", p->player[i], most, keeps[i]));
        CM_TRY(check_exact(ctx, p, result, i, keeps[i]));
        if (!held && !(fabs(ratio) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not the limit for '%s'", limit[i], p->player[i]));
    }
    if (!(fabs(limit[0] + limit[1] - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the limits add up to %.12g", limit[0] + limit[1]));
    if (!(fabs(value[0] - keeps[0]) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' expects %.12g", p->player[0], keeps[0]));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    double value[2], keeps[2] = { 0, 0 };
    cm_status status;
    (void)params;
    CM_TRY(cm_division_read(ctx, result, p, "value", value));
    if (p->rounds > 0) CM_TRY(check_path(ctx, p, result, value));
    else CM_TRY(check_offers(ctx, p, result, value, keeps));
    CM_TRY(cm_division_check(ctx, result, value, 2, largest_gain(p, keeps)));
out:
    return status;
}

static const char *const summary_names[] = { CM_DIVISION_SUMMARY, NULL };

extern const cm_concept cm_concept_rubinstein;
const cm_concept cm_concept_rubinstein = {
    .name = "rubinstein",
    .title = "Offers in turns",
    .title_zh = "轮流出价",
    .about = "How two parties divide a surplus when they make offers in turns and waiting costs each of them: the more patient gets more, and an outside option counts only if it is better than waiting.",
    .about_zh = "两方轮流出价、等待对双方均有代价时如何分配剩余：更有耐心者所得更多；外部选择只有优于等待时才起作用。",
    .formula = "K_1 = 1 - max(delta_2 K_2, o_2), K_2 = 1 - max(delta_1 K_1, o_1); without options K_1 = (1 - delta_2) / (1 - delta_1 delta_2)",
    .source = "A. Rubinstein, Perfect equilibrium in a bargaining model, Econometrica 50 (1982) 97-109; K. Binmore, A. Shaked, J. Sutton, An outside option experiment, Quart. J. Econ. 104 (1989) 753-770",
    .certificate = "no offer can keep more and none leaves less than waiting or walking out brings, from the printed offers",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .run = run,
    .check = check,
};
