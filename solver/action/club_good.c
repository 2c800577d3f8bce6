/* club_good.c: a good that its users share the cost of, and can keep others from.
 *
 * n who might join; in a club of k each member has
 *   u(k) = f(k) + exchange (k - 1) - entry - fixed / k,   f(k) = benefit (m / base)^-rivalry,   m = k + spill (n - k):
 * a facility that its m users crowd, what each other member brings (or takes, where it is below 0), what joining costs, and an equal part
 * of a fixed cost.  Outsiders use the facility by a share `spill`, which they cannot be kept from: spill f(k).  rivalry 0 and spill 0: a club good; 0 and 1: a public good; 1 and
 * 1: a common pool; 1 and 0: a private good.
 *
 * Summary: smallest (least k whose members gain at all; 0: none), entry_size (from there outsiders join while u(k + 1) is more than they have outside),
 * best_size and best_gain (most for a member), world_size and world_gain (most for all n together, as a mean), size (`size`, or the entry size), gain and outside (of
 * a member and an outsider at that size), stable (does nobody leave and nobody join there?), all_gain (of a member if all n are in).
 * Table: sizes (size, inside, outside, mean), up to 50 and a few beyond.
 * Cost: n.
 * Fails with: CM_E_INPUT for a size above the number of members; CM_E_MEMORY.
 * Source: J. M. Buchanan, "An economic theory of clubs", Economica 32 (1965) 1-14; stable sizes: C. d'Aspremont, A. Jacquemin, J. J.
 * Gabszewicz, J. A. Weymark, "On the stability of collusive price leadership", Canadian Journal of Economics 16 (1983) 17-25. */
#include "solver/action/people.h"
#include "solver/concept.h"

enum { LISTED = 50 };

typedef struct club_params {
    long members, size;
    double benefit, base, rivalry, exchange, entry, fixed, spill;
} club_params;

/* What the facility is worth to who uses all of it. */
static double facility(const club_params *p, long k)
{
    return cm_people_share(p->benefit, p->base, p->rivalry, (double)k + p->spill * (double)(p->members - k));
}

static double inside(const club_params *p, long k)
{
    double size = (double)k;
    return k < 1 ? 0 : facility(p, k) + p->exchange * (size - 1) - p->entry - p->fixed / size;
}

static double outside(const club_params *p, long k)
{
    return k < 1 ? 0 : p->spill * facility(p, k);
}

static double mean_of(const club_params *p, long k)
{
    double n = (double)p->members, in = (double)k / n;
    return in * inside(p, k) + (1 - in) * outside(p, k);
}

/* What a number is compared with. */
static double scale_of(const club_params *p)
{
    return p->benefit * fmax(1, pow(p->base, p->rivalry)) + fabs(p->exchange) * (double)p->members + p->entry + p->fixed;
}

typedef struct found {
    long smallest, entry, best, world;
} found;

static found find(const club_params *p, double slack)
{
    found f = { 0, 0, 1, 0 };
    for (long k = 1; k <= p->members; k++) {
        if (f.smallest == 0 && inside(p, k) > slack) f.smallest = k;
        if (inside(p, k) > inside(p, f.best) + slack) f.best = k;
        if (mean_of(p, k) > mean_of(p, f.world) + slack) f.world = k;
    }
    f.entry = f.smallest;
    while (f.entry > 0 && f.entry < p->members && inside(p, f.entry + 1) > outside(p, f.entry) + slack) f.entry++;
    return f;
}

static bool stable_at(const club_params *p, long k, double slack)
{
    bool stays = k == 0 || inside(p, k) >= outside(p, k - 1) - slack, waits = k == p->members || inside(p, k + 1) <= outside(p, k) + slack;
    return stays && waits;
}

static bool listed(const club_params *p, long k, long size)
{
    return k <= LISTED || k == 100 || k == 193 || k == 500 || k == p->members || k == size;
}

