/* lib/address: which addresses a stranger may send us to. */
#include <arpa/inet.h>
#include <check.h>
#include <netinet/in.h>

#include "lib/address.h"
#include "tests/suite.h"

static const struct {
    const char *text;
    bool is_public;
} rows[] = {
    {"8.8.8.8", true},          {"9.255.255.255", true},  {"10.0.0.0", false},        {"11.0.0.0", true},
    {"0.0.0.0", false},         {"127.0.0.1", false},     {"127.255.255.255", false}, {"169.254.169.254", false},
    {"172.15.255.255", true},   {"172.16.0.1", false},    {"172.31.255.255", false},  {"172.32.0.0", true},
    {"192.168.1.1", false},     {"192.169.0.0", true},    {"100.64.0.1", false},      {"100.128.0.0", true},
    {"198.19.255.255", false},  {"198.20.0.0", true},     {"224.0.0.1", false},       {"255.255.255.255", false},
    {"2606:4700::1111", true},  {"::1", false},           {"::", false},              {"fe80::1", false},
    {"fd00::1", false},         {"fc00::1", false},       {"fec0::1", false},         {"ff02::1", false},
    {"::ffff:127.0.0.1", false}, {"::ffff:8.8.8.8", true}, {"64:ff9b::10.0.0.1", false}, {"64:ff9b::8.8.8.8", true},
    {"2002:7f00:1::", false},   {"2002:808:808::", true}, {"2001::1", false},         {"2001:db8::1", false},
    {"::127.0.0.1", false},     {"2001:4860::1", true},
};

START_TEST(an_address_is_public_or_not)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    const struct sockaddr *address = (const struct sockaddr *)&in;
    if (inet_pton(AF_INET, rows[_i].text, &in.sin_addr) != 1) {
        ck_assert_int_eq(inet_pton(AF_INET6, rows[_i].text, &in6.sin6_addr), 1);
        address = (const struct sockaddr *)&in6;
    }
    ck_assert_msg(address_is_public(address) == rows[_i].is_public, "%s", rows[_i].text);
    ck_assert_msg(address_is_private_host(slice_of(rows[_i].text)) == !rows[_i].is_public, "%s", rows[_i].text);
}
END_TEST

START_TEST(other_families_are_not_public)
{
    struct sockaddr address = {.sa_family = AF_UNIX};
    ck_assert(!address_is_public(&address));
}
END_TEST

START_TEST(a_host_may_say_that_it_is_private)
{
    const char *hosts[] = {"localhost", "LocalHost", "localhost.", "[::1]", "[fe80::1%25eth0]", "127.0.0.1."};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        ck_assert_msg(address_is_private_host(slice_of(hosts[i])), "%s", hosts[i]);
    const char *others[] = {"", "example.org", "localhost.example.org", "[2606:4700::1111]", "127.0.0"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!address_is_private_host(slice_of(others[i])), "%s", others[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("address");
    TCase *tests = tcase_create("address");
    tcase_add_loop_test(tests, an_address_is_public_or_not, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, other_families_are_not_public);
    tcase_add_test(tests, a_host_may_say_that_it_is_private);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
