/* load.c: reading, patching, checking: everything before computing. */
#include "cli/load.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/csv.h"
#include "cli/diagnose.h"
#include "cli/requests.h"
#include "cli/worths.h"
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

/* The game that the file gives outright, with the numbers that stand in a file of their own. */
static cm_status read_game(cm_ctx *ctx, cm_file *file, size_t before)
{
    const cm_node *from = cm_node_child(cm_node_child(file->root, "game"), "worth_from");
    cm_outside_numbers numbers = { .at = NULL };
    cm_arena scratch = { NULL };
    cm_status status = CM_OK;
    const char *const *player;
    size_t n = 0;
    file->form = cm_form_of(file->root);
    if (file->diags.count > before) goto out;                /* its shape may be wrong */
    if (from != NULL && from->kind == CM_NODE_TEXT) {
        CM_TRY(cm_given_players(ctx, &scratch, &file->scenario, cm_node_child(file->root, "game"), &(cm_diags){ .ctx = ctx }, &player, &n));
        if (n > 0 && n <= CM_TU_MOST) CM_TRY(cm_worths_read(ctx, &file->arena, from->text, from->value_place, n, &file->diags, &numbers));
    }
    CM_TRY(cm_given_read(ctx, &file->arena, &file->scenario, &numbers, &file->diags, &file->form, &file->game));
out:
    cm_arena_free(&scratch);
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
        bool seen = false;
        for (size_t j = 0; j < i; j++) seen = seen || file->request[j].venue == file->request[i].venue;
        if (!seen && file->request[i].model != NULL && file->request[i].model->spatial) {
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
