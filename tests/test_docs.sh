#!/bin/sh
# The documents' examples: each scenario in them is checked and run, each command is typed.
#
# A ```cfg block that begins with `comity = 1;` is a whole file; ```csv blocks are tables beside it, ```nfg and ```efg
# blocks games.  A block is saved under the name in backquotes that stands on the last line before it, else a
# ```cfg block under a name of its own.
# In ```sh blocks the lines that begin with `comity ` are run in a folder that holds the document's files
# and the shipped ones.  Claims look at 100 worlds, to be quick, where a command does not say how many.
set -u
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
                print file >(folder "/.scenarios")
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
        case $line in *--figure*) command -v gnuplot >/dev/null 2>&1 || continue ;; esac
        if ! said=$(cd "$2" && sh -c "$line" 2>&1); then
            failed "$1" "$line: $said"
            return
        fi
    done <"$2/.commands"
    passed "$1"
}

for document in README.md README.zh.md docs/format.md; do
    word=$(basename "$document" .md | tr 'A-Z.' 'a-z_')
    folder=$work/$word
    mkdir "$folder"
    ln -s "$root/configs" "$folder/configs"
    if [ ! -f "$document" ]; then
        failed "test_${word}_is_there" "$document is missing"
        continue
    fi
    extract "$document" "$folder"
    if [ -s "$folder/.scenarios" ]; then
        check_scenarios "test_scenarios_of_${word}_run" "$folder"
    else
        failed "test_scenarios_of_${word}_run" "$document holds no whole scenario"
    fi
    [ -s "$folder/.commands" ] && check_commands "test_commands_of_${word}_work" "$folder"
done

# The mistake that both READMEs show is told in those words.
name=test_the_first_mistake_is_told_as_the_readmes_show
missing=""
for document in README.md README.zh.md; do
    folder=$work/$(basename "$document" .md | tr 'A-Z.' 'a-z_')
    sed 's/salience = { data/saliance = { data/' "$folder/three.cfg" >"$work/three.cfg"
    said=$(cd "$work" && "$COMITY" check three.cfg 2>&1) && missing="$missing$document: no mistake is told. "
    printf '%s\n' "$said" | while IFS= read -r line; do
        grep -qF -- "$line" "$document" || printf '%s lacks: %s\n' "$document" "$line"
    done >"$work/lacks"
    missing=$missing$(cat "$work/lacks")
done
if [ -z "$missing" ]; then passed "$name"; else failed "$name" "$missing"; fi

[ "$failures" -eq 0 ]
