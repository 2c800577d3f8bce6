/* region.c: over ranges of several settings, which share comes to which verdict, and where.
 *
 * Points of a Sobol sequence, each in the middle of its own part of the region, so that a map of the first two
 * settings has a point in (nearly) every cell.  Shares of points are shares of the region, as if every place were as
 * likely as any other; their intervals are of as many independent points, and so rather wide. What a verdict is at a
 * point is another matter, of the draws there: where they do not settle it, it is undecided. */
#include <gsl/gsl_qrng.h>
#include <math.h>
#include <string.h>

#include "models/inquiry_inside.h"
#include "models/stats.h"
#include "solver/stat/prim.h"

enum { VERDICTS = 5, MOST_BOXES = 3 };

typedef struct survey {
    cm_inquirer *q;
    const cm_region_ask *ask;
    cm_finding *finding;
    double *u, *effect, *low, *high; /* n x k; n */
    cm_verdict *verdict;             /* n */
    size_t n, k, seen[VERDICTS];
    size_t said, told;               /* boxes put in words: of the verdict, of all */
} survey;

static cm_status place_points(survey *s)
{
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)s->k);
    double part = 1;
    if (sequence == NULL) return cm_fail(s->q->ctx, CM_E_MEMORY, "no memory for a sequence of points");
    while (part * (double)s->n > 1) part /= 2;
    for (size_t p = 1; p < s->n; p++) (void)gsl_qrng_get(sequence, s->u + p * s->k);        /* GSL leaves out the first point, 0 */
    for (size_t i = 0; i < s->n * s->k; i++) s->u[i] += part / 2;
    gsl_qrng_free(sequence);
    return CM_OK;
}

static void place(void *data, size_t p, cm_change *change)
{
    survey *s = data;
    for (size_t i = 0; i < s->k; i++) change[i] = cm_input_change(&s->ask->input[i], cm_input_value(&s->ask->input[i], &s->u[p * s->k + i]));
}

static void take(void *data, size_t p, const cm_judgement *j)
{
    survey *s = data;
    const cm_measure_report *m = &j->measure[0];
    double first, last;
    s->verdict[p] = m->verdict;
    cm_claim_effect(j, &s->effect[p], &first, &last);
    for (size_t r = 0; r < m->nregimes; r++) {
        s->low[p] += m->regime[r].end.low / (double)m->nregimes;
        s->high[p] += m->regime[r].end.high / (double)m->nregimes;
    }
}

/* ---- what is said ---- */

static cm_status shares(survey *s)
{
    static const char *const columns[] = { "verdict", "points", "share", "low", "high", NULL };
    cm_ctx *ctx = s->q->ctx;
    const char *words = "", *words_zh = "";
    cm_table *table;
    cm_status status = cm_result_table(ctx, &s->finding->result, "shares", columns, &table);
    for (int v = 0; v < VERDICTS && status == CM_OK; v++) {
        cm_interval interval = cm_clopper_pearson((double)s->seen[v], (double)s->n, 1 - s->q->claim->confidence);
        double share = (double)s->seen[v] / (double)s->n;
        cm_value row[] = { cm_text(cm_verdict_word((cm_verdict)v)), cm_integer((int64_t)s->seen[v]), cm_number(share), cm_number(interval.low), cm_number(interval.high) };
        status = cm_table_row(ctx, &s->finding->result, table, row);
        if (s->seen[v] == 0 || words == NULL || words_zh == NULL) continue;
        words = cm_format(ctx, s->q->arena, "%s%s%s in %.0f%% of the region (%.0f%% to %.0f%%)", words, *words != '\0' ? ", " : "", cm_verdict_word((cm_verdict)v), 100 * share, 100 * interval.low,
                          100 * interval.high);
        words_zh = cm_format(ctx, s->q->arena, "%s%s%s占区域的 %.0f%%（%.0f%% 至 %.0f%%）", words_zh, *words_zh != '\0' ? "，" : "", cm_verdict_word_zh((cm_verdict)v), 100 * share, 100 * interval.low,
                             100 * interval.high);
    }
    cm_finding_say(s->finding, words == NULL ? NULL : cm_format(ctx, s->q->arena, "in this model the claim is %s; %zu points were looked at, each as likely as any other", words, s->n),
                   words_zh == NULL ? NULL : cm_format(ctx, s->q->arena, "在本模型中，该论断%s；共看 %zu 个点，各点视为同等可能", words_zh, s->n));
    return status;
}

