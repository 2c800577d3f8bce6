/* test_hedonic.c: stable divisions into groups. */
#include "models/model.h"
#include "solver/base/rng.h"
#include "solver/concept.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

enum { MOST = 11 };

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double likes[MOST * MOST];
    const char *player[MOST];
    cm_game game;
    cm_result result;
} world;

static const char *const names[] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K" };

static void open_world(world *w, size_t n, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "hedonic", index);
    memcpy(w->player, names, sizeof names);
    w->game.kind = CM_GAME_HEDONIC;
    w->game.as.hedonic = (cm_hedonic){ .n = n, .likes = w->likes, .exact = true, .player = w->player };
}

static const cm_concept *concept(void)
{
    return cm_concept_find("hedonic");
}

static cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, concept(), &w->game, NULL, &w->result);
}

static int64_t count(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static const char *text(const world *w, size_t row)
{
    return cm_table_get(cm_result_find(&w->result, "partitions"), row, "partition").as.text;
}

static void expect(world *w, int64_t core, int64_t nash, int64_t individual, double welfare)
{
    if (solve(w) != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_int_equal(count(w, "core_stable"), core);
    assert_int_equal(count(w, "nash_stable"), nash);
    assert_int_equal(count(w, "individually_stable"), individual);
    assert_close(cm_result_get(&w->result, "welfare")->as.number, welfare, 1e-12);
}

/* Friends within {A, B, C} and {D, E}, enemies across: that division alone is stable, of total value 16. */
static void test_two_hostile_blocs_are_the_only_stable_division(void **state)
{
    world w;
    (void)state;
    open_world(&w, 5, 0);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) w.likes[i * 5 + j] = (i < 3) == (j < 3) ? 2 : -3;
    }
    expect(&w, 1, 1, 1, 16);
    assert_string_equal(text(&w, 0), "{A, B, C} {D, E}");
    cm_arena_free(&w.arena);
}

/* One likes the other, who flees: nothing is Nash-stable (Bogomolnaia and Jackson 2002). */
static void test_a_chase_never_ends(void **state)
{
    world w;
    (void)state;
    open_world(&w, 2, 0);
    w.likes[1] = 1;
    w.likes[2] = -2;
    expect(&w, 1, 0, 1, 0);
    assert_string_equal(text(&w, 0), "{A} {B}");
    cm_arena_free(&w.arena);
}

/* Each likes the next by 2 and the one before by 1: all three together, of total value 9. */
static void test_a_friendly_cycle_stays_together(void **state)
{
    world w;
    (void)state;
    open_world(&w, 3, 0);
    for (size_t i = 0; i < 3; i++) {
        w.likes[i * 3 + (i + 1) % 3] = 2;
        w.likes[i * 3 + (i + 2) % 3] = 1;
    }
    expect(&w, 1, 1, 1, 9);
    assert_string_equal(text(&w, 0), "{A, B, C}");
    cm_arena_free(&w.arena);
}

/* Pairs in a cycle, the three together worst: the core is empty (Banerjee, Konishi and Sonmez 2001). */
static void test_a_cycle_of_pairs_has_no_core(void **state)
{
    double value[8 * 3] = { 0 };
    world w;
    (void)state;
    open_world(&w, 3, 0);
    w.game.as.hedonic.likes = NULL;
    w.game.as.hedonic.value = value;
    value[3 * 3 + 0] = 3, value[3 * 3 + 1] = 2;
    value[6 * 3 + 1] = 3, value[6 * 3 + 2] = 2;
    value[5 * 3 + 2] = 3, value[5 * 3 + 0] = 2;
    value[7 * 3 + 0] = value[7 * 3 + 1] = value[7 * 3 + 2] = -1;
    expect(&w, 0, 0, 0, 5);
    assert_string_equal(w.result.note->value.as.text,
                        "However the players are divided, some of them would all rather leave and be a group of their own: no partition is core-stable.");
    cm_arena_free(&w.arena);
}

