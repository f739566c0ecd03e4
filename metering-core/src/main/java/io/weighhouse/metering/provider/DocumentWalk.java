// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.UsagePart;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Walks down a JSON document to the few places that matter, and puts their numbers into their slots.
 *
 * <p>Most of an answer is what the model said: it is stepped over, without a copy and without a look. Where a member is
 * repeated, its last value counts; one whose name is written with an escape is not recognised. Not thread-safe.
 */
final class DocumentWalk {

    /** Unknown members of a usage object are looked for numbers so deep. */
    private static final int DEEPEST_UNKNOWN = 8;

    private static final int LONGEST_PATH = 80;

    private final JsonCursor cursor;
    private final JsonValues values;
    private final Dialect dialect;
    private final Found found;

    DocumentWalk(byte[] json, int to, Dialect dialect, Found found) {
        this.cursor = new JsonCursor(json, to);
        this.values = new JsonValues(json, found);
        this.dialect = dialect;
        this.found = found;
    }

    private DocumentWalk(JsonCursor cursor, Dialect dialect, Found found) {
        this.cursor = cursor;
        this.values = new JsonValues(cursor.json, found);
        this.dialect = dialect;
        this.found = found;
    }

    /** Reads the document whose brace is at {@code at}; returns the index after it, or {@link JsonSkip#CUT}. */
    int document(int at) {
        if (dialect.root().isUsage()) {
            found.usageBegins(false);
        }
        return object(dialect.root(), at, dialect.root().isUsage());
    }

    private int object(PathNode node, int brace, boolean inUsage) {
        boolean more = cursor.firstMember(brace);
        while (more) {
            int name = cursor.nameFrom;
            int value = cursor.value;
            PathNode member = node.member(cursor.json, name, cursor.nameTo);
            int end;
            if (member != null) {
                end = member(member, name, value, inUsage);
            } else if (inUsage && cursor.json[value] != '"' && found.takesFlags()) {
                end = unknown(name(name, cursor.nameTo), value, 0);
            } else {
                end = cursor.skip(value);
            }
            more = cursor.nextMember(end);
        }
        return cursor.after;
    }

    private int member(PathNode node, int name, int value, boolean inUsage) {
        Slot slot = node.slot();
        int first = cursor.json[value];
        if (slot == Slot.IGNORED || (first == '"' && slot == null)) {
            return cursor.skip(value);
        }
        if (slot != null && (slot.isCount() || (first != '{' && first != '['))) {
            return scalar(slot, name, value);
        }
        if (first == '[') {
            return array(node, name(name, cursor.nameTo), value, inUsage);
        }
        return first == '{' ? branch(node, value, inUsage) : cursor.skip(value);
    }

    private int branch(PathNode node, int value, boolean inUsage) {
        Slot slot = node.slot();
        if (slot != null && slot.leg != null) {
            return leg(slot, value);
        }
        if (node.isAnother()) {
            found.anotherUsageBegins();
        } else if (node.isUsage()) {
            found.usageBegins(node.isSoFar());
        }
        if (node.isError()) {
            found.errorBegins();
        }
        return object(node, value, inUsage || node.isUsage());
    }

    private int array(PathNode node, String name, int bracket, boolean inUsage) {
        Slot slot = node.slot();
        boolean more = cursor.firstElement(bracket);
        while (more) {
            int value = cursor.value;
            int end;
            if (cursor.json[value] != '{') {
                end = cursor.skip(value);
            } else if (slot != null && slot.labels != null) {
                end = labelled(slot.labels, name, value);
            } else {
                end = branch(node, value, inUsage);
            }
            more = cursor.nextElement(end);
        }
        return cursor.after;
    }

