// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text files of this repository, as they lie on disk. */
final class Repository {

    /** What builds and editors leave behind, none of it tracked. */
    private static final Set<String> SKIPPED_NAMES =
            Set.of(".git", "target", ".idea", ".vscode", ".settings", ".classpath", ".project", ".DS_Store");

    private static final Pattern MODULE = Pattern.compile("<module>\\s*([^<\\s]+)\\s*</module>");

    private final Path root;
    private final List<TextFile> files;

    private Repository(Path root, List<TextFile> files) {
        this.root = root;
        this.files = files;
    }

    /** The repository around the working directory: the first folder upwards with a parent's pom and a bom. */
    static Repository ofThisTest() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("pom.xml")) && Files.isRegularFile(folder.resolve("bom/pom.xml"))) {
                return new Repository(folder, read(folder));
            }
        }
        throw new IllegalStateException("no folder upwards has pom.xml and bom/pom.xml: workingDirectory="
                + Path.of("").toAbsolutePath());
    }

    List<TextFile> files() {
        return files;
    }

    Optional<TextFile> file(String path) {
        return files.stream().filter(file -> file.path().equals(path)).findFirst();
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** The folders of all modules, in the order of the parent's pom. */
    List<String> modules() {
        List<String> modules = new ArrayList<>();
        Matcher matcher = MODULE.matcher(file("pom.xml").orElseThrow().text());
        while (matcher.find()) {
            modules.add(matcher.group(1));
        }
        return modules;
    }

    /** The folders of the modules whose name ends in core. */
    List<String> cores() {
        return modules().stream().filter(module -> module.endsWith("-core")).toList();
    }

    /** Java sources of a module's {@code main} or {@code test}. */
    List<JavaSource> java(String module, String kind) {
        String folder = module + "/src/" + kind + "/java/";
        return java(file -> file.path().startsWith(folder));
    }

    /** Java sources that the predicate takes. */
    List<JavaSource> java(Predicate<TextFile> which) {
        return files.stream()
                .filter(file -> file.path().endsWith(".java"))
                .filter(which)
                .map(JavaSource::new)
                .toList();
    }

    private static List<TextFile> read(Path root) {
        List<TextFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return skipped(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && !skipped(file)) {
                        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                        if (text.indexOf('\0') < 0) {
                            String path = root.relativize(file).toString().replace('\\', '/');
                            files.add(new TextFile(path, text.replace("\r\n", "\n")));
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read the repository: root=" + root, unreadable);
        }
        return List.copyOf(files);
    }

    private static boolean skipped(Path path) {
        Path name = path.getFileName();
        return name != null
                && (SKIPPED_NAMES.contains(name.toString()) || name.toString().endsWith(".iml"));
    }
}
