// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a webhook say and have still to prove, or what is wrong with them.
 *
 * @param head what is signed before the body, in ASCII
 * @param tags the decoded signatures of the version that is verified
 * @param fault null if there is nothing wrong
 */
record Claim(
        long epochSeconds,
        String messageId,
        String head,
        List<byte[]> tags,
        @Nullable WebhookFault fault) {

    private static final int MAX_TIMESTAMP_LENGTH = 12;

    /** The claim of a timestamp that is well formed. */
    static Claim of(String timestamp, String messageId, String head, List<byte[]> tags) {
        return new Claim(Long.parseLong(timestamp), messageId, head, tags, null);
    }

    static Claim refused(WebhookFault fault) {
        return new Claim(0, "", "", List.of(), fault);
    }

    /** What is wrong with the values of a header, of which there must be one. */
    static @Nullable WebhookFault faultOf(@Nullable List<String> values) {
        if (values == null || values.isEmpty() || values.get(0) == null) {
            return WebhookFault.MISSING_HEADER;
        }
        String value = values.get(0);
        return values.size() > 1
                        || value.length() > WebhookSignatures.MAX_HEADER_LENGTH
                        || !value.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                ? WebhookFault.MALFORMED_HEADER
                : null;
    }

    /** Whether the characters before an offset, one at least, are the name of a version, such as {@code v1a}. */
    static boolean isVersion(String item, int end) {
        return end > 0 && item.chars().limit(end).allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    /** Whether a text is seconds since the epoch: 1 to 12 digits, nothing else, and so never beyond the year 33658. */
    static boolean isTimestamp(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TIMESTAMP_LENGTH
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
