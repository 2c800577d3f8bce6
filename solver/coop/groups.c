/* groups.c: the concept `hedonic`: which divisions into groups nobody wants to leave.
 *
 * A partition is core-stable when no set of players would all rather be a group of their own; Nash-stable when
 * nobody would rather be in another of its groups, or alone; individually stable when nobody would rather be in
 * another group whose members do not mind, or alone.  Rather means strictly: indifference never moves anybody.
 * Any of the three may not exist.
 *
 * How: all partitions as restricted growth strings (player i goes into one of the groups so far, or the next);
 * whole numbers where the file's decimals allow it, so that ties are exact.
 *
 * Fails with: CM_E_LIMIT for more than 10 players; CM_E_INTERRUPT; CM_E_MEMORY.  Cost: O(B(n) 2^n), where
 * B(10) = 115 975.
 * Source: A. Bogomolnaia, M. O. Jackson, "The stability of hedonic coalition structures", Games and Economic
 * Behavior 38 (2002) 201-230; S. Banerjee, H. Konishi, T. Sonmez, "Core in a simple coalition formation game",
 * Social Choice and Welfare 18 (2001) 135-153. */
#include "solver/coop/groups.h"

#include <math.h>
#include <string.h>

#include "solver/base/multiples.h"
#include "solver/concept.h"
#include "solver/coop/partition.h"

enum { CORE = 1, NASH = 2, INDIVIDUAL = 4 };

typedef struct partition {
    uint32_t group[CM_GROUPS_MOST];
    size_t count;
    int stable;                          /* which of the three */
    double welfare;                      /* in units */
} partition;

typedef struct search {
    const cm_groups *g;
    partition *row;                      /* the first stable ones, `most` of them */
    size_t rows, most, looked;
    int64_t stable, core, nash, individual, ties;
    partition best;
    const cm_ctx *ctx;
} search;

cm_status cm_groups_weigh(cm_ctx *ctx, cm_arena *arena, const cm_hedonic *game, cm_groups *groups)
{
    size_t n = game->n, given = game->likes != NULL ? n * n : n << n;
    double *number = CM_NEW(ctx, arena, given, double), scale = 0;
    cm_hedonic whole = *game;
    bool fits = false;
    cm_status status = CM_OK;
    groups->n = n;
    groups->unit = 1;
    groups->u = CM_NEW(ctx, arena, n << n, double);
    if (number == NULL || groups->u == NULL) return ctx->status;
    memcpy(number, game->likes != NULL ? game->likes : game->value, given * sizeof *number);
    if (game->exact) status = cm_multiples_of(ctx, game->likes != NULL ? game->likes : game->value, given, n * n, number, &groups->unit, &fits);
    if (status != CM_OK) return status;
    if (whole.likes != NULL) whole.likes = number;
    else whole.value = number;
    for (uint32_t s = 1; s < 1u << n; s++) {
        for (size_t i = 0; i < n; i++) {
            if (!(s >> i & 1u)) continue;
            groups->u[s * n + i] = cm_hedonic_value(&whole, i, s);
            scale = fmax(scale, fabs(groups->u[s * n + i]));
        }
    }
    groups->edge = fits ? 0 : ctx->tol.abs * scale;
    return CM_OK;
}

/* Does everybody in S prefer it to its own group? */
static bool blocks(const cm_groups *g, uint32_t s, const double *now)
{
    for (uint32_t rest = s; rest != 0; rest &= rest - 1) {
        size_t i = (size_t)__builtin_ctz(rest);
        if (!(g->u[s * g->n + i] > now[i] + g->edge)) return false;
    }
    return true;
}

/* A blocking coalition of the fewest players, the first of those; 0 when there is none. */
static uint32_t smallest_block(const cm_groups *g, const double *now)
{
    uint32_t found = 0;
    for (uint32_t s = 1; s < 1u << g->n; s++) {
        if ((found == 0 || __builtin_popcount(s) < __builtin_popcount(found)) && blocks(g, s, now)) found = s;
    }
    return found;
}

static bool minds(const cm_groups *g, uint32_t host, uint32_t with)
{
    for (uint32_t rest = host; rest != 0; rest &= rest - 1) {
        size_t j = (size_t)__builtin_ctz(rest);
        if (g->u[with * g->n + j] < g->u[host * g->n + j] - g->edge) return true;
    }
    return false;
}

