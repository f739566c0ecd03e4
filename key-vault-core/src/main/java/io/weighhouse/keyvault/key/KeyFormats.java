// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.internal.StripedPool;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The formats that one registry speaks: one for new keys, and others that are still accepted.
 *
 * <pre>{@code
 * KeyFormats.of(
 *         ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}{crc}"),
 *         ApiKeyFormat.parse("glyph_sk_{env:dev|live}_{b62:32}"));
 * }</pre>
 *
 * <p>A text belongs to the first format that its beginning, its length and its letters fit: of formats with different
 * beginnings the one with the longer, and imported formats after all others. Here 51 or 52 characters are the new format
 * and 45 or 46 the old one. A text that fits but for its checksum is {@link ApiKeyFormat.Check#BAD_CHECKSUM} and goes no
 * further. Two formats that could both claim some text are refused when they are put together, unless one of them is
 * imported and the order decides.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class KeyFormats {

    private static final int MAX_FORMATS = 16;

    final KeyShape[] shapes;
    final int minLength;
    final int maxLength;

    private final List<ApiKeyFormat> formats;
    private final String[] leads;
    private final StripedPool<KeyReader> readers = new StripedPool<>(() -> new KeyReader(this));

    private KeyFormats(List<ApiKeyFormat> formats) {
        if (formats.size() > MAX_FORMATS) {
            throw new IllegalArgumentException("must be at most 16: formats=" + formats.size());
        }
        this.formats = formats;
        List<ApiKeyFormat> routes = formats.stream()
                .sorted(Comparator.comparing(ApiKeyFormat::isImported)
                        .thenComparing(format -> -format.lead().length()))
                .toList();
        List<KeyShape> all = new ArrayList<>();
        for (ApiKeyFormat format : routes) {
            format.requireCheckKey();
            List<KeyShape> some = format.shapes();
            all.forEach(earlier -> some.forEach(later -> refuseAmbiguity(earlier, later)));
            all.addAll(some);
        }
        this.shapes = all.toArray(new KeyShape[0]);
        this.minLength =
                formats.stream().mapToInt(ApiKeyFormat::minLength).min().orElseThrow();
        this.maxLength =
                formats.stream().mapToInt(ApiKeyFormat::maxLength).max().orElseThrow();
        this.leads = formats.stream().map(ApiKeyFormat::lead).distinct().toArray(String[]::new);
    }

    /**
     * Puts formats together.
     *
     * @param current what new keys look like; if it is imported, none can be made
     * @param alsoAccepted up to 15 others, in any order
     * @return the formats
     * @throws IllegalArgumentException if two of them could claim the same text, or there are more than 16
     * @throws IllegalStateException if one has a <code>{kcrc}</code> but no check key
     */
    public static KeyFormats of(ApiKeyFormat current, ApiKeyFormat... alsoAccepted) {
        List<ApiKeyFormat> all = new ArrayList<>();
        all.add(current);
        all.addAll(List.of(alsoAccepted));
        return new KeyFormats(List.copyOf(all));
    }

    private static void refuseAmbiguity(KeyShape earlier, KeyShape later) {
        boolean ordered = earlier.format.isImported() != later.format.isImported()
                || (earlier.format.isImported()
                        && earlier.format.lead().length() > later.format.lead().length());
        if (!ordered && earlier.overlaps(later)) {
            throw new IllegalArgumentException("must not both claim one text: formats="
                    + Names.quoted(earlier.format.toString()) + " and "
                    + Names.quoted(later.format.toString()));
        }
    }

    /** {@return what new keys look like} */
    public ApiKeyFormat current() {
        return formats.get(0);
    }

    /** {@return every format that is accepted, the current one first} */
    public List<ApiKeyFormat> accepted() {
        return formats;
    }

    /**
     * Tells without any lookup whether a text may be a key of one of these formats. The answer takes no longer for a long
     * text than for a short one.
     *
     * @param text anything
     * @return {@link ApiKeyFormat.Check#OK} if it may be one, else why not
     */
    public ApiKeyFormat.Check check(CharSequence text) {
        if (text instanceof String string && isForeign(string)) {
            return ApiKeyFormat.Check.FOREIGN;
        }
        KeyReader reader = readers.take();
        ApiKeyFormat.Check check = reader.read(text);
        reader.wipe();
        readers.give(reader);
        return check;
    }

    /** {@return the definitions, the current one first} */
    @Override
    public String toString() {
        return formats.toString();
    }

    /** Whether no key begins as this text does. It takes nothing from a pool, and looks no further than beginnings go. */
    boolean isForeign(String text) {
        for (String lead : leads) {
            if (text.startsWith(lead)) {
                return false;
            }
        }
        return true;
    }

    /** Says of a text that is no key whether it begins as one. */
    ApiKeyFormat.Check refusal(CharSequence text) {
        for (String lead : leads) {
            if (begins(text, lead)) {
                return ApiKeyFormat.Check.MALFORMED;
            }
        }
        return ApiKeyFormat.Check.FOREIGN;
    }

    private static boolean begins(CharSequence text, String lead) {
        if (text.length() < lead.length()) {
            return false;
        }
        for (int i = 0; i < lead.length(); i++) {
            if (text.charAt(i) != lead.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
