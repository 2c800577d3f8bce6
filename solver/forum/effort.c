/* effort.c: where a state's effort goes: deep into some venues, lightly into others, and through private actors.
 *
 * Effort x in venue v makes its agreement likelier: P_v(x) = base_v + (top_v - base_v) (1 - exp(-rate_v x)).  The top is
 * given, or follows from the venue's size and rule and from how likely a member consents.  An outcome there is worth w_v.  In a venue where private actors act in the state's place a unit costs it `delegated_v` of its own
 * effort in place of 1, and the outcome is worth `fidelity` of what its own would be.  With a budget E:
 *   max over who acts where, and over x >= 0, of sum_v w_v P_v(x_v)  such that sum_v c_v x_v <= E.
 * For given actors that is a concave programme: the gain per unit of budget, w_v (top_v - base_v) rate_v exp(-rate_v x_v) / c_v, is
 * the same, lambda, in all venues with effort and not greater in the others; lambda is found as a root.  Who acts where is
 * tried in every way.
 *
 * Summary: value; equal (the same effort everywhere, by the state itself), hub (all of it in the venue `hub`); gain (over
 * equal); price (lambda); delegated (venues left to private actors); deepest, concentration (the share of the budget that
 * goes there); active (venues with effort).
 * Table: venues (venue, by, effort, cost, share, chance, value).
 * Cost: 2^venues roots.
 * Source: the division of a budget over concave returns: B. O. Koopman, "The optimum distribution of effort", Journal of
 * the Operations Research Society of America 1 (1953) 52-63. */
#include <math.h>
#include <string.h>

#include "solver/base/root.h"
#include "solver/concept.h"
#include "solver/forum/consent.h"
#include "solver/forum/outcome.h"

enum { MOST = 10 };

typedef struct effort_params {
    cm_numbers worths, bases, tops, sizes, shares, rates, delegated;
    double budget, fidelity, consent, correlation;
    long hub;
} effort_params;

typedef struct venues {
    const effort_params *p;
    size_t n;
    double worth[MOST], base[MOST], rise[MOST], rate[MOST], cost[MOST];     /* of the state's own effort; cost: of a private unit */
    unsigned options;                                                       /* where private actors can act */
} venues;

static cm_status open_venues(cm_ctx *ctx, const effort_params *p, venues *g)
{
    size_t n = p->worths.count;
    const cm_numbers *reach = p->sizes.count > 0 ? &p->sizes : &p->tops;
    const struct { const char *name; const cm_numbers *list; } all[] = { { reach == &p->tops ? "tops" : "sizes", reach }, { "rates", &p->rates }, { "bases", &p->bases }, { "delegated", &p->delegated }, { "shares", &p->shares } };
    *g = (venues){ .p = p, .n = n };
    if (n < 1 || n > MOST) return cm_fail(ctx, CM_E_INPUT, "effort: %zu worths; give 1 to %d, one for each venue", n, MOST);
    if (p->tops.count > 0 && p->sizes.count > 0) return cm_fail(ctx, CM_E_INPUT, "effort: tops and sizes are both given; the sizes would not be used");
    for (size_t k = 0; k < 5; k++) {
        if (all[k].list->count != n && (k < 2 || all[k].list->count > 0)) return cm_fail(ctx, CM_E_INPUT, "effort: %zu %s for %zu venues", all[k].list->count, all[k].name, n);
    }
    if ((size_t)p->hub > n) return cm_fail(ctx, CM_E_INPUT, "effort: there is no venue %ld", p->hub);
    for (size_t v = 0; v < n; v++) {
        double size = p->sizes.count > 0 ? p->sizes.at[v] : 0, top = p->sizes.count > 0 ? 0 : p->tops.at[v];
        if (fabs(size - floor(size)) > 0) return cm_fail(ctx, CM_E_INPUT, "effort: venue %zu has %g members; write a whole number", v + 1, size);
        if (size > 0) top = cm_consent_chance((size_t)size, cm_consent_votes(&ctx->tol, (size_t)size, p->shares.count > 0 ? p->shares.at[v] : 1), p->consent, p->correlation);
        g->worth[v] = p->worths.at[v];
        g->base[v] = p->bases.count > 0 ? p->bases.at[v] : 0;
        g->rise[v] = top - g->base[v];
        g->rate[v] = p->rates.at[v];
        g->cost[v] = p->delegated.count > 0 ? p->delegated.at[v] : 0;
        if (g->cost[v] > 0) g->options |= 1u << v;
        if (!(g->rise[v] >= 0)) return cm_fail(ctx, CM_E_INPUT, "effort: venue %zu agrees with %g without effort, and with %g at most", v + 1, g->base[v], top);
    }
    return CM_OK;
}

