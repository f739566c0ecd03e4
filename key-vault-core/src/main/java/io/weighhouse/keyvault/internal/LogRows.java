// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows that a log makes durable. */
public interface LogRows {

    /**
     * Reads one entry of a log that is being opened, and does what it says.
     *
     * @return what it is an entry of, as {@link RecordOut#entry} was told; null if it is dead
     * @throws LogException if a later version has written it
     * @throws IllegalArgumentException if it is none, or does not follow from those before
     */
    @Nullable
    Object replay(RecordIn in);

    /** One entry for each row, for a log that is written anew. */
    Stream<Consumer<RecordOut>> live();

    /** How many records there are. */
    int size();
}
