/* producers/news/robots: RFC 9309, its examples and its traps. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "producers/news/robots.h"
#include "tests/suite.h"

static const struct {
    const char *text, *path;
    bool allowed;
} rows[] = {
    {"", "/a", true},
    {"User-agent: *\nDisallow: /\n", "/a", false},
    {"User-agent: *\nDisallow: /\n", "/robots.txt", true},
    {"User-agent: *\nDisallow:\n", "/a", true},
    {"User-agent: other\nDisallow: /\n", "/a", true},
    {"user-AGENT: ChipWatch/2.0\r\ndisallow: /\r\n", "/a", false},
    {"User-agent: chipwatcher\nDisallow: /\n", "/a", true},
    /* our own group stands for "*" even if it says less */
    {"User-agent: *\nDisallow: /\n\nUser-agent: chipwatch\nDisallow: /b\n", "/a", true},
    /* groups of one product count together, also with others */
    {"User-agent: chipwatch\nDisallow: /a\n\nUser-agent: x\nUser-agent: chipwatch\nDisallow: /b\n", "/a", false},
    {"User-agent: chipwatch\nDisallow: /a\n\nUser-agent: x\nUser-agent: chipwatch\nDisallow: /b\n", "/b", false},
    {"User-agent: chipwatch\nUser-agent: x\nDisallow: /b\n", "/b", false},
    {"User-agent: chipwatch\nDisallow: /a\nUser-agent: x\nDisallow: /b\n", "/b", true},
    /* other lines end no group */
    {"User-agent: chipwatch\nCrawl-delay: 5\nSitemap: x\n\n# no\nDisallow: /b # b\n", "/b", false},
    /* rules without a group, and lines without a colon */
    {"Disallow: /\nnothing\n:\n", "/a", true},
    /* the longest rule, allow in a tie */
    {"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
    {"User-agent: *\nAllow: /a/b\nDisallow: /a\n", "/a/c", false},
    {"User-agent: *\nAllow: /a/b\nDisallow: /a/b/c\n", "/a/b/c", false},
    {"User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
    {"User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", true},
    /* wildcards */
    {"User-agent: *\nDisallow: /*.gif$\n", "/x/y.gif", false},
    {"User-agent: *\nDisallow: /*.gif$\n", "/x/y.gif?z", true},
    {"User-agent: *\nDisallow: /*.gif\n", "/x/y.gif?z", false},
    {"User-agent: *\nDisallow: /a*b*c$\n", "/aXbXbXc", false},
    {"User-agent: *\nDisallow: /a*b*c$\n", "/aXbXbXcX", true},
    {"User-agent: *\nDisallow: *\n", "/a", false},
    {"User-agent: *\nDisallow: /a$\n", "/a", false},
    {"User-agent: *\nDisallow: /a$\n", "/a/b", true},
    {"User-agent: *\nDisallow: /a$b\n", "/a$b", false},
    {"User-agent: *\nDisallow: /\n", "", false},
    /* percent-encoding */
    {"User-agent: *\nDisallow: /%7ea/%62\n", "/~a/b", false},
    {"User-agent: *\nDisallow: /\xC3\xBC\n", "/%c3%bc", false},
    {"User-agent: *\nDisallow: /a%2Fb\n", "/a/b", true},
    {"User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false},
    {"\xEF\xBB\xBFUser-agent: *\nDisallow: /a\n", "/a", false},
    {"User-agent: *\rDisallow: /a\r", "/a", false},
};

START_TEST(a_rule_holds_or_not)
{
    ck_assert_msg(robots_allows(slice_of(rows[_i].text), "chipwatch", slice_of(rows[_i].path)) == rows[_i].allowed,
                  "%s for %s", rows[_i].text, rows[_i].path);
}
END_TEST

/* A rule whose last part nearly fits everywhere is compared anew at each place of the path. */
START_TEST(rules_that_are_too_much_work_allow_nothing)
{
    static char text[ROBOTS_BYTES_MAX], path[ROBOTS_PATH_MAX], rule[ROBOTS_RULE_MAX];
    memset(path, 'a', sizeof path);
    memset(rule, 'a', sizeof rule - 2);
    rule[sizeof rule - 2] = 'b';
    strcpy(text, "User-agent: *\n");
    for (char *end = text + strlen(text); end + sizeof rule + 16 < text + sizeof text; end += strlen(end))
        snprintf(end, sizeof rule + 16, "Disallow: *%s\n", rule);
    ck_assert(!robots_allows(slice_of(text), "chipwatch", (struct slice){path, sizeof path}));
    ck_assert(robots_allows(slice_of(text), "chipwatch", SLICE_LITERAL("/a")));
}
END_TEST

START_TEST(what_is_too_long_costs_little)
{
    static char text[ROBOTS_BYTES_MAX + 100], path[ROBOTS_PATH_MAX + 2];
    strcpy(text, "User-agent: *\n");
    while (strlen(text) + 400 < sizeof text) {
        char *end = text + strlen(text);
        strcpy(end, "Disallow: /");
        for (int i = 0; i < 180; i++)
            strcat(end, "*a");
        strcat(end, "b\n");
    }
    memset(path, 'a', sizeof path);
    path[0] = '/';
    ck_assert(robots_allows(slice_of(text), "chipwatch", (struct slice){path, ROBOTS_PATH_MAX}));
    ck_assert(!robots_allows(slice_of(""), "chipwatch", (struct slice){path, sizeof path}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robots");
    TCase *tests = tcase_create("robots");
    tcase_set_timeout(tests, 20);
    tcase_add_test(tests, rules_that_are_too_much_work_allow_nothing);
    tcase_add_loop_test(tests, a_rule_holds_or_not, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, what_is_too_long_costs_little);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
