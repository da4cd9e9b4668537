/*
 * Customs declarations in XML: originals, amendments, cancellations. Declarations written here are made up; those of the
 * samples are in check_input_cds_xml_samples.c.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

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
    is_text(event->unit, NULL); /* the tariff's, which the declaration does not state */
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
        "<x:Envelope xmlns:x='urn:x'><Declaration xmlns='urn:wco:datamodel:WCO:DEC-DMS:2'><FunctionCode>"
        "9</FunctionCode>"
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
    {"<FunctionCode>9", "<FunctionCode>8", REASON_BAD_CODE},
    {"<FunctionCode>9</FunctionCode>", "", REASON_MISSING_FIELD},
    {">1</SequenceNumeric>", ">0</SequenceNumeric>", REASON_BAD_NUMBER},
    {">1</SequenceNumeric>", ">100000</SequenceNumeric>", REASON_BAD_NUMBER},
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

/* A declaration of one item in a line; `header` stands before the shipment, `item` is all of the item. */
static struct reading *read_declaration(const char *header, const char *item)
{
    static char text[16384];
    snprintf(text, sizeof text,
             "<MetaData xmlns='urn:wco:datamodel:WCO:DocumentMetaData-DMS:2'><Declaration "
             "xmlns='urn:wco:datamodel:WCO:DEC-DMS:2'>%s<GoodsShipment>%s</GoodsShipment></Declaration></MetaData>",
             header, item);
    return read_text(text);
}

#define ORIGINAL_HEADER "<FunctionCode>9</FunctionCode><ID>" MRN "</ID>"
#define ONE(parts) "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>" parts "</GovernmentAgencyGoodsItem>"

START_TEST(prefixes_and_wrappers_do_not_matter)
{
    struct reading *plain = read_text(ORIGINAL(ITEM));
    struct reading *reading = read_text(
        "\n\n <!-- copied --> <r:submitDeclarationRequest xmlns:r='http://example.org/wsdl'><r:requestHeader><r:ID>"
        "7</r:ID>"
        "</r:requestHeader><ns3:MetaData xmlns:ns3='urn:wco:datamodel:WCO:DocumentMetaData-DMS:2' "
        "xmlns:d='urn:wco:datamodel:WCO:DEC-DMS:2'><ns3:ResponsibleCountryCode>GB</ns3:ResponsibleCountryCode>"
        "<d:Declaration><d:FunctionCode>9</d:FunctionCode><d:ID>"
        MRN "</d:ID><d:TypeCode>EXD</d:TypeCode><d:GoodsShipment>"
        "<d:GovernmentAgencyGoodsItem><d:SequenceNumeric>1</d:SequenceNumeric></d:GovernmentAgencyGoodsItem>"
        "</d:GoodsShipment></d:Declaration></ns3:MetaData></r:submitDeclarationRequest>");
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(memcmp(&reading->ids[0], &plain->ids[0], sizeof plain->ids[0]), 0);
    is_text(reading->first.raw_ref, "test:3");
    reading_free(reading);
    reading_free(plain);
}
END_TEST

/* Names alone do not make a declaration, but there may be one in what bears them. */
START_TEST(another_name_space_is_passed_over)
{
    struct reading *reading = read_text("<x:Response xmlns:x='urn:other'><x:Declaration><x:FunctionCode>9</x:FunctionCode>"
                                        "</x:Declaration>" ORIGINAL(ITEM) "</x:Response>");
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->events, 1);
    reading_free(reading);
    reading = read_text("<x:Declaration xmlns:x='urn:other'><x:FunctionCode>9</x:FunctionCode></x:Declaration>");
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->error.reason, REASON_UNKNOWN_FORMAT);
    reading_free(reading);
}
END_TEST

/* Then what it lacks is not gone. */
START_TEST(a_declaration_that_counts_other_items_does_not_end)
{
    struct reading *reading = read_declaration(ORIGINAL_HEADER "<GoodsItemQuantity>2</GoodsItemQuantity>", ONE(""));
    ck_assert_int_eq(reading->events, 1);
    ck_assert(reading_has_flag(&reading->first, "item_count_mismatch"));
    ck_assert_int_eq(reading->scope_ends, 0);
    reading_free(reading);
    reading = read_declaration(ORIGINAL_HEADER "<GoodsItemQuantity>1</GoodsItemQuantity>", ONE(""));
    ck_assert(!reading_has_flag(&reading->first, "item_count_mismatch"));
    ck_assert_int_eq(reading->scope_ends, 1);
    reading_free(reading);
}
END_TEST

