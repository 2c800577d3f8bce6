/* offers_print.c: what banks-duggan shows on two or three issues.
 *
 * Tables: proposals (equilibrium, proposer, offer, chance, issue, value), consent (equilibrium, proposer, offer,
 * in_favour, members), gains (equilibrium, player, gain), votes (equilibrium, player, waiting, reach: how far from
 * its ideal, by its own saliences, a policy may be for it to accept), policy (equilibrium, issue, value: expected). */
#include <math.h>
#include <string.h>

#include "solver/bargain/bargain.h"
#include "solver/bargain/offers.h"

enum { PROPOSALS, CONSENT, GAINS, VOTES, POLICY, TABLES };

typedef struct sheet {
    cm_ctx *ctx;
    const cm_offers_found *found;
    cm_balls balls;                  /* a copy: what passes in the equilibrium that is printed */
    cm_result *result;
    cm_table *table[TABLES];
} sheet;

/* "A, B and so on" of those marked. */
static const char *names_of(sheet *s, const unsigned char *in, int64_t *count)
{
    const char *text = "";
    *count = 0;
    for (size_t j = 0; j < s->balls.n && text != NULL; j++) {
        if (!in[j]) continue;
        text = cm_format(s->ctx, s->result->arena, "%s%s%s", text, *count > 0 ? ", " : "", s->balls.p->player[j]);
        ++*count;
    }
    return text;
}

static cm_status print_offer(sheet *s, cm_value number, size_t i, size_t which, const cm_offer *offer)
{
    double policy[CM_BALLS_WIDE];
    cm_value who = cm_text(s->balls.p->player[i]), k = cm_integer((int64_t)which + 1);
    const char *names;
    int64_t count;
    cm_status status = CM_OK;
    cm_balls_from(&s->balls, offer->at.z, policy);
    for (size_t x = 0; x < s->balls.d; x++) {
        cm_value value = offer->waits ? cm_none() : cm_number(policy[x]);
        CM_TRY(cm_table_row(s->ctx, s->result, s->table[PROPOSALS], (cm_value[]){ number, who, k, cm_number(offer->chance), cm_text(s->balls.s->issue[x]), value }));
    }
    if (offer->waits) return CM_OK;
    (void)cm_balls_pass(&s->balls, offer->at.z);
    names = names_of(s, s->balls.in, &count);
    if (names == NULL) return s->ctx->status;
    CM_TRY(cm_table_row(s->ctx, s->result, s->table[CONSENT], (cm_value[]){ number, who, k, cm_integer(count), cm_text(names) }));
out:
    return status;
}

static cm_status print_members(sheet *s, cm_value number, const cm_offers *o)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    cm_status status = CM_OK;
    for (size_t j = 0; j < s->balls.n; j++) {
        cm_value who = cm_text(s->balls.p->player[j]);
        double gain = cm_offers_before(&s->balls, o, j) - cm_balls_utility(&s->balls, j, origin);
        double reach = s->balls.s->utility == CM_QUADRATIC ? sqrt(fmax(-o->v[j], 0)) : fmax(-o->v[j], 0);
        CM_TRY(cm_table_row(s->ctx, s->result, s->table[GAINS], (cm_value[]){ number, who, cm_number(gain) }));
        CM_TRY(cm_table_row(s->ctx, s->result, s->table[VOTES], (cm_value[]){ number, who, cm_number(o->v[j]), cm_number(reach) }));
    }
out:
    return status;
}

