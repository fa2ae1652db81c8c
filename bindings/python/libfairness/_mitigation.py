# SPDX-License-Identifier: MIT
"""What a report makes of its scores for later decisions: plans, calibrators."""


class Mitigation:
    """The methods of a report that make plans and calibrators."""

    __slots__ = ()

    def plan(
        self,
        *,
        by=None,
        control_features=None,
        constraint=None,
        objective=None,
        tolerance=None,
        max_difference=None,
        min_ratio=None,
        min_rate=None,
        max_rate=None,
        max_selected=None,
        min_selected=None,
        no_lower_than=None,
        no_higher_than=None,
        also=None,
        rule=None,
        randomized=None,
        threshold=None,
        group_costs=None,
        favoured=None,
        min_count=None,
        max_nodes=None,
        missing=None,
        unseen=None,
        model=None,
    ):
        """The best thresholds for groups of this report: see
        :func:`libfairness.plan`.

        The report needs ``y_score``, or ``y_pred``, which then is the score;
        costs and utilities are its own, but for ``group_costs``.  Groups that
        it sets aside (``nulls``, ``min_count``, ``min_share``, ``undefined``)
        are not held to the constraint.  ``control_features`` are names, some
        of those in ``by``.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit([1, 0, 1, 0], y_score=[.9, .6, .4, .2],
        ...                   sensitive_features={"team": list("aabb")})
        >>> report.plan(constraint="demographic_parity",
        ...             tolerance=0).thresholds
        {'a': 0.9, 'b': 0.4}
        """
        from ._plan import fit, plan_options

        return fit(
            self._core,
            plan_options(
                by=by,
                control_features=control_features,
                constraint=constraint,
                objective=objective,
                tolerance=tolerance,
                max_difference=max_difference,
                min_ratio=min_ratio,
                min_rate=min_rate,
                max_rate=max_rate,
                max_selected=max_selected,
                min_selected=min_selected,
                no_lower_than=no_lower_than,
                no_higher_than=no_higher_than,
                also=also,
                rule=rule,
                randomized=randomized,
                threshold=threshold,
                group_costs=group_costs,
                favoured=favoured,
                min_count=min_count,
                max_nodes=max_nodes,
                missing=missing,
                unseen=unseen,
                model=model,
            ),
        )

    def plan_front(
        self,
        *,
        points=None,
        tolerances=None,
        by=None,
        control_features=None,
        constraint=None,
        objective=None,
        tolerance=None,
        max_difference=None,
        min_ratio=None,
        min_rate=None,
        max_rate=None,
        max_selected=None,
        min_selected=None,
        no_lower_than=None,
        no_higher_than=None,
        also=None,
        rule=None,
        randomized=None,
        threshold=None,
        group_costs=None,
        favoured=None,
        min_count=None,
        max_nodes=None,
    ):
        """What tolerance costs: the best plan at each of several.

        Parameters
        ----------
        points : int
            Tolerances in a series from 0 to where the best plan of all is,
            in steps as even as six digits allow: 2 or more (11, where no
            tolerances are given), or 0.
        tolerances : list of numbers, str or Decimal
            Others, beside the series.
        tolerance, max_difference, min_ratio
            Where the series ends, if that comes first.  ``min_ratio`` makes
            it one of ratios, from 1 on; ``min_ratio=0`` to where the best
            plan of all is.
        by, constraint, ..., max_nodes
            As in :meth:`plan`.

        Returns
        -------
        Table
            The strictest tolerance first: ``tolerance``; ``status``: ``ok``,
            ``infeasible`` where no plan satisfies it, ``max_nodes`` where
            none was found in so many; ``disparity`` and ``reason``,
            ``objective`` and ``bound`` as the plan at this tolerance has
            them; ``loss``, how much worse the objective is than that of the
            best plan without a tolerance; ``selection_rate`` of all rows;
            ``nodes``.

        Raises
        ------
        InfeasibleError
            There is no plan, however wide the tolerance.
        DataError, SpecificationError
            As :meth:`plan`.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit([1, 0, 1, 1], y_score=[.9, .6, .4, .7],
        ...                   sensitive_features={"team": list("aabb")})
        >>> for step in report.plan_front(
        ...         constraint="demographic_parity", points=3):
        ...     print(step["tolerance"], step["objective"], step["loss"])
        0.0 0.75 0.25
        0.25 0.75 0.25
        0.5 1.0 0.0
        """
        from ._plan import plan_options
        from ._plan_front import front

        return front(
            self._core,
            plan_options(
                by=by,
                control_features=control_features,
                constraint=constraint,
                objective=objective,
                tolerance=tolerance,
                max_difference=max_difference,
                min_ratio=min_ratio,
                min_rate=min_rate,
                max_rate=max_rate,
                max_selected=max_selected,
                min_selected=min_selected,
                no_lower_than=no_lower_than,
                no_higher_than=no_higher_than,
                also=also,
                rule=rule,
                randomized=randomized,
                threshold=threshold,
                group_costs=group_costs,
                favoured=favoured,
                min_count=min_count,
                max_nodes=max_nodes,
            ),
            points,
            tolerances,
        )

    def calibrate(
        self,
        *,
        by=None,
        method=None,
        min_count=None,
        shrinkage=None,
        strength=None,
        cost_constraint=None,
        pooled=None,
        bins=None,
        equal_mass=None,
        missing=None,
        unseen=None,
        model=None,
    ):
        """Maps by group of this report from scores to probabilities: see
        :func:`libfairness.calibrate`.

        Examples
        --------
        >>> import libfairness as lf
        >>> report = lf.audit([1, 0, 1, 0], y_score=[.9, .6, .4, .2],
        ...                   sensitive_features={"team": list("aabb")})
        >>> report.calibrate(pooled=True).apply([.2, .9])
        array('d', [0.0, 1.0])
        """
        from ._calibrate import calibrator_options, fit_calibrator

        return fit_calibrator(
            self._core,
            calibrator_options(
                by=by,
                method=method,
                min_count=min_count,
                shrinkage=shrinkage,
                strength=strength,
                cost_constraint=cost_constraint,
                pooled=pooled,
                bins=bins,
                equal_mass=equal_mass,
                missing=missing,
                unseen=unseen,
                model=model,
            ),
        )
