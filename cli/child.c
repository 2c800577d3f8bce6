/* child.c: posix_spawn and three pipes, read and written in turn, so that neither side waits for the other. */
#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUIET = 30000, MOST_WORDS = 15 };         /* milliseconds without a word; words of a command line */

typedef struct store {
    char *text;
    size_t length, room;
    bool short_of;                   /* memory */
} store;

static void keep(store *s, const char *bytes, size_t count)
{
    if (s->short_of) return;
    if (s->length + count + 1 > s->room) {
        size_t room = 2 * (s->length + count + 1);
        char *more = realloc(s->text, room);
        if (more == NULL) {
            s->short_of = true;
            return;
        }
        s->text = more;
        s->room = room;
    }
    memcpy(s->text + s->length, bytes, count);
    s->length += count;
    s->text[s->length] = '\0';
}

static void shut(int *file)
{
    if (*file >= 0) (void)close(*file);
    *file = -1;
}

/* A pipe whose ends no child inherits unless they are given to it, none of them 0, 1 or 2. */
static bool open_pipe(int end[2])
{
    if (pipe(end) != 0) {
        end[0] = end[1] = -1;
        return false;
    }
    for (int k = 0; k < 2; k++) {
        int high = fcntl(end[k], F_DUPFD_CLOEXEC, 3);
        shut(&end[k]);
        end[k] = high;
    }
    return end[0] >= 0 && end[1] >= 0;
}

/* The names that a child gets of the environment. */
static char **environment(cm_ctx *ctx, cm_arena *arena)
{
    static const char *const name[] = { "PATH", "HOME", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH" };
    enum { NAMES = sizeof name / sizeof name[0] };
    char **list = CM_NEW(ctx, arena, NAMES + 2, char *);
    size_t used = 0;
    if (list == NULL) return NULL;
    for (size_t i = 0; i < NAMES; i++) {
        const char *value = getenv(name[i]);
        if (value != NULL) list[used++] = cm_format(ctx, arena, "%s=%s", name[i], value);
    }
    list[used++] = cm_format(ctx, arena, "LC_ALL=C.UTF-8");
    list[used] = NULL;
    return ctx->status == CM_OK ? list : NULL;
}

/* 0, or an errno. */
static int spawn(const char *const *argv, char **env, int pipes[3][2], pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t plain;
    char *words[MOST_WORDS + 1];
    size_t n = 0;
    int error;
    for (; n < MOST_WORDS && argv[n] != NULL; n++) memcpy(&words[n], &argv[n], sizeof *words);
    words[n] = NULL;
    if (n == 0) return EINVAL;
    if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    (void)sigemptyset(&plain);
    (void)sigaddset(&plain, SIGPIPE);
    (void)posix_spawnattr_setsigdefault(&attributes, &plain);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    for (int k = 0; k < 3; k++) (void)posix_spawn_file_actions_adddup2(&actions, pipes[k][k == 0 ? 0 : 1], k);
    error = posix_spawnp(child, words[0], &actions, &attributes, words, env);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    return error;
}

static void feed(int *file, const char **in, size_t *left)
{
    ssize_t count = write(*file, *in, *left);
    if (count > 0) {
        *in += count;
        *left -= (size_t)count;
    } else if (errno != EINTR && errno != EAGAIN) *left = 0;        /* it reads no more */
    if (*left == 0) shut(file);
}

static void drain(int *file, store *s)
{
    char bytes[16384];
    ssize_t count = read(*file, bytes, sizeof bytes);
    if (count > 0) keep(s, bytes, (size_t)count);
    else if (count == 0 || (errno != EINTR && errno != EAGAIN)) shut(file);
}

/* Until it has said everything; false when it fell silent. */
static bool talk(int *to, int *from, int *errors, const char *in, store *out, store *err)
{
    size_t left = strlen(in);
    (void)fcntl(*to, F_SETFL, O_NONBLOCK);
    if (left == 0) shut(to);
    while (*from >= 0 || *errors >= 0) {
        struct pollfd watch[3] = { { *to, POLLOUT, 0 }, { *from, POLLIN, 0 }, { *errors, POLLIN, 0 } };
        int ready = poll(watch, 3, QUIET);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        if (watch[0].revents != 0) feed(to, &in, &left);
        if (watch[1].revents != 0) drain(from, out);
        if (watch[2].revents != 0) drain(errors, err);
    }
    return true;
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *hand_over(cm_ctx *ctx, cm_arena *arena, store *s)
{
    char *copy = s->short_of ? NULL : cm_strndup(ctx, arena, s->text != NULL ? s->text : "", s->length);
    free(s->text);
    return copy;
}

cm_child_end cm_child_run(cm_ctx *ctx, cm_arena *arena, const char *const *argv, const char *in, char **out, size_t *length, char **err)
{
    struct sigaction ignore, before;
    int pipes[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } }, status = -1, error = ENOMEM;
    store said = { .text = NULL }, errors = { .text = NULL };
    char **env = environment(ctx, arena);
    bool opened = true, spoke = false;
    pid_t child = -1;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    (void)sigaction(SIGPIPE, &ignore, &before);
    for (int k = 0; k < 3; k++) opened = open_pipe(pipes[k]) && opened;
    if (opened && env != NULL) error = spawn(argv, env, pipes, &child);
    shut(&pipes[0][0]);
    shut(&pipes[1][1]);
    shut(&pipes[2][1]);
    if (error == 0) {
        spoke = talk(&pipes[0][1], &pipes[1][0], &pipes[2][0], in, &said, &errors);
        if (!spoke) (void)kill(child, SIGKILL);
        status = wait_for(child);
    }
    shut(&pipes[0][1]);
    shut(&pipes[1][0]);
    shut(&pipes[2][0]);
    (void)sigaction(SIGPIPE, &before, NULL);
    *length = said.length;
    *out = hand_over(ctx, arena, &said);
    *err = hand_over(ctx, arena, &errors);
    if (error == ENOENT || status == 127) return CM_CHILD_ABSENT;
    return error == 0 && spoke && status == 0 && *out != NULL && *err != NULL ? CM_CHILD_DONE : CM_CHILD_FAILED;
}
