// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.ledger.store.JournalFile;
import io.weighhouse.ledger.store.JournalFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/**
 * What every {@link JournalFiles} promises, as far as it shows while the power stays on.
 *
 * <p>A test class of an implementation extends this one and says how to make an empty directory.
 */
public abstract class JournalFilesContract {

    /** For the classes that extend it. */
    protected JournalFilesContract() {}

    /**
     * An empty directory, the same one each time within a test.
     *
     * @return its files
     * @throws IOException if it cannot be made
     */
    protected abstract JournalFiles files() throws IOException;

    private static byte[] read(JournalFile file, int length, long offset) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        int read = file.read(buffer, offset);
        assertThat(read).isEqualTo(buffer.position());
        byte[] bytes = new byte[read];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static void write(JournalFile file, long offset, int... values) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        file.write(buffer.flip(), offset);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    final void write_atOffsets_isReadBack() throws IOException {
        JournalFiles files = files();
        try (JournalFile file = files.create("a-1.bin")) {
            write(file, 0, 1, 2, 3);
            write(file, 510, 4, 5, 6, 7);
            file.force();
            assertThat(file.size()).isEqualTo(514);
            assertThat(read(file, 4, 0)).containsExactly(1, 2, 3, 0);
            assertThat(read(file, 4, 510)).containsExactly(4, 5, 6, 7);
        }
        files.forceDirectory();
        assertThat(files.names()).containsExactly("a-1.bin");
        try (JournalFile again = files.open("a-1.bin")) {
            write(again, 1, 9);
            assertThat(read(again, 3, 0)).containsExactly(1, 9, 3);
        }
    }

    @Test
    final void read_pastTheEnd_givesWhatThereIs() throws IOException {
        try (JournalFile file = files().create("a")) {
            write(file, 0, 1, 2, 3);
            assertThat(read(file, 10, 1)).containsExactly(2, 3);
            assertThat(read(file, 10, 3)).isEmpty();
            assertThat(read(file, 10, 3000)).isEmpty();
        }
    }

    @Test
    final void preallocate_newFile_isZeros() throws IOException {
        try (JournalFile file = files().create("a")) {
            file.preallocate(300_000);
            assertThat(file.size()).isEqualTo(300_000);
            assertThat(read(file, 300_001, 0)).hasSize(300_000).containsOnly(0);
        }
    }

    @Test
    final void open_noSuchFile_fails() throws IOException {
        JournalFiles files = files();
        assertThatThrownBy(() -> files.open("a")).isInstanceOf(NoSuchFileException.class);
        assertThat(files.names()).isEmpty();
    }

    @Test
    final void create_fileThatIsThere_fails() throws IOException {
        JournalFiles files = files();
        files.create("a").close();
        assertThatThrownBy(() -> files.create("a")).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    final void rename_ontoAnotherFile_replacesIt() throws IOException {
        JournalFiles files = files();
        try (JournalFile from = files.create("a");
                JournalFile to = files.create("b")) {
            write(from, 0, 1);
            write(to, 0, 2);
        }
        files.rename("a", "b");
        assertThat(files.names()).containsExactly("b");
        try (JournalFile file = files.open("b")) {
            assertThat(read(file, 5, 0)).containsExactly(1);
        }
    }

    @Test
    final void delete_fileThatIsNotThere_isNoError() throws IOException {
        JournalFiles files = files();
        files.create("a").close();
        files.delete("a");
        files.delete("a");
        assertThat(files.names()).isEmpty();
    }

    @Test
    final void lock_takenTwice_failsUntilGivenBack() throws IOException {
        JournalFiles files = files();
        Closeable held = files.lock();
        assertThatThrownBy(files::lock)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("journal directory is in use by another process: ");
        held.close();
        files.lock().close();
        assertThat(files.names()).isEmpty();
    }

    @Test
    final void close_file_endsReading() throws IOException {
        JournalFile file = files().create("a");
        file.close();
        file.close();
        assertThatThrownBy(() -> read(file, 1, 0)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    final void read_interruptedThread_spoilsNothing() throws IOException {
        try (JournalFile file = files().create("a")) {
            write(file, 0, 1);
            Thread.currentThread().interrupt();
            try {
                assertThat(read(file, 1, 0)).containsExactly(1);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            write(file, 1, 2);
            file.force();
            assertThat(read(file, 2, 0)).containsExactly(1, 2);
        }
    }
}
