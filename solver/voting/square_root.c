/* square_root.c: votes in proportion to the square roots of populations, so that every citizen counts alike.
 *
 * Definition: in a vote of N citizens who toss coins each decides with a chance that falls as 1 / sqrt(N).  Where every member of
 * a council casts the vote of its majority, citizens are equally powerful when the members' Banzhaf indices are proportional to the roots.
 * Weights w_i = sqrt(N_i) / sum sqrt(N_j) do nearly that at the quota (1 + sqrt(sum w_i^2)) / 2 (Slomczynski and Zyczkowski).
 *
 * Weights are rounded to `votes` in all.  The distribution of the sum of the votes in favour, and for each member without it (by dividing its
 * factor out again), gives all Banzhaf indices at all quotas at once, and so the quota with the least
 *   deviation = sqrt(sum (b_i - w_i)^2),  b normalised.
 * The same for the venue's own rule: one threshold in this way, others over profiles of kinds.
 *
 * Summary: optimal_quota (the formula's share), votes_needed, deviation, best_quota (share), best_deviation, own_deviation, effective_members (1 /
 * sum w_i^2), power_to_act (under the formula's quota).  Tables: members (player, population, share, votes, banzhaf, absolute, own, own_to_share), quotas
 * (quota, deviation; from 50 to 80 per cent).
 * Fails with: CM_E_INPUT for a vote without names or populations of 0 alone; CM_E_MEMORY, CM_E_INTERRUPT.  Cost: O(n votes).
 * Source: L. S. Penrose, "The elementary statistics of majority voting", Journal of the Royal Statistical Society 109 (1946) 53-57;
 * W. Slomczynski, K. Zyczkowski, "Penrose voting system and optimal quota", Acta Physica Polonica B 37 (2006) 3133-3143. */
#include "solver/voting/square_root.h"

#include <math.h>
#include <string.h>

cm_status cm_root_weights(cm_ctx *ctx, const cm_root_params *params, size_t n, double *share, int64_t *vote, int64_t *total)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += share[i] = sqrt(params->population.count > 0 ? params->population.at[i] : 1);
    if (!(sum > 0)) return cm_fail(ctx, CM_E_INPUT, "all %zu populations are 0: nobody is to be represented", n);
    *total = 0;
    for (size_t i = 0; i < n; i++) {
        share[i] /= sum;
        vote[i] = (int64_t)llround(share[i] * (double)params->votes);
        *total += vote[i];
    }
    return CM_OK;
}

int64_t cm_root_quota(double share, int64_t total)
{
    int64_t quota = (int64_t)ceil(share * (double)total);
    return quota < 1 ? 1 : quota > total ? total : quota;
}

bool cm_root_own(const cm_kinds *kinds, bool *one)
{
    const cm_vote_node *root = &kinds->vote->node[0];
    *one = root->kind == CM_VOTE_THRESHOLD && root->total <= CM_ROOT_TOTAL;
    return *one || kinds->profiles <= CM_ROOT_PROFILES;
}

/* chance[s]: of votes s in favour, each member with even chance; 0 .. total. */
static void distribution(const int64_t *vote, size_t n, int64_t total, double *chance)
{
    int64_t top = 0;
    memset(chance, 0, ((size_t)total + 1) * sizeof *chance);
    chance[0] = 1;
    for (size_t i = 0; i < n; i++) {
        top += vote[i];
        for (int64_t s = top; s >= 0; s--) chance[s] = (chance[s] + (s >= vote[i] ? chance[s - vote[i]] : 0)) / 2;
    }
}

/* below[s + 1]: the chance of at most s votes without a member of w > 0 votes: its factor divided out. */
static void without(const double *chance, int64_t total, int64_t w, double *rest, double *below)
{
    below[0] = 0;
    for (int64_t s = 0; s <= total; s++) {
        rest[s] = s > total - w ? 0 : 2 * chance[s] - (s >= w ? rest[s - w] : 0);
        below[s + 1] = below[s] + rest[s];
    }
}

