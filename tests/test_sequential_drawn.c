/* test_sequential_drawn.c: equilibria of signalling games drawn at random: brute force, near misses, other units. */
#include "tests/support/grown_world.h"

extern const cm_concept cm_concept_sequential;

static const char *const letters[] = { "a", "b", "c" };

typedef struct numbers {
    size_t types, messages, replies;
    cm_frac prior[3];
    int64_t pay[2][3][3][3];             /* player, type, message, reply */
} numbers;

static void draw(numbers *x, uint64_t k, size_t types, size_t messages, size_t replies, int64_t range)
{
    static const cm_frac two[] = { { 2, 5 }, { 3, 5 } }, three[] = { { 1, 2 }, { 1, 3 }, { 1, 6 } };
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "sequential", k);
    *x = (numbers){ .types = types, .messages = messages, .replies = replies };
    memcpy(x->prior, types == 2 ? two : three, types * sizeof *two);
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < types; t++) {
            for (size_t m = 0; m < messages; m++) {
                for (size_t r = 0; r < replies; r++) x->pay[i][t][m][r] = (int64_t)cm_rng_below(&rng, (uint64_t)range);
            }
        }
    }
}

static void grow(grown *g, const numbers *x)
{
    grown_chance(g, x->types, letters, x->prior);
    for (size_t t = 0; t < x->types; t++) {
        grown_move(g, 0, t, "", x->messages, letters);
        for (size_t m = 0; m < x->messages; m++) {
            grown_move(g, 1, x->types + m, "", x->replies, letters);
            for (size_t r = 0; r < x->replies; r++) grown_end(g, x->pay[0][t][m][r], x->pay[1][t][m][r]);
        }
    }
}

static double expected(const numbers *x, size_t m, size_t r, double first)
{
    return first * (double)x->pay[1][0][m][r] + (1 - first) * (double)x->pay[1][1][m][r];
}

static bool best_at(const numbers *x, size_t m, size_t r, double first)
{
    for (size_t o = 0; o < x->replies; o++) {
        if (expected(x, m, o, first) > expected(x, m, r, first) + 1e-9) return false;
    }
    return true;
}

/* Two types: beliefs that make r best, sought where two replies tie and at the ends. */
static bool supported(const numbers *x, size_t m, size_t r, double *low, double *high)
{
    bool any = false;
    for (size_t o = 0; o < x->replies + 2; o++) {
        double p = o < x->replies ? expected(x, m, r, 0) - expected(x, m, o, 0) : 0, q = o < x->replies ? expected(x, m, r, 1) - expected(x, m, o, 1) : 0;
        double at = o == x->replies ? 0 : o == x->replies + 1 ? 1 : fabs(p - q) > 1e-9 ? p / (p - q) : -1;
        if (!(at >= 0 && at <= 1) || !best_at(x, m, r, at)) continue;
        *low = any ? fmin(*low, at) : at;
        *high = any ? fmax(*high, at) : at;
        any = true;
    }
    return any;
}

/* All pure assessments of two types, by brute force in doubles: how many, and the sum of the ranges. */
static int64_t brute(const numbers *x, double *ranges)
{
    int64_t count = 0;
    size_t replies = 1;
    for (size_t m = 0; m < x->messages; m++) replies *= x->replies;
    *ranges = 0;
    for (size_t a = 0; a < x->messages * x->messages; a++) {
        size_t send[2] = { a % x->messages, a / x->messages };
        for (size_t b = 0; b < replies; b++) {
            size_t reply[3] = { b % x->replies, b / x->replies % x->replies, b / x->replies / x->replies };
            double width = 0;
            bool good = true;
            for (size_t m = 0; m < x->messages && good; m++) {
                double first = send[0] != m ? 0 : send[1] != m ? 1 : 0.4, low = 0, high = 0;
                if (send[0] == m || send[1] == m) good = best_at(x, m, reply[m], first);
                else good = supported(x, m, reply[m], &low, &high);
                width += high - low;
                for (size_t t = 0; t < 2; t++) good = good && x->pay[0][t][m][reply[m]] <= x->pay[0][t][send[t]][reply[send[t]]];
            }
            if (!good) continue;
            count++;
            *ranges += width;
        }
    }
    return count;
}

