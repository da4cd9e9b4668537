#include "producers/news/markdown.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

static const struct {
    const char *markdown, *text;
} known[] = {
    {"# Title", "Title\n"},
    {"### Title ###", "Title\n"},
    {"#tag", "#tag\n"},
    {"####### seven", "####### seven\n"},
    {"**bold** and *italic* and ***both***", "bold and italic and both\n"},
    {"_italic_ but snake_case and __init__", "italic but snake_case and init\n"},
    {"3 * 4 = 12", "3 * 4 = 12\n"},
    {"`code`", "code\n"},
    {"[words](https://example.org/a)", "words\n"},
    {"see [words][1], ![a chip](chip.png) there", "see words, a chip there\n"},
    {"[not a link] (really)", "[not a link] (really)\n"},
    {"[open](never", "[open](never\n"},
    {"[1]", "[1]\n"},
    {"- one\n- two", "- one\n- two\n"},
    {"1. one", "1. one\n"},
    {"> said", "> said\n"},
    {"Title\n=====\ntext", "Title\n\ntext\n"},
    {"a\n\n---\n\nb", "a\n\n\n\nb\n"},
    {"```c\nint a;\n```", "\nint a;\n\n"},
    {"|a|b|\n|---|:-:|", "|a|b|\n\n"},
    {"\\*no mark\\* and \\\\", "*no mark* and \\\n"},
    {"end\\", "end\\\n"},
    {"400,000 *H200*\r\n", "400,000 H200\n\n"},
    {"**消息**：[批准](a)进口", "消息：批准进口\n"},
    {"", "\n"},
};

START_TEST(keeps_words_and_lines)
{
    struct buffer out;
    buffer_init(&out, 1000);
    markdown_text(slice_of(known[_i].markdown), &out);
    ck_assert_msg(slice_equal_text(buffer_view(&out), known[_i].text), "%s gives %.*s", known[_i].markdown,
                  SLICE_ARGS(buffer_view(&out)));
    buffer_free(&out);
}
END_TEST

/* An open link is looked for a bounded way, however many there are. */
START_TEST(is_linear)
{
    struct buffer in, out;
    buffer_init(&in, 1 << 22);
    buffer_init(&out, 1 << 22);
    while (in.size < 1 << 20)
        buffer_text(&in, "[![");
    markdown_text(buffer_view(&in), &out);
    ck_assert_uint_eq(out.size, in.size + 1);
    buffer_free(&in);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("markdown");
    TCase *tests = tcase_create("markdown");
    tcase_add_loop_test(tests, keeps_words_and_lines, 0, sizeof known / sizeof *known);
    tcase_add_test(tests, is_linear);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
