/* agenda_path.c: how far votes can wander when each policy has to beat only the one before.
 *
 * From a policy x the policies that a winning coalition likes no less form unions of lenses: intersections of the
 * balls around its members' ideals whose surfaces x lies on.  With two issues a point of such a union that is furthest
 * from a given one, or nearest to it, lies where one ball is furthest, or at a corner: the mirror image of x across
 * the line through two ideals.  These candidates are tried, each against the rule; with more issues they are
 * candidates and no more.  A candidate y is liked no less; y moved the share `margin` of the way back to x is liked
 * better, for a ball is strictly convex.
 *
 * Away from a point: the candidate furthest from it, again and again.  Towards a point: the point itself if it wins;
 * else two beams of candidates are kept: those against which the point has most to spare, h(u) - u.m, u the direction
 * from candidate to point, m their middle (metric.h), and those furthest from
 * the mean of the ideals, for from far enough out the point wins.  (Each vote gains little where a core is almost there,
 * and a large margin takes that away again.)
 *
 * Cost: O(n^3) comparisons a policy that is left; towards a point times the beam.
 * Source: R. D. McKelvey, "Intransitivities in multidimensional voting models and some implications for agenda
 * control", Journal of Economic Theory 12 (1976) 472-482. */
#include <math.h>
#include <string.h>

#include "solver/spatial/agenda_path.h"
#include "solver/spatial/metric.h"

enum { BEAM = 8, LEVEL = 2 * BEAM };

typedef struct node {
    double *x;                   /* d, of the metric */
    double score;
    size_t parent;               /* of the level before */
} node;

typedef struct beam {
    node *at;
    size_t count, most;
} beam;

typedef struct search {
    cm_metric metric;
    const cm_vote *vote;
    bool towards;
    double margin;
    double *goal, *mean, *trial, *mid, *radius;      /* d each; radius n */
    node *level;                 /* (steps + 1) x LEVEL */
    beam far, near;              /* the halves of the level being made */
} search;

static double apart(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sqrt(sum);
}

/* Do those who like y no less than x, within rounding, win?  radius: the members' distances from x. */
static bool passes(cm_ctx *ctx, search *s, const double *y, double slack)
{
    memset(s->metric.in, 0, s->vote->n);
    for (size_t i = 0; i < s->metric.n; i++) {
        double far = apart(y, s->metric.point + i * s->metric.d, s->metric.d);
        s->metric.in[s->metric.member[i]] = far <= s->radius[i] + slack * fmax(s->radius[i], ctx->tol.abs);
    }
    return cm_vote_wins(s->vote, s->metric.in);
}

/* What the goal has to spare against y. */
static double spare(search *s, const double *y)
{
    size_t d = s->metric.d;
    double length = apart(y, s->goal, d), at = 0;
    if (!(length > 0)) return -HUGE_VAL;
    for (size_t k = 0; k < d; k++) {
        s->mid[k] = (s->goal[k] - y[k]) / length;
        at += s->mid[k] * (s->goal[k] + y[k]) / 2;
    }
    return cm_metric_reach(&s->metric, s->mid) - at;
}

/* Into a half of the level, which keeps the best by its own score; equals of what is there are left out. */
static void offer(cm_ctx *ctx, search *s, beam *half, const double *y, double score, size_t parent)
{
    size_t d = s->metric.d, to = half->count;
    double *room;
    if (half->count == half->most && !(score > half->at[half->most - 1].score)) return;
    for (size_t c = 0; c < half->count; c++) {
        if (apart(half->at[c].x, y, d) <= ctx->tol.abs * fmax(1, apart(y, s->goal, d))) return;
    }
    if (half->count < half->most) half->count++;
    else to = half->most - 1;
    room = half->at[to].x;
    for (; to > 0 && half->at[to - 1].score < score; to--) half->at[to] = half->at[to - 1];
    half->at[to] = (node){ .x = room, .score = score, .parent = parent };
    memcpy(room, y, d * sizeof *y);
}

/* The candidate in s->trial, moved back by the margin, or by more where that is within rounding of indifference. */
static void consider(cm_ctx *ctx, search *s, const double *x, size_t parent)
{
    size_t d = s->metric.d;
    double share = s->margin, back = share;
    if (apart(s->trial, x, d) <= ctx->tol.cert || !passes(ctx, s, s->trial, ctx->tol.abs)) return;
    for (;;) {
        for (size_t k = 0; k < d; k++) s->trial[k] += back * (x[k] - s->trial[k]);
        if (passes(ctx, s, s->trial, -ctx->tol.abs)) break;
        if (share >= 0.5) return;
        back = (fmin(10 * share, 0.5) - share) / (1 - share);      /* of what is left of the way */
        share = fmin(10 * share, 0.5);
    }
    offer(ctx, s, &s->far, s->trial, apart(s->trial, s->towards ? s->mean : s->goal, d), parent);
    if (s->towards) offer(ctx, s, &s->near, s->trial, spare(s, s->trial), parent);
}

