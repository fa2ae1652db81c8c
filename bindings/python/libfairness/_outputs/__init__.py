# SPDX-License-Identifier: MIT
"""Verdicts in the forms that pipelines show, one module for each."""
