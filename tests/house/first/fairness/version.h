/* SPDX-License-Identifier: MIT
 * Version, and how symbols are exported.
 *
 * Define FAIR_STATIC before including any header when linking libfairness.a
 * into something of your own: symbols are then hidden, so that they do not
 * leak out of your shared object. */
#ifndef FAIRNESS_VERSION_H
#define FAIRNESS_VERSION_H

#define FAIR_VERSION_MAJOR 0
#define FAIR_VERSION_MINOR 1
#define FAIR_VERSION_PATCH 0
#define FAIR_VERSION_STRING "0.1.0"

#if defined(_WIN32) || defined(__CYGWIN__)
#define FAIR_API
#elif defined(FAIR_STATIC)
#define FAIR_API __attribute__((visibility("hidden")))
#else
#define FAIR_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library that is running, for example "0.1.0": a static
 * string, never NULL.  Since 0.1. */
FAIR_API const char *fair_version(void);

#ifdef __cplusplus
}
#endif
#endif