/* The expected policy, its distance, and the chance that it is another than the status quo, given that something is proposed. */
static double expect(const sheet *s, const cm_offers *o, double *mean, double *changed)
{
    double distance = 0, chance = 0, policy[CM_BALLS_WIDE];
    for (size_t x = 0; x < s->balls.d; x++) mean[x] = 0;
    *changed = 0;
    for (size_t i = 0; i < s->balls.n; i++) {
        for (size_t k = 0; k < o->count[i]; k++) {
            const cm_offer *offer = &o->offer[i * CM_BALLS_TIES + k];
            double weight = offer->waits ? 0 : s->balls.p->recognition[i] * offer->chance;
            cm_balls_from(&s->balls, offer->at.z, policy);
            for (size_t x = 0; x < s->balls.d; x++) mean[x] += weight * policy[x];
            distance += weight * cm_bargain_distance(s->balls.s, policy);
            *changed += cm_bargain_distance(s->balls.s, policy) > s->balls.near ? weight : 0;
            chance += weight;
        }
    }
    for (size_t x = 0; x < s->balls.d; x++) mean[x] = chance > 0 ? mean[x] / chance : NAN;
    *changed = chance > 0 ? *changed / chance : 0;
    return chance > 0 ? distance / chance : 0;
}

static cm_status print_equilibrium(sheet *s, size_t e)
{
    const cm_offers *o = &s->found->play[e];
    cm_value number = cm_integer((int64_t)e + 1);
    double mean[CM_BALLS_WIDE], changed;
    cm_status status = CM_OK;
    cm_balls_set_radii(&s->balls, o->v);
    for (size_t i = 0; i < s->balls.n; i++) {
        for (size_t k = 0; k < o->count[i]; k++) CM_TRY(print_offer(s, number, i, k, &o->offer[i * CM_BALLS_TIES + k]));
    }
    (void)expect(s, o, mean, &changed);
    for (size_t x = 0; x < s->balls.d; x++) {
        CM_TRY(cm_table_row(s->ctx, s->result, s->table[POLICY], (cm_value[]){ number, cm_text(s->balls.s->issue[x]), isfinite(mean[x]) ? cm_number(mean[x]) : cm_none() }));
    }
    CM_TRY(print_members(s, number, o));
out:
    return status;
}

/* The greatest sum of gains that any policy gives, whoever loses. */
static cm_status attainable(cm_ctx *ctx, const cm_spatial *game, double *most)
{
    cm_arena scratch = { NULL };
    cm_bargain room;
    cm_bargain_aim aim = { .push = NULL };
    cm_bargain_terms terms = { .losers = true };
    cm_spatial plain = *game;
    double y[CM_BALLS_WIDE], *push, *weight = CM_NEW(ctx, &scratch, game->n, double), t;
    cm_status status = CM_OK;
    plain.outside = NULL;
    *most = 0;
    push = CM_NEW(ctx, &scratch, game->n, double);
    CM_TRY(ctx->status);
    CM_TRY(cm_bargain_open(ctx, &scratch, &plain, &terms, &room));
    for (size_t i = 0; i < game->n; i++) push[i] = 1;
    aim.push = push;
    CM_TRY(cm_bargain_ascend(ctx, &room, &aim, y, weight, &t));
    for (size_t i = 0; i < game->n; i++) *most += cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
    *most = fmax(*most, 0);
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status print_shares(sheet *s, const cm_offers *o)
{
    static const double origin[CM_BALLS_WIDE] = { 0 };
    size_t n = s->balls.n;
    double total = 0, apart = 0, least = 0, most, zero = s->ctx->tol.abs * s->balls.utility_scale;
    cm_status status = attainable(s->ctx, s->balls.s, &most);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < n; i++) {
        double gain = cm_offers_before(&s->balls, o, i) - cm_balls_utility(&s->balls, i, origin);
        total += gain;
        least = fmin(least, gain);
        for (size_t j = 0; j < i; j++) apart += fabs(gain - cm_offers_before(&s->balls, o, j) + cm_balls_utility(&s->balls, j, origin));
    }
    CM_TRY(cm_result_set(s->ctx, s->result, "captured", most > zero ? cm_number(total / most) : cm_none()));
    CM_TRY(cm_result_set(s->ctx, s->result, "inequality", total > zero && least >= -zero ? cm_number(apart / ((double)n * total)) : cm_none()));
out:
    return status;
}

