// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Compares readings with what recorded rows expect, and keeps count. */
final class RecordedRows {

    private final String name;
    private final List<String> failed = new ArrayList<>();
    private final Map<String, Integer> listed = new TreeMap<>();
    private final Map<String, Integer> unknown = new TreeMap<>();
    private int equal;

    RecordedRows(String name) {
        this.name = name;
    }

    /** The reader for a row: by its API, or by its provider where that one counts differently. */
    static Optional<ProviderApi> apiOf(JsonNode row) {
        String api = row.path("api").asText();
        boolean geminiFace =
                api.equals("openai.chat") && row.path("provider").asText().equals("google");
        return ProviderApi.find(geminiFace ? "google.chat" : api);
    }

    void row(JsonNode row, Function<ProviderApi, Reading> read) {
        Optional<ProviderApi> api = apiOf(row);
        if (api.isEmpty()) {
            unknown.merge(row.path("api").asText(), 1, Integer::sum);
            return;
        }
        Reading reading = read.apply(api.orElseThrow());
        String what = switch (row.path("outcome").asText("usage")) {
            case "no-usage", "count" -> noUsage(reading.usage());
            case "zero-usage" -> zeroUsage(reading.usage());
            case "error" -> error(reading.usage());
            default -> usage(row, reading);
        };
        if (what.isEmpty()) {
            equal++;
        } else if (what.startsWith("listed: ")) {
            listed.merge(row.path("api").asText() + ": " + what.substring(8), 1, Integer::sum);
        } else {
            failed.add(row.path("api").asText() + " of " + row.path("provider").asText() + ": " + what);
        }
    }

    private static String noUsage(UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.Failed) {
            return "";
        }
        return outcome instanceof UsageOutcome.NotReported ? "" : "no usage is read as " + outcome;
    }

    private static String zeroUsage(UsageOutcome outcome) {
        boolean free = outcome instanceof UsageOutcome.Reported || outcome instanceof UsageOutcome.Inconsistent;
        return free ? "zero usage is read as " + outcome : "";
    }

    private static String error(UsageOutcome outcome) {
        if (outcome instanceof UsageOutcome.Failed) {
            return "";
        }
        return outcome instanceof UsageOutcome.NotReported
                ? "listed: an error that is no error object has no code"
                : "an error is read as " + outcome;
    }

    private static String usage(JsonNode row, Reading reading) {
        JsonNode expected = row.path("expected");
        if (reading.usage() instanceof UsageOutcome.Inconsistent inconsistent) {
            String why = RecordedExpectation.contradiction(expected);
            return why.isEmpty() ? "read as " + inconsistent : "listed: " + why + ", so the larger is billed";
        }
        if (!(reading.usage() instanceof UsageOutcome.Reported reported)) {
            return "read as " + reading.usage() + ", not as " + expected;
        }
        return new RecordedExpectation(expected, row.path("legs")).difference(reported, reading.facts());
    }

    /** Fails if a stream that was cut says more than the whole of it. */
    static void requireNoMore(UsageOutcome cut, UsageOutcome whole) {
        if (cut instanceof UsageOutcome.Reported part && whole instanceof UsageOutcome.Reported all) {
            requireNoMore(part.counts(), all.counts());
        } else if (cut instanceof UsageOutcome.Partial part && whole instanceof UsageOutcome.Reported all) {
            requireNoMore(part.counts(), all.counts());
        } else if (cut instanceof UsageOutcome.Reported) {
            assertThat(whole).isInstanceOf(UsageOutcome.Inconsistent.class);
        }
    }

    private static void requireNoMore(UsageCounts cut, UsageCounts whole) {
        for (UsagePart each : UsagePart.values()) {
            assertThat(count(cut, each)).as("%s", each).isLessThanOrEqualTo(count(whole, each));
        }
    }

    private static long count(UsageCounts counts, UsagePart part) {
        return counts.count(part).orElse(0);
    }

    List<String> failed() {
        return failed;
    }

    int equal() {
        return equal;
    }

    int listed() {
        return listed.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name)
                .append(": rows ")
                .append(equal + listed() + failed.size())
                .append(", equal ")
                .append(equal)
                .append(", listed ")
                .append(listed())
                .append(", failed ")
                .append(failed.size());
        listed.forEach((what, count) ->
                text.append("\n  listed ").append(count).append(" of ").append(what));
        unknown.forEach((api, count) ->
                text.append("\n  no reader yet: ").append(count).append(" of ").append(api));
        return text.toString();
    }
}