/* A likes B by 0.1, C by 0.2, D by 0.3; B and C cannot bear D.  0.1 + 0.2 is 0.3, though the doubles differ: A leaves
 * neither D for B and C, nor them for D. */
static void test_indifference_never_blocks(void **state)
{
    static const double likes[] = { 0, 0.1, 0.2, 0.3, 1, 0, 0, -5, 1, 0, 0, -5, 1, -5, -5, 0 };
    world w;
    (void)state;
    assert_true(0.1 + 0.2 > 0.3);
    open_world(&w, 4, 0);
    memcpy(w.likes, likes, sizeof likes);
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(count(&w, "core_stable"), 3);                  /* {A, B, C} {D}; {A, D} and B with C or without */
    memset(w.likes, 0, sizeof w.likes);
    expect(&w, 15, 15, 15, 0);                                      /* all 15 partitions of four who do not care */
    cm_arena_free(&w.arena);
}

static double total(const world *w, const size_t *of, size_t i, size_t group, size_t n)
{
    double sum = 0;
    for (size_t j = 0; j < n; j++) sum += j != i && of[j] == group ? w->likes[i * n + j] : 0;
    return sum;
}

/* A second implementation: all maps from players to groups, each partition once. */
static void brute(const world *w, size_t n, int64_t out[3])
{
    size_t maps = 1, of[5];
    for (size_t i = 0; i < n; i++) maps *= n;
    out[0] = out[1] = out[2] = 0;
    for (size_t t = 0; t < maps; t++) {
        size_t rest = t, most = 0;
        bool canonical = true, core = true, nash = true, individual = true;
        for (size_t i = 0; i < n; i++, rest /= n) {
            of[i] = rest % n;
            canonical = canonical && of[i] <= most;
            if (of[i] == most) most++;
        }
        if (!canonical) continue;
        for (size_t i = 0; i < n; i++) {
            for (size_t g = 0; g <= most && g < n; g++) {
                bool minds = false;
                if (g == of[i] || !(total(w, of, i, g, n) > total(w, of, i, of[i], n))) continue;
                nash = false;
                for (size_t j = 0; j < n; j++) minds = minds || (of[j] == g && w->likes[j * n + i] < 0);
                individual = individual && minds;
            }
            if (most == n || total(w, of, i, of[i], n) >= 0) continue;
            nash = individual = false;
        }
        for (uint32_t s = 1; s < 1u << n && core; s++) {
            bool all = true;
            for (size_t i = 0; i < n; i++) {
                double sum = 0;
                for (size_t j = 0; j < n; j++) sum += j != i && (s >> j & 1u) ? w->likes[i * n + j] : 0;
                if ((s >> i & 1u) && !(sum > total(w, of, i, of[i], n))) all = false;
            }
            core = !all;
        }
        out[0] += core;
        out[1] += nash;
        out[2] += individual;
    }
}

static void draw(world *w, size_t n)
{
    for (size_t k = 0; k < n * n; k++) w->likes[k] = (double)cm_rng_below(&w->rng, 7) - 3;
}

static void test_random_games_agree_with_all_maps_and_names_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        size_t n = 1 + t % 5;
        world w, v;
        int64_t right[3];
        open_world(&w, n, t);
        open_world(&v, n, t);
        draw(&w, n);
        brute(&w, n, right);
        assert_int_equal(solve(&w), CM_OK);
        assert_int_equal(count(&w, "core_stable"), right[0]);
        assert_int_equal(count(&w, "nash_stable"), right[1]);
        assert_int_equal(count(&w, "individually_stable"), right[2]);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) v.likes[i * n + j] = 0.1 * w.likes[(n - 1 - i) * n + n - 1 - j];
        }
        assert_int_equal(solve(&v), CM_OK);
        assert_int_equal(count(&v, "core_stable"), right[0]);
        assert_int_equal(count(&v, "nash_stable"), right[1]);
        assert_close(cm_result_get(&v.result, "welfare")->as.number, 0.1 * cm_result_get(&w.result, "welfare")->as.number, 1e-12);
        cm_arena_free(&w.arena);
        cm_arena_free(&v.arena);
    }
}

