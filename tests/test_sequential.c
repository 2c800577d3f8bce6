/* test_sequential.c: equilibria of signalling games. */
#include "solver/concept.h"

#include "solver/base/rng.h"
#include "tests/support/grown.h"

extern const cm_concept cm_concept_sequential;

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_result result;
    grown g;
} world;

static const char *const letters[] = { "a", "b", "c" };

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    grown_begin(&w->g, 2);
}

static cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, &cm_concept_sequential, grown_game(&w->g), NULL, &w->result);
}

static void end_world(world *w) { cm_arena_free(&w->arena); }

static int64_t counted(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static const char *word(const world *w, const char *table, size_t row, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, table), row, column);
    assert_int_equal(value.kind, CM_TEXT);
    return value.as.text;
}

static bool intuitive(const world *w, size_t row)
{
    return cm_table_get(cm_result_find(&w->result, "assessments"), row, "intuitive").as.truth;
}

/* I.-K. Cho and D. M. Kreps (1987), figure I: a breakfast of beer or quiche, and then a duel or none.  The strong
 * like beer and the weak quiche, which is worth 1; no duel is worth 2.  The other wants to duel with the weak. */
static void breakfast(grown *g, cm_frac strong)
{
    static const char *const types[] = { "strong", "weak" }, *const meals[] = { "beer", "quiche" }, *const duel[] = { "duel", "walk" };
    cm_frac weak = { strong.den - strong.num, strong.den };
    grown_chance(g, 2, types, (cm_frac[]){ strong, weak });
    for (int64_t t = 0; t < 2; t++) {
        grown_move(g, 0, (size_t)t, types[t], 2, meals);
        for (int64_t m = 0; m < 2; m++) {
            grown_move(g, 1, 2 + (size_t)m, meals[m], 2, duel);
            grown_end(g, t == m ? 1 : 0, t);
            grown_end(g, t == m ? 3 : 2, 1 - t);
        }
    }
}

static void test_beer_and_quiche(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    breakfast(&w.g, (cm_frac){ 9, 10 });
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(counted(&w, "count"), 2);
    assert_int_equal(counted(&w, "pooling"), 2);
    assert_int_equal(counted(&w, "semi_separating"), 0);
    assert_int_equal(counted(&w, "intuitive"), 1);
    assert_string_equal(word(&w, "assessments", 0, "sender"), "strong: beer; weak: beer");
    assert_string_equal(word(&w, "assessments", 0, "receiver"), "beer: walk; quiche: duel");
    assert_string_equal(word(&w, "assessments", 0, "beliefs"), "beer: strong 9/10, weak 1/10; quiche: strong 0 to 1/2, weak 1/2 to 1");
    assert_true(intuitive(&w, 0));
    assert_string_equal(word(&w, "assessments", 1, "sender"), "strong: quiche; weak: quiche");
    assert_false(intuitive(&w, 1));
    assert_string_equal(word(&w, "assessments", 1, "deviation"), "strong by beer");
    assert_string_equal(word(&w, "payoffs", 0, "exact"), "29/10");
    assert_string_equal(word(&w, "payoffs", 1, "exact"), "9/10");
    assert_string_equal(word(&w, "payoffs", 2, "exact"), "21/10");
    assert_true(w.result.certified);
    end_world(&w);
}

/* With few of the strong they cannot be imitated by all: the weak have beer with p / (1 - p), and the other duels with
 * 1/2, by hand: 0 d + 2 (1 - d) = 1. */
static void test_beer_and_quiche_where_the_weak_are_many(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    breakfast(&w.g, (cm_frac){ 1, 10 });
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(counted(&w, "count"), 1);
    assert_int_equal(counted(&w, "semi_separating"), 1);
    assert_string_equal(word(&w, "assessments", 0, "kind"), "semi-separating");
    assert_string_equal(word(&w, "assessments", 0, "sender"), "strong: beer; weak: beer 1/9, quiche 8/9");
    assert_string_equal(word(&w, "assessments", 0, "receiver"), "beer: duel 1/2, walk 1/2; quiche: duel");
    assert_string_equal(word(&w, "beliefs", 0, "exact"), "1/2");
    end_world(&w);
}

/* J. Watson, Strategy (2013), figure 29.1: separating, which pays 14/3 and 6, and pooling without education, which pays
 * 4 and 4 and holds while the firm believes in High with at most 2/5 after E. */
static void jobs(grown *g)
{
    static const char *const types[] = { "High", "Low" }, *const school[] = { "E", "N" }, *const post[] = { "M", "C" };
    static const int64_t pay[] = { 6, 10, 0, 4, 10, 10, 4, 4, 3, 0, -3, 4, 10, 0, 4, 4 };
    grown_chance(g, 2, types, (cm_frac[]){ { 1, 3 }, { 2, 3 } });
    for (size_t k = 0; k < 8; k++) {
        if (k % 4 == 0) grown_move(g, 0, k / 4, "", 2, school);
        if (k % 2 == 0) grown_move(g, 1, 2 + k / 2 % 2, "", 2, post);
        grown_end(g, pay[2 * k], pay[2 * k + 1]);
    }
}

