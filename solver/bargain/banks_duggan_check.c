/* banks_duggan_check.c: the certificate of banks-duggan on one issue.
 *
 * From the proposals printed each member's value of waiting is computed anew.  Where it changes its vote
 * is found by halving on its utility; between two neighbours of these places nobody changes its vote, so
 * that trying the rule at each place and between each two shows all that passes.  It must be what is
 * printed, and each proposal must be as near to its proposer's ideal as anything that passes.
 * Cost: O(n^2) an equilibrium, times the rule. */
#include "solver/bargain/banks_duggan.h"

#include <math.h>
#include <string.h>

#include "solver/bargain/offers.h"
#include "solver/bargain/passing_audit.h"

typedef struct audit {
    cm_ctx *ctx;
    const cm_result *result;
    int64_t number, turn;            /* of the equilibrium; of the turn, 0 where proposers are drawn */
    cm_passing_audit m;
    double *y;                       /* n */
    unsigned char *waits;            /* n */
} audit;

static double utility(const audit *a, size_t i, double x)
{
    return cm_passing_audit_utility(&a->m, i, x);
}

static cm_status wrong(const audit *a, const char *what, const char *who, double is, double should)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld %s of '%s' is %.12g, not %.12g", (long long)a->number, what, who, is, should);
}

/* Is the row about this equilibrium, and this turn? */
static bool mine(const audit *a, const cm_table *table, size_t row)
{
    return cm_table_get(table, row, "equilibrium").as.integer == a->number && (a->turn == 0 || cm_table_get(table, row, "turn").as.integer == a->turn);
}

/* The rows of this equilibrium, one for each who may propose, in the order of members. */
static cm_status read_proposals(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "proposals");
    size_t row = 0;
    while (table != NULL && row < table->nrows && cm_table_get(table, row, "equilibrium").as.integer != a->number) row++;
    for (size_t i = 0; table != NULL && i < a->m.p->n; i++) {
        cm_value who, value;
        if (a->m.p->recognition[i] <= 0) continue;
        if (row >= table->nrows || cm_table_get(table, row, "equilibrium").as.integer != a->number) break;
        who = cm_table_get(table, row, "proposer");
        value = cm_table_get(table, row++, "value");
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->m.p->player[i]) != 0 || (value.kind != CM_NUMBER && value.kind != CM_NONE)) break;
        a->waits[i] = value.kind == CM_NONE;
        a->y[i] = value.kind == CM_NONE ? 0 : value.as.number;
        a->m.in[i] = 1;
    }
    for (size_t i = 0; i < a->m.p->n; i++) {
        if (a->m.p->recognition[i] > 0 && !a->m.in[i]) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: equilibrium %lld has no proposal of '%s'", (long long)a->number, a->m.p->player[i]);
    }
    return CM_OK;
}

/* The chain of rounds, summed as it is defined: who is drawn, waits or proposes. */
static void value_waiting(audit *a)
{
    for (size_t j = 0; j < a->m.p->n; j++) {
        double delta = a->m.p->patience[j], stay = 1, now = (1 - delta) * utility(a, j, a->m.s->status_quo[0]) - a->m.p->cost;
        for (size_t i = 0; i < a->m.p->n; i++) {
            if (!(a->m.p->recognition[i] > 0)) continue;
            if (a->waits[i]) stay -= delta * a->m.p->recognition[i];
            else now += delta * a->m.p->recognition[i] * utility(a, j, a->y[i]);
        }
        a->m.v[j] = now / stay;
    }
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
        if (!mine(a, table, row)) continue;
        inside = inside || (x >= from && x <= to);
        *end = *end || fabs(x - from) <= a->m.near || fabs(x - to) <= a->m.near;
    }
    return inside;
}

static cm_status check_between(audit *a, double x)
{
    bool end, is = printed(a, x, &end), should = cm_passing_audit_passes(&a->m, x);
    if (is == should || end) return CM_OK;
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld %.12g %s, against what is printed", (long long)a->number, x, should ? "passes" : "does not pass");
}

