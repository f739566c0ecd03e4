// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.secret;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a {@link MasterKeyRotation} has come, and what it has found.
 *
 * <p>A value: each step makes a new one. Storing {@link #cursor()} after each step is enough to go on after a crash; the counts
 * then begin anew, and a last walk from the beginning, which finds all done and writes nothing, tells the whole.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class RotationProgress {

    /** The most undecryptable fields that are listed; all are counted. */
    public static final int MAX_LISTED = 1000;

    private final @Nullable SecretSlot last;
    private final boolean fromBeginning;
    private final boolean complete;
    private final Totals totals;

    /** What was added up: no more than this is ever changed, and only in copies. */
    static final class Totals {

        long rows;
        long fields;
        long rewrapped;
        long undecryptable;
        long refused;
        long lostRaces;
        final Map<String, Long> fieldsLeft = new TreeMap<>();
        final Map<CredentialState.Status, Long> rowsByStatus = new TreeMap<>();
        final List<UndecryptableField> listed = new ArrayList<>();

        Totals copy() {
            Totals copy = new Totals();
            copy.rows = rows;
            copy.fields = fields;
            copy.rewrapped = rewrapped;
            copy.undecryptable = undecryptable;
            copy.refused = refused;
            copy.lostRaces = lostRaces;
            copy.fieldsLeft.putAll(fieldsLeft);
            copy.rowsByStatus.putAll(rowsByStatus);
            copy.listed.addAll(listed);
            return copy;
        }
    }

    RotationProgress(@Nullable SecretSlot last, boolean fromBeginning, boolean complete, Totals totals) {
        this.last = last;
        this.fromBeginning = fromBeginning;
        this.complete = complete;
        this.totals = totals;
    }

    /** {@return the beginning} */
    public static RotationProgress start() {
        return new RotationProgress(null, true, false, new Totals());
    }

    /**
     * The place where an earlier walk was left.
     *
     * @param cursor what {@link #cursor()} returned; empty for the beginning
     * @return the progress, with nothing counted
     * @throws IllegalArgumentException if it is no cursor
     */
    public static RotationProgress resumedAt(String cursor) {
        return cursor.isEmpty() ? start() : new RotationProgress(SlotCursor.parse(cursor), false, false, new Totals());
    }

    /** {@return the last row that is done with, such as {@code TEAM/acme/openai/search}; empty at the beginning} */
    public String cursor() {
        return last == null ? "" : SlotCursor.format(last);
    }

    /** {@return whether the walk has come to the end} */
    public boolean isComplete() {
        return complete;
    }

    /** {@return how many credentials were seen} */
    public long rows() {
        return totals.rows;
    }

    /** {@return how many sealed fields they have} */
    public long fields() {
        return totals.fields;
    }

    /** {@return how many fields were wrapped anew; in a dry run, how many would be} */
    public long rewrapped() {
        return totals.rewrapped;
    }

    /** {@return how many fields do not open: changed, moved, no envelope at all, or under a master key not at hand} */
    public long undecryptable() {
        return totals.undecryptable;
    }

    /** {@return how many fields were left alone because their master key is disabled} */
    public long disabled() {
        return totals.refused;
    }

    /** {@return how many rows were left because somebody wrote them again and again meanwhile} */
    public long lostRaces() {
        return totals.lostRaces;
    }

    /** {@return how many fields each master key still wraps behind the walk, or as found in a dry run, by its name} */
    public Map<String, Long> fieldsByMasterKey() {
        return Collections.unmodifiableMap(totals.fieldsLeft);
    }

    /** {@return how many rows are in which state, behind the walk, or as found in a dry run} */
    public Map<CredentialState.Status, Long> rowsByStatus() {
        return Collections.unmodifiableMap(totals.rowsByStatus);
    }

    /** {@return the first {@value #MAX_LISTED} fields that do not open, in the order of the walk} */
    public List<UndecryptableField> undecryptableFields() {
        return Collections.unmodifiableList(totals.listed);
    }

    /**
     * Tells whether a master key may be disabled: the walk has seen every row, from the beginning to the end, lost none to a
     * race, and none needs the key. It holds if nobody seals under that key any more, so let every node have its successor as the
     * current key before the walk begins.
     *
     * @param masterKeyId an old key
     * @return true if nothing that the walk has seen needs it
     */
    public boolean mayDisable(String masterKeyId) {
        return complete && fromBeginning && totals.lostRaces == 0 && !totals.fieldsLeft.containsKey(masterKeyId);
    }

    /**
     * Renders counts and cursor, for a log line.
     *
     * @return a text without anything of a secret or an envelope
     */
    @Override
    public String toString() {
        return "RotationProgress[" + (complete ? "complete" : "after \"" + cursor() + '"') + " rows=" + totals.rows
                + " fields=" + totals.fields + " rewrapped=" + totals.rewrapped + " undecryptable="
                + totals.undecryptable + " disabled=" + totals.refused + " lostRaces=" + totals.lostRaces
                + " byMasterKey=" + totals.fieldsLeft + " byStatus=" + totals.rowsByStatus + ']';
    }

    @Nullable
    SecretSlot last() {
        return last;
    }

    Totals totals() {
        return totals.copy();
    }

    RotationProgress next(@Nullable SecretSlot slot, boolean isComplete, Totals more) {
        return new RotationProgress(slot == null ? last : slot, fromBeginning, isComplete, more);
    }
}
