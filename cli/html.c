/* html.c: texts, tables and the frame of a page. */
#include "cli/html.h"

#include <string.h>

#include "cli/report.h"

enum { LONG = 14 };                     /* rows of a table that is not folded away */
static const double SMALL_P = 1e-4;

void cm_html_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '<') (void)fputs("&lt;", out);
        else if (c == '>') (void)fputs("&gt;", out);
        else if (c == '&') (void)fputs("&amp;", out);
        else if (c == '"') (void)fputs("&quot;", out);
        else if (c == '\'') (void)fputs("&#39;", out);
        else if (c >= 0x20 || c == '\n' || c == '\t') (void)fputc(c, out);
    }
}

static void element(FILE *out, const char *tag, const char *lang, const char *text)
{
    size_t name = strcspn(tag, " ");
    (void)fprintf(out, "<%s", tag);
    if (lang != NULL) (void)fprintf(out, " lang=\"%s\"", lang);
    (void)fputc('>', out);
    cm_html_text(out, text);
    (void)fprintf(out, "</%.*s>", (int)name, tag);
}

static bool twins(const char *en, const char *zh)
{
    return zh != NULL && strcmp(en, zh) != 0;
}

void cm_html_both(FILE *out, const char *tag, const char *en, const char *zh)
{
    if (en == NULL && zh == NULL) return;
    if (en == NULL) en = zh;
    element(out, tag, twins(en, zh) ? "en" : NULL, en);
    if (twins(en, zh)) element(out, tag, "zh", zh);
    (void)fputc('\n', out);
}

void cm_html_words(FILE *out, const char *en, const char *zh)
{
    if (!twins(en, zh)) {
        cm_html_text(out, en);
        return;
    }
    element(out, "span", "en", en);
    element(out, "span", "zh", zh);
}

void cm_html_summary(FILE *out, const char *en, const char *zh)
{
    (void)fputs("<summary>", out);
    cm_html_words(out, en, zh);
    (void)fputs("</summary>\n", out);
}

static bool numeric(const cm_table *table, size_t column)
{
    for (size_t i = 0; i < table->nrows; i++) {
        cm_value_kind kind = table->cell[i * table->ncolumns + column].kind;
        if (kind == CM_TEXT || kind == CM_TRUTH) return false;
    }
    return true;
}

typedef const char *word_pair[2];

/* Captions and heads of tables about claims, their findings and records, and of many concepts. */
static const word_pair heads[] = {
    { "channels", "渠道" }, { "channel", "渠道" }, { "effect", "效应" }, { "low", "下限" }, { "high", "上限" }, { "first_in", "先入" }, { "last_in", "后入" }, { "least", "最小" },
    { "greatest", "最大" }, { "identified", "符号可识别" }, { "interactions", "交互作用" }, { "dividend", "红利" }, { "explained_cells", "所解释的格子" }, { "at_target", "取终点值的渠道" },
    { "log_effect", "对数效应" }, { "log_low", "对数下限" }, { "log_high", "对数上限" }, { "log_first_in", "对数先入" }, { "log_last_in", "对数后入" }, { "mean", "均值" },
    { "verdict", "判定" }, { "verdicts", "判定" }, { "basis", "依据" }, { "against", "相反" }, { "regime", "情形" }, { "at", "取值" }, { "turns", "变号处" }, { "turn", "变号处" },
    { "before", "之前" }, { "after", "之后" }, { "points", "点" }, { "shares", "份额" }, { "share", "份额" }, { "boxes", "区域" }, { "box", "区域" }, { "limits", "界限" },
    { "input", "设置" }, { "inputs", "设置" }, { "output", "结果" }, { "coverage", "覆盖率" }, { "density", "密度" }, { "mass", "占比" }, { "absolute", "绝对值均值" },
    { "spread", "离散" }, { "error", "误差" }, { "fits", "拟合" }, { "controls", "控制变量" }, { "control", "控制变量" }, { "cases", "案例" },
    { "events", "事件" }, { "measure", "度量" }, { "exact", "精确" }, { "separated", "完全分离" }, { "concordance", "一致率" }, { "why", "原因" }, { "confounding", "混杂" },
    { "rank_correlation", "秩相关" }, { "varies", "有变化" }, { "strong", "强" }, { "player", "行为体" }, { "players", "行为体" }, { "members", "成员" }, { "value", "数值" },
    { "payoffs", "所得" }, { "payoff", "所得" }, { "gains", "得益" }, { "gain", "得益" }, { "power", "权力" }, { "strategy", "策略" }, { "probability", "概率" }, { "equilibrium", "均衡" },
    { "norm", "规范" }, { "step", "步" }, { "size", "规模" }, { "issue", "议题" }, { "draws", "抽样" }, { "from", "从" }, { "to", "到" },
};

/* Verdicts' bases, and the signs between which an effect turns; the words of verdicts are the judge's. */
static const word_pair cells[] = { { "negative", "负" }, { "positive", "正" } };

