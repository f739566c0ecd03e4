// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everybody whose limits a call counts against: a key, and perhaps its user, team and organisation.
 *
 * <p>{@code Subjects.of("key_1", perKey).and("team-7", perTeam)}: a call passes if every limit of both lets it, and takes
 * from both or from neither. Make them once per caller and keep them, with the caller's key for instance: a limiter notes
 * in them where it found the subjects, and need not look them up again.
 *
 * <p>This class is thread-safe, and immutable but for that note.
 */
public final class Subjects {

    /** Nobody. */
    static final Subjects NONE = new Subjects(List.of());

    private static final int MOST_NAME_CHARS = 256;

    private final List<Subject> subjects;

    /** The only one, or null where there are several: a jump less for the usual call. */
    private final @Nullable Subject only;

    /** Whether one thread alone notes seats in these. */
    private final boolean isCopy;

    private Subjects(List<Subject> subjects) {
        this(subjects, false);
    }

    private Subjects(List<Subject> subjects, boolean isCopy) {
        this.subjects = subjects;
        this.only = subjects.size() == 1 ? subjects.get(0) : null;
        this.isCopy = isCopy;
    }

    /**
     * One subject.
     *
     * @param name who is limited: an opaque name, such as a key's id, 1 to 256 characters; never a secret
     * @param quota its limits
     * @return the subject alone
     * @throws IllegalArgumentException if the name is empty or too long
     */
    public static Subjects of(String name, Quota quota) {
        return of(new Subject(checked(name), 0, quota));
    }

    /**
     * One subject with a number for a name, for limiters that know subjects by number.
     *
     * @param id any number; its name is its decimal form, so it is the same subject as {@code of(Long.toString(id), quota)}
     * @param quota its limits
     * @return the subject alone
     */
    public static Subjects of(long id, Quota quota) {
        return of(new Subject(null, id, quota));
    }

    /**
     * These and one more.
     *
     * @param name who else is limited, 1 to 256 characters
     * @param quota its limits
     * @return a copy with it
     * @throws IllegalArgumentException if the name is empty, too long, or among them already
     */
    public Subjects and(String name, Quota quota) {
        return and(new Subject(checked(name), 0, quota));
    }

    /**
     * These and one more with a number for a name.
     *
     * @param id any number
     * @param quota its limits
     * @return a copy with it
     * @throws IllegalArgumentException if it is among them already
     */
    public Subjects and(long id, Quota quota) {
        return and(new Subject(null, id, quota));
    }

    /** {@return their names, unmodifiable, in an order that does not depend on how they were put together} */
    public List<String> names() {
        return subjects.stream().map(Subject::name).toList();
    }

    /**
     * What is to be kept for whom, for a limiter outside this package.
     *
     * @return a quota for each of {@link #names()}, in their order, unmodifiable
     */
    public List<Quota> quotas() {
        return subjects.stream().map(Subject::quota).toList();
    }

    /**
     * What may be reserved of a cost that is a mere bound: no more than any one limit ever has.
     *
     * <p>A call that may use 8,000 output tokens under a limit with a burst of 5,000 would never pass; capped at 5,000 it
     * does, and what it uses beyond is settled as debt. Requests, money and what is named are left as they are.
     *
     * @param bound what the call takes at most
     * @return the bound, or less input and output tokens than that
     */
    public Cost capped(Cost bound) {
        long input = bound.inputTokens();
        long output = bound.outputTokens();
        for (Subject subject : subjects) {
            for (Limit limit : subject.quota().limits()) {
                if (limit.isShadow()) {
                    continue;
                }
                if (limit.counted().equals(Counted.INPUT_TOKENS)) {
                    input = Math.min(input, limit.most());
                } else if (limit.counted().equals(Counted.OUTPUT_TOKENS)) {
                    output = Math.min(output, limit.most());
                } else if (limit.counted().equals(Counted.TOKENS)) {
                    output = Math.min(output, limit.most());
                    input = Math.min(input, limit.most() - output);
                }
            }
        }
        return bound.tokens(input, output);
    }

    /** {@return what a cost must state because a limit counts it: money by unit, and what is named; unmodifiable} */
    public Set<Counted> stated() {
        Set<Counted> stated = Set.of();
        for (Subject subject : subjects) {
            Set<Counted> more = subject.quota().stated();
            if (!more.isEmpty()) {
                stated = stated.isEmpty() ? more : union(stated, more);
            }
        }
        return stated;
    }

    private static Set<Counted> union(Set<Counted> some, Set<Counted> more) {
        Set<Counted> union = new HashSet<>(some);
        union.addAll(more);
        return Set.copyOf(union);
    }

    /** Whether a store knows one of them by that key: a number or a name. */
    boolean includes(Object key) {
        for (Subject subject : subjects) {
            if (key instanceof Long id ? subject.id() == id : subject.name().equals(key)) {
                return true;
            }
        }
        return false;
    }

    static Subjects of(Subject subject) {
        return new Subjects(List.of(subject));
    }

    @Nullable
    Subject only() {
        return only;
    }

    boolean isCopy() {
        return isCopy;
    }

    /** The same, for one thread alone. */
    Subjects copy() {
        List<Subject> copies = new ArrayList<>(subjects.size());
        for (Subject subject : subjects) {
            copies.add(subject.copy());
        }
        return new Subjects(copies, true);
    }

    int size() {
        return subjects.size();
    }

    Subject get(int index) {
        return subjects.get(index);
    }

    private Subjects and(Subject another) {
        List<Subject> all = new ArrayList<>(subjects);
        for (Subject subject : subjects) {
            if (subject.name().equals(another.name())) {
                throw new IllegalArgumentException(
                        "must differ among the subjects of one call: name=" + another.name());
            }
        }
        all.add(another);
        all.sort(Comparator.comparing(Subject::name));
        return new Subjects(List.copyOf(all));
    }

    static String checked(String name) {
        if (name.isEmpty() || name.length() > MOST_NAME_CHARS) {
            throw new IllegalArgumentException(
                    "must be 1 to " + MOST_NAME_CHARS + " characters: the name of a subject has " + name.length());
        }
        return name;
    }

    /** {@return the names and quotas} */
    @Override
    public String toString() {
        return subjects.toString();
    }
}
