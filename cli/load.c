/* load.c: reading, patching, checking: everything before computing. */
#include "cli/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/csv.h"
#include "cli/diagnose.h"
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

static void unknown_concept(cm_ctx *ctx, cm_file *file, const cm_node *node)
{
    size_t count;
    const cm_concept *const *all = cm_concepts(&count);
    const char **words = CM_NEW(ctx, &file->diags.arena, count + 1, const char *), *near;
    if (words == NULL) return;
    for (size_t i = 0; i < count; i++) words[i] = all[i]->name;
    near = cm_nearest_word(node->text, words);
    cm_diag_add(&file->diags, node->value_place, near != NULL ? cm_format(ctx, &file->diags.arena, "\"%s\"", near) : NULL,
                near != NULL ? cm_format(ctx, &file->diags.arena, "did you mean '%s'?", near) : "see `comity list concepts`",
                "'%s' is no concept", node->text);
}

static cm_status add_request(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const cm_venue *venue)
{
    cm_request *larger = CM_NEW(ctx, &file->arena, file->nrequests + 1, cm_request);
    if (larger == NULL) return ctx->status;
    if (file->nrequests > 0) memcpy(larger, file->request, file->nrequests * sizeof *larger);
    larger[file->nrequests++] = (cm_request){ concept, venue };
    file->request = larger;
    return CM_OK;
}

/* One concept at one venue, or at all of them. */
static cm_status request_at(cm_ctx *ctx, cm_file *file, const cm_concept *concept, const cm_venue *venue)
{
    const cm_scenario *s = &file->scenario;
    cm_status status = CM_OK;
    if (venue != NULL) return add_request(ctx, file, concept, venue);
    for (size_t v = 0; v < s->nvenues && status == CM_OK; v++) {
        if (s->venue[v].nparts == 0) status = add_request(ctx, file, concept, &s->venue[v]);
    }
    return status;
}

static cm_status read_request(cm_ctx *ctx, cm_file *file, const cm_node *node)
{
    const cm_node *word = cm_node_child(node, "concept"), *at = cm_node_child(node, "venue");
    const cm_venue *venue = NULL;
    const cm_concept *concept;
    if (word == NULL || word->kind != CM_NODE_TEXT) return CM_OK;
    concept = cm_concept_find(word->text);
    if (concept == NULL) unknown_concept(ctx, file, word);
    if (at != NULL && at->kind == CM_NODE_TEXT) {
        venue = cm_scenario_venue(&file->scenario, at->text);
        if (venue == NULL) {
            const char *words[64] = { NULL }, *near;
            for (size_t v = 0; v < file->scenario.nvenues && v < 63; v++) words[v] = file->scenario.venue[v].id;
            near = cm_nearest_word(at->text, words);
            cm_diag_add(&file->diags, at->value_place, near != NULL ? cm_format(ctx, &file->diags.arena, "\"%s\"", near) : NULL,
                        near != NULL ? cm_format(ctx, &file->diags.arena, "did you mean '%s'?", near) : "define it in venues", "there is no venue '%s'", at->text);
            return ctx->status;
        }
    }
    if (concept == NULL) return ctx->status;
    if (venue != NULL && venue->nparts > 0) {
        cm_diag_add(&file->diags, at->value_place, NULL, "name one of its parts", "venue '%s' consists of parts; concepts take one venue", venue->id);
        return ctx->status;
    }
    if (file->scenario.nvenues == 0) {
        cm_diag_add(&file->diags, word->value_place, NULL, "add venues = { club = { rule = { type = \"consensus\"; }; }; };", "'%s' needs a venue", word->text);
    }
    return request_at(ctx, file, concept, venue);
}

