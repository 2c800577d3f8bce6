/* main.c: the command line: options by argp, then one command. */
#include <argp.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/machines.h"
#include "models/diag.h"

const char *argp_program_version = "comity " CM_VERSION;

static const char doc[] =
    "Negotiations over norms: what would happen, and whether a claim about them holds."
    "\vCommands:\n"
    "  run FILE...       do what a file asks: its solve list, its claim\n"
    "  check FILE...     find mistakes; compute nothing. With --expect: does a file give what is expected?\n"
    "  show FILE...      the negotiation in words, with its defaults filled in\n"
    "  list WHAT         concepts, models, forms, rules, measures or formats\n"
    "  explain NAME...   what a word means, its formula, its source; `explain format`\n"
    "  new NAME          a commented starter file\n"
    "  replicate DIR     run what a folder of run -o DIR/ holds again, and compare\n"
    "  merge PART...     put the parts of a claim together (run --shard)\n"
    "  convert IN OUT    a strategic game between .cfg, .nfg and .efg\n"
    "\n"
    "Exit status: 0 done; 1 a mistake in a file; 2 a mistake on the command line; 3 no answer that passes "
    "its certificate, a replication that differs, or an expectation that is not met; 4 a file that cannot be read or written; 70 a fault of comity's; 130 interrupted.";

enum { KEY_CONCEPT = 256, KEY_VENUE, KEY_FORMAT, KEY_SET, KEY_SEED, KEY_THREADS, KEY_DRAWS, KEY_LANG, KEY_COUNTER, KEY_FROM, KEY_SHARD, KEY_RESUME, KEY_DRAWN, KEY_EXPECT, KEY_FIGURE };

static const struct argp_option options[] = {
    { "concept", KEY_CONCEPT, "NAME[,NAME]", 0, "run: compute these instead of what the file asks", 0 },
    { "venue", KEY_VENUE, "ID", 0, "run: only there", 0 },
    { "format", KEY_FORMAT, "FORMAT", 0, "run: text, json, csv, md, page or html", 0 },
    { "figure", KEY_FIGURE, "[NAME=]PATH", 0, "run: draw a figure (the first, or the one of that name) into a .svg, .pdf or .png; may be given several times", 0 },
    { "set", KEY_SET, "PATH=VALUE", 0, "replace a setting of the file; may be given several times", 0 },
    { "seed", KEY_SEED, "N", 0, "of the random numbers", 0 },
    { "threads", KEY_THREADS, "N", 0, "all cores unless told; the output is the same for any number", 0 },
    { "draws", KEY_DRAWS, "N", 0, "worlds that a claim looks at", 0 },
    { "output", 'o', "PATH", 0, "write there instead of to standard output; run: a folder (DIR/) gets everything that a replication needs", 0 },
    { "save-draws", KEY_DRAWN, NULL, 0, "run: every draw of a claim as a row of draws.csv, with -o DIR/", 0 },
    { "counterexample", KEY_COUNTER, "PATH", 0, "run: write a draw against the claim there, as a file that runs", 0 },
    { "shard", KEY_SHARD, "I/N", 0, "run: only part I of N of a claim, into the file of -o; merge puts parts together", 0 },
    { "resume", KEY_RESUME, NULL, 0, "run: go on from what an earlier run with the same -o left", 0 },
    { "expect", KEY_EXPECT, "EXPECTATIONS", 0, "check: hold each file against this one, and say what is met; --format text or csv", 0 },
    { "from", KEY_FROM, "TEMPLATE", 0, "new: negotiation, claim, vote or coalitions", 0 },
    { "lang", KEY_LANG, "en|zh", 0, "language of what people read", 0 },
    { "quiet", 'q', NULL, 0, "no progress on standard error", 0 },
    { NULL, 0, NULL, 0, NULL, 0 }
};

static const cm_command *const commands[] = {
    &cm_command_run, &cm_command_check, &cm_command_show, &cm_command_list, &cm_command_explain, &cm_command_new, &cm_command_convert, &cm_command_merge, &cm_command_replicate
};

typedef struct line {
    cm_options o;
    const cm_command *command;
    int room;
} line;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    if (cm_interrupted) _exit(CM_EXIT_INTERRUPTED);      /* asked twice */
    cm_interrupted = 1;
}

/* A whole number from 0 up; anything else ends the program with the usage status. */
static uint64_t whole(const char *text, const char *option, uint64_t most, struct argp_state *state)
{
    char *end;
    unsigned long long value;
    errno = 0;
    value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value > most) {
        argp_error(state, "--%s '%s' is no whole number from 0 to %llu", option, text, (unsigned long long)most);
    }
    return value;
}

