/* cascade.c: a norm that spreads because others hold it.
 *
 * Each member adopts a norm once the share of those it sees that have adopted reaches its threshold; nobody gives it
 * up.  Thresholds are normal, one for all (sd = 0), or given.  A member sees everybody (Granovetter), its contacts
 * (Watts), or all as far as it heeds them (weights; the share is then of weight).  Some may begin; those with a threshold of 0 or less begin by themselves.  Waves follow until nobody does.
 * The life cycle is read off the mean path: emergence (somebody holds the norm), tipping (a share of `tipping`), the
 * cascade (the steepest step from there on), internalisation.
 *
 * Where everybody sees everybody and members are few all chances are computed; else draws are made, each with new
 * contacts and thresholds, in batches.
 *
 * Summary: adopted (expected share in the end) with an interval from draws, rounds (waves), cascades (the chance that
 * a share of `large` or more adopts), tipping and internalised (steps), exact, infinite (the share in an infinite
 * population), reached (of random contacts, in an infinite population: the share of those whom a link leads to),
 * critical_sd, branching.  Tables: path (step, adopted, moving), stages, sizes or batches.
 * Cost: members and links a draw; n^3 a wave when computed.
 * Source: M. Granovetter, "Threshold models of collective behavior", American Journal of Sociology 83 (1978)
 * 1420-1443; D. J. Watts, "A simple model of global cascades on random networks", Proceedings of the National Academy
 * of Sciences 99 (2002) 5766-5771; M. Finnemore, K. Sikkink, "International norm dynamics and political change",
 * International Organization 52 (1998) 887-917. */
#include "solver/norms/cascade.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { BATCHES = 10, ROWS = 200 };

typedef struct tally {
    double sum, squares, large, rounds;
    size_t draws;
} tally;

static cm_status print_sizes(cm_ctx *ctx, const cm_spread *s, const double *size, cm_result *result, tally *all)
{
    static const char *const columns[] = { "adopted", "probability", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "sizes", columns, &table));
    for (size_t k = 0; k <= s->n; k++) {
        double x = (double)k / (double)s->n;
        if (!(size[k] > 0)) continue;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)k), cm_number(size[k]) }));
        all->sum += x * size[k];
        if (x >= s->p->large) all->large += size[k];
    }
    all->draws = 1;
    for (size_t t = 1; t < s->steps; t++) all->rounds += s->moving[t];
out:
    return status;
}

static cm_status exact(cm_ctx *ctx, cm_spread *s, cm_result *result, tally *all)
{
    double *size = CM_NEW(ctx, s->arena, s->n + 1, double);
    cm_status status;
    if (size == NULL) return ctx->status;
    CM_TRY(cm_spread_exact(s, size));
    CM_TRY(print_sizes(ctx, s, size, result, all));
out:
    return status;
}

/* Draws, in batches that can be made again one by one. */
static cm_status sample(cm_ctx *ctx, cm_spread *s, cm_result *result, tally *all)
{
    static const char *const columns[] = { "batch", "draws", "adopted", "spread", "cascades", "rounds", NULL };
    size_t batches = s->draws < BATCHES ? s->draws : BATCHES, adopted, rounds;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "batches", columns, &table));
    for (size_t b = 0; b < batches; b++) {
        size_t from = s->draws * b / batches, to = s->draws * (b + 1) / batches;
        double count = (double)(to - from), mean, large = 0, sum = 0, squares = 0, waves = 0;
        for (size_t d = from; d < to; d++) {
            double x;
            if (cm_stopped(ctx)) CM_LEAVE(cm_fail(ctx, CM_E_INTERRUPT, "interrupted"));
            CM_TRY(cm_spread_draw(s, d));
            CM_TRY(cm_spread_run(s, &adopted, &rounds));
            x = (double)adopted / (double)s->n;
            sum += x;
            squares += x * x;
            large += x >= s->p->large;
            waves += (double)rounds;
        }
        mean = sum / count;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)b + 1), cm_integer((int64_t)(to - from)), cm_number(mean),
                                                               cm_number(sqrt(fmax(0, squares / count - mean * mean))), cm_number(large / count), cm_number(waves / count) }));
        all->sum += sum, all->squares += squares, all->large += large, all->rounds += waves, all->draws += to - from;
    }
