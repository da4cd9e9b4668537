#include "producers/news/article_text.h"

#include <stdlib.h>
#include <string.h>

#include "producers/news/html_text.h"
#include "producers/news/markup.h"

enum {
    DEPTH_MAX = 256,          /* elements deeper than that are not told apart */
    CLOSING_MAX = 64,         /* how far up an end tag looks for its start */
    PARTS_MAX = 50000,
    RUNNING_BYTES = 80,       /* of a block of running text; some 27 Chinese characters */
    SENTENCE_BYTES = 20,      /* of a block that may begin or end the text */
    NAME_MAX = 16,
};

enum scope { SCOPE_NONE, SCOPE_MAIN, SCOPE_ARTICLE, SCOPE_BODY };

struct block {
    size_t from, size; /* in the texts */
    bool is_running, is_sentence, is_heading, is_linked, is_intro;
};

/* An element with running text, written when it ends: inner ones before outer ones. */
struct part {
    size_t first, end; /* blocks */
    size_t running;    /* bytes of running text */
    enum scope scope;
};

struct open_element {
    char name[NAME_MAX]; /* small letters, cut */
    bool is_left_out, is_link, is_heading, is_header;
    bool is_doubtful; /* it is left out for what it calls itself */
    struct part part;
};

struct walk {
    struct markup markup;
    bool is_lenient;
    struct open_element open[DEPTH_MAX];
    size_t depth, left_out, links, headings, headers;
    size_t begin;              /* of the block that is being read */
    size_t letters, in_links;  /* of that block: bytes of text that are no white space */
    struct buffer texts, blocks, parts;
    bool unclosed;             /* a silent element does not end */
};

/* ---- Names ---- */

static void copy_name(struct slice name, char copy[NAME_MAX])
{
    size_t size = name.size < NAME_MAX - 1 ? name.size : NAME_MAX - 1;
    for (size_t i = 0; i < size; i++)
        copy[i] = (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] | 0x20 : name.data[i]);
    copy[size] = '\0';
}

/* Is `name` one of a list of names with blanks around each? */
static bool is_one_of(const char *name, const char *list)
{
    size_t size = strlen(name);
    for (const char *at = list; size && (at = strstr(at, name)); at++)
        if (at[-1] == ' ' && at[size] == ' ')
            return true;
    return false;
}

/* Their tags do not end a block. */
static const char inline_names[] = " a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins "
                                   "kbd mark q rp rt ruby s samp script small span strike strong style sub sup time "
                                   "tt u var wbr ";
static const char void_names[] = " area base br col embed hr img input link meta param source track wbr ";
/* Their contents are no words of the page; html_text passes over them in the same way. */
static const char silent_names[] = " applet noembed noframes noscript object svg template ";
static const char left_out_names[] = " audio button canvas dialog figcaption footer label legend menu nav option "
                                     "select video aside h1 ";

/* Words of classes and ids. */
static const char left_out_words[] =
    " advert advertisement advertisements advertising banner breadcrumb breadcrumbs byline caption comment comments "
    "consent cookie cookies copyright credit disclaimer disqus footer gdpr masthead menu modal nav navbar navigation "
    "newsletter newsletters outbrain overlay pager pagination popup promo promotion recirc recommend recommendation "
    "recommendations recommended related share sharebar sharing sidebar signup skip social sponsor sponsored subscribe "
    "subscription taboola toolbar tooltip ";
static const char left_out_roles[] = " alert banner complementary contentinfo dialog menu menubar navigation search "
                                     "toolbar ";

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The next word of a class or id: letters; a capital behind a small one begins a new word ("relatedPosts"). */
static bool next_word(struct slice *rest, char word[NAME_MAX])
{
    size_t from = 0, to;
    while (from < rest->size && !is_letter(rest->data[from]))
        from++;
    for (to = from; to < rest->size && is_letter(rest->data[to]); to++)
        if (to > from && rest->data[to] < 'a' && rest->data[to - 1] >= 'a')
            break;
    copy_name(slice_cut(*rest, from, to), word);
    *rest = slice_cut(*rest, to, rest->size);
    return to > from;
}

/* "has-sidebar" tells of something else than the element. */
static bool names_something_else(struct slice names)
{
    static const char others[] = " has with without no show hide open closed active enabled disabled js is tag "
                                 "category content article ";
    char word[NAME_MAX] = "", before[NAME_MAX];
    struct slice rest = slice_cut(names, 0, 400);
    for (;;) {
        memcpy(before, word, sizeof before);
        if (!next_word(&rest, word))
            return true;
        if (is_one_of(word, left_out_words) && !is_one_of(before, others))
            return false;
    }
}