static void choose_command(line *l, const char *word, struct argp_state *state)
{
    const char *words[sizeof commands / sizeof commands[0] + 1] = { NULL }, *near;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        words[i] = commands[i]->name;
        if (strcmp(commands[i]->name, word) == 0) l->command = commands[i];
    }
    if (l->command != NULL) return;
    near = cm_nearest_word(word, words);
    if (near != NULL) argp_error(state, "there is no command '%s'; did you mean '%s'?", word, near);
    else if (access(word, R_OK) == 0) argp_error(state, "'%s' is a file, not a command; did you mean 'comity run %s'?", word, word);
    else argp_error(state, "there is no command '%s'", word);
}

/* "2/3": the second of three parts. */
static void shard(line *l, const char *text, struct argp_state *state)
{
    char part[24], rest;
    const char *slash = strchr(text, '/');
    if (slash == NULL || (size_t)(slash - text) >= sizeof part || sscanf(text, "%*[0-9]/%*[0-9]%c", &rest) == 1) argp_error(state, "--shard '%s' is not of the form I/N, such as 2/3", text);
    memcpy(part, text, (size_t)(slash - text));
    part[slash - text] = '\0';
    l->o.part = (size_t)whole(part, "shard", 1000000, state);
    l->o.parts = (size_t)whole(slash + 1, "shard", 1000000, state);
    if (l->o.part < 1 || l->o.part > l->o.parts) argp_error(state, "--shard '%s': the part is one of 1 to %zu", text, l->o.parts);
    l->o.part--;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    line *l = state->input;
    switch (key) {
    case KEY_CONCEPT: l->o.concepts = arg; break;
    case KEY_VENUE: l->o.venue = arg; break;
    case KEY_FORMAT: l->o.format = arg; break;
    case KEY_SET: l->o.set[l->o.nset++] = arg; break;
    case KEY_FIGURE: l->o.figure[l->o.nfigures++] = arg; break;
    case KEY_SEED: l->o.seed = whole(arg, "seed", INT64_MAX, state); l->o.seeded = true; break;
    case KEY_THREADS: l->o.threads = (int)whole(arg, "threads", 4096, state); break;
    case KEY_DRAWS:
        l->o.draws = whole(arg, "draws", 1000000000000u, state);
        if (l->o.draws == 0) argp_error(state, "--draws is at least 1");
        break;
    case 'o': l->o.output = arg; break;
    case KEY_COUNTER: l->o.counterexample = arg; break;
    case KEY_SHARD: shard(l, arg, state); break;
    case KEY_DRAWN: l->o.save_draws = true; break;
    case KEY_EXPECT: l->o.expect = arg; break;
    case KEY_RESUME: l->o.resume = true; break;
    case KEY_FROM: l->o.from = arg; break;
    case 'q': l->o.quiet = true; break;
    case KEY_LANG:
        if (strcmp(arg, "en") != 0 && strcmp(arg, "zh") != 0) argp_error(state, "--lang is en or zh, not '%s'", arg);
        l->o.chinese = strcmp(arg, "zh") == 0;
        break;
    case ARGP_KEY_ARG:
        if (l->command == NULL) choose_command(l, arg, state);
        else l->o.arg[l->o.nargs++] = arg;
        break;
    case ARGP_KEY_END:
        if (l->command == NULL) argp_usage(state);
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void prepare(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_interrupt;
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)setlocale(LC_CTYPE, "C.UTF-8");                 /* numbers stay as files write them */
    (void)gsl_set_error_handler_off();
    argp_err_exit_status = CM_EXIT_USAGE;
}

int main(int argc, char **argv)
{
    static const struct argp argp = { options, parse, "COMMAND [FILE...]", doc, NULL, NULL, NULL };
    line l;
    int status;
    memset(&l, 0, sizeof l);
    prepare();
    cm_machines_begin(&argc, &argv);
    l.o.arg = calloc((size_t)argc + 1, sizeof *l.o.arg);
    l.o.set = calloc((size_t)argc + 1, sizeof *l.o.set);
    l.o.figure = calloc((size_t)argc + 1, sizeof *l.o.figure);
    if (l.o.arg == NULL || l.o.set == NULL || l.o.figure == NULL) {
        cm_complain("command line", "no memory");
        status = CM_EXIT_FAULT;
    } else {
        (void)argp_parse(&argp, argc, argv, 0, NULL, &l);
        status = l.command->run(&l.o);
    }
    if ((fflush(stdout) != 0 || ferror(stdout)) && status != CM_EXIT_IO) {
        cm_complain("standard output", "cannot be written");
        status = cm_worse(status, CM_EXIT_IO);
    }
    free(l.o.arg);
    free(l.o.set);
    free(l.o.figure);
    cm_machines_end();
    return status;
}
