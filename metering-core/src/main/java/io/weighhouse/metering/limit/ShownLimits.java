// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which limits of a decision headers show. */
final class ShownLimits {

    /** Of two, the first has the least left, or as much and later all of it. */
    static final Comparator<LimitState> SCARCEST_FIRST = Comparator.comparingLong(LimitState::remaining)
            .thenComparing(Comparator.comparingLong(LimitState::resetAfterNanos).reversed());

    private static final Comparator<LimitState> SMALLEST_PART_FIRST = ((Comparator<LimitState>)
                    ShownLimits::compareParts)
            .thenComparing(Comparator.comparingLong(LimitState::resetAfterNanos).reversed());

    private ShownLimits() {}

    /** All but those that only watch. */
    static Stream<LimitState> of(Decision decision) {
        return decision.states().stream().filter(state -> !state.limit().isShadow());
    }

    /** The one with the least left of those that count something; null if none does. */
    static @Nullable LimitState scarcest(Decision decision, Counted counted) {
        return of(decision)
                .filter(state -> state.limit().counted().equals(counted))
                .min(SCARCEST_FIRST)
                .orElse(null);
    }

    /** The one to be shown where there is room for one; null if there is none that has a time. */
    static @Nullable LimitState tightest(Decision decision) {
        LimitState binding = decision.binding();
        if (binding != null && hasReset(binding)) {
            return binding;
        }
        return of(decision)
                .filter(ShownLimits::hasReset)
                .min(SMALLEST_PART_FIRST)
                .orElse(null);
    }

    /** Whether it is this limit of this subject that made the call wait. */
    static boolean isBinding(LimitState state, Decision decision) {
        LimitState binding = decision.binding();
        return binding != null
                && binding.subject().equals(state.subject())
                && binding.limit().id().equals(state.limit().id());
    }

    private static boolean hasReset(LimitState state) {
        return !state.limit().counted().equals(Counted.IN_FLIGHT);
    }

    /** Compares {@code a.remaining / a.most} with {@code b.remaining / b.most}. */
    private static int compareParts(LimitState a, LimitState b) {
        return product(a.remaining(), b.limit().most())
                .compareTo(product(b.remaining(), a.limit().most()));
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }
}
