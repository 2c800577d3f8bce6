/* repeated.c: a public good provided round after round, under the threat that nobody contributes any more.
 *
 * n members contribute at a cost c or do not; each contribution brings m = benefit (n / base)^-rivalry to each of n (rivalry 1: a
 * fixed total is shared; 0: nobody's use takes from another's).  All contribute until an alarm, then nobody does for
 * `punishment` rounds, or for ever.  In each round somebody who did contribute is taken for one who did not with chance e, anew
 * for each, and one who did not is seen with chance d.  With
 *   R = n m - c,  T = (n - 1) m,  a = (1 - e)^n,  w = (1 - e)^(n - 1) (1 - d)    (no alarm when all contribute; when one does not)
 * contributing is a best reply iff f(x) = R - T + (T a - R w) x + (T (1 - a) - R (1 - w)) x^(L + 1) >= 0 at patience x.  Without
 * return the last term is not there, and x >= (T - R) / (T a - R w); perfectly seen (T - R) / T.  Where the last factor is negative f is concave
 * with f(1) = 0: patience suffices from its one root on, iff f'(1) < 0.  A round without contributions gives nothing to anybody.
 * Where m >= c contributing pays by itself, and nothing is threatened.
 *
 * Summary: critical_patience (1 where none suffices), possible, sustained (at `patience`), reward, temptation, alarm (a
 * round's chance of a false alarm), cooperating (share of rounds in the long run), value (share of R that discounting
 * and false alarms leave; 0 where not sustained), shortest_punishment (rounds that suffice at `patience`), best_value (value
 * with so many; 0: none suffice), smallest_group, largest_group (of 2 .. 1000 members that sustain it at `patience`; 0: none).  Table: sizes (members, share, critical_patience, possible).
 * Cost: a root for each size of the table.
 * Fails with: CM_E_NUMERIC, CM_E_MEMORY.
 * Source: J. W. Friedman, "A non-cooperative equilibrium for supergames", Review of Economic Studies 38 (1971) 1-12; public goods by
 * number: P. Pecorino, "The effect of group size on public good provision in a repeated game setting", Journal of Public
 * Economics 72 (1999) 121-134; alarms by chance: E. J. Green, R. H. Porter, "Noncooperative collusion under imperfect price
 * information", Econometrica 52 (1984) 87-100.  The form with n members and alarms is derived here. */
#include "solver/action/repeated.h"

#include <math.h>

#include "solver/action/people.h"
#include "solver/base/root.h"
#include "solver/concept.h"

typedef struct rounds {
    double share, reward, temptation, gap;          /* m, R, T, T - R = c - m */
    double silent, missed, first, last;             /* a, w; factors of x and x^(L + 1) */
    long length;                                    /* 0: for ever */
} rounds;

static rounds rounds_of(const cm_repeated_params *p, double n, long length)
{
    rounds g = { .share = cm_people_share(p->benefit, p->base, p->rivalry, n), .length = length };
    g.reward = n * g.share - p->cost;
    g.temptation = (n - 1) * g.share;
    g.gap = p->cost - g.share;
    g.silent = exp(n * log1p(-p->false_alarm));
    g.missed = exp((n - 1) * log1p(-p->false_alarm)) * (1 - p->detection);
    g.first = g.temptation * g.silent - g.reward * g.missed;
    g.last = length > 0 ? g.temptation * -expm1(n * log1p(-p->false_alarm)) - g.reward * (1 - g.missed) : 0;
    return g;
}

/* f: what contributing is worth more than not, times something positive. */
static double keeps(double x, void *data)
{
    const rounds *g = data;
    return -g->gap + g->first * x + g->last * pow(x, (double)g->length + 1);
}

static bool worth_it(const rounds *g, const cm_tol *tol, double cost)
{
    return g->reward > tol->abs * cost;
}

/* The least patience; 1 where none suffices. */
static cm_status critical(cm_ctx *ctx, const rounds *given, double cost, double *x)
{
    rounds g = *given;
    double top;
    *x = 1;
    if (!worth_it(&g, &ctx->tol, cost)) return CM_OK;
    if (g.gap <= 0) {
        *x = 0;
        return CM_OK;
    }
    if (g.length == 0) {
        if (g.first - g.gap > ctx->tol.abs * fmax(g.temptation, cost)) *x = g.gap / g.first;
        return CM_OK;
    }
    if (!(g.last < 0) || !(g.first + ((double)g.length + 1) * g.last < 0)) return CM_OK;
    top = pow(g.first / -g.last / ((double)g.length + 1), 1 / (double)g.length);
    if (!(keeps(top, &g) > 0)) return CM_OK;                     /* a root so near 1 that it is not told from it */
    return cm_root(ctx, keeps, &g, 0, top, 0, "repeated: the least patience", x);
}

static bool sustains(const cm_repeated_params *p, const cm_tol *tol, double n, long length)
{
    rounds g = rounds_of(p, n, length);
    return worth_it(&g, tol, p->cost) && (g.gap <= 0 || keeps(p->patience, &g) >= -tol->abs * p->cost);
}

