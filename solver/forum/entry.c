/* entry.c: an old venue chooses its rule, with and without a new one to which some of its members can go.
 *
 * Of n members a share are movers, who consent with probability p_m; the others, who keep the rule, consent with p_k.  A text
 * that at least q members want passes.  To a member that wants it it is worth 1, to one that is outvoted -l.  The keepers
 * choose q for the greatest of their own mean value
 *   V_k(q) = p_k Pr[q - 1 of the others want it] - l (1 - p_k) Pr[q of the others do].
 * When there is a new venue the movers can go there together: alone they have (m / n)^w times the value by their own best
 * rule, less a cost; the keepers, left alone, have (1 - m / n)^w times the value by theirs.  Movers stay where staying is worth
 * as much.  The keepers choose q knowing that, and may also choose one under which movers leave.  Of rules that are alike the strictest is taken: nobody changes it for nothing.
 *
 * Summary: needed_before, share_before (votes, and as a share of members), needed_after, share_after, loosened (the difference of
 * shares; none when movers leave), leave, credible (movers would leave under the old rule), coverage_before, coverage_after
 * (how likely a text passes, by the share of members that it binds; in two venues their sum), keepers_before,
 * keepers_after, movers_before, movers_after (values), elsewhere (the movers' in the new venue).
 * Table: rules (needed, passes, keepers, movers, stay).
 * Cost: O(n^2).
 * Source: J. C. Morse, R. O. Keohane, "Contested multilateralism", Review of International Organizations 9 (2014) 385-412;
 * A. O. Hirschman, Exit, Voice, and Loyalty, Harvard University Press (1970); the model is set up here. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "solver/concept.h"
#include "solver/forum/outcome.h"

enum { MOST = 400 };

typedef struct entry_params {
    double movers, keep_consent, move_consent, loss, weight, cost;
    bool entrant;
} entry_params;

/* count[k] = Pr[k of `keepers` and `movers` consent]: one member after another. */
static void count_them(const entry_params *p, size_t keepers, size_t movers, double *count)
{
    memset(count, 0, (keepers + movers + 2) * sizeof *count);
    count[0] = 1;
    for (size_t i = 0; i < keepers + movers; i++) {
        double c = i < keepers ? p->keep_consent : p->move_consent;
        for (size_t k = i + 2; k-- > 0;) count[k] = count[k] * (1 - c) + (k > 0 ? count[k - 1] * c : 0);
    }
}

static double from(const double *count, size_t n, size_t q)
{
    double sum = 0;
    for (size_t k = q; k <= n; k++) sum += count[k];
    return sum;
}

typedef struct body {
    const entry_params *p;
    size_t keepers, movers;
    double passes[MOST + 1], keep[MOST + 1], move[MOST + 1];         /* by votes needed, 1 .. n */
    size_t best_keep, best_move;                                     /* the strictest of the best for each */
} body;

static double member(const entry_params *p, double consent, const double *others, size_t n, size_t q)
{
    return consent * from(others, n - 1, q - 1) - p->loss * (1 - consent) * from(others, n - 1, q);
}

static cm_status fill(cm_ctx *ctx, body *b)
{
    cm_arena scratch = { NULL };
    size_t n = b->keepers + b->movers;
    double *all = CM_NEW(ctx, &scratch, n + 2, double), *less_k = CM_NEW(ctx, &scratch, n + 2, double), *less_m = CM_NEW(ctx, &scratch, n + 2, double);
    if (all == NULL || less_k == NULL || less_m == NULL) {
        cm_arena_free(&scratch);
        return ctx->status;
    }
    count_them(b->p, b->keepers, b->movers, all);
    if (b->keepers > 0) count_them(b->p, b->keepers - 1, b->movers, less_k);
    if (b->movers > 0) count_them(b->p, b->keepers, b->movers - 1, less_m);
    b->best_keep = b->best_move = n;
    for (size_t q = n; q >= 1; q--) {
        b->passes[q] = from(all, n, q);
        b->keep[q] = b->keepers > 0 ? member(b->p, b->p->keep_consent, less_k, n, q) : 0;
        b->move[q] = b->movers > 0 ? member(b->p, b->p->move_consent, less_m, n, q) : 0;
        if (b->keep[q] > b->keep[b->best_keep] && !cm_close(&ctx->tol, b->keep[q], b->keep[b->best_keep])) b->best_keep = q;
        if (b->move[q] > b->move[b->best_move] && !cm_close(&ctx->tol, b->move[q], b->move[b->best_move])) b->best_move = q;
    }
    cm_arena_free(&scratch);
    return CM_OK;
}

