/* offers_check.c: the certificate of banks-duggan on two or three issues.
 *
 * From the lots printed each member's value of waiting is computed anew.  What is offered must then win the vote of
 * those printed to be for it, all offers of a proposer must please it equally, and covering all policies with boxes
 * must find nothing that passes and pleases it better.  At a status quo that stays, directions that win are looked
 * for instead.  What could be had in all is searched for by Weiszfeld's steps. */
#include <math.h>
#include <string.h>

#include "solver/bargain/boxes.h"
#include "solver/bargain/offers.h"
#include "solver/bargain/passing_audit.h"

enum { STEPS = 3000 };

typedef struct lot {
    size_t who;
    bool waits;
    double chance, x[CM_BOXES_WIDE];
} lot;

typedef struct audit {
    cm_ctx *ctx;
    const cm_protocol *p;
    const cm_spatial *s;
    const cm_result *result;
    int64_t number;                  /* of the equilibrium */
    double scale, near, slack;       /* of policies; of utilities */
    lot *offer;
    size_t count;
    size_t row, consent_row;         /* how far the tables are read */
    double *v;
    unsigned char *in;
    cm_boxes boxes;
    double largest;
} audit;

static double utility(const audit *a, size_t j, const double *x)
{
    return cm_spatial_utility(a->s, j, x);
}

static cm_status wrong(const audit *a, const char *what, const char *who, double is, double should)
{
    return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld %s of '%s' is %.12g, not %.12g", (long long)a->number, what, who, is, should);
}

static bool says(cm_value value, const char *text)
{
    return value.kind == CM_TEXT && strcmp(value.as.text, text) == 0;
}

/* One offer: a row an issue. */
static bool read_offer(audit *a, const cm_table *table, size_t i, int64_t which)
{
    lot *o = &a->offer[a->count];
    *o = (lot){ .who = i };
    for (size_t k = 0; k < a->s->d; k++, a->row++) {
        cm_value value, chance;
        if (a->row >= table->nrows || cm_table_get(table, a->row, "equilibrium").as.integer != a->number || !says(cm_table_get(table, a->row, "proposer"), a->p->player[i])) return false;
        if (!says(cm_table_get(table, a->row, "issue"), a->s->issue[k]) || cm_table_get(table, a->row, "offer").as.integer != which) return false;
        value = cm_table_get(table, a->row, "value");
        chance = cm_table_get(table, a->row, "chance");
        if (chance.kind != CM_NUMBER || !(chance.as.number > 0 && chance.as.number <= 1 + a->ctx->tol.cert) || (value.kind != CM_NUMBER && value.kind != CM_NONE)) return false;
        if (k > 0 && (o->waits != (value.kind == CM_NONE) || chance.as.number < o->chance || chance.as.number > o->chance)) return false;
        o->waits = value.kind == CM_NONE;
        o->chance = chance.as.number;
        o->x[k] = o->waits ? 0 : value.as.number;
    }
    a->count++;
    return true;
}

