/* abstention.c: a vote in which members may also abstain, or stay away.
 *
 * Definition: member i is away with chance absent_i; if it is there it abstains with chance abstain_i; if it votes it
 * votes yes with chance yes_i; all by themselves.  What passes is said by cast.h.  With f_i(s) the chance to pass given
 * that i says s:
 *   agreement      the chance that the vote is valid and passes; valid: that enough members are there
 *   decisive_i     f_i(yes) - f_i(no): the chance that i's yes and no make a difference, the sum of
 *   yes_abstain_i  f_i(yes) - f_i(abstain), and of
 *   abstain_no_i   f_i(abstain) - f_i(no).  With all three alike and everybody there this is the ternary Banzhaf index
 *   shapley_shubik Felsenthal and Machover's: in all orders and with yes, abstaining and no alike for each, the share of
 *                  roll calls in which the result stands with i's vote and not before, all being there
 *   away_i         f_i(away) - f_i(no): above 0 a member against helps what it is against by not coming; below 0 it does
 *                  better to stay away, as its no would make the meeting valid
 *   paradox_i      the chance that a no of i, by making the meeting valid, lets pass what fails without it
 * Beside them the same body where everybody is there and votes: agreement_binary, decisive_binary, shapley_binary.
 *
 * The index is the value of the game in which a set of voters is worth the chance that it settles the result: its
 * multilinear extension asks for the chance to pass where those who have not yet spoken say no, or say yes, and one
 * diagram gives both at each point of a quadrature that is exact for such polynomials.
 *
 * Summary: agreement, valid, agreement_if_valid, agreement_binary, abstention, quorum, gain_by_staying_away (the largest of
 * -away_i), stays_away (whose it is), paradox (the largest).  Table: members (player and the above).
 * Fails with: CM_E_LIMIT when the rule tells too many combinations apart; CM_E_MEMORY, CM_E_INTERRUPT.
 * Cost: nodes of the diagram; n / 2 times that for the index.
 * Source: D. S. Felsenthal, M. Machover, "Ternary voting games", Int. J. Game Theory 26 (1997) 335-351. */
#include "solver/voting/abstention.h"

#include <math.h>
#include <string.h>

#include "solver/voting/power.h"

const char *const cm_abstention_columns[] = { "player", "yes", "abstain", "absent", "decisive", "yes_abstain", "abstain_no", "decisive_binary", "shapley_shubik", "shapley_binary",
                                              "away", "paradox", NULL };

typedef struct figures {
    size_t n;
    double agreement, valid, binary;
    bool shapley;                    /* were the indices within reach? */
    double *of;                      /* n x CM_ABS_COLUMNS */
} figures;

static double of_member(double all, const cm_numbers *each, size_t i) { return each->count > 0 ? each->at[i] : all; }

void cm_abstention_chances(const cm_abstention_params *params, size_t i, double *chance)
{
    double there = 1 - of_member(params->absent, &params->absent_each, i), votes = there * (1 - of_member(params->abstain, &params->abstain_each, i));
    double yes = of_member(params->yes, &params->yes_each, i);
    chance[CM_SAID_YES] = votes * yes;
    chance[CM_SAID_NO] = votes * (1 - yes);
    chance[CM_SAID_NOTHING] = there - votes;
    chance[CM_SAID_AWAY] = 1 - there;
}

/* The chance that at least `quorum` are there. */
static cm_status reckon_valid(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const double *chance, double *valid)
{
    size_t n = vote->n;
    double *count = CM_NEW(ctx, arena, n + 1, double);
    if (count == NULL) return ctx->status;
    count[0] = 1;
    for (size_t i = 0; i < n; i++) {
        double away = chance[i * CM_SAID + CM_SAID_AWAY];
        for (size_t k = i + 2; k-- > 0;) count[k] = count[k] * away + (k > 0 ? count[k - 1] * (1 - away) : 0);
    }
    *valid = 0;
    for (size_t k = n + 1; k-- > (size_t)vote->quorum;) *valid += count[k];
    *valid = fmin(1, *valid);
    return CM_OK;
}