static bool is_hidden(const struct markup_token *token)
{
    struct slice style = markup_attribute_value(token, "style"), hidden = markup_attribute_value(token, "hidden");
    return hidden.data || (style.data && (memmem(style.data, style.size, "display:none", 12) ||
                                          memmem(style.data, style.size, "display: none", 13)));
}

static enum scope scope_of(const char *name, const struct markup_token *token)
{
    struct slice property = markup_attribute_value(token, "itemprop");
    if (property.data && memmem(property.data, property.size, "articleBody", 11))
        return SCOPE_BODY;
    if (!strcmp(name, "article"))
        return SCOPE_ARTICLE;
    return !strcmp(name, "main") || slice_equal_ignoring_case(markup_attribute_value(token, "role"), "main")
               ? SCOPE_MAIN
               : SCOPE_NONE;
}

/* Does an element call itself something that is no part of an article? <main> and articleBody are believed. */
static bool calls_itself_so(const char *name, enum scope scope, const struct markup_token *token)
{
    char role[NAME_MAX];
    if (scope == SCOPE_MAIN || scope == SCOPE_BODY || is_one_of(name, " html body "))
        return false;
    copy_name(markup_attribute_value(token, "role"), role);
    return !strcmp(name, "form") || is_one_of(role, left_out_roles) || is_hidden(token) ||
           !names_something_else(markup_attribute_value(token, "class")) ||
           !names_something_else(markup_attribute_value(token, "id"));
}

/* ---- Blocks ---- */

static size_t count_blocks(const struct walk *walk)
{
    return walk->blocks.size / sizeof(struct block);
}

/* Has it a sentence's end, and does it end with one? A closing quotation mark or bracket may follow. */
static void look_for_sentences(struct slice text, bool *has, bool *ends)
{
    static const char *const marks[] = {".", "!", "?", "…", "。", "！", "？", "」", "”", "\"", ":", "：", ")", "）"};
    *has = *ends = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        *has |= i < 7 && memmem(text.data, text.size, marks[i], size);
        *ends |= text.size >= size && !memcmp(text.data + text.size - size, marks[i], size);
    }
}

static void judge(const struct walk *walk, struct block *block)
{
    bool has_end, ends;
    look_for_sentences(slice_cut(buffer_view(&walk->texts), block->from, walk->texts.size), &has_end, &ends);
    bool has_few_links = walk->in_links * 3 < walk->letters && !block->is_heading;
    block->is_linked = walk->in_links * 2 > walk->letters;
    block->is_running = has_few_links && has_end && block->size >= RUNNING_BYTES;
    block->is_sentence = block->is_running || (has_few_links && ends && block->size >= SENTENCE_BYTES);
}

/* What was read since the last boundary becomes a block, if it says anything. Of a header only sentences do: what
 * introduces the article, not its author, date and section. */
static void end_block(struct walk *walk, size_t end)
{
    if (walk->letters && !walk->left_out && count_blocks(walk) < ARTICLE_BLOCKS_MAX) {
        struct block block = {
            .from = walk->texts.size, .is_heading = walk->headings > 0, .is_intro = walk->headers > 0};
        html_text(slice_cut(walk->markup.text, walk->begin, end), &walk->texts);
        block.size = walk->texts.size - block.from;
        judge(walk, &block);
        if (block.is_running && walk->depth && !block.is_intro)
            walk->open[walk->depth - 1].part.running += block.size;
        if (block.size && (block.is_sentence || !block.is_intro))
            buffer_bytes(&walk->blocks, &block, sizeof block);
    }
    walk->letters = walk->in_links = 0;
    walk->begin = walk->markup.at;
}

static void count_text(struct walk *walk, struct slice text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.size; i++)
        letters += (unsigned char)text.data[i] > ' ';
    walk->letters += letters;
    walk->in_links += walk->links ? letters : 0;
}

/* ---- Elements ---- */