/* What customs answers repeats parts of the declaration, which are none. */
START_TEST(answers_of_customs_are_skipped)
{
    struct reading *reading = read_text(
        "<all><MetaData><WCOTypeName>RES</WCOTypeName><Response><FunctionCode>13</FunctionCode><Declaration><ID>"
        MRN "</ID>"
        "</Declaration></Response></MetaData><Response><FunctionCode>07</FunctionCode><Declaration><FunctionCode>9"
        "</FunctionCode></Declaration></Response></all>");
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading_skipped(reading, "notification"), 2);
    reading_free(reading);
}
END_TEST

START_TEST(trap_19_copies_are_not_published)
{
    struct reading *reading = read_declaration("<FunctionCode>31</FunctionCode><ID>" MRN "</ID>", ITEM);
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading_skipped(reading, "copy"), 1);
    reading_free(reading);
}
END_TEST

static const struct {
    const char *function;
    int64_t events;
    int scope_end; /* op; -1: none */
} functions[] = {
    {"9", 1, CUSTOMS_EVENT_OP_UPSERT},  {"09", 1, CUSTOMS_EVENT_OP_UPSERT}, {"5", 1, CUSTOMS_EVENT_OP_UPSERT},
    {"4", 1, -1},                       {"13", 1, -1},                      {"1", 0, CUSTOMS_EVENT_OP_CANCEL},
    {"3", 0, CUSTOMS_EVENT_OP_CANCEL},
};

START_TEST(the_function_says_what_becomes_of_the_declaration)
{
    char header[256];
    snprintf(header, sizeof header, "<FunctionCode>%s</FunctionCode><ID>" MRN "</ID>", functions[_i].function);
    struct reading *reading = read_declaration(header, "<Destination><CountryCode>AE</CountryCode></Destination>" ITEM);
    ck_assert_int_eq(reading->events, functions[_i].events);
    ck_assert_int_eq(reading->scope_ends, functions[_i].scope_end >= 0);
    if (reading->scope_ends)
        ck_assert_int_eq(reading->kept[reading->kept_count - 1].op, functions[_i].scope_end);
    reading_free(reading);
}
END_TEST

#define POINTER(number, section) \
    "<Pointer><SequenceNumeric>" number "</SequenceNumeric>" \
    "<DocumentSectionCode>" section "</DocumentSectionCode></Pointer>"
#define AMENDS_ITEM(number, behind) \
    "<Amendment>" POINTER("1", "42A") POINTER("1", "67A") POINTER(number, "68A") behind "</Amendment>"
#define CHANGE "<FunctionCode>13</FunctionCode><ID>" MRN "</ID><TypeCode>COR</TypeCode>"

/* All but the item is left out because it did not change; it would be lost if the item was there before. */
START_TEST(an_added_item_is_an_event_without_its_header)
{
    struct reading *reading = read_declaration(CHANGE AMENDS_ITEM("1", ""), ITEM);
    ck_assert_int_eq(reading->events, 1);
    ck_assert(reading_has_flag(&reading->first, "header_not_stated"));
    ck_assert(reading_has_flag(&reading->first, "flow_unknown"));
    is_text(reading->first.reporter, "GB");
    ck_assert_ptr_null(reading->first.flow);
    reading_free(reading);
    reading = read_declaration(CHANGE AMENDS_ITEM("1", POINTER("1", "23A")), ITEM);
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading_skipped(reading, "partial_amendment"), 1);
    reading_free(reading);
}
END_TEST

START_TEST(an_item_that_is_pointed_at_but_not_stated_is_removed)
{
    struct reading *original = read_declaration(ORIGINAL_HEADER, ITEM);
    struct reading *reading = read_declaration(
        CHANGE AMENDS_ITEM("1", "") AMENDS_ITEM("1", "") AMENDS_ITEM("2", POINTER("1", "23A"))
               "<Amendment><Pointer><DocumentSectionCode>42A</DocumentSectionCode><TagID>228</TagID></Pointer>"
               "</Amendment>",
        "");
    const struct customs_event *event = &reading->kept[0];
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert_int_eq(event->op, CUSTOMS_EVENT_OP_CANCEL);
    ck_assert_int_eq(memcmp(&reading->ids[0], &original->ids[0], sizeof reading->ids[0]), 0);
    ck_assert_int_gt(event->revision, original->first.revision);
    reading_free(reading);
    reading_free(original);
}
END_TEST

