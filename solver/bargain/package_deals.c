/* package_deals.c: what linking the issues adds: a bargain over the package beside one on each issue.
 *
 * Definition: the solution that is asked for, once over all issues, and once for each issue alone with
 * the others at SQ; the outcomes on the issues are then put together.  A member's part on an issue is
 * what moving that issue alone gives it.  An issue is traded when somebody loses on it in the package
 * and gains by the whole.  Without agreement, here or there, all have their utility of SQ: what they may
 * have outside cannot be divided among issues and is left aside.
 *
 * Summary: solution, gain (of the package), moved_alone (issues that move by themselves), total_gain,
 * total_alone, linkage (the difference), traded (issues).
 * Tables: point (issue, package, alone); gains (player, package, alone, added); issues (issue, moves,
 * losers, traded); parts (issue, player, package, alone).
 * Fails with: CM_E_INPUT for weights that are all 0; CM_E_NUMERIC; CM_E_INTERRUPT; CM_E_MEMORY.
 * Cost: as the solution, d + 1 times.
 * Source: R. D. Tollison, T. D. Willett, "An economic theory of mutually advantageous issue linkages in
 * international negotiations", International Organization 33 (1979) 425-449. */
#include <math.h>
#include <string.h>

#include "solver/bargain/package_deals.h"

static const char *const solutions[] = { "nash", "kalai-smorodinsky", "egalitarian", "utilitarian", NULL };

cm_status cm_package_open(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_package_params *params, cm_two_ways *out)
{
    *out = (cm_two_ways){ .game = *game, .terms = cm_bargain_terms_of(&params->common) };
    out->game.outside = NULL;
    for (size_t s = 0; solutions[s] != NULL; s++) {
        if (params->solution != NULL && strcmp(solutions[s], params->solution) == 0) out->kind = (cm_bargain_kind)s;
    }
    out->package = CM_NEW(ctx, arena, game->d, double);
    out->alone = CM_NEW(ctx, arena, game->d, double);
    out->moves = CM_NEW(ctx, arena, game->d, bool);
    if (out->package == NULL || out->alone == NULL || out->moves == NULL) return ctx->status;
    return cm_bargain_open(ctx, arena, &out->game, &out->terms, &out->whole);
}

cm_status cm_package_solve(cm_ctx *ctx, cm_arena *arena, const cm_two_ways *deal, size_t only, cm_bargain *bargain,
                           cm_bargain_terms *terms, cm_bargain_answer *answer)
{
    cm_status status;
    *terms = deal->terms;
    terms->only = (long)only;
    CM_TRY(cm_bargain_open(ctx, arena, &deal->game, terms, bargain));
    for (size_t i = 0; only > 0 && i < bargain->n; i++) {
        bargain->counts[i] = bargain->counts[i] && cm_spatial_salience(&deal->game, i, only - 1) > 0;
    }
    CM_TRY(cm_bargain_solve(ctx, arena, bargain, deal->kind, terms, answer));
out:
    return status;
}

/* The part of member i on issue k of the policy y. */
static double part_of(const cm_two_ways *deal, size_t i, size_t k, const double *y, double *room)
{
    memcpy(room, deal->game.status_quo, deal->game.d * sizeof *room);
    room[k] = y[k];
    return cm_bargain_gain(&deal->whole, i, room);
}

/* Who loses on issue k in the package. */
static bool loses(const cm_ctx *ctx, const cm_two_ways *deal, size_t i, size_t k, double *room)
{
    return part_of(deal, i, k, deal->package, room) < -ctx->tol.cert * deal->whole.unit[i];
}

/* Loses on it, and gains by the whole. */
static bool is_paid(const cm_ctx *ctx, const cm_two_ways *deal, size_t i, size_t k, double *room)
{
    return loses(ctx, deal, i, k, room) &&
           cm_bargain_gain(&deal->whole, i, deal->package) > ctx->tol.cert * deal->whole.unit[i];
}

typedef struct sums {
    double total, alone;
    int64_t traded, moved;
} sums;

