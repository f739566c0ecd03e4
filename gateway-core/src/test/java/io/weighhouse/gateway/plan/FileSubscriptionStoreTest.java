// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.weighhouse.keyvault.file.StoreFile;
import io.weighhouse.keyvault.internal.Stages;
import io.weighhouse.keyvault.key.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Crashes at every step, files cut at every byte, and flipped bits. */
class FileSubscriptionStoreTest {

    private static final Path PATH = Path.of("folder", "subscriptions.log").toAbsolutePath();
    private static final int HEADER_BYTES = 32;
    private static final int LAST_FRAME_BYTES = 24;

    private final List<SubscriptionChange> changes = changes();

    @Test
    void crash_atEveryStep_leavesWhatWasAnswered() {
        int crashes = 0;
        boolean done = false;
        for (int step = 0; !done; step++) {
            FailingDisk disk = new FailingDisk().crashAfter(step);
            int answered = answeredUntilCrash(disk);
            for (boolean all : new boolean[] {true, false}) {
                List<SubscriptionChange> found = stateOf(disk.afterCrash(all));
                assertThat(found.size()).as("step %d", step).isBetween(answered, answered + 1);
                assertThat(found).isEqualTo(changes.subList(0, found.size()));
                crashes++;
            }
            done = answered == changes.size() && disk.steps() < step;
        }
        System.out.println("subscription store crashes=" + crashes + ", lost=0");
        assertThat(crashes).isGreaterThan(2 * changes.size());
    }

    @Test
    void cut_atEveryByte_leavesABeginning() {
        byte[] file = file(false);
        int before = 0;
        for (int length = 0; length <= file.length; length++) {
            FailingDisk disk = FailingDisk.with(PATH, Arrays.copyOf(file, length));
            if (length < HEADER_BYTES) {
                assertThatExceptionOfType(SubscriptionStoreException.class)
                        .isThrownBy(() -> stateOf(disk))
                        .withMessageContaining("at byte ");
            } else {
                List<SubscriptionChange> found = stateOf(disk);
                assertThat(found).as("cut at %d", length).isEqualTo(changes.subList(0, found.size()));
                assertThat(found.size()).isGreaterThanOrEqualTo(before);
                before = found.size();
            }
        }
        assertThat(before).isEqualTo(changes.size());
    }

    @Test
    void flip_ofABitOfAClosedFile_isFoundOrDoesNoHarm() {
        byte[] file = file(true);
        int refused = 0;
        int flips = 0;
        for (int bit = 0; bit < file.length * 8; bit += 13) {
            byte[] flipped = file.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(stateOf(FailingDisk.with(PATH, flipped)))
                        .as("bit %d", bit)
                        .isEqualTo(changes);
            } catch (SubscriptionStoreException found) {
                assertThat(found.outcomeKnown()).isTrue();
                refused++;
            }
            flips++;
        }
        assertThat(flips - refused).isLessThanOrEqualTo(LAST_FRAME_BYTES * 8);
    }

    @Test
    void compact_history_losesNothing() {
        FailingDisk disk = new FailingDisk();
        for (SubscriptionChange change : changes) {
            try (FileSubscriptionStore store =
                    new FileSubscriptionStore(StoreFile.at(PATH).minimumDeadBytes(1), disk)) {
                assertThat(Stages.await(store.store(change))).isTrue();
            }
        }
        assertThat(stateOf(disk)).isEqualTo(changes);
    }

    @Test
    void close_store_answersNoMore() {
        FileSubscriptionStore store = open(new FailingDisk());
        assertThat(Stages.await(store.store(changes.get(0)))).isTrue();
        assertThat(store.health().records()).isEqualTo(1);
        store.close();
        assertThatExceptionOfType(SubscriptionStoreException.class)
                .isThrownBy(() -> Stages.await(store.find(PlanHouse.ID)))
                .withMessageContaining("the subscription file is closed");
    }

    private int answeredUntilCrash(FailingDisk disk) {
        int answered = 0;
        try (FileSubscriptionStore store = open(disk)) {
            for (SubscriptionChange change : changes) {
                assertThat(Stages.await(store.store(change))).isTrue();
                answered++;
            }
        } catch (SubscriptionStoreException crashed) {
            assertThat(crashed).hasRootCauseMessage(FailingDisk.CRASHED);
        }
        return answered;
    }

    private byte[] file(boolean closed) {
        FailingDisk disk = new FailingDisk();
        byte[] open;
        try (FileSubscriptionStore store = open(disk)) {
            changes.forEach(
                    change -> assertThat(Stages.await(store.store(change))).isTrue());
            open = disk.bytes(PATH);
        }
        return closed ? disk.bytes(PATH) : open;
    }

    private static FileSubscriptionStore open(FailingDisk disk) {
        return new FileSubscriptionStore(StoreFile.at(PATH), disk);
    }

    private List<SubscriptionChange> stateOf(FailingDisk disk) {
        try (FileSubscriptionStore store = open(disk)) {
            List<SubscriptionChange> found = new ArrayList<>();
            for (SubscriptionChange change : changes) {
                long revision = change.record().revision();
                found.addAll(Stages.await(store.history(change.record().id(), revision - 1, 1)));
            }
            return found;
        }
    }

    /** Everything that a record can have, in two subscriptions that change in turn. */
    private static List<SubscriptionChange> changes() {
        PlanHouse house = new PlanHouse(
                PlanHouse.plan("free").granting(PlanHouse.monthly("50")).build(),
                PlanHouse.plan("pro")
                        .version("2026-01")
                        .priced(PlanPrice.monthly(PlanHouse.dollars("9")))
                        .granting(PlanHouse.monthly("500"))
                        .postpaid(PlanHouse.credits("10"))
                        .trial(Duration.ofDays(30))
                        .build());
        List<SubscriptionChange> changes = new ArrayList<>();
        SubscriptionId team = SubscriptionId.of("acme", "sub_2");
        house.subscriptions.subscribe(
                PlanHouse.to("free"), ChangeNote.by("ada").reason("h\u00e9").reference("evt_1"));
        house.subscriptions.subscribe(
                NewSubscription.of(
                                team,
                                Owner.tenant("acme").team("search"),
                                SubscriptionAccounts.of(PlanHouse.WALLET, PlanHouse.REVENUE),
                                "free")
                        .anchor(new Anchor(Instant.parse("2026-01-31T00:00:00Z"), ZoneId.of("Europe/Berlin"))),
                PlanHouse.OPS);
        house.subscriptions.startTrial(PlanHouse.ID, "pro", PlanHouse.OPS);
        house.at("2026-02-10T00:00:00.123456789Z");
        house.subscriptions.changePlan(PlanHouse.ID, "pro", PlanHouse.OPS);
        house.subscriptions.extend(team, Instant.parse("2026-03-10T00:00:00Z"), PlanHouse.OPS);
        house.subscriptions.cancel(PlanHouse.ID, false, PlanHouse.OPS);
        for (long revision = 1; revision <= 4; revision++) {
            changes.addAll(Stages.await(house.store.history(PlanHouse.ID, revision - 1, 1)));
            changes.addAll(Stages.await(house.store.history(team, revision - 1, 1)));
        }
        return changes;
    }
}
