/* write_text.c: a report to be read by eye. */
#include <math.h>
#include <string.h>

#include "cli/layout.h"

enum { WIDTH = 100, ENOUGH_DRAWS = 100 };

static const char *pick(const cm_style *s, const char *en, const char *zh)
{
    return s->chinese && zh != NULL ? zh : en;
}

static void bold(const cm_style *s, const char *text)
{
    (void)fprintf(s->out, s->colour ? "\033[1m%s\033[0m" : "%s", text);
}

static void heading(const cm_style *s, const char *text)
{
    bold(s, text);
    (void)fputc('\n', s->out);
}

static void write_answer(const cm_style *s, const cm_report *report, const cm_answer *answer)
{
    char buffer[64];
    const cm_node *venue = answer->venue != NULL ? answer->venue->node : NULL, *name = cm_node_child(venue, pick(s, "name", "name_zh"));
    if (name == NULL) name = cm_node_child(venue, "name");
    (void)fputc('\n', s->out);
    (void)fprintf(s->out, "%s%s%s", pick(s, answer->concept->title, answer->concept->title_zh), venue != NULL ? " · " : "",
                  name != NULL ? name->text : venue != NULL ? answer->venue->id : "");
    (void)fprintf(s->out, "  [%s%s]\n", answer->concept->name, answer->result.certified ? pick(s, ", certified", "，已核证") : "");
    for (const cm_named *note = answer->result.note; note != NULL; note = note->next) cm_wrap(s->out, note->value.as.text, 2, WIDTH);
    for (const cm_named *entry = answer->result.summary; entry != NULL; entry = entry->next) {
        if (entry->value.kind == CM_NONE) continue;
        (void)fprintf(s->out, "  %s: %s\n", entry->name, cm_value_text(&entry->value, buffer, sizeof buffer, s->chinese));
    }
    for (const cm_table *table = answer->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0 || strcmp(table->name, "bound") == 0) continue;      /* said in the summary */
        (void)fprintf(s->out, "\n  %s\n", table->name);
        cm_print_table(s, table, 4);
    }
    if (report->drawn) {
        cm_wrap(s->out, pick(s, "This is one draw of a random world (draw 0); a claim looks at many.", "这只是随机世界的一次抽样（第 0 次）；论断检验会看许多次。"), 2, WIDTH);
    }
}

/* ---- a claim ---- */

static const char *axis_label(const cm_style *s, const cm_axis *axis)
{
    return pick(s, axis->label, axis->label_zh);
}

static const char *level_label(const cm_style *s, const cm_level *level)
{
    return pick(s, level->name, level->name_zh);
}

/* The mean of a regime at one level of `along`, averaged over axes that are neither. */
static double mean_at(const cm_claim *claim, const cm_measure_report *m, const cm_regime *regime, size_t level, bool *flagged)
{
    double sum = 0;
    size_t count = 0;
    for (size_t c = 0; c < claim->ngrid; c++) {
        bool in = claim->cell[c].at[claim->along] == level;
        for (size_t a = 0; a < claim->naxes; a++) {
            if (claim->axis[a].within && claim->cell[c].at[a] != regime->at[a]) in = false;
        }
        if (!in) continue;
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
        cm_pad(s->out, regime != NULL ? level_label(s, &claim->axis[a].level[regime->at[a]]) : axis_label(s, &claim->axis[a]), width[a] + 2, false);
    }
}

/* The votes that a regime's rule asks for at a level of `along`; 0 where it does not count heads.
 * *all is cleared when that is not everybody. */
