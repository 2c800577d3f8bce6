/* bench_claim.c: what a draw of a claim costs, against a plain linear programme for each draw and size,
 * and what a second thread brings.  Prints microseconds and ratios measured in this run. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/config.h"
#include "models/judge_inside.h"
#include "models/line.h"
#include "models/schema.h"
#include "solver/base/lp.h"

enum { PLAYERS = 193, MOST_ISSUES = 3 };

typedef struct setting {
    const char *name;
    double mean;
    int issues;
    const char *rules;               /* variants */
    uint64_t draws, plain_draws;
} setting;

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_claim: %s\n", what);
    exit(1);
}

static cm_claim *plan(cm_ctx *ctx, cm_arena *arena, const setting *s)
{
    char issues[256] = "", text[4096];
    cm_diags diags = { .ctx = ctx };
    cm_source *sources = NULL;
    cm_node *root = NULL;
    cm_claim *claim = CM_NEW(ctx, arena, 1, cm_claim);
    for (int k = 1; k <= s->issues; k++) {
        size_t used = strlen(issues);
        (void)snprintf(issues + used, sizeof issues - used, "issue%d = { dist = \"normal\"; mean = %g; sd = 1; }; ", k, k == 1 ? s->mean : 0.0);
    }
    (void)snprintf(text, sizeof text,
                   "comity = 1; population = { size = %d; dimensions = %d; blocs = { all = { ideal = { %s }; }; }; };"
                   "venues = { v = { members = { size = 5; }; rule = { type = \"consensus\"; }; }; };"
                   "claim = { statement = \"x\"; venue = \"v\"; measure = \"agreement\"; vary = ("
                   "{ path = \"venues.v.members.size\"; label = \"n\"; values = (2, 3, 5, 7, 9, 15, 20, 25, 51, 99, 150, 193); },"
                   "{ path = \"venues.v.rule\"; label = \"rule\"; variants = ( %s ); } );"
                   "expect = { direction = \"decreasing\"; along = \"n\"; within = (\"rule\"); }; };",
                   PLAYERS, s->issues, issues, s->rules);
    if (cm_config_read_text(ctx, arena, "bench", text, strlen(text), &diags, &root, &sources) != CM_OK) die(ctx->message);
    cm_schema_check(ctx, &diags, root);
    if (diags.count > 0 || cm_claim_read(ctx, arena, root, &diags, claim) != CM_OK || diags.count > 0) die(diags.count > 0 ? diags.item[0].message : ctx->message);
    return claim;
}

/* Microseconds a draw of the whole size axis, drawing included. */
static double engine(cm_ctx *ctx, const cm_claim *claim, uint64_t draws, double *sum)
{
    cm_arena arena = { NULL };
    cm_world world;
    cm_line line;
    cm_outcome *outcome = CM_NEW(ctx, &arena, claim->ncells, cm_outcome);
    double start;
    if (cm_world_init(ctx, &arena, claim->world[0], 1, &world) != CM_OK || cm_line_init(ctx, &arena, claim, 0, &line) != CM_OK) die(ctx->message);
    start = now();
    for (uint64_t r = 0; r < draws; r++) {
        cm_world_start(&world, r);
        if (cm_line_draw(ctx, &line, &world, outcome) != CM_OK) die(ctx->message);
        for (size_t c = 0; c < claim->ncells; c++) *sum += outcome[c].agreement;
    }
    start = now() - start;
    cm_arena_free(&arena);
    return 1e6 * start / (double)draws;
}

/* All positions and a random order of all players, and nothing else. */
static double drawing(cm_ctx *ctx, const cm_claim *claim, uint64_t draws)
{
    cm_arena arena = { NULL };
    cm_world world;
    cm_picker picker;
    double start, sum = 0;
    if (cm_world_init(ctx, &arena, claim->world[0], 1, &world) != CM_OK) die(ctx->message);
    if (cm_picker_init(ctx, &arena, claim->world[0], &claim->cell[0].venue->members, &picker) != CM_OK) die(ctx->message);
    start = now();
    for (uint64_t r = 0; r < draws; r++) {
        cm_world_start(&world, r);
        cm_picker_start(&picker, &world);
        for (size_t i = 0; i < PLAYERS; i++) sum += cm_world_ideal(&world, cm_picker_get(&picker, i))[0];
    }
    start = now() - start;
    cm_arena_free(&arena);
    if (isnan(sum)) die("a draw is no number");
    return 1e6 * start / (double)draws;
}

static double one_lp(cm_ctx *ctx, const double *g, size_t m, size_t d)
{
    cm_lp *lp = cm_lp_new(ctx, d + 1, true);
    cm_lp_answer answer;
    double row[MOST_ISSUES + 1], value = 0;
    if (lp == NULL) die(ctx->message);
    for (size_t k = 0; k < d; k++) (void)cm_lp_column(ctx, lp, k, 0, -1, 1, false);
    (void)cm_lp_column(ctx, lp, d, 1, -HUGE_VAL, 1, false);
    for (size_t i = 0; i < m; i++) {
        memcpy(row, g + i * d, d * sizeof *row);
        row[d] = -1;
        (void)cm_lp_row(ctx, lp, row, 0, HUGE_VAL);
    }
    if (cm_lp_solve(ctx, lp, &answer, NULL, &value, NULL) != CM_OK) die(ctx->message);
    cm_lp_free(lp);
    return value;
}

