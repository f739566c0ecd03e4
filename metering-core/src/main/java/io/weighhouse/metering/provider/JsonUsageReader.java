// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.function.Consumer;

/** Reads answers in JSON, whole or as server-sent events, as a dialect has it. */
final class JsonUsageReader implements UsageReader {

    /** More than any answer, pictures included; what is larger is not looked into. */
    static final int MAX_BODY_BYTES = 256 << 20;

    private final Dialect dialect;

    JsonUsageReader(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Reading read(byte[] body) {
        return readWith(body, account -> {});
    }

    /** Reads the body, then lets {@code more} add what is said beside it. */
    Reading readWith(byte[] body, Consumer<Account> more) {
        TextScan text = new TextScan(dialect.inWhole());
        Account account = new Account(dialect);
        if (body.length > MAX_BODY_BYTES) {
            account.unreadable("must be at most 256 MiB: bytes=" + body.length);
        } else if (!dialect.otherThanJson() || isObject(body)) {
            text.count(body, 0, body.length);
            account.read(body, 0, body.length, text.events() > 0);
        }
        more.accept(account);
        return new Reading(account.outcome(text.events() > 0), text.bytes(), text.events(), account.facts());
    }

    private static boolean isObject(byte[] body) {
        int at = 0;
        while (at < body.length && body[at] <= ' ' && body[at] > 0) {
            at++;
        }
        return at < body.length && body[at] == '{';
    }

    @Override
    public StreamReader stream() {
        return new JsonStreamReader(dialect);
    }
}