static int64_t needed_at(const cm_claim *claim, const cm_regime *regime, size_t level, bool *all)
{
    int64_t needed = 0;
    for (size_t c = 0; c < claim->ngrid; c++) {
        bool in = claim->cell[c].at[claim->along] == level && claim->cell[c].headcount;
        for (size_t a = 0; a < claim->naxes; a++) {
            if (claim->axis[a].within && claim->cell[c].at[a] != regime->at[a]) in = false;
        }
        if (!in) continue;
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
    cm_pad(s->out, pick(s, "votes needed", "所需票数"), columns, false);
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
            int length = snprintf(number, sizeof number, "%.3f", mean_at(claim, m, &m->regime[r], l, &flagged));
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
            size_t own = cm_width(level_label(s, &claim->axis[a].level[l]));
            if (own > width[a]) width[a] = own;
            if (a == claim->along && own + 1 > cell) cell = own + 1;
        }
    }
    (void)fprintf(s->out, "  ");
    regime_columns(s, claim, NULL, width);
    for (size_t l = 0; l < along->nlevels; l++) cm_pad(s->out, level_label(s, &along->level[l]), cell, true);
    (void)fprintf(s->out, "  %s\n", pick(s, "picture, change from first to last, verdict", "图、首末变化、判定"));
    for (size_t r = 0; r < m->nregimes; r++) {
        const cm_regime *regime = &m->regime[r];
        (void)fprintf(s->out, "  ");
        regime_columns(s, claim, regime, width);
        for (size_t l = 0; l < along->nlevels; l++) {
            char number[32];
            (void)snprintf(number, sizeof number, "%.3f", mean_at(claim, m, regime, l, &flagged));
            cm_pad(s->out, number, cell, true);
        }
        (void)fprintf(s->out, "  ");
        for (size_t l = 0; l < along->nlevels; l++) (void)fputs(cm_spark(mean_at(claim, m, regime, l, &flagged), most), s->out);
        char change[16], low[16], high[16];
        (void)fprintf(s->out, "  %s (%s, %s)  %s", signed_text(regime->end.effect, change, sizeof change), signed_text(regime->end.low, low, sizeof low),
                      signed_text(regime->end.high, high, sizeof high),
                      pick(s, cm_verdict_word(regime->verdict), cm_verdict_word_zh(regime->verdict)));
        if (regime->basis == CM_BY_THEOREM) (void)fputs(pick(s, " [theorem]", " [定理]"), s->out);
        (void)fputc('\n', s->out);
        if (m->measure->share) write_needed(s, claim, m, r, width, cell);
    }
    for (size_t c = 0; c < claim->ngrid; c++) shortest = fmax(shortest, m->cell[c].brief);
    if (shortest > 0) {
        (void)fprintf(s->out, s->chinese ? "  有的格子在至多 %.0f%% 的抽样中凑不足所要的成员数，此时取全部可得者。\n"
                                         : "  In up to %.0f%% of a cell's draws there were fewer players than members asked for; all of them were taken.\n", 100 * shortest);
    }
    if (flagged && m->measure->share) {
        cm_wrap(s->out, pick(s, "Cells at the floor (0) or ceiling (1) carry no information about the size of an effect.", "处于下限（0）或上限（1）的格子不含效应大小的信息。"), 2, WIDTH);
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
        cm_wrap(s->out, pick(s, "Beware: in some cell the weighed draws are worth fewer than 100 that count alike, and its interval is not to be trusted; shift less, or draw more.",
                             "注意：某些格子的加权抽样还抵不上 100 次等权抽样，其区间不可信；请减小位移或增加抽样。"), 2, WIDTH);
    }
}

static void write_measure(const cm_style *s, const cm_judgement *j, size_t m)
{
    const cm_measure_report *report = &j->measure[m];
    const cm_axis *along = &j->claim->axis[j->claim->along];
    (void)fputc('\n', s->out);
    bold(s, pick(s, report->measure->title, report->measure->title_zh));
    (void)fprintf(s->out, s->chinese ? "（%s），沿 %s；最小效应 %g\n" : " (%s), along %s; smallest effect %g\n", report->measure->name, axis_label(s, along), j->claim->smallest[m]);
    write_grid(s, j->claim, report);
    if (j->claim->control || j->claim->importance) write_reduction(s, j, report);
    if (m > 0) {
        (void)fprintf(s->out, "  → %s\n", pick(s, cm_verdict_word(report->verdict), cm_verdict_word_zh(report->verdict)));
        cm_wrap(s->out, pick(s, report->because, report->because_zh), 4, WIDTH);
    }
}

