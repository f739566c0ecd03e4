// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.weighhouse.benchmarks.rival.BigDecimalPrices;
import io.weighhouse.benchmarks.rival.TokenCounts;
import io.weighhouse.benchmarks.work.ChatBodies;

/**
 * One call of the load, known by its number: what is asked, what is answered, and what that must cost.
 *
 * <p>The number travels in the request's seed, so that the provider can tell what to answer, and so can whoever checks the
 * books. This record is immutable.
 *
 * @param number 0 or more
 */
record SampleCall(long number) {

    private static final byte[] SEED = "\"seed\":".getBytes(US_ASCII);
    private static final String REQUEST = new String(ChatBodies.request(), US_ASCII);
    private static final String ANSWER = new String(ChatBodies.response(), US_ASCII);

    /** Not Weighhouse's own arithmetic: that is what is checked. */
    private static final BigDecimalPrices PRICES =
            new BigDecimalPrices("0.000003", "0.0000003", "0.000015", "1.8", "0.01");

    /** The call that a request is of. */
    static SampleCall of(byte[] request) {
        int at = indexOf(request, SEED) + SEED.length;
        long number = 0;
        for (; request[at] >= '0' && request[at] <= '9'; at++) {
            number = 10 * number + request[at] - '0';
        }
        return new SampleCall(number);
    }

    /** What it uses: from 400 to 1,399 tokens in, up to 399 of them cached, and from 1 to 1,000 out. */
    TokenCounts tokens() {
        long cached = number % 3 == 0 ? number * 13 % 400 : 0;
        return new TokenCounts(400 + number * 7 % 1_000 - cached, cached, 1 + number * 31 % 1_000);
    }

    /** What it is charged. */
    long credits() {
        return PRICES.credits(tokens());
    }

    byte[] request() {
        return REQUEST.replaceFirst("\\{", "{\"seed\":" + number + ",").getBytes(US_ASCII);
    }

    byte[] answer() {
        TokenCounts tokens = tokens();
        return ANSWER.replace("\"prompt_tokens\":1200", "\"prompt_tokens\":" + (tokens.input() + tokens.cachedInput()))
                .replace("\"cached_tokens\":400", "\"cached_tokens\":" + tokens.cachedInput())
                .replace("\"completion_tokens\":350", "\"completion_tokens\":" + tokens.output())
                .replace("\"total_tokens\":1550", "\"total_tokens\":" + all(tokens))
                .getBytes(US_ASCII);
    }

    /** All tokens that an answer says. */
    static long tokensIn(byte[] answer) {
        byte[] name = "\"total_tokens\":".getBytes(US_ASCII);
        int at = indexOf(answer, name) + name.length;
        long tokens = 0;
        for (; answer[at] >= '0' && answer[at] <= '9'; at++) {
            tokens = 10 * tokens + answer[at] - '0';
        }
        return tokens;
    }

    long allTokens() {
        return all(tokens());
    }

    private static long all(TokenCounts tokens) {
        return tokens.input() + tokens.cachedInput() + tokens.output();
    }

    private static int indexOf(byte[] text, byte[] part) {
        for (int at = 0; at <= text.length - part.length; at++) {
            int same = 0;
            while (same < part.length && text[at + same] == part[same]) {
                same++;
            }
            if (same == part.length) {
                return at;
            }
        }
        throw new IllegalArgumentException("must contain " + new String(part, US_ASCII) + ": bytes=" + text.length);
    }
}
