/* vote_properties.c: what sort of rule is it: can two sides both win, can nobody; who is at least as good as whom; would weights
 * and one quota do.
 *
 * Definitions: proper: two coalitions without a common member never both win; strong: of a coalition and the others one wins;
 * decisive: both.  All rules here are monotone.  Member i is at least as desirable as j when i in j's place never turns a
 * win into a loss; the rule is ordered when this tells any two members apart or alike.  It is weighted when there are weights and a
 * quota under which the same coalitions win.
 *
 * All profiles of kinds (kinds.h) are written out.  Minimal winning and maximal losing ones give weights or a trade
 * (weighing.c); a rule that is not ordered has a trade of two: each of two members is better somewhere.
 *
 * Summary: proper, strong, decisive, monotone, ordered, classes, weighted (none: not settled), quota, total, trade (coalitions on either
 * side).  Tables: members (player, class: 1 is the most desirable, weight), counterexamples (property, coalition, other), incomparable (player,
 * other, coalition: wins with player and not with other instead, another: the other way round), trade (coalition, wins).
 * Fails with: CM_E_INPUT for a vote without names; CM_E_LIMIT for more than CM_VOTE_PROFILES profiles; CM_E_NUMERIC, CM_E_MEMORY.  Cost:
 * profiles x kinds^2, and the programmes.
 * Source: A. D. Taylor, W. S. Zwicker, Simple Games, Princeton (1999); J. R. Isbell, "A class of majority games", Quarterly Journal of
 * Mathematics 7 (1956) 183-187; M. Maschler, B. Peleg, "A characterization, existence proof and dimension bounds for the kernel of a game",
 * Pacific Journal of Mathematics 18 (1966) 289-328 (desirability). */
#include "solver/voting/vote_properties.h"

#include <string.h>

enum { EDGE_MOST = 3000 };

typedef struct properties {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_vote *vote;
    cm_tu names;
    cm_kinds kinds;
    size_t profiles, *stride;        /* of kinds: profile = sum of took x stride */
    unsigned char *win, *in, *other;
    unsigned char *above;            /* kinds x kinds: at least as desirable */
    size_t *witness;                 /* kinds x kinds: where it is not: the profile without either */
    cm_classes classes;
    cm_table *counterexamples;
    cm_result *result;
} properties;

static size_t took(const properties *w, size_t profile, size_t j)
{
    return profile / w->stride[j] % (cm_kinds_size(&w->kinds, j) + 1);
}

static void fill(properties *w, cm_tally *tally, size_t j, size_t profile)
{
    size_t size;
    if (j == w->kinds.count) {
        w->win[profile] = cm_tally_wins(tally);
        return;
    }
    size = cm_kinds_size(&w->kinds, j);
    for (size_t k = 0; k <= size; k++) {
        fill(w, tally, j + 1, profile + k * w->stride[j]);
        if (k < size) cm_tally_add(tally, w->kinds.member[w->kinds.first[j]], 1);
    }
    cm_tally_add(tally, w->kinds.member[w->kinds.first[j]], -(int)size);
}

static cm_status write_out(properties *w, const cm_vote *vote)
{
    cm_ctx *ctx = w->ctx;
    size_t kinds;
    cm_tally tally;
    cm_status status = cm_kinds_find(ctx, w->arena, vote, &w->kinds);
    if (status != CM_OK) return status;
    if (w->kinds.profiles > CM_VOTE_PROFILES) {
        return cm_fail(ctx, CM_E_LIMIT, "'vote-properties' compares all coalitions: these %zu members are of %zu kinds, which make %.3g; %d are the most", vote->n, w->kinds.count, w->kinds.profiles, CM_VOTE_PROFILES);
    }
    kinds = w->kinds.count;
    w->profiles = (size_t)w->kinds.profiles;
    w->stride = CM_NEW(ctx, w->arena, kinds, size_t);
    w->win = CM_NEW(ctx, w->arena, w->profiles, unsigned char);
    w->in = CM_NEW(ctx, w->arena, vote->n, unsigned char);
    w->other = CM_NEW(ctx, w->arena, vote->n, unsigned char);
    w->above = CM_NEW(ctx, w->arena, kinds * kinds, unsigned char);
    w->witness = CM_NEW(ctx, w->arena, kinds * kinds, size_t);
    if (w->stride == NULL || w->win == NULL || w->in == NULL || w->other == NULL || w->above == NULL || w->witness == NULL) return ctx->status;
    for (size_t j = 0, s = 1; j < kinds; j++) {
        w->stride[j] = s;
        s *= cm_kinds_size(&w->kinds, j) + 1;
    }
    CM_TRY(cm_tally_init(ctx, w->arena, vote, &tally));
    fill(w, &tally, 0, 0);
out:
    return status;
}

