/*
 * Customs declarations in XML: originals, amendments, cancellations; the samples of the United Kingdom's service.
 * Declarations written here are made up.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"

#define ENVELOPE                                                                                                     \
    "<md:MetaData xmlns:md=\"urn:wco:datamodel:WCO:DocumentMetaData-DMS:2\" xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\" " \
    "xmlns:p1=\"urn:wco:datamodel:WCO:Declaration_DS:DMS:2\"><md:ResponsibleCountryCode>GB</md:ResponsibleCountryCode>"
#define ISSUED "<IssueDateTime><p1:DateTimeString formatCode=\"304\">20250302104604+00</p1:DateTimeString></IssueDateTime>"
#define MRN "25GB0000000000AAA1"
#define ITEM                                                                                                         \
    "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>"                                                \
    "<StatisticalValueAmount currencyID=\"GBP\">480000</StatisticalValueAmount>"                                     \
    "<Commodity><Description>NVIDIA DGX H100 640GB system 920-24387-2540-000</Description>"                          \
    "<Classification><ID>VATZ</ID><IdentificationTypeCode>GN</IdentificationTypeCode></Classification>"              \
    "<Classification><ID>84715000</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>"         \
    "<GoodsMeasure><GrossMassMeasure>340</GrossMassMeasure><NetNetWeightMeasure>260</NetNetWeightMeasure>"           \
    "<TariffQuantity>2</TariffQuantity></GoodsMeasure></Commodity>"                                                  \
    "<GovernmentProcedure><CurrentCode>10</CurrentCode><PreviousCode>40</PreviousCode></GovernmentProcedure>"        \
    "<Packaging><QuantityQuantity>6</QuantityQuantity><TypeCode>PK</TypeCode></Packaging></GovernmentAgencyGoodsItem>"
#define SHIPMENT(items)                                                                                              \
    "<GoodsShipment><Destination><CountryCode>AE</CountryCode></Destination>"                                        \
    "<ExportCountry><ID>GB</ID></ExportCountry>" items "</GoodsShipment>"
#define ORIGINAL(items)                                                                                              \
    ENVELOPE "<Declaration><FunctionCode>9</FunctionCode><ID>" MRN "</ID>" ISSUED "<TypeCode>EXD</TypeCode>"         \
    "<Exporter><Name>MAKER LTD</Name></Exporter>" SHIPMENT(items) "</Declaration></md:MetaData>"

static struct reading *read_text(const char *text)
{
    return reading_of_text(&input_cds_xml, NULL, text);
}

static void is_text(struct slice text, const char *expected)
{
    ck_assert_msg(expected ? slice_equal_text(text, expected) : !text.data, "%.*s is not %s", (int)text.size,
                  text.data ? text.data : "", expected ? expected : "(not stated)");
}

/* Example A11 of the acceptance examples. */
START_TEST(an_export_is_an_event_and_ends_its_scope)
{
    struct reading *reading = read_text(ORIGINAL(ITEM));
    const struct customs_event *event = &reading->kept[0], *end = &reading->kept[1];
    char day[CLOCK_TEXT_MAX];
    int64_t issued_ms;
    ck_assert_msg(!reading->refused && !reading->failed, "%s", reading->error.message);
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    is_text(event->hs_national, "84715000");
    is_text(event->hs6, "847150");
    ck_assert_str_eq(reading_decimal(event->qty), "2.000000");
    is_text(event->unit, "C62"); /* p/st in the tariff; not stated in the declaration */
    ck_assert(reading_has_flag(event, "unit_of_tariff"));
    ck_assert_str_eq(reading_decimal(event->net_kg), "260.000000");
    ck_assert_str_eq(reading_decimal(event->gross_kg), "340.000000");
    ck_assert_str_eq(reading_decimal(event->value), "480000.0000");
    is_text(event->currency, "GBP");
    ck_assert_ptr_null(event->value_usd);
    is_text(event->reporter, "GB");
    is_text(event->dispatch, "GB");
    is_text(event->destination, "AE");
    is_text(event->origin, NULL);
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    date_format_iso(*event->event_date, day);
    ck_assert_str_eq(day, "2025-03-02");
    is_text(event->declaration_no, MRN);
    is_text(event->exporter, "MAKER LTD");
    is_text(event->regime_code, "1040");
    ck_assert(time_parse_rfc3339(SLICE_LITERAL("2025-03-02T10:46:04Z"), &issued_ms));
    ck_assert_int_eq(event->revision, issued_ms);
    is_text(event->scope_id, "cds|MRN|" MRN);
    is_text(end->scope_id, "cds|MRN|" MRN);
    ck_assert_int_eq(end->op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert_int_eq(*end->scope_rows, 1);
    reading_free(reading);
}
END_TEST

START_TEST(a_cancellation_is_the_end_of_its_scope_and_no_goods)
{
    struct reading *reading = read_text(
        ENVELOPE "<Declaration><FunctionCode>13</FunctionCode><ID>" MRN "</ID>" ISSUED "<TypeCode>INV</TypeCode>"
                 "<Amendment><ChangeReasonCode>1</ChangeReasonCode></Amendment></Declaration></md:MetaData>");
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(reading->kept[0].op, CUSTOMS_EVENT_OP_CANCEL);
    is_text(reading->kept[0].scope_id, "cds|MRN|" MRN);
    int64_t cancelled = reading->kept[0].revision;
    reading_free(reading);
    reading = read_text(ORIGINAL(ITEM));
    ck_assert_int_gt(cancelled, reading->kept[0].revision); /* though both were issued in the same second */
    reading_free(reading);
}
END_TEST

#define AMENDMENT(items)                                                                                             \
    ENVELOPE "<Declaration><FunctionCode>13</FunctionCode><ID>" MRN "</ID>" ISSUED "<TypeCode>COR</TypeCode>"        \
    SHIPMENT(items) "</Declaration></md:MetaData>"

START_TEST(an_amendment_is_a_version_only_of_items_that_it_states_whole)
{
    struct reading *original = read_text(ORIGINAL(ITEM)), *reading = read_text(AMENDMENT(ITEM));
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert_int_eq(memcmp(&reading->ids[0], &original->ids[0], sizeof reading->ids[0]), 0);
    ck_assert_int_gt(reading->kept[0].revision, original->kept[0].revision);
    reading_free(reading);
    reading_free(original);
    reading = read_text(AMENDMENT("<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity><GoodsMeasure>"
                                  "<NetNetWeightMeasure>2.1</NetNetWeightMeasure></GoodsMeasure></Commodity>"
                                  "</GovernmentAgencyGoodsItem>"));
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading_skipped(reading, "partial_amendment"), 1);
    reading_free(reading);
}
END_TEST

