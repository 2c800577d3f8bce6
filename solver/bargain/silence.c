/* silence.c: adopted unless somebody objects.
 *
 * Definition: each of n members is against a text with probability o, and loses l when it is adopted; to object costs
 * k, and one objection stops it.  When nobody knows how many are against, in the symmetric equilibrium who is against
 * objects with probability p,
 *   p = 1 if l (1 - o)^(n - 1) >= k, 0 if k >= l, else (1 - o p)^(n - 1) = k / l,
 * and the text is adopted with probability (1 - o p)^n: never less than (k / l)^(n / (n - 1)) where p < 1, so that
 * silence lets texts through that few want, in any number of members.  When the number m of those against is known
 * each objects with 1 - (k / l)^(1 / (m - 1)): a volunteer's dilemma.
 *
 * Cost: O(n).
 * Source: A. Diekmann, "Volunteer's dilemma", Journal of Conflict Resolution 29 (1985) 605-610. */
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "solver/bargain/headcount.h"
#include "solver/concept.h"

typedef struct silence_params {
    double opposed, objection, loss;
} silence_params;

/* With what probability each of m objects when it is known that m are against. */
static double known(const silence_params *s, size_t m)
{
    if (s->objection >= s->loss) return 0;
    return m < 2 ? 1 : 1 - pow(s->objection / s->loss, 1 / ((double)m - 1));
}

static double unknown(const silence_params *s, size_t n)
{
    if (s->objection >= s->loss) return 0;
    if (n < 2 || s->loss * pow(1 - s->opposed, (double)n - 1) >= s->objection) return 1;
    return (1 - pow(s->objection / s->loss, 1 / ((double)n - 1))) / s->opposed;
}

/* Pr[m of n are against]. */
static double chance_of(const silence_params *s, size_t n, size_t m)
{
    double in = (double)m, out = (double)(n - m);
    if (!(s->opposed > 0)) return m == 0 ? 1 : 0;
    if (!(s->opposed < 1)) return m == n ? 1 : 0;
    return exp(gsl_sf_lnchoose((unsigned)n, (unsigned)m) + in * log(s->opposed) + out * log1p(-s->opposed));
}

/* What one who is against gains by doing the other thing once; `silent`: the chance that no other objects. */
static double deviation(const silence_params *s, double p, double silent)
{
    double objecting = s->loss * silent - s->objection;
    return fmax(p < 1 ? objecting : 0, p > 0 ? -objecting : 0);
}

static cm_status list_known(cm_ctx *ctx, const silence_params *s, size_t n, cm_result *result, double *adopted)
{
    static const char *const columns[] = { "opponents", "probability", "objects", "adopted", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "opponents", columns, &table));
    *adopted = 0;
    for (size_t m = 0; m <= n; m++) {
        double chance = chance_of(s, n, m), p = known(s, m), through = pow(1 - p, (double)m);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)m), cm_number(chance), m > 0 ? cm_number(p) : cm_none(), cm_number(through) }));
        *adopted += chance * through;
    }
out:
    return status;
}

static cm_status require_consensus(cm_ctx *ctx, const cm_protocol *p)
{
    cm_status status;
    if (!cm_vote_is_consensus(&p->vote)) {
        return cm_fail(ctx, CM_E_DOMAIN, "under a silence procedure one objection stops a text, and the rule of these %zu members can do without some", p->n);
    }
    CM_TRY(cm_headcount_unled(ctx, p, "a silence procedure", true));
    CM_TRY(cm_headcount_alone(ctx, p));
out:
    return status;
}

static cm_status say(cm_ctx *ctx, const silence_params *s, double p, double adopted, double open, cm_result *result)
{
    char *text = cm_format(ctx, result->arena, "Asked for a vote, all would be for it with probability %.4g; by silence it is adopted with %.4g.", open, adopted);
    cm_status status;
    if (text == NULL) return ctx->status;
    CM_TRY(cm_result_note(ctx, result, text));
    if (p < 1 && s->objection < s->loss) CM_TRY(cm_result_note(ctx, result, "Who is against may hope that another objects: the more members there are, the less each does so by itself."));
    if (!(s->objection < s->loss)) CM_TRY(cm_result_note(ctx, result, "To object costs at least what adoption would: nobody objects."));
    CM_TRY(cm_result_note(ctx, result, "This is the equilibrium in which members that are alike do alike; there are others, for instance that one known member always objects when it is against."));
    CM_TRY(cm_result_note(ctx, result, "It is decided in one round: the venue's patience and its cost of a round do not count here."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const silence_params *s = params;
    size_t n = game->as.protocol.n;
    double size = (double)n, p = unknown(s, n), silent = pow(1 - s->opposed * p, size - 1), adopted = pow(1 - s->opposed * p, size), open = pow(1 - s->opposed, size), informed;
    cm_status status;
    CM_TRY(require_consensus(ctx, &game->as.protocol));
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_number(1)));
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(adopted)));
    CM_TRY(cm_result_set(ctx, result, "objects", cm_number(p)));
    CM_TRY(cm_result_set(ctx, result, "by_vote", cm_number(open)));
    CM_TRY(list_known(ctx, s, n, result, &informed));
    CM_TRY(cm_result_set(ctx, result, "number_known", cm_number(informed)));
    CM_TRY(cm_result_set(ctx, result, "largest_deviation", cm_number(deviation(s, p, silent))));
    CM_TRY(say(ctx, s, p, adopted, open, result));
