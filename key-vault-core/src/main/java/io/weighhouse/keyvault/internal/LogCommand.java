// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.util.Collection;

/** A write that is wanted, decided and done by the writer of a {@link GroupCommit}. */
public interface LogCommand {

    /** What its decision depends on and what it changes: another command with one of these waits until it is durable. */
    Collection<?> touched();

    /** Whether there is something to write, as things are. */
    boolean decide();

    /** Writes the entries, all or none of which will be found again. */
    void write(RecordOut out);

    /** Changes the rows, once the entries are durable. */
    void apply();

    /** The answer: after {@link #apply}, or at once if there was nothing to write. */
    default boolean answer(boolean written) {
        return written;
    }

    /** Whether it is answered only when it is durable; else it may be lost in a power cut. */
    default boolean durable() {
        return true;
    }
}
