#include "producers/news/markup.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/suite.h"

static struct buffer out;

/* Writes the tokens of a text as one line: T"text" C"section" S"name"("attributes")/ F"name" O"comment". */
static void write_token(const struct markup_token *token)
{
    static const char letters[] = "TCSFO";
    bool is_tag = token->kind == MARKUP_START || token->kind == MARKUP_FINISH;
    struct slice what = is_tag ? token->name : token->text;
    buffer_format(&out, "%c\"%.*s\"", letters[token->kind], SLICE_ARGS(what));
    if (is_tag && slice_trim(token->attributes).size)
        buffer_format(&out, "(%.*s)", SLICE_ARGS(slice_trim(token->attributes)));
    buffer_text(&out, token->empty ? "/ " : " ");
}

static unsigned write_tokens(struct slice text, enum markup_mode mode)
{
    struct markup markup;
    struct markup_token token;
    buffer_reset(&out);
    markup_open(&markup, text, mode);
    while (markup_next(&markup, &token))
        write_token(&token);
    ck_assert_int_eq(token.kind, MARKUP_END);
    return markup.faults;
}

static const struct {
    enum markup_mode mode;
    const char *text, *tokens;
    unsigned faults;
} texts[] = {
    {MARKUP_XML, "", "", 0},
    {MARKUP_XML, "<a>b</a>", "S\"a\" T\"b\" F\"a\"", 0},
    {MARKUP_XML, "<x:a b='1' c=\"2\" />", "S\"x:a\"(b='1' c=\"2\")/", 0},
    {MARKUP_XML, "<a>1 &lt; 2</a>", "S\"a\" T\"1 &lt; 2\" F\"a\"", 0},
    {MARKUP_XML, "<a><![CDATA[<b> ]] & c]]></a>", "S\"a\" C\"<b> ]] & c\" F\"a\"", 0},
    {MARKUP_XML, "<?xml version='1.0'?><!-- - -- > --><a/>", "O\"xml version='1.0'\" O\" - -- > \" S\"a\"/", 0},
    {MARKUP_XML, "<!DOCTYPE a [<!ENTITY b ']>'><!-- ]> ' -->]><a/>",
     "O\"DOCTYPE a [<!ENTITY b ']>'><!-- ]> ' -->]\" S\"a\"/", 0},
    {MARKUP_XML, "<a b='<c>' d=\">\">", "S\"a\"(b='<c>' d=\">\")", 0},
    {MARKUP_XML, "<script><b></script>", "S\"script\" S\"b\" F\"script\"", 0},
    {MARKUP_XML, "<a href=x/>", "S\"a\"(href=x)/", 0},
    /* What XML forbids */
    {MARKUP_XML, "junk<a/>", "T\"junk\" S\"a\"/", MARKUP_FAULT_PROLOG},
    {MARKUP_XML, "<a>1 < 2 <3</a>", "S\"a\" T\"1 \" T\"< 2 \" T\"<3\" F\"a\"", MARKUP_FAULT_LESS},
    {MARKUP_XML, "<a <b>", "S\"a\" S\"b\"", MARKUP_FAULT_ATTRIBUTE},
    {MARKUP_XML, "<a", "O\"\"", MARKUP_FAULT_CUT},
    {MARKUP_XML, "<a b='c>d", "S\"a\"(b='c) T\"d\"", 0},
    {MARKUP_XML, "<![CDATA[never", "C\"never\"", MARKUP_FAULT_CUT},
    {MARKUP_XML, "<!-- never", "O\" never\"", MARKUP_FAULT_CUT},
    {MARKUP_XML, "<!DOCTYPE a [ ' ><b/>", "O\"DOCTYPE a [ ' \" S\"b\"/", 0},
    {MARKUP_XML, "<?a ><b/>", "O\"a \" S\"b\"/", 0},
    {MARKUP_XML, "<a></><\xE4\xB8\x89>", "S\"a\" O\"/\" T\"<\xE4\xB8\x89>\"", MARKUP_FAULT_LESS},
    /* HTML */
    {MARKUP_HTML, "<script>a<b</scriptx></SCRIPT >c", "S\"script\" C\"a<b</scriptx>\" F\"SCRIPT\" T\"c\"", 0},
    {MARKUP_HTML, "<title>a <b> &amp; c</title>", "S\"title\" T\"a <b> &amp; c\" F\"title\"", 0},
    {MARKUP_HTML, "<script></script>", "S\"script\" F\"script\"", 0},
    {MARKUP_HTML, "<script/>a", "S\"script\"/ T\"a\"", 0},
    {MARKUP_HTML, "<a href=x/>", "S\"a\"(href=x/)", 0},
    {MARKUP_HTML, "<a href=\"x\"/>", "S\"a\"(href=\"x\")/", 0},
    {MARKUP_HTML, "<![CDATA[a]]>", "O\"\" T\"a]]>\"", MARKUP_FAULT_PROLOG},
    {MARKUP_HTML, "<!doctype html [><?php > ?>", "O\"doctype html [\" O\"php \" T\" ?>\"", MARKUP_FAULT_PROLOG},
};

