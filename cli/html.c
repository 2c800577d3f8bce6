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

static bool numeric(const cm_table *table, size_t column)
{
    for (size_t i = 0; i < table->nrows; i++) {
        cm_value_kind kind = table->cell[i * table->ncolumns + column].kind;
        if (kind == CM_TEXT || kind == CM_TRUTH) return false;
    }
    return true;
}

/* A verdict or its basis in both languages; false for any other text. */
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
    return false;
}

static void put_cell(FILE *out, const char *column, const cm_value *value, bool number)
{
    char buffer[64];
    bool brief = number || value->kind != CM_TEXT || strlen(value->as.text) < 28;
    bool judged = strcmp(column, "verdict") == 0 || strcmp(column, "basis") == 0;
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
        cm_html_text(out, table->column[j]);
        (void)fputs("</th>", out);
    }
    (void)fputs("</tr></thead>\n<tbody>\n", out);
}

void cm_html_table(FILE *out, const char *name, const cm_table *table)
{
    bool folded = table->nrows > LONG && name != NULL;
    if (folded) {
        (void)fputs("<details><summary>", out);
        cm_html_text(out, name);
        (void)fprintf(out, " (%zu <span lang=\"en\">rows</span><span lang=\"zh\">行</span>)</summary>\n", table->nrows);
    }
    (void)fputs("<div class=\"wide\" tabindex=\"0\"><table>\n", out);
    if (name != NULL && !folded) {
        (void)fputs("<caption>", out);
        cm_html_text(out, name);
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
