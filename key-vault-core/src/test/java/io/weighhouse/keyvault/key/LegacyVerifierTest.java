// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.key.LegacyVerifier.Outcome;
import io.weighhouse.keyvault.key.LegacyVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LegacyVerifierTest {

    private static final Outcome NONE = new Outcome(Verdict.NONE, -1);
    private static final Outcome REFUSED = new Outcome(Verdict.REFUSED, -1);
    private static final Outcome BUSY = new Outcome(Verdict.BUSY, -1);

    private final PlainHasher hasher = new PlainHasher();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final List<LegacyVerifier> opened = new ArrayList<>();
    private final ThreadFactory factory = work -> {
        Thread thread = new Thread(work);
        threads.add(thread);
        return thread;
    };
    private final LegacyHashes one = LegacyHashes.of(hasher).permits(1).threads(factory);

    @AfterEach
    void closeAll() throws InterruptedException {
        hasher.letEnd(1_000);
        opened.forEach(LegacyVerifier::close);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private LegacyVerifier open(LegacyHashes hashes) {
        LegacyVerifier verifier = new LegacyVerifier(hashes, nanos::get);
        opened.add(verifier);
        return verifier;
    }

    private static CompletableFuture<Outcome> verify(LegacyVerifier verifier, String key, String... hashes) {
        return verifier.verify(bytes(key), List.of(hashes)).toCompletableFuture();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void verify_severalHashes_saysWhichMatchesAndLooksNoFurther() {
        LegacyVerifier verifier = open(one);
        assertThat(verify(verifier, "b", "plain:a", "plain:b", "plain:c").join())
                .isEqualTo(new Outcome(Verdict.MATCH, 1));
        assertThat(hasher.checked).containsExactly("plain:a", "plain:b");
        assertThat(verify(verifier, "x", "plain:a", "plain:b").join()).isEqualTo(NONE);
    }

    @Test
    void verify_noHash_takesAsLongAsOne() {
        assertThat(verify(open(one), "a").join()).isEqualTo(NONE);
        assertThat(hasher.checked).containsExactly(PlainHasher.DECOY);
    }

    @Test
    void verify_keyOfTheDecoy_matchesNothing() {
        assertThat(verify(open(one), PlainHasher.DECOY.substring("plain:".length()))
                        .join())
                .isEqualTo(NONE);
    }

    @Test
    void verify_hashOfNobody_isRefusedAndTakesAsLongAsOne() {
        assertThat(verify(open(one), "a", "other:a").join()).isEqualTo(REFUSED);
        assertThat(hasher.checked).containsExactly(PlainHasher.DECOY);
    }

    @Test
    void verify_someRefused_aMatchCountsAndNoMatchIsRefused() {
        LegacyVerifier verifier = open(one);
        assertThat(verify(verifier, "a", "costly:a", "plain:a").join()).isEqualTo(new Outcome(Verdict.MATCH, 1));
        assertThat(verify(verifier, "a", "costly:a", "plain:b").join()).isEqualTo(REFUSED);
    }

    @Test
    void verify_hasherThatThrows_hasMatchedNothing() {
        LegacyVerifier verifier = open(one);
        assertThat(verify(verifier, "a", "broken:a").join()).isEqualTo(REFUSED);
        assertThat(verify(verifier, "a", "broken:a", "plain:a").join()).isEqualTo(new Outcome(Verdict.MATCH, 1));
    }

    @Test
    void verify_moreHashesThanAreTried_theRestIsNot() {
        LegacyVerifier verifier = open(one.candidates(2));
        assertThat(verify(verifier, "c", "plain:a", "plain:b", "plain:c").join())
                .isEqualTo(REFUSED);
        assertThat(hasher.checked).containsExactly("plain:a", "plain:b");
    }

    @Test
    void verify_severalHashers_theFirstThatRecognisesJudges() {
        LegacyHasher others = new LegacyHasher() {
            @Override
            public String id() {
                return "others";
            }

            @Override
            public boolean recognises(String hash) {
                return true;
            }

            @Override
            public LegacyCheck check(byte[] key, String hash) {
                return LegacyCheck.MATCH;
            }

            @Override
            public String decoy() {
                return "other:decoy";
            }
        };
        LegacyVerifier verifier =
                open(LegacyHashes.of(hasher, others).permits(1).threads(factory));
        assertThat(verify(verifier, "a", "plain:b", "other:").join()).isEqualTo(new Outcome(Verdict.MATCH, 1));
        assertThat(hasher.checked).containsExactly("plain:b");
    }

    @Test
    void verify_done_keyIsWiped() {
        byte[] key = bytes("a");
        CompletableFuture<Boolean> wiped = open(one)
                .verify(key, List.of("plain:a"))
                .thenApply(outcome -> key[0] == 0)
                .toCompletableFuture();
        assertThat(wiped.join()).isTrue();
    }

    @Test
    void verify_queueFull_isBusyAtOnceAndKeyIsWiped() {
        hasher.hold();
        LegacyVerifier verifier = open(one.maximumQueue(2));
        CompletableFuture<Outcome> running = verify(verifier, "a", "plain:a");
        hasher.begun.acquireUninterruptibly();
        CompletableFuture<Outcome> second = verify(verifier, "b", "plain:b");
        CompletableFuture<Outcome> third = verify(verifier, "c", "plain:x");
        byte[] key = bytes("d");
        assertThat(verifier.verify(key, List.of("plain:d")).toCompletableFuture())
                .isCompletedWithValue(BUSY);
        assertThat(key).containsOnly(0);
        assertThat(running).isNotDone();
        hasher.letEnd(3);
        assertThat(running.join()).isEqualTo(new Outcome(Verdict.MATCH, 0));
        assertThat(second.join()).isEqualTo(new Outcome(Verdict.MATCH, 0));
        assertThat(third.join()).isEqualTo(NONE);
        assertThat(hasher.checked).doesNotContain("plain:d");
        assertThat(threads).hasSize(1);
    }

    @Test
    void verify_permits_areAsManyChecksAtATime() {
        hasher.hold();
        LegacyVerifier verifier = open(one.permits(3).maximumQueue(1));
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            answers.add(verify(verifier, "a", "plain:a"));
        }
        hasher.begun.acquireUninterruptibly(3);
        assertThat(verify(verifier, "a", "plain:a")).isCompletedWithValue(BUSY);
        assertThat(hasher.checked).hasSize(3);
        hasher.letEnd(4);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().verdict()).isEqualTo(Verdict.MATCH));
        assertThat(threads).hasSize(3);
    }

    @Test
    void verify_waitedTooLong_isBusyWithoutACheck() {
        hasher.hold();
        LegacyVerifier verifier = open(one.queueTimeout(Duration.ofSeconds(1)));
        CompletableFuture<Outcome> running = verify(verifier, "a", "plain:a");
        hasher.begun.acquireUninterruptibly();
        CompletableFuture<Outcome> tooLong = verify(verifier, "b", "plain:b");
        nanos.addAndGet(1);
        CompletableFuture<Outcome> justInTime = verify(verifier, "c", "plain:c");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        hasher.letEnd(2);
        assertThat(running.join().verdict()).as("it was not waiting").isEqualTo(Verdict.MATCH);
        assertThat(tooLong.join()).isEqualTo(BUSY);
        assertThat(justInTime.join().verdict()).isEqualTo(Verdict.MATCH);
        assertThat(hasher.checked).containsExactly("plain:a", "plain:c");
    }

    @Test
    void close_whileSomeWait_theyAreBusyAndTheThreadsEnd() throws InterruptedException {
        hasher.hold();
        LegacyVerifier verifier = open(one);
        CompletableFuture<Outcome> running = verify(verifier, "a", "plain:a");
        hasher.begun.acquireUninterruptibly();
        byte[] key = bytes("b");
        CompletableFuture<Outcome> waiting =
                verifier.verify(key, List.of("plain:b")).toCompletableFuture();
        verifier.close();
        verifier.close();
        assertThat(waiting).isCompletedWithValue(BUSY);
        assertThat(key).containsOnly(0);
        assertThat(verify(verifier, "c", "plain:c")).isCompletedWithValue(BUSY);
        assertThat(running).isNotDone();
        hasher.letEnd(1);
        assertThat(running.join().verdict()).isEqualTo(Verdict.MATCH);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(hasher.checked).containsExactly("plain:a");
    }

    @Test
    void verify_manyCallersWhileItCloses_eachIsAnsweredOnce() throws InterruptedException {
        LegacyVerifier verifier = open(one.permits(2).maximumQueue(8));
        List<CompletableFuture<Outcome>> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(new Thread(() -> {
                for (int n = 0; n < 500; n++) {
                    answers.add(verify(verifier, "a", "plain:a"));
                }
            }));
        }
        callers.forEach(Thread::start);
        hasher.begun.acquireUninterruptibly(5);
        verifier.close();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(answers)
                .hasSize(2_000)
                .allSatisfy(answer -> assertThat(answer.join()).isIn(new Outcome(Verdict.MATCH, 0), BUSY));
    }

    @Test
    void hashes_threadsUnlessSaid_areNamedDaemons() {
        Thread thread = LegacyHashes.of(hasher).threads.newThread(() -> {});
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("weighhouse-legacy-hash-");
    }

    @Test
    void hashes_unlessSaid_areBounded() {
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        assertThat(LegacyHashes.of(hasher))
                .hasToString("LegacyHashes[[plain] Bulkhead[permits=" + half
                        + ", queueTimeout=PT2S, maximumQueue=100] candidates=4]");
    }

    @Test
    void hashes_valuesOutOfRange_areNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.permits(0))
                .withMessage("must be 1 to 256: permits=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.maximumQueue(100_001))
                .withMessage("must be 1 to 100000: maximumQueue=100001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.candidates(0))
                .withMessage("must be 1 to 64: candidates=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.queueTimeout(Duration.ZERO))
                .withMessage("must be more than zero and at most PT1M: queueTimeout=PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LegacyHashes.of(hasher, hasher))
                .withMessage("must be different: id=\"plain\"");
        assertThatIllegalArgumentException().isThrownBy(LegacyHashes::of).withMessage("must have a hasher: hashers=[]");
    }
}