/* Share of R that is left when alarms come by chance and `length` rounds follow each (0: all). */
static double left_of(const rounds *g, double patience, long length)
{
    double back = length > 0 ? pow(patience, (double)length) : 0;
    return (1 - patience) / (1 - patience * (g->silent + (1 - g->silent) * back));
}

/* The fewest rounds without contributions that suffice, where some are needed; 0: none do. */
static long shortest(const cm_repeated_params *p, const cm_tol *tol)
{
    rounds g = rounds_of(p, (double)p->members, 1);
    double left = -g.gap + g.first * p->patience, length;
    if (sustains(p, tol, (double)p->members, 1)) return 1;
    if (!worth_it(&g, tol, p->cost) || !(g.last < 0) || !(left > 0)) return 0;
    length = ceil(log(left / -g.last) / log(p->patience) - 1);
    if (!(length < CM_REPEATED_LONGEST)) return CM_REPEATED_LONGEST;             /* so late that it is as good as never */
    if (length < 1) length = 1;
    if (length > 1 && sustains(p, tol, (double)p->members, (long)length - 1)) length--;
    if (!sustains(p, tol, (double)p->members, (long)length)) length++;
    return (long)length;
}

static cm_status list_sizes(cm_ctx *ctx, const cm_repeated_params *p, cm_result *result)
{
    static const long usual[] = { 2, 3, 5, 10, 25, 50, 100, 193 };
    static const char *const columns[] = { "members", "share", "critical_patience", "possible", NULL };
    size_t next = 0, count = sizeof usual / sizeof usual[0];
    bool own = false;                                            /* has the file's own number been listed? */
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    while (next < count || !own) {
        long n = next < count && (own || usual[next] <= p->members) ? usual[next] : p->members;
        rounds g = rounds_of(p, (double)n, p->punishment);
        double x;
        if (next < count && n == usual[next]) next++;
        own = own || n == p->members;
        CM_TRY(critical(ctx, &g, p->cost, &x));
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer(n), cm_number(g.share), cm_number(x), cm_truth(x < 1) }));
    }
out:
    return status;
}