out:
    return status;
}

static cm_status print_path(cm_ctx *ctx, const cm_spread *s, double draws, cm_result *result)
{
    static const char *const columns[] = { "step", "adopted", "moving", NULL };
    size_t stride = (s->steps + ROWS - 1) / ROWS;
    double in = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "path", columns, &table));
    for (size_t t = 0; t < s->steps; t++) {
        in += s->gain[t];
        if (t % stride != 0 && t + 1 < s->steps) continue;
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)t), cm_number(in / draws / (double)s->n), t > 0 ? cm_number(s->moving[t] / draws) : cm_none() }));
    }
out:
    return status;
}

static double rise_at(const cm_table *path, size_t r)
{
    return cm_table_get(path, r, "adopted").as.number - cm_table_get(path, r - 1, "adopted").as.number;
}

/* The life cycle, from the printed path. */
static cm_status print_stages(cm_ctx *ctx, const cm_cascade_params *p, cm_result *result)
{
    static const char *const columns[] = { "stage", "step", "adopted", NULL }, *const stage[] = { "emergence", "tipping", "cascade", "internalisation" };
    const cm_table *path = cm_result_find(result, "path");
    size_t at[4] = { path->nrows, path->nrows, path->nrows, path->nrows };
    double most = 0;
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "stages", columns, &table));
    for (size_t r = path->nrows; r-- > 0;) {
        double x = cm_table_get(path, r, "adopted").as.number;
        if (x > 0) at[0] = r;
        if (x >= p->tipping) at[1] = r;
        if (x >= p->internalised) at[3] = r;
    }
    for (size_t r = at[1] > 0 ? at[1] : 1; r < path->nrows; r++) most = fmax(most, rise_at(path, r));
    for (size_t r = path->nrows; r-- > 1 && r >= at[1];) {
        if (most > 0 && rise_at(path, r) >= most - ctx->tol.abs) at[2] = r;                    /* the first of equals */
    }
    for (size_t k = 0; k < 4; k++) {
        bool there = at[k] < path->nrows && (k != 2 || at[1] < path->nrows);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_text(stage[k]), there ? cm_table_get(path, at[k], "step") : cm_none(), there ? cm_table_get(path, at[k], "adopted") : cm_none() }));
    }
    CM_TRY(cm_result_set(ctx, result, "tipping", at[1] < path->nrows ? cm_table_get(path, at[1], "step") : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "internalised", at[3] < path->nrows ? cm_table_get(path, at[3], "step") : cm_none()));
out:
    return status;
}

