/* html_cells.c: a measure of a claim as tables to be read by eye: settings under their labels, the verdict right after them, a
 * change with its interval in one cell, columns only for what differs from nothing.  (Scripts read tabulate.c's.) */
#include <math.h>
#include <string.h>

#include "cli/html_inside.h"

typedef struct sheet {
    cm_page *p;
    FILE *out;
    const cm_claim *claim;
    const cm_measure_report *m;
    int digits;                        /* behind the point, of means and changes */
} sheet;

enum { LEAST_DIGITS = 3, MOST_DIGITS = 8 };
static const double PLAIN = 1e7;       /* larger numbers are written with an exponent */

/* So many that a tenth of the smallest effect that matters is seen. */
static sheet sheet_of(cm_page *p, const cm_report *report, size_t m)
{
    const cm_judgement *j = report->judgement;
    sheet s = { p, p->out, j->claim, &j->measure[m], LEAST_DIGITS };
    double smallest = j->claim->smallest[m];
    if (smallest > 0) s.digits = (int)fmin(MOST_DIGITS, fmax(LEAST_DIGITS, ceil(1 - log10(smallest))));
    return s;
}

/* The class that colours a verdict. */
static const char *verdict_class(cm_verdict verdict)
{
    switch (verdict) {
    case CM_SUPPORTED: return "supported";
    case CM_REVERSED: return "reversed";
    case CM_NO_EFFECT: return "no-effect";
    case CM_CONDITIONAL: return "conditional";
    case CM_UNDECIDED: break;
    }
    return "undecided";
}

void cm_page_verdict(FILE *out, cm_verdict verdict)
{
    (void)fprintf(out, "<span class=\"word %s\">", verdict_class(verdict));
    cm_html_words(out, cm_verdict_word(verdict), cm_verdict_word_zh(verdict));
    (void)fputs("</span>", out);
}

/* ---- pieces of tables ---- */

static void open_table(FILE *out, const char *name, const char *name_zh)
{
    (void)fputs("<div class=\"wide\" tabindex=\"0\"><table class=\"claim\">\n<caption>", out);
    cm_html_words(out, name, name_zh);
    (void)fputs("</caption>\n<thead><tr>", out);
}

static void close_table(FILE *out)
{
    (void)fputs("</tbody></table></div>\n", out);
}

