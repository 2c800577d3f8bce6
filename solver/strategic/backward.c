/* backward.c: backward induction, subgame by subgame, with every tie followed.
 *
 * The equilibria of a subgame are those of its block (subgames.h), for each choice among the equilibria of the
 * subgames inside, which stand for their payoffs.  In a block all combinations of moves are written out as a game and
 * those from which no player gains, changing all of its own moves at will, are kept; a block of one node is a plain
 * choice of the best.  Payoffs are fractions, so that ties are ties; computed numbers are held equal within the
 * tolerance.
 *
 * Sources: R. Selten, "Spieltheoretische Behandlung eines Oligopolmodells mit Nachfragetraegheit", Z. ges. Staatswiss.
 * 121 (1965) 301-324, 667-689; H. W. Kuhn, "Extensive games and the problem of information", Contributions to the
 * Theory of Games II (1953) 193-216. */
#include "solver/strategic/backward.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/base/rat.h"
#include "solver/strategic/subgames.h"

enum { MOST_ROWS = 1 << 19 };         /* of moves in the list of equilibria */

typedef struct entry {
    size_t *pick;                    /* of each leaf's list */
    size_t *action;                  /* at each set of the block */
} entry;

typedef struct list {                /* the equilibria of a subgame */
    entry *item;
    cm_rat *value;                   /* room x n: what they pay from the root of the subgame on */
    size_t count, room;
} list;

typedef struct search {
    const cm_efg *efg;
    cm_subgames sub;
    cm_arena *arena;
    list *of;                        /* nnodes */
    cm_rat *value;                   /* nnodes x n, of the combination at hand */
    double *range;                   /* n */
    bool exact, cut;                 /* payoffs are fractions; a list was cut short */
    size_t most, none;               /* the subgame that has no equilibrium; SIZE_MAX */
    double work;
    size_t *choice, *pick;           /* nsets; nnodes */
    const char *const *label, **after;      /* nsets: words for each; after when first printed */
} search;

static cm_rat *value_at(const search *s, size_t v) { return &s->value[v * s->efg->n]; }

static void add_outcome(const search *s, size_t v, cm_rat *value)
{
    const cm_efg_outcome *o = s->efg->node[v].outcome != SIZE_MAX ? &s->efg->outcome[s->efg->node[v].outcome] : NULL;
    cm_rat x = { 0, 0 };
    for (size_t i = 0; o != NULL && i < s->efg->n; i++) {
        if (o->exact != NULL) cm_rat_set_ratio(&x, o->exact[i].num, o->exact[i].den);
        else (void)cm_rat_set_double(&x, o->payoff[i]);
        cm_rat_add(&value[i], &value[i], &x);
    }
    cm_rat_clear(&x);
}

/* Values of the inner nodes of a block from those of its leaves and the moves chosen. */
static void reckon(search *s, size_t root)
{
    const cm_efg *efg = s->efg;
    cm_rat zero = { 0, 0 }, chance = { 0, 0 };
    for (size_t k = s->sub.first[root + 1]; k-- > s->sub.first[root];) {
        size_t v = s->sub.inner[k];
        const cm_efg_node *node = &efg->node[v];
        for (size_t i = 0; i < efg->n; i++) {
            cm_rat *to = &value_at(s, v)[i];
            cm_rat_set(to, node->kind == CM_EFG_MOVE ? &value_at(s, node->child[s->choice[node->set]])[i] : &zero);
            for (size_t a = 0; node->kind == CM_EFG_CHANCE && a < cm_efg_moves(efg, v); a++) {
                cm_frac p = efg->chance[node->set].probability[a];
                cm_rat_set_ratio(&chance, p.num, p.den);
                cm_rat_add_mul(to, &chance, &value_at(s, node->child[a])[i]);
            }
        }
        add_outcome(s, v, value_at(s, v));
    }
    cm_rat_clear(&chance);
}