/* Nash and individual stability: one player's moves to another group, or to none. */
static int moves(const cm_groups *g, const partition *p, const double *now)
{
    int stable = NASH | INDIVIDUAL;
    for (size_t i = 0; i < g->n && stable != 0; i++) {
        for (size_t k = 0; k <= p->count; k++) {
            uint32_t host = k < p->count ? p->group[k] : 0, with = host | 1u << i;
            if (with == host || !(g->u[with * g->n + i] > now[i] + g->edge)) continue;
            stable &= ~NASH;
            if (!minds(g, host, with)) stable &= ~INDIVIDUAL;
        }
    }
    return stable;
}

static void stand(const cm_groups *g, const partition *p, double *now, double *welfare)
{
    *welfare = 0;
    for (size_t k = 0; k < p->count; k++) {
        for (uint32_t rest = p->group[k]; rest != 0; rest &= rest - 1) {
            size_t i = (size_t)__builtin_ctz(rest);
            now[i] = g->u[p->group[k] * g->n + i];
            *welfare += now[i];
        }
    }
}

static void look(search *s, partition *p)
{
    const cm_groups *g = s->g;
    double now[CM_GROUPS_MOST], edge = g->edge * (double)g->n;
    bool blocked = false;
    stand(g, p, now, &p->welfare);
    p->stable = moves(g, p, now);
    for (uint32_t c = 1; c < 1u << g->n && !blocked; c++) blocked = blocks(g, c, now);
    if (!blocked) p->stable |= CORE;
    s->core += (p->stable & CORE) != 0;
    s->nash += (p->stable & NASH) != 0;
    s->individual += (p->stable & INDIVIDUAL) != 0;
    if (p->stable != 0 && ++s->stable <= (int64_t)s->most) s->row[s->rows++] = *p;
    if (s->looked == 0 || p->welfare > s->best.welfare + edge) {
        s->best = *p;
        s->ties = 1;
    } else if (!(p->welfare < s->best.welfare - edge)) {
        s->ties++;
    }
    s->looked++;
}

/* Player i into each of the groups so far, and into a new one. */
static void grow(search *s, partition *p, size_t i)
{
    if (cm_stopped(s->ctx)) return;
    if (i == s->g->n) {
        look(s, p);
        return;
    }
    for (size_t k = 0; k < p->count; k++) {
        p->group[k] |= 1u << i;
        grow(s, p, i + 1);
        p->group[k] &= ~(1u << i);
    }
    p->group[p->count++] = 1u << i;
    grow(s, p, i + 1);
    p->count--;
}

static cm_status print_row(cm_ctx *ctx, const cm_hedonic *game, const search *s, const partition *p, cm_result *result, cm_table *table)
{
    cm_value row[] = { cm_text(cm_partition_text(ctx, result->arena, game->player, p->group, p->count)), cm_truth((p->stable & CORE) != 0),
                       cm_truth((p->stable & NASH) != 0), cm_truth((p->stable & INDIVIDUAL) != 0), cm_number(p->welfare / s->g->unit) };
    return row[0].as.text == NULL ? ctx->status : cm_table_row(ctx, result, table, row);
}

/* Who would leave this partition together, and what each gains by it. */
static cm_status print_block(cm_ctx *ctx, const cm_hedonic *game, const cm_groups *g, const partition *p, cm_result *result, cm_table *table)
{
    double now[CM_GROUPS_MOST], welfare;
    uint32_t s;
    cm_status status = CM_OK;
    stand(g, p, now, &welfare);
    s = smallest_block(g, now);
    for (size_t i = 0; i < g->n && s != 0 && status == CM_OK; i++) {
        cm_value row[] = { cm_text(cm_partition_text(ctx, result->arena, game->player, p->group, p->count)),
                           cm_text(cm_partition_text(ctx, result->arena, game->player, &s, 1)), cm_text(game->player[i]), cm_number(now[i] / g->unit),
                           cm_number(g->u[s * g->n + i] / g->unit) };
        if (!(s >> i & 1u)) continue;
        if (row[0].as.text == NULL || row[1].as.text == NULL) return ctx->status;
        status = cm_table_row(ctx, result, table, row);
    }
    return status;
}

