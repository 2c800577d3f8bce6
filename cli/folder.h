/* folder.h: folders of output: made beside their place, put there when they are whole. */
#ifndef CM_CLI_FOLDER_H
#define CM_CLI_FOLDER_H

#include <stdbool.h>

#include "solver/base/mem.h"

/* Does `-o PATH` mean a folder?  It ends in a slash, or one is there. */
bool cm_folder_named(const char *path);

/* A folder without entries, or none at all. */
bool cm_folder_empty(const char *path);

/* A new folder beside `path`, which ends in no slash.  NULL after it was told why. */
char *cm_folder_temporary(cm_ctx *ctx, cm_arena *arena, const char *path);

/* Copy the bytes of a file; the folders above the copy are made.  False after it was told why. */
bool cm_folder_copy(const char *from, const char *to);

/* Do two files hold the same bytes?  False also when one cannot be read. */
bool cm_folder_same(const char *one, const char *other);

/* Put `whole` in the place of `path`: a folder that is there goes to *old (in `arena`), NULL if there was none.
 * False after it was told why; all is then as it was. */
bool cm_folder_place(cm_ctx *ctx, cm_arena *arena, const char *whole, const char *path, char **old);

/* Remove a folder with all that is in it; links are not followed. */
void cm_folder_remove(const char *path);

#endif