/* The mirror image of x across the line through a and b; false when they are one. */
static bool mirror(const double *x, const double *a, const double *b, size_t d, double *y)
{
    double along = 0, square = 0;
    for (size_t k = 0; k < d; k++) {
        along += (x[k] - a[k]) * (b[k] - a[k]);
        square += (b[k] - a[k]) * (b[k] - a[k]);
    }
    if (!(square > 0)) return false;
    for (size_t k = 0; k < d; k++) y[k] = 2 * (a[k] + along / square * (b[k] - a[k])) - x[k];
    return true;
}

/* All candidates from x; true when the goal itself wins (it is then in s->trial). */
static cm_status expand(cm_ctx *ctx, search *s, const double *x, size_t parent, bool *done)
{
    size_t n = s->metric.n, d = s->metric.d;
    for (size_t i = 0; i < n; i++) s->radius[i] = apart(x, s->metric.point + i * d, d);
    *done = s->towards && passes(ctx, s, s->goal, -ctx->tol.abs);
    for (size_t i = 0; i < n && !*done; i++) {
        const double *a = s->metric.point + i * d;
        double far = apart(a, s->goal, d), sign = s->towards ? -1 : 1;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped on the way");
        for (int side = -1; side <= 1 && far > 0; side += 2) {
            for (size_t k = 0; k < d; k++) s->trial[k] = a[k] + side * sign * s->radius[i] / far * (a[k] - s->goal[k]);
            consider(ctx, s, x, parent);
        }
        for (size_t k = 0; k < d; k++) s->trial[k] = 2 * a[k] - x[k];
        consider(ctx, s, x, parent);
        for (size_t j = i + 1; j < n && d > 1; j++) {
            if (mirror(x, a, s->metric.point + j * d, d, s->trial)) consider(ctx, s, x, parent);
        }
    }
    return CM_OK;
}

static cm_status init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_agenda_path_params *p, search *s)
{
    size_t d = game->d, levels = (size_t)p->steps + 1;
    double *mean = CM_NEW(ctx, arena, d, double), *room;
    cm_status status = CM_OK;
    if (mean == NULL) return ctx->status;
    CM_TRY(cm_metric_init(ctx, arena, game, &s->metric));
    if (!s->metric.common) {
        return cm_fail(ctx, CM_E_DOMAIN, "saliences differ in kind between the members, or are those of city blocks: "
                                         "agendas are followed where all members share one metric");
    }
    s->vote = game->vote;
    s->towards = strcmp(p->pick, "towards") == 0;
    s->margin = p->margin;
    s->goal = CM_NEW(ctx, arena, d, double);
    s->mean = CM_NEW(ctx, arena, d, double);
    s->trial = CM_NEW(ctx, arena, d, double);
    s->mid = CM_NEW(ctx, arena, d, double);
    s->radius = CM_NEW(ctx, arena, game->n, double);
    s->level = CM_NEW(ctx, arena, levels * LEVEL, node);
    room = CM_NEW(ctx, arena, levels * LEVEL * d, double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t j = 0; j < levels * LEVEL; j++) s->level[j].x = room + j * d;
    for (size_t i = 0; i < s->metric.n; i++) {
        for (size_t k = 0; k < d; k++) mean[k] += game->ideal[s->metric.member[i] * d + k] / (double)s->metric.n;
    }
    if (s->metric.n == 0) return CM_OK;
    cm_metric_into(&s->metric, mean, s->mean);
    cm_metric_into(&s->metric, p->point.count > 0 ? p->point.at : mean, s->goal);
    cm_metric_into(&s->metric, p->start.count > 0 ? p->start.at : game->status_quo, s->level[0].x);
out:
    return status;
}

typedef struct answer {
    size_t steps;
    bool reached, stuck;
} answer;

/* All candidates from the policies of half a level. */
static cm_status expand_half(cm_ctx *ctx, search *s, size_t t, size_t first, size_t count, answer *found)
{
    for (size_t c = first; c < first + count && !found->reached; c++) {
        cm_status status = expand(ctx, s, s->level[t * LEVEL + c].x, c, &found->reached);
        node *end = &s->level[(t + 1) * LEVEL];
        if (status != CM_OK) return status;
        if (!found->reached) continue;
        end->parent = c;
        memcpy(end->x, s->goal, s->metric.d * sizeof *s->goal);
    }
    return CM_OK;
}

