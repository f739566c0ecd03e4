// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

/**
 * Folds the events of one stream, each a JSON document: looks into every one for text, and parses those that have a usage
 * or error object, and the first for its facts.
 *
 * <p>Not thread-safe.
 */
final class StreamFold {

    private final TextScan text;
    private final Account account;
    private boolean begun;

    StreamFold(Dialect dialect) {
        text = new TextScan(dialect.inStream());
        account = new Account(dialect);
    }

    void event(byte[] json, int from, int to) {
        if (text.count(json, from, to)) {
            account.read(json, from, to, text.events() > 0);
        } else if (!begun) {
            account.readFacts(json, from, to);
        }
        begun = true;
    }

    /** The provider says outside any document that the call failed. */
    void failed(String code) {
        account.failed(code);
    }

    /** The reading, if nobody looked into so many bytes, for that reason. */
    Reading reading(long passedOver, String why) {
        UsageOutcome usage = account.outcome(text.events() > 0);
        boolean missed = passedOver > 0 && account.mayMiss(usage);
        UsageOutcome told = missed ? new UsageOutcome.Unreadable(why) : usage;
        // What was passed over reached the caller all the same.
        return new Reading(told, text.bytes() + passedOver, text.events() + (passedOver > 0 ? 1 : 0), account.facts());
    }
}
