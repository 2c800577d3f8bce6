/* templates.h: the starter files of `comity new`. */
#ifndef CM_CLI_TEMPLATES_H
#define CM_CLI_TEMPLATES_H

typedef struct cm_template {
    const char *name, *text;
} cm_template;

/* Ends with a name NULL. */
extern const cm_template cm_templates[];

#endif
