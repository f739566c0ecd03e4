// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdIndexTest {

    private static final long PINNED = Long.MIN_VALUE;

    private final IdIndex index = new IdIndex();

    @Test
    void first_ofAnEmptyIndex_isNone() {
        assertThat(index.first(7)).isEqualTo(IdIndex.NONE);
        assertThat(index.next()).isEqualTo(IdIndex.NONE);
        assertThat(index.size()).isZero();
    }

    @Test
    void first_andNext_yieldEveryValueUnderTheTag() {
        index.put(7, 0);
        index.put(7, 5);
        index.put(7, PINNED);
        index.put(8, 6);
        assertThat(values(7)).containsExactlyInAnyOrder(0L, 5L, PINNED);
        assertThat(values(8)).containsExactly(6L);
        assertThat(index.next()).isEqualTo(IdIndex.NONE);
    }

    @Test
    void tagOfZero_isATagLikeAnyOther() {
        index.put(0, 3);
        assertThat(values(0)).containsExactly(3L);
        assertThat(index.replace(0, 3, 4)).isTrue();
        assertThat(index.remove(0, 4)).isTrue();
        assertThat(values(0)).isEmpty();
    }

    @Test
    void replace_andRemove_ofAnAbsentValue_changeNothing() {
        index.put(7, 1);
        assertThat(index.replace(7, 2, 3)).isFalse();
        assertThat(index.replace(8, 1, 3)).isFalse();
        assertThat(index.remove(7, 2)).isFalse();
        assertThat(index.remove(8, 1)).isFalse();
        assertThat(values(7)).containsExactly(1L);
    }

    @Test
    void put_afterTheLookupOfAnotherTag_findsItsOwnPlace() {
        index.put(7, 1);
        index.first(8);
        index.put(7, 2);
        index.first(8);
        index.put(8, 3);
        assertThat(values(7)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(values(8)).containsExactly(3L);
    }

    @Test
    void outOfRange_isRefused() {
        assertThatThrownBy(() -> index.put(7, -1)).hasMessage("must not be -1: value=-1");
        assertThatThrownBy(() -> index.replace(7, 0, -1)).hasMessage("must not be -1: value=-1");
        assertThatThrownBy(() -> index.forgetBefore(-1)).hasMessage("must be >= 0: position=-1");
        assertThat(index.size()).isZero();
    }

    @Test
    void home_ofIdsMadeInARow_isSlotsInARow() {
        long group = mix(17);
        int first = IdIndex.home(IdIndex.tag(group, 0), 51);
        assertThat(first % 64).isZero();
        for (int low6 = 0; low6 < 64; low6++) {
            assertThat(IdIndex.home(IdIndex.tag(group, low6), 51)).isEqualTo(first + low6);
        }
    }

    @Test
    void forgetBefore_hidesWhatIsBelow_butNothingPinned() {
        index.put(7, 4);
        index.put(7, 5);
        index.put(7, PINNED | 1);
        index.forgetBefore(5);
        index.forgetBefore(3);
        assertThat(values(7)).containsExactlyInAnyOrder(5L, PINNED | 1);
        assertThat(index.remove(7, 4)).isFalse();
        assertThat(index.replace(7, 4, 9)).isFalse();
    }

    @Test
    void anyMixOfCalls_agreesWithAMapOfLists() {
        for (int seed = 0; seed < 300; seed++) {
            agreesWithAMapOfLists(seed);
        }
    }

    @Test
    void put_ofTenMillion_copiesLittleAtOnce_andKeepsToItsRoom() {
        long largestRoom = 0;
        for (int i = 0; i < 10_000_000; i++) {
            index.put(mix(i), i);
            if ((i & 0xFFFF) == 0 && i > 5_000_000) {
                largestRoom = Math.max(largestRoom, index.heapBytes() / (i / 1_000));
            }
        }
        assertThat(index.size()).isEqualTo(10_000_000);
        assertThat(index.largestCopyBytes()).isLessThan(256 << 10);
        assertThat(index.heapBytes()).isLessThan(320_000_000);
        // At every size, not only at this one: no moment in which all the shards have just grown.
        assertThat(largestRoom).isLessThan(32_000);
        for (int i = 0; i < 10_000_000; i += 997) {
            assertThat(index.first(mix(i))).isEqualTo(i);
        }
    }

    @Test
    void forgetBefore_movingAlong_boundsTheRoomByWhatIsLive() {
        int live = 200_000;
        long pinned = 0;
        long largestSize = 0;
        for (int i = 0; i < 3_000_000; i++) {
            index.put(mix(i), i % 1_000 == 0 ? PINNED | i : i);
            pinned += i % 1_000 == 0 ? 1 : 0;
            index.forgetBefore(Math.max(0, i - live));
            largestSize = Math.max(largestSize, index.size());
        }
        assertThat(largestSize).isLessThan(2L * live + pinned);
        assertThat(index.heapBytes()).isLessThan(64L * 2 * live);
        for (int i = 0; i < 3_000_000; i++) {
            boolean isPinned = i % 1_000 == 0;
            long expected = isPinned ? PINNED | i : i < 3_000_000 - 1 - live ? IdIndex.NONE : i;
            if (index.first(mix(i)) != expected) {
                assertThat(index.first(mix(i))).isEqualTo(expected);
            }
        }
    }

    @Test
    void sweep_ofAnIndexThatWasFull_givesItsRoomBack() {
        for (int i = 0; i < 1_000_000; i++) {
            index.put(mix(i), i);
        }
        long full = index.heapBytes();
        index.forgetBefore(1_000_000);
        for (int i = 0; i < 700_000; i++) {
            index.put(1, 1_000_000 + i);
            index.remove(1, 1_000_000 + i);
        }
        assertThat(index.size()).isZero();
        assertThat(index.heapBytes()).isLessThan(full / 20);
    }

    @Test
    void firstAndPut_intoRoomThatIsThere_allocateNothing() throws ReflectiveOperationException {
        for (int i = 0; i < 1_000_000; i++) {
            index.put(mix(i), i);
        }
        long sum = takeOutAndPutBack(0);
        long start = Allocation.bytesSoFar();
        long before = Allocation.bytesSoFar();
        sum += takeOutAndPutBack(100_000);
        long bytes = Allocation.bytesSoFar() - before;
        assertThat(sum).isPositive();
        // Less what the measurement itself costs, give or take; one byte for each id would be 100,000.
        assertThat(bytes - (before - start)).isLessThan(1_000);
    }

    private long takeOutAndPutBack(int from) {
        long sum = 0;
        for (int i = from; i < from + 100_000; i++) {
            sum += index.first(mix(i));
            index.remove(mix(i), i);
            sum += index.first(mix(i));
            index.put(mix(i), i);
        }
        return sum;
    }

    private static void agreesWithAMapOfLists(int seed) {
        Random random = new Random(seed);
        IdIndex index = new IdIndex();
        Map<Long, List<Long>> model = new HashMap<>();
        // Few groups in two shards, so that many tags want the same places.
        long[] groups = random.longs(1 + random.nextInt(40)).map(g -> g >>> 11).toArray();
        int columns = 1 + random.nextInt(64);
        int removing = 1 + random.nextInt(4);
        long watermark = 0;
        for (int step = 0; step < 2_000; step++) {
            long tag = IdIndex.tag(groups[random.nextInt(groups.length)], 63 - random.nextInt(columns));
            List<Long> values = model.computeIfAbsent(tag, absent -> new ArrayList<>());
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    long value = random.nextInt(20) == 0 ? PINNED | step : watermark + random.nextInt(500);
                    if (random.nextBoolean()) {
                        assertThat(values(index, tag)).containsExactlyInAnyOrderElementsOf(values);
                    }
                    index.put(tag, value);
                    values.add(value);
                }
                case 4 -> {
                    Long old = any(values, random);
                    long replacement = watermark + random.nextInt(500);
                    boolean known = values.remove(old);
                    assertThat(index.replace(tag, old, replacement)).isEqualTo(known);
                    if (known) {
                        values.add(replacement);
                    }
                }
                case 5 -> {
                    for (int i = 0; i < removing; i++) {
                        Long old = any(values, random);
                        assertThat(index.remove(tag, old)).isEqualTo(values.remove(old));
                    }
                }
                case 6 -> {
                    if (random.nextInt(20) == 0) {
                        watermark += random.nextInt(800);
                        long forgotten = watermark;
                        index.forgetBefore(forgotten);
                        model.values().forEach(all -> all.removeIf(value -> value >= 0 && value < forgotten));
                    }
                }
                default -> assertThat(values(index, tag)).containsExactlyInAnyOrderElementsOf(values);
            }
        }
        model.forEach((tag, values) ->
                assertThat(values(index, tag)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(values));
        long live = model.values().stream().mapToLong(List::size).sum();
        assertThat(index.size()).isGreaterThanOrEqualTo(live);
        settle(index);
        assertThat(index.size()).isEqualTo(live);
        model.forEach((tag, values) ->
                assertThat(values(index, tag)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(values));
    }

    /** Lets the hand go round until it rests; the index is as it was, but for what was forgotten. */
    private static void settle(IdIndex index) {
        for (int i = 0; i < 4_000; i++) {
            index.put(-1, PINNED);
            index.remove(-1, PINNED);
        }
    }

    private static Long any(List<Long> values, Random random) {
        return values.isEmpty() ? IdIndex.NONE : values.get(random.nextInt(values.size()));
    }

    private List<Long> values(long tag) {
        return values(index, tag);
    }

    private static List<Long> values(IdIndex index, long tag) {
        List<Long> values = new ArrayList<>();
        for (long value = index.first(tag); value != IdIndex.NONE; value = index.next()) {
            values.add(value);
        }
        return values;
    }

    private static long mix(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
