/*
 * PostgreSQL's binary formats count days and microseconds from 2000-01-01, records from 1970-01-01, both in UTC.
 */
#ifndef LIB_UTC_2000_H
#define LIB_UTC_2000_H

#include <stdint.h>

#define UTC_2000_DAYS INT32_C(10957)
#define UTC_2000_MS (UTC_2000_DAYS * INT64_C(86400000))

#endif
