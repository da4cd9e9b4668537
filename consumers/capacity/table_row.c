#include "consumers/capacity/table_row.h"

#include <math.h>
#include <string.h>

#include "lib/clock.h"

struct slice table_row_text(struct table_row *row, const char *name)
{
    size_t column;
    row->ok = row->ok && table_csv_column(row->table, name, &column, row->error);
    return row->ok ? table_csv_cell(row->table, row->number, column) : (struct slice){NULL, 0};
}

double table_row_number(struct table_row *row, const char *name)
{
    size_t column;
    double number = NAN;
    row->ok = row->ok && table_csv_column(row->table, name, &column, row->error) &&
              table_csv_number(row->table, row->number, column, &number, row->error);
    return number;
}

void table_row_refuse(struct table_row *row, const char *what, struct slice text)
{
    if (row->ok)
        row->ok = error_stop(row->error, EXIT_CONFIG, "%s line %zu: %s %.*s", row->table->path,
                             table_csv_line(row->table, row->number), what, SLICE_ARGS(text));
}

int32_t table_row_date(struct table_row *row, const char *name)
{
    struct slice text = table_row_text(row, name);
    char iso[] = "0000-01-01";
    int32_t days = INT32_MIN;
    if (!text.data || text.size == 0)
        return days;
    if (text.size <= 10)
        memcpy(iso, text.data, text.size);
    if (!date_parse_iso((struct slice){iso, 10}, &days))
        table_row_refuse(row, "not a date:", text);
    return days;
}
