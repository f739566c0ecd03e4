// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayCommandTest {

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "--prot, Unknown option: '--prot'",
        "--smok, Unknown option: '--smok'",
        "extra, Unmatched argument at index 0: 'extra'",
        "--port=abc, Invalid value for option '--port'",
        "--port=-1, --port must be 0 to 65535: -1",
        "--port=65536, --port must be 0 to 65535: 65536",
        "--prices, Missing required parameter for option '--prices'",
    })
    void execute_badCommandLine_endsWith2AndNamesIt(String arg, String message) {
        CommandRun run = CommandRun.of(arg);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource({"--memory, --data cannot be had with --memory.", "--smoke, --data cannot be had with --smoke"})
    void execute_twoPlacesForTheBooks_endsWith2AndNamesThem(String other, String message) {
        CommandRun run = CommandRun.of("--data", folder.resolve("books").toString(), other);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void execute_folderThatIsInUse_endsWith2AndNamesIt() throws IOException {
        try (Storage inUse = Storage.in(folder)) {
            CommandRun run = CommandRun.of("--port", "0", "--data", folder.toString());
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("--data: ").contains("in use").doesNotContain("\tat ");
            assertThat(inUse.where()).contains(folder.toString());
        }
    }

    @Test
    void execute_folderThatCannotBeOne_endsWith2AndNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        CommandRun run = CommandRun.of("--port", "0", "--data", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--data: ").contains(file.toString()).doesNotContain("\tat ");
    }

    @Test
    void execute_help_endsWith0() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("--port")
                .contains("--prices")
                .contains("--data")
                .contains("--memory")
                .contains("--smoke");
    }

    @Test
    void execute_priceFileThatIsNotThere_endsWith2AndNamesIt() {
        CommandRun run = CommandRun.of("--prices", folder.resolve("none.json").toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("No such price file")
                .contains("none.json")
                .doesNotContain("\tat ");
    }

    @Test
    void execute_priceFileThatIsNone_endsWith2AndSaysWhere() throws IOException {
        Path file = Files.writeString(folder.resolve("broken.json"), "{\n  \"gpt-4o\": {,");
        CommandRun run = CommandRun.of("--prices", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("broken.json").contains("at line 2").doesNotContain("\tat ");
        CommandRun directory = CommandRun.of("--prices", folder.toString());
        assertThat(directory.status()).isEqualTo(2);
        assertThat(directory.err()).contains("cannot read").doesNotContain("\tat ");
    }

    @Test
    void execute_proseInNumericFields_skipsTheEntryAndNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("prose.json"), """
                {
                  "sample_spec": {
                    "litellm_provider": "one of the providers",
                    "mode": "one of: chat, embedding",
                    "max_output_tokens": "max output tokens, if the provider specifies it",
                    "input_cost_per_token": "price of one token"
                  },
                  "gpt-prose": {
                    "litellm_provider": "openai", "mode": "chat",
                    "input_cost_per_token": "ask sales", "output_cost_per_token": 6e-07
                  },
                  "gpt-4o-mini": {
                    "litellm_provider": "openai", "mode": "chat", "max_output_tokens": 16384,
                    "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07
                  },
                  "gpt-4o": {
                    "litellm_provider": "openai", "mode": "chat", "max_output_tokens": 16384,
                    "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05
                  }
                }
                """);
        CommandRun run = CommandRun.of("--smoke", "--prices", file.toString());
        assertThat(run.out())
                .contains("Prices: 2 of 4 entries taken")
                .contains("skipped sample_spec: ")
                .contains("skipped gpt-prose: NOT_A_NUMBER: input_cost_per_token=\"ask sales\"")
                .contains("Everything adds up.");
        assertThat(run.status()).isZero();
    }

    @Test
    void execute_manySkippedEntries_namesTwentyOfThem() throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 25; i++) {
            json.append("\"free-").append(i).append("\": {\"litellm_provider\": \"openai\", \"mode\": \"chat\"},");
        }
        json.append("\"priced\": {\"litellm_provider\": \"openai\", \"input_cost_per_token\": 1e-07}}");
        Path file = Files.writeString(folder.resolve("many.json"), json);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.of("--prices", file.toString(), "--port", "" + taken.getLocalPort(), "--memory");
            assertThat(run.out().lines().filter(line -> line.startsWith("  skipped free-")))
                    .hasSize(20);
            assertThat(run.out()).contains("  and 5 more");
        }
    }

    @Test
    void execute_portThatIsTaken_endsWith2AndNamesIt() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run = CommandRun.of("--memory", "--port", Integer.toString(taken.getLocalPort()));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err())
                    .contains("Port " + taken.getLocalPort() + " cannot be had")
                    .contains("--port 0")
                    .doesNotContain("\tat ");
        }
    }
}
