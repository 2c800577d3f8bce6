/* test_geometry_figures.c: figures of other programs for cores, yolks, agendas and the depth of consensus: each row as it was,
 * with its standard error where it was drawn.
 *
 * R. McKelvey, Amer. J. Polit. Sci. 30 (1986) 283-314 and J. Econ. Theory 12 (1976) 472-482.  C. Tovey, Math. Soc. Sci. 59
 * (2010) 74-87: yolks shrink.  J. Greenberg, Econometrica 47 (1979) 627-636.  J. Nakamura, Int. J. Game Theory 8 (1979)
 * 55-61.  P. Wolfe, Math. Programming 11 (1976) 128-149: the nearest point of a hull. */
#include <gsl/gsl_cdf.h>

#include "solver/spatial/agenda_path.h"
#include "solver/spatial/depth.h"
#include "solver/spatial/gridlock.h"
#include "solver/spatial/policy_core.h"
#include "solver/spatial/yolk.h"
#include "tests/support/plane.h"

static void make_gaussian(plane *p)
{
    for (size_t j = 0; j < p->vote.n * p->game.as.spatial.d; j++) p->ideal[j] = gsl_cdf_ugaussian_Pinv(fmax(p->ideal[j], 1e-15));
}

typedef struct mean {
    double sum, squares;
    size_t count;
} mean;

static void add(mean *m, double x)
{
    m->sum += x;
    m->squares += x * x;
    m->count++;
}

/* The mean of our own draws is that of another program's, whose standard error is given. */
static void expect_mean(const mean *m, double known, double error)
{
    double n = (double)m->count, mine = m->sum / n, own = sqrt(fmax(0, m->squares / n - mine * mine) / n);
    assert_close(mine, known, 4.5 * hypot(error, own) + 1e-12);
}

/* Majority of n members, Gaussian ideals: members, our draws; the mean radius and its standard error, the mean distance of
 * the centre from the mean of the ideals' law. */
static void test_yolks_shrink(void **state)
{
    static const struct { size_t n, draws; double radius, error, away; } rows[] = {
        { 3, 300, 0.280627482, 0.0112906144, 0.767469631 }, { 5, 300, 0.287814771, 0.0092683611, 0.620559037 },
        { 9, 300, 0.267717652, 0.00630392354, 0.499982297 }, { 15, 300, 0.22981214, 0.00463317775, 0.368355012 },
        { 25, 300, 0.199318052, 0.00319959595, 0.298777074 }, { 51, 100, 0.150065498, 0.0021543102, 0.195287576 },
        { 101, 100, 0.109241963, 0.00137562525, 0.140762085 }, { 193, 100, 0.0824914553, 0.00104729454, 0.102194939 },
    };
    const cm_yolk_params strips = { "strips" };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        mean radius = { 0 }, away = { 0 };
        double spread;
        for (size_t t = 0; t < rows[k].draws; t++) {
            plane p;
            (void)plane_open(&p, rows[k].n, 2, (int64_t)(rows[k].n / 2 + 1), NULL, 1000 * k + t);
            make_gaussian(&p);
            plane_good(&p, &cm_concept_yolk, &strips);
            add(&radius, plane_get(&p, "radius"));
            add(&away, hypot(plane_cell(&p, "centre", 0, "value"), plane_cell(&p, "centre", 1, "value")));
            cm_arena_free(&p.arena);
        }
        expect_mean(&radius, rows[k].radius, rows[k].error);
        spread = sqrt(away.squares / (double)away.count - pow(away.sum / (double)away.count, 2));
        expect_mean(&away, rows[k].away, spread / sqrt(300));
    }
}

/* From a twentieth off the centre of an equilateral triangle, each policy the farthest that beats the one before. */
static void test_an_agenda_leads_outward(void **state)
{
    static const double norms[] = { 0.05, 1.043601, 1.782051, 2.694867, 3.514102, 4.408573, 5.246152, 6.132595, 6.978203, 7.860148, 8.710254, 9.589324, 10.4423 };
    enum { STEPS = sizeof norms / sizeof norms[0] - 1 };
    cm_agenda_path_params params = { 0 };
    plane p;
    (void)state;
    cm_params_default(&params, cm_concept_agenda_path.param, cm_concept_agenda_path.nparams);
    params.steps = STEPS;
    (void)plane_open(&p, 3, 2, 2, (double[]){ 0, 1, -sqrt(0.75), -0.5, sqrt(0.75), -0.5 }, 0);
    p.sq[0] = 0.05;
    plane_good(&p, &cm_concept_agenda_path, &params);
    for (size_t t = 0; t <= STEPS; t++) assert_close(plane_cell(&p, "votes", t, "distance"), norms[t], 2e-4);
    cm_arena_free(&p.arena);
}

