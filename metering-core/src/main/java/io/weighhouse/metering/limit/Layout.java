// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A quota as one limiter keeps it: what each word of a subject means.
 *
 * <p>The words of a subject are the first word (see {@link Words}) and one for each limit. While permits are open, and
 * always where a limit needs a ring, there follow a word that counts the open permits and says since when; a word for each
 * limit that says since when it has counted; and a ring for each limit that has one. "Since when" is a number that grows
 * from one event to the next: a permit has the newest one of when it was opened, and is known to those that are no newer.
 *
 * <p>This class is immutable and thread-safe.
 */
final class Layout {

    private static final int FIRST_RULE = 1;
    private static final int BIRTH_SHIFT = 32;
    private static final long OPEN = (1L << BIRTH_SHIFT) - 1;

    private final Layouts home;
    private final int id;
    private final Quota quota;
    private final Rule[] rules;
    private final int rings;
    private final boolean alwaysHasRings;

    /** What a cost must state because a limit counts it. */
    private final Counted[] stated;

    /** The rules, if all are rates that refuse, for {@link #takePlain}; none otherwise. */
    private final RateRule[] plain;

    Layout(Layouts home, int id, Quota quota) {
        this.home = home;
        this.id = id;
        this.quota = quota;
        this.rules = new Rule[quota.limits().size()];
        int ring = 0;
        boolean always = false;
        for (int i = 0; i < rules.length; i++) {
            Limit limit = quota.limits().get(i);
            boolean hasRing = !(limit instanceof CalendarLimit);
            int firstRing = firstRing();
            rules[i] = home.rule(limit, new Rule.Place(FIRST_RULE + i, hasRing ? ring : -1, firstRing));
            ring += hasRing ? 1 : 0;
            always |= rules[i].alwaysHasRing();
        }
        this.rings = ring;
        this.alwaysHasRings = always;
        this.stated = quota.limits().stream()
                .map(Limit::counted)
                .filter(Counted::isStated)
                .toArray(Counted[]::new);
        this.plain = plain(rules);
    }

    private static RateRule[] plain(Rule[] rules) {
        RateRule[] plain = new RateRule[rules.length];
        for (int i = 0; i < rules.length; i++) {
            if (!(rules[i] instanceof RateRule rate) || rate.limit().isShadow()) {
                return new RateRule[0];
            }
            plain[i] = rate;
        }
        return plain.length <= 3 ? plain : new RateRule[0];
    }

    Layouts home() {
        return home;
    }

    int id() {
        return id;
    }

    Quota quota() {
        return quota;
    }

    int size() {
        return rules.length;
    }

    Rule rule(int index) {
        return rules[index];
    }

    /** Whether its words can do without rings as long as no permit is open. */
    boolean canBeCompact() {
        return !alwaysHasRings;
    }

    /** How many words a subject has without rings. */
    int compactWords() {
        return FIRST_RULE + rules.length;
    }

    /** The first rule here that goes on from one of another layout, or null. */
    @Nullable
    Rule continuing(Rule before) {
        for (Rule rule : rules) {
            if (rule.continues(before)) {
                return rule;
            }
        }
        return null;
    }

    /** Words of a subject that has used nothing. */
    long[] fresh(long now) {
        if (alwaysHasRings) {
            return freshExtended(now, Ring.SMALLEST);
        }
        long[] words = new long[compactWords()];
        words[0] = Words.first(id, false);
        clear(words, 0, now);
        return words;
    }

    private long[] freshExtended(long now, int capacity) {
        long[] words = new long[firstRing() + rings * Ring.words(capacity)];
        words[0] = Words.first(id, true);
        int birth = home.nextBirth();
        words[compactWords()] = (long) birth << BIRTH_SHIFT;
        Arrays.fill(words, firstSince(), firstRing(), birth);
        for (int ring = 0; ring < rings; ring++) {
            Ring.clear(words, firstRing() + ring * Ring.words(capacity), capacity);
        }
        clear(words, 0, now);
        for (Rule rule : rules) {
            rule.clearRing(words, now);
        }
        return words;
    }

