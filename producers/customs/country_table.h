/*
 * The facts behind country.h: plain tables, searched in order.
 */
#ifndef PRODUCERS_CUSTOMS_COUNTRY_TABLE_H
#define PRODUCERS_CUSTOMS_COUNTRY_TABLE_H

#include <stddef.h>

struct country {
    char alpha2[3];
    char alpha3[4];
    int number;          /* UN M49 and ISO 3166-1 numeric; 0: none */
    const char *name;    /* English, ISO 3166-1 */
    const char *chinese; /* NULL: none */
};

struct country_alias {
    const char *name;
    char alpha2[3];
};

struct country_number {
    int number;
    char alpha2[3];
};

extern const struct country countries[];
extern const size_t country_count;
extern const struct country_alias country_aliases[];
extern const size_t country_alias_count;
extern const struct country_number comtrade_numbers[];
extern const size_t comtrade_number_count;
extern const struct country_number gacc_numbers[];
extern const size_t gacc_number_count;
extern const struct country_number japan_numbers[];
extern const size_t japan_number_count;
extern const int comtrade_former_numbers[];
extern const size_t comtrade_former_number_count;
extern const struct country_number census_numbers[]; /* rising */
extern const size_t census_number_count;

#endif
