/* membership.c: a network that is worth more the more are in it, and members to whom joining costs more than to others.
 *
 * With m in it the network is worth v(m) = benefit m^elasticity to each of them (elasticity 1: in proportion to its members,
 * as R. Metcalfe's rule has it).  To join costs member i cost (c_max / c_i)^divide, c its capability: the weaker pay more.
 * The `founders` with the least costs are in and have paid.  The others join in the order of their costs.
 *   alone          all join whom it pays, from the founders on: the least stable network;
 *   highest        the largest network that nobody would leave; critical_mass: from how many on it is reached by itself;
 *   optimal        the one with the largest total m v(m) - costs (the smallest of several), which transfers can reach.
 * With `connected` of those that stay away brought in by transfers the network has `members`, and all together `total`.
 *
 * Cost: O(n log n).
 * Source: J. Rohlfs, "A theory of interdependent demand for a communications service", Bell Journal of Economics 5
 * (1974) 16-37; M. L. Katz, C. Shapiro, "Network externalities, competition, and compatibility", American Economic
 * Review 75 (1985) 424-440; the divide and its transfers are worked out here. */
#include "solver/action/membership.h"

#include <math.h>
#include <stdlib.h>

typedef struct order {
    double cost;
    size_t member;
} order;

double cm_membership_cost(const cm_membership_params *p, const cm_protocol *venue, size_t i)
{
    double most = 1, own = 1;
    if (venue->capability != NULL) {
        own = venue->capability[i];
        most = own;
        for (size_t j = 0; j < venue->n; j++) most = fmax(most, venue->capability[j]);
    }
    return p->cost * pow(most / own, p->divide);
}

static int cheaper(const void *a, const void *b)
{
    const order *x = a, *y = b;
    if (x->cost < y->cost || x->cost > y->cost) return x->cost < y->cost ? -1 : 1;
    return (x->member > y->member) - (x->member < y->member);
}

static double worth(const cm_membership_params *p, size_t m) { return p->benefit * pow((double)m, p->elasticity); }

/* Would the m-th in order be in a network of m? */
static bool stays(const cm_ctx *ctx, const cm_membership_params *p, const order *by, size_t m)
{
    return m <= (size_t)p->founders || worth(p, m) >= by[m - 1].cost - ctx->tol.abs * by[m - 1].cost;
}

typedef struct sizes {
    size_t alone, highest, critical, optimal, now;
    double at_alone, at_optimal, at_all, at_now;
} sizes;

static cm_status list_sizes(cm_ctx *ctx, const cm_membership_params *p, const order *by, size_t n, cm_result *result, sizes *s)
{
    static const char *const columns[] = { "members", "each", "cost", "total", "stays", NULL };
    size_t founders = (size_t)p->founders;
    double costs = 0, best = 0;
    bool growing = true;
    cm_table *table;
    cm_status status;
    *s = (sizes){ .alone = founders, .highest = founders, .critical = founders };
    for (size_t m = founders + 1; m <= n; m++) {
        growing = growing && stays(ctx, p, by, m);
        if (growing) s->alone = m;
        if (stays(ctx, p, by, m)) s->highest = m;
    }
    for (size_t m = founders + 1; m <= s->highest; m++) if (!stays(ctx, p, by, m)) s->critical = m;
    s->now = s->alone + (size_t)round(p->connected * (double)(n - s->alone));
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t m = founders; m <= n; m++) {
        double total;
        if (m > founders) costs += by[m - 1].cost;
        total = (double)m * worth(p, m) - costs;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)m), cm_number(worth(p, m)), m > founders ? cm_number(by[m - 1].cost) : cm_none(), cm_number(total), cm_truth(stays(ctx, p, by, m)) }));
        if (m == founders || total > best + ctx->tol.abs * fabs(best)) best = total, s->optimal = m;
        if (m == s->alone) s->at_alone = total;
        if (m == s->now) s->at_now = total;
        s->at_all = total;
    }
    s->at_optimal = best;
out:
    return status;
}