START_TEST(a_refused_item_keeps_the_scope_open)
{
    struct reading *reading = read_text(ORIGINAL("<GovernmentAgencyGoodsItem><SequenceNumeric>x</SequenceNumeric>"
                                                 "</GovernmentAgencyGoodsItem>" ITEM));
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_NUMBER);
    ck_assert_int_eq(reading->scope_ends, 0);
    reading_free(reading);
}
END_TEST

START_TEST(without_an_mrn_declarant_and_reference_name_the_declaration)
{
    struct reading *reading = read_text(
        "<x:Envelope xmlns:x='urn:x'><Declaration xmlns='urn:wco:datamodel:WCO:DEC-DMS:2'><FunctionCode>9</FunctionCode>"
        "<FunctionalReferenceID>LRN1</FunctionalReferenceID><TypeCode>COD</TypeCode><Declarant><ID>GB1</ID></Declarant>"
        SHIPMENT(ITEM) "</Declaration></x:Envelope>");
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    is_text(reading->kept[0].scope_id, "cds|LRN|GB1|LRN1");
    is_text(reading->kept[0].source_key, "LRN|GB1|LRN1|1");
    is_text(reading->kept[0].declaration_no, "LRN1");
    is_text(reading->kept[0].reporter, NULL); /* nothing says whose customs it is */
    ck_assert_ptr_null(reading->kept[0].flow);
    ck_assert(reading_has_flag(&reading->kept[0], "flow_unknown"));
    reading_free(reading);
}
END_TEST

