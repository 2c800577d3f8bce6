/* setting.c: replacing a setting by its path, and the channel it belongs to. */
#include <string.h>

#include "models/claim.h"
#include "models/schema.h"

/* The first step below players, issues, venues, groups, population.blocs or parameters has to exist: a
 * misspelled id would otherwise make something new. */
static const char *missing_id(cm_ctx *ctx, cm_arena *arena, const cm_node *root, const char *path, const cm_node **where)
{
    static const char *const maps[] = { "players.", "issues.", "venues.", "groups.", "population.blocs.", "parameters." };
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        size_t length = strlen(maps[i]);
        char *map, *id;
        if (strncmp(path, maps[i], length) != 0) continue;
        map = cm_strndup(ctx, arena, path, length - 1);
        id = cm_strndup(ctx, arena, path + length, strcspn(path + length, "."));
        if (map == NULL || id == NULL) return NULL;
        *where = cm_node_at(root, map);
        return cm_node_child(*where, id) == NULL ? id : NULL;
    }
    return NULL;
}

cm_status cm_setting_put(cm_ctx *ctx, cm_arena *arena, cm_node *root, const char *path, const cm_node *value,
                         cm_place place, cm_diags *diags)
{
    const cm_node *where = NULL;
    const char *id = missing_id(ctx, &diags->arena, root, path, &where);
    cm_status status;
    if (id != NULL) {
        size_t count = 0;
        const char **words = CM_NEW(ctx, &diags->arena, cm_node_count(where) + 1, const char *), *near;
        if (words == NULL) return ctx->status;
        for (const cm_node *c = where != NULL ? where->child : NULL; c != NULL; c = c->next) words[count++] = c->name;
        near = cm_nearest_word(id, words);
        cm_diag_add(diags, place, NULL, near != NULL ? cm_format(ctx, &diags->arena, "did you mean '%s'?", near) : "see the ids in the file",
                    "there is no '%s' to set '%s' of", id, path);
        return ctx->status;
    }
    if (!cm_schema_has_path(path)) {
        cm_diag_add(diags, place, NULL, "write the names from the top of the file, joined with dots, such as venues.club.members.size",
                    "'%s' is no setting of a scenario", path);
        return ctx->status;
    }
    status = cm_node_put(ctx, arena, root, path, value);
    if (status == CM_E_INPUT) {
        cm_diag_add(diags, place, NULL, "see that each step of the path is a group in the file", "'%s' cannot be set: %s", path, ctx->message);
        cm_ctx_clear(ctx);
        return CM_OK;
    }
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a >= b && strcmp(text + a - b, end) == 0;
}

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static const char *population_channel(const char *path)
{
    if (strstr(path, ".ideal.") != NULL) {
        if (ends_with(path, ".sd") || ends_with(path, ".a") || ends_with(path, ".b")) return "dispersion";
        if (ends_with(path, ".mean") || ends_with(path, ".value") || ends_with(path, ".mode")) return "location";
        return NULL;                     /* low, high, a whole distribution: both at once */
    }
    if (ends_with(path, ".within") || ends_with(path, ".weight")) return "dispersion";
    if (ends_with(path, ".dimensions") || strstr(path, ".salience") != NULL) return "issues";
    if (ends_with(path, ".size")) return "members";
    return NULL;
}

const char *cm_channel_of(const char *path)
{
    if (strstr(path, "capability") != NULL) return "capability";
    if (begins_with(path, "venues.")) {
        if (ends_with(path, ".members.size")) return "members";
        if (strstr(path, ".members") != NULL) return "selection";
        if (strstr(path, ".rule") != NULL) return "rule";
        if (ends_with(path, ".issues") || ends_with(path, ".agenda")) return "issues";
        return NULL;
    }
    if (begins_with(path, "groups.")) return "selection";
    if (begins_with(path, "population")) return population_channel(path);
    if (begins_with(path, "uncertainty")) return "dispersion";
    if (begins_with(path, "status_quo")) return "location";
    if (begins_with(path, "players.") && strstr(path, ".ideal") != NULL) return "location";
    if (begins_with(path, "issues") || strstr(path, ".salience") != NULL) return "issues";
    return NULL;
}
