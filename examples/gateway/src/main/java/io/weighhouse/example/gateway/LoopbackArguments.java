// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The part of the command line that is about the built-in provider. */
@SuppressWarnings("unused") // picocli writes to them
final class LoopbackArguments {

    @Option(
            names = "--provider-book",
            description = "A file to which the built-in provider adds what it sent of each call, before it sends it.")
    private @Nullable Path book;

    @Option(
            names = "--replay",
            description =
                    "A folder of recorded answers, in files of JSON lines, that the built-in provider answers with.")
    private @Nullable Path replay;

    @Option(names = "--faults", description = "A file of rules by which the built-in provider makes trouble.")
    private @Nullable Path faults;

    LoopbackOptions options(int port) {
        return new LoopbackOptions(port, book, replay, faults);
    }
}