/* The coalition of a profile without the first members of two kinds. */
static void mark(const properties *w, size_t profile, size_t a, size_t b, unsigned char *in)
{
    memset(in, 0, w->vote->n);
    for (size_t j = 0; j < w->kinds.count; j++) {
        size_t from = j == a || j == b ? 1 : 0, count = took(w, profile, j);
        for (size_t m = 0; m < count; m++) in[w->kinds.member[w->kinds.first[j] + from + m]] = 1;
    }
}

static const char *text_of(const properties *w, const unsigned char *in)
{
    return cm_tu_coalition_name(w->ctx, w->result->arena, &w->names, in);
}

/* A coalition and the others that both win, or both lose. */
static cm_status look_at_complements(properties *w, bool both, const char *property, bool *holds)
{
    *holds = true;
    for (size_t p = 0; p < w->profiles; p++) {
        if (w->win[p] != both || w->win[w->profiles - 1 - p] != both) continue;
        mark(w, p, SIZE_MAX, SIZE_MAX, w->in);
        for (size_t i = 0; i < w->vote->n; i++) w->other[i] = !w->in[i];
        cm_value row[] = { cm_text(property), cm_text(text_of(w, w->in)), cm_text(text_of(w, w->other)) };
        *holds = false;
        return row[1].as.text == NULL || row[2].as.text == NULL ? w->ctx->status : cm_table_row(w->ctx, w->result, w->counterexamples, row);
    }
    return CM_OK;
}

/* above[a, b]: no coalition wins with one of b that loses with one of a in its place. */
static void compare(properties *w)
{
    size_t kinds = w->kinds.count;
    for (size_t a = 0; a < kinds; a++) {
        for (size_t b = 0; b < kinds; b++) {
            size_t p = 0;
            for (; a != b && p < w->profiles; p++) {
                if (took(w, p, a) == cm_kinds_size(&w->kinds, a) || took(w, p, b) == cm_kinds_size(&w->kinds, b)) continue;
                if (w->win[p + w->stride[b]] && !w->win[p + w->stride[a]]) break;
            }
            w->above[a * kinds + b] = a == b || p == w->profiles;
            w->witness[a * kinds + b] = p;
        }
    }
}

static bool ordered(const properties *w)
{
    size_t kinds = w->kinds.count;
    for (size_t a = 0; a < kinds; a++) {
        for (size_t b = 0; b < a; b++) {
            if (!w->above[a * kinds + b] && !w->above[b * kinds + a]) return false;
        }
    }
    return true;
}

/* Classes of equally desirable members, those with the most members strictly below them first. */
static cm_status sort_classes(properties *w)
{
    size_t kinds = w->kinds.count, n = w->vote->n, *below = CM_NEW(w->ctx, w->arena, kinds, size_t), used = 0;
    bool *done = CM_NEW(w->ctx, w->arena, kinds, bool);
    cm_classes *c = &w->classes;
    *c = (cm_classes){ .first = CM_NEW(w->ctx, w->arena, n + 1, size_t), .member = CM_NEW(w->ctx, w->arena, n, size_t), .of = CM_NEW(w->ctx, w->arena, n, size_t) };
    if (below == NULL || done == NULL || c->first == NULL || c->member == NULL || c->of == NULL) return w->ctx->status;
    for (size_t a = 0; a < kinds; a++) {
        for (size_t b = 0; b < kinds; b++) {
            if (w->above[a * kinds + b] && !w->above[b * kinds + a]) below[a] += cm_kinds_size(&w->kinds, b);
        }
    }
    for (;;) {
        size_t best = kinds;
        for (size_t a = 0; a < kinds; a++) {
            if (!done[a] && (best == kinds || below[a] > below[best])) best = a;
        }
        if (best == kinds) break;
        c->first[c->count] = used;
        for (size_t b = 0; b < kinds; b++) {
            if (!w->above[best * kinds + b] || !w->above[b * kinds + best]) continue;
            done[b] = true;
            for (size_t m = w->kinds.first[b]; m < w->kinds.first[b + 1]; m++) {
                c->of[w->kinds.member[m]] = c->count;
                c->member[used++] = w->kinds.member[m];
            }
        }
        c->first[++c->count] = used;
    }
    return CM_OK;
}

