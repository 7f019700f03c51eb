#!/bin/bash
# Runs of `mailplumb check --async` that are killed at random moments: nothing
# is lost and nothing counts twice.  The long one: tests/soak_async.py
# build/release/mailplumb 10000.
#
# usage: tests/test_async_kills.sh BUILD_DIR
set -u
tests/soak_async.py "$1/mailplumb" "${MAILPLUMB_KILLS:-100}" "$$" >"${TMPDIR:-/tmp}/kills.$$"
status=$?
sed '$s/^soak_async/test_async_kills/' "${TMPDIR:-/tmp}/kills.$$"
rm -f "${TMPDIR:-/tmp}/kills.$$"
exit $status