static cm_status list_members(cm_ctx *ctx, const cm_membership_params *p, const cm_protocol *venue, const order *by, const sizes *s, cm_result *result, double *transfers, double *helped)
{
    static const char *const columns[] = { "player", "cost", "joins", "connected", "transfer", NULL };
    double each = worth(p, s->now);
    cm_table *table;
    cm_status status;
    *transfers = *helped = 0;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t k = 0; k < venue->n; k++) {
        bool in = k < s->now, founder = k < (size_t)p->founders;
        double transfer = in && !founder ? fmax(0, by[k].cost - each) : 0;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(venue->player[by[k].member]), cm_number(by[k].cost), cm_truth(k < s->alone), cm_truth(in), cm_number(transfer) }));
        *transfers += transfer;
        *helped += transfer > 0;
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const sizes *s, size_t n, double founders, cm_result *result)
{
    char *text;
    cm_status status;
    if (s->alone < s->highest) {
        text = cm_format(ctx, result->arena, "By itself the network stops at %zu of %zu; once %zu are in it grows to %zu: the first are missing, not the wish to join.", s->alone, n, s->critical, s->highest);
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (s->optimal > s->alone) {
        text = cm_format(ctx, result->arena, "All together have most with %zu in it, more than join by themselves: who joins does not count what that gives to the others.", s->optimal);
        if (text == NULL) return ctx->status;
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (s->now > s->alone) CM_TRY(cm_result_note(ctx, result, founders > 0 ? "Those who were in by themselves gain even if they pay all that it takes to bring the others in." : "Those who were in by themselves lose if they have to pay all that it takes to bring the others in."));
    status = CM_OK;
out:
    return status;
}

static cm_status set_summary(cm_ctx *ctx, const cm_membership_params *p, const sizes *s, size_t n, double transfers, double helped, cm_result *result)
{
    double insiders = (double)s->alone * (worth(p, s->now) - worth(p, s->alone)) - transfers;
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "alone", cm_integer((int64_t)s->alone)));
    CM_TRY(cm_result_set(ctx, result, "highest", cm_integer((int64_t)s->highest)));
    CM_TRY(cm_result_set(ctx, result, "critical_mass", cm_integer((int64_t)s->critical)));
    CM_TRY(cm_result_set(ctx, result, "optimal", cm_integer((int64_t)s->optimal)));
    CM_TRY(cm_result_set(ctx, result, "members", cm_integer((int64_t)s->now)));
    CM_TRY(cm_result_set(ctx, result, "joined", cm_number((double)s->alone / (double)n)));
    CM_TRY(cm_result_set(ctx, result, "total", cm_number(s->at_now)));
    CM_TRY(cm_result_set(ctx, result, "each", cm_number(worth(p, s->now))));
    CM_TRY(cm_result_set(ctx, result, "total_alone", cm_number(s->at_alone)));
    CM_TRY(cm_result_set(ctx, result, "total_optimal", cm_number(s->at_optimal)));
    CM_TRY(cm_result_set(ctx, result, "total_all", cm_number(s->at_all)));
    CM_TRY(cm_result_set(ctx, result, "gain_all", cm_number(s->at_all - s->at_alone)));
    CM_TRY(cm_result_set(ctx, result, "transfers", cm_number(transfers)));
    CM_TRY(cm_result_set(ctx, result, "helped", cm_integer((int64_t)helped)));
    CM_TRY(cm_result_set(ctx, result, "insiders_gain", cm_number(insiders)));
    CM_TRY(say(ctx, s, n, insiders, result));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_membership_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    cm_arena scratch = { NULL };
    order *by = CM_NEW(ctx, &scratch, venue->n, order);
    double transfers, helped;
    sizes s;
    cm_status status = CM_OK;
    if (by == NULL) CM_LEAVE(ctx->status);
    if ((size_t)p->founders > venue->n) CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "membership: %ld founders of %zu members", p->founders, venue->n));
    for (size_t i = 0; i < venue->n; i++) by[i] = (order){ cm_membership_cost(p, venue, i), i };
    qsort(by, venue->n, sizeof *by, cheaper);
    CM_TRY(list_sizes(ctx, p, by, venue->n, result, &s));
    CM_TRY(list_members(ctx, p, venue, by, &s, result, &transfers, &helped));
    CM_TRY(set_summary(ctx, p, &s, venue->n, transfers, helped, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_membership_params, benefit), .fallback = 1, .low = 0.000001, .high = 1000000,
      .about = "What a network of one is worth to it.", .about_zh = "只有一个成员时网络的价值。" },
    { .name = "elasticity", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_membership_params, elasticity), .fallback = 0.5, .low = 0, .high = 3,
      .about = "By how many per cent the network is worth more to each with one per cent more members; 1: in proportion.", .about_zh = "成员增加百分之一时网络对每个成员的价值增加百分之几；1 为成比例。" },
    { .name = "cost", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_membership_params, cost), .fallback = 1, .low = 0, .high = 1000000,
      .about = "What it costs the strongest to join.", .about_zh = "最强成员加入的成本。" },
    { .name = "divide", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_membership_params, divide), .fallback = 0, .low = 0, .high = 5,
      .about = "The digital divide: how much more it costs the weaker, as the strongest's capability over its own to this power; 0: all alike.", .about_zh = "数字鸿沟：较弱者加入成本更高的程度，为最强者能力与自身能力之比的此次幂；0 表示人人相同。" },
    { .name = "founders", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_membership_params, founders), .fallback = 1, .low = 1, .high = 1000000,
      .about = "How many are in from the start and have paid.", .about_zh = "一开始就在网络中且已付成本的成员数。" },
    { .name = "connected", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_membership_params, connected), .fallback = 1, .low = 0, .high = 1,
      .about = "The part of those that would stay away whom transfers bring in.", .about_zh = "本会缺席者中由转移支付带入网络的比例。" },
};

static const char *const summary_names[] = { "alone", "highest", "critical_mass", "optimal", "members", "joined", "total", "each", "total_alone", "total_optimal", "total_all", "gain_all", "transfers", "helped", "insiders_gain", NULL };

const cm_concept cm_concept_membership = {
    .name = "membership",
    .title = "Membership of a network", .title_zh = "网络成员资格",
    .about = "How many join a network by themselves, how many should, and what it takes and brings to connect those whom it costs more to join.",
    .about_zh = "有多少成员会自行加入网络、多少成员应当加入，以及把加入成本更高者连入需要什么、带来什么。",
    .formula = "v(m) = benefit m^elasticity; cost_i = cost (c_max / c_i)^divide; alone: the least m with v(m + 1) < cost of the next; optimal: argmax m v(m) - costs",
    .source = "J. Rohlfs, \"A theory of interdependent demand for a communications service\", Bell Journal of Economics 5 (1974) 16-37; M. L. Katz, C. Shapiro, \"Network externalities, competition, and "
              "compatibility\", American Economic Review 75 (1985) 424-440; the divide and its transfers are worked out in the file",
    .certificate = "members who join and leave one by one, in the order of the file, from the founders and from all, end at the networks printed; totals are counted member by member",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_membership_params),
    .run = run,
    .check = cm_membership_check,
};
