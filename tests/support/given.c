/* given.c: reading a text as the program reads a file, without the file. */
#include "tests/support/given.h"

#include <stdio.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "models/family.h"
#include "models/schema.h"
#include "tests/support/support.h"

static void read_all(given *g, const char *format, va_list args)
{
    va_list again;
    char *text;
    int length;
    memset(g, 0, sizeof *g);
    cm_ctx_init(&g->ctx);
    g->diags.ctx = &g->ctx;
    (void)gsl_set_error_handler_off();
    va_copy(again, args);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert_true(length >= 0);
    text = cm_alloc(&g->ctx, &g->arena, (size_t)length + 32, 1);
    assert_non_null(text);
    memcpy(text, "comity = 1; ", 12);
    (void)vsnprintf(text + 12, (size_t)length + 1, format, args);
    assert_int_equal(cm_config_read_text(&g->ctx, &g->arena, "given.cfg", text, strlen(text), &g->diags, &g->root, &g->sources), CM_OK);
    assert_non_null(g->root);
    cm_schema_check(&g->ctx, &g->diags, g->root);
    assert_int_equal(cm_scenario_read(&g->ctx, &g->arena, g->root, &g->diags, &g->s), CM_OK);
    if (g->diags.count == 0 && cm_node_child(g->root, "claim") != NULL && !cm_family_is(g->root)) {
        assert_int_equal(cm_claim_read(&g->ctx, &g->arena, g->root, &g->diags, &g->claim), CM_OK);
    }
    cm_diags_sort(&g->diags);
}

void given_read(given *g, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    read_all(g, format, args);
    va_end(args);
}

void given_good(given *g, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    read_all(g, format, args);
    va_end(args);
    if (g->diags.count > 0) print_error("%d:%d: %s\n", g->diags.item[0].place.line, g->diags.item[0].place.column, g->diags.item[0].message);
    assert_int_equal(g->diags.count, 0);
}

void given_free(given *g)
{
    cm_diags_free(&g->diags);
    cm_arena_free(&g->arena);
}

bool given_says(const given *g, const char *part)
{
    for (size_t i = 0; i < g->diags.count; i++) {
        if (strstr(g->diags.item[i].message, part) != NULL) return true;
    }
    for (size_t i = 0; i < g->diags.count; i++) print_error("instead: %s\n", g->diags.item[i].message);
    return false;
}

void given_judge(given *g, uint64_t draws, uint64_t seed, int threads)
{
    cm_simulate_options options = { .seed = seed, .draws = draws, .threads = threads };
    cm_status status = cm_judge(&g->ctx, &g->arena, &g->claim, &options, &g->j);
    if (status != CM_OK) print_error("%s\n", g->ctx.message);
    assert_int_equal(status, CM_OK);
}

double given_mean(const given *g, size_t measure, size_t cell)
{
    return g->j.measure[measure].cell[cell].mean;
}

double given_tail(double hits, double n, double p)
{
    double below = gsl_cdf_binomial_P((unsigned)hits, p, (unsigned)n), above = hits > 0 ? gsl_cdf_binomial_Q((unsigned)hits - 1, p, (unsigned)n) : 1;
    return below < above ? below : above;
}
