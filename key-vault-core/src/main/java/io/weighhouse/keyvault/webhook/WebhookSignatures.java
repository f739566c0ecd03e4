// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weighhouse.keyvault.secret.Secret;
import io.weighhouse.keyvault.webhook.Verification.Unverified;
import io.weighhouse.keyvault.webhook.Verification.Verified;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The signatures of one webhook endpoint: verifies what comes in.
 *
 * <pre>{@code
 * StripeSignatures stripe = WebhookSignatures.stripe(secret).build();
 *
 * byte[] body = exchange.getRequestBody().readNBytes(stripe.maximumBody() + 1);
 * Verification answer = stripe.verify(exchange.getRequestHeaders()::get, body);
 * }</pre>
 *
 * <p>A signature is an HMAC-SHA-256 over a timestamp and the very bytes of the body; a body that was parsed and written
 * again has other bytes. It is good if one of the secrets made it and if the timestamp is no further from now than the
 * tolerance, in either direction: with 300 seconds, an age of 300 is accepted, and so is one of -300; 301 and -301 are
 * not. A tolerance of zero means the same second.
 *
 * <p>While a secret is rolled there are two, and either is good. The bytes of the secrets are copied in and kept until
 * {@link #close()}, which wipes them. Verifying waits for nothing and does no I/O.
 *
 * <p>This class and those that extend it are thread-safe.
 */
public abstract sealed class WebhookSignatures implements AutoCloseable permits StripeSignatures, StandardSignatures {

    /** The most secrets that one endpoint may have at a time, and the most signatures that a header may have. */
    public static final int MAX_SIGNATURES = 8;

    /** The most characters of a header that are looked at. */
    public static final int MAX_HEADER_LENGTH = 4_096;

    private final SigningKeys keys;
    private final InstantSource clock;
    private final long toleranceSeconds;
    private final int maximumBody;

    WebhookSignatures(Builder<?> builder, SigningKeys keys) {
        this.keys = keys;
        this.clock = builder.clock;
        this.toleranceSeconds = builder.toleranceSeconds;
        this.maximumBody = builder.maximumBody;
    }

    /**
     * Starts an endpoint that Stripe, or who signs as Stripe does, sends to.
     *
     * @param secrets 1 to 8 signing secrets, whole, as the dashboard shows them ({@code whsec_...}); they remain the
     *     caller's, to be closed when the endpoint is built
     * @return a builder with the defaults that its methods name
     */
    public static Builder<StripeSignatures> stripe(Secret... secrets) {
        return new Builder<>(List.of(secrets), StripeSignatures::new);
    }

    /**
     * Starts an endpoint of Standard Webhooks, to receive or to send.
     *
     * @param secrets 1 to 8 signing secrets, each {@code whsec_} and the base64 of 24 to 64 bytes; they remain the caller's,
     *     to be closed when the endpoint is built
     * @return a builder with the defaults that its methods name
     */
    public static Builder<StandardSignatures> standard(Secret... secrets) {
        return new Builder<>(List.of(secrets), StandardSignatures::new);
    }

    /**
     * Decides whether a webhook is from who has a secret, whole, and new. It never throws for anything that a sender may
     * send.
     *
     * @param headers all values of the header of a name, whatever its case; null or an empty list if it did not come. The
     *     JDK's {@code exchange.getRequestHeaders()::get} will do. A header that came twice must show both values, so that
     *     it can be refused
     * @param body the bytes as they came; more than {@link #maximumBody()} are refused unread
     * @return when it was signed and with which secret, or why it is not to be read
     * @throws IllegalStateException if this is closed
     */
    public final Verification verify(Function<String, ? extends @Nullable List<String>> headers, byte[] body) {
        if (body.length > maximumBody) {
            return new Unverified(WebhookFault.BODY_TOO_LARGE);
        }
        Claim claim = claim(headers);
        WebhookFault fault = claim.fault();
        if (fault != null) {
            return new Unverified(fault);
        }
        int secret = keys.match(claim.tags(), claim.head().getBytes(US_ASCII), body);
        if (secret < 0) {
            return new Unverified(WebhookFault.SIGNATURE_MISMATCH);
        }
        long age = clock.instant().getEpochSecond() - claim.epochSeconds();
        if (age > toleranceSeconds) {
            return new Unverified(WebhookFault.TOO_OLD);
        }
        if (age < -toleranceSeconds) {
            return new Unverified(WebhookFault.TOO_NEW);
        }
        return new Verified(Instant.ofEpochSecond(claim.epochSeconds()), claim.messageId(), secret);
    }

    /** What the headers say, or what is wrong with them. */
    abstract Claim claim(Function<String, ? extends @Nullable List<String>> headers);

    /** The tags of what is signed now, one of each secret. */
    final List<byte[]> tags(String head, byte[] body) {
        if (body.length > maximumBody) {
            throw new IllegalArgumentException("must be at most " + maximumBody + " bytes: body has " + body.length);
        }
        return keys.tags(head.getBytes(US_ASCII), body);
    }

    final long nowSeconds() {
        return clock.instant().getEpochSecond();
    }

    /** {@return the most bytes that a body may have; to read one more than that is enough} */
    public final int maximumBody() {
        return maximumBody;
    }

    /**
     * Wipes the secrets; from then on nothing can be verified or signed. What the platform's HMAC has made of them lives on
     * until it is used for another or collected. Closing again does nothing.
     */
    @Override
    public final void close() {
        keys.close();
    }

    /**
     * Collects what an endpoint is made of.
     *
     * <p>This class is not thread-safe.
     *
     * @param <S> the scheme
     */
    public static final class Builder<S extends WebhookSignatures> {

        private static final Duration MAX_TOLERANCE = Duration.ofDays(1);
        private static final int MAX_BODY = 64 << 20;

        final List<Secret> secrets;
        private final Function<Builder<?>, S> scheme;
        private InstantSource clock = InstantSource.system();
        private long toleranceSeconds = 300;
        private int maximumBody = 1 << 20;

        private Builder(List<Secret> secrets, Function<Builder<?>, S> scheme) {
            this.secrets = secrets;
            this.scheme = scheme;
        }

        /**
         * Sets how far from now a timestamp may be, before it and after it; 5 minutes unless set.
         *
         * @param most whole seconds, zero to a day; zero means the same second
         * @return this builder
         * @throws IllegalArgumentException if it is not of that range, or has a fraction of a second
         */
        public Builder<S> tolerance(Duration most) {
            if (most.isNegative() || most.compareTo(MAX_TOLERANCE) > 0 || most.getNano() != 0) {
                throw new IllegalArgumentException("must be whole seconds, 0 to 86400: tolerance=" + most);
            }
            this.toleranceSeconds = most.getSeconds();
            return this;
        }

        /**
         * Sets how large a body may be; 1,048,576 bytes unless set, many times what Stripe sends.
         *
         * @param bytes 1 to 67,108,864
         * @return this builder
         * @throws IllegalArgumentException if it is not of that range
         */
        public Builder<S> maximumBody(int bytes) {
            if (bytes < 1 || bytes > MAX_BODY) {
                throw new IllegalArgumentException("must be 1 to 67108864: maximumBody=" + bytes);
            }
            this.maximumBody = bytes;
            return this;
        }

        /**
         * Sets the wall clock by which timestamps are judged and made; the system's unless set.
         *
         * @param source the clock
         * @return this builder
         */
        public Builder<S> clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Builds the endpoint, with copies of the secrets.
         *
         * @return the endpoint
         * @throws IllegalArgumentException if there is no secret or there are more than 8, or if one is not of the scheme's
         *     form; the message says which, and nothing that is in it
         * @throws IllegalStateException if one is closed
         */
        public S build() {
            return scheme.apply(this);
        }
    }
}
