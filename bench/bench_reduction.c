/* bench_reduction.c: how many plain draws one draw is worth with controls, and with positions moved; and what it costs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/config.h"
#include "models/judge.h"

static const char control[] = "reduce = \"control\";";

typedef struct setting {
    const char *name;
    int d;
    double mean;
    const char *agenda, *measure;
    int members;
    uint64_t draws;
    const char *way;
} setting;

static void die(const char *why)
{
    (void)fprintf(stderr, "bench_reduction: %s\n", why);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One claim of 3 and more members; `way` is its setting. */
static void judge(cm_ctx *ctx, cm_arena *arena, const setting *s, const char *way, cm_judgement *j)
{
    cm_simulate_options options = { .seed = 1, .draws = s->draws, .threads = 1 };
    cm_diags diags = { .ctx = ctx };
    cm_source *sources = NULL;
    cm_node *root = NULL;
    cm_scenario scenario;
    cm_claim *claim = CM_NEW(ctx, arena, 1, cm_claim);
    const char *text = cm_format(ctx, arena, "comity = 1; population = { size = 50; dimensions = %d; blocs = { a = { ideal = { dist = \"normal\"; mean = %g; sd = 1; }; };"
                                 " b = { ideal = { dist = \"normal\"; mean = %g; sd = 1; }; }; }; };"
                                 " venues = { club = { members = { size = 3; }; rule = { type = \"consensus\"; }; agenda = \"%s\"; }; };"
                                 " claim = { statement = \"s\"; venue = \"club\"; measure = \"%s\"; vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (3, %d); } );"
                                 " expect = { direction = \"decreasing\"; along = \"members\"; }; %s };", s->d, s->mean, s->mean / 2, s->agenda, s->measure, s->members, way);
    if (claim == NULL || text == NULL) die(ctx->message);
    if (cm_config_read_text(ctx, arena, "bench", text, strlen(text), &diags, &root, &sources) != CM_OK || diags.count > 0) die("does not parse");
    if (cm_scenario_read(ctx, arena, root, &diags, &scenario) != CM_OK || diags.count > 0) die("is no scenario");
    if (cm_claim_read(ctx, arena, root, &diags, claim) != CM_OK || diags.count > 0) die(diags.count > 0 ? diags.item[0].message : ctx->message);
    if (cm_judge(ctx, arena, claim, &options, j) != CM_OK) die(ctx->message);
    cm_diags_free(&diags);
}

static void compare(const setting *s)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    cm_judgement j;
    double plain, own;
    const cm_cell_report *cell;
    cm_ctx_init(&ctx);
    plain = now();
    judge(&ctx, &arena, s, "", &j);
    plain = now() - plain;
    own = now();
    judge(&ctx, &arena, s, s->way, &j);
    own = now() - own;
    cell = &j.measure[0].cell[1];
    (void)printf("%-54s mean %-10.4g ", s->name, cell->mean);
    if (cell->exact) (void)printf("exact");
    else if (isnan(cell->reduction)) (void)printf("no gain");
    else (void)printf("variance by %.2f", cell->reduction);
    if (!isnan(j.measure[0].regime[0].end.reduction)) (void)printf(", of the effect by %.2f", j.measure[0].regime[0].end.reduction);
    if (!isnan(cell->effective)) (void)printf(", worth %.0f equal draws", cell->effective);
    (void)printf("; time %.2f of plain\n", own / plain);
    cm_arena_free(&arena);
}

int main(void)
{
    static const char moved[] = "importance = { shift = { issue1 = 0.45; }; };";
    const setting settings[] = {
        { "control: 2 issues, agreement of 5", 2, 0.5, "package", "agreement", 5, 200000, control },
        { "control: 2 issues, depth of 5", 2, 0.5, "package", "depth", 5, 200000, control },
        { "control: 3 issues, agreement of 5", 3, 0.5, "package", "agreement", 5, 200000, control },
        { "control: 3 issues, agreement of 15, strong interest", 3, 1.5, "package", "agreement", 15, 200000, control },
        { "control: 3 issues, one by one, some of them, 5", 3, 0.8, "issue-by-issue", "agreement", 5, 200000, control },
        { "moved by 0.45: 1 issue, agreement of 15", 1, 0.44, "package", "agreement", 15, 500000, moved },
        { "moved by 0.45: 1 issue, agreement of 25", 1, 0.44, "package", "agreement", 25, 500000, moved },
        { "moved by 0.5 on each of 2 issues, agreement of 25", 2, 0.3, "package", "agreement", 25, 500000, "importance = { shift = { issue1 = 0.5; issue2 = 0.5; }; };" },
        { "moved by 4, too far: 1 issue, agreement of 5", 1, 0.44, "package", "agreement", 5, 500000, "importance = { shift = { issue1 = 4.0; }; };" },
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) compare(&settings[i]);
    return 0;
}
