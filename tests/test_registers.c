/* test_registers.c: every row of every register is complete, sorted and unique, and keeps its promises. */
#include <stdio.h>

#include "cli/report.h"
#include "cli/templates.h"
#include "models/form.h"
#include "models/measure.h"
#include "models/model.h"
#include "models/rules.h"
#include "models/schema.h"
#include "solver/concept.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

/* Lower-case words joined by hyphens: what a user types. */
static void expect_name(const char *name)
{
    assert_non_null(name);
    assert_true(name[0] >= 'a' && name[0] <= 'z');
    assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-"), strlen(name));
}

/* Text without blanks at its ends; a title has no full stop, a sentence has one. */
static void expect_text(const char *name, const char *what, const char *text, bool sentence)
{
    size_t length = text != NULL ? strlen(text) : 0;
    bool good = length > 2 && text[0] != ' ' && text[length - 1] != ' ' && strstr(text, "TODO") == NULL && strstr(text, "  ") == NULL;
    if (good) good = sentence == (text[length - 1] == '.');
    if (!good) print_error("%s: %s is '%s'\n", name, what, text != NULL ? text : "missing");
    assert_true(good);
}

/* Has Chinese characters, and ends as its sort does. */
static void expect_chinese(const char *name, const char *what, const char *text, bool sentence)
{
    size_t length = text != NULL ? strlen(text) : 0, wide = 0;
    bool good;
    for (size_t i = 0; i < length; i++) wide += ((unsigned char)text[i] & 0xF0) == 0xE0;
    good = wide >= 2 && sentence == (length > 3 && strcmp(text + length - 3, "。") == 0);
    if (!good) print_error("%s: %s is '%s'\n", name, what, text != NULL ? text : "missing");
    assert_true(good);
}

static void expect_after(const char *before, const char *name)
{
    if (before != NULL && strcmp(before, name) >= 0) print_error("'%s' stands before '%s'\n", before, name);
    assert_true(before == NULL || strcmp(before, name) < 0);
}

static bool form_gives(cm_game_kind kind)
{
    size_t count;
    const cm_form *const *all = cm_forms(&count);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->gives == kind) return true;
    }
    return false;
}

static void test_concepts_are_complete_and_sorted(void **state)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    (void)state;
    assert_true(count >= 3);
    for (size_t i = 0; i < count; i++) {
        const cm_concept *c = all[i];
        expect_name(c->name);
        expect_after(i > 0 ? all[i - 1]->name : NULL, c->name);
        expect_text(c->name, "title", c->title, false);
        expect_chinese(c->name, "title_zh", c->title_zh, false);
        expect_text(c->name, "about", c->about, true);
        expect_chinese(c->name, "about_zh", c->about_zh, true);
        assert_true(c->formula != NULL && strlen(c->formula) > 5);
        assert_true(c->source != NULL && strlen(c->source) > 10);
        assert_true(strpbrk(c->source, "0123456789") != NULL);                 /* a year, pages */
        assert_true(c->certificate != NULL && strlen(c->certificate) > 10);
        assert_non_null(c->summary);
        assert_non_null(c->run);
        assert_non_null(c->check);
        assert_true(c->takes == CM_GAME_NONE || cm_model_for(c->takes, NULL) != NULL || form_gives(c->takes));
        assert_ptr_equal(cm_concept_find(c->name), c);
        for (size_t k = 0; k < c->nparams; k++) {
            expect_text(c->name, "a parameter's about", c->param[k].about, true);
            expect_chinese(c->name, "a parameter's about_zh", c->param[k].about_zh, true);
        }
    }
    assert_null(cm_concept_find("happiness"));
    assert_null(cm_concept_find(""));
}

