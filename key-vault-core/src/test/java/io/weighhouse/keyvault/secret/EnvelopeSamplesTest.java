// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reads what an earlier version has written. The file is never made anew; a new version of the form gets one of its own. */
class EnvelopeSamplesTest {

    @Test
    void open_envelopesOfVersion1_stillOpen() throws IOException {
        List<String> lines = lines("envelopes-v1.txt");
        SecretVault vault = SecretVault.of(MasterKeys.keyring(lines.get(0).substring("keyring ".length())));
        List<String> rows = lines.subList(1, lines.size());
        for (String row : rows) {
            String[] cells = row.split(" ", -1);
            SecretPlace place = SlotCursor.parse(cells[0]).place(cells[1], Long.parseLong(cells[2]));
            SealedSecret sealed = new SealedSecret(cells[5], cells[4]);
            try (Secret opened = vault.open(place, sealed)) {
                byte[] bytes = opened.bytes(SecretAccess.get());
                assertThat(HexFormat.of().formatHex(bytes)).as(row).isEqualTo(cells[3]);
                assertThat(SecretMask.of(bytes)).isEqualTo(sealed.mask());
            }
        }
        System.out.println("envelope samples: " + rows.size() + " of version 1");
        assertThat(rows).hasSize(6);
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(EnvelopeSamplesTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
