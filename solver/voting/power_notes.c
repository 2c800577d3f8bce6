/* power_notes.c: names, fractions as texts, and notes of the concepts about voting power. */
#include <math.h>

#include "solver/voting/power.h"

double cm_power_miss(size_t n)
{
    return 0.05 / (4 * (double)n);
}

const char *cm_power_name(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t i)
{
    return vote->player != NULL ? vote->player[i] : cm_format(ctx, arena, "%zu", i + 1);
}

cm_value cm_power_text(cm_ctx *ctx, cm_arena *arena, const cm_rat *x, size_t longest)
{
    const char *text;
    if (cm_rat_length(x) > longest) return cm_none();
    text = cm_rat_text(ctx, arena, x);
    return text != NULL ? cm_text(text) : cm_none();
}

/* "A, B, C" of those marked, the first eight of them. */
static const char *list_of(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const bool *in)
{
    const char *list = "";
    size_t named = 0, more = 0;
    for (size_t i = 0; i < vote->n && list != NULL; i++) {
        const char *name;
        if (!in[i]) continue;
        if (named == 8) {
            more++;
            continue;
        }
        name = cm_power_name(ctx, arena, vote, i);
        list = name == NULL ? NULL : cm_format(ctx, arena, "%s%s%s", list, named++ > 0 ? ", " : "", name);
    }
    if (more > 0 && list != NULL) list = cm_format(ctx, arena, "%s and %zu more", list, more);
    return list;
}

static cm_status note_members(cm_ctx *ctx, const cm_vote *vote, const bool *in, const char *what, cm_result *result)
{
    const char *list, *note;
    bool some = false;
    for (size_t i = 0; i < vote->n; i++) some = some || in[i];
    if (!some) return CM_OK;
    list = list_of(ctx, result->arena, vote, in);
    note = list != NULL ? cm_format(ctx, result->arena, "%s%s.", what, list) : NULL;
    return note != NULL ? cm_result_note(ctx, result, note) : ctx->status;
}

static const char *how(cm_ctx *ctx, cm_arena *arena, const cm_count *count)
{
    if (count->method == CM_COUNT_SAMPLING) {
        return cm_format(ctx, arena, "Sampled: %.0f random orders of joining and as many random coalitions, as there are too many to be counted. The intervals hold for all members together in at least 95 of 100 such samples.", count->draws);
    }
    if (count->method == CM_COUNT_FOURIER) {
        return cm_format(ctx, arena, "The few terms of a Fourier series that matter, as there are too many votes for a table: no index is off by more than %.1g, rounding included. method = \"weights\" counts in whole numbers and takes longer.", count->error);
    }
    if (count->sized) return "Counted exactly: coalitions and orders of joining are whole numbers, nothing is rounded before it is divided.";
    return count->whole ? "Coalitions are counted exactly; the shares of orders of joining are found by quadrature, exact for this rule but for rounding in the last digits."
                        : "Found by quadrature, exact for this rule but for rounding in the last digits.";
}

cm_status cm_power_notes(cm_ctx *ctx, const cm_vote *vote, const cm_count *count, cm_result *result)
{
    cm_arena scratch = { NULL };
    bool *none = CM_NEW(ctx, &scratch, vote->n, bool), *veto = CM_NEW(ctx, &scratch, vote->n, bool);
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    const char *note = how(ctx, result->arena, count);
    cm_status status = CM_OK;
    if (none == NULL || veto == NULL || in == NULL || note == NULL) CM_LEAVE(ctx->status);
    for (size_t i = 0; i < vote->n; i++) in[i] = 1;
    for (size_t i = 0; i < vote->n; i++) {
        in[i] = 0;
        veto[i] = !cm_vote_wins(vote, in);
        in[i] = 1;
        none[i] = count->whole && cm_rat_sign(&count->number[1 + i]) == 0;
    }
    CM_TRY(cm_result_note(ctx, result, note));
    CM_TRY(note_members(ctx, vote, veto, "Nothing is decided without each of: ", result));
    CM_TRY(note_members(ctx, vote, none, "These never make a difference, however the others vote: ", result));
out:
    cm_arena_free(&scratch);
    return status;
}
