// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.testkit.docs.CallBench.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.AbortCharge;
import io.weighhouse.metering.call.AbortPhase;
import io.weighhouse.metering.call.AbortPolicy;
import io.weighhouse.metering.call.Call;
import io.weighhouse.metering.call.Checkpoints;
import io.weighhouse.metering.call.CrashCharge;
import io.weighhouse.metering.call.Extension;
import io.weighhouse.metering.call.MeteredCall;
import io.weighhouse.metering.call.Opening;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.call.Rerouting;
import io.weighhouse.metering.call.Route;
import io.weighhouse.metering.call.Settlement;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.provider.UsageReader;
import io.weighhouse.money.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Works out what docs/guides/streaming-and-aborts.md says. */
class StreamingPageTest {

    private static final DocPage PAGE = DocPage.at("docs/guides/streaming-and-aborts.md");

    private final CallBench bench = new CallBench(10_000);

    @AfterEach
    void close() {
        bench.close();
    }

    /** What a web server's own types look like. */
    private static final class Wire {
        Consumer<byte[]> events = bytes -> {};
        Consumer<RuntimeException> failures = failure -> {};
        Runnable gone = () -> {};
        Runnable end = () -> {};
        final List<Object> sent = new ArrayList<>();

        void onEvent(Consumer<byte[]> what) {
            events = what;
        }

        void onFailure(Consumer<RuntimeException> what) {
            failures = what;
        }

        void onGone(Runnable what) {
            gone = what;
        }

        void onEnd(Runnable what) {
            end = what;
        }

        void send(byte[] bytes) {
            sent.add(bytes);
        }

        void end(Settlement settlement) {
            sent.add(settlement);
        }
    }

    private static void wire(Wire upstream, Wire client, MeteredCall open) {
        // [stream]
        upstream.onEvent(bytes -> {
            open.event(bytes);
            client.send(bytes);
        });
        upstream.onFailure(failure -> open.abortAsync(AbortCause.UPSTREAM_ERROR));
        client.onGone(() -> open.abortAsync(AbortCause.CLIENT_GONE));
        upstream.onEnd(() -> open.settleAsync().thenAccept(client::end));
        // [/stream]
    }

    @Test
    void page_stream_isFedAndEnded() {
        Wire upstream = new Wire();
        Wire client = new Wire();
        wire(upstream, client, bench.opened(bench.call("whole")));
        upstream.events.accept(CallBench.usage(20, 4));
        upstream.end.run();
        client.gone.run();
        assertThat(client.sent).hasSize(2);
        assertThat(client.sent.get(1))
                .isInstanceOfSatisfying(
                        Settlement.class,
                        settlement -> assertThat(number(settlement.charged())).isEqualTo("28"));
        wire(upstream, client, bench.opened(bench.call("cut")));
        upstream.events.accept(CallBench.text(40));
        client.gone.run();
        upstream.failures.accept(new IllegalStateException("reset"));
        assertThat(number(bench.ledger.balance(bench.wallet).orElseThrow().available()))
                .isEqualTo("9,932");
    }

    @Test
    void page_policySnippet_changesItsCellsAlone() {
        // [policy]
        AbortPolicy policy = AbortPolicy.STANDARD
                .with(AbortCause.CLIENT_GONE, AbortPhase.BEFORE_FIRST_TOKEN, AbortCharge.AT_LEAST_FLOOR)
                .with(AbortCause.UPSTREAM_ERROR, AbortCharge.NOTHING);
        // [/policy]
        assertThat(policy.charge(AbortCause.CLIENT_GONE, AbortPhase.AFTER_FIRST_TOKEN))
                .isEqualTo(AbortCharge.AS_USED);
        assertThat(policy.charge(AbortCause.UPSTREAM_ERROR, AbortPhase.AFTER_FIRST_TOKEN))
                .isEqualTo(AbortCharge.NOTHING);
    }

    @Test
    void page_cuts_areChargedAsTheTableSays() {
        List<DocPage.Row> table = PAGE.table("## Who pays for a cut");
        assertThat(table)
                .extracting(row -> row.get("charge"))
                .containsExactlyElementsOf(Arrays.stream(AbortCharge.values())
                        .map(AbortCharge::name)
                        .toList());
        for (DocPage.Row row : table) {
            AbortCharge charge = AbortCharge.valueOf(row.get("charge"));
            assertThat(cut(charge, CallBench.event("{\"choices\":[]}"))).isEqualTo(row.get("nothing came"));
            assertThat(cut(charge, CallBench.text(40))).isEqualTo(row.get("40 bytes of text came"));
            assertThat(cut(charge, CallBench.usage(9, 4))).isEqualTo(row.get("usage of 9 in, 4 out came"));
        }
    }