out:
    return status;
}

/* The chance that none of n members objects when those against do so with p, number by number. */
static double nobody(const silence_params *s, size_t n, double p)
{
    double sum = 0;
    for (size_t m = 0; m <= n; m++) sum += chance_of(s, n, m) * (p < 1 ? exp((double)m * log1p(-p)) : m == 0 ? 1 : 0);
    return sum;
}

static cm_status check_known(cm_ctx *ctx, const silence_params *s, size_t n, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "opponents");
    double total = 0, sum = 0;
    if (table == NULL || table->nrows != n + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the numbers of opponents are missing");
    for (size_t m = 0; m <= n; m++) {
        cm_value chance = cm_table_get(table, m, "probability"), p = cm_table_get(table, m, "objects"), adopted = cm_table_get(table, m, "adopted");
        double through = 1, silent = 1;
        if (chance.kind != CM_NUMBER || !(fabs(chance.as.number - chance_of(s, n, m)) <= ctx->tol.cert) || adopted.kind != CM_NUMBER || p.kind != (m > 0 ? CM_NUMBER : CM_NONE)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu of the opponents is not as it should be", m + 1);
        for (size_t j = 1; j < m; j++) silent *= 1 - p.as.number;
        if (m > 0) through = silent * (1 - p.as.number);
        if (!(fabs(through - adopted.as.number) <= ctx->tol.cert) || (m > 0 && !(deviation(s, p.as.number, silent) <= ctx->tol.cert * s->loss))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: one of %zu opponents gains by doing otherwise", m);
        total += chance.as.number;
        sum += chance.as.number * through;
    }
    if (!(fabs(total - 1) <= ctx->tol.cert)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the probabilities add up to %.12g", total);
    return cm_printed_check(ctx, result, "number_known", sum, 1);
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const silence_params *s = params;
    const cm_value *p = cm_result_get(result, "objects");
    size_t n = game->as.protocol.n;
    double gain, open = 1;
    cm_status status;
    if (p == NULL || p->kind != CM_NUMBER || !(p->as.number >= 0 && p->as.number <= 1)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: objects is no probability");
    gain = deviation(s, p->as.number, nobody(s, n - 1, p->as.number));
    if (!(gain <= ctx->tol.cert * s->loss)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: who is against gains %.3g by doing otherwise", gain);
    for (size_t i = 0; i < n; i++) open *= 1 - s->opposed;
    CM_TRY(cm_printed_check(ctx, result, "largest_deviation", gain, s->loss));
    CM_TRY(cm_printed_check(ctx, result, "rounds", 1, 1));
    CM_TRY(cm_printed_check(ctx, result, "agreement", nobody(s, n, p->as.number), 1));
    CM_TRY(cm_printed_check(ctx, result, "by_vote", open, 1));
    CM_TRY(check_known(ctx, s, n, result));
out:
    return status;
}

static const cm_param param[] = {
    { .name = "opposed", .kind = CM_PARAM_NUMBER, .offset = offsetof(silence_params, opposed), .fallback = 0.1, .low = 0, .high = 1,
      .about = "How likely a member is against the text.", .about_zh = "一个成员反对该文本的概率。" },
    { .name = "objection", .kind = CM_PARAM_NUMBER, .offset = offsetof(silence_params, objection), .fallback = 0.1, .low = 0, .high = 1000000,
      .about = "What it costs a member to object.", .about_zh = "成员提出反对的成本。" },
    { .name = "loss", .kind = CM_PARAM_NUMBER, .offset = offsetof(silence_params, loss), .fallback = 1, .low = 0.001, .high = 1000000,
      .about = "What a member that is against loses when the text is adopted.", .about_zh = "文本通过时反对者的损失。" },
};

static const char *const summary_names[] = { "rounds", "agreement", "objects", "by_vote", "number_known", "largest_deviation", NULL };

const cm_concept cm_concept_silence = {
    .name = "silence",
    .title = "Silence procedure",
    .title_zh = "默许程序",
    .about = "How likely a text passes when it is adopted unless somebody objects, and objecting costs something.",
    .about_zh = "文本在无人反对时即视为通过、而提出反对要付出代价时，它有多大可能通过。",
    .formula = "(1 - o p)^(n - 1) = k / l where 0 < p < 1; adopted with (1 - o p)^n; number m known: 1 - p = (k / l)^(1 / (m - 1))",
    .source = "A. Diekmann, \"Volunteer's dilemma\", Journal of Conflict Resolution 29 (1985) 605-610; the case of an unknown number is derived in the file",
    .certificate = "summed over the numbers of others who are against, nobody gains by objecting or keeping silent otherwise than printed, whether the number is known or not",
    .summary = summary_names,
    .takes = CM_GAME_SURPLUS,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(silence_params),
    .run = run,
    .check = check,
};
