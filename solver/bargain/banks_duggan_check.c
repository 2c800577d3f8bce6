/* banks_duggan_check.c: the certificate of banks-duggan on one issue.
 *
 * From the proposals printed each member's value of waiting is computed anew.  Where it changes its vote
 * is found by halving on its utility; between two neighbours of these places nobody changes its vote, so
 * that trying the rule at each place and between each two shows all that passes.  It must be what is
 * printed, and each proposal must be as near to its proposer's ideal as anything that passes.
 * Cost: O(n^2) an equilibrium, times the rule. */
#include "solver/bargain/banks_duggan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALVINGS = 200 };

typedef struct audit {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_spatial *s;
    const cm_result *result;
    int64_t number;                  /* of the equilibrium */
    double scale, utility_scale, near;
    double *y, *v, *left, *right;    /* n each */
    unsigned char *waits, *in;       /* n each */
    double *place;                   /* where votes change, sorted, and the ideals */
    size_t nplaces;
} audit;

static double utility(const audit *a, size_t i, double x)
{
    return cm_spatial_utility(a->s, i, &x);
}

static cm_status wrong(const audit *a, const char *what, const char *who, double is, double should)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld %s of '%s' is %.12g, not %.12g", (long long)a->number, what, who, is, should);
}

static void measure(audit *a)
{
    double low = a->s->status_quo[0], high = low;
    for (size_t i = 0; i < a->s->n; i++) {
        low = fmin(low, a->s->ideal[i]);
        high = fmax(high, a->s->ideal[i]);
    }
    a->scale = high > low ? high - low : 1;
    for (size_t i = 0; i < a->s->n; i++) a->utility_scale = fmax(a->utility_scale, fmax(-utility(a, i, low), -utility(a, i, high)));
    if (!(a->utility_scale > 0)) a->utility_scale = 1;
    a->near = a->ctx->tol.cert * a->scale;
}

/* The rows of this equilibrium, one for each who may propose, in the order of members. */
static cm_status read_proposals(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "proposals");
    size_t row = 0;
    while (table != NULL && row < table->nrows && cm_table_get(table, row, "equilibrium").as.integer != a->number) row++;
    for (size_t i = 0; table != NULL && i < a->p->n; i++) {
        cm_value who, value;
        if (a->p->recognition[i] <= 0) continue;
        if (row >= table->nrows || cm_table_get(table, row, "equilibrium").as.integer != a->number) break;
        who = cm_table_get(table, row, "proposer");
        value = cm_table_get(table, row++, "value");
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->p->player[i]) != 0 || (value.kind != CM_NUMBER && value.kind != CM_NONE)) break;
        a->waits[i] = value.kind == CM_NONE;
        a->y[i] = value.kind == CM_NONE ? 0 : value.as.number;
        a->in[i] = 1;
    }
    for (size_t i = 0; i < a->p->n; i++) {
        if (a->p->recognition[i] > 0 && !a->in[i]) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: equilibrium %lld has no proposal of '%s'", (long long)a->number, a->p->player[i]);
    }
    return CM_OK;
}

/* The chain of rounds, summed as it is defined: who is drawn, waits or proposes. */
static void value_waiting(audit *a)
{
    for (size_t j = 0; j < a->p->n; j++) {
        double delta = a->p->patience[j], stay = 1, now = (1 - delta) * utility(a, j, a->s->status_quo[0]) - a->p->cost;
        for (size_t i = 0; i < a->p->n; i++) {
            if (!(a->p->recognition[i] > 0)) continue;
            if (a->waits[i]) stay -= delta * a->p->recognition[i];
            else now += delta * a->p->recognition[i] * utility(a, j, a->y[i]);
        }
        a->v[j] = now / stay;
    }
}

/* The farthest step from the ideal, in one direction, that member j accepts; by halving. */
static double reach(const audit *a, size_t j, double side)
{
    double inside = 0, outside = a->scale, ideal = a->s->ideal[j];
    for (int k = 0; k < HALVINGS && utility(a, j, ideal + side * outside) >= a->v[j]; k++) outside *= 2;
    if (utility(a, j, ideal + side * outside) >= a->v[j]) return HUGE_VAL;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = inside + (outside - inside) / 2;
        if (utility(a, j, ideal + side * middle) >= a->v[j]) inside = middle;
        else outside = middle;
    }
    return inside;
}

static int by_size(const void *x, const void *y)
{
    const double *l = x, *r = y;
    return (*l > *r) - (*l < *r);
}

static void find_places(audit *a)
{
    a->nplaces = 0;
    for (size_t j = 0; j < a->p->n; j++) {
        a->left[j] = a->s->ideal[j] - reach(a, j, -1);
        a->right[j] = a->s->ideal[j] + reach(a, j, 1);
        if (a->s->red_low != NULL) {
            a->left[j] = fmax(a->left[j], a->s->red_low[j]);
            a->right[j] = fmin(a->right[j], a->s->red_high[j]);
        }
        if (isfinite(a->left[j])) a->place[a->nplaces++] = a->left[j];
        if (isfinite(a->right[j])) a->place[a->nplaces++] = a->right[j];
        a->place[a->nplaces++] = a->s->ideal[j];
    }
    qsort(a->place, a->nplaces, sizeof *a->place, by_size);
}