static cm_status read_proposals(audit *a)
{
    const cm_table *table = cm_result_find(a->result, "proposals");
    a->count = 0;
    for (size_t i = 0; table != NULL && i < a->p->n; i++) {
        double sum = 0;
        int64_t which = 1;
        if (!(a->p->recognition[i] > 0)) continue;
        do {
            if (which > CM_BALLS_TIES || !read_offer(a, table, i, which)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld offer %lld of '%s' is not printed as it should be", (long long)a->number, (long long)which, a->p->player[i]);
            sum += a->offer[a->count - 1].chance;
            which++;
        } while (a->row < table->nrows && cm_table_get(table, a->row, "equilibrium").as.integer == a->number && says(cm_table_get(table, a->row, "proposer"), a->p->player[i]));
        if (!(fabs(sum - 1) <= a->ctx->tol.cert)) return wrong(a, "the sum of chances", a->p->player[i], sum, 1);
    }
    return table != NULL ? CM_OK : cm_fail(a->ctx, CM_E_NUMERIC, "certificate: no proposals are printed");
}

/* What j has before anybody is drawn, and what waiting is worth to it: the chain of rounds as it is defined. */
static double before(audit *a, size_t j)
{
    double delta = a->p->patience[j], stay = 1, now = (1 - delta) * utility(a, j, a->s->status_quo) - a->p->cost, sum = 0;
    for (size_t k = 0; k < a->count; k++) {
        double weight = a->p->recognition[a->offer[k].who] * a->offer[k].chance;
        if (a->offer[k].waits) stay -= delta * weight;
        else now += delta * weight * utility(a, j, a->offer[k].x);
    }
    a->v[j] = now / stay;
    for (size_t k = 0; k < a->count; k++) sum += a->p->recognition[a->offer[k].who] * a->offer[k].chance * (a->offer[k].waits ? a->v[j] : utility(a, j, a->offer[k].x));
    return sum;
}

/* Those whom the row names, and no more than it counts; false when one is named that would refuse, or one left out
 * that would surely accept. */
static bool named_rightly(audit *a, const char *text, int64_t count, const double *x)
{
    const char *rest = text;
    int64_t named = 0;
    for (size_t j = 0; j < a->p->n; j++) {
        size_t length = strlen(a->p->player[j]);
        double gain = utility(a, j, x) - a->v[j];
        a->in[j] = named < count && strncmp(rest, a->p->player[j], length) == 0 && (rest[length] == ',' || rest[length] == '\0');
        if (a->in[j]) {
            named++;
            rest += length;
            if (rest[0] == ',' && rest[1] == ' ') rest += 2;
        }
        if (a->in[j] ? gain < -a->slack : gain > a->slack) return false;
    }
    return named == count && *rest == '\0';
}

static cm_status check_consent(audit *a, const lot *o, int64_t which)
{
    const cm_table *table = cm_result_find(a->result, "consent");
    cm_value names, count;
    const char *who = a->p->player[o->who];
    if (o->waits) return CM_OK;
    if (table == NULL || a->consent_row >= table->nrows) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: who consents is not printed");
    names = cm_table_get(table, a->consent_row, "members");
    count = cm_table_get(table, a->consent_row, "in_favour");
    if (cm_table_get(table, a->consent_row, "equilibrium").as.integer != a->number || !says(cm_table_get(table, a->consent_row, "proposer"), who) || cm_table_get(table, a->consent_row, "offer").as.integer != which || names.kind != CM_TEXT || count.kind != CM_INTEGER) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of consent is out of order");
    }
    a->consent_row++;
    if (!named_rightly(a, names.as.text, count.as.integer, o->x)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld offer %lld of '%s' has not the consent that is printed", (long long)a->number, (long long)which, who);
    if (!cm_vote_wins(&a->p->vote, a->in)) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: in equilibrium %lld offer %lld of '%s' does not pass", (long long)a->number, (long long)which, who);
    return CM_OK;
}

/* The offers from `from` on that are of one proposer; *next: the first of another. */
static cm_status check_proposer(audit *a, size_t from, size_t *next)
{
    size_t i = a->offer[from].who;
    double most = a->v[i], least = HUGE_VAL;
    cm_status status = CM_OK;
    for (*next = from; *next < a->count && a->offer[*next].who == i; ++*next) {
        const lot *o = &a->offer[*next];
        double worth = o->waits ? a->v[i] : utility(a, i, o->x);
        CM_TRY(check_consent(a, o, (int64_t)(*next - from) + 1));
        most = fmax(most, worth);
        least = fmin(least, worth);
    }
    a->largest = fmax(a->largest, most - least);
    if (most - least > a->slack) return wrong(a, "the worst offer's worth", a->p->player[i], least, most);
out:
    return status;
}

/* Nothing that passes is better than the first offer of any proposer. */
static cm_status check_nothing_better(audit *a)
{
    cm_status status = CM_OK;
    for (size_t k = 0; k < a->count; k++) {
        const lot *o = &a->offer[k];
        double worth = o->waits ? a->v[o->who] : utility(a, o->who, o->x);
        bool found;
        if (k > 0 && a->offer[k - 1].who == o->who) continue;
        CM_TRY(cm_boxes_search(&a->boxes, o->who, worth + a->slack, a->v, &found));
        if (found) return wrong(a, "the utility", a->p->player[o->who], worth, utility(a, o->who, a->boxes.better));
    }
out:
    return status;
}

/* Does everybody leave things as they are, for want of a direction that wins? */
static cm_status check_stays(audit *a, bool *stays)
{
    *stays = !(a->p->cost > 0);
    for (size_t k = 0; k < a->count; k++) {
        for (size_t x = 0; x < a->s->d; x++) *stays = *stays && !a->offer[k].waits && fabs(a->offer[k].x[x] - a->s->status_quo[x]) <= 0;
    }
    if (!*stays) return CM_OK;
    return cm_boxes_core(a->ctx, a->p, stays);
}

static cm_status check_cell(const audit *a, const char *table_name, const char *name, const char *column, size_t row, const char *key, double should, double slack)
{
    const cm_table *table = cm_result_find(a->result, table_name);
    cm_value value;
    if (table == NULL || row >= table->nrows) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is short", table_name);
    if (!says(cm_table_get(table, row, key), name) || cm_table_get(table, row, "equilibrium").as.integer != a->number) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: the table of %s is out of order", table_name);
    value = cm_table_get(table, row, column);
    if (!isfinite(should) && value.kind == CM_NONE) return CM_OK;
    if (value.kind == CM_NUMBER && fabs(value.as.number - should) <= slack) return CM_OK;
    return wrong(a, column, name, value.kind == CM_NUMBER ? value.as.number : NAN, should);
}

static cm_status check_members(audit *a)
{
    cm_status status = CM_OK;
    for (size_t j = 0; j < a->p->n; j++) {
        size_t row = (size_t)(a->number - 1) * a->p->n + j;
        double loss = fmax(-a->v[j], 0), unit = sqrt(a->slack);
        double reach = a->s->utility == CM_QUADRATIC ? sqrt(loss) : loss, fine = a->s->utility == CM_QUADRATIC ? a->slack / fmax(reach, unit) : a->slack;
        CM_TRY(check_cell(a, "gains", a->p->player[j], "gain", row, "player", before(a, j) - utility(a, j, a->s->status_quo), a->slack));
        CM_TRY(check_cell(a, "votes", a->p->player[j], "waiting", row, "player", a->v[j], a->slack));
        CM_TRY(check_cell(a, "votes", a->p->player[j], "reach", row, "player", reach, fine));
    }
out:
    return status;
}

/* changed: bounds of the chance that what is proposed is another policy than the status quo. */
static cm_status check_policy(audit *a, double *proposed, double *distance, double changed[2])
{
    double mean[CM_BOXES_WIDE] = { 0 };
    cm_status status = CM_OK;
    *proposed = *distance = changed[0] = changed[1] = 0;
    for (size_t k = 0; k < a->count; k++) {
        double weight = a->offer[k].waits ? 0 : a->p->recognition[a->offer[k].who] * a->offer[k].chance, square = 0;
        for (size_t x = 0; x < a->s->d; x++) {
            double off = a->offer[k].x[x] - a->s->status_quo[x];
            mean[x] += weight * a->offer[k].x[x];
            square += off * off;
        }
        *proposed += weight;
        *distance += weight * sqrt(square);
        changed[0] += sqrt(square) > a->near ? weight : 0;
        changed[1] += square > 0 ? weight : 0;
    }
    if (*proposed > 0) *distance /= *proposed, changed[0] /= *proposed, changed[1] /= *proposed;
    for (size_t x = 0; x < a->s->d; x++) {
        CM_TRY(check_cell(a, "policy", a->s->issue[x], "value", (size_t)(a->number - 1) * a->s->d + x, "issue", *proposed > 0 ? mean[x] / *proposed : NAN, a->near));
    }
out:
    return status;
}

static double sum_of_gains(const audit *a, const double *x)
{
    double sum = 0;
    for (size_t j = 0; j < a->p->n; j++) sum += utility(a, j, x) - utility(a, j, a->s->status_quo);
    return sum;
}

/* One step of Weiszfeld (Tohoku Mathematical Journal 43 (1937) 355-386) to the top of the sum of gains: the mean of the
 * ideals, each weighted by how much its member minds, over the distance where losses are euclidean.  False: x is an
 * ideal. */
static bool weigh(const audit *a, double *x)
{
    double sum[CM_BOXES_WIDE] = { 0 }, weights = 0;
    size_t d = a->s->d;
    for (size_t j = 0; j < a->p->n; j++) {
        double minds = cm_spatial_salience(a->s, j, 0) / cm_spatial_salience(a->s, 0, 0);
        if (a->s->utility == CM_EUCLIDEAN) minds /= -utility(a, j, x);
        if (!isfinite(minds)) return false;
        for (size_t k = 0; k < d; k++) sum[k] += minds * a->s->ideal[j * d + k];
        weights += minds;
    }
    for (size_t k = 0; k < d; k++) x[k] = sum[k] / weights;
    return true;
}

/* The top is where the steps lead from the mean of ideals, or from half-way to the status quo, or at an ideal. */
static double top(const audit *a)
{
    double x[CM_BOXES_WIDE] = { 0 }, half[CM_BOXES_WIDE], best = 0;
    for (size_t j = 0; j < a->p->n; j++) {
        best = fmax(best, sum_of_gains(a, a->s->ideal + j * a->s->d));
        for (size_t k = 0; k < a->s->d; k++) x[k] += a->s->ideal[j * a->s->d + k] / (double)a->p->n;
    }
    for (size_t k = 0; k < a->s->d; k++) half[k] = (x[k] + a->s->status_quo[k]) / 2;
    for (int t = 0; t < STEPS && weigh(a, x); t++) continue;
    for (int t = 0; t < STEPS && weigh(a, half); t++) continue;
    return fmax(best, fmax(sum_of_gains(a, x), sum_of_gains(a, half)));
}

static cm_status check_shares(audit *a)
{
    double most = top(a), total = 0, apart = 0, least = 0;
    double bar = a->ctx->tol.abs / a->ctx->tol.cert * a->slack;
    const cm_value *captured = cm_result_get(a->result, "captured"), *inequality = cm_result_get(a->result, "inequality");
    const cm_table *gains = cm_result_find(a->result, "gains");
    for (size_t i = 0; i < a->p->n; i++) {
        double mine = cm_table_get(gains, i, "gain").as.number;
        for (size_t j = 0; j < i; j++) apart += fabs(mine - cm_table_get(gains, j, "gain").as.number);
        total += mine;
        least = fmin(least, mine);
    }
    if (captured == NULL || inequality == NULL) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: a share is missing");
    if (captured->kind == CM_NUMBER ? !(fabs(captured->as.number - total / most) <= (a->ctx->tol.cert + (double)a->p->n * bar / most) * fmax(1, fabs(total / most)) && most > bar / 2) : most > 2 * bar) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: captured is %.12g, not %.12g", captured->kind == CM_NUMBER ? captured->as.number : NAN, total / most);
    }
    total = least < -bar ? 0 : total;
    if (inequality->kind == CM_NUMBER ? !(fabs(inequality->as.number - apart / ((double)a->p->n * total)) <= (a->ctx->tol.cert + (double)a->p->n * bar / total) * fmax(1, apart / ((double)a->p->n * total)) && total > bar / 2) : total > 2 * bar) {
        return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: inequality is %.12g, not %.12g", inequality->kind == CM_NUMBER ? inequality->as.number : NAN, apart / ((double)a->p->n * total));
    }
    return CM_OK;
}

