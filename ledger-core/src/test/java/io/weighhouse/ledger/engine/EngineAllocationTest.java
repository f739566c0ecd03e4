// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a transfer leaves behind: its event and its id, and no garbage. */
class EngineAllocationTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final Amount CREDITS = Amount.of("5", CREDIT);
    private static final TenantId ACME = TenantId.of("acme");
    /** Few enough to find room in the index that is there, now and then. */
    private static final int BATCH = 16;

    private static final int MANY = 10_000;

    private final ArrayLog log = new ArrayLog(64 << 20, 1 << 19);
    private final LedgerEngine engine = new LedgerEngine(log, Horizon.USUAL, new LedgerEngine.Secret(1, 2));
    private final long nanos = NOW.getEpochSecond() * 1_000_000_000L;
    private long low;

    private int open(String name, AccountKind kind) {
        AccountId id = ACME.account(name);
        engine.apply(OpenAccount.of(Account.of(id, kind, CREDIT)), NOW).orThrow();
        return engine.ordinal(id);
    }

    private long bytesOf(int transfers, long accounts) throws ReflectiveOperationException {
        long before = Allocation.bytesSoFar();
        for (int i = 0; i < transfers; i++) {
            if (engine.transfer(NOW.toEpochMilli() << 16, low++, accounts, 1, nanos) < 0) {
                throw new IllegalStateException("declined: transfer=" + low);
            }
        }
        return Allocation.bytesSoFar() - before;
    }

    private long ofNothing() throws ReflectiveOperationException {
        return bytesOf(0, 0);
    }

    @Test
    void transfer_leavesNoGarbage_andFits96Bytes() throws ReflectiveOperationException {
        int payments = open("payments", AccountKind.CLEARING);
        int revenue = open("revenue", AccountKind.REVENUE);
        int alice = open("wallet:alice", AccountKind.WALLET);
        int bob = open("wallet:bob", AccountKind.WALLET);
        engine.apply(
                        GrantCredit.of(
                                ACME.operation("pi_1"),
                                ACME.account("payments"),
                                ACME.account("wallet:alice"),
                                Amount.of("1000", CREDIT)),
                        NOW)
                .orThrow();
        assertThat(payments).isZero();
        long walletToRevenue = ((long) alice << 32) | revenue;
        long walletToWallet = ((long) alice << 32) | bob;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 1_000; round++) {
            least = Math.min(least, bytesOf(BATCH, walletToRevenue) + bytesOf(BATCH, walletToWallet));
        }
        // Some rounds make room for ids; what every round left would be garbage. Asking costs a few bytes itself.
        assertThat(least).as("bytes in the leanest round").isLessThanOrEqualTo(2 * ofNothing());
        long before = log.end();
        bytesOf(MANY, walletToRevenue);
        assertThat(log.end() - before).as("bytes of " + MANY + " events").isLessThan(96L * MANY);
    }

    @Test
    void holdAndCapture_leaveLittle_andNothingForTheReceipt() throws ReflectiveOperationException {
        fundedShop();
        Note brief = new Note("", "", "openai/gpt", Map.of("endpoint", "chat", "key", "key_1"), "{}");
        Note lengthy = brief.receipt("{\"call\":\"" + "x".repeat(2_000) + "\"}");
        long ofBrief = bytesOfACall(brief);
        assertThat(ofBrief).as("bytes of a call").isLessThan(1_600);
        assertThat(bytesOfACall(lengthy) - ofBrief)
                .as("bytes more of a long receipt")
                .isLessThan(64);
    }

    @Test
    void capture_noteOfHalfCharacters_isAnsweredAsItReadsBack() {
        fundedShop();
        CaptureHold capture = call().note(Note.NONE.reason("half \ud83d of one"));
        engine.apply(PlaceHold.of(capture.id(), ACME.account("wallet"), CREDITS), NOW)
                .orThrow();
        Note first = engine.apply(capture, NOW).orThrow().note();
        assertThat(first.reason()).isEqualTo("half ? of one");
        assertThat(engine.apply(capture, NOW).orThrow().note()).isEqualTo(first);
    }

    private void fundedShop() {
        open("payments", AccountKind.CLEARING);
        open("revenue", AccountKind.REVENUE);
        open("wallet", AccountKind.WALLET);
        engine.apply(
                        GrantCredit.of(
                                ACME.operation("pi_1"),
                                ACME.account("payments"),
                                ACME.account("wallet"),
                                Amount.of("1000000", CREDIT)),
                        NOW)
                .orThrow();
    }

    private CaptureHold call() {
        return CaptureHold.of(ACME.operation("call-" + low++), ACME.account("revenue"), CREDITS);
    }

    /** Of the leanest of many: some make room for ids. */
    private long bytesOfACall(Note note) throws ReflectiveOperationException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MANY; i++) {
            CaptureHold capture = call().note(note);
            PlaceHold hold = PlaceHold.of(capture.id(), ACME.account("wallet"), CREDITS);
            long before = Allocation.bytesSoFar();
            engine.apply(hold, NOW).orThrow();
            engine.apply(capture, NOW).orThrow();
            least = Math.min(least, Allocation.bytesSoFar() - before);
        }
        return least - ofNothing();
    }
}