static void close_element(struct walk *walk)
{
    struct open_element *element = &walk->open[--walk->depth];
    walk->left_out -= element->is_left_out;
    walk->links -= element->is_link;
    walk->headings -= element->is_heading;
    walk->headers -= element->is_header;
    if (!element->part.running)
        return;
    element->part.end = count_blocks(walk);
    bool may_hold_all = strcmp(element->name, "p") != 0; /* a paragraph is no article */
    if (may_hold_all && walk->parts.size < PARTS_MAX * sizeof(struct part))
        buffer_bytes(&walk->parts, &element->part, sizeof element->part);
    if (walk->depth)
        walk->open[walk->depth - 1].part.running += element->part.running;
}

/* Where the headline or the main text stands is no comment or banner, whatever it calls itself. */
static void believe_in(struct walk *walk)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (walk->open[i].is_left_out && !walk->open[i].is_doubtful)
            return;
    for (size_t i = 0; i < walk->depth; i++)
        walk->open[i].is_left_out = false;
    walk->left_out = 0;
}

static void open_element(struct walk *walk, const char *name, const struct markup_token *token)
{
    if (walk->depth == DEPTH_MAX)
        return;
    enum scope scope = scope_of(name, token);
    if (walk->left_out && (scope == SCOPE_MAIN || scope == SCOPE_BODY || !strcmp(name, "h1")))
        believe_in(walk);
    bool is_doubtful = !walk->is_lenient && calls_itself_so(name, scope, token);
    bool is_sure = is_one_of(name, left_out_names);
    struct open_element *element = &walk->open[walk->depth++];
    *element = (struct open_element){
        .is_left_out = is_sure || is_doubtful,
        .is_doubtful = is_doubtful && !is_sure,
        .is_link = !strcmp(name, "a"),
        .is_header = !strcmp(name, "header"),
        .is_heading = name[0] == 'h' && name[1] >= '2' && name[1] <= '6' && !name[2],
        .part = {.first = count_blocks(walk), .scope = scope},
    };
    memcpy(element->name, name, NAME_MAX);
    walk->left_out += element->is_left_out;
    walk->links += element->is_link;
    walk->headings += element->is_heading;
    walk->headers += element->is_header;
}

/* A start tag ends the element before it where HTML says so. */
static void close_implied(struct walk *walk, const char *name)
{
    if (!walk->depth)
        return;
    const char *open = walk->open[walk->depth - 1].name;
    bool same = is_one_of(name, " li dt dd tr td th option a ") && !strcmp(name, open);
    if (same || (!strcmp(open, "p") && !is_one_of(name, inline_names)))
        close_element(walk);
}

static void close_named(struct walk *walk, const char *name)
{
    size_t at = walk->depth, lowest = walk->depth > CLOSING_MAX ? walk->depth - CLOSING_MAX : 0;
    while (at > lowest && strcmp(walk->open[at - 1].name, name))
        at--;
    while (at > lowest && walk->depth >= at)
        close_element(walk);
}

static void pass_silent(struct walk *walk, struct slice name)
{
    if (walk->markup.raw.data || walk->unclosed)
        return;
    size_t end = markup_find_end(walk->markup.text, walk->markup.at, name);
    walk->unclosed = end == walk->markup.text.size;
    if (!walk->unclosed)
        walk->markup.at = end;
}

static void take_tag(struct walk *walk, const struct markup_token *token)
{
    char name[NAME_MAX] = "";
    copy_name(token->name, name);
    bool is_start = token->kind == MARKUP_START, is_inline = is_one_of(name, inline_names);
    if (is_one_of(name, silent_names)) {
        if (is_start && !token->empty)
            pass_silent(walk, token->name);
        return;
    }
    bool opens = is_start && !token->empty && !is_one_of(name, void_names);
    bool is_aside = is_inline && opens && !walk->is_lenient && calls_itself_so(name, SCOPE_NONE, token);
    size_t left_out = walk->left_out;
    if (!is_inline || is_aside)
        end_block(walk, token->offset);
    if (opens) {
        close_implied(walk, name);
        open_element(walk, name, token);
    } else if (!is_start) {
        close_named(walk, name);
    }
    if (walk->left_out != left_out) { /* what is left out begins no block */
        walk->letters = walk->in_links = 0;
        walk->begin = walk->markup.at;
    }
}

