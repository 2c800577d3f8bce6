/* membership_check.c: the certificate of a network's members, from the printed result.
 *
 * By other means: members are asked one by one, in the order of the file and not of their costs, whether they join or
 * leave, until nobody moves: since more members never make joining worse, from the founders this ends at the least
 * stable network, from all at the largest.  Totals are counted again for each size. */
#include "solver/action/membership.h"

#include <math.h>

#include "solver/action/reread.h"

typedef struct crowd {
    cm_ctx *ctx;
    const cm_membership_params *p;
    const cm_protocol *venue;
    const cm_table *members;
    double *cost;                  /* n, in the order of the file */
    bool *founder, *in;
} crowd;

/* The printed order: each member once, costs rising, founders first. */
static cm_status read_order(crowd *c)
{
    double before = 0;
    for (size_t i = 0; i < c->venue->n; i++) c->cost[i] = cm_membership_cost(c->p, c->venue, i);
    for (size_t k = 0; k < c->venue->n; k++) {
        cm_value who = cm_table_get(c->members, k, "player");
        size_t found = c->venue->n;
        double printed = cm_reread_cell(c->members, k, "cost");
        bool first = k < (size_t)c->p->founders;
        for (size_t i = 0; i < c->venue->n && found == c->venue->n; i++) {
            if (!c->in[i] && who.kind == CM_TEXT && strcmp(who.as.text, c->venue->player[i]) == 0 && fabs(c->cost[i] - printed) <= c->ctx->tol.cert * (1 + c->cost[i])) found = i;
        }
        if (found == c->venue->n || !(c->cost[found] >= before * (1 - c->ctx->tol.cert))) return cm_fail(c->ctx, CM_E_NUMERIC, "certificate: row %zu of the members is not the next", k + 1);
        c->in[found] = true;
        c->founder[found] = first;
        before = c->cost[found];
    }
    return CM_OK;
}

/* Who is in when nobody moves any more; from all, or from the founders. */
static size_t settled(crowd *c, bool all)
{
    size_t m = 0;
    for (size_t i = 0; i < c->venue->n; i++) m += c->in[i] = all || c->founder[i];
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < c->venue->n; i++) {
            double with = c->p->benefit * pow((double)(c->in[i] ? m : m + 1), c->p->elasticity);
            bool wants = c->founder[i] || with >= c->cost[i] * (1 - c->ctx->tol.abs);
            if (wants == c->in[i] || (!all && c->in[i])) continue;
            c->in[i] = wants;
            m = wants ? m + 1 : m - 1;
            moved = true;
        }
    }
    return m;
}

