/* abstention_check.c: the certificate of the concept abstention, from what it printed.
 *
 * Members whom neither the rule nor their chances tell apart are a kind.  Every profile of what they say is gone through
 * (abstention_profiles.c).  Where there are too many and an abstention is as good as a no, a diagram of yes and no says the same; else the
 * diagram is walked in the opposite order with more points; where that is too large, a few members' votes are drawn.  Always
 * the chance to pass is that of votes drawn one by one. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/base/rng.h"
#include "solver/game/orders.h"
#include "solver/voting/abstention_check.h"
#include "solver/voting/power.h"

static double chance_of(double all, const cm_numbers *each, size_t i) { return each->count > 0 ? each->at[i] : all; }

static cm_status find_kinds(cm_abs_walk *w, cm_arena *arena, const cm_abstention_params *p, size_t *of)
{
    size_t n = w->vote->n;
    w->kind = CM_NEW(w->ctx, arena, n, cm_abs_kind);
    if (w->kind == NULL) return w->ctx->status;
    for (size_t i = 0; i < n; i++) {
        cm_abs_kind k = { .first = i, .yes = chance_of(p->yes, &p->yes_each, i) };
        size_t j = 0;
        cm_abstention_chances(p, i, k.chance);
        while (j < w->kinds && !(cm_vote_alike(w->vote, i, w->kind[j].first) && memcmp(k.chance, w->kind[j].chance, sizeof k.chance) == 0 && memcmp(&k.yes, &w->kind[j].yes, sizeof k.yes) == 0)) j++;
        if (j == w->kinds) w->kind[w->kinds++] = k;
        w->kind[j].size++;
        of[i] = j;
    }
    for (size_t j = 0; j < w->kinds; j++) {
        cm_abs_kind *k = &w->kind[j];
        for (int s = 0; s < CM_SAID; s++) k->log_chance[s] = log(k->chance[s]);
        k->log_yes = log(k->yes);
        k->log_no = log1p(-k->yes);
    }
    return CM_OK;
}

/* The profiles that are to be gone through, over all kinds. */
static double profiles(const cm_abs_walk *w)
{
    double sum = 0;
    for (size_t g = 0; g < w->kinds; g++) {
        double all = 1;
        for (size_t j = 0; j < w->kinds; j++) {
            double m = (double)w->kind[j].size - (j == g);
            all *= (m + 1) * (m + 2) * (m + 3) / 6;
        }
        sum += all;
    }
    return sum;
}

/* --- where profiles are too many ----------------------------------------------------------------------------- */

static cm_status walk_back(cm_abs_walk *w, const cm_vote *vote, const double *chance, double *pass, bool *known)
{
    cm_arena arena = { NULL };
    cm_ternary t;
    cm_status status = cm_ternary_open(w->ctx, &arena, vote, 2 * (size_t)CM_ABSTENTION_NODES, true, &t);
    *known = *known && status == CM_OK && t.count > 0;
    if (status == CM_OK && t.count > 0) (void)cm_ternary_each(&t, chance, pass);
    cm_arena_free(&arena);
    return status;
}

/* f(said) - f(last), where those who have not spoken will say `last`; each of the others has spoken with chance `at`. */
static void add_point(cm_abs_walk *w, const cm_ternary *t, double at, double weight, int last, double *chance, double *pass, cm_abs_again *of_kind)
{
    for (size_t i = 0; i < t->n; i++) {
        for (int s = 0; s < CM_SAID; s++) chance[i * CM_SAID + (size_t)s] = s == CM_SAID_AWAY ? 0 : at / 3 + (s == last ? 1 - at : 0);
    }
    (void)cm_ternary_each(t, chance, pass);
    for (size_t j = 0; j < w->kinds; j++) {
        const double *by = &pass[w->kind[j].first * CM_SAID];
        of_kind[j].of[CM_ABS_SHAPLEY] += weight * fabs((by[0] + by[1] + by[2]) / 3 - by[last]);
    }
}

