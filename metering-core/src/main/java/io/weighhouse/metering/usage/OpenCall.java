// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import io.weighhouse.ledger.Hold;
import io.weighhouse.metering.price.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a call whose end has yet to come, or that may be settled late. */
final class OpenCall {

    /** What a sku has cost so far. */
    record SoFar(Usage usage, BigDecimal cost, String currency) {}

    /** What was added for the call, and where. */
    record Added(Groups.Place place, Sums sums) {}

    final Hold hold;
    final CallRef ref = new CallRef();
    final Map<String, SoFar> receipts = new LinkedHashMap<>();
    /** What was added when nobody had said yet whose call it is. */
    final List<Added> nameless = new ArrayList<>(1);

    Map<String, String> labels = Map.of();
    String sku = "";
    long takenMinor;

    /** Where the call was counted, once it was. */
    @Nullable
    Added counted;

    long latencyMillis;

    /** When its hold ran out; null while it is open. */
    @Nullable
    Instant expiredAt;

    OpenCall(Hold hold) {
        this.hold = hold;
    }

    /** Where a call is booked, for whoever undoes a part of it later. */
    static final class CallRef {

        GroupKey group = GroupKey.nobody();
        long record;
    }
}
