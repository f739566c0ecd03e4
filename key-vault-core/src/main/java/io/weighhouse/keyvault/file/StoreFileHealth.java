// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.file;

import org.jspecify.annotations.Nullable;

/**
 * How an embedded store and its file are doing.
 *
 * <p>With 1,000 records of 300 bytes, half of which have been changed once, {@code liveBytes} is 300,000 and {@code
 * deadBytes} a little more than 150,000, until the file is written anew.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param records how many keys, or slots and policies, there are; emptied slots count
 * @param liveBytes how many bytes of the file they take
 * @param deadBytes how many bytes of the file are of older revisions, uses, and the file's own
 * @param waiting how many writes wait
 * @param failure why nothing can be written until the file is opened anew; null if all is well
 */
public record StoreFileHealth(
        int records,
        long liveBytes,
        long deadBytes,
        int waiting,
        @Nullable String failure) {

    /** {@return whether it can be written} */
    public boolean isUsable() {
        return failure == null;
    }
}