static cm_status indices_back(cm_abs_walk *w, cm_arena *arena, double *chance, double *pass, cm_abs_again *of_kind, bool *known)
{
    size_t n = w->vote->n, points = cm_points_needed(n) + 2;
    double *at = CM_NEW(w->ctx, arena, points, double), *weight = CM_NEW(w->ctx, arena, points, double);
    cm_ternary t;
    cm_status status = CM_OK;
    if (at == NULL || weight == NULL) CM_LEAVE(w->ctx->status);
    CM_TRY(cm_ternary_open(w->ctx, arena, &w->everybody, 2 * (size_t)CM_ABSTENTION_NODES, true, &t));
    *known = *known && t.count > 0;
    if (!*known) goto out;
    if (!cm_quadrature(points, at, weight)) CM_LEAVE(cm_fail(w->ctx, CM_E_MEMORY, "out of memory"));
    for (size_t k = 0; k < points; k++) {
        if (cm_stopped(w->ctx)) CM_LEAVE(cm_fail(w->ctx, CM_E_INTERRUPT, "interrupted"));
        add_point(w, &t, at[k], weight[k], CM_SAID_YES, chance, pass, of_kind);
        add_point(w, &t, at[k], weight[k], CM_SAID_NO, chance, pass, of_kind);
        for (size_t i = 0; i < n; i++) memcpy(&chance[i * CM_SAID], (double[CM_SAID]){ at[k], 0, 1 - at[k], 0 }, CM_SAID * sizeof *chance);
        (void)cm_ternary_each(&t, chance, pass);
        for (size_t j = 0; j < w->kinds; j++) of_kind[j].of[CM_ABS_SHAPLEY_BINARY] += weight[k] * (pass[w->kind[j].first * CM_SAID] - pass[w->kind[j].first * CM_SAID + CM_SAID_NO]);
    }
out:
    return status;
}

/* With and without member i: it is there, or not, in at least `quorum` of those who are. */
static cm_status validity(cm_abs_walk *w, cm_arena *arena, const size_t *of, cm_abs_again *out)
{
    size_t n = w->vote->n, quorum = (size_t)w->vote->quorum;
    double *count = CM_NEW(w->ctx, arena, n + 1, double);
    if (count == NULL) return w->ctx->status;
    count[0] = 1;
    for (size_t i = 1; i < n; i++) {                     /* everybody but the first */
        double away = w->kind[of[i]].chance[CM_SAID_AWAY];
        for (size_t k = i + 1; k-- > 0;) count[k] = count[k] * (1 - away) + (k > 0 ? count[k - 1] * away : 0);       /* so many are away */
    }
    for (size_t k = 0; k < n; k++) {
        out->there += n - k >= quorum ? count[k] : 0;
        out->away += n - 1 - k >= quorum ? count[k] : 0;
    }
    return CM_OK;
}

static cm_status by_diagram(cm_abs_walk *w, cm_arena *arena, const size_t *of, bool indices, cm_abs_again *of_kind, bool *known)
{
    size_t n = w->vote->n;
    double *chance = CM_NEW(w->ctx, arena, n * CM_SAID, double), *pass = CM_NEW(w->ctx, arena, n * CM_SAID, double);
    double *more = CM_NEW(w->ctx, arena, n * CM_SAID, double), *all = CM_NEW(w->ctx, arena, n * CM_SAID, double);
    cm_vote strict = *w->vote;
    cm_status status = CM_OK;
    strict.quorum++;
    if (w->ctx->status != CM_OK) CM_LEAVE(w->ctx->status);
    for (size_t i = 0; i < n; i++) {
        memcpy(&all[i * CM_SAID], (double[CM_SAID]){ w->kind[of[i]].yes, 0, 1 - w->kind[of[i]].yes, 0 }, CM_SAID * sizeof *all);
        memcpy(&chance[i * CM_SAID], w->kind[of[i]].chance, CM_SAID * sizeof *chance);
    }
    CM_TRY(walk_back(w, &w->everybody, all, pass, known));
    for (size_t j = 0; j < w->kinds; j++) {
        of_kind[j].yes = pass[w->kind[j].first * CM_SAID];
        of_kind[j].no = pass[w->kind[j].first * CM_SAID + CM_SAID_NO];
    }
    if (*known) CM_TRY(walk_back(w, w->vote, chance, pass, known));
    if (*known && strict.quorum > 1 && strict.quorum <= (int64_t)n) CM_TRY(walk_back(w, &strict, chance, more, known));
    for (size_t j = 0; j < w->kinds; j++) {
        size_t first = w->kind[j].first * CM_SAID;
        memcpy(of_kind[j].pass, &pass[first], sizeof of_kind[j].pass);
        of_kind[j].of[CM_ABS_PARADOX] = strict.quorum > 1 ? fmax(0, pass[first + CM_SAID_NO] - more[first + CM_SAID_NO]) : 0;
    }
    if (*known && indices) CM_TRY(indices_back(w, arena, chance, pass, of_kind, known));
out:
    return status;
}

