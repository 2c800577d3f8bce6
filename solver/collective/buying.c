/* buying.c: what a first mover pays to hold a coalition that a second mover cannot break.
 *
 * n legislators decide with a quota of q.  The first mover pays members of a coalition of m >= q; then the second,
 * who would spend up to W, buys the cheapest m - q + 1 of them, so that fewer than q are left.  A member's price to
 * him is what it was paid plus its own leaning v towards the first mover.  The coalition holds when its k = m - q + 1
 * cheapest prices add up to W.  Without leanings each gets W / k, and all cost W m / k: the larger the coalition the
 * cheaper, down to W n / (n - q + 1).
 *
 * How: with prices p, the k cheapest add up to max_t [k t - sum_i max(t - p_i, 0)].  For a level t >= W / k the
 * members are brought up to t, less what k t is above W: cost sum_i max(t - v_i, 0) - (k t - W), at least 0, which is
 * least at t = W / k or at the k-th lowest leaning.  Those who lean against are first paid to indifference.  A
 * coalition of m is of the m who lean most towards the first mover.
 * Fails with: CM_E_INPUT for a quota above n, or another number of leanings than n; CM_E_MEMORY.
 * Cost: O(n^2).
 * Source: T. Groseclose, J. M. Snyder, "Buying supermajorities", American Political Science Review 90 (1996) 303-315;
 * J. S. Banks, "Buying supermajorities in finite legislatures", American Political Science Review 94 (2000) 677-681. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "solver/base/lp.h"
#include "solver/concept.h"

typedef struct buying_params {
    long members, quota;
    double willing;
    cm_numbers leanings;
} buying_params;

typedef struct house {
    size_t n, q;
    double w, scale;
    double *lean;                        /* from the friendliest down */
    size_t *who;                         /* whose each is, from 0 */
} house;

typedef struct offer {
    double level, cost;
} offer;

static int friendliest(const void *a, const void *b)
{
    const double *left = a, *right = b;
    if (left[0] < right[0] || left[0] > right[0]) return left[0] < right[0] ? 1 : -1;
    return (left[1] > right[1]) - (left[1] < right[1]);
}

static cm_status open_house(cm_ctx *ctx, cm_arena *arena, const buying_params *p, house *h)
{
    double *pair;
    *h = (house){ .n = (size_t)p->members, .q = p->quota > 0 ? (size_t)p->quota : (size_t)p->members / 2 + 1, .w = p->willing, .scale = p->willing };
    if (h->q > h->n) return cm_fail(ctx, CM_E_INPUT, "a quota of %zu among %zu members", h->q, h->n);
    if (p->leanings.count > 0 && p->leanings.count != h->n) return cm_fail(ctx, CM_E_INPUT, "%zu leanings for %zu members", p->leanings.count, h->n);
    h->lean = CM_NEW(ctx, arena, h->n, double);
    h->who = CM_NEW(ctx, arena, h->n, size_t);
    pair = CM_NEW(ctx, arena, 2 * h->n, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t i = 0; i < h->n; i++) {
        pair[2 * i] = p->leanings.count > 0 ? p->leanings.at[i] : 0;
        pair[2 * i + 1] = (double)i;
        h->scale = fmax(h->scale, fabs(pair[2 * i]));
    }
    qsort(pair, h->n, 2 * sizeof *pair, friendliest);
    for (size_t i = 0; i < h->n; i++) {
        h->lean[i] = pair[2 * i];
        h->who[i] = (size_t)pair[2 * i + 1];
    }
    return CM_OK;
}

/* What the m friendliest cost. */
static offer price(const house *h, size_t m)
{
    size_t k = m - h->q + 1;
    double start = 0, kth = fmax(0, h->lean[m - k]);                 /* the k-th lowest of the m */
    offer o = { fmax(h->w / (double)k, kth), 0 };
    for (size_t i = 0; i < m; i++) {
        start += fmax(0, -h->lean[i]);
        o.cost += fmax(0, o.level - fmax(0, h->lean[i]));
    }
    o.cost = start + fmax(0, o.cost - ((double)k * o.level - h->w));
    return o;
}

