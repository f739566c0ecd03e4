// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.gateway.payment.PaymentRow.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of the embedded stores, and the one rule of writing them. Its users hold its monitor. */
final class PaymentTable {

    private static final int MAX_ROWS = 64;

    private final Map<Id, PaymentRow> rows = new HashMap<>();
    private final NavigableMap<Place, PaymentRow> places = new TreeMap<>();

    /** What a row is kept under. */
    record Id(Kind kind, String key) {

        static Id of(PaymentRow row) {
            return new Id(row.kind(), row.key());
        }
    }

    /** Where a row is listed. */
    private record Place(Kind kind, String group, String key) implements Comparable<Place> {

        static Place of(PaymentRow row) {
            return new Place(row.kind(), row.group(), row.key());
        }

        @Override
        public int compareTo(Place other) {
            int order = kind.compareTo(other.kind);
            order = order == 0 ? group.compareTo(other.group) : order;
            return order == 0 ? key.compareTo(other.key) : order;
        }
    }

    static List<PaymentRow> checked(List<PaymentRow> wanted) {
        List<PaymentRow> copy = List.copyOf(wanted);
        if (copy.isEmpty() || copy.size() > MAX_ROWS) {
            throw new IllegalArgumentException("must be 1 to 64: rows=" + copy.size());
        }
        Set<Id> ids = new HashSet<>();
        copy.forEach(row -> {
            if (!ids.add(Id.of(row))) {
                throw new IllegalArgumentException("must be different: key=" + row.key());
            }
        });
        return copy;
    }

    boolean follows(PaymentRow row) {
        PaymentRow known = rows.get(Id.of(row));
        return row.revision() == (known == null ? 1 : known.revision() + 1);
    }

    boolean follow(List<PaymentRow> wanted) {
        return wanted.stream().allMatch(this::follows);
    }

    boolean has(List<PaymentRow> wanted) {
        return wanted.stream().allMatch(row -> row.equals(rows.get(Id.of(row))));
    }

    void put(PaymentRow row) {
        PaymentRow before = rows.put(Id.of(row), row);
        if (before != null) {
            places.remove(Place.of(before));
        }
        places.put(Place.of(row), row);
    }

    void remove(Id id) {
        PaymentRow before = rows.remove(id);
        if (before != null) {
            places.remove(Place.of(before));
        }
    }

    Optional<PaymentRow> find(Kind kind, String key) {
        return Optional.ofNullable(row(new Id(kind, key)));
    }

    @Nullable
    PaymentRow row(Id id) {
        return rows.get(id);
    }

    List<PaymentRow> list(PaymentPage page) {
        boolean first = page.afterGroup().isEmpty() && page.afterKey().isEmpty();
        Place from = first
                ? new Place(page.kind(), page.groupPrefix(), "")
                : new Place(page.kind(), page.afterGroup(), page.afterKey());
        List<PaymentRow> found = new ArrayList<>();
        for (PaymentRow row : places.tailMap(from, first).values()) {
            if (found.size() == page.limit()
                    || row.kind() != page.kind()
                    || !row.group().startsWith(page.groupPrefix())) {
                break;
            }
            found.add(row);
        }
        return found;
    }

    /** Which rows come before a group and have one. */
    List<Id> before(Kind kind, String group) {
        List<Id> found = new ArrayList<>();
        for (Place place : places.subMap(new Place(kind, "\u0001", ""), new Place(kind, group, ""))
                .keySet()) {
            if (found.size() == PaymentStore.MAX_PAGE) {
                break;
            }
            found.add(new Id(kind, place.key()));
        }
        return found;
    }

    Stream<PaymentRow> all() {
        return places.values().stream();
    }

    int size() {
        return rows.size();
    }
}