static cm_status check_acceptance(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "acceptance");
    cm_status status = CM_OK;
    if (table == NULL) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nothing is printed of what passes");
    CM_TRY(check_between(a, a->m.place[0] - a->m.scale));
    CM_TRY(check_between(a, a->m.place[a->m.nplaces - 1] + a->m.scale));
    for (size_t k = 0; k < a->m.nplaces; k++) {
        CM_TRY(check_between(a, a->m.place[k]));
        if (k + 1 < a->m.nplaces) CM_TRY(check_between(a, a->m.place[k] + (a->m.place[k + 1] - a->m.place[k]) / 2));
    }
    for (size_t row = 0; row < table->nrows; row++) {
        for (int side = 0; side < 2; side++) {
            cm_value end = cm_table_get(table, row, side == 0 ? "low" : "high");
            double nearest = HUGE_VAL;
            if (!mine(a, table, row) || end.kind != CM_NUMBER) continue;
            for (size_t k = 0; k < a->m.nplaces; k++) nearest = fmin(nearest, fabs(a->m.place[k] - end.as.number));
            if (!(nearest <= a->m.near)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld nobody changes its vote at %.12g", (long long)a->number, end.as.number);
        }
    }
out:
    return status;
}

static cm_status check_proposer(audit *a, size_t i, double *largest)
{
    double best = 0, slack = a->ctx->tol.cert * a->m.utility_scale, now, other = a->m.v[i], nearest = cm_passing_audit_best(&a->m, i, &best);
    now = a->waits[i] ? a->m.v[i] : utility(a, i, a->y[i]);
    if (isfinite(nearest)) other = fmax(other, utility(a, i, best));
    *largest = fmax(*largest, other - now);
    if (!a->waits[i] && !cm_passing_audit_passes(&a->m, a->y[i])) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld the proposal %.12g of '%s' does not pass", (long long)a->number, a->y[i], a->m.p->player[i]);
    }
    if (other - now > slack) return wrong(a, "the utility", a->m.p->player[i], now, other);
    if (!a->waits[i] && fabs(fabs(a->y[i] - a->m.s->ideal[i]) - nearest) > a->m.near) return wrong(a, "the proposal", a->m.p->player[i], a->y[i], best);
    return CM_OK;
}

static cm_status check_cell(const audit *a, const char *table_name, const char *column, size_t i, double should, double slack)
{
    const cm_table *table = cm_result_find(a->result, table_name);
    bool turned = a->turn > 0;
    size_t n = a->m.p->n, row = turned ? ((size_t)(a->number - 1) * n + (size_t)(a->turn - 1)) * n + i : (size_t)(a->number - 1) * n + i;
    cm_value who, value;
    if (table == NULL || row >= table->nrows) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is short", table_name);
    who = cm_table_get(table, row, "player");
    value = cm_table_get(table, row, column);
    if (who.kind != CM_TEXT || strcmp(who.as.text, a->m.p->player[i]) != 0 || !mine(a, table, row)) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is out of order", table_name);
    }
    if (!isfinite(should) && value.kind == CM_NONE) return CM_OK;
    if (value.kind != CM_NUMBER || !(fabs(value.as.number - should) <= slack)) return wrong(a, column, a->m.p->player[i], value.kind == CM_NUMBER ? value.as.number : NAN, should);
    return CM_OK;
}

static cm_status check_vote(const audit *a, size_t j)
{
    bool empty = a->m.left[j] > a->m.right[j];
    cm_status status;
    CM_TRY(check_cell(a, "votes", "waiting", j, a->m.v[j], a->ctx->tol.cert * a->m.utility_scale));
    CM_TRY(check_cell(a, "votes", "low", j, empty ? HUGE_VAL : a->m.left[j], a->m.near));
    CM_TRY(check_cell(a, "votes", "high", j, empty ? HUGE_VAL : a->m.right[j], a->m.near));
out:
    return status;
}

