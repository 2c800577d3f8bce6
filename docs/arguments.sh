#!/bin/sh
# Writes arguments.md and arguments.zh.md from what the program finds in configs/article: the words are the files', the
# figures are the run's.
#
#   sh docs/arguments.sh DIR        into DIR; `make arguments` says docs
set -eu
COMITY=${COMITY:-build/comity}
into=$1

# moved LANG FILE SETTING: an argument's verdicts as they stand, and with another figure.
moved() {
    printf '    comity run %s --set %s --format page\n\n' "$2" "$3"
    "$COMITY" run --quiet --format page --lang "$1" "$2" | sed -n '1,3p'
    "$COMITY" run --quiet --format page --lang "$1" --set "$3" "$2" | sed -n '3,/^$/p'
}

page() {
    cat
    "$COMITY" run --quiet --format page --lang "$1" configs/article/*.cfg
    case $1 in
        en) printf '## If a figure were another\n\nThree of the rows above, each as it stands, and with one figure changed on the command line.\n\n' ;;
        zh) printf '## 如果某个数字不同\n\n上表中的三行：先是原样，后是在命令行上改动一个数字。\n\n' ;;
    esac
    moved "$1" configs/article/a11-contest.cfg parameters.trading=0.5
    moved "$1" configs/article/a12-which-venue.cfg models.forum.consent=0.6
    moved "$1" configs/article/a19-entrants.cfg models.entry.loss=1
}

page en >"$into/arguments.md" <<'END'
# The arguments, one by one

Two texts gave this project its subject: Lang Ping, "The formation mechanism of the international order in cyberspace",
second half (*Quarterly Journal of International Politics* 2018, no. 1), arguments A1 to A21; and "What is new in the new
stage of building a community with a shared future in cyberspace" (People's Tribune Online, May 2024), arguments B1 to B13.
Each argument stands here in our own words, with a model that does it justice and at least one rival under which it could
fail, what came out, on which assumption that hangs, and what cases from the world say.

A verdict against a text is as good as one for it. It is a verdict about the models: *supported* (the effect is there, as
claimed, and large enough to matter), *reversed*, *no effect* (smaller than what matters), *conditional* (on the model or the
regime; or, within one regime, the change goes the other way between some two values) or *undecided*. Each model is judged by
the measure and direction that it names; a rival that is supported may speak against the argument. Intervals hold jointly
for all comparisons of a claim. Whoever disagrees with a figure can change it in the file, or on the command line, and see
what becomes of the verdict; the end of this page shows three.

This page is written by `make arguments`; do not edit it. Chinese: [arguments.zh.md](arguments.zh.md)

END
page zh >"$into/arguments.zh.md" <<'END'
# 逐条检验各论点

本项目的题目来自两篇文章：郎平《网络空间国际秩序的形成机制（下）》（《国际政治科学》2018 年第 1 期），论点 A1 至 A21；《构建网络空间命运共同体发展新阶段“新”在哪》（人民论坛网，2024 年 5 月），论点 B1 至 B13。每条论点以我们自己的话写出，并给出一个公允的模型与至少一个可能使其不成立的对立模型，列出计算结果、结论取决于哪个假设、以及现实案例怎么说。

与原文相反的判定和与原文一致的判定同样有价值。判定针对的是模型：*成立*（效应如论断所述且足够大）、*相反*、*无实质影响*（小于有意义的最小效应）、*有条件成立*（取决于模型或情形；或同一情形内某两个取值之间的变化方向相反）、*未决*。每个模型按其所列的度量与方向判定；对立模型成立，可能正说明论点不成立。区间对同一论断的全部比较联合成立。不同意某个数字的读者可以在文件中或命令行上改动它，看判定如何变化；本页末尾举出三例。

本页由 `make arguments` 生成，请勿手工修改。英文：[arguments.md](arguments.md)

END
