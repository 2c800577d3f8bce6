/* inner_club.c: a few agree first, and the text then stands unless another objects.
 *
 * Of n members the m strongest negotiate a text among themselves; each consents with probability p.  The text is then put
 * to the other n - m under a silence procedure: each is against it with probability o, loses l when it is adopted, and
 * pays k for objecting; one objection stops it.  Nobody knows how many are against: each of these objects with q,
 *   q = 0 if k >= l, 1 if l (1 - o)^(n - m - 1) >= k, else (1 - o q)^(n - m - 1) = k / l,
 * so that it is adopted with p^m (1 - o q)^(n - m): for large n about p^m k / l, where asking everybody has p^n.  The
 * rivals: all are asked (flat), the others are asked one by one after the club (explicit, p^m (1 - o)^(n - m)), and the club
 * alone is bound by what it agrees on.
 *
 * Summary: agreement, flat, explicit, gain (over flat), inner_agreement, objects, best_inner (the size of the club with the
 * highest agreement), best_agreement; inner_weight, outer_weight, flat_weight (by how much likelier adoption is when one member
 * of the club, outside it, or of all asked alike is for the text than when it is against: Z. W. Birnbaum's importance); club_share (of the world's capability), alone (expected coverage of the club alone),
 * coverage (expected, of all).  Table: clubs (inner, inner_agreement, silence, agreement).
 * Cost: O(n^2).
 * Source: M. Kahler, "Multilateralism with small and large numbers", International Organization 46 (1992) 681-708;
 * A. Diekmann, "Volunteer's dilemma", Journal of Conflict Resolution 29 (1985) 605-610; put together here. */
#include <math.h>
#include <stdlib.h>

#include "solver/concept.h"
#include "solver/forum/outcome.h"

typedef struct club_params {
    long inner;
    double consent, opposed, objection, loss;
} club_params;

/* With what probability each of `others` objects when it is against. */
static double objects(const club_params *p, size_t others)
{
    if (p->objection >= p->loss) return 0;
    if (others < 2 || p->loss * pow(1 - p->opposed, (double)others - 1) >= p->objection) return 1;
    return (1 - pow(p->objection / p->loss, 1 / ((double)others - 1))) / p->opposed;
}

static double silent(const club_params *p, size_t others)
{
    return pow(1 - p->opposed * objects(p, others), (double)others);
}

static cm_status need(cm_ctx *ctx, const cm_protocol *g, const club_params *p)
{
    if (!cm_vote_is_consensus(&g->vote)) return cm_fail(ctx, CM_E_DOMAIN, "inner-club: one objection stops a text, and the rule of these %zu members can do without some", g->n);
    if ((size_t)p->inner > g->n) return cm_fail(ctx, CM_E_INPUT, "inner-club: an inner club of %ld, of %zu members", p->inner, g->n);
    return CM_OK;
}