static void test_models_are_complete_and_sorted(void **state)
{
    size_t count;
    const cm_model *const *all = cm_models(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        expect_name(all[i]->name);
        expect_after(i > 0 ? all[i - 1]->name : NULL, all[i]->name);
        expect_text(all[i]->name, "title", all[i]->title, false);
        expect_chinese(all[i]->name, "title_zh", all[i]->title_zh, false);
        expect_text(all[i]->name, "about", all[i]->about, true);
        expect_chinese(all[i]->name, "about_zh", all[i]->about_zh, true);
        assert_non_null(all[i]->build);
        assert_ptr_equal(cm_model_find(all[i]->name), all[i]);
    }
    assert_null(cm_model_find("none"));
}

static void test_rules_are_complete_and_sorted(void **state)
{
    size_t count;
    const cm_rule *all = cm_rules(&count);
    (void)state;
    assert_int_equal(count, 8);
    for (size_t i = 0; i < count; i++) {
        expect_name(all[i].name);
        expect_after(i > 0 ? all[i - 1].name : NULL, all[i].name);
        expect_text(all[i].name, "title", all[i].title, false);
        expect_chinese(all[i].name, "title_zh", all[i].title_zh, false);
        expect_text(all[i].name, "about", all[i].about, true);
        expect_chinese(all[i].name, "about_zh", all[i].about_zh, true);
        assert_non_null(strstr(all[i].example, all[i].name));
    }
}

static void test_measures_are_complete_and_sorted(void **state)
{
    const cm_outcome outcome = { .agreement = 1, .depth = .5, .coverage = .25 };
    size_t count;
    const cm_measure *const *all = cm_measures(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        expect_name(all[i]->name);
        expect_after(i > 0 ? all[i - 1]->name : NULL, all[i]->name);
        expect_text(all[i]->name, "title", all[i]->title, false);
        expect_chinese(all[i]->name, "title_zh", all[i]->title_zh, false);
        expect_text(all[i]->name, "about", all[i]->about, true);
        expect_chinese(all[i]->name, "about_zh", all[i]->about_zh, true);
        assert_true(all[i]->unit != NULL && strlen(all[i]->unit) > 2);
        assert_true(isfinite(all[i]->value(&outcome)));
        assert_ptr_equal(cm_measure_find(all[i]->name), all[i]);
    }
    assert_close(cm_measure_find("agreement")->value(&outcome), 1, 0);
    assert_close(cm_measure_find("depth")->value(&outcome), .5, 0);
    assert_close(cm_measure_find("coverage")->value(&outcome), .25, 0);
    assert_null(cm_measure_find("joy"));
}

static void test_writers_are_complete_and_sorted(void **state)
{
    size_t count;
    const cm_writer *const *all = cm_writers(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        expect_name(all[i]->name);
        expect_after(i > 0 ? all[i - 1]->name : NULL, all[i]->name);
        assert_true(all[i]->about != NULL && strlen(all[i]->about) > 5);
        assert_non_null(all[i]->write);
        assert_ptr_equal(cm_writer_find(all[i]->name), all[i]);
    }
    assert_null(cm_writer_find("pdf"));
}

/* Settings: unique in their table, each with words for the manual, a twin only beside what it is the twin of. */
static void expect_keys(const cm_key *keys, int depth)
{
    assert_true(depth < 8);
    for (const cm_key *key = keys; key->name != NULL; key++) {
        size_t length = strlen(key->name);
        assert_true(cm_id_valid(key->name));
        if (key->about == NULL || strlen(key->about) < 4) print_error("setting '%s' has no about\n", key->name);
        assert_true(key->about != NULL && strlen(key->about) >= 4);
        for (const cm_key *other = keys; other < key; other++) assert_string_not_equal(other->name, key->name);
        if (length > 3 && strcmp(key->name + length - 3, "_zh") == 0) {
            assert_true(key > keys && strlen(key[-1].name) == length - 3 && strncmp(key[-1].name, key->name, length - 3) == 0);
        }
        assert_true((key->shape == CM_SHAPE_WORD) == (key->words != NULL));
        if (key->shape == CM_SHAPE_GROUP || key->shape == CM_SHAPE_MAP || key->shape == CM_SHAPE_GROUPS) assert_non_null(key->keys);
        if (key->keys != NULL) expect_keys(key->keys, depth + 1);
    }
}