static bool passes(const audit *a, double x)
{
    double slack = a->near / 4;
    for (size_t j = 0; j < a->p->n; j++) a->in[j] = a->left[j] <= a->right[j] && x >= a->left[j] - slack && x <= a->right[j] + slack;
    return cm_vote_wins(&a->p->vote, a->in);
}

/* Is x inside an interval printed?  *end: is it within `near` of an end. */
static bool printed(const audit *a, double x, bool *end)
{
    const cm_table *table = cm_result_find(a->result, "acceptance");
    bool inside = false;
    *end = false;
    for (size_t row = 0; table != NULL && row < table->nrows; row++) {
        cm_value low = cm_table_get(table, row, "low"), high = cm_table_get(table, row, "high");
        double from = low.kind == CM_NUMBER ? low.as.number : -HUGE_VAL, to = high.kind == CM_NUMBER ? high.as.number : HUGE_VAL;
        if (cm_table_get(table, row, "equilibrium").as.integer != a->number) continue;
        inside = inside || (x >= from && x <= to);
        *end = *end || fabs(x - from) <= a->near || fabs(x - to) <= a->near;
    }
    return inside;
}

static cm_status check_between(audit *a, double x)
{
    bool end, is = printed(a, x, &end), should = passes(a, x);
    if (is == should || end) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld %.12g %s, against what is printed", (long long)a->number, x, should ? "passes" : "does not pass");
}

static cm_status check_acceptance(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "acceptance");
    cm_status status = CM_OK;
    if (table == NULL) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nothing is printed of what passes");
    CM_TRY(check_between(a, a->place[0] - a->scale));
    CM_TRY(check_between(a, a->place[a->nplaces - 1] + a->scale));
    for (size_t k = 0; k < a->nplaces; k++) {
        CM_TRY(check_between(a, a->place[k]));
        if (k + 1 < a->nplaces) CM_TRY(check_between(a, a->place[k] + (a->place[k + 1] - a->place[k]) / 2));
    }
    for (size_t row = 0; row < table->nrows; row++) {
        for (int side = 0; side < 2; side++) {
            cm_value end = cm_table_get(table, row, side == 0 ? "low" : "high");
            double nearest = HUGE_VAL;
            if (cm_table_get(table, row, "equilibrium").as.integer != a->number || end.kind != CM_NUMBER) continue;
            for (size_t k = 0; k < a->nplaces; k++) nearest = fmin(nearest, fabs(a->place[k] - end.as.number));
            if (!(nearest <= a->near)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld nobody changes its vote at %.12g", (long long)a->number, end.as.number);
        }
    }
out:
    return status;
}

/* The best that passes for proposer i, among the places where votes change and its ideal. */
static cm_status check_proposer(audit *a, size_t i, const unsigned char *pass, double *largest)
{
    double nearest = HUGE_VAL, best = 0, slack = a->ctx->tol.cert * a->utility_scale, now, other = a->v[i];
    for (size_t k = 0; k < a->nplaces; k++) {
        double off = fabs(a->place[k] - a->s->ideal[i]);
        if (!pass[k] || off >= nearest) continue;
        nearest = off;
        best = a->place[k];
    }
    now = a->waits[i] ? a->v[i] : utility(a, i, a->y[i]);
    if (isfinite(nearest)) other = fmax(other, utility(a, i, best));
    *largest = fmax(*largest, other - now);
    if (!a->waits[i] && !passes(a, a->y[i])) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld the proposal %.12g of '%s' does not pass", (long long)a->number, a->y[i], a->p->player[i]);
    if (other - now > slack) return wrong(a, "the utility", a->p->player[i], now, other);
    if (!a->waits[i] && fabs(fabs(a->y[i] - a->s->ideal[i]) - nearest) > a->near) return wrong(a, "the proposal", a->p->player[i], a->y[i], best);
    return CM_OK;
}

static cm_status check_cell(const audit *a, const char *table_name, const char *column, size_t i, double should, double slack)
{
    const cm_table *table = cm_result_find(a->result, table_name);
    size_t row = (size_t)(a->number - 1) * a->p->n + i;
    cm_value who, value;
    if (table == NULL || row >= table->nrows) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is short", table_name);
    who = cm_table_get(table, row, "player");
    value = cm_table_get(table, row, column);
    if (who.kind != CM_TEXT || strcmp(who.as.text, a->p->player[i]) != 0 || cm_table_get(table, row, "equilibrium").as.integer != a->number) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is out of order", table_name);
    }
    if (!isfinite(should) && value.kind == CM_NONE) return CM_OK;
    if (value.kind != CM_NUMBER || !(fabs(value.as.number - should) <= slack)) return wrong(a, column, a->p->player[i], value.kind == CM_NUMBER ? value.as.number : NAN, should);
    return CM_OK;
}

