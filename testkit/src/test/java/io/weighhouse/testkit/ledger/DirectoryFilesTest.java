// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.ledger;

import io.weighhouse.ledger.store.JournalFiles;
import io.weighhouse.testkit.JournalFilesContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryFilesTest extends JournalFilesContract {

    @TempDir
    private Path directory;

    @Override
    protected JournalFiles files() throws IOException {
        return JournalFiles.directory(directory.resolve("journal"));
    }
}
