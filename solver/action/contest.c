/* contest.c: fight for the whole of a prize, or share it?
 *
 * n members of strengths s_i (their capabilities; the leader's, the greatest, times `lead`) spend efforts x_i on a prize
 * V and each wins it with probability p_i = s_i x_i / sum_j s_j x_j (Tullock).  In the only equilibrium the k strongest
 * take part, with Y = (k - 1) V / sum_(active) 1 / s_i:
 *   p_i = 1 - Y / (s_i V), effort p_i (1 - p_i) V, payoff p_i^2 V; who has s_i V <= Y stays away.
 * Shared, the prize is worth n^network times as much, for a network grows with those in it, and each has
 * V n^(network - 1).  With a part `shared` of it shared, the rest is fought for.
 * Two alike but for a lead theta, and no network: the leader has (theta / (1 + theta))^2 V, so that it wants the contest
 * from theta = 1 + sqrt 2 on.  critical_lead is that lead for the members at hand.
 *
 * Cost: O(n log n) for each lead that is tried.
 * Source: G. Tullock, "Efficient rent seeking", in J. M. Buchanan, R. D. Tollison, G. Tullock (eds.), "Toward a Theory of
 * the Rent-Seeking Society" (1980) 97-112; A. L. Hillman, J. G. Riley, "Politically contestable rents and transfers",
 * Economics and Politics 1 (1989) 17-39; F. Szidarovszky, K. Okuguchi, "On the existence and uniqueness of pure Nash
 * equilibrium in rent-seeking games", Games and Economic Behavior 18 (1997) 135-140; the choice between contest and
 * sharing is worked out here. */
#include "solver/action/contest.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/base/root.h"

typedef struct field {
    const cm_protocol *venue;
    size_t n, leader;
    double *strength, *order;      /* n; the same, the strongest first */
    double wanted;                 /* the chance of winning at which the leader has as much as by sharing */
} field;

size_t cm_contest_leader(const cm_protocol *venue)
{
    size_t leader = 0;
    for (size_t i = 1; venue->capability != NULL && i < venue->n; i++) leader = venue->capability[i] > venue->capability[leader] ? i : leader;
    return leader;
}

void cm_contest_strengths(const cm_protocol *venue, double lead, double *strength)
{
    for (size_t i = 0; i < venue->n; i++) strength[i] = venue->capability != NULL ? venue->capability[i] : 1;
    strength[cm_contest_leader(venue)] *= lead;
}

double cm_contest_share(const cm_contest_params *p, size_t n)
{
    return p->prize * pow((double)n, p->network - 1);
}

static int stronger(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x < y) - (x > y);
}

/* Y / V: all effective effort. */
static double total(field *f)
{
    double inverse = 0, sum = 0;
    memcpy(f->order, f->strength, f->n * sizeof *f->order);
    qsort(f->order, f->n, sizeof *f->order, stronger);
    for (size_t k = 0; k < f->n && (k < 2 || f->order[k] > sum); k++) {
        inverse += 1 / f->order[k];
        sum = (double)k / inverse;
    }
    return sum;
}

static double chance(double strength, double sum)
{
    return fmax(0, 1 - sum / strength);
}

/* By how much the leader's chance of winning is above the one at which sharing pays as much. */
static double above(double lead, void *data)
{
    field *f = data;
    cm_contest_strengths(f->venue, lead, f->strength);
    return chance(f->strength[f->leader], total(f)) - f->wanted;
}

static cm_status critical(cm_ctx *ctx, field *f, cm_value *lead)
{
    double low = 1, high = 1, x;
    cm_status status;
    *lead = cm_none();
    if (!(f->wanted < 1)) return CM_OK;
    while (above(high, f) < 0 && high < DBL_MAX / 4) high *= 2;
    while (above(low, f) >= 0 && low > DBL_MIN) low /= 2;
    status = cm_root(ctx, above, f, low, high, 0, "contest: the lead at which the leader is content with either", &x);
    if (status == CM_OK) *lead = cm_number(x);
    return status;
}

typedef struct sums {
    double effort, shared, value, least, active, supporters;
} sums;

static cm_status list(cm_ctx *ctx, const cm_contest_params *p, const field *f, double sum, cm_result *result, sums *s)
{
    static const char *const columns[] = { "player", "strength", "effort", "wins", "contest", "sharing", "value", NULL };
    double share = cm_contest_share(p, f->n);
    cm_table *table;
    cm_status status;
    *s = (sums){ .least = HUGE_VAL };
    CM_TRY(cm_result_table(ctx, result, "contest", columns, &table));
    for (size_t i = 0; i < f->n; i++) {
        double win = chance(f->strength[i], sum), effort = win * (1 - win) * p->prize, fights = win * win * p->prize, value = p->shared * share + (1 - p->shared) * fights;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(f->venue->player[i]), cm_number(f->strength[i]), cm_number(effort), cm_number(win), cm_number(fights), cm_number(share), cm_number(value) }));
        s->effort += effort;
        s->value += value;
        s->least = fmin(s->least, value);
        s->active += win > 0;
        s->supporters += share - fights >= -ctx->tol.abs * p->prize;
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const field *f, const sums *s, const cm_value *lead, bool fights, cm_result *result)
{
    const char *leader = f->venue->player[f->leader];
    char *text = lead->kind == CM_NUMBER ? cm_format(ctx, result->arena, "%s is ahead and would %s: it fights from %.4g times its capability on, when what it wins for itself outweighs its share and what fighting costs.", leader, fights ? "rather fight for the whole" : "rather share", lead->as.number)
                                         : cm_format(ctx, result->arena, "Shared, each has as much as the whole prize: not even %s, however far ahead, would rather fight.", leader);
    cm_status status = CM_OK;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (s->active < (double)f->n) CM_TRY(cm_result_note(ctx, result, "Those who are too weak stay away from the contest: they spend nothing and win nothing."));
out:
    return status;
}

