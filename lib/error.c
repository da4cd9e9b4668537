#include "lib/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A message that was cut must not end in half a UTF-8 character: it goes to logs and tables that refuse one. */
static void cut_to_whole_character(char *text, size_t size)
{
    size_t end = size;
    while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80)
        end--;
    if (end > 0 && (unsigned char)text[end - 1] >= 0xC0)
        end--;
    text[end] = '\0';
}

__attribute__((format(printf, 2, 0)))
static void format_message(struct error *error, const char *format, va_list arguments)
{
    int size = vsnprintf(error->message, sizeof error->message, format, arguments);
    if (size < 0)
        error->message[0] = '\0';
    else if ((size_t)size >= sizeof error->message)
        cut_to_whole_character(error->message, sizeof error->message - 1);
}

bool error_reject(struct error *error, enum reason reason, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_message(error, format, arguments);
    va_end(arguments);
    error->kind = ERROR_REJECT;
    error->reason = reason;
    error->exit_status = EXIT_DATA;
    return false;
}

bool error_retry(struct error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_message(error, format, arguments);
    va_end(arguments);
    error->kind = ERROR_RETRY;
    error->reason = REASON_NONE;
    error->exit_status = EXIT_UNAVAILABLE;
    return false;
}

bool error_full(struct error *error, const char *what)
{
    snprintf(error->message, sizeof error->message, "%s is full", what);
    error->kind = ERROR_FULL;
    error->reason = REASON_NONE;
    error->exit_status = EXIT_TRY_AGAIN;
    return false;
}

bool error_stop(struct error *error, enum exit_status exit_status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    format_message(error, format, arguments);
    va_end(arguments);
    error->kind = ERROR_STOP;
    error->reason = REASON_NONE;
    error->exit_status = (int)exit_status;
    return false;
}

bool error_wrap(struct error *error, const char *format, ...)
{
    char inner[sizeof error->message];
    memcpy(inner, error->message, sizeof inner);
    va_list arguments;
    va_start(arguments, format);
    format_message(error, format, arguments);
    va_end(arguments);
    size_t used = strlen(error->message);
    int size = snprintf(error->message + used, sizeof error->message - used, ": %s", inner);
    if (size > 0 && used + (size_t)size >= sizeof error->message)
        cut_to_whole_character(error->message, sizeof error->message - 1);
    return false;
}
