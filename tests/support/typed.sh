# typed.sh: what the scripts share that type commands: a folder of their own, and tests of exit statuses and of words.
# To be read from the top folder; leaves the script in its own.
# shellcheck shell=sh disable=SC2034
comity=${COMITY:-build/comity}
case $comity in
    /*) ;;
    *) comity=$(pwd)/$comity ;;
esac
root=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failed=0

ok() { printf '[       OK ] %s\n' "$1"; }
bad() {
    printf '[  FAILED  ] %s\n' "$1"
    failed=1
}
skip() {
    printf '[  SKIPPED ] %s\nskipped because %s\n' "$1" "$2"
}
# check NAME CONDITION...
check() {
    name=$1
    shift
    if "$@"; then ok "$name"; else bad "$name"; fi
}
# status NAME WANTED COMMAND...: the exit status; out and err hold what was said.
status() {
    name=$1
    wanted=$2
    shift 2
    "$@" >out 2>err
    got=$?
    if [ "$got" -eq "$wanted" ]; then
        ok "$name"
    else
        printf '%s: exit status %d in place of %d\n' "$*" "$got" "$wanted"
        cat err
        bad "$name"
    fi
}
says() { grep -q -- "$1" "$2"; }
empty() { [ ! -s "$1" ]; }
filled() { [ -s "$1" ]; }