static void test_random_games_agree_with_brute_force(void **state)
{
    int64_t found = 0, semi = 0;
    (void)state;
    for (uint64_t k = 0; k < 400; k++) {
        grown_world w;
        numbers x;
        double ranges, printed = 0;
        int64_t expect, mixed;
        const cm_table *beliefs;
        draw(&x, k, 2, 2 + k % 2, 2 + k / 2 % 2, k % 3 == 0 ? 3 : 20);
        grown_open(&w);
        grow(&w.g, &x);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        expect = brute(&x, &ranges);
        mixed = x.messages == 2 && x.replies == 2 ? grown_integer(&w, "semi_separating") : 0;
        assert_int_equal(grown_integer(&w, "count") - mixed, expect);
        beliefs = cm_result_find(&w.result, "beliefs");
        for (size_t r = 0; r < beliefs->nrows; r += 2) printed += cm_table_get(beliefs, r, "high").as.number - cm_table_get(beliefs, r, "low").as.number;
        assert_close(printed, ranges, 1e-9);
        found += expect;
        semi += mixed;
        grown_close(&w);
    }
    assert_true(found > 300);
    assert_true(semi > 10);
}

/* Pooling on a message which a mixed reply to the other one holds up: such equilibria are not listed. */
static bool held_by_a_mixture(const numbers *x)
{
    for (size_t p = 0; p < 2; p++) {
        size_t o = 1 - p, r = best_at(x, p, 0, 0.4) ? 0 : 1;
        double low = 0, high = 1, first = expected(x, o, 1, 1) - expected(x, o, 0, 1), second = expected(x, o, 1, 0) - expected(x, o, 0, 0);
        if (first * second > 0) continue;
        for (size_t t = 0; t < 2; t++) {
            double spare = (double)(x->pay[0][t][p][r] - x->pay[0][t][o][0]), slope = (double)(x->pay[0][t][o][1] - x->pay[0][t][o][0]);
            if (slope > 0) high = fmin(high, spare / slope);
            if (slope < 0) low = fmax(low, spare / slope);
            if (slope == 0 && spare < 0) high = -1;
        }
        if (low <= high) return true;
    }
    return false;
}

/* Sequential equilibria exist (Kreps and Wilson 1982): where none is listed, one of the sort that is not must be there. */
static void test_where_nothing_is_listed_a_mixed_reply_holds_one_up(void **state)
{
    size_t none = 0, only = 0;
    (void)state;
    for (uint64_t k = 0; k < 1500; k++) {
        grown_world w;
        numbers x;
        draw(&x, 40000 + k, 2, 2, 2, 100000);
        grown_open(&w);
        grow(&w.g, &x);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        if (grown_integer(&w, "count") == grown_integer(&w, "semi_separating") && grown_integer(&w, "count") > 0 && !held_by_a_mixture(&x)) only++;
        if (grown_integer(&w, "count") == 0) {
            none++;
            assert_true(held_by_a_mixture(&x));
        }
        grown_close(&w);
    }
    assert_true(none > 5);
    assert_true(only > 5);
}