static void write_explanation(const cm_style *s, const cm_judgement *j)
{
    const cm_explanation *e = j->explanation;
    const cm_claim *claim = j->claim;
    double most = 1e-9;
    (void)fputc('\n', s->out);
    heading(s, pick(s, "What causes the difference", "差异由何而来"));
    (void)fprintf(s->out, s->chinese ? "  从 %s（%.4f）到 %s（%.4f），共 %+.4f\n" : "  from %s (%.4f) to %s (%.4f): %+.4f in all\n", claim->from, e->from, claim->to, e->to, e->total);
    (void)fprintf(s->out, "  ");
    cm_pad(s->out, pick(s, "channel", "渠道"), 12, false);
    (void)fprintf(s->out, "%s\n", pick(s, "   part            interval   first in    last in   least .. greatest over orders", "   份额            区间       先入        后入      各次序中的最小至最大"));
    for (size_t k = 0; k < claim->nchannels; k++) most = fmax(most, fabs(e->channel[k].effect));
    for (size_t k = 0; k < claim->nchannels; k++) {
        const cm_channel_report *c = &e->channel[k];
        (void)fprintf(s->out, "  ");
        cm_pad(s->out, c->channel, 12, false);
        if (!c->active) {
            (void)fprintf(s->out, "%s\n", pick(s, "       0   (no setting of it differs)", "       0   （两端没有差别）"));
            continue;
        }
        (void)fprintf(s->out, "%+8.4f (%+.4f, %+.4f) %+10.4f %+10.4f   %+.4f .. %+.4f  %s", c->effect, c->low, c->high, c->first_in, c->last_in, c->least, c->greatest, cm_spark(fabs(c->effect), most));
        if (!c->identified) (void)fputs(pick(s, "  sign not identified", "  符号不可识别"), s->out);
        (void)fputc('\n', s->out);
    }
    (void)fprintf(s->out, s->chinese ? "  交互作用占 %.0f%%" : "  interactions: %.0f%% of all dividends", 100 * e->interaction_share);
    for (size_t i = 0; i < e->ninteractions && i < 3; i++) {
        size_t bit = 0;
        bool first = true;
        if (!(fabs(e->interaction[i].dividend) > 5e-4)) break;
        (void)fputs(i == 0 ? (s->chinese ? "：" : ": ") : ", ", s->out);
        for (size_t k = 0; k < claim->nchannels; k++) {
            if (!claim->channel[k].active) continue;
            if (e->interaction[i].channels >> bit++ & 1) {
                (void)fprintf(s->out, "%s%s", first ? "" : "+", claim->channel[k].name);
                first = false;
            }
        }
        (void)fprintf(s->out, " %+.3f", e->interaction[i].dividend);
    }
    (void)fputc('\n', s->out);
    if (!e->log_known) {
        cm_wrap(s->out, pick(s, "On the scale log(-log p) nothing can be said: a cell is at 0 or 1.", "在 log(-log p) 尺度上无法分解：有格子为 0 或 1。"), 2, WIDTH);
        return;
    }
    (void)fprintf(s->out, s->chinese ? "  log(-log p) 尺度（越大越难），共 %+.3f：" : "  on the scale log(-log p) (more is less agreement), %+.3f in all:", e->log_total);
    for (size_t k = 0; k < claim->nchannels; k++) {
        if (e->channel[k].active) (void)fprintf(s->out, "  %s %+.3f%s", e->channel[k].channel, e->channel[k].log_effect, e->channel[k].log_identified ? "" : "?");
    }
    (void)fputc('\n', s->out);
}

/* Lines of a map, each after two spaces. */
static void write_map(const cm_style *s, const char *map)
{
    while (*map != '\0') {
        size_t length = strcspn(map, "\n");
        (void)fprintf(s->out, "  %.*s\n", (int)length, map);
        map += length + (map[length] == '\n');
    }
}

