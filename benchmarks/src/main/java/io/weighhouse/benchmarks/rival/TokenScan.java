// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/**
 * Jackson's bare scan of a JSON document, from token to token: the least that reading it with that parser can take.
 *
 * <p>It looks at nothing that it finds. This class is thread-safe.
 */
public final class TokenScan {

    private static final JsonFactory JSON = new JsonFactory();

    private TokenScan() {}

    /**
     * Scans a document.
     *
     * @param json holds it
     * @param offset where it begins
     * @param length how many bytes it has
     * @return its tokens
     * @throws IOException if it is no JSON
     */
    public static int tokens(byte[] json, int offset, int length) throws IOException {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(json, offset, length)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
