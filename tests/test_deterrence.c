/* test_deterrence.c: deterrence with imperfect attribution. */
#include "solver/base/rng.h"
#include "solver/forum/deterrence.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_deterrence;

static cm_deterrence_params given(void)
{
    cm_deterrence_params p = { 0 };
    cm_params_default(&p, concept->param, concept->nparams);
    return p;
}

/* By another program: damped iteration. */
static void test_alike_attackers_as_tabulated(void **state)
{
    static const struct { long n; double detect, identify, alarm, cutoff, attacks; } row[] = {
        { 1, 0.3, 1.0, 0.0, 0.06497781983830177, 0.7480177441293586 },
        { 1, 0.3, 1.0, 0.05, 0.04053630924428042, 0.7675709526045758 },
        { 1, 0.6, 1.0, 0.0, 0.2500000000000099, 0.599999999999992 },
        { 1, 0.6, 1.0, 0.05, 0.1909218355796276, 0.647262531536298 },
        { 1, 0.9, 1.0, 0.0, 0.5701159637849931, 0.3439072289720055 },
        { 1, 0.9, 1.0, 0.05, 0.4861045015915908, 0.4111163987267274 },
        { 2, 0.3, 0.5, 0.0, 0.02911263107479567, 0.7767098951401635 },
        { 2, 0.3, 0.5, 0.05, 0.01895633139503295, 0.7848349348839737 },
        { 2, 0.3, 0.7, 0.0, 0.04678576394651164, 0.7625713888427907 },
        { 2, 0.3, 0.7, 0.05, 0.03519519875855853, 0.7718438409931532 },
        { 2, 0.3, 0.9, 0.0, 0.09968564251663564, 0.7202514859866915 },
        { 2, 0.3, 0.9, 0.05, 0.0831074810664845, 0.7335140151468125 },
        { 2, 0.3, 1.0, 0.0, 0.1392475997435423, 0.6886019202051662 },
        { 2, 0.3, 1.0, 0.05, 0.1182143114355933, 0.7054285508515254 },
        { 2, 0.6, 0.5, 0.0, 0.09824236215003276, 0.7214061102799738 },
        { 2, 0.6, 0.5, 0.05, 0.0788183366696681, 0.7369453306642656 },
        { 2, 0.6, 0.7, 0.0, 0.1378712106773827, 0.6897030314580939 },
        { 2, 0.6, 0.7, 0.05, 0.1156631497683373, 0.7074694801853302 },
        { 2, 0.6, 0.9, 0.0, 0.2535538061159557, 0.5971569551072354 },
        { 2, 0.6, 0.9, 0.05, 0.2211543303994674, 0.6230765356804261 },
        { 2, 0.6, 1.0, 0.0, 0.3378825336065723, 0.5296939731147422 },
        { 2, 0.6, 1.0, 0.05, 0.2955220704776804, 0.5635823436178556 },
        { 2, 0.9, 0.5, 0.0, 0.2622307363586373, 0.5902154109130903 },
        { 2, 0.9, 0.5, 0.05, 0.2331945542612214, 0.6134443565910229 },
        { 2, 0.9, 0.7, 0.0, 0.3156189529583759, 0.5475048376332993 },
        { 2, 0.9, 0.7, 0.05, 0.2830514635636321, 0.5735588291490944 },
        { 2, 0.9, 0.9, 0.0, 0.4715264146191568, 0.4227788683046746 },
        { 2, 0.9, 0.9, 0.05, 0.4229539628990882, 0.4616368296807295 },
        { 2, 0.9, 1.0, 0.0, 0.5858365787783291, 0.3313307369773368 },
        { 2, 0.9, 1.0, 0.05, 0.5183093837617604, 0.3853524929905917 },
        { 3, 0.3, 0.5, 0.0, 0.02764881317577971, 0.7778809494593762 },
        { 3, 0.3, 0.5, 0.05, 0.0206743209277833, 0.7834605432577733 },
        { 3, 0.3, 0.7, 0.0, 0.06179487107104962, 0.7505641031431602 },
        { 3, 0.3, 0.7, 0.05, 0.05227640674774216, 0.7581788746018063 },
        { 3, 0.3, 0.9, 0.0, 0.121436384384531, 0.7028508924923752 },
        { 3, 0.3, 0.9, 0.05, 0.1063762486695381, 0.7148990010643694 },
        { 3, 0.3, 1.0, 0.0, 0.1607663135157074, 0.6713869491874341 },
        { 3, 0.3, 1.0, 0.05, 0.1412288463971363, 0.6870169228822909 },
        { 3, 0.6, 0.5, 0.0, 0.07965696249197754, 0.736274430006418 },
        { 3, 0.6, 0.5, 0.05, 0.0674777179192913, 0.7460178256645669 },
        { 3, 0.6, 0.7, 0.0, 0.1531172914895116, 0.6775061668083907 },
        { 3, 0.6, 0.7, 0.05, 0.1363351306565366, 0.6909318954747707 },
        { 3, 0.6, 0.9, 0.0, 0.278951710365381, 0.5768386317076951 },
        { 3, 0.6, 0.9, 0.05, 0.2510503741269829, 0.5991597006984137 },
        { 3, 0.6, 1.0, 0.0, 0.3606421208054051, 0.5114863033556759 },
        { 3, 0.6, 1.0, 0.05, 0.3226602291671694, 0.5418718166662645 },
        { 3, 0.9, 0.5, 0.0, 0.1942989711655612, 0.644560823067551 },
        { 3, 0.9, 0.5, 0.05, 0.1759609930415731, 0.6592312055667415 },
        { 3, 0.9, 0.7, 0.0, 0.2983091151567833, 0.5613527078745734 },
        { 3, 0.9, 0.7, 0.05, 0.2738972078107305, 0.5808822337514156 },
        { 3, 0.9, 0.9, 0.0, 0.4755165255487018, 0.4195867795610385 },
        { 3, 0.9, 0.9, 0.05, 0.4327457963953145, 0.4538033628837483 },
        { 3, 0.9, 1.0, 0.0, 0.590715421777591, 0.3274276625779272 },
        { 3, 0.9, 1.0, 0.05, 0.5281325068682396, 0.3774939945054083 },
        { 5, 0.3, 0.5, 0.0, 0.03434392303912955, 0.7725248615686964 },
        { 5, 0.3, 0.5, 0.05, 0.02930614599472042, 0.7765550832042236 },
        { 5, 0.3, 0.7, 0.0, 0.07590094151276386, 0.739279246789789 },
        { 5, 0.3, 0.7, 0.05, 0.06789245380309654, 0.7456860369575229 },
        { 5, 0.3, 0.9, 0.0, 0.1381603391950308, 0.6894717286439753 },
        { 5, 0.3, 0.9, 0.05, 0.1243738020714298, 0.7005009583428562 },
        { 5, 0.3, 1.0, 0.0, 0.1770281964072449, 0.6583774428742041 },
        { 5, 0.3, 1.0, 0.05, 0.1587622900221546, 0.6729901679822764 },
        { 5, 0.6, 0.5, 0.0, 0.08307406895157249, 0.733540744838742 },
        { 5, 0.6, 0.5, 0.05, 0.07499118558848797, 0.7400070515292096 },
        { 5, 0.6, 0.7, 0.0, 0.1696565511097596, 0.6642747591121922 },
        { 5, 0.6, 0.7, 0.05, 0.156479962375388, 0.6748160300996896 },
        { 5, 0.6, 0.9, 0.0, 0.2978893064926631, 0.5616885548058695 },
        { 5, 0.6, 0.9, 0.05, 0.2732541944012367, 0.5813966444790107 },
        { 5, 0.6, 1.0, 0.0, 0.3772607890094694, 0.4981913687924245 },
        { 5, 0.6, 1.0, 0.05, 0.3425059289116865, 0.5259952568706507 },
        { 5, 0.9, 0.5, 0.0, 0.1675531013536402, 0.6659575189170879 },
        { 5, 0.9, 0.5, 0.05, 0.1557687606231863, 0.675384991501451 },
        { 5, 0.9, 0.7, 0.0, 0.2937036513841196, 0.5650370788927044 },
        { 5, 0.9, 0.7, 0.05, 0.2748143924452485, 0.5801484860438012 },
        { 5, 0.9, 0.9, 0.0, 0.4795083950109222, 0.4163932839912622 },
        { 5, 0.9, 0.9, 0.05, 0.4410383005754467, 0.4471693595396425 },
        { 5, 0.9, 1.0, 0.0, 0.5945020446909709, 0.3243983642472232 },
        { 5, 0.9, 1.0, 0.05, 0.535707984745319, 0.3714336122037448 },
        { 10, 0.3, 0.5, 0.0, 0.04161518918052136, 0.7667078486555829 },
        { 10, 0.3, 0.5, 0.05, 0.03788837923788821, 0.7696892966096893 },
        { 10, 0.3, 0.7, 0.0, 0.08690325317472564, 0.7304773974602196 },
        { 10, 0.3, 0.7, 0.05, 0.08000390389619494, 0.735996876883044 },
        { 10, 0.3, 0.9, 0.0, 0.1502671449875682, 0.6797862840099456 },
        { 10, 0.3, 0.9, 0.05, 0.1374673065383994, 0.6900261547692805 },
        { 10, 0.3, 1.0, 0.0, 0.1887166726477593, 0.6490266618817927 },
        { 10, 0.3, 1.0, 0.05, 0.1714373426705941, 0.6628501258635247 },
        { 10, 0.6, 0.5, 0.0, 0.09044733784137518, 0.7276421297268999 },
        { 10, 0.6, 0.5, 0.05, 0.08497346493828342, 0.7320212280493733 },
        { 10, 0.6, 0.7, 0.0, 0.1827881312254329, 0.6537694950196536 },
        { 10, 0.6, 0.7, 0.05, 0.1720666153230412, 0.662346707741567 },
        { 10, 0.6, 0.9, 0.0, 0.3112751601505969, 0.5509798718795225 },
        { 10, 0.6, 0.9, 0.05, 0.2889394287736293, 0.5688484569810967 },
        { 10, 0.6, 1.0, 0.0, 0.3889319205612483, 0.4888544635510015 },
        { 10, 0.6, 1.0, 0.05, 0.3564605887808741, 0.5148315289753007 },
        { 10, 0.9, 0.5, 0.0, 0.1563513526317049, 0.674918917894636 },
        { 10, 0.9, 0.5, 0.05, 0.1487938920045604, 0.6809648863963517 },
        { 10, 0.9, 0.7, 0.0, 0.2930896121927065, 0.5655283102458349 },
        { 10, 0.9, 0.7, 0.05, 0.2779547777644635, 0.5776361777884291 },
        { 10, 0.9, 0.9, 0.0, 0.4827100305123354, 0.4138319755901316 },
        { 10, 0.9, 0.9, 0.05, 0.4473105544356418, 0.4421515564514865 },
        { 10, 0.9, 1.0, 0.0, 0.5972775218341237, 0.322177982532701 },
        { 10, 0.9, 1.0, 0.05, 0.5412351939153637, 0.367011844867709 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_deterrence_params p = given();
        talking t;
        p.attackers = row[k].n;
        p.detection = row[k].detect;
        p.identification = row[k].identify;
        p.false_alarm = row[k].alarm;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "cutoff"), row[k].cutoff, 1e-9);
        assert_close(talking_number(&t, "attacks"), row[k].attacks, 1e-9);
        assert_int_equal(talking_count(&t, "equilibria"), 1);
        cm_arena_free(&t.arena);
    }
}