static cm_status set_summary(cm_ctx *ctx, const cm_contest_params *p, const field *f, const sums *s, const cm_table *table, cm_result *result)
{
    double fights = cm_table_get(table, f->leader, "contest").as.number, share = cm_contest_share(p, f->n);
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "leader", cm_text(f->venue->player[f->leader])));
    CM_TRY(cm_result_set(ctx, result, "leader_value", cm_table_get(table, f->leader, "value")));
    CM_TRY(cm_result_set(ctx, result, "least_value", cm_number(s->least)));
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(s->value)));
    CM_TRY(cm_result_set(ctx, result, "leader_contest", cm_number(fights)));
    CM_TRY(cm_result_set(ctx, result, "leader_sharing", cm_number(share)));
    CM_TRY(cm_result_set(ctx, result, "prefers_contest", cm_truth(fights - share > ctx->tol.abs * p->prize)));
    CM_TRY(cm_result_set(ctx, result, "effort", cm_number(s->effort)));
    CM_TRY(cm_result_set(ctx, result, "dissipation", cm_number(s->effort / p->prize)));
    CM_TRY(cm_result_set(ctx, result, "active", cm_integer((int64_t)s->active)));
    CM_TRY(cm_result_set(ctx, result, "supporters", cm_number(s->supporters / (double)f->n)));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_contest_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    cm_arena scratch = { NULL };
    field f = { .venue = venue, .n = venue->n, .leader = cm_contest_leader(venue), .wanted = pow((double)venue->n, (p->network - 1) / 2) };
    cm_value lead;
    sums s;
    cm_status status = CM_OK;
    if (venue->n < 2) return cm_fail(ctx, CM_E_DOMAIN, "a contest takes two members or more, not %zu", venue->n);
    f.strength = CM_NEW(ctx, &scratch, f.n, double);
    f.order = CM_NEW(ctx, &scratch, f.n, double);
    if (f.strength == NULL || f.order == NULL) CM_LEAVE(ctx->status);
    CM_TRY(critical(ctx, &f, &lead));
    cm_contest_strengths(venue, p->lead, f.strength);
    CM_TRY(list(ctx, p, &f, total(&f), result, &s));
    CM_TRY(set_summary(ctx, p, &f, &s, cm_result_find(result, "contest"), result));
    CM_TRY(cm_result_set(ctx, result, "critical_lead", lead));
    CM_TRY(say(ctx, &f, &s, &lead, cm_result_get(result, "prefers_contest")->as.truth, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "prize", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_contest_params, prize), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What is to be won.", .about_zh = "争夺的标的价值。" },
    { .name = "lead", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_contest_params, lead), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "How many times its capability the strongest member's strength is.", .about_zh = "最强成员的实力是其能力的多少倍。" },
    { .name = "shared", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_contest_params, shared), .fallback = 0, .low = 0, .high = 1,
      .about = "The part of the prize that is shared evenly and not fought for.", .about_zh = "标的中平均分享而不争夺的部分。" },
    { .name = "network", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_contest_params, network), .fallback = 0, .low = 0, .high = 3,
      .about = "How what is shared grows with those who share it: as their number to this power; 0 not at all, 1 in proportion.", .about_zh = "共享价值随共享者人数增长的弹性：人数的此次幂；0 表示不增长，1 表示成比例。" },
};

static const char *const summary_names[] = { "leader", "leader_value", "least_value", "total", "leader_contest", "leader_sharing", "prefers_contest", "effort", "dissipation", "active", "supporters", "critical_lead", NULL };

const cm_concept cm_concept_contest = {
    .name = "contest",
    .title = "Contest against sharing", .title_zh = "竞争与共享",
    .about = "What each has when members fight for the whole of something and when they share it, and how far ahead one must be to want the fight.",
    .about_zh = "成员争夺全部利益与共享利益时各得多少，以及领先多少的一方才愿意争夺。",
    .formula = "p_i = 1 - Y / (s_i V), Y = (k - 1) V / sum over the k active of 1 / s_i; contest p_i^2 V, sharing V n^(network - 1)",
    .source = "G. Tullock, \"Efficient rent seeking\", in J. M. Buchanan, R. D. Tollison, G. Tullock (eds.), \"Toward a Theory of the Rent-Seeking Society\" (1980) 97-112; A. L. Hillman, J. G. Riley, \"Politically "
              "contestable rents and transfers\", Economics and Politics 1 (1989) 17-39; the choice between contest and sharing is worked out in the file",
    .certificate = "no more and no less effort pays anybody, from the slope of what it wins; at the critical lead chances of winning are found from their sum of 1, and the leader has as much either way",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_contest_params),
    .run = run,
    .check = cm_contest_check,
};
