/* nakamura.c: how few winning coalitions can have nobody in common, and how many issues a rule can bear.
 *
 * Definition: nu = the least number of winning coalitions without a common member, infinite when somebody has a
 * veto.  Whatever the preferences (continuous and convex, over a compact convex set), something is beaten by nothing
 * exactly when there are at most nu - 2 issues; among a finite number of alternatives, when these are fewer than nu.
 *
 * nu is the least number of bins for all members, where a bin may hold those whose absence leaves a winning
 * coalition.  First fit by falling weight gives a packing, thresholds that every winning coalition has to meet a bound; where they
 * differ all packings of fewer bins are tried, members of a kind in the order of the bins.  For a quota q of n
 * both are ceil(n / (n - q)).
 *
 * Summary: nakamura (or "infinite"), issues, alternatives, bound, vetoer.  Tables: left_out (player, coalition: of which it is left out),
 * coalitions (coalition, player), unless they have more than CM_NAKAMURA_WRITTEN rows.
 * Fails with: CM_E_INPUT for a vote without names; CM_E_LIMIT when ctx->work_limit ends the search; CM_E_MEMORY, CM_E_INTERRUPT.
 * Source: K. Nakamura, "The vetoers in a simple game with ordinal preferences", International Journal of Game Theory 8
 * (1979) 55-61; J. Greenberg, "Consistent majority rules over compact sets of alternatives", Econometrica 47 (1979)
 * 627-636; N. Schofield, "Social equilibrium and cycles on compact sets", Journal of Economic Theory 33 (1984) 59-71; S. Martello, P. Toth, Knapsack
 * Problems, Wiley (1990), ch. 8, for the bound. */
#include "solver/voting/nakamura.h"

#include <string.h>

static int64_t up(int64_t a, int64_t b)
{
    return a / b + (a % b > 0);
}

/* Things of weight above c - K, and above c / 2, have a bin of their own; what is left of the latter's bins has to
 * hold, with further bins, the things from K to c / 2.  And floor(c / K) things of at least K share a bin. */
static int64_t packing_bound(const int64_t *w, size_t n, int64_t c, int64_t k)
{
    int64_t own = 0, half = 0, spare = 0, small = 0, heavy = 0, bound, shared, cut = 2 * k <= c ? k : 0;
    for (size_t i = 0; i < n; i++) {
        heavy += w[i] >= k;
        if (w[i] > c - cut) own++;
        else if (w[i] > c / 2) half++, spare += c - w[i];
        else if (w[i] >= cut) small += w[i];
    }
    bound = own + half + (small > spare ? up(small - spare, c) : 0);
    shared = k > 0 ? up(heavy, c / k) : 0;
    return shared > bound ? shared : bound;
}

static bool is_child(const cm_vote_node *node, size_t at)
{
    return node->kind != CM_VOTE_THRESHOLD && at >= node->child && at < node->child + node->nchildren;
}

/* Has every winning coalition to meet the node?  All nodes above it ask for all of their parts. */
static bool asked_for(const cm_vote *vote, size_t at)
{
    while (at > 0) {
        size_t parent = 0;
        while (parent < at && !is_child(&vote->node[parent], at)) parent++;
        if (parent == at || vote->node[parent].kind == CM_VOTE_ANY) return false;
        at = parent;
    }
    return true;
}

size_t cm_nakamura_bound(const cm_vote *vote)
{
    int64_t best = 2;
    for (size_t at = 0; at < vote->nnodes; at++) {
        const cm_vote_node *node = &vote->node[at];
        int64_t c = node->total - node->quota;
        bool asked = node->kind == CM_VOTE_THRESHOLD && c > 0 && asked_for(vote, at);
        for (size_t i = 0; asked && i <= vote->n; i++) {
            int64_t k = i < vote->n ? node->weight[i] : 0, bound = k <= c ? packing_bound(node->weight, vote->n, c, k) : 0;
            if (bound > best) best = bound;
        }
    }
    return (size_t)best;
}

typedef struct pack {
    cm_ctx *ctx;
    const cm_kinds *kinds;
    cm_tally *bin;               /* of those who are not in it */
    size_t *of, *best;           /* n: bins of members */
    size_t bins;
    double steps;
    bool out_of_steps;
} pack;

