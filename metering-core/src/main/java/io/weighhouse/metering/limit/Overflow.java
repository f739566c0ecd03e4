// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The refusal of a newcomer that there is no room for.
 *
 * <p>This class is immutable and thread-safe.
 */
record Overflow(Quota quota, long retryAfterNanos) implements Decision {

    @Override
    public Reason reason() {
        return Reason.OVERFLOW;
    }

    @Override
    public @Nullable Limit binding() {
        return null;
    }

    @Override
    public List<LimitState> states() {
        return quota.limits().stream()
                .map(limit -> new LimitState(limit, limit.burst(), 0))
                .toList();
    }

    @Override
    public Permit permit() {
        throw new IllegalStateException("must have taken something to have a permit: decision=" + this);
    }
}
