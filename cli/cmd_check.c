/* cmd_check.c: `comity check`: find mistakes, compute nothing. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/load.h"

static int check_file(const cm_options *o, const char *name)
{
    cm_load_options load = { .set = o->set, .nset = o->nset, .concepts = o->concepts, .venue = o->venue, .cells = true };
    cm_file file;
    cm_ctx ctx;
    int result;
    cm_ctx_init(&ctx);
    result = cm_load_or_tell(&ctx, name, &load, &file);
    if (result == CM_EXIT_DONE && !o->quiet) (void)printf(o->chinese ? "%s：没有错误\n" : "%s: no mistakes\n", name);
    cm_file_free(&file);
    return result;
}

static int run(const cm_options *o)
{
    int worst = CM_EXIT_DONE;
    if (o->nargs == 0) {
        cm_complain("check", "name a file");
        return CM_EXIT_USAGE;
    }
    for (size_t i = 0; i < o->nargs; i++) worst = cm_worse(worst, check_file(o, o->arg[i]));
    return worst;
}

const cm_command cm_command_check = { "check", "find mistakes; compute nothing", run };