/* The chance that without the member the votes fall short of the quota by no more than its own. */
static double swing(const double *below, int64_t quota, int64_t w)
{
    double chance = below[quota] - below[quota > w ? quota - w : 0];
    return chance > 0 ? chance : 0;
}

typedef struct work {
    cm_ctx *ctx;
    size_t n;
    double *share, *banzhaf, *own;
    int64_t *vote, total;
    double *chance, *rest, *below;
    double *sum, *square, *product;      /* over members, by quota: of b, b^2, b w */
    double squares;                      /* of the shares */
} work;

static double deviation_at(const work *w, int64_t q)
{
    double s = w->sum[q], d = s > 0 ? w->square[q] / (s * s) - 2 * w->product[q] / s + w->squares : w->squares;
    return sqrt(fmax(0, d));
}

/* All quotas in one pass over the members. */
static cm_status all_quotas(work *w, int64_t quota)
{
    distribution(w->vote, w->n, w->total, w->chance);
    for (size_t i = 0; i < w->n; i++) {
        if (cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "stopped among the members");
        if (w->vote[i] == 0) continue;
        without(w->chance, w->total, w->vote[i], w->rest, w->below);
        for (int64_t q = 1; q <= w->total; q++) {
            double b = swing(w->below, q, w->vote[i]);
            w->sum[q] += b;
            w->square[q] += b * b;
            w->product[q] += b * w->share[i];
        }
        w->banzhaf[i] = swing(w->below, quota, w->vote[i]);
    }
    return CM_OK;
}

/* Absolute indices under the venue's own rule. */
typedef struct profiles {
    const cm_kinds *kinds;
    cm_tally tally;
    size_t *took;
    double *power;                       /* by kind */
} profiles;

/* A winning profile with a kind without one of which it loses: each of that kind's members in it decides. */
static void scan(profiles *p, size_t j, double chance)
{
    size_t size;
    if (j == p->kinds->count) {
        for (size_t k = 0; cm_tally_wins(&p->tally) && k < j; k++) {
            size_t i = p->kinds->member[p->kinds->first[k]];
            if (p->took[k] == 0) continue;
            cm_tally_add(&p->tally, i, -1);
            if (!cm_tally_wins(&p->tally)) p->power[k] += 2 * chance * (double)p->took[k] / (double)cm_kinds_size(p->kinds, k);
            cm_tally_add(&p->tally, i, 1);
        }
        return;
    }
    size = cm_kinds_size(p->kinds, j);
    chance = ldexp(chance, -(int)size);
    for (size_t k = 0; k <= size; k++) {
        p->took[j] = k;
        scan(p, j + 1, chance);
        chance = chance * (double)(size - k) / (double)(k + 1);
        if (k < size) cm_tally_add(&p->tally, p->kinds->member[p->kinds->first[j]], 1);
    }
    cm_tally_add(&p->tally, p->kinds->member[p->kinds->first[j]], -(int)size);
}

static cm_status own_power(work *w, cm_arena *arena, const cm_kinds *kinds, bool one)
{
    cm_ctx *ctx = w->ctx;
    const cm_vote_node *root = &kinds->vote->node[0];
    profiles p = { .kinds = kinds };
    size_t room = one ? (size_t)root->total + 2 : 1;
    double *chance = CM_NEW(ctx, arena, room, double), *rest = CM_NEW(ctx, arena, room, double), *below = CM_NEW(ctx, arena, room, double);
    cm_status status;
    if (chance == NULL || rest == NULL || below == NULL) return ctx->status;
    if (one) distribution(root->weight, w->n, root->total, chance);
    for (size_t i = 0; one && i < w->n; i++) {
        if (root->weight[i] == 0) continue;
        without(chance, root->total, root->weight[i], rest, below);
        w->own[i] = swing(below, root->quota, root->weight[i]);
    }
    if (one) return CM_OK;
    p.took = CM_NEW(ctx, arena, kinds->count, size_t);
    p.power = CM_NEW(ctx, arena, kinds->count, double);
    if (p.took == NULL || p.power == NULL) return ctx->status;
    CM_TRY(cm_tally_init(ctx, arena, kinds->vote, &p.tally));
    scan(&p, 0, 1);
    for (size_t i = 0; i < w->n; i++) w->own[i] = p.power[kinds->of[i]];
out:
    return status;
}

