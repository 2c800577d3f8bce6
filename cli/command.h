/* command.h: the commands, the options they share, and the exit status. */
#ifndef CM_CLI_COMMAND_H
#define CM_CLI_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "solver/base/ctx.h"

enum {
    CM_EXIT_DONE = 0,
    CM_EXIT_FILE = 1,           /* a mistake in a file */
    CM_EXIT_USAGE = 2,          /* a mistake on the command line */
    CM_EXIT_NO_ANSWER = 3,      /* no answer that passes its certificate; a replication that differs; an expectation not met */
    CM_EXIT_IO = 4,             /* a file that cannot be read or written */
    CM_EXIT_FAULT = 70,
    CM_EXIT_INTERRUPTED = 130
};

typedef struct cm_options {
    const char **arg;           /* after the command */
    size_t nargs;
    const char **set;
    size_t nset;
    const char **figure;        /* [NAME=]PATH */
    size_t nfigures;
    const char *concepts, *venue, *format, *output, *counterexample, *from, *expect;
    bool seeded, quiet, chinese, resume, save_draws;
    size_t part, parts;         /* --shard: from 0; parts 0: not given */
    uint64_t seed, draws;       /* draws 0: as the file says */
    int threads;
} cm_options;

typedef struct cm_command {
    const char *name, *about;
    int (*run)(const cm_options *options);
} cm_command;

extern const cm_command cm_command_run, cm_command_check, cm_command_show, cm_command_list, cm_command_explain, cm_command_new, cm_command_convert, cm_command_merge, cm_command_replicate;

/* The exit status for a failed call. */
int cm_exit_of(cm_status status);

/* "comity: file: sentence" to stderr. */
void cm_complain(const char *file, const char *sentence);

/* The more serious of two: of several files the worst status wins. */
int cm_worse(int a, int b);

/* True when a stream is a terminal and NO_COLOR is not set. */
bool cm_wants_colour(int descriptor);

/* Set by Ctrl-C. */
extern volatile sig_atomic_t cm_interrupted;

#endif