/* Is a better than b for player i? */
static bool better(const cm_ctx *ctx, const search *s, const cm_rat *a, const cm_rat *b, size_t i)
{
    if (s->exact) return cm_rat_compare(a, b) > 0;
    return cm_rat_value(a) - cm_rat_value(b) > ctx->tol.abs * s->range[i];
}

static cm_status keep(cm_ctx *ctx, search *s, size_t root, const cm_rat *value)
{
    list *l = &s->of[root];
    size_t leaves = s->sub.first_leaf[root + 1] - s->sub.first_leaf[root], sets = s->sub.first_set[root + 1] - s->sub.first_set[root];
    entry *e;
    if (l->count == l->room) {
        size_t room = l->room > 0 ? 2 * l->room : 1;
        entry *item = CM_NEW(ctx, s->arena, room, entry);
        cm_rat *values = item != NULL ? cm_rats_new(ctx, room * s->efg->n) : NULL;
        if (values == NULL) return ctx->status;
        if (l->count > 0) memcpy(item, l->item, l->count * sizeof *item);
        for (size_t k = 0; k < l->count * s->efg->n; k++) cm_rat_set(&values[k], &l->value[k]);
        cm_rats_free(l->value, l->room * s->efg->n);
        *l = (list){ item, values, l->count, room };
    }
    e = &l->item[l->count];
    e->pick = CM_NEW(ctx, s->arena, leaves, size_t);
    e->action = CM_NEW(ctx, s->arena, sets, size_t);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t k = 0; k < leaves; k++) e->pick[k] = s->pick[s->sub.leaf[s->sub.first_leaf[root] + k]];
    for (size_t k = 0; k < sets; k++) e->action[k] = s->choice[s->sub.set[s->sub.first_set[root] + k]];
    for (size_t i = 0; i < s->efg->n; i++) cm_rat_set(&l->value[l->count * s->efg->n + i], &value[i]);
    l->count++;
    return CM_OK;
}

/* The moves of the block's sets that number `plan` stands for. */
static void choose(search *s, size_t root, size_t plan)
{
    for (size_t k = s->sub.first_set[root]; k < s->sub.first_set[root + 1]; k++) {
        size_t h = s->sub.set[k];
        s->choice[h] = plan % s->efg->set[h].nactions;
        plan /= s->efg->set[h].nactions;
    }
}

/* The number of the plan that has player i's moves of `own` and the others' of `plan`. */
static size_t mixed_plan(const search *s, size_t root, size_t plan, size_t own, size_t i)
{
    size_t out = 0, unit = 1;
    for (size_t k = s->sub.first_set[root]; k < s->sub.first_set[root + 1]; k++) {
        const cm_efg_set *set = &s->efg->set[s->sub.set[k]];
        out += unit * ((set->player == i ? own : plan) % set->nactions);
        unit *= set->nactions;
        plan /= set->nactions;
        own /= set->nactions;
    }
    return out;
}

static bool stays(const cm_ctx *ctx, const search *s, size_t root, const cm_rat *pays, size_t plans, size_t plan)
{
    size_t n = s->efg->n;
    for (size_t i = 0; i < n; i++) {
        for (size_t own = 0; own < plans; own++) {
            size_t other;
            if (mixed_plan(s, root, own, 0, i) != mixed_plan(s, root, 0, 0, i)) continue;      /* own moves alone, once each */
            other = mixed_plan(s, root, plan, own, i);
            if (other != plan && better(ctx, s, &pays[other * n + i], &pays[plan * n + i], i)) return false;
        }
    }
    return true;
}

/* Plans of a block; SIZE_MAX when there are too many. */
static cm_status count_plans(cm_ctx *ctx, search *s, size_t root, size_t *plans)
{
    *plans = 1;
    for (size_t k = s->sub.first_set[root]; k < s->sub.first_set[root + 1]; k++) {
        size_t nactions = s->efg->set[s->sub.set[k]].nactions;
        if ((double)*plans * (double)nactions > sqrt(ctx->work_limit)) {
            return cm_fail(ctx, CM_E_LIMIT, "a subgame has %zu information sets that no subgame inside it holds: their moves have too many combinations", s->sub.first_set[root + 1] - s->sub.first_set[root]);
        }
        *plans *= nactions;
    }
    return CM_OK;
}