static int descending(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* The share of all capability that the m strongest have. */
static cm_status share_of(cm_ctx *ctx, const cm_protocol *g, size_t m, double *share)
{
    cm_arena scratch = { NULL };
    double *c = CM_NEW(ctx, &scratch, g->n, double), in = 0, all = 0;
    if (c == NULL) return ctx->status;
    for (size_t i = 0; i < g->n; i++) c[i] = g->capability != NULL ? g->capability[i] : 1;
    qsort(c, g->n, sizeof *c, descending);
    for (size_t i = 0; i < g->n; i++) {
        all += c[i];
        if (i < m) in += c[i];
    }
    *share = in / all;
    cm_arena_free(&scratch);
    return CM_OK;
}

static cm_status clubs(cm_ctx *ctx, const cm_protocol *g, const club_params *p, cm_result *result)
{
    static const char *const columns[] = { "inner", "inner_agreement", "silence", "agreement", NULL };
    double best = -1;
    size_t at = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "clubs", columns, &table));
    for (size_t m = 0; m <= g->n; m++) {
        double inside = pow(p->consent, (double)m), rest = silent(p, g->n - m), worth = inside * rest;
        if (worth > best && !cm_close(&ctx->tol, worth, best)) best = worth, at = m;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)m), cm_number(inside), cm_number(rest), cm_number(worth) }));
    }
    CM_TRY(cm_result_set(ctx, result, "best_inner", cm_integer((int64_t)at)));
    CM_TRY(cm_result_set(ctx, result, "best_agreement", cm_number(best)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const club_params *p, size_t others, double agreement, double flat, cm_result *result)
{
    char *text = cm_format(ctx, result->arena, "Asked one by one all would consent with probability %.4g; agreed in a club of %ld and adopted in silence, with %.4g.", flat, p->inner, agreement);
    cm_status status;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (others > 1 && objects(p, others) < 1 && p->objection < p->loss) CM_TRY(cm_result_note(ctx, result, "Who is against hopes that another objects; this is the equilibrium in which all outside do alike, and there are others."));
    CM_TRY(cm_result_note(ctx, result, "It is decided in one round: the venue's patience, proposers and cost of a round do not count here."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const club_params *p = params;
    const cm_protocol *g = &game->as.protocol;
    double inside, flat, agreement, share = 0;
    size_t others;
    cm_status status;
    CM_TRY(need(ctx, g, p));
    others = g->n - (size_t)p->inner;
    inside = pow(p->consent, (double)p->inner);
    flat = pow(p->consent, (double)g->n);
    agreement = inside * silent(p, others);
    CM_TRY(share_of(ctx, g, (size_t)p->inner, &share));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(agreement)));
    CM_TRY(cm_result_set(ctx, result, "flat", cm_number(flat)));
    CM_TRY(cm_result_set(ctx, result, "explicit", cm_number(inside * pow(1 - p->opposed, (double)others))));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(agreement - flat)));
    CM_TRY(cm_result_set(ctx, result, "inner_agreement", cm_number(inside)));
    CM_TRY(cm_result_set(ctx, result, "objects", others > 0 ? cm_number(objects(p, others)) : cm_none()));
    CM_TRY(clubs(ctx, g, p, result));
    CM_TRY(cm_result_set(ctx, result, "inner_weight", p->inner > 0 ? cm_number(pow(p->consent, (double)p->inner - 1) * silent(p, others)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "outer_weight", others > 0 ? cm_number(inside * objects(p, others) * pow(1 - p->opposed * objects(p, others), (double)others - 1)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "flat_weight", cm_number(pow(p->consent, (double)g->n - 1))));
    CM_TRY(cm_result_set(ctx, result, "club_share", cm_number(share)));
    CM_TRY(cm_result_set(ctx, result, "alone", cm_number(inside * share)));
    CM_TRY(cm_result_set(ctx, result, "coverage", cm_number(agreement)));
    CM_TRY(say(ctx, p, others, agreement, flat, result));
out:
    return status;
}

/* ---- the certificate ---- */

/* The chance that nobody of `others` objects, one after another. */
static double nobody(const club_params *p, size_t others, double q)
{
    double open = 1;
    for (size_t i = 0; i < others; i++) open *= (1 - p->opposed) + p->opposed * (1 - q);
    return open;
}

/* What one that is against gains by the other course. */
static double regret(const club_params *p, size_t others, double q)
{
    double objecting = p->loss * nobody(p, others - 1, q) - p->objection;
    return fmax(q < 1 ? objecting : 0, q > 0 ? -objecting : 0);
}

/* By bisection, where objecting and keeping silent are alike. */
static double settled(const club_params *p, size_t others)
{
    double low = 0, high = 1;
    if (!(p->objection < p->loss)) return 0;
    if (p->loss * nobody(p, others - 1, 1) >= p->objection) return 1;
    for (int k = 0; k < 60; k++) {
        double middle = (low + high) / 2;
        if (p->loss * nobody(p, others - 1, middle) > p->objection) low = middle;
        else high = middle;
    }
    return low;
}

static cm_status check_clubs(cm_ctx *ctx, const cm_protocol *g, const club_params *p, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "clubs");
    cm_value at = cm_printed_value(result, "best_inner");
    double inside = 1, best = 0;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != g->n + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the clubs are missing");
    for (size_t m = 0; m <= g->n; m++) {
        size_t others = g->n - m;
        double rest = others > 0 ? nobody(p, others, settled(p, others)) : 1;
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, m, "inner"), (double)m, "the size of a club", m));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, m, "inner_agreement"), inside, "a club's agreement", m));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, m, "silence"), rest, "the silence outside a club", m));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, m, "agreement"), inside * rest, "the agreement with a club", m));
        best = fmax(best, inside * rest);
        inside *= p->consent;
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "best_agreement", true, best));
    if (at.kind != CM_INTEGER || at.as.integer < 0 || (size_t)at.as.integer > g->n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no best club"));
    CM_TRY(cm_printed_near(ctx, cm_table_get(table, (size_t)at.as.integer, "agreement"), best, "the agreement with the best club", (size_t)at.as.integer));
out:
    return status;
}

/* Of those who are stronger than others there are not more than m among the m strongest: counted without an order. */
static double strongest(const cm_protocol *g, size_t m)
{
    double in = 0, all = 0;
    for (size_t i = 0; i < g->n; i++) {
        double mine = g->capability != NULL ? g->capability[i] : 1;
        size_t above = 0;
        for (size_t j = 0; j < g->n; j++) {
            double other = g->capability != NULL ? g->capability[j] : 1;
            above += other > mine || (j < i && !(other < mine));
        }
        all += mine;
        in += above < m ? mine : 0;
    }
    return in / all;
}