static double worth_of(const venues *g, unsigned by, size_t v)
{
    return g->worth[v] * (by >> v & 1u ? g->p->fidelity : 1);
}

static double cost_of(const venues *g, unsigned by, size_t v)
{
    return by >> v & 1u ? g->cost[v] : 1;
}

static double chance_of(const venues *g, size_t v, double x)
{
    return g->base[v] - g->rise[v] * expm1(-g->rate[v] * x);
}

static double value_of(const venues *g, unsigned by, const double *x)
{
    double sum = 0;
    for (size_t v = 0; v < g->n; v++) sum += worth_of(g, by, v) * chance_of(g, v, x[v]);
    return sum;
}

typedef struct filling {
    const venues *g;
    unsigned by;
    double x[MOST];
} filling;

/* By how much effort at the price e^t is above the budget. */
static double excess(double t, void *data)
{
    filling *f = data;
    double sum = -f->g->p->budget;
    for (size_t v = 0; v < f->g->n; v++) {
        double first = worth_of(f->g, f->by, v) * f->g->rise[v] * f->g->rate[v] / cost_of(f->g, f->by, v);
        f->x[v] = first > 0 ? fmax(0, (log(first) - t) / f->g->rate[v]) : 0;
        sum += cost_of(f->g, f->by, v) * f->x[v];
    }
    return sum;
}

/* The best division of the budget for given actors; *price 0 where nothing is worth any effort. */
static cm_status fill(cm_ctx *ctx, filling *f, double *price)
{
    double high = -HUGE_VAL, low;
    cm_status status;
    for (size_t v = 0; v < f->g->n; v++) {
        double first = worth_of(f->g, f->by, v) * f->g->rise[v] * f->g->rate[v] / cost_of(f->g, f->by, v);
        f->x[v] = 0;
        if (first > 0) high = fmax(high, log(first));
    }
    *price = 0;
    if (isinf(high)) return CM_OK;
    for (low = high - 1; excess(low, f) < 0; low -= 2 * (high - low)) { }
    status = cm_root(ctx, excess, f, low, high, ctx->tol.abs / 4096, "effort: the price of effort", &low);
    if (status != CM_OK) return status;
    (void)excess(low, f);
    *price = exp(low);
    return CM_OK;
}

static double equal_value(const venues *g)
{
    double x[MOST];
    for (size_t v = 0; v < g->n; v++) x[v] = g->p->budget / (double)g->n;
    return value_of(g, 0, x);
}

static double hub_value(const venues *g)
{
    double x[MOST] = { 0 };
    if (g->p->hub > 0) x[g->p->hub - 1] = g->p->budget;
    return value_of(g, 0, x);
}

