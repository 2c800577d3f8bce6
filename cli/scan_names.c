/* scan_names.c: the names met in each group, so that the second of two is told where the first is.
 *
 * One hash table for the whole file: a list a group would make a file with one large group slow. */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "cli/scan.h"

struct cm_name {
    const char *name;                  /* NULL: free */
    size_t group;
    cm_place place;
};

static size_t slot_of(const cm_names *names, size_t group, const char *name)
{
    uint64_t hash = 1469598103934665603u ^ (uint64_t)group * 0x9E3779B97F4A7C15u;
    size_t slot;
    for (const char *c = name; *c != '\0'; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
    slot = (size_t)(hash ^ hash >> 32) & (names->room - 1);
    while (names->slot[slot].name != NULL
           && (names->slot[slot].group != group || strcmp(names->slot[slot].name, name) != 0)) {
        slot = (slot + 1) & (names->room - 1);
    }
    return slot;
}

static bool make_room(cm_ctx *ctx, cm_arena *arena, cm_names *names)
{
    cm_names larger = { NULL, names->count, names->room == 0 ? 64 : names->room * 2 };
    if (names->count * 2 < names->room) return true;
    larger.slot = CM_NEW(ctx, arena, larger.room, struct cm_name);
    if (larger.slot == NULL) return false;
    for (size_t i = 0; i < names->room; i++) {
        const struct cm_name *old = &names->slot[i];
        if (old->name != NULL) larger.slot[slot_of(&larger, old->group, old->name)] = *old;
    }
    *names = larger;
    return true;
}

const cm_place *cm_names_meet(cm_ctx *ctx, cm_arena *arena, cm_names *names, size_t group,
                              const char *name, cm_place place)
{
    struct cm_name *met;
    if (!make_room(ctx, arena, names)) return NULL;
    met = &names->slot[slot_of(names, group, name)];
    if (met->name != NULL) return &met->place;
    met->name = name;
    met->group = group;
    met->place = place;
    names->count++;
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool cm_name_is_value(const char *name)
{
    return strcasecmp(name, "true") == 0 || strcasecmp(name, "false") == 0;
}

bool cm_name_well_formed(const char *name)
{
    if (!is_letter(*name) || cm_name_is_value(name)) return false;
    while (is_letter(*name) || (*name >= '0' && *name <= '9') || *name == '_' || *name == '-') name++;
    return *name == '\0';
}
