// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * JMH's own command line, which keeps its figures: as JSON in {@code jmh-result.json} beside the jar, unless {@code -rf} or
 * {@code -rff} says otherwise.
 *
 * <p>Threads: used by one thread.
 */
public final class Main {

    private Main() {}

    /**
     * Runs what the arguments name.
     *
     * @param args JMH's, see {@code -h}
     * @throws Exception if it cannot be run
     */
    public static void main(String[] args) throws Exception {
        org.openjdk.jmh.Main.main(withResult(args, besideTheJar()));
    }

    /** The arguments, and where the figures go if they do not say. */
    static String[] withResult(String[] args, Path result) {
        List<String> all = new ArrayList<>(List.of(args));
        if (all.stream().noneMatch(arg -> arg.startsWith("-rf"))) {
            all.addAll(List.of("-rf", "json", "-rff", result.toString()));
        }
        return all.toArray(String[]::new);
    }

    private static Path besideTheJar() throws URISyntaxException {
        Path jar = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return jar.resolveSibling("jmh-result.json");
    }
}