static void head(FILE *out, const char *en, const char *zh, bool number)
{
    (void)fputs(number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", out);
    cm_html_words(out, en, zh);
    (void)fputs("</th>", out);
}

static void put_level(FILE *out, const cm_level *level)
{
    (void)fputs("<td>", out);
    cm_html_words(out, level->name, level->name_zh);
    (void)fputs("</td>", out);
}

static void put_number(const sheet *s, double x, bool sign)
{
    double least = 0.5 * pow(10, -s->digits);
    if (isnan(x)) (void)fputc('?', s->out);
    else if (isinf(x)) (void)fputs(x < 0 ? "-∞" : sign ? "+∞" : "∞", s->out);
    else if (fabs(x) >= PLAIN) (void)fprintf(s->out, sign ? "%+.4g" : "%.4g", x);
    else (void)fprintf(s->out, sign && fabs(x) >= least ? "%+.*f" : "%.*f", s->digits, fabs(x) < least ? 0 : x);
}

static void put_integer(const sheet *s, int64_t x)
{
    if (x > 0) (void)fprintf(s->out, "<td class=\"n\">%lld</td>", (long long)x);
    else (void)fputs("<td></td>", s->out);
}

static void put_interval(const sheet *s, double low, double high, bool sign)
{
    if (!(low < high)) return;
    (void)fputs(" <span class=\"soft nb\">(", s->out);
    put_number(s, low, sign);
    (void)fputs(", ", s->out);
    put_number(s, high, sign);
    (void)fputs(")</span>", s->out);
}

static void put_change(const sheet *s, const cm_effect *e)
{
    put_number(s, e->effect, true);
    put_interval(s, e->low, e->high, true);
}

/* The head of a column of numbers that may have intervals. */
static void head_of(const sheet *s, const char *en, const char *zh)
{
    (void)fputs("<th scope=\"col\" class=\"n\">", s->out);
    cm_html_words(s->out, en, zh);
    if (s->claim->random) {
        (void)fputc(' ', s->out);
        cm_html_words(s->out, "(interval)", "（区间）");
    }
    (void)fputs("</th>", s->out);
}

/* The heads of the axes, all or those that are judged level by level. */
static void head_axes(const sheet *s, bool all)
{
    for (size_t a = 0; a < s->claim->naxes; a++) {
        const cm_axis *axis = &s->claim->axis[a];
        if (all || axis->within) head(s->out, axis->label, axis->label_zh, false);
    }
}

static void put_axes(const sheet *s, const size_t *at, bool all)
{
    (void)fputs("<tr>", s->out);
    for (size_t a = 0; a < s->claim->naxes; a++) {
        if (all || s->claim->axis[a].within) put_level(s->out, &s->claim->axis[a].level[at[a]]);
    }
}

/* ---- verdicts ---- */

/* Where the verdict is conditional within a regime: the two values between which it goes the other way. */
static void put_other_way(const sheet *s, const cm_regime *r)
{
    const cm_level *level = s->claim->axis[s->claim->along].level, *from, *to;
    if (r->verdict != CM_CONDITIONAL || r->worst >= r->npairs) return;
    from = &level[r->levels[r->worst][0]];
    to = &level[r->levels[r->worst][1]];
    (void)fputs("<br/><span class=\"soft\">", s->out);
    cm_html_words(s->out, "but from ", "但从 ");
    cm_html_words(s->out, from->name, from->name_zh);
    cm_html_words(s->out, " to ", " 到 ");
    cm_html_words(s->out, to->name, to->name_zh);
    cm_html_words(s->out, ": ", "：");
    (void)fputs("</span>", s->out);
    put_number(s, r->pair[r->worst].effect, true);
}

static bool is_undecided(const cm_regime *r)
{
    return r->verdict == CM_UNDECIDED && isfinite(r->more);
}

static void put_regime(const sheet *s, const cm_regime *r, bool more, bool against)
{
    put_axes(s, r->at, false);
    (void)fputs("<td class=\"nb\">", s->out);
    cm_page_verdict(s->out, r->verdict);
    (void)fputs("</td><td class=\"n\">", s->out);
    put_change(s, &r->end);
    put_other_way(s, r);
    (void)fputs("</td><td class=\"nb\">", s->out);
    cm_html_words(s->out, cm_basis_word(r->basis), cm_basis_word_zh(r->basis));
    (void)fputs("</td>", s->out);
    if (against && isnan(r->end.against)) (void)fputs("<td></td>", s->out);
    else if (against) (void)fprintf(s->out, "<td class=\"n\">%.3g%%</td>", 100 * r->end.against);
    if (more) put_integer(s, is_undecided(r) ? (int64_t)fmin(r->more, 1e15) : 0);
    (void)fputs("</tr>\n", s->out);
}

void cm_page_verdicts(cm_page *p, const cm_report *report, size_t m)
{
    sheet s = sheet_of(p, report, m);
    bool more = false, against = false;
    if (s.m->nregimes == 0) return;
    for (size_t r = 0; r < s.m->nregimes; r++) {
        more = more || is_undecided(&s.m->regime[r]);
        against = against || (s.claim->random && s.m->regime[r].end.against > 0);
    }
    open_table(s.out, "verdicts", "判定");
    head_axes(&s, false);
    head(s.out, "verdict", "判定", false);
    head_of(&s, "change", "变化");
    head(s.out, "basis", "依据", false);
    if (against) head(s.out, "draws against", "相反的抽样", true);
    if (more) head(s.out, "more draws", "尚需抽样", true);
    (void)fputs("</tr></thead>\n<tbody>\n", s.out);
    for (size_t r = 0; r < s.m->nregimes; r++) put_regime(&s, &s.m->regime[r], more, against);
    close_table(s.out);
}

/* ---- cells and steps ---- */

/* Columns of the cells that say something. */
typedef struct extras {
    bool flag, edge, brief, members, votes, exact, reduction, effective;
} extras;

static extras extras_of(const sheet *s)
{
    extras x = { false, false, false, false, false, false, false, false };
    for (size_t c = 0; c < s->claim->ngrid; c++) {
        const cm_cell_report *cell = &s->m->cell[c];
        x.flag = x.flag || cell->flag != NULL;
        x.edge = x.edge || cell->edge > 0;
        x.brief = x.brief || cell->brief > 0;
        x.members = x.members || s->claim->cell[c].size > 0;
        x.votes = x.votes || s->claim->cell[c].headcount;
        x.exact = x.exact || (cell->exact && s->claim->random);
        x.reduction = x.reduction || !isnan(cell->reduction);
        x.effective = x.effective || !isnan(cell->effective);
    }
    if (!s->claim->control && !s->claim->importance) x.exact = x.reduction = x.effective = false;
    return x;
}

static void head_cells(const sheet *s, const extras *x)
{
    head_axes(s, true);
    if (s->claim->random) head_of(s, "mean", "均值");
    else head(s->out, "value", "数值", true);
    if (x->flag) head(s->out, "at an end", "处于极限", false);
    if (x->edge) head(s->out, "draws on the edge", "临界的抽样", true);
    if (x->brief) head(s->out, "draws short of players", "成员不足的抽样", true);
    if (x->members) head(s->out, "members", "成员数", true);
    if (x->votes) head(s->out, "votes needed", "所需票数", true);
    if (x->exact) head(s->out, "basis", "依据", false);
    if (x->reduction) head(s->out, "variance smaller by", "方差缩小倍数", true);
    if (x->effective) head(s->out, "draws that count alike", "等权抽样数", true);
    (void)fputs("</tr></thead>\n<tbody>\n", s->out);
}

static void put_share(FILE *out, double x)
{
    (void)fprintf(out, "<td class=\"n\">%.3g%%</td>", 100 * x);
}

static void put_factor(FILE *out, double x)
{
    if (isnan(x)) (void)fputs("<td></td>", out);
    else (void)fprintf(out, "<td class=\"n\">%.4g</td>", x);
}

static void put_cell(const sheet *s, size_t c, const extras *x)
{
    const cm_cell_report *cell = &s->m->cell[c];
    const cm_cell *plan = &s->claim->cell[c];
    put_axes(s, plan->at, true);
    (void)fputs("<td class=\"n\">", s->out);
    put_number(s, cell->mean, false);
    put_interval(s, cell->low, cell->high, false);
    (void)fputs("</td>", s->out);
    if (x->flag) {
        (void)fputs("<td>", s->out);
        if (cell->flag != NULL) cm_html_words(s->out, cell->flag, strcmp(cell->flag, "floor") == 0 ? "下限" : "上限");
        (void)fputs("</td>", s->out);
    }
    if (x->edge) put_share(s->out, cell->edge);
    if (x->brief) put_share(s->out, cell->brief);
    if (x->members) put_integer(s, (int64_t)plan->size);
    if (x->votes) put_integer(s, plan->headcount ? plan->quota : 0);
    if (x->exact) {
        cm_basis basis = cell->exact ? CM_BY_EXACT : CM_BY_SAMPLE;
        (void)fputs("<td>", s->out);
        cm_html_words(s->out, cm_basis_word(basis), cm_basis_word_zh(basis));
        (void)fputs("</td>", s->out);
    }
    if (x->reduction) put_factor(s->out, cell->reduction);
    if (x->effective) put_factor(s->out, cell->effective);
    (void)fputs("</tr>\n", s->out);
}

static void put_steps(const sheet *s)
{
    const cm_level *level = s->claim->axis[s->claim->along].level;
    if (s->m->nregimes == 0 || s->m->regime[0].npairs == 0) return;
    open_table(s->out, "steps", "逐步");
    head_axes(s, false);
    head(s->out, "from", "从", false);
    head(s->out, "to", "到", false);
    head_of(s, "change", "变化");
    (void)fputs("</tr></thead>\n<tbody>\n", s->out);
    for (size_t r = 0; r < s->m->nregimes; r++) {
        const cm_regime *regime = &s->m->regime[r];
        for (size_t k = 0; k < regime->npairs; k++) {
            if (regime->levels[k][1] != regime->levels[k][0] + 1) continue;      /* neighbours alone */
            put_axes(s, regime->at, false);
            put_level(s->out, &level[regime->levels[k][0]]);
            put_level(s->out, &level[regime->levels[k][1]]);
            (void)fputs("<td class=\"n\">", s->out);
            put_change(s, &regime->pair[k]);
            (void)fputs("</td></tr>\n", s->out);
        }
    }
    close_table(s->out);
}

void cm_page_cells(cm_page *p, const cm_report *report, size_t m)
{
    sheet s = sheet_of(p, report, m);
    extras x = extras_of(&s);
    (void)fputs("<details>", s.out);
    cm_html_summary(s.out, "All cells and steps", "全部格子与逐步变化");
    open_table(s.out, "cells", "格子");
    head_cells(&s, &x);
    for (size_t c = 0; c < s.claim->ngrid; c++) put_cell(&s, c, &x);
    close_table(s.out);
    put_steps(&s);
    (void)fputs("</details>\n", s.out);
}
