// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.limit;

import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.Subjects;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes subjects and remembers who is among them, as they do not tell. */
final class Roster {

    private final Map<Subjects, SortedMap<String, Quota>> quotas = Collections.synchronizedMap(new IdentityHashMap<>());

    Subjects subjects(String name, Quota quota) {
        Subjects made = Subjects.of(name, quota);
        quotas.put(made, new TreeMap<>(Map.of(name, quota)));
        return made;
    }

    Subjects and(Subjects others, String name, Quota quota) {
        Subjects made = others.and(name, quota);
        SortedMap<String, Quota> all = new TreeMap<>(quotas(others));
        all.put(name, quota);
        quotas.put(made, all);
        return made;
    }

    /** Quotas by the names of subjects, in the order of the names. */
    SortedMap<String, Quota> quotas(Subjects subjects) {
        SortedMap<String, Quota> known = quotas.get(subjects);
        if (known == null) {
            throw new AssertionError("made elsewhere: " + subjects);
        }
        return known;
    }
}