static double normalised(const double *b, size_t n, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++) sum += b[j];
    return sum > 0 ? b[i] / sum : 0;
}

static cm_status put_members(work *w, const cm_vote *vote, const cm_root_params *params, bool own, cm_result *result)
{
    static const char *const columns[] = { "player", "population", "share", "votes", "banzhaf", "absolute", "own", "own_to_share", NULL };
    cm_ctx *ctx = w->ctx;
    double deviation = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < w->n; i++) {
        double mine = own ? normalised(w->own, w->n, i) : 0;
        cm_value row[] = { cm_text(vote->player[i]), cm_number(params->population.count > 0 ? params->population.at[i] : 1), cm_number(w->share[i]), cm_integer(w->vote[i]), cm_number(normalised(w->banzhaf, w->n, i)),
                           cm_number(w->banzhaf[i]), own ? cm_number(mine) : cm_none(), own && w->share[i] > 0 ? cm_number(mine / w->share[i]) : cm_none() };
        CM_TRY(cm_table_row(ctx, result, table, row));
        deviation += (mine - w->share[i]) * (mine - w->share[i]);
    }
    CM_TRY(cm_result_set(ctx, result, "own_deviation", own ? cm_number(sqrt(deviation)) : cm_none()));
out:
    return status;
}

static cm_status put_quotas(work *w, double optimal, int64_t quota, cm_result *result)
{
    static const char *const columns[] = { "quota", "deviation", NULL };
    cm_ctx *ctx = w->ctx;
    int64_t best = w->total / 2 + 1;
    double acts = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "quotas", columns, &table));
    for (int per_cent = CM_ROOT_FIRST; per_cent <= CM_ROOT_LAST; per_cent++) {
        double share = (double)per_cent / 100;
        cm_value row[] = { cm_number(share), cm_number(deviation_at(w, cm_root_quota(share, w->total))) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    for (int64_t q = best; q <= w->total; q++) {
        if (deviation_at(w, q) < deviation_at(w, best) * (1 - ctx->tol.cert)) best = q;
    }
    for (int64_t s = w->total; s >= quota; s--) acts += w->chance[s];
    CM_TRY(cm_result_set(ctx, result, "optimal_quota", cm_number(optimal)));
    CM_TRY(cm_result_set(ctx, result, "votes_needed", cm_integer(quota)));
    CM_TRY(cm_result_set(ctx, result, "deviation", cm_number(deviation_at(w, quota))));
    CM_TRY(cm_result_set(ctx, result, "best_quota", cm_number((double)best / (double)w->total)));
    CM_TRY(cm_result_set(ctx, result, "best_deviation", cm_number(deviation_at(w, best))));
    CM_TRY(cm_result_set(ctx, result, "effective_members", cm_number(1 / w->squares)));
    CM_TRY(cm_result_set(ctx, result, "power_to_act", cm_number(acts)));
out:
    return status;
}

static cm_status open_work(cm_ctx *ctx, cm_arena *arena, const cm_root_params *params, size_t n, work *w)
{
    cm_status status;
    size_t room;
    *w = (work){ .ctx = ctx, .n = n, .share = CM_NEW(ctx, arena, n, double), .banzhaf = CM_NEW(ctx, arena, n, double), .own = CM_NEW(ctx, arena, n, double), .vote = CM_NEW(ctx, arena, n, int64_t) };
    if (w->share == NULL || w->banzhaf == NULL || w->own == NULL || w->vote == NULL) return ctx->status;
    CM_TRY(cm_root_weights(ctx, params, n, w->share, w->vote, &w->total));
    for (size_t i = 0; i < n; i++) w->squares += w->share[i] * w->share[i];
    room = (size_t)w->total + 2;
    w->chance = CM_NEW(ctx, arena, room, double);
    w->rest = CM_NEW(ctx, arena, room, double);
    w->below = CM_NEW(ctx, arena, room, double);
    w->sum = CM_NEW(ctx, arena, room, double);
    w->square = CM_NEW(ctx, arena, room, double);
    w->product = CM_NEW(ctx, arena, room, double);
    if (w->chance == NULL || w->rest == NULL || w->below == NULL || w->sum == NULL || w->square == NULL || w->product == NULL) CM_LEAVE(ctx->status);
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    cm_tu names;
    work w;
    double optimal;
    int64_t quota;
    bool own, one;
    const char *text;
    cm_status status;
    CM_TRY(cm_voting_names(ctx, vote, &names));
    CM_TRY(open_work(ctx, &scratch, params, vote->n, &w));
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    optimal = (1 + sqrt(w.squares)) / 2;
    quota = cm_root_quota(optimal, w.total);
    CM_TRY(all_quotas(&w, quota));
    own = cm_root_own(&kinds, &one);
    if (own) CM_TRY(own_power(&w, &scratch, &kinds, one));
    CM_TRY(put_quotas(&w, optimal, quota, result));
    CM_TRY(put_members(&w, vote, params, own, result));
    text = cm_format(ctx, result->arena, "With votes in proportion to the roots and a quota of %.4g of all votes, power is nearly as the roots: a citizen counts about as much in each member.", optimal);
    if (text == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_note(ctx, result, text));
    if (!own) CM_TRY(cm_result_note(ctx, result, "The members differ too much to count their power under the venue's own rule here."));
    else CM_TRY(cm_result_note(ctx, result, "own_to_share above 1: under the venue's own rule a citizen of that member counts for more than others do."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "population", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_root_params, population), .fallback = 1, .low = 0, .high = 1e12,
      .about = "How many people each member stands for.", .about_zh = "每个成员所代表的人口。" },
    { .name = "votes", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_root_params, votes), .fallback = 100000, .low = 1000, .high = 1000000,
      .about = "How many votes are handed out in all; weights are rounded to them.", .about_zh = "总票数；权重按此取整。" },
};