static cm_status check_members(audit *a)
{
    double slack = a->ctx->tol.cert * a->utility_scale;
    cm_status status = CM_OK;
    for (size_t j = 0; j < a->p->n; j++) {
        bool empty = a->left[j] > a->right[j];
        double sum = 0;
        for (size_t i = 0; i < a->p->n; i++) {
            if (a->p->recognition[i] > 0) sum += a->p->recognition[i] * (a->waits[i] ? a->v[j] : utility(a, j, a->y[i]));
        }
        CM_TRY(check_cell(a, "gains", "gain", j, sum - utility(a, j, a->s->status_quo[0]), slack));
        CM_TRY(check_cell(a, "votes", "waiting", j, a->v[j], slack));
        CM_TRY(check_cell(a, "votes", "low", j, empty ? HUGE_VAL : a->left[j], a->near));
        CM_TRY(check_cell(a, "votes", "high", j, empty ? HUGE_VAL : a->right[j], a->near));
    }
out:
    return status;
}

static cm_status check_value(const audit *a, const char *name, bool there, double should, double slack)
{
    const cm_value *value = cm_result_get(a->result, name);
    bool number = value != NULL && value->kind == CM_NUMBER;
    if (number == there && (!there || fabs(value->as.number - should) <= slack)) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %s is %.12g, not %.12g", name, number ? value->as.number : NAN, should);
}

static cm_status check_summary(audit *a, double largest, long within)
{
    double proposed = 0, policy = 0, distance = 0, waiting = 1;
    cm_status status = CM_OK;
    for (size_t i = 0; i < a->p->n; i++) {
        double chance = a->waits[i] ? 0 : a->p->recognition[i];
        if (!(chance > 0)) continue;
        proposed += chance;
        policy += chance * a->y[i];
        distance += chance * fabs(a->y[i] - a->s->status_quo[0]);
    }
    if (proposed > 0) policy /= proposed, distance /= proposed;
    for (long k = 0; k < within && waiting > 0; k++) waiting *= fmax(1 - proposed, 0);
    CM_TRY(check_value(a, "rounds", proposed > 0, 1 / proposed, a->ctx->tol.cert / fmax(proposed, a->ctx->tol.cert)));
    CM_TRY(check_value(a, "agreement", true, proposed > 0 ? 1 : 0, a->ctx->tol.cert));
    CM_TRY(check_value(a, "within", true, 1 - waiting, a->ctx->tol.cert));
    CM_TRY(check_value(a, "policy", proposed > 0, policy, a->near));
    CM_TRY(check_value(a, "distance", true, distance, a->near));
    CM_TRY(check_value(a, "largest_deviation", true, fmax(largest, 0), a->ctx->tol.cert * a->utility_scale));
out:
    return status;
}

static cm_status check_one(audit *a, unsigned char *pass, double *largest)
{
    cm_status status = CM_OK;
    memset(a->in, 0, a->p->n);
    CM_TRY(read_proposals(a));
    value_waiting(a);
    find_places(a);
    CM_TRY(check_acceptance(a));
    for (size_t k = 0; k < a->nplaces; k++) pass[k] = passes(a, a->place[k]);
    for (size_t i = 0; i < a->p->n; i++) {
        if (a->p->recognition[i] > 0) CM_TRY(check_proposer(a, i, pass, largest));
    }
    CM_TRY(check_members(a));
out:
    return status;
}

cm_status cm_banks_duggan_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_value *count = cm_result_get(result, "equilibria");
    cm_arena scratch = { NULL };
    size_t n = p->n;
    audit a = { .ctx = ctx, .p = p, .s = p->spatial, .result = result };
    unsigned char *pass = CM_NEW(ctx, &scratch, 3 * n, unsigned char);
    cm_status status = CM_OK;
    a.y = CM_NEW(ctx, &scratch, n, double);
    a.v = CM_NEW(ctx, &scratch, n, double);
    a.left = CM_NEW(ctx, &scratch, n, double);
    a.right = CM_NEW(ctx, &scratch, n, double);
    a.waits = CM_NEW(ctx, &scratch, n, unsigned char);
    a.in = CM_NEW(ctx, &scratch, n, unsigned char);
    a.place = CM_NEW(ctx, &scratch, 3 * n, double);
    CM_TRY(ctx->status);
    measure(&a);
    if (count == NULL || count->kind != CM_INTEGER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibria are not counted"));
    for (a.number = 1; a.number <= count->as.integer; a.number++) {
        double largest = 0;
        CM_TRY(check_one(&a, pass, &largest));
        if (a.number == 1) CM_TRY(check_summary(&a, largest, ((const cm_banks_duggan_params *)params)->within_rounds));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