/* Level by level; away from a point one policy is kept. */
static cm_status walk(cm_ctx *ctx, search *s, size_t steps, answer *found)
{
    size_t far = 1, near = 0;
    found->reached = s->towards && apart(s->level[0].x, s->goal, s->metric.d) <= ctx->tol.abs;
    for (size_t t = 0; t < steps && !found->reached; t++) {
        cm_status status;
        s->far = (beam){ .at = s->level + (t + 1) * LEVEL, .most = s->towards ? BEAM : 1 };
        s->near = (beam){ .at = s->level + (t + 1) * LEVEL + BEAM, .most = BEAM };
        status = expand_half(ctx, s, t, BEAM, near, found);
        if (status == CM_OK) status = expand_half(ctx, s, t, 0, far, found);
        if (status != CM_OK) return status;
        far = s->far.count;
        near = s->near.count;
        if (far == 0 && !found->reached) {
            found->stuck = true;
            return CM_OK;
        }
        found->steps = t + 1;
    }
    return CM_OK;
}

/* Who likes y better than x, as a list of names and a count; by utilities. */
static const char *names_for(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const double *x, const double *y,
                             unsigned char *in, size_t *count)
{
    enum { MOST_NAMES = 12 };
    const char *list = "";
    *count = 0;
    for (size_t i = 0; i < game->n; i++) {
        double before = cm_spatial_utility(game, i, x), after = cm_spatial_utility(game, i, y);
        in[i] = after - before > ctx->tol.abs * fmax(fabs(before), fabs(after));
        *count += in[i];
    }
    for (size_t i = 0; *count <= MOST_NAMES && i < game->n; i++) {
        if (!in[i]) continue;
        list = cm_format(ctx, arena, "%s%s%s", list, list[0] != '\0' ? ", " : "", game->player[i]);
        if (list == NULL) return NULL;
    }
    return *count <= MOST_NAMES ? list : cm_format(ctx, arena, "%zu members", *count);
}

static cm_status print_path(cm_ctx *ctx, cm_arena *arena, cm_result *result, const cm_spatial *game, search *s,
                            const answer *found, const double *start)
{
    static const char *const where[] = { "step", "issue", "value", NULL };
    static const char *const votes[] = { "step", "distance", "in_favour", "members", NULL };
    double *policy = CM_NEW(ctx, arena, (found->steps + 1) * game->d, double);
    unsigned char *in = CM_NEW(ctx, arena, game->n, unsigned char);
    cm_table *path, *table;
    cm_status status = CM_OK;
    size_t at = 0;
    if (policy == NULL || in == NULL) return ctx->status;
    for (size_t t = found->steps + 1; t-- > 0;) {
        memcpy(policy + t * game->d, start, game->d * sizeof *start);
        if (t > 0) cm_metric_back(&s->metric, s->level[t * LEVEL + at].x, policy + t * game->d);
        s->level[t].score = apart(s->level[t * LEVEL + at].x, s->goal, s->metric.d) * s->metric.size;
        at = s->level[t * LEVEL + at].parent;
    }
    CM_TRY(cm_result_table(ctx, result, "path", where, &path));
    CM_TRY(cm_result_table(ctx, result, "votes", votes, &table));
    for (size_t t = 0; t <= found->steps; t++) {
        const double *now = policy + t * game->d;
        const char *list = "";
        size_t count = 0;
        for (size_t k = 0; k < game->d; k++) {
            CM_TRY(cm_table_row(ctx, result, path, (cm_value[]){ cm_integer((int64_t)t), cm_text(game->issue[k]), cm_number(now[k]) }));
        }
        if (t > 0 && (list = names_for(ctx, result->arena, game, now - game->d, now, in, &count)) == NULL) return ctx->status;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)t), cm_number(s->level[t].score),
                                                              t > 0 ? cm_integer((int64_t)count) : cm_none(), cm_text(list) }));
    }
    CM_TRY(cm_result_set(ctx, result, "distance", cm_number(s->level[found->steps].score)));
out:
    return status;
}

