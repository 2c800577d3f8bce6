/* wedge_split.c: a knapsack to be filled at least cost, by its efficient pairs of weight and cost. */
#include <math.h>
#include <string.h>

#include "solver/coop/wedge.h"

enum { ROOM = 1 << 20 };

typedef struct state {
    int64_t weight;                      /* at most `need` */
    double cost;
    uint32_t who;
} state;

cm_status cm_circle_read(cm_ctx *ctx, const cm_tu *tu, const cm_wedge_params *params, cm_circle *circle)
{
    const cm_vote_node *rule = tu->vote != NULL ? &tu->vote->node[0] : NULL;
    if (rule == NULL || rule->kind != CM_VOTE_THRESHOLD) return cm_fail(ctx, CM_E_DOMAIN, "wedge needs weights and one quota, as a game in weighted form has");
    if (tu->n > CM_WEDGE_MOST) return cm_fail(ctx, CM_E_LIMIT, "a circle of %zu members; wedge takes %d at most", tu->n, CM_WEDGE_MOST);
    *circle = (cm_circle){ .n = tu->n, .weight = rule->weight, .need = rule->total - rule->quota + 1 };
    for (size_t i = 0; i < tu->n; i++) {
        circle->surplus[i] = params->surplus.count > 0 ? params->surplus.at[i] : params->total / (double)tu->n;
        circle->total += circle->surplus[i];
    }
    return CM_OK;
}

/* Both lists are sorted by cost and by weight at once; what costs more and weighs no more is left out. */
static size_t merge(const state *list, size_t count, const cm_circle *circle, size_t i, double cost, state *out)
{
    size_t a = 0, b = 0, used = 0;
    while (a < count || b < count) {
        state with = { 0, 0, 0 }, next;
        if (b < count) {
            with = list[b];
            with.weight = with.weight + circle->weight[i] < circle->need ? with.weight + circle->weight[i] : circle->need;
            with.cost += cost;
            with.who |= 1u << i;
        }
        if (b >= count || (a < count && list[a].cost <= with.cost)) next = list[a++];
        else {
            next = with;
            b++;
        }
        if (used > 0 && next.weight <= out[used - 1].weight) continue;
        if (used > 0 && next.cost <= out[used - 1].cost) used--;
        if (used == ROOM) return ROOM + 1;
        out[used++] = next;
        if (next.weight == circle->need) break;
    }
    return used;
}

cm_status cm_circle_split(cm_ctx *ctx, const cm_circle *circle, const double *cost, double *least, uint32_t *who)
{
    cm_arena scratch = { NULL };
    size_t room = circle->n < 20 ? (size_t)1 << circle->n : ROOM, count = 1;
    state *now = CM_NEW(ctx, &scratch, room + 1, state), *next = CM_NEW(ctx, &scratch, room + 1, state), *swap;
    cm_status status = CM_OK;
    if (now == NULL || next == NULL) CM_LEAVE(ctx->status);
    now[0] = (state){ 0, 0, 0 };
    for (size_t i = 0; i < circle->n; i++) {
        if (circle->weight[i] == 0) continue;
        count = merge(now, count, circle, i, fmax(0, cost[i]), next);
        if (count > ROOM) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "%zu members split in more than %d efficient ways: round their weights or their surpluses", circle->n, ROOM));
        swap = now;
        now = next;
        next = swap;
    }
    *least = now[count - 1].cost;
    *who = now[count - 1].who;
out:
    cm_arena_free(&scratch);
    return status;
}
