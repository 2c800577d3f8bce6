/* sweep.c: turning once round in the plane.
 *
 * Every line is folded up: its vector, turned round when it points down, has an angle in [0, pi).  At
 * the start u points just short of -pi/2, where exactly the vectors that point down are pleased.
 * Passing a line that is not folded pleases its vector; passing a folded one displeases it. */
#include "solver/spatial/sweep.h"

#include <math.h>
#include <string.h>

/* The lines by angle.  Lines just short of pi are the same as those at 0: they are moved to the front,
 * turned round, so that equal lines stand together. */
static size_t sort_lines(cm_halfspace *space, const cm_flat *flat)
{
    cm_turn *turn = space->turn;
    size_t count = 0, wrapped = 0;
    for (size_t c = 0; c < flat->m; c++) {
        double x = flat->vec[2 * c], y = flat->vec[2 * c + 1];
        bool down = y < 0 || (!(y > 0) && x < 0);
        double size = fabs(x) + fabs(y);
        if (!(size > 0)) continue;
        turn[count++] = (cm_turn){ 1 - (down ? -x : x) / size, 2 * c + down };
    }
    cm_turn_sort(turn, space->spare, space->bucket, count);
    while (wrapped < count && turn[0].key + 2 - turn[count - 1 - wrapped].key <= space->edge) wrapped++;
    if (wrapped == 0 || wrapped == count) return count;
    memcpy(space->spare, turn + count - wrapped, wrapped * sizeof *turn);
    memmove(turn + wrapped, turn, (count - wrapped) * sizeof *turn);
    for (size_t i = 0; i < wrapped; i++) turn[i] = (cm_turn){ space->spare[i].key - 2, space->spare[i].id ^ 1 };
    return count;
}

/* The end of the lines that equal line i. */
static size_t same_line(const cm_halfspace *space, size_t i, size_t count)
{
    size_t j = i + 1;
    while (j < count && space->turn[j].key - space->turn[i].key <= space->edge) j++;
    return j;
}

/* The members of one side of class c: to the tally with a sign, or into the trial coalition. */
static void tell_side(cm_halfspace *space, size_t level, size_t c, bool against, int sign)
{
    size_t count;
    const size_t *member = cm_arrangement_members(space, level, c, &count);
    for (size_t j = 0; j < count; j++) {
        if ((member[j] & 1) == against) cm_tally_add(&space->tally, member[j] / 2, sign);
    }
}

static void mark_side(cm_halfspace *space, size_t level, size_t c, bool against)
{
    size_t count;
    const size_t *member = cm_arrangement_members(space, level, c, &count);
    for (size_t j = 0; j < count; j++) {
        if ((member[j] & 1) == against) space->trial[member[j] / 2] = 1;
    }
}

/* The side of the line that is pleased before (after) it is passed, in half turn 0 or 1. */
static bool side_of(const cm_turn *turn, bool after, bool half)
{
    bool down = turn->id & 1;
    return (down == after) != half;
}

bool cm_sweep_accept(cm_halfspace *space)
{
    size_t d = space->d, count = 0;
    for (size_t i = 0; i < space->n; i++) {
        if (!space->trial[i]) continue;
        memcpy(space->seen + count * d, space->unit + i * d, d * sizeof *space->seen);
        count++;
    }
    cm_wolfe_reset(&space->wolfe, d);
    if (count == 0 || !cm_wolfe_search(&space->wolfe, space->seen, count, false)) return false;
    memcpy(space->in, space->trial, space->n);
    return true;
}

/* The coalition of the arc after `passed` lines of a half turn, stepped off the chosen flats. */
static bool accept_arc(cm_halfspace *space, size_t level, size_t count, size_t passed, bool half)
{
    if (!space->keep) return true;
    memset(space->trial, 0, space->n);
    for (size_t i = 0; i < count; i++) {
        mark_side(space, level, space->turn[i].id / 2, side_of(&space->turn[i], i < passed, half));
    }
    for (size_t k = 1; k < level; k++) mark_side(space, k, space->flat[k].chosen, space->flat[k].against);
    return cm_sweep_accept(space);
}

/* Passing the lines i .. end-1 in the first half turn: what is pleased grows by so much. */
static int64_t pass(const cm_halfspace *space, const cm_flat *flat, size_t i, size_t end)
{
    int64_t gain = 0;
    for (; i < end; i++) {
        size_t id = space->turn[i].id, c = id / 2;
        int64_t more = flat->plus[c] - flat->minus[c];
        gain += id & 1 ? -more : more;
    }
    return gain;
}

static int64_t at_start(const cm_halfspace *space, const cm_flat *flat, size_t count, int64_t *total)
{
    int64_t sum = 0;
    *total = 0;
    for (size_t i = 0; i < count; i++) {
        size_t id = space->turn[i].id, c = id / 2;
        sum += id & 1 ? flat->plus[c] : flat->minus[c];
        *total += flat->plus[c] + flat->minus[c];
    }
    return sum;
}

/* Every arc by itself: the best one turned out too narrow to count. */
static void each_arc(cm_halfspace *space, size_t level, size_t count, int64_t given)
{
    const cm_flat *flat = &space->flat[level];
    int64_t total, now = at_start(space, flat, count, &total);
    for (size_t i = 0, end; i < count; i = end) {
        end = same_line(space, i, count);
        now += pass(space, flat, i, end);
        for (int half = 0; half < 2; half++) {
            int64_t value = given + (half ? total - now : now);
            if (value > space->best && accept_arc(space, level, count, end, half)) space->best = value;
        }
    }
}

