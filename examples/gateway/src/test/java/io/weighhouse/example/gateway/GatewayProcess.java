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

/** A gateway, or the built-in provider, in a JVM of its own, as a user starts it, on a free port. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://[^\\s,]+).*");
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

    /** Starts a gateway and waits until it has said how to try it. */
    static GatewayProcess start(Path folder, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--data", folder.toString()));
        arguments.addAll(List.of(more));
        return started(List.of(), arguments, 3);
    }

    /** The same, with options of the JVM. */
    static GatewayProcess start(List<String> jvm, Path folder) throws IOException {
        return started(jvm, List.of("--data", folder.toString()), 3);
    }

    /** Starts the built-in provider with a book of its own. */
    static GatewayProcess provider(Path book) throws IOException {
        return started(List.of(), List.of("--provider-only", "--provider-book", book.toString()), 0);
    }

    private static GatewayProcess started(List<String> jvm, List<String> arguments, int keys) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // It is killed before the second compiler would be of use.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(jvm);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("jdk.module.path", ""),
                GatewayCommand.class.getName(),
                "--port",
                "0"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Providers.KNOWN.values().forEach(known -> builder.environment().remove(known.environment()));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            return read(process, keys);
        } catch (IOException | RuntimeException notStarted) {
            process.destroyForcibly();
            throw notStarted;
        }
    }

    private static GatewayProcess read(Process process, int keys) throws IOException {
        BufferedReader out = process.inputReader(UTF_8);
        URI base = null;
        List<String> bearers = new ArrayList<>();
        while (base == null || bearers.size() < keys) {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the process ended before it listened");
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
