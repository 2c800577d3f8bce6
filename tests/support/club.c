/* club.c: the text of a world in one bloc, and shares that are known. */
#include "tests/support/club.h"

#include <stdio.h>

#include "tests/support/support.h"

const char *club_world(char *text, int size, int d, double mean)
{
    int used = snprintf(text, TEXT, "population = { size = %d; dimensions = %d; blocs = { all = { ideal = {", size, d);
    for (int k = 1; k <= d; k++) used += snprintf(text + used, (size_t)(TEXT - used), " issue%d = { dist = \"normal\"; mean = %g; sd = 1; };", k, k == 1 ? mean : 0);
    (void)snprintf(text + used, (size_t)(TEXT - used), " }; }; }; };");
    return text;
}

void club_expect_share(const given *g, size_t cell, double exact, const char *what)
{
    double n = (double)g->j.draws, hits = given_mean(g, 0, cell) * n;
    if (given_tail(floor(hits + .5), n, exact) > 1e-4) return;
    print_error("%s: %.4f in place of %.6f\n", what, hits / n, exact);
    fail();
}
