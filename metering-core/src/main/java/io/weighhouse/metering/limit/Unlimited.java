// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision on a call without limits, and its permit.
 *
 * <p>This class is immutable and thread-safe.
 */
enum Unlimited implements Decision, Permit {
    ACQUIRED,
    PEEKED;

    @Override
    public Reason reason() {
        return Reason.ADMITTED;
    }

    @Override
    public @Nullable Limit binding() {
        return null;
    }

    @Override
    public long retryAfterNanos() {
        return 0;
    }

    @Override
    public List<LimitState> states() {
        return List.of();
    }

    @Override
    public Permit permit() {
        if (this == PEEKED) {
            throw new IllegalStateException("must have taken something to have a permit: decision=" + this);
        }
        return this;
    }

    @Override
    public void settle(Cost actual) {
        // Nothing was counted, so there is nothing to correct.
    }

    @Override
    public void release() {
        // As settle.
    }
}
