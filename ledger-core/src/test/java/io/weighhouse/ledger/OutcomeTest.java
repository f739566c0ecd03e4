// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.Decline.AccountUnknown;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static final AccountUnknown UNKNOWN =
            new AccountUnknown(TenantId.of("acme").account("nowhere"));

    @Test
    void done_givesItsValue_andKeepsReplayedWhenMapped() {
        assertThat(new Done<>("x", false).orThrow()).isEqualTo("x");
        assertThat(new Done<>("x", true).map(String::length)).isEqualTo(new Done<>(1, true));
    }

    @Test
    void declined_throwsItsReason_andKeepsItWhenMapped() {
        Outcome<String> declined = new Declined<>(UNKNOWN);
        assertThat(declined.map(String::length)).isEqualTo(new Declined<>(UNKNOWN));
        assertThatThrownBy(declined::orThrow)
                .isInstanceOfSatisfying(
                        DeclinedException.class,
                        thrown -> assertThat(thrown.reason()).isEqualTo(UNKNOWN))
                .hasMessage("ACCOUNT_UNKNOWN: AccountUnknown[account=acme/nowhere]");
    }

    @Test
    void codes_areTheNameOfTheReason() {
        assertThat(Decline.class.getPermittedSubclasses()).hasSize(22).allSatisfy(reason -> {
            Object[] parts = Arrays.stream(reason.getRecordComponents())
                    .map(part -> part.getType() == long.class ? (Object) 1L : part.getType() == int.class ? 1 : null)
                    .toArray();
            Decline decline = (Decline) reason.getDeclaredConstructors()[0].newInstance(parts);
            assertThat(decline.code().replace("_", "")).isEqualToIgnoringCase(reason.getSimpleName());
        });
    }
}