static cm_status explain(cm_ctx *ctx, const search *s, cm_result *result)
{
    cm_status status = CM_OK;
    if (s->core == 0) {
        CM_TRY(cm_result_note(ctx, result, "However the players are divided, some of them would all rather leave and be a group of their own: no partition is core-stable."));
    }
    if (s->nash == 0) CM_TRY(cm_result_note(ctx, result, "However the players are divided, somebody would rather be in another group, or alone: no partition is Nash-stable."));
    if (s->stable > (int64_t)s->most) {
        char *text = cm_format(ctx, result->arena, "%lld partitions are stable in one of the three ways; the first %zu are listed.", (long long)s->stable, s->most);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (s->ties > 1) {
        char *text = cm_format(ctx, result->arena, "%lld partitions have the greatest total value; one of them is shown.", (long long)s->ties);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
out:
    return status;
}

static cm_status print(cm_ctx *ctx, const cm_hedonic *game, const search *s, cm_result *result)
{
    static const char *const columns[] = { "partition", "core", "nash", "individual", "welfare", NULL };
    static const char *const why[] = { "partition", "coalition", "player", "has", "would_have", NULL };
    partition grand = { .group = { (1u << game->n) - 1 }, .count = 1 };
    bool listed = false;
    cm_table *table, *block;
    cm_status status = CM_OK;
    CM_TRY(cm_result_set(ctx, result, "core_stable", cm_integer(s->core)));
    CM_TRY(cm_result_set(ctx, result, "nash_stable", cm_integer(s->nash)));
    CM_TRY(cm_result_set(ctx, result, "individually_stable", cm_integer(s->individual)));
    CM_TRY(cm_result_set(ctx, result, "welfare", cm_number(s->best.welfare / s->g->unit)));
    CM_TRY(cm_result_table(ctx, result, "partitions", columns, &table));
    for (size_t r = 0; r < s->rows; r++) {
        CM_TRY(print_row(ctx, game, s, &s->row[r], result, table));
        listed = listed || (s->row[r].count == s->best.count && memcmp(s->row[r].group, s->best.group, s->best.count * sizeof(uint32_t)) == 0);
    }
    if (!listed) CM_TRY(print_row(ctx, game, s, &s->best, result, table));
    CM_TRY(cm_result_table(ctx, result, "blocks", why, &block));
    CM_TRY(print_block(ctx, game, s->g, &grand, result, block));
    if (s->best.count > 1) CM_TRY(print_block(ctx, game, s->g, &s->best, result, block));
    CM_TRY(explain(ctx, s, result));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_hedonic *hedonic = &game->as.hedonic;
    cm_arena scratch = { NULL };
    cm_groups groups;
    partition p = { .count = 0 };
    search s = { .g = &groups, .most = (size_t)((const cm_groups_params *)params)->most, .ctx = ctx };
    cm_status status = CM_OK;
    if (hedonic->n > CM_GROUPS_MOST) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu players can be divided into groups in too many ways to look at each; %d players are the most", hedonic->n, CM_GROUPS_MOST);
    }
    CM_TRY(cm_groups_weigh(ctx, &scratch, hedonic, &groups));
    s.row = CM_NEW(ctx, &scratch, s.most, partition);
    if (s.row == NULL) CM_LEAVE(ctx->status);
    grow(&s, &p, 0);
    if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "stopped after %zu partitions", s.looked));
    CM_TRY(print(ctx, hedonic, &s, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "core_stable", "nash_stable", "individually_stable", "welfare", NULL };
static const cm_param params_of[] = {
    { "most", CM_PARAM_INTEGER, offsetof(cm_groups_params, most), 50, 1, 200000, NULL, "How many stable partitions are listed at most.", "最多列出多少个稳定划分。" },
};

extern const cm_concept cm_concept_hedonic;
const cm_concept cm_concept_hedonic = {
    .name = "hedonic",
    .title = "Stable groups",
    .title_zh = "稳定的群体划分",
    .about = "Which divisions of the players into groups last, when each cares only about who is in its own group, and which has the greatest total value.",
    .about_zh = "当每个行为体只在意自己所在群体的成员时，哪些群体划分能够维持，哪一种划分的总价值最大。",
    .formula = "core: no S with u_i(S) > u_i(group of i) for all i in S; Nash: no i and group S (or none) with u_i(S + i) > u_i(group of i); "
               "individual: no such i and S where u_j(S + i) >= u_j(S) for all j in S",
    .source = "A. Bogomolnaia, M. O. Jackson, \"The stability of hedonic coalition structures\", Games and Economic Behavior 38 (2002) 201-230",
    .certificate = "all partitions are walked through again in another way, with the sets of groups that each player prefers: the counts, the greatest value and every "
                   "printed partition agree, and each coalition that is said to block gains as printed",
    .summary = summary_names,
    .takes = CM_GAME_HEDONIC,
    .param = params_of, .nparams = 1, .params_size = sizeof(cm_groups_params),
    .run = run,
    .check = cm_groups_check,
};
