// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import java.util.List;

/**
 * The names of the members that carry what a model produced.
 *
 * <p>This class is immutable and thread-safe.
 *
 * @param names each of these is text
 * @param otherwise these are text in a document that has none of the others: they repeat what those say
 * @param data these are pictures and sound, written as text: delivered, but their length says nothing of tokens
 * @param except objects and arrays of these names hold what the model has not said, or says again
 */
record TextMembers(List<String> names, List<String> otherwise, List<String> data, List<String> except) {

    static final TextMembers NONE = of();

    static TextMembers of(String... names) {
        return new TextMembers(List.of(names), List.of(), List.of(), List.of());
    }

    /** The same, and names that count in a document that has none of the others. */
    TextMembers otherwise(String... others) {
        return new TextMembers(names, List.of(others), data, except);
    }

    /** The same, and names of what is not text. */
    TextMembers data(String... more) {
        return new TextMembers(names, otherwise, List.of(more), except);
    }

    /** The same, but for what is within objects and arrays of these names. */
    TextMembers except(String... others) {
        return new TextMembers(names, otherwise, data, List.of(others));
    }

    /** What a scan looks for: this text, and objects of the markers' names. */
    MemberNames with(List<String> markers) {
        return new MemberNames.Builder()
                .add(MemberNames.Role.TEXT, names.toArray(new String[0]))
                .add(MemberNames.Role.TEXT_OTHERWISE, otherwise.toArray(new String[0]))
                .add(MemberNames.Role.DATA, data.toArray(new String[0]))
                .add(MemberNames.Role.TYPE, "type")
                .add(MemberNames.Role.EXCEPT_MARKER, both(markers, true))
                .add(MemberNames.Role.EXCEPT, both(markers, false))
                .add(MemberNames.Role.MARKER, markers.toArray(new String[0]))
                .build();
    }

    private String[] both(List<String> markers, boolean isMarker) {
        return except.stream()
                .filter(name -> markers.contains(name) == isMarker)
                .toArray(String[]::new);
    }
}