static void test_four_channels_as_tabulated(void **state)
{
    static const struct { double alpha, denial, punish, entangle, norm, cutoff, attacks; } row[] = {
        { 0, 0, 0.6, 0, 0, 0, 1 },
        { 0, 0.4, 0, 0, 0, 0, 1 },
        { 0, 0, 0, 0.4, 0, 0.4, 0.6 },
        { 0, 0, 0, 0, 0.4, 0, 1 },
        { 0, 0.2, 0.3, 0.2, 0.2, 0.25, 0.75 },
        { 0.25, 0, 0.6, 0, 0, 0.15, 0.85 },
        { 0.25, 0.4, 0, 0, 0, 0, 1 },
        { 0.25, 0, 0, 0.4, 0, 0.4, 0.6 },
        { 0.25, 0, 0, 0, 0.4, 0.1, 0.9 },
        { 0.25, 0.2, 0.3, 0.2, 0.2, 0.40625, 0.59375 },
        { 0.5, 0, 0.6, 0, 0, 0.3, 0.7 },
        { 0.5, 0.4, 0, 0, 0, 0, 1 },
        { 0.5, 0, 0, 0.4, 0, 0.4, 0.6 },
        { 0.5, 0, 0, 0, 0.4, 0.2, 0.8 },
        { 0.5, 0.2, 0.3, 0.2, 0.2, 0.5624999999999999, 0.4375000000000001 },
        { 0.75, 0, 0.6, 0, 0, 0.45, 0.55 },
        { 0.75, 0.4, 0, 0, 0, 0, 1 },
        { 0.75, 0, 0, 0.4, 0, 0.4, 0.6 },
        { 0.75, 0, 0, 0, 0.4, 0.3, 0.7 },
        { 0.75, 0.2, 0.3, 0.2, 0.2, 0.7187499999999999, 0.2812500000000001 },
        { 1, 0, 0.6, 0, 0, 0.6, 0.4 },
        { 1, 0.4, 0, 0, 0, 0, 1 },
        { 1, 0, 0, 0.4, 0, 0.4, 0.6 },
        { 1, 0, 0, 0, 0.4, 0.4, 0.6 },
        { 1, 0.2, 0.3, 0.2, 0.2, 0.8749999999999999, 0.1250000000000001 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_deterrence_params p = given();
        talking t;
        p.attackers = 1;
        p.opportunity = 1;
        p.false_alarm = 0;
        p.defender = "commits";
        p.detection = row[k].alpha;
        p.denial = row[k].denial;
        p.punishment = row[k].punish;
        p.entanglement = row[k].entangle;
        p.norm = row[k].norm;
        talking_solved_alone(&t, concept, &p);
        assert_close(talking_number(&t, "cutoff"), row[k].cutoff, 1e-9);
        assert_close(talking_number(&t, "attacks"), row[k].attacks, 1e-9);
        cm_arena_free(&t.arena);
    }
}

static double cutoff_of(const talking *t, size_t i)
{
    return cm_table_get(cm_result_find(&t->result, "attackers"), i, "cutoff").as.number;
}

/* One of three is keener on attacking: it is blamed more, and the others attack more. */
static void test_one_that_is_keener_covers_the_others(void **state)
{
    static const double shifts[] = { 0.2, 0, 0 };
    cm_deterrence_params p = given();
    talking t;
    (void)state;
    p.attackers = 3;
    talking_solved_alone(&t, concept, &p);
    for (size_t i = 0; i < 3; i++) assert_close(cutoff_of(&t, i), 0.13633513065653663, 1e-9);
    cm_arena_free(&t.arena);
    p.shifts = (cm_numbers){ 3, shifts };
    talking_solved_alone(&t, concept, &p);
    assert_close(cutoff_of(&t, 0), 0.13491477294984267, 1e-9);
    assert_close(cutoff_of(&t, 1), 0.12978344021402677, 1e-9);
    assert_close(cutoff_of(&t, 2), 0.12978344021402677, 1e-9);
    cm_arena_free(&t.arena);
}

/* Noticing more that somebody attacked makes for more attacks at first, and then for fewer. */
static void test_noticing_without_knowing_who_as_tabulated(void **state)
{
    static const double row[][3] = { { 0, 0.15898019061444968, 0.6728158475084403 }, { 0.1, 0.14053221169229374, 0.687574230646165 }, { 0.2, 0.15534477477077013, 0.675724180183384 }, { 0.3, 0.18032892487193608, 0.6557368601024511 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        cm_deterrence_params p = given();
        talking t;
        p.detection = 0.3;
        p.identification = 1;
        p.false_alarm = 0;
        p.ambiguous_alarm = 0.1;
        p.ambiguous = row[k][0];
        talking_solved_alone(&t, concept, &p);
        assert_close(cutoff_of(&t, 0), row[k][1], 1e-9);
        assert_close(talking_number(&t, "attacks"), row[k][2], 1e-9);
        if (k < 3) assert_close(talking_number(&t, "by_ambiguous"), row[k + 1][2] - row[k][2], 1e-9);
        if (k == 0) assert_true(cm_result_get(&t.result, "backfires")->as.truth);
        cm_arena_free(&t.arena);
    }
}

/* More of the second's attacks are caught, but look like the first's. */
static void test_catching_the_wrong_one_as_tabulated(void **state)
{
    static const double detections[] = { 0.6, 0.3 }, alarms[] = { 0.05, 0 };
    static const double row[][4] = {
        { 0, 0.27122438138479177, 0.14320398357599234, 0.6342286540156863 }, { 0.1, 0.2175063424397692, 0.1306415777963356, 0.6607408319055581 }, { 0.2, 0.17764243159443258, 0.1403904824579133, 0.6727868343790617 },
        { 0.3, 0.14753038428556425, 0.16760395854123694, 0.6739462628692796 }, { 0.4, 0.12496737359787356, 0.20906432897217075, 0.6663873189719822 },
    };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        cm_deterrence_params p = given();
        talking t;
        p.detections = (cm_numbers){ 2, detections };
        p.false_alarms = (cm_numbers){ 2, alarms };
        p.identification = 1;
        p.mistaken = row[k][0];
        talking_solved_alone(&t, concept, &p);
        assert_close(cutoff_of(&t, 0), row[k][1], 1e-9);
        assert_close(cutoff_of(&t, 1), row[k][2], 1e-9);
        assert_close(talking_number(&t, "attacks"), row[k][3], 1e-9);
        if (k < 4) assert_close(talking_number(&t, "by_mistaken"), row[k + 1][3] - row[k][3], 1e-9);
        cm_arena_free(&t.arena);
    }
}

static cm_deterrence_params drawn(cm_rng *rng, double *shifts)
{
    cm_deterrence_params p = given();
    p.attackers = 1 + (long)cm_rng_below(rng, 4);
    p.opportunity = 0.1 + 0.9 * cm_rng_unit(rng);
    p.fierce_low = -cm_rng_unit(rng);
    p.fierce_high = 0.2 + cm_rng_unit(rng);
    p.detection = 0.7 * cm_rng_unit(rng);
    p.identification = cm_rng_unit(rng);
    p.false_alarm = 0.2 * cm_rng_unit(rng);
    p.mistaken = 0.1 * cm_rng_unit(rng);
    p.ambiguous = 0.1 * cm_rng_unit(rng);
    p.ambiguous_alarm = 0.1 * cm_rng_unit(rng);
    p.punishment = 2 * cm_rng_unit(rng);
    p.denial = 0.5 * cm_rng_unit(rng);
    p.entanglement = 0.3 * cm_rng_unit(rng);
    p.norm = 0.3 * cm_rng_unit(rng);
    for (size_t i = 0; i < 4; i++) shifts[i] = 0.3 * cm_rng_unit(rng);
    if (cm_rng_unit(rng) < 0.5) p.shifts = (cm_numbers){ (size_t)p.attackers, shifts };
    return p;
}

static void test_near_misses_are_refused_in_drawn_cases(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "attackers", 0);
    for (int k = 0; k < 200; k++) {
        double shifts[4];
        cm_deterrence_params p = drawn(&rng, shifts);
        talking t;
        talking_solved_alone(&t, concept, &p);
        if (k % 10 == 0) {
            talking_refuses_summary(&t, concept, &p, 1e-4);
            talking_refuses_inventions(&t, concept, &p);
            talking_refuses_table(&t, concept, &p, "attackers", 1e-4);
            talking_refuses_table(&t, concept, &p, "signals", 1e-4);
            talking_refuses_table(&t, concept, &p, "channels", 1e-4);
            talking_refuses_table(&t, concept, &p, "changes", 1e-4);
            talking_refuses_filled(&t, concept, &p, "channels");
            talking_refuses_filled(&t, concept, &p, "changes");
        }
        cm_arena_free(&t.arena);
    }
}