    /** Says in all words but the first that nothing was used. */
    void clear(long[] words, int at, long now) {
        for (Rule rule : rules) {
            rule.clear(words, at, now);
        }
    }

    /** Whether there is room to take something, and to know it again if there is a permit for it. */
    boolean hasRoom(long[] words, int at, boolean permit) {
        if (!isExtended(words, at)) {
            return !permit;
        }
        for (int ring = 0; ring < rings; ring++) {
            int place = firstRing() + ring * Ring.words(Ring.capacity(words, firstRing()));
            if (Ring.isFull(words, place) && Ring.capacity(words, place) < Ring.LARGEST) {
                return false;
            }
        }
        return true;
    }

    /** New words with more room, for what these say. */
    long[] larger(long[] words, int at, long now) {
        boolean extended = isExtended(words, at);
        int capacity =
                extended && rings > 0 ? Math.min(Ring.LARGEST, 4 * Ring.capacity(words, firstRing())) : Ring.SMALLEST;
        long[] larger = freshExtended(now, capacity);
        System.arraycopy(words, at + FIRST_RULE, larger, FIRST_RULE, rules.length);
        if (extended) {
            System.arraycopy(words, compactWords(), larger, compactWords(), firstRing() - compactWords());
            for (int ring = 0; ring < rings; ring++) {
                int from = firstRing() + ring * Ring.words(Ring.capacity(words, firstRing()));
                Ring.copy(words, from, larger, firstRing() + ring * Ring.words(capacity));
            }
        } else {
            for (Rule rule : rules) {
                rule.clearRing(larger, now);
            }
        }
        return larger;
    }

    /** Whether the rings are there for permits only, and none is open. */
    boolean canShrink(long[] words, int at) {
        return !alwaysHasRings && isExtended(words, at) && !hasOpenPermits(words);
    }

    private boolean hasOpenPermits(long[] words) {
        return isExtended(words, 0) && (words[compactWords()] & OPEN) != 0;
    }

    /** New words without rings, for what these say. */
    long[] smaller(long[] words, long now) {
        long[] smaller = fresh(now);
        System.arraycopy(words, FIRST_RULE, smaller, FIRST_RULE, rules.length);
        return smaller;
    }

    /** New words of this layout for what words of another say, as far as it means something here. */
    long[] carriedOver(Layout before, long[] words, int at, long now) {
        long[] from = at == 0 ? words : before.larger(words, at, now);
        boolean extended = alwaysHasRings || before.hasOpenPermits(from);
        boolean hadRings = before.isExtended(from, 0);
        int capacity = hadRings && before.rings > 0 ? Ring.capacity(from, before.firstRing()) : Ring.SMALLEST;
        long[] carried = extended ? freshExtended(now, capacity) : fresh(now);
        if (extended && hadRings) {
            carried[compactWords()] = from[before.compactWords()];
        }
        for (Rule rule : rules) {
            Rule old = before.continuing(rule);
            if (old != null) {
                rule.carry(old, from, carried, now);
                if (extended && hadRings) {
                    carried[since(rule)] = from[before.since(old)];
                }
            }
        }
        return carried;
    }

    boolean isDrained(long[] words, int at, long now) {
        for (Rule rule : rules) {
            if (!rule.isDrained(words, at, now)) {
                return false;
            }
        }
        return true;
    }

    /** Nanoseconds until it is drained if nothing more is taken; a guess while another thread writes. */
    long resetNanos(long[] words, int at, long now) {
        long longest = 0;
        for (Rule rule : rules) {
            longest = Math.max(longest, rule.resetNanos(words, at, now));
        }
        return longest;
    }

    /** Throws unless the cost states all that is counted: before anything is locked, and whether it would pass or not. */
    void requireStated(Cost cost) {
        for (Counted what : stated) {
            cost.stated(what);
        }
    }

