// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.ArrayList;
import java.util.List;

/**
 * How one API tells its usage: where, with which wholes, and how the documents of one answer come together.
 *
 * <p>This class is immutable and thread-safe.
 */
final class Dialect {

    /** How the usages of several documents (events of a stream, lines of a file) make one. */
    enum Merge {
        /** Each is the whole truth so far: the last one stands. */
        LAST,
        /** Each tells some of the fields, as they are by now: the last word on each field stands. */
        FIELDS,
        /** Each is a usage of its own: they add up. */
        SUM
    }

    /** Turns an API's own wholes into ours, after parts that are on top have been added. */
    interface Wholes {
        void adjust(TokenCounts counts);
    }

    private final String api;
    private final PathNode root;
    private final Merge merge;
    private final Wholes wholes;
    private final MemberNames whole;
    private final MemberNames streamed;
    private final boolean zeroIsFalse;
    private final boolean otherThanJson;
    private final boolean objects;
    private final boolean thoughtsBesideTotal;
    private final int longestEventBytes;

    private Dialect(Builder builder) {
        api = builder.api;
        root = builder.root;
        merge = builder.merge;
        wholes = builder.wholes;
        whole = builder.whole.with(builder.markers);
        streamed = builder.streamed.with(builder.markers);
        zeroIsFalse = builder.zeroIsFalse;
        otherThanJson = builder.otherThanJson;
        objects = builder.objects;
        thoughtsBesideTotal = builder.thoughtsBesideTotal;
        longestEventBytes = builder.longestEventBytes;
    }

    String api() {
        return api;
    }

    PathNode root() {
        return root;
    }

    Merge merge() {
        return merge;
    }

    Wholes wholes() {
        return wholes;
    }

    /** The members that a scan of a whole answer looks for. */
    MemberNames inWhole() {
        return whole;
    }

    /** The members that a scan of an event looks for; a marker makes it worth parsing. */
    MemberNames inStream() {
        return streamed;
    }

    /** Whether an answer of this API cannot have used nothing at all. */
    boolean zeroIsFalse() {
        return zeroIsFalse;
    }

    /** Whether a whole answer may be something that is no JSON and says no usage, such as sound. */
    boolean otherThanJson() {
        return otherThanJson;
    }

    /** Whether a stream is one JSON object after another, wherever lines end, as in messages of a web socket. */
    boolean isObjects() {
        return objects;
    }

    /** Whether the provider's total may leave reasoning out. */
    boolean isThoughtsBesideTotal() {
        return thoughtsBesideTotal;
    }

    /** The longest event that is gathered from chunks; what is longer is passed over. */
    int longestEventBytes() {
        return longestEventBytes;
    }

    /** Not thread-safe. */
    static final class Builder {

        private final String api;
        private final PathNode root = new PathNode();
        private final List<String> markers = new ArrayList<>();
        private Merge merge = Merge.LAST;
        private Wholes wholes = counts -> {};
        private TextMembers whole = TextMembers.NONE;
        private TextMembers streamed = TextMembers.NONE;
        private boolean zeroIsFalse;
        private boolean otherThanJson;
        private boolean objects;
        private boolean thoughtsBesideTotal;
        private boolean framed;
        private int longestEventBytes = SseLines.MAX_LINE_BYTES;

        Builder(String api) {
            this.api = api;
        }

        /** For shapes that occur at more places than one. */
        PathNode root() {
            return root;
        }

        /** What the value at a path (member names joined by dots) is. */
        Builder at(String path, Slot slot) {
            root.with(path, slot);
            return this;
        }

        /** Where a usage object is: events with one are parsed, and numbers in it that nobody knows are flagged. */
        Builder usage(String path) {
            root.withUsage(path);
            return marker(path.substring(path.lastIndexOf('.') + 1));
        }

        /** Where usage objects are of which one answer has several, that add up. */
        Builder usages(String path) {
            root.withAnotherUsage(path);
            return this;
        }

        /** Where a usage object is that a later one of the stream completes. */
        Builder usageSoFar(String path) {
            root.withUsageSoFar(path);
            return usage(path);
        }

        /** Where an error object is, with its code and type. */
        Builder error(String path) {
            root.withError(path).with(path + ".code", Slot.ERROR_CODE).with(path + ".type", Slot.ERROR_TYPE);
            return marker(path.substring(path.lastIndexOf('.') + 1));
        }

        /** Says that an event of type "error" is an error by itself, with its code. */
        Builder flatError() {
            return at("type", Slot.EVENT_TYPE).at("code", Slot.ERROR_CODE);
        }

        /** A member name that makes an event worth parsing if the value is an object. */
        Builder marker(String name) {
            if (!markers.contains(name)) {
                markers.add(name);
            }
            return this;
        }

        Builder merge(Merge how) {
            this.merge = how;
            return this;
        }

        Builder wholes(Wholes how) {
            this.wholes = how;
            return this;
        }

        /** The members that carry delivered text, in a whole answer and in an event of a stream. */
        Builder text(TextMembers inWhole, TextMembers inStream) {
            this.whole = inWhole;
            this.streamed = inStream;
            return this;
        }

        Builder zeroIsFalse() {
            this.zeroIsFalse = true;
            return this;
        }

        Builder otherThanJson() {
            this.otherThanJson = true;
            return this;
        }

        /** Bedrock's streams have AWS's own framing, and its headers count too. */
        Builder framed() {
            this.framed = true;
            return this;
        }

        /** A stream is one JSON object after another. */
        Builder objects() {
            this.objects = true;
            return this;
        }

        Builder thoughtsBesideTotal() {
            this.thoughtsBesideTotal = true;
            return this;
        }

        Builder longestEventBytes(int bytes) {
            this.longestEventBytes = bytes;
            return this;
        }

        Dialect build() {
            return new Dialect(this);
        }

        UsageReader reader() {
            return framed ? new BedrockReader(build()) : new JsonUsageReader(build());
        }
    }
}