static void test_the_job_market_of_watson(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    jobs(&w.g);
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(counted(&w, "count"), 2);
    assert_int_equal(counted(&w, "separating"), 1);
    assert_int_equal(counted(&w, "intuitive"), 1);
    for (size_t k = 0; k < 2; k++) {
        bool apart = strcmp(word(&w, "assessments", k, "kind"), "separating") == 0;
        assert_string_equal(word(&w, "payoffs", 2 * k, "exact"), apart ? "14/3" : "4");
        assert_string_equal(word(&w, "payoffs", 2 * k + 1, "exact"), apart ? "6" : "4");
        assert_string_equal(word(&w, "assessments", k, "sender"), apart ? "High: E; Low: N" : "High: N; Low: N");
        if (apart) continue;
        assert_string_equal(word(&w, "beliefs", 4 * k, "exact_high"), "2/5");
        assert_string_equal(word(&w, "assessments", k, "deviation"), "High by E");
    }
    end_world(&w);
}

/* A crisis: a threat, or nothing, which ends it.  By hand: with 2/3 resolved the other gives in to all (-4/3 + 2/3 < 0);
 * with 1/3 it would resist, and no understanding in pure strategies holds. */
static void test_a_crisis_in_which_silence_ends_the_game(void **state)
{
    static const char *const types[] = { "resolved", "bluffing" }, *const says[] = { "threat", "nothing" }, *const does[] = { "concede", "resist" };
    (void)state;
    for (int64_t many = 1; many <= 2; many++) {
        world w;
        open_world(&w);
        grown_chance(&w.g, 2, types, (cm_frac[]){ { many, 3 }, { 3 - many, 3 } });
        for (int64_t t = 0; t < 2; t++) {
            grown_move(&w.g, 0, (size_t)t, types[t], 2, says);
            grown_move(&w.g, 1, 2, "threatened", 2, does);
            grown_end(&w.g, 4, 0);
            grown_end(&w.g, t == 0 ? 1 : -2, t == 0 ? -2 : 2);
            grown_end(&w.g, 0, 4);
        }
        assert_int_equal(solve(&w), CM_OK);
        assert_int_equal(counted(&w, "count"), many == 2 ? 1 : 0);
        assert_int_equal(cm_result_get(&w.result, "semi_separating")->kind, CM_NONE);
        if (many == 2) assert_string_equal(word(&w, "assessments", 0, "sender"), "resolved: threat; bluffing: threat");
        else assert_string_equal(w.result.note->value.as.text, "No equilibrium in pure strategies; mixed ones are only looked for with two types, two messages and two replies.");
        end_world(&w);
    }
}

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
        world w;
        numbers x;
        double ranges, printed = 0;
        int64_t expect, mixed;
        const cm_table *beliefs;
        draw(&x, k, 2, 2 + k % 2, 2 + k / 2 % 2, k % 3 == 0 ? 3 : 20);
        open_world(&w);
        grow(&w.g, &x);
        assert_int_equal(solve(&w), CM_OK);
        expect = brute(&x, &ranges);
        mixed = x.messages == 2 && x.replies == 2 ? counted(&w, "semi_separating") : 0;
        assert_int_equal(counted(&w, "count") - mixed, expect);
        beliefs = cm_result_find(&w.result, "beliefs");
        for (size_t r = 0; r < beliefs->nrows; r += 2) printed += cm_table_get(beliefs, r, "high").as.number - cm_table_get(beliefs, r, "low").as.number;
        assert_close(printed, ranges, 1e-9);
        found += expect;
        semi += mixed;
        end_world(&w);
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
        world w;
        numbers x;
        draw(&x, 40000 + k, 2, 2, 2, 100000);
        open_world(&w);
        grow(&w.g, &x);
        assert_int_equal(solve(&w), CM_OK);
        if (counted(&w, "count") == counted(&w, "semi_separating") && counted(&w, "count") > 0 && !held_by_a_mixture(&x)) only++;
        if (counted(&w, "count") == 0) {
            none++;
            assert_true(held_by_a_mixture(&x));
        }
        end_world(&w);
    }
    assert_true(none > 5);
    assert_true(only > 5);
}

