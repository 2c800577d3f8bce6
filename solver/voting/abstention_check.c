/* abstention_check.c: the certificate of the concept abstention, from what it printed.
 *
 * Members whom neither the rule nor their chances tell apart are a kind.  For one member of each kind every profile of the
 * others is gone through: how many of each kind say yes, nothing, no, or are away.  Each stands for a multinomial number of
 * votes, is put to the definition with each thing that the member may say, and counts as a vote, as a roll call in which
 * those away have not yet spoken, and, where all say yes or no, as a vote and a roll call without abstentions.
 *
 * Where there are too many profiles the diagram is walked in the opposite order with more points, and votes are drawn. */
#include <float.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <string.h>

#include "solver/base/rng.h"
#include "solver/game/orders.h"
#include "solver/voting/abstention.h"
#include "solver/voting/power.h"

typedef struct kind {
    size_t first, size, others;      /* a member of it; how many there are; without the one looked at */
    double chance[CM_SAID], yes, log_chance[CM_SAID], log_yes, log_no;
    size_t said[CM_SAID];
} kind;

/* What is found again of one member of a kind; `of` as the printed columns. */
typedef struct again {
    double pass[CM_SAID], there, away, yes, no;          /* the chance to pass by what it says; that it is valid; to pass where all vote */
    double of[CM_ABS_COLUMNS];
} again;

typedef struct walk {
    cm_ctx *ctx;
    const cm_vote *vote;
    cm_vote everybody;               /* the same without a quorum */
    kind *kind;
    size_t kinds;
    int64_t *yes, *no, *open, *a, *b;        /* weights at each node: of those who say so; scratch */
    size_t one;                      /* the member looked at */
    again *out;
} walk;

static double chance_of(double all, const cm_numbers *each, size_t i) { return each->count > 0 ? each->at[i] : all; }

static cm_status find_kinds(walk *w, cm_arena *arena, const cm_abstention_params *p, size_t *of)
{
    size_t n = w->vote->n;
    w->kind = CM_NEW(w->ctx, arena, n, kind);
    if (w->kind == NULL) return w->ctx->status;
    for (size_t i = 0; i < n; i++) {
        kind k = { .first = i, .yes = chance_of(p->yes, &p->yes_each, i) };
        size_t j = 0;
        cm_abstention_chances(p, i, k.chance);
        while (j < w->kinds && !(cm_vote_alike(w->vote, i, w->kind[j].first) && memcmp(k.chance, w->kind[j].chance, sizeof k.chance) == 0 && memcmp(&k.yes, &w->kind[j].yes, sizeof k.yes) == 0)) j++;
        if (j == w->kinds) w->kind[w->kinds++] = k;
        w->kind[j].size++;
        of[i] = j;
    }
    for (size_t j = 0; j < w->kinds; j++) {
        kind *k = &w->kind[j];
        for (int s = 0; s < CM_SAID; s++) k->log_chance[s] = log(k->chance[s]);
        k->log_yes = log(k->yes);
        k->log_no = log1p(-k->yes);
    }
    return CM_OK;
}

/* The profiles that are to be gone through, over all kinds. */
static double profiles(const walk *w)
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

static double times(size_t count, double log_chance) { return count == 0 ? 0 : (double)count * log_chance; }
static double factorial(size_t k) { return gsl_sf_lnfact((unsigned)k); }

/* Does it pass when the member looked at says `said`, and those who have not spoken say `rest` (AWAY: are away)? */
static bool passes(const walk *w, const cm_vote *vote, cm_said said, cm_said rest, size_t yeses, size_t away)
{
    size_t n = vote->n, absent = rest == CM_SAID_AWAY ? away + (said == CM_SAID_AWAY) : 0;
    for (size_t k = 0; k < vote->nnodes; k++) {
        int64_t own = vote->node[k].kind == CM_VOTE_THRESHOLD ? vote->node[k].weight[w->one] : 0;
        w->a[k] = w->yes[k] + (said == CM_SAID_YES ? own : 0) + (rest == CM_SAID_YES ? w->open[k] : 0);
        w->b[k] = w->no[k] + (said == CM_SAID_NO ? own : 0) + (rest == CM_SAID_NO ? w->open[k] : 0);
    }
    return cm_cast_sums_pass(vote, w->a, w->b, (int64_t)(n - absent), yeses + (said == CM_SAID_YES) + (rest == CM_SAID_YES ? away : 0) > 0);
}

/* Is it settled whatever those say who have not spoken: the member as well where it says no and yes below? */
static bool settled(const walk *w, cm_said low, cm_said high, size_t yeses, size_t away)
{
    return passes(w, &w->everybody, low, CM_SAID_NO, yeses, away) || !passes(w, &w->everybody, high, CM_SAID_YES, yeses, away);
}