static cm_status print_summary(cm_ctx *ctx, const cm_spread *s, const tally *all, cm_result *result)
{
    double draws = (double)all->draws, mean = all->sum / draws, wide = draws > 1 ? sqrt(fmax(0, all->squares / draws - mean * mean) / (draws - 1)) * gsl_cdf_ugaussian_Pinv(0.975) : 0;
    cm_status status;
    CM_TRY(cm_result_set(ctx, result, "adopted", cm_number(mean)));
    CM_TRY(cm_result_set(ctx, result, "adopted_low", draws > 1 ? cm_number(fmax(0, mean - wide)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "adopted_high", draws > 1 ? cm_number(fmin(1, mean + wide)) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "rounds", cm_number(all->rounds / draws)));
    CM_TRY(cm_result_set(ctx, result, "cascades", cm_number(all->large / draws)));
    CM_TRY(cm_result_set(ctx, result, "exact", cm_truth(s->certain)));
out:
    return status;
}

static cm_status print_limits(cm_ctx *ctx, const cm_spread *s, cm_result *result)
{
    bool random = strcmp(s->p->network, "random") == 0 && s->p->degree <= CM_CASCADE_CONTACTS, drawn = s->p->thresholds.count == 0;
    double share = 0, reached = 0, critical = HUGE_VAL;
    cm_status status = CM_OK;
    if (drawn && (random || s->everybody)) CM_TRY(cm_spread_limit(ctx, s->p, &reached, &share));
    if (drawn && s->everybody) CM_TRY(cm_spread_critical(ctx, s->p, &critical));
    CM_TRY(cm_result_set(ctx, result, "infinite", drawn && (random || s->everybody) ? cm_number(share) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "reached", drawn && random ? cm_number(reached) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "critical_sd", isfinite(critical) ? cm_number(critical) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "branching", drawn && random ? cm_number(cm_spread_branching(s->p)) : cm_none()));
    if (isfinite(critical)) {
        char *text = cm_format(ctx, result->arena, "In a large population the norm is held by few while thresholds are spread by less than %.4g about their mean, and by nearly all above: it is those who need nobody's example, and those who need little, that carry it.", critical);
        if (text == NULL) CM_LEAVE(ctx->status);
        CM_TRY(cm_result_note(ctx, result, text));
    }
    if (drawn && random) CM_TRY(cm_result_note(ctx, result, cm_spread_branching(s->p) > 1 ? "One adopter brings along more than one other that needs a single example: a single one can start a spread through a share of all."
                                                                                          : "One adopter brings along fewer than one other that needs a single example: a single one cannot start a spread; many at once may."));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    cm_arena scratch = { NULL };
    tally all = { 0 };
    cm_spread s;
    cm_status status;
    (void)game;
    CM_TRY(cm_spread_open(ctx, &scratch, params, &s));
    CM_TRY(s.exact ? exact(ctx, &s, result, &all) : sample(ctx, &s, result, &all));
    CM_TRY(print_path(ctx, &s, (double)all.draws, result));
    CM_TRY(print_summary(ctx, &s, &all, result));
    CM_TRY(print_stages(ctx, params, result));
    CM_TRY(print_limits(ctx, &s, result));
    if (!s.certain || s.exact) CM_TRY(cm_result_note(ctx, result, "The path is a mean over chances: where some populations tip and others do not, it lies between, and 'cascades' says how many do."));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const networks[] = { "all", "random", "ring", "small-world", "scale-free", "given", "weighted", NULL }, *const places[] = { "random", "together", "hubs", NULL };

static const cm_param param[] = {
    { .name = "members", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_cascade_params, members), .fallback = 100, .low = 2, .high = 10000000,
      .about = "How many members there are.", .about_zh = "成员数。" },
    { .name = "network", .kind = CM_PARAM_WORD, .offset = offsetof(cm_cascade_params, network), .words = networks,
      .about = "Whom each sees: all, contacts at random, neighbours on a ring, a ring with shortcuts, a network with hubs, the links given, or all as far as it heeds them.", .about_zh = "各成员能看到谁：全体、随机联系、环上邻居、带捷径的环、有枢纽的网络、给定的联系，或按重视程度加权的全体。" },
    { .name = "degree", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, degree), .fallback = 4, .low = 0, .high = 1000,
      .about = "The mean number of contacts.", .about_zh = "平均联系数。" },
    { .name = "shortcuts", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, shortcuts), .fallback = 0.1, .low = 0, .high = 1,
      .about = "Of a small world: for each link of the ring, the chance of one more between two members drawn.", .about_zh = "小世界网络：环上每条联系另添一条随机联系的概率。" },
    { .name = "links", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_cascade_params, links), .low = 1, .high = 10000000,
      .about = "Links given: two numbers of members each, from 1; a long list may be a file of its own, by @include.", .about_zh = "给定的联系：每条两个成员编号，从 1 起；长列表可用 @include 置于另一文件。" },
    { .name = "weights", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_cascade_params, weights), .low = 0, .high = 1000000000,
      .about = "How much each member heeds each, row after row, on any scale; what it gives itself counts for the old ways until it follows.", .about_zh = "各成员对每个成员的重视程度，逐行列出，尺度任意；给自己的部分在其接受之前算作维持旧规范。" },
    { .name = "mean", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, mean), .fallback = 0.25, .low = -10, .high = 10,
      .about = "The mean threshold: the share of those seen that has to hold the norm first.", .about_zh = "平均门槛：所见者中须先接受规范的比例。" },
    { .name = "sd", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, sd), .fallback = 0.12, .low = 0, .high = 100,
      .about = "The standard deviation of thresholds; 0: one threshold for all.", .about_zh = "门槛的标准差；0 表示所有成员门槛相同。" },
    { .name = "thresholds", .kind = CM_PARAM_NUMBERS, .offset = offsetof(cm_cascade_params, thresholds), .low = -10, .high = 10,
      .about = "Thresholds given, one for each member; then none is drawn.", .about_zh = "给定的门槛，每个成员一个；此时不再抽取。" },
    { .name = "seeds", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_cascade_params, seeds), .fallback = 0, .low = 0, .high = 10000000,
      .about = "How many hold the norm at first, whatever others do.", .about_zh = "最初（不论他人如何）就持有规范的成员数。" },
    { .name = "placed", .kind = CM_PARAM_WORD, .offset = offsetof(cm_cascade_params, placed), .words = places,
      .about = "Who these are: drawn, the first in order and so next to each other, or the best connected.", .about_zh = "他们是谁：随机抽取、按序最先（即彼此相邻）的成员，或联系最多的成员。" },
    { .name = "large", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, large), .fallback = 0.5, .low = 0, .high = 1,
      .about = "The share of members from which a spread counts as a cascade.", .about_zh = "采纳比例达到多少算作一次扩散浪潮。" },
    { .name = "tipping", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, tipping), .fallback = 1.0 / 3, .low = 0, .high = 1,
      .about = "The share at which the norm is said to tip.", .about_zh = "规范达到临界点的比例。" },
    { .name = "internalised", .kind = CM_PARAM_NUMBER, .offset = offsetof(cm_cascade_params, internalised), .fallback = 0.9, .low = 0, .high = 1,
      .about = "The share from which the norm is said to be taken for granted.", .about_zh = "规范被视为理所当然（内化）的比例。" },
    { .name = "draws", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_cascade_params, draws), .fallback = 1000, .low = 1, .high = 10000000,
      .about = "How many populations are drawn, where chances are not computed.", .about_zh = "不能直接计算概率时抽取多少个总体。" },
    { .name = "seed", .kind = CM_PARAM_INTEGER, .offset = offsetof(cm_cascade_params, seed), .fallback = 1, .low = 0, .high = 1e15,
      .about = "The seed of the draws.", .about_zh = "抽取所用的随机种子。" },
};