/* A boundary, a region or a sensitivity; its points are for machines. */
static void write_finding(const cm_style *s, const cm_finding *finding)
{
    (void)fputc('\n', s->out);
    heading(s, pick(s, finding->title, finding->title_zh));
    for (size_t i = 0; i < finding->nsaid; i++) cm_wrap(s->out, pick(s, finding->say[i], finding->say_zh[i]), 2, WIDTH);
    if (finding->map != NULL) write_map(s, pick(s, finding->map, finding->map_zh));
    for (const cm_table *table = finding->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0 || strcmp(table->name, "points") == 0) continue;
        (void)fprintf(s->out, "  [%s]\n", table->name);
        cm_print_table(s, table, 4);
    }
}

static void write_rivals(const cm_style *s, const cm_report *report)
{
    if (report->nrivals == 0) return;
    (void)fputc('\n', s->out);
    heading(s, pick(s, "Other formalisations of the claim", "同一论断的其他形式化"));
    for (size_t i = 0; i < report->nrivals; i++) {
        const cm_rival *rival = &report->rival[i];
        (void)fprintf(s->out, "  %s: %s\n", rival->file, rival->verdict != NULL ? pick(s, rival->verdict, rival->verdict_zh) : pick(s, "could not be run", "未能运行"));
        if (rival->because != NULL) cm_wrap(s->out, pick(s, rival->because, rival->because_zh), 4, WIDTH);
    }
}

/* The first measure at the level that has a venue's id, for each level of the first axis in within
 * (averaged over the others). False when no level has that id. */
static bool write_computed(const cm_style *s, const cm_judgement *j, const char *id)
{
    const cm_claim *claim = j->claim;
    const cm_axis *along = &claim->axis[claim->along];
    size_t level = 0, shown = 0;
    bool flagged = false;
    while (level < along->nlevels && strcmp(along->level[level].name, id) != 0) level++;
    while (shown < claim->naxes && !claim->axis[shown].within) shown++;
    if (level == along->nlevels) return false;
    for (size_t k = 0; k < (shown < claim->naxes ? claim->axis[shown].nlevels : 1); k++) {
        double sum = 0, count = 0;
        for (size_t r = 0; r < j->measure[0].nregimes; r++) {
            if (shown < claim->naxes && j->measure[0].regime[r].at[shown] != k) continue;
            sum += mean_at(claim, &j->measure[0], &j->measure[0].regime[r], level, &flagged);
            count++;
        }
        (void)fprintf(s->out, "%s %.3f  ", shown < claim->naxes ? level_label(s, &claim->axis[shown].level[k]) : "", count > 0 ? sum / count : 0);
    }
    return true;
}

static void write_observed(const cm_style *s, const cm_report *report)
{
    const cm_scenario *scenario = &report->file->scenario;
    bool any = false;
    for (size_t v = 0; v < scenario->nvenues; v++) {
        const cm_venue *venue = &scenario->venue[v];
        const cm_node *observed = cm_node_child(venue->node, "observed"), *outcome, *name;
        size_t members = 0;
        if (observed == NULL) continue;
        if (!any) {
            (void)fputc('\n', s->out);
            heading(s, report->judgement == NULL ? pick(s, "Observed in the world", "现实中的结果")
                       : pick(s, "Observed in the world, and computed here", "现实中的结果与本模型的计算"));
        }
        any = true;
        outcome = cm_node_child(observed, pick(s, "outcome", "outcome_zh"));
        if (outcome == NULL) outcome = cm_node_child(observed, "outcome");
        name = cm_node_child(venue->node, pick(s, "name", "name_zh"));
        if (name == NULL) name = cm_node_child(venue->node, "name");
        if (!venue->members.picked) members = cm_coalition_count(&venue->members.who.player);
        (void)fputs("  ", s->out);
        cm_pad(s->out, name != NULL ? name->text : venue->id, 32, false);
        (void)fprintf(s->out, s->chinese ? " %4zu 个成员：%s\n" : " %4zu members: %s\n", members, outcome != NULL ? outcome->text : "?");
        if (report->judgement == NULL) continue;
        (void)fputs("      ", s->out);
        if (!write_computed(s, report->judgement, venue->id)) (void)fputs(pick(s, "not computed apart", "未单独计算"), s->out);
        (void)fputc('\n', s->out);
    }
}

