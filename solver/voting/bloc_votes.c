/* bloc_votes.c: voting power when members have agreed beforehand to vote together.
 *
 * Definition: m unions, p members in that of i.  A swing of i is a set H of other unions and a set T of others of
 * its own union with whom it wins and without it they lose; they are counted by h = |H| and t = |T|:
 *   Owen value           = sum of swings(h, t) / (m C(m-1, h) p C(p-1, t)),
 *   Banzhaf-Owen value   = swings / (2^(m-1) 2^(p-1)).
 * With everybody alone these are the Shapley-Shubik and the absolute Banzhaf index.  A union as one voter among unions has the
 * power `together`; what its members had by themselves adds up to `apart`.  It can be less together: the paradox of size.
 *
 * Summary: unions, power_to_act (with unions: winning sets of unions / 2^m), power_to_act_apart, largest_gain, largest_loss (of together less apart).
 * Tables: power (player, union, owen, exact, shapley_shubik, banzhaf_owen, banzhaf), blocs (union, members, size, together, apart,
 * banzhaf_together, banzhaf_apart), what is apart none for more than CM_UNITS_MOST + 1 members.
 * Fails with: CM_E_INPUT for a member in two unions, a vote without names; CM_E_LIMIT when a member meets more than CM_UNITS_MOST units; CM_E_MEMORY, CM_E_INTERRUPT.
 * Cost: for each member 2^(m + p - 2), alone 2^(n - 1).
 * Source: G. Owen, "Values of games with a priori unions", in R. Henn, O. Moeschlin (eds.), Mathematical Economics and Game
 * Theory, Springer (1977) 76-88; G. Owen, "Modification of the Banzhaf-Coleman index for games with a priori unions", in M. J. Holler
 * (ed.), Power, Voting and Voting Power, Physica (1982) 232-238; D. S. Felsenthal, M. Machover, The Measurement of Voting
 * Power, Edward Elgar (1998), ch. 7. */
#include "solver/voting/bloc_votes.h"

#include <math.h>
#include <string.h>

static cm_status union_list_new(cm_ctx *ctx, cm_arena *arena, size_t n, cm_union_list *u)
{
    *u = (cm_union_list){ .first = CM_NEW(ctx, arena, n + 1, size_t), .member = CM_NEW(ctx, arena, n, size_t), .of = CM_NEW(ctx, arena, n, size_t) };
    return u->first == NULL || u->member == NULL || u->of == NULL ? ctx->status : CM_OK;
}

/* Members in no union yet become unions of one. */
static void add_singles(size_t n, cm_union_list *u, size_t used)
{
    for (size_t i = 0; i < n; i++) {
        if (u->of[i] < n) continue;
        u->of[i] = u->count;
        u->first[u->count++] = used;
        u->member[used++] = i;
    }
    u->first[u->count] = used;
}

cm_status cm_union_list_read(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_lists *lists, cm_union_list *u)
{
    size_t used = 0, n = vote->n;
    cm_status status = union_list_new(ctx, arena, n, u);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < n; i++) u->of[i] = n;
    for (size_t k = 0; k < lists->count; k++) {
        u->first[u->count] = used;
        for (size_t m = lists->first[k]; m < lists->first[k + 1]; m++) {
            size_t i = lists->item[m];
            if (u->of[i] < n) return cm_fail(ctx, CM_E_INPUT, "player '%s' is named twice in 'unions'; each player belongs to one union", vote->player[i]);
            u->of[i] = u->count;
            u->member[used++] = i;
        }
        if (used > u->first[u->count]) u->count++;
    }
    add_singles(n, u, used);
    return CM_OK;
}

cm_status cm_union_list_apart(cm_ctx *ctx, cm_arena *arena, size_t n, cm_union_list *u)
{
    cm_status status = union_list_new(ctx, arena, n, u);
    for (size_t i = 0; status == CM_OK && i < n; i++) u->of[i] = n;
    if (status == CM_OK) add_singles(n, u, 0);
    return status;
}

/* Swings of one member, or of a whole union (who: its members), among units of which it is none. */
typedef struct swings {
    cm_ctx *ctx;
    const cm_union_list *u;
    size_t own;                       /* the union of `who` */
    const size_t *who, *rest;         /* nwho; nrest others of the union, one by one */
    size_t nwho, nrest;
    cm_tally tally;
    int64_t count[CM_UNITS_MOST + 1][CM_UNITS_MOST + 1], all;
} swings;