/* pass (n x CM_SAID) and the chance to pass under another quorum; the arena is given back. */
static cm_status pass_with(cm_ctx *ctx, const cm_vote *vote, int64_t quorum, const double *chance, double *pass, double *passes)
{
    cm_arena arena = { NULL };
    cm_vote other = *vote;
    cm_ternary t;
    cm_status status = CM_OK;
    *passes = 0;
    if (quorum > (int64_t)vote->n) return CM_OK;         /* pass stays 0 */
    other.quorum = quorum;
    CM_TRY(cm_ternary_open(ctx, &arena, &other, CM_ABSTENTION_NODES, false, &t));
    if (t.count == 0) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the rule tells more than %d combinations of yes, no and absence of these %zu members apart; votes in rounder numbers, or no quorum, make them fewer", CM_ABSTENTION_NODES, vote->n));
    *passes = cm_ternary_each(&t, chance, pass);
out:
    cm_arena_free(&arena);
    return status;
}

static cm_status reckon_votes(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const double *chance, figures *f)
{
    size_t n = vote->n;
    double *pass = CM_NEW(ctx, arena, n * CM_SAID, double), *more = CM_NEW(ctx, arena, n * CM_SAID, double), unused;
    cm_status status = CM_OK;
    if (pass == NULL || more == NULL) CM_LEAVE(ctx->status);
    CM_TRY(reckon_valid(ctx, arena, vote, chance, &f->valid));
    CM_TRY(pass_with(ctx, vote, vote->quorum, chance, pass, &f->agreement));
    if (vote->quorum > 0) CM_TRY(pass_with(ctx, vote, vote->quorum + 1, chance, more, &unused));
    for (size_t i = 0; i < n; i++) {
        const double *by = &pass[i * CM_SAID];
        double *x = &f->of[i * CM_ABS_COLUMNS];
        x[CM_ABS_DECISIVE] = by[CM_SAID_YES] - by[CM_SAID_NO];
        x[CM_ABS_YES_ABSTAIN] = by[CM_SAID_YES] - by[CM_SAID_NOTHING];
        x[CM_ABS_ABSTAIN_NO] = by[CM_SAID_NOTHING] - by[CM_SAID_NO];
        x[CM_ABS_AWAY] = by[CM_SAID_AWAY] - by[CM_SAID_NO];
        /* with one more needed i's no passes only where the others are enough without it */
        x[CM_ABS_PARADOX] = vote->quorum > 0 ? fmax(0, by[CM_SAID_NO] - more[i * CM_SAID + CM_SAID_NO]) : 0;
    }
out:
    return status;
}

/* By which i's vote, when it comes, settles the result: those before it said each of three with chance 1/3, those after it
 * will all say no (or yes); of `binary` each of two with chance 1/2. */
static void add_point(const cm_ternary *t, double at, double weight, double *chance, double *pass, figures *f)
{
    for (int last = CM_SAID_YES; last <= CM_SAID_NO; last += CM_SAID_NO - CM_SAID_YES) {
        for (size_t i = 0; i < t->n; i++) {
            double *c = &chance[i * CM_SAID];
            for (int s = 0; s < CM_SAID; s++) c[s] = s == CM_SAID_AWAY ? 0 : at / 3 + (s == last ? 1 - at : 0);
        }
        (void)cm_ternary_each(t, chance, pass);
        for (size_t i = 0; i < t->n; i++) {
            const double *by = &pass[i * CM_SAID];
            double said = (by[CM_SAID_YES] + by[CM_SAID_NOTHING] + by[CM_SAID_NO]) / 3;
            f->of[i * CM_ABS_COLUMNS + CM_ABS_SHAPLEY] += weight * fabs(said - by[last]);
        }
    }
    for (size_t i = 0; i < t->n; i++) memcpy(&chance[i * CM_SAID], (double[CM_SAID]){ at, 0, 1 - at, 0 }, CM_SAID * sizeof *chance);
    (void)cm_ternary_each(t, chance, pass);
    for (size_t i = 0; i < t->n; i++) f->of[i * CM_ABS_COLUMNS + CM_ABS_SHAPLEY_BINARY] += weight * (pass[i * CM_SAID + CM_SAID_YES] - pass[i * CM_SAID + CM_SAID_NO]);
}

