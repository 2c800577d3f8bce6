/* club.h: claims about one venue, the club, of players in one bloc, for the tests of claims. */
#ifndef CM_TESTS_SUPPORT_CLUB_H
#define CM_TESTS_SUPPORT_CLUB_H

#include "tests/support/given.h"

enum { TEXT = 8192 };

#define CLUB(size, rule) "venues = { club = { members = { size = " #size "; }; rule = " rule "; }; };"
#define CONSENSUS "{ type = \"consensus\"; }"
#define TWOTHIRDS "{ type = \"quota\"; share = \"2/3\"; }"
#define CLAIM(measure, vary, direction, along, more) "claim = { statement = \"s\"; venue = \"club\"; " measure " vary = (" vary ");" \
    " expect = { direction = \"" direction "\"; along = \"" along "\"; " more " }; };"
#define AGREEMENT "measure = \"agreement\";"
#define SIZES(values) "{ path = \"venues.club.members.size\"; label = \"members\"; values = (" values "); }"
#define RULES "{ path = \"venues.club.rule\"; label = \"rule\"; variants = ( { id = \"consensus\"; to = " CONSENSUS "; }, { id = \"twothirds\"; to = " TWOTHIRDS "; } ); }"

/* A population of `size` in one bloc: d issues, standard normal, the first around `mean`.  `text` holds
 * TEXT characters and is handed back. */
const char *club_world(char *text, int size, int d, double mean);

/* The mean of the first measure in this cell is a share that can be told from `exact` by chance only: a
 * cell is taken for wrong when so many hits have a chance below one in ten thousand. */
void club_expect_share(const given *g, size_t cell, double exact, const char *what);

#endif