/* Member i's payment in the coalition of m; *spare is what may still be left out. */
static double pay(const house *h, size_t i, const offer *o, double *spare)
{
    double up = fmax(0, o->level - fmax(0, h->lean[i])), less = fmin(up, *spare);
    *spare -= less;
    return fmax(0, -h->lean[i]) + up - less;
}

static cm_status print_sizes(cm_ctx *ctx, const house *h, cm_result *result, size_t *cheapest, size_t *ties)
{
    static const char *const columns[] = { "members", "cost", "per_member", "exact", NULL };
    double least = HUGE_VAL, edge = ctx->tol.abs * h->scale;
    cm_table *table;
    cm_status status = CM_OK;
    bool plain = !(h->lean[0] > 0) && !(h->lean[h->n - 1] < 0);
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t m = h->q; m <= h->n; m++) {
        offer o = price(h, m);
        cm_value row[] = { cm_integer((int64_t)m), cm_number(o.cost), cm_number(o.cost / (double)m), cm_none() };
        cm_frac w, times;
        if (plain && cm_frac_from_double(h->w, &w) && cm_frac_make((int64_t)m, (int64_t)(m - h->q + 1), &times) && cm_frac_mul(w, times, &w)) {
            row[3] = cm_fraction(ctx, result->arena, w);
            if (row[3].kind == CM_NONE) CM_TRY(ctx->status);
        }
        CM_TRY(cm_table_row(ctx, result, table, row));
        if (o.cost < least - edge) {
            least = o.cost;
            *cheapest = m;
            *ties = 1;
        } else if (o.cost <= least + edge) {
            ++*ties;
        }
    }
out:
    return status;
}