static void write_verdict(const cm_style *s, const cm_judgement *j)
{
    const cm_measure_report *first = &j->measure[0];
    (void)fprintf(s->out, "%s", pick(s, "Verdict: ", "判定："));
    bold(s, pick(s, cm_verdict_word(first->verdict), cm_verdict_word_zh(first->verdict)));
    if (j->claim->random) {
        (void)fprintf(s->out, s->chinese ? "（依据：%s；%llu 次抽样，种子 %llu）\n" : " (basis: %s; %llu draws, seed %llu)\n", cm_basis_word(first->basis),
                      (unsigned long long)j->draws, (unsigned long long)j->seed);
    } else {
        (void)fputs(pick(s, " (basis: exact; nothing is drawn)\n", "（依据：精确，无随机抽样）\n"), s->out);
    }
    if (j->interrupted) {
        cm_wrap(s->out, pick(s, "Interrupted: this is what the draws done so far say; no certificate was looked at again.", "已中断：以下为已完成抽样的结果，未再核查证书。"), 2, WIDTH);
    }
    cm_wrap(s->out, pick(s, first->because, first->because_zh), 2, WIDTH);
}

static void write_claim(const cm_style *s, const cm_report *report)
{
    const cm_judgement *j = report->judgement;
    const cm_claim *claim = j->claim;
    const cm_measure_report *first = &j->measure[0];
    (void)fprintf(s->out, s->chinese ? "\n论断%s%s：%s\n" : "\nClaim %s%s%s\n", claim->id != NULL ? claim->id : "", claim->id != NULL && !s->chinese ? ": " : "", pick(s, claim->statement, claim->statement_zh));
    write_verdict(s, j);
    for (size_t m = 0; m < claim->nmeasures; m++) write_measure(s, j, m);
    if (j->explanation != NULL) write_explanation(s, j);
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) write_finding(s, &report->findings->item[i]);
    write_rivals(s, report);
    (void)fputc('\n', s->out);
    if (j->counterexample != NULL) {
        (void)fprintf(s->out, s->chinese ? "反例：%s（用 --counterexample FILE 写成可运行的文件）\n" : "Against the claim: %s (write it as a file that runs: --counterexample FILE)\n", j->counter_words);
    }
    if (claim->precision > 0 && claim->random) {
        cm_wrap(s->out, pick(s, "The draws ended when that was known which was asked for; intervals hold whenever one looks (confidence sequences), of measures without a bound asymptotically.",
                             "抽样在达到所要求的精度时结束；区间在任何时刻查看都成立（置信序列），无界度量的区间为渐近成立。"), 0, WIDTH);
    }
    if (claim->control) {
        cm_wrap(s->out, pick(s, "What closed forms account for was taken out of the noise (control variates); such intervals are Student's, and hold at any time only asymptotically.",
                             "已用控制变量扣除封闭公式可解释的噪声；相应区间为学生氏区间，“任何时刻成立”仅为渐近意义。"), 0, WIDTH);
    }
    if (claim->importance) {
        cm_wrap(s->out, pick(s, "Every other world, by chance, was drawn with positions moved, and all were weighed by how likely they are without; intervals are Student's.",
                             "约半数世界在位置平移后抽取，并按未平移时的可能性加权；区间为学生氏区间。"), 0, WIDTH);
    }
    if (claim->random && !claim->registered) {
        (void)fprintf(s->out, s->chinese ? "区间为 %.4g%% 联合区间（%zu 项比较，Bonferroni）；每个答案均通过其概念的核证。\n"
                                         : "Intervals hold jointly at %.4g%% over %zu comparisons (Bonferroni); every answer has passed its concept's certificate.\n",
                      100 * j->confidence, first->ncomparisons);
    } else if (claim->random) {
        (void)fprintf(s->out, s->chinese ? "区间为 %.4g%% 联合区间（%zu 项比较，Bonferroni）；抽样 %llu 个格子的“达成协议”经独立核证。\n"
                                         : "Intervals hold jointly at %.4g%% over %zu comparisons (Bonferroni); agreement checked by certificate in %llu sampled cells.\n",
                      100 * j->confidence, first->ncomparisons, (unsigned long long)j->sampled);
    }
    (void)fprintf(s->out, "%s\n", pick(s, "A verdict is about this model, not about the world.", "判定只针对本模型，并非对现实世界的断言。"));
}

