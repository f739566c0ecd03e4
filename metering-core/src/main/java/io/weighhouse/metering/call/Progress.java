// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageTally;
import io.weighhouse.metering.provider.Reading;
import io.weighhouse.metering.provider.StreamReader;
import io.weighhouse.metering.receipt.Attempt;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.money.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call has been told so far, on its present trip and on those before; not thread-safe, its call guards it. */
final class Progress {

    private final Call call;
    private Trip trip;
    private @Nullable StreamReader stream;
    private @Nullable Reading counted;
    private @Nullable Reading whole;

    private List<Attempt> earlier = List.of();
    private Usage usedEarlier = Usage.empty();
    private Amount takenEarlier;
    private Map<String, String> labels = Map.of();

    Progress(Call call, Trip trip) {
        this.call = call;
        this.trip = trip;
        this.takenEarlier = Amount.zero(trip.unit());
    }

    Trip trip() {
        return trip;
    }

    List<Attempt> earlier() {
        return earlier;
    }

    /** What the trips before were charged. */
    Amount takenEarlier() {
        return takenEarlier;
    }

    /** Labels that routes have said. */
    Map<String, String> labels() {
        return labels;
    }

    void event(byte[] chunk, int offset, int length) {
        stream().chunk(chunk, offset, length);
    }

    void whole(Reading reading) {
        whole = reading;
    }

    void counted(Usage usage) {
        counted = Reading.counted(usage);
    }

    void widen(Usage caps) {
        trip = trip.within(caps);
    }

    /** What the caller counted, else what the whole answer said, else what the stream told so far. */
    private Reading reading() {
        if (counted != null) {
            return counted;
        }
        return whole == null ? stream().reading() : whole;
    }

    /** Made when it is needed: a whole answer needs none. */
    private StreamReader stream() {
        StreamReader reader = stream;
        if (reader == null) {
            reader = trip.reader().stream();
            stream = reader;
        }
        return reader;
    }

    Ending ending(@Nullable AbortCause aborted) {
        return Ending.of(trip, reading(), aborted, call.aborts);
    }

    Ending soFar() {
        return Ending.soFar(trip, reading());
    }

    /** What the present trip would be charged if it ended for that cause; null if nothing was used. */
    @Nullable
    Attempt attempt(AbortCause cause) {
        Ending ending = priced(cause);
        return ending.charge() == null ? null : new Attempt(ending.basis(), ending.cause(), ending.charge());
    }

    /** An action that has one price has it for its last trip; those before are on the receipt with their costs. */
    private Ending priced(AbortCause cause) {
        if (!call.policy.isFlat()) {
            return ending(cause);
        }
        return Ending.of(trip.priced(HoldPolicy.costsOf(trip.card())), reading(), cause, call.aborts);
    }

    void go(Trip next, Route route) {
        Ending ended = priced(route.cause());
        if (ended.charge() != null) {
            List<Attempt> attempts = new ArrayList<>(earlier);
            attempts.add(new Attempt(ended.basis(), ended.cause(), ended.charge()));
            earlier = List.copyOf(attempts);
            takenEarlier = takenEarlier.plus(ended.charge().price());
            if (ended.basis() != Basis.NOTHING) {
                usedEarlier = sum(usedEarlier, ended.usage());
            }
        }
        trip = next;
        stream = null;
        counted = null;
        whole = null;
        labels = route.labels();
    }

    /** What the limits are told: the usage of all trips. */
    Usage used(Ending ending) {
        return usedEarlier.isEmpty() ? ending.usage() : sum(usedEarlier, ending.usage());
    }

    static Usage sum(Usage one, Usage other) {
        UsageTally sum = new UsageTally();
        for (Meter meter : one.meters()) {
            sum.set(meter, one.quantity(meter));
        }
        for (Meter meter : other.meters()) {
            sum.add(meter, other.quantity(meter));
        }
        return sum.toUsage();
    }
}