static void test_three_types_are_certified(void **state)
{
    int64_t partly = 0;
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        world w;
        numbers x;
        draw(&x, 5000 + k, 3, 2 + k % 2, 3, 12);
        open_world(&w);
        grow(&w.g, &x);
        assert_int_equal(solve(&w), CM_OK);
        partly += counted(&w, "partly_pooling");
        end_world(&w);
    }
    assert_true(partly > 10);
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0, off = 0;
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        static const char *const tables[] = { "equilibria", "beliefs", "payoffs" };
        world w;
        numbers x;
        draw(&x, 9000 + k, 2, 2, 2 + k % 2, 20);
        open_world(&w);
        grow(&w.g, &x);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t which = 0; which < 3 && counted(&w, "count") > 0; which++) {
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
        for (size_t column = 1; column < 3 && counted(&w, "count") > 0; column++) {
            cm_value *cell = &cm_result_find(&w.result, "assessments")->cell[column], old = *cell;
            if (column == 1) *cell = cm_text(strcmp(old.as.text, "pooling") == 0 ? "separating" : "pooling");
            else *cell = cm_truth(!old.as.truth);
            assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *cell = old;
        }
        assert_int_equal(cm_concept_sequential.check(&w.ctx, &w.g.game, NULL, &w.result), CM_OK);
        end_world(&w);
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
        world w;
        numbers x, y;
        int64_t before[5];
        draw(&x, 20000 + k, 3, 2, 2 + k % 2, 8);
        open_world(&w);
        grow(&w.g, &x);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t j = 0; j < 5; j++) before[j] = counted(&w, names[j]);
        unintuitive += before[0] - before[4];
        end_world(&w);
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
        open_world(&w);
        grow(&w.g, &y);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t j = 0; j < 5; j++) assert_int_equal(counted(&w, names[j]), before[j]);
        end_world(&w);
    }
    assert_true(unintuitive > 5);
}

static void expect_domain(world *w, const char *sentence)
{
    assert_int_equal(solve(w), CM_E_DOMAIN);
    assert_string_equal(w->ctx.message, sentence);
    end_world(w);
}

static void test_other_shapes_are_named(void **state)
{
    world w;
    (void)state;
    open_world(&w);
    grown_begin(&w.g, 3);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "'sequential' takes signalling games of two players, not games of 3");
    open_world(&w);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: it does not begin with a draw of the sender's type");
    open_world(&w);
    breakfast(&w.g, (cm_frac){ 1, 1 });
    expect_domain(&w, "type 'weak' has the probability 0: leave it out");
    open_world(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 2 }, { 1, 2 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_end(&w.g, 1, 1);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: after 'b' another than the sender moves, or nobody");
    open_world(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 2 }, { 1, 2 } });
    for (int t = 0; t < 2; t++) {
        grown_move(&w.g, 0, 0, "", 1, letters);
        grown_end(&w.g, 1, 1);
    }
    expect_domain(&w, "this is no signalling game: the sender does not know whether it is 'a'");
    open_world(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_move(&w.g, 0, 1, "", 1, letters);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: after 'a' of 'a' it is not the receiver's move");
    open_world(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 2, letters);
    for (int a = 0; a < 2; a++) {
        grown_move(&w.g, 1, 1, "", 1, letters);
        grown_end(&w.g, 1, 1);
    }
    expect_domain(&w, "the receiver cannot tell 'b' from another message of 'a': this is no signalling game");
    open_world(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_move(&w.g, 1, 1, "", 1, letters);
    grown_move(&w.g, 0, 2, "", 1, letters);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: somebody moves after the reply 'a'");
}

static void test_limits(void **state)
{
    static const char *const sentence[] = { "beliefs over 2 types have more corners than the limit of work allows to look at",
                                            "2 types and 2 messages have more combinations than the limit of work allows to look at" };
    (void)state;
    for (int k = 0; k < 2; k++) {
        world w;
        open_world(&w);
        breakfast(&w.g, (cm_frac){ 1, 2 });
        w.ctx.work_limit = k == 0 ? 5000 : 10000;
        assert_int_equal(solve(&w), CM_E_LIMIT);
        assert_string_equal(w.ctx.message, sentence[k]);
        end_world(&w);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        world w;
        open_world(&w);
        breakfast(&w.g, (cm_frac){ k % 2 == 0 ? 9 : 1, 10 });
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        end_world(&w);
    }
    assert_true(k > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beer_and_quiche),
        cmocka_unit_test(test_beer_and_quiche_where_the_weak_are_many),
        cmocka_unit_test(test_the_job_market_of_watson),
        cmocka_unit_test(test_a_crisis_in_which_silence_ends_the_game),
        cmocka_unit_test(test_random_games_agree_with_brute_force),
        cmocka_unit_test(test_where_nothing_is_listed_a_mixed_reply_holds_one_up),
        cmocka_unit_test(test_three_types_are_certified),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_units_and_order_change_nothing),
        cmocka_unit_test(test_other_shapes_are_named),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
