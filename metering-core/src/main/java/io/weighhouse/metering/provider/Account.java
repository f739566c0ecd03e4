// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import org.jspecify.annotations.Nullable;

/**
 * What the documents of one answer say together, merged as their dialect has it.
 *
 * <p>Not thread-safe.
 */
final class Account {

    private final Dialect dialect;
    private final @Nullable Sum sum;
    private @Nullable Found standing;
    private @Nullable String unreadable;
    private ResponseFacts facts;

    Account(Dialect dialect) {
        this.dialect = dialect;
        this.sum = dialect.merge() == Dialect.Merge.SUM ? new Sum() : null;
        this.facts = ResponseFacts.of(dialect.api());
    }

    /** Reads the documents that lie in {@code json[from, to)}, one after another or in an array. */
    void read(byte[] json, int from, int to, boolean delivered) {
        int at = JsonSkip.space(json, from, to);
        boolean array = at < to && json[at] == '[';
        if (array) {
            at = JsonSkip.space(json, at + 1, to);
        }
        if (at == to || json[at] != '{') {
            unreadable("must be a JSON object");
            return;
        }
        while (at < to && json[at] == '{') {
            Found found = new Found();
            int end = new DocumentWalk(json, to, dialect, found).document(at);
            if (end == JsonSkip.CUT) {
                unreadable("must be JSON: cut or malformed");
                return;
            }
            add(found, delivered);
            at = array || sum != null ? next(json, end, to) : to;
        }
        if (at < to && !(array && json[at] == ']')) {
            unreadable("must be JSON: malformed after a document");
        }
    }

    private static int next(byte[] json, int from, int to) {
        int at = JsonSkip.space(json, from, to);
        return at < to && json[at] == ',' ? JsonSkip.space(json, at + 1, to) : at;
    }

    /** Takes the facts of a document and nothing else. */
    void readFacts(byte[] json, int from, int to) {
        Account alone = new Account(dialect);
        alone.read(json, from, to, false);
        facts = alone.facts.after(facts);
    }

    void unreadable(String what) {
        unreadable = what;
        if (sum != null) {
            sum.add(new UsageOutcome.Unreadable(what));
        }
    }

    /** Says that the call failed, outside any document. */
    void failed(String code) {
        Found found = new Found();
        found.errorBegins();
        found.text(Slot.Kind.ERROR_CODE, code);
        Found before = standing;
        if (before == null) {
            standing = found;
        } else {
            before.merge(found);
        }
    }

    /** Takes counts that were said beside the documents, where these say nothing. */
    void beside(Found said) {
        Found before = standing;
        if (before == null || !before.says()) {
            standing = said.says() ? said : before;
        } else {
            before.fill(said);
        }
    }

    private void add(Found found, boolean delivered) {
        facts = found.facts(dialect.api()).after(facts);
        Found before = standing;
        if (sum != null) {
            sum.add(found.outcome(dialect, false));
        } else if (before == null) {
            standing = found;
        } else if (dialect.merge() == Dialect.Merge.FIELDS) {
            before.merge(found);
        } else if (found.says() && (found.isCount(delivered, dialect) || !before.isCount(delivered, dialect))) {
            // The last count stands: some providers repeat a growing usage in every event. What is no count does not
            // take the place of one.
            standing = found;
        }
    }

    UsageOutcome outcome(boolean delivered) {
        UsageOutcome told = told(delivered);
        boolean counted = told instanceof UsageOutcome.Reported
                || told instanceof UsageOutcome.Inconsistent
                || told instanceof UsageOutcome.Partial;
        return unreadable == null || counted ? told : new UsageOutcome.Unreadable(unreadable);
    }

    private UsageOutcome told(boolean delivered) {
        if (sum != null) {
            return sum.outcome();
        }
        return standing == null ? new UsageOutcome.NotReported() : standing.outcome(dialect, delivered);
    }

    /** Whether it would be wrong to trust the outcome when something has not been looked into. */
    boolean mayMiss(UsageOutcome outcome) {
        return sum != null || outcome instanceof UsageOutcome.NotReported;
    }

    ResponseFacts facts() {
        return facts;
    }
}
