// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown page: its fenced blocks, links and the anchors of its headings. */
final class Markdown {

    /**
     * A fenced block of code.
     *
     * @param language the first word after the fence
     * @param before the last line before it that is not blank, empty for none
     * @param line where the fence opens, counted from 1
     * @param code what is inside
     */
    record Block(String language, String before, int line, String code) {}

    /**
     * A link.
     *
     * @param target as written
     * @param line counted from 1
     */
    record Link(String target, int line) {}

    private static final Pattern FENCE = Pattern.compile("^\\s{0,3}(```+|~~~+)\\s*(\\w*).*$");
    private static final Pattern HEADING = Pattern.compile("^\\s{0,3}#{1,6}\\s+(.*?)\\s*#*$");
    private static final Pattern INLINE_LINK = Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)>?(?:\\s+\"[^\"]*\")?\\s*\\)");
    private static final Pattern REFERENCE_LINK = Pattern.compile("^\\s{0,3}\\[[^\\]]+\\]:\\s*<?([^\\s>]+)>?");
    private static final Pattern ANCHOR = Pattern.compile("<a\\s+(?:id|name)=\"([^\"]+)\"");
    private static final Pattern CODE_SPAN = Pattern.compile("(`+)(?!`).*?(?<!`)\\1(?!`)");

    private final TextFile file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final Set<String> anchors = new TreeSet<>();

    Markdown(TextFile file) {
        this.file = file;
        read();
    }

    TextFile file() {
        return file;
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Link> links() {
        return links;
    }

    /** What a link to this page may have after its {@code #}. */
    Set<String> anchors() {
        return anchors;
    }

    private void read() {
        List<String> lines = file.lines();
        String before = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).strip().startsWith(fence.group(1))) {
                    end++;
                }
                blocks.add(new Block(
                        fence.group(2), before, i + 1, String.join("\n", lines.subList(Math.min(i + 1, end), end))));
                i = end;
                before = "";
            } else {
                readProse(line, i + 1);
                before = line.isBlank() ? before : line.strip();
            }
        }
    }

    private void readProse(String line, int number) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            addAnchor(heading.group(1));
        }
        Matcher anchor = ANCHOR.matcher(line);
        while (anchor.find()) {
            anchors.add(anchor.group(1));
        }
        String prose = CODE_SPAN.matcher(line).replaceAll("");
        for (Pattern pattern : List.of(INLINE_LINK, REFERENCE_LINK)) {
            Matcher link = pattern.matcher(prose);
            while (link.find()) {
                links.add(new Link(link.group(1), number));
            }
        }
    }

    /** As GitHub makes them: lower case, punctuation dropped, blanks to hyphens, -1 and so on for a second one. */
    private void addAnchor(String heading) {
        String slug = heading.replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                .replace(' ', '-');
        String anchor = slug;
        for (int i = 1; !anchors.add(anchor); i++) {
            anchor = slug + '-' + i;
        }
    }
}
