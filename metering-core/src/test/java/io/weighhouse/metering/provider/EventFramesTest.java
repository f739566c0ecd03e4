// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventFramesTest {

    private static final byte[] EVENT_TYPE = TextScan.ascii(":event-type");

    private final List<String> taken = new ArrayList<>();
    private final EventFrames frames =
            new EventFrames(frame -> taken.add(frame.text(EVENT_TYPE, 64) + ' ' + payloadOf(frame)));

    @Test
    void chunk_cutAnywhere_handsOnTheSameFrames() {
        byte[] stream = Frames.joined(
                Frames.event("start", "{}"), Frames.event("delta", "\u2696 ".repeat(300)), Frames.event("end", ""));
        List<String> whole = List.of("start {}", "delta " + "\u2696 ".repeat(300), "end ");
        for (int size = 1; size <= stream.length; size++) {
            taken.clear();
            feed(stream, size);
            assertThat(taken).as("chunks of %d", size).isEqualTo(whole);
        }
        assertThat(frames.damage()).isNull();
        assertThat(frames.cut()).isFalse();
        assertThat(frames.bytesPassedOver()).isZero();
    }

    @Test
    void chunk_partOfAFrame_isCutAndNotDamaged() {
        byte[] stream = Frames.joined(Frames.event("one", "1"), Frames.event("two", "2"));
        feed(Arrays.copyOf(stream, stream.length - 1), 10);
        assertThat(taken).containsExactly("one 1");
        assertThat(frames.cut()).isTrue();
        assertThat(frames.damage()).isNull();
    }

    @Test
    void chunk_anyByteChanged_neverHandsOnAChangedFrame() {
        byte[] first = Frames.event("first", "{\"n\":1}");
        byte[] stream = Frames.joined(first, Frames.event("second", "{\"n\":2}"));
        for (int at = 0; at < stream.length; at++) {
            byte[] changed = stream.clone();
            changed[at] ^= 0x10;
            List<String> found = new ArrayList<>();
            EventFrames decoder = new EventFrames(frame -> found.add(frame.text(EVENT_TYPE, 64)));
            decoder.chunk(changed, 0, changed.length);
            assertThat(found).as("byte %d", at).isSubsetOf("first", "second").hasSizeLessThan(2);
            assertThat(decoder.damage()).as("byte %d", at).isNotNull();
            assertThat(decoder.bytesPassedOver()).as("byte %d", at).isPositive();
        }
    }

    @Test
    void chunk_wrongChecksum_losesThatFrameOnly() {
        byte[] wrong = Frames.event("wrong", "{}");
        wrong[wrong.length - 1]++;
        feed(Frames.joined(Frames.event("one", "1"), wrong, Frames.event("two", "2")), 7);
        assertThat(taken).containsExactly("one 1", "two 2");
        assertThat(frames.damage()).isEqualTo("must have a right checksum: frame");
        assertThat(frames.bytesPassedOver()).isEqualTo(wrong.length);
    }

    @Test
    void chunk_impossibleLengths_losesTheRest() {
        for (int[] lengths :
                new int[][] {{15, 0}, {-1, 0}, {40, 25}, {40, -1}, {18 << 20, 0}, {Integer.MIN_VALUE, 0}}) {
            ByteBuffer prelude = ByteBuffer.allocate(12).putInt(lengths[0]).putInt(lengths[1]);
            prelude.putInt(Frames.checksum(prelude.array(), 8));
            EventFrames decoder = new EventFrames(frame -> taken.add("never"));
            decoder.chunk(prelude.array(), 0, 5);
            decoder.chunk(prelude.array(), 5, 7);
            byte[] next = Frames.event("next", "{}");
            decoder.chunk(next, 0, next.length);
            assertThat(decoder.damage())
                    .isEqualTo("must be possible lengths: frame=" + lengths[0] + " headers=" + lengths[1]);
            assertThat(decoder.bytesPassedOver()).isEqualTo(12 + next.length);
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void chunk_frameBeyondTheBound_isPassedOverAndTheNextOneRead() {
        byte[] huge = Frames.event("huge", "x".repeat(EventFrames.MAX_FRAME_BYTES));
        byte[] stream = Frames.joined(Frames.event("one", "1"), huge, Frames.event("two", "2"));
        for (int size : new int[] {11, 4_096, stream.length}) {
            taken.clear();
            EventFrames decoder = new EventFrames(frame -> taken.add(payloadOf(frame)));
            for (int at = 0; at < stream.length; at += size) {
                decoder.chunk(stream, at, Math.min(size, stream.length - at));
            }
            assertThat(taken).containsExactly("1", "2");
            assertThat(decoder.damage()).isNull();
            assertThat(decoder.bytesPassedOver()).isEqualTo(huge.length);
        }
    }

    @Test
    void frame_headersOfEveryType_areSteppedOver() {
        byte[] headers = Frames.joined(
                new byte[] {1, 'a', 0, 1, 'b', 1, 1, 'c', 2, 9, 1, 'd', 3, 0, 9, 1, 'e', 4, 0, 0, 0, 9},
                new byte[] {1, 'f', 5, 0, 0, 0, 0, 0, 0, 0, 9, 1, 'g', 6, 0, 2, 7, 7, 1, 'h', 8, 0, 0, 0, 0, 0, 0, 0, 9
                },
                new byte[] {1, 'i', 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9},
                Frames.textHeaders(Map.of(":event-type", "last")));
        feed(Frames.frame(headers, "{}".getBytes(UTF_8)), 3);
        assertThat(taken).containsExactly("last {}");
    }

    @Test
    void frame_headersThatDoNotEndWhereTheyShould_areDamage() {
        List<byte[]> wrong = List.of(
                new byte[] {5, 'a'},
                new byte[] {1, 'a', 10},
                new byte[] {1, 'a', -1},
                new byte[] {1, 'a', 7, 0},
                new byte[] {1, 'a', 7, 0, 9, 'x'},
                new byte[] {1, 'a', 4, 0, 0, 0},
                new byte[] {1, 'a'},
                new byte[] {-1});
        for (byte[] headers : wrong) {
            EventFrames decoder = new EventFrames(frame -> taken.add("never"));
            byte[] frame = Frames.frame(headers, new byte[300]);
            decoder.chunk(frame, 0, frame.length);
            assertThat(decoder.damage()).isEqualTo("must have whole headers: frame");
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void has_headerThere_onlyWithThatText() {
        List<Boolean> answers = new ArrayList<>();
        EventFrames decoder = new EventFrames(frame -> {
            answers.add(frame.has(EVENT_TYPE, TextScan.ascii("metadata")));
            answers.add(frame.has(EVENT_TYPE, TextScan.ascii("meta")));
            answers.add(frame.has(TextScan.ascii(":other"), TextScan.ascii("metadata")));
            answers.add(frame.text(EVENT_TYPE, 4).equals("meta"));
            answers.add(frame.text(TextScan.ascii(":other"), 4).isEmpty());
        });
        byte[] frame = Frames.event("metadata", "{}");
        decoder.chunk(frame, 0, frame.length);
        assertThat(answers).containsExactly(true, false, false, true, true);
    }

    @Test
    void chunk_noise_neverThrows() {
        Random noise = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[noise.nextInt(100)];
            noise.nextBytes(bytes);
            EventFrames decoder = new EventFrames(frame -> taken.add("never"));
            decoder.chunk(bytes, 0, bytes.length);
            assertThat(decoder.damage() != null || decoder.cut() || bytes.length == 0)
                    .isTrue();
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void chunk_outsideItsArray_isAMistake() {
        assertThatThrownBy(() -> frames.chunk(new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void chunk_manyFrames_allocatesNothing() throws ReflectiveOperationException {
        byte[] stream =
                Frames.joined(Frames.event("delta", "{\"delta\":{\"text\":\"a\"}}"), Frames.event("delta", "{}"));
        long[] seen = new long[1];
        EventFrames decoder = new EventFrames(frame -> seen[0] += frame.payloadTo() - frame.payloadFrom());
        long allocated = Garbage.of(() -> {
            decoder.chunk(stream, 0, 40);
            decoder.chunk(stream, 40, stream.length - 40);
        });
        assertThat(allocated).isZero();
        assertThat(seen[0]).isPositive();
    }

    @Test
    void decode_whatTheJdkEncoded_isTheSame() {
        Base64Buffer buffer = new Base64Buffer();
        Random random = new Random(3);
        for (int length = 0; length < 2_000; length += 7) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            String text = Base64.getEncoder().encodeToString(bytes);
            byte[] json = ('"' + text.replace("/", "\\/") + '"').getBytes(UTF_8);
            int decoded = buffer.decode(json, 1, json.length - 1);
            assertThat(Arrays.copyOf(buffer.bytes(), decoded)).isEqualTo(bytes);
        }
        assertThat(buffer.decode("ab!c".getBytes(UTF_8), 0, 4)).isEqualTo(-1);
        assertThat(buffer.decode("\u00fc".getBytes(UTF_8), 0, 2)).isEqualTo(-1);
    }

    private static String payloadOf(EventFrame frame) {
        return new String(frame.bytes(), frame.payloadFrom(), frame.payloadTo() - frame.payloadFrom(), UTF_8);
    }

    private void feed(byte[] stream, int size) {
        for (int at = 0; at < stream.length; at += size) {
            frames.chunk(stream, at, Math.min(size, stream.length - at));
        }
    }
}
