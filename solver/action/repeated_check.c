/* repeated_check.c: the certificate of the concept `repeated`: the rule is followed state by state.
 *
 * Chances of an alarm are multiplied member by member, payoffs added contribution by contribution, and what follows an alarm is
 * counted back round by round; deviating once is held against contributing at the printed patience and at others. */
#include "solver/action/people.h"
#include "solver/action/repeated.h"

enum { PLACES = 64 };

typedef struct play {
    double all, alone, gap, silent, missed;       /* a round's payoff when all contribute, and when one leaves the others to; what one saves by that; no alarm */
} play;

static play play_of(const cm_repeated_params *p, long n)
{
    play s = { .all = -p->cost, .silent = 1, .missed = 1 - p->detection };
    double share = p->benefit / pow((double)n / p->base, p->rivalry);
    s.gap = p->cost - share;
    for (long i = 0; i < n; i++) {
        s.all += share;
        s.silent *= 1 - p->false_alarm;
        if (i == 0) continue;
        s.alone += share;
        s.missed *= 1 - p->false_alarm;
    }
    return s;
}

/* What one gains by not contributing once, when `length` rounds without contributions follow an alarm (0: all rounds). */
static double gain_of(const play *s, double patience, long length)
{
    double back = length > 0 ? 1 : 0, next, now;
    for (long k = 0; k < length && back > 0; k++) back *= patience;
    now = s->all / (1 - patience * (s->silent + (1 - s->silent) * back));
    next = s->missed * now + (1 - s->missed) * back * now;
    return s->alone + patience * next - now;
}

static double scale_of(const play *s, double cost)
{
    return fmax(fabs(s->alone), cost);
}