static const char *const summary_names[] = { "optimal_quota", "votes_needed", "deviation", "best_quota", "best_deviation", "effective_members", "power_to_act", "own_deviation", NULL };

extern const cm_concept cm_concept_square_root;
const cm_concept cm_concept_square_root = {
    .name = "square-root",
    .title = "Square-root rule",
    .title_zh = "平方根规则",
    .about = "How many votes each member would have, and what quota, for every citizen to count alike; and how far the venue's own rule is from that.",
    .about_zh = "为使每个公民的影响力相同，各成员应有多少票、门槛应为多少；以及该场所现行规则与之相差多远。",
    .formula = "w_i = sqrt(N_i) / sum sqrt(N_j); quota = (1 + sqrt(sum w_i^2)) / 2; deviation = sqrt(sum (b_i - w_i)^2), b the normalised Banzhaf index",
    .source = "L. S. Penrose, \"The elementary statistics of majority voting\", Journal of the Royal Statistical Society 109 (1946) 53-57; W. Slomczynski, K. Zyczkowski, \"Penrose voting system and optimal "
              "quota\", Acta Physica Polonica B 37 (2006) 3133-3143",
    .certificate = "the distribution of the others' votes is built up again without each member; deviations are of the printed powers, and no quota of the table deviates less than the best; the venue's own rule is counted "
                   "coalition by coalition of kinds, or by its votes",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_root_params),
    .run = run,
    .check = cm_square_root_check,
};