static cm_status put_incomparable(properties *w)
{
    static const char *const columns[] = { "player", "other", "coalition", "another", NULL };
    cm_ctx *ctx = w->ctx;
    size_t kinds = w->kinds.count;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, w->result, "incomparable", columns, &table));
    for (size_t a = 0; a < kinds; a++) {
        for (size_t b = a + 1; b < kinds; b++) {
            size_t i = w->kinds.member[w->kinds.first[a]], j = w->kinds.member[w->kinds.first[b]];
            if (w->above[a * kinds + b] || w->above[b * kinds + a]) continue;
            mark(w, w->witness[b * kinds + a], a, b, w->in);
            w->in[i] = 1;
            mark(w, w->witness[a * kinds + b], a, b, w->other);
            w->other[j] = 1;
            cm_value row[] = { cm_text(w->vote->player[i]), cm_text(w->vote->player[j]), cm_text(text_of(w, w->in)), cm_text(text_of(w, w->other)) };
            if (row[2].as.text == NULL || row[3].as.text == NULL) CM_LEAVE(ctx->status);
            CM_TRY(cm_table_row(ctx, w->result, table, row));
        }
    }
out:
    return status;
}

static cm_status put_trade_row(properties *w, cm_table *table, const unsigned char *in, bool wins)
{
    cm_value row[] = { cm_text(text_of(w, in)), cm_truth(wins) };
    return row[0].as.text == NULL ? w->ctx->status : cm_table_row(w->ctx, w->result, table, row);
}

/* Two members change places: both coalitions win before and lose after. */
static cm_status put_swap(properties *w, cm_table *table)
{
    size_t kinds = w->kinds.count, a = 0, b = 0;
    cm_status status = CM_OK;
    for (size_t pair = 0; pair < kinds * kinds; pair++) {
        if (w->above[pair] || w->above[pair % kinds * kinds + pair / kinds]) continue;
        a = pair / kinds;
        b = pair % kinds;
    }
    for (int side = 0; side < 2; side++) {
        for (int which = 0; which < 2; which++) {
            size_t with = (which == 0) == (side == 0) ? a : b;
            mark(w, w->witness[which == 0 ? b * kinds + a : a * kinds + b], a, b, w->in);
            w->in[w->kinds.member[w->kinds.first[with]]] = 1;
            CM_TRY(put_trade_row(w, table, w->in, side == 0));
        }
    }
out:
    return status;
}

/* Members of a class take turns, so that none is on the winning side more often than on the losing one. */
static cm_status put_trade(properties *w, cm_table *table, const cm_edge *edge, const cm_weighing *found)
{
    const cm_classes *c = &w->classes;
    cm_ctx *ctx = w->ctx;
    size_t *turn = CM_NEW(ctx, w->arena, c->count, size_t);
    cm_status status = CM_OK;
    if (turn == NULL) return ctx->status;
    for (int side = 0; side < 2; side++) {
        memset(turn, 0, c->count * sizeof *turn);
        for (size_t r = 0; r < (side == 0 ? edge->nwin : edge->nlose); r++) {
            const size_t *p = (side == 0 ? edge->win : edge->lose) + r * c->count;
            for (int64_t times = side == 0 ? found->from_win[r] : found->from_lose[r]; times > 0; times--) {
                memset(w->in, 0, w->vote->n);
                for (size_t k = 0; k < c->count; k++) {
                    size_t size = c->first[k + 1] - c->first[k];
                    for (size_t m = 0; m < p[k]; m++) w->in[c->member[c->first[k] + turn[k]++ % size]] = 1;
                }
                CM_TRY(put_trade_row(w, table, w->in, side == 0));
            }
        }
    }
out:
    return status;
}