static void test_settings_are_unique_and_explained(void **state)
{
    (void)state;
    expect_keys(cm_scenario_keys, 0);
    expect_keys(cm_rule_keys, 0);
    expect_keys(cm_spread_keys, 0);
    expect_keys(cm_pick_keys, 0);
    assert_string_equal(cm_scenario_keys[0].name, "comity");
}

static void test_paths_of_settings_are_known_and_no_others(void **state)
{
    static const char *const known[] = { "title", "venues.club", "venues.club.members", "venues.club.members.size", "venues.club.rule", "venues.club.rule.share",
        "players.USA.ideal.law", "players.USA.capability", "population.size", "population.blocs.west.ideal.issue1.mean", "parameters.h", "status_quo.law", "uncertainty.ideal.sd",
        "groups.g.members", "claim.draws", "issues.law.range", "population.within" };
    static const char *const unknown[] = { "", "venue.club", "venues.club.size", "players.USA.powers", "population.bloc.west", "uncertainty.sd", "populations", "claim.draw", ".", "venues.club.members.number", "players.USA.capability.x", "title.x" };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) assert_true(cm_schema_has_path(known[i]));
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        if (cm_schema_has_path(unknown[i])) print_error("'%s' passes\n", unknown[i]);
        assert_false(cm_schema_has_path(unknown[i]));
    }
}

static void test_channels_of_settings_are_the_documented_ones(void **state)
{
    static const struct { const char *path, *channel; } known[] = {
        { "venues.club.members.size", "members" }, { "population.size", "members" }, { "venues.club.members.pick", "selection" }, { "venues.club.members", "selection" },
        { "venues.club.members.from", "selection" }, { "groups.g.members", "selection" }, { "population.blocs.a.ideal.issue1.mean", "location" }, { "status_quo.law", "location" },
        { "players.USA.ideal.law", "location" }, { "population.blocs.a.ideal.issue1.sd", "dispersion" }, { "population.within", "dispersion" }, { "population.blocs.a.weight", "dispersion" },
        { "uncertainty.ideal.sd", "dispersion" }, { "venues.club.issues", "issues" }, { "venues.club.agenda", "issues" }, { "population.dimensions", "issues" },
        { "players.USA.salience.law", "issues" }, { "venues.club.rule", "rule" }, { "venues.club.rule.share", "rule" }, { "venues.club.abstention", "rule" }, { "venues.club.quorum", "rule" }, { "players.USA.capability", "capability" },
        { "population.blocs.a.capability.exponent", "capability" }, { "population.blocs.a.ideal.issue1.low", NULL }, { "population.blocs.a.ideal.issue1", NULL },
        { "parameters.h", NULL }, { "venues.club.cost", NULL }, { "title", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *channel = cm_channel_of(known[i].path);
        if (known[i].channel == NULL ? channel != NULL : channel == NULL || strcmp(channel, known[i].channel) != 0) {
            print_error("%s: %s\n", known[i].path, channel != NULL ? channel : "none");
            fail();
        }
    }
}

/* A negotiation of three: on two issues; on one; by consensus; until a deadline; or of two.  Some concepts are for one of them. */
enum { SMALL = 5 };

static cm_status solve_small(given *g, const cm_concept *concept, int which, cm_result *result)
{
    bool two = which == 0;
    const cm_model *model = cm_model_for(concept->takes, NULL);
    cm_world world;
    cm_meeting meeting;
    cm_game game;
    given_good(g, "issues = { law = {}; %s }; status_quo = { law = 0.2; %s }; players = { A = { ideal = { law = 0.9; %s }; }; B = { ideal = { law = 0.7; %s }; };"
                  " %s }; defaults = { patience = 0.9; }; venues = { v = { rule = { type = \"%s\"; }; %s }; };",
               two ? "data = {};" : "", two ? "data = 0.3;" : "", two ? "data = 0.8;" : "", two ? "data = 0.1;" : "", two ? "C = { ideal = { law = 0.6; data = 0.9; }; };" : which < 4 ? "C = { ideal = { law = 0.6; }; };" : "", which == 2 ? "consensus" : "majority", which == 3 ? "rounds = 3;" : "");
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, 1, &world), CM_OK);
    assert_int_equal(cm_meeting_open(&g->ctx, &g->arena, &g->s, &g->s.venue[0], &world, &meeting), CM_OK);
    assert_int_equal(model->build(&g->ctx, &g->arena, &meeting, &g->diags, &game), CM_OK);
    assert_int_equal(g->diags.count, 0);
    cm_result_init(result, &g->arena);
    return cm_concept_solve(&g->ctx, concept, &game, NULL, result);
}

