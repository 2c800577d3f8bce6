/* passage.c: how likely a venue is to say yes, when members lean one way and lean together.
 *
 * Definition: member i votes yes with chance yes_i; votes are correlated by a common factor (passage_factor.c), and members of a bloc
 * vote as one.  With S the set of those in favour:
 *   agreement      the chance that S wins
 *   decisive_i     the chance that S without i loses and S with i wins: i's vote makes the difference, whatever it is
 *   success_i      the chance that the outcome is as i votes
 *   luck_i         success_i - decisive_i: it would have been so without i's vote
 *   if_yes, if_no  the chance that it passes, given that i says yes; that it fails, given that i says no
 * With chances of 1/2 and no correlation agreement is Coleman's power to act and decisive_i Banzhaf's absolute index.  A member of a
 * bloc has what its bloc has.
 *
 * Given the common factor voters are independent: one walk down and one up a decision diagram of the rule gives all of the above
 * (count_diagram.c), at each point of the quadrature over the factor.
 *
 * Summary: agreement, independent (the same chances without correlation), voters (blocs counted once), most_decisive.
 * Table: members (player, bloc, yes, decisive, success, luck, if_yes, if_no).
 * Fails with: CM_E_INPUT, CM_E_DOMAIN (passage.h), CM_E_LIMIT when the rule's diagram is too large; CM_E_MEMORY, CM_E_INTERRUPT.
 * Cost: nodes of the diagram x points. */
#include "solver/voting/passage.h"

#include <math.h>
#include <string.h>

#include "solver/voting/power.h"

static cm_status reckon(cm_ctx *ctx, cm_arena *arena, const cm_voters *v, const cm_passage_params *p, cm_passage *out)
{
    double *chance = CM_NEW(ctx, arena, v->count, double), *decides = CM_NEW(ctx, arena, v->count, double), wins;
    cm_factor factor;
    cm_oracle diagram;
    cm_status status = CM_OK;
    out->passes = 0;
    out->decisive = CM_NEW(ctx, arena, v->count, double);
    out->both = CM_NEW(ctx, arena, v->count, double);
    if (chance == NULL || decides == NULL || out->decisive == NULL || out->both == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_diagram_open(ctx, arena, &v->vote, CM_PASSAGE_NODES, false, &diagram));
    if (diagram.n == 0) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the rule tells too many combinations of these %zu voters apart to be followed; votes in rounder numbers, or blocs, make them fewer", v->count));
    CM_TRY(cm_factor_points(ctx, arena, v, p, false, &factor));
    for (size_t k = 0; k < factor.count; k++) {
        double weight = factor.weight[k];
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        cm_voters_given(v, p, factor.at[k], chance);
        cm_diagram_each(&diagram, chance, decides, &wins);
        out->passes += weight * wins;
        for (size_t u = 0; u < v->count; u++) {
            out->decisive[u] += weight * decides[u];
            out->both[u] += weight * chance[u] * (wins + (1 - chance[u]) * decides[u]);
        }
    }
    out->passes = fmin(1, fmax(0, out->passes));
out:
    return status;
}

