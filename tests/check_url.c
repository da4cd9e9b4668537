#include "lib/url.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

static void assert_written(const struct buffer *out, const char *from, const char *expected)
{
    ck_assert_msg(slice_equal_text(buffer_view(out), expected), "%s gives %.*s instead of %s", from,
                  SLICE_ARGS(buffer_view(out)), expected);
}

/* The examples of RFC 3986 §5.4, seen from http://a/b/c/d;p?q */
static const char *const references[][2] = {
    {"g:h", "g:h"},
    {"g", "http://a/b/c/g"},
    {"./g", "http://a/b/c/g"},
    {"g/", "http://a/b/c/g/"},
    {"/g", "http://a/g"},
    {"//g", "http://g"},
    {"?y", "http://a/b/c/d;p?y"},
    {"g?y", "http://a/b/c/g?y"},
    {"#s", "http://a/b/c/d;p?q#s"},
    {"g#s", "http://a/b/c/g#s"},
    {"g?y#s", "http://a/b/c/g?y#s"},
    {"", "http://a/b/c/d;p?q"},
    {".", "http://a/b/c/"},
    {"..", "http://a/b/"},
    {"../g", "http://a/b/g"},
    {"../..", "http://a/"},
    {"../../g", "http://a/g"},
    {"../../../g", "http://a/g"},
    {"/./g", "http://a/g"},
    {"/../g", "http://a/g"},
    {"g.", "http://a/b/c/g."},
    {"..g", "http://a/b/c/..g"},
    {"./../g", "http://a/b/g"},
    {"g/./h", "http://a/b/c/g/h"},
    {"g/../h", "http://a/b/c/h"},
    {"g?y/../x", "http://a/b/c/g?y/../x"},
};

START_TEST(resolves_as_rfc_3986_says)
{
    struct buffer out;
    buffer_init(&out, 1000);
    url_resolve(SLICE_LITERAL("http://a/b/c/d;p?q"), slice_of(references[_i][0]), &out);
    assert_written(&out, references[_i][0], references[_i][1]);
    buffer_free(&out);
}
END_TEST

START_TEST(without_a_base_a_reference_stays)
{
    struct buffer out;
    buffer_init(&out, 1000);
    url_resolve((struct slice){0}, SLICE_LITERAL(" ../g "), &out);
    assert_written(&out, "../g", "../g");
    buffer_free(&out);
}
END_TEST

static const char *const addresses[][2] = {
    {"https://example.org/a", "https://example.org/a"},
    {"HTTPS://Example.ORG/A", "https://example.org/A"}, /* a path keeps its case */
    {"https://example.org", "https://example.org/"},
    {"https://example.org:443/a#top", "https://example.org/a"},
    {"http://example.org:80/", "http://example.org/"},
    {"http://example.org:443/", "http://example.org:443/"},
    {"https://example.org/?utm_source=rss&utm_medium=x", "https://example.org/"},
    {"https://example.org/?a=1&fbclid=y&b=2", "https://example.org/?a=1&b=2"},
    {"https://example.org/?fbclids=y", "https://example.org/?fbclids=y"},
    {"tag:example.org,2026:1", "tag:example.org,2026:1"},
};

START_TEST(one_article_has_one_canonical_address)
{
    struct buffer out;
    buffer_init(&out, 1000);
    url_canonical(slice_of(addresses[_i][0]), &out);
    assert_written(&out, addresses[_i][0], addresses[_i][1]);
    buffer_free(&out);
}
END_TEST

static const char *const identities[][2] = {
    {"https://www.example.org/a", "example.org/a"},
    {"http://example.org/a/?utm_source=rss#top", "example.org/a"},
    {"https://amp.example.org/a", "example.org/a"},
    {"https://www.example.org/amp/a", "example.org/a"},
    {"https://www.example.org/a/amp/", "example.org/a"},
    {"https://example.org/a.amp.html", "example.org/a.html"},
    {"https://example.org/a?amp=1", "example.org/a"},
    {"https://example.org/a?id=2&outputType=amp&x", "example.org/a?id=2&x"},
    {"https://example.org/vamp", "example.org/vamp"},
    {"https://example.org/?p=7", "example.org?p=7"},
    {"https://www.example.org/", ""}, /* a host is no article */
    {"https://www.example.org/?utm_source=rss", ""},
    {"tag:example.org,2026:1", ""},
};

START_TEST(an_article_is_the_same_wherever_it_is_linked_from)
{
    struct buffer out;
    buffer_init(&out, 1000);
    url_identity(slice_of(identities[_i][0]), &out);
    assert_written(&out, identities[_i][0], identities[_i][1]);
    buffer_free(&out);
}
END_TEST

START_TEST(finds_the_host)
{
    ck_assert(slice_equal_text(url_host(SLICE_LITERAL("https://u:p@example.org:8080/a")), "example.org"));
    ck_assert(slice_equal_text(url_host(SLICE_LITERAL("http://[::1]:80/")), "[::1]"));
    ck_assert_ptr_null(url_host(SLICE_LITERAL("mailto:a@example.org")).data);
    ck_assert_ptr_null(url_host(SLICE_LITERAL("/a")).data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("url");
    TCase *tests = tcase_create("url");
    tcase_add_loop_test(tests, resolves_as_rfc_3986_says, 0, sizeof references / sizeof *references);
    tcase_add_test(tests, without_a_base_a_reference_stays);
    tcase_add_loop_test(tests, one_article_has_one_canonical_address, 0, sizeof addresses / sizeof *addresses);
    tcase_add_loop_test(tests, an_article_is_the_same_wherever_it_is_linked_from, 0, sizeof identities / sizeof *identities);
    tcase_add_test(tests, finds_the_host);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
