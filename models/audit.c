/* audit.c: the sweep's answers held against the concept with its certificate, on a sample of draws.
 *
 * The sample is the same on every machine: draws at even distances, cell after cell, until a fixed
 * amount of work is done.  For a given text the second opinion is the game's own definition. */
#include <math.h>
#include <string.h>

#include "models/judge_inside.h"
#include "models/line.h"
#include "models/model.h"
#include "solver/concept.h"

enum { MOST_DRAWS = 20 };
static const double MOST_WORK = 1e9;

typedef struct auditor {
    cm_ctx *ctx;
    const cm_claim *claim;
    cm_arena arena;
    cm_world *world;
    cm_line *line;
    cm_outcome *outcome;
} auditor;

/* By agendas other than a package the texts that are voted on change one issue each. */
static cm_status text_opinion(cm_ctx *ctx, cm_arena *arena, const cm_cell *cell, const cm_spatial *s, bool *agrees)
{
    bool package = s->agenda == CM_PACKAGE, some = false, every = true;
    unsigned char *in = CM_NEW(ctx, arena, s->n, unsigned char);
    double *text = CM_NEW(ctx, arena, s->d, double);
    if (in == NULL || text == NULL) return ctx->status;
    for (size_t j = 0; j < (package ? 1 : s->d); j++) {
        bool passes;
        memcpy(text, package ? cell->text : s->status_quo, s->d * sizeof *text);
        text[j] = cell->text[j];
        if (!package && !(fabs(text[j] - s->status_quo[j]) > 0)) continue;
        for (size_t i = 0; i < s->n; i++) in[i] = cm_spatial_accepts(ctx, s, i, text);
        passes = cm_vote_wins(s->vote, in);
        some = some || passes;
        every = every && passes;
    }
    *agrees = some && (every || s->agenda == CM_ISSUE_BY_ISSUE);
    return CM_OK;
}

static cm_status second_opinion(cm_ctx *ctx, cm_arena *arena, const cm_cell *cell, const cm_game *game, bool *agrees, bool *known)
{
    const cm_spatial *s = &game->as.spatial;
    cm_result result;
    cm_status status;
    *known = true;
    if (cell->text != NULL) return text_opinion(ctx, arena, cell, s, agrees);
    cm_result_init(&result, arena);
    status = cm_concept_solve(ctx, cm_concept_find("gridlock"), game, NULL, &result);
    if (status == CM_E_LIMIT) {
        *known = false;
        cm_ctx_clear(ctx);
        return CM_OK;
    }
    if (status != CM_OK) return status;
    *agrees = cm_result_get(&result, "movable")->as.truth;
    return CM_OK;
}

static cm_status audit_cell(auditor *a, size_t c, uint64_t *checked)
{
    const cm_cell *cell = &a->claim->cell[c];
    cm_arena scratch = { NULL };
    cm_diags found = { .ctx = a->ctx };
    cm_status status = CM_OK;
    cm_meeting meeting;
    bool agrees = false, known = false;
    cm_game game;
    status = cm_meeting_open(a->ctx, &scratch, cell->scenario, cell->venue, &a->world[cell->world], &meeting);
    if (status == CM_E_DOMAIN) {                         /* nobody sits there in this draw: nobody agrees */
        cm_ctx_clear(a->ctx);
        status = CM_OK;
        known = true;
    } else if (status == CM_OK) {
        CM_TRY(cm_model_find("negotiation")->build(a->ctx, &scratch, &meeting, &found, &game));
        if (found.count > 0) known = true;               /* too few are there for the rule: nobody can decide */
        else CM_TRY(second_opinion(a->ctx, &scratch, cell, &game, &agrees, &known));
    }
    CM_TRY(status);
    *checked += known;
    if (known && agrees != (a->outcome[c].agreement > 0) && !a->outcome[c].edge) {
        status = cm_fail(a->ctx, CM_E_NUMERIC, "draw %llu, cell %zu: the sweep says %s, the certified concept says %s",
                         (unsigned long long)a->world[cell->world].draw, c, a->outcome[c].agreement > 0 ? "agreement" : "none", agrees ? "agreement" : "none");
    }
out:
    cm_diags_free(&found);
    cm_arena_free(&scratch);
    return status;
}

/* Steps that a certificate takes, roughly: normals to d-1 of m gradients, each held against m. */
static double work_of(const cm_cell *cell)
{
    double m = (double)(cell->size > 0 ? cell->size : cell->scenario->n), d = (double)cell->venue->nissues;
    if (cell->consensus || cell->text != NULL || d < 2) return m * d;
    return pow(m, d) * d;
}

static cm_status audit_init(auditor *a, const cm_simulate_options *options)
{
    const cm_claim *claim = a->claim;
    cm_status status = CM_OK;
    a->world = CM_NEW(a->ctx, &a->arena, claim->nworlds, cm_world);
    a->line = CM_NEW(a->ctx, &a->arena, claim->nlines, cm_line);
    a->outcome = CM_NEW(a->ctx, &a->arena, claim->ncells, cm_outcome);
    if (a->ctx->status != CM_OK) return a->ctx->status;
    for (size_t i = 0; i < claim->nworlds; i++) CM_TRY(cm_world_init(a->ctx, &a->arena, claim->world[i], options->seed, &a->world[i]));
    for (size_t i = 0; i < claim->nlines; i++) CM_TRY(cm_line_init(a->ctx, &a->arena, claim, i, &a->line[i]));
out:
    return status;
}

cm_status cm_judge_audit(cm_ctx *ctx, const cm_claim *claim, const cm_simulate_options *options, uint64_t *sampled)
{
    auditor a = { .ctx = ctx, .claim = claim };
    uint64_t count = options->draws < MOST_DRAWS ? options->draws : MOST_DRAWS;
    double work = 0;
    cm_status status = CM_OK;
    *sampled = 0;
    if (!claim->registered) return CM_OK;                /* no line was computed; answers of concepts have certificates of their own */
    CM_TRY(audit_init(&a, options));
    for (uint64_t j = 0; j < count && work < MOST_WORK; j++) {
        uint64_t draw = (uint64_t)((double)j * (double)options->draws / (double)count);
        for (size_t i = 0; i < claim->nworlds; i++) cm_world_start(&a.world[i], draw);
        for (size_t i = 0; i < claim->nlines; i++) {
            CM_TRY(cm_line_draw(ctx, &a.line[i], &a.world[claim->cell[a.line[i].cell[0]].world], a.outcome));
        }
        for (size_t c = 0; c < claim->ncells && work < MOST_WORK; c++) {
            if (claim->cell[c].nparts > 0) continue;
            work += work_of(&claim->cell[c]);
            CM_TRY(audit_cell(&a, c, sampled));
        }
    }
out:
    cm_arena_free(&a.arena);
    return status;
}
