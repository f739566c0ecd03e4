// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import io.weighhouse.ledger.store.JournalFile;
import io.weighhouse.ledger.store.JournalFiles;
import io.weighhouse.ledger.store.NoRoomException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk in memory that loses power and fails on command, the same way each time for the same seed.
 *
 * <p>It keeps apart what was written and what is certain. {@link #cutPower()} gives the disk as it is found afterwards: each
 * write that was not forced is lost, kept, or torn between two of its 512-byte sectors, whatever the order they were made in;
 * names made, changed or deleted since {@link #forceDirectory()} are as they were at some moment since then. A sector is
 * whole, the old or a new one. A store that keeps its promise opens on that disk and has all that it acknowledged:
 *
 * <pre>{@code
 * SimulatedFiles files = new SimulatedFiles(seed);
 * files.cutPowerAtStep(40);     // a step is a write, a force, or a change of a name
 * try { run(files); } catch (IOException powerCut) { }
 * check(files.cutPower());
 * }</pre>
 *
 * <p>Only sectors that are not zeros take memory, so large segments are cheap. This class is thread-safe.
 */
public final class SimulatedFiles implements JournalFiles {

    /** What can go wrong once, at the next step of its kind or a later one. */
    public enum Fault {
        /** A write of which only some sectors are made, at which the power goes. */
        TORN_WRITE,
        /** A force that fails; what it should have made certain stays visible until the power goes, and is then gone. */
        FAILED_FORCE,
        /** A force that says it succeeded and did nothing. */
        LOST_FORCE
    }

    /** Thrown by the step at which the power goes, and by everything after it. */
    public static final class PowerCutException extends IOException {

        private static final long serialVersionUID = 1L;

        /** A power cut. */
        public PowerCutException() {
            super("the power is gone");
        }
    }

    /** Guards everything here and in the files. */
    final ReentrantLock lock = new ReentrantLock();

    private final Random random;
    private final Map<String, SimulatedFile> seen = new TreeMap<>();
    private final Map<String, SimulatedFile> certain = new TreeMap<>();
    private final List<Runnable> nameSteps = new ArrayList<>();
    private final Map<Fault, Integer> armed = new EnumMap<>(Fault.class);
    private long steps;
    private long lastStep = Long.MAX_VALUE;
    private boolean off;
    private long room = Long.MAX_VALUE;
    private boolean taken;

    /**
     * An empty disk.
     *
     * @param seed decides what a power cut leaves
     */
    public SimulatedFiles(long seed) {
        this.random = new Random(seed);
    }

    /**
     * Cuts the power: everything that uses this disk fails from now on.
     *
     * @return the disk as it is found when the power is back, with no faults armed and room without end
     */
    public SimulatedFiles cutPower() {
        lock.lock();
        try {
            off = true;
            int kept = random.nextInt(nameSteps.size() + 1);
            nameSteps.subList(0, kept).forEach(Runnable::run);
            nameSteps.clear();
            SimulatedFiles found = new SimulatedFiles(random.nextLong());
            certain.forEach((name, file) -> {
                SimulatedFile left = file.afterPowerCut(found, random);
                found.seen.put(name, left);
                found.certain.put(name, left);
            });
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Copies the disk as it is seen now, all of it certain: what another process would find, or a copy of the directory.
     *
     * @param seed decides what a power cut leaves of the copy
     * @return the copy, with no faults armed
     */
    public SimulatedFiles copy(long seed) {
        lock.lock();
        try {
            SimulatedFiles copy = new SimulatedFiles(seed);
            seen.forEach((name, file) -> {
                SimulatedFile same = file.copy(copy);
                copy.seen.put(name, same);
                copy.certain.put(name, same);
            });
            return copy;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many writes, forces and changes of names there were.
     *
     * @return steps since this disk was made
     */
    public long steps() {
        lock.lock();
        try {
            return steps;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cuts the power at a step: a write is then made but not certain, a force has not happened, a changed name is not certain.
     *
     * @param step the first of all being 1
     */
    public void cutPowerAtStep(long step) {
        lock.lock();
        try {
            lastStep = step;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets something go wrong, once.
     *
     * @param fault what
     * @param after how many steps of its kind go well before, 0 or more
     */
    public void arm(Fault fault, int after) {
        if (after < 0) {
            throw new IllegalArgumentException("must be >= 0: after=" + after);
        }
        lock.lock();
        try {
            armed.put(fault, after);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says how much room there is from now on; files that grow use it, files that are deleted give it back.
     *
     * @param bytes 0 or more
     */
    public void room(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("must be >= 0: bytes=" + bytes);
        }
        lock.lock();
        try {
            room = bytes;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Flips a bit, as a failing disk does; it is certain at once.
     *
     * @param name the file
     * @param bitOffset which bit, from 0; bit 0 is the lowest one of the first byte
     * @throws IOException if there is no such file or it is shorter
     */
    public void flipBit(String name, long bitOffset) throws IOException {
        lock.lock();
        try {
            SimulatedFile file = find(name);
            if (bitOffset < 0 || bitOffset / 8 >= file.length()) {
                throw new IOException("must be in the file: bitOffset=" + bitOffset + ", bytes=" + file.length());
            }
            file.flipBit(bitOffset);
        } finally {
            lock.unlock();
        }
    }

    /** Begins a step; says whether the power goes at it. The lock is held. */
    boolean step() throws IOException {
        checkPower();
        off = ++steps >= lastStep;
        return off;
    }

    void checkPower() throws IOException {
        if (off) {
            throw new PowerCutException();
        }
    }

    static void cut(boolean now) throws IOException {
        if (now) {
            throw new PowerCutException();
        }
    }

    /** Whether a fault happens at this step. */
    boolean happens(Fault fault) {
        Integer left = armed.get(fault);
        if (left == null) {
            return false;
        }
        if (left > 0) {
            armed.put(fault, left - 1);
            return false;
        }
        armed.remove(fault);
        return true;
    }

    void off() throws IOException {
        off = true;
        throw new PowerCutException();
    }

    Random random() {
        return random;
    }

    /** Takes room for a file that grows. */
    void take(long bytes) throws IOException {
        if (room == Long.MAX_VALUE || bytes <= 0) {
            return;
        }
        if (bytes > room) {
            throw new NoRoomException("simulated disk is full: bytes wanted=" + bytes + ", left=" + room, null);
        }
        room -= bytes;
    }

    private SimulatedFile find(String name) throws IOException {
        SimulatedFile file = seen.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public List<String> names() throws IOException {
        lock.lock();
        try {
            checkPower();
            return List.copyOf(seen.keySet());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public JournalFile open(String name) throws IOException {
        lock.lock();
        try {
            checkPower();
            return find(name).open();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public JournalFile create(String name) throws IOException {
        lock.lock();
        try {
            boolean cut = step();
            if (seen.containsKey(name)) {
                throw new FileAlreadyExistsException(name);
            }
            SimulatedFile file = new SimulatedFile(this);
            seen.put(name, file);
            nameSteps.add(() -> certain.put(name, file));
            cut(cut);
            return file.open();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        lock.lock();
        try {
            boolean cut = step();
            SimulatedFile file = seen.remove(name);
            if (file != null) {
                room += room == Long.MAX_VALUE ? 0 : file.length();
                nameSteps.add(() -> certain.remove(name));
            }
            cut(cut);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        lock.lock();
        try {
            boolean cut = step();
            SimulatedFile file = find(from);
            seen.remove(from);
            SimulatedFile replaced = seen.put(to, file);
            room += replaced == null || room == Long.MAX_VALUE ? 0 : replaced.length();
            nameSteps.add(() -> {
                certain.remove(from);
                certain.put(to, file);
            });
            cut(cut);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void forceDirectory() throws IOException {
        lock.lock();
        try {
            cut(step());
            nameSteps.forEach(Runnable::run);
            nameSteps.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Closeable lock() throws IOException {
        lock.lock();
        try {
            checkPower();
            if (taken) {
                throw new IOException("journal directory is in use by another process: simulated");
            }
            taken = true;
            return this::giveBack;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            taken = false;
        } finally {
            lock.unlock();
        }
    }
}