/* Each concept that takes a negotiation, a vote or a protocol, on a small one: certified,
 * with the keys it promises and no others, tables whose rows are full. */
static void test_results_have_what_their_concept_promises(void **state)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        const cm_concept *c = all[i];
        size_t promised = 0, found = 0;
        cm_result result;
        given g;
        if (c->takes != CM_GAME_SPATIAL && c->takes != CM_GAME_VOTE && c->takes != CM_GAME_POLICY && c->takes != CM_GAME_SURPLUS) continue;
        for (int which = 0; solve_small(&g, c, which, &result) == CM_E_DOMAIN && which + 1 < SMALL; which++) given_free(&g);
        if (g.ctx.status != CM_OK) print_error("%s: %s\n", c->name, g.ctx.message);
        assert_int_equal(g.ctx.status, CM_OK);
        assert_true(result.certified);
        for (; c->summary[promised] != NULL; promised++) {
            if (cm_result_get(&result, c->summary[promised]) == NULL) print_error("%s: no '%s'\n", c->name, c->summary[promised]);
            assert_non_null(cm_result_get(&result, c->summary[promised]));
        }
        for (const cm_named *entry = result.summary; entry != NULL; entry = entry->next) found++;
        assert_int_equal(found, promised);
        for (const cm_table *t = result.table; t != NULL; t = t->next) {
            assert_true(t->ncolumns > 0);
            for (size_t k = 0; k < t->nrows * t->ncolumns; k++) assert_true(t->cell[k].kind != CM_NUMBER || !isnan(t->cell[k].as.number));
        }
        given_free(&g);
    }
}

static void test_templates_read_without_mistakes(void **state)
{
    size_t count = 0;
    (void)state;
    for (const cm_template *t = cm_templates; t->name != NULL; t++, count++) {
        given g;
        const char *body = strchr(t->text, '\n');
        expect_name(t->name);
        assert_int_equal(strncmp(t->text, "comity = 1;", 11), 0);
        given_good(&g, "%s", body);
        assert_non_null(cm_node_child(g.root, "title_zh"));
        given_free(&g);
    }
    assert_true(count >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_concepts_are_complete_and_sorted),
        cmocka_unit_test(test_models_are_complete_and_sorted),
        cmocka_unit_test(test_rules_are_complete_and_sorted),
        cmocka_unit_test(test_measures_are_complete_and_sorted),
        cmocka_unit_test(test_writers_are_complete_and_sorted),
        cmocka_unit_test(test_settings_are_unique_and_explained),
        cmocka_unit_test(test_paths_of_settings_are_known_and_no_others),
        cmocka_unit_test(test_channels_of_settings_are_the_documented_ones),
        cmocka_unit_test(test_results_have_what_their_concept_promises),
        cmocka_unit_test(test_templates_read_without_mistakes),
    };
    return RUN_TESTS(tests);
}
