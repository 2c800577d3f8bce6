#!/bin/sh
# What the program prints for small files, against tests/golden.
#
#   GOLDEN_UPDATE=1 sh tests/test_golden.sh      writes the files anew: read the difference before keeping it
#
# Numbers are compared to 6 decimals (never -0), spaces beyond two as two, so that the last digits of another machine do
# not matter.
set -u
COMITY=${COMITY:-build/comity}
golden=tests/golden
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
mkdir -p "$golden"

rounded() {
    LC_ALL=C awk '
        {
            rest = $0
            line = ""
            while (match(rest, /-?[0-9]+(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)/)) {
                number = sprintf("%.6f", substr(rest, RSTART, RLENGTH))
                sub(/0+$/, "", number)
                sub(/\.$/, "", number)
                if (number == "-0") number = "0"
                line = line substr(rest, 1, RSTART - 1) number
                rest = substr(rest, RSTART + RLENGTH)
            }
            line = line rest
            match(line, /^ */)
            indent = substr(line, 1, RLENGTH)
            line = substr(line, RLENGTH + 1)
            gsub(/   +/, "  ", line)
            sub(/ +$/, "", line)
            print indent line
        }' | sed 's/"comity": "[^"]*"/"comity": "VERSION"/'
}

# The first rows of each table: of a body of 193 members the rest says nothing new.
brief() {
    awk '/^    / { if (++rows <= 5) print; next } { rows = 0; print }'
}

# A page without its style and its pictures: those are gnuplot's, and are not there without it.
unpictured() {
    sed -e '/<style>/,/<\/style>/d' -e '/<div class="pad/,/<\/div>/d' -e '/<p class="lack">figures are drawn/d' -e 's/comity [0-9][0-9.]*[0-9]/comity VERSION/g'
}

# compare NAME FILE-IN-GOLDEN ARGUMENT...; `shown` is what of the output is compared.
shown=cat
compare() {
    name=$1
    file=$golden/$2
    shift 2
    printf '[ RUN      ] %s\n' "$name"
    if ! "$COMITY" run -q "$@" >"$work/raw" 2>"$work/errors"; then
        cat "$work/errors"
        printf '[  FAILED  ] %s\n' "$name"
        failures=$((failures + 1))
        return
    fi
    $shown <"$work/raw" | rounded >"$work/now"
    [ -n "${GOLDEN_UPDATE:-}" ] && cp "$work/now" "$file"
    if [ ! -f "$file" ]; then
        printf '%s is missing; GOLDEN_UPDATE=1 sh tests/test_golden.sh writes it\n' "$file"
    elif diff -u "$file" "$work/now"; then
        printf '[       OK ] %s\n' "$name"
        return
    fi
    printf '[  FAILED  ] %s\n' "$name"
    failures=$((failures + 1))
}

for scenario in configs/lessons/*.cfg configs/venues/unsc.cfg configs/classics/*.cfg configs/article/a06-joint.cfg configs/claims/a06-*.cfg configs/claims/boundary-*.cfg configs/claims/deterrence-*.cfg configs/claims/forum-*.cfg configs/claims/norm-*.cfg configs/claims/action-*.cfg configs/claims/region-*.cfg \
        configs/claims/sensitivity-*.cfg configs/claims/strength-*.cfg; do
    short=$(basename "$scenario" .cfg)
    word=$(printf '%s' "$short" | tr -c 'a-z0-9' '_')
    compare "test_golden_${word}_text" "$short.txt" "$scenario"
    compare "test_golden_${word}_json" "$short.json" "$scenario" --format json
done
for scenario in configs/claims/evidence-*.cfg configs/article/a06-records.cfg; do
    short=$(basename "$scenario" .cfg)
    word=$(printf '%s' "$short" | tr -c 'a-z0-9' '_')
    compare "test_golden_${word}_text" "$short.txt" "$scenario"
    compare "test_golden_${word}_in_chinese" "$short.zh.txt" "$scenario" --lang zh
    compare "test_golden_${word}_json" "$short.json" "$scenario" --format json
done
for scenario in configs/venues/*.cfg; do
    short=$(basename "$scenario" .cfg)
    word=$(printf '%s' "$short" | tr -c 'a-z0-9' '_')
    [ "$short" = unsc ] && continue
    shown=brief
    compare "test_golden_venue_${word}_text" "$short.txt" "$scenario"
    compare "test_golden_venue_${word}_in_chinese" "$short.zh.txt" "$scenario" --lang zh
    shown=cat
    case $short in
        itu | sco | unsc-reform) compare "test_golden_venue_${word}_json" "$short.json" "$scenario" --format json ;;
    esac
done
compare test_golden_controls_text controls-two-issues.txt configs/claims/controls-two-issues.cfg
compare test_golden_controls_json controls-two-issues.json configs/claims/controls-two-issues.cfg --format json
compare test_golden_absence_in_chinese a06-absence.zh.txt configs/claims/a06-absence.cfg --lang zh
compare test_golden_quorum_in_chinese quorum-paradox.zh.txt configs/classics/quorum-paradox.cfg --lang zh
compare test_golden_rare_in_chinese rare-agreement.zh.txt configs/claims/rare-agreement.cfg --lang zh
compare test_golden_in_chinese two-states-one-issue.zh.txt configs/lessons/two-states-one-issue.cfg --lang zh
compare test_golden_package_in_chinese two-powers-five-issues.zh.txt configs/lessons/two-powers-five-issues.cfg --lang zh
compare test_golden_boundary_in_chinese boundary-large-venues.zh.txt configs/claims/boundary-large-venues.cfg --lang zh
compare test_golden_region_in_chinese region-rule-and-interest.zh.txt configs/claims/region-rule-and-interest.cfg --lang zh
compare test_golden_sensitivity_in_chinese sensitivity-screen.zh.txt configs/claims/sensitivity-screen.cfg --lang zh
compare test_golden_region_markdown region-rule-and-interest.md configs/claims/region-rule-and-interest.cfg --format md
compare test_golden_claim_json a06-channels.json configs/article/a06-channels.cfg --draws 200 --format json
compare test_golden_claim_text a06-channels.txt configs/article/a06-channels.cfg --draws 200
compare test_golden_page page.md configs/article/a03-layers.cfg configs/article/a07-frontier.cfg configs/article/b08-bloc.cfg configs/article/b08-club.cfg configs/claims/evidence-directives.cfg --format page --draws 200
shown=unpictured
compare test_golden_page_of_a_lesson two-states-one-issue.html configs/lessons/two-states-one-issue.cfg --format html
compare test_golden_page_of_a_claim a06-channels.html configs/article/a06-channels.cfg --draws 200 --format html
compare test_golden_page_of_a_vote council-of-six.html configs/classics/council-of-six.cfg --format html --lang zh
shown=cat
for scenario in configs/article/a03-*.cfg configs/article/a04-*.cfg configs/article/a07-real-venues.cfg configs/article/a16-*.cfg \
        configs/article/b05-*.cfg configs/article/b08-*.cfg; do
    short=$(basename "$scenario" .cfg)
    word=$(printf '%s' "$short" | tr -c 'a-z0-9' '_')
    compare "test_golden_article_${word}_text" "$short.txt" "$scenario" --draws 200
    compare "test_golden_article_${word}_in_chinese" "$short.zh.txt" "$scenario" --draws 200 --lang zh
    compare "test_golden_article_${word}_json" "$short.json" "$scenario" --draws 200 --format json
done

[ "$failures" -eq 0 ]
