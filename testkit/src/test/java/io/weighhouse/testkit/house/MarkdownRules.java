// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules that keep the documents true: snippets are compiled code, links lead somewhere. */
final class MarkdownRules {

    private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: ([^\\s#]+)#([\\w-]+) -->");
    private static final Pattern ELSEWHERE = Pattern.compile("^(?:[a-z][a-z0-9+.-]*:|//).*");

    private MarkdownRules() {}

    /** Every Java block is a region of a source file, named by the comment before it. */
    static List<Finding> snippets(Markdown page, Function<String, Optional<TextFile>> files) {
        List<Finding> findings = new ArrayList<>();
        for (Markdown.Block block : page.blocks()) {
            if (block.language().equals("java")) {
                snippet(block, files)
                        .ifPresent(
                                advice -> findings.add(new Finding(page.file().path(), block.line(), advice)));
            }
        }
        return findings;
    }

    private static Optional<String> snippet(Markdown.Block block, Function<String, Optional<TextFile>> files) {
        Matcher snippet = SNIPPET.matcher(block.before());
        if (!snippet.matches()) {
            return Optional.of("put <!-- snippet: path/to/File.java#name --> before the block");
        }
        Optional<TextFile> file = files.apply(snippet.group(1));
        if (file.isEmpty()) {
            return Optional.of("no such file: " + snippet.group(1));
        }
        String name = snippet.group(2);
        Optional<String> region = region(file.get(), name);
        if (region.isEmpty()) {
            return Optional.of("mark the lines in " + snippet.group(1) + " with // [" + name + "] and // [/" + name
                    + "], once each");
        }
        return region.get().equals(normal(block.code()))
                ? Optional.empty()
                : Optional.of("copy the lines of " + snippet.group(1) + "#" + name + " here: they differ");
    }

    private static Optional<String> region(TextFile file, String name) {
        List<String> lines = file.lines();
        List<String> stripped = lines.stream().map(String::strip).toList();
        int start = stripped.indexOf("// [" + name + "]");
        int end = stripped.indexOf("// [/" + name + "]");
        boolean once =
                start == stripped.lastIndexOf("// [" + name + "]") && end == stripped.lastIndexOf("// [/" + name + "]");
        return start >= 0 && end > start && once
                ? Optional.of(normal(String.join("\n", lines.subList(start + 1, end))))
                : Optional.empty();
    }

    private static String normal(String code) {
        return code.stripIndent().stripTrailing();
    }

    /**
     * Every relative link leads to a file or folder, and to a heading where it names one.
     *
     * @param page whose links are looked at
     * @param exists whether a path from the root is there
     * @param pages the Markdown page at a path from the root
     */
    static List<Finding> links(Markdown page, Predicate<String> exists, Function<String, Optional<Markdown>> pages) {
        List<Finding> findings = new ArrayList<>();
        for (Markdown.Link link : page.links()) {
            if (ELSEWHERE.matcher(link.target()).matches()) {
                continue;
            }
            String target = URLDecoder.decode(link.target().replace("+", "%2B"), StandardCharsets.UTF_8);
            int hash = target.indexOf('#');
            String path = hash < 0 ? target : target.substring(0, hash);
            String anchor = hash < 0 ? "" : target.substring(hash + 1);
            String resolved = resolve(page.file(), path);
            if (resolved.startsWith("..") || !exists.test(resolved)) {
                findings.add(new Finding(page.file().path(), link.line(), "no such file: " + link.target()));
            } else if (!anchor.isEmpty()
                    && pages.apply(resolved)
                            .filter(p -> p.anchors().contains(anchor))
                            .isEmpty()) {
                findings.add(new Finding(page.file().path(), link.line(), "no such heading: " + link.target()));
            }
        }
        return findings;
    }

    private static String resolve(TextFile from, String path) {
        if (path.isEmpty()) {
            return from.path();
        }
        Path resolved = path.startsWith("/")
                ? Path.of(path.substring(1))
                : Path.of(from.folder()).resolve(path);
        return resolved.normalize().toString().replace('\\', '/');
    }
}
