/* test_prim.c: boxes that were planted are found; what is no box is not. */
#include "solver/stat/prim.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { N = 1000, K = 4 };

typedef struct field {
    cm_ctx ctx;
    cm_arena arena;
    double u[N * K];
    unsigned char hit[N];
    cm_box box[3];
    size_t found;
} field;

static void scatter(field *f, uint64_t index)
{
    cm_rng rng;
    memset(f, 0, sizeof *f);
    cm_ctx_init(&f->ctx);
    cm_rng_init(&rng, support_seed(), "prim", index);
    for (size_t i = 0; i < N * K; i++) f->u[i] = cm_rng_unit(&rng);
}

static void find(field *f)
{
    assert_int_equal(cm_prim_boxes(&f->ctx, &f->arena, f->u, f->hit, N, K, 3, f->box, &f->found), CM_OK);
}

static bool within(const cm_box *box, const double *u)
{
    for (size_t i = 0; i < K; i++) {
        if (u[i] < box->low[i] || u[i] > box->high[i]) return false;
    }
    return true;
}

static void test_a_planted_box_is_found_with_its_limits(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 20; t++) {
        field f;
        size_t points = 0, hits = 0, all = 0;
        scatter(&f, t);
        for (size_t p = 0; p < N; p++) {
            const double *u = f.u + p * K;
            f.hit[p] = u[0] > 0.3 && u[0] < 0.8 && u[2] < 0.5;
            all += f.hit[p];
        }
        find(&f);
        assert_true(f.found >= 1);
        assert_true(f.box[0].coverage > 0.85);
        assert_true(f.box[0].density > 0.85);
        assert_close(f.box[0].low[0], 0.3, 0.06);
        assert_close(f.box[0].high[0], 0.8, 0.06);
        assert_true(isinf(f.box[0].low[2]));
        assert_close(f.box[0].high[2], 0.5, 0.06);
        for (size_t p = 0; p < N; p++) {             /* the figures are those of the points */
            points += within(&f.box[0], f.u + p * K);
            hits += within(&f.box[0], f.u + p * K) && f.hit[p];
        }
        assert_int_equal(points, f.box[0].points);
        assert_int_equal(hits, f.box[0].hits);
        assert_close(f.box[0].coverage, (double)hits / (double)all, 0);
        assert_close(f.box[0].density, (double)hits / (double)points, 0);
        assert_close(f.box[0].mass, (double)points / N, 0);
        cm_arena_free(&f.arena);
    }
}

/* Of few points that are hits with a little noise, peeling cuts inputs that have nothing to do with it; most of these limits are
 * dropped. */
static void test_inputs_without_a_part_are_not_named(void **state)
{
    enum { FEW = 120, TIMES = 60 };
    size_t limited = 0, right = 0;
    (void)state;
    for (uint64_t t = 100; t < 100 + TIMES; t++) {
        field f;
        cm_rng rng;
        scatter(&f, t);
        cm_rng_init(&rng, support_seed(), "prim-noise", t);
        for (size_t p = 0; p < FEW; p++) f.hit[p] = cm_rng_unit(&rng) < (f.u[p * K + 1] > 0.6 ? 0.8 : 0.2);
        assert_int_equal(cm_prim_boxes(&f.ctx, &f.arena, f.u, f.hit, FEW, K, 1, f.box, &f.found), CM_OK);
        right += f.found == 1 && fabs(f.box[0].low[1] - 0.6) < 0.15;
        for (size_t i = 0; i < K && f.found == 1; i++) limited += i != 1 && (!isinf(f.box[0].low[i]) || !isinf(f.box[0].high[i]));
        cm_arena_free(&f.arena);
    }
    assert_true(right > TIMES * 3 / 4);
    assert_true(limited <= TIMES / 3);
}

/* Two arms of an L: one is found, then the other among what is left. */
static void test_two_planted_boxes_are_both_found(void **state)
{
    field f;
    size_t across = 0, down = 0;
    (void)state;
    scatter(&f, 300);
    for (size_t p = 0; p < N; p++) f.hit[p] = f.u[p * K] < 0.2 || f.u[p * K + 1] > 0.8;
    find(&f);
    assert_true(f.found >= 2);
    assert_true(f.box[0].coverage + f.box[1].coverage > 0.9);
    for (size_t b = 0; b < 2; b++) {
        assert_true(f.box[b].density > 0.9);
        across += fabs(f.box[b].high[0] - 0.2) < 0.05 && isinf(f.box[b].low[1]);
        down += fabs(f.box[b].low[1] - 0.8) < 0.05 && isinf(f.box[b].high[0]);
    }
    assert_int_equal(across, 1);
    assert_int_equal(down, 1);
    cm_arena_free(&f.arena);
}

/* Whole numbers: points with equal values are on the same side of every face. */
static void test_steps_are_cut_between_values(void **state)
{
    field f;
    (void)state;
    scatter(&f, 400);
    for (size_t p = 0; p < N; p++) {
        f.u[p * K] = floor(f.u[p * K] * 5) / 4;
        f.hit[p] = f.u[p * K] > 0.6;                 /* the upper two of five */
    }
    find(&f);
    assert_int_equal(f.found, 1);
    assert_close(f.box[0].low[0], 0.625, 1e-12);
    assert_close(f.box[0].density, 1, 0);
    assert_close(f.box[0].coverage, 1, 0);
    cm_arena_free(&f.arena);
}

static void test_nothing_and_everything_are_no_box(void **state)
{
    field f;
    (void)state;
    scatter(&f, 500);
    find(&f);
    assert_int_equal(f.found, 0);
    memset(f.hit, 1, N);
    find(&f);
    assert_int_equal(f.found, 0);
}

static void test_every_allocation_may_fail(void **state)
{
    long budget = 0;
    (void)state;
    for (;; budget++) {
        field f;
        cm_status status;
        scatter(&f, 600);
        for (size_t p = 0; p < N; p++) f.hit[p] = f.u[p * K] < 0.4;
        f.ctx.alloc_budget = budget;
        status = cm_prim_boxes(&f.ctx, &f.arena, f.u, f.hit, N, K, 3, f.box, &f.found);
        cm_arena_free(&f.arena);
        if (status == CM_OK) break;
        assert_int_equal(status, CM_E_MEMORY);
    }
    assert_true(budget >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_planted_box_is_found_with_its_limits),
        cmocka_unit_test(test_inputs_without_a_part_are_not_named),
        cmocka_unit_test(test_two_planted_boxes_are_both_found),
        cmocka_unit_test(test_steps_are_cut_between_values),
        cmocka_unit_test(test_nothing_and_everything_are_no_box),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