static void sweep_most(cm_halfspace *space, size_t level, size_t count)
{
    const cm_flat *flat = &space->flat[level];
    int64_t given = 0, total, now, best = -1;
    size_t passed = 0;
    bool half = false;
    for (size_t k = 1; k < level; k++) {
        cm_flat *above = &space->flat[k];
        above->against = above->minus[above->chosen] > above->plus[above->chosen];
        given += above->against ? above->minus[above->chosen] : above->plus[above->chosen];
    }
    now = at_start(space, flat, count, &total);
    for (size_t i = 0, end; i < count; i = end) {
        end = same_line(space, i, count);
        now += pass(space, flat, i, end);
        if (now > best || total - now > best) {
            half = total - now > now;
            best = half ? total - now : now;
            passed = end;
        }
    }
    if (count == 0 || given + best <= space->best) return;
    if (accept_arc(space, level, count, passed, half)) space->best = given + best;
    else each_arc(space, level, count, given);
    space->found = space->best >= space->target;
}

/* The next way to step off the chosen flats; false after the last. A class with members on one side
 * only is stepped off to that side: the rule is monotone. */
static bool next_sides(cm_halfspace *space, size_t level)
{
    for (size_t k = 1; k < level; k++) {
        cm_flat *flat = &space->flat[k];
        if (flat->plus[flat->chosen] == 0 || flat->minus[flat->chosen] == 0) continue;
        flat->against = !flat->against;
        if (flat->against) return true;
    }
    return false;
}

static void sweep_open(cm_halfspace *space, size_t level, size_t count)
{
    for (size_t k = 1; k < level; k++) {
        space->flat[k].against = space->flat[k].plus[space->flat[k].chosen] == 0;
    }
    do {
        cm_tally_clear(&space->tally);
        for (size_t k = 1; k < level; k++) {
            tell_side(space, k, space->flat[k].chosen, space->flat[k].against, 1);
        }
        for (size_t i = 0; i < count; i++) {
            tell_side(space, level, space->turn[i].id / 2, side_of(&space->turn[i], false, false), 1);
        }
        for (int half = 0; half < 2; half++) {
            for (size_t i = 0, end; i < count; i = end) {
                end = same_line(space, i, count);
                for (size_t j = i; j < end; j++) {
                    const cm_turn *turn = &space->turn[j];
                    tell_side(space, level, turn->id / 2, side_of(turn, false, half), -1);
                    tell_side(space, level, turn->id / 2, side_of(turn, true, half), 1);
                }
                if (!cm_tally_wins(&space->tally) || !accept_arc(space, level, count, end, half)) continue;
                space->found = true;
                return;
            }
        }
    } while (next_sides(space, level));
}

/* The ray on line i, as a direction of R^d: whom does it not hurt? */
static bool accept_ray(cm_halfspace *space, size_t level, size_t i, bool half)
{
    const double *v = space->flat[level].vec + space->turn[i].id / 2 * 2;
    double sign = ((space->turn[i].id & 1) != 0) != half ? -1 : 1, x[2], *u = space->lift + space->dmax;
    x[0] = sign * v[1];
    x[1] = -sign * v[0];
    cm_arrangement_lift(space, level, x, u);
    for (size_t k = 0; k < space->n; k++) {
        double gain = 0;
        for (size_t s = 0; s < space->d; s++) gain += space->unit[k * space->d + s] * u[s];
        space->trial[k] = gain >= -space->edge;
    }
    if (!cm_vote_wins(space->vote, space->trial)) return false;
    memcpy(space->in, space->trial, space->n);
    return true;
}

/* On the rays: those who lie on the ray's flat are not hurt, whatever their side. */
static void sweep_closed(cm_halfspace *space, size_t level, size_t count)
{
    cm_tally_clear(&space->tally);
    for (size_t i = 0; i < space->n; i++) {
        double size = 0;
        for (size_t k = 0; k < space->d; k++) size += fabs(space->unit[i * space->d + k]);
        if (!(size > 0)) cm_tally_add(&space->tally, i, 1);
    }
    for (size_t k = 1; k < level; k++) {
        tell_side(space, k, space->flat[k].chosen, false, 1);
        tell_side(space, k, space->flat[k].chosen, true, 1);
    }
    for (size_t i = 0; i < count; i++) {
        tell_side(space, level, space->turn[i].id / 2, side_of(&space->turn[i], false, false), 1);
    }
    for (int half = 0; half < 2; half++) {
        for (size_t i = 0, end; i < count; i = end) {
            end = same_line(space, i, count);
            for (size_t j = i; j < end; j++) {
                tell_side(space, level, space->turn[j].id / 2, side_of(&space->turn[j], true, half), 1);
            }
            if (cm_tally_wins(&space->tally) && accept_ray(space, level, i, half)) {
                space->found = true;
                return;
            }
            for (size_t j = i; j < end; j++) {
                tell_side(space, level, space->turn[j].id / 2, side_of(&space->turn[j], false, half), -1);
            }
        }
    }
}

void cm_sweep(cm_halfspace *space, size_t level)
{
    size_t count = sort_lines(space, &space->flat[level]);
    if (space->question == CM_ASK_MOST) sweep_most(space, level, count);
    else if (space->question == CM_ASK_OPEN) sweep_open(space, level, count);
    else sweep_closed(space, level, count);
}
