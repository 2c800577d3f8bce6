/* test_sequence_drawn.c: equilibria in sequence form of random trees: near misses, two methods, players changing places. */
#include "tests/support/grown_world.h"

extern const cm_concept cm_concept_sequence;

static const char *const letters[] = { "a", "b", "c", "d" };

/* A random tree with perfect recall: Ann moves, chance, Bob (who sees a part), Ann again (who sees what Bob did or
 * not), with ends here and there. */
static void random_tree(grown *g, cm_rng *rng, bool opposed, int64_t range)
{
    size_t m = 2 + cm_rng_below(rng, 2), k = 2 + cm_rng_below(rng, 2), hides = cm_rng_below(rng, 2), blind = cm_rng_below(rng, 2);
    size_t seen = hides ? 1 : m, later = 1 + seen;
    grown_chance(g, 2, letters, (cm_frac[]){ { 1, 3 }, { 2, 3 } });
    for (size_t c = 0; c < 2; c++) {
        grown_move(g, 0, 0, "", m, letters);
        for (size_t a = 0; a < m; a++) {
            grown_move(g, 1, 1 + (hides ? 0 : a), "", k, letters);
            for (size_t b = 0; b < k; b++) {
                bool more = a > 0;
                size_t h = later + (a - 1) * (blind ? 1 : k) + (blind ? 0 : b);
                if (more) grown_move(g, 0, h, "", 2, letters);
                for (size_t e = 0; e < (more ? 2u : 1u); e++) {
                    int64_t u = (int64_t)cm_rng_below(rng, (uint64_t)range) - range / 2, v = (int64_t)cm_rng_below(rng, (uint64_t)range) - range / 2;
                    grown_end(g, u, opposed ? 2 - u : v);
                }
            }
        }
    }
}

static void test_random_games_are_solved_and_near_misses_refused(void **state)
{
    size_t refused = 0, mixed = 0;
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        grown_world w;
        cm_rng rng;
        cm_table *table;
        cm_rng_init(&rng, support_seed(), "sequence", k);
        grown_open(&w);
        random_tree(&w.g, &rng, k % 3 == 0, k % 5 == 0 ? 3 : 12);          /* small ranges make ties */
        assert_true(cm_efg_perfect_recall(&w.g.efg));
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        table = cm_result_find(&w.result, "equilibria");
        for (size_t r = 0; r + 1 < table->nrows; r++) {
            cm_value *cell = &table->cell[r * table->ncolumns + 4], *next = cell + table->ncolumns;
            cm_value old[4] = { cell[0], cell[1], next[0], next[1] };
            if (strcmp(cell[-2].as.text, next[-2].as.text) != 0 || !cell[2].as.truth) continue;
            if (cell->as.number > 0 && cell->as.number < 1) mixed++;
            cell[0] = next[0] = cm_number(0.5);
            cell[1] = next[1] = cm_text("1/2");
            if (fabs(old[0].as.number + old[2].as.number - 1) > 1e-12 || old[0].as.number == 0.5) {
                memcpy(cell, old, 2 * sizeof *old);
                memcpy(next, old + 2, 2 * sizeof *old);
                continue;
            }
            if (cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result) != CM_OK) refused++;
            cm_ctx_clear(&w.ctx);
            memcpy(cell, old, 2 * sizeof *old);
            memcpy(next, old + 2, 2 * sizeof *old);
        }
        assert_int_equal(cm_concept_sequence.check(&w.ctx, &w.g.game, NULL, &w.result), CM_OK);
        grown_close(&w);
    }
    assert_true(refused > 200);
    assert_true(mixed > 20);
}

/* The programme and the pivots share no code: opposed interests in other units go by pivots, and the value agrees.
 * Opposed interests have one value, whichever player is asked first. */
static void test_pivots_find_the_value_of_the_programme(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 100; k++) {
        grown_world w;
        cm_rng rng;
        double value;
        cm_rng_init(&rng, support_seed(), "sequence", 1000 + k);
        grown_open(&w);
        random_tree(&w.g, &rng, true, 12);
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        assert_string_equal(cm_result_get(&w.result, "method")->as.text, "linear programme");
        value = grown_number(&w, "payoffs", 0, "value");
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            w.g.exact[o][1] = (cm_frac){ 7 * w.g.exact[o][1].num - 3, 1 };
            w.g.payoff[o][1] = 7 * w.g.payoff[o][1] - 3;
        }
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        assert_close(grown_number(&w, "payoffs", 0, "value"), value, 1e-12);
        assert_close(grown_number(&w, "payoffs", 1, "value"), 7 * (2 - value) - 3, 1e-11);
        grown_close(&w);
    }
}

/* Players change places: the value turns round. */
static void test_changing_places_turns_the_value(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 50; k++) {
        grown_world w;
        cm_rng rng;
        double value;
        cm_rng_init(&rng, support_seed(), "sequence", 2000 + k);
        grown_open(&w);
        random_tree(&w.g, &rng, true, 9);
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        value = grown_number(&w, "payoffs", 0, "value");
        for (size_t h = 0; h < w.g.efg.nsets; h++) w.g.set[h].player = 1 - w.g.set[h].player;
        for (size_t o = 0; o < w.g.efg.noutcomes; o++) {
            cm_frac first = w.g.exact[o][0];
            w.g.exact[o][0] = w.g.exact[o][1];
            w.g.exact[o][1] = first;
            w.g.payoff[o][0] = cm_frac_value(w.g.exact[o][0]);
            w.g.payoff[o][1] = cm_frac_value(first);
        }
        assert_int_equal(grown_solve(&w, &cm_concept_sequence), CM_OK);
        assert_close(grown_number(&w, "payoffs", 1, "value"), value, 1e-12);
        grown_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_games_are_solved_and_near_misses_refused),
        cmocka_unit_test(test_pivots_find_the_value_of_the_programme),
        cmocka_unit_test(test_changing_places_turns_the_value),
    };
    return RUN_TESTS(tests);
}
