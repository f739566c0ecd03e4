// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a recorded row expects, compared word by word with what was read; absent is not zero. */
final class RecordedExpectation {

    /** Words of the rows that are for people, or compared elsewhere. */
    private static final Set<String> NOT_COUNTS = Set.of("_note", "traffic", "legs");

    /** What the rows need not repeat, because it follows from the rest. */
    private static final Set<String> MAY_BE_LEFT_OUT = Set.of("reported_total", "input_uncached");

    private final JsonNode expected;
    private final JsonNode legs;

    RecordedExpectation(JsonNode expected, JsonNode legs) {
        this.expected = expected;
        this.legs = expected.has("legs") ? expected.path("legs") : legs;
    }

    /** Why no partition can be made of it, or empty if one can. */
    static String contradiction(JsonNode expected) {
        long cached = expected.path("cache_read").asLong()
                + expected.path("cache_write").asLong();
        if (cached > expected.path("input_total").asLong()) {
            return "cached and written tokens overlap";
        }
        boolean tooMuch = expected.path("reasoning").asLong()
                > expected.path("output_total").asLong();
        return tooMuch ? "more reasoning than output" : "";
    }

    String difference(UsageOutcome.Reported reported, ResponseFacts facts) {
        boolean inUnits = facts.api().startsWith("cohere.");
        Map<String, BigDecimal> read = inUnits ? units(reported) : words(reported, facts);
        Map<String, BigDecimal> wanted = new TreeMap<>();
        expected.properties().forEach(word -> {
            if (!NOT_COUNTS.contains(word.getKey())) {
                wanted.put(word.getKey(), word.getValue().decimalValue());
            }
        });
        Set<String> names = new TreeSet<>(read.keySet());
        names.addAll(wanted.keySet());
        Set<String> leftOut = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            BigDecimal one = read.get(name);
            BigDecimal other = wanted.get(name);
            if (one == null) {
                // The rows always have both wholes, an embedding's output too.
                if (!name.endsWith("_total") || Objects.requireNonNull(other).signum() != 0) {
                    wrong.add(name + " is absent instead of " + other);
                }
            } else if (other == null) {
                if (MAY_BE_LEFT_OUT.contains(name) || one.signum() == 0) {
                    leftOut.add(name);
                } else {
                    wrong.add(name + '=' + one + " instead of absent");
                }
            } else if (one.compareTo(other) != 0) {
                wrong.add(name + '=' + one + " instead of " + other);
            }
        }
        compareLegs(reported.legs(), wrong);
        if (expected.has("traffic") && !expected.path("traffic").asText().equals(facts.serviceTier())) {
            wrong.add("traffic=" + facts.serviceTier());
        }
        if (!wrong.isEmpty()) {
            return wrong + " in " + reported + " against " + expected;
        }
        return leftOut.isEmpty() ? "" : "listed: the row leaves out what the response says: " + leftOut;
    }

    /** An attempt that came to nothing is in the rows, but is not billed. */
    private List<JsonNode> billedLegs() {
        List<JsonNode> billed = new ArrayList<>();
        legs.forEach(leg -> {
            if (leg.path("output").asLong() > 0) {
                billed.add(leg);
            }
        });
        return billed;
    }

    private void compareLegs(List<Leg> read, List<String> wrong) {
        if (legs.size() == 0) {
            if (!read.isEmpty()) {
                wrong.add("legs " + read + " instead of none");
            }
            return;
        }
        List<String> wanted = new ArrayList<>();
        billedLegs()
                .forEach(leg -> wanted.add(leg.path("type").asText()
                        + ' '
                        + leg.path("model").asText("null")
                        + ' '
                        + leg.path("input_uncached")
                        + ' '
                        + leg.path("cache_read")
                        + ' '
                        + leg.path("cache_write")
                        + ' '
                        + leg.path("output")));
        List<String> got = new ArrayList<>();
        read.forEach(leg -> got.add(leg.kind()
                + ' '
                + leg.model()
                + ' '
                + leg.usage().quantity(Meter.INPUT_TOKENS)
                + ' '
                + leg.usage().quantity(Meter.CACHED_INPUT_TOKENS)
                + ' '
                + (leg.usage().quantity(Meter.CACHE_WRITE_5M_TOKENS)
                        + leg.usage().quantity(Meter.CACHE_WRITE_1H_TOKENS))
                + ' '
                + family(leg.usage(), Meter.OUTPUT_TOKENS)));
        if (!got.equals(wanted)) {
            wrong.add("legs " + got + " instead of " + wanted);
        }
    }

    /** The reading in the words of the rows. */
    private static Map<String, BigDecimal> words(UsageOutcome.Reported reported, ResponseFacts facts) {
        Map<String, BigDecimal> words = new TreeMap<>();
        UsageCounts counts = reported.counts();
        Usage usage = reported.usage();
        part(words, "cache_read", counts, UsagePart.CACHED);
        part(words, "cache_write", counts, UsagePart.CACHE_WRITE);
        part(words, "cache_write_5m", counts, UsagePart.CACHE_WRITE_5M);
        part(words, "cache_write_1h", counts, UsagePart.CACHE_WRITE_1H);
        part(words, "reasoning", counts, UsagePart.REASONING);
        part(words, "audio_in", counts, UsagePart.AUDIO_INPUT);
        part(words, "audio_out", counts, UsagePart.AUDIO_OUTPUT);
        part(words, "audio_cached", counts, UsagePart.CACHED_AUDIO);
        part(words, "image_in", counts, UsagePart.IMAGE_INPUT);
        part(words, "image_out", counts, UsagePart.IMAGE_OUTPUT);
        part(words, "video_in", counts, UsagePart.VIDEO_INPUT);
        part(words, "accepted_prediction", counts, UsagePart.ACCEPTED_PREDICTION);
        part(words, "rejected_prediction", counts, UsagePart.REJECTED_PREDICTION);
        part(words, "reported_total", counts, UsagePart.TOTAL);
        meter(words, "web_searches", usage, Meter.WEB_SEARCHES);
        meter(words, "web_fetches", usage, Meter.WEB_FETCHES);
        meter(words, "search_units", usage, Meter.SEARCH_UNITS);
        meter(words, "tool_prompt", usage, Meter.TOOL_PROMPT_TOKENS);
        if (usage.reports(Meter.AUDIO_INPUT_MILLIS)) {
            words.put("audio_seconds", BigDecimal.valueOf(usage.quantity(Meter.AUDIO_INPUT_MILLIS), 3));
        }
        if (words.containsKey("audio_cached") && facts.api().startsWith("openai.")) {
            words.put("text_cached", BigDecimal.valueOf(usage.quantity(Meter.CACHED_INPUT_TOKENS)));
        }
        wholes(words, counts, usage);
        ProviderCost cost = facts.cost();
        if (cost != null) {
            words.put("provider_cost_usd", cost.amount());
            if (cost.upstream() != null) {
                words.put("byok_upstream_cost_usd", cost.upstream());
            }
        }
        return words;
    }

    /** The reading of an API that bills in units of its own, and tells tokens beside them. */
    private static Map<String, BigDecimal> units(UsageOutcome.Reported reported) {
        Map<String, BigDecimal> words = new TreeMap<>();
        part(words, "billed_input", reported.counts(), UsagePart.INPUT);
        part(words, "billed_output", reported.counts(), UsagePart.OUTPUT);
        part(words, "image_in", reported.counts(), UsagePart.IMAGE_INPUT);
        meter(words, "search_units", reported.usage(), Meter.SEARCH_UNITS);
        Map<String, String> told = Map.of(
                "not billed: input_tokens=", "input_total",
                "not billed: output_tokens=", "output_total",
                "not billed: cached_tokens=", "cache_read");
        for (String flag : reported.flags()) {
            String name = flag.substring(0, flag.indexOf('=') + 1);
            words.put(Objects.requireNonNull(told.get(name), flag), new BigDecimal(flag.substring(name.length())));
        }
        return words;
    }

    /** The wholes from the partition, so that it is compared too. */
    private static void wholes(Map<String, BigDecimal> words, UsageCounts counts, Usage usage) {
        if (counts.count(UsagePart.INPUT).isPresent()) {
            long beside = usage.quantity(Meter.TOOL_PROMPT_TOKENS) + usage.quantity(Meter.CITATION_TOKENS);
            long input = family(usage, Meter.INPUT_TOKENS) - beside;
            long cached = family(usage, Meter.CACHED_INPUT_TOKENS);
            long written = family(usage, Meter.CACHE_WRITE_5M_TOKENS);
            words.put("input_total", BigDecimal.valueOf(input));
            words.put("input_uncached", BigDecimal.valueOf(input - cached - written));
        }
        if (counts.count(UsagePart.OUTPUT).isPresent()) {
            words.put("output_total", BigDecimal.valueOf(family(usage, Meter.OUTPUT_TOKENS)));
        }
    }

    private static void part(Map<String, BigDecimal> words, String word, UsageCounts counts, UsagePart part) {
        counts.count(part).ifPresent(count -> words.put(word, BigDecimal.valueOf(count)));
    }

    private static void meter(Map<String, BigDecimal> words, String word, Usage usage, Meter meter) {
        if (usage.reports(meter)) {
            words.put(word, BigDecimal.valueOf(usage.quantity(meter)));
        }
    }

    private static long family(Usage usage, Meter head) {
        return usage.meters().stream()
                .filter(meter -> isOf(meter, head))
                .mapToLong(usage::quantity)
                .sum();
    }

    private static boolean isOf(Meter meter, Meter head) {
        for (Meter at = meter; at != null; at = at.inheritsFrom()) {
            if (at == head) {
                return true;
            }
        }
        return false;
    }
}