static const char *model_name(const cm_style *s, const cm_formalisation *m)
{
    return m->name == NULL ? m->id : pick(s, m->name, m->name_zh);
}

static void write_family(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    size_t widest = 0;
    (void)fprintf(s->out, s->chinese ? "\n论断%s%s：%s\n" : "\nClaim %s%s%s\n", f->family->id != NULL ? f->family->id : "", f->family->id != NULL && !s->chinese ? ": " : "", pick(s, f->family->statement, f->family->statement_zh));
    (void)fprintf(s->out, "%s", pick(s, "Joint verdict: ", "联合判定："));
    bold(s, pick(s, cm_verdict_word(f->verdict), cm_verdict_word_zh(f->verdict)));
    (void)fprintf(s->out, s->chinese ? "（%zu 个模型）\n" : " (%zu models)\n", f->family->n);
    cm_wrap(s->out, pick(s, f->because, f->because_zh), 2, WIDTH);
    for (size_t i = 0; i < f->family->n; i++) {
        size_t own = cm_width(model_name(s, &f->family->model[i]));
        if (own > widest) widest = own;
    }
    (void)fputc('\n', s->out);
    for (size_t i = 0; i < f->family->n; i++) {
        const cm_measure_report *m = &f->judgement[i].measure[0];
        (void)fputs("  ", s->out);
        cm_pad(s->out, model_name(s, &f->family->model[i]), widest + 2, false);
        cm_pad(s->out, pick(s, cm_verdict_word(m->verdict), cm_verdict_word_zh(m->verdict)), 14, false);
        (void)fprintf(s->out, "%s\n", m->measure->name);
    }
    for (size_t i = 0; i < f->family->n; i++) {
        cm_report one = cm_report_model(report, i);
        (void)fputc('\n', s->out);
        heading(s, model_name(s, &f->family->model[i]));
        write_verdict(s, one.judgement);
        for (size_t m = 0; m < one.judgement->claim->nmeasures; m++) write_measure(s, one.judgement, m);
    }
    (void)fputc('\n', s->out);
    cm_wrap(s->out, pick(s, "The models' verdicts hold jointly (Holm's correction); each model's intervals are as wide as that needs.", "各模型的判定联合成立（Holm 校正）；各模型的区间按此加宽。"), 0, WIDTH);
    cm_wrap(s->out, pick(s, "A verdict is about these models, not about the world.", "判定只针对这些模型，并非对现实世界的断言。"), 0, WIDTH);
}

static void write(const cm_style *s, const cm_report *report, size_t index)
{
    if (index > 0) (void)fputc('\n', s->out);
    heading(s, pick(s, report->title, report->title_zh));
    for (size_t i = 0; i < report->nanswers; i++) write_answer(s, report, &report->answer[i]);
    if (report->judgement != NULL) write_claim(s, report);
    if (report->family != NULL) write_family(s, report);
    cm_write_evidence(s, report);
    write_observed(s, report);
}

const cm_writer cm_writer_text = { "text", "aligned text for a terminal", NULL, write, NULL };
