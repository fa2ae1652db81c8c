#!/bin/sh
# SPDX-License-Identifier: MIT
# An audit runs in 32 MiB of address space.
#   small_memory.sh PROGRAM
set -eu
ulimit -v 32768
"$1"
