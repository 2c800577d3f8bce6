/* write_html.c: a report as one page that needs nothing else: the verdict, the picture, the model, what it rests on. */
#include <string.h>

#include "cli/html_inside.h"

/* ---- figures ---- */

/* The picture in both languages; false, and *why, when it could not be drawn.  `breadth`: "", or the class of screens that it is for. */
static bool put_picture(cm_page *p, const cm_figure *figure, const char *breadth, const char **why, bool *absent)
{
    bool same = strcmp(figure->script[0], figure->script[1]) == 0;
    char *svg[2] = { NULL, NULL };
    size_t length;
    for (int zh = 0; zh < 2; zh++) {
        svg[zh] = cm_figure_draw(&p->ctx, &p->arena, figure, zh == 1, CM_PICTURE_INLINE, &length, why, absent);
        if (svg[zh] == NULL || *why != NULL) return false;
    }
    for (int zh = 0; zh < (same ? 1 : 2); zh++) {
        (void)fprintf(p->out, "<div class=\"pad%s\"%s>", breadth, same ? "" : zh ? " lang=\"zh\"" : " lang=\"en\"");
        (void)fputs(svg[zh], p->out);
        (void)fputs("</div>\n", p->out);
    }
    return true;
}

static void put_figure(cm_page *p, const cm_figure *figure)
{
    const char *why = NULL;
    bool absent = false;
    (void)fprintf(p->out, "<figure id=\"figure-%s\">\n", figure->name);
    if (put_picture(p, figure, figure->slim != NULL ? " broad" : "", &why, &absent) && figure->slim != NULL) (void)put_picture(p, figure->slim, " slim", &why, &absent);
    if (why != NULL) {
        (void)fputs("<p class=\"lack\">", p->out);
        cm_html_text(p->out, why);
        (void)fputs("</p>\n", p->out);
        if (!absent || !p->told) cm_complain(p->report->file->name, why);
        p->told = true;
    }
    (void)fputs("<figcaption>", p->out);
    cm_html_both(p->out, "strong", figure->title[0], figure->title[1]);
    cm_html_both(p->out, "span", figure->says[0], figure->says[1]);
    (void)fputs("</figcaption>\n</figure>\n", p->out);
}

void cm_page_figures(cm_page *p, const void *of)
{
    for (const cm_figure *figure = p->figures; figure != NULL; figure = figure->next) {
        if (figure->of == of) put_figure(p, figure);
    }
}

void cm_page_tables(cm_page *p, const cm_result *result, const char *except)
{
    for (const cm_table *table = result->table; table != NULL; table = table->next) {
        if (table->nrows > 0 && (except == NULL || strcmp(table->name, except) != 0)) cm_html_table(p->out, table->name, table);
    }
}

/* ---- the negotiation in words ---- */

/* False when there is nothing to say: a file that is only a record. */
static bool put_words(cm_page *p, bool zh)
{
    char *text = NULL;
    size_t length = 0;
    bool any = false;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL) return false;
    cm_show_words(&p->ctx, p->report->file, out, zh);
    if (fclose(out) == 0 && text[strspn(text, "\n ")] != '\0') {
        if (!zh) {
            (void)fputs("<details open=\"open\">", p->out);
            cm_html_summary(p->out, "The negotiation in words, with its defaults filled in", "谈判的文字说明（含默认值）");
        }
        (void)fprintf(p->out, "<pre lang=\"%s\">", zh ? "zh" : "en");
        cm_html_text(p->out, text + strspn(text, "\n"));
        (void)fprintf(p->out, "</pre>%s\n", zh ? "</details>" : "");
        any = true;
    }
    free(text);
    return any;
}

/* Do the numbers of the claim, or what else is asked, hang on draws? */
static bool anything_drawn(const cm_report *report)
{
    if (report->nanswers > 0 || (report->judgement == NULL && report->family == NULL)) return true;
    if (report->family == NULL) return report->judgement->claim->random;
    for (size_t i = 0; i < report->family->family->n; i++) {
        if (report->family->family->model[i].claim.random) return true;
    }
    return false;
}

