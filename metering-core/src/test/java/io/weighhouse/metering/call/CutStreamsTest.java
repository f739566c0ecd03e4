// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.call;

import static io.weighhouse.metering.call.Scales.REVENUE;
import static io.weighhouse.metering.call.Scales.TENANT;
import static io.weighhouse.metering.call.Scales.USD;
import static io.weighhouse.metering.call.Scales.WALLET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Hold;
import io.weighhouse.ledger.HoldState;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.Overrun;
import io.weighhouse.metering.SharedData;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.ProviderApi;
import io.weighhouse.metering.receipt.Basis;
import io.weighhouse.metering.receipt.Receipt;
import io.weighhouse.money.Amount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Streams cut after every event, ended for every cause, under wide caps and narrow ones: settled once, on a basis that is
 * recorded, never free when text was delivered, never above the hold.
 */
class CutStreamsTest {

    private static final Usage WIDE = Usage.tokens(2_000_000, 500_000);
    private static final Usage NARROW = Usage.tokens(3, 2);

    /** A piece of answer with text in it, as each API has it: told apart here without the readers that are tested. */
    private static final Map<String, Pattern> TEXT = Map.of(
            "openai.chat", Pattern.compile("\"delta\":\\{[^}]*\"content\":\"[^\"]"),
            "anthropic.messages", Pattern.compile("\"(text_delta|input_json_delta)\",\"(text|partial_json)\":\"[^\"]"),
            "google.generateContent", Pattern.compile("\"text\": ?\"[^\"]"),
            "openai.responses", Pattern.compile("output_text.delta\"[^\n]*\"delta\":\"[^\"]"));

    private record Recorded(String api, List<byte[]> events) {}

    private int streams;
    private int cuts;
    private int endings;
    private int withText;
    private final Map<Basis, Integer> bases = new EnumMap<>(Basis.class);

    @Test
    void cut_ownSamples_areSettledByTheTable() {
        List<Recorded> samples = List.of(
                events("openai.chat", String.join("", Scales.STREAM)),
                events("anthropic.messages", """
                        event: message_start
                        data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}

                        event: content_block_delta
                        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Weighed"}}

                        event: message_delta
                        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}

                        event: message_stop
                        data: {"type":"message_stop"}

                        """),
                events("google.generateContent", """
                        data: {"candidates":[{"content":{"parts":[{"text":"Weighed"}]}}],"usageMetadata":{"promptTokenCount":9}}

                        data: {"candidates":[{"content":{"parts":[{"text":" fairly"}]},"finishReason":"STOP"}],\
                        "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}}

                        """),
                events("openai.chat", "data: {\"error\":{\"message\":\"overloaded\"}}\n\n"));
        samples.forEach(this::cutEverywhere);
        print("own samples");
        assertThat(streams).isEqualTo(4);
        assertThat(cuts).isEqualTo(17);
        assertThat(withText).isPositive();
    }

    @Test
    void cut_everyRecordedStream_isSettledByTheTable() throws IOException {
        Optional<Path> file = SharedData.find("recorded/responses.jsonl");
        if (file.isPresent()) {
            ObjectMapper json = new ObjectMapper();
            for (String line : Files.readAllLines(file.get())) {
                JsonNode row = json.readTree(line);
                if (row.path("streaming").asBoolean()) {
                    recorded(row).ifPresent(this::cutEverywhere);
                }
            }
        } else {
            cutEverywhere(events("openai.chat", String.join("", Scales.STREAM)));
        }
        print("recorded");
        assertThat(streams).isPositive();
        assertThat(endings).isEqualTo(12 * cuts);
        assertThat(bases.getOrDefault(Basis.ESTIMATED, 0)).isPositive();
    }

    private void print(String what) {
        System.out.println("cut streams, " + what + ": streams " + streams + ", cuts " + cuts + ", endings " + endings
                + ", with text " + withText + ", by basis " + bases);
    }

    private static Recorded events(String api, String body) {
        return new Recorded(
                api,
                Stream.of(body.split("(?<=\n\n)"))
                        .map(event -> event.getBytes(UTF_8))
                        .toList());
    }

    private static Optional<Recorded> recorded(JsonNode row) {
        String api = row.path("api").asText();
        String name = api.equals("openai.chat") && row.path("provider").asText().equals("google") ? "google.chat" : api;
        if (ProviderApi.find(name).isEmpty()) {
            return Optional.empty();
        }
        String body = row.path("body").asText();
        return Optional.of(
                switch (row.path("body_kind").asText()) {
                    case "sse" -> events(name, body.replace("\r\n", "\n"));
                    case "aws-eventstream-base64" ->
                        new Recorded(name, frames(Base64.getDecoder().decode(body)));
                    default -> new Recorded(name, List.of((body + '\n').getBytes(UTF_8)));
                });
    }