static cm_status check_summary(audit *a, long within, double proposed, double distance, const double changed[2])
{
    const cm_value *mixing = cm_result_get(a->result, "mixing"), *complete = cm_result_get(a->result, "complete");
    double waiting = 1;
    int64_t mixes = 0;
    cm_status status = CM_OK;
    for (size_t k = 1; k < a->count; k++) mixes += a->offer[k].who == a->offer[k - 1].who && (k == 1 || a->offer[k - 2].who != a->offer[k].who);
    if (mixing == NULL || mixing->kind != CM_INTEGER || mixing->as.integer != mixes) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: %lld proposers draw lots, not as printed", (long long)mixes);
    if (complete == NULL || complete->kind != CM_TRUTH || complete->as.truth) return cm_fail(a->ctx, CM_E_NUMERIC, "certificate: nobody knows whether these are all equilibria");
    for (long k = 0; k < within && waiting > 0; k++) waiting *= fmax(1 - proposed, 0);
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "rounds", proposed > 0, 1 / proposed, a->ctx->tol.cert / fmax(proposed, a->ctx->tol.cert)));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "agreement", changed[0], changed[1]));
    CM_TRY(cm_passing_audit_between(a->ctx, a->result, "within", changed[0] * (1 - waiting), changed[1] * (1 - waiting)));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "policy", false, 0, 0));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "distance", true, distance, a->near));
    CM_TRY(cm_passing_audit_value(a->ctx, a->result, "largest_deviation", true, a->largest, a->slack));
    CM_TRY(check_shares(a));