static cm_status check_patience(cm_ctx *ctx, const cm_repeated_params *p, long n, double x)
{
    play s = play_of(p, n);
    double slack = ctx->tol.cert * scale_of(&s, p->cost);
    if (s.all <= slack || s.gap < -slack) {
        double want = s.all <= slack ? 1 : 0;
        return fabs(x - want) <= ctx->tol.cert || fabs(s.all) <= slack ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %ld members need a patience of %g, not %.12g", n, want, x);
    }
    if (s.gap <= slack && !(x > 0) && x >= 0) return CM_OK;                      /* on the edge to no dilemma */
    if (!(x > 0 && x <= 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is no least patience of %ld members", x, n);
    if (x < 1 && !(fabs(gain_of(&s, x, p->punishment)) <= slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: at a patience of %.12g one of %ld members gains %.6g by not contributing", x, n, gain_of(&s, x, p->punishment));
    for (int k = 1; k < PLACES; k++) {
        double below = x * k / PLACES, above = x + (1 - x) * k / PLACES;
        if (gain_of(&s, below, p->punishment) < -slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %ld members need less patience than %.12g", n, x);
        if (x < 1 && gain_of(&s, above, p->punishment) > slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with a patience of %.12g one of %ld members gains by not contributing", above, n);
    }
    return CM_OK;
}

/* Share of what all could have that is left, added up round after round, when `length` rounds follow an alarm (0: all). */
static cm_status follow(cm_ctx *ctx, const cm_repeated_params *p, size_t length, double *value)
{
    play s = play_of(p, p->members);
    cm_arena scratch = { NULL };
    double *on = CM_NEW(ctx, &scratch, length + 1, double), weight = 1 - p->patience, now = 1;     /* on[t mod (L + 1)]: round t has contributions */
    *value = 0;
    if (on == NULL) return ctx->status;
    for (size_t t = 0; weight > (1 - p->patience) * ctx->tol.abs * ctx->tol.cert; t++) {
        size_t place = t % (length + 1);
        double returning = length > 0 ? on[place] * (1 - s.silent) : 0;         /* of L + 1 rounds ago */
        if (t > 0) now = now * s.silent + returning;
        on[place] = now;
        *value += weight * now;
        weight *= p->patience;
    }
    cm_arena_free(&scratch);
    return CM_OK;
}

/* Contributing pays by itself, and nothing is lost by threats. */
static cm_status check_free(cm_ctx *ctx, const play *s, double slack, const cm_result *result)
{
    cm_status status;
    if (s->gap > slack || s->all < -slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a threat is needed");
    CM_TRY(cm_said_near(ctx, result, "sustained", 1, 0.5));
    CM_TRY(cm_said_near(ctx, result, "value", 1, 1));
    CM_TRY(cm_said_near(ctx, result, "best_value", 1, 1));
    CM_TRY(cm_said_near(ctx, result, "cooperating", 1, 1));
out:
    return status;
}

/* What threats do: whether they hold, which is the shortest, and what they leave. */
static cm_status check_threat(cm_ctx *ctx, const cm_repeated_params *p, const play *s, double slack, const cm_result *result)
{
    double gain = gain_of(s, p->patience, p->punishment), held = cm_reread_get(result, "sustained"), often = cm_reread_get(result, "cooperating"), needed = cm_reread_get(result, "shortest_punishment"), left, rounds;
    cm_status status;
    if (s->all > slack && s->gap < -slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no punishment is needed, not %g rounds", needed);
    if ((held > 0 && (s->all < -slack || gain > slack)) || (!(held > 0) && s->all > slack && gain < -slack)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: one member gains %.6g by not contributing", gain);
    CM_TRY(follow(ctx, p, (size_t)p->punishment, &left));
    CM_TRY(cm_said_near(ctx, result, "value", held > 0 ? left : 0, 1));
    if (needed >= 1) CM_TRY(follow(ctx, p, (size_t)needed, &left));
    CM_TRY(cm_said_near(ctx, result, "best_value", needed >= 1 ? left : 0, 1));
    rounds = p->punishment > 0 ? often * (1 - s->silent) * (double)p->punishment : s->silent < 1 ? 1 : 0;           /* those of punishment */
    if (!(fabs(often + rounds - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds with and without contributions are %.12g of all", often + rounds));
    if (s->all <= slack) {
        if (s->all < -slack && !isnan(needed)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no punishment is enough where nobody gains"));
    } else if (isnan(needed) ? gain_of(s, p->patience, 0) < -slack : !(needed >= 1) || gain_of(s, p->patience, (long)needed) > slack || (needed > 1 && gain_of(s, p->patience, (long)needed - 1) < -slack)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %g rounds are not the fewest that suffice", needed));
    }
out:
    return status;
}

static cm_status check_values(cm_ctx *ctx, const cm_repeated_params *p, const cm_result *result)
{
    play s = play_of(p, p->members);
    double scale = scale_of(&s, p->cost), slack = ctx->tol.cert * scale, needed = cm_reread_get(result, "shortest_punishment");
    cm_status status;
    if (needed < 0 || needed > CM_REPEATED_LONGEST || fmod(needed, 1) > 0) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a punishment of %g rounds", needed);
    if (isnan(needed)) CM_TRY(cm_said_near(ctx, result, "shortest_punishment", needed, 1));
    CM_TRY(cm_said_near(ctx, result, "reward", s.all, scale));
    CM_TRY(cm_said_near(ctx, result, "temptation", s.alone, scale));
    CM_TRY(cm_said_near(ctx, result, "alarm", 1 - s.silent, 1));
    CM_TRY(needed < 1 ? check_free(ctx, &s, slack, result) : check_threat(ctx, p, &s, slack, result));
out:
    return status;
}

/* Sizes that hold with room to spare lie between the printed ones; these hold, up to the tolerance. */
static cm_status check_groups(cm_ctx *ctx, const cm_repeated_params *p, const cm_result *result)
{
    double smallest = cm_reread_get(result, "smallest_group"), largest = cm_reread_get(result, "largest_group");
    if (!(smallest <= largest && largest <= CM_REPEATED_LARGEST && (smallest >= 2 || (largest >= 0 && largest < 1)))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: groups from %g to %g", smallest, largest);
    for (long n = 2; n <= CM_REPEATED_LARGEST; n++) {
        play s = play_of(p, n);
        double slack = ctx->tol.cert * scale_of(&s, p->cost), gain = gain_of(&s, p->patience, p->punishment);
        bool surely = s.all > slack && (s.gap < -slack || gain < -slack), named = (double)n == smallest || (double)n == largest;
        if ((surely && ((double)n < smallest || (double)n > largest)) || (named && (s.all < -slack || (gain > slack && s.gap > slack)))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %ld members %s", n, named ? "do not sustain it" : "sustain it as well");
    }
    return CM_OK;
}

cm_status cm_repeated_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_repeated_params *p = params;
    const cm_table *table = cm_result_find(result, "sizes");
    double x = cm_reread_get(result, "critical_patience"), before = 0;
    bool own = false;
    cm_status status;
    (void)game;
    CM_TRY(check_patience(ctx, p, p->members, x));
    CM_TRY(cm_said_near(ctx, result, "possible", x < 1 ? 1 : 0, 1));
    if (table == NULL || table->nrows < 8) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the sizes are missing"));
    for (size_t r = 0; r < table->nrows; r++) {
        double n = cm_reread_cell(table, r, "members");
        cm_value possible = cm_table_get(table, r, "possible");
        if (!(n > before && n <= 100000)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sizes is none", r + 1));
        CM_TRY(cm_said_cell(ctx, table, r, "share", p->benefit / pow(n / p->base, p->rivalry), fmax(p->benefit, p->benefit / pow(n / p->base, p->rivalry))));
        CM_TRY(check_patience(ctx, p, (long)n, cm_reread_cell(table, r, "critical_patience")));
        if (possible.kind != CM_TRUTH || possible.as.truth != (cm_reread_cell(table, r, "critical_patience") < 1)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether %g members can sustain it is not as printed", n));
        own = own || (long)n == p->members;
        before = n;
    }
    if (!own) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %ld members are not among the sizes", p->members));
    CM_TRY(check_values(ctx, p, result));
    CM_TRY(check_groups(ctx, p, result));
out:
    return status;
}