static cm_status note(cm_ctx *ctx, cm_result *result, const search *s, const answer *found)
{
    const char *text = "Each policy beats the one before, and yet they lead away: whoever sets the agenda can take the "
                       "vote far from where everybody would like to be. At each step the furthest candidate is taken.";
    if (found->stuck) {
        text = found->steps == 0 ? "No candidate beats the policy that it starts from." : "No candidate beats the last policy.";
    } else if (s->towards && found->reached) {
        text = found->steps <= 1 ? "The target wins at once."
               : found->steps == 2 ? "The target does not win at once: no path is shorter than this one."
                                   : "The target does not win at once; a shorter path may exist that was not looked for.";
    } else if (s->towards) {
        text = "The target was not reached in so many steps; that is no proof that it cannot be.";
    }
    return cm_result_note(ctx, result, text);
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *given, cm_result *result)
{
    const cm_spatial *spatial = &game->as.spatial;
    const cm_agenda_path_params *p = given;
    cm_arena scratch = { NULL };
    search s = { .towards = false };
    answer found = { .steps = 0 };
    cm_status status = CM_OK;
    if (p->point.count > 0) CM_TRY(cm_metric_need_policy(ctx, spatial, p->point.count, "point"));
    if (p->start.count > 0) CM_TRY(cm_metric_need_policy(ctx, spatial, p->start.count, "start"));
    if (p->point.count == 0 && strcmp(p->pick, "towards") == 0) {
        CM_LEAVE(cm_fail(ctx, CM_E_INPUT, "'pick' is \"towards\", and 'point' does not say where"));
    }
    CM_TRY(init(ctx, &scratch, spatial, p, &s));
    if (s.metric.n == 0) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "nobody cares for any issue: no policy beats another"));
    CM_TRY(walk(ctx, &s, (size_t)p->steps, &found));
    CM_TRY(cm_result_set(ctx, result, "steps", cm_integer((int64_t)found.steps)));
    CM_TRY(cm_result_set(ctx, result, "reached", s.towards ? cm_truth(found.reached) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "stuck", cm_truth(found.stuck)));
    CM_TRY(print_path(ctx, &scratch, result, spatial, &s, &found, p->start.count > 0 ? p->start.at : spatial->status_quo));
    CM_TRY(note(ctx, result, &s, &found));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "steps", "reached", "stuck", "distance", NULL };
static const char *const picks[] = { "away", "towards", NULL };

static const cm_param param[] = {
    { .name = "pick", .kind = CM_PARAM_WORD, .offset = offsetof(cm_agenda_path_params, pick), .fallback = 0, .words = picks,
      .about = "Whether the agenda leads as far away from 'point' as it can, or towards it.",
      .about_zh = "议程是尽量远离 point，还是走向 point。" },
    { .name = "point", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_agenda_path_params, point), .low = 1, .high = 0,
      .about = "A policy, one number an issue; without it the mean of the ideal points.",
      .about_zh = "一项政策，每个议题一个数；不给出时为各理想点的平均。" },
    { .name = "start", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_agenda_path_params, start), .low = 1, .high = 0,
      .about = "Where the agenda starts, one number an issue; without it the status quo.",
      .about_zh = "议程的起点，每个议题一个数；不给出时为现状。" },
    { .name = "steps", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_agenda_path_params, steps), .fallback = 10, .low = 1, .high = 1000,
      .about = "How many votes at most.", .about_zh = "最多表决多少次。" },
    { .name = "margin", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_agenda_path_params, margin), .fallback = 0.000001, .low = 0.0000001, .high = 0.5,
      .about = "What share of the way each proposal stays short of where its supporters would be indifferent.",
      .about_zh = "每个提案比支持者的无差异点少走的路程份额。" },
};

const cm_concept cm_concept_agenda_path = {
    .name = "agenda-path",
    .title = "Path of an agenda",
    .title_zh = "议程路径",
    .about = "How far whoever sets the agenda can lead a vote, when each proposal only has to beat the one that was "
             "adopted before.",
    .about_zh = "每个提案只需击败前一个通过的方案时，议程设定者能把表决引到多远。",
    .formula = "x_0 = SQ; x_(t+1) among the y for which {i: u_i(y) > u_i(x_t)} wins, furthest from a point (or leading to it)",
    .source = "R. D. McKelvey, \"Intransitivities in multidimensional voting models and some implications for agenda "
              "control\", Journal of Economic Theory 12 (1976) 472-482",
    .certificate = "each policy of the path gives all members of a winning coalition a higher utility than the one before, "
                   "and is as far from the point as printed; that no path leads further or is shorter is not certified",
    .summary = summary_names,
    .takes = CM_GAME_SPATIAL,
    .param = param,
    .nparams = sizeof param / sizeof param[0],
    .params_size = sizeof(cm_agenda_path_params),
    .run = run,
    .check = cm_agenda_path_check,
};