static const char *const summary_names[] = { "adopted", "adopted_low", "adopted_high", "rounds", "cascades", "tipping", "internalised", "exact", "infinite", "reached", "critical_sd", "branching", NULL };

const cm_concept cm_concept_cascade = {
    .name = "cascade",
    .title = "Cascade of a norm", .title_zh = "规范扩散",
    .about = "How far and how fast a norm spreads when each takes it up once enough of those it sees have.",
    .about_zh = "当各成员在所见者中有足够多接受规范后才接受时，规范能扩散多远、多快。",
    .formula = "i adopts at step t + 1 when adopted contacts / contacts >= threshold_i; infinite: least x with x = s + (1 - s) F(x)",
    .source = "M. Granovetter, \"Threshold models of collective behavior\", American Journal of Sociology 83 (1978) 1420-1443; D. J. Watts, \"A simple model of global cascades on random networks\", "
              "Proceedings of the National Academy of Sciences 99 (2002) 5766-5771; M. Finnemore, K. Sikkink, \"International norm dynamics and political change\", International Organization 52 (1998) 887-917",
    .certificate = "chances of each final number are computed again threshold by threshold; drawn spreads are made again by asking all members until nobody follows; rest points satisfy their equations and none is lower",
    .summary = summary_names,
    .takes = CM_GAME_NONE,
    .param = param, .nparams = sizeof param / sizeof param[0], .params_size = sizeof(cm_cascade_params),
    .run = run,
    .fits = cm_cascade_fits,
    .check = cm_cascade_check,
};
