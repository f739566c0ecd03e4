// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.io.IOException;

/** The provider refused, failed or broke off; nothing of its answer is passed on. */
final class UpstreamFailed extends IOException {

    private static final long serialVersionUID = 1L;

    UpstreamFailed(String message) {
        super(message);
    }

    UpstreamFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