/* What is taken for granted of those who negotiate. */
static void put_assumptions(cm_page *p)
{
    static const char *const loss[][2] = {
        { "A member's loss from a policy is the sum over issues of salience times the squared distance from its ideal point.", "成员对政策的损失：各议题上，显著性乘以与其理想点距离的平方，再求和。" },
        { "A member's loss from a policy is its distance from its ideal point, issues weighed by salience.", "成员对政策的损失：与其理想点的距离，各议题按显著性加权。" },
        { "A member's loss from a policy is the sum over issues of salience times the distance from its ideal point.", "成员对政策的损失：各议题上，显著性乘以与其理想点的距离，再求和。" } };
    const cm_scenario *s = &p->report->file->scenario;
    bool drawn = anything_drawn(p->report);
    if (s->d == 0) return;
    cm_html_both(p->out, "h3", "What is assumed", "假设");
    (void)fputs("<ul>\n", p->out);
    if (!drawn) cm_html_both(p->out, "li", "The claim's numbers are exact: nothing in them is drawn at random.", "论断的数字均为精确值：其中无随机抽样。");
    cm_html_both(p->out, "li", loss[s->utility][0], loss[s->utility][1]);
    cm_html_both(p->out, "li", "A member is for a text when it gains by it over what it has without agreement, by more than rounding, inside its red lines.", "成员赞成某文本：与无协议相比有所得益（超出舍入误差），且不越其红线。");
    if (drawn && s->nblocs > 0) cm_html_both(p->out, "li", "Positions are drawn at random, anew in each draw, from the blocs described.", "立场随机抽取：每次抽样都按所述集团重新抽取。");
    if (drawn && s->doubt_sd > 0) cm_html_both(p->out, "li", "Where members stand is known only up to an error, drawn anew in each draw.", "成员立场带有误差，每次抽样重新抽取。");
    (void)fputs("</ul>\n", p->out);
}

/* A concept that a claim is measured by: its definition and its source. */
static void put_measured(cm_page *p, const cm_claim *claim)
{
    for (size_t m = 0; m < claim->nmeasures; m++) {
        const cm_concept *concept = claim->measure[m]->concept;
        bool seen = concept == NULL;
        for (size_t k = 0; k < m; k++) seen = seen || claim->measure[k]->concept == concept;
        if (!seen) cm_page_concept(p, concept, true);
    }
}

static void put_model(cm_page *p)
{
    const cm_family_report *family = p->report->family;
    const cm_node *root = p->report->file->root;
    const cm_file *file = p->report->file;
    bool model = file->scenario.nvenues > 0 || file->form != NULL || file->nrequests > 0;
    cm_html_both(p->out, "h2", model ? "The model" : "About", model ? "模型" : "说明");
    cm_html_both(p->out, "p", cm_node_text(root, "about"), cm_node_text(root, "about_zh"));
    if (put_words(p, false)) (void)put_words(p, true);
    put_assumptions(p);
    if (p->report->judgement != NULL && family == NULL) put_measured(p, p->report->judgement->claim);
    for (size_t i = 0; family != NULL && i < family->family->n; i++) put_measured(p, &family->family->model[i].claim);
}

/* ---- the argument that the file tries ---- */

static void put_part(cm_page *p, const cm_node *argument, const char *key, const char *key_zh, const char *title, const char *title_zh)
{
    if (cm_node_text(argument, key) == NULL) return;
    cm_html_both(p->out, "h3", title, title_zh);
    cm_html_both(p->out, "p", cm_node_text(argument, key), cm_node_text(argument, key_zh));
}

static void put_argument(cm_page *p)
{
    const cm_node *argument = cm_node_child(p->report->file->root, "argument"), *list = cm_node_child(argument, "literature");
    if (argument == NULL) return;
    cm_html_both(p->out, "h2", "The argument", "论点");
    cm_html_both(p->out, "p", cm_node_text(argument, "says"), cm_node_text(argument, "says_zh"));
    put_part(p, argument, "hangs_on", "hangs_on_zh", "What the verdict hangs on", "判定取决于何");
    put_part(p, argument, "record", "record_zh", "What cases from the world say", "现实案例怎么说");
    if (list == NULL) return;
    cm_html_both(p->out, "h3", "To read", "文献");
    (void)fputs("<ul>\n", p->out);
    for (const cm_node *work = list->kind == CM_NODE_LIST ? list->child : list; work != NULL; work = work == list ? NULL : work->next) cm_html_both(p->out, "li", work->text, NULL);
    (void)fputs("</ul>\n", p->out);
}

/* ---- run it again ---- */

/* A word of a command line, as a shell takes it. */
static void put_word(FILE *out, const char *word)
{
    if (*word != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,=:@%+-") == strlen(word)) {
        cm_html_text(out, word);
        return;
    }
    (void)fputs("&#39;", out);
    for (; *word != '\0'; word++) {
        char one[2] = { *word, '\0' };
        if (*word == '\'') cm_html_text(out, "'\\''");
        else cm_html_text(out, one);
    }
    (void)fputs("&#39;", out);
}

