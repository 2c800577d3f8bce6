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

/* Is the k-th step of the path, from 0, this word? */
static bool step_is(const char *path, int k, const char *word)
{
    size_t length = strlen(word);
    for (; k > 0 && path != NULL; k--) path = strchr(path, '.') != NULL ? strchr(path, '.') + 1 : NULL;
    return path != NULL && strncmp(path, word, length) == 0 && (path[length] == '.' || path[length] == '\0');
}

/* The parameter of a distribution for one issue, or for all issues at once. */
static const char *ideal_channel(const char *path)
{
    static const char *const centre[] = { "mean", "value", "mode" };
    for (int k = 4; k <= 6; k++) {
        if (step_is(path, k, "sd")) return "dispersion";
        for (size_t i = 0; i < 3; i++) {
            if (step_is(path, k, centre[i])) return "location";
        }
    }
    return NULL;                         /* low, high, a and b, a whole distribution: both at once */
}

static const char *population_channel(const char *path)
{
    if (step_is(path, 1, "size")) return "members";
    if (step_is(path, 1, "within")) return "dispersion";
    if (step_is(path, 1, "dimensions")) return "issues";
    if (!step_is(path, 1, "blocs")) return NULL;
    if (step_is(path, 3, "capability")) return "capability";
    if (step_is(path, 3, "weight")) return "dispersion";
    if (step_is(path, 3, "salience")) return "issues";
    return step_is(path, 3, "ideal") ? ideal_channel(path) : NULL;
}

const char *cm_channel_of(const char *path)
{
    if (step_is(path, 0, "venues")) {
        if (step_is(path, 2, "members")) return step_is(path, 3, "size") ? "members" : "selection";
        if (step_is(path, 2, "rule") || step_is(path, 2, "abstention") || step_is(path, 2, "quorum")) return "rule";
        return step_is(path, 2, "issues") || step_is(path, 2, "agenda") ? "issues" : NULL;
    }
    if (step_is(path, 0, "population")) return population_channel(path);
    if (step_is(path, 0, "groups")) return "selection";
    if (step_is(path, 0, "uncertainty")) return "dispersion";
    if (step_is(path, 0, "status_quo")) return "location";
    if (step_is(path, 0, "issues")) return "issues";
    if (step_is(path, 0, "players") || step_is(path, 0, "defaults")) {
        int k = step_is(path, 0, "players") ? 2 : 1;
        return step_is(path, k, "capability") ? "capability" : step_is(path, k, "ideal") ? "location" : step_is(path, k, "salience") ? "issues" : NULL;
    }
    return NULL;
}