static cm_status check_members(audit *a)
{
    double slack = a->ctx->tol.cert * a->m.utility_scale;
    cm_status status = CM_OK;
    for (size_t j = 0; j < a->m.p->n; j++) {
        double sum = 0;
        for (size_t i = 0; i < a->m.p->n; i++) {
            if (a->m.p->recognition[i] > 0) sum += a->m.p->recognition[i] * (a->waits[i] ? a->m.v[j] : utility(a, j, a->y[i]));
        }
        CM_TRY(check_cell(a, "gains", "gain", j, sum - utility(a, j, a->m.s->status_quo[0]), slack));
        CM_TRY(check_vote(a, j));
    }
out:
    return status;
}

/* That there is no other may be said where the median decides: quadratic losses, one patience, no red lines, no cost,
 * and an odd number of members who are alike, just over half of whom win and just under half do not. */
static bool median_decides(const audit *a)
{
    const cm_protocol *p = a->m.p;
    bool so = p->kind != CM_ROTATION && a->m.s->utility == CM_QUADRATIC && a->m.s->red_low == NULL && !(p->cost > 0) && p->n % 2 == 1;
    for (size_t i = 0; i < p->n && so; i++) {
        so = cm_vote_alike(&p->vote, 0, i) && !(p->patience[i] < p->patience[0]) && !(p->patience[i] > p->patience[0]);
        so = so && (a->m.s->salience == NULL || a->m.s->salience[i] > 0);
        a->m.in[i] = i < p->n / 2;
    }
    if (!so || cm_vote_wins(&p->vote, a->m.in)) return false;
    a->m.in[p->n / 2] = 1;
    return cm_vote_wins(&p->vote, a->m.in);
}

static cm_status check_kind(const audit *a)
{
    const cm_value *complete = cm_result_get(a->result, "complete"), *mixing = cm_result_get(a->result, "mixing");
    if (complete == NULL || complete->kind != CM_TRUTH || complete->as.truth != median_decides(a)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: whether these are all equilibria is not printed as it should be");
    if (mixing == NULL || mixing->kind != CM_INTEGER || mixing->as.integer != 0) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nobody draws lots on one issue");
    return CM_OK;
}

static cm_status check_summary(audit *a, double largest, long within)
{
    double proposed = 0, policy = 0, distance = 0, waiting = 1, sure = 0, possible = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < a->m.p->n; i++) {
        double chance = a->waits[i] ? 0 : a->m.p->recognition[i];
        if (!(chance > 0)) continue;
        proposed += chance;
        policy += chance * a->y[i];
        distance += chance * fabs(a->y[i] - a->m.s->status_quo[0]);
        sure += cm_passing_audit_moves(&a->m, a->y[i], true) ? chance : 0;
        possible += cm_passing_audit_moves(&a->m, a->y[i], false) ? chance : 0;
    }
    if (proposed > 0) policy /= proposed, distance /= proposed, sure /= proposed, possible /= proposed;
    for (long k = 0; k < within && waiting > 0; k++) waiting *= fmax(1 - proposed, 0);
    CM_TRY(check_kind(a));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "rounds", proposed > 0, 1 / proposed, a->ctx->tol.cert / fmax(proposed, a->ctx->tol.cert)));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "agreement", sure, possible));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "within", sure * (1 - waiting), possible * (1 - waiting)));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "policy", proposed > 0, policy, a->m.near));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "distance", true, distance, a->m.near));
    CM_TRY(cm_passing_audit_gains(a->ctx, &a->m, a->result));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "largest_deviation", true, fmax(largest, 0), a->ctx->tol.cert * a->m.utility_scale));
out:
    return status;
}

static cm_status check_one(audit *a, double *largest)
{
    cm_status status = CM_OK;
    memset(a->m.in, 0, a->m.p->n);
    CM_TRY(read_proposals(a));
    value_waiting(a);
    cm_passing_audit_find(&a->m);
    CM_TRY(check_acceptance(a));
    for (size_t i = 0; i < a->m.p->n; i++) {
        if (a->m.p->recognition[i] > 0) CM_TRY(check_proposer(a, i, largest));
    }
    CM_TRY(check_members(a));
out:
    return status;
}

