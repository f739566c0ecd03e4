// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

/** Ends the reading of one entry; it never leaves this package. */
final class UnusableEntryException extends Exception {

    private static final long serialVersionUID = 1L;

    private final SkipReason reason;
    private final String detail;

    UnusableEntryException(SkipReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.detail = detail;
    }

    SkipReason reason() {
        return reason;
    }

    String detail() {
        return detail;
    }
}
