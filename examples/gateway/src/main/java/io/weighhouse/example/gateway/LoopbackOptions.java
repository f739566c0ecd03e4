// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the loopback provider is run.
 *
 * @param port on the loopback interface, 0 for a free one
 * @param book the file of its own book, null for none
 * @param replay the folder of recorded answers, null for none
 * @param faults the file of its first fault rules, null for none
 */
record LoopbackOptions(
        int port,
        @Nullable Path book,
        @Nullable Path replay,
        @Nullable Path faults) {

    static final LoopbackOptions NONE = new LoopbackOptions(0, null, null, null);

    boolean areNone() {
        return equals(NONE);
    }
}
