// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The npm package {@code @pydantic/genai-prices}, in a process of its own, where node finds both itself and the package from
 * the directory that the benchmark is started in. Nothing is ever installed.
 *
 * <p>It computes in JavaScript's numbers and rounds nothing. This class is thread-safe.
 */
public final class GenaiPrices {

    private static final int SECONDS_AT_MOST = 20;

    private static final String SCRIPT = """
            const { calcPrice } = await import('@pydantic/genai-prices')
            let sum = 0
            const priced = (from, to) => {
              for (let i = from; i < to; i++) {
                const usage = { input_tokens: 1000 + i % 1000, cache_read_tokens: 400, output_tokens: 350 }
                sum += calcPrice(usage, 'gpt-4o', { providerId: 'openai' }).total_price
              }
            }
            priced(0, 20000)
            const before = process.cpuUsage()
            priced(0, 50000)
            const used = process.cpuUsage(before)
            if (!(sum > 0)) throw new Error('no price')
            console.log((used.user + used.system) * 1000 / 50000)
            """;

    private GenaiPrices() {}

    /**
     * What a price takes there, warm.
     *
     * @return nanoseconds of the process's CPU time; empty where node or the package is missing
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static Optional<Double> nanosPerPrice() throws InterruptedException {
        Process node;
        try {
            node = new ProcessBuilder("node", "--input-type=module", "-e", SCRIPT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noNode) {
            return Optional.empty();
        }
        try {
            if (!node.waitFor(SECONDS_AT_MOST, TimeUnit.SECONDS) || node.exitValue() != 0) {
                return Optional.empty();
            }
            String said = new String(node.getInputStream().readAllBytes(), UTF_8);
            return Optional.of(Double.valueOf(said.strip()));
        } catch (IOException unreadable) {
            return Optional.empty();
        } finally {
            node.destroyForcibly();
        }
    }
}
