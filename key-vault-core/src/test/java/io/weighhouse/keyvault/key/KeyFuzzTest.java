// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.keyvault.key.ApiKeyFormat.Check;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Random and mutated texts against a second opinion: a regular expression and the published checksum. */
class KeyFuzzTest {

    private static final List<ApiKeyFormat> ALL = List.of(
            ApiKeyFormat.parse("ghp_{b62:30}{crc}"),
            ApiKeyFormat.parse("gh_{env:dev|live}_{b64u:30}-{crc}"),
            ApiKeyFormat.parse("gh_{b58:22-26}"),
            ApiKeyFormat.parse("g.{id:hex:4}+{hex:32}"));
    private static final List<Pattern> PATTERNS = ALL.stream()
            .map(format -> Pattern.compile(format.openApiPattern(), Pattern.DOTALL))
            .toList();
    private static final KeyFormats FORMATS = KeyFormats.of(ALL.get(0), ALL.get(1), ALL.get(2), ALL.get(3));

    private final Random random = new Random(6);
    private final KeyReader reader = new KeyReader(FORMATS);

    @Test
    void read_mutatedKeys_areOkOnlyIfTheyAreKeys() {
        SeededRandom letters = new SeededRandom(6);
        int ok = 0;
        for (int i = 0; i < 100_000; i++) {
            ApiKeyFormat format = ALL.get(i % ALL.size());
            String environment =
                    format.environments().isEmpty() ? "" : format.environments().get(random.nextInt(2));
            StringBuilder text =
                    new StringBuilder(format.generate(letters, environment).reveal());
            for (int change = random.nextInt(3); change > 0; change--) {
                mutate(text);
            }
            ok += isJudgedRightly(text.toString()) ? 1 : 0;
        }
        assertThat(ok).isBetween(30_000, 80_000);
    }

    @Test
    void read_randomCharacters_areNoKeys() {
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "gh" : "");
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(character());
            }
            isJudgedRightly(text.toString());
        }
    }

    private boolean isJudgedRightly(String text) {
        int right = -1;
        for (int i = 0; i < PATTERNS.size(); i++) {
            if (PATTERNS.get(i).matcher(text).matches() && !text.endsWith("\n")) {
                assertThat(right).as(text).isNegative();
                right = i;
            }
        }
        Check check = reader.read(text);
        if (right < 0) {
            boolean begins = ALL.stream().anyMatch(format -> text.startsWith(format.lead()));
            assertThat(check).as(text).isEqualTo(begins ? Check.MALFORMED : Check.FOREIGN);
            assertThat(FORMATS.isForeign(text)).isEqualTo(!begins);
            return false;
        }
        boolean fits = right > 1 || text.endsWith(PublishedChecksum.of(secret(text, right)));
        assertThat(check).as(text).isEqualTo(fits ? Check.OK : Check.BAD_CHECKSUM);
        if (fits) {
            assertThat(reader.format()).isSameAs(ALL.get(right));
            assertThat(text).contains(reader.environment());
        }
        return fits;
    }

    private static String secret(String text, int format) {
        int end = text.length() - (format == 0 ? 6 : 7);
        return text.substring(end - 30, end);
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(5)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, character());
            case 2 -> text.setLength(Math.max(1, at));
            case 3 -> text.append(text.charAt(at));
            default -> text.setCharAt(at, character());
        }
    }

    private char character() {
        return random.nextInt(4) == 0 ? (char) random.nextInt(0x10000) : (char) ('!' + random.nextInt('~' - '!' + 1));
    }
}
