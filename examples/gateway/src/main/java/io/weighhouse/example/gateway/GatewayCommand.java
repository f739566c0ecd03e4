// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.gateway.payment.PaymentStoreException;
import io.weighhouse.gateway.plan.CallTerms;
import io.weighhouse.gateway.plan.SubscriptionStoreException;
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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the example gateway. */
@Command(
        name = "run",
        description =
                "A gateway for the clients of OpenAI, Anthropic and Gemini that meters every request. Upstream is the"
                        + " real provider when OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY is set, and a built-in one"
                        + " otherwise.")
public final class GatewayCommand implements Callable<Integer> {

    /** The version of the price book that comes with the gateway. */
    static final String BUILT_IN = "built-in";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOLD_SECONDS = 86_400;
    private static final int MAX_GRACE_SECONDS = 600;
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

    @Option(names = "--upstream", description = "Where the built-in provider is, if it is another process.")
    private @Nullable URI upstream;

    @Option(names = "--provider-only", description = "Be the built-in provider, and no gateway.")
    private boolean providerOnly;

    @Option(
            names = "--hold-seconds",
            description = "How long credits are held for a call that never ends (default: ${DEFAULT-VALUE}).")
    private int holdSeconds = 900;

    @Option(
            names = "--grace-seconds",
            description = "How long calls may go on when the gateway is stopped (default: ${DEFAULT-VALUE}).")
    private int graceSeconds = 10;

    @Mixin
    private LoopbackArguments loopback = new LoopbackArguments();

    GatewayCommand() {}

    /**
     * Runs the gateway until it is stopped, or its smoke test.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        ServerLimits.apply();
        System.exit(new CommandLine(new GatewayCommand()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = commandLine().getOut();
        if (port < 0 || port > MAX_PORT) {
            throw mistake("--port must be 0 to " + MAX_PORT + ": " + port);
        }
        if (holdSeconds < 1 || holdSeconds > MAX_HOLD_SECONDS) {
            throw mistake("--hold-seconds must be 1 to " + MAX_HOLD_SECONDS + ": " + holdSeconds);
        }
        if (graceSeconds < 0 || graceSeconds > MAX_GRACE_SECONDS) {
            throw mistake("--grace-seconds must be 0 to " + MAX_GRACE_SECONDS + ": " + graceSeconds);
        }
        if (providerOnly) {
            return provide(out);
        }
        if (data != null && (memory || smoke)) {
            throw mistake("--data cannot be had with " + (memory ? "--memory." : "--smoke, which leaves no files."));
        }
        PriceImport imported;
        try (InputStream file = open()) {
            imported = new LiteLlmPriceFile()
                    .read(file, prices == null ? BUILT_IN : prices.getFileName().toString());
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
        try (Running running = Running.start(setup(book))) {
            running.printHowToTry(out);
            Running.untilStopped(running::close);
            return 0;
        } catch (BindException taken) {
            throw mistake("Port " + port + " cannot be had (" + taken.getMessage() + "); try --port 0.");
        }
    }

    private Setup setup(PriceBook book) {
        Providers real = Providers.of(System.getenv());
        return Setup.of(book, storage())
                .settings(Settings.of(System.getenv()))
                .port(port)
                .providers(upstream == null ? real : real.orAt(upstream))
                .terms(new CallTerms(
                        Setup.TERMS.defaultMaxOutput(),
                        Duration.ofSeconds(holdSeconds),
                        Setup.TERMS.overrun(),
                        Setup.TERMS.holding(),
                        Setup.TERMS.conduct()))
                .grace(Duration.ofSeconds(graceSeconds))
                .loopback(loopback.options(0));
    }

    /** Serves as the built-in provider until it is stopped. */
    private int provide(PrintWriter out) throws IOException {
        ExecutorService threads = Threads.forRequests();
        try (LoopbackProvider provider = new LoopbackProvider(threads, loopback.options(port))) {
            out.println("Listening on " + provider.base() + ", as the built-in provider.");
            out.flush();
            Running.untilStopped(provider::close);
            return 0;
        } catch (BindException taken) {
            throw mistake("Port " + port + " cannot be had (" + taken.getMessage() + "); try --port 0.");
        } finally {
            threads.shutdownNow();
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
                | SubscriptionStoreException
                | PaymentStoreException
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
