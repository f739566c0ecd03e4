// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weighhouse.ledger.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Personal records in a file: what is kept, what is gone, and which bytes say so. */
class PersonalRecordsTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final TenantId GLOBEX = TenantId.of("globex");
    private static final String LONG = "Lee, Ann, 12 Long Lane. ".repeat(100);

    private PowerCutFiles files = new PowerCutFiles();

    private PersonalRecords open() throws IOException {
        return PersonalRecords.open(files, new Random(7));
    }

    private String content() {
        return new String(files.bytes(PersonalFile.NAME), StandardCharsets.ISO_8859_1);
    }

    @Test
    void put_thenReopened_readsTheSame() throws IOException {
        PersonalRecords records = open();
        assertThat(files.names()).isEmpty();
        String small = records.put(ACME, "ann", "Ann, \u00e9, \ud83d\ude00");
        String large = records.put(ACME, "ann", "x".repeat(65_536));
        String none = records.put(ACME, "bob", "");
        records.close();
        records = open();
        assertThat(records.get(ACME, small)).contains("Ann, \u00e9, \ud83d\ude00");
        assertThat(records.get(ACME, large)).contains("x".repeat(65_536));
        assertThat(records.get(ACME, none)).contains("");
        assertThat(small).matches("pd1\\.[0-9a-f]{64}");
        records.verify();
    }

    @Test
    void put_equalTexts_areSeparateRecords() throws IOException {
        PersonalRecords records = open();
        String first = records.put(ACME, "ann", "Ann");
        String second = records.put(ACME, "bob", "Ann");
        assertThat(first).isNotEqualTo(second);
        assertThat(records.erase(ACME, "ann")).isEqualTo(1);
        assertThat(records.get(ACME, first)).isEmpty();
        assertThat(records.get(ACME, second)).contains("Ann");
    }

    @Test
    void get_whatIsNoReferenceOfTheTenant_isEmpty() throws IOException {
        PersonalRecords records = open();
        String reference = records.put(ACME, "ann", "Ann");
        assertThat(records.get(GLOBEX, reference)).isEmpty();
        assertThat(records.get(ACME, "pd1." + "0".repeat(64))).isEmpty();
        assertThat(records.get(ACME, "pi_17")).isEmpty();
        assertThat(records.get(ACME, reference.toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void erase_takesSubjectSaltAndTextOffTheDisk() throws IOException {
        PersonalRecords records = open();
        records.put(ACME, "keeper", LONG);
        int kept = files.bytes(PersonalFile.NAME).length;
        String small = records.put(ACME, "subject-ann", "Ann Lee");
        String large = records.put(ACME, "subject-ann", LONG);
        String other = records.put(ACME, "subject-annie", "Annie");
        String theirs = records.put(GLOBEX, "subject-ann", "their Ann");
        assertThat(content()).contains("subject-ann", "Ann Lee");

        assertThat(records.erase(ACME, "subject-ann")).isEqualTo(2);
        assertThat(records.erase(ACME, "subject-ann")).isZero();
        byte[] file = files.bytes(PersonalFile.NAME);
        for (int at = kept + 32; at < kept + 512; at++) {
            assertThat(file[at]).as("byte %s", at).isZero();
        }
        files = files.afterPowerCut(new Random(2));
        assertThat(content()).doesNotContain("Ann Lee").contains("subject-annie", "their Ann");
        assertThat(content().split("Long Lane", -1)).hasSizeLessThanOrEqualTo(101);
        for (PersonalRecords now : Arrays.asList(records, open())) {
            assertThat(now.get(ACME, small)).isEmpty();
            assertThat(now.get(ACME, large)).isEmpty();
            assertThat(now.get(ACME, other)).contains("Annie");
            assertThat(now.get(GLOBEX, theirs)).contains("their Ann");
            assertThat(now.erase(ACME, "subject-ann")).isZero();
            now.verify();
        }
    }

    @Test
    void put_afterErasing_goesOn() throws IOException {
        PersonalRecords records = open();
        records.put(ACME, "ann", "Ann");
        records.erase(ACME, "ann");
        records.close();
        records = open();
        String again = records.put(ACME, "ann", "Ann");
        records.close();
        assertThat(open().get(ACME, again)).contains("Ann");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 201})
    void subject_outOfRange_isRejectedUntold(int chars) throws IOException {
        PersonalRecords records = open();
        String subject = "s".repeat(chars);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.put(ACME, subject, "Ann"))
                .withMessage("must be 1 to 200 characters: subject.length=" + chars);
        assertThatIllegalArgumentException().isThrownBy(() -> records.erase(ACME, subject));
        assertThat(files.names()).isEmpty();
    }

    @Test
    void text_outOfRange_isRejectedUntold() throws IOException {
        PersonalRecords records = open();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.put(ACME, "ann", "x".repeat(65_537)))
                .withMessage("must be at most 65536 bytes of UTF-8: text.bytes=65537");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.put(ACME, "ann", "\u00e9".repeat(32_769)))
                .withMessage("must be at most 65536 bytes of UTF-8: text.bytes=65538");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> records.put(ACME, "ann", "half \ud83d"))
                .withMessage("must have its surrogates in pairs: text");
        assertThat(records.get(ACME, records.put(ACME, "\u20ac".repeat(200), "\u20ac".repeat(21_845))))
                .isPresent();
    }

    @Test
    void put_moreThanTheMost_isRefusedUntilSomethingIsErased() {
        PersonalRecords records = new PersonalRecords(new PersonalMemory(), new Random(1), 2);
        records.put(ACME, "ann", "1");
        records.put(ACME, "bob", "2");
        assertThatThrownBy(() -> records.put(ACME, "ann", "3")).hasMessage("no more personal records: records=2");
        assertThat(records.erase(ACME, "bob")).isEqualTo(1);
        assertThat(records.put(ACME, "ann", "3")).startsWith("pd1.");
    }

    @Test
    void put_withoutRoom_isRefusedAndNothingIsSpoilt() throws IOException {
        PersonalRecords records = open();
        String first = records.put(ACME, "ann", "Ann");
        files.room(512);
        LedgerStoreException refused =
                catchThrowableOfType(LedgerStoreException.class, () -> records.put(ACME, "ann", LONG));
        assertThat(refused).hasMessage("no room on the disk for personal records");
        assertThat(refused.outcomeKnown()).isTrue();
        String second = records.put(ACME, "ann", "small");
        records.close();
        PersonalRecords again = open();
        assertThat(again.get(ACME, first)).contains("Ann");
        assertThat(again.get(ACME, second)).contains("small");
    }

    @Test
    void put_whoseForceFails_makesRecordsUnusableUntilReopened() throws IOException {
        PersonalRecords records = open();
        String first = records.put(ACME, "ann", "Ann");
        files.failForceAtStep(files.steps() + 2);
        LedgerStoreException failed =
                catchThrowableOfType(LedgerStoreException.class, () -> records.put(ACME, "ann", "Lee"));
        assertThat(failed.outcomeKnown()).isFalse();
        LedgerStoreException later = catchThrowableOfType(LedgerStoreException.class, () -> records.get(ACME, first));
        assertThat(later.outcomeKnown()).isTrue();
        assertThat(open().get(ACME, first)).contains("Ann");
    }

    @Test
    void erase_whoseForceFailed_isCertainAfterOpening() throws IOException {
        PersonalRecords records = open();
        records.put(ACME, "ann", "Ann Lee");
        files.failForceAtStep(files.steps() + 2);
        assertThatThrownBy(() -> records.erase(ACME, "ann")).isInstanceOf(LedgerStoreException.class);
        assertThat(open().erase(ACME, "ann")).isZero();
        files = files.afterPowerCut(new Random(1));
        assertThat(content()).doesNotContain("Ann Lee");
    }

    @Test
    void everyBitFlipped_isRefusedOrHarmless() throws IOException {
        PersonalRecords records = open();
        records.put(ACME, "ann", LONG);
        records.put(ACME, "gone", "gone");
        records.put(ACME, "bob", "Bob");
        records.erase(ACME, "gone");
        byte[] right = files.bytes(PersonalFile.NAME).clone();
        int erasedAt = right.length - 2 * 512;
        for (int at = 0; at < right.length; at++) {
            byte[] bytes = right.clone();
            bytes[at] ^= 1;
            PowerCutFiles flipped = new PowerCutFiles();
            flipped.put(PersonalFile.NAME, bytes);
            boolean blank = at >= erasedAt + 32 && at < erasedAt + 512;
            if (blank) {
                // Opening erases again what is marked as erased.
                PersonalRecords opened = PersonalRecords.open(flipped, new Random(1));
                opened.verify();
                assertThat(flipped.bytes(PersonalFile.NAME)).isEqualTo(right);
            } else {
                assertThatThrownBy(() -> PersonalRecords.open(flipped, new Random(1)))
                        .as("byte %s", at)
                        .isInstanceOf(DamagedJournalException.class);
                assertThat(flipped.bytes(PersonalFile.NAME)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void verify_aFlippedBit_isDamage() throws IOException {
        PersonalRecords records = open();
        String reference = records.put(ACME, "ann", LONG);
        records.put(ACME, "gone", "gone");
        records.erase(ACME, "gone");
        records.verify();
        byte[] bytes = files.bytes(PersonalFile.NAME);
        bytes[bytes.length - 1] ^= 1;
        assertThatThrownBy(records::verify).isInstanceOf(DamagedJournalException.class);
        bytes[bytes.length - 1] ^= 1;
        bytes[700] ^= 1;
        assertThatThrownBy(records::verify).isInstanceOf(DamagedJournalException.class);
        assertThatThrownBy(() -> records.get(ACME, reference))
                .hasMessageContaining("personal-1.whp")
                .isInstanceOf(DamagedJournalException.class);
    }

    @Test
    void put_fromAnInterruptedThread_isKeptAndSpoilsNothing(@TempDir Path directory) throws IOException {
        JournalFiles disk = JournalFiles.directory(directory);
        PersonalRecords records = PersonalRecords.open(disk, new Random(1));
        records.put(ACME, "ann", "Ann");
        Thread.currentThread().interrupt();
        String second = records.put(ACME, "bob", "Bob");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(records.erase(ACME, "ann")).isEqualTo(1);
        records.close();
        assertThat(PersonalRecords.open(disk, new Random(1)).get(ACME, second)).contains("Bob");
        assertThat(Files.readString(directory.resolve("personal-1.whp"), StandardCharsets.ISO_8859_1))
                .contains("Bob")
                .doesNotContain("Ann");
    }

    private static JournalStore journal(JournalFiles files) {
        return JournalStore.open(
                files, JournalOptions.builder().segmentBytes(1 << 20).build());
    }

    @Test
    void journal_backedUp_hasTheRecordsOfThatMoment() {
        PowerCutFiles target = new PowerCutFiles();
        String ann;
        String bob;
        try (JournalStore store = journal(files)) {
            ann = store.personal().put(ACME, "ann", LONG);
            bob = store.personal().put(ACME, "bob", "Bob");
            store.personal().erase(ACME, "bob");
            store.backup(target);
            store.personal().erase(ACME, "ann");
            store.personal().put(ACME, "eve", "Eve");
        }
        try (JournalStore copy = journal(target)) {
            assertThat(copy.personal().get(ACME, ann)).contains(LONG);
            assertThat(copy.personal().get(ACME, bob)).isEmpty();
            assertThat(copy.personal().erase(ACME, "eve")).isZero();
            assertThat(copy.verify(Optional.empty()).clean()).isTrue();
        }
        try (JournalStore store = journal(files)) {
            store.backup(target);
        }
        try (JournalStore copy = journal(target)) {
            assertThat(copy.personal().get(ACME, ann)).isEmpty();
            assertThat(copy.personal().erase(ACME, "eve")).isEqualTo(1);
        }
    }

    @Test
    void journal_withADamagedRecord_isNotCleanAndNotOpened() {
        try (JournalStore store = journal(files)) {
            store.personal().put(ACME, "ann", "Ann");
            files.bytes(PersonalFile.NAME)[40] ^= 1;
            assertThat(store.verify(Optional.empty()).discrepancies())
                    .singleElement()
                    .asString()
                    .contains(PersonalFile.NAME);
        }
        assertThatThrownBy(() -> journal(files)).isInstanceOf(DamagedJournalException.class);
        files.bytes(PersonalFile.NAME)[40] ^= 1;
        try (JournalStore store = journal(files)) {
            assertThat(store.personal().erase(ACME, "ann")).isEqualTo(1);
        }
    }

    @Test
    void journal_closed_refuses() {
        JournalStore store = journal(files);
        store.close();
        assertThatThrownBy(() -> store.personal().put(ACME, "ann", "Ann")).hasMessage("store is closed");
        assertThatThrownBy(() -> store.personal().erase(ACME, "ann")).hasMessage("store is closed");
    }

    @Test
    void record_isAsThePageSays() throws IOException, NoSuchAlgorithmException {
        PersonalRecords records = open();
        records.put(GLOBEX, "first", "first");
        String reference = records.put(ACME, "ann", "n".repeat(600));
        ByteBuffer file = ByteBuffer.wrap(files.bytes(PersonalFile.NAME)).slice(512, 1024);
        assertThat(file.getLong(0)).isEqualTo(2L << 20);
        assertThat(file.getLong(512)).isEqualTo((2L << 20) + 1);
        assertThat(ascii(file, 8, 4)).isEqualTo("WHPR");
        assertThat(file.getShort(12)).isEqualTo((short) 1);
        assertThat(new int[] {file.getShort(14), file.getShort(16), file.getShort(18), file.getInt(20)})
                .containsExactly(4, 3, 0, 600);
        assertThat(file.getInt(24)).isEqualTo(crc(file.slice(0, 24)));
        assertThat(ascii(file, 28, 4)).isEqualTo("LIVE");
        ByteBuffer content = ByteBuffer.allocate(2 * 504 - 28);
        content.put(file.slice(36, 476)).put(file.slice(520, 504)).flip();
        assertThat(file.getInt(32)).isEqualTo(crc(content.duplicate()));
        assertThat(ascii(content, 0, 7)).isEqualTo("acmeann");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(content.slice(7, 16 + 600));
        assertThat(reference).isEqualTo("pd1." + HexFormat.of().formatHex(sha256.digest()));
        records.erase(ACME, "ann");
        file = ByteBuffer.wrap(files.bytes(PersonalFile.NAME)).slice(512, 1024);
        assertThat(ascii(file, 28, 4)).isEqualTo("GONE");
        assertThat(Sectors.isZero(file, 32, 480)).isTrue();
        assertThat(Sectors.isZero(file, 520, 504)).isTrue();
        assertThat(file.getLong(512)).isEqualTo((2L << 20) + 1);
    }

    private static String ascii(ByteBuffer from, int at, int length) {
        byte[] bytes = new byte[length];
        from.get(at, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