/* How much of what is not known is the world's, and how much the sample's. */
static void say_doubt(survey *s)
{
    double mean = 0, square = 0, half = 0, n = (double)s->n;
    cm_ctx *ctx = s->q->ctx;
    if (!s->q->claim->random) return;
    for (size_t p = 0; p < s->n; p++) {
        mean += s->effect[p] / n;
        half += (s->high[p] - s->low[p]) / 2 / n;
    }
    for (size_t p = 0; p < s->n; p++) square += (s->effect[p] - mean) * (s->effect[p] - mean) / n;
    cm_finding_say(s->finding,
                   cm_format(ctx, s->q->arena, "what is not known about the world: from point to point the effect has a standard deviation of %.3f around %+.3f; what is due to sampling: at a point it is known to %.3f either way on average (%llu draws), and %.0f%% of the points are undecided for that reason alone",
                             sqrt(square), mean, half, (unsigned long long)s->q->run.draws, 100 * (double)s->seen[CM_UNDECIDED] / n),
                   cm_format(ctx, s->q->arena, "关于世界的未知：各点之间效应的标准差为 %.3f，均值 %+.3f；抽样造成的未知：每点平均误差正负 %.3f（%llu 次抽样），仅因此未决的点占 %.0f%%", sqrt(square), mean, half,
                             (unsigned long long)s->q->run.draws, 100 * (double)s->seen[CM_UNDECIDED] / n));
}

/* The number at a face of a box: of whole numbers the last one inside. */
static double face(const cm_input *input, double u, bool upper)
{
    double x = input->low + u * (input->high - input->low);
    return input->whole ? (upper ? floor(x) : ceil(x)) : x;
}

/* "share from 0.69, delta up to 0.5" */
static const char *box_words(survey *s, const cm_box *box, bool zh)
{
    const char *text = "";
    for (size_t i = 0; i < s->k && text != NULL; i++) {
        const cm_input *input = &s->ask->input[i];
        const char *word = cm_input_word(input, zh), *comma = *text != '\0' ? (zh ? "，" : ", ") : "";
        double low = face(input, box->low[i], false), high = face(input, box->high[i], true);
        if (isinf(box->low[i]) && isinf(box->high[i])) continue;
        if (isinf(box->low[i])) text = cm_format(s->q->ctx, s->q->arena, zh ? "%s%s%s 至多 %.3g" : "%s%s%s up to %.3g", text, comma, word, high);
        else if (isinf(box->high[i])) text = cm_format(s->q->ctx, s->q->arena, zh ? "%s%s%s 至少 %.3g" : "%s%s%s from %.3g", text, comma, word, low);
        else text = cm_format(s->q->ctx, s->q->arena, zh ? "%s%s%s 在 %.3g 至 %.3g 之间" : "%s%s%s from %.3g to %.3g", text, comma, word, low, high);
    }
    return text;
}