static void join(swings *s, const size_t *member, size_t count, int sign)
{
    for (size_t a = 0; a < count; a++) cm_tally_add(&s->tally, member[a], sign);
}

static void walk_rest(swings *s, size_t a, size_t h, size_t t)
{
    bool without;
    if (a < s->nrest) {
        walk_rest(s, a + 1, h, t);
        join(s, s->rest + a, 1, 1);
        walk_rest(s, a + 1, h, t + 1);
        join(s, s->rest + a, 1, -1);
        return;
    }
    without = cm_tally_wins(&s->tally);
    if (without) return;
    join(s, s->who, s->nwho, 1);
    if (cm_tally_wins(&s->tally)) {
        s->count[h][t]++;
        s->all++;
    }
    join(s, s->who, s->nwho, -1);
}

static void walk_unions(swings *s, size_t k, size_t h)
{
    if (cm_stopped(s->ctx)) return;
    if (k == s->u->count) {
        walk_rest(s, 0, h, 0);
        return;
    }
    walk_unions(s, k + 1, h);
    if (k == s->own) return;
    join(s, s->u->member + s->u->first[k], cm_union_size(s->u, k), 1);
    walk_unions(s, k + 1, h + 1);
    join(s, s->u->member + s->u->first[k], cm_union_size(s->u, k), -1);
}

static int64_t choose(size_t n, size_t k)
{
    int64_t c = 1;
    for (size_t a = 0; a < k; a++) c = c * (int64_t)(n - a) / (int64_t)(a + 1);
    return c;
}

/* The two values of the swings counted: m unions, p units within. */
static void values_of(const swings *s, size_t m, size_t p, cm_rat *owen, double *banzhaf)
{
    cm_rat part = { 0, 0 }, weight = { 0, 0 };
    cm_rat_set_ratio(owen, 0, 1);
    for (size_t h = 0; h < m; h++) {
        for (size_t t = 0; t < p; t++) {
            if (s->count[h][t] == 0) continue;
            cm_rat_set_ratio(&part, s->count[h][t], (int64_t)m * choose(m - 1, h));
            cm_rat_set_ratio(&weight, 1, (int64_t)p * choose(p - 1, t));
            cm_rat_add_mul(owen, &part, &weight);
        }
    }
    *banzhaf = ldexp((double)s->all, -(int)(m - 1 + p - 1));
    cm_rat_clear(&part);
    cm_rat_clear(&weight);
}

typedef struct work {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_vote *vote;
    cm_tu names;
    cm_union_list u, apart;
    cm_rat *owen, *shapley, *together;       /* n, n, n: by union */
    double *banzhaf_owen, *banzhaf, *banzhaf_together;
    bool compared;
    size_t *rest;
    swings s;
    cm_result *result;
} work;

static cm_status power_of(work *w, const cm_union_list *u, size_t i, cm_rat *owen, double *banzhaf)
{
    size_t k = u->of[i];
    swings *s = &w->s;
    memset(s->count, 0, sizeof s->count);
    s->all = 0;
    s->u = u;
    s->own = k;
    s->who = &i;
    s->nwho = 1;
    s->nrest = 0;
    for (size_t m = u->first[k]; m < u->first[k + 1]; m++) {
        if (u->member[m] != i) w->rest[s->nrest++] = u->member[m];
    }
    s->rest = w->rest;
    if (u->count - 1 + s->nrest > CM_UNITS_MOST) {
        return cm_fail(w->ctx, CM_E_LIMIT, "'%s' meets %zu other unions and %zu others in its own; %d together are the most", w->vote->player[i], u->count - 1, s->nrest, CM_UNITS_MOST);
    }
    cm_tally_clear(&s->tally);
    walk_unions(s, 0, 0);
    if (cm_stopped(w->ctx)) return cm_fail(w->ctx, CM_E_INTERRUPT, "stopped among the swings of '%s'", w->vote->player[i]);
    values_of(s, u->count, cm_union_size(u, k), owen, banzhaf);
    return CM_OK;
}

/* A union as one voter. */
static void power_of_union(work *w, size_t k)
{
    swings *s = &w->s;
    memset(s->count, 0, sizeof s->count);
    s->all = 0;
    s->u = &w->u;
    s->own = k;
    s->who = w->u.member + w->u.first[k];
    s->nwho = cm_union_size(&w->u, k);
    s->nrest = 0;
    cm_tally_clear(&s->tally);
    walk_unions(s, 0, 0);
    values_of(s, w->u.count, 1, &w->together[k], &w->banzhaf_together[k]);
}