static cm_status print_members(cm_ctx *ctx, const cm_vote *vote, const cm_voters *v, const cm_passage_params *p, const cm_passage *is, cm_result *result)
{
    static const char *const columns[] = { "player", "bloc", "yes", "decisive", "success", "luck", "if_yes", "if_no", NULL };
    size_t blocs = 0;
    cm_table *table;
    cm_status status;
    for (size_t b = 0; b < p->blocs.count; b++) blocs += p->blocs.first[b + 1] > p->blocs.first[b];
    CM_TRY(cm_result_table(ctx, result, "members", columns, &table));
    for (size_t i = 0; i < vote->n; i++) {
        size_t u = v->of[i];
        double yes = v->yes[u], fails_no = 1 - yes - is->passes + is->both[u], success = is->both[u] + fails_no;
        cm_value row[] = { cm_text(cm_power_name(ctx, result->arena, vote, i)), u < blocs ? cm_integer((int64_t)u + 1) : cm_none(), cm_number(yes),
                           cm_number(is->decisive[u]), cm_number(success), cm_number(success - is->decisive[u]),
                           yes > 0 ? cm_number(fmin(1, is->both[u] / yes)) : cm_none(), yes < 1 ? cm_number(fmax(0, fmin(1, fails_no / (1 - yes)))) : cm_none() };
        CM_TRY(row[0].as.text != NULL ? cm_table_row(ctx, result, table, row) : ctx->status);
    }
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, const cm_vote *vote, const cm_voters *v, const cm_passage_params *p, double passes, double alone, cm_result *result)
{
    const char *note = NULL;
    cm_status status = CM_OK;
    if (p->correlation > 0) {
        note = cm_format(ctx, result->arena, "Members who are moved by the same things agree %s: the venue says yes with a chance of %.3g, and of %.3g if the same members made up their minds one by one.",
                         passes > alone ? "more often, as their no's fall on the same proposals" : "less often, as their no's come together and no yes makes up for them", passes, alone);
        CM_TRY(note != NULL ? cm_result_note(ctx, result, note) : ctx->status);
    }
    if (v->count < vote->n) CM_TRY(cm_result_note(ctx, result, "Members of a bloc vote as one, with the mean of their chances; each is shown with what its bloc has."));
    CM_TRY(cm_result_note(ctx, result, "Success is luck and decisiveness together: a member may get its way often because others want the same, without its vote ever mattering."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_passage_params *p = params;
    cm_passage_params alone = *p;
    cm_arena scratch = { NULL };
    cm_voters v;
    cm_passage is, by_themselves;
    size_t most = 0;
    const char *name;
    cm_status status = CM_OK;
    alone.correlation = 0;
    CM_TRY(cm_voters_find(ctx, &scratch, vote, p, &v));
    CM_TRY(reckon(ctx, &scratch, &v, p, &is));
    by_themselves = is;
    if (p->correlation > 0) CM_TRY(reckon(ctx, &scratch, &v, &alone, &by_themselves));
    for (size_t i = 1; i < vote->n; i++) {
        if (is.decisive[v.of[i]] > is.decisive[v.of[most]] && !cm_close(&ctx->tol, is.decisive[v.of[i]], is.decisive[v.of[most]])) most = i;
    }
    name = cm_power_name(ctx, result->arena, vote, most);
    if (name == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(is.passes)));
    CM_TRY(cm_result_set(ctx, result, "independent", cm_number(by_themselves.passes)));
    CM_TRY(cm_result_set(ctx, result, "voters", cm_integer((int64_t)v.count)));
    CM_TRY(cm_result_set(ctx, result, "most_decisive", cm_text(name)));
    CM_TRY(print_members(ctx, vote, &v, p, &is, result));
    CM_TRY(print_notes(ctx, vote, &v, p, is.passes, by_themselves.passes, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "agreement", "independent", "voters", "most_decisive", NULL };
static const char *const shock_words[] = { "normal", "beta", NULL };

static const cm_param parameters[] = {
    { .name = "yes", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_passage_params, yes), .fallback = 0.5, .low = 0, .high = 1,
      .about = "The chance that a member is in favour of a proposal.", .about_zh = "一个成员赞成一项提案的概率。" },
    { .name = "each", .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_passage_params, each), .low = 0, .high = 1,
      .about = "The same for each member by itself, instead of `yes`.", .about_zh = "逐个成员给出的赞成概率，代替 yes。" },
    { .name = "correlation", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_passage_params, correlation), .fallback = 0, .low = 0, .high = 0.99,
      .about = "How far members are moved by the same things: 0 not at all.", .about_zh = "成员在多大程度上受同样因素影响：0 为完全不受。" },
    { .name = "shock", .kind = CM_PARAM_WORD, .offset = offsetof(cm_passage_params, shock), .words = shock_words,
      .about = "What they have in common: a normal factor behind each member's judgement, or one chance for all drawn from a beta distribution (correlation is then that of two votes).",
      .about_zh = "共同因素的形式：每个成员判断背后的正态因子，或所有成员共享、服从贝塔分布的概率（此时相关系数即两票之间的相关）。" },
    { .name = "blocs", .kind = CM_PARAM_PLAYER_LISTS, .offset = offsetof(cm_passage_params, blocs),
      .about = "Members who always vote together, a list for each bloc.", .about_zh = "总是一起投票的成员，每个集团一个列表。" },
};

extern const cm_concept cm_concept_passage;
const cm_concept cm_concept_passage = {
    .name = "passage",
    .title = "Chance of agreement, and who gets its way",
    .title_zh = "达成一致的概率与谁如愿以偿",
    .about = "How likely the venue is to say yes when members lean one way, are moved by the same things or vote in blocs, and how often each member is decisive, successful or merely lucky.",
    .about_zh = "当成员有所倾向、受同样因素影响或结成集团投票时，场所有多大可能通过提案，以及各成员有多常起决定作用、如愿以偿或只是幸运。",
    .formula = "agreement = E[sum over winning S of prod_(i in S) p_i(Z) prod_(i not in S) (1 - p_i(Z))], p_i(z) = Phi((Phi^-1(yes_i) - sqrt(rho) z) / sqrt(1 - rho)) or Z ~ Beta; "
               "success_i = decisive_i + luck_i",
    .source = "A. Laruelle, F. Valenciano, \"Assessing success and decisiveness in voting situations\", Social Choice and Welfare 24 (2005) 171-197; B. Barry, \"Is it better to be "
              "powerful or lucky?\", Political Studies 28 (1980) 183-194 and 338-352; P. D. Straffin, \"Homogeneity, independence, and power indices\", Public Choice 30 (1977) 107-118",
    .certificate = "every combination of votes is added up (up to 14 voters), or the rule's members are walked in the opposite order, with other and more points of the common "
                   "factor; a simulation of votes agrees; shares add up as Barry's equation asks",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = parameters, .nparams = sizeof parameters / sizeof parameters[0], .params_size = sizeof(cm_passage_params),
    .run = run,
    .check = cm_passage_check,
};