/* Members, quota, issues; in which share of Gaussian draws nothing beats some policy, and of how many. */
static void test_how_often_a_core_exists(void **state)
{
    static const struct { size_t n; int64_t quota; size_t d; double share, draws; } rows[] = {
        { 3, 2, 2, 0, 200 }, { 4, 3, 2, 1, 200 }, { 5, 3, 2, 0, 200 }, { 5, 4, 2, 1, 200 }, { 5, 4, 3, 1, 200 }, { 6, 4, 2, 0.09, 200 },
        { 6, 5, 3, 1, 200 }, { 7, 5, 2, 1, 120 }, { 4, 3, 3, 0, 200 },
    };
    const cm_policy_core_params none = { { 0 } };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        mean exists = { 0 };
        for (size_t t = 0; t < (rows[k].share > 0 && rows[k].share < 1 ? 600 : 60); t++) {
            plane p;
            (void)plane_open(&p, rows[k].n, rows[k].d, rows[k].quota, NULL, 1000 * k + t);
            make_gaussian(&p);
            plane_good(&p, &cm_concept_policy_core, &none);
            add(&exists, !plane_truth(&p, "empty"));
            cm_arena_free(&p.arena);
        }
        expect_mean(&exists, rows[k].share, sqrt(rows[k].share * (1 - rows[k].share) / rows[k].draws));
    }
}

/* Gaussian ideals, their mean `shift` from the status quo: members, issues, shift; mean depth, its standard error, the share
 * of draws that can move at all, and of how many.  Where none of theirs moved, few of ours may. */
