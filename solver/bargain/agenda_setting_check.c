/* agenda_setting_check.c: the certificate of agenda-setting: round by round from the last, one-step
 * deviations against the values that the printed proposals of later rounds give. */
#include "solver/bargain/agenda_setting.h"

#include <math.h>
#include <string.h>

#include "solver/bargain/passing_audit.h"

typedef struct audit {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_result *result;
    cm_passing_audit m;
    double *w;                       /* n: before the round after this one */
    double *y;                       /* n: of this round */
    unsigned char *waits;
    double *left, *ended, *where, *apart;    /* T + 1 each, by round: the chance that it is still talking there goes on, that something
                                              * passes there, and the sums of policies and distances when it does */
    double *sure, *possible;         /* T + 1 each: bounds of the chance that what passes changes something */
    size_t row, waiting_row, passing_row;
} audit;

static cm_status missing(const audit *a, size_t t)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: round %zu is not printed as it should be", t);
}

static cm_status off(const audit *a, size_t t, const char *what, double is, double should)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in round %zu %s is %.12g, not %.12g", t, what, is, should);
}

static cm_status read_round(audit *a, size_t t)
{
    const cm_table *table = cm_result_find(a->result, "proposals");
    for (size_t i = 0; i < a->p->n; i++) {
        cm_value who, value;
        if (!(cm_agenda_setting_chance(a->p, t, i) > 0)) continue;
        if (table == NULL || a->row >= table->nrows || cm_table_get(table, a->row, "round").as.integer != (int64_t)t) return missing(a, t);
        who = cm_table_get(table, a->row, "proposer");
        value = cm_table_get(table, a->row++, "value");
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->p->player[i]) != 0 || (value.kind != CM_NUMBER && value.kind != CM_NONE)) return missing(a, t);
        a->waits[i] = value.kind == CM_NONE;
        a->y[i] = value.kind == CM_NONE ? 0 : value.as.number;
    }
    return CM_OK;
}

static cm_status check_waiting(audit *a, size_t t)
{
    const cm_table *table = cm_result_find(a->result, "waiting");
    double slack = a->ctx->tol.cert * a->m.utility_scale;
    for (size_t j = 0; j < a->p->n; j++) {
        cm_value who, value;
        double stay = cm_passing_audit_utility(&a->m, j, a->m.s->status_quo[0]);
        a->m.v[j] = t == a->p->rounds ? stay : stay - a->p->cost + a->p->patience[j] * (a->w[j] - stay);
        if (table == NULL || a->waiting_row >= table->nrows || cm_table_get(table, a->waiting_row, "round").as.integer != (int64_t)t) return missing(a, t);
        who = cm_table_get(table, a->waiting_row, "player");
        value = cm_table_get(table, a->waiting_row++, "value");
        if (who.kind != CM_TEXT || strcmp(who.as.text, a->p->player[j]) != 0) return missing(a, t);
        if (value.kind != CM_NUMBER || !(fabs(value.as.number - a->m.v[j]) <= slack)) return off(a, t, "waiting", value.kind == CM_NUMBER ? value.as.number : NAN, a->m.v[j]);
    }
    return CM_OK;
}

/* Each end printed is a place where votes change; what passes at each place is inside, what does not is not. */
static cm_status check_passing(audit *a, size_t t)
{
    const cm_table *table = cm_result_find(a->result, "acceptance");
    size_t from = a->passing_row;
    if (table == NULL) return missing(a, t);
    while (a->passing_row < table->nrows && cm_table_get(table, a->passing_row, "round").as.integer == (int64_t)t) a->passing_row++;
    for (size_t k = 0; k + 1 < 2 * a->m.nplaces; k++) {
        double x = k % 2 == 0 ? a->m.place[k / 2] : a->m.place[k / 2] + (a->m.place[k / 2 + 1] - a->m.place[k / 2]) / 2;
        bool inside = false, end = false, pass = cm_passing_audit_passes(&a->m, x);
        for (size_t row = from; row < a->passing_row; row++) {
            cm_value low = cm_table_get(table, row, "low"), high = cm_table_get(table, row, "high");
            double l = low.kind == CM_NUMBER ? low.as.number : -HUGE_VAL, h = high.kind == CM_NUMBER ? high.as.number : HUGE_VAL;
            inside = inside || (x >= l && x <= h);
            end = end || fabs(x - l) <= a->m.near || fabs(x - h) <= a->m.near;
        }
        if (inside != pass && !end) return off(a, t, "what passes", inside, x);
    }
    for (size_t row = from; row < a->passing_row; row++) {
        for (int side = 0; side < 2; side++) {
            cm_value end = cm_table_get(table, row, side == 0 ? "low" : "high");
            double nearest = HUGE_VAL;
            for (size_t k = 0; end.kind == CM_NUMBER && k < a->m.nplaces; k++) nearest = fmin(nearest, fabs(a->m.place[k] - end.as.number));
            if (end.kind == CM_NUMBER && !(nearest <= a->m.near)) return off(a, t, "an end of what passes", end.as.number, nearest);
        }
    }
    return CM_OK;
}

