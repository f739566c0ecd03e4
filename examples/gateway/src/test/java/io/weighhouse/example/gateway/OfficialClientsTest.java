// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The official clients of OpenAI, Anthropic and Google against this gateway: 21 cases.
 *
 * <p>{@code examples/gateway/clients/run} installs them; where it was never run, this says so and is skipped.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OfficialClientsTest {

    private static final Path INSTALLED = Path.of("target/clients");
    private static final List<String> SCRIPTS =
            List.of("main.mjs", "cases.mjs", "gateway.mjs", "wire.mjs", "openai.mjs", "anthropic.mjs", "gemini.mjs");

    @Test
    void clients_everyCase_isAsItShouldBe() throws IOException, InterruptedException {
        boolean installed = Files.exists(INSTALLED.resolve("installed.json"));
        if (!installed) {
            System.err.println("SKIPPED: OfficialClientsTest, until examples/gateway/clients/run has installed them.");
        }
        assumeTrue(installed, "clients are not installed");
        for (String script : SCRIPTS) {
            Files.write(
                    INSTALLED.resolve(script),
                    Files.readAllBytes(Path.of("clients").resolve(script)));
        }
        try (Running running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()))) {
            Process process = new ProcessBuilder(
                            "node",
                            INSTALLED.resolve("main.mjs").toString(),
                            "--gateway",
                            running.base().toString(),
                            running.house.adminKey)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said.lines().filter(line -> line.contains(" ok "))).hasSize(21);
        }
    }
}
