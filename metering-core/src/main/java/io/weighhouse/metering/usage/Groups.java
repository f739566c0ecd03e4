// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.usage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Sums by day and group, within bounds. */
final class Groups {

    /** Where something was added, so that it can be taken away again. */
    record Place(LocalDate day, GroupKey group) {}

    private final int mostDays;
    private final int mostGroups;
    private final TreeMap<LocalDate, Map<GroupKey, Sums>> days = new TreeMap<>();
    private long groups;
    private long crowdedOut;
    private long tooOld;

    Groups(int mostDays, int mostGroups) {
        this.mostDays = mostDays;
        this.mostGroups = mostGroups;
    }

    Place add(LocalDate day, GroupKey group, Sums more) {
        if (!keeps(day)) {
            tooOld++;
            return new Place(day, group);
        }
        Map<GroupKey, Sums> ofDay = days.computeIfAbsent(day, any -> new HashMap<>());
        GroupKey found = group;
        if (!ofDay.containsKey(found) && groups >= mostGroups) {
            crowdedOut++;
            found = group.ofTenantOnly();
            if (!ofDay.containsKey(found) && groups >= 2L * mostGroups) {
                found = GroupKey.nobody();
            }
        }
        change(ofDay, found, sums -> sums.add(more));
        return new Place(day, found);
    }

    void subtract(Place place, Sums less) {
        Map<GroupKey, Sums> ofDay = days.get(place.day());
        if (ofDay != null) {
            change(ofDay, place.group(), sums -> sums.subtract(less));
        }
    }

    private void change(Map<GroupKey, Sums> ofDay, GroupKey group, java.util.function.Consumer<Sums> by) {
        Sums sums = ofDay.get(group);
        if (sums == null) {
            sums = new Sums();
            ofDay.put(group, sums);
            groups++;
        }
        by.accept(sums);
        if (sums.isNothing()) {
            ofDay.remove(group);
            groups--;
        }
    }

    /** Makes room for a day that is newer than all the others. */
    private boolean keeps(LocalDate day) {
        if (days.isEmpty() || day.isAfter(days.lastKey())) {
            LocalDate first = day.minusDays(mostDays - 1L);
            while (!days.isEmpty() && days.firstKey().isBefore(first)) {
                groups -= days.pollFirstEntry().getValue().size();
            }
            return true;
        }
        return !day.isBefore(days.lastKey().minusDays(mostDays - 1L));
    }

    long groups() {
        return groups;
    }

    long crowdedOut() {
        return crowdedOut;
    }

    long tooOld() {
        return tooOld;
    }

    /** One answer line. */
    record Line(Map<Dimension, String> values, Sums sums) {}

    /** A line for each group of the question, in the order of their values. */
    List<Line> lines(UsageQuestion question) {
        Map<List<String>, Sums> found = new TreeMap<>(Groups::compare);
        days.forEach((day, ofDay) -> {
            if (question.days().contain(day)) {
                String text = day.toString();
                ofDay.forEach((group, sums) -> {
                    Function<Dimension, String> value =
                            dimension -> dimension.equals(Dimension.DAY) ? text : group.value(dimension);
                    if (question.admits(group.tenant(), value)) {
                        found.computeIfAbsent(question.by().stream().map(value).toList(), any -> new Sums())
                                .add(sums);
                    }
                });
            }
        });
        List<Line> lines = new ArrayList<>(found.size());
        found.forEach((values, sums) -> {
            Map<Dimension, String> named = new TreeMap<>();
            for (int i = 0; i < values.size(); i++) {
                named.put(question.by().get(i), values.get(i));
            }
            lines.add(new Line(java.util.Collections.unmodifiableMap(named), sums));
        });
        return lines;
    }

    private static int compare(List<String> a, List<String> b) {
        for (int i = 0; i < a.size(); i++) {
            int order = Comparator.<String>naturalOrder().compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
