#!/bin/sh
# Pages (--format html) and figures (--figure): whole, inert, the same bytes each time, with gnuplot and without.
# shellcheck disable=SC2016,SC2317
set -u
# shellcheck source=tests/support/typed.sh
. tests/support/typed.sh
configs=$root/configs

cat >hostile.cfg <<'END'
comity = 1;
title = "<script>alert(1)</script> & \"quoted\" 'single'";
title_zh = "<img src=x onerror=alert(2)>";
about = "</style></pre><script>alert(3)</script>";
issues = { law = { name = "<b>law</b>"; range = (0, 1); }; trade = { range = (0, 1); }; };
status_quo = { law = 0.5; trade = 0.2; };
players = { A = { name = "`touch pwned`'); system('touch pwned'); #"; ideal = { law = 0.1; trade = 0.4; }; }; B = { ideal = { law = 0.9; trade = 0.9; }; }; C = { ideal = { law = 0.4; trade = 0.7; }; }; };
venues = { club = { name = "\"><svg onload=alert(4)>"; rule = { type = "majority"; }; }; };
solve = ( { concept = "depth"; }, { concept = "power"; } );
END
cat >claim.cfg <<'END'
comity = 1;
title = "Sizes"; title_zh = "规模";
population = { size = 30; dimensions = 2; blocs = { w = { weight = 1; ideal = { issue1 = { dist = "normal"; mean = 0.6; sd = 1; }; issue2 = { dist = "normal"; mean = 0.2; sd = 1; }; }; }; }; };
venues = { club = { members = { size = 5; }; rule = { type = "consensus"; }; }; };
claim = {
  id = "C1"; statement = "Smaller venues agree more easily"; statement_zh = "较小的场所更易达成一致"; venue = "club"; measures = ("agreement", "depth");
  vary = ( { path = "venues.club.members.size"; label = "'members' `touch pwned` <i>"; label_zh = "成员数"; values = (2, 4, 9, 15); },
           { path = "venues.club.rule"; label = "rule"; label_zh = "规则"; variants = ( { id = "consensus"; name_zh = "协商一致"; to = { type = "consensus"; }; }, { id = "majority"; name_zh = "多数"; to = { type = "majority"; }; } ); } );
  expect = { direction = "decreasing"; along = "'members' `touch pwned` <i>"; within = ("rule"); };
  draws = 200;
  explain = { from = { id = "few"; set = ( { path = "venues.club.members.size"; to = 3; } ); }; to = { id = "many"; set = ( { path = "venues.club.members.size"; to = 12; } ); }; channels = ("members", "rule"); };
};
END