/* Where an abstention is a no and there is no quorum, all that counts is who says yes. */
static cm_status by_yes_alone(cm_abs_walk *w, cm_arena *arena, const size_t *of, bool indices, cm_abs_again *of_kind, bool *known)
{
    size_t n = w->vote->n;
    double *p = CM_NEW(w->ctx, arena, n, double), *swing = CM_NEW(w->ctx, arena, n, double), wins;
    cm_count_options options = { CM_COUNT_BEST, 100, 1, false };
    cm_count count = { .number = NULL };
    cm_oracle diagram;
    cm_status status = CM_OK;
    if (p == NULL || swing == NULL) CM_LEAVE(w->ctx->status);
    CM_TRY(cm_diagram_open(w->ctx, arena, w->vote, CM_ABSTENTION_NODES, true, &diagram));
    if (diagram.n > 0 && indices) CM_TRY(cm_count_find(w->ctx, arena, w->vote, &options, &count));
    *known = diagram.n > 0 && (!indices || count.method != CM_COUNT_SAMPLING);
    for (int binary = 0; binary < 2 && *known; binary++) {
        for (size_t i = 0; i < n; i++) p[i] = binary == 1 ? w->kind[of[i]].yes : w->kind[of[i]].chance[CM_SAID_YES];
        cm_diagram_each(&diagram, p, swing, &wins);
        for (size_t j = 0; j < w->kinds; j++) {
            size_t i = w->kind[j].first;
            double yes = wins + (1 - p[i]) * swing[i], no = wins - p[i] * swing[i];
            if (binary == 1) of_kind[j].yes = yes, of_kind[j].no = no;
            for (int s = 0; s < CM_SAID && binary == 0; s++) of_kind[j].pass[s] = s == CM_SAID_YES ? yes : no;
            of_kind[j].of[CM_ABS_SHAPLEY] = of_kind[j].of[CM_ABS_SHAPLEY_BINARY] = indices ? count.pivot[i] : 0;
        }
    }
out:
    cm_count_free(&count);
    return status;
}

/* What everybody says. */
static void draw_votes(const cm_abs_walk *w, const size_t *of, cm_rng *rng, unsigned char *said)
{
    for (size_t i = 0; i < w->vote->n; i++) {
        const double *chance = w->kind[of[i]].chance;
        double u = cm_rng_unit(rng) - chance[0];
        said[i] = CM_SAID_YES;
        while (u >= 0 && said[i] < CM_SAID_AWAY) u -= chance[++said[i]];
    }
}