static cm_status keep_box(survey *s, cm_verdict verdict, size_t number, const cm_box *box, cm_table *boxes, cm_table *limits)
{
    cm_ctx *ctx = s->q->ctx;
    const char *words = box_words(s, box, false), *words_zh = box_words(s, box, true), *also = s->said > 0 ? "also " : "";
    cm_value row[] = { cm_text(cm_verdict_word(verdict)), cm_integer((int64_t)number + 1), cm_number(box->coverage), cm_number(box->density), cm_number(box->mass), cm_integer((int64_t)box->points) };
    cm_status status = words == NULL || words_zh == NULL ? ctx->status : cm_table_row(ctx, &s->finding->result, boxes, row);
    for (size_t i = 0; i < s->k && status == CM_OK; i++) {
        const cm_input *input = &s->ask->input[i];
        cm_value limit[] = { cm_text(cm_verdict_word(verdict)), cm_integer((int64_t)number + 1), cm_text(input->path),
                             isinf(box->low[i]) ? cm_none() : cm_number(face(input, box->low[i], false)), isinf(box->high[i]) ? cm_none() : cm_number(face(input, box->high[i], true)) };
        if (isinf(box->low[i]) && isinf(box->high[i])) continue;
        status = cm_table_row(ctx, &s->finding->result, limits, limit);
    }
    if (status != CM_OK || box->density < 0.5) return status;            /* what holds at less than half of a box is not said of it */
    s->said++;
    s->told++;
    cm_finding_say(s->finding,
                   cm_format(ctx, s->q->arena, "%s%s for %s: that holds at %.0f%% of the points there (density), which are %.0f%% of all (mass), and takes in %.0f%% of the points where it is %s (coverage)", also,
                             cm_verdict_word(verdict), words, 100 * box->density, 100 * box->mass, 100 * box->coverage, cm_verdict_word(verdict)),
                   cm_format(ctx, s->q->arena, "%s时%s“%s”：该处 %.0f%% 的点如此（密度），占全部点的 %.0f%%（体量），涵盖此判定的 %.0f%% 的点（覆盖）", words_zh, also[0] != '\0' ? "亦为" : "为", cm_verdict_word_zh(verdict),
                             100 * box->density, 100 * box->mass, 100 * box->coverage));
    return CM_OK;
}

/* Boxes that were found hold the verdict at less than half of their points; where none was found, the verdict is nowhere clearly
 * more frequent than in the whole, which may well be nearly everywhere. */
static void say_no_box(survey *s, cm_verdict verdict, size_t found)
{
    cm_ctx *ctx = s->q->ctx;
    double share = 100 * (double)s->seen[verdict] / (double)s->n;
    if (found > 0) {
        cm_finding_say(s->finding, cm_format(ctx, s->q->arena, "no ranges of single inputs hold mostly places where it is %s: such places lie across the inputs", cm_verdict_word(verdict)),
                       cm_format(ctx, s->q->arena, "没有哪个由单项范围围成的方块以“%s”为主：其分布与各项输入斜交", cm_verdict_word_zh(verdict)));
        return;
    }
    cm_finding_say(s->finding, cm_format(ctx, s->q->arena, "no ranges of single inputs stand out: it is %s at %.0f%% of all points, and within none of them clearly more often", cm_verdict_word(verdict), share),
                   cm_format(ctx, s->q->arena, "没有哪个由单项范围围成的方块较为突出：全部点中 %.0f%% 为“%s”，没有哪个方块明显更多", share, cm_verdict_word_zh(verdict)));
}