static void test_three_types_are_certified(void **state)
{
    int64_t partly = 0;
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        grown_world w;
        numbers x;
        draw(&x, 5000 + k, 3, 2 + k % 2, 3, 12);
        grown_open(&w);
        grow(&w.g, &x);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        partly += grown_integer(&w, "partly_pooling");
        grown_close(&w);
    }
    assert_true(partly > 10);
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0, off = 0;
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        static const char *const tables[] = { "equilibria", "beliefs", "payoffs" };
        grown_world w;
        numbers x;
        draw(&x, 9000 + k, 2, 2, 2 + k % 2, 20);
        grown_open(&w);
        grow(&w.g, &x);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        for (size_t which = 0; which < 3 && grown_integer(&w, "count") > 0; which++) {
            cm_table *table = cm_result_find(&w.result, tables[which]);
            size_t columns[] = { 4, 4, 2 };
            cm_value *cell = &table->cell[columns[which]], old[6];
            memcpy(old, cell, (table->ncolumns - columns[which]) * sizeof *cell);
            cell[0] = cm_number(old[0].as.number > 0.5 ? old[0].as.number - 0.0625 : old[0].as.number + 0.0625);
            cell[1] = cm_none();
            assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            memcpy(cell, old, (table->ncolumns - columns[which]) * sizeof *cell);
            tried++;
        }
        for (size_t r = 0; r < cm_result_find(&w.result, "beliefs")->nrows; r++) {
            cm_table *table = cm_result_find(&w.result, "beliefs");
            cm_value *cell = &table->cell[r * table->ncolumns];
            for (size_t side = 6; side < 8; side++) {
                cm_value old[2] = { cell[side], cell[side + 2] };
                if (cell[3].as.truth || r % 2 == 1) continue;              /* the rows of the first type */
                cell[side] = cm_number((old[0].as.number + cell[4].as.number) / 2);      /* towards the middle */
                cell[side + 2] = cm_none();
                if (fabs(cell[side].as.number - old[0].as.number) > 1e-6) {
                    assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
                    cm_ctx_clear(&w.ctx);
                    off++;
                }
                cell[side] = old[0];
                cell[side + 2] = old[1];
            }
        }
        for (size_t column = 1; column < 3 && grown_integer(&w, "count") > 0; column++) {
            cm_value *cell = &cm_result_find(&w.result, "assessments")->cell[column], old = *cell;
            if (column == 1) *cell = cm_text(strcmp(old.as.text, "pooling") == 0 ? "separating" : "pooling");
            else *cell = cm_truth(!old.as.truth);
            assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *cell = old;
        }
        assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_OK);
        grown_close(&w);
    }
    assert_true(tried > 400);
    assert_true(off > 50);
}

/* Other units of payoffs, and types in another order, change nothing that is counted. */
static void test_units_and_order_change_nothing(void **state)
{
    static const char *const names[] = { "count", "pooling", "separating", "partly_pooling", "intuitive" };
    int64_t unintuitive = 0;
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        grown_world w;
        numbers x, y;
        int64_t before[5];
        draw(&x, 20000 + k, 3, 2, 2 + k % 2, 8);
        grown_open(&w);
        grow(&w.g, &x);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        for (size_t j = 0; j < 5; j++) before[j] = grown_integer(&w, names[j]);
        unintuitive += before[0] - before[4];
        grown_close(&w);
        y = x;
        for (size_t t = 0; t < 3; t++) {
            y.prior[t] = x.prior[2 - t];
            for (size_t m = 0; m < 2; m++) {
                for (size_t r = 0; r < x.replies; r++) {
                    y.pay[0][t][m][r] = 5 * x.pay[0][2 - t][1 - m][x.replies - 1 - r] - 7;
                    y.pay[1][t][m][r] = 2 * x.pay[1][2 - t][1 - m][x.replies - 1 - r] + (int64_t)t;
                }
            }
        }
        grown_open(&w);
        grow(&w.g, &y);
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        for (size_t j = 0; j < 5; j++) assert_int_equal(grown_integer(&w, names[j]), before[j]);
        grown_close(&w);
    }
    assert_true(unintuitive > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_games_agree_with_brute_force),
        cmocka_unit_test(test_where_nothing_is_listed_a_mixed_reply_holds_one_up),
        cmocka_unit_test(test_three_types_are_certified),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_units_and_order_change_nothing),
    };
    return RUN_TESTS(tests);
}
