/* load.c: reading, patching, checking: everything before computing. */
#include "cli/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/csv.h"
#include "cli/diagnose.h"
#include "cli/gambit.h"
#include "cli/machines.h"
#include "cli/requests.h"
#include "cli/numbers.h"
#include "models/schema.h"

/* "value" as a tree; a bare word is a text. */
static cm_status parse_value(cm_ctx *ctx, cm_arena *arena, const char *text, const cm_node **value)
{
    cm_diags diags = { .ctx = ctx };
    cm_source *sources = NULL;
    cm_node *root = NULL, *bare;
    char *line = cm_format(ctx, arena, "value = %s;\n", text);
    cm_status status;
    if (line == NULL) return ctx->status;
    status = cm_config_read_text(ctx, arena, "--set", line, strlen(line), &diags, &root, &sources);
    if (status == CM_OK && diags.count == 0 && cm_node_count(root) == 1 && cm_node_child(root, "value") != NULL) {
        *value = cm_node_child(root, "value");
    } else if (status == CM_OK) {
        bare = cm_node_new(ctx, arena, CM_NODE_TEXT, "value");
        if (bare == NULL) status = ctx->status;
        else bare->text = text;
        *value = bare;
    }
    cm_diags_free(&diags);
    return status;
}

static cm_status apply_set(cm_ctx *ctx, cm_file *file, const char *setting)
{
    const char *equals = strchr(setting, '='), *end = equals;
    cm_diags diags = { .ctx = ctx };
    cm_place nowhere = { "--set", 0, 0, 0 };
    const cm_node *value = NULL;
    cm_status status = CM_OK;
    char *path;
    if (equals == NULL || equals == setting) return cm_fail(ctx, CM_E_INPUT, "--set '%s' is not of the form PATH=VALUE", setting);
    while (end > setting && end[-1] == ' ') end--;
    while (*setting == ' ' && setting < end) setting++;
    path = cm_strndup(ctx, &file->arena, setting, (size_t)(end - setting));
    if (path == NULL) return ctx->status;
    CM_TRY(parse_value(ctx, &file->arena, equals + 1, &value));
    CM_TRY(cm_setting_put(ctx, &file->arena, file->root, path, value, nowhere, &diags));
    if (diags.count > 0) {
        status = cm_fail(ctx, CM_E_INPUT, "--set %s: %s%s%s", setting, diags.item[0].message, diags.item[0].hint != NULL ? "; " : "",
                         diags.item[0].hint != NULL ? diags.item[0].hint : "");
    }
out:
    cm_diags_free(&diags);
    return status;
}

/* Players of a CSV table take their place among the players of the file. */
static cm_status read_table(cm_ctx *ctx, cm_file *file)
{
    const cm_node *from = cm_node_child(file->root, "players_from");
    cm_node *players = NULL, *own = cm_node_child(file->root, "players");
    cm_status status;
    if (from == NULL || from->kind != CM_NODE_TEXT) return CM_OK;
    status = cm_csv_players(ctx, &file->arena, from->text, from->value_place, &file->diags, &players, &file->sources);
    if (status != CM_OK || players == NULL) return status;
    players->name = "players";
    if (own == NULL) {
        cm_node_append(file->root, players);
        return CM_OK;
    }
    for (cm_node *c = players->child, *next; c != NULL; c = next) {
        next = c->next;
        if (cm_node_child(own, c->name) != NULL) {
            cm_diag_add(&file->diags, c->place, NULL, "remove one of them", "player '%s' stands both in the table and in players", c->name);
            continue;
        }
        c->next = NULL;
        cm_node_append(own, c);
    }
    return CM_OK;
}

/* The game in a file beside the scenario (`file`), for the forms that have it. */
static cm_status read_beside(cm_ctx *ctx, cm_file *file, cm_gambit *found, cm_outside_numbers *numbers)
{
    const cm_node *beside = cm_node_child(cm_node_child(file->root, "game"), "file");
    size_t before = file->diags.count;
    cm_status status;
    if (beside == NULL || beside->kind != CM_NODE_TEXT) return CM_OK;
    status = cm_gambit_read(ctx, &file->arena, beside->value_place.file, beside->text, &file->diags, &file->sources, found);
    if (status == CM_E_IO) {
        cm_diag_add(&file->diags, beside->value_place, NULL, "the path is relative to the folder of the scenario file", "%s", cm_strdup(ctx, &file->diags.arena, ctx->message));
        cm_ctx_clear(ctx);
        return CM_OK;
    }
    if (status == CM_OK && file->diags.count == before) numbers->game = &found->game;
    return status;
}