typedef struct choice {
    size_t n, movers, before, after;                                 /* votes needed; after: in the old venue */
    bool leave, credible;
    double elsewhere, left, keepers_after, movers_after, coverage_after;
} choice;

static cm_status read_sizes(cm_ctx *ctx, const cm_protocol *g, const entry_params *p, choice *c)
{
    *c = (choice){ .n = g->n, .movers = (size_t)floor(p->movers * (double)g->n + 0.5) };
    if (g->n > MOST) return cm_fail(ctx, CM_E_LIMIT, "entry takes up to %d members, not %zu", MOST, g->n);
    if (c->movers < 1 || c->movers >= g->n) return cm_fail(ctx, CM_E_INPUT, "entry: a share of %g of %zu members are %zu movers; some have to be, and not all", p->movers, g->n, c->movers);
    return CM_OK;
}

static cm_status decide(cm_ctx *ctx, const entry_params *p, choice *c, body *old)
{
    double m = (double)c->movers / (double)c->n, best;
    cm_arena scratch = { NULL };
    body *apart = CM_NEW(ctx, &scratch, 2, body);
    cm_status status = CM_OK;
    if (apart == NULL) CM_LEAVE(ctx->status);
    *old = (body){ .p = p, .keepers = c->n - c->movers, .movers = c->movers };
    apart[0] = (body){ .p = p, .keepers = c->n - c->movers };
    apart[1] = (body){ .p = p, .movers = c->movers };
    CM_TRY(fill(ctx, old));
    for (int k = 0; k < 2; k++) CM_TRY(fill(ctx, &apart[k]));
    c->elsewhere = pow(m, p->weight) * apart[1].move[apart[1].best_move] - p->cost;
    c->left = pow(1 - m, p->weight) * apart[0].keep[apart[0].best_keep];
    c->before = c->after = old->best_keep;
    c->credible = p->entrant && c->elsewhere > old->move[c->before] && !cm_close(&ctx->tol, c->elsewhere, old->move[c->before]);
    c->leave = c->credible;
    best = c->credible ? c->left : old->keep[c->before];
    for (size_t q = c->n; q >= 1 && p->entrant; q--) {
        bool stays = old->move[q] > c->elsewhere || cm_close(&ctx->tol, old->move[q], c->elsewhere);
        double worth = stays ? old->keep[q] : c->left;
        if (!(worth > best) || cm_close(&ctx->tol, worth, best)) continue;
        best = worth;
        c->after = q;
        c->leave = !stays;
    }
    if (c->leave) c->after = apart[0].best_keep;
    c->keepers_after = c->leave ? c->left : old->keep[c->after];
    c->movers_after = c->leave ? c->elsewhere : old->move[c->after];
    c->coverage_after = c->leave ? (1 - m) * apart[0].passes[apart[0].best_keep] + m * apart[1].passes[apart[1].best_move] : old->passes[c->after];
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status print(cm_ctx *ctx, const choice *c, const body *old, cm_result *result)
{
    static const char *const columns[] = { "needed", "passes", "keepers", "movers", "stay", NULL };
    double n = (double)c->n, now = (double)c->before / n, then = (double)c->after / (c->leave ? n - (double)c->movers : n);
    const struct { const char *name; cm_value value; } row[] = {
        { "needed_before", cm_integer((int64_t)c->before) }, { "share_before", cm_number(now) }, { "needed_after", cm_integer((int64_t)c->after) }, { "share_after", cm_number(then) },
        { "loosened", c->leave ? cm_none() : cm_number(now - then) }, { "leave", cm_truth(c->leave) }, { "credible", cm_truth(c->credible) }, { "coverage_before", cm_number(old->passes[c->before]) },
        { "coverage_after", cm_number(c->coverage_after) }, { "keepers_before", cm_number(old->keep[c->before]) }, { "keepers_after", cm_number(c->keepers_after) },
        { "movers_before", cm_number(old->move[c->before]) }, { "movers_after", cm_number(c->movers_after) }, { "elsewhere", cm_number(c->elsewhere) },
    };
    cm_table *table;
    cm_status status;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) CM_TRY(cm_result_set(ctx, result, row[k].name, row[k].value));
    CM_TRY(cm_result_table(ctx, result, "rules", columns, &table));
    for (size_t q = 1; q <= c->n; q++) {
        bool stays = !old->p->entrant || old->move[q] > c->elsewhere || cm_close(&ctx->tol, old->move[q], c->elsewhere);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)q), cm_number(old->passes[q]), cm_number(old->keep[q]), cm_number(old->move[q]), cm_truth(stays) }));
    }
    CM_TRY(cm_result_note(ctx, result, c->leave ? "The movers leave: for the others any rule that would keep them is worse than to be left alone." : c->credible ? "The movers would leave; the old venue takes a rule that just keeps them." : "The movers have nothing better elsewhere: the old venue keeps its rule."));
    CM_TRY(cm_result_note(ctx, result, "The venue's rule in the file does not count here: it is what is chosen."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    body *old = CM_NEW(ctx, &scratch, 1, body);
    choice c;
    cm_status status;
    if (old == NULL) CM_LEAVE(ctx->status);
    CM_TRY(read_sizes(ctx, &game->as.protocol, params, &c));
    CM_TRY(decide(ctx, params, &c, old));
    CM_TRY(print(ctx, &c, old, result));
out:
    cm_arena_free(&scratch);
    return status;
}

/* ---- the certificate: chances as double sums of binomials, and every rule held against the one chosen ---- */

static double at_least(const entry_params *p, size_t keepers, size_t movers, size_t q)
{
    double sum = 0;
    for (size_t a = 0; a <= keepers; a++) {
        for (size_t b = 0; b <= movers; b++) sum += a + b >= q ? gsl_ran_binomial_pdf((unsigned)a, p->keep_consent, (unsigned)keepers) * gsl_ran_binomial_pdf((unsigned)b, p->move_consent, (unsigned)movers) : 0;
    }
    return sum;
}

/* The most that one kind has, by itself, by any rule; *passes: how likely a text then passes, by the strictest of such rules. */
static double alone(cm_ctx *ctx, const entry_params *p, size_t keepers, size_t movers, double *passes)
{
    double best = -HUGE_VAL, consent = keepers > 0 ? p->keep_consent : p->move_consent;
    size_t n = keepers + movers, k = keepers > 0 ? keepers - 1 : 0, m = movers > 0 ? movers - 1 : 0;
    for (size_t q = n; q >= 1; q--) {
        double worth = consent * at_least(p, k, m, q - 1) - p->loss * (1 - consent) * at_least(p, k, m, q);
        if (!(worth > best) || cm_close(&ctx->tol, worth, best)) continue;
        best = worth;
        *passes = at_least(p, keepers, movers, q);
    }
    return best;
}

static cm_status check_rules(cm_ctx *ctx, const entry_params *p, const choice *c, const cm_table *table)
{
    size_t keepers = c->n - c->movers;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != c->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu rules", c->n);
    for (size_t q = 1; q <= c->n; q++) {
        double keep = p->keep_consent * at_least(p, keepers - 1, c->movers, q - 1) - p->loss * (1 - p->keep_consent) * at_least(p, keepers - 1, c->movers, q);
        double move = p->move_consent * at_least(p, keepers, c->movers - 1, q - 1) - p->loss * (1 - p->move_consent) * at_least(p, keepers, c->movers - 1, q);
        cm_value stay = cm_table_get(table, q - 1, "stay");
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, q - 1, "needed"), (double)q, "the votes of a rule", q));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, q - 1, "passes"), at_least(p, keepers, c->movers, q), "how likely a text passes", q));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, q - 1, "keepers"), keep, "the keepers' value", q));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, q - 1, "movers"), move, "the movers' value", q));
        if (stay.kind != CM_TRUTH || (stay.as.truth && p->entrant && move < c->elsewhere - ctx->tol.cert) || (!stay.as.truth && (!p->entrant || move > c->elsewhere + ctx->tol.cert))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: whether movers stay under %zu votes is not as their values say", q);
    }
