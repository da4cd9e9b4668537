#include "producers/news/html_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/suite.h"

static struct buffer out;

static void assert_text(const char *html, const char *expected)
{
    buffer_reset(&out);
    html_text(slice_of(html), &out);
    ck_assert_msg(slice_equal_text(buffer_view(&out), expected), "\"%s\" gives \"%.*s\" instead of \"%s\"", html,
                  SLICE_ARGS(buffer_view(&out)), expected);
}

/* Markup, and what a reader sees. */
static const char *const pages[][2] = {
    {"", ""},
    {"plain", "plain"},
    {"  white \t space\n is  folded ", "white space is folded"},
    {"<b>bold</b> and <a href='x'>linked</a>", "bold and linked"},
    {"<p>one</p><p>two</p>", "one\ntwo"},
    {"one<br>two<br/>three", "one\ntwo\nthree"},
    {"<div>\n  <div> deep </div>\n</div> after", "deep\nafter"},
    {"<ul><li>H200<li>H20</ul>", "H200\nH20"},
    {"<table><tr><td>400,000</td><td>chips</td></tr></table>", "400,000 chips"},
    {"<pre>a\nb</pre>", "a\nb"},
    /* What is no text */
    {"a<script>if (x < 3) alert('</b>')</script>b", "ab"},
    {"a<STYLE>p { }</STYLE>b", "ab"},
    {"a<!-- <b>not</b> --> b", "a b"},
    {"<!DOCTYPE html><html>x</html>", "x"},
    {"<![CDATA[kept]]>", "kept"},
    /* Tags as they come */
    {"<a title=\"x > y\">z</a>", "z"},
    {"a < b and c > d", "a < b and c > d"},
    {"1 <2", "1 <2"},
    {"cut <b", "cut"},
    {"cut <a href=\"never ends>then text", "cut then text"},
    {"<>", "<>"},
    {"<a title='x > y' b=\"<p>\">z</a>", "z"},
    {"<A HREF=x/><IMG src=\"a.png\"/>z", "z"},
    {"one<b<i>two</i></b>", "onetwo"}, /* a tag that is not closed */
    {"</>a</ b>", "a</ b>"},
    {"<x:p>one</x:p><x:p>two</x:p>", "one\ntwo"},
    /* Silent elements */
    {"a<iframe><p>b</p></iframe>c", "ac"},
    {"a<svg><title>b</title></svg>c", "ac"},
    {"a<noscript><img alt='x'>b</noscript>c", "ac"},
    {"a<object>b", "ab"},       /* one that is not closed hides nothing */
    {"a<script>b", "a"},        /* but a script does */
    {"a<script src='x'/>b", "ab"},
    {"a<script>\"</scripts>\"</script >b", "ab"},
    {"<title>T</title>x<textarea>y <b>z</textarea>", "T\nxy z"},
    {"<title>never ends <b>x", "never ends x"},
    {"<!-->a<!--->b<!-- c", "ab"},
    {"a<!-- never ends > b<!-- x > c", "a b c"},
    {"<![CDATA[a]]> ]]>", "a"},
    {"a ]]> b", "a ]]> b"},
    {"<?php echo 1 ?>a", "a"},
    /* References */
    {"Tom &amp; Jerry &lt;3", "Tom & Jerry <3"},
    {"caf&eacute; &#233; &#xE9;", "caf\u00E9 \u00E9 \u00E9"},
    {"400&nbsp;000", "400 000"},
    {"&#146;tis &#x2019;tis", "\u2019tis \u2019tis"},
    {"&unknown; AT&T &#; &", "&unknown; AT&T &#; &"},
    {"&#0; &#xD800; &#99999999999;", "\uFFFD \uFFFD"}, /* NUL is white space, the others no characters */
    {"&amp;lt;", "&lt;"}, /* resolved once */
    {"&NewLine;a&Tab;b&copy", "a b\u00A9"},
    {"a&#x200B;b&#1;c", "abc"},
    {"don\xC2\x92t", "don\u2019t"},
    {"H&shy;200 H\u200B20", "H200 H20"},
    {"\u3000\u4E2D\u56FD &#x4E2D;", "\u4E2D\u56FD \u4E2D"},
};

START_TEST(gives_what_a_reader_sees)
{
    assert_text(pages[_i][0], pages[_i][1]);
}
END_TEST

START_TEST(a_text_without_markup_keeps_its_signs)
{
    buffer_reset(&out);
    html_plain(slice_of(" if (a < b \n&& c > d)\u00A0\"quoted\" &amp; H\u00AD20"), &out);
    ck_assert(slice_equal_text(buffer_view(&out), "if (a < b && c > d) \"quoted\" &amp; H20"));
}
END_TEST

START_TEST(sees_that_a_text_was_escaped_twice)
{
    const char *const twice[] = {"<p>x</p>", "a &amp; b", "x<br/>y", "it&#8217;s"};
    const char *const once[] = {"a < b", "AT&T", "x </ y", "R&D; more", ""};
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++)
        ck_assert_msg(html_is_likely(slice_of(twice[i])), "%s", twice[i]);
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        ck_assert_msg(!html_is_likely(slice_of(once[i])), "%s", once[i]);
}
END_TEST

/* Pieces that make a careless converter look at the rest again and again. A megabyte of each must not take long. */
static const char *const hostile[] = {"<a \"", "<a b=\"",   "<!--", "<script>", "&#",
                                      "<",     "</", "<![CDATA[", "]]",   "&am"};

START_TEST(is_linear_whatever_comes)
{
    size_t size = 1 << 20, piece = strlen(hostile[_i]);
    char *text = malloc(size);
    for (size_t i = 0; i < size; i++)
        text[i] = hostile[_i][i % piece];
    clock_t start = clock();
    buffer_reset(&out);
    html_text((struct slice){text, size}, &out);
    ck_assert_msg((double)(clock() - start) / CLOCKS_PER_SEC < 2.0, "%s takes too long", hostile[_i]);
    free(text);
}
END_TEST

int main(void)
{
    buffer_init(&out, 8 << 20);
    Suite *suite = suite_create("html_text");
    TCase *tests = tcase_create("html_text");
    tcase_add_loop_test(tests, gives_what_a_reader_sees, 0, sizeof pages / sizeof *pages);
    tcase_add_test(tests, a_text_without_markup_keeps_its_signs);
    tcase_add_test(tests, sees_that_a_text_was_escaped_twice);
    tcase_add_loop_test(tests, is_linear_whatever_comes, 0, sizeof hostile / sizeof *hostile);
    suite_add_tcase(suite, tests);
    int failed = suite_run(suite);
    buffer_free(&out);
    return failed;
}
