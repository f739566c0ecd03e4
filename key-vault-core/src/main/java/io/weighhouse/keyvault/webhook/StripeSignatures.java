// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stripe's scheme: one header {@code Stripe-Signature: t=1765000000,v1=3eb2...}, whose {@code v1} is the HMAC-SHA-256 of
 * {@code 1765000000.} and the body, in hexadecimal.
 *
 * <p>The header must have exactly one {@code t}, of 1 to 12 digits and nothing else, and 1 to 8 {@code v1}, each of 64 digits
 * of lower-case hexadecimal; other versions, such as {@code v0}, are passed over. What is signed is the timestamp as it was
 * written: a zero before it makes another text.
 *
 * <p>This class is thread-safe.
 */
public final class StripeSignatures extends WebhookSignatures {

    /** The name of the header. */
    public static final String HEADER = "Stripe-Signature";

    private static final HexFormat HEX = HexFormat.of();

    StripeSignatures(Builder<?> builder) {
        super(
                builder,
                new SigningKeys(
                        builder.secrets, StripeSignatures::key, "visible ASCII without blanks or ends of lines"));
    }

    /** The secret itself. A line feed from the end of a file would make every signature wrong, so it is refused here. */
    private static byte @Nullable [] key(byte[] secret) {
        for (byte b : secret) {
            if (b <= ' ' || b == 0x7F) {
                return null;
            }
        }
        return secret.clone();
    }

    /**
     * Signs a body as Stripe does, now, with every secret: for tests of a receiver, or to pass a webhook on.
     *
     * @param body the bytes that will be sent, at most {@link #maximumBody()}
     * @return the value of the header {@link #HEADER}
     * @throws IllegalArgumentException if the body is too large
     * @throws IllegalStateException if this is closed
     */
    public String sign(byte[] body) {
        long now = nowSeconds();
        StringBuilder header = new StringBuilder("t=").append(now);
        tags(now + ".", body).forEach(tag -> header.append(",v1=").append(HEX.formatHex(tag)));
        return header.toString();
    }

    @Override
    Claim claim(Function<String, ? extends @Nullable List<String>> headers) {
        List<String> values = headers.apply(HEADER);
        WebhookFault fault = Claim.faultOf(values);
        return fault != null
                ? Claim.refused(fault)
                : claim(Objects.requireNonNull(values).get(0));
    }

    private static Claim claim(String header) {
        String timestamp = null;
        List<byte[]> tags = new ArrayList<>();
        for (String item : header.split(",", -1)) {
            int equals = item.indexOf('=');
            if (!Claim.isVersion(item, equals)) {
                return Claim.refused(WebhookFault.MALFORMED_HEADER);
            }
            String version = item.substring(0, equals);
            String value = item.substring(equals + 1);
            if (version.equals("t")) {
                if (timestamp != null || !Claim.isTimestamp(value)) {
                    return Claim.refused(WebhookFault.MALFORMED_HEADER);
                }
                timestamp = value;
            } else if (version.equals("v1")) {
                if (tags.size() == MAX_SIGNATURES || !isTag(value)) {
                    return Claim.refused(WebhookFault.MALFORMED_HEADER);
                }
                tags.add(HEX.parseHex(value));
            }
        }
        if (timestamp == null) {
            return Claim.refused(WebhookFault.MALFORMED_HEADER);
        }
        return tags.isEmpty()
                ? Claim.refused(WebhookFault.NO_KNOWN_SIGNATURE)
                : Claim.of(timestamp, "", timestamp + '.', tags);
    }

    private static boolean isTag(String text) {
        return text.length() == 2 * SigningKeys.TAG_LENGTH
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9'));
    }
}