    /** An event stream of AWS says the length of each frame in its first four bytes. */
    private static List<byte[]> frames(byte[] body) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        while (in.remaining() >= 4) {
            byte[] frame = new byte[Math.min(in.remaining(), in.getInt(in.position()))];
            in.get(frame);
            frames.add(frame);
        }
        return frames;
    }

    private void cutEverywhere(Recorded stream) {
        streams++;
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.open(Account.wallet(WALLET, USD)).orThrow();
            ledger.open(Account.of(REVENUE, AccountKind.REVENUE, USD)).orThrow();
            ledger.open(Account.of(Scales.CLEARING, AccountKind.CLEARING, USD)).orThrow();
            Amount funds = Scales.usd("1000000000");
            ledger.grant(GrantCredit.of(TENANT.operation("g"), Scales.CLEARING, WALLET, funds))
                    .orThrow();
            Desk books = new Desk(
                    ledger, stream, CallMeter.of(ledger, RateLimiter.local().build()));
            ByteArrayOutputStream prefix = new ByteArrayOutputStream();
            Amount charged = cut(books, prefix.toByteArray());
            for (byte[] event : stream.events) {
                prefix.writeBytes(event);
                charged = charged.plus(cut(books, prefix.toByteArray()));
            }
            assertThat(ledger.balance(WALLET).orElseThrow().available()).isEqualTo(funds.minus(charged));
            assertThat(ledger.balance(WALLET).orElseThrow().held().isZero()).isTrue();
            assertThat(ledger.verify().clean()).isTrue();
        }
    }

    private record Desk(Ledger ledger, Recorded stream, CallMeter meter) {}

    private Amount cut(Desk desk, byte[] prefix) {
        cuts++;
        Amount charged = Amount.zero(USD);
        for (Usage caps : List.of(WIDE, NARROW)) {
            charged = charged.plus(end(desk, prefix, caps, null));
            for (AbortCause cause : AbortCause.values()) {
                charged = charged.plus(end(desk, prefix, caps, cause));
            }
        }
        return charged;
    }

    private Amount end(Desk desk, byte[] prefix, Usage caps, @Nullable AbortCause cause) {
        endings++;
        String id = "c-" + endings;
        RateCard.Builder card = RateCard.builder(Sku.of("any", "model"))
                .currency("USD")
                .rate(Rate.of(Meter.INPUT_TOKENS, "0.001"))
                .rate(Rate.of(Meter.OUTPUT_TOKENS, "0.002"));
        Call call = Call.of(TENANT.operation(id), WALLET)
                .paying(REVENUE)
                .priced(Scales.pinned(card))
                .caps(caps)
                .expectedInput(20)
                .overrun(Overrun.CLAMP)
                .reader(ProviderApi.find(desk.stream.api).orElseThrow().reader())
                .build();
        MeteredCall open = ((Opening.Opened) desk.meter.open(call)).call();
        open.event(prefix);
        Settlement settlement = cause == null ? open.settle() : open.abort(cause);
        open.close();
        require(desk, call, settlement, cause);
        if (isText(desk.stream.api, prefix)) {
            withText++;
            assertThat(settlement.charged().isPositive())
                    .as("%s, cut at %s for %s", desk.stream.api, prefix.length, cause)
                    .isTrue();
        }
        return settlement.charged();
    }

    private void require(Desk desk, Call call, Settlement settlement, @Nullable AbortCause cause) {
        Receipt receipt = settlement.receipt();
        bases.merge(receipt.basis(), 1, Integer::sum);
        assertThat(settlement.charged()).isLessThanOrEqualTo(settlement.held());
        assertThat(receipt.linesAddUp()).isTrue();
        boolean isKnown = receipt.basis() == Basis.REPORTED || receipt.basis() == Basis.PROVIDER_COST;
        assertThat(receipt.bound().isEmpty()).isEqualTo(isKnown);
        receipt.bound().ifPresent(most -> assertThat(receipt.price()).isLessThanOrEqualTo(most));
        if (cause != null) {
            assertThat(receipt.cause()).isEqualTo(cause.name());
        }
        Hold hold = desk.ledger.findHold(call.id).orElseThrow();
        assertThat(hold.state()).isEqualTo(receipt.basis() == Basis.NOTHING ? HoldState.RELEASED : HoldState.CAPTURED);
        assertThat(hold.captured()).isEqualTo(settlement.charged());
        assertThat(desk.meter.open(call)).as("no second trip").isEqualTo(new Opening.AlreadySettled(receipt));
    }

    private static boolean isText(String api, byte[] prefix) {
        Pattern text = TEXT.get(api);
        return text != null && text.matcher(new String(prefix, UTF_8)).find();
    }
}
