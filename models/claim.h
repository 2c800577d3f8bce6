/* claim.h: a hypothesis about a scenario, as a plan of cells that can be computed.
 *
 * A cell is the file with settings replaced.  Cells of one world share its draws; cells of one line
 * share the order in which members are picked, the mandate and the agenda as well, so that a line is
 * computed in one pass (line.h). */
#ifndef CM_MODELS_CLAIM_H
#define CM_MODELS_CLAIM_H

#include "models/measure.h"
#include "models/scenario.h"

enum { CM_MOST_AXES = 6, CM_MOST_CHANNELS = 7 };

typedef struct cm_level {
    const char *name, *name_zh;      /* "5", "consensus" */
    const cm_node *value;            /* what is put at the axis's path; NULL: none */
    const cm_node *set;              /* list of { path; to }; NULL: none */
    cm_place place;
} cm_level;

typedef struct cm_axis {
    const char *path;                /* NULL when its variants set several paths */
    const char *label, *label_zh;
    cm_level *level;
    size_t nlevels;
    bool within;                     /* its levels are judged one by one */
} cm_axis;

typedef struct cm_cell {
    size_t at[CM_MOST_AXES];         /* a level of each axis (cells of the grid) */
    unsigned channels;               /* bits of the channels at their target (cells of the explanation) */
    const cm_scenario *scenario;
    const cm_venue *venue;
    size_t world, line;
    size_t size;                     /* members */
    bool fixed_vote;                 /* the vote is the same in every draw */
    cm_vote vote;                    /* when fixed_vote */
    bool consensus, headcount;       /* what kind of vote, when fixed */
    int64_t quota;                   /* of a headcount */
    size_t part, nparts;             /* a venue of parts: their cells are part .. part+nparts-1; its line is SIZE_MAX */
    double *text;                    /* given text on the venue's issues; NULL: some text */
    bool controlled, closed;         /* something of it is known (known_chance.h): its control's mean; and that is the chance of agreement */
    double expected;                 /* of the control */
    size_t needed;                   /* members on one side of an issue */
} cm_cell;

typedef struct cm_channel {
    const char *name;
    bool active;                     /* some setting of it differs between the ends */
} cm_channel;

typedef struct cm_claim {
    const cm_node *node;
    const char *id, *statement, *statement_zh, *venue;      /* venue "": none, the claim is about a game or parameters */
    const cm_measure *measure[CM_MOST_MEASURES];
    size_t nmeasures;
    const struct cm_model *model[CM_MOST_MEASURES];      /* of a concept's measure: what makes its game of the venue; NULL: it takes none, or the file's own */
    bool nowhere;                    /* no measure depends on a venue */
    bool given;                      /* some measure is about the game that the file gives, cell by cell */
    bool registered;                 /* some measure is a row of the register: lines are computed */
    bool spatial;                    /* some measure is about ideals and a status quo */
    cm_axis axis[CM_MOST_AXES];
    size_t naxes, along;
    bool decreasing;
    double smallest[CM_MOST_MEASURES], confidence;       /* the smallest effect that matters, by measure */
    uint64_t draws, seed;
    double precision;                /* > 0: draw until the first measure's effects are known this well, `draws` at most */
    bool until_decided;              /* or until their verdicts are */
    bool random;                     /* draws differ; otherwise one is all there is */
    bool control;                    /* what has a closed form takes its part of the noise out of the rest (adjust.h) */
    bool importance;                 /* worlds are drawn with positions moved, and weighed */
    cm_cell *cell;                   /* the grid first (last axis fastest), then the explanation's, then parts */
    size_t ngrid, nexplained, ncells, nworlds, nlines;
    const cm_scenario **world;       /* one scenario a world */
    const char *from, *to;           /* ids of the explanation's ends; NULL: no explanation */
    cm_channel channel[CM_MOST_CHANNELS];
    size_t nchannels, nactive;       /* active ones are the bits of cm_cell.channels, in order */
} cm_claim;

/* Read the claim of a file whose scenario has no mistakes. Mistakes (of the claim, or of a cell) go to
 * diags; the claim is usable only when there were none.  All memory is the arena's.
 * Fails with: CM_E_MEMORY. */
cm_status cm_claim_read(cm_ctx *ctx, cm_arena *arena, const cm_node *root, cm_diags *diags, cm_claim *claim);

/* What an axis and a level of it are called; in English where there is no Chinese. */
const char *cm_axis_word(const cm_axis *axis, bool zh);
const char *cm_level_word(const cm_level *level, bool zh);

/* The cell of the grid at the given levels. */
size_t cm_claim_cell(const cm_claim *claim, const size_t *at);

/* Put a copy of `value` at `path` if such a setting may exist there; else a mistake at `place`. */
cm_status cm_setting_put(cm_ctx *ctx, cm_arena *arena, cm_node *root, const char *path, const cm_node *value,
                         cm_place place, cm_diags *diags);

/* Does nothing that the claim measures depend on the setting? */
bool cm_setting_idle(const cm_claim *claim, const char *path);

/* The channel that a setting belongs to ("members", "rule" ...), or NULL. */
const char *cm_channel_of(const char *path);

#endif
