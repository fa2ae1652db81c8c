/* SPDX-License-Identifier: MIT
 * libfairness: fairness and bias audits from exact tallies (umbrella header).
 *
 * Rows go in (fair_audit_add and its kin), small exact tallies per group stay,
 * a report is a snapshot of them (fair_report_new), and every number is
 * computed from that snapshot on request; a policy holds limits against it
 * (fair_verdict_new); a plan of thresholds is made from its scores
 * (fair_plan_fit), and so are maps from scores to probabilities
 * (fair_calibrator_fit).  See audit.h, report.h, gate.h, plan.h and
 * calibrator.h. */
#ifndef FAIRNESS_FAIRNESS_H
#define FAIRNESS_FAIRNESS_H

#include <fairness/allocator.h>
#include <fairness/arrow.h>
#include <fairness/audit.h>
#include <fairness/calibrator.h>
#include <fairness/column.h>
#include <fairness/gate.h>
#include <fairness/plan.h>
#include <fairness/registry.h>
#include <fairness/report.h>
#include <fairness/scalar.h>
#include <fairness/status.h>
#include <fairness/version.h>

#endif
