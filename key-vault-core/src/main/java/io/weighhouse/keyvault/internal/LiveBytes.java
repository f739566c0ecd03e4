// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which bytes of a log are still good for something: those of the last entry of each subject. Not thread-safe. */
final class LiveBytes {

    private final Map<Object, Integer> sizes = new HashMap<>();
    private long total;

    /** Takes an entry for the last one of its subject; without a subject it is dead. */
    void add(@Nullable Object subject, int size) {
        if (subject != null) {
            Integer before = sizes.put(subject, size);
            total += size - (before == null ? 0 : before);
        }
    }

    void add(Iterable<RecordOut.Entry> entries) {
        entries.forEach(entry -> add(entry.subject(), entry.size()));
    }

    long total() {
        return total;
    }
}