/* Everybody there: the indices, and what comes of a vote without abstentions. */
static cm_status reckon_present(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_abstention_params *p, figures *f)
{
    size_t n = vote->n, points = cm_points_needed(n);
    double *chance = CM_NEW(ctx, arena, n * CM_SAID, double), *pass = CM_NEW(ctx, arena, n * CM_SAID, double);
    double *at = CM_NEW(ctx, arena, points, double), *weight = CM_NEW(ctx, arena, points, double);
    cm_vote everybody = *vote;
    cm_ternary t;
    cm_status status = CM_OK;
    everybody.quorum = 0;
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    CM_TRY(cm_ternary_open(ctx, arena, &everybody, CM_ABSTENTION_NODES, false, &t));
    if (t.count == 0) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the rule tells more than %d combinations of yes and no of these %zu members apart; votes in rounder numbers make them fewer", CM_ABSTENTION_NODES, n));
    for (size_t i = 0; i < n; i++) {
        double yes = of_member(p->yes, &p->yes_each, i);
        memcpy(&chance[i * CM_SAID], (double[CM_SAID]){ yes, 0, 1 - yes, 0 }, CM_SAID * sizeof *chance);
    }
    f->binary = cm_ternary_each(&t, chance, pass);
    for (size_t i = 0; i < n; i++) f->of[i * CM_ABS_COLUMNS + CM_ABS_BINARY] = pass[i * CM_SAID + CM_SAID_YES] - pass[i * CM_SAID + CM_SAID_NO];
    f->shapley = (double)points * (double)t.count * 3 * CM_SAID * CM_SAID <= ctx->work_limit;
    if (f->shapley && !cm_quadrature(points, at, weight)) CM_LEAVE(cm_fail(ctx, CM_E_MEMORY, "out of memory"));
    for (size_t k = 0; k < points && f->shapley; k++) {
        if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
        add_point(&t, at[k], weight[k], chance, pass, f);
    }
out:
    return status;
}

/* Members whom nothing tells apart have the same to the last digit. */
static void even_out(const cm_vote *vote, const double *chance, figures *f)
{
    for (size_t i = 1; i < f->n; i++) {
        double *own = &f->of[i * CM_ABS_COLUMNS];
        for (size_t j = 0; j < i; j++) {
            const double *other = &f->of[j * CM_ABS_COLUMNS];
            if (!cm_vote_alike(vote, i, j) || memcmp(&chance[i * CM_SAID], &chance[j * CM_SAID], CM_SAID * sizeof *chance) != 0) continue;
            own[CM_ABS_SHAPLEY] = other[CM_ABS_SHAPLEY];
            own[CM_ABS_SHAPLEY_BINARY] = other[CM_ABS_SHAPLEY_BINARY];
            for (int c = CM_ABS_DECISIVE; c <= CM_ABS_ABSTAIN_NO; c++) own[c] = other[c];
            own[CM_ABS_AWAY] = other[CM_ABS_AWAY];
            own[CM_ABS_PARADOX] = other[CM_ABS_PARADOX];
            break;
        }
    }
}

static cm_status print_members(cm_ctx *ctx, const cm_vote *vote, const figures *f, cm_result *result)
{
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "members", cm_abstention_columns, &table));
    for (size_t i = 0; i < vote->n; i++) {
        cm_value row[1 + CM_ABS_COLUMNS] = { cm_text(cm_power_name(ctx, result->arena, vote, i)) };
        for (int c = 0; c < CM_ABS_COLUMNS; c++) {
            bool known = f->shapley || (c != CM_ABS_SHAPLEY && c != CM_ABS_SHAPLEY_BINARY);
            row[1 + c] = known ? cm_number(f->of[i * CM_ABS_COLUMNS + (size_t)c]) : cm_none();
        }
        CM_TRY(row[0].as.text != NULL ? cm_table_row(ctx, result, table, row) : ctx->status);
    }