static cm_status print(cm_ctx *ctx, const venues *g, const filling *best, double price, cm_result *result)
{
    static const char *const columns[] = { "venue", "by", "effort", "cost", "share", "chance", "value", NULL };
    double value = value_of(g, best->by, best->x), spent[MOST], budget = g->p->budget;
    size_t deepest = 0, active = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "venues", columns, &table));
    for (size_t v = 0; v < g->n; v++) {
        double x = best->x[v];
        spent[v] = cost_of(g, best->by, v) * x;
        if (spent[v] > spent[deepest] && !cm_close(&ctx->tol, spent[v], spent[deepest])) deepest = v;
        active += x > ctx->tol.abs;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)v + 1), cm_text(best->by >> v & 1u ? "private" : "state"), cm_number(x), cm_number(spent[v]), cm_number(spent[v] / budget), cm_number(chance_of(g, v, x)), cm_number(worth_of(g, best->by, v) * chance_of(g, v, x)) }));
    }
    CM_TRY(cm_result_set(ctx, result, "value", cm_number(value)));
    CM_TRY(cm_result_set(ctx, result, "equal", cm_number(equal_value(g))));
    CM_TRY(cm_result_set(ctx, result, "hub", g->p->hub > 0 ? cm_number(hub_value(g)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(value - equal_value(g))));
    CM_TRY(cm_result_set(ctx, result, "price", cm_number(price)));
    CM_TRY(cm_result_set(ctx, result, "delegated", cm_integer(__builtin_popcount(best->by))));
    CM_TRY(cm_result_set(ctx, result, "deepest", cm_integer((int64_t)deepest + 1)));
    CM_TRY(cm_result_set(ctx, result, "concentration", cm_number(spent[deepest] / budget)));
    CM_TRY(cm_result_set(ctx, result, "active", cm_integer((int64_t)active)));
    CM_TRY(cm_result_note(ctx, result, "Effort goes where the next unit of it brings most, until it brings the same in every venue that gets any; a venue that agrees anyway, or hardly at all, gets little."));
    if (best->by != 0) CM_TRY(cm_result_note(ctx, result, "Where private actors cost less than what is lost by their own aims, the state leaves the work to them."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    venues g;
    filling best = { 0 };
    double most = -HUGE_VAL, price = 0;
    cm_status status;
    (void)game;
    CM_TRY(open_venues(ctx, params, &g));
    for (unsigned by = 0; by < 1u << g.n; by++) {
        filling f = { .g = &g, .by = by };
        double worth, here;
        if ((by & ~g.options) != 0) continue;
        CM_TRY(fill(ctx, &f, &here));
        worth = value_of(&g, by, f.x);
        if (!(worth > most) || cm_close(&ctx->tol, worth, most)) continue;
        most = worth;
        best = f;
        price = here;
    }
    CM_TRY(print(ctx, &g, &best, price, result));
out:
    return status;
}

/* ---- the certificate ---- */

/* By weak duality nothing brings more than sum_v max_x (w P(x) - price c x) + price E, whatever the price. */
static double bound_at(const venues *g, unsigned by, double price)
{
    double sum = price * g->p->budget;
    for (size_t v = 0; v < g->n; v++) {
        double w = worth_of(g, by, v), c = cost_of(g, by, v), first = w * g->rise[v] * g->rate[v], x = first > price * c ? log(first / (price * c)) / g->rate[v] : 0;
        sum += w * chance_of(g, v, x) - price * c * x;
    }
    return sum;
}

static double least_bound(const venues *g, unsigned by)
{
    const double ratio = (sqrt(5) - 1) / 2;
    double low = 0, high = 0, least;
    for (size_t v = 0; v < g->n; v++) high = fmax(high, worth_of(g, by, v) * g->rise[v] * g->rate[v] / cost_of(g, by, v));
    low = high * 0x1p-60;
    if (!(high > 0)) return bound_at(g, by, 1) - g->p->budget;
    low = log(low);
    high = log(high);
    for (int k = 0; k < 90; k++) {                                          /* the bound is convex in the price, and so has one valley in its logarithm */
        double a = high - ratio * (high - low), b = low + ratio * (high - low);
        if (bound_at(g, by, exp(a)) < bound_at(g, by, exp(b))) high = b;
        else low = a;
    }
    least = bound_at(g, by, exp((low + high) / 2));
    return least;
}

static cm_status read_plan(cm_ctx *ctx, const venues *g, const cm_result *result, double *x, unsigned *by)
{
    const cm_table *table = cm_result_find(result, "venues");
    double spent = 0;
    cm_status status = CM_OK;
    *by = 0;
    if (table == NULL || table->nrows != g->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu venues", g->n);
    CM_TRY(cm_printed_places(ctx, table, "venue", 1, g->n));
    for (size_t v = 0; v < g->n; v++) {
        cm_value effort = cm_table_get(table, v, "effort"), who = cm_table_get(table, v, "by");
        bool private = who.kind == CM_TEXT && strcmp(who.as.text, "private") == 0;
        double chance, scale = fmax(1, g->p->budget);
        if (effort.kind != CM_NUMBER || !(effort.as.number >= 0) || who.kind != CM_TEXT || (private && !(g->options >> v & 1u))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: venue %zu has no effort", v + 1);
        x[v] = effort.as.number;
        if (!private) CM_TRY(cm_outcome_word(ctx, who, "state", "who acts in a venue"));
        if (private) *by |= 1u << v;
        chance = 1 - (1 - g->base[v]) + g->rise[v] * (1 - exp(-g->rate[v] * x[v]));
        spent += (private ? g->cost[v] : 1) * x[v];
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, v, "cost"), (private ? g->cost[v] : 1) * x[v], "what effort costs", v + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, v, "share"), (private ? g->cost[v] : 1) * x[v] / g->p->budget, "a share of the budget", v + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, v, "chance"), chance, "a chance", v + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, v, "value"), g->worth[v] * (private ? g->p->fidelity : 1) * chance, "a value", v + 1));
        if (!(spent <= g->p->budget + ctx->tol.cert * scale)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: efforts cost %.12g, of a budget of %g", spent, g->p->budget);
    }
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_value price = cm_printed_value(result, "price"), deepest = cm_printed_value(result, "deepest"), delegated = cm_printed_value(result, "delegated"), active = cm_printed_value(result, "active");
    double x[MOST], value, scale = 1, most = 0;
    int64_t busy = 0;
    unsigned by;
    venues g;
    cm_status status;
    (void)game;
    CM_TRY(open_venues(ctx, params, &g));
    CM_TRY(read_plan(ctx, &g, result, x, &by));
    for (size_t v = 0; v < g.n; v++) scale += g.worth[v];
    value = value_of(&g, by, x);
    for (unsigned other = 0; other < 1u << g.n; other++) {
        if ((other & ~g.options) != 0) continue;
        if (!(value >= least_bound(&g, other) - ctx->tol.cert * scale)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: efforts otherwise bring up to %.12g, and not %.12g", least_bound(&g, other), value));
    }
    if (price.kind != CM_NUMBER || !(price.as.number >= 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: effort has no price"));
    for (size_t v = 0; v < g.n; v++) {
        double c = cost_of(&g, by, v), next = worth_of(&g, by, v) * g.rise[v] * g.rate[v] * exp(-g.rate[v] * x[v]) / c, off = next - price.as.number;
        if (x[v] > ctx->tol.abs ? fabs(off) > ctx->tol.cert * fmax(1, next) : off > ctx->tol.cert * fmax(1, next)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the next unit of effort brings %.12g in venue %zu, not %.12g", next, v + 1, price.as.number));
        busy += x[v] > ctx->tol.abs;
        most = fmax(most, c * x[v] / g.p->budget);
    }
    CM_TRY(cm_outcome_maybe(ctx, result, "value", true, value));
    CM_TRY(cm_outcome_maybe(ctx, result, "equal", true, equal_value(&g)));
    CM_TRY(cm_outcome_maybe(ctx, result, "hub", g.p->hub > 0, hub_value(&g)));
    CM_TRY(cm_outcome_maybe(ctx, result, "gain", true, value - equal_value(&g)));
    CM_TRY(cm_outcome_maybe(ctx, result, "concentration", true, most));
    if (deepest.kind != CM_INTEGER || deepest.as.integer < 1 || (size_t)deepest.as.integer > g.n || !(cost_of(&g, by, (size_t)deepest.as.integer - 1) * x[deepest.as.integer - 1] >= (most - ctx->tol.cert) * g.p->budget)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: effort is deeper elsewhere"));
    if (delegated.kind != CM_INTEGER || delegated.as.integer != __builtin_popcount(by) || active.kind != CM_INTEGER || active.as.integer != busy) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: venues are not counted right"));
out:
    return status;
}

#define AT(member) offsetof(effort_params, member)

static const cm_param param[] = {
    { "worths", CM_PARAM_NUMBERS, AT(worths), 1, 0, 1e6, NULL, "What an outcome in each venue is worth to the state.", "各场所的成果对该国的价值。" },
    { "tops", CM_PARAM_NUMBERS, AT(tops), 0, 0, 1, NULL, "How likely each venue agrees with the most effort.", "投入再多时各场所达成一致的概率上限。" },
    { "sizes", CM_PARAM_NUMBERS, AT(sizes), 0, 1, 4000, NULL, "How many members each venue has, in place of 'tops'.", "各场所的成员数，代替 tops。" },
    { "shares", CM_PARAM_NUMBERS, AT(shares), 0, 0.001, 1, NULL, "What share of them each venue needs to consent, with 'sizes'; consensus unless told.", "与 sizes 同用：各场所所需同意的成员比例；若不给出则为协商一致。" },
    { "consent", CM_PARAM_NUMBER, AT(consent), 0.95, 0, 1, NULL, "How likely a member consents after the most effort, with 'sizes'.", "与 sizes 同用：投入再多时一个成员同意的概率。" },
    { "correlation", CM_PARAM_NUMBER, AT(correlation), 0, 0, 0.999, NULL, "How alike two members consent, with 'sizes'.", "与 sizes 同用：两个成员同意与否的相关系数。" },
    { "rates", CM_PARAM_NUMBERS, AT(rates), 1, 0.0001, 1e6, NULL, "How fast effort brings each venue there.", "投入使各场所趋近该上限的速度。" },
    { "bases", CM_PARAM_NUMBERS, AT(bases), 0, 0, 1, NULL, "How likely each venue agrees without any effort; not at all unless told.", "毫无投入时各场所达成一致的概率；若不给出则为零。" },
    { "delegated", CM_PARAM_NUMBERS, AT(delegated), 0, 0, 1e6, NULL, "What a unit of private actors' effort in each venue costs the state; 0 where they cannot act for it.", "在各场所由私人行为体代行一单位投入时国家的成本；0 表示不能代行。" },
    { "fidelity", CM_PARAM_NUMBER, AT(fidelity), 0.8, 0, 1, NULL, "What share of an outcome's worth is left when private actors bring it about.", "由私人行为体促成的成果所保有的价值比例。" },
    { "budget", CM_PARAM_NUMBER, AT(budget), 1, 0.0001, 1e6, NULL, "How much effort the state has.", "该国可用的投入总量。" },
    { "hub", CM_PARAM_INTEGER, AT(hub), 1, 0, MOST, NULL, "The venue into which all effort would go, for comparison; 0 for none.", "用作对照的、集中全部投入的场所；0 表示没有。" },
};

static const char *const summary_names[] = { "value", "equal", "hub", "gain", "price", "delegated", "deepest", "concentration", "active", NULL };

extern const cm_concept cm_concept_effort;
const cm_concept cm_concept_effort = {
    .name = "effort",
    .title = "Effort over venues",
    .title_zh = "在各场所间分配投入",
    .about = "How a state should divide its effort over venues that need more or less of it, and where it should leave the work to private actors.",
    .about_zh = "各场所所需投入不同，一国应如何分配投入，以及在哪些场所应交由私人行为体代行。",
    .formula = "max sum_v w_v (base_v + (top_v - base_v)(1 - exp(-rate_v x_v))) s.t. sum_v c_v x_v <= E, over who acts where",
    .source = "B. O. Koopman, \"The optimum distribution of effort\", Journal of the Operations Research Society of America 1 (1953) 52-63; with actors chosen in the file",
    .certificate = "for every way to leave venues to private actors the dual bound, least over all prices, is not above the value; the next unit of effort brings the printed price wherever there is any",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(effort_params),
    .run = run,
    .check = check,
};