# Every tag that opens closes, in order; texts between them hold no bare < or &.
whole() {
    awk '
        { page = page $0 "\n" }
        END {
            sub(/^<!DOCTYPE html>|^<\?xml[^>]*>/, "", page)
            if (match(page, /<style>[^<]*<\/style>/)) page = substr(page, 1, RSTART - 1) substr(page, RSTART + RLENGTH)
            while (match(page, /<[^<>]*>/)) {
                before = substr(page, 1, RSTART - 1)
                tag = substr(page, RSTART, RLENGTH)
                page = substr(page, RSTART + RLENGTH)
                if (before ~ /[<]/) { print "a bare <: " before; exit 1 }
                gsub(/&(lt|gt|amp|quot|#[0-9]+|#x[0-9A-Fa-f]+);/, "", before)
                if (before ~ /&/) { print "a bare &: " before; exit 1 }
                if (tag ~ /\/>$/) continue
                name = tag
                gsub(/^<\/?|[ \t\n>].*$/, "", name)
                if (tag !~ /^<\//) { open[++depth] = name; continue }
                if (depth == 0 || open[depth--] != name) { print "closes what is not open: " tag; exit 1 }
            }
            if (depth != 0) { print "stays open: " open[depth]; exit 1 }
        }' "$1" || return 1
    ! command -v xmllint >/dev/null 2>&1 || xmllint --noout "$1"
}
# Nothing is loaded, nothing runs.
inert() {
    grep -o '<[^>]*>' "$1" >tags
    ! grep -Eiq '<(script|iframe|object|embed|img|image|foreignObject|link rel="style)|[ "]on[a-z]+=|javascript:|@import|url\(|(src|href|action)="?[^#d"]' tags
}
count() { [ "$(grep -c -- "$2" "$3")" -eq "$1" ]; }
unique_ids() { [ -z "$(grep -o ' id="[^"]*"' "$1" | sort | uniq -d)" ]; }
hidden_from_gnuplot=$work/without
mkdir "$hidden_from_gnuplot"

# ---- the pages of shipped files ----
for file in lessons/three-states-two-issues article/a06-channels article/a03-layers classics/trust classics/gloves classics/battle-of-the-sexes venues/itu claims/evidence-directives claims/boundary-norm-size; do
    word=$(basename "$file" | tr -c 'a-z0-9\n' _)
    status "a_page_of_${word}" 0 "$comity" run --quiet --draws 50 --format html "$configs/$file.cfg"
    check "a_page_of_${word}_is_whole" whole out
    check "a_page_of_${word}_is_inert" inert out
    check "a_page_of_${word}_has_each_id_once" unique_ids out
    check "a_page_of_${word}_says_how_to_rerun" says '<pre>comity run .*--seed .*--format html</pre>' out
done

# ---- a claim ----
status a_page_of_a_claim 0 "$comity" run --quiet --format html claim.cfg
cp out claim.html
check a_claim_is_whole whole claim.html
check a_claim_is_inert inert claim.html
check a_claim_opens_with_its_verdict says '<p class="verdict">.*Smaller venues agree more easily.*class="word [a-z-]*"' claim.html
check a_claim_says_so_in_chinese says 'lang="zh">较小的场所更易达成一致' claim.html
check a_claim_has_its_figures count 3 '<figure id=' claim.html
check a_claim_has_an_english_default says '<html lang="en">' claim.html
check nothing_was_run_on_the_way [ ! -e pwned ]
"$comity" run --quiet --format html --lang zh claim.cfg >zh.html
check a_chinese_page_says_so says '<html lang="zh">' zh.html
check a_chinese_page_opens_in_chinese says 'id="in-zh" checked' zh.html
"$comity" run --quiet --format html --threads 1 claim.cfg >one.html
"$comity" run --quiet --format html --threads 3 claim.cfg >three.html
check any_number_of_threads_gives_the_same_page cmp -s one.html three.html
status several_files_are_one_page 0 "$comity" run --quiet --format html claim.cfg hostile.cfg
check several_files_are_whole whole out
check several_files_are_articles_of_one_page count 2 '<article>' out
status a_page_of_two_files_with_figures_of_one_name 0 "$comity" run --quiet --format html claim.cfg claim.cfg
check two_files_with_figures_of_one_name_have_each_id_once unique_ids out
"$comity" run --quiet --shard 1/2 -o part1 claim.cfg
"$comity" run --quiet --shard 2/2 -o part2 claim.cfg
status parts_are_merged_into_a_page 0 "$comity" merge --quiet --format html part1 part2
check parts_are_merged_into_a_whole_page whole out

# ---- the tables of a claim ----
a10=$configs/article/a10-deterrence.cfg
status a_page_of_an_exact_claim 0 "$comity" run --quiet --format html "$a10"
cp out exact.html
check an_exact_claim_is_whole whole exact.html
check an_exact_claim_has_each_id_once unique_ids exact.html
check a_table_has_labels_for_heads says '<tr><th scope="col"><span lang="en">noticed</span><span lang="zh">察觉率</span></th>' exact.html
check a_table_has_no_paths_for_heads sh -c '! grep "<th" exact.html | grep -q "models\."'
check a_verdict_stands_right_behind_the_axes says 'attackers</span><span lang="zh">攻击者数</span></th><th scope="col"><span lang="en">verdict</span><span lang="zh">判定</span></th><th scope="col" class="n"><span lang="en">change</span>' exact.html
check levels_have_their_names says '<tr><td><span lang="en">denial</span><span lang="zh">拒止</span></td><td class="nb"><span class="word no-effect"><span lang="en">no effect</span>' exact.html
check a_conditional_row_says_between_which_values says 'class="word conditional">.*-0.002<br/><span class="soft"><span lang="en">but from </span><span lang="zh">但从 </span>0<span lang="en"> to </span><span lang="zh"> 到 </span>0.3<span lang="en">: </span><span lang="zh">：</span></span>+0.040</td>' exact.html
check an_exact_claim_has_no_intervals sh -c '! grep -q "(interval)\|bands: intervals\|means over draws\|2000 draws" exact.html'
check an_exact_claim_says_exact_values says 'Lines: exact values, along noticed as another&#39;s from 0 to 0.6' exact.html
check an_exact_claim_says_so_in_chinese says '折线：精确值，沿记为他人所为由 0 到 0.6' exact.html
check a_drawn_claim_has_intervals says '<span lang="en">(interval)</span>' claim.html
check a_drawn_claim_says_means_over_draws says 'means over draws.*bands: intervals' claim.html
"$comity" run --quiet --draws 50 --format html "$configs/claims/boundary-norm-size.cfg" >turns.html
check a_sign_has_both_languages says '<span lang="en">negative</span><span lang="zh">负</span>' turns.html
check every_fold_has_one_handle sh -c '! grep -q "</summary> *<summary" exact.html claim.html'
check lines_on_each_other_are_told says 'A line that lies on another is dashed' exact.html
if command -v gnuplot >/dev/null 2>&1; then
    check lines_on_each_other_are_dashed says "stroke-dasharray='[0-9.,]*'\|stroke-dasharray=\"[0-9., ]*\"" exact.html
    check a_telephone_has_its_own_pictures count "$(grep -c '<div class="pad broad"' exact.html)" '<div class="pad slim"' exact.html
    status a_figure_of_panels 0 "$comity" run --quiet --figure identified-deterrence.attacks=panels.svg "$a10"
    check a_figure_of_panels_says_what_is_measured says 'attribution: attacks</' panels.svg
fi
status the_words_of_a_claim_in_chinese 0 "$comity" show --lang zh "$a10"
check the_words_have_chinese_labels says '沿指对的概率；最小效应 0.02；36 个格子，取精确值' out
check the_words_have_chinese_levels says '威慑渠道：惩罚、拒止、相互依赖、规范禁忌' out
check the_words_have_no_english_labels sh -c '! grep -q "rightly named\|punishment" out'

# ---- texts that mean harm ----
status a_hostile_file 0 "$comity" run --quiet --format html hostile.cfg
check a_hostile_file_is_whole whole out
check a_hostile_file_is_inert inert out
check a_hostile_title_is_shown says '&lt;script&gt;alert(1)&lt;/script&gt;' out
check a_hostile_player_runs_nothing [ ! -e pwned ]

# ---- without gnuplot, and with one that fails ----
without() { PATH=$hidden_from_gnuplot "$comity" "$@"; }
status a_page_without_gnuplot 0 without run --quiet --format html claim.cfg
check a_page_without_gnuplot_is_whole whole out
check a_page_without_gnuplot_says_what_to_do says 'figures are drawn by gnuplot: apt-get install gnuplot-nox' out
check a_page_without_gnuplot_has_its_verdict says 'class="verdict"' out
check a_page_without_gnuplot_tells_once count 1 'gnuplot-nox' err
status a_figure_without_gnuplot 4 without run --quiet --figure x.svg claim.cfg
check a_figure_without_gnuplot_says_what_to_do says 'x.svg: figures are drawn by gnuplot: apt-get install gnuplot-nox' err
check a_figure_without_gnuplot_leaves_the_report says 'Verdict' out
check a_figure_without_gnuplot_leaves_no_file [ ! -e x.svg ]
fake() {
    mkdir -p fake
    printf '#!/bin/sh\n%s\n' "$1" >fake/gnuplot
    chmod +x fake/gnuplot
}
with_fake() { PATH=$work/fake:$PATH "$comity" "$@"; }
fake 'echo "line 3: <oops>" >&2; exit 1'
status a_gnuplot_that_fails 0 with_fake run --quiet --format html claim.cfg
check a_gnuplot_that_fails_is_quoted says 'gnuplot did not draw it: line 3: &lt;oops&gt;' out
check a_gnuplot_that_fails_leaves_a_whole_page whole out
fake 'cat >/dev/null; echo "<svg viewBox=\"0 0 9 9\"><script>alert(5)</script></svg>"'
status a_gnuplot_that_lies 0 with_fake run --quiet --format html claim.cfg
check a_gnuplot_that_lies_is_not_believed says 'what was drawn is no plain picture' out
check a_gnuplot_that_lies_leaves_an_inert_page inert out
fake 'exec <&-; head -c 300000 /dev/zero >&2; exit 0'
status a_gnuplot_that_reads_nothing 0 with_fake run --quiet --format html claim.cfg
check a_gnuplot_that_reads_nothing_leaves_a_whole_page whole out

# ---- figures as files ----
status a_figure_of_another_kind 2 "$comity" run --quiet --figure x.gif claim.cfg
check a_figure_of_another_kind_is_told says "figure 'x.gif': a figure is an .svg, a .pdf or a .png" err
status a_figure_without_a_kind 2 "$comity" run --quiet --figure depth=x claim.cfg
status a_figure_of_two_files 2 "$comity" run --quiet --figure x.svg claim.cfg hostile.cfg
status a_figure_of_a_part 2 "$comity" run --quiet --figure x.svg --shard 1/2 -o part3 claim.cfg
status a_figure_that_is_not_there 2 "$comity" run --quiet --figure power=x.svg claim.cfg
check a_figure_that_is_not_there_is_told says "there is no figure 'power'; this file has: agreement, depth, channels" err
if command -v gnuplot >/dev/null 2>&1; then
    status figures_of_all_kinds 0 "$comity" run --quiet --figure first.svg --figure depth=second.svg --figure channels=third.png --figure channels=third.pdf claim.cfg
    check a_figure_without_a_name_is_the_first says '<title id="agreement-en-title">' first.svg
    check a_figure_with_a_name_is_that_one says '<title id="depth-en-title">' second.svg
    check an_svg_is_whole whole first.svg
    check an_svg_has_no_version_in_it sh -c '! grep -q GNUPLOT first.svg'
    check a_png_is_one sh -c 'head -c 8 third.png | grep -q PNG'
    check a_pdf_is_one sh -c 'head -c 5 third.pdf | grep -q %PDF-'
    sleep 1
    "$comity" run --quiet --threads 1 --figure depth=again.svg --figure channels=again.png --figure channels=again.pdf claim.cfg >out
    check an_svg_is_the_same_again cmp -s second.svg again.svg
    check a_png_is_the_same_again cmp -s third.png again.png
    check a_pdf_is_the_same_again cmp -s third.pdf again.pdf
    "$comity" run --quiet --lang zh --figure zh.svg claim.cfg >out
    check a_figure_has_chinese_words says '协商一致' zh.svg
    check a_page_has_pictures says '<svg ' claim.html
    check pictures_are_told_to_those_who_cannot_see says '<svg [^>]*role="img" aria-labelledby="agreement-en-title agreement-en-desc"' claim.html
    status a_figure_of_merged_parts 0 "$comity" merge --quiet --figure merged.svg part1 part2
    check a_figure_of_merged_parts_is_the_same cmp -s first.svg merged.svg
    status a_figure_into_no_folder 4 "$comity" run --quiet --figure nowhere/x.svg claim.cfg
    sed -e 's/draws = 200/draws = 20/' -e 's/协商一致/100% %n/' -e 's/^  expect = .*/  expect = { direction = "increasing"; along = "rule"; };/' claim.cfg >signs.cfg
    status a_name_with_a_sign_for_numbers 0 "$comity" run --quiet --lang zh --figure signs.svg signs.cfg
    check a_name_with_a_sign_for_numbers_is_shown says '100% %n' signs.svg
else
    skip figures_of_all_kinds "there is no gnuplot (gnuplot-nox)"
fi
if command -v dot >/dev/null 2>&1; then
    status a_tree 0 "$comity" run --quiet --figure tree=tree.svg "$configs/classics/trust.cfg"
    check a_tree_is_whole whole tree.svg
    check a_tree_names_its_moves says 'honour' tree.svg
    sed 's/"honour"/"\&#1; \&lt;"/' "$configs/classics/trust.cfg" >entities.cfg
    status a_tree_of_entities 0 "$comity" run --quiet --figure tree=entities.svg entities.cfg
    check a_tree_of_entities_is_whole whole entities.svg
    check a_tree_of_entities_shows_them_as_they_are says '&amp;#1; &amp;lt;' entities.svg
else
    skip a_tree "there is no dot (graphviz)"
fi

# ---- in a browser ----
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$browser" ]; then
    see() {
        timeout 60 "$browser" --headless --no-sandbox --disable-gpu --disable-background-networking --disable-sync --no-first-run --enable-logging=stderr --user-data-dir="$work/profile" "$@" 2>console
    }
    see --dump-dom "file://$work/claim.html" >dom
    check a_browser_shows_the_verdict says 'Smaller venues agree more easily' dom
    check a_browser_complains_of_nothing sh -c '! grep -q CONSOLE console'
    # a script of ours, in a copy, asks what is seen under each choice of language, and whether a phone has to be pushed sideways
    probe='<script>var a=[];["in-en","in-zh"].forEach(function(k){document.getElementById(k).click();var s=function(l){return Array.from(document.querySelectorAll("main [lang="+l+"]")).filter(function(e){return e.offsetParent!==null||e.getClientRects().length>0}).length};a.push(k+":"+(s("en")>0)+":"+(s("zh")>0))});a.push("fits:"+(document.documentElement.scrollWidth<=window.innerWidth));document.title=a.join(" ")</script></body>'
    sed '/Content-Security-Policy/d' claim.html | awk -v probe="$probe" '{ gsub(/<\/body>/, probe); print }' >probe.html
    see --dump-dom --window-size=500,800 "file://$work/probe.html" >dom
    check the_switch_shows_one_language_at_a_time says '<title>in-en:true:false in-zh:false:true fits:true</title>' dom
    # as wide as a telephone: no picture is wider than the page, and every verdict is in sight
    probe='<script>var w=390,ok=true,n=0;document.querySelectorAll("figure svg").forEach(function(e){var b=e.getBoundingClientRect();if(b.width>0){n++;if(b.right>w)ok=false}});document.querySelectorAll("table.claim .word").forEach(function(e){var b=e.getBoundingClientRect();if(b.width>0){n++;if(b.right>w)ok=false}});document.title="seen:"+ok+":"+(n>9)+":"+window.innerWidth</script></body>'
    sed '/Content-Security-Policy/d' exact.html | awk -v probe="$probe" '{ gsub(/<\/body>/, probe); print }' >narrow.html
    printf '%s' '<title>x</title><body><iframe src="narrow.html" style="border:0;width:390px;height:800px" onload="document.title=this.contentDocument.title"></iframe></body>' >frame.html
    see --allow-file-access-from-files --dump-dom --window-size=600,900 "file://$work/frame.html" >dom
    check a_telephone_shows_pictures_and_verdicts_whole says 'seen:true:true:390' dom
    see --screenshot="$work/page.png" --window-size=1200,900 "file://$work/claim.html" >dom
    check a_browser_takes_its_picture filled page.png
else
    skip in_a_browser "there is no chromium"
fi

cd "$root" || exit 1
exit "$failed"
