# documents.sh: what the scripts share that run what documents show: `comity` on the path, a folder for a document's files,
# its scenarios and commands.  To be read from the top folder.
#
# A ```cfg block that begins with `comity = 1;` is a whole file; ```csv blocks are tables beside it, ```nfg and ```efg
# blocks games.  A block is saved under the name in backquotes that stands on the last line before it, else a
# ```cfg block under a name of its own; `expected*.cfg` hold expectations, and are no scenarios.
# In ```sh blocks the lines that begin with `comity ` are commands; a ```text block shows what the command before it prints.
# shellcheck shell=sh
root=$(pwd)
COMITY=${COMITY:-build/comity}
case $COMITY in /*) ;; *) COMITY=$root/$COMITY ;; esac
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
cat >"$work/bin/comity" <<END
#!/bin/sh
exec "$COMITY" "\$@"
END
chmod +x "$work/bin/comity"
PATH=$work/bin:$PATH
export PATH
failures=0

passed() { printf '[ RUN      ] %s\n[       OK ] %s\n' "$1" "$1"; }
failed() { printf '[ RUN      ] %s\n%s\n[  FAILED  ] %s\n' "$1" "$2" "$1"; failures=$((failures + 1)); }

# extract DOCUMENT FOLDER: its scenarios and tables as files, `scenarios` and `commands` as lists.
extract() {
    awk -v folder="$2" '
        /^```/ && open { close(file); open = 0; file = before = ""; next }
        /^```/ {
            open = 1
            kind = substr($0, 4)
            name = ""
            if (match(before, /`[A-Za-z0-9_.-]+\.(cfg|csv|inc|nfg|efg)`[^`]*$/)) {
                name = substr(before, RSTART + 1)
                sub(/`.*/, "", name)
            }
            first = 1
            next
        }
        open && kind == "cfg" && first {
            if ($0 ~ /^comity = 1;/) {
                file = folder "/" (name != "" ? name : "example" ++count ".cfg")
                if (name !~ /^expected/) print file >(folder "/.scenarios")
            } else if (name ~ /\.inc$/) file = folder "/" name
        }
        open && (kind == "csv" || kind == "nfg" || kind == "efg") && first && name != "" { file = folder "/" name }
        open { first = 0; if (file != "") print >file }
        open && kind == "sh" && /^comity / { print >(folder "/.commands") }
        !open && NF { before = $0 }
    ' "$1"
}

check_scenarios() {
    # shellcheck disable=SC2094
    while read -r file; do
        if ! said=$("$COMITY" check "$file" 2>&1); then
            failed "$1" "$file: $said"
            return
        fi
        grep -qE '^(solve|claim) *=' "$file" || continue
        if ! said=$("$COMITY" run -q --draws 100 "$file" 2>&1); then
            failed "$1" "$file: $said"
            return
        fi
    done <"$2/.scenarios"
    passed "$1"
}

check_commands() {
    while read -r line; do
        case $line in "comity run "*--draws*) ;; "comity run "*) line="$line --draws 100" ;; esac
        case $line in
            *--figure*)
                if ! command -v gnuplot >/dev/null 2>&1; then
                    printf '[  SKIPPED ] %s_with_figures\nskipped because there is no gnuplot (gnuplot-nox): %s\n' "$1" "$line"
                    continue
                fi
                ;;
        esac
        if ! said=$(cd "$2" && sh -c "$line" 2>&1); then
            failed "$1" "$line: $said"
            return
        fi
    done <"$2/.commands"
    passed "$1"
}

# shown DOCUMENT FOLDER: its commands, numbered, as FOLDER/1.command ..., and what is shown below each as FOLDER/1.shown.
shown() {
    awk -v folder="$2" '
        /^```/ && open { open = 0; kind = ""; next }
        /^```/ { open = 1; kind = substr($0, 4); next }
        open && kind == "sh" && /^comity / { print >(folder "/" ++count ".command"); next }
        open && kind == "text" && count { print >(folder "/" count ".shown") }
    ' "$1"
}

# compare SHOWN PRINTED: each line that is shown is printed, in that order (what lies between may be left out).  Spaces
# do not matter, and numbers agree as far as their digits are shown.  Says which line is not there.
compare() {
    LC_ALL=C awk '
        function number(word) { return word ~ /^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/ }
        function decimals(word) { return match(word, /\.[0-9]+/) ? RLENGTH - 1 : 0 }
        function bare(word) { gsub(/^[(]+|[,;:)]+$/, "", word); return word }
        function same(one, other,    a, b, n, m, i, off) {
            n = split(one, a, " ")
            m = split(other, b, " ")
            if (n != m) return 0
            for (i = 1; i <= n; i++) {
                if (a[i] == b[i]) continue
                if (!number(bare(a[i])) || !number(bare(b[i]))) return 0
                off = bare(a[i]) - bare(b[i])
                if (off < 0) off = -off
                if (off > 0.5000001 * 10 ^ -decimals(bare(a[i]))) return 0
            }
            return 1
        }
        FILENAME == ARGV[1] { if (NF) wanted[++many] = $0; next }
        { line[++count] = $0 }
        END {
            at = 0
            for (i = 1; i <= many; i++) {
                for (at++; at <= count && !same(wanted[i], line[at]); at++) ;
                if (at > count) { print "not printed: " wanted[i]; exit 1 }
            }
        }
    ' "$1" "$2"
}
