/* output.c: a temporary file beside the target, renamed when it is whole.  Devices and pipes are
 * written directly: a rename would replace them. */
#define _DEFAULT_SOURCE 1        /* mkstemp, fchmod */
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"

static FILE *open_temporary(cm_output *o)
{
    size_t length = strlen(o->path);
    mode_t mask = umask(0);
    FILE *out = NULL;
    int file;
    (void)umask(mask);
    o->temporary = malloc(length + 8);
    if (o->temporary == NULL) return NULL;
    memcpy(o->temporary, o->path, length);
    memcpy(o->temporary + length, ".XXXXXX", 8);
    file = mkstemp(o->temporary);
    if (file >= 0 && fchmod(file, 0666 & ~mask) == 0) out = fdopen(file, "w");
    if (out == NULL && file >= 0) {
        int error = errno;
        (void)close(file);
        (void)unlink(o->temporary);
        errno = error;
    }
    return out;
}

bool cm_output_is_file(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 ? path[0] != '\0' && path[strlen(path) - 1] != '/' : S_ISREG(about.st_mode);
}

bool cm_output_open(cm_output *o, const char *path)
{
    struct stat about;
    memset(o, 0, sizeof *o);
    o->path = path;
    if (path == NULL) {
        o->out = stdout;
        return true;
    }
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        cm_complain(path, "is a folder: name a file");
        return false;
    }
    o->out = stat(path, &about) == 0 && !S_ISREG(about.st_mode) ? fopen(path, "w") : open_temporary(o);
    if (o->out != NULL) return true;
    cm_complain(path, strerror(errno));
    free(o->temporary);
    return false;
}

bool cm_output_close(cm_output *o, bool keep)
{
    bool bad = fflush(o->out) != 0 || ferror(o->out) != 0;
    int error = errno;
    if (o->path != NULL && fclose(o->out) != 0) {
        bad = true;
        error = errno;
    }
    if (o->temporary != NULL) {
        if (bad || !keep) {
            (void)unlink(o->temporary);
        } else if (rename(o->temporary, o->path) != 0) {
            bad = true;
            error = errno;
            (void)unlink(o->temporary);
        }
    }
    free(o->temporary);
    if (bad) cm_complain(o->path != NULL ? o->path : "standard output", error != 0 ? strerror(error) : "cannot be written");
    return !bad;
}
