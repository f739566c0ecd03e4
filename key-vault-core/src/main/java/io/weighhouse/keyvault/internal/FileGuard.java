// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.internal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps everybody else away from a file as long as it is open: other processes, and this one. */
final class FileGuard implements Closeable {

    /**
     * What this process has. It is looked at before the lock is tried: where locks belong to processes, merely closing a
     * second channel to the lock's file would give up the lock of the first.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private FileGuard(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes a file for this process alone. The lock is on a file beside it, {@code .lock}, which stays: the file itself is
     * replaced when it is written anew.
     *
     * @throws LogException if somebody has it
     */
    static FileGuard take(Path path) throws IOException {
        if (!OPEN.add(path)) {
            throw new LogException("is open in this process already: " + path, true, null);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            Path beside = path.resolveSibling(path.getFileName() + ".lock");
            channel = FileChannel.open(
                    beside,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                    DiskFiles.forOwnerOnly(path, "rw-------"));
            if (channel.tryLock() == null) {
                throw new LogException("is open in another process: " + path, true, null);
            }
            taken = true;
            return new FileGuard(path, channel);
        } finally {
            if (!taken) {
                if (channel != null) {
                    channel.close();
                }
                OPEN.remove(path);
            }
        }
    }

    /** The one name of a file by which everybody finds the same guard; makes its folder if there is none. */
    static Path canonical(Path path) throws IOException {
        if (Files.exists(path)) {
            return path.toRealPath();
        }
        Path absolute = path.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException("is no file: " + path);
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, DiskFiles.forOwnerOnly(folder, "rwx------"));
        }
        return folder.toRealPath().resolve(absolute.getFileName());
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            OPEN.remove(path);
        }
    }
}
