// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Under which terms a lot of credit can be spent.
 *
 * <p>Lots burn in this order: lower priority number first; then what expires sooner, what never expires last; then
 * promotional before paid; then what became effective earlier, with no instant first of all; then the older lot. A lot with tags serves only holds that
 * carry one of them: a lot tagged {@code image} pays for a hold tagged {@code image, gpt}, and not for a hold without tags.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param priority 0 to 1000, lower burns first
 * @param effectiveAt from when it can be spent; empty for at once
 * @param expiry when it expires, at the earliest when it is granted; empty for never
 * @param tags at most 16, each of 1 to 64 printable ASCII characters without spaces; empty serves every hold
 * @param costBasis what was paid for the whole lot, in whatever money; empty if nothing is known
 */
public record LotTerms(
        int priority,
        Optional<Instant> effectiveAt,
        Optional<LotExpiry> expiry,
        Set<String> tags,
        Optional<Amount> costBasis) {

    /** The priority when nothing is said about it: 500. */
    public static final int USUAL_PRIORITY = 500;

    /** The usual terms: priority 500, effective at once, no expiry, for every hold, cost basis not known. */
    public static final LotTerms USUAL =
            new LotTerms(USUAL_PRIORITY, Optional.empty(), Optional.empty(), Set.of(), Optional.empty());

    private static final int MAX_PRIORITY = 1000;

    /**
     * Checks the parts and copies the tags.
     *
     * @param priority 0 to 1000, lower burns first
     * @param effectiveAt from when it can be spent; empty for at once
     * @param expiry when it expires; empty for never
     * @param tags at most 16, each of 1 to 64 printable ASCII characters without spaces
     * @param costBasis what was paid for the whole lot
     * @throws IllegalArgumentException if a part is out of range, or the lot would expire before it can be spent
     */
    public LotTerms {
        if (priority < 0 || priority > MAX_PRIORITY) {
            throw new IllegalArgumentException("must be 0 to 1000: priority=" + priority);
        }
        effectiveAt.ifPresent(instant -> Require.instant("effectiveAt", instant));
        if (effectiveAt.isPresent()
                && expiry.isPresent()
                && !expiry.get().expiresAt().isAfter(effectiveAt.get())) {
            throw new IllegalArgumentException("must be after effectiveAt=" + effectiveAt.get() + ": expiresAt="
                    + expiry.get().expiresAt());
        }
        tags = Require.tags(tags);
        costBasis.ifPresent(basis -> Require.notNegative("costBasis", basis));
    }

    /**
     * The same terms with another priority.
     *
     * @param value 0 to 1000, lower burns first
     * @return the terms
     * @throws IllegalArgumentException if it is out of range
     */
    public LotTerms priority(int value) {
        return new LotTerms(value, effectiveAt, expiry, tags, costBasis);
    }

    /**
     * The same terms, effective later.
     *
     * @param value from when it can be spent
     * @return the terms
     * @throws IllegalArgumentException if the lot would expire before
     */
    public LotTerms effectiveAt(Instant value) {
        return new LotTerms(priority, Optional.of(value), expiry, tags, costBasis);
    }

    /**
     * The same terms with an expiry.
     *
     * @param value when it expires
     * @return the terms
     * @throws IllegalArgumentException if that is before it can be spent
     */
    public LotTerms expiry(LotExpiry value) {
        return new LotTerms(priority, effectiveAt, Optional.of(value), tags, costBasis);
    }

    /**
     * The same terms for holds with one of these tags only.
     *
     * @param values at most 16, each of 1 to 64 printable ASCII characters without spaces
     * @return the terms
     * @throws IllegalArgumentException if they are out of range
     */
    public LotTerms tags(String... values) {
        return new LotTerms(priority, effectiveAt, expiry, Require.tagSet(values), costBasis);
    }

    /**
     * The same terms with a cost basis.
     *
     * @param value what was paid for the whole lot, zero or more
     * @return the terms
     * @throws IllegalArgumentException if it is negative
     */
    public LotTerms costBasis(Amount value) {
        return new LotTerms(priority, effectiveAt, expiry, tags, Optional.of(value));
    }
}
