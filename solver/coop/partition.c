/* partition.c: partitions to text and back. */
#include "solver/coop/partition.h"

#include <string.h>

static size_t put(char *text, size_t at, const char *word)
{
    size_t length = strlen(word);
    if (text != NULL) memcpy(text + at, word, length + 1);
    return at + length;
}

/* Writes where there is room to; the length either way. */
static size_t write(char *text, const char *const *player, const uint32_t *group, size_t count)
{
    size_t at = 0;
    for (size_t g = 0; g < count; g++) {
        const char *before = g > 0 ? " {" : "{";
        for (size_t i = 0; i < 32; i++) {
            if (!(group[g] >> i & 1u)) continue;
            at = put(text, at, before);
            at = put(text, at, player[i]);
            before = ", ";
        }
        at = put(text, at, "}");
    }
    return at;
}

const char *cm_partition_text(cm_ctx *ctx, cm_arena *arena, const char *const *player, const uint32_t *group, size_t count)
{
    char *text = CM_NEW(ctx, arena, write(NULL, player, group, count) + 1, char);
    if (text != NULL) (void)write(text, player, group, count);
    return text;
}

/* One "{A, B}" from *at on, which is moved behind it. */
static bool read_group(const char **at, const char *const *player, size_t n, uint32_t *group)
{
    const char *c = *at;
    *group = 0;
    if (*c++ != '{') return false;
    while (*c != '\0') {
        size_t length = strcspn(c, ",}"), i = 0;
        while (i < n && (strlen(player[i]) != length || strncmp(player[i], c, length) != 0 || (*group >> i & 1u))) i++;
        if (i == n) return false;
        *group |= 1u << i;
        c += length;
        if (*c == '}') {
            *at = c + 1;
            return true;
        }
        if (strncmp(c, ", ", 2) != 0) return false;
        c += 2;
    }
    return false;
}

bool cm_group_read(cm_value text, const char *const *player, size_t n, uint32_t *group)
{
    const char *at = text.kind == CM_TEXT ? text.as.text : "";
    return n <= 32 && read_group(&at, player, n, group) && *at == '\0';
}

bool cm_partition_read(cm_value text, const char *const *player, size_t n, uint32_t *group, size_t *count)
{
    const char *at = text.kind == CM_TEXT ? text.as.text : "";
    uint64_t seen = 0;
    *count = 0;
    if (n > 32) return false;
    while (*at != '\0') {
        uint32_t next;
        if (*count > 0 && *at++ != ' ') return false;
        if (*count == n || !read_group(&at, player, n, &next) || (seen & next) != 0) return false;
        seen |= next;
        group[(*count)++] = next;
    }
    return seen == ((uint64_t)1 << n) - 1;
}
