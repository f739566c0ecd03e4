// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.ledger.store;

import org.jspecify.annotations.Nullable;

/**
 * How a log is laid out.
 *
 * @param segmentBytes size of a new segment, a multiple of 512 from 4 KiB to 1 GiB
 * @param indexSpacing bytes of events between two entries of the sparse index, at least 64
 * @param logId the name of a log that is new; one that is there keeps its own
 * @param archive where segments are looked for that are no longer in the directory, or null
 */
record SegmentOptions(
        int segmentBytes,
        int indexSpacing,
        LogId logId,
        @Nullable JournalFiles archive) {

    SegmentOptions {
        if (segmentBytes < 4096 || segmentBytes > 1 << 30 || segmentBytes % Sectors.BYTES != 0) {
            throw new IllegalArgumentException(
                    "must be a multiple of 512 from 4096 to 1073741824: segmentBytes=" + segmentBytes);
        }
        if (indexSpacing < 64) {
            throw new IllegalArgumentException("must be >= 64: indexSpacing=" + indexSpacing);
        }
    }

    static SegmentOptions of(LogId logId) {
        return new SegmentOptions(64 << 20, 64 << 10, logId, null);
    }

    SegmentOptions withSegmentBytes(int bytes) {
        return new SegmentOptions(bytes, indexSpacing, logId, archive);
    }

    SegmentOptions withIndexSpacing(int bytes) {
        return new SegmentOptions(segmentBytes, bytes, logId, archive);
    }

    SegmentOptions withArchive(JournalFiles files) {
        return new SegmentOptions(segmentBytes, indexSpacing, logId, files);
    }
}
