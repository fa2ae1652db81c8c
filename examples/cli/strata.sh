#!/bin/sh
# SPDX-License-Identifier: MIT
# Berkeley 1973, the textbook case of Simpson's paradox: women are admitted
# less often over all departments, and more often in four of the six.
set -eu
cd "$(dirname "$0")/../.."

fairness audit examples/data/berkeley_counts.csv --y-pred admitted \
    --sensitive-features gender --control-features department \
    --frequency count --favourable positive --reference gender=Male |
    sed -n '/^gender: .* within strata/,/^gender within/p' | sed '$d'