START_TEST(gives_tokens)
{
    unsigned faults = write_tokens(slice_of(texts[_i].text), texts[_i].mode);
    ck_assert_msg(slice_equal_text(slice_trim(buffer_view(&out)), texts[_i].tokens), "%s gives %.*s", texts[_i].text,
                  SLICE_ARGS(buffer_view(&out)));
    ck_assert_msg(faults == texts[_i].faults, "%s has faults %u", texts[_i].text, faults);
}
END_TEST

START_TEST(reads_attributes_as_they_come)
{
    struct markup markup;
    struct markup_token token;
    markup_open(&markup, SLICE_LITERAL("<a b='1' c = \"x > y\" D=e/f checked g='' b=2>"), MARKUP_HTML);
    ck_assert(markup_next(&markup, &token));
    static const char *const pairs[][2] = {{"b", "1"},      {"c", "x > y"}, {"D", "e/f"},
                                           {"checked", ""}, {"g", ""},      {"b", "2"}};
    struct slice rest = token.attributes, name, value;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        ck_assert(markup_attribute(&rest, &name, &value));
        ck_assert_msg(slice_equal_text(name, pairs[i][0]), "%.*s", SLICE_ARGS(name));
        ck_assert_msg(slice_equal_text(value, pairs[i][1]), "%.*s", SLICE_ARGS(value));
    }
    ck_assert(!markup_attribute(&rest, &name, &value));
    ck_assert(slice_equal_text(markup_attribute_value(&token, "d"), "e/f"));
    ck_assert(slice_equal_text(markup_attribute_value(&token, "b"), "1")); /* the first counts */
    ck_assert_ptr_null(markup_attribute_value(&token, "h").data);
}
END_TEST

static const struct {
    const char *raw, *text;
    unsigned faults;
} values[] = {
    {"a &amp;lt; b", "a &lt; b", 0}, /* once */
    {"&nbsp;&hellip;&#8364;&apos;", "\u00A0\u2026\u20AC'", 0},
    {"AT&T", "AT&T", MARKUP_FAULT_AMPERSAND},
    {"&custom;", "&custom;", MARKUP_FAULT_ENTITY},
    {"a\x01""b&#2;c\t\n", "abc\t\n", MARKUP_FAULT_CONTROL},
};

START_TEST(resolves_references)
{
    buffer_reset(&out);
    unsigned faults = markup_decode(slice_of(values[_i].raw), &out);
    ck_assert_msg(slice_equal_text(buffer_view(&out), values[_i].text), "%.*s", SLICE_ARGS(buffer_view(&out)));
    ck_assert_uint_eq(faults, values[_i].faults);
}
END_TEST

/* Pieces that make a careless tokenizer look at the rest again and again. */
static const char *const hostile[] = {
    "<a \"", "<a b=\"", "<!--", "<script>", "&#", "<",  "</",         "<![CDATA[", "<!DOCTYPE [ '", "<!D [<!--",
    "<? ",   "</a",     "<a",   "<a b='\"", "<title>", "&CounterClockwiseContourIntegra"};

START_TEST(is_linear_whatever_comes)
{
    size_t size = 1 << 20, piece = strlen(hostile[_i]);
    char *text = malloc(size);
    for (size_t i = 0; i < size; i++)
        text[i] = hostile[_i][i % piece];
    clock_t start = clock();
    write_tokens((struct slice){text, size}, MARKUP_XML);
    write_tokens((struct slice){text, size}, MARKUP_HTML);
    buffer_reset(&out);
    markup_decode((struct slice){text, size}, &out);
    ck_assert_msg((double)(clock() - start) / CLOCKS_PER_SEC < 3.0, "%s takes too long", hostile[_i]);
    free(text);
}
END_TEST

int main(void)
{
    buffer_init(&out, 64 << 20);
    Suite *suite = suite_create("markup");
    TCase *tests = tcase_create("markup");
    tcase_add_loop_test(tests, gives_tokens, 0, sizeof texts / sizeof *texts);
    tcase_add_test(tests, reads_attributes_as_they_come);
    tcase_add_loop_test(tests, resolves_references, 0, sizeof values / sizeof *values);
    tcase_add_loop_test(tests, is_linear_whatever_comes, 0, sizeof hostile / sizeof *hostile);
    suite_add_tcase(suite, tests);
    int failed = suite_run(suite);
    buffer_free(&out);
    return failed;
}