/* Is nobody of a winning profile spared, nobody missing from a losing one without turning it? */
static bool on_edge(const properties *w, size_t p)
{
    for (size_t j = 0; j < w->kinds.count; j++) {
        if (w->win[p] ? took(w, p, j) > 0 && w->win[p - w->stride[j]] : took(w, p, j) < cm_kinds_size(&w->kinds, j) && !w->win[p + w->stride[j]]) return false;
    }
    return true;
}

/* The edge by classes, each profile of classes once; *fits is false when there are more than EDGE_MOST. */
static cm_status find_edge(properties *w, cm_edge *edge, bool *fits)
{
    size_t classes = w->classes.count, rows[2] = { 0, 0 }, *list[2];
    for (int side = 0; side < 2; side++) {
        list[side] = CM_NEW(w->ctx, w->arena, (EDGE_MOST + 1) * classes, size_t);
        if (list[side] == NULL) return w->ctx->status;
    }
    *fits = true;
    for (size_t p = 0; p < w->profiles && *fits; p++) {
        int side = w->win[p] ? 0 : 1;
        size_t *row = list[side] + rows[side] * classes, r = 0;
        if (!on_edge(w, p)) continue;
        memset(row, 0, classes * sizeof *row);
        for (size_t j = 0; j < w->kinds.count; j++) row[w->classes.of[w->kinds.member[w->kinds.first[j]]]] += took(w, p, j);
        while (r < rows[side] && memcmp(list[side] + r * classes, row, classes * sizeof *row) != 0) r++;
        if (r == rows[side]) rows[side]++;
        *fits = rows[side] <= EDGE_MOST;
    }
    *edge = (cm_edge){ rows[0], rows[1], list[0], list[1] };
    return CM_OK;
}

static cm_status settle_weights(properties *w, bool in_order)
{
    static const char *const trade[] = { "coalition", "wins", NULL }, *const columns[] = { "player", "class", "weight", NULL };
    cm_ctx *ctx = w->ctx;
    cm_weighing found = { .weighted = false };
    cm_edge edge;
    cm_table *table, *members;
    bool fits = false;
    int64_t total = 0;
    cm_status status;
    CM_TRY(cm_result_table(ctx, w->result, "trade", trade, &table));
    if (in_order) CM_TRY(find_edge(w, &edge, &fits));
    if (fits) CM_TRY(cm_weighing_find(ctx, w->arena, &w->classes, &edge, &found));
    if (!in_order) CM_TRY(put_swap(w, table));
    if (found.traded) CM_TRY(put_trade(w, table, &edge, &found));
    CM_TRY(cm_result_table(ctx, w->result, "members", columns, &members));
    for (size_t i = 0; i < w->vote->n; i++) {
        size_t k = w->classes.of[i];
        cm_value row[] = { cm_text(w->vote->player[i]), cm_integer((int64_t)k + 1), found.weighted ? cm_integer(found.weight[k]) : cm_none() };
        CM_TRY(cm_table_row(ctx, w->result, members, row));
        total += found.weighted ? found.weight[k] : 0;
    }
    CM_TRY(cm_result_set(ctx, w->result, "classes", cm_integer((int64_t)w->classes.count)));
    CM_TRY(cm_result_set(ctx, w->result, "weighted", found.weighted || table->nrows > 0 ? cm_truth(found.weighted) : cm_none()));
    CM_TRY(cm_result_set(ctx, w->result, "quota", found.weighted ? cm_integer(found.quota) : cm_none()));
    CM_TRY(cm_result_set(ctx, w->result, "total", found.weighted ? cm_integer(total) : cm_none()));
    CM_TRY(cm_result_set(ctx, w->result, "trade", table->nrows > 0 ? cm_integer((int64_t)table->nrows / 2) : cm_none()));
out:
    return status;
}