    private String cut(AbortCharge charge, byte[] came) {
        Call.Builder call = bench.call("cut " + charge + came.length)
                .aborts(AbortPolicy.STANDARD.with(AbortCause.CLIENT_GONE, charge));
        MeteredCall open = bench.opened(call);
        open.event(came);
        Settlement end = open.abort(AbortCause.CLIENT_GONE);
        return "`" + end.receipt().basis() + "` " + number(end.charged());
    }

    @Test
    void page_checkpointsSnippet_takesAfterTenTokensOrFiveSeconds() {
        Call.Builder request = bench.call("c-1");
        // [checkpoints]
        Call call = request.checkpoints(Checkpoints.everyTokens(10).orEvery(Duration.ofSeconds(5)))
                .onCrash(CrashCharge.CAPTURE_FLOOR)
                .build();
        // [/checkpoints]
        MeteredCall open = ((Opening.Opened) bench.meter.open(call)).call();
        open.event(CallBench.text(40));
        assertThat(taken("c-1")).isEqualTo("40");
        open.event(CallBench.text(4));
        assertThat(taken("c-1")).isEqualTo("40");
        bench.ticker.advance(Duration.ofSeconds(5));
        open.event(CallBench.text(4));
        assertThat(taken("c-1")).isEqualTo("44");
    }

    private String taken(String id) {
        return number(bench.ledger
                .findHold(CallBench.ACME.operation(id))
                .orElseThrow()
                .captured());
    }

    @Test
    void page_crashes_takeWhatTheTableSays() {
        List<DocPage.Row> table = PAGE.table("## Checkpoints");
        assertThat(table).hasSize(CrashCharge.values().length);
        for (DocPage.Row row : table) {
            CrashCharge onCrash = CrashCharge.valueOf(row.get("onCrash"));
            bench.opened(bench.call("none " + onCrash).onCrash(onCrash));
            MeteredCall one = bench.opened(bench.call("one " + onCrash).onCrash(onCrash));
            one.event(CallBench.text(40));
            one.checkpoint();
            bench.clock.advance(Duration.ofMinutes(16));
            bench.ledger.expireDue(10);
            assertThat(taken("none " + onCrash)).isEqualTo(row.get("after no checkpoint"));
            assertThat(taken("one " + onCrash)).isEqualTo(row.get("after one of 40"));
            assertThat(bench.meter.open(bench.call("one " + onCrash).build()))
                    .isInstanceOfSatisfying(
                            Opening.Refused.class,
                            refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.CallExpired.class));
            one.event(CallBench.usage(20, 4));
            assertThat(number(one.settle().charged())).isEqualTo(row.get("a late settlement at 28"));
        }
    }

    @Test
    void page_extension_holdsThePriceOfAll() {
        MeteredCall open = bench.opened(bench.call("c-1"));
        assertThat(open.extend(Usage.of(Meter.OUTPUT_TOKENS, 100))).isInstanceOf(Extension.Extended.class);
        assertThat(open.caps().quantity(Meter.OUTPUT_TOKENS)).isEqualTo(150);
        assertThat(number(open.hold().amount())).isEqualTo("400");
        assertThat(PAGE.says("extended by 100 may use 150, and holds 400")).isTrue();
    }

    @Test
    void page_secondProvider_isHeldAndChargedAsTheTableSays() {
        PinnedCard second = CallBench.prices("other", "2", "5");
        for (DocPage.Row row : PAGE.table("## Another provider")) {
            MeteredCall open = bench.opened(bench.call(row.get("what came of the first")));
            if (!row.get("what came of the first").equals("nothing")) {
                open.event(CallBench.text(40));
            }
            // [reroute]
            Rerouting answer = open.reroute(Route.of(second, UsageReader.openAiChat())
                    .label("payer", "PLATFORM")
                    .because(AbortCause.UPSTREAM_TIMEOUT));
            // [/reroute]
            Amount held = ((Rerouting.Rerouted) answer).hold().amount();
            open.event(CallBench.usage(10, 4));
            assertThat(number(held)).isEqualTo(row.get("held after"));
            assertThat(number(open.settle().charged())).isEqualTo(row.get("then 10 in, 4 out of the second: charged"));
        }
    }
}
