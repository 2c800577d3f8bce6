/* folder.c: folders of output. */
#include "cli/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

bool cm_folder_named(const char *path)
{
    size_t length = path != NULL ? strlen(path) : 0;
    return length > 0 && (path[length - 1] == '/' || is_folder(path));
}

bool cm_folder_empty(const char *path)
{
    DIR *folder = opendir(path);
    bool empty = true;
    if (folder == NULL) return access(path, F_OK) != 0;
    for (const struct dirent *entry; empty && (entry = readdir(folder)) != NULL;) empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    (void)closedir(folder);
    return empty;
}

char *cm_folder_temporary(cm_ctx *ctx, cm_arena *arena, const char *path)
{
    char *name = cm_format(ctx, arena, "%s.XXXXXX", path);
    mode_t mask = umask(0);
    (void)umask(mask);
    if (name != NULL && mkdtemp(name) != NULL) {
        (void)chmod(name, 0777 & ~mask);
        return name;
    }
    cm_complain(path, name != NULL ? strerror(errno) : "no memory");
    return NULL;
}

static bool make_parents(const char *path)
{
    char *copy = strdup(path);
    bool good = copy != NULL;
    for (char *slash = copy != NULL ? strchr(copy + 1, '/') : NULL; good && slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        good = mkdir(copy, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    free(copy);
    return good;
}

bool cm_folder_copy(const char *from, const char *to)
{
    char room[1 << 14];
    size_t got = 0;
    FILE *in = fopen(from, "rb"), *out = NULL;
    bool good = in != NULL && make_parents(to) && (out = fopen(to, "wb")) != NULL;
    while (good && (got = fread(room, 1, sizeof room, in)) > 0) good = fwrite(room, 1, got, out) == got;
    good = good && !ferror(in);
    if (out != NULL && fclose(out) != 0) good = false;
    if (!good) cm_complain(in == NULL ? from : to, strerror(errno));
    if (in != NULL) (void)fclose(in);
    return good;
}

bool cm_folder_same(const char *one, const char *other)
{
    char a[1 << 14], b[1 << 14];
    FILE *first = fopen(one, "rb"), *second = fopen(other, "rb");
    bool same = first != NULL && second != NULL;
    for (size_t got = 1; same && got > 0;) {
        got = fread(a, 1, sizeof a, first);
        same = fread(b, 1, sizeof b, second) == got && memcmp(a, b, got) == 0 && !ferror(first) && !ferror(second);
    }
    if (first != NULL) (void)fclose(first);
    if (second != NULL) (void)fclose(second);
    return same;
}

bool cm_folder_place(cm_ctx *ctx, cm_arena *arena, const char *whole, const char *path, char **old)
{
    int error;
    *old = NULL;
    if (rename(whole, path) == 0) return true;           /* nothing there, or an empty folder */
    error = errno;
    if (error == EEXIST || error == ENOTEMPTY) {
        *old = cm_folder_temporary(ctx, arena, path);
        if (*old == NULL) return false;
        if (rename(path, *old) == 0) {
            if (rename(whole, path) == 0) return true;
            error = errno;
            (void)rename(*old, path);
        } else {
            error = errno;
            (void)rmdir(*old);
        }
    }
    *old = NULL;
    cm_complain(path, strerror(error));
    return false;
}

void cm_folder_remove(const char *path)
{
    struct stat about;
    DIR *folder = lstat(path, &about) == 0 && S_ISDIR(about.st_mode) ? opendir(path) : NULL;
    if (folder == NULL) {
        (void)unlink(path);
        return;
    }
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        size_t size = strlen(path) + strlen(entry->d_name) + 2;
        char *inner = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 ? malloc(size) : NULL;
        if (inner == NULL) continue;
        (void)snprintf(inner, size, "%s/%s", path, entry->d_name);
        cm_folder_remove(inner);
        free(inner);
    }
    (void)closedir(folder);
    (void)rmdir(path);
}
