// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.jtokkit;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.weighhouse.metering.estimate.Estimate;
import io.weighhouse.metering.estimate.TokenEstimator;
import io.weighhouse.metering.price.Sku;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens as OpenAI's models do, and takes that count as the estimate for everybody else's.
 *
 * <p>{@code "Hello, world"} is 3 tokens for {@code openai/gpt-4o}, and exactly so; for {@code anthropic/claude-opus-4-5} it is taken
 * for 3, and is said to be 1 to 12. What a provider adds around a text, a few tokens for each message, is not in it.
 *
 * <p>A table is read when it is first needed, which takes a fraction of a second, and some 10 MB; {@link #warmUp} does it before. Texts
 * of more than {@link #MAX_COUNTED_CHARS} characters are not counted: their bytes are estimated as {@link TokenEstimator#heuristic} does.
 * Beyond {@link #MAX_EXACT_RUN} characters without a space a count could take long, so such a run is counted in parts, and the count is
 * no longer exact.
 *
 * <p>This class is thread-safe.
 */
public final class JTokkitEstimator implements TokenEstimator {

    /** The longest text that is counted: 1,048,576 characters. */
    public static final int MAX_COUNTED_CHARS = 1 << 20;

    /** The longest run of characters without a space that is counted in one piece: 2,048. */
    public static final int MAX_EXACT_RUN = 2_048;

    private static final List<String> O200K =
            List.of("gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-oss", "chatgpt-4o", "o1", "o3", "o4");
    private static final List<String> CL100K =
            List.of("gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada-002");

    private final EncodingRegistry tables = Encodings.newLazyEncodingRegistry();

    private JTokkitEstimator() {}

    /** {@return an estimator that has read no table yet} */
    public static JTokkitEstimator create() {
        return new JTokkitEstimator();
    }

    /**
     * Reads the table of a model now, so that its first call does not wait for it.
     *
     * @param sku such as {@code openai/gpt-4o}
     */
    public void warmUp(Sku sku) {
        estimate(sku, "a");
    }

    @Override
    public Estimate estimate(Sku sku, CharSequence text) {
        if (text.length() == 0) {
            return Estimate.NOTHING;
        }
        String whole = text.toString();
        Estimate byBytes = TokenEstimator.heuristic().estimate(sku, whole);
        if (whole.length() > MAX_COUNTED_CHARS) {
            return byBytes;
        }
        EncodingType known = encodingOf(sku);
        Encoding encoding = tables.getEncoding(known == null ? EncodingType.O200K_BASE : known);
        boolean hasLongRuns = longestRun(whole) > MAX_EXACT_RUN;
        long tokens = hasLongRuns ? countInParts(encoding, whole) : encoding.countTokensOrdinary(whole);
        if (known != null && !hasLongRuns && isWellFormed(whole)) {
            return Estimate.exactly(tokens);
        }
        return new Estimate(Math.max(1, Math.min(tokens, byBytes.atMost())), 1, byBytes.atMost());
    }

    /** Longer names come first where one begins like another: gpt-4o is no gpt-4. */
    private static @Nullable EncodingType encodingOf(Sku sku) {
        String provider = sku.provider().toLowerCase(Locale.ROOT);
        String name = sku.name().toLowerCase(Locale.ROOT);
        if (name.startsWith("openai/")) {
            name = name.substring("openai/".length());
        } else if (!provider.equals("openai") && !provider.startsWith("azure")) {
            return null;
        }
        if (begins(name, O200K)) {
            return EncodingType.O200K_BASE;
        }
        return begins(name, CL100K) ? EncodingType.CL100K_BASE : null;
    }

    private static boolean begins(String name, List<String> models) {
        for (String model : models) {
            if (name.equals(model) || name.startsWith(model + "-") || name.startsWith(model + ":")) {
                return true;
            }
        }
        return false;
    }

    private static int longestRun(String text) {
        int longest = 0;
        int run = 0;
        char before = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A run of one kind of space is as long a piece as a run without any.
            boolean ends = Character.isWhitespace(c) != Character.isWhitespace(before);
            run = ends ? 1 : run + 1;
            longest = Math.max(longest, run);
            before = c;
        }
        return longest;
    }

    private static long countInParts(Encoding encoding, String text) {
        long tokens = 0;
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + MAX_EXACT_RUN);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            tokens += encoding.countTokensOrdinary(text.substring(from, to));
            from = to;
        }
        return tokens;
    }

    /** Half a surrogate pair is no text that a provider can be sent. */
    private static boolean isWellFormed(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