/* Put a member in, unless the others could not win then. */
static bool put(pack *p, size_t b, size_t i)
{
    cm_tally_add(&p->bin[b], i, -1);
    if (cm_tally_wins(&p->bin[b])) return true;
    cm_tally_add(&p->bin[b], i, 1);
    return false;
}

static size_t first_fit(pack *p)
{
    size_t n = p->kinds->vote->n, used = 0;
    for (size_t a = 0; a < n; a++) {
        size_t i = p->kinds->member[a], b = 0;
        while (!put(p, b, i)) b++;                     /* an empty bin takes anybody who has no veto */
        p->best[i] = b;
        if (b + 1 > used) used = b + 1;
    }
    return used;
}

static bool same_bins(const pack *p, size_t a, size_t b)
{
    return memcmp(p->bin[a].sum, p->bin[b].sum, p->kinds->vote->nnodes * sizeof(int64_t)) == 0;
}

/* Place the a-th member and all after it; of bins that hold the same one is tried. */
static bool place(pack *p, size_t a)
{
    const cm_kinds *kinds = p->kinds;
    size_t i, from = 0;
    if (a == kinds->vote->n) return true;
    i = kinds->member[a];
    if (a > 0 && kinds->of[kinds->member[a - 1]] == kinds->of[i]) from = p->of[kinds->member[a - 1]];
    for (size_t b = from; b < p->bins; b++) {
        bool again = false;
        p->steps += (double)kinds->vote->nnodes;
        if (p->steps > p->ctx->work_limit || cm_stopped(p->ctx)) p->out_of_steps = true;
        if (p->out_of_steps) return false;
        for (size_t other = from; other < b && !again; other++) again = same_bins(p, other, b);
        if (again || !put(p, b, i)) continue;
        p->of[i] = b;
        if (place(p, a + 1)) return true;
        cm_tally_add(&p->bin[b], i, 1);
    }
    return false;
}

static void empty(pack *p)
{
    for (size_t b = 0; b < p->bins; b++) {
        cm_tally_clear(&p->bin[b]);
        for (size_t i = 0; i < p->kinds->vote->n; i++) cm_tally_add(&p->bin[b], i, 1);
    }
}

static cm_status open_bins(cm_ctx *ctx, cm_arena *arena, const cm_kinds *kinds, pack *p)
{
    size_t n = kinds->vote->n;
    *p = (pack){ .ctx = ctx, .kinds = kinds, .bins = n, .bin = CM_NEW(ctx, arena, n, cm_tally), .of = CM_NEW(ctx, arena, n, size_t), .best = CM_NEW(ctx, arena, n, size_t) };
    if (p->bin == NULL || p->of == NULL || p->best == NULL) return ctx->status;
    for (size_t b = 0; b < n; b++) {
        cm_status status = cm_tally_init(ctx, arena, kinds->vote, &p->bin[b]);
        if (status != CM_OK) return status;
    }
    empty(p);
    return CM_OK;
}

static cm_status fewest(cm_ctx *ctx, pack *p, size_t bound, size_t *nu)
{
    *nu = first_fit(p);
    for (size_t k = bound; k < *nu; k++) {
        p->bins = k;
        empty(p);
        if (place(p, 0)) {
            memcpy(p->best, p->of, p->kinds->vote->n * sizeof *p->best);
            *nu = k;
        } else if (cm_stopped(ctx)) {
            return cm_fail(ctx, CM_E_INTERRUPT, "stopped among the packings");
        } else if (p->out_of_steps) {
            return cm_fail(ctx, CM_E_LIMIT, "the Nakamura number is %zu at least and %zu at most; to try all families of %zu winning coalitions takes too long", k, *nu, k);
        }
    }
    return CM_OK;
}