static void test_the_depth_of_consensus(void **state)
{
    enum { DRAWS = 500, MEMBERS = 100, ISSUES = 40 };
    static const struct { size_t n, d; double shift, depth, error, movable, draws; } rows[] = {
        { 2, 1, 0, 0.182880466, 0.0169450915, 0.491666667, 600 }, { 3, 1, 0, 0.0495959989, 0.00736668138, 0.268333333, 600 },
        { 5, 1, 0, 0.00332266473, 0.00115640509, 0.05, 600 }, { 10, 1, 0, 8.71266471e-05, 7.84906175e-05, 0.005, 600 }, { 15, 1, 0, 0, 0, 0, 600 },
        { 25, 1, 0, 0, 0, 0, 600 }, { 2, 2, 0, 0.566494906, 0.029150992, 1, 600 }, { 3, 2, 0, 0.192072155, 0.0142439565, 0.771666667, 600 },
        { 5, 2, 0, 0.0359432454, 0.0051857183, 0.31, 600 }, { 10, 2, 0, 0.000490398715, 0.000215723739, 0.0266666667, 600 },
        { 15, 2, 0, 0, 0, 0, 600 }, { 25, 2, 0, 0, 0, 0, 600 }, { 2, 3, 0, 1.02063822, 0.0421001695, 1, 600 },
        { 3, 3, 0, 0.468983097, 0.0235383053, 1, 600 }, { 5, 3, 0, 0.114049528, 0.00857110057, 0.715, 600 },
        { 10, 3, 0, 0.00241124767, 0.000560940858, 0.085, 600 }, { 15, 3, 0, 9.73887708e-05, 5.79759274e-05, 0.00833333333, 600 },
        { 25, 3, 0, 0, 0, 0, 600 }, { 2, 5, 0, 2.02280766, 0.0605638908, 1, 600 }, { 3, 5, 0, 1.09868051, 0.0362337123, 1, 600 },
        { 5, 5, 0, 0.329784189, 0.0139939335, 1, 600 }, { 10, 5, 0, 0.030574308, 0.00277125033, 0.503333333, 600 },
        { 15, 5, 0, 0.00194046921, 0.000492534269, 0.0933333333, 600 }, { 25, 5, 0, 0, 0, 0, 600 }, { 2, 10, 0, 4.58463525, 0.0869305281, 1, 600 },
        { 3, 10, 0, 2.72668291, 0.0550689294, 1, 600 }, { 5, 10, 0, 1.27146511, 0.0294768523, 1, 600 },
        { 10, 10, 0, 0.277691191, 0.00873715757, 1, 600 }, { 15, 10, 0, 0.0622157846, 0.00324952711, 0.908333333, 600 },
        { 25, 10, 0, 0.00168262648, 0.000373731372, 0.131666667, 600 }, { 2, 20, 0, 9.53985124, 0.123402756, 1, 600 },
        { 3, 20, 0, 6.0868938, 0.0842502859, 1, 600 }, { 5, 20, 0, 3.17926515, 0.0470401586, 1, 600 },
        { 10, 20, 0, 1.14693644, 0.0193089128, 1, 600 }, { 15, 20, 0, 0.54398626, 0.0109332608, 1, 600 },
        { 25, 20, 0, 0.118410523, 0.00380538798, 0.998333333, 600 }, { 2, 40, 0, 19.3611145, 0.176558192, 1, 600 },
        { 3, 40, 0, 12.6304112, 0.115910503, 1, 600 }, { 5, 40, 0, 7.17562871, 0.0687680627, 1, 600 },
        { 10, 40, 0, 3.12964312, 0.0319434513, 1, 600 }, { 15, 40, 0, 1.76643487, 0.0201924946, 1, 600 },
        { 25, 40, 0, 0.735007969, 0.00946713252, 1, 600 }, { 2, 1, 1, 0.71283366, 0.0541884569, 0.735, 400 },
        { 5, 1, 1, 0.161067117, 0.0172856851, 0.5025, 400 }, { 10, 1, 1, 0.0176482332, 0.00423210083, 0.145, 400 },
        { 25, 1, 1, 0.000630085454, 0.000333910357, 0.02, 400 }, { 100, 1, 1, 0, 0, 0, 400 }, { 2, 2, 1, 1.18361398, 0.0727626276, 1, 400 },
        { 5, 2, 1, 0.247977221, 0.0189129639, 0.71, 400 }, { 10, 2, 1, 0.0519303052, 0.00634371395, 0.4175, 400 },
        { 25, 2, 1, 0.00127652179, 0.000437408835, 0.05, 400 }, { 100, 2, 1, 0, 0, 0, 400 }, { 2, 5, 1, 2.80282864, 0.0882945857, 1, 400 },
        { 5, 5, 1, 0.850238238, 0.0353981107, 1, 400 }, { 10, 5, 1, 0.220290392, 0.0130134699, 0.9175, 400 },
        { 25, 5, 1, 0.01294378, 0.00216303461, 0.315, 400 }, { 100, 5, 1, 0, 0, 0, 400 }, { 2, 1, 2, 2.86126566, 0.126294258, 0.95, 400 },
        { 5, 1, 2, 0.991468711, 0.0554302166, 0.88, 400 }, { 10, 1, 2, 0.519899413, 0.0327296592, 0.8325, 400 },
        { 25, 1, 2, 0.113091425, 0.010458635, 0.5825, 400 }, { 100, 1, 2, 0.00208244532, 0.000569799959, 0.1075, 400 },
        { 2, 2, 2, 3.50613886, 0.130061222, 1, 400 }, { 5, 2, 2, 1.52047438, 0.067167319, 0.9825, 400 },
        { 10, 2, 2, 0.720329169, 0.037011863, 0.94, 400 }, { 25, 2, 2, 0.229647149, 0.0156520698, 0.81, 400 },
        { 100, 2, 2, 0.00592791604, 0.00132138041, 0.18, 400 }, { 2, 5, 2, 5.32147317, 0.150927612, 1, 400 },
        { 5, 5, 2, 2.51451734, 0.0762182482, 1, 400 }, { 10, 5, 2, 1.35147468, 0.0465935765, 0.9975, 400 },
        { 25, 5, 2, 0.519138132, 0.0209478957, 0.9725, 400 }, { 100, 5, 2, 0.0389960839, 0.00356271953, 0.6, 400 },
        { 2, 1, 3, 6.9983531, 0.232841385, 1, 400 }, { 5, 1, 3, 3.67798974, 0.115382724, 0.9925, 400 },
        { 10, 1, 3, 2.33472637, 0.0780617035, 0.99, 400 }, { 25, 1, 3, 1.30449639, 0.0475439359, 0.965, 400 },
        { 100, 1, 3, 0.419320108, 0.0224006543, 0.89, 400 }, { 2, 2, 3, 7.39929965, 0.189614798, 1, 400 },
        { 5, 2, 3, 4.31178651, 0.126178664, 1, 400 }, { 10, 2, 3, 3.084328, 0.0851639824, 0.995, 400 },
        { 25, 2, 3, 1.70185311, 0.0532614951, 0.9925, 400 }, { 100, 2, 3, 0.55729726, 0.0244190175, 0.96, 400 },
        { 2, 5, 3, 9.45659045, 0.220304915, 1, 400 }, { 5, 5, 3, 5.88776375, 0.126257892, 1, 400 }, { 10, 5, 3, 4.09228138, 0.0828844611, 1, 400 },
        { 25, 5, 3, 2.40464806, 0.0514211017, 1, 400 }, { 100, 5, 3, 0.950145767, 0.0249375812, 0.9975, 400 },
    };
    static double offset[MEMBERS * ISSUES];
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t n = rows[k].n, d = rows[k].d;
        double share = rows[k].movable, bound = n <= d ? (double)(d - n + 1) / (double)n : 0;
        cm_arena arena = { NULL };
        cm_ctx ctx;
        cm_depth_work work;
        mean depth = { 0 }, movable = { 0 };
        cm_stream stream = cm_stream_make(support_seed(), "geometry figures");
        cm_ctx_init(&ctx);
        assert_int_equal(cm_depth_work_init(&ctx, &arena, n, d, &work), CM_OK);
        for (size_t t = 0; t < DRAWS; t++) {
            double gain;
            for (size_t j = 0; j < n * d; j++) {
                offset[j] = gsl_cdf_ugaussian_Pinv(fmax(cm_stream_unit(&stream, 1000 * k + t, j, 0), 1e-15)) + (j % d == 0 ? rows[k].shift : 0);
            }
            assert_int_equal(cm_depth_consensus(&ctx, &work, n, d, offset, NULL, &gain, NULL, NULL), CM_OK);
            add(&depth, gain);
            add(&movable, gain > 1e-12);
        }
        if (share > 0) expect_mean(&depth, rows[k].depth, rows[k].error);
        share = fmin(fmax(share, 1 / rows[k].draws), 1 - 1 / rows[k].draws);
        expect_mean(&movable, rows[k].movable, sqrt(share * (1 - share) * (1 / rows[k].draws + 1.0 / DRAWS)));
        assert_true(depth.sum / DRAWS >= bound * (1 - 4.5 * sqrt(2.0 / (double)(d - (n <= d ? n : d) + 1) / DRAWS)));
        cm_arena_free(&arena);
    }
}