static cm_status print_payments(cm_ctx *ctx, const house *h, size_t m, cm_result *result)
{
    static const char *const columns[] = { "member", "leaning", "paid", "price", NULL };
    offer o = price(h, m);
    double spare = (double)(m - h->q + 1) * o.level - h->w;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "payments", columns, &table));
    for (size_t i = 0; i < m; i++) {
        double paid = pay(h, i, &o, &spare);
        cm_value row[] = { cm_integer((int64_t)h->who[i] + 1), cm_number(h->lean[i]), cm_number(paid), cm_number(h->lean[i] + paid) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    size_t cheapest = 0, ties = 0;
    char *text;
    house h;
    cm_status status = CM_OK;
    (void)game;
    CM_TRY(open_house(ctx, &scratch, params, &h));
    assert(h.lean != NULL && h.who != NULL);
    CM_TRY(print_sizes(ctx, &h, result, &cheapest, &ties));
    CM_TRY(print_payments(ctx, &h, cheapest, result));
    CM_TRY(cm_result_set(ctx, result, "cheapest", cm_integer((int64_t)cheapest)));
    CM_TRY(cm_result_set(ctx, result, "cost", cm_number(price(&h, cheapest).cost)));
    CM_TRY(cm_result_set(ctx, result, "minimal_cost", cm_number(price(&h, h.q).cost)));
    text = cm_format(ctx, result->arena, cheapest > h.q ? "To break the coalition of %zu the second mover must buy %zu of its members; one of %zu would be broken by buying a single one." :
                     "To break the coalition of %zu the second mover must buy %zu of its members; no larger coalition than %zu is cheaper.", cheapest, cheapest - h.q + 1, h.q);
    if (text == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (ties > 1) CM_TRY(cm_result_note(ctx, result, "Several sizes cost as little; the smallest of them is shown."));
out:
    cm_arena_free(&scratch);
    return status;
}

static int cheaper(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* The least cost of the m friendliest as a programme: payments a, level t, shortfalls u with u_i >= t - v_i - a_i
 * and k t - sum u >= W. */
static cm_status programme(cm_ctx *ctx, cm_arena *arena, const house *h, size_t m, double *cost)
{
    cm_lp *lp = cm_lp_new(ctx, 2 * m + 1, false);
    double *row = CM_NEW(ctx, arena, 2 * m + 1, double);
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (lp == NULL || row == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < m; i++) {
        CM_TRY(cm_lp_column(ctx, lp, i, 1, fmax(0, -h->lean[i]), HUGE_VAL, false));
        CM_TRY(cm_lp_column(ctx, lp, m + i, 0, 0, HUGE_VAL, false));
    }
    CM_TRY(cm_lp_column(ctx, lp, 2 * m, 0, 0, HUGE_VAL, false));
    for (size_t i = 0; i < m; i++) {
        row[i] = row[m + i] = 1;
        row[2 * m] = -1;
        CM_TRY(cm_lp_row(ctx, lp, row, -h->lean[i], HUGE_VAL));
        row[i] = row[m + i] = 0;
    }
    for (size_t i = 0; i < m; i++) row[m + i] = -1;
    row[2 * m] = (double)(m - h->q + 1);
    CM_TRY(cm_lp_row(ctx, lp, row, h->w, HUGE_VAL));
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, cost, NULL));
    if (answer != CM_LP_OPTIMAL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the programme of %zu members was not solved", m));
out:
    cm_lp_free(lp);
    return status;
}

/* The second mover tries: he buys the cheapest, and must spend W. */
static cm_status check_payments(cm_ctx *ctx, cm_arena *arena, const house *h, const cm_result *result, int64_t cheapest, double cost)
{
    const cm_table *table = cm_result_find(result, "payments");
    double *prices, paid = 0, needed = 0, edge = ctx->tol.cert * h->scale * (double)h->n;
    size_t m = table != NULL ? table->nrows : 0;
    unsigned char *seen = CM_NEW(ctx, arena, h->n, unsigned char);
    prices = CM_NEW(ctx, arena, m + 1, double);
    if (prices == NULL || seen == NULL) return ctx->status;
    if (m < h->q || (int64_t)m != cheapest) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members are paid", m);
    for (size_t r = 0; r < m; r++) {
        cm_value member = cm_table_get(table, r, "member"), a = cm_table_get(table, r, "paid");
        size_t at = 0;
        while (at < h->n && (member.kind != CM_INTEGER || (int64_t)h->who[at] + 1 != member.as.integer)) at++;
        if (at == h->n || seen[at] || a.kind != CM_NUMBER || !(a.as.number >= 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the payments cannot be right", r + 1);
        seen[at] = 1;
        paid += a.as.number;
        prices[r] = h->lean[at] + a.as.number;
        if (!(prices[r] >= -edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a member at a price of %.12g is not held", prices[r]);
    }
    qsort(prices, m, sizeof *prices, cheaper);
    for (size_t r = 0; r < m - h->q + 1; r++) needed += prices[r];
    if (!(needed >= h->w - edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the coalition is broken for %.12g", needed);
    if (!(fabs(paid - cost) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the payments add up to %.12g, not %.12g", paid, cost);
    return CM_OK;
}

/* No size is held for less: of up to 60 members every size, of more the cheapest, the least and the greatest. */
static cm_status check_sizes(cm_ctx *ctx, cm_arena *arena, const house *h, const cm_result *result, int64_t cheapest, double cost)
{
    const cm_table *table = cm_result_find(result, "sizes");
    double edge = ctx->tol.cert * h->scale * (double)h->n;
    if (table == NULL || table->nrows != h->n - h->q + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not every size has its cost");
    for (size_t m = h->q; m <= h->n; m++) {
        cm_value x = cm_table_get(table, m - h->q, "cost"), each = cm_table_get(table, m - h->q, "per_member");
        double least;
        if (x.kind != CM_NUMBER || !(x.as.number >= cost - edge) || ((int64_t)m == cheapest && !(x.as.number <= cost + edge)) || each.kind != CM_NUMBER ||
            !(fabs(each.as.number * (double)m - x.as.number) <= edge)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members do not cost what is said", m);
        }
        if (h->n > 60 && (int64_t)m != cheapest && m != h->q && m != h->n) continue;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped during the certificate");
        if (programme(ctx, arena, h, m, &least) != CM_OK) return ctx->status;
        if (!(fabs(x.as.number - least) <= edge)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu members are held for %.12g, not %.12g", m, least, x.as.number);
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_value *cheapest = cm_result_get(result, "cheapest"), *cost = cm_result_get(result, "cost"), *minimal = cm_result_get(result, "minimal_cost");
    const cm_table *sizes = cm_result_find(result, "sizes");
    cm_arena scratch = { NULL };
    house h;
    cm_status status = CM_OK;
    (void)game;
    CM_TRY(open_house(ctx, &scratch, params, &h));
    assert(h.lean != NULL && h.who != NULL);
    if (cheapest == NULL || cheapest->kind != CM_INTEGER || cost == NULL || cost->kind != CM_NUMBER || minimal == NULL || minimal->kind != CM_NUMBER) {
        status = cm_fail(ctx, CM_E_NUMERIC, "certificate: no cheapest size");
        goto out;
    }
    CM_TRY(check_payments(ctx, &scratch, &h, result, cheapest->as.integer, cost->as.number));
    CM_TRY(check_sizes(ctx, &scratch, &h, result, cheapest->as.integer, cost->as.number));
    if (!(fabs(cm_table_get(sizes, 0, "cost").as.number - minimal->as.number) <= ctx->tol.cert * h.scale)) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: a coalition of %zu does not cost %.12g", h.q, minimal->as.number));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "cheapest", "cost", "minimal_cost", NULL };
static const cm_param params_of[] = {
    { "members", CM_PARAM_INTEGER, offsetof(buying_params, members), 25, 1, 1000, NULL, "How many legislators there are.", "议员总数。" },
    { "quota", CM_PARAM_INTEGER, offsetof(buying_params, quota), 0, 0, 1000, NULL, "How many must be in favour; 0 stands for more than half.", "通过所需的人数；0 表示过半数。" },
    { "willing", CM_PARAM_NUMBER, offsetof(buying_params, willing), 1, 0, 1e12, NULL, "What the second mover would spend at most.", "后行动者最多愿意花费的数额。" },
    { "leanings", CM_PARAM_NUMBERS, offsetof(buying_params, leanings), 0, -1e12, 1e12, NULL, "How much each favours the first mover by itself, in money; 0 unless told.",
      "每个议员自身偏向先行动者的程度（以货币计）；若不给出则为 0。" },
};

extern const cm_concept cm_concept_buying;
const cm_concept cm_concept_buying = {
    .name = "buying",
    .title = "Buying supermajorities",
    .title_zh = "收买超级多数",
    .about = "What it costs to hold a coalition that an opponent with a given budget cannot break, for each size, and why large coalitions can be the cheaper ones.",
    .about_zh = "要使对手在既定预算下无法瓦解一个联盟，各种规模的联盟分别要付出多少代价，以及为何较大的联盟反而更便宜。",
    .formula = "without leanings W m / (m - q + 1) for a coalition of m; in general min sum a_i with a >= 0, v + a >= 0, the m - q + 1 least of v_i + a_i adding up to W",
    .source = "T. Groseclose, J. M. Snyder, \"Buying supermajorities\", American Political Science Review 90 (1996) 303-315; J. S. Banks, \"Buying supermajorities in finite "
              "legislatures\", American Political Science Review 94 (2000) 677-681",
    .certificate = "the second mover, who buys the cheapest, must spend all that he is willing to; a linear programme holds no coalition for less (every size up to 60 members; above, the "
                   "cheapest, the least and the greatest)",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = params_of, .nparams = 4, .params_size = sizeof(buying_params),
    .run = run,
    .check = check,
};