/* What a member may say, where the others' votes are drawn: shares of its columns that so many draws leave. */
static cm_status draw_for(cm_abs_walk *w, cm_arena *arena, const size_t *of, const cm_table *table, size_t one)
{
    static const struct { int column; cm_said from, to; } pairs[] = {
        { CM_ABS_DECISIVE, CM_SAID_NO, CM_SAID_YES }, { CM_ABS_YES_ABSTAIN, CM_SAID_NOTHING, CM_SAID_YES }, { CM_ABS_ABSTAIN_NO, CM_SAID_NO, CM_SAID_NOTHING }, { CM_ABS_PARADOX, CM_SAID_AWAY, CM_SAID_NO } };
    const double draws = 1000;
    size_t n = w->vote->n;
    double hits[4] = { 0 }, low, high;
    unsigned char *said = CM_NEW(w->ctx, arena, n, unsigned char);
    cm_rng rng;
    if (said == NULL) return w->ctx->status;
    cm_rng_init(&rng, 2, "abstention", one);
    for (double d = 0; d < draws; d++) {
        bool by[CM_SAID];
        draw_votes(w, of, &rng, said);
        for (int s = 0; s < CM_SAID; s++) {
            said[one] = (unsigned char)s;
            by[s] = cm_cast_passes(w->vote, said);
        }
        for (size_t k = 0; k < 4; k++) hits[k] += by[pairs[k].to] && !by[pairs[k].from];
    }
    for (size_t k = 0; k < 4; k++) {
        const char *name = cm_abstention_columns[1 + pairs[k].column];
        double x = cm_table_get(table, one, name).as.number;
        cm_share_interval(hits[k], draws, sqrt(DBL_EPSILON), &low, &high);
        if (x < low - w->ctx->tol.abs || x > high + w->ctx->tol.abs) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: of votes drawn one by one member %zu has from %.6g to %.6g in '%s', not %.6g", one + 1, low, high, name, x);
    }
    return CM_OK;
}

/* Nothing else is left: a few members are drawn for, and what was printed has to agree with itself. */
static cm_status by_drawing(cm_abs_walk *w, cm_arena *arena, const size_t *of, const cm_table *table, cm_abs_again *of_kind)
{
    size_t n = w->vote->n;
    for (size_t i = 0; i < n; i++) {
        for (int c = 0; c < CM_ABS_COLUMNS; c++) {
            cm_value cell = cm_table_get(table, i, cm_abstention_columns[1 + c]);
            if (cell.kind == CM_NUMBER) of_kind[of[i]].of[c] = cell.as.number;
        }
    }
    for (size_t k = 0; k < 8; k++) {
        cm_status status = draw_for(w, arena, of, table, k * n / 8);
        if (status != CM_OK) return status;
    }
    for (size_t j = 0; j < w->kinds; j++) {
        double *x = of_kind[j].of;
        for (int c = 0; c < CM_ABS_DECISIVE; c++) x[c] = w->kind[j].chance[c == CM_ABS_YES ? CM_SAID_YES : c == CM_ABS_ABSTAIN ? CM_SAID_NOTHING : CM_SAID_AWAY];
        x[CM_ABS_DECISIVE] = x[CM_ABS_YES_ABSTAIN] + x[CM_ABS_ABSTAIN_NO];
    }
    return CM_OK;
}

/* Votes drawn one by one. */
static cm_status simulate(cm_abs_walk *w, cm_arena *arena, const size_t *of, double agreement)
{
    const double draws = 4000;
    size_t n = w->vote->n;
    unsigned char *said = CM_NEW(w->ctx, arena, n, unsigned char);
    double hits = 0, low, high;
    cm_rng rng;
    if (said == NULL) return w->ctx->status;
    cm_rng_init(&rng, 1, "abstention", n);
    for (double d = 0; d < draws; d++) {
        draw_votes(w, of, &rng, said);
        hits += cm_cast_passes(w->vote, said);
    }
    cm_share_interval(hits, draws, sqrt(DBL_EPSILON), &low, &high);
    if (agreement + w->ctx->tol.abs >= low && agreement <= high + w->ctx->tol.abs) return CM_OK;
    return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: votes drawn one by one pass with a chance from %.6g to %.6g, not %.6g", low, high, agreement);
}

/* --- what was printed ---------------------------------------------------------------------------------------- */

static cm_status is_number(cm_ctx *ctx, const cm_result *result, const char *name, double meant)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_NUMBER && fabs(value->as.number - meant) <= ctx->tol.cert) return CM_OK;
    if (value == NULL || value->kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is no number", name);
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is %.12g, reckoned again %.12g", name, value->as.number, meant);
}

