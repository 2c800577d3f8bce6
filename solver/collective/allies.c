/* allies.c: allies of a patron choose whether to join its restrictions; what the whole circle costs the patron.
 *
 * The model.  Ally i loses c_i by joining the restrictions (sales, an answer in kind).  If it stays out the patron
 * withdraws its support, worth d_i to the ally.  In a circle of m each member gains h(m) = growth (m - 1), and a
 * bonus once m reaches the threshold.  So a member has h(m) - c_i + payment, an outsider -d_i; who is indifferent
 * joins.  Gains grow with the others' joining (a supermodular game): best replies from nobody lead to the least
 * equilibrium, from everybody to the greatest.
 *
 * The patron's price for the full circle:
 *   one by one   joining is to be the only equilibrium: allies in the order of c_i - d_i, the k-th is paid what it
 *                lacks in a circle of k, max(0, c_i - d_i - h(k)): each joins whatever those after it do;
 *   trusting     each is sure that all others join: max(0, c_i - d_i - h(n));
 *   together     the allies act as one and hold out.  From all of them at once the patron can credibly withdraw only
 *                the share `credible` of its support, for it needs its allies: max(0, sum c_i - credible sum d_i -
 *                n h(n)).  They divide it so that none would rather be out alone; some may compensate others.
 * Acting together raises the price when threats against all are hollow, and lowers it when they are not, for then
 * the gains of some make up for the losses of others.
 *
 * The least sum one by one: max(0, r - h) is convex, so that those who need least come first (h grows).
 * Fails with: CM_E_INPUT; CM_E_MEMORY.  Cost: O(n^2).
 * Source: the model is this project's; supermodular games: P. Milgrom, J. Roberts, "Rationalizability, learning, and
 * equilibrium in games with strategic complementarities", Econometrica 58 (1990) 1255-1277; payments that leave one
 * equilibrium: I. Segal, "Coordination and discrimination in contracting with externalities: divide and conquer?",
 * Journal of Economic Theory 113 (2003) 147-181. */
#include "solver/collective/allies.h"

#include <math.h>
#include <stdlib.h>

#include "solver/concept.h"

typedef struct deal {
    size_t *order;                       /* allies, those who lack least first */
    bool *least, *greatest;
    double *sure, *trusting, *joint;     /* payments for the full circle, by ally */
    double sums[3], lack;                /* the sums; the sum of what all lack in the full circle */
} deal;

cm_status cm_allies_read(cm_ctx *ctx, const cm_allies_params *params, cm_allies *allies)
{
    double scale = fmax(params->growth, params->bonus);
    *allies = (cm_allies){ .n = params->cost.count, .p = params };
    if (allies->n == 0 || params->dependence.count != allies->n) {
        return cm_fail(ctx, CM_E_INPUT, "allies needs a dependence and a cost for each ally: there are %zu and %zu", params->dependence.count, allies->n);
    }
    for (size_t i = 0; i < allies->n; i++) scale = fmax(scale, fmax(params->dependence.at[i], params->cost.at[i]));
    allies->edge = ctx->tol.abs * scale;
    return CM_OK;
}

double cm_allies_circle(const cm_allies *allies, size_t m)
{
    const cm_allies_params *p = allies->p;
    return p->growth * ((double)m - 1) + (p->threshold > 0 && (long)m >= p->threshold ? p->bonus : 0);
}

double cm_allies_lack(const cm_allies *allies, size_t i, size_t m)
{
    return allies->p->cost.at[i] - allies->p->dependence.at[i] - cm_allies_circle(allies, m);
}

/* Best replies of all at once, until nobody moves; from nobody they only join, from everybody they only leave. */
static size_t settle(const cm_allies *a, bool *in, bool all)
{
    size_t count = all ? a->n : 0;
    bool moved = true;
    for (size_t i = 0; i < a->n; i++) in[i] = all;
    while (moved) {
        size_t before = count;
        moved = false;
        for (size_t i = 0; i < a->n; i++) {
            bool joins = cm_allies_lack(a, i, in[i] ? before : before + 1) <= a->edge;
            if (joins == in[i]) continue;
            in[i] = joins;
            count = joins ? count + 1 : count - 1;
            moved = true;
        }
    }
    return count;
}

static void sort_by_lack(const cm_allies *a, size_t *order)
{
    for (size_t i = 0; i < a->n; i++) {
        size_t at = i;
        for (; at > 0 && cm_allies_lack(a, order[at - 1], 1) > cm_allies_lack(a, i, 1); at--) order[at] = order[at - 1];
        order[at] = i;
    }
}

