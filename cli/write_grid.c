/* write_grid.c: a claim's measure as a grid to be read by eye: a row a regime, a column a value of `along`. */
#include <math.h>
#include <string.h>

#include "cli/write_inside.h"

enum { ENOUGH_DRAWS = 100 };           /* weighed draws that count alike, below which the reader is warned */

static const char *axis_label(const cm_style *s, const cm_axis *axis)
{
    return cm_in_language(s, axis->label, axis->label_zh);
}

const char *cm_level_label(const cm_style *s, const cm_level *level)
{
    return cm_in_language(s, level->name, level->name_zh);
}

bool cm_regime_has(const cm_claim *claim, const cm_regime *regime, size_t level, size_t cell)
{
    const size_t *at = claim->cell[cell].at;
    if (at[claim->along] != level) return false;
    for (size_t a = 0; a < claim->naxes; a++) {
        if (claim->axis[a].within && at[a] != regime->at[a]) return false;
    }
    return true;
}

/* The mean of a regime at one level of `along`, averaged over axes that are neither. */
double cm_regime_mean(const cm_claim *claim, const cm_measure_report *m, const cm_regime *regime, size_t level, bool *flagged)
{
    double sum = 0;
    size_t count = 0;
    for (size_t c = 0; c < claim->ngrid; c++) {
        if (!cm_regime_has(claim, regime, level, c)) continue;
        sum += m->cell[c].mean;
        if (m->cell[c].flag != NULL) *flagged = true;
        count++;
    }
    return count > 0 ? sum / (double)count : 0;
}

static double largest_mean(const cm_claim *claim, const cm_measure_report *m)
{
    double most = m->measure->share ? 1 : 0;
    for (size_t c = 0; c < claim->ngrid; c++) most = fmax(most, m->cell[c].mean);
    return most;
}

/* A change with its sign; one that rounds to nothing has none. */
static const char *signed_text(double x, char *buffer, size_t size)
{
    (void)snprintf(buffer, size, "%+.3f", fabs(x) < 5e-4 ? 0 : x);
    return buffer;
}

static void regime_columns(const cm_style *s, const cm_claim *claim, const cm_regime *regime, const size_t *width)
{
    for (size_t a = 0; a < claim->naxes; a++) {
        if (!claim->axis[a].within) continue;
        cm_pad(s->out, regime != NULL ? cm_level_label(s, &claim->axis[a].level[regime->at[a]]) : axis_label(s, &claim->axis[a]), width[a] + 2, false);
    }
}

/* The votes that a regime's rule asks for at a level of `along`; 0 where it does not count heads.
 * *all is cleared when that is not everybody. */
static int64_t needed_at(const cm_claim *claim, const cm_regime *regime, size_t level, bool *all)
{
    int64_t needed = 0;
    for (size_t c = 0; c < claim->ngrid; c++) {
        if (!claim->cell[c].headcount || !cm_regime_has(claim, regime, level, c)) continue;
        if (needed != 0 && needed != claim->cell[c].quota) return 0;
        needed = claim->cell[c].quota;
        *all = *all && claim->cell[c].consensus;
    }
    return needed;
}

/* A quota's share of the members jumps with rounding (3/4 of 3 is 3 of 3): show the votes themselves. */
static void write_needed(const cm_style *s, const cm_claim *claim, const cm_measure_report *m, size_t r, const size_t *width, size_t cell)
{
    size_t columns = 0;
    bool all = true, ignored = true, fresh = r + 1 == m->nregimes;
    for (size_t l = 0; l < claim->axis[claim->along].nlevels; l++) {
        int64_t needed = needed_at(claim, &m->regime[r], l, &all);
        if (needed == 0) return;
        if (r + 1 < m->nregimes && needed_at(claim, &m->regime[r + 1], l, &ignored) != needed) fresh = true;
    }
    if (all || !fresh) return;
    for (size_t a = 0; a < claim->naxes; a++) columns += claim->axis[a].within ? width[a] + 2 : 0;
    (void)fputs("  ", s->out);
    cm_pad(s->out, cm_in_language(s, "votes needed", "所需票数"), columns, false);
    for (size_t l = 0; l < claim->axis[claim->along].nlevels; l++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%lld", (long long)needed_at(claim, &m->regime[r], l, &all));
        cm_pad(s->out, number, cell, true);
    }
    (void)fputc('\n', s->out);
}

/* Room for the longest mean, and a space before it. */
static size_t number_width(const cm_claim *claim, const cm_measure_report *m)
{
    size_t widest = 6;
    bool flagged = false;
    for (size_t r = 0; r < m->nregimes; r++) {
        for (size_t l = 0; l < claim->axis[claim->along].nlevels; l++) {
            char number[400];
            int length = snprintf(number, sizeof number, "%.3f", cm_regime_mean(claim, m, &m->regime[r], l, &flagged));
            if (length > 0 && (size_t)length + 1 > widest) widest = (size_t)length + 1;
        }
    }
    return widest;
}