out:
    return status;
}

static cm_status check_one(audit *a, long within)
{
    double proposed, distance, changed[2];
    bool stays;
    cm_status status = CM_OK;
    CM_TRY(read_proposals(a));
    for (size_t j = 0; j < a->p->n; j++) (void)before(a, j);
    a->largest = 0;
    for (size_t k = 0; k < a->count;) CM_TRY(check_proposer(a, k, &k));
    CM_TRY(check_members(a));
    CM_TRY(check_policy(a, &proposed, &distance, changed));
    if (a->number == 1) CM_TRY(check_summary(a, within, proposed, distance, changed));
    CM_TRY(check_stays(a, &stays));
    if (!stays) CM_TRY(check_nothing_better(a));
out:
    return status;
}

static void measure(audit *a)
{
    double most = 0;
    for (size_t i = 0; i < a->p->n; i++) {
        most = fmax(most, -utility(a, i, a->s->status_quo));
        for (size_t j = 0; j < a->p->n; j++) most = fmax(most, -utility(a, i, a->s->ideal + j * a->s->d));
        for (size_t k = 0; k < a->s->d; k++) a->scale = fmax(a->scale, fabs(a->s->ideal[i * a->s->d + k] - a->s->status_quo[k]));
    }
    a->scale = a->scale > 0 ? a->scale : 1;
    a->near = a->ctx->tol.cert * a->scale;
    a->slack = a->ctx->tol.cert * (most > 0 ? most : 1);
}

cm_status cm_offers_check(cm_ctx *ctx, const cm_protocol *p, const cm_banks_duggan_params *asked, const cm_result *result)
{
    const cm_value *count = cm_result_get(result, "equilibria");
    const cm_table *proposals = cm_result_find(result, "proposals");
    cm_arena scratch = { NULL };
    audit a = { .ctx = ctx, .p = p, .s = p->spatial, .result = result };
    cm_status status = CM_OK;
    a.offer = CM_NEW(ctx, &scratch, p->n * CM_BALLS_TIES, lot);
    a.v = CM_NEW(ctx, &scratch, p->n, double);
    a.in = CM_NEW(ctx, &scratch, p->n, unsigned char);
    CM_TRY(ctx->status);
    measure(&a);
    CM_TRY(cm_boxes_init(ctx, &scratch, p, a.near, &a.boxes));
    if (count == NULL || count->kind != CM_INTEGER) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: equilibria are not counted"));
    for (a.number = 1; a.number <= count->as.integer; a.number++) CM_TRY(check_one(&a, asked->within_rounds));
    if (count->as.integer > 0 && a.row < proposals->nrows) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: more proposals are printed than there are equilibria"));
out:
    cm_arena_free(&scratch);
    return status;
}
