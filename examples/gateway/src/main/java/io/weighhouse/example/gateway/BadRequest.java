// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

/** A request that says something it may not: its message is for the caller. */
final class BadRequest extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequest(String message) {
        this(400, message);
    }

    BadRequest(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
