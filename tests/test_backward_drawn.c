/* test_backward_drawn.c: subgame-perfect equilibria of random trees: by the definition, near misses, other units. */
#include "solver/strategic/backward.h"

#include "tests/support/efg_world.h"

static efg_world w;                  /* large; one at a time */

/* A random tree of perfect information: about `moves` nodes with choices, payoffs 0 .. whole. */
static size_t sets_left;

static void grow(size_t n, uint64_t whole, int depth)
{
    double payoff[EFG_PLAYERS];
    uint64_t what = cm_rng_below(&w.rng, 8);
    if (depth == 0 || sets_left == 0 || (depth < 3 && what < 2)) {
        for (size_t i = 0; i < n; i++) payoff[i] = whole > 0 ? (double)cm_rng_below(&w.rng, whole + 1) : (double)cm_rng_below(&w.rng, 1000000) / 1000;
        efg_end(&w, payoff);
        return;
    }
    if (what == 2) {
        efg_chance(&w, 2, (int64_t[]){ 1, 2 }, 3);
    } else {
        size_t moves = 2 + cm_rng_below(&w.rng, 2);
        sets_left--;
        efg_move(&w, w.game.as.efg.nsets, cm_rng_below(&w.rng, n), moves);
        for (size_t a = 2; a < moves; a++) grow(n, whole, depth - 1);
    }
    grow(n, whole, depth - 1);
    grow(n, whole, depth - 1);
}

static void drawn(uint64_t t, size_t sets, uint64_t whole)
{
    cm_efg *efg = efg_open(&w, 2 + t % 2, t);
    sets_left = sets;
    grow(efg->n, whole, 4);
    if (efg->nsets == 0) {                                   /* only chance: ask once more */
        efg_close(&w);
        efg = efg_open(&w, 2, t);
        efg_move(&w, 0, 0, 2);
        efg_end(&w, (double[]){ 1, 2 });
        efg_end(&w, (double[]){ 2, 1 });
    }
}

static void play(const cm_efg *efg, const size_t *choice, size_t v, double *pays)
{
    const cm_efg_node *node = &efg->node[v];
    if (node->kind == CM_EFG_END) cm_efg_payoff(efg, v, pays);
    else if (node->kind == CM_EFG_MOVE) play(efg, choice, node->child[choice[node->set]], pays);
    else {
        double left[EFG_PLAYERS], right[EFG_PLAYERS];
        play(efg, choice, node->child[0], left);
        play(efg, choice, node->child[1], right);
        for (size_t i = 0; i < efg->n; i++) pays[i] = left[i] / 3 + right[i] * 2 / 3;
    }
}

static bool step(const cm_efg *efg, size_t *choice)
{
    for (size_t h = 0; h < efg->nsets; h++) {
        if (++choice[h] < efg->set[h].nactions) return true;
        choice[h] = 0;
    }
    return false;
}

/* By the definition: at each node, no other whole plan of its owner does better from there. */
static bool perfect(const cm_efg *efg, const size_t *choice)
{
    for (size_t v = 0; v < efg->nnodes; v++) {
        size_t other[EFG_SETS] = { 0 }, i;
        double has[EFG_PLAYERS], gets[EFG_PLAYERS];
        if (efg->node[v].kind != CM_EFG_MOVE) continue;
        i = efg->set[efg->node[v].set].player;
        play(efg, choice, v, has);
        do {
            size_t mine[EFG_SETS];
            for (size_t h = 0; h < efg->nsets; h++) mine[h] = efg->set[h].player == i ? other[h] : choice[h];
            play(efg, mine, v, gets);
            if (gets[i] > has[i] + 1e-9) return false;
        } while (step(efg, other));
    }
    return true;
}

static void test_random_trees_agree_with_the_definition(void **state)
{
    cm_backward_params all = { 10000 };
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        size_t choice[EFG_SETS] = { 0 };
        int64_t found = 0;
        drawn(t, 4, 2);
        efg_good(&w, "backward", &all);
        do found += perfect(&w.game.as.efg, choice); while (step(&w.game.as.efg, choice));
        assert_int_equal(efg_count(&w), found);
        assert_true(cm_result_get(&w.result, "complete")->as.truth);
        efg_close(&w);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        cm_table *equilibria, *payoffs;
        size_t row, h;
        drawn(t, 6, 0);
        efg_good(&w, "backward", NULL);
        equilibria = cm_result_find(&w.result, "equilibria");
        payoffs = cm_result_find(&w.result, "payoffs");
        assert_int_equal(efg_check(&w, "backward", NULL), CM_OK);
        payoffs->cell[2].as.number += 1e-2;
        assert_int_equal(efg_check(&w, "backward", NULL), CM_E_NUMERIC);
        payoffs->cell[2].as.number -= 1e-2;
        row = t % equilibria->nrows;
        h = row % w.game.as.efg.nsets;
        equilibria->cell[row * 7 + 4].as.text = equilibria->cell[row * 7 + 4].as.text[0] == 'a' ? "b" : "a";
        assert_true(h < w.game.as.efg.nsets);
        assert_int_equal(efg_check(&w, "backward", NULL), CM_E_NUMERIC);       /* without ties each other move is worse */
        efg_close(&w);
    }
}

static void test_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        int64_t count;
        double first;
        drawn(t, 6, 3);
        efg_good(&w, "backward", NULL);
        count = efg_count(&w);
        first = efg_cell(&w, "payoffs", 0, "value").as.number;
        for (size_t o = 0; o < w.game.as.efg.noutcomes; o++) {
            for (size_t i = 0; i < w.game.as.efg.n; i++) w.payoff[o][i] = 7 + 1000 * w.payoff[o][i];
            w.outcome[o].exact = NULL;                       /* as computed numbers */
        }
        efg_good(&w, "backward", NULL);
        assert_int_equal(efg_count(&w), count);
        assert_close(efg_cell(&w, "payoffs", 0, "value").as.number, 7 + 1000 * first, 1e-6);
        assert_int_equal(efg_cell(&w, "payoffs", 0, "exact").kind, CM_NONE);
        efg_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_trees_agree_with_the_definition),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_units_do_not_matter),
    };
    return RUN_TESTS(tests);
}