/* All equilibria of a block, for the leaves' equilibria picked. */
static cm_status solve_block(cm_ctx *ctx, search *s, size_t root, cm_rat *pays, size_t plans)
{
    size_t n = s->efg->n, size = s->sub.first[root + 1] - s->sub.first[root];
    s->work += (double)plans * (double)(plans + size) * (double)n;
    if (s->work > ctx->work_limit) return cm_fail(ctx, CM_E_LIMIT, "the combinations of moves and ties are too many: more than %.2g steps", ctx->work_limit);
    for (size_t plan = 0; plan < plans; plan++) {
        choose(s, root, plan);
        reckon(s, root);
        for (size_t i = 0; i < n; i++) cm_rat_set(&pays[plan * n + i], &value_at(s, root)[i]);
    }
    for (size_t plan = 0; plan < plans; plan++) {
        if (!stays(ctx, s, root, pays, plans, plan)) continue;
        if (s->of[root].count == s->most) {
            s->cut = true;
            return CM_OK;
        }
        choose(s, root, plan);
        if (keep(ctx, s, root, &pays[plan * n]) != CM_OK) return ctx->status;
    }
    return CM_OK;
}

static void take_leaf(search *s, size_t leaf)
{
    for (size_t i = 0; i < s->efg->n; i++) cm_rat_set(&value_at(s, leaf)[i], &s->of[leaf].value[s->pick[leaf] * s->efg->n + i]);
}

/* The next choice among the leaves' equilibria; false after the last. */
static bool next_pick(search *s, size_t root)
{
    for (size_t k = s->sub.first_leaf[root]; k < s->sub.first_leaf[root + 1]; k++) {
        size_t leaf = s->sub.leaf[k];
        bool more = ++s->pick[leaf] < s->of[leaf].count;
        if (!more) s->pick[leaf] = 0;
        take_leaf(s, leaf);
        if (more) return true;
    }
    return false;
}

static cm_status solve_subgame(cm_ctx *ctx, search *s, size_t root)
{
    cm_rat *pays = NULL;
    size_t plans = 1;
    bool more = true;
    cm_status status;
    if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped at node %zu", root);
    CM_TRY(count_plans(ctx, s, root, &plans));
    if ((pays = cm_rats_new(ctx, plans * s->efg->n)) == NULL) CM_TRY(ctx->status);
    for (size_t k = s->sub.first_leaf[root]; k < s->sub.first_leaf[root + 1]; k++) {
        s->pick[s->sub.leaf[k]] = 0;
        take_leaf(s, s->sub.leaf[k]);
    }
    while (more) {
        CM_TRY(solve_block(ctx, s, root, pays, plans));
        more = next_pick(s, root);
        if (more && s->of[root].count == s->most) s->cut = true;
        more = more && s->of[root].count < s->most;
    }
    if (s->of[root].count == 0) s->none = root;
out:
    cm_rats_free(pays, plans * s->efg->n);
    return status;
}

static cm_status open_search(cm_ctx *ctx, cm_arena *arena, const cm_efg *efg, size_t most, search *s)
{
    size_t room = MOST_ROWS / (efg->nsets + 1) + 1;
    cm_status status;
    *s = (search){ .efg = efg, .arena = arena, .most = most < room ? most : room, .none = SIZE_MAX, .exact = true };
    if (!cm_efg_perfect_information(efg) && !cm_efg_perfect_recall(efg)) {
        return cm_fail(ctx, CM_E_DOMAIN, "a player forgets what it knew or did: backward induction is for players who forget nothing");
    }
    for (size_t o = 0; o < efg->noutcomes; o++) s->exact = s->exact && efg->outcome[o].exact != NULL;
    CM_TRY(cm_subgames_init(ctx, arena, efg, &s->sub));
    s->of = CM_NEW(ctx, arena, efg->nnodes, list);
    s->range = CM_NEW(ctx, arena, efg->n, double);
    s->choice = CM_NEW(ctx, arena, efg->nsets, size_t);
    s->pick = CM_NEW(ctx, arena, efg->nnodes, size_t);
    CM_TRY(ctx->status);
    if ((s->value = cm_rats_new(ctx, efg->nnodes * efg->n)) == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_efg_ranges(ctx, efg, s->range));
out:
    return status;
}