static void put_option(FILE *out, const char *name, const char *value)
{
    if (value == NULL) return;
    (void)fprintf(out, " %s ", name);
    put_word(out, value);
}

static void put_command(cm_page *p)
{
    const cm_options *o = p->style->options;
    (void)fputs("<pre>comity run ", p->out);
    put_word(p->out, p->report->file->name);
    put_option(p->out, "--concept", o != NULL ? o->concepts : NULL);
    put_option(p->out, "--venue", o != NULL ? o->venue : NULL);
    for (size_t i = 0; o != NULL && i < o->nset; i++) put_option(p->out, "--set", o->set[i]);
    (void)fprintf(p->out, " --seed %llu", (unsigned long long)p->report->seed);
    if (o != NULL && o->draws > 0) (void)fprintf(p->out, " --draws %llu", (unsigned long long)o->draws);
    (void)fputs(" --format html</pre>\n", p->out);
}

static void put_again(cm_page *p)
{
    cm_html_both(p->out, "h2", "Run it again", "重新运行");
    put_command(p);
    cm_html_both(p->out, "p class=\"soft\"", "comity " CM_VERSION ". The same file, seed and number of draws give the same numbers on any number of threads and machines.",
                 "comity " CM_VERSION "。同样的文件、种子和抽样次数，在任意多的线程和机器上得到同样的数字。");
}

/* ---- the page ---- */

static void put_failures(cm_page *p)
{
    const cm_report *report = p->report;
    if (report->nfailures == 0) return;
    cm_html_both(p->out, "h2", "Not answered", "未能回答");
    (void)fputs("<ul>\n", p->out);
    for (size_t i = 0; i < report->nfailures; i++) {
        const cm_failure *failed = &report->failure[i];
        (void)fputs("<li class=\"lack\"><code>", p->out);
        cm_html_text(p->out, failed->concept);
        (void)fputs("</code> ", p->out);
        if (failed->venue != NULL) cm_html_text(p->out, failed->venue);
        (void)fputs(failed->venue != NULL ? ": " : "", p->out);
        cm_html_text(p->out, failed->why != NULL ? failed->why : "");
        (void)fputs("</li>\n", p->out);
    }
    (void)fputs("</ul>\n", p->out);
}

static bool rename_for(cm_page *p, cm_figure *figure, size_t index)
{
    if (figure == NULL) return true;
    figure->name = cm_format(&p->ctx, &p->arena, "file%zu-%s", index + 1, figure->name);
    return figure->name != NULL;
}

/* On a page of several files, figures are told apart by their file as well: their names become ids. */
static const cm_figure *figures_of(cm_page *p, size_t index)
{
    cm_figure *first = cm_figures_of(&p->ctx, &p->arena, p->report);
    for (cm_figure *figure = first; p->style->count > 1 && figure != NULL; figure = figure->next) {
        if (!rename_for(p, figure, index) || !rename_for(p, figure->slim, index)) return NULL;
    }
    return first;
}

static void write(const cm_style *s, const cm_report *report, size_t index)
{
    cm_page p = { .out = s->out, .style = s, .report = report };
    bool claim = report->judgement != NULL || report->family != NULL;
    cm_ctx_init(&p.ctx);
    if (s->count <= 1) cm_html_begin(s->out, report->title, report->title_zh, s->chinese);
    p.figures = figures_of(&p, index);
    (void)fputs("<article>\n", s->out);
    cm_html_both(s->out, claim || report->nevidence > 0 ? "h1" : "h1 class=\"verdict\"", report->title, report->title_zh);
    if (claim) cm_page_claim(&p);
    cm_page_records(&p);
    for (size_t i = 0; i < report->nanswers; i++) cm_page_answer(&p, &report->answer[i]);
    put_failures(&p);
    put_argument(&p);
    put_model(&p);
    put_again(&p);
    (void)fputs("</article>\n", s->out);
    cm_arena_free(&p.arena);
    if (s->count <= 1) cm_html_end(s->out);
}

/* A page of several files has one frame; that of one file is named after it. */
static void begin(cm_style *s)
{
    if (s->count > 1) cm_html_begin(s->out, "comity", NULL, s->chinese);
}

static void end(const cm_style *s)
{
    if (s->count > 1) cm_html_end(s->out);
}

const cm_writer cm_writer_html = { "html", "one page in English and Chinese, with figures (by gnuplot), that needs nothing else", begin, write, end };