/* A word of the list in both languages, without underscores; false for any other text. */
static bool put_listed(FILE *out, const word_pair *list, size_t count, const char *text)
{
    for (size_t k = 0; k < count; k++) {
        char plain[64];
        if (strcmp(text, list[k][0]) != 0) continue;
        (void)snprintf(plain, sizeof plain, "%s", text);
        for (char *c = plain; *c != '\0'; c++) {
            if (*c == '_') *c = ' ';
        }
        cm_html_words(out, plain, list[k][1]);
        return true;
    }
    return false;
}

static void put_name(FILE *out, const char *text)
{
    if (!put_listed(out, heads, sizeof heads / sizeof heads[0], text)) cm_html_text(out, text);
}

/* A verdict, its basis or a sign in both languages; false for any other text. */
static bool put_known_word(FILE *out, const char *text)
{
    for (int v = CM_SUPPORTED; v <= CM_UNDECIDED; v++) {
        if (strcmp(text, cm_verdict_word((cm_verdict)v)) != 0) continue;
        cm_html_words(out, text, cm_verdict_word_zh((cm_verdict)v));
        return true;
    }
    for (int b = CM_BY_THEOREM; b <= CM_BY_SAMPLE; b++) {
        if (strcmp(text, cm_basis_word((cm_basis)b)) != 0) continue;
        cm_html_words(out, text, cm_basis_word_zh((cm_basis)b));
        return true;
    }
    return put_listed(out, cells, sizeof cells / sizeof cells[0], text);
}

static void put_cell(FILE *out, const char *column, const cm_value *value, bool number)
{
    char buffer[64];
    bool brief = number || value->kind != CM_TEXT || strlen(value->as.text) < 28;
    bool judged = strcmp(column, "verdict") == 0 || strcmp(column, "basis") == 0 || strcmp(column, "before") == 0 || strcmp(column, "after") == 0;
    (void)fputs(number ? "<td class=\"n\">" : brief ? "<td class=\"b\">" : "<td class=\"w\">", out);
    if (value->kind == CM_TRUTH) cm_html_words(out, cm_value_text(value, buffer, sizeof buffer, false), cm_value_text(value, buffer, sizeof buffer, true));
    else if (strcmp(column, "p") == 0 && value->kind == CM_NUMBER && value->as.number < SMALL_P) cm_html_text(out, "<0.0001");
    else if (!judged || value->kind != CM_TEXT || !put_known_word(out, value->as.text)) cm_html_text(out, cm_value_text(value, buffer, sizeof buffer, false));
    (void)fputs("</td>", out);
}

/* Has any row something in it? */
static bool filled(const cm_table *table, size_t column)
{
    for (size_t i = 0; i < table->nrows; i++) {
        if (table->cell[i * table->ncolumns + column].kind != CM_NONE) return true;
    }
    return false;
}

static void put_head(FILE *out, const cm_table *table)
{
    (void)fputs("<thead><tr>", out);
    for (size_t j = 0; j < table->ncolumns; j++) {
        if (!filled(table, j)) continue;
        (void)fputs(numeric(table, j) ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", out);
        put_name(out, table->column[j]);
        (void)fputs("</th>", out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
}

void cm_html_table(FILE *out, const char *name, const cm_table *table)
{
    bool folded = table->nrows > LONG && name != NULL;
    if (folded) {
        (void)fputs("<details><summary>", out);
        put_name(out, name);
        (void)fprintf(out, " (%zu <span lang=\"en\">rows</span><span lang=\"zh\">行</span>)</summary>\n", table->nrows);
    }
    (void)fputs("<div class=\"wide\" tabindex=\"0\"><table>\n", out);
    if (name != NULL && !folded) {
        (void)fputs("<caption>", out);
        put_name(out, name);
        (void)fputs("</caption>\n", out);
    }
    put_head(out, table);
    for (size_t i = 0; i < table->nrows; i++) {
        (void)fputs("<tr>", out);
        for (size_t j = 0; j < table->ncolumns; j++) {
            if (filled(table, j)) put_cell(out, table->column[j], &table->cell[i * table->ncolumns + j], numeric(table, j));
        }
        (void)fputs("</tr>\n", out);
    }
    (void)fprintf(out, "</tbody></table></div>%s\n", folded ? "</details>" : "");
}

void cm_html_begin(FILE *out, const char *title, const char *title_zh, bool chinese)
{
    (void)fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                       "<meta name=\"generator\" content=\"comity " CM_VERSION "\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"/>\n"
                       "<link rel=\"icon\" href=\"data:,\"/>\n", chinese ? "zh" : "en");
    element(out, "title", NULL, chinese && title_zh != NULL ? title_zh : title);
    (void)fputs("\n<style>\n", out);
    (void)fputs(cm_html_style, out);
    (void)fprintf(out, "</style>\n</head>\n<body>\n<input type=\"radio\" name=\"language\" id=\"in-en\"%s/>\n<input type=\"radio\" name=\"language\" id=\"in-zh\"%s/>\n",
                  chinese ? "" : " checked=\"checked\"", chinese ? " checked=\"checked\"" : "");
    (void)fputs("<nav aria-label=\"Language\"><label for=\"in-en\">English</label><label for=\"in-zh\">中文</label></nav>\n<main>\n", out);
}

void cm_html_end(FILE *out)
{
    (void)fputs("</main>\n</body>\n</html>\n", out);
}
