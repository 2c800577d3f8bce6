/* passage_check.c: the certificate of the concept passage, from what it printed.
 *
 * Up to CM_PASSAGE_BRUTE voters every combination of votes is looked at; of more a diagram of the voters in the opposite order is walked.
 * Both with other points of the common factor, and more of them.  A simulation that draws the factor and every vote (blocs as one) has to
 * agree with the chance to pass, whatever the quadrature. */
#include <float.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "solver/base/rng.h"
#include "solver/game/orders.h"
#include "solver/voting/passage.h"
#include "solver/voting/power.h"

typedef struct again {
    double passes, *decisive, *both, *chance, *swing;
} again;

/* Chances of all combinations, who wins, and who could change that. */
static cm_status add_all(cm_ctx *ctx, const cm_voters *v, double weight, unsigned char *in, again *a)
{
    for (uint32_t mask = 0; mask < (uint32_t)1 << v->count; mask++) {
        double share = weight;
        bool wins;
        for (size_t u = 0; u < v->count; u++) {
            in[u] = mask >> u & 1u;
            share *= in[u] ? a->chance[u] : 1 - a->chance[u];
        }
        if (!(share > 0)) continue;
        wins = cm_vote_wins(&v->vote, in);
        a->passes += wins ? share : 0;
        for (size_t u = 0; u < v->count; u++) {
            a->both[u] += wins && in[u] ? share : 0;
            in[u] ^= 1;
            a->decisive[u] += cm_vote_wins(&v->vote, in) != wins ? share : 0;
            in[u] ^= 1;
        }
    }
    return cm_stopped(ctx) ? cm_fail(ctx, CM_E_INTERRUPT, "interrupted") : CM_OK;
}

static void add_walk(const cm_voters *v, const cm_oracle *diagram, double weight, again *a)
{
    double wins;
    cm_diagram_each(diagram, a->chance, a->swing, &wins);
    a->passes += weight * wins;
    for (size_t u = 0; u < v->count; u++) {
        a->decisive[u] += weight * a->swing[u];
        a->both[u] += weight * a->chance[u] * (wins + (1 - a->chance[u]) * a->swing[u]);
    }
}

static cm_status reckon_again(cm_ctx *ctx, cm_arena *arena, const cm_voters *v, const cm_passage_params *p, bool *known, again *a)
{
    unsigned char *in = CM_NEW(ctx, arena, v->count, unsigned char);
    cm_oracle diagram = { .n = 0 };
    cm_factor factor;
    bool brute = v->count <= CM_PASSAGE_BRUTE;
    cm_status status = CM_OK;
    if (in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_factor_points(ctx, arena, v, p, true, &factor));
    brute = brute && ldexp((double)factor.count, (int)v->count) * (double)(v->count * v->count) < ctx->work_limit / 32;
    if (!brute) CM_TRY(cm_diagram_open(ctx, arena, &v->vote, 4 * (size_t)CM_PASSAGE_NODES, true, &diagram));
    *known = brute || diagram.n > 0;
    for (size_t k = 0; k < factor.count && *known; k++) {
        cm_voters_given(v, p, factor.at[k], a->chance);
        if (brute) CM_TRY(add_all(ctx, v, factor.weight[k], in, a));
        else add_walk(v, &diagram, factor.weight[k], a);
    }
out:
    return status;
}

/* Votes drawn one by one: the share that passes. */
static cm_status simulate(cm_ctx *ctx, cm_arena *arena, const cm_voters *v, const cm_passage_params *p, double passes)
{
    const double draws = 4000;
    double hits = 0, low, high, s = p->correlation > 0 ? 1 / p->correlation - 1 : 0;
    bool beta = strcmp(p->shock, "beta") == 0 && p->correlation > 0 && v->yes[0] > 0 && v->yes[0] < 1;
    unsigned char *in = CM_NEW(ctx, arena, v->count, unsigned char);
    cm_rng rng;
    gsl_rng g;
    if (in == NULL) return ctx->status;
    cm_rng_init(&rng, 1, "passage", v->count);
    g = cm_rng_gsl(&rng);
    for (double t = 0; t < draws; t++) {
        double z = beta ? gsl_ran_beta(&g, v->yes[0] * s, (1 - v->yes[0]) * s) : gsl_ran_gaussian(&g, 1);
        for (size_t u = 0; u < v->count; u++) {
            double own = beta ? 0 : sqrt(p->correlation) * z + sqrt(1 - p->correlation) * gsl_ran_gaussian(&g, 1);
            bool sure = v->yes[u] <= 0 || v->yes[u] >= 1;
            in[u] = sure ? v->yes[u] >= 1 : beta ? cm_rng_unit(&rng) < z : own <= v->bound[u];
        }
        hits += cm_vote_wins(&v->vote, in);
    }
    cm_share_interval(hits, draws, sqrt(DBL_EPSILON), &low, &high);
    if (passes + ctx->tol.abs >= low && passes <= high + ctx->tol.abs) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: votes drawn one by one pass with a chance from %.6g to %.6g, not %.6g", low, high, passes);
}

static cm_status compare(cm_ctx *ctx, const char *what, size_t i, double printed, double meant)
{
    if (fabs(printed - meant) <= ctx->tol.cert) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has %.12g in '%s', not %.12g", i + 1, printed, what, meant);
}

