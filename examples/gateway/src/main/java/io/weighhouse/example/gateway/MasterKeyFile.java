// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import io.weighhouse.keyvault.secret.MasterKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/** A master key of 32 random bytes in a file. A real gateway has it from a key service, or from its environment at least. */
final class MasterKeyFile {

    private static final String NAME = "master.key";
    private static final String ID = "demo";
    private static final int BYTES = 32;

    private MasterKeyFile() {}

    static MasterKeys generate() {
        return masterKeys(random());
    }

    /** Reads the master key of a folder, or makes one that only its owner may read. */
    static MasterKeys in(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            write(file, random());
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != BYTES) {
            throw new IOException("must have 32 bytes: " + file);
        }
        return masterKeys(key);
    }

    private static MasterKeys masterKeys(byte[] key) {
        MasterKeys masterKeys = MasterKeys.of(ID, key);
        Arrays.fill(key, (byte) 0);
        return masterKeys;
    }

    private static byte[] random() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static void write(Path file, byte[] key) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        // Under its name only when it is whole, so that a crash leaves no part of a key.
        Path beside = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel =
                FileChannel.open(beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap(key));
            channel.force(true);
        }
        Files.move(beside, file);
    }
}
