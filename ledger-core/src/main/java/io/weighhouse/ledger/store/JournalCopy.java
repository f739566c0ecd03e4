// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies segments to another place, under a name of their own until they are whole. */
final class JournalCopy {

    private static final int WINDOW = 1 << 20;

    private final SegmentLog log;

    JournalCopy(SegmentLog log) {
        this.log = log;
    }

    /**
     * Copies what is durable now; the copy is a log that was closed there.
     *
     * <p>A sealed segment that an earlier backup brought is not copied again.
     */
    ChainHead backup(JournalFiles target) throws IOException {
        Closeable held = target.lock();
        try {
            EventChain.Head head = log.chain().durableHead();
            Durable durable = head.durable();
            Set<String> there = new HashSet<>(target.names());
            for (Segment segment : log.segments().all()) {
                if (segment.firstPosition() >= durable.segment().firstPosition()) {
                    break;
                }
                if (segment.footer() == null) {
                    log.seal(segment);
                }
                if (!there.contains(segment.name()) || !isSealed(target, segment)) {
                    copy(segment, target, segment.header().extent(), null);
                }
            }
            SegmentEdge footer = new SegmentEdge(
                    SegmentEdge.Kind.CLOSED,
                    durable.segment().header().logId(),
                    durable.point(),
                    durable.offset(),
                    head.sha256Hex());
            copy(durable.segment(), target, durable.offset(), footer);
            target.forceDirectory();
            return new ChainHead(durable.point().sequence() - 1, head.sha256Hex());
        } finally {
            held.close();
        }
    }

    private static boolean isSealed(JournalFiles target, Segment segment) throws IOException {
        Segment copied = new Segment(target, segment.name());
        try {
            SegmentEdge footer = copied.footer();
            SegmentEdge mine = segment.footer();
            return footer != null && mine != null && footer.encode().equals(mine.encode());
        } finally {
            copied.close();
        }
    }

    /** Moves complete segments; says how many. */
    int archive(long beforePosition, JournalFiles archive) throws IOException {
        int moved = 0;
        List<Segment> all = new ArrayList<>(log.segments().all());
        for (int i = 0; i + 1 < all.size(); i++) {
            Segment segment = all.get(i);
            Segment next = all.get(i + 1);
            if (next.firstPosition() > beforePosition) {
                break;
            }
            if (segment.files() == log.files()) {
                move(segment, next, archive);
                moved++;
            }
        }
        return moved;
    }

    private void move(Segment segment, Segment next, JournalFiles archive) throws IOException {
        log.seal(segment);
        String head = segment.endHead();
        if (next.header().head() == null && head != null) {
            // What stays must be able to start its chain without the archive.
            log.writeOrPoison(() -> next.writeStartHead(head));
        }
        copy(segment, archive, segment.header().extent(), null);
        archive.forceDirectory();
        Segment archived = new Segment(archive, segment.name());
        archived.file();
        log.segments().exchange(segment, archived);
        segment.close();
        log.files().delete(segment.name());
        log.files().forceDirectory();
    }

    private static void copy(Segment segment, JournalFiles target, long bytes, @Nullable SegmentEdge footer)
            throws IOException {
        String part = "copy-" + segment.name();
        target.delete(part);
        try (JournalFile file = target.create(part)) {
            file.preallocate(segment.header().extent());
            ByteBuffer window = ByteBuffer.allocateDirect((int) Math.min(WINDOW, bytes));
            for (long at = 0; at < bytes; at += window.capacity()) {
                window.clear().limit((int) Math.min(window.capacity(), bytes - at));
                if (segment.file().read(window, at) < window.limit()) {
                    throw new DamagedJournalException(segment.name(), at, "the file ends here");
                }
                file.write(window.flip(), at);
            }
            if (footer != null) {
                file.write(footer.encode(), segment.footerOffset());
            }
            file.force();
        } catch (NoSuchFileException e) {
            throw new IOException("segment is neither in the journal nor in its archive: " + segment.name(), e);
        }
        target.rename(part, segment.name());
    }
}