static void close_search(search *s)
{
    for (size_t v = 0; s->of != NULL && v < s->efg->nnodes; v++) cm_rats_free(s->of[v].value, s->of[v].room * s->efg->n);
    if (s->value != NULL) cm_rats_free(s->value, s->efg->nnodes * s->efg->n);
}

/* The moves of equilibrium k of the whole game at every set, into `choice`. */
static void unfold(search *s, size_t k)
{
    s->pick[0] = k;
    for (size_t v = 0; v < s->efg->nnodes; v++) {
        const entry *e;
        if (!s->sub.starts[v]) continue;
        e = &s->of[v].item[s->pick[v]];
        for (size_t l = s->sub.first_leaf[v]; l < s->sub.first_leaf[v + 1]; l++) s->pick[s->sub.leaf[l]] = e->pick[l - s->sub.first_leaf[v]];
        for (size_t h = s->sub.first_set[v]; h < s->sub.first_set[v + 1]; h++) s->choice[s->sub.set[h]] = e->action[h - s->sub.first_set[v]];
    }
}

/* Which sets are met when everybody plays `choice`. */
static void mark_met(const search *s, bool *on, bool *met)
{
    memset(met, 0, s->efg->nsets * sizeof *met);
    on[0] = true;
    for (size_t v = 0; v < s->efg->nnodes; v++) {
        const cm_efg_node *node = &s->efg->node[v];
        if (on[v] && node->kind == CM_EFG_MOVE) met[node->set] = true;
        for (size_t a = 0; a < cm_efg_moves(s->efg, v); a++) {
            on[node->child[a]] = on[v] && (node->kind == CM_EFG_MOVE ? s->choice[node->set] == a : s->efg->chance[node->set].probability[a].num > 0);
        }
    }
}