static void count_winning(work *w, const cm_union_list *u, size_t k, int64_t *count)
{
    if (k == u->count) {
        *count += cm_tally_wins(&w->s.tally);
        return;
    }
    count_winning(w, u, k + 1, count);
    join(&w->s, u->member + u->first[k], cm_union_size(u, k), 1);
    count_winning(w, u, k + 1, count);
    join(&w->s, u->member + u->first[k], cm_union_size(u, k), -1);
}

static cm_status put_power(work *w)
{
    static const char *const columns[] = { "player", "union", "owen", "exact", "shapley_shubik", "banzhaf_owen", "banzhaf", NULL };
    cm_ctx *ctx = w->ctx;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, w->result, "power", columns, &table));
    for (size_t i = 0; i < w->vote->n; i++) {
        const char *exact = cm_rat_text(ctx, w->result->arena, &w->owen[i]);
        if (exact == NULL) CM_LEAVE(ctx->status);
        cm_value row[] = { cm_text(w->vote->player[i]), cm_integer((int64_t)w->u.of[i] + 1), cm_number(cm_rat_value(&w->owen[i])), cm_text(exact),
                           w->compared ? cm_number(cm_rat_value(&w->shapley[i])) : cm_none(), cm_number(w->banzhaf_owen[i]), w->compared ? cm_number(w->banzhaf[i]) : cm_none() };
        CM_TRY(cm_table_row(ctx, w->result, table, row));
    }
out:
    return status;
}

/* A union of two or more that gains or loses most: notes say which. */
static cm_status put_blocs(work *w)
{
    static const char *const columns[] = { "union", "members", "size", "together", "apart", "banzhaf_together", "banzhaf_apart", NULL };
    cm_ctx *ctx = w->ctx;
    unsigned char *in = CM_NEW(ctx, w->arena, w->vote->n, unsigned char);
    double gain = 0, loss = 0;
    const char *winner = NULL, *loser = NULL;
    cm_table *table;
    cm_status status;
    if (in == NULL) return ctx->status;
    CM_TRY(cm_result_table(ctx, w->result, "blocs", columns, &table));
    for (size_t k = 0; k < w->u.count; k++) {
        double together = cm_rat_value(&w->together[k]), apart = 0, banzhaf = 0;
        memset(in, 0, w->vote->n);
        for (size_t m = w->u.first[k]; m < w->u.first[k + 1]; m++) {
            in[w->u.member[m]] = 1;
            apart += cm_rat_value(&w->shapley[w->u.member[m]]);
            banzhaf += w->banzhaf[w->u.member[m]];
        }
        cm_value row[] = { cm_integer((int64_t)k + 1), cm_text(cm_tu_coalition_name(ctx, w->result->arena, &w->names, in)), cm_integer((int64_t)cm_union_size(&w->u, k)), cm_number(together),
                           w->compared ? cm_number(apart) : cm_none(), cm_number(w->banzhaf_together[k]), w->compared ? cm_number(banzhaf) : cm_none() };
        if (row[1].as.text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, w->result, table, row));
        if (cm_union_size(&w->u, k) < 2 || !w->compared || cm_close(&ctx->tol, together, apart)) continue;
        if (together - apart > gain) gain = together - apart, winner = row[1].as.text;
        if (apart - together > loss) loss = apart - together, loser = row[1].as.text;
    }
    CM_TRY(cm_result_set(ctx, w->result, "largest_gain", w->compared ? cm_number(gain) : cm_none()));
    CM_TRY(cm_result_set(ctx, w->result, "largest_loss", w->compared ? cm_number(loss) : cm_none()));
    for (int side = 0; side < 2; side++) {
        const char *who = side == 0 ? winner : loser, *text;
        if (who == NULL) continue;
        text = cm_format(ctx, w->result->arena, side == 0 ? "%s have more power as one bloc than their members had by themselves: %.4g more of the whole (Shapley-Shubik)."
                                                          : "%s would be more powerful apart: as one bloc they lose %.4g of the whole (Shapley-Shubik), though nobody's vote became smaller.", who, side == 0 ? gain : loss);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, w->result, text));
    }
    if (w->u.count == w->vote->n) CM_TRY(cm_result_note(ctx, w->result, "No union has two members: nothing changes."));
out:
    return status;
}

