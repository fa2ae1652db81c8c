/* SPDX-License-Identifier: MIT
 * The structs of the Arrow C data and stream interfaces, declared and not
 * defined: they come from whatever Arrow library (or copy of the
 * specification) you use, and no second definition gets in its way. */
#ifndef FAIRNESS_ARROW_H
#define FAIRNESS_ARROW_H

struct ArrowSchema;
struct ArrowArray;
struct ArrowArrayStream;

#endif