static cm_status print_summary(sheet *s, long within)
{
    const cm_offers *o = &s->found->play[0];
    double mean[CM_BALLS_WIDE], distance, changed;
    int64_t mixing = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(s->ctx, s->result, "equilibria", cm_integer((int64_t)s->found->count)));
    CM_TRY(cm_result_set(s->ctx, s->result, "complete", cm_truth(false)));
    if (s->found->count == 0) return CM_OK;
    for (size_t i = 0; i < s->balls.n; i++) mixing += o->count[i] > 1;
    distance = expect(s, o, mean, &changed);
    CM_TRY(cm_result_set(s->ctx, s->result, "mixing", cm_integer(mixing)));
    CM_TRY(cm_result_set(s->ctx, s->result, "rounds", isfinite(mean[0]) ? cm_number(1 / (1 - o->waiting)) : cm_none()));
    CM_TRY(cm_result_set(s->ctx, s->result, "agreement", cm_number(changed)));
    CM_TRY(cm_result_set(s->ctx, s->result, "within", cm_number(changed * (1 - pow(fmax(o->waiting, 0), (double)within)))));
    CM_TRY(cm_result_set(s->ctx, s->result, "policy", cm_none()));
    CM_TRY(cm_result_set(s->ctx, s->result, "distance", cm_number(distance)));
    CM_TRY(print_shares(s, o));
    CM_TRY(cm_result_set(s->ctx, s->result, "largest_deviation", cm_number(o->deviation)));
out:
    return status;
}

static cm_status print_notes(sheet *s)
{
    const cm_offers_found *f = s->found;
    const char *text;
    cm_status status = CM_OK;
    if (f->count == 0) return cm_result_note(s->ctx, s->result, "No equilibrium was found from any start; one may exist all the same.");
    if (f->gridlock) return cm_result_note(s->ctx, s->result, "Gridlock: no policy is preferred to the status quo by members who can decide, so every proposal leaves things as they are, however long they talk. Nothing is agreed then; 'rounds' counts the proposal of the status quo.");
    text = f->count > 1 ? cm_format(s->ctx, s->result->arena, "%zu equilibria were found, and there may be more; the summary is of the first. Which one is played is a matter of expectations.", f->count)
                        : "One stationary equilibrium was found; on several issues there may be others.";
    if (text == NULL) return s->ctx->status;
    CM_TRY(cm_result_note(s->ctx, s->result, text));
    for (size_t i = 0; i < s->balls.n; i++) {
        if (f->play[0].count[i] < 2) continue;
        text = cm_format(s->ctx, s->result->arena, "'%s' likes %zu proposals equally well, each with other partners, and draws one by lot, so that no partner is asked so often that it becomes dearer than another. Other lots may give the same values.",
                         s->balls.p->player[i], f->play[0].count[i]);
        if (text == NULL) return s->ctx->status;
        return cm_result_note(s->ctx, s->result, text);
    }
out:
    return status;
}

cm_status cm_offers_print(cm_ctx *ctx, const cm_offers_found *found, long within, cm_result *result)
{
    static const char *const name[TABLES] = { "proposals", "consent", "gains", "votes", "policy" };
    static const char *const proposals[] = { "equilibrium", "proposer", "offer", "chance", "issue", "value", NULL };
    static const char *const consent[] = { "equilibrium", "proposer", "offer", "in_favour", "members", NULL };
    static const char *const gains[] = { "equilibrium", "player", "gain", NULL }, *const votes[] = { "equilibrium", "player", "waiting", "reach", NULL };
    static const char *const policy[] = { "equilibrium", "issue", "value", NULL };
    const char *const *const columns[TABLES] = { proposals, consent, gains, votes, policy };
    sheet s = { .ctx = ctx, .found = found, .balls = found->balls, .result = result };
    cm_status status = CM_OK;
    CM_TRY(print_summary(&s, within));
    for (int t = 0; t < TABLES; t++) CM_TRY(cm_result_table(ctx, result, name[t], columns[t], &s.table[t]));
    for (size_t e = 0; e < found->count; e++) CM_TRY(print_equilibrium(&s, e));
    CM_TRY(print_notes(&s));
out:
    return status;
}
