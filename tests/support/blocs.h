/* blocs.h: a world of four blocs with many kinds of spread, for the tests of worlds and of picking. */
#ifndef CM_TESTS_SUPPORT_BLOCS_H
#define CM_TESTS_SUPPORT_BLOCS_H

#include "models/world.h"
#include "tests/support/given.h"

#define BLOCS(size, more) "population = { size = " #size "; dimensions = 3; " more "blocs = {" \
    " west = { weight = 50; ideal = { issue1 = { dist = \"normal\"; mean = 0.7; sd = 0.1; }; issue2 = { dist = \"uniform\"; low = -1; high = 2; };" \
    "   issue3 = { dist = \"beta\"; a = 2; b = 3; }; }; capability = { dist = \"lognormal\"; mean = 0; sd = 1; }; };" \
    " east = { weight = 30; ideal = { issue1 = { dist = \"triangular\"; low = 0; mode = 1; high = 3; }; issue2 = { dist = \"lognormal\"; mean = 0; sd = 0.5; }; issue3 = 0.25; };" \
    "   salience = { issue1 = { dist = \"uniform\"; low = 1; high = 2; }; issue3 = 3; }; capability = { dist = \"zipf\"; exponent = 1; }; };" \
    " none = { weight = 0; ideal = { issue1 = 9; issue2 = 9; issue3 = 9; }; };" \
    " rest = { weight = 20; ideal = { issue1 = { dist = \"normal\"; mean = 0; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; issue3 = { dist = \"normal\"; mean = 0; sd = 1; }; }; }; }; };"

/* The world of a scenario that was read, on the seed of the tests. */
void blocs_open(given *g, cm_world *world);

#endif
