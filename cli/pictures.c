/* pictures.c: figures as files: which one, in what kind, and where to. */
#include "cli/pictures.h"

#include <string.h>

#include "cli/figure.h"
#include "cli/output.h"

/* "power=out.svg": the length of the name, 0 where there is only a path. */
static size_t name_length(const char *option)
{
    const char *equals = strchr(option, '=');
    size_t length = equals != NULL ? (size_t)(equals - option) : 0;
    return equals != NULL && memchr(option, '/', length) == NULL ? length : 0;
}

static const char *path_in(const char *option)
{
    size_t length = name_length(option);
    return length > 0 ? option + length + 1 : option;
}

const char *cm_pictures_mistake(cm_ctx *ctx, cm_arena *arena, const cm_options *o)
{
    if (o->nfigures == 0) return NULL;
    if (o->nargs > 1) return "--figure is of one file";
    if (o->parts > 0) return "--figure is for merge and for a whole run: --shard only computes a part";
    for (size_t k = 0; k < o->nfigures; k++) {
        cm_picture_kind kind;
        if (!cm_picture_kind_of(path_in(o->figure[k]), &kind)) return cm_format(ctx, arena, "--figure '%s': a figure is an .svg, a .pdf or a .png", o->figure[k]);
    }
    return NULL;
}

static const cm_figure *choose(const cm_figure *first, const char *option)
{
    size_t length = name_length(option);
    for (const cm_figure *figure = first; figure != NULL; figure = figure->next) {
        if (length == 0 || (strlen(figure->name) == length && strncmp(figure->name, option, length) == 0)) return figure;
    }
    return NULL;
}

static void tell_names(cm_ctx *ctx, cm_arena *arena, const cm_figure *first, const char *option)
{
    const char *names = "";
    for (const cm_figure *figure = first; figure != NULL && names != NULL; figure = figure->next) names = cm_format(ctx, arena, "%s%s%s", names, *names != '\0' ? ", " : "", figure->name);
    if (names == NULL) return;
    names = first == NULL ? "there is nothing to draw in this file's answers" : cm_format(ctx, arena, "there is no figure '%.*s'; this file has: %s", (int)name_length(option), option, names);
    if (names != NULL) cm_complain("--figure", names);
}

static int save(cm_ctx *ctx, cm_arena *arena, const cm_figure *figure, const char *path, bool chinese)
{
    cm_picture_kind kind = CM_PICTURE_SVG;
    const char *why = "no memory";
    bool absent = false;
    size_t length = 0;
    cm_output output;
    char *picture;
    (void)cm_picture_kind_of(path, &kind);
    picture = cm_figure_draw(ctx, arena, figure, chinese, kind, &length, &why, &absent);
    if (picture == NULL) {
        cm_complain(path, why);
        return CM_EXIT_IO;
    }
    if (!cm_output_open(&output, path)) return CM_EXIT_IO;
    (void)fwrite(picture, 1, length, output.out);
    return cm_output_close(&output, true) ? CM_EXIT_DONE : CM_EXIT_IO;
}

int cm_pictures_save(cm_ctx *ctx, const cm_options *o, const cm_report *report)
{
    cm_arena arena = { NULL };
    const cm_figure *first = o->nfigures > 0 ? cm_figures_of(ctx, &arena, report) : NULL;
    int worst = CM_EXIT_DONE;
    for (size_t k = 0; k < o->nfigures; k++) {
        const cm_figure *figure = choose(first, o->figure[k]);
        if (figure == NULL) {
            tell_names(ctx, &arena, first, o->figure[k]);
            worst = cm_worse(worst, CM_EXIT_USAGE);
        } else worst = cm_worse(worst, save(ctx, &arena, figure, path_in(o->figure[k]), o->chinese));
    }
    cm_arena_free(&arena);
    return worst;
}