static cm_status say(properties *w, bool proper, bool strong)
{
    const cm_value *weighted = cm_result_get(w->result, "weighted");
    cm_ctx *ctx = w->ctx;
    cm_status status = CM_OK;
    CM_TRY(cm_result_note(ctx, w->result, proper && strong ? "Exactly one of two opposed sides always wins." : proper ? "Two opposed sides never both win, but both can fail: there can be deadlock."
                          : strong ? "One of two opposed sides always wins, but both can: opposite things can be passed." : "Two opposed sides can both win, and both can fail."));
    if (weighted->kind == CM_NONE) CM_TRY(cm_result_note(ctx, w->result, "Whether weights and one quota would do is not settled: there are too many coalitions on the edge."));
    else if (!weighted->as.truth) CM_TRY(cm_result_note(ctx, w->result, "No weights with one quota can do what this rule does: the winning coalitions of the trade, once members are exchanged, all lose, though nobody left."));
    else CM_TRY(cm_result_note(ctx, w->result, "These weights with this quota let exactly the same coalitions win."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "property", "coalition", "other", NULL };
    cm_arena scratch = { NULL };
    properties w = { .ctx = ctx, .arena = &scratch, .vote = &game->as.vote, .result = result };
    bool proper, strong, in_order;
    cm_status status;
    (void)params;
    CM_TRY(cm_voting_names(ctx, w.vote, &w.names));
    CM_TRY(write_out(&w, w.vote));
    CM_TRY(cm_result_table(ctx, result, "counterexamples", columns, &w.counterexamples));
    CM_TRY(look_at_complements(&w, true, "proper", &proper));
    CM_TRY(look_at_complements(&w, false, "strong", &strong));
    compare(&w);
    CM_TRY(sort_classes(&w));
    in_order = ordered(&w);
    CM_TRY(cm_result_set(ctx, result, "proper", cm_truth(proper)));
    CM_TRY(cm_result_set(ctx, result, "strong", cm_truth(strong)));
    CM_TRY(cm_result_set(ctx, result, "decisive", cm_truth(proper && strong)));
    CM_TRY(cm_result_set(ctx, result, "monotone", cm_truth(true)));
    CM_TRY(cm_result_set(ctx, result, "ordered", cm_truth(in_order)));
    CM_TRY(put_incomparable(&w));
    CM_TRY(settle_weights(&w, in_order));
    CM_TRY(say(&w, proper, strong));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "proper", "strong", "decisive", "monotone", "ordered", "classes", "weighted", "quota", "total", "trade", NULL };

extern const cm_concept cm_concept_vote_properties;
const cm_concept cm_concept_vote_properties = {
    .name = "vote-properties",
    .title = "Properties of the voting rule",
    .title_zh = "表决规则的性质",
    .about = "Whether two opposed sides can both win or both fail, which members count for more than which, and whether weights with one quota would do the same as the rule.",
    .about_zh = "对立双方能否同时获胜或同时失败，哪些成员比哪些更有分量，以及该规则能否改写成一组权重加一个门槛。",
    .formula = "proper: S wins, then N - S loses; strong: S loses, then N - S wins; i >= j: S + j wins, then S + i wins, for S without both; weighted: S wins exactly when w(S) >= q",
    .source = "A. D. Taylor, W. S. Zwicker, Simple Games, Princeton University Press (1999); J. R. Isbell, \"A class of majority games\", Quarterly Journal of Mathematics 7 (1956) 183-187; M. Maschler, B. Peleg, "
              "\"A characterization, existence proof and dimension bounds for the kernel of a game\", Pacific Journal of Mathematics 18 (1966) 289-328",
    .certificate = "each counterexample and each coalition of the trade is tried; what is said to hold, the weights included, is held against every coalition; in the trade nobody is on the winning side more often than on the "
                   "losing one",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .run = run,
    .check = cm_vote_properties_check,
};