START_TEST(an_amendment_of_the_header_alone_is_one_record)
{
    struct reading *reading = read_declaration(CHANGE AMENDS_ITEM("1", POINTER("1", "23A")), "");
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading_skipped(reading, "partial_amendment"), 1);
    reading_free(reading);
}
END_TEST

/* The message's own time orders versions; the day of acceptance is that of the declaration, where it was accepted. */
START_TEST(times_order_versions_and_days_are_local)
{
    struct reading *reading = read_declaration(
        ORIGINAL_HEADER
        "<IssueDateTime><DateTimeString formatCode='304'>20250303101500Z</DateTimeString></IssueDateTime>"
        "<AcceptanceDateTime><DateTimeString formatCode='304'>20250302003000+01</DateTimeString></AcceptanceDateTime>",
        ITEM);
    int64_t issued_ms;
    char day[CLOCK_TEXT_MAX];
    ck_assert(time_parse_rfc3339(SLICE_LITERAL("2025-03-03T10:15:00Z"), &issued_ms));
    ck_assert_int_eq(reading->first.revision, issued_ms);
    date_format_iso(*reading->first.event_date, day);
    ck_assert_str_eq(day, "2025-03-02"); /* 23:30 of the first of March in UTC */
    reading_free(reading);
    reading = read_declaration(ORIGINAL_HEADER, ITEM);
    ck_assert_int_eq(reading->first.revision, reading_options().observed_at_ms);
    ck_assert_ptr_null(reading->first.event_date);
    reading_free(reading);
}
END_TEST

static const struct {
    const char *format, *text, *utc; /* utc NULL: refused */
} dates[] = {
    {"102", "20250302", "2025-03-02T00:00:00Z"},
    {"203", "202503021046", "2025-03-02T10:46:00Z"},
    {"204", "20250302104604", "2025-03-02T10:46:04Z"},
    {"304", "20250302104604Z", "2025-03-02T10:46:04Z"},
    {"304", "20250302104604+01", "2025-03-02T09:46:04Z"},
    {"304", "20250302104604-0530", "2025-03-02T16:16:04Z"},
    {"304", "20250302104604+05:30", "2025-03-02T05:16:04Z"},
    {"102", "20250302104604", NULL},
    {"101", "250302", NULL},
    {"102", "20250229", NULL},
    {"304", "20250302254604Z", NULL},
    {"304", "20250302104604+", NULL},
    {"304", "20250302104604+99", NULL},
    {"304", "2025030210460", NULL},
};

START_TEST(dates_have_the_format_that_they_name)
{
    char header[512];
    int64_t ms;
    snprintf(header, sizeof header, ORIGINAL_HEADER "<IssueDateTime><DateTimeString formatCode='%s'>%s</DateTimeString>"
                                                    "</IssueDateTime>", dates[_i].format, dates[_i].text);
    struct reading *reading = read_declaration(header, ITEM);
    ck_assert_int_eq(reading->events, dates[_i].utc != NULL);
    if (dates[_i].utc) {
        ck_assert(time_parse_rfc3339(slice_of(dates[_i].utc), &ms));
        ck_assert_int_eq(reading->first.revision, ms);
    } else {
        ck_assert_int_eq(reading->error.reason, REASON_BAD_DATE);
    }
    reading_free(reading);
}
END_TEST

static const struct {
    const char *classifications, *national, *six; /* "CODE:TYPE CODE:TYPE" */
} codes[] = {
    {"84718000:TSP 00:TRC", "8471800000", "847180"},
    {"10:TRC 84718000:TSP", "8471800010", "847180"},
    {"VATZ:GN 84733020:TSP 00:TRC C721:TRA", "8473302000", "847330"},
    {"VATZ:GN", NULL, NULL},
    {"00:TRC", NULL, NULL},
    {"8471:TSP", "8471", NULL},
    {"8471500001E:HS", "8471500001", "847150"},
    {"84715000:TSP 84733000:HS", "84715000", "847150"},
};

START_TEST(the_code_is_the_tariffs_with_what_taric_adds)
{
    char item[2048] = "<GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>";
    struct slice rest = slice_of(codes[_i].classifications);
    while (rest.data) {
        struct slice type = slice_next_part(&rest, ' '), code = slice_next_part(&type, ':');
        size_t size = strlen(item);
        snprintf(item + size, sizeof item - size, "<Classification><ID>%.*s</ID><IdentificationTypeCode>%.*s"
                                                  "</IdentificationTypeCode></Classification>",
                 SLICE_ARGS(code), SLICE_ARGS(type));
    }
    strcat(item, "</Commodity></GovernmentAgencyGoodsItem>");
    struct reading *reading = read_declaration(ORIGINAL_HEADER, item);
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    is_text(reading->first.hs_national, codes[_i].national);
    is_text(reading->first.hs6, codes[_i].six);
    ck_assert_int_eq(reading_has_flag(&reading->first, "hs_unreadable"), !codes[_i].national);
    reading_free(reading);
}
END_TEST