static void finish(const cm_abs_kind *k, cm_abs_again *a)
{
    a->of[CM_ABS_YES] = k->chance[CM_SAID_YES];
    a->of[CM_ABS_ABSTAIN] = k->chance[CM_SAID_NOTHING];
    a->of[CM_ABS_ABSENT] = k->chance[CM_SAID_AWAY];
    a->of[CM_ABS_DECISIVE] = a->pass[CM_SAID_YES] - a->pass[CM_SAID_NO];
    a->of[CM_ABS_YES_ABSTAIN] = a->pass[CM_SAID_YES] - a->pass[CM_SAID_NOTHING];
    a->of[CM_ABS_ABSTAIN_NO] = a->pass[CM_SAID_NOTHING] - a->pass[CM_SAID_NO];
    a->of[CM_ABS_AWAY] = a->pass[CM_SAID_AWAY] - a->pass[CM_SAID_NO];
    a->of[CM_ABS_BINARY] = a->yes - a->no;
}

/* Every row is its member's, and has what its kind has. */
static cm_status check_rows(cm_abs_walk *w, cm_arena *arena, const cm_table *table, const size_t *of, const cm_abs_again *of_kind, bool indices)
{
    size_t n = w->vote->n;
    double sum[2] = { 0, 0 };
    for (size_t i = 0; i < n; i++) {
        const char *id = cm_power_name(w->ctx, arena, w->vote, i);
        cm_value who = cm_table_get(table, i, "player");
        if (id == NULL) return w->ctx->status;
        if (who.kind != CM_TEXT || strcmp(who.as.text, id) != 0) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: row %zu is not of '%s'", i + 1, id);
        for (int c = 0; c < CM_ABS_COLUMNS; c++) {
            const char *name = cm_abstention_columns[1 + c];
            cm_value cell = cm_table_get(table, i, name);
            double meant = of_kind[of[i]].of[c];
            bool index = c == CM_ABS_SHAPLEY || c == CM_ABS_SHAPLEY_BINARY;
            if (index && !indices && cell.kind == CM_NONE) continue;
            if (cell.kind != CM_NUMBER || (index && !indices)) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: '%s' has no number in '%s', or has one where another has none", id, name);
            if (!(fabs(cell.as.number - meant) <= w->ctx->tol.cert)) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g in '%s', not %.12g", id, cell.as.number, name, meant);
            if (index) sum[c == CM_ABS_SHAPLEY_BINARY] += cell.as.number;
        }
    }
    for (int k = 0; k < 2 && indices; k++) {
        if (!(fabs(sum[k] - 1) <= w->ctx->tol.cert)) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: the indices add up to %.12g, not 1", sum[k]);
    }
    return CM_OK;
}

