// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.keyvault.key.KeyStoreException;
import io.weighhouse.keyvault.secret.SecretStoreException;
import io.weighhouse.ledger.store.DamagedJournalException;
import io.weighhouse.ledger.store.LedgerStoreException;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.pricefile.ImportReport;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceFileException;
import io.weighhouse.metering.pricefile.PriceImport;
import io.weighhouse.metering.pricefile.SkipReason;
import io.weighhouse.metering.pricefile.SkippedEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the example gateway. */
@Command(
        name = "run",
        description = "An OpenAI-compatible gateway that meters every request. Upstream is the real provider when"
                + " OPENAI_API_KEY is set, and a built-in one otherwise.")
public final class GatewayCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;
    private static final int MOST_SHOWN = 20;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Option(names = "--port", description = "Port on the loopback interface (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--prices", description = "A price file in LiteLLM's format (default: a small built-in one).")
    private @Nullable Path prices;

    @Option(
            names = "--data",
            description = "Folder of the books and the keys (default: weighhouse-data in this folder).")
    private @Nullable Path data;

    @Option(names = "--memory", description = "Keep books and keys in memory; they are gone when the process ends.")
    private boolean memory;

    @Option(names = "--smoke", description = "Make some calls on a free port, print the books, and check them.")
    private boolean smoke;

    GatewayCommand() {}

    /**
     * Runs the gateway until it is stopped, or its smoke test.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        // JDK 17's server waits for the client's acknowledgement of every small packet unless it is told not to.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.exit(new CommandLine(new GatewayCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = commandLine().getOut();
        if (port < 0 || port > MAX_PORT) {
            throw mistake("--port must be 0 to " + MAX_PORT + ": " + port);
        }
        if (data != null && (memory || smoke)) {
            throw mistake("--data cannot be had with " + (memory ? "--memory." : "--smoke, which leaves no files."));
        }
        PriceImport imported;
        try (InputStream file = open()) {
            imported = new LiteLlmPriceFile()
                    .read(
                            file,
                            prices == null ? "built-in" : prices.getFileName().toString());
        } catch (NoSuchFileException missing) {
            throw mistake("No such price file: " + prices);
        } catch (PriceFileException | IOException unreadable) {
            throw mistake("--prices: cannot read " + prices + ": " + unreadable.getMessage());
        }
        print(imported.report(), out);
        return serve(imported.book(), out);
    }

    private int serve(PriceBook book, PrintWriter out) throws IOException {
        if (smoke) {
            return Smoke.run(book, memory, out) ? 0 : 1;
        }
        try (Running running = Running.start(book, System.getenv("OPENAI_API_KEY"), port, storage())) {
            running.printHowToTry(out);
            running.untilStopped();
            return 0;
        } catch (BindException taken) {
            throw mistake("Port " + port + " cannot be had (" + taken.getMessage() + "); try --port 0.");
        }
    }

    private Storage storage() {
        if (memory) {
            return Storage.inMemory();
        }
        try {
            return Storage.in(data == null ? Path.of("weighhouse-data") : data);
        } catch (LedgerStoreException
                | DamagedJournalException
                | KeyStoreException
                | SecretStoreException
                | IOException unusable) {
            throw mistake("--data: " + unusable.getMessage());
        }
    }

    private static void print(ImportReport report, PrintWriter out) {
        out.println("Prices: " + report.summary());
        List<SkippedEntry> skipped = report.skipped().stream()
                .filter(entry -> entry.reason() != SkipReason.IMPLAUSIBLE)
                .toList();
        skipped.stream().limit(MOST_SHOWN).forEach(entry -> out.println("  skipped " + entry));
        if (skipped.size() > MOST_SHOWN) {
            out.println("  and " + (skipped.size() - MOST_SHOWN) + " more");
        }
        out.flush();
    }

    private InputStream open() throws IOException {
        if (prices != null) {
            return Files.newInputStream(prices);
        }
        return Objects.requireNonNull(GatewayCommand.class.getResourceAsStream("prices.json"));
    }

    private CommandLine.ParameterException mistake(String message) {
        return new CommandLine.ParameterException(commandLine(), message);
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
