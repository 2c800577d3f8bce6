/* test_forum.c: who chooses which venue. */
#include "solver/base/rng.h"
#include "solver/forum/forum.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_forum;

#define LIST(array) ((cm_numbers){ sizeof(array) / sizeof(array)[0], (array) })

/* Universal by consensus, regional, bilateral, technical; three players. */
static const double chances[] = { 0.25, 0.7, 0.9, 0.8 }, costs[] = { 1, 0.5, 0.2, 0.1 }, gains[] = { 10, 5, 4, 2, 8, 6, 1, 2, 6, 0, 0, 2 };

static cm_forum_params given(void)
{
    cm_forum_params p = { 0 };
    cm_params_default(&p, concept->param, concept->nparams);
    p.chances = LIST(chances);
    p.costs = LIST(costs);
    p.gains = LIST(gains);
    return p;
}

static cm_value cell(const talking *t, const char *table, size_t row, const char *column)
{
    return cm_table_get(cm_result_find(&t->result, table), row, column);
}

/* By another program: four venues, and three players that each choose another. */
static void test_three_players_choose_three_venues(void **state)
{
    static const double value[3][4] = { { 1.5, 3, 3.4, 1.5 }, { 1, 3.7, 0.7, 1.5 }, { 0.5, -0.5, -0.2, 1.5 } };
    static const double reservation[3][4] = { { 6, 4.285714285714286, 3.7777777777777777, 1.875 }, { 4, 5.285714285714286, 0.7777777777777778, 1.875 }, { 2, -0.7142857142857143, -0.22222222222222224, 1.875 } };
    static const int64_t choice[] = { 3, 2, 4 };
    cm_forum_params p = given();
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(cell(&t, "choices", i, "venue").as.integer, choice[i]);
        for (size_t v = 0; v < 4; v++) {
            assert_close(cell(&t, "index", 4 * i + v, "value").as.number, value[i][v], 1e-12);
            assert_close(cell(&t, "index", 4 * i + v, "reservation").as.number, reservation[i][v], 1e-12);
        }
    }
    assert_close(talking_number(&t, "agreement"), (0.9 + 0.7 + 0.8) / 3, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_sequences_as_tabulated(void **state)
{
    static const struct { double patience, value[3]; int64_t order[3][3]; } row[] = {
        { 0.5, { 3.56125, 3.9399999999999995, 1.55 }, { { 3, 2, 1 }, { 2, 4, 1 }, { 4, 1, 0 } } },
        { 0.9, { 4.14465, 4.2433749999999995, 1.59 }, { { 1, 2, 3 }, { 2, 1, 4 }, { 4, 1, 0 } } },
        { 1.0, { 4.515000000000001, 4.3374999999999995, 1.625 }, { { 1, 2, 3 }, { 2, 1, 4 }, { 1, 4, 0 } } },
    };
    static const char *const columns[] = { "venue", "second", "third" };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        cm_forum_params p = given();
        talking t;
        p.manner = "sequence";
        p.patience = row[k].patience;
        talking_solved_alone(&t, concept, &p);
        for (size_t i = 0; i < 3; i++) {
            assert_close(cell(&t, "choices", i, "value").as.number, row[k].value[i], 1e-12);
            for (size_t j = 0; j < 3; j++) {
                cm_value got = cell(&t, "choices", i, columns[j]);
                if (row[k].order[i][j] == 0) assert_int_equal(got.kind, CM_NONE);
                else assert_int_equal(got.as.integer, row[k].order[i][j]);
            }
        }
        cm_arena_free(&t.arena);
    }
}