static cm_status check_proposer(audit *a, size_t t, size_t i, double *largest)
{
    double best = 0, nearest = cm_passing_audit_best(&a->m, i, &best), now, other = a->m.v[i];
    now = a->waits[i] ? a->m.v[i] : cm_passing_audit_utility(&a->m, i, a->y[i]);
    if (isfinite(nearest)) other = fmax(other, cm_passing_audit_utility(&a->m, i, best));
    *largest = fmax(*largest, other - now);
    if (other - now > a->ctx->tol.cert * a->m.utility_scale) return off(a, t, "a proposer's utility", now, other);
    if (a->waits[i]) return CM_OK;
    if (!cm_passing_audit_passes(&a->m, a->y[i]) || fabs(fabs(a->y[i] - a->m.s->ideal[i]) - nearest) > a->m.near) return off(a, t, "a proposal", a->y[i], best);
    return CM_OK;
}

static void count_round(audit *a, size_t t)
{
    a->left[t] = a->ended[t] = a->where[t] = a->apart[t] = a->sure[t] = a->possible[t] = 0;
    for (size_t i = 0; i < a->p->n; i++) {
        double chance = cm_agenda_setting_chance(a->p, t, i);
        if (!(chance > 0)) continue;
        if (a->waits[i]) {
            a->left[t] += chance;
        } else {
            a->ended[t] += chance;
            a->where[t] += chance * a->y[i];
            a->apart[t] += chance * fabs(a->y[i] - a->m.s->status_quo[0]);
            a->sure[t] += cm_passing_audit_moves(&a->m, a->y[i], true) ? chance : 0;
            a->possible[t] += cm_passing_audit_moves(&a->m, a->y[i], false) ? chance : 0;
        }
    }
    for (size_t j = 0; j < a->p->n; j++) {
        a->w[j] = 0;
        for (size_t i = 0; i < a->p->n; i++) {
            double chance = cm_agenda_setting_chance(a->p, t, i);
            if (chance > 0) a->w[j] += chance * (a->waits[i] ? a->m.v[j] : cm_passing_audit_utility(&a->m, j, a->y[i]));
        }
    }
}

/* From the last round backwards, as sums over what is left; run goes forwards. */
static cm_status check_summary(audit *a, double largest, size_t within)
{
    const cm_table *gains = cm_result_find(a->result, "gains");
    double cert = a->ctx->tol.cert, slack = cert * a->m.utility_scale, policy = a->m.s->status_quo[0], distance = 0, ended = 0, rounds = 0, agreed[2] = { 0 }, early[2] = { 0 };
    cm_status status = CM_OK;
    for (size_t t = a->p->rounds; t > 0; t--) {
        policy = a->where[t] + a->left[t] * policy;
        distance = a->apart[t] + a->left[t] * distance;
        ended = a->ended[t] + a->left[t] * ended;
        rounds = a->ended[t] * (double)t + a->left[t] * rounds;
        for (int k = 0; k < 2; k++) {
            double now = k == 0 ? a->sure[t] : a->possible[t];
            agreed[k] = now + a->left[t] * agreed[k];
            early[k] = (t <= within ? now : 0) + a->left[t] * early[k];
        }
    }
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "policy", true, policy, a->m.near));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "distance", true, distance, a->m.near));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "agreement", agreed[0], agreed[1]));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "within", early[0], early[1]));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "rounds", ended > 0, rounds / ended, cert * (double)a->p->rounds));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "largest_deviation", true, fmax(largest, 0), slack));
    for (size_t j = 0; j < a->p->n; j++) {
        cm_value gain = gains == NULL || gains->nrows != a->p->n ? cm_none() : cm_table_get(gains, j, "gain");
        double should = a->w[j] - cm_passing_audit_utility(&a->m, j, a->m.s->status_quo[0]);
        if (gain.kind != CM_NUMBER || !(fabs(gain.as.number - should) <= slack)) return off(a, 1, "a gain", gain.kind == CM_NUMBER ? gain.as.number : NAN, should);
    }
    CM_TRY(cm_passing_audit_gains(a->ctx, &a->m, a->result));
out:
    return status;
}

cm_status cm_agenda_setting_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_protocol *p = &game->as.protocol;
    cm_arena scratch = { NULL };
    audit a = { .ctx = ctx, .p = p, .result = result };
    double largest = 0;
    cm_status status = CM_OK;
    a.w = CM_NEW(ctx, &scratch, p->n, double);
    a.y = CM_NEW(ctx, &scratch, p->n, double);
    a.waits = CM_NEW(ctx, &scratch, p->n, unsigned char);
    a.left = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    a.ended = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    a.where = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    a.apart = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    a.sure = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    a.possible = CM_NEW(ctx, &scratch, p->rounds + 1, double);
    CM_TRY(ctx->status);
    CM_TRY(cm_passing_audit_init(ctx, &scratch, p, &a.m));
    for (size_t t = p->rounds; t > 0; t--) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        CM_TRY(read_round(&a, t));
        CM_TRY(check_waiting(&a, t));
        cm_passing_audit_find(&a.m);
        CM_TRY(check_passing(&a, t));
        for (size_t i = 0; i < p->n; i++) {
            if (cm_agenda_setting_chance(p, t, i) > 0) CM_TRY(check_proposer(&a, t, i, &largest));
        }
        count_round(&a, t);
    }
    CM_TRY(check_summary(&a, largest, (size_t)((const cm_agenda_setting_params *)params)->within_rounds));
out:
    cm_arena_free(&scratch);
    return status;
}
