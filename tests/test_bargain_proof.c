/* test_bargain_proof.c: the proofs of the bargaining solutions refuse what is nearly right. */
#include "tests/support/bargain_world.h"

static const cm_concept *const all[] = { &cm_concept_nash_product, &cm_concept_kalai_smorodinsky, &cm_concept_egalitarian,
                                         &cm_concept_utilitarian };

enum { ALL = 4 };

static void expect_refused(bargain_world *w, const cm_concept *concept, const void *params, double *number, double wrong)
{
    double right = *number;
    *number = wrong;
    assert_int_equal(concept->check(&w->ctx, &w->game, params, &w->result), CM_E_NUMERIC);
    assert_memory_equal(w->ctx.message, "certificate: ", 13);
    cm_ctx_clear(&w->ctx);
    *number = right;
}

/* The fallbacks of a concept, in room that all of them fit. */
static const void *fallbacks(const cm_concept *concept, double room[32])
{
    memset(room, 0, 32 * sizeof *room);
    assert_true(concept->params_size <= 32 * sizeof *room);
    cm_params_default(room, concept->param, concept->nparams);
    return room;
}

/* The whole answer for a neighbouring policy, with gains, shares and sums that follow from it. */
static void rewrite(bargain_world *w, size_t k, double step)
{
    cm_table *gains = cm_result_find(&w->result, "gains"), *point = cm_result_find(&w->result, "point");
    const cm_spatial *game = &w->game.as.spatial;
    double y[BARGAIN_WIDE], total = 0, product = 1, least = HUGE_VAL, gain[BARGAIN_MOST];
    point->cell[2 * k + 1].as.number += step;
    for (size_t j = 0; j < game->d; j++) y[j] = point->cell[2 * j + 1].as.number;
    for (size_t i = 0; i < game->n; i++) {
        gain[i] = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        total += gain[i], product *= gain[i], least = fmin(least, gain[i]);
    }
    for (size_t i = 0; i < game->n; i++) {
        gains->cell[5 * i + 1].as.number = gain[i];
        gains->cell[5 * i + 2].as.number = gain[i] / total;
        gains->cell[5 * i + 4].as.number = gain[i] / gains->cell[5 * i + 3].as.number;
    }
    for (cm_named *value = w->result.summary; value != NULL; value = value->next) {
        if (strcmp(value->name, "product") == 0) value->value.as.number = product;
        if (strcmp(value->name, "least_gain") == 0) value->value.as.number = least;
        if (strcmp(value->name, "total_gain") == 0) value->value.as.number = total;
        if (strcmp(value->name, "distance") == 0) value->value.as.number = cm_bargain_distance(game, y);
        if (strcmp(value->name, "inequality") == 0) value->value.as.number = cm_bargain_gini(gain, game->n);
    }
}

/* The level of the first stage, or the weights of the product, as they are at the printed gains. */
static void relevel(bargain_world *w, size_t c)
{
    cm_table *gains = cm_result_find(&w->result, "gains"), *stages = cm_result_find(&w->result, "stages");
    double least = HUGE_VAL;
    for (size_t i = 0; i < gains->nrows; i++) least = fmin(least, gains->cell[5 * i + (c == 1 ? 4 : 1)].as.number);
    if (stages != NULL) stages->cell[1].as.number = least;
    for (size_t i = 0; i < gains->nrows && c == 0; i++) {
        cm_table *weights = cm_result_find(&w->result, "weights");
        weights->cell[3 * i + 2].as.number = 1 / (double)gains->nrows / gains->cell[5 * i + 1].as.number;
    }
}

/* A worse policy as A's best, its gain there as its ideal: only the bound can tell. */
static void spoil_ideal(bargain_world *w)
{
    cm_table *gains = cm_result_find(&w->result, "gains"), *ideals = cm_result_find(&w->result, "ideals");
    const cm_spatial *game = &w->game.as.spatial;
    double y[BARGAIN_WIDE];
    for (size_t k = 0; k < game->d; k++) {
        double own = bargain_point(w, k);
        ideals->cell[3 * k + 2].as.number = y[k] = own + .9 * (ideals->cell[3 * k + 2].as.number - own);
    }
    gains->cell[3].as.number = cm_spatial_utility(game, 0, y) - cm_spatial_utility(game, 0, game->status_quo);
    gains->cell[4].as.number = gains->cell[1].as.number / gains->cell[3].as.number;
}

static void test_near_misses_are_refused(void **state)
{
    size_t seen = 0;
    (void)state;
    for (uint64_t t = 0; t < 220; t++) {
        for (size_t c = 0; c < ALL; c++) {
            bargain_world w;
            double room[32];
            const void *params = fallbacks(all[c], room);
            cm_table *prices;
            cm_spatial *game = bargain_open(&w, 2 + t % 3, 1 + t % 2, (cm_utility)(t % 2), 5000 + t);
            bargain_must(&w, all[c], NULL);
            if (bargain_gains(&w) && bargain_number(&w, "least_gain") > .01) {
                seen++;
                expect_refused(&w, all[c], params, &cm_result_find(&w.result, "gains")->cell[1].as.number, bargain_gain(&w, 0) + 1e-5);
                expect_refused(&w, all[c], params, &cm_result_find(&w.result, "gains")->cell[3].as.number, bargain_cell(&w, "gains", 0, "ideal") * 1.0001);
                expect_refused(&w, all[c], params, &w.result.summary->next->value.as.number, bargain_number(&w, "product") * 1.001);
                expect_refused(&w, all[c], params, &cm_result_find(&w.result, "weights")->cell[2].as.number, -1);
                prices = cm_result_find(&w.result, "prices");
                if (prices->nrows > 0) expect_refused(&w, all[c], params, &prices->cell[2].as.number, -1);
                rewrite(&w, t % game->d, 0);
                assert_int_equal(all[c]->check(&w.ctx, &w.game, params, &w.result), CM_OK);
                rewrite(&w, t % game->d, t % 4 < 2 ? .002 : -.002);
                relevel(&w, c);
                assert_int_equal(all[c]->check(&w.ctx, &w.game, params, &w.result), CM_E_NUMERIC);
                cm_ctx_clear(&w.ctx);
                bargain_must(&w, all[c], NULL);
                if (bargain_cell(&w, "gains", 0, "ideal_share") < .99) {
                    spoil_ideal(&w);
                    assert_int_equal(all[c]->check(&w.ctx, &w.game, params, &w.result), CM_E_NUMERIC);
                    cm_ctx_clear(&w.ctx);
                }
            }
            cm_arena_free(&w.arena);
        }
    }
    assert_true(seen > 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_misses_are_refused),
    };
    return RUN_TESTS(tests);
}
