// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every route of a gateway is called, well and badly; then no secret is in what it printed, nor in what it keeps. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class QuietTest {

    private static final String STRIPE_SECRET = "whsec_quiet_0123456789abcdef";
    private static final String PROVIDER_SECRET = "sk-proj-" + "q7Zx".repeat(12);
    private static final String MISPLACED = "hunter2-in-the-wrong-place";

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://[^\\s,]+)");
    private static final Pattern BEARER = Pattern.compile("'authorization: Bearer (\\S+)'");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRoute_leavesNoSecretInOutputOrFiles() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Process process = started(data);
        List<String> said = new ArrayList<>();
        List<String> secrets;
        try {
            BufferedReader out = process.inputReader(UTF_8);
            URI base = URI.create("http://nowhere");
            List<String> keys = new ArrayList<>();
            // The keys are shown once, before anything is served: what comes after that is looked through.
            while (keys.size() < 3) {
                String line = out.readLine();
                assertThat(line).as("ended before it listened").isNotNull();
                base = matched(LISTENING, line).map(URI::create).orElse(base);
                matched(BEARER, line).ifPresent(keys::add);
            }
            Thread reader = new Thread(() -> out.lines().forEach(said::add), "gateway-output");
            reader.start();
            secrets = exercised(base, keys);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            reader.join();
        } finally {
            process.destroyForcibly();
        }
        for (String secret : secrets) {
            assertThat(said).noneMatch(line -> line.contains(secret));
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(contains(file, secret))
                            .as(secret + " in " + file)
                            .isFalse();
                }
            }
        }
    }

    private static Optional<String> matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Process started(Path data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", ""),
                GatewayCommand.class.getName(),
                "--port",
                "0",
                "--data",
                data.toString());
        Providers.KNOWN.values().forEach(known -> builder.environment().remove(known.environment()));
        builder.environment().put("STRIPE_WEBHOOK_SECRET", STRIPE_SECRET);
        return builder.redirectErrorStream(true).start();
    }

    private static List<String> exercised(URI base, List<String> keys) throws IOException, InterruptedException {
        Client admin = Client.of(base, keys.get(2));
        Client caller = Client.of(base, keys.get(0));
        String issued = admin.done("/admin/keys", "{\"tenant\":\"demo\",\"name\":\"quiet\",\"scopes\":[\"secrets\"]}")
                .path("key")
                .asText();
        String secret = "{\"provider\":\"openai\",\"fields\":{\"api_key\":\"" + PROVIDER_SECRET + "\"}}";
        admin.done("/admin/secrets", secret);
        assertThat(caller.chat("c-1", "Weigh this", true).statusCode()).isEqualTo(200);
        Client.of(base, issued).done("/v1/secrets", secret);
        int paths = 0;
        for (String path : paths()) {
            String address = path.replace("*", "x:generateContent");
            for (Client client : List.of(admin, caller, Client.of(base, issued + "x"))) {
                client.look(address + "?key=" + MISPLACED);
                client.post(address, secret);
                client.post(address, "{\"" + MISPLACED + "\":");
                paths++;
            }
        }
        assertThat(paths).isGreaterThan(100);
        return List.of(keys.get(0), keys.get(2), issued, PROVIDER_SECRET, STRIPE_SECRET, MISPLACED);
    }

    private static Set<String> paths() throws IOException {
        try (Running other = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()))) {
            return other.routes.methodsByPath().keySet();
        }
    }

    private static boolean contains(Path file, String secret) throws IOException {
        return new String(Files.readAllBytes(file), ISO_8859_1).contains(secret);
    }
}