static void refused(world *w)
{
    assert_int_equal(concept()->check(&w->ctx, &w->game, &(long){ 50 }, &w->result), CM_E_NUMERIC);
    cm_ctx_clear(&w->ctx);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        world w;
        cm_table *table;
        cm_named *entry;
        open_world(&w, 3 + t % 4, 1000 + t);
        draw(&w, w.game.as.hedonic.n);
        assert_int_equal(solve(&w), CM_OK);
        entry = w.result.summary;
        for (size_t k = 0; k < 3; k++, entry = entry->next) {
            entry->value.as.integer++;
            refused(&w);
            entry->value.as.integer--;
        }
        entry->value.as.number += 1e-3;
        refused(&w);
        entry->value.as.number -= 1e-3;
        table = cm_result_find(&w.result, "partitions");
        for (size_t c = 1; c < 4; c++) {
            table->cell[c].as.truth = !table->cell[c].as.truth;
            refused(&w);
            table->cell[c].as.truth = !table->cell[c].as.truth;
        }
        table->cell[0] = cm_text("{A, B}");
        refused(&w);
        table->cell[0] = cm_none();
        refused(&w);
        cm_arena_free(&w.arena);
    }
}

static void test_eleven_players_are_too_many_and_ten_are_not(void **state)
{
    world w;
    (void)state;
    open_world(&w, 11, 0);
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "11 players can be divided into groups in too many ways to look at each; 10 players are the most");
    cm_ctx_clear(&w.ctx);
    open_world(&w, 10, 0);
    draw(&w, 10);
    assert_int_equal(solve(&w), CM_OK);
    w.likes[5] = INFINITY;
    assert_int_equal(solve(&w), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "player 'A' has inf, which cannot be reckoned with");
    cm_arena_free(&w.arena);
}

/* Two near each other and one far away: likes are the mean distance less the distance. */
static void test_positions_become_likes(void **state)
{
    cm_world world_;
    cm_meeting meeting;
    cm_game game;
    given g;
    (void)state;
    given_good(&g, "issues = { law = {}; }; status_quo = { law = 0.5; }; players = { A = { ideal = { law = 0.1; }; }; B = { ideal = { law = 0.2; }; };"
                   " C = { ideal = { law = 0.9; }; }; }; venues = { v = { rule = { type = \"majority\"; }; }; };");
    assert_int_equal(cm_world_init(&g.ctx, &g.arena, &g.s, 1, &world_), CM_OK);
    assert_int_equal(cm_meeting_open(&g.ctx, &g.arena, &g.s, &g.s.venue[0], &world_, &meeting), CM_OK);
    assert_int_equal(cm_model_find("affinity")->build(&g.ctx, &g.arena, &meeting, &g.diags, &game), CM_OK);
    assert_int_equal(game.kind, CM_GAME_HEDONIC);
    assert_close(game.as.hedonic.likes[1], 1.6 / 3 - 0.1, 1e-12);
    assert_close(game.as.hedonic.likes[2], 1.6 / 3 - 0.8, 1e-12);
    assert_close(game.as.hedonic.likes[5], 1.6 / 3 - 0.7, 1e-12);
    given_free(&g);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        world w;
        open_world(&w, 3, 5);
        draw(&w, 3);
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_hostile_blocs_are_the_only_stable_division),
        cmocka_unit_test(test_a_chase_never_ends),
        cmocka_unit_test(test_a_friendly_cycle_stays_together),
        cmocka_unit_test(test_a_cycle_of_pairs_has_no_core),
        cmocka_unit_test(test_indifference_never_blocks),
        cmocka_unit_test(test_random_games_agree_with_all_maps_and_names_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_eleven_players_are_too_many_and_ten_are_not),
        cmocka_unit_test(test_positions_become_likes),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
