/* elsewhere.h: the same task given to a public tool, as a script of its own: what a benchmark compares itself with. */
#ifndef BENCH_ELSEWHERE_H
#define BENCH_ELSEWHERE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* Writes the script to a file and runs `program FILE argument`; it prints two numbers, the seconds that it took and a figure to
 * compare.  False when the program is not installed, or prints something else. */
static inline bool elsewhere(const char *program, const char *script, const char *argument, double *seconds, double *figure)
{
    char path[] = "/tmp/comity_bench_XXXXXX", command[4096];
    int file = mkstemp(path), got = 0;
    FILE *out = file < 0 ? NULL : fdopen(file, "w"), *pipe;
    if (out == NULL) return false;
    (void)fputs(script, out);
    (void)fclose(out);
    (void)snprintf(command, sizeof command, "%s %s %s 2>/dev/null", program, path, argument);
    pipe = popen(command, "r");
    if (pipe != NULL) {
        got = fscanf(pipe, "%lf %lf", seconds, figure);
        (void)pclose(pipe);
    }
    (void)remove(path);
    return got == 2;
}

/* In Python with numpy: the first python3, else that of the system. */
static inline bool elsewhere_numpy(const char *script, const char *argument, double *seconds, double *figure)
{
    return elsewhere("python3", script, argument, seconds, figure) || elsewhere("/usr/bin/python3", script, argument, seconds, figure);
}

#endif