static const struct {
    const char *measure, *qty, *unit, *net, *flag;
} measures[] = {
    {"<TariffQuantity unitCode='NAR'>2</TariffQuantity>", "2.000000", "C62", "-", NULL},
    {"<TariffQuantity unitCode='H87'>2</TariffQuantity>", "2.000000", "C62", "-", NULL},
    {"<TariffQuantity unitCode='MIL'>2</TariffQuantity>", "2000.000000", "C62", "-", NULL},
    {"<TariffQuantity unitCode='NAR#B'>2</TariffQuantity>", "2.000000", NULL, "-", "unit_unknown"},
    {"<TariffQuantity>2</TariffQuantity>", "2.000000", NULL, "-", NULL},
    {"<TariffQuantity/>", "-", NULL, "-", NULL},
    {"<NetNetWeightMeasure unitCode='TNE'>1.5</NetNetWeightMeasure>", "-", NULL, "1500.000000", NULL},
    {"<NetNetWeightMeasure unitCode='LTR'>1.5</NetNetWeightMeasure>", "-", NULL, "-", "weight_unit_unknown"},
};

START_TEST(quantities_and_weights_have_the_unit_that_they_name)
{
    char item[1024];
    snprintf(item, sizeof item, ONE("<Commodity><GoodsMeasure>%s</GoodsMeasure></Commodity>"), measures[_i].measure);
    struct reading *reading = read_declaration(ORIGINAL_HEADER, item);
    ck_assert_str_eq(reading_decimal(reading->first.qty), measures[_i].qty);
    is_text(reading->first.unit, measures[_i].unit);
    ck_assert_str_eq(reading_decimal(reading->first.net_kg), measures[_i].net);
    ck_assert_uint_eq(reading->first.flags.count, 1 + (measures[_i].flag != NULL)); /* flow_unknown */
    ck_assert(!measures[_i].flag || reading_has_flag(&reading->first, measures[_i].flag));
    reading_free(reading);
}
END_TEST

/* New Zealand's; what is written otherwise than in the declarations of the United Kingdom. */
START_TEST(version_3_2_of_the_data_model_is_read)
{
    struct reading *reading =
        read_text("<DocumentMetadata xmlns=\"urn:wco:datamodel:WCO:DM:1\">"
                  "<Declaration xmlns=\"urn:wco:datamodel:WCO:DeclarationModel:1\"><FunctionalReferenceID>B1"
                  "</FunctionalReferenceID><FunctionCode>9</FunctionCode><Declarant><ID>D1</ID></Declarant>"
                  "<GoodsShipment><ExportationCountryCode>SG</ExportationCountryCode>" ONE(
                      "<CustomsValueAmount currencyID=\"NZD\">70</CustomsValueAmount><Commodity><Classification>"
                      "<ID>8471500001E</ID><IdentificationTypeCode>HS</IdentificationTypeCode></Classification>"
                      "</Commodity><GoodsMeasure><GrossMassMeasure unitCode=\"KGM\">15</GrossMassMeasure>"
                      "<TariffQuantity unitCode=\"NMB\">2</TariffQuantity></GoodsMeasure>") "</GoodsShipment>"
                  "</Declaration></DocumentMetadata>");
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    is_text(reading->first.hs6, "847150");
    is_text(reading->first.dispatch, "SG");
    ck_assert_str_eq(reading_decimal(reading->first.qty), "2.000000");
    is_text(reading->first.unit, "C62");
    ck_assert_str_eq(reading_decimal(reading->first.gross_kg), "15.000000");
    reading_free(reading);
}
END_TEST

START_TEST(trap_8_nothing_of_something_that_has_a_price)
{
    struct reading *reading = read_declaration(
        ORIGINAL_HEADER, ONE("<StatisticalValueAmount currencyID='GBP'>10</StatisticalValueAmount><Commodity><GoodsMeasure>"
                             "<TariffQuantity unitCode='NAR'>0</TariffQuantity></GoodsMeasure></Commodity>"));
    ck_assert_ptr_null(reading->first.qty);
    is_text(reading->first.unit, NULL);
    ck_assert(reading_has_flag(&reading->first, "zero_quantity"));
    reading_free(reading);
}
END_TEST