/* Adoption when one member is surely for the text, less that when it is surely against. */
static cm_status check_weights(cm_ctx *ctx, const club_params *p, size_t others, double q, size_t n, const cm_result *result)
{
    double rest = 1, inside = 1, all = 1, calm = others > 0 ? nobody(p, others - 1, q) : 1;
    cm_status status;
    for (long i = 1; i < p->inner; i++) rest *= p->consent;
    for (long i = 0; i < p->inner; i++) inside *= p->consent;
    for (size_t i = 1; i < n; i++) all *= p->consent;
    CM_TRY(cm_outcome_maybe(ctx, result, "inner_weight", p->inner > 0, rest * (others > 0 ? nobody(p, others, q) : 1)));
    CM_TRY(cm_outcome_maybe(ctx, result, "outer_weight", others > 0, inside * (calm - calm * (1 - q))));
    CM_TRY(cm_outcome_maybe(ctx, result, "flat_weight", true, all));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const club_params *p = params;
    const cm_protocol *g = &game->as.protocol;
    cm_value q = cm_printed_value(result, "objects");
    double inside = 1, flat = 1, agreed, share;
    size_t others;
    cm_status status;
    CM_TRY(need(ctx, g, p));
    others = g->n - (size_t)p->inner;
    for (size_t i = 0; i < g->n; i++) flat *= p->consent;
    for (long i = 0; i < p->inner; i++) inside *= p->consent;
    if (q.kind != (others > 0 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: who may object is not as the club of %ld leaves it", p->inner));
    if (others > 0 && !(q.as.number >= 0 && q.as.number <= 1)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: objects is no probability"));
    if (others > 0 && !(regret(p, others, q.as.number) <= ctx->tol.cert * p->loss)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: who is against gains %.3g by doing otherwise", regret(p, others, q.as.number)));
    agreed = inside * (others > 0 ? nobody(p, others, q.as.number) : 1);
    share = strongest(g, (size_t)p->inner);
    CM_TRY(check_weights(ctx, p, others, others > 0 ? q.as.number : 0, g->n, result));
    CM_TRY(cm_outcome_maybe(ctx, result, "agreement", true, agreed));
    CM_TRY(cm_outcome_maybe(ctx, result, "flat", true, flat));
    CM_TRY(cm_outcome_maybe(ctx, result, "explicit", true, inside * nobody(p, others, 1)));
    CM_TRY(cm_outcome_maybe(ctx, result, "gain", true, agreed - flat));
    CM_TRY(cm_outcome_maybe(ctx, result, "inner_agreement", true, inside));
    CM_TRY(cm_outcome_maybe(ctx, result, "club_share", true, share));
    CM_TRY(cm_outcome_maybe(ctx, result, "alone", true, share * inside));
    CM_TRY(cm_outcome_maybe(ctx, result, "coverage", true, agreed));
    CM_TRY(check_clubs(ctx, g, p, result));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "inner", .kind = CM_PARAM_INTEGER, .offset = offsetof(club_params, inner), .fallback = 2, .low = 0, .high = 4000,
      .about = "How many negotiate the text first, the strongest.", .about_zh = "先行谈判文本的最强者的数目。" },
    { .name = "consent", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, consent), .fallback = 0.95, .low = 0, .high = 1,
      .about = "How likely each of them consents, and each of all when all are asked.", .about_zh = "其中每一方（以及逐一询问时每一成员）同意的概率。" },
    { .name = "opposed", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, opposed), .fallback = 0.05, .low = 0, .high = 1,
      .about = "How likely a member outside is against their text.", .about_zh = "圈外成员反对该文本的概率。" },
    { .name = "objection", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, objection), .fallback = 0.5, .low = 0, .high = 1000000,
      .about = "What it costs a member to object.", .about_zh = "成员提出反对的成本。" },
    { .name = "loss", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, loss), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What a member that is against loses when the text is adopted.", .about_zh = "文本通过时反对者的损失。" },
};

static const char *const summary_names[] = { "agreement", "flat", "explicit", "gain", "inner_agreement", "objects", "best_inner", "best_agreement", "inner_weight", "outer_weight", "flat_weight", "club_share", "alone", "coverage", NULL };

extern const cm_concept cm_concept_inner_club;
const cm_concept cm_concept_inner_club = {
    .name = "inner-club",
    .title = "Inner club, then silence",
    .title_zh = "小圈子先行、其余默许",
    .about = "How likely a text is adopted that a few strong members agree on first and that then stands unless another objects, and how many these few should be.",
    .about_zh = "由少数强者先谈妥、其余成员不反对即通过的文本有多大可能被采纳，以及这个小圈子应有多大。",
    .formula = "p^m (1 - o q)^(n - m), (1 - o q)^(n - m - 1) = k / l where 0 < q < 1; flat: p^n",
    .source = "M. Kahler, \"Multilateralism with small and large numbers\", International Organization 46 (1992) 681-708; A. Diekmann, \"Volunteer's dilemma\", Journal of Conflict Resolution 29 (1985) "
              "605-610; put together in the file",
    .certificate = "member after member, nobody outside gains by objecting or keeping silent otherwise than printed; for each size of the club that is found again by bisection",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(club_params),
    .run = run,
    .check = check,
};
