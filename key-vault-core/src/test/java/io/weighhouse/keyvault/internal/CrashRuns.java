// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;

/**
 * Runs the same commands again and again, each time with a crash one step later, and looks at what is found afterwards.
 *
 * @param <S> the store
 * @param <C> its commands
 */
public final class CrashRuns<S, C> {

    public static final Path PATH = Path.of("folder", "records.log").toAbsolutePath();

    private final Function<SimulatedDisk, Opened<S>> opening;
    private final Function<S, Object> state;
    private final Work<S, C> work;

    /** An open store, and how it is closed. */
    public record Opened<S>(S store, Runnable closing) implements AutoCloseable {

        @Override
        public void close() {
            closing.run();
        }
    }

    /** Does one command and waits for it. */
    public interface Work<S, C> {

        void run(S store, C command);
    }

    public CrashRuns(Function<SimulatedDisk, Opened<S>> opening, Work<S, C> work, Function<S, Object> state) {
        this.opening = opening;
        this.work = work;
        this.state = state;
    }

    /** How many crashes there were, and how often a file was written anew before. */
    public record Report(int crashes, int compactions) {}

    /** The states after none, one, two of the commands, and so on. */
    public List<Object> states(List<C> commands) {
        List<Object> states = new ArrayList<>();
        try (Opened<S> opened = opening.apply(new SimulatedDisk())) {
            states.add(state.apply(opened.store));
            for (C command : commands) {
                work.run(opened.store, command);
                states.add(state.apply(opened.store));
            }
        }
        return states;
    }

    /** Crashes at every step of the commands; what was answered has to be there, and nothing else but what was asked for. */
    public Report crashAtEveryStep(List<C> commands, int imagesEach) {
        List<Object> states = states(commands);
        Random random = new Random(commands.size());
        int compactions = 0;
        for (int step = 0; ; step++) {
            SimulatedDisk disk = new SimulatedDisk();
            disk.crashAfter(step);
            int answered = answeredUntilCrash(disk, commands);
            for (int image = 0; image < imagesEach; image++) {
                SimulatedDisk.Left left = image == 0
                        ? SimulatedDisk.Left.NOTHING
                        : image == 1 ? SimulatedDisk.Left.ALL : SimulatedDisk.Left.ANY;
                check(disk.afterPowerCut(left, random), states, answered, "step " + step + ", left " + left);
            }
            compactions = Math.max(compactions, disk.replaced() - 1);
            if (answered == commands.size() && disk.steps() < step) {
                return new Report(step * imagesEach, compactions);
            }
        }
    }

    private int answeredUntilCrash(SimulatedDisk disk, List<C> commands) {
        int answered = 0;
        try (Opened<S> opened = opening.apply(disk)) {
            for (C command : commands) {
                work.run(opened.store, command);
                answered++;
            }
        } catch (RuntimeException crashed) {
            assertThat(crashed).hasRootCauseMessage("the machine has crashed");
        }
        return answered;
    }

    private void check(SimulatedDisk found, List<Object> states, int answered, String when) {
        Object first;
        try (Opened<S> opened = opening.apply(found)) {
            first = state.apply(opened.store);
        }
        boolean asAnswered = first.equals(states.get(answered));
        boolean oneMore = answered + 1 < states.size() && first.equals(states.get(answered + 1));
        assertThat(asAnswered || oneMore)
                .as("%s: %d answered, found %s", when, answered, first)
                .isTrue();
        try (Opened<S> again = opening.apply(found)) {
            assertThat(state.apply(again.store)).as("opened once more").isEqualTo(first);
        }
        assertThat(found.paths())
                .as("nothing half done is left")
                .allMatch(path -> !Objects.toString(path.getFileName()).endsWith(".new"));
    }

    /** The file after the commands, closed or left as a kill leaves it. */
    public byte[] fileAfter(List<C> commands, boolean closed) {
        SimulatedDisk disk = new SimulatedDisk();
        byte[] killed;
        try (Opened<S> opened = opening.apply(disk)) {
            for (C command : commands) {
                work.run(opened.store, command);
            }
            killed = disk.bytes(PATH);
        }
        return closed ? disk.bytes(PATH) : killed;
    }

    /** What is found in a file of these bytes. */
    public Object stateOf(byte[] bytes) {
        try (Opened<S> opened = opening.apply(SimulatedDisk.with(PATH, bytes))) {
            return state.apply(opened.store);
        }
    }
}