static cm_status print_one(cm_ctx *ctx, search *s, size_t k, cm_result *result, cm_table *equilibria, cm_table *payoffs, bool *on, bool *met)
{
    const cm_efg *efg = s->efg;
    cm_value number = cm_integer((int64_t)k + 1);
    cm_status status = CM_OK;
    unfold(s, k);
    mark_met(s, on, met);
    for (size_t h = 0; h < efg->nsets; h++) {
        const char *action = cm_action_label(ctx, result->arena, efg, h, s->choice[h]);
        if (s->after[h] == NULL) s->after[h] = cm_set_after(ctx, result->arena, efg, h);
        if (s->after[h] == NULL || action == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, equilibria, (cm_value[]){ number, cm_text(efg->player[efg->set[h].player]), cm_text(s->label[h]), cm_text(s->after[h]), cm_text(action), cm_number(1), cm_truth(met[h]) }));
    }
    for (size_t i = 0; i < efg->n; i++) {
        const cm_rat *value = &s->of[0].value[k * efg->n + i];
        const char *text = s->exact ? cm_rat_text(ctx, result->arena, value) : NULL;
        if (s->exact && text == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, payoffs, (cm_value[]){ number, cm_text(efg->player[i]), cm_number(cm_rat_value(value)), text != NULL ? cm_text(text) : cm_none() }));
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const search *s, cm_result *result)
{
    size_t count = s->of[0].count;
    const char *text = "Everybody's move is best at every node, also where play never comes; no tie leaves another such plan.";
    if (count == 1 && !cm_efg_perfect_information(s->efg)) {
        text = "This is the only such plan in pure strategies; where somebody does not know what happened, there may be others in which players mix.";
    }
    if (s->none != SIZE_MAX) {
        const char *where = cm_subgame_words(ctx, result->arena, s->efg, s->none);
        if (where == NULL) return ctx->status;
        text = cm_format(ctx, result->arena, "The subgame %s has no equilibrium in pure strategies%s; the game has one in which players mix there.", where, s->cut ? " for any of the ties followed" : "");
    } else if (s->cut) {
        text = cm_format(ctx, result->arena, "Ties give more equilibria than the %zu listed; %s.", count, s->most > MOST_ROWS / (s->efg->nsets + 1) ? "the tree is too large for a longer list" : "raise 'most' for others");
    } else if (count > 1) {
        text = cm_format(ctx, result->arena, "Players are indifferent somewhere, or several moves support each other: these are all %zu equilibria in pure strategies; in others they may mix.", count);
    }
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const columns[] = { "equilibrium", "player", "set", "after", "strategy", "probability", "reached", NULL }, *const pays[] = { "equilibrium", "player", "value", "exact", NULL };
    const cm_efg *efg = &game->as.efg;
    cm_arena scratch = { NULL };
    search s = { .efg = efg };
    bool *on = CM_NEW(ctx, &scratch, efg->nnodes + efg->nsets, bool), *met = on != NULL ? on + efg->nnodes : NULL;
    cm_table *equilibria, *payoffs;
    cm_status status = CM_OK;
    if (on == NULL) CM_TRY(ctx->status);
    CM_TRY(open_search(ctx, &scratch, efg, (size_t)((const cm_backward_params *)params)->most, &s));
    for (size_t v = efg->nnodes; v-- > 0 && s.none == SIZE_MAX;) {
        if (s.sub.starts[v]) CM_TRY(solve_subgame(ctx, &s, v));
    }
    if (s.none != SIZE_MAX) s.of[0].count = 0;
    s.label = cm_set_labels(ctx, result->arena, efg);
    s.after = CM_NEW(ctx, &scratch, efg->nsets + 1, const char *);
    if (s.label == NULL || s.after == NULL) CM_TRY(ctx->status);
    CM_TRY(cm_result_table(ctx, result, "equilibria", columns, &equilibria));
    CM_TRY(cm_result_table(ctx, result, "payoffs", pays, &payoffs));
    for (size_t k = 0; k < s.of[0].count; k++) CM_TRY(print_one(ctx, &s, k, result, equilibria, payoffs, on, met));
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer((int64_t)s.of[0].count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(!s.cut)));
    CM_TRY(say(ctx, &s, result));
out:
    close_search(&s);
    cm_arena_free(&scratch);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return cm_backward_check(ctx, &game->as.efg, result);
}

static const char *const summary_names[] = { "count", "complete", NULL };

static const cm_param parameters[] = {
    { .name = "most", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_backward_params, most), .fallback = 100, .low = 1, .high = 10000,
      .about = "How many equilibria are listed at most; ties can give very many.", .about_zh = "最多列出多少个均衡；平局可能带来极多均衡。" },
};

const cm_concept cm_concept_backward = {
    .name = "backward",
    .title = "Subgame-perfect equilibria (backward induction)",
    .title_zh = "子博弈完美均衡（逆向归纳）",
    .about = "Plans under which nobody would do better at any point, reasoned from the end back to the start, so that no threat or promise is empty.",
    .about_zh = "从终点倒推到起点得到的计划：在任何一步都没有人能做得更好，因而没有空洞的威胁或承诺。",
    .formula = "a Nash equilibrium in every subgame, in pure strategies",
    .source = "R. Selten, \"Spieltheoretische Behandlung eines Oligopolmodells mit Nachfragetraegheit\", Z. ges. Staatswiss. 121 (1965) 301-324, 667-689",
    .certificate = "payoffs added up over the ends reached; no single move is better at any node; where somebody does not know the node, no plan is better in any subgame",
    .summary = summary_names,
    .takes = CM_GAME_EFG,
    .param = parameters,
    .nparams = 1,
    .params_size = sizeof(cm_backward_params),
    .run = run,
    .check = check,
};