static cm_status check_sizes(crowd *c, const cm_result *result, size_t alone, size_t now, size_t highest)
{
    const cm_table *sizes;
    size_t founders = (size_t)c->p->founders, n = c->venue->n, best = founders, critical = founders;
    double costs = 0, high = 0, all = 0;
    cm_status status;
    CM_TRY(cm_reread_table(c->ctx, result, "sizes", n - founders + 1, &sizes));
    for (size_t m = founders; m <= n; m++) {
        double each = c->p->benefit * exp(c->p->elasticity * log((double)m)), last = m > founders ? cm_reread_cell(c->members, m - 1, "cost") : NAN;
        bool stays = m == founders || each >= last * (1 - c->ctx->tol.abs);
        if (m > founders) costs += last;
        all = (double)m * each - costs;
        CM_TRY(cm_reread_value(c->ctx, cm_table_get(sizes, m - founders, "members"), (double)m, 1, "a size"));
        CM_TRY(cm_reread_value(c->ctx, cm_table_get(sizes, m - founders, "each"), each, 0, "what it is worth to each"));
        CM_TRY(cm_reread_value(c->ctx, cm_table_get(sizes, m - founders, "cost"), last, 1, "the last one's cost"));
        CM_TRY(cm_reread_value(c->ctx, cm_table_get(sizes, m - founders, "total"), all, (double)m * each, "the total"));
        if (fabs(each - last) > c->ctx->tol.cert * each || m == founders) CM_TRY(cm_reread_value(c->ctx, cm_table_get(sizes, m - founders, "stays"), stays, 1, "whether the last stays"));
        if (m == founders || all > high + c->ctx->tol.abs * fabs(high)) high = all, best = m;
        if (m <= highest && cm_reread_cell(sizes, m - founders, "stays") < 1) critical = m;
    }
    CM_TRY(cm_reread_near(c->ctx, result, "total_all", all, (double)n));
    CM_TRY(cm_reread_near(c->ctx, result, "total_optimal", high, (double)n));
    CM_TRY(cm_reread_near(c->ctx, result, "optimal", (double)best, 1));
    CM_TRY(cm_reread_near(c->ctx, result, "critical_mass", (double)critical, 1));
    CM_TRY(cm_reread_near(c->ctx, result, "total_alone", cm_reread_cell(sizes, alone - founders, "total"), 1));
    CM_TRY(cm_reread_near(c->ctx, result, "total", cm_reread_cell(sizes, now - founders, "total"), 1));
    CM_TRY(cm_reread_near(c->ctx, result, "each", cm_reread_cell(sizes, now - founders, "each"), 1));
    CM_TRY(cm_reread_near(c->ctx, result, "gain_all", all - cm_reread_cell(sizes, alone - founders, "total"), 1));
    CM_TRY(cm_reread_near(c->ctx, result, "insiders_gain", (double)alone * (cm_reread_cell(sizes, now - founders, "each") - cm_reread_cell(sizes, alone - founders, "each")) - cm_reread_get(result, "transfers"), 1));
out:
    return status;
}

cm_status cm_membership_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_membership_params *p = params;
    const cm_protocol *venue = &game->as.protocol;
    cm_arena scratch = { NULL };
    crowd c = { .ctx = ctx, .p = p, .venue = venue };
    double transfers = 0, helped = 0;
    size_t alone, highest, now;
    cm_status status;
    CM_TRY(cm_reread_table(ctx, result, "members", venue->n, &c.members));
    c.cost = CM_NEW(ctx, &scratch, venue->n, double);
    c.founder = CM_NEW(ctx, &scratch, venue->n, bool);
    c.in = CM_NEW(ctx, &scratch, venue->n, bool);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(read_order(&c));
    alone = settled(&c, false);
    highest = settled(&c, true);
    now = alone + (size_t)round(p->connected * (double)(venue->n - alone));
    CM_TRY(cm_reread_near(ctx, result, "alone", (double)alone, 1));
    CM_TRY(cm_reread_near(ctx, result, "highest", (double)highest, 1));
    CM_TRY(cm_reread_near(ctx, result, "members", (double)now, 1));
    CM_TRY(cm_reread_near(ctx, result, "joined", (double)alone / (double)venue->n, 1));
    for (size_t k = 0; k < venue->n; k++) {
        double wanted = k < now && k >= (size_t)p->founders ? fmax(0, cm_reread_cell(c.members, k, "cost") - cm_reread_get(result, "each")) : 0;
        CM_TRY(cm_reread_value(ctx, cm_table_get(c.members, k, "joins"), k < alone, 1, "who joins"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(c.members, k, "connected"), k < now, 1, "who is connected"));
        CM_TRY(cm_reread_value(ctx, cm_table_get(c.members, k, "transfer"), wanted, 1, "a transfer"));
        transfers += wanted;
        helped += wanted > 0;
    }
    CM_TRY(cm_reread_near(ctx, result, "transfers", transfers, 1));
    CM_TRY(cm_reread_near(ctx, result, "helped", helped, 1));
    CM_TRY(check_sizes(&c, result, alone, now, highest));
out:
    cm_arena_free(&scratch);
    return status;
}
