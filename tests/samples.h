/*
 * Where the real samples lie: CHIPWATCH_SAMPLES, else beside the project. Tests without them end with status 77.
 */
#ifndef TESTS_SAMPLES_H
#define TESTS_SAMPLES_H

/* Path of a real sample; NULL if the samples are absent. Valid until the next call. */
const char *sample_path(const char *name);

#endif
