/* bench_power_rivals.c: voting power of the Monetary Fund's 190 members against public tools that count in the same way,
 * by generating functions: numpy (Shapley-Shubik, in doubles) and PARI/GP (Banzhaf, in whole numbers).  There is no
 * program for voting power among Debian's packages; these are the two in which a reader would write one. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/elsewhere.h"
#include "solver/concept.h"
#include "solver/voting/power.h"
#include "tests/support/voting_bodies.h"

enum { MEMBERS = 190 };

/* f[size][weight] counts coalitions; g is the same without one member, f[k][s] = g[k][s] + g[k-1][s-w]. */
static const char numpy_script[] =
    "import sys, time\n"
    "import numpy as np\n"
    "q, *v = map(int, sys.argv[1].split(',')); n = len(v); t = time.perf_counter(); f = np.zeros((n + 1, q)); f[0, 0] = 1\n"
    "for w in v: f[1:, w:] += f[:-1, :q - w].copy()\n"
    "share = np.zeros(n + 1); share[:n] = [1.0]; log = np.cumsum(np.log(np.r_[1, np.arange(1, n + 1)])); share[:n] = np.exp(log[:n] + log[n - 1 - np.arange(n)] - log[n])\n"
    "found = {}\n"
    "for w in v:\n"
    "    if w in found: continue\n"
    "    g = f.copy()\n"
    "    for s in range(w, q, w):\n"
    "        e = min(s + w, q); g[1:, s:e] -= g[:-1, s - w:e - w]\n"
    "    found[w] = (share * g[:, max(0, q - w):].sum(axis=1)).sum()\n"
    "print(time.perf_counter() - t, found[max(v)])\n";

static const char pari_script[] =
    "default(parisizemax, 4 * 10^9);\n"
    "a = eval(Str(\"[\", getenv(\"VOTES\"), \"]\")); q = a[1]; v = a[2..#a]; n = #v; t = getabstime();\n"
    "F = Pol(1, 'y); for(i = 1, n, F = F * (1 + 'y^v[i]) + O('y^q); F = truncate(F));\n"
    "B = Map(); for(i = 1, n, w = v[i]; if(!mapisdefined(B, w), G = Vecrev(truncate(F / (1 + 'y^w + O('y^q))), q); mapput(B, w, sum(s = max(0, q - w), q - 1, G[s + 1]))));\n"
    "m = vecmax(v); printf(\"%.3f %.12f\", (getabstime() - t) / 1000., mapget(B, m) / 2.^(n - 1));\n"
    "quit;\n";

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const char *why)
{
    (void)fprintf(stderr, "bench_power_rivals: %s\n", why);
    exit(1);
}

static void say(const char *name, bool there, double seconds, double other, double mine, double figure)
{
    if (!there) {
        (void)printf("  %-44s not installed\n", name);
        return;
    }
    if (fabs(other - figure) > 1e-6) die("the figures differ");
    (void)printf("  %-44s %8.2f s, %.0f times as long\n", name, seconds, seconds / mine);
}

static void compare(int64_t share)
{
    static const cm_count_options options = { CM_COUNT_BEST, 100000, 1, true };
    cm_ctx ctx;
    cm_arena arena = { NULL };
    cm_vote_node node = { .kind = CM_VOTE_THRESHOLD, .weight = fund_votes };
    cm_vote vote = { .n = MEMBERS, .nnodes = 1, .node = &node };
    cm_count count;
    char votes[2048], command[4096];
    double mine, seconds = 0, other = 0;
    size_t top = 0, at;
    bool there;
    cm_ctx_init(&ctx);
    for (size_t i = 0; i < MEMBERS; i++) {
        node.total += fund_votes[i];
        if (fund_votes[i] > fund_votes[top]) top = i;
    }
    node.quota = (node.total * share + 99) / 100;
    at = (size_t)snprintf(votes, sizeof votes, "%lld", (long long)node.quota);
    for (size_t i = 0; i < MEMBERS; i++) at += (size_t)snprintf(votes + at, sizeof votes - at, ",%lld", (long long)fund_votes[i]);
    mine = now();
    if (cm_count_find(&ctx, &arena, &vote, &options, &count) != CM_OK) die(ctx.message);
    mine = now() - mine;
    (void)printf("Monetary Fund, 190 members, %d per cent: Shapley-Shubik, Banzhaf, Coleman in %.4f s\n", (int)share, mine);
    there = elsewhere_numpy(numpy_script, votes, &seconds, &other);
    say("numpy, Shapley-Shubik alone", there, seconds, other, mine, count.pivot[top]);
    (void)snprintf(command, sizeof command, "VOTES=%s gp -q -f", votes);
    there = elsewhere(command, pari_script, "", &seconds, &other);
    say("PARI/GP, Banzhaf alone, exact", there, seconds, other, mine, count.swing[top]);
    cm_count_free(&count);
    cm_arena_free(&arena);
}

int main(void)
{
    compare(50);
    compare(70);
    compare(85);
    return 0;
}
