// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.DurableLedger;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The command behind {@code benchmarks/compare}.
 *
 * <p>Exit status: 0 when every goal is met, 1 when one is missed, 2 for arguments that mean nothing, 3 when a body failed.
 *
 * <p>Threads: used by one thread.
 */
public final class Compare {

    static final int MET = 0;
    static final int MISSED = 1;
    static final int USAGE = 2;
    static final int FAILED = 3;

    /** All suites, in the order of the list. */
    private static final List<Suite> SUITES = List.of(
            new ClockSuite(),
            new MoneySuite(),
            new PriceSuite(filesOf(System.getProperties()), priceFileOf(System.getProperties())),
            new LimiterSuite(100_000, 200_000),
            new AuthenticateSuite(),
            new LedgerSuite(),
            new JournalSuite(DurableLedger::open, filesOf(System.getProperties()), 1_000_000),
            new HeapSuite(filesOf(System.getProperties()), 1_000_000, 10_000_000),
            new CallSuite(filesOf(System.getProperties())));

    private final List<Suite> suites;
    private final Gauges gauges;
    private final PrintStream out;
    private final PrintStream err;

    /** Below where files are made that are measured, and removed again. */
    static Path filesOf(Properties properties) {
        return Path.of(properties.getProperty("benchmarks.files", properties.getProperty("java.io.tmpdir")));
    }

    /** The price file that was named, or one that lies in a {@code shared/data/prices} beside some checkouts. */
    static Optional<Path> priceFileOf(Properties properties) {
        String named = properties.getProperty("benchmarks.prices", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(at.resolve("shared/data/prices"), "litellm-*.json")) {
                for (Path file : files) {
                    return Optional.of(file);
                }
            } catch (IOException noneHere) {
                // Perhaps further up.
            }
        }
        return Optional.empty();
    }

    Compare(List<Suite> suites, Gauges gauges, PrintStream out, PrintStream err) {
        this.suites = suites;
        this.gauges = gauges;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the suite that the arguments name, and ends the process.
     *
     * @param args a suite's name and perhaps {@code --quick}; nothing, for a list of suites
     */
    public static void main(String[] args) {
        System.exit(new Compare(SUITES, Gauges.ofThisProcess(), System.out, System.err).run(List.of(args)));
    }

    /** Does what the arguments say; the exit status. */
    int run(List<String> args) {
        List<String> names = new ArrayList<>();
        Budget budget = Budget.FULL;
        for (String arg : args) {
            if (arg.equals("--quick")) {
                budget = Budget.QUICK;
            } else if (arg.startsWith("-")) {
                return refuse("unknown flag: " + arg);
            } else {
                names.add(arg);
            }
        }
        if (names.size() > 1) {
            return refuse("one suite at a time: " + String.join(" ", names));
        }
        if (names.isEmpty()) {
            out.print(usage());
            return MET;
        }
        Optional<Suite> suite =
                suites.stream().filter(s -> s.name().equals(names.get(0))).findFirst();
        return suite.isPresent() ? compare(suite.get(), budget) : refuse("unknown suite: " + names.get(0));
    }

    private int compare(Suite suite, Budget budget) {
        List<Line> lines;
        try {
            lines = new Comparison(gauges, budget).run(suite);
        } catch (Exception
                | Error failed) { // an Error too: the JVM's own exit status 1 would say that a goal was missed
            err.println("suite " + suite.name() + " failed: " + failed);
            failed.printStackTrace(err);
            return FAILED;
        }
        out.print(Line.table(suite.name(), lines));
        out.println(Machine.line());
        return lines.stream().allMatch(line -> line.verdict().met()) ? MET : MISSED;
    }

    private int refuse(String why) {
        err.println(why);
        err.print(usage());
        return USAGE;
    }

    private String usage() {
        StringBuilder usage = new StringBuilder("usage: benchmarks/compare <suite> [--quick]\nsuites:\n");
        suites.forEach(suite -> usage.append(String.format("  %-13s %s%n", suite.name(), suite.about())));
        return usage.toString();
    }
}
