/*
 * The end of every Check program: runs its suite and turns the result into an exit status.
 */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <check.h>

/* Runs and frees the suite; EXIT_SUCCESS if no test failed. */
int suite_run(Suite *suite);

#endif