out:
    return status;
}

static double at(const cm_table *table, size_t q, const char *column)
{
    return cm_table_get(table, q - 1, column).as.number;
}

/* What the keepers and the movers have after, and that no rule gives the keepers more. */
static cm_status check_choice(cm_ctx *ctx, const entry_params *p, const choice *c, const cm_table *table, const cm_result *result, double left, double apart)
{
    double n = (double)c->n, got = c->leave ? left : at(table, c->after, "keepers"), share = (double)c->after / (c->leave ? n - (double)c->movers : n), slack = ctx->tol.cert * (1 + p->loss);
    cm_status status;
    for (size_t q = 1; q <= c->n; q++) {
        bool stays = cm_table_get(table, q - 1, "stay").as.truth;
        double other = stays ? at(table, q, "keepers") : left;
        if (other > got + slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: with %zu votes the keepers have %.12g, and not %.12g", q, other, got);
        if (at(table, q, "keepers") > at(table, c->before, "keepers") + slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: before, with %zu votes the keepers had more", q);
    }
    if (!c->leave && !cm_table_get(table, c->after - 1, "stay").as.truth) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the movers do not stay under %zu votes", c->after);
    CM_TRY(cm_outcome_maybe(ctx, result, "share_before", true, (double)c->before / n));
    CM_TRY(cm_outcome_maybe(ctx, result, "share_after", true, share));
    CM_TRY(cm_outcome_maybe(ctx, result, "loosened", !c->leave, (double)c->before / n - share));
    CM_TRY(cm_outcome_maybe(ctx, result, "coverage_before", true, at(table, c->before, "passes")));
    CM_TRY(cm_outcome_maybe(ctx, result, "coverage_after", true, c->leave ? apart : at(table, c->after, "passes")));
    CM_TRY(cm_outcome_maybe(ctx, result, "keepers_before", true, at(table, c->before, "keepers")));
    CM_TRY(cm_outcome_maybe(ctx, result, "keepers_after", true, got));
    CM_TRY(cm_outcome_maybe(ctx, result, "movers_before", true, at(table, c->before, "movers")));
    CM_TRY(cm_outcome_maybe(ctx, result, "movers_after", true, c->leave ? c->elsewhere : at(table, c->after, "movers")));
    CM_TRY(cm_outcome_maybe(ctx, result, "elsewhere", true, c->elsewhere));
out:
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const entry_params *p = params;
    const cm_table *table = cm_result_find(result, "rules");
    cm_value before = cm_printed_value(result, "needed_before"), after = cm_printed_value(result, "needed_after"), leave = cm_printed_value(result, "leave"), credible = cm_printed_value(result, "credible");
    double m, left, passes_k = 0, passes_m = 0;
    choice c;
    cm_status status;
    CM_TRY(read_sizes(ctx, &game->as.protocol, p, &c));
    if (before.kind != CM_INTEGER || after.kind != CM_INTEGER || leave.kind != CM_TRUTH || credible.kind != CM_TRUTH || before.as.integer < 1 || after.as.integer < 1 || (size_t)before.as.integer > c.n || (size_t)after.as.integer > c.n) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no rule is chosen"));
    m = (double)c.movers / (double)c.n;
    c.before = (size_t)before.as.integer;
    c.after = (size_t)after.as.integer;
    c.leave = leave.as.truth;
    c.elsewhere = pow(m, p->weight) * alone(ctx, p, 0, c.movers, &passes_m) - p->cost;
    left = pow(1 - m, p->weight) * alone(ctx, p, c.n - c.movers, 0, &passes_k);
    CM_TRY(check_rules(ctx, p, &c, table));
    if (credible.as.truth == cm_table_get(table, c.before - 1, "stay").as.truth) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: whether movers would leave is not as the old rule's row says"));
    CM_TRY(check_choice(ctx, p, &c, table, result, left, (1 - m) * passes_k + m * passes_m));
out:
    return status;
}

#define AT(member) offsetof(entry_params, member)

static const cm_param param[] = {
    { "movers", CM_PARAM_NUMBER, AT(movers), 0.4, 0, 1, NULL, "What share of the members can go to the new venue.", "可以转往新场所的成员比例。" },
    { "keep_consent", CM_PARAM_NUMBER, AT(keep_consent), 0.7, 0, 1, NULL, "How likely one of the others, who choose the rule, wants a text.", "其余（决定规则的）成员想要某一文本的概率。" },
    { "move_consent", CM_PARAM_NUMBER, AT(move_consent), 0.9, 0, 1, NULL, "How likely a mover wants a text.", "可转移成员想要某一文本的概率。" },
    { "loss", CM_PARAM_NUMBER, AT(loss), 3, 0, 1000000, NULL, "What being outvoted costs a member, where a text that it wants is worth 1.", "以想要的文本价值为 1，被票决压倒给成员造成的损失。" },
    { "weight", CM_PARAM_NUMBER, AT(weight), 0.5, 0, 100, NULL, "How much less a text is worth among fewer: the exponent on their share.", "成员较少时文本价值的递减程度：其份额的指数。" },
    { "cost", CM_PARAM_NUMBER, AT(cost), 0.1, 0, 1000000, NULL, "What a new venue costs each of the movers.", "新场所给每个转移成员带来的成本。" },
    { "entrant", CM_PARAM_TRUTH, AT(entrant), 1, 0, 1, NULL, "Whether there is a new venue.", "是否存在新场所。" },
};

static const char *const summary_names[] = { "needed_before", "share_before", "needed_after", "share_after", "loosened", "leave", "credible", "coverage_before", "coverage_after", "keepers_before",
                                             "keepers_after", "movers_before", "movers_after", "elsewhere", NULL };

extern const cm_concept cm_concept_entry;
const cm_concept cm_concept_entry = {
    .name = "entry",
    .title = "An old venue and a new one",
    .title_zh = "旧场所与新场所",
    .about = "Whether an old venue changes its rule when some of its members can go to a new one, and whether they go.",
    .about_zh = "部分成员可以转往新场所时，旧场所是否改变规则，以及这些成员是否离开。",
    .formula = "max over q of V_k(q) where movers stay, V_m(q) >= (m / n)^w V_m* - c; else (1 - m / n)^w V_k*",
    .source = "J. C. Morse, R. O. Keohane, \"Contested multilateralism\", Review of International Organizations 9 (2014) 385-412; A. O. Hirschman, Exit, Voice, and Loyalty, Harvard University Press (1970); "
              "the model is set up in the file",
    .certificate = "chances are double sums of binomials; no rule gives the keepers more, knowing who stays under it",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(entry_params),
    .run = run,
    .check = check,
};
