// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in an API's responses: the members that matter there, and what this one is good for.
 *
 * <p>Arrays are transparent: {@code data.usage} also names the usage of each element of {@code data}.
 *
 * <p>Not changed once its dialect is built; then it is thread-safe.
 */
final class PathNode {

    private final Map<String, PathNode> members = new HashMap<>();

    /* The same by hash, with gaps: half of the places are free. */
    private byte[][] names = new byte[2][];
    private PathNode[] nodes = new PathNode[2];

    private @Nullable Slot slot;
    private boolean usage;
    private boolean soFar;
    private boolean another;
    private boolean error;

    /** What the member is whose name stands in a document, or null if it does not matter. */
    @Nullable
    PathNode member(byte[] json, int from, int to) {
        int at = place(json, from, to, names.length);
        for (byte[] name = names[at]; name != null; name = names[at]) {
            if (name.length == to - from && Arrays.equals(json, from, to, name, 0, name.length)) {
                return nodes[at];
            }
            at = (at + 1) & (names.length - 1);
        }
        return null;
    }

    @Nullable
    Slot slot() {
        return slot;
    }

    /** Whether this is a usage object: numbers in it that nobody knows are flagged. */
    boolean isUsage() {
        return usage;
    }

    /** Whether this is the usage of a stream that goes on. */
    boolean isSoFar() {
        return soFar;
    }

    /** Whether this is one usage of several that add up. */
    boolean isAnother() {
        return another;
    }

    /** Whether an object here says that the call failed. */
    boolean isError() {
        return error;
    }

    PathNode with(String path, Slot value) {
        descend(path).slot = value;
        return this;
    }

    PathNode withUsage(String path) {
        descend(path).usage = true;
        return this;
    }

    PathNode withUsageSoFar(String path) {
        descend(path).soFar = true;
        return withUsage(path);
    }

    PathNode withAnotherUsage(String path) {
        descend(path).another = true;
        return withUsage(path);
    }

    PathNode withError(String path) {
        descend(path).error = true;
        return this;
    }

    private PathNode descend(String path) {
        PathNode at = this;
        if (!path.isEmpty()) {
            for (String name : path.split("\\.", -1)) {
                PathNode known = at.members.get(name);
                at = known == null ? at.add(name) : known;
            }
        }
        return at;
    }

    private PathNode add(String added) {
        members.put(added, new PathNode());
        int size = names.length < 2 * members.size() ? 2 * names.length : names.length;
        names = new byte[size][];
        nodes = new PathNode[size];
        members.forEach((name, node) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int at = place(bytes, 0, bytes.length, size);
            while (names[at] != null) {
                at = (at + 1) & (size - 1);
            }
            names[at] = bytes;
            nodes[at] = node;
        });
        return Objects.requireNonNull(members.get(added));
    }

    /** Where a name is looked for first. It is our names that fill the table, so nobody else can make it slow. */
    private static int place(byte[] name, int from, int to, int size) {
        if (to == from) {
            return 0;
        }
        int hash = (to - from) * 31 + name[from] * 7 + name[to - 1] * 3 + name[(from + to) >>> 1] * 13;
        return (hash ^ (hash >>> 5)) & (size - 1);
    }
}