static cm_status check_summary(cm_abs_walk *w, cm_arena *arena, const cm_result *result, const size_t *of, const cm_abs_again *of_kind, bool known)
{
    cm_ctx *ctx = w->ctx;
    const cm_abs_kind *k = &w->kind[of[0]];
    const cm_abs_again *a = &of_kind[of[0]];
    const cm_value *who = cm_result_get(result, "stays_away"), *word = cm_result_get(result, "abstention"), *quorum = cm_result_get(result, "quorum");
    double agreement = 0, valid = k->chance[CM_SAID_AWAY] * a->away + (1 - k->chance[CM_SAID_AWAY]) * a->there, gain = 0, paradox = 0;
    bool by_share = false;
    cm_status status;
    for (int s = 0; s < CM_SAID; s++) agreement += k->chance[s] * a->pass[s];
    for (size_t j = 0; j < w->kinds; j++) {
        gain = fmax(gain, -of_kind[j].of[CM_ABS_AWAY]);
        paradox = fmax(paradox, of_kind[j].of[CM_ABS_PARADOX]);
    }
    if (cm_result_get(result, "agreement") == NULL || cm_result_get(result, "agreement")->kind != CM_NUMBER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: 'agreement' is no number"));
    if (!known) agreement = cm_result_get(result, "agreement")->as.number;
    CM_TRY(is_number(ctx, result, "agreement", agreement));
    CM_TRY(simulate(w, arena, of, agreement));
    CM_TRY(is_number(ctx, result, "valid", valid));
    if (cm_result_get(result, "valid")->as.number > ctx->tol.cert) {
        const cm_value *given = cm_result_get(result, "agreement_if_valid");
        if (given == NULL || given->kind != CM_NUMBER || !(fabs(given->as.number * valid - agreement) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: 'agreement_if_valid' times 'valid' is not 'agreement'"));
    }
    if (known) CM_TRY(is_number(ctx, result, "agreement_binary", k->yes * a->yes + (1 - k->yes) * a->no));
    CM_TRY(is_number(ctx, result, "gain_by_staying_away", gain));
    CM_TRY(is_number(ctx, result, "paradox", paradox));
    for (size_t at = 0; at < w->vote->nnodes; at++) by_share = by_share || w->vote->node[at].share.den > 0;
    if (word == NULL || word->kind != CM_TEXT || strcmp(word->as.text, by_share ? "apart" : "no") != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: 'abstention' is not as the rule counts it"));
    if (quorum == NULL || (w->vote->quorum > 0 ? quorum->kind != CM_INTEGER || quorum->as.integer != w->vote->quorum : quorum->kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: 'quorum' is not the vote's"));
    if (who == NULL || (who->kind == CM_NONE && gain > ctx->tol.cert) || (who->kind != CM_NONE && who->kind != CM_TEXT)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: it is not said who gains by staying away"));
    for (size_t i = 0; i < w->vote->n && who->kind == CM_TEXT; i++) {
        const char *id = cm_power_name(ctx, arena, w->vote, i);
        if (id == NULL) CM_LEAVE(ctx->status);
        if (strcmp(id, who->as.text) == 0 && fabs(-of_kind[of[i]].of[CM_ABS_AWAY] - gain) <= ctx->tol.cert && gain > 0) goto out;
    }
    if (who->kind == CM_TEXT) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not who gains most by staying away", who->as.text);
out:
    return status;
}

cm_status cm_abstention_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_table *table = cm_result_find(result, "members");
    cm_arena arena = { NULL };
    cm_abs_walk w = { .ctx = ctx, .vote = vote, .everybody = *vote };
    size_t *of = CM_NEW(ctx, &arena, vote->n, size_t), nodes = vote->nnodes;
    cm_abs_again *of_kind = CM_NEW(ctx, &arena, vote->n, cm_abs_again);
    int64_t *sums = CM_NEW(ctx, &arena, 5 * nodes, int64_t);
    bool indices, known = true;
    cm_status status = CM_OK;
    if (of == NULL || of_kind == NULL || sums == NULL) CM_LEAVE(ctx->status);
    if (table == NULL || table->nrows != vote->n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the table 'members' has not a row for each of %zu", vote->n));
    w.everybody.quorum = 0;
    w.yes = sums, w.no = sums + nodes, w.open = sums + 2 * nodes, w.a = sums + 3 * nodes, w.b = sums + 4 * nodes;
    indices = cm_table_get(table, 0, "shapley_shubik").kind == CM_NUMBER;
    CM_TRY(find_kinds(&w, &arena, params, of));
    if (profiles(&w) <= CM_ABSTENTION_PROFILES) CM_TRY(cm_abstention_by_profiles(&w, of_kind));
    else if (vote->quorum == 0 && !cm_cast_by_share(vote)) CM_TRY(by_yes_alone(&w, &arena, of, indices, of_kind, &known));
    else CM_TRY(by_diagram(&w, &arena, of, indices, of_kind, &known));
    if (profiles(&w) > CM_ABSTENTION_PROFILES) CM_TRY(validity(&w, &arena, of, &of_kind[of[0]]));
    for (size_t j = 0; j < w.kinds && known; j++) finish(&w.kind[j], &of_kind[j]);
    if (!known) CM_TRY(by_drawing(&w, &arena, of, table, of_kind));
    CM_TRY(check_rows(&w, &arena, table, of, of_kind, indices));
    CM_TRY(check_summary(&w, &arena, result, of, of_kind, known));
out:
    cm_arena_free(&arena);
    return status;
}