START_TEST(trap_11_special_codes_are_flagged)
{
    struct reading *reading = read_declaration(
        ORIGINAL_HEADER, ONE("<Commodity><Classification><ID>99309900</ID><IdentificationTypeCode>TSP</IdentificationTypeCode>"
                             "</Classification></Commodity>"));
    ck_assert(reading_has_flag(&reading->first, "hs_special"));
    reading_free(reading);
}
END_TEST

/* The invoice's terms are its basis, and its currency is its own. */
START_TEST(trap_12_the_value_names_currency_and_basis)
{
    struct reading *reading = read_declaration(
        ORIGINAL_HEADER, "<TradeTerms><ConditionCode>FOB</ConditionCode></TradeTerms>"
                         ONE("<Commodity><InvoiceLine><ItemChargeAmount currencyID='USD'>7.5</ItemChargeAmount></InvoiceLine>"
                             "</Commodity>"));
    ck_assert_str_eq(reading_decimal(reading->first.value), "7.5000");
    ck_assert_str_eq(reading_decimal(reading->first.value_usd), "7.5000");
    ck_assert_int_eq(*reading->first.value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(reading_has_flag(&reading->first, "value_of_invoice"));
    reading_free(reading);
    reading = read_declaration(ORIGINAL_HEADER,
                               ONE("<StatisticalValueAmount currencyID='pounds'>3</StatisticalValueAmount>"));
    is_text(reading->first.currency, NULL);
    ck_assert(reading_has_flag(&reading->first, "currency_unknown"));
    ck_assert_int_eq(*reading->first.value_basis, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN);
    reading_free(reading);
}
END_TEST

START_TEST(trap_13_the_declarations_weight_is_no_items)
{
    struct reading *reading = read_declaration(ORIGINAL_HEADER "<TotalGrossMassMeasure>900</TotalGrossMassMeasure>",
                                               ONE(""));
    ck_assert_ptr_null(reading->first.gross_kg);
    ck_assert_ptr_null(reading->first.weight_scope);
    reading_free(reading);
}
END_TEST

static const struct {
    const char *type, *destination, *dispatch, *option;
    int flow; /* -1: not stated */
} flows[] = {
    {"IMA", "GB", "US", NULL, CUSTOMS_EVENT_FLOW_IMPORT}, {"EXD", "AE", "GB", NULL, CUSTOMS_EVENT_FLOW_EXPORT},
    {"COD", "GG", "GB", NULL, CUSTOMS_EVENT_FLOW_EXPORT}, {"COD", "GB", "GG", NULL, CUSTOMS_EVENT_FLOW_IMPORT},
    {"COD", "GB", "GB", NULL, -1},                        {"COD", "GB", "GB", "import", CUSTOMS_EVENT_FLOW_IMPORT},
    {"EXD", "AE", "GB", "import", CUSTOMS_EVENT_FLOW_EXPORT},
};

START_TEST(trap_15_the_direction_is_the_declarations_word)
{
    char header[256], item[512];
    struct input_options options = reading_options();
    options.flow = flows[_i].option;
    snprintf(header, sizeof header, ORIGINAL_HEADER "<TypeCode>%s</TypeCode>", flows[_i].type);
    snprintf(item, sizeof item, "<Destination><CountryCode>%s</CountryCode></Destination><ExportCountry><ID>%s</ID>"
                                "</ExportCountry>" ONE(""), flows[_i].destination, flows[_i].dispatch);
    char text[2048];
    snprintf(text, sizeof text, "<Declaration xmlns='urn:wco:datamodel:WCO:DEC-DMS:2'>%s<GoodsShipment>%s</GoodsShipment>"
                                "</Declaration>", header, item);
    struct reading *reading = reading_of_text(&input_cds_xml, &options, text);
    ck_assert_int_eq(reading->first.flow ? *reading->first.flow : -1, flows[_i].flow);
    reading_free(reading);
}
END_TEST

START_TEST(two_items_of_one_number_are_no_declaration)
{
    struct reading *reading = read_declaration(ORIGINAL_HEADER, ONE("") ONE("") "<GovernmentAgencyGoodsItem>"
                                               "<SequenceNumeric>002</SequenceNumeric></GovernmentAgencyGoodsItem>");
    ck_assert_int_eq(reading->records, 3);
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_SYNTAX);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert_int_eq(*reading->kept[1].line_no, 2);
    reading_free(reading);
}
END_TEST