static cm_status put_tables(cm_ctx *ctx, const cm_vote *vote, const size_t *bin, size_t nu, cm_result *result)
{
    static const char *const out[] = { "player", "coalition", NULL }, *const columns[] = { "coalition", "player", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "left_out", out, &table));
    for (size_t i = 0; nu > 0 && i < vote->n; i++) {
        cm_value row[] = { cm_text(vote->player[i]), cm_integer((int64_t)bin[i] + 1) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
    CM_TRY(cm_result_table(ctx, result, "coalitions", columns, &table));
    if (nu * vote->n > CM_NAKAMURA_WRITTEN) return cm_result_note(ctx, result, "The coalitions are long: the table says for each member of which one it is left out.");
    for (size_t b = 0; b < nu; b++) {
        for (size_t i = 0; i < vote->n; i++) {
            cm_value row[] = { cm_integer((int64_t)b + 1), cm_text(vote->player[i]) };
            if (bin[i] != b) CM_TRY(cm_table_row(ctx, result, table, row));
        }
    }
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const char *vetoer, size_t nu, cm_result *result)
{
    const char *text;
    if (vetoer != NULL) {
        text = cm_format(ctx, result->arena, "'%s' has a veto and so is in every winning coalition: what it likes best is beaten by nothing, on any number of issues.", vetoer);
    } else if (nu == 2) {
        text = "Two winning coalitions without a common member can pass opposite things: even on one issue nothing need be stable.";
    } else {
        text = cm_format(ctx, result->arena, "These %zu winning coalitions have nobody in common, and fewer always have. On up to %zu issue%s some policy is beaten by nothing, whatever the members want; on more the rule alone does not "
                                             "guarantee it.", nu, nu - 2, nu == 3 ? "" : "s");
    }
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    cm_tu names;
    pack p = { .best = NULL };
    const char *vetoer = NULL;
    size_t nu = 0, bound = 0;
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    cm_status status;
    (void)params;
    if (in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_voting_names(ctx, vote, &names));
    memset(in, 1, vote->n);
    for (size_t i = 0; i < vote->n && vetoer == NULL; i++) {
        in[i] = 0;
        if (!cm_vote_wins(vote, in)) vetoer = vote->player[i];
        in[i] = 1;
    }
    if (vetoer == NULL) {
        CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
        CM_TRY(open_bins(ctx, &scratch, &kinds, &p));
        bound = cm_nakamura_bound(vote);
        CM_TRY(fewest(ctx, &p, bound, &nu));
    }
    CM_TRY(cm_result_set(ctx, result, "nakamura", nu > 0 ? cm_integer((int64_t)nu) : cm_text("infinite")));
    CM_TRY(cm_result_set(ctx, result, "issues", nu > 0 ? cm_integer((int64_t)nu - 2) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "alternatives", nu > 0 ? cm_integer((int64_t)nu - 1) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "bound", nu > 0 ? cm_integer((int64_t)bound) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "vetoer", vetoer != NULL ? cm_text(vetoer) : cm_none()));
    CM_TRY(say(ctx, vetoer, nu, result));
    CM_TRY(put_tables(ctx, vote, p.best, nu, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "nakamura", "issues", "alternatives", "bound", "vetoer", NULL };

extern const cm_concept cm_concept_nakamura;
const cm_concept cm_concept_nakamura = {
    .name = "nakamura",
    .title = "Nakamura number",
    .title_zh = "中村数",
    .about = "How many issues can be on the table before a voting rule may go round in circles: two below the least number of winning coalitions that share no "
             "member.",
    .about_zh = "表决规则最多能承受多少个议题而不致循环往复：由没有共同成员的获胜联盟的最少个数决定。",
    .formula = "nu = min { k : S_1, ..., S_k win and have no common member }; a core for all convex preferences on d issues exactly when d <= nu - 2; q of n: nu = ceil(n / (n - q))",
    .source = "K. Nakamura, \"The vetoers in a simple game with ordinal preferences\", International Journal of Game Theory 8 (1979) 55-61; J. Greenberg, \"Consistent majority rules over compact "
              "sets of alternatives\", Econometrica 47 (1979) 627-636; N. Schofield, \"Social equilibrium and cycles on compact sets\", Journal of Economic Theory 33 (1984) 59-71",
    .certificate = "each coalition wins and each member is left out of one; that fewer share a member follows from the bound of a threshold, or from all sets of up to 14 members, or from a count of families among up to 20, or from an integer programme "
                   "without solution",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .run = run,
    .check = cm_nakamura_check,
};
