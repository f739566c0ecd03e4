// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a JVM of its own, as a user starts it, on a free port. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+?)(, .*)?");
    private static final Pattern BEARER = Pattern.compile("'authorization: Bearer (\\S+)'");

    final URI base;
    /** The keys in the order in which they are shown: the caller's twice, then the administrator's. */
    final List<String> bearers;

    private final Process process;

    private GatewayProcess(Process process, URI base, List<String> bearers) {
        this.process = process;
        this.base = base;
        this.bearers = bearers;
    }

    /** Starts it and waits until it has said how to try it. */
    static GatewayProcess start(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", ""),
                GatewayCommand.class.getName(),
                "--port",
                "0",
                "--data",
                folder.toString());
        builder.environment().remove("OPENAI_API_KEY");
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            return read(process);
        } catch (IOException | RuntimeException notStarted) {
            process.destroyForcibly();
            throw notStarted;
        }
    }

    private static GatewayProcess read(Process process) throws IOException {
        BufferedReader out = process.inputReader(UTF_8);
        URI base = null;
        List<String> bearers = new ArrayList<>();
        while (bearers.size() < 3) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the gateway ended before it listened");
            }
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                base = URI.create(listening.group(1));
            }
            Matcher bearer = BEARER.matcher(line);
            if (bearer.find()) {
                bearers.add(bearer.group(1));
            }
        }
        if (base == null) {
            throw new IOException("the gateway did not say where it listens");
        }
        return new GatewayProcess(process, base, bearers);
    }

    String callerKey() {
        return bearers.get(0);
    }

    String adminKey() {
        return bearers.get(2);
    }

    /** Ends it as a power cut does, but for the disk's own cache. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        waitUntilGone();
    }

    /** Asks it to end, and waits until it has. */
    void stop() throws InterruptedException {
        process.destroy();
        waitUntilGone();
    }

    private void waitUntilGone() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