static cm_status print(cm_ctx *ctx, const club_params *p, const found *f, long size, cm_result *result)
{
    static const char *const columns[] = { "size", "inside", "outside", "mean", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (long k = 1; k <= p->members; k++) {
        if (listed(p, k, size)) CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer(k), cm_number(inside(p, k)), k < p->members ? cm_number(outside(p, k)) : cm_none(), cm_number(mean_of(p, k)) }));
    }
    CM_TRY(cm_result_set(ctx, result, "smallest", cm_integer(f->smallest)));
    CM_TRY(cm_result_set(ctx, result, "entry_size", cm_integer(f->entry)));
    CM_TRY(cm_result_set(ctx, result, "best_size", cm_integer(f->best)));
    CM_TRY(cm_result_set(ctx, result, "best_gain", cm_number(inside(p, f->best))));
    CM_TRY(cm_result_set(ctx, result, "world_size", cm_integer(f->world)));
    CM_TRY(cm_result_set(ctx, result, "world_gain", cm_number(mean_of(p, f->world))));
    CM_TRY(cm_result_set(ctx, result, "size", cm_integer(size)));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_number(inside(p, size))));
    CM_TRY(cm_result_set(ctx, result, "outside", cm_number(outside(p, size))));
    CM_TRY(cm_result_set(ctx, result, "stable", cm_truth(stable_at(p, size, ctx->tol.abs * scale_of(p)))));
    CM_TRY(cm_result_set(ctx, result, "all_gain", cm_number(inside(p, p->members))));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const club_params *p, const found *f, cm_result *result)
{
    char *text;
    cm_status status = CM_OK;
    if (f->smallest == 0) return cm_result_note(ctx, result, "Whatever its size, nobody gains by being in it: there is no club.");
    text = f->smallest > 1 ? cm_format(ctx, result->arena, "It takes %ld at once to begin: fewer do not gain. Then others join up to %ld; members do best at %ld.", f->smallest, f->entry, f->best)
                           : cm_format(ctx, result->arena, "One can begin alone, and others join up to %ld; members do best at %ld.", f->entry, f->best);
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (f->entry > f->best) CM_TRY(cm_result_note(ctx, result, "Open to all the club grows beyond what is best for its members: they would close it, where they can keep others out."));
    if (f->world > f->entry) CM_TRY(cm_result_note(ctx, result, "For all together it should be larger than it becomes by itself: who stays out leaves its part of the cost to the others."));
    if (f->best < p->members) CM_TRY(cm_result_note(ctx, result, "Those outside may found further clubs; that is not counted here."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const club_params *p = params;
    found f;
    cm_status status;
    (void)game;
    if (p->size > p->members) return cm_fail(ctx, CM_E_INPUT, "club-good: a club of %ld of %ld members", p->size, p->members);
    f = find(p, ctx->tol.abs * scale_of(p));
    CM_TRY(print(ctx, p, &f, p->size > 0 ? p->size : f.entry, result));
    CM_TRY(say(ctx, p, &f, result));
out:
    return status;
}

/* --- the certificate: members come in one by one; what all have is added up, and every size is held against the printed ones --- */

typedef struct club {
    double in, out, before_out;          /* of a member and an outsider at this size; of an outsider at the size before */
    double pairs, facility;
} club;

static void enter(const club_params *p, long k, club *c)
{
    double n = (double)k, all;
    c->before_out = k > 1 ? c->out : 0;
    c->pairs += 2 * p->exchange * (n - 1);                       /* the newcomer with each, both ways */
    c->facility = p->benefit * exp(-p->rivalry * log(((1 - p->spill) * n + p->spill * (double)p->members) / p->base));
    all = n * c->facility + c->pairs - n * p->entry - p->fixed;
    c->in = all / n;
    c->out = p->spill * c->facility;
}

static cm_status check_size(cm_ctx *ctx, const club_params *p, const cm_result *result, long k, const club *c, double slack)
{
    double smallest = cm_reread_get(result, "smallest"), entry = cm_reread_get(result, "entry_size"), n = (double)p->members, size = (double)k, mean = (size * c->in + (n - size) * c->out) / n;
    const cm_value *stable = cm_result_get(result, "stable");
    cm_status status = CM_OK;
    bool here = (long)cm_reread_get(result, "size") == k, next = (long)cm_reread_get(result, "size") == k - 1 && k > 1;
    if ((size < smallest || smallest < 1) && c->in > 2 * slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: members of a club of %ld gain %.6g", k, c->in);
    if ((long)smallest == k && !(c->in > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: members of a club of %ld do not gain", k);
    if (smallest >= 1 && size > smallest && size <= entry && !(c->in > c->before_out)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: nobody joins as the %ld-th", k);
    if (smallest >= 1 && size > entry && size < entry + 1.5 && c->in > c->before_out + 2 * slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a %ld-th joins", k);
    if (c->in > cm_reread_get(result, "best_gain") + 2 * slack || mean > cm_reread_get(result, "world_gain") + 2 * slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a club of %ld is better", k);
    if ((long)cm_reread_get(result, "best_size") == k) CM_TRY(cm_said_near(ctx, result, "best_gain", c->in, scale_of(p)));
    if ((long)cm_reread_get(result, "world_size") == k) CM_TRY(cm_said_near(ctx, result, "world_gain", mean, scale_of(p)));
    if (here) CM_TRY(cm_said_near(ctx, result, "gain", c->in, scale_of(p)));
    if (here) CM_TRY(cm_said_near(ctx, result, "outside", c->out, scale_of(p)));
    if ((here && stable->as.truth && c->in < c->before_out - 2 * slack) || (next && stable->as.truth && c->in > c->before_out + 2 * slack)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a club of %g is not stable", cm_reread_get(result, "size")));
    if (k == p->members) CM_TRY(cm_said_near(ctx, result, "all_gain", c->in, scale_of(p)));
out:
    return status;
}

/* A club that is said not to be stable loses or takes in somebody. */
static cm_status check_moves(cm_ctx *ctx, const cm_result *result, bool moves)
{
    const cm_value *stable = cm_result_get(result, "stable");
    if (stable->as.truth || moves) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: nobody leaves a club of %g and nobody joins", cm_reread_get(result, "size"));
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const club_params *p = params;
    const cm_table *table = cm_result_find(result, "sizes");
    const cm_value *stable = cm_result_get(result, "stable");
    double slack = ctx->tol.abs * scale_of(p), n = (double)p->members, size = cm_reread_get(result, "size");
    club c = { .in = 0 };
    size_t row = 0;
    bool moves = false;
    cm_status status = CM_OK;
    (void)game;
    if (table == NULL || stable == NULL || stable->kind != CM_TRUTH) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the sizes are missing");
    if (!(size >= 0 && size <= n) || (p->size > 0 ? (long)size != p->size : (long)size != (long)cm_reread_get(result, "entry_size"))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a club of %g was not asked for", size);
    if (!(cm_reread_get(result, "smallest") >= 0 && cm_reread_get(result, "entry_size") >= cm_reread_get(result, "smallest") && cm_reread_get(result, "entry_size") <= n && (cm_reread_get(result, "smallest") > 0 || cm_reread_get(result, "entry_size") < 1)) || !(cm_reread_get(result, "best_size") >= 1 && cm_reread_get(result, "best_size") <= n) || !(cm_reread_get(result, "world_size") >= 0 && cm_reread_get(result, "world_size") <= n)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: sizes that are none");
    for (long k = 1; k <= p->members; k++) {
        enter(p, k, &c);
        CM_TRY(check_size(ctx, p, result, k, &c, slack));
        moves = moves || ((long)size == k && c.in < c.before_out) || ((long)size == k - 1 && c.in > c.before_out);
        if (row < table->nrows && (long)cm_reread_cell(table, row, "size") == k) {
            CM_TRY(cm_said_cell(ctx, table, row, "inside", c.in, scale_of(p)));
            CM_TRY(cm_said_cell(ctx, table, row, "outside", k < p->members ? c.out : NAN, scale_of(p)));
            CM_TRY(cm_said_cell(ctx, table, row++, "mean", ((double)k * c.in + (n - (double)k) * c.out) / n, scale_of(p)));
        }
    }
    if (row != table->nrows) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the sizes is none", row + 1));
    if (cm_reread_get(result, "world_size") < 1) CM_TRY(cm_said_near(ctx, result, "world_gain", 0, scale_of(p)));
    if (size < 1) CM_TRY(cm_said_near(ctx, result, "gain", 0, scale_of(p)));
    if (size < 1) CM_TRY(cm_said_near(ctx, result, "outside", 0, scale_of(p)));
    CM_TRY(check_moves(ctx, result, moves));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(club_params, members), .fallback = 20, .low = 1, .high = CM_ACTION_MOST,
      .about = "How many might join.", .about_zh = "可能加入的成员数。" },
    { .name = "size", .kind = CM_PARAM_INTEGER, .offset = offsetof(club_params, size), .fallback = 0, .low = 0, .high = CM_ACTION_MOST,
      .about = "The size that is looked at; 0: the one that entry leads to.", .about_zh = "所考察的俱乐部规模；0 表示自由加入所达到的规模。" },
    { .name = "benefit", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, benefit), .fallback = 1, .low = 0, .high = 1000000,
      .about = "What the facility is worth to each of `base` users.", .about_zh = "有 base 个使用者时设施对每个使用者的价值。" },
    { .name = "base", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, base), .fallback = 1, .low = 1, .high = 1000,
      .about = "The number of users at which `benefit` holds whatever the rivalry.", .about_zh = "无论竞用性如何，benefit 所对应的使用者数。" },
    { .name = "rivalry", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, rivalry), .fallback = 0, .low = 0, .high = 2,
      .about = "How far users crowd each other: each of m has benefit (m / base)^-rivalry of the facility.", .about_zh = "使用者之间的拥挤程度：有 m 个使用者时每人得 benefit (m / base)^-rivalry。" },
    { .name = "exchange", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, exchange), .fallback = 0, .low = -1000000, .high = 1000000,
      .about = "What each other member brings to a member besides: practice, trade; below 0 it takes.", .about_zh = "每个其他成员另外带来的收益，如经验或贸易；负值表示损失。" },
    { .name = "entry", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, entry), .fallback = 0, .low = 0, .high = 1000000,
      .about = "What being a member costs each.", .about_zh = "每个成员自身的加入成本。" },
    { .name = "fixed", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, fixed), .fallback = 2, .low = 0, .high = 1000000,
      .about = "What the facility costs, shared by the members in equal parts.", .about_zh = "设施的固定成本，由成员平均分担。" },
    { .name = "spill", .kind = CM_PARAM_NUMBER, .offset = offsetof(club_params, spill), .fallback = 0, .low = 0, .high = 1,
      .about = "Which share of the facility's benefit outsiders cannot be kept from: 0 a club, 1 a good that all have.", .about_zh = "无法阻止外部者享用的份额：0 为可排他的俱乐部，1 为人人可享。" },
};

static const char *const summary_names[] = { "smallest", "entry_size", "best_size", "best_gain", "world_size", "world_gain", "size", "gain", "outside", "stable", "all_gain", NULL };

extern const cm_concept cm_concept_club_good;
const cm_concept cm_concept_club_good = {
    .name = "club-good",
    .title = "A club and its size", .title_zh = "俱乐部物品及其规模",
    .about = "How many it takes to begin a club, how far it grows, and which size is best for its members and for all, by how users crowd each other and whether others can be kept out.",
    .about_zh = "创立俱乐部至少需要多少成员、它会扩大到多大、何种规模对成员和整体最有利；取决于拥挤程度以及能否排除外部者。",
    .formula = "u(k) = f(k) + e (k - 1) - c - F / k, f(k) = b ((k + spill (n - k)) / base)^-rivalry; outside: spill f(k); entry while u(k + 1) > outside(k)",
    .source = "J. M. Buchanan, \"An economic theory of clubs\", Economica 32 (1965) 1-14; C. d'Aspremont, A. Jacquemin, J. J. Gabszewicz, J. A. Weymark, \"On the stability of collusive price leadership\", "
              "Canadian Journal of Economics 16 (1983) 17-25",
    .certificate = "members come in one by one and what all have is added up: no other size is better than those printed as best, and nobody joins or leaves but as printed",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(club_params),
    .run = run,
    .check = check,
};