/* Use, select, change, create: one content with enough, and one that wants the most. */
static void test_one_content_with_enough_and_one_that_is_not(void **state)
{
    static const double sure[] = { 1, 1, 1, 1 }, effort[] = { 0.1, 0.4, 1.2, 3 }, worth[] = { 1, 2, 3.5, 6 };
    static const struct { double aspiration; int64_t venue; } row[] = { { 0.5, 1 }, { 1.5, 2 }, { 2.5, 4 }, { 4, 0 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        cm_forum_params p = given();
        talking t;
        p.chances = LIST(sure);
        p.costs = LIST(effort);
        p.gains = LIST(worth);
        p.aspiration = row[k].aspiration;
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "chosen"), 4);
        cm_arena_free(&t.arena);
        p.manner = "satisficing";
        talking_solved_alone(&t, concept, &p);
        if (row[k].venue > 0) assert_int_equal(talking_count(&t, "chosen"), row[k].venue);
        else assert_int_equal(cm_result_get(&t.result, "chosen")->kind, CM_NONE);
        cm_arena_free(&t.arena);
    }
}

/* A ruling that also binds, or spoils, later cases (after M. L. Busch): p (1 + g) - c in each venue. */
static void test_a_precedent_for_later_cases_turns_the_choice(void **state)
{
    static const double win[] = { 0.7, 0.6 }, fees[] = { 0.1, 0.15 }, helps[] = { 1.1, 1.4 }, hurts[] = { 1.1, 0.6 };
    cm_forum_params p = given();
    talking t;
    (void)state;
    p.chances = LIST(win);
    p.costs = LIST(fees);
    p.gains = LIST(helps);
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "chosen"), 2);
    assert_close(talking_number(&t, "gain"), 0.69, 1e-12);
    cm_arena_free(&t.arena);
    p.gains = LIST(hurts);
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "chosen"), 1);
    assert_close(talking_number(&t, "gain"), 0.67, 1e-12);
    assert_close(cell(&t, "index", 1, "value").as.number, 0.21, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_precedent_keeps_all_in_one_venue(void **state)
{
    cm_forum_params p = given();
    talking t;
    (void)state;
    p.chooser = "precedent";
    p.precedent = 1;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "agreement"), 0.25, 1e-12);
    assert_close(talking_number(&t, "concentration"), 1, 1e-12);
    assert_close(talking_number(&t, "gain"), 1, 1e-12);
    cm_arena_free(&t.arena);
    p.chooser = "weighted";
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "chosen"), 2);                 /* means 1, 2.0667, 1.3, 1.5 */
    cm_arena_free(&t.arena);
}

/* The regional venue takes consensus of ten in place of two thirds: who went there goes elsewhere. */
static void test_who_goes_elsewhere_when_a_venue_takes_consensus(void **state)
{
    static const double sizes[] = { 193, 10, 2, 5 }, shares[] = { 1, 0.6666, 1, 1 }, powers[] = { 5, 3, 2 };
    cm_forum_params p = given();
    talking t;
    (void)state;
    p.chances = (cm_numbers){ 0 };
    p.sizes = LIST(sizes);
    p.shares = LIST(shares);
    p.powers = LIST(powers);
    p.consent = 0.8;
    p.changed = 2;
    talking_solved_alone(&t, concept, &p);
    assert_close(cell(&t, "venues", 1, "chance").as.number, 0.8791261184, 1e-9);         /* seven or more of ten */
    assert_close(cell(&t, "venues", 1, "chance_after").as.number, pow(0.8, 10), 1e-12);
    assert_int_equal(cell(&t, "choices", 1, "venue").as.integer, 2);
    assert_close(talking_number(&t, "moved"), 0.8, 1e-12);               /* the first two */
    assert_true(talking_number(&t, "agreement_after") < talking_number(&t, "agreement"));
    cm_arena_free(&t.arena);
}

