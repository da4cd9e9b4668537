/*
 * XML element by element: what comes out, and what hostile documents cannot do.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "producers/customs/xml.h"
#include "tests/suite.h"

static const char *const wanted[] = {"item", NULL};
static struct reader *reader;
static struct xml *xml;
static struct xml_element *element;
static struct input_place place;
static struct error error;

static void open_text(struct slice text)
{
    ck_assert(reader_open_text("test.xml", text, &reader, &error));
    ck_assert_msg(xml_open(reader, wanted, NULL, &xml, &error), "%s", error.message);
}

static void close_text(void)
{
    xml_close(xml);
    reader_close(reader);
}

static enum xml_result next(void)
{
    return xml_next(xml, &element, &place, &error);
}

static void ck_text(struct slice text, const char *expected)
{
    ck_assert_msg(slice_equal_text(text, expected), "\"%.*s\" where \"%s\" was expected", SLICE_ARGS(text), expected);
}

START_TEST(wanted_elements_come_whole_one_by_one)
{
    open_text(SLICE_LITERAL("<a>\n <item id='1'><name> H&amp;M\nLtd </name><name>2nd</name></item>\n"
                            " <other><item><x/></item></other></a>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_assert_int_eq(place.line, 2);
    ck_text(xml_attribute_of(element, "id"), "1");
    ck_text(xml_text(element, "name"), "H&M\nLtd");
    ck_text(xml_next_child(xml_child(element, "name"), "name")->text, "2nd");
    ck_assert_ptr_null(xml_next_child(xml_next_child(xml_child(element, "name"), "name"), "name"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_assert_ptr_nonnull(xml_find(element, "x"));
    ck_assert_ptr_null(xml_text(element, "x").data);
    ck_assert_ptr_null(xml_text(element, "y/z").data);
    ck_assert_int_eq(next(), XML_END);
    close_text();
}
END_TEST

START_TEST(prefixes_do_not_matter_namespaces_are_told)
{
    open_text(SLICE_LITERAL("  <w:a xmlns:w='urn:one' xmlns='urn:two'><w:item><item w:k='v'>x</item></w:item></w:a>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->name_space, "urn:one");
    ck_text(xml_child(element, "item")->name_space, "urn:two");
    ck_text(xml_attribute_of(xml_child(element, "item"), "k"), "v");
    ck_assert_int_eq(next(), XML_END);
    close_text();
}
END_TEST

/* The declaration names the encoding; one that nobody knows matters only where the text is not UTF-8. */
START_TEST(the_declared_encoding_is_read)
{
    open_text(SLICE_LITERAL("<?xml version='1.0' encoding='ISO-8859-1'?><item>caf\xE9</item>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "caf\xC3\xA9");
    close_text();
    open_text(SLICE_LITERAL("<?xml version=\"1.0\" encoding=\"EUC-KR\"?><item>\xC7\xD1</item>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "한");
    close_text();
    open_text(SLICE_LITERAL("<?xml version='1.0' encoding='KLINGON'?><item>caf\xC3\xA9</item>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "caf\xC3\xA9");
    close_text();
    ck_assert(reader_open_text("test.xml", SLICE_LITERAL("<?xml version='1.0' encoding='KLINGON'?><item>\xE9</item>"),
                               &reader, &error));
    ck_assert(!xml_open(reader, wanted, NULL, &xml, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    reader_close(reader);
}
END_TEST

START_TEST(elements_of_other_name_spaces_are_looked_into)
{
    ck_assert(reader_open_text("test.xml", SLICE_LITERAL("<o:item xmlns:o='urn:other'><item>1</item><b:item xmlns:b='urn:b:2'>2"
                                                         "</b:item></o:item>"), &reader, &error));
    ck_assert(xml_open(reader, wanted, "urn:b:", &xml, &error));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "1");
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "2");
    ck_assert_int_eq(next(), XML_END);
    close_text();
}
END_TEST

START_TEST(text_between_children_is_one_text)
{
    open_text(SLICE_LITERAL("<item>one <b>bold</b>two<!-- c --> three <b/> </item>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "one two three");
    close_text();
}
END_TEST

static const struct {
    const char *text, *says;
    enum reason reason;
} broken[] = {
    {"<a><item></a>", "mismatched", REASON_BAD_SYNTAX},
    {"<a><item>", "ends too early", REASON_TRUNCATED},
    {"<a/><b/>", "line 1", REASON_BAD_SYNTAX},
    {"<!DOCTYPE a [<!ENTITY x \"1\">]><a>&x;</a>", "document type", REASON_BAD_SYNTAX},
    {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "document type", REASON_BAD_SYNTAX},
    {"<a>&unknown;</a>", "undefined entity", REASON_BAD_SYNTAX},
    {"<a b='1' b='2'/>", "duplicate", REASON_BAD_SYNTAX},
    {"", "ends too early", REASON_TRUNCATED},
};

START_TEST(a_broken_document_fails_with_its_line)
{
    open_text(slice_of(broken[_i].text));
    enum xml_result result;
    while ((result = next()) == XML_ELEMENT)
        ;
    ck_assert_int_eq(result, XML_FAILED);
    ck_assert_int_eq(error.reason, broken[_i].reason);
    ck_assert_msg(strstr(error.message, broken[_i].says) != NULL, "%s", error.message);
    close_text();
    ck_assert(reader_open_text("test.xml", slice_of(broken[_i].text), &reader, &error));
    ck_assert(!xml_check(reader, &place, &error));
    reader_close(reader);
}
END_TEST

/* before, then `piece` repeated over `bytes`, then behind. */
static struct slice long_text(struct buffer *out, const char *before, const char *piece, size_t bytes, const char *behind)
{
    buffer_init(out, (size_t)64 << 20);
    buffer_text(out, before);
    while (out->size < bytes)
        buffer_text(out, piece);
    buffer_text(out, behind);
    return buffer_view(out);
}

static const struct {
    const char *before, *piece, *behind;
    enum xml_result result;
} bombs[] = {
    {"", "<a>", "", XML_FAILED},                                    /* deep */
    {"<a b='", "xxxxxxxx", "'/>", XML_FAILED},                      /* one attribute */
    {"<a><!-- ", "xxxxxxxx", " --></a>", XML_FAILED},               /* one comment */
    {"<a><item>", "text and ", "</item></a>", XML_TOO_LARGE},       /* one text */
    {"<a><item>", "<b c='d'>e</b>", "</item></a>", XML_TOO_LARGE},  /* many children */
    {"<a><item", " ", "/></a>", XML_FAILED},                        /* one tag */
};

START_TEST(bombs_are_refused_in_bounded_memory)
{
    struct buffer text;
    open_text(long_text(&text, bombs[_i].before, bombs[_i].piece, (size_t)24 << 20, bombs[_i].behind));
    ck_assert_int_eq(next(), bombs[_i].result);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    if (bombs[_i].result == XML_TOO_LARGE) {
        ck_assert_int_eq(place.line, 1);
        ck_assert_int_eq(next(), XML_END);
    }
    close_text();
    buffer_free(&text);
}
END_TEST

START_TEST(after_an_element_that_is_too_large_reading_goes_on)
{
    struct buffer text;
    open_text(long_text(&text, "<a><item>", "<b/>", (size_t)20 << 20, "</item><item>small</item></a>"));
    ck_assert_int_eq(next(), XML_TOO_LARGE);
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_text(element->text, "small");
    ck_assert_int_eq(next(), XML_END);
    close_text();
    buffer_free(&text);
}
END_TEST

START_TEST(many_elements_take_the_memory_of_one)
{
    struct buffer text;
    open_text(long_text(&text, "<a>", "<item><b>c</b></item>", (size_t)20 << 20, "</a>"));
    size_t count = 0;
    while (next() == XML_ELEMENT)
        count++;
    ck_assert_uint_eq(count, ((size_t)20 << 20) / 21 + 1);
    close_text();
    buffer_free(&text);
}
END_TEST

/* One for each number: elements, attributes, prefixes that all have names of their own, which the parser remembers. */
static const char *const name_bombs[] = {"<n%zu/>", "<n n%zu=''/>", "<p%1$zu:n xmlns:p%1$zu='urn:p'/>"};

START_TEST(different_names_are_counted)
{
    struct buffer text;
    buffer_init(&text, (size_t)64 << 20);
    buffer_text(&text, "<a>");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    for (size_t i = 0; i <= XML_NAMES_MAX; i++)
        buffer_format(&text, name_bombs[_i], i);
#pragma GCC diagnostic pop
    buffer_text(&text, "</a>");
    open_text(buffer_view(&text));
    ck_assert_int_eq(next(), XML_FAILED);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    ck_assert_msg(strstr(error.message, "different names") != NULL, "%s", error.message);
    close_text();
    buffer_free(&text);
}
END_TEST

START_TEST(a_name_has_a_greatest_length)
{
    struct buffer text;
    open_text(long_text(&text, "<a><", "n", XML_NAME_MAX + 8, "/></a>"));
    ck_assert_int_eq(next(), XML_FAILED);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    close_text();
    buffer_free(&text);
}
END_TEST

/* Ten names that each stand for ten of the one before: refused at the first word of it. */
START_TEST(trap_20_a_billion_laughs_are_not_heard)
{
    struct buffer text;
    buffer_init(&text, 1 << 16);
    buffer_text(&text, "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 'ha'>");
    for (int i = 1; i < 10; i++) {
        buffer_format(&text, "<!ENTITY l%d '", i);
        for (int j = 0; j < 10; j++)
            buffer_format(&text, "&l%d;", i - 1);
        buffer_text(&text, "'>");
    }
    buffer_text(&text, "]><item>&l9;</item>");
    open_text(buffer_view(&text));
    ck_assert_int_eq(next(), XML_FAILED);
    ck_assert_int_eq(error.reason, REASON_BAD_SYNTAX);
    ck_assert_msg(strstr(error.message, "document type") != NULL, "%s", error.message);
    close_text();
    buffer_free(&text);
}
END_TEST

START_TEST(blanks_before_the_document_count_as_lines)
{
    open_text(SLICE_LITERAL(" \r\n\n  <?xml version='1.0'?>\n<a>\n<item/></a>"));
    ck_assert_int_eq(next(), XML_ELEMENT);
    ck_assert_int_eq(place.line, 5);
    ck_assert_int_eq(place.offset, 32);
    close_text();
    open_text(SLICE_LITERAL("\n\n<a></b>"));
    ck_assert_int_eq(next(), XML_FAILED);
    ck_assert_int_eq(place.line, 3);
    ck_assert_msg(strstr(error.message, "line 3") != NULL, "%s", error.message);
    close_text();
}
END_TEST

START_TEST(cut_anywhere_it_fails_and_nothing_worse)
{
    static const char whole[] = "<?xml version='1.0' encoding='UTF-8'?>\n<a xmlns='urn:a'><!-- x --><item k='v'>h\xC3\xA9"
                                "<![CDATA[<raw>]]></item><?pi x?></a>";
    for (size_t size = 0; size < sizeof whole - 1; size++) {
        ck_assert(reader_open_text("test.xml", (struct slice){whole, size}, &reader, &error));
        if (!xml_open(reader, wanted, NULL, &xml, &error)) { /* cut inside of a character */
            ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
            reader_close(reader);
            continue;
        }
        enum xml_result result;
        while ((result = next()) == XML_ELEMENT)
            ;
        ck_assert_int_eq(result, XML_FAILED);
        close_text();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("xml");
    TCase *tests = tcase_create("xml");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, wanted_elements_come_whole_one_by_one);
    tcase_add_test(tests, prefixes_do_not_matter_namespaces_are_told);
    tcase_add_test(tests, the_declared_encoding_is_read);
    tcase_add_test(tests, elements_of_other_name_spaces_are_looked_into);
    tcase_add_test(tests, text_between_children_is_one_text);
    tcase_add_loop_test(tests, a_broken_document_fails_with_its_line, 0, sizeof broken / sizeof broken[0]);
    tcase_add_loop_test(tests, bombs_are_refused_in_bounded_memory, 0, sizeof bombs / sizeof bombs[0]);
    tcase_add_test(tests, after_an_element_that_is_too_large_reading_goes_on);
    tcase_add_test(tests, many_elements_take_the_memory_of_one);
    tcase_add_loop_test(tests, different_names_are_counted, 0, sizeof name_bombs / sizeof name_bombs[0]);
    tcase_add_test(tests, a_name_has_a_greatest_length);
    tcase_add_test(tests, trap_20_a_billion_laughs_are_not_heard);
    tcase_add_test(tests, blanks_before_the_document_count_as_lines);
    tcase_add_test(tests, cut_anywhere_it_fails_and_nothing_worse);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