static cm_status count_all(work *w)
{
    cm_ctx *ctx = w->ctx;
    int64_t winning = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < w->vote->n; i++) CM_TRY(power_of(w, &w->u, i, &w->owen[i], &w->banzhaf_owen[i]));
    for (size_t i = 0; w->compared && i < w->vote->n; i++) CM_TRY(power_of(w, &w->apart, i, &w->shapley[i], &w->banzhaf[i]));
    for (size_t k = 0; k < w->u.count; k++) power_of_union(w, k);
    cm_tally_clear(&w->s.tally);
    count_winning(w, &w->u, 0, &winning);
    CM_TRY(cm_result_set(ctx, w->result, "unions", cm_integer((int64_t)w->u.count)));
    CM_TRY(cm_result_set(ctx, w->result, "power_to_act", cm_number(ldexp((double)winning, -(int)w->u.count))));
    winning = 0;
    if (w->compared) count_winning(w, &w->apart, 0, &winning);
    CM_TRY(cm_result_set(ctx, w->result, "power_to_act_apart", w->compared ? cm_number(ldexp((double)winning, -(int)w->vote->n)) : cm_none()));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    work w = { .ctx = ctx, .arena = &scratch, .vote = &game->as.vote, .result = result };
    size_t n = w.vote->n;
    cm_status status;
    w.s.ctx = ctx;
    w.compared = n <= CM_UNITS_MOST + 1;
    CM_TRY(cm_voting_names(ctx, w.vote, &w.names));
    CM_TRY(cm_union_list_read(ctx, &scratch, w.vote, &((const cm_union_params *)params)->unions, &w.u));
    CM_TRY(cm_union_list_apart(ctx, &scratch, n, &w.apart));
    CM_TRY(cm_tally_init(ctx, &scratch, w.vote, &w.s.tally));
    w.owen = cm_rats_new(ctx, n);
    w.shapley = cm_rats_new(ctx, n);
    w.together = cm_rats_new(ctx, n);
    w.banzhaf_owen = CM_NEW(ctx, &scratch, n, double);
    w.banzhaf = CM_NEW(ctx, &scratch, n, double);
    w.banzhaf_together = CM_NEW(ctx, &scratch, n, double);
    w.rest = CM_NEW(ctx, &scratch, n, size_t);
    if (w.owen == NULL || w.shapley == NULL || w.together == NULL || w.banzhaf_owen == NULL || w.banzhaf == NULL || w.banzhaf_together == NULL || w.rest == NULL) CM_LEAVE(ctx->status);
    CM_TRY(count_all(&w));
    CM_TRY(put_power(&w));
    CM_TRY(put_blocs(&w));
out:
    cm_rats_free(w.owen, n);
    cm_rats_free(w.shapley, n);
    cm_rats_free(w.together, n);
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "unions", "power_to_act", "power_to_act_apart", "largest_gain", "largest_loss", NULL };

static const cm_param param[] = {
    { .name = "unions", .kind = CM_PARAM_PLAYER_LISTS, .offset = offsetof(cm_union_params, unions), .fallback = 1, .low = 1, .high = 0,
      .about = "Who has agreed to vote together; members in no list vote by themselves.", .about_zh = "约定共同投票者的名单；未列入者各自投票。" },
};

extern const cm_concept cm_concept_unions;
const cm_concept cm_concept_unions = {
    .name = "unions",
    .title = "Voting power of blocs",
    .title_zh = "投票集团的权力",
    .about = "What members gain or lose in voting power when some have agreed beforehand to vote as one, and how much a bloc has more, or less, than its members apart.",
    .about_zh = "若部分成员事先约定一致投票，各成员的投票权力如何变化；集团的权力比成员各自投票时之和是大是小。",
    .formula = "Owen: sum of swings(h, t) / (m C(m-1, h) p C(p-1, t)); Banzhaf-Owen: swings / 2^(m + p - 2), over sets of other unions and of others in one's own",
    .source = "G. Owen, \"Values of games with a priori unions\", in R. Henn, O. Moeschlin (eds.), Mathematical Economics and Game Theory, Springer (1977) 76-88; G. Owen, \"Modification of the Banzhaf-Coleman "
              "index for games with a priori unions\", in M. J. Holler (ed.), Power, Voting and Voting Power, Physica (1982) 232-238",
    .certificate = "each value is the chance of a swing when the others come with one chance, and those of its own union with another, integrated over both (at one half for Banzhaf); the exact values "
                   "add up to 1, and in each union to its power as one voter",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_union_params),
    .run = run,
    .check = cm_unions_check,
};
