# SPDX-License-Identifier: MIT
"""A second, exact and slow implementation to judge the library by."""
