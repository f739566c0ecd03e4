// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import io.weighhouse.keyvault.internal.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The symmetric scheme of Standard Webhooks: headers {@code webhook-id}, {@code webhook-timestamp} and {@code
 * webhook-signature}, the last with {@code v1,} and the base64 of the HMAC-SHA-256 of {@code id.timestamp.body}.
 *
 * <p>The id is 1 to 128 visible ASCII characters without a full stop, which would make the signed text ambiguous; the
 * timestamp 1 to 12 digits. Signatures stand apart by one blank each, 1 to 8 of them {@code v1}; other versions, such as the
 * asymmetric {@code v1a}, are passed over. The same id comes again when a message is sent again: it is what to do things
 * once by.
 *
 * <p>This class is thread-safe.
 */
public final class StandardSignatures extends WebhookSignatures {

    /** The name of the header with the message's id. */
    public static final String ID_HEADER = "webhook-id";

    /** The name of the header with the seconds since the epoch. */
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";

    /** The name of the header with the signatures. */
    public static final String SIGNATURE_HEADER = "webhook-signature";

    private static final String VERSION = "v1,";
    private static final byte[] SECRET_PREFIX = {'w', 'h', 's', 'e', 'c', '_'};
    private static final int MIN_KEY_LENGTH = 24;
    private static final int MAX_KEY_LENGTH = 64;
    private static final int MAX_ID_LENGTH = 128;

    StandardSignatures(Builder<?> builder) {
        super(
                builder,
                new SigningKeys(builder.secrets, StandardSignatures::key, "whsec_ and the base64 of 24 to 64 bytes"));
    }

    private static byte @Nullable [] key(byte[] secret) {
        if (!Arrays.equals(Arrays.copyOf(secret, SECRET_PREFIX.length), SECRET_PREFIX)) {
            return null;
        }
        byte[] base64 = Arrays.copyOfRange(secret, SECRET_PREFIX.length, secret.length);
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            return key.length >= MIN_KEY_LENGTH && key.length <= MAX_KEY_LENGTH ? key : null;
        } catch (IllegalArgumentException notBase64) {
            // Its message has a character of the secret.
            return null;
        } finally {
            Arrays.fill(base64, (byte) 0);
        }
    }

    /**
     * Signs a message, now, with every secret, so that the receiver may have the old or the new one while a secret is rolled.
     *
     * @param id what the message is known by, the same whenever it is sent again: 1 to 128 visible ASCII characters without
     *     a full stop
     * @param body the bytes that will be sent, at most {@link #maximumBody()}
     * @return the three headers to send with it, by their names
     * @throws IllegalArgumentException if the id is not of that form, or the body is too large
     * @throws IllegalStateException if this is closed
     */
    public Map<String, String> sign(String id, byte[] body) {
        if (!isId(id)) {
            throw new IllegalArgumentException(
                    "must be 1 to 128 visible ASCII characters without a full stop: id=" + Names.quoted(id));
        }
        String timestamp = Long.toString(nowSeconds());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID_HEADER, id);
        headers.put(TIMESTAMP_HEADER, timestamp);
        headers.put(
                SIGNATURE_HEADER,
                tags(head(id, timestamp), body).stream()
                        .map(tag -> VERSION + Base64.getEncoder().encodeToString(tag))
                        .collect(Collectors.joining(" ")));
        return headers;
    }

    @Override
    Claim claim(Function<String, ? extends @Nullable List<String>> headers) {
        List<String> values = new ArrayList<>();
        for (String name : List.of(ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER)) {
            List<String> these = headers.apply(name);
            WebhookFault fault = Claim.faultOf(these);
            if (fault != null) {
                return Claim.refused(fault);
            }
            values.add(Objects.requireNonNull(these).get(0));
        }
        return claim(values.get(0), values.get(1), values.get(2));
    }

    private static Claim claim(String id, String timestamp, String signatures) {
        if (!isId(id) || !Claim.isTimestamp(timestamp)) {
            return Claim.refused(WebhookFault.MALFORMED_HEADER);
        }
        List<byte[]> tags = new ArrayList<>();
        for (String item : signatures.split(" ", -1)) {
            if (!Claim.isVersion(item, item.indexOf(','))) {
                return Claim.refused(WebhookFault.MALFORMED_HEADER);
            }
            if (item.startsWith(VERSION)) {
                byte[] tag = tag(item.substring(VERSION.length()));
                if (tag == null || tags.size() == MAX_SIGNATURES) {
                    return Claim.refused(WebhookFault.MALFORMED_HEADER);
                }
                tags.add(tag);
            }
        }
        return tags.isEmpty()
                ? Claim.refused(WebhookFault.NO_KNOWN_SIGNATURE)
                : Claim.of(timestamp, id, head(id, timestamp), tags);
    }

    private static String head(String id, String timestamp) {
        return id + '.' + timestamp + '.';
    }

    private static boolean isId(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_ID_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '.');
    }

    /** The bytes of the one base64 text that stands for them: the decoder alone would let bits pass that mean nothing. */
    private static byte @Nullable [] tag(String base64) {
        try {
            byte[] tag = Base64.getDecoder().decode(base64);
            return tag.length == SigningKeys.TAG_LENGTH
                            && Base64.getEncoder().encodeToString(tag).equals(base64)
                    ? tag
                    : null;
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