/* Below rounding nothing is paid. */
static double due(const cm_allies *a, double lack)
{
    return lack > a->edge ? lack : 0;
}

static void bargain(const cm_allies *a, deal *d)
{
    size_t n = a->n;
    double dependence = 0, rest;
    for (size_t k = 0; k < n; k++) {
        size_t i = d->order[k];
        d->sure[i] = due(a, cm_allies_lack(a, i, k + 1));
        d->trusting[i] = due(a, cm_allies_lack(a, i, n));
        d->sums[0] += d->sure[i];
        d->sums[1] += d->trusting[i];
        d->lack += cm_allies_lack(a, i, n);
        dependence += a->p->dependence.at[i];
    }
    d->sums[2] = due(a, d->lack + (1 - a->p->credible) * dependence);
    rest = (d->sums[2] - d->lack) / (double)n;
    for (size_t i = 0; i < n; i++) d->joint[i] = cm_allies_lack(a, i, n) + rest;
}

static cm_status open_deal(cm_ctx *ctx, cm_arena *arena, const cm_allies *a, deal *d)
{
    *d = (deal){ .order = CM_NEW(ctx, arena, a->n, size_t), .least = CM_NEW(ctx, arena, a->n, bool), .greatest = CM_NEW(ctx, arena, a->n, bool),
                 .sure = CM_NEW(ctx, arena, a->n, double), .trusting = CM_NEW(ctx, arena, a->n, double), .joint = CM_NEW(ctx, arena, a->n, double) };
    if (ctx->status != CM_OK) return ctx->status;
    sort_by_lack(a, d->order);
    bargain(a, d);
    return CM_OK;
}

static cm_status print_sizes(cm_ctx *ctx, const cm_allies *a, const deal *d, cm_result *result, size_t *affordable)
{
    static const char *const columns[] = { "members", "one_by_one", "trusting", NULL };
    double sure = 0;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    *affordable = 0;
    for (size_t m = 1; m <= a->n; m++) {
        double trusting = 0;
        cm_value row[] = { cm_integer((int64_t)m), cm_none(), cm_none() };
        sure += d->sure[d->order[m - 1]];
        for (size_t k = 0; k < m; k++) trusting += due(a, cm_allies_lack(a, d->order[k], m));
        row[1] = cm_number(sure);
        row[2] = cm_number(trusting);
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (sure <= a->p->budget + a->edge) *affordable = m;
    }
out:
    return status;
}

