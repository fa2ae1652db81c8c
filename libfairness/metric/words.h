/* SPDX-License-Identifier: MIT
 * The name and the words of a row of the registry's tables.
 *
 * All of them stand in one literal, each after the zero of the one before: a
 * pointer to each would cost as much as most of the words (a pointer and its
 * relocation are 32 bytes). */
#ifndef FAIR_METRIC_WORDS_H
#define FAIR_METRIC_WORDS_H

#define FAIR__NAME 0
#define FAIR__ALIASES 1 /* other names, with spaces between them */
#define FAIR__SUMMARY 2 /* the definition, one sentence without a stop */
#define FAIR__DETAILS 3 /* the same for people who do not write formulas */
#define FAIR__FORMULA 4
#define FAIR__ELSEWHERE 5 /* "same: A x, B y; differs: C z (how)" */
#define FAIR__CAVEAT 6    /* how it is read wrongly; may be empty */

/* A row's name is also the pointer to its words. */
#define FAIR__WORDS(name, aliases, summary, details, formula, elsewhere,      \
                    caveat)                                                   \
    name "\0" aliases "\0" summary "\0" details "\0" formula "\0" elsewhere   \
         "\0" caveat

const char *fair__word(const char *row_name, int which);
/* 1 if name is one of the row's aliases. */
int fair__is_alias(const char *row_name, const char *name);

/* Sources that several rows name. */
#define FAIR__CALDERS                                                         \
    "Calders and Verwer 2010, Three naive Bayes approaches for "              \
    "discrimination-free classification, Data Mining and Knowledge "          \
    "Discovery 21, doi:10.1007/s10618-010-0190-x"
#define FAIR__BELLAMY                                                         \
    "Bellamy et al. 2018, AI Fairness 360: an extensible toolkit for "        \
    "detecting, understanding, and mitigating unwanted algorithmic bias, "    \
    "arXiv:1810.01943"
#define FAIR__BERK                                                            \
    "Berk, Heidari, Jabbari, Kearns and Roth 2021, Fairness in criminal "     \
    "justice risk assessments: the state of the art, Sociological Methods "   \
    "and Research 50, doi:10.1177/0049124118782533"

#endif