    private int scalar(Slot slot, int name, int value) {
        int nameTo = cursor.nameTo;
        if (slot.isTokens()) {
            int end = values.tokens(slot, value, cursor.to);
            if (end != JsonSkip.CUT) {
                return end;
            }
        }
        int end = cursor.skip(value);
        if (slot == Slot.NOTED && end != JsonSkip.CUT) {
            if (values.count(value, end) != TokenCounts.ABSENT) {
                found.flag("not billed: " + name(name, nameTo) + '=' + values.shown(value, end));
            }
        } else if (end != JsonSkip.CUT && !values.take(slot, value, end)) {
            String what = slot.kind == Slot.Kind.SECONDS ? "seconds: " : slot.isCount() ? "a count: " : "a cost: ";
            String said = "must be " + what + name(name, nameTo) + '=' + values.shown(value, end);
            if (slot.isCount()) {
                found.unreadable(said);
            } else {
                found.flag(said);
            }
        }
        return end;
    }

    /** {@code {"modality":"AUDIO","tokenCount":7}}, in whatever order. */
    private int labelled(Slot.Labels labels, String array, int brace) {
        String label = null;
        long count = TokenCounts.ABSENT;
        boolean more = cursor.firstMember(brace);
        while (more) {
            String name = name(cursor.nameFrom, cursor.nameTo);
            int value = cursor.value;
            int end = cursor.skip(value);
            if (end != JsonSkip.CUT && name.equals(labels.labelName())) {
                String said = values.text(value, end);
                label = said == null || said.length() <= LONGEST_PATH ? said : said.substring(0, LONGEST_PATH);
            } else if (end != JsonSkip.CUT && name.equals(labels.countName()) && cursor.json[value] != 'n') {
                count = values.count(value, end);
                if (count == TokenCounts.ABSENT) {
                    found.unreadable("must be a count: " + array + '=' + values.shown(value, end));
                }
            }
            more = cursor.nextMember(end);
        }
        if (label != null && count != TokenCounts.ABSENT) {
            Slot slot = labels.slots().get(label);
            if (slot == null) {
                found.flag("unknown field: " + array + '.' + label + '=' + count);
            } else {
                found.count(slot, count);
            }
        }
        return cursor.after;
    }

    private int leg(Slot slot, int brace) {
        Slot.LegShape shape = Objects.requireNonNull(slot.leg);
        Found one = new Found();
        one.usageBegins(false);
        int end = new DocumentWalk(cursor, dialect, one).object(shape.element(), brace, true);
        String kind = shape.kind() == null ? one.legKind() : shape.kind();
        boolean beside = slot.kind == Slot.Kind.BESIDE;
        if (!beside && one.counts.has(UsagePart.OUTPUT) && one.counts.hasNoOutput()) {
            // An attempt that came to nothing is told, but not billed.
            found.flag("not billed: " + kind + " of INPUT=" + one.counts.get(UsagePart.INPUT));
        } else {
            found.leg(kind, one, dialect, beside);
        }
        return end;
    }

    private int unknown(String path, int value, int depth) {
        int first = cursor.json[value];
        if (first == '{' && depth < DEEPEST_UNKNOWN && found.takesFlags()) {
            boolean more = cursor.firstMember(value);
            while (more) {
                String inner = path.length() > LONGEST_PATH ? path : path + '.' + name(cursor.nameFrom, cursor.nameTo);
                more = cursor.nextMember(unknown(inner, cursor.value, depth + 1));
            }
            return cursor.after;
        }
        if (first == '[' && depth < DEEPEST_UNKNOWN && found.takesFlags()) {
            boolean more = cursor.firstElement(value);
            while (more) {
                more = cursor.nextElement(unknown(path, cursor.value, depth + 1));
            }
            return cursor.after;
        }
        int end = cursor.skip(value);
        if (end != JsonSkip.CUT && found.takesFlags() && (first == '-' || (first >= '0' && first <= '9'))) {
            found.flag("unknown field: " + path + '=' + values.shown(value, end));
        }
        return end;
    }

    private String name(int from, int to) {
        return new String(cursor.json, from, Math.min(to - from, LONGEST_PATH), StandardCharsets.UTF_8);
    }
}