static void walk_page(struct walk *walk, struct slice html)
{
    struct markup_token token;
    buffer_reset(&walk->texts);
    buffer_reset(&walk->blocks);
    buffer_reset(&walk->parts);
    walk->unclosed = false;
    markup_open(&walk->markup, html, MARKUP_HTML);
    walk->depth = walk->left_out = walk->links = walk->headings = walk->headers = 0;
    walk->begin = walk->letters = walk->in_links = 0;
    struct markup_token page = {.kind = MARKUP_START};
    open_element(walk, (char[NAME_MAX]){"page"}, &page);
    while (markup_next(&walk->markup, &token)) {
        if (token.kind == MARKUP_TEXT)
            count_text(walk, token.text);
        else if (token.kind == MARKUP_START || token.kind == MARKUP_FINISH)
            take_tag(walk, &token);
        if (!walk->depth) /* "</page>" */
            open_element(walk, (char[NAME_MAX]){"page"}, &page);
    }
    end_block(walk, html.size);
    while (walk->depth)
        close_element(walk);
}

/* ---- The choice ---- */

static const struct part *find_most(const struct walk *walk, enum scope scope)
{
    const struct part *parts = (const struct part *)walk->parts.data, *most = NULL;
    for (size_t i = 0; i < walk->parts.size / sizeof *parts; i++)
        if (parts[i].scope == scope && (!most || parts[i].running > most->running))
            most = &parts[i];
    return most;
}

/* Where the article is: the best of the elements that say so, if it has a third of the page's running text. */
static const struct part *find_scope(const struct walk *walk)
{
    const struct part *page = find_most(walk, SCOPE_NONE);
    for (enum scope scope = SCOPE_BODY; scope > SCOPE_NONE; scope--) {
        const struct part *most = find_most(walk, scope);
        if (most && (!page || most->running * 3 >= page->running))
            return most;
    }
    return page;
}

/* The smallest element in it that holds nearly all. */
static const struct part *find_smallest(const struct walk *walk, const struct part *scope)
{
    const struct part *parts = (const struct part *)walk->parts.data;
    size_t tenths = scope->scope == SCOPE_NONE ? 7 : 9;
    for (const struct part *part = parts; scope->scope != SCOPE_BODY && part < scope; part++)
        if (part->first >= scope->first && part->end <= scope->end && part->running * 10 >= scope->running * tenths)
            return part;
    return scope;
}

/* A heading stands before text, not before another heading or at the end. */
static bool is_kept(const struct block *blocks, size_t at, size_t end)
{
    if (blocks[at].is_heading)
        return at + 1 < end && !blocks[at + 1].is_heading && !blocks[at + 1].is_linked && !blocks[at].is_linked;
    return !blocks[at].is_linked;
}

static void write_block(const struct walk *walk, const struct block *block, size_t start, struct buffer *out)
{
    if (out->size > start)
        buffer_byte(out, '\n');
    buffer_slice(out, slice_cut(buffer_view(&walk->texts), block->from, block->from + block->size));
}

/* From the first sentence of the part to its last; before it what introduces the article in a header of the scope. */
static void write_blocks(const struct walk *walk, const struct part *scope, const struct part *part,
                         struct buffer *out)
{
    const struct block *blocks = (const struct block *)walk->blocks.data;
    size_t from = part->first, end = part->end, start = out->size;
    for (size_t i = scope->first; scope->scope != SCOPE_NONE && i < from; i++)
        if (blocks[i].is_intro)
            write_block(walk, &blocks[i], start, out);
    while (from < end && !blocks[from].is_sentence)
        from++;
    while (end > from && !blocks[end - 1].is_sentence)
        end--;
    for (size_t i = from; i < end; i++)
        if (is_kept(blocks, i, end))
            write_block(walk, &blocks[i], start, out);
}

void article_text(struct slice html, struct buffer *out)
{
    struct walk *walk = calloc(1, sizeof *walk);
    if (!walk) {
        out->full = true;
        return;
    }
    buffer_init(&walk->texts, html.size * 2 + 1024);
    buffer_init(&walk->blocks, ARTICLE_BLOCKS_MAX * sizeof(struct block));
    buffer_init(&walk->parts, PARTS_MAX * sizeof(struct part));
    const struct part *scope = NULL;
    for (int attempt = 0; attempt < 2 && !scope; attempt++) {
        walk->is_lenient = attempt;
        walk_page(walk, html);
        scope = find_scope(walk);
    }
    if (scope)
        write_blocks(walk, scope, find_smallest(walk, scope), out);
    out->full |= walk->texts.full;
    buffer_free(&walk->texts);
    buffer_free(&walk->blocks);
    buffer_free(&walk->parts);
    free(walk);
}