/* The way one would do it first: draw everybody, one programme a size. */
static double plain(cm_ctx *ctx, const cm_claim *claim, uint64_t draws, double *sum)
{
    static const size_t sizes[] = { 2, 3, 5, 7, 9, 15, 20, 25, 51, 99, 150, 193 };
    cm_arena arena = { NULL };
    cm_world world;
    cm_picker picker;
    double g[PLAYERS * MOST_ISSUES], start = now();
    size_t d = claim->world[0]->d;
    if (cm_world_init(ctx, &arena, claim->world[0], 1, &world) != CM_OK) die(ctx->message);
    if (cm_picker_init(ctx, &arena, claim->world[0], &claim->cell[0].venue->members, &picker) != CM_OK) die(ctx->message);
    for (uint64_t r = 0; r < draws; r++) {
        cm_world_start(&world, r);
        cm_picker_start(&picker, &world);
        for (size_t i = 0; i < PLAYERS; i++) memcpy(g + i * d, cm_world_ideal(&world, cm_picker_get(&picker, i)), d * sizeof *g);
        for (size_t k = 0; k < 12; k++) *sum += one_lp(ctx, g, sizes[k], d) > 1e-9;
    }
    start = now() - start;
    cm_arena_free(&arena);
    return 1e6 * start / (double)draws;
}

static void against_plain(const setting *s)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    double fast, slow, draw, ours = 0, same = 0, theirs = 0;
    cm_claim *claim;
    cm_ctx_init(&ctx);
    claim = plan(&ctx, &arena, s);
    draw = drawing(&ctx, claim, s->draws);
    fast = engine(&ctx, claim, s->draws, &ours);
    slow = plain(&ctx, claim, s->plain_draws, &theirs);
    (void)engine(&ctx, claim, s->plain_draws, &same);
    (void)printf("%-34s %8.2f us a draw; drawing alone %.2f (%.2f times); plain LPs %.0f us: %.0f times as long; %s\n", s->name, fast, draw,
                 fast / draw, slow, slow / fast, fabs(same - theirs) < 0.5 ? "same answers" : "ANSWERS DIFFER");
    cm_arena_free(&arena);
}

static void quotas(const setting *s)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    double sum = 0;
    cm_claim *claim;
    cm_ctx_init(&ctx);
    claim = plan(&ctx, &arena, s);
    (void)printf("%-34s %8.2f us a draw for %zu cells\n", s->name, engine(&ctx, claim, s->draws, &sum), claim->ncells);
    cm_arena_free(&arena);
}

static double threads(const setting *s, int count)
{
    cm_arena arena = { NULL };
    cm_simulate_options options = { .seed = 1, .draws = s->draws, .threads = count };
    cm_contrasts contrasts;
    cm_sums sums;
    cm_claim *claim;
    cm_ctx ctx;
    double start;
    cm_ctx_init(&ctx);
    claim = plan(&ctx, &arena, s);
    if (cm_contrasts_plan(&ctx, &arena, claim, &contrasts) != CM_OK) die(ctx.message);
    start = now();
    if (cm_simulate(&ctx, &arena, claim, contrasts.contrast, contrasts.count, &options, &sums) != CM_OK) die(ctx.message);
    start = now() - start;
    cm_arena_free(&arena);
    return start;
}

int main(void)
{
    static const char consensus[] = "{ id = \"c\"; to = { type = \"consensus\"; }; }";
    static const char four[] = "{ id = \"c\"; to = { type = \"consensus\"; }; }, { id = \"q\"; to = { type = \"quota\"; share = \"3/4\"; }; }, "
                               "{ id = \"t\"; to = { type = \"quota\"; share = \"2/3\"; }; }, { id = \"m\"; to = { type = \"majority\"; }; }";
    const setting most = { "consensus, most venues can move", 3.5, 3, consensus, 20000, 300 };
    const setting few = { "consensus, few venues can move", 0, 3, consensus, 200000, 300 };
    const setting plane = { "four rules, 12 sizes, 2 issues", 0.5, 2, four, 5000, 0 };
    const setting space = { "four rules, 12 sizes, 3 issues", 0.5, 3, four, 100, 0 };
    const setting load = { "threads", 0.5, 2, four, 20000, 0 };
    double one, two, best_one = HUGE_VAL, best_two = HUGE_VAL;
    against_plain(&most);
    against_plain(&few);
    quotas(&plane);
    quotas(&space);
    for (int i = 0; i < 3; i++) {
        one = threads(&load, 1);
        two = threads(&load, 2);
        best_one = fmin(best_one, one);
        best_two = fmin(best_two, two);
    }
    (void)printf("%-34s one %.2f s, two %.2f s: %.2f times as fast (best of three)\n", "claim of 48 cells, 20000 draws", best_one, best_two, best_one / best_two);
    return 0;
}
