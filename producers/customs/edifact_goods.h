/*
 * What EDIFACT's customs messages say of goods: collected segment by segment, then made an event.
 *
 * One and the same set of values is collected of a message's header, of a bill of lading and of an item, because
 * national guides state a value at one level or the other; an item's own value stands before those above it. Of
 * several statements of one value the first holds. Only codes of the UN directories are known (D.95 to D.21).
 *
 * Ownership: texts are copied into the arena given. Errors: ERROR_REJECT where a number or date that is used cannot be
 * read. Threads: one.
 */
#ifndef PRODUCERS_CUSTOMS_EDIFACT_GOODS_H
#define PRODUCERS_CUSTOMS_EDIFACT_GOODS_H

#include "producers/customs/draft.h"
#include "producers/customs/edifact.h"
#include "producers/customs/party.h"

enum { GOODS_DESCRIPTION_MAX = 64 << 10, GOODS_IDENTITIES_MAX = 5 };

enum goods_text {
    GOODS_ORIGIN,            /* countries and places as stated: alpha-2, UN/LOCODE, name */
    GOODS_DISPATCH,
    GOODS_ULTIMATE_DESTINATION,
    GOODS_DESTINATION,
    GOODS_FIRST_LOADING,     /* ports */
    GOODS_LOADING,
    GOODS_DELIVERY,
    GOODS_DISCHARGE,
    GOODS_OFFICE,
    GOODS_OFFICE_OF_ENTRY,
    GOODS_OFFICE_OF_EXIT,
    GOODS_TRANSPORT,
    GOODS_HS_REFERENCE,
    GOODS_DECLARANT_REFERENCE, /* names the document where it has no number */
    GOODS_CURRENCY,
    GOODS_LANGUAGE,
    GOODS_IMPORTER,
    GOODS_EXPORTER,
    GOODS_CONSIGNEE,
    GOODS_CONSIGNOR,
    GOODS_TEXT_COUNT
};

enum goods_number {
    GOODS_NET,               /* weights of the item */
    GOODS_NET_NET,
    GOODS_GROSS,
    GOODS_NET_TOTAL,         /* of the whole declaration or bill */
    GOODS_GROSS_TOTAL,
    GOODS_TARIFF_1,          /* quantities */
    GOODS_TARIFF_2,
    GOODS_TARIFF_3,
    GOODS_CUSTOMS_QUANTITY,
    GOODS_INVOICED,
    GOODS_DISCRETE,
    GOODS_PACKAGES,
    GOODS_CUSTOMS_VALUE,     /* money */
    GOODS_STATISTICAL_VALUE,
    GOODS_FOB_VALUE,
    GOODS_ITEM_TOTAL,
    GOODS_INVOICE_TOTAL,
    GOODS_NUMBER_COUNT
};

enum goods_date {
    GOODS_ACCEPTED,
    GOODS_DOCUMENT,
    GOODS_ARRIVED,
    GOODS_ARRIVAL,   /* as estimated */
    GOODS_SHIPPED,
    GOODS_DEPARTURE, /* as estimated */
    GOODS_DATE_COUNT
};

struct goods {
    struct slice texts[GOODS_TEXT_COUNT];
    struct {
        bool stated;
        struct decimal number;
        struct slice unit; /* or currency */
    } numbers[GOODS_NUMBER_COUNT];
    struct {
        bool stated;
        int32_t days;
    } dates[GOODS_DATE_COUNT];
    struct slice identities[GOODS_IDENTITIES_MAX]; /* of CST: the tariff code is one of them */
    bool of_document;   /* what comes before states another document: its date may follow */
    bool date_not_a_day, repeated;
    size_t description_size;
    char description[GOODS_DESCRIPTION_MAX];
};

void goods_start(struct goods *goods);

/* Takes what the segment says of goods, if anything. */
bool goods_take(struct goods *goods, const struct edifact *edifact, const struct edifact_segment *segment,
                struct arena *arena, struct error *error);

/* What the command line says of all events of a source. */
struct goods_rules {
    struct slice language; /* of descriptions that state none; not stated: unknown */
    enum party_rule party;
    const char *party_salt;
};

/* Where values are stated, the nearest first: an item, then its bill of lading and its message. */
struct goods_levels {
    const struct goods *nearest_first[3];
    size_t count;
};

/* Fills the event with the nearest values; with money (but for its currency), quantities and weights of the item
 * alone, and where it has no weight with that of the level above as one of the whole. The draft is started and has its
 * flow. */
bool goods_fill(const struct goods_levels *levels, const struct goods_rules *rules, struct draft *draft,
                struct error *error);

#endif