static void add_vote(walk *w, double share, size_t yeses, size_t away)
{
    int64_t there = (int64_t)(w->vote->n - 1 - away);
    bool by[CM_SAID];
    for (int s = 0; s < CM_SAID; s++) {
        by[s] = passes(w, w->vote, (cm_said)s, CM_SAID_AWAY, yeses, away);
        w->out->pass[s] += by[s] ? share : 0;
    }
    w->out->there += there + 1 >= w->vote->quorum ? share : 0;
    w->out->away += there >= w->vote->quorum ? share : 0;
    w->out->of[CM_ABS_PARADOX] += by[CM_SAID_NO] && !by[CM_SAID_AWAY] ? share : 0;
}

/* Those away come after the member. */
static void add_roll_call(walk *w, double ways, size_t yeses, size_t away)
{
    size_t n = w->vote->n, spoken = n - 1 - away;
    double share;
    if (settled(w, CM_SAID_NO, CM_SAID_YES, yeses, away)) return;
    share = exp(ways + factorial(spoken) + factorial(away) - factorial(n) - (double)spoken * log(3)) / 3;
    for (int s = CM_SAID_YES; s <= CM_SAID_NO; s++) w->out->of[CM_ABS_SHAPLEY] += settled(w, (cm_said)s, (cm_said)s, yeses, away) ? share : 0;
}

static void add_binary(walk *w, double ways, double chance, size_t yeses)
{
    size_t n = w->vote->n;
    bool no = passes(w, &w->everybody, CM_SAID_NO, CM_SAID_NO, yeses, 0), yes = passes(w, &w->everybody, CM_SAID_YES, CM_SAID_NO, yeses, 0);
    double share = exp(ways + chance);
    if (yes != no) w->out->of[CM_ABS_SHAPLEY_BINARY] += exp(ways + factorial(yeses) + factorial(n - 1 - yeses) - factorial(n));
    w->out->yes += yes ? share : 0;
    w->out->no += no ? share : 0;
}

/* One profile of the others. */
static void add_profile(walk *w)
{
    double ways = 0, vote = 0, binary = 0;
    size_t total[CM_SAID] = { 0 }, size = w->vote->nnodes * sizeof *w->yes;
    memset(w->yes, 0, size);
    memset(w->no, 0, size);
    memset(w->open, 0, size);
    for (size_t j = 0; j < w->kinds; j++) {
        const kind *k = &w->kind[j];
        ways += factorial(k->others);
        for (int s = 0; s < CM_SAID; s++) {
            total[s] += k->said[s];
            ways -= factorial(k->said[s]);
            vote += times(k->said[s], k->log_chance[s]);
        }
        binary += times(k->said[CM_SAID_YES], k->log_yes) + times(k->said[CM_SAID_NO], k->log_no);
        for (size_t at = 0; at < w->vote->nnodes; at++) {
            int64_t own = w->vote->node[at].kind == CM_VOTE_THRESHOLD ? w->vote->node[at].weight[k->first] : 0;
            w->yes[at] += own * (int64_t)k->said[CM_SAID_YES];
            w->no[at] += own * (int64_t)k->said[CM_SAID_NO];
            w->open[at] += own * (int64_t)k->said[CM_SAID_AWAY];
        }
    }
    if (vote > -HUGE_VAL) add_vote(w, exp(ways + vote), total[CM_SAID_YES], total[CM_SAID_AWAY]);
    add_roll_call(w, ways, total[CM_SAID_YES], total[CM_SAID_AWAY]);
    if (total[CM_SAID_NOTHING] + total[CM_SAID_AWAY] == 0) add_binary(w, ways, binary, total[CM_SAID_YES]);
}

/* All profiles of the kinds from j on. */
static cm_status go_through(walk *w, size_t j)
{
    kind *k = &w->kind[j];
    cm_status status = CM_OK;
    if (j == w->kinds) {
        add_profile(w);
        return CM_OK;
    }
    for (size_t yes = 0; yes <= k->others; yes++) {
        if (cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "interrupted");
        for (size_t no = 0; yes + no <= k->others; no++) {
            for (size_t away = 0; yes + no + away <= k->others && status == CM_OK; away++) {
                k->said[CM_SAID_YES] = yes;
                k->said[CM_SAID_NO] = no;
                k->said[CM_SAID_AWAY] = away;
                k->said[CM_SAID_NOTHING] = k->others - yes - no - away;
                status = go_through(w, j + 1);
            }
        }
    }
    return status;
}

