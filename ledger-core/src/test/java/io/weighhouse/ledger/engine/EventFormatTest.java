// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.ledger.Account;
import io.weighhouse.ledger.AccountId;
import io.weighhouse.ledger.AccountKind;
import io.weighhouse.ledger.CaptureHold;
import io.weighhouse.ledger.Horizon;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.OpenAccount;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.ledger.PostTransaction;
import io.weighhouse.ledger.Posting;
import io.weighhouse.ledger.TenantId;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of events and of a state, as docs/internals/journal.md has them. */
class EventFormatTest {

    private static final Path PAGE = Path.of("..", "docs", "internals", "journal.md");
    private static final Unit CREDIT = Unit.of("CREDIT", 6);
    private static final TenantId ACME = TenantId.of("acme");
    private static final AccountId WALLET = ACME.account("wallet");
    private static final AccountId REVENUE = ACME.account("revenue");
    private static final AccountId PAYMENTS = ACME.account("payments");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ArrayLog log = new ArrayLog();
    private final LedgerEngine engine = new LedgerEngine(log, Horizon.USUAL, new LedgerEngine.Secret(1, 2));

    @BeforeEach
    void book() {
        engine.apply(OpenAccount.of(Account.wallet(WALLET, CREDIT)), NOW).orThrow();
        engine.apply(OpenAccount.of(Account.of(REVENUE, AccountKind.REVENUE, CREDIT)), NOW)
                .orThrow();
        engine.apply(OpenAccount.of(Account.of(PAYMENTS, AccountKind.CLEARING, CREDIT)), NOW)
                .orThrow();
        Posting topUp = new Posting(PAYMENTS, WALLET, Amount.of("10", CREDIT));
        engine.apply(PostTransaction.of(ACME.operation("pi_1"), topUp), NOW).orThrow();
        engine.apply(PlaceHold.of(ACME.operation("call-1"), WALLET, Amount.of("4", CREDIT)), NOW.plusSeconds(1))
                .orThrow();
        CaptureHold capture = CaptureHold.of(ACME.operation("call-1"), REVENUE, Amount.of("3", CREDIT))
                .note(Note.NONE.actor("ann").label("k", "v"));
        engine.apply(capture, NOW.plusSeconds(2)).orThrow();
    }

    /** The bytes of a block in the page: what stands before two spaces in each of its lines. */
    private static String onThePage(String name) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int from = lines.indexOf("<!-- bytes: " + name + " -->") + 2;
        assertThat(from).as(name).isGreaterThan(1);
        return lines.subList(from, lines.size()).stream()
                .takeWhile(line -> !line.equals("```"))
                .map(line -> line.split(" {2}", 2)[0].strip())
                .filter(bytes -> !bytes.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }

    @ParameterizedTest
    @CsvSource({"open, 1, 0", "transfer, 4, 123", "hold, 5, 165", "capture, 6, 221"})
    void event_hasTheBytesOfThePage(String name, long sequence, long position) throws IOException {
        assertThat(log.positionOf(sequence)).isEqualTo(position);
        EventBytes event = new EventBytes();
        log.read(position, event);
        assertThat(hex(Arrays.copyOfRange(event.array(), event.start(), event.limit())))
                .isEqualTo(onThePage(name));
    }

    @Test
    void state_beginsWithTheBytesOfThePage() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        engine.save(out);
        assertThat(hex(out.toByteArray())).startsWith(onThePage("state") + ' ');
    }
}