static cm_status print_allies(cm_ctx *ctx, const cm_allies *a, const char *const *player, const deal *d, cm_result *result)
{
    static const char *const columns[] = { "player", "dependence", "cost", "alone", "least", "greatest", "turn", "one_by_one", "trusting", "together", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "allies", columns, &table));
    for (size_t i = 0; i < a->n; i++) {
        size_t turn = 0;
        while (d->order[turn] != i) turn++;
        cm_value row[] = { cm_text(player[i]), cm_number(a->p->dependence.at[i]), cm_number(a->p->cost.at[i]), cm_truth(cm_allies_lack(a, i, 1) <= a->edge), cm_truth(d->least[i]),
                           cm_truth(d->greatest[i]), cm_integer((int64_t)turn + 1), cm_number(d->sure[i]), cm_number(d->trusting[i]), cm_number(d->joint[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status explain(cm_ctx *ctx, const cm_allies *a, const deal *d, size_t least, size_t greatest, cm_result *result)
{
    cm_status status = CM_OK;
    if (least < greatest) {
        CM_TRY(cm_result_note(ctx, result, "What the allies expect of each other decides: the smaller and the larger circle are both equilibria, and there may be others between them."));
    }
    if (d->sums[2] > d->sums[0] + a->edge) {
        CM_TRY(cm_result_note(ctx, result, "Acting together raises the price: the patron cannot withdraw from all what it can withdraw from each."));
    } else if (d->sums[2] < d->sums[0] - a->edge) {
        CM_TRY(cm_result_note(ctx, result, "Acting together lowers the price: the allies who gain make up for those who lose, and none is paid for joining before the rest."));
    }
    for (size_t i = 0; i < a->n; i++) {
        if (d->joint[i] >= -a->edge) continue;
        CM_TRY(cm_result_note(ctx, result, "Below 0 in 'together': such an ally compensates the others."));
        break;
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    size_t alone = 0, least, greatest, affordable;
    cm_allies a;
    deal d;
    cm_status status = CM_OK;
    CM_TRY(cm_allies_read(ctx, params, &a));
    if (game->as.none.n != a.n) CM_TRY(cm_fail(ctx, CM_E_INPUT, "%zu numbers for %zu allies", a.n, game->as.none.n));
    CM_TRY(open_deal(ctx, &scratch, &a, &d));
    least = settle(&a, d.least, false);
    greatest = settle(&a, d.greatest, true);
    for (size_t i = 0; i < a.n; i++) alone += cm_allies_lack(&a, i, 1) <= a.edge;
    CM_TRY(print_allies(ctx, &a, game->as.none.player, &d, result));
    CM_TRY(print_sizes(ctx, &a, &d, result, &affordable));
    CM_TRY(cm_result_set(ctx, result, "alone", cm_integer((int64_t)alone)));
    CM_TRY(cm_result_set(ctx, result, "least", cm_integer((int64_t)least)));
    CM_TRY(cm_result_set(ctx, result, "greatest", cm_integer((int64_t)greatest)));
    CM_TRY(cm_result_set(ctx, result, "one_by_one", cm_number(d.sums[0])));
    CM_TRY(cm_result_set(ctx, result, "trusting", cm_number(d.sums[1])));
    CM_TRY(cm_result_set(ctx, result, "together", cm_number(d.sums[2])));
    CM_TRY(cm_result_set(ctx, result, "affordable", cm_integer((int64_t)affordable)));
    CM_TRY(explain(ctx, &a, &d, least, greatest, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "alone", "least", "greatest", "one_by_one", "trusting", "together", "affordable", NULL };
static const cm_param params_of[] = {
    { "dependence", CM_PARAM_BY_PLAYER, offsetof(cm_allies_params, dependence), 1, 0, 1e12, NULL,
      "What the patron's support is worth to each ally.", "庇护国的支持对每个盟友的价值。" },
    { "cost", CM_PARAM_BY_PLAYER, offsetof(cm_allies_params, cost), 1, 0, 1e12, NULL,
      "What joining the restrictions costs each ally.", "加入限制措施给每个盟友带来的经济成本。" },
    { "growth", CM_PARAM_NUMBER, offsetof(cm_allies_params, growth), 0, 0, 1e12, NULL,
      "What each other member adds to a member's gain.", "每多一个成员给其他成员带来的收益。" },
    { "bonus", CM_PARAM_NUMBER, offsetof(cm_allies_params, bonus), 0, 0, 1e12, NULL,
      "What each member gains once the circle is large enough.", "小圈子达到门槛规模后每个成员的额外收益。" },
    { "threshold", CM_PARAM_INTEGER, offsetof(cm_allies_params, threshold), 0, 0, 1000000, NULL,
      "How many members make the circle large enough; 0 for never.", "达到多少成员算足够大；0 表示没有门槛。" },
    { "credible", CM_PARAM_NUMBER, offsetof(cm_allies_params, credible), 0, 0, 1, NULL, "The share of its support that the patron can threaten to withdraw from all allies at once.",
      "庇护国能够可信地威胁同时对所有盟友撤回的支持份额。" },
    { "budget", CM_PARAM_NUMBER, offsetof(cm_allies_params, budget), 0, 0, 1e15, NULL, "What the patron can pay, one by one.", "庇护国逐个收买时的预算。" },
};

extern const cm_concept cm_concept_allies;
const cm_concept cm_concept_allies = {
    .name = "allies",
    .title = "Allies and a patron's restrictions",
    .title_zh = "盟友与庇护国的限制措施",
    .about = "Which allies join a patron's restrictions when they weigh its support against their losses, and what the full circle costs the patron one by one "
             "or when they hold out together.",
    .about_zh = "当盟友在庇护国的支持与自身损失之间权衡时，哪些盟友会加入限制措施；逐个收买与盟友集体坚持要价时，庇护国分别要付出多少。",
    .formula = "i joins when d_i + h(m) >= c_i, h(m) = growth (m - 1) + bonus [m >= threshold]; one by one "
               "sum_k max(0, c_(k) - d_(k) - h(k)); together max(0, sum c - credible sum d - n h(n))",
    .source = "I. Segal, \"Coordination and discrimination in contracting with externalities: divide and conquer?\", Journal of Economic Theory 113 (2003) "
              "147-181; P. Milgrom, J. Roberts, "
              "Econometrica 58 (1990) 1255-1277; the model is this project's",
    .certificate = "nobody gains by leaving or joining alone in either equilibrium, and of up to 16 allies every equilibrium lies between the two; with the payments one by one best replies "
                   "from nobody reach all, and (up to 24 allies) no order is cheaper by a linear programme; together neither one ally nor all would rather hold out",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = params_of, .nparams = 7, .params_size = sizeof(cm_allies_params),
    .run = run,
    .check = cm_allies_check,
};
