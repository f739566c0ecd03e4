// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Master keys that count, that answer when the test says so, and that fail when it says so. */
final class SlowMasterKeys implements MasterKeys {

    final AtomicInteger wraps = new AtomicInteger();
    final AtomicInteger unwraps = new AtomicInteger();
    final Queue<Runnable> waiting = new ArrayDeque<>();
    volatile boolean isSlow;
    volatile boolean isShort;
    volatile @Nullable RuntimeException failure;
    private final MasterKeys keys;

    SlowMasterKeys(MasterKeys keys) {
        this.keys = keys;
    }

    @Override
    public String currentId() {
        return keys.currentId();
    }

    @Override
    public MasterKeyStatus status(String masterKeyId) {
        return keys.status(masterKeyId);
    }

    @Override
    public WrappedKey wrap(Secret dataKey, byte[] context) {
        wraps.incrementAndGet();
        failIfTold();
        return keys.wrap(dataKey, context);
    }

    @Override
    public Secret unwrap(WrappedKey wrapped, byte[] context) {
        unwraps.incrementAndGet();
        failIfTold();
        return isShort ? Secret.ofBytes(new byte[16]) : keys.unwrap(wrapped, context);
    }

    @Override
    public CompletionStage<WrappedKey> wrapAsync(Secret dataKey, byte[] context) {
        CompletableFuture<WrappedKey> answer = new CompletableFuture<>();
        later(() -> answer.completeAsync(() -> wrap(dataKey, context), Runnable::run));
        return answer;
    }

    @Override
    public CompletionStage<Secret> unwrapAsync(WrappedKey wrapped, byte[] context) {
        CompletableFuture<Secret> answer = new CompletableFuture<>();
        later(() -> answer.completeAsync(() -> unwrap(wrapped, context), Runnable::run));
        return answer;
    }

    private void later(Runnable task) {
        if (isSlow) {
            waiting.add(task);
        } else {
            task.run();
        }
    }

    private void failIfTold() {
        RuntimeException told = failure;
        if (told != null) {
            throw told;
        }
    }
}
