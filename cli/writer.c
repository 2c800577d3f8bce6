/* writer.c: the register of writers, and numbers as text. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/report.h"

#define CM_WRITER(word) extern const cm_writer cm_writer_##word;
#include "cli/writers.def"
#undef CM_WRITER

#define CM_WRITER(word) &cm_writer_##word,
static const cm_writer *const writers[] = {
#include "cli/writers.def"
};
#undef CM_WRITER

const cm_writer *const *cm_writers(size_t *count)
{
    *count = sizeof writers / sizeof writers[0];
    return writers;
}

const cm_writer *cm_writer_find(const char *name)
{
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        if (strcmp(writers[i]->name, name) == 0) return writers[i];
    }
    return NULL;
}

void cm_writer_refuse(void)
{
    char words[256] = "is one of";
    size_t used = strlen(words);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) used += (size_t)snprintf(words + used, sizeof words - used, "%s %s", i > 0 ? "," : "", writers[i]->name);
    cm_complain("--format", words);
}

cm_style cm_style_of(const cm_options *o, FILE *out)
{
    return (cm_style){ .out = out, .colour = o->output == NULL && cm_wants_colour(STDOUT_FILENO), .chinese = o->chinese, .screen = o->output == NULL && isatty(STDOUT_FILENO), .count = o->nargs, .options = o };
}

const char *cm_value_text(const cm_value *value, char *buffer, size_t size, bool chinese)
{
    double x;
    switch (value->kind) {
    case CM_TEXT: return value->as.text;
    case CM_TRUTH: return value->as.truth ? (chinese ? "是" : "yes") : (chinese ? "否" : "no");
    case CM_INTEGER: (void)snprintf(buffer, size, "%lld", (long long)value->as.integer); return buffer;
    case CM_NUMBER:
        x = fabs(value->as.number) < 5e-10 ? 0 : value->as.number;
        (void)snprintf(buffer, size, "%.6g", x);
        return buffer;
    case CM_NONE: break;
    }
    return "";
}