/* --venue ID: the venue, or a sentence with the nearest one. */
static cm_status find_venue(cm_ctx *ctx, const cm_file *file, const char *id, const cm_venue **venue)
{
    const char *words[64] = { NULL }, *near;
    *venue = cm_scenario_venue(&file->scenario, id);
    if (*venue != NULL) return CM_OK;
    for (size_t v = 0; v < file->scenario.nvenues && v < 63; v++) words[v] = file->scenario.venue[v].id;
    near = cm_nearest_word(id, words);
    return cm_fail(ctx, CM_E_INPUT, "there is no venue '%s'%s%s%s", id, near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static cm_status named_requests(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_venue *venue = NULL;
    char *list = cm_strdup(ctx, &file->arena, o->concepts), *rest = list;
    cm_status status = CM_OK;
    if (list == NULL) return ctx->status;
    if (o->venue != NULL) status = find_venue(ctx, file, o->venue, &venue);
    for (char *word = strtok_r(list, ",", &rest); word != NULL && status == CM_OK; word = strtok_r(NULL, ",", &rest)) {
        const cm_concept *concept = cm_concept_find(word);
        if (concept == NULL) {
            const char *words[64] = { NULL }, *near;
            size_t count;
            const cm_concept *const *all = cm_concepts(&count);
            for (size_t i = 0; i < count && i < 63; i++) words[i] = all[i]->name;
            near = cm_nearest_word(word, words);
            return cm_fail(ctx, CM_E_INPUT, "'%s' is no concept; %s%s%s", word, near != NULL ? "did you mean '" : "see `comity list concepts`",
                           near != NULL ? near : "", near != NULL ? "'?" : "");
        }
        status = request_at(ctx, file, concept, venue);
    }
    return status;
}

static cm_status read_requests(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_node *solve = cm_node_child(file->root, "solve");
    const cm_venue *only = NULL;
    size_t kept = 0;
    cm_status status = CM_OK;
    if (o->concepts != NULL) return named_requests(ctx, file, o);
    for (const cm_node *c = solve != NULL ? solve->child : NULL; c != NULL && status == CM_OK; c = c->next) status = read_request(ctx, file, c);
    if (status != CM_OK || o->venue == NULL) return status;
    status = find_venue(ctx, file, o->venue, &only);
    if (status != CM_OK) return status;
    for (size_t i = 0; i < file->nrequests; i++) {
        if (file->request[i].venue == only) file->request[kept++] = file->request[i];
    }
    file->nrequests = kept;
    return CM_OK;
}

static cm_status understand(cm_ctx *ctx, cm_file *file, const cm_load_options *o)
{
    const cm_node *claim = cm_node_child(file->root, "claim");
    cm_status status = CM_OK;
    size_t before = file->diags.count;
    cm_schema_check(ctx, &file->diags, file->root);
    CM_TRY(cm_scenario_read(ctx, &file->arena, file->root, &file->diags, &file->scenario));
    CM_TRY(read_requests(ctx, file, o));
    for (size_t i = 0; i < file->nrequests; i++) {
        bool seen = false;
        for (size_t j = 0; j < i; j++) seen = seen || file->request[j].venue == file->request[i].venue;
        if (!seen && file->request[i].concept->takes == CM_GAME_SPATIAL) {
            cm_scenario_require_spatial(ctx, &file->scenario, file->request[i].venue, &file->diags);
        }
    }
    if (claim != NULL && o->cells && file->diags.count == before) {
        file->claim = CM_NEW(ctx, &file->arena, 1, cm_claim);
        if (file->claim == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_claim_read(ctx, &file->arena, file->root, &file->diags, file->claim));
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

cm_status cm_load(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file)
{
    cm_status status = CM_OK;
    memset(file, 0, sizeof *file);
    file->name = name;
    file->diags.ctx = ctx;
    CM_TRY(cm_config_read(ctx, &file->arena, name, &file->diags, &file->root, &file->sources));
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

int cm_load_or_tell(cm_ctx *ctx, const char *name, const cm_load_options *options, cm_file *file)
{
    cm_status status = cm_load(ctx, name, options, file);
    if (status == CM_OK && file->diags.count > 0) {
        cm_diagnose(stderr, &file->diags, file->sources, cm_wants_colour(STDERR_FILENO));
        return CM_EXIT_FILE;
    }
    if (status == CM_OK) return CM_EXIT_DONE;
    cm_complain(name, ctx->message);
    return status == CM_E_INPUT ? CM_EXIT_USAGE : cm_exit_of(status);
}

void cm_file_free(cm_file *file)
{
    cm_diags_free(&file->diags);
    cm_arena_free(&file->arena);
}