/* Two chambers of 15, uniform ideals on one issue, a majority in both: what cannot be undone lies between their medians.  The
 * mean of another program: 0.137256, standard error 0.00032. */
static void test_two_chambers_lie_apart(void **state)
{
    const cm_policy_core_params none = { { 0 } };
    mean width = { 0 };
    (void)state;
    for (uint64_t t = 0; t < 3000; t++) {
        plane p;
        int64_t weight[2][30];
        cm_vote_node node[3] = { { .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 } };
        (void)plane_open(&p, 30, 1, 1, NULL, t);
        for (size_t c = 0; c < 2; c++) {
            for (size_t i = 0; i < 30; i++) weight[c][i] = i / 15 == c;
            node[c + 1] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight[c], .quota = 8, .total = 15, .counts = true };
        }
        p.vote = (cm_vote){ .n = 30, .nnodes = 3, .node = node };
        plane_good(&p, &cm_concept_policy_core, &none);
        add(&width, plane_get(&p, "area"));
        cm_arena_free(&p.arena);
    }
    expect_mean(&width, 0.13725627671950447, 0.00032180119872011873);
}

/* One issue, Gaussian ideals 2 away from the status quo, and two great powers on one side of it, or on both: consensus moves
 * when all others are on that side, Phi(2)^(n - 2): .93329 of five, .58902 of 25; between powers on two sides nothing does. */
static void test_great_powers_on_two_sides_stop_everything(void **state)
{
    static const struct { size_t n; double gap, share; } rows[] = {
        { 2, 0, 1 }, { 5, 0, 0.9332905349146906 }, { 25, 0, 0.5890189547752137 }, { 5, 3, 0.9332905349146906 }, { 25, 3, 0.5890189547752137 },
        { 2, 4.5, 0 }, { 5, 4.5, 0 }, { 25, 4.5, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        mean moves = { 0 };
        for (uint64_t t = 0; t < 400; t++) {
            plane p;
            (void)plane_open(&p, rows[k].n, 1, (int64_t)rows[k].n, NULL, 1000 * k + t);
            make_gaussian(&p);
            for (size_t i = 0; i < rows[k].n; i++) p.ideal[i] = 2 + (i < 2 ? (i == 0 ? -0.5 : 0.5) * rows[k].gap : p.ideal[i]);
            plane_good(&p, &cm_concept_gridlock, NULL);
            add(&moves, plane_truth(&p, "movable"));
            cm_arena_free(&p.arena);
        }
        expect_mean(&moves, rows[k].share, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_yolks_shrink),
        cmocka_unit_test(test_an_agenda_leads_outward),
        cmocka_unit_test(test_how_often_a_core_exists),
        cmocka_unit_test(test_the_depth_of_consensus),
        cmocka_unit_test(test_two_chambers_lie_apart),
        cmocka_unit_test(test_great_powers_on_two_sides_stop_everything),
    };
    return RUN_TESTS(tests);
}
