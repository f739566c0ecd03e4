// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import io.weighhouse.metering.pricefile.PriceBookStore;
import io.weighhouse.testkit.PriceBookStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderPriceBookStoreTest extends PriceBookStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected PriceBookStore emptyStore() {
        return PriceBookStore.inFolder(folder.resolve("cards"), Runnable::run);
    }
}