/* What refusing in turn t is worth to j: round after round, until somebody's proposal passes; for ever, if nobody's. */
static double value_of_refusing(const audit *a, size_t j, size_t t)
{
    double delta = a->m.p->patience[j], worth = 1, sum = 0, now = (1 - delta) * utility(a, j, a->m.s->status_quo[0]) - a->m.p->cost;
    for (size_t k = 1; k <= a->m.p->n; k++) {
        size_t next = (t + k) % a->m.p->n;
        sum += worth * now;
        worth *= delta;
        if (!a->waits[next]) return sum + worth * utility(a, j, a->y[next]);
    }
    return now / (1 - delta);
}

static cm_status check_turn(audit *a, double *largest)
{
    size_t t = (size_t)a->turn - 1, n = a->m.p->n;
    cm_status status = CM_OK;
    for (size_t j = 0; j < n; j++) a->m.v[j] = value_of_refusing(a, j, t);
    cm_passing_audit_find(&a->m);
    CM_TRY(check_acceptance(a));
    CM_TRY(check_proposer(a, t, largest));
    for (size_t j = 0; j < n; j++) CM_TRY(check_vote(a, j));
out:
    return status;
}

/* Where members take turns: what happens is what the first of them that does not wait proposes. */
static cm_status check_turns(audit *a, double *largest, long within)
{
    size_t n = a->m.p->n, first = 0;
    double slack = a->ctx->tol.cert * a->m.utility_scale, sq = a->m.s->status_quo[0], sure, possible, early;
    cm_status status = CM_OK;
    memset(a->m.in, 0, n);
    CM_TRY(read_proposals(a));
    for (a->turn = 1; a->turn <= (int64_t)n; a->turn++) CM_TRY(check_turn(a, largest));
    a->turn = 0;
    while (first < n && a->waits[first]) first++;
    for (size_t j = 0; j < n; j++) {
        double before = a->waits[0] ? value_of_refusing(a, j, 0) : utility(a, j, a->y[0]);
        CM_TRY(check_cell(a, "gains", "gain", j, before - utility(a, j, sq), slack));
    }
    if (a->number > 1) return CM_OK;
    CM_TRY(check_kind(a));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "rounds", first < n, (double)first + 1, 0));
    sure = first < n && cm_passing_audit_moves(&a->m, a->y[first], true);
    possible = first < n && cm_passing_audit_moves(&a->m, a->y[first], false);
    early = first < n && (long)first + 1 <= within;
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "agreement", sure, possible));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "within", sure * early, possible * early));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "policy", first < n, first < n ? a->y[first] : 0, a->m.near));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "distance", true, first < n ? fabs(a->y[first] - sq) : 0, a->m.near));
    CM_TRY(cm_passing_audit_gains(a->ctx, &a->m, a->result));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "largest_deviation", true, fmax(*largest, 0), slack));
out:
    return status;
}

cm_status cm_banks_duggan_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    const cm_value *count = cm_result_get(result, "equilibria");
    cm_arena scratch = { NULL };
    size_t n = p->n;
    audit a = { .ctx = ctx, .result = result };
    cm_status status = CM_OK;
    if (p->spatial->d > 1) return cm_offers_check(ctx, p, params, result);
    a.y = CM_NEW(ctx, &scratch, n, double);
    a.waits = CM_NEW(ctx, &scratch, n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_audit_init(ctx, &scratch, p, &a.m));
    if (count == NULL || count->kind != CM_INTEGER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibria are not counted"));
    for (a.number = 1; a.number <= count->as.integer; a.number++) {
        double largest = 0;
        if (p->kind == CM_ROTATION) {
            CM_TRY(check_turns(&a, &largest, ((const cm_banks_duggan_params *)params)->within_rounds));
            continue;
        }
        CM_TRY(check_one(&a, &largest));
        if (a.number == 1) CM_TRY(check_summary(&a, largest, ((const cm_banks_duggan_params *)params)->within_rounds));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