static cm_status describe(survey *s)
{
    static const char *const of_boxes[] = { "verdict", "box", "coverage", "density", "mass", "points", NULL };
    static const char *const of_limits[] = { "verdict", "box", "input", "low", "high", NULL };
    static const cm_verdict wanted[] = { CM_SUPPORTED, CM_REVERSED };
    cm_ctx *ctx = s->q->ctx;
    cm_arena scratch = { NULL };
    unsigned char *hit = CM_NEW(ctx, &scratch, s->n, unsigned char);
    cm_table *boxes, *limits;
    cm_status status = ctx->status;
    if (hit == NULL) goto out;
    CM_TRY(cm_result_table(ctx, &s->finding->result, "boxes", of_boxes, &boxes));
    CM_TRY(cm_result_table(ctx, &s->finding->result, "limits", of_limits, &limits));
    for (size_t t = 0; t < sizeof wanted / sizeof wanted[0]; t++) {
        cm_box box[MOST_BOXES];
        size_t found = 0;
        for (size_t p = 0; p < s->n; p++) hit[p] = s->verdict[p] == wanted[t];
        CM_TRY(cm_prim_boxes(ctx, &scratch, s->u, hit, s->n, s->k, MOST_BOXES, box, &found));
        s->said = 0;
        for (size_t b = 0; b < found; b++) CM_TRY(keep_box(s, wanted[t], b, &box[b], boxes, limits));
        if (s->said == 0 && s->seen[wanted[t]] > 0 && s->seen[wanted[t]] < s->n) say_no_box(s, wanted[t], found);
    }
    if (s->told > 0) {
        cm_finding_say(s->finding, "boxes are drawn around these points: at fresh points a little less of what they say will hold",
                       "方块依这些点画出：换一批点，所言成立的比例会略低");
    }
out:
    cm_arena_free(&scratch);
    return status;
}

static cm_status points_table(survey *s)
{
    cm_ctx *ctx = s->q->ctx;
    const char **columns = CM_NEW(ctx, s->q->arena, s->k + 5, const char *);
    cm_value *row = CM_NEW(ctx, s->q->arena, s->k + 4, cm_value);
    cm_table *table;
    cm_status status = ctx->status;
    if (status != CM_OK) return status;
    for (size_t i = 0; i < s->k; i++) columns[i] = s->ask->input[i].path;
    columns[s->k] = "verdict";
    columns[s->k + 1] = "effect";
    columns[s->k + 2] = "low";
    columns[s->k + 3] = "high";
    CM_TRY(cm_result_table(ctx, &s->finding->result, "points", columns, &table));
    for (size_t p = 0; p < s->n; p++) {
        for (size_t i = 0; i < s->k; i++) {
            double u = s->u[p * s->k + i];
            const cm_input *input = &s->ask->input[i];
            row[i] = input->whole ? cm_integer((int64_t)llround(input->low + u * (input->high - input->low))) : cm_number(cm_input_value(input, &u));
        }
        row[s->k] = cm_text(cm_verdict_word(s->verdict[p]));
        row[s->k + 1] = cm_number(s->effect[p]);
        row[s->k + 2] = cm_number(s->low[p]);
        row[s->k + 3] = cm_number(s->high[p]);
        CM_TRY(cm_table_row(ctx, &s->finding->result, table, row));
    }
out:
    return status;
}

cm_status cm_region_answer(cm_inquirer *q, const cm_region_ask *ask, cm_finding *finding)
{
    survey s = { .q = q, .ask = ask, .finding = finding, .n = ask->points, .k = ask->ninputs };
    cm_status status = CM_OK;
    s.u = CM_NEW(q->ctx, q->arena, s.n * s.k, double);
    s.effect = CM_NEW(q->ctx, q->arena, s.n, double);
    s.low = CM_NEW(q->ctx, q->arena, s.n, double);
    s.high = CM_NEW(q->ctx, q->arena, s.n, double);
    s.verdict = CM_NEW(q->ctx, q->arena, s.n, cm_verdict);
    CM_TRY(q->ctx->status);
    CM_TRY(place_points(&s));
    CM_TRY(cm_inquire_all(q, s.n, s.k, place, take, &s));
    for (size_t p = 0; p < s.n; p++) s.seen[s.verdict[p]]++;
    CM_TRY(cm_result_set(q->ctx, &finding->result, "points", cm_integer((int64_t)s.n)));
    CM_TRY(cm_result_set(q->ctx, &finding->result, "draws", cm_integer((int64_t)q->run.draws)));
    CM_TRY(shares(&s));
    say_doubt(&s);
    CM_TRY(describe(&s));
    CM_TRY(points_table(&s));
    CM_TRY(cm_region_map(q, ask->input, s.k, s.u, s.verdict, s.n, finding));
    status = q->ctx->status;
out:
    return status;
}