    /** Whether all limits that refuse let the cost pass. */
    boolean admits(long[] words, int at, Cost cost, long now) {
        for (Rule rule : rules) {
            if (!rule.limit().isShadow() && !rule.admits(words, at, rule.permits(cost), now)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a limit refuses for longer than it says, because the clock was far ahead once. */
    boolean isAhead(long[] words, int at) {
        for (Rule rule : rules) {
            if (rule.isAhead(words, at)) {
                return true;
            }
        }
        return false;
    }

    void turnBack(long[] words, int at) {
        for (Rule rule : rules) {
            rule.turnBack(words, at);
        }
    }

    /** Whether a call that passes takes its cost from a limit: not from one that watches and would have refused it. */
    boolean takes(int index, long[] words, int at, Cost cost, long now) {
        Rule rule = rules[index];
        return !rule.limit().isShadow() || rule.admits(words, at, rule.permits(cost), now);
    }

    /** Takes the cost from one limit; returns its mark. */
    long take(int index, long[] words, int at, Cost cost, long now) {
        return rules[index].take(words, at, rules[index].permits(cost), now);
    }

    /** Counts one more open permit; returns a number by which {@link #close} and {@link #knows} will know it. */
    int open(long[] words) {
        words[compactWords()]++;
        int newest = birth(words);
        for (int i = firstSince(); i < firstRing(); i++) {
            newest = (int) words[i] - newest > 0 ? (int) words[i] : newest;
        }
        return newest;
    }

    /** Counts one open permit less, if it was one of these; tells whether it was. */
    boolean close(long[] words, int at, int opened) {
        if (!isExtended(words, at) || opened - birth(words) < 0) {
            return false;
        }
        words[compactWords()]--;
        return true;
    }

    /** Whether one of these rules has counted since before a permit was opened that {@link #close} knew. */
    boolean knows(Rule rule, long[] words, int opened) {
        return opened - (int) words[since(rule)] >= 0;
    }

    private int birth(long[] words) {
        return (int) (words[compactWords()] >>> BIRTH_SHIFT);
    }

    private int since(Rule rule) {
        return firstSince() + rule.word(0) - FIRST_RULE;
    }

    private int firstSince() {
        return FIRST_RULE + rules.length + 1;
    }

    private int firstRing() {
        return firstSince() + rules.length;
    }

    private boolean isExtended(long[] words, int at) {
        return at == 0 && words.length > compactWords();
    }

    boolean isPlain() {
        return plain.length > 0;
    }

    /**
     * Takes a cost from rates alone, the usual case: each is read once, and nothing is worked out twice.
     *
     * @param first the first word as it was read; it says this layout and no rings
     */
    Taken takePlain(long[] words, int at, long first, Cost cost, long now) {
        int count = plain.length;
        long two = 0;
        long three = 0;
        long one = plain[0].aheadWith(words[at + 1], cost, now);
        boolean refused = one == RateRule.REFUSED;
        if (count > 1 && !refused) {
            two = plain[1].aheadWith(words[at + 2], cost, now);
            refused = two == RateRule.REFUSED;
        }
        if (count > 2 && !refused) {
            three = plain[2].aheadWith(words[at + 3], cost, now);
            refused = three == RateRule.REFUSED;
        }
        if (refused) {
            requireStated(cost);
            return Words.isStill(words, at, first) ? Taken.REFUSED : Taken.AGAIN;
        }
        if (!Words.lock(words, at, first)) {
            return Taken.AGAIN;
        }
        words[at + 1] = plain[0].arrival(one, now);
        if (count > 1) {
            words[at + 2] = plain[1].arrival(two, now);
        }
        if (count > 2) {
            words[at + 3] = plain[2].arrival(three, now);
        }
        Words.unlock(words, at, first);
        return Taken.ADMITTED;
    }
}