static cm_status by_profiles(walk *w, again *of_kind)
{
    cm_status status = CM_OK;
    for (size_t g = 0; g < w->kinds && status == CM_OK; g++) {
        for (size_t j = 0; j < w->kinds; j++) w->kind[j].others = w->kind[j].size - (j == g);
        w->one = w->kind[g].first;
        w->out = &of_kind[g];
        status = go_through(w, 0);
    }
    return status;
}

/* --- where profiles are too many ----------------------------------------------------------------------------- */

static cm_status walk_back(walk *w, const cm_vote *vote, const double *chance, double *pass)
{
    cm_arena arena = { NULL };
    cm_ternary t;
    cm_status status = cm_ternary_open(w->ctx, &arena, vote, 4 * (size_t)CM_ABSTENTION_NODES, true, &t);
    if (status == CM_OK && t.count == 0) status = cm_fail(w->ctx, CM_E_LIMIT, "certificate: in the opposite order the rule tells too many combinations apart");
    if (status == CM_OK) (void)cm_ternary_each(&t, chance, pass);
    cm_arena_free(&arena);
    return status;
}

/* f(said) - f(last), where those who have not spoken will say `last`; each of the others has spoken with chance `at`. */
static void add_point(walk *w, const cm_ternary *t, double at, double weight, int last, double *chance, double *pass, again *of_kind)
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

static cm_status indices_back(walk *w, cm_arena *arena, double *chance, double *pass, again *of_kind)
{
    size_t n = w->vote->n, points = cm_points_needed(n) + 2;
    double *at = CM_NEW(w->ctx, arena, points, double), *weight = CM_NEW(w->ctx, arena, points, double);
    cm_ternary t;
    cm_status status = CM_OK;
    if (at == NULL || weight == NULL) CM_LEAVE(w->ctx->status);
    CM_TRY(cm_ternary_open(w->ctx, arena, &w->everybody, 4 * (size_t)CM_ABSTENTION_NODES, true, &t));
    if (t.count == 0) CM_LEAVE(cm_fail(w->ctx, CM_E_LIMIT, "certificate: in the opposite order the rule tells too many combinations apart"));
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
static cm_status validity(walk *w, cm_arena *arena, const size_t *of, again *out)
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

static cm_status by_diagram(walk *w, cm_arena *arena, const size_t *of, bool indices, again *of_kind)
{
    size_t n = w->vote->n;
    double *chance = CM_NEW(w->ctx, arena, n * CM_SAID, double), *pass = CM_NEW(w->ctx, arena, n * CM_SAID, double);
    double *more = CM_NEW(w->ctx, arena, n * CM_SAID, double), *all = CM_NEW(w->ctx, arena, n * CM_SAID, double);
    cm_vote strict = *w->vote;
    cm_status status = CM_OK;
    strict.quorum++;
    if (w->ctx->status != CM_OK) CM_LEAVE(w->ctx->status);
    for (size_t i = 0; i < n; i++) memcpy(&all[i * CM_SAID], (double[CM_SAID]){ w->kind[of[i]].yes, 0, 1 - w->kind[of[i]].yes, 0 }, CM_SAID * sizeof *all);
    CM_TRY(walk_back(w, &w->everybody, all, pass));
    for (size_t j = 0; j < w->kinds; j++) {
        of_kind[j].yes = pass[w->kind[j].first * CM_SAID];
        of_kind[j].no = pass[w->kind[j].first * CM_SAID + CM_SAID_NO];
    }
    for (size_t i = 0; i < n; i++) memcpy(&chance[i * CM_SAID], w->kind[of[i]].chance, CM_SAID * sizeof *chance);
    CM_TRY(walk_back(w, w->vote, chance, pass));
    if (strict.quorum > 1 && strict.quorum <= (int64_t)n) CM_TRY(walk_back(w, &strict, chance, more));
    for (size_t j = 0; j < w->kinds; j++) {
        size_t first = w->kind[j].first * CM_SAID;
        memcpy(of_kind[j].pass, &pass[first], sizeof of_kind[j].pass);
        of_kind[j].of[CM_ABS_PARADOX] = strict.quorum > 1 ? fmax(0, pass[first + CM_SAID_NO] - more[first + CM_SAID_NO]) : 0;
    }
    CM_TRY(validity(w, arena, of, &of_kind[of[0]]));
    if (indices) CM_TRY(indices_back(w, arena, chance, pass, of_kind));
out:
    return status;
}

/* Votes drawn one by one. */
static cm_status simulate(walk *w, cm_arena *arena, const size_t *of, double agreement)
{
    const double draws = 4000;
    size_t n = w->vote->n;
    unsigned char *said = CM_NEW(w->ctx, arena, n, unsigned char);
    double hits = 0, low, high;
    cm_rng rng;
    if (said == NULL) return w->ctx->status;
    cm_rng_init(&rng, 1, "abstention", n);
    for (double d = 0; d < draws; d++) {
        for (size_t i = 0; i < n; i++) {
            const double *chance = w->kind[of[i]].chance;
            double u = cm_rng_unit(&rng) - chance[0];
            said[i] = CM_SAID_YES;
            while (u >= 0 && said[i] < CM_SAID_AWAY) u -= chance[++said[i]];
        }
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

static void finish(const kind *k, again *a)
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
static cm_status check_rows(walk *w, cm_arena *arena, const cm_table *table, const size_t *of, const again *of_kind, bool indices)
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
            if (cell.kind != CM_NUMBER) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: '%s' has no number in '%s'", id, name);
            if (!(fabs(cell.as.number - meant) <= w->ctx->tol.cert)) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g in '%s', not %.12g", id, cell.as.number, name, meant);
            if (index) sum[c == CM_ABS_SHAPLEY_BINARY] += cell.as.number;
        }
    }
    for (int k = 0; k < 2 && indices; k++) {
        if (!(fabs(sum[k] - 1) <= w->ctx->tol.cert)) return cm_fail(w->ctx, CM_E_NUMERIC, "certificate: the indices add up to %.12g, not 1", sum[k]);
    }
    return CM_OK;
}