static const struct {
    const char *from, *to; /* what is changed in the original */
    enum reason reason;
} spoiled[] = {
    {"<FunctionCode>9", "<FunctionCode>4", REASON_BAD_CODE},
    {"20250302104604+00", "20250332104604+00", REASON_BAD_DATE},
    {"20250302104604+00", "20250302104604 00", REASON_BAD_DATE},
    {"<ID>" MRN "</ID>", "", REASON_MISSING_FIELD},
    {">84715000<", ">8471500x<", REASON_BAD_CODE},
    {">480000<", ">480,000<", REASON_BAD_NUMBER},
    {"</Declaration>", "", REASON_BAD_SYNTAX},
};

START_TEST(what_is_wrong_is_refused_with_its_reason)
{
    static const char original[] = ORIGINAL(ITEM);
    char text[sizeof original + 64];
    const char *at = strstr(original, spoiled[_i].from);
    ck_assert_ptr_nonnull(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - original), original, spoiled[_i].to, at + strlen(spoiled[_i].from));
    struct reading *reading = read_text(text);
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert_int_eq(reading->error.reason, spoiled[_i].reason);
    reading_free(reading);
}
END_TEST

/* Original declarations of the samples state all their items and end; everything else in the folder is told apart. */
START_TEST(the_samples_are_read_as_others_read_them)
{
    const char *folder = sample_path("customs/cds");
    if (!folder)
        return;
    char folder_path[512];
    snprintf(folder_path, sizeof folder_path, "%s", folder);
    struct dirent **entries;
    int count = scandir(folder_path, &entries, NULL, alphasort), originals = 0;
    for (int i = 0; i < count; i++) {
        char path[1024], name[512];
        snprintf(path, sizeof path, "%s/%s", folder_path, entries[i]->d_name);
        snprintf(name, sizeof name, "customs/cds/%s", entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            struct reading *reading = reading_of_file(&input_cds_xml, NULL, path);
            ck_assert_msg(!reading->refused && !reading->failed, "%s: %s", name, reading->error.message);
            if (reading->scope_ends && reading->events) {
                ck_assert_str_eq(sample_fact(name, "first_FunctionCode"), "9");
                ck_assert_int_eq(reading->events, atoi(sample_fact(name, "goods_items")));
                originals++;
            }
            reading_free(reading);
        }
        free(entries[i]);
    }
    free(entries);
    ck_assert_int_eq(count - 2, 47);
    ck_assert_int_eq(originals, 27);
}
END_TEST

START_TEST(sums_of_the_samples_are_those_expected)
{
    static const char *const names[] = {"TT_EX001a__TT_EX001a.xml", "TT_EX011b__TT_EX011b.xml",
                                        "TT_EX024a__Step1_TT_EX024a.xml"};
    for (size_t i = 0; i < sizeof names / sizeof names[0] && sample_path("customs/cds"); i++) {
        char name[512];
        snprintf(name, sizeof name, "customs/cds/%s", names[i]);
        struct reading *reading = reading_of_file(&input_cds_xml, NULL, sample_path(name));
        struct decimal expected;
        struct error error;
        ck_assert(decimal_parse(slice_of(sample_fact(name, "sum StatisticalValueAmount GBP")), &expected, &error));
        ck_assert_int_eq(decimal_compare(reading->value_sum, expected), 0);
        is_text(reading->first.hs_national, sample_fact(name, "TSP codes"));
        reading_free(reading);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_cds_xml");
    TCase *tests = tcase_create("input_cds_xml");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_export_is_an_event_and_ends_its_scope);
    tcase_add_test(tests, a_cancellation_is_the_end_of_its_scope_and_no_goods);
    tcase_add_test(tests, an_amendment_is_a_version_only_of_items_that_it_states_whole);
    tcase_add_test(tests, a_refused_item_keeps_the_scope_open);
    tcase_add_test(tests, without_an_mrn_declarant_and_reference_name_the_declaration);
    tcase_add_loop_test(tests, what_is_wrong_is_refused_with_its_reason, 0, sizeof spoiled / sizeof spoiled[0]);
    tcase_add_test(tests, the_samples_are_read_as_others_read_them);
    tcase_add_test(tests, sums_of_the_samples_are_those_expected);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
