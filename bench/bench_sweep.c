/* bench_sweep.c: draws a second of a sweep over sizes, and the memory that it takes, against the same sweep
 * written as a user would in Python with numpy and in R.  Two issues, consensus: a text that all prefer to
 * the status quo exists when the members' directions leave a half-plane free.
 *
 *   build/bench/bench_sweep [DRAWS]        10^6 unless told; the others do a 100th of it */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bench/elsewhere.h"
#include "cli/config.h"
#include "models/judge.h"
#include "models/schema.h"

static const char world[] =
    "comity = 1; population = { size = 25; dimensions = 2; blocs = { all = { ideal = { issue1 = { dist = \"normal\"; mean = 0.8; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; }; };"
    "venues = { v = { members = { size = 5; }; rule = { type = \"consensus\"; }; }; };"
    "claim = { statement = \"x\"; venue = \"v\"; measure = \"agreement\"; vary = ( { path = \"venues.v.members.size\"; label = \"n\"; values = (2, 3, 5, 9, 15, 25); } );"
    "expect = { direction = \"decreasing\"; along = \"n\"; }; };";

static const char python[] =
    "import sys, time\n"
    "import numpy as np\n"
    "draws = int(sys.argv[1]); sizes = (2, 3, 5, 9, 15, 25); rng = np.random.default_rng(1); total = np.zeros(len(sizes)); start = time.perf_counter()\n"
    "for first in range(0, draws, 10000):\n"
    "    m = min(10000, draws - first)\n"
    "    x = rng.standard_normal((m, 25, 2)); x[:, :, 0] += 0.8\n"
    "    a = np.arctan2(x[:, :, 1], x[:, :, 0])\n"
    "    for k, n in enumerate(sizes):\n"
    "        s = np.sort(a[:, :n], axis=1)\n"
    "        gap = np.maximum(np.diff(s, axis=1).max(axis=1), s[:, 0] + 2 * np.pi - s[:, -1])\n"
    "        total[k] += (gap > np.pi).sum()\n"
    "print(time.perf_counter() - start, total[3] / draws)\n";

static const char r[] =
    "draws <- as.integer(commandArgs(TRUE)[1]); sizes <- c(2, 3, 5, 9, 15, 25); set.seed(1); total <- numeric(length(sizes)); start <- proc.time()[[3]]\n"
    "for (i in seq_len(draws)) {\n"
    "  a <- atan2(rnorm(25), rnorm(25, 0.8))\n"
    "  for (k in seq_along(sizes)) { s <- sort(a[seq_len(sizes[k])]); gap <- max(diff(s), s[1] + 2 * pi - s[length(s)]); total[k] <- total[k] + (gap > pi) }\n"
    "}\n"
    "cat(proc.time()[[3]] - start, total[4] / draws, '\\n')\n";

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double megabytes(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_sweep: %s\n", what);
    exit(1);
}

/* The same in another program (NULL: in numpy), with the share of agreement among nine that it finds. */
static void compare(const char *name, const char *program, const char *text, unsigned long long draws, double rate, double share)
{
    double seconds = 0, other = 0;
    char count[32];
    (void)snprintf(count, sizeof count, "%llu", draws);
    if (!(program == NULL ? elsewhere_numpy(text, count, &seconds, &other) : elsewhere(program, text, count, &seconds, &other)) || !(seconds > 0)) {
        (void)printf("%-28s not installed\n", name);
        return;
    }
    (void)printf("%-28s %12.0f draws a second: comity does %.1f times as many (share among nine %.4f against %.4f)\n", name, (double)draws / seconds, rate * seconds / (double)draws, other, share);
}

int main(int argc, char **argv)
{
    unsigned long long draws = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    cm_arena arena = { NULL };
    cm_diags diags;
    cm_source *sources = NULL;
    cm_node *root = NULL;
    cm_claim claim;
    cm_judgement j;
    cm_ctx ctx;
    double start, before, seconds;
    cm_ctx_init(&ctx);
    diags = (cm_diags){ .ctx = &ctx };
    if (cm_config_read_text(&ctx, &arena, "bench", world, strlen(world), &diags, &root, &sources) != CM_OK) die(ctx.message);
    if (cm_claim_read(&ctx, &arena, root, &diags, &claim) != CM_OK || diags.count > 0) die("the claim cannot be read");
    for (int threads = 1; threads <= 2; threads++) {
        cm_simulate_options options = { .seed = 1, .draws = draws, .threads = threads };
        before = megabytes();
        start = now();
        if (cm_judge_run(&ctx, &arena, &claim, &options, &j) != CM_OK) die(ctx.message);
        seconds = now() - start;
        (void)printf("%-28s %12.0f draws a second, %.1f s, %.0f MB before and %.0f MB at most\n", threads == 1 ? "comity, one thread" : "comity, two threads", (double)draws / seconds, seconds, before, megabytes());
        if (threads == 1) {
            double rate = (double)draws / seconds, share = j.sums.sum[3] / j.sums.draws;
            compare("numpy, in arrays of 10000", NULL, python, draws / 10 > 0 ? draws / 10 : 1, rate, share);
            compare("R, draw by draw", "Rscript", r, draws / 100 > 0 ? draws / 100 : 1, rate, share);
        }
    }
    cm_arena_free(&arena);
    return 0;
}
