/* cmd_check.c: `comity check`: find mistakes, compute nothing. */
#include <stdio.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/diagnose.h"
#include "cli/load.h"

static int check_file(const cm_options *o, const char *name)
{
    cm_load_options load = { .set = o->set, .nset = o->nset, .concepts = o->concepts, .venue = o->venue, .cells = true };
    int result = CM_EXIT_DONE;
    cm_status status;
    cm_file file;
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    status = cm_load(&ctx, name, &load, &file);
    if (status != CM_OK) {
        cm_complain(name, ctx.message);
        result = status == CM_E_INPUT ? CM_EXIT_USAGE : cm_exit_of(status);
    } else if (file.diags.count > 0) {
        cm_diagnose(stderr, &file.diags, file.sources, cm_wants_colour(STDERR_FILENO));
        result = CM_EXIT_FILE;
    } else if (!o->quiet) {
        (void)printf(o->chinese ? "%s：没有错误\n" : "%s: no mistakes\n", name);
    }
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
