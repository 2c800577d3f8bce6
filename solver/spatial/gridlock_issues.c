/* gridlock_issues.c: two directions an issue. */
#include "solver/spatial/gridlock_issues.h"

#include "solver/spatial/gradient.h"

/* The better of the two directions of an issue. */
typedef struct choice {
    bool wins, nearly;           /* those who gain win; those who do not lose would, along weak */
    int64_t weight;              /* of those who gain, when the rule is one threshold */
    int up, weak;                /* +1 or -1 */
} choice;

static void judge(const cm_spatial *game, const double *g, unsigned char *in, choice *best)
{
    const cm_vote_node *root = &game->vote->node[0];
    bool single = root->kind == CM_VOTE_THRESHOLD;
    *best = (choice){ .weight = -1 };
    for (int up = 1; up >= -1; up -= 2) {
        int64_t weight = 0;
        bool wins;
        for (size_t i = 0; i < game->n; i++) {
            in[i] = up * g[i] > 0;
            if (in[i] && single) weight += root->weight[i];
        }
        wins = cm_vote_wins(game->vote, in);
        if (wins > best->wins || (wins == best->wins && weight > best->weight)) {
            best->wins = wins;
            best->weight = weight;
            best->up = up;
        }
        for (size_t i = 0; i < game->n; i++) in[i] = up * g[i] >= 0;
        if (best->nearly || !cm_vote_wins(game->vote, in)) continue;
        best->nearly = true;
        best->weak = up;
    }
}

cm_value cm_gridlock_issue_name(const cm_spatial *game, size_t k)
{
    return game->issue != NULL && game->issue[k] != NULL ? cm_text(game->issue[k]) : cm_integer((int64_t)k + 1);
}

cm_value cm_gridlock_player_name(const cm_spatial *game, size_t i)
{
    return game->player != NULL && game->player[i] != NULL ? cm_text(game->player[i]) : cm_integer((int64_t)i + 1);
}

static const char *const direction_columns[] = { "issue", "value", NULL };
static const char *const coalition_columns[] = { "player", NULL };
static const char *const each_columns[] = { "issue", "player", NULL };

/* sign[k] on each issue; 0 where nothing moves. */
static cm_status print_direction(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const char *name,
                                 const int *sign)
{
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, name, direction_columns, &table));
    for (size_t k = 0; k < game->d; k++) {
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_gridlock_issue_name(game, k), cm_number(sign[k]) }));
    }
out:
    return status;
}

static cm_status print_coalitions(cm_ctx *ctx, cm_result *result, const cm_spatial *game, const int *sign,
                                  double *g)
{
    bool all = game->agenda == CM_ALL_OR_NOTHING;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "coalition", all ? each_columns : coalition_columns, &table));
    for (size_t k = 0; k < game->d; k++) {
        if (sign[k] == 0) continue;
        cm_gradient_issue(ctx, game, k, g);
        for (size_t i = 0; i < game->n; i++) {
            cm_value who = cm_gridlock_player_name(game, i);
            if (!(sign[k] * g[i] > 0)) continue;
            CM_TRY(cm_table_row(ctx, result, table, all ? (cm_value[]){ cm_gridlock_issue_name(game, k), who }
                                                        : (cm_value[]){ who }));
        }
    }
out:
    return status;
}

static cm_status print_notes(cm_ctx *ctx, cm_result *result, const cm_spatial *game, bool movable, bool boundary)
{
    const char *text;
    cm_status status = CM_OK;
    if (game->agenda == CM_ISSUE_BY_ISSUE) {
        text = movable ? "Some issue can be moved by itself by a winning coalition."
                       : "No issue can be moved by itself by a winning coalition; packages were not on the agenda.";
    } else {
        text = movable ? "Every issue can be moved, each by a winning coalition of its own."
                       : "Some issue cannot be moved by a winning coalition, and nothing is agreed until all is.";
    }
    CM_TRY(cm_result_note(ctx, result, text));
    if (boundary) {
        CM_TRY(cm_result_note(ctx, result, "The answer is a knife edge: members exactly at the status quo would turn "
                                           "it by an arbitrarily small change of their position."));
    }
out:
    return status;
}

/* Put the issues together: chosen and weak are the directions to print. */
static void combine(const cm_spatial *game, const choice *each, const size_t *issue, size_t live, choice *all,
                    int *chosen, int *weak)
{
    bool every = game->agenda == CM_ALL_OR_NOTHING;
    size_t best = 0, edge = live;
    for (size_t j = 1; j < live; j++) {
        bool better = each[j].wins > each[best].wins ||
                      (each[j].wins == each[best].wins && each[j].weight > each[best].weight);
        bool worse = each[j].wins < each[best].wins ||
                     (each[j].wins == each[best].wins && each[j].weight < each[best].weight);
        if (every ? worse : better) best = j;
    }
    *all = each[best];
    all->nearly = every;
    for (size_t j = 0; j < live; j++) {
        if (!every && each[j].nearly && edge == live) edge = j;
        if (every) all->nearly = all->nearly && each[j].nearly;
    }
    if (!every) all->nearly = edge < live;
    for (size_t j = 0; j < live; j++) {
        chosen[issue[j]] = every || j == best ? each[j].up : 0;
        weak[issue[j]] = every || j == edge ? each[j].weak : 0;
    }
}

cm_status cm_gridlock_run_issues(cm_ctx *ctx, cm_arena *scratch, const cm_spatial *game, cm_result *result)
{
    const cm_vote_node *root = &game->vote->node[0];
    bool single = root->kind == CM_VOTE_THRESHOLD, boundary;
    size_t d = game->d, live, *issue = CM_NEW(ctx, scratch, d, size_t);
    double *g = CM_NEW(ctx, scratch, game->n, double);
    unsigned char *in = CM_NEW(ctx, scratch, game->n, unsigned char);
    choice *each = CM_NEW(ctx, scratch, d, choice), all = { .wins = false };
    int *chosen = CM_NEW(ctx, scratch, d, int), *weak = CM_NEW(ctx, scratch, d, int);
    cm_status status = CM_OK;
    CM_TRY(ctx->status);
    live = cm_gradient_live(game, issue);
    for (size_t j = 0; j < live; j++) {
        cm_gradient_issue(ctx, game, issue[j], g);
        judge(game, g, in, &each[j]);
    }
    if (live > 0) combine(game, each, issue, live, &all, chosen, weak);
    boundary = !all.wins && all.nearly;
    CM_TRY(cm_result_set(ctx, result, "movable", cm_truth(all.wins)));
    CM_TRY(cm_result_set(ctx, result, "largest_coalition", single ? cm_integer(all.weight) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "needed", single ? cm_integer(root->quota) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "boundary", cm_truth(boundary)));
    CM_TRY(cm_result_set(ctx, result, "bound", cm_text("both directions of every issue")));
    if (live > 0 && (single || all.wins)) {
        CM_TRY(print_direction(ctx, result, game, "direction", chosen));
        CM_TRY(print_coalitions(ctx, result, game, chosen, g));
    }
    if (boundary) CM_TRY(print_direction(ctx, result, game, "weak", weak));
    CM_TRY(print_notes(ctx, result, game, all.wins, boundary));
out:
    return status;
}