static void test_near_misses_are_refused_in_drawn_cases(void **state)
{
    static const char *const choosers[] = { "initiator", "weighted", "precedent" }, *const manners[] = { "best", "sequence", "satisficing" };
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "venues", 0);
    for (int k = 0; k < 300; k++) {
        cm_forum_params p = given();
        double chance[6], cost[6], gain[24], power[4];
        size_t v = 1 + cm_rng_below(&rng, 6), n = 1 + cm_rng_below(&rng, 4);
        talking t;
        for (size_t j = 0; j < v; j++) chance[j] = 0.1 + 0.9 * cm_rng_unit(&rng), cost[j] = cm_rng_unit(&rng);
        for (size_t j = 0; j < v * n; j++) gain[j] = 6 * cm_rng_unit(&rng) - 1;
        for (size_t j = 0; j < n; j++) power[j] = 0.1 + cm_rng_unit(&rng);
        p.chances = (cm_numbers){ v, chance };
        p.costs = (cm_numbers){ v, cost };
        p.gains = (cm_numbers){ v * n, gain };
        p.powers = (cm_numbers){ n, power };
        p.chooser = choosers[cm_rng_below(&rng, 3)];
        p.manner = manners[cm_rng_below(&rng, 3)];
        p.patience = cm_rng_unit(&rng);
        p.attempts = 1 + (long)cm_rng_below(&rng, 4);
        p.changed = (long)cm_rng_below(&rng, v + 1);
        p.changed_chance = cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &p);
        talking_refuses_summary(&t, concept, &p, 1e-4);
        talking_refuses_inventions(&t, concept, &p);
        talking_refuses_table(&t, concept, &p, "choices", 1e-4);
        talking_refuses_filled(&t, concept, &p, "choices");
        talking_refuses_table(&t, concept, &p, "venues", 1e-4);
        talking_refuses_table(&t, concept, &p, "gains", 1e-4);
        talking_refuses_table(&t, concept, &p, "index", 1e-4);
        cm_arena_free(&t.arena);
    }
}

/* Choosing a worse venue is refused. */
static void test_a_worse_venue_is_refused(void **state)
{
    cm_forum_params p = given();
    talking t;
    cm_table *table;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    table = cm_result_find(&t.result, "choices");
    table->cell[1].as.integer = 2;
    assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
    assert_string_equal(t.ctx.message, "certificate: another venue is worth 3.4 to player 1, and not 3");
    cm_arena_free(&t.arena);
}

static void refuses(const cm_forum_params *p, const char *sentence)
{
    talking t;
    assert_int_equal(talking_solve_alone(&t, concept, p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, sentence);
    cm_arena_free(&t.arena);
}

static void test_settings_that_do_not_fit_are_refused(void **state)
{
    static const double three[] = { 1, 2, 3 }, none[] = { 0, 0, 0 }, broken[] = { 2.5, 3, 4, 5 }, all[] = { 1, 1, 1, 1 };
    cm_forum_params p = given();
    (void)state;
    p.costs = LIST(three);
    refuses(&p, "forum: 3 costs for 4 venues");
    p = given();
    p.gains = LIST(three);
    refuses(&p, "forum: 3 gains; give one for each of 4 venues, player after player, for up to 64 players");
    p = given();
    p.powers = LIST(none);
    refuses(&p, "forum: nobody has any power");
    p = given();
    p.powers = LIST(costs);
    refuses(&p, "forum: 4 powers for 3 players");
    p = given();
    p.changed = 5;
    refuses(&p, "forum: there is no venue 5");
    p = given();
    p.sizes = LIST(all);
    refuses(&p, "forum: chances and sizes are both given; the sizes would not be used");
    p.chances = (cm_numbers){ 0 };
    refuses(&p, "forum: 0 shares for 4 sizes");
    p.shares = LIST(all);
    p.sizes = LIST(broken);
    refuses(&p, "forum: venue 1 has 2.5 members; write a whole number");
    p = given();
    p.chances = (cm_numbers){ 0 };
    refuses(&p, "forum: 0 venues; give 1 to 10, by 'chances' or by 'sizes' and 'shares'");
}

static void test_without_memory_it_says_so(void **state)
{
    const cm_forum_params p = given();
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_players_choose_three_venues),
        cmocka_unit_test(test_sequences_as_tabulated),
        cmocka_unit_test(test_one_content_with_enough_and_one_that_is_not),
        cmocka_unit_test(test_a_precedent_for_later_cases_turns_the_choice),
        cmocka_unit_test(test_precedent_keeps_all_in_one_venue),
        cmocka_unit_test(test_who_goes_elsewhere_when_a_venue_takes_consensus),
        cmocka_unit_test(test_near_misses_are_refused_in_drawn_cases),
        cmocka_unit_test(test_a_worse_venue_is_refused),
        cmocka_unit_test(test_settings_that_do_not_fit_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