/* The game that the file gives outright, with the numbers that stand in a file of their own. */
static cm_status read_game(cm_ctx *ctx, cm_file *file, size_t before)
{
    const cm_node *from = cm_node_child(cm_node_child(file->root, "game"), "worth_from");
    cm_outside_numbers numbers = { .at = NULL };
    cm_gambit found;
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    const char *const *player;
    size_t n = 0;
    if (file->form != NULL) return CM_OK;                    /* the file is the game */
    file->form = cm_form_of(file->root);
    if (file->diags.count > before) goto out;                /* its shape may be wrong */
    if (from != NULL && from->kind == CM_NODE_TEXT) {
        CM_TRY(cm_given_players(ctx, &scratch, &file->scenario, cm_node_child(file->root, "game"), &(cm_diags){ .ctx = ctx }, &player, &n));
        if (n > 0 && n <= CM_TU_MOST) CM_TRY(cm_worths_read(ctx, &file->arena, from->text, from->value_place, n, &file->diags, &numbers));
    }
    CM_TRY(read_beside(ctx, file, &found, &numbers));
    CM_TRY(cm_given_read(ctx, &file->arena, &file->scenario, &numbers, &file->diags, &file->form, &file->game));
out:
    cm_arena_free(&scratch);
    return status;
}

/* What a request's model needs of its venue, or of all of them, said once. */
static void require_spatial(cm_ctx *ctx, cm_file *file, size_t r)
{
    const cm_scenario *s = &file->scenario;
    for (size_t v = 0; v < s->nvenues; v++) {
        bool said = false;
        if (!cm_venue_meets(s, file->request[r].venue, v)) continue;
        for (size_t q = 0; q < r; q++) said = said || (file->request[q].model != NULL && file->request[q].model->spatial && cm_venue_meets(s, file->request[q].venue, v));
        if (!said) cm_scenario_require_spatial(ctx, s, &s->venue[v], &file->diags);
    }
}