static sums count_up(const cm_ctx *ctx, const cm_two_ways *deal, double *room)
{
    sums c = { 0 };
    for (size_t i = 0; i < deal->game.n; i++) {
        c.total += cm_bargain_gain(&deal->whole, i, deal->package);
        c.alone += cm_bargain_gain(&deal->whole, i, deal->alone);
    }
    for (size_t k = 0; k < deal->game.d; k++) {
        bool traded = false;
        for (size_t i = 0; i < deal->game.n; i++) traded = traded || is_paid(ctx, deal, i, k, room);
        c.traded += traded;
        c.moved += deal->moves[k];
    }
    return c;
}

static cm_status print_outcomes(cm_ctx *ctx, cm_result *result, const cm_two_ways *deal)
{
    static const char *const point_columns[] = { "issue", "package", "alone", NULL };
    static const char *const columns[] = { "player", "package", "alone", "added", NULL };
    cm_table *point, *gains;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "point", point_columns, &point));
    for (size_t k = 0; k < deal->game.d; k++) {
        cm_value row[] = { cm_text(deal->game.issue[k]), cm_number(deal->package[k]), cm_number(deal->alone[k]) };
        CM_TRY(cm_table_row(ctx, result, point, row));
    }
    CM_TRY(cm_result_table(ctx, result, "gains", columns, &gains));
    for (size_t i = 0; i < deal->game.n; i++) {
        double package = cm_bargain_gain(&deal->whole, i, deal->package);
        double alone = cm_bargain_gain(&deal->whole, i, deal->alone);
        cm_value row[] = { cm_text(deal->game.player[i]), cm_number(package), cm_number(alone),
                           cm_number(package - alone) };
        CM_TRY(cm_table_row(ctx, result, gains, row));
    }
out:
    return status;
}

static cm_status note_trade(cm_ctx *ctx, cm_result *result, const cm_two_ways *deal, size_t i, size_t k)
{
    char *text = cm_format(ctx, result->arena, "On '%s' %s gives way, and is paid on other issues.",
                           deal->game.issue[k], deal->game.player[i]);
    return text == NULL ? ctx->status : cm_result_note(ctx, result, text);
}