static cm_status list_groups(cm_ctx *ctx, const cm_repeated_params *p, cm_result *result)
{
    int64_t smallest = 0, largest = 0;
    cm_status status;
    for (long n = 2; n <= CM_REPEATED_LARGEST; n++) {
        if (!sustains(p, &ctx->tol, (double)n, p->punishment)) continue;
        if (smallest == 0) smallest = n;
        largest = n;
    }
    CM_TRY(cm_result_set(ctx, result, "smallest_group", cm_integer(smallest)));
    CM_TRY(cm_result_set(ctx, result, "largest_group", cm_integer(largest)));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const cm_repeated_params *p, const rounds *g, double x, cm_result *result)
{
    cm_status status;
    if (!worth_it(g, &ctx->tol, p->cost)) CM_TRY(cm_result_note(ctx, result, "Even if all contribute nobody gains: there is nothing to sustain."));
    else if (g->gap <= 0) CM_TRY(cm_result_note(ctx, result, "One's own contribution pays by itself: no threat is needed, this is no dilemma."));
    else if (!(x < 1)) CM_TRY(cm_result_note(ctx, result, "No patience suffices for this threat: an alarm comes so often though all contribute, or so rarely though one does not, that what is to come hardly hangs on what one does."));
    CM_TRY(cm_result_note(ctx, result, "The threat itself is credible, since nobody contributing is an equilibrium of each round; that nobody ever contributes is an equilibrium as well, and other threats may do better than this one."));
    if (p->rivalry > 0) CM_TRY(cm_result_note(ctx, result, "Benefits are rival: the more members, the less of a contribution comes to each, and the more one saves by not contributing."));
    else CM_TRY(cm_result_note(ctx, result, "Benefits are not rival: each further member adds a contribution that would be lost with the others, so that seen without error the threat weighs more in a larger group."));
    if (p->false_alarm > 0) CM_TRY(cm_result_note(ctx, result, "Alarms come by chance, the more often the more members there are to be taken for one who did not contribute: enough members make any threat empty."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_repeated_params *p = params;
    rounds g = rounds_of(p, (double)p->members, p->punishment);
    double x, alarm = -expm1((double)p->members * log1p(-p->false_alarm)), length = (double)p->punishment, most = 0;
    bool free = worth_it(&g, &ctx->tol, p->cost) && g.gap <= 0, held = sustains(p, &ctx->tol, (double)p->members, p->punishment);
    long rounds_needed = shortest(p, &ctx->tol);
    cm_status status;
    (void)game;
    CM_TRY(critical(ctx, &g, p->cost, &x));
    if (free) most = 1;
    else if (rounds_needed > 0) most = left_of(&g, p->patience, rounds_needed);
    CM_TRY(cm_result_set(ctx, result, "critical_patience", cm_number(x)));
    CM_TRY(cm_result_set(ctx, result, "possible", cm_truth(x < 1)));
    CM_TRY(cm_result_set(ctx, result, "sustained", cm_truth(held)));
    CM_TRY(cm_result_set(ctx, result, "reward", cm_number(g.reward)));
    CM_TRY(cm_result_set(ctx, result, "temptation", cm_number(g.temptation)));
    CM_TRY(cm_result_set(ctx, result, "alarm", cm_number(alarm)));
    CM_TRY(cm_result_set(ctx, result, "cooperating", cm_number(free ? 1 : p->punishment > 0 ? 1 / (1 + length * alarm) : alarm > 0 ? 0 : 1)));
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(free ? 1 : held ? left_of(&g, p->patience, p->punishment) : 0)));
    CM_TRY(cm_result_set(ctx, result, "shortest_punishment", free ? cm_integer(0) : rounds_needed > 0 ? cm_integer(rounds_needed) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "best_value", cm_number(most)));
    CM_TRY(list_groups(ctx, p, result));
    CM_TRY(list_sizes(ctx, p, result));
    CM_TRY(say(ctx, p, &g, x, result));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_repeated_params, members), .fallback = 5, .low = 2, .high = 100000,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, benefit), .fallback = 0.6, .low = 0.000001, .high = 1000000,
      .about = "What one contribution brings to each member of a group of `base`.", .about_zh = "在规模为 base 的群体中，一份贡献给每个成员带来的收益。" },
    { .name = "base", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, base), .fallback = 1, .low = 1, .high = 100000,
      .about = "The number of members at which `benefit` holds whatever the rivalry.", .about_zh = "无论竞用性如何，benefit 所对应的成员数。" },
    { .name = "rivalry", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, rivalry), .fallback = 0, .low = 0, .high = 2,
      .about = "How far one's use takes from others': with n members a contribution brings each benefit (n / base)^-rivalry; 0 not at all, 1 a fixed total is shared.",
      .about_zh = "一方使用对他方的排挤程度：n 个成员时每份贡献给每人 benefit (n / base)^-rivalry；0 为完全非竞用，1 为总量固定、彼此分享。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, cost), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What contributing costs in a round.", .about_zh = "每轮贡献的成本。" },
    { .name = "patience", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, patience), .fallback = 0.9, .low = 0.000001, .high = 0.9999,
      .about = "What a round later is worth of a round now.", .about_zh = "下一轮相对于本轮的价值。" },
    { .name = "false_alarm", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, false_alarm), .fallback = 0, .low = 0, .high = 0.999,
      .about = "How likely a member who contributes is taken for one who does not, each round.", .about_zh = "每轮中已贡献的成员被误认为未贡献的概率。" },
    { .name = "detection", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_repeated_params, detection), .fallback = 1, .low = 0, .high = 1,
      .about = "How likely it is seen that a member does not contribute.", .about_zh = "成员未贡献时被发现的概率。" },
    { .name = "punishment", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_repeated_params, punishment), .fallback = 0, .low = 0, .high = 10000,
      .about = "For how many rounds nobody contributes after an alarm; 0: for ever.", .about_zh = "警报之后全体停止贡献的轮数；0 表示永远。" },
};

static const char *const summary_names[] = { "critical_patience", "possible", "sustained", "reward", "temptation", "alarm", "cooperating", "value", "shortest_punishment", "best_value", "smallest_group", "largest_group", NULL };

extern const cm_concept cm_concept_repeated;
const cm_concept cm_concept_repeated = {
    .name = "repeated",
    .title = "A public good round after round", .title_zh = "重复的公共物品博弈",
    .about = "How patient members must be to keep contributing under the threat that nobody does any more, by their number, by whether benefits are shared out, and by how well contributions are seen.",
    .about_zh = "在“一旦有人不出力便人人停止”的威胁下，成员需要多大耐心才会持续贡献；取决于人数、收益是否需要分摊以及监督的准确程度。",
    .formula = "grim: delta* = (T - R) / (T a - R w), R = n m - c, T = (n - 1) m, a = (1 - e)^n, w = (1 - e)^(n-1) (1 - d); L rounds: the root of R - T + (T a - R w) x + (T (1 - a) - R (1 - w)) x^(L+1)",
    .source = "J. W. Friedman, \"A non-cooperative equilibrium for supergames\", Review of Economic Studies 38 (1971) 1-12; P. Pecorino, \"The effect of group size on public good provision in a repeated game setting\", "
              "Journal of Public Economics 72 (1999) 121-134; E. J. Green, R. H. Porter, \"Noncooperative collusion under imperfect price information\", Econometrica 52 (1984) 87-100",
    .certificate = "the rule is followed state by state: at the printed patience deviating once and contributing are worth the same, at a lesser one deviating pays, where none is printed at any; the value is added up round by round",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_repeated_params),
    .run = run,
    .check = cm_repeated_check,
};
