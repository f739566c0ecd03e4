// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

    private static final TenantId ACME = TenantId.of("acme");

    @Test
    void toString_showsTheTenantFirst() {
        assertThat(ACME).hasToString("acme");
        assertThat(ACME.account("wallet:alice")).hasToString("acme/wallet:alice");
        assertThat(ACME.operation("call 1")).hasToString("acme/call 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Acme-1.eu_west", "0123456789012345678901234567890123456789012345678901234567890123"})
    void tenant_ofPlainCharacters_isTaken(String value) {
        assertThat(TenantId.of(value).value()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "a/b", "é", "a\n", "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void tenant_ofAnythingElse_isRefused(String value) {
        assertThatThrownBy(() -> TenantId.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-': tenant=\"");
    }

    @Test
    void account_ofPrintableAscii_isTaken() {
        assertThat(ACME.account("~!".repeat(64)).name()).hasSize(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wallet alice", "wallet\t", "wallet:é", "\u007f"})
    void account_ofAnythingElse_isRefused(String name) {
        assertThatThrownBy(() -> ACME.account(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be 1 to 128 printable ASCII characters without spaces: account=\"");
    }

    @Test
    void account_tooLong_isShortenedInTheMessage() {
        assertThatThrownBy(() -> ACME.account("x".repeat(129)))
                .hasMessageEndingWith("account=\"" + "x".repeat(40) + "...\"");
    }

    @Test
    void operation_ofAnyText_isTaken() {
        assertThat(ACME.operation("bestelling 1 \u20ac \uD83D\uDCB6").value()).endsWith("\uD83D\uDCB6");
        assertThat(ACME.operation("x".repeat(200)).value()).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01234567890123456789012345678901234567890123456789"})
    void operation_emptyOrTooLong_isRefused(String part) {
        assertThatThrownBy(() -> ACME.operation(part.repeat(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be 1 to 200 characters: operation=\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"call\n1", "call\u00001", "call\u00851", "call\uD83D1", "call\uDCB61"})
    void operation_thatCannotBeWritten_isRefusedWithoutEchoingIt(String value) {
        assertThatThrownBy(() -> ACME.operation(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.format("must not hold U+%04X: operation has it at 4", (int) value.charAt(4)));
    }

    @Test
    void operation_endingInHalfACharacter_isRefused() {
        assertThatThrownBy(() -> ACME.operation("call\uD83D")).hasMessageContaining("U+D83D");
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void tenant_missing_isRefused() {
        assertThatThrownBy(() -> new AccountId(null, "revenue"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tenant");
        assertThatThrownBy(() -> new OperationId(null, "call"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("tenant");
    }
}
