/* multiples.c: decimals as whole multiples of one unit. */
#include "solver/base/multiples.h"

#include <math.h>
#include <string.h>

#include "solver/base/mem.h"
#include "solver/base/rat.h"

static const double most = 0x1p53;

/* The fraction that a double means, as two 64-bit numbers; false when it has too many digits. */
static bool meant(cm_ctx *ctx, double x, cm_frac *out)
{
    cm_arena scratch = { NULL };
    cm_rat r = { 0, 0 };
    bool good = false;
    if (fabs(x - round(x)) <= 0 && fabs(x) < most) return cm_frac_make((int64_t)x, 1, out);
    if (cm_rat_set_double(&r, x) && cm_rat_length(&r) < 40) {
        const char *text = cm_rat_text(ctx, &scratch, &r);
        good = text != NULL && cm_frac_parse(text, out);
    }
    cm_rat_clear(&r);
    cm_arena_free(&scratch);
    return good;
}

static int64_t common(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

cm_status cm_multiples_of(cm_ctx *ctx, const double *x, size_t count, size_t terms, double *whole, double *unit, bool *fits)
{
    cm_arena scratch = { NULL };
    cm_frac *exact = CM_NEW(ctx, &scratch, count, cm_frac);
    int64_t multiple = 1;
    cm_status status = CM_OK;
    if (exact == NULL) return ctx->status;
    *fits = true;
    for (size_t i = 0; i < count && *fits; i++) {
        int64_t step;
        *fits = meant(ctx, x[i], &exact[i]);
        if (ctx->status != CM_OK) CM_TRY(ctx->status);
        if (!*fits) break;
        step = exact[i].den / common(multiple, exact[i].den);
        *fits = (double)multiple * (double)step < most;
        if (*fits) multiple *= step;
    }
    for (size_t i = 0; i < count && *fits; i++) {
        int64_t factor = multiple / exact[i].den;
        *fits = fabs((double)exact[i].num) * (double)factor * (double)(terms + 1) < most;
        if (*fits) whole[i] = (double)(exact[i].num * factor);
    }
    *unit = *fits ? (double)multiple : 1;
    if (!*fits) memcpy(whole, x, count * sizeof *x);
out:
    cm_arena_free(&scratch);
    return status;
}
