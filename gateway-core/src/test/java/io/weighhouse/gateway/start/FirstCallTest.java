// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class FirstCallTest {

    @Test
    void main_printsWhatTheGuideSays() {
        PrintStream standard = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            FirstCall.main(new String[0]);
        } finally {
            System.setOut(standard);
        }
        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "Held 0.081000 CREDIT", "Charged 0.011880 CREDIT, basis REPORTED", "Left 9.988120 CREDIT");
    }
}
