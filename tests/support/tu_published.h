/* tu_published.h: published coalitional games: worths in the order of binary masks (player 1 lowest), nucleolus and
 * prenucleolus as fractions, Shapley value.  Sources stand with each. */
#ifndef CM_TESTS_SUPPORT_TU_PUBLISHED_H
#define CM_TESTS_SUPPORT_TU_PUBLISHED_H

#include <stddef.h>

typedef struct published {
    const char *name, *source;
    size_t n;
    const char *worth;           /* 2^n fractions, by spaces */
    const char *nucleolus, *prenucleolus, *shapley;
} published;

static const published published_games[] = {
    { "Talmud E=100 d=(100,200,300)", "Aumann & Maschler 1985 JET 36:195-213 (nucleolus = Talmud rule)", 3,
      "0 0 0 0 0 0 0 100",
      "100/3 100/3 100/3", "100/3 100/3 100/3", "100/3 100/3 100/3" },
    { "Talmud E=200 d=(100,200,300)", "Aumann & Maschler 1985 JET 36:195-213 (nucleolus = Talmud rule)", 3,
      "0 0 0 0 0 0 100 200",
      "50 75 75", "50 75 75", "100/3 250/3 250/3" },
    { "Contested garment E=1 claims (1,1/2) x200", "Mishnah; Aumann-Maschler 1985", 2,
      "0 100 0 200",
      "150 50", "150 50", "150 50" },
    { "Bankruptcy 5 claimants E=300 d=(50,100,150,200,250)", "Talmud rule recomputable in closed form", 5,
      "0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 50 0 0 0 0 0 0 50 100 0 50 100 150 150 200 250 300",
      "25 50 75 75 75", "25 50 75 75 75", "65/3 85/2 355/6 80 290/3" },
    { "Glove 2L3R", "textbook; core={(1,1,0,0,0)}", 5,
      "0 0 0 0 0 1 1 1 0 1 1 1 0 1 1 2 0 1 1 1 0 1 1 2 0 1 1 2 0 1 1 2",
      "1 1 0 0 0", "1 1 0 0 0", "13/20 13/20 7/30 7/30 7/30" },
    { "Glove 2L2R", "textbook", 4,
      "0 0 0 0 0 1 1 1 0 1 1 1 0 1 1 2",
      "1/2 1/2 1/2 1/2", "1/2 1/2 1/2 1/2", "1/2 1/2 1/2 1/2" },
    { "Ferguson 3-player", "T. Ferguson, Game Theory notes coal.pdf (quoted in CoopGame test 49.1)", 3,
      "0 -1 0 3 1 4 2 5",
      "8/3 2/3 5/3", "8/3 2/3 5/3", "5/3 7/6 13/6" },
    { "CoopGame test 67.1", "CoopGame tests", 3,
      "0 2 6 15 5 1 18 14",
      "2 7 5", "-1 13 2", "1/6 32/3 19/6" },
    { "BNF README 3-player", "blrzsvrzs/nucleolus README example", 3,
      "0 1 3 6 5 7 8 12",
      "5/2 4 11/2", "5/2 4 11/2", "5/2 4 11/2" },
    { "Lemaire 1991 insurance", "Lemaire 1991 ASTIN Bulletin 21:17-40; game vector from R package GameTheory", 3,
      "0 46125 34875/2 138375/2 11625/2 107625/2 30750 90000",
      "105375/2 97875/4 51375/4", "105375/2 97875/4 51375/4", "51750 25875 12375" },
    { "Simple majority n=3", "textbook: core empty, least-core eps = 1-k/n with k=(n+1)/2", 3,
      "0 0 0 1 0 1 1 1",
      "1/3 1/3 1/3", "1/3 1/3 1/3", "1/3 1/3 1/3" },
    { "Simple majority n=5", "textbook: core empty, least-core eps = 1-k/n with k=(n+1)/2", 5,
      "0 0 0 0 0 0 0 1 0 0 0 1 0 1 1 1 0 0 0 1 0 1 1 1 0 1 1 1 1 1 1 1",
      "1/5 1/5 1/5 1/5 1/5", "1/5 1/5 1/5 1/5 1/5", "1/5 1/5 1/5 1/5 1/5" },
    { "Apex game [3;2,1,1,1]", "Peleg 1968 homogeneous weights: nucleolus=(2/5,1/5,1/5,1/5)", 4,
      "0 0 0 1 0 1 0 1 0 1 0 1 0 1 1 1",
      "2/5 1/5 1/5 1/5", "2/5 1/5 1/5 1/5", "1/2 1/6 1/6 1/6" },
    { "Apex game [4;3,1,1,1,1]", "Davis-Maschler/Peleg: nucleolus=(3/7,1/7 x4)", 5,
      "0 0 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 1 1",
      "3/7 1/7 1/7 1/7 1/7", "3/7 1/7 1/7 1/7 1/7", "3/5 1/10 1/10 1/10 1/10" },
    { "EEC6 [12;4,4,4,2,2,1]", "computed here", 6,
      "0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 0 0 0 1 0 1 1 1 0 0 0 0 0 0 0 1 0 0 0 0 0 0 0 1 0 0 "
      "0 0 0 0 0 1 0 0 0 1 0 1 1 1",
      "1/4 1/4 1/4 1/8 1/8 0", "1/4 1/4 1/4 1/8 1/8 0", "7/30 7/30 7/30 3/20 3/20 0" },
    { "UNSC reduced P2+E3 quota [9;7,7.. ] = [15;7,7,1,1,1]", "veto players: core = simplex over veto players", 5,
      "0 0 0 0 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1",
      "1/2 1/2 0 0 0", "1/2 1/2 0 0 0", "9/20 9/20 1/30 1/30 1/30" },
    { "Shapley-Shubik house market 3x3", "Shapley & Shubik 1971 assignment game I (IJGT 1:111-130), matrix [[5,8,2],[7,9,6],[2,3,0]], v(N)=16; core vertices published there", 6,
      "0 0 0 0 0 0 0 0 0 5 7 7 2 5 7 7 0 8 9 9 3 8 9 9 0 8 9 15 3 10 11 15 0 2 6 6 0 2 6 6 0 5 7 11 2 5 8 "
      "11 0 8 9 14 3 8 9 14 0 8 9 15 3 10 11 16",
      "4 17/3 1/3 5/3 4 1/3", "4 17/3 1/3 5/3 4 1/3", "199/60 68/15 11/15 11/5 239/60 37/30" },
    { "3-person empty core v(ij)=0.9", "eps=(3*0.9-2)/3... computed", 3,
      "0 0 0 8106479329266893/9007199254740992 0 8106479329266893/9007199254740992 "
      "8106479329266893/9007199254740992 1",
      "1/3 1/3 1/3", "1/3 1/3 1/3", "1/3 1/3 1/3" },
};

#endif