/* A row is its member's, and names the bloc in which that member is listed (empty lists are none). */
static bool row_is(const cm_table *table, const char *id, const cm_lists *blocs, size_t i)
{
    cm_value who = cm_table_get(table, i, "player"), bloc = cm_table_get(table, i, "bloc");
    int64_t number = 0, in = 0;
    for (size_t b = 0; b < blocs->count; b++) {
        number += blocs->first[b + 1] > blocs->first[b];
        for (size_t k = blocs->first[b]; k < blocs->first[b + 1]; k++) in = blocs->item[k] == i ? number : in;
    }
    if (who.kind != CM_TEXT || strcmp(who.as.text, id) != 0) return false;
    return in > 0 ? bloc.kind == CM_INTEGER && bloc.as.integer == in : bloc.kind == CM_NONE;
}

static cm_status check_members(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_voters *v, const cm_passage_params *p, const again *a, bool known, double passes, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "members");
    static const char *const names[] = { "yes", "decisive", "success", "luck" };
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != vote->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the table 'members' has not a row for each of %zu", vote->n);
    for (size_t i = 0; i < vote->n; i++) {
        size_t u = v->of[i];
        double x[4], if_yes = a->both[u] / v->yes[u], fails = 1 - v->yes[u] - passes + a->both[u];
        cm_value yes = cm_table_get(table, i, "if_yes"), no = cm_table_get(table, i, "if_no");
        const char *id = cm_power_name(ctx, arena, vote, i);
        if (id == NULL) CM_LEAVE(ctx->status);
        if (!row_is(table, id, &p->blocs, i)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not member %zu's, or names another bloc", i + 1, i + 1));
        for (size_t k = 0; k < 4; k++) {
            cm_value cell = cm_table_get(table, i, names[k]);
            if (cell.kind != CM_NUMBER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has no number in '%s'", i + 1, names[k]));
            x[k] = cell.as.number;
        }
        CM_TRY(compare(ctx, "yes", i, x[0], v->yes[u]));
        CM_TRY(compare(ctx, "luck", i, x[3], x[2] - x[1]));
        if (!known) continue;
        CM_TRY(compare(ctx, "decisive", i, x[1], a->decisive[u]));
        CM_TRY(compare(ctx, "success", i, x[2], a->both[u] + fails));
        if (yes.kind != (v->yes[u] > 0 ? CM_NUMBER : CM_NONE) || no.kind != (v->yes[u] < 1 ? CM_NUMBER : CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu never votes so", i + 1));
        if (yes.kind == CM_NUMBER) CM_TRY(compare(ctx, "if_yes", i, v->yes[u] * yes.as.number, v->yes[u] * if_yes));
        if (no.kind == CM_NUMBER) CM_TRY(compare(ctx, "if_no", i, (1 - v->yes[u]) * no.as.number, fails));
    }
out:
    return status;
}

/* Nobody is more decisive than the one named, and without correlation the diagram in the opposite order says the same. */
static cm_status check_summary(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_voters *v, const cm_passage_params *p, const again *a, const cm_result *result)
{
    const cm_value *alone = cm_result_get(result, "independent"), *voters = cm_result_get(result, "voters"), *name = cm_result_get(result, "most_decisive");
    cm_passage_params single = *p;
    again other = { 0, CM_NEW(ctx, arena, v->count, double), CM_NEW(ctx, arena, v->count, double), CM_NEW(ctx, arena, v->count, double), CM_NEW(ctx, arena, v->count, double) };
    bool known, found = false;
    cm_status status = CM_OK;
    single.correlation = 0;
    if (other.decisive == NULL || other.both == NULL || other.chance == NULL || other.swing == NULL) CM_LEAVE(ctx->status);
    if (alone == NULL || alone->kind != CM_NUMBER || voters == NULL || voters->kind != CM_INTEGER || voters->as.integer != (int64_t)v->count || name == NULL || name->kind != CM_TEXT) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the summary is not all there"));
    }
    CM_TRY(reckon_again(ctx, arena, v, &single, &known, &other));
    if (known && !(fabs(alone->as.number - other.passes) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: without correlation it passes with a chance of %.12g, not %.12g", other.passes, alone->as.number));
    for (size_t i = 0; i < vote->n; i++) {
        const char *id = cm_power_name(ctx, arena, vote, i);
        if (id == NULL) CM_LEAVE(ctx->status);
        if (strcmp(id, name->as.text) != 0) continue;
        found = true;
        for (size_t u = 0; u < v->count && known; u++) {
            if (a->decisive[u] > a->decisive[v->of[i]] + ctx->tol.cert) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not the most decisive", name->as.text));
        }
    }
    if (!found) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is no member", name->as.text);
out:
    return status;
}

cm_status cm_passage_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_passage_params *p = params;
    const cm_value *passes = cm_result_get(result, "agreement");
    cm_arena scratch = { NULL };
    again a = { 0, CM_NEW(ctx, &scratch, vote->n, double), CM_NEW(ctx, &scratch, vote->n, double), CM_NEW(ctx, &scratch, vote->n, double), CM_NEW(ctx, &scratch, vote->n, double) };
    cm_voters v;
    bool known;
    cm_status status = CM_OK;
    if (a.decisive == NULL || a.both == NULL || a.chance == NULL || a.swing == NULL) CM_LEAVE(ctx->status);
    if (passes == NULL || passes->kind != CM_NUMBER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no chance of agreement"));
    CM_TRY(cm_voters_find(ctx, &scratch, vote, p, &v));
    CM_TRY(reckon_again(ctx, &scratch, &v, p, &known, &a));
    if (known && !(fabs(passes->as.number - a.passes) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: reckoned again, it passes with a chance of %.12g, not %.12g", a.passes, passes->as.number));
    CM_TRY(simulate(ctx, &scratch, &v, p, passes->as.number));
    CM_TRY(check_members(ctx, &scratch, vote, &v, p, &a, known, passes->as.number, result));
    CM_TRY(check_summary(ctx, &scratch, vote, &v, p, &a, result));
out:
    cm_arena_free(&scratch);
    return status;
}