static cm_status print_issues(cm_ctx *ctx, cm_result *result, const cm_two_ways *deal, double *room)
{
    static const char *const issue_columns[] = { "issue", "moves", "losers", "traded", NULL };
    static const char *const columns[] = { "issue", "player", "package", "alone", NULL };
    cm_table *issues, *parts;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "issues", issue_columns, &issues));
    CM_TRY(cm_result_table(ctx, result, "parts", columns, &parts));
    for (size_t k = 0; k < deal->game.d; k++) {
        cm_value name = cm_text(deal->game.issue[k]);
        int64_t losers = 0;
        bool traded = false;
        for (size_t i = 0; i < deal->game.n; i++) {
            double package = part_of(deal, i, k, deal->package, room), alone = part_of(deal, i, k, deal->alone, room);
            cm_value row[] = { name, cm_text(deal->game.player[i]), cm_number(package), cm_number(alone) };
            CM_TRY(cm_table_row(ctx, result, parts, row));
            losers += loses(ctx, deal, i, k, room);
            if (!is_paid(ctx, deal, i, k, room)) continue;
            traded = true;
            CM_TRY(note_trade(ctx, result, deal, i, k));
        }
        CM_TRY(cm_table_row(ctx, result, issues,
                            (cm_value[]){ name, cm_truth(deal->moves[k]), cm_integer(losers), cm_truth(traded) }));
    }
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, cm_result *result, const cm_two_ways *deal, double *room)
{
    sums c = count_up(ctx, deal, room);
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "solution", cm_text(solutions[deal->kind])));
    CM_TRY(cm_result_set(ctx, result, "gain", cm_truth(deal->gain)));
    CM_TRY(cm_result_set(ctx, result, "moved_alone", cm_integer(c.moved)));
    CM_TRY(cm_result_set(ctx, result, "total_gain", cm_number(c.total)));
    CM_TRY(cm_result_set(ctx, result, "total_alone", cm_number(c.alone)));
    CM_TRY(cm_result_set(ctx, result, "linkage", cm_number(c.total - c.alone)));
    CM_TRY(cm_result_set(ctx, result, "traded", cm_integer(c.traded)));
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, cm_result *result, const cm_two_ways *deal)
{
    cm_status status = CM_OK;
    if (!deal->gain) {
        CM_TRY(
            cm_result_note(ctx, result, "Not even the package gives everybody a gain at once: linking does not help."));
    }
    if (deal->game.utility == CM_EUCLIDEAN && deal->game.d > 1) {
        CM_TRY(cm_result_note(ctx, result,
                              "With euclidean utility a gain on one issue depends on the others: the parts "
                              "do not add up to the whole."));
    }
    if (deal->game.utility == CM_CITYBLOCK || deal->kind == CM_BARGAIN_SUM) {
        CM_TRY(cm_result_note(ctx, result, "Other policies may do as well: the deal need not be the only one."));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_two_ways deal;
    double *room = CM_NEW(ctx, &scratch, game->as.spatial.d, double);
    cm_status status = CM_OK;
    if (room == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_package_open(ctx, &scratch, &game->as.spatial, params, &deal));
    for (size_t k = 0; k <= deal.game.d; k++) {
        cm_bargain bargain;
        cm_bargain_terms terms;
        cm_bargain_answer answer;
        CM_TRY(cm_package_solve(ctx, &scratch, &deal, k, &bargain, &terms, &answer));
        if (k == 0) {
            memcpy(deal.package, answer.y, deal.game.d * sizeof *deal.package);
            deal.gain = answer.gain;
        } else {
            deal.alone[k - 1] = answer.y[k - 1];
            deal.moves[k - 1] = answer.gain;
        }
    }
    CM_TRY(print_summary(ctx, result, &deal, room));
    CM_TRY(print_outcomes(ctx, result, &deal));
    CM_TRY(print_issues(ctx, result, &deal, room));
    CM_TRY(print_notes(ctx, result, &deal));
out:
    cm_arena_free(&scratch);
    return status;
}

static const cm_param param[] = {
    { .name = "solution",
      .kind = CM_PARAM_WORD,
      .offset = offsetof(cm_package_params, solution),
      .fallback = 0,
      .words = solutions,
      .about = "By which solution they bargain.",
      .about_zh = "按哪一种议价解达成协议。" },
    CM_BARGAIN_PARAM_WEIGHTS("How much each member's gain weighs in a product or a sum; equal when absent.", "各成员的收益在乘积或总和中的权重；未给出时相等。"),
    CM_BARGAIN_PARAM_POWER,
};

static const char *const summary_names[] = { "solution",    "gain",    "moved_alone", "total_gain",
                                             "total_alone", "linkage", "traded",      NULL };

const cm_concept cm_concept_package_deals = {
    .name = "package-deals",
    .title = "Package against issue by issue",
    .title_zh = "一揽子与逐项议价",
    .about = "What linking the issues adds: the agreement on all of them at once beside those on each alone, "
             "and on which "
             "issues somebody gives way to be paid on others.",
    .about_zh = "议题挂钩能增加什么：一揽子协议与逐项协议并列比较，并指出哪些议题上有成员让步而在其他议题上得"
                "到补偿。",
    .formula = "y = solution over all issues; z_k = solution over issue k with the others at SQ; linkage = "
               "sum_i [u_i(y) - "
               "u_i(z)]",
    .source = "R. D. Tollison, T. D. Willett, \"An economic theory of mutually advantageous issue linkages "
              "in international "
              "negotiations\", International Organization 33 (1979) 425-449",
    .certificate = "the package, and each issue alone, give what a bargain gives whose weights prove that "
                   "there is no better; "
                   "parts, trades and sums follow from the printed points, utility by utility, and from one another",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_package_params),
    .run = run,
    .check = cm_package_check,
};
