// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.weighhouse.benchmarks.rival.BigDecimalPrices;
import io.weighhouse.benchmarks.rival.DatedPrices;
import io.weighhouse.benchmarks.rival.DoublePrices;
import io.weighhouse.benchmarks.rival.GenaiPrices;
import io.weighhouse.benchmarks.work.BookedCalls;
import io.weighhouse.benchmarks.work.SamplePriceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a call costs the customer, from a book of 2,984 models: by name, date and length of prompt, three rates, a markup, one
 * rounding. And how the book comes into memory, and the usage out of an answer.
 */
final class PriceSuite implements Suite {

    private static final int IMPORTS = 3;

    /** Compilers want longer than a case of a quick run has, on a machine that is busy. */
    private static final Duration WARM_UP = Duration.ofSeconds(8);

    private static final int WARM_UP_ITERATIONS = 1_000;

    private final Path parent;
    private final Optional<Path> priceFile;
    private @Nullable Scratch scratch;

    /**
     * With files below a directory.
     *
     * @param priceFile in LiteLLM's format; without one, a sample is written
     */
    PriceSuite(Path parent, Optional<Path> priceFile) {
        this.parent = parent;
        this.priceFile = priceFile;
    }

    @Override
    public String name() {
        return "price";
    }

    @Override
    public String about() {
        return "the price of a call, against BigDecimal and double; reading usage, against Jackson's scan; a cold import";
    }

    /*
     * Wanted: 60 ns for the price and 150 ns for the itemised one, 1.5 of Jackson's scan for an answer, 100 ns for an event
     * without usage, an import within a second. The README has what was measured, and why some goals are wider.
     */
    @Override
    public List<Measured> cases() throws Exception {
        BookedCalls calls = new BookedCalls();
        DatedPrices<BigDecimalPrices> decimals = DatedPrices.exact(calls.prices());
        DatedPrices<DoublePrices> doubles = DatedPrices.inexact(calls.prices());
        Body exact = n -> credits(calls, decimals, n);
        Case price = Case.of("price", n -> priceMinor(calls, n))
                .against("BigDecimal", exact)
                .against("double", n -> credits(calls, doubles, n))
                .nanosAtMost(80)
                .bytesAtMost(0);
        List<Case> bodies = new ArrayList<>();
        bodies.add(price);
        bodies.add(Case.of("itemised, into a reused draft", n -> rateInto(calls, n))
                .against("BigDecimal, not itemised", exact)
                .nanosAtMost(150)
                .bytesAtMost(0));
        bodies.add(Case.of("itemised charge", n -> rate(calls, n))
                .against("BigDecimal, not itemised", exact)
                .bytesAtMost(760));
        bodies.add(Case.of("charge and receipt in bytes", n -> bytes(calls, n)).bytesAtMost(2_300));
        bodies.add(Case.of("charge and receipt in JSON", n -> json(calls, n)).bytesAtMost(1_800));
        bodies.addAll(ReadingCases.all());
        warmUp(bodies);
        List<Measured> cases = new ArrayList<>(bodies);
        cases.addAll(imports());
        GenaiPrices.nanosPerPrice()
                .ifPresent(nanos -> cases.add(Figure.of("genai-prices in node, a price", "ns", () -> nanos)));
        return List.copyOf(cases);
    }

    /** In turns, so that no code is compiled for one body alone that others share. */
    private static void warmUp(List<Case> cases) throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP.toNanos()) {
            for (Case each : cases) {
                each.ours().run(WARM_UP_ITERATIONS);
                for (Case.Rival rival : each.rivals()) {
                    rival.body().run(WARM_UP_ITERATIONS);
                }
            }
        }
    }

    private List<Measured> imports() throws IOException {
        Scratch files = new Scratch(parent);
        scratch = files;
        Path file;
        if (priceFile.isPresent()) {
            file = priceFile.get();
        } else {
            file = files.directory("prices").resolve("sample.json");
            Files.write(file, SamplePriceFile.text().getBytes(UTF_8));
        }
        FreshImport fresh = new FreshImport(file);
        String what = "cold import" + (priceFile.isPresent() ? "" : " of a sample");
        return List.of(
                Figure.of(what, "ms", fresh::threadMillis).times(IMPORTS).atMost(1_000),
                Figure.of(what + ", elapsed", "ms", fresh::elapsedMillis).times(IMPORTS),
                Figure.of(what + ", all threads, from the JVM's start", "ms", fresh::processMillis)
                        .times(IMPORTS));
    }

    @Override
    public void close() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }

    private static long priceMinor(BookedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.priceMinor(i);
        }
        return sum;
    }

    private static long rateInto(BookedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.rateInto(i);
        }
        return sum;
    }

    private static long rate(BookedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.rate(i).chargeOrThrow().price().minor();
        }
        return sum;
    }

    private static long bytes(BookedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.receipt(i).toBytes().length;
        }
        return sum;
    }

    private static long json(BookedCalls calls, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += calls.receipt(i).toJson().length();
        }
        return sum;
    }

    private static <P> long credits(BookedCalls calls, DatedPrices<P> prices, int iterations) {
        long sum = 0;
        for (int i = 0; i < iterations; i++) {
            sum += prices.credits(calls.model(i), calls.epochMillis(i), calls.counts(i));
        }
        return sum;
    }
}