out:
    return status;
}

/* The member who gains most by staying away, and who is most often caught by the paradox; n where there is none. */
static size_t largest(const cm_ctx *ctx, const figures *f, int column, double sign)
{
    size_t found = f->n;
    double most = 0;
    for (size_t i = 0; i < f->n; i++) {
        double x = sign * f->of[i * CM_ABS_COLUMNS + (size_t)column];
        if (!(x > most) || cm_close(&ctx->tol, x, most)) continue;
        found = i;
        most = x;
    }
    return found;
}

static cm_status print_notes(cm_ctx *ctx, const cm_vote *vote, const figures *f, const char *away, double gain, double paradox, cm_result *result)
{
    const char *note = NULL;
    cm_status status = CM_OK;
    if (away != NULL) {
        note = cm_format(ctx, result->arena, "The quorum paradox: '%s' stops more by staying away than by a no, for its no makes the meeting valid: the chance to pass is lower by %.3g. So under a quorum one more vote against may help what it is against.", away, gain);
    } else if (paradox > 0) {
        note = "With a quorum a no may make the meeting valid and so let pass what it is against; here a no still hurts a proposal more than staying away does, on the whole.";
    }
    CM_TRY(note != NULL ? cm_result_note(ctx, result, note) : ctx->status);
    note = cm_cast_by_share(vote) ? "A share is reckoned of those who vote yes or no: whoever abstains lowers what is needed, and does not use a veto." : "Here an abstention counts like a no: it is one yes less of those that are needed.";
    CM_TRY(cm_result_note(ctx, result, note));
    if (f->agreement > f->binary && !cm_close(&ctx->tol, f->agreement, f->binary)) CM_TRY(cm_result_note(ctx, result, "More passes than if everybody had to vote yes or no: those who will not say yes need not say no."));
    if (!f->shapley) CM_TRY(cm_result_note(ctx, result, "Shapley and Shubik's index was left out: it would take longer than the limit of work allows."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_abstention_params *p = params;
    size_t n = vote->n, away, caught;
    cm_arena scratch = { NULL };
    double *chance = CM_NEW(ctx, &scratch, n * CM_SAID, double), gain, paradox;
    figures f = { .n = n, .of = CM_NEW(ctx, &scratch, n * CM_ABS_COLUMNS, double) };
    const char *name = NULL;
    cm_status status = CM_OK;
    if (chance == NULL || f.of == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < n; i++) {
        cm_abstention_chances(p, i, &chance[i * CM_SAID]);
        f.of[i * CM_ABS_COLUMNS + CM_ABS_YES] = chance[i * CM_SAID + CM_SAID_YES];
        f.of[i * CM_ABS_COLUMNS + CM_ABS_ABSTAIN] = chance[i * CM_SAID + CM_SAID_NOTHING];
        f.of[i * CM_ABS_COLUMNS + CM_ABS_ABSENT] = chance[i * CM_SAID + CM_SAID_AWAY];
    }
    CM_TRY(reckon_votes(ctx, &scratch, vote, chance, &f));
    CM_TRY(reckon_present(ctx, &scratch, vote, p, &f));
    even_out(vote, chance, &f);
    away = largest(ctx, &f, CM_ABS_AWAY, -1);
    caught = largest(ctx, &f, CM_ABS_PARADOX, 1);
    gain = away < n ? -f.of[away * CM_ABS_COLUMNS + CM_ABS_AWAY] : 0;
    paradox = caught < n ? f.of[caught * CM_ABS_COLUMNS + CM_ABS_PARADOX] : 0;
    if (away < n && (name = cm_power_name(ctx, result->arena, vote, away)) == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_result_set(ctx, result, "agreement", cm_number(f.agreement)));
    CM_TRY(cm_result_set(ctx, result, "valid", cm_number(f.valid)));
    CM_TRY(cm_result_set(ctx, result, "agreement_if_valid", f.valid > 0 ? cm_number(fmin(1, f.agreement / f.valid)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "agreement_binary", cm_number(f.binary)));
    CM_TRY(cm_result_set(ctx, result, "abstention", cm_text(cm_cast_by_share(vote) ? "apart" : "no")));
    CM_TRY(cm_result_set(ctx, result, "quorum", vote->quorum > 0 ? cm_integer(vote->quorum) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "gain_by_staying_away", cm_number(gain)));
    CM_TRY(cm_result_set(ctx, result, "stays_away", name != NULL ? cm_text(name) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "paradox", cm_number(paradox)));
    CM_TRY(print_members(ctx, vote, &f, result));
    CM_TRY(print_notes(ctx, vote, &f, name, gain, paradox, result));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "agreement", "valid", "agreement_if_valid", "agreement_binary", "abstention", "quorum", "gain_by_staying_away", "stays_away", "paradox", NULL };

#define CHANCE(field, is, en, zh) { .name = #field, .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_abstention_params, field), .fallback = is, .low = 0, .high = 1, .about = en, .about_zh = zh }
#define EACH(field, en, zh) { .name = #field, .kind = CM_PARAM_BY_PLAYER, .offset = offsetof(cm_abstention_params, field), .low = 0, .high = 1, .about = en, .about_zh = zh }

static const cm_param parameters[] = {
    CHANCE(yes, 0.5, "The chance that a member who votes yes or no votes yes.", "投赞成或反对票的成员投赞成票的概率。"),
    CHANCE(abstain, 1.0 / 3, "The chance that a member who is there abstains.", "到会成员弃权的概率。"),
    CHANCE(absent, 0, "The chance that a member stays away.", "成员缺席的概率。"),
    EACH(yes_each, "The first of these for each member by itself.", "逐个成员给出的赞成概率。"),
    EACH(abstain_each, "The second for each member by itself.", "逐个成员给出的弃权概率。"),
    EACH(absent_each, "The third for each member by itself.", "逐个成员给出的缺席概率。"),
};

extern const cm_concept cm_concept_abstention;
const cm_concept cm_concept_abstention = {
    .name = "abstention",
    .title = "Votes with abstention and absence",
    .title_zh = "有弃权与缺席的表决",
    .about = "How likely a vote is valid and passes when members may abstain or stay away, how much each member's yes, abstention and no count, and who does better not to come.",
    .about_zh = "当成员可以弃权或缺席时，表决有效并通过的可能性多大，各成员的赞成、弃权与反对各有多大分量，以及谁不到会反而更有利。",
    .formula = "f_i(s) = P(valid and passes | i says s); decisive_i = f_i(yes) - f_i(no), away_i = f_i(away) - f_i(no); phi_i = share of ternary roll calls that i settles",
    .source = "D. S. Felsenthal, M. Machover, \"Ternary voting games\", International Journal of Game Theory 26 (1997) 335-351; J. Freixas, W. S. Zwicker, \"Weighted voting, "
              "abstention, and multiple levels of approval\", Social Choice and Welfare 21 (2003) 399-431; H. Herrera, A. Mattozzi, \"Quorum and turnout in referenda\", "
              "J. European Economic Association 8 (2010) 838-871, for staying away",
    .certificate = "every profile of yes, abstention, no and absence, by kinds of members, is put to the definition and added up, for each member and each thing it may say, and every roll call "
                   "for the index; where they are too many a diagram of yes alone, or of the members in the opposite order, says the same (or, of very large bodies, votes drawn for a few members); votes drawn one by one pass as often; the indices add up to 1",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .param = parameters, .nparams = sizeof parameters / sizeof parameters[0], .params_size = sizeof(cm_abstention_params),
    .run = run,
    .check = cm_abstention_check,
};
