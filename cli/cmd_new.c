/* cmd_new.c: `comity new`: a commented starter file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/templates.h"

static int write_template(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    FILE *out = file >= 0 ? fdopen(file, "w") : NULL;
    if (out == NULL) {
        cm_complain(path, errno == EEXIST ? "is there already; choose another name" : strerror(errno));
        if (file >= 0) (void)close(file);
        return CM_EXIT_IO;
    }
    bool bad = fputs(text, out) == EOF;
    if (fclose(out) != 0 || bad) {
        cm_complain(path, strerror(errno));
        return CM_EXIT_IO;
    }
    (void)printf("%s: written; now: comity run %s\n", path, path);
    return CM_EXIT_DONE;
}

static int run(const cm_options *o)
{
    const char *from = o->from != NULL ? o->from : "negotiation";
    char path[4096];
    size_t length;
    if (o->nargs != 1) {
        cm_complain("new", "say one name, such as: comity new mine; --from negotiation, claim, vote or coalitions chooses the template");
        return CM_EXIT_USAGE;
    }
    length = strlen(o->arg[0]);
    (void)snprintf(path, sizeof path, "%s%s", o->arg[0], length > 4 && strcmp(o->arg[0] + length - 4, ".cfg") == 0 ? "" : ".cfg");
    for (const cm_template *t = cm_templates; t->name != NULL; t++) {
        if (strcmp(t->name, from) == 0) return write_template(path, t->text);
    }
    cm_complain("--from", "is one of negotiation, claim, vote, coalitions");
    return CM_EXIT_USAGE;
}

const cm_command cm_command_new = { "new", "a commented starter file: negotiation, claim, vote or coalitions", run };
