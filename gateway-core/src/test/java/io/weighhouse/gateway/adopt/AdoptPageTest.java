// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.adopt;

import static io.weighhouse.gateway.Gatehouse.CREDIT;
import static io.weighhouse.gateway.Gatehouse.TENANT;
import static io.weighhouse.gateway.Gatehouse.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.gateway.Begun;
import io.weighhouse.gateway.Gatehouse;
import io.weighhouse.gateway.Gateway;
import io.weighhouse.gateway.GatewayCall;
import io.weighhouse.gateway.Inbound;
import io.weighhouse.gateway.Observations;
import io.weighhouse.gateway.Observed;
import io.weighhouse.gateway.Observer;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.plan.Plan;
import io.weighhouse.keyvault.resolve.Payer;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what docs/guides/adopt.md says, step by step. */
class AdoptPageTest {

    private final Gatehouse house = new Gatehouse();
    private final Map<String, String> directory =
            new HashMap<>(Map.of("17", "wallet:c17", "18", "wallet:c18", "19", "wallet:c19"));

    private Optional<AccountId> walletOf(String customer) {
        return Optional.ofNullable(directory.get(customer)).map(TENANT::account);
    }

    @Test
    void observe_besideTheOldSystem_refusesNothingAndReports() {
        Gateway shadow = house.gateway(Gatehouse.plan().build()).build();
        Inbound inbound = house.inbound("r-1");
        byte[] answer = Gatehouse.answer();
        // [observe]
        Observer observer = Observer.over(shadow); // a gateway on a ledger of its own, with the balances of last night

        Observed call = observer.begin(inbound).toCompletableFuture().join(); // never fails, never refuses
        call.response(answer); // what the provider sent to the old system
        call.settle(new BigDecimal("0.015")); // what the old system charged for it

        Observations report = observer.report();
        Map<String, Long> wouldBeRefused = report.refused(); // by code
        String differences = report.toCsv(); // the calls on which both differ most
        // [/observe]
        assertThat(wouldBeRefused).isEmpty();
        assertThat(differences).contains("\"r-1\",\"openai/small\",0.013000,0.015,-0.002000,REPORTED");
    }

    @Test
    void limit_only_refusesByLimitsAndChargesNothing() {
        List<String> sent = new ArrayList<>();
        // [limit]
        Plan limitsOnly = Plan.named("starter")
                .charging(Payer.PLATFORM, Markup.into(CREDIT).multiplier("0").creditPrice("1"))
                .limited(Quota.of(Limit.requests("rpm", 2, Duration.ofMinutes(1))))
                .build();
        // [/limit]
        Gateway gateway = house.gateway(limitsOnly).build();
        for (int i = 1; i <= 3; i++) {
            Inbound inbound = house.inbound("r-" + i);
            // [begin]
            Begun begun = gateway.begin(inbound);
            if (begun instanceof Begun.Refused refused) {
                sent.add(refused.toHttp(Dialect.OPENAI).body()); // and its status and headers
            } else {
                GatewayCall call = ((Begun.Started) begun).call();
                call.usage(Usage.tokens(50, 10)); // or event(chunk), or response(body)
                call.settle(); // the receipt says what it would cost; the old system goes on charging
            }
            // [/begin]
        }
        assertThat(sent).singleElement().asString().contains("RATE_LIMITED");
        assertThat(house.balance().posted()).isEqualTo(Gatehouse.credits(Gatehouse.FUNDS));
    }

    @Test
    void charge_balancesOfATable_areTakenOverAndReconcile(@TempDir Path folder) throws IOException {
        Path export = folder.resolve("balances.csv");
        Files.writeString(export, "17,12.5050005\n18,-3.00\n19,0.25\n20,7\n");
        Path report = folder.resolve("report.csv");
        Ledger ledger = house.ledger;
        // [takeover]
        BalanceTakeover takeover = BalanceTakeover.builder(ledger, "2026-12-01")
                .into(CREDIT)
                .wallets(this::walletOf) // a pseudonym for each customer; it stays in the books
                .rate("1")
                .rounding(RoundingMode.DOWN)
                .build();
        TakeoverTotals totals;
        // psql: \copy (select id, balance::text from customers) to balances.csv csv
        try (Stream<String> lines = Files.lines(export);
                Writer csv = Files.newBufferedWriter(report)) {
            csv.write(TakeoverRow.CSV_HEADINGS);
            Iterator<OldBalance> balances = lines.map(line -> line.split(","))
                    .map(row -> new OldBalance(row[0], row[1]))
                    .iterator();
            totals = takeover.run(balances, row -> write(csv, row.toCsv()));
        }
        if (!totals.reconciles()) {
            throw new IllegalStateException("must reconcile: " + totals);
        }
        // [/takeover]
        assertThat(report)
                .hasContent(String.join(
                        "\r\n",
                        "reference,old_balance,wallet,result,booked,exact,rounding",
                        "17,12.5050005,acme/wallet:c17,TAKEN,12.505000,12.5050005,0.0000005",
                        "18,'-3.00,acme/wallet:c18,NEGATIVE,0.000000,-3,0",
                        "19,0.25,acme/wallet:c19,TAKEN,0.250000,0.25,0.000000",
                        "20,7,,UNKNOWN_CUSTOMER,0.000000,7,0",
                        ""));
        assertThat(totals.booked()).isEqualTo(Gatehouse.credits("12.755"));
    }

    private static void write(Writer csv, String text) {
        try {
            csv.write(text);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    @Test
    void charge_balancesOfRedis_areTakenOverTheSameWay() {
        BalanceTakeover takeover = BalanceTakeover.builder(house.ledger, "redis")
                .into(CREDIT)
                .wallets(this::walletOf)
                .build();
        Map<String, String> hash = Map.of("17", "12.5", "19", "0.25");
        // [redis]
        Iterator<OldBalance> balances = hash.entrySet().stream() // HGETALL balances, or pages of HSCAN
                .map(field -> new OldBalance(field.getKey(), field.getValue()))
                .iterator();
        // [/redis]
        assertThat(takeover.run(balances, row -> {}).booked()).isEqualTo(Gatehouse.credits("12.75"));
    }

    @Test
    void drift_whileBothRun_saysWhoDiffers() {
        BalanceTakeover takeover = BalanceTakeover.builder(house.ledger, "2026-12-01")
                .into(CREDIT)
                .wallets(customer -> Optional.of(Gatehouse.WALLET))
                .build();
        GatewayCall call =
                started(house.gateway(Gatehouse.plan().build()).build().begin(house.inbound("r-1")));
        call.response(Gatehouse.answer());
        call.settle();
        Iterator<OldBalance> balances =
                List.of(new OldBalance("17", Gatehouse.FUNDS)).iterator();
        StringBuilder csv = new StringBuilder();
        // [drift]
        Amount allowed = Amount.of("0.01", CREDIT); // what rounding and calls under way come to
        DriftTotals drift = takeover.drift(balances, allowed, row -> csv.append(row.toCsv()));
        // [/drift]
        assertThat(drift.differing()).isEqualTo(1);
        assertThat(csv).hasToString("17,acme/wallet:alice,7.654321,7.641321,-0.013000\r\n");
    }
}