/* Shares add up to what all deter; denial and entanglement deter as many whoever is recognised. */
static void test_shares_add_up_and_two_channels_do_not_need_attribution(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "shares", 0);
    for (int k = 0; k < 50; k++) {
        double shifts[4], all;
        cm_deterrence_params p = drawn(&rng, shifts);
        talking t, u;
        talking_solved_alone(&t, concept, &p);
        if (cm_result_get(&t.result, "punishment")->kind == CM_NONE) {          /* several equilibria with some channels alone */
            cm_arena_free(&t.arena);
            continue;
        }
        all = talking_number(&t, "punishment") + talking_number(&t, "denial") + talking_number(&t, "entanglement") + talking_number(&t, "norm");
        assert_close(all, p.opportunity - talking_number(&t, "attacks"), 1e-8);
        cm_arena_free(&t.arena);
        p.punishment = p.norm = 0;
        talking_solved_alone(&t, concept, &p);
        p.detection = p.mistaken = p.ambiguous = 0;
        talking_solved_alone(&u, concept, &p);
        assert_close(talking_number(&t, "attacks"), talking_number(&u, "attacks"), 1e-12);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

static void test_attackers_in_another_order_have_their_cutoffs(void **state)
{
    static const double one[] = { 0.5, 0.2, 0.4 }, other[] = { 0.4, 0.5, 0.2 };
    cm_deterrence_params p = given();
    talking t, u;
    (void)state;
    p.attackers = 3;
    p.detections = (cm_numbers){ 3, one };
    talking_solved_alone(&t, concept, &p);
    p.detections = (cm_numbers){ 3, other };
    talking_solved_alone(&u, concept, &p);
    for (size_t i = 0; i < 3; i++) assert_close(cutoff_of(&t, i), cutoff_of(&u, (i + 1) % 3), 1e-9);
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void refuses(const cm_deterrence_params *p, const char *sentence)
{
    talking t;
    assert_int_equal(talking_solve_alone(&t, concept, p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, sentence);
    cm_arena_free(&t.arena);
}

static void test_settings_that_do_not_fit_are_refused(void **state)
{
    static const double two[] = { 0.6, 0.3 };
    cm_deterrence_params p = given();
    (void)state;
    p.attackers = 3;
    p.detections = (cm_numbers){ 2, two };
    refuses(&p, "deterrence: 2 detections for 3 attackers");
    p = given();
    p.low = 2;
    refuses(&p, "deterrence: gains are between 2 and 1");
    p = given();
    p.fierce_high = -1;
    refuses(&p, "deterrence: what striking the right one is worth is between -0.5 and -1");
    p = given();
    p.mistaken = 0.5;
    refuses(&p, "deterrence: the signals of attacker 2 add up to more than 1: detected 0.6, mistaken for the first 0.5, noticed but not who 0");
    p = given();
    p.ambiguous_alarm = 0.97;
    refuses(&p, "deterrence: where nobody attacks the chances of false alarms add up to more than 1");
}

static void test_without_memory_it_says_so(void **state)
{
    const cm_deterrence_params p = given();
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alike_attackers_as_tabulated),
        cmocka_unit_test(test_four_channels_as_tabulated),
        cmocka_unit_test(test_one_that_is_keener_covers_the_others),
        cmocka_unit_test(test_noticing_without_knowing_who_as_tabulated),
        cmocka_unit_test(test_catching_the_wrong_one_as_tabulated),
        cmocka_unit_test(test_near_misses_are_refused_in_drawn_cases),
        cmocka_unit_test(test_shares_add_up_and_two_channels_do_not_need_attribution),
        cmocka_unit_test(test_attackers_in_another_order_have_their_cutoffs),
        cmocka_unit_test(test_settings_that_do_not_fit_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