static void write_grid(const cm_style *s, const cm_claim *claim, const cm_measure_report *m)
{
    const cm_axis *along = &claim->axis[claim->along];
    size_t width[CM_MOST_AXES], cell = number_width(claim, m);
    double most = largest_mean(claim, m), shortest = 0;
    bool flagged = false;
    for (size_t a = 0; a < claim->naxes; a++) {
        width[a] = cm_width(axis_label(s, &claim->axis[a]));
        for (size_t l = 0; l < claim->axis[a].nlevels; l++) {
            size_t own = cm_width(cm_level_label(s, &claim->axis[a].level[l]));
            if (own > width[a]) width[a] = own;
            if (a == claim->along && own + 1 > cell) cell = own + 1;
        }
    }
    (void)fprintf(s->out, "  ");
    regime_columns(s, claim, NULL, width);
    for (size_t l = 0; l < along->nlevels; l++) cm_pad(s->out, cm_level_label(s, &along->level[l]), cell, true);
    (void)fprintf(s->out, "  %s\n", cm_in_language(s, "picture, change from first to last, verdict", "图、首末变化、判定"));
    for (size_t r = 0; r < m->nregimes; r++) {
        const cm_regime *regime = &m->regime[r];
        (void)fprintf(s->out, "  ");
        regime_columns(s, claim, regime, width);
        for (size_t l = 0; l < along->nlevels; l++) {
            char number[32];
            (void)snprintf(number, sizeof number, "%.3f", cm_regime_mean(claim, m, regime, l, &flagged));
            cm_pad(s->out, number, cell, true);
        }
        (void)fprintf(s->out, "  ");
        for (size_t l = 0; l < along->nlevels; l++) (void)fputs(cm_spark(cm_regime_mean(claim, m, regime, l, &flagged), most), s->out);
        char change[16], low[16], high[16];
        (void)fprintf(s->out, "  %s (%s, %s)  %s", signed_text(regime->end.effect, change, sizeof change), signed_text(regime->end.low, low, sizeof low),
                      signed_text(regime->end.high, high, sizeof high),
                      cm_in_language(s, cm_verdict_word(regime->verdict), cm_verdict_word_zh(regime->verdict)));
        if (regime->basis == CM_BY_THEOREM) (void)fputs(cm_in_language(s, " [theorem]", " [定理]"), s->out);
        (void)fputc('\n', s->out);
        if (m->measure->share) write_needed(s, claim, m, r, width, cell);
    }
    for (size_t c = 0; c < claim->ngrid; c++) shortest = fmax(shortest, m->cell[c].brief);
    if (shortest > 0) {
        (void)fprintf(s->out, s->chinese ? "  有的格子在至多 %.0f%% 的抽样中凑不足所要的成员数，此时取全部可得者。\n"
                                         : "  In up to %.0f%% of a cell's draws there were fewer players than members asked for; all of them were taken.\n", 100 * shortest);
    }
    if (flagged && m->measure->share) {
        cm_wrap(s->out, cm_in_language(s, "Cells at the floor (0) or ceiling (1) carry no information about the size of an effect.", "处于下限（0）或上限（1）的格子不含效应大小的信息。"), 2, CM_TEXT_WIDTH);
    }
}

/* The least and the most of what the draws came to be worth. */
static void write_reduction(const cm_style *s, const cm_judgement *j, const cm_measure_report *m)
{
    const cm_claim *claim = j->claim;
    double least = HUGE_VAL, most = 0, fewest = HUGE_VAL;
    size_t exact = 0;
    for (size_t c = 0; c < claim->ngrid; c++) {
        const cm_cell_report *cell = &m->cell[c];
        exact += cell->exact;
        if (!isnan(cell->effective)) fewest = fmin(fewest, cell->effective);
        if (isnan(cell->reduction)) continue;
        least = fmin(least, cell->reduction);
        most = fmax(most, cell->reduction);
    }
    if (exact > 0) (void)fprintf(s->out, s->chinese ? "  %zu / %zu 个格子由封闭公式精确得出；抽样与之相符。\n" : "  %zu of %zu cells are exact, by closed forms; the draws agree with them.\n", exact, claim->ngrid);
    if (most > 0) (void)fprintf(s->out, s->chinese ? "  与同样多次普通抽样相比，格子的方差缩小为 1/%.3g 至 1/%.3g。\n" : "  Against as many plain draws the variance of a cell is smaller by factors from %.3g to %.3g.\n", least, most);
    if (fewest < ENOUGH_DRAWS) {
        cm_wrap(s->out, cm_in_language(s, "Beware: in some cell the weighed draws are worth fewer than 100 that count alike, and its interval is not to be trusted; shift less, or draw more.",
                             "注意：某些格子的加权抽样还抵不上 100 次等权抽样，其区间不可信；请减小位移或增加抽样。"), 2, CM_TEXT_WIDTH);
    }
}

void cm_write_measure(const cm_style *s, const cm_judgement *j, size_t m)
{
    const cm_measure_report *report = &j->measure[m];
    const cm_axis *along = &j->claim->axis[j->claim->along];
    (void)fputc('\n', s->out);
    cm_bold(s, cm_in_language(s, report->measure->title, report->measure->title_zh));
    (void)fprintf(s->out, s->chinese ? "（%s），沿 %s；最小效应 %g\n" : " (%s), along %s; smallest effect %g\n", report->measure->name, axis_label(s, along), j->claim->smallest[m]);
    write_grid(s, j->claim, report);
    if (j->claim->control || j->claim->importance) write_reduction(s, j, report);
    if (m > 0) {
        (void)fprintf(s->out, "  → %s\n", cm_in_language(s, cm_verdict_word(report->verdict), cm_verdict_word_zh(report->verdict)));
        cm_wrap(s->out, cm_in_language(s, report->because, report->because_zh), 4, CM_TEXT_WIDTH);
    }
}
