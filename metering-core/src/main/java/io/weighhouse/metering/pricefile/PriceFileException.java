// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file is not of the format that it was read as.
 *
 * <p>The message says what is wrong. No part of the file was used.
 */
public final class PriceFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient int line;
    private final transient int column;

    PriceFileException(String problem, int line, int column, @Nullable Throwable cause) {
        super(problem + " at line " + line + ", column " + column, cause);
        this.line = line;
        this.column = column;
    }

    /** {@return the line, counted from 1} */
    public int line() {
        return line;
    }

    /** {@return the column, counted from 1} */
    public int column() {
        return column;
    }
}