START_TEST(all_declarations_and_shipments_of_an_envelope_are_read)
{
    struct reading *reading = read_text(
        "<MetaData><Declaration><FunctionCode>9</FunctionCode><ID>a</ID><GoodsShipment>" ONE("") "</GoodsShipment>"
        "<GoodsShipment/><GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>2</SequenceNumeric>"
        "</GovernmentAgencyGoodsItem></GoodsShipment></Declaration><Declaration><FunctionCode>9</FunctionCode><ID>"
        "b</ID>"
        "<GoodsShipment>" ONE("") "</GoodsShipment></Declaration></MetaData>");
    ck_assert_int_eq(reading->events, 3);
    ck_assert_int_eq(reading->scope_ends, 2);
    is_text(reading->kept[2].scope_id, "cds|MRN|a");
    ck_assert_int_eq(*reading->kept[2].scope_rows, 2);
    is_text(reading->kept[3].source_key, "MRN|b|1");
    reading_free(reading);
}
END_TEST

/* A '|' in a trader's reference must not make two declarations one. */
START_TEST(references_are_kept_apart)
{
    struct reading *reading = read_declaration(
        "<FunctionCode>9</FunctionCode><FunctionalReferenceID>b|c</FunctionalReferenceID><Declarant><ID>a</ID>"
        "</Declarant>",
        ONE(""));
    is_text(reading->first.scope_id, "cds|LRN|a|b\\|c");
    is_text(reading->first.source_key, "LRN|a|b\\|c|1");
    reading_free(reading);
}
END_TEST

START_TEST(trap_23_parties_are_dropped_where_that_is_asked_for)
{
    struct input_options options = reading_options();
    options.parties = "drop";
    struct reading *reading = reading_of_text(&input_cds_xml, &options, ORIGINAL(ITEM));
    is_text(reading->first.exporter, NULL);
    reading_free(reading);
}
END_TEST

START_TEST(the_description_names_its_language)
{
    struct reading *reading = read_declaration(
        ORIGINAL_HEADER, ONE("<Commodity><Description languageID='EN'>cards</Description></Commodity>"));
    is_text(reading->first.description_lang, "EN");
    reading_free(reading);
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
    tcase_add_test(tests, prefixes_and_wrappers_do_not_matter);
    tcase_add_test(tests, another_name_space_is_passed_over);
    tcase_add_test(tests, a_declaration_that_counts_other_items_does_not_end);
    tcase_add_test(tests, answers_of_customs_are_skipped);
    tcase_add_test(tests, trap_19_copies_are_not_published);
    tcase_add_loop_test(tests, the_function_says_what_becomes_of_the_declaration, 0, sizeof functions / sizeof functions[0]);
    tcase_add_test(tests, an_added_item_is_an_event_without_its_header);
    tcase_add_test(tests, an_item_that_is_pointed_at_but_not_stated_is_removed);
    tcase_add_test(tests, an_amendment_of_the_header_alone_is_one_record);
    tcase_add_test(tests, times_order_versions_and_days_are_local);
    tcase_add_loop_test(tests, dates_have_the_format_that_they_name, 0, sizeof dates / sizeof dates[0]);
    tcase_add_loop_test(tests, the_code_is_the_tariffs_with_what_taric_adds, 0, sizeof codes / sizeof codes[0]);
    tcase_add_loop_test(tests, quantities_and_weights_have_the_unit_that_they_name, 0, sizeof measures / sizeof measures[0]);
    tcase_add_test(tests, version_3_2_of_the_data_model_is_read);
    tcase_add_test(tests, trap_8_nothing_of_something_that_has_a_price);
    tcase_add_test(tests, trap_11_special_codes_are_flagged);
    tcase_add_test(tests, trap_12_the_value_names_currency_and_basis);
    tcase_add_test(tests, trap_13_the_declarations_weight_is_no_items);
    tcase_add_loop_test(tests, trap_15_the_direction_is_the_declarations_word, 0, sizeof flows / sizeof flows[0]);
    tcase_add_test(tests, two_items_of_one_number_are_no_declaration);
    tcase_add_test(tests, all_declarations_and_shipments_of_an_envelope_are_read);
    tcase_add_test(tests, references_are_kept_apart);
    tcase_add_test(tests, trap_23_parties_are_dropped_where_that_is_asked_for);
    tcase_add_test(tests, the_description_names_its_language);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
