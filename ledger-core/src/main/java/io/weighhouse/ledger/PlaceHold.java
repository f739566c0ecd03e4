// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import io.weighhouse.money.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Sets an amount of a wallet aside, and counts against limits, all or nothing, until it is captured, released, or expires.
 *
 * <p>With 10 credits available, a hold of 4 leaves 6 available and 10 posted; a further hold of 7 is declined. A hold of
 * zero is always admitted: it remembers a call that costs nothing.
 *
 * <p>The same id with another wallet or intent is a conflict. With another amount, limits or terms it is an honest retry, as
 * after a price change, and finds the first hold, in the state it has reached by then.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param id names the call
 * @param paying which wallet pays, and how much is set aside
 * @param limits what else is counted, at most 16, each on a counter of its own
 * @param terms for how long, and what happens then
 * @param intent the caller's fingerprint of what is asked, at most 200 characters; may be empty
 */
public record PlaceHold(OperationId id, PayingLeg paying, List<LimitLeg> limits, HoldTerms terms, String intent)
        implements Command<Hold> {

    /** How long a hold lives when nothing is said about it: 15 minutes. */
    public static final Duration USUAL_TIME_TO_LIVE = Duration.ofMinutes(15);

    /** The longest time to live: 24 hours. */
    public static final Duration MAX_TIME_TO_LIVE = Duration.ofHours(24);

    private static final int MAX_INTENT_CHARS = 200;
    private static final int MAX_LIMITS = 16;

    /**
     * Checks the parts.
     *
     * @param id names the call
     * @param paying which wallet pays, of the id's tenant
     * @param limits what else is counted, at most 16, each on a counter of its own
     * @param terms for how long, and what happens then
     * @param intent the caller's fingerprint of what is asked, at most 200 characters
     * @throws IllegalArgumentException if a part is out of range, or an account of another tenant
     */
    public PlaceHold {
        Objects.requireNonNull(terms, "terms");
        Require.ofTenant(id.tenant(), paying.wallet());
        Require.atMost(MAX_INTENT_CHARS, "intent", intent);
        limits = List.copyOf(limits);
        if (limits.size() > MAX_LIMITS) {
            throw new IllegalArgumentException("must be at most 16 limits: limits=" + limits.size());
        }
        for (int i = 0; i < limits.size(); i++) {
            AccountId counter = limits.get(i).counter();
            Require.ofTenant(id.tenant(), counter);
            for (int j = 0; j < i; j++) {
                if (limits.get(j).counter().equals(counter)) {
                    throw new IllegalArgumentException("must be one limit for each counter: counter=" + counter);
                }
            }
        }
        if (terms.onExpiry() instanceof ExpiryAction.CaptureAll all) {
            Require.ofTenant(id.tenant(), all.to());
        } else if (terms.onExpiry() instanceof ExpiryAction.CaptureFloor floor) {
            Require.ofTenant(id.tenant(), floor.to());
        }
    }

    /**
     * Holds an amount for 15 minutes, with an empty intent.
     *
     * @param id names the call
     * @param wallet whose credit, of the id's tenant
     * @param amount how much, zero or more
     * @return the command
     * @throws IllegalArgumentException if the amount is negative, or the wallet of another tenant
     */
    public static PlaceHold of(OperationId id, AccountId wallet, Amount amount) {
        return new PlaceHold(id, new PayingLeg(wallet, amount, Set.of()), List.of(), HoldTerms.USUAL, "");
    }

    /**
     * The same command with another amount.
     *
     * @param value how much, zero or more
     * @return the command
     * @throws IllegalArgumentException if it is negative
     */
    public PlaceHold amount(Amount value) {
        return new PlaceHold(id, new PayingLeg(wallet(), value, tags()), limits, terms, intent);
    }

    /**
     * The same command, spending lots that these tags select too.
     *
     * @param values what is bought: at most 16, each of 1 to 64 printable ASCII characters without spaces
     * @return the command
     * @throws IllegalArgumentException if they are out of range
     */
    public PlaceHold tags(String... values) {
        return new PlaceHold(id, new PayingLeg(wallet(), amount(), Require.tagSet(values)), limits, terms, intent);
    }

    /**
     * The same command with one limit more.
     *
     * @param value what else is counted
     * @return the command
     * @throws IllegalArgumentException if the counter is counted already or of another tenant, or the limits are too many
     */
    public PlaceHold limit(LimitLeg value) {
        List<LimitLeg> more = new ArrayList<>(limits);
        more.add(value);
        return new PlaceHold(id, paying, more, terms, intent);
    }

    /**
     * The same command with another intent.
     *
     * @param value the caller's fingerprint of what is asked, at most 200 characters
     * @return the command
     * @throws IllegalArgumentException if it is too long
     */
    public PlaceHold intent(String value) {
        return new PlaceHold(id, paying, limits, terms, value);
    }

    /**
     * The same command with another time to live.
     *
     * @param value more than zero and at most 24 hours
     * @return the command
     * @throws IllegalArgumentException if it is out of range
     */
    public PlaceHold timeToLive(Duration value) {
        return new PlaceHold(id, paying, limits, new HoldTerms(value, terms.onExpiry()), intent);
    }

    /**
     * The same command with another action on expiry.
     *
     * @param value what is done when the time has run out
     * @return the command
     * @throws IllegalArgumentException if its account is of another tenant
     */
    public PlaceHold onExpiry(ExpiryAction value) {
        return new PlaceHold(id, paying, limits, new HoldTerms(terms.timeToLive(), value), intent);
    }

    /** {@return whose credit} */
    public AccountId wallet() {
        return paying.wallet();
    }

    /** {@return how much is set aside} */
    public Amount amount() {
        return paying.amount();
    }

    /** {@return what is bought} */
    public Set<String> tags() {
        return paying.tags();
    }

    /** {@return after which the hold expires} */
    public Duration timeToLive() {
        return terms.timeToLive();
    }

    /** {@return {@code hold}} */
    @Override
    public String verb() {
        return "hold";
    }
}
