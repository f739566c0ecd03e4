// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.key;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Hashes that are the keys themselves: {@code plain:the-key}. A check takes until the test lets it end. */
final class PlainHasher implements LegacyHasher {

    static final String DECOY = "plain:\u0000nobody's";

    /** What was checked, in order. */
    final List<String> checked = Collections.synchronizedList(new ArrayList<>());

    /** One for each check that has begun. */
    final Semaphore begun = new Semaphore(0);

    private final Semaphore mayEnd = new Semaphore(0);
    private volatile boolean held;

    /** From now on, checks wait for {@link #letEnd}. */
    void hold() {
        held = true;
    }

    void letEnd(int checks) {
        mayEnd.release(checks);
    }

    @Override
    public String id() {
        return "plain";
    }

    @Override
    public boolean recognises(String hash) {
        return !hash.startsWith("other:");
    }

    @Override
    public LegacyCheck check(byte[] key, String hash) {
        checked.add(hash);
        begun.release();
        if (held) {
            mayEnd.acquireUninterruptibly();
        }
        if (hash.startsWith("broken:")) {
            throw new IllegalStateException("the test wants it");
        }
        if (hash.startsWith("costly:")) {
            return LegacyCheck.REFUSED;
        }
        return hash.equals("plain:" + new String(key, StandardCharsets.UTF_8))
                ? LegacyCheck.MATCH
                : LegacyCheck.MISMATCH;
    }

    @Override
    public String decoy() {
        return DECOY;
    }
}
