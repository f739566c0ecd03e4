// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.compare;

import io.weighhouse.benchmarks.work.JournalHeap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a ledger on a journal keeps in memory: read off the heap after it was collected, in this order. */
final class HeapSuite implements Suite {

    private final Path parent;
    private final int accounts;
    private final int ids;
    private @Nullable Scratch scratch;

    /**
     * With files below a directory.
     *
     * @param accounts how many wallets there are, and a tenth as many open holds
     * @param ids how many posts are remembered
     */
    HeapSuite(Path parent, int accounts, int ids) {
        this.parent = parent;
        this.accounts = accounts;
        this.ids = ids;
    }

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String about() {
        return "bytes of memory for an account, an open hold, a remembered id";
    }

    @Override
    public List<Measured> cases() throws IOException {
        Scratch files = new Scratch(parent);
        scratch = files;
        JournalHeap heap = files.keep(JournalHeap.open(files.directory("heap")));
        return List.of(
                Figure.of("a wallet with one lot", "B", () -> heap.bytesOfAWallet(accounts)),
                Figure.of("an open hold", "B", () -> heap.bytesOfAHold(accounts / 10)),
                Figure.of("a remembered time-ordered id", "B", () -> heap.bytesOfAnId(ids)),
                Figure.of("all of it", "MB", heap::usedMegabytes));
    }

    @Override
    public void close() throws IOException {
        if (scratch != null) {
            scratch.close();
        }
    }
}