/* What only the making of a protocol shows: nobody's patience, probabilities of proposing that do not add up. */
static cm_status try_protocols(cm_ctx *ctx, cm_file *file)
{
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    cm_world world;
    size_t before = file->diags.count;
    for (size_t i = 0; i < file->nrequests && file->diags.count == before; i++) {
        const cm_request *request = &file->request[i];
        cm_meeting meeting;
        cm_game game;
        if (request->model == NULL || request->venue == NULL || (request->model->gives != CM_GAME_SURPLUS && request->model->gives != CM_GAME_POLICY)) continue;
        CM_TRY(cm_world_init(ctx, &scratch, &file->scenario, file->scenario.seed, &world));
        cm_world_start(&world, 0);
        if (cm_meeting_open(ctx, &scratch, &file->scenario, request->venue, &world, &meeting) == CM_E_DOMAIN) {
            cm_ctx_clear(ctx);                           /* nobody in the first draw: the run says so */
            continue;
        }
        CM_TRY(ctx->status);
        CM_TRY(request->model->build(ctx, &scratch, &meeting, &file->diags, &game));
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* The claim's records; the rows of those in a file of their own stay outside the tree, which a claim copies. */
static cm_status read_records(cm_ctx *ctx, cm_file *file, const cm_node *claim)
{
    const cm_node *list = cm_node_child(claim, "observed");
    const cm_node **outside = CM_NEW(ctx, &file->arena, cm_node_count(list) + 1, const cm_node *);
    size_t k = 0, before = file->diags.count;
    cm_status status = ctx->status;
    if (status != CM_OK || list == NULL || list->kind != CM_NODE_LIST) return status;
    for (const cm_node *c = list->child; c != NULL; c = c->next, k++) {
        const cm_node *from = cm_node_child(c, "cases_from");
        cm_node *rows = NULL;
        if (from == NULL || from->kind != CM_NODE_TEXT) continue;
        CM_TRY(cm_csv_cases(ctx, &file->arena, from->text, from->value_place, &file->diags, &rows, &file->sources));
        outside[k] = rows;
    }
    if (file->diags.count == before) CM_TRY(cm_observed_read(ctx, &file->arena, claim, outside, &file->diags, &file->observed, &file->nobserved));
out:
    return status;
}

static cm_status understand(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_node *claim = cm_node_child(file->root, "claim");
    cm_status status = CM_OK;
    size_t before = file->diags.count;
    cm_schema_check(ctx, &file->diags, file->root);
    CM_TRY(cm_scenario_read(ctx, &file->arena, file->root, &file->diags, &file->scenario));
    CM_TRY(read_game(ctx, file, before));
    CM_TRY(cm_requests_read(ctx, file, o));
    for (size_t i = 0; i < file->nrequests; i++) {
        if (file->request[i].model != NULL && file->request[i].model->spatial) require_spatial(ctx, file, i);
    }
    if (file->diags.count == before) CM_TRY(try_protocols(ctx, file));
    if (claim != NULL && o->cells && file->diags.count == before) CM_TRY(read_records(ctx, file, claim));
    if (claim != NULL && cm_family_is(file->root) && o->cells && file->diags.count == before) {
        file->family = CM_NEW(ctx, &file->arena, 1, cm_family);
        if (file->family == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_family_read(ctx, &file->arena, file->root, &file->diags, file->family));
    } else if (claim != NULL && o->cells && file->diags.count == before && !cm_claim_is_record(claim)) {
        file->claim = CM_NEW(ctx, &file->arena, 1, cm_claim);
        if (file->claim == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_claim_read(ctx, &file->arena, file->root, &file->diags, file->claim));
        if (file->diags.count == before) CM_TRY(cm_inquiry_read(ctx, &file->arena, file->root, file->claim, &file->diags, &file->inquiry));
    }
    status = ctx->status;
out:
    return status;
}

/* What is said of a place that could not even be read follows from that: leave it out. */
static void drop_echoes(cm_diags *diags, size_t lexical)
{
    cm_diags read = *diags;                              /* a view of the mistakes of reading alone */
    size_t kept = lexical;
    read.count = lexical;
    for (size_t i = lexical; i < diags->count; i++) {
        if (!cm_diags_cover(&read, diags->item[i].place)) diags->item[kept++] = diags->item[i];
    }
    diags->count = kept;
}

static cm_node *add_node(cm_ctx *ctx, cm_file *file, cm_node *parent, cm_node_kind kind, const char *name, const char *text)
{
    cm_node *node = cm_node_new(ctx, &file->arena, kind, name);
    if (node == NULL) return NULL;
    node->place = node->value_place = (cm_place){ file->name, 1, 1, 1 };
    node->text = text;
    if (kind == CM_NODE_INT) node->number = (double)(node->integer = 1);
    if (parent != NULL) cm_node_append(parent, node);
    return node;
}

/* What a file of Gambit's would say as a scenario: its title, and the usual questions to such a game. */
static cm_status stand_in(cm_ctx *ctx, cm_file *file, const cm_gambit *found)
{
    static const char *const usual[] = { "pure", "nash", "backward" };
    cm_node *root = add_node(ctx, file, NULL, CM_NODE_GROUP, NULL, NULL), *solve, *game;
    const char *slash = strrchr(file->name, '/');
    if (root == NULL || add_node(ctx, file, root, CM_NODE_INT, "comity", NULL) == NULL) return ctx->status;
    if (found->title[0] != '\0' && add_node(ctx, file, root, CM_NODE_TEXT, "title", found->title) == NULL) return ctx->status;
    if (found->comment[0] != '\0' && add_node(ctx, file, root, CM_NODE_TEXT, "about", found->comment) == NULL) return ctx->status;
    game = add_node(ctx, file, root, CM_NODE_GROUP, "game", NULL);
    if (game == NULL || add_node(ctx, file, game, CM_NODE_TEXT, "form", file->form->name) == NULL) return ctx->status;
    if (add_node(ctx, file, game, CM_NODE_TEXT, "file", slash != NULL ? slash + 1 : file->name) == NULL) return ctx->status;
    solve = add_node(ctx, file, root, CM_NODE_LIST, "solve", NULL);
    for (size_t k = 0; solve != NULL && k < sizeof usual / sizeof usual[0]; k++) {
        const cm_concept *concept = cm_concept_find(usual[k]);
        cm_node *one;
        if (concept == NULL || (concept->takes != CM_GAME_NFG && concept->takes != found->game.kind)) continue;
        if (concept->takes == CM_GAME_EFG && !cm_efg_perfect_recall(&found->game.as.efg)) continue;       /* backward induction has no answer */
        one = add_node(ctx, file, solve, CM_NODE_GROUP, NULL, NULL);
        if (one == NULL || add_node(ctx, file, one, CM_NODE_TEXT, "concept", usual[k]) == NULL) return ctx->status;
    }
    file->root = root;
    return ctx->status;
}

static cm_status load_gambit(cm_ctx *ctx, cm_file *file)
{
    cm_gambit found;
    cm_status status = cm_gambit_read(ctx, &file->arena, NULL, file->name, &file->diags, &file->sources, &found);
    if (status != CM_OK || found.game.kind == CM_GAME_NONE) return status;
    file->game = found.game;
    file->form = cm_form_find(found.game.kind == CM_GAME_NFG ? "normal" : "extensive");
    return stand_in(ctx, file, &found);
}

/* From the tree on. */
static cm_status load_rest(cm_ctx *ctx, const cm_load_options *options, cm_file *file)
{
    cm_status status = CM_OK;
    if (file->root != NULL) {
        size_t lexical = file->diags.count;
        /* The table first, so that its players can be set; its name before it. */
        for (size_t i = 0; i < options->nset; i++) {
            if (strncmp(options->set[i], "players_from=", 13) == 0) CM_TRY(apply_set(ctx, file, options->set[i]));
        }
        CM_TRY(read_table(ctx, file));
        for (size_t i = 0; i < options->nset; i++) {
            if (strncmp(options->set[i], "players_from=", 13) != 0) CM_TRY(apply_set(ctx, file, options->set[i]));
        }
        CM_TRY(understand(ctx, file, options));
        drop_echoes(&file->diags, lexical);
    }
    cm_diags_sort(&file->diags);
out:
    return status;
}

static void begin(cm_ctx *ctx, const char *name, cm_file *file)
{
    memset(file, 0, sizeof *file);
    file->name = name;
    file->diags.ctx = ctx;
}

cm_status cm_load(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file)
{
    cm_status status = CM_OK;
    begin(ctx, name, file);
    if (cm_gambit_named(name)) CM_TRY(load_gambit(ctx, file));
    else CM_TRY(cm_config_read(ctx, &file->arena, name, &file->diags, &file->root, &file->sources));
    CM_TRY(load_rest(ctx, options, file));
out:
    return status;
}

cm_status cm_load_text(cm_ctx *ctx, const char *name, const char *text, const cm_load_options *options, cm_file *file)
{
    cm_status status = CM_OK;
    begin(ctx, name, file);
    CM_TRY(cm_config_read_text(ctx, &file->arena, name, text, strlen(text), &file->diags, &file->root, &file->sources));
    CM_TRY(load_rest(ctx, options, file));
out:
    return status;
}

char *cm_file_text(cm_ctx *ctx, cm_file *file)
{
    cm_node *root = cm_node_new(ctx, &file->arena, CM_NODE_GROUP, NULL);
    for (const cm_node *c = file->root->child; c != NULL && root != NULL; c = c->next) {
        cm_node *copy = strcmp(c->name, "players_from") != 0 ? cm_node_copy(ctx, &file->arena, c) : NULL;      /* the table's players are among the players */
        if (ctx->status != CM_OK) return NULL;
        if (copy != NULL) cm_node_append(root, copy);
    }
    return root != NULL ? cm_node_print(ctx, &file->arena, root) : NULL;
}

int cm_load_or_tell(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file)
{
    cm_status status = cm_load(ctx, name, options, file);
    if (status == CM_OK && file->diags.count > 0) {
        if (cm_machines_first()) cm_diagnose(stderr, &file->diags, file->sources, cm_wants_colour(STDERR_FILENO));
        return CM_EXIT_FILE;
    }
    if (status == CM_OK) return CM_EXIT_DONE;
    cm_complain(name, ctx->message);
    return status == CM_E_INPUT ? CM_EXIT_USAGE : cm_exit_of(status);
}

bool cm_file_plays(const cm_file *file, const cm_concept *concept)
{
    return cm_form_plays(file->form, concept->takes);
}

void cm_file_free(cm_file *file)
{
    cm_diags_free(&file->diags);
    cm_arena_free(&file->arena);
}