static cm_status check_summary(walk *w, cm_arena *arena, const cm_result *result, const size_t *of, const again *of_kind)
{
    cm_ctx *ctx = w->ctx;
    const kind *k = &w->kind[of[0]];
    const again *a = &of_kind[of[0]];
    const cm_value *who = cm_result_get(result, "stays_away"), *word = cm_result_get(result, "abstention"), *quorum = cm_result_get(result, "quorum");
    double agreement = 0, valid = k->chance[CM_SAID_AWAY] * a->away + (1 - k->chance[CM_SAID_AWAY]) * a->there, gain = 0, paradox = 0;
    bool by_share = false;
    cm_status status;
    for (int s = 0; s < CM_SAID; s++) agreement += k->chance[s] * a->pass[s];
    for (size_t j = 0; j < w->kinds; j++) {
        gain = fmax(gain, -of_kind[j].of[CM_ABS_AWAY]);
        paradox = fmax(paradox, of_kind[j].of[CM_ABS_PARADOX]);
    }
    CM_TRY(is_number(ctx, result, "agreement", agreement));
    CM_TRY(simulate(w, arena, of, cm_result_get(result, "agreement")->as.number));
    CM_TRY(is_number(ctx, result, "valid", valid));
    if (cm_result_get(result, "valid")->as.number > ctx->tol.cert) {
        const cm_value *given = cm_result_get(result, "agreement_if_valid");
        if (given == NULL || given->kind != CM_NUMBER || !(fabs(given->as.number * valid - agreement) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: 'agreement_if_valid' times 'valid' is not 'agreement'"));
    }
    CM_TRY(is_number(ctx, result, "agreement_binary", k->yes * a->yes + (1 - k->yes) * a->no));
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
    walk w = { .ctx = ctx, .vote = vote, .everybody = *vote };
    size_t *of = CM_NEW(ctx, &arena, vote->n, size_t), nodes = vote->nnodes;
    again *of_kind = CM_NEW(ctx, &arena, vote->n, again);
    int64_t *sums = CM_NEW(ctx, &arena, 5 * nodes, int64_t);
    bool indices;
    cm_status status = CM_OK;
    if (of == NULL || of_kind == NULL || sums == NULL) CM_LEAVE(ctx->status);
    if (table == NULL || table->nrows != vote->n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the table 'members' has not a row for each of %zu", vote->n));
    w.everybody.quorum = 0;
    w.yes = sums, w.no = sums + nodes, w.open = sums + 2 * nodes, w.a = sums + 3 * nodes, w.b = sums + 4 * nodes;
    indices = cm_table_get(table, 0, "shapley_shubik").kind == CM_NUMBER;
    CM_TRY(find_kinds(&w, &arena, params, of));
    if (profiles(&w) <= CM_ABSTENTION_PROFILES) CM_TRY(by_profiles(&w, of_kind));
    else CM_TRY(by_diagram(&w, &arena, of, indices, of_kind));
    for (size_t j = 0; j < w.kinds; j++) finish(&w.kind[j], &of_kind[j]);
    CM_TRY(check_rows(&w, &arena, table, of, of_kind, indices));
    CM_TRY(check_summary(&w, &arena, result, of, of_kind));
out:
    cm_arena_free(&arena);
    return status;
}
