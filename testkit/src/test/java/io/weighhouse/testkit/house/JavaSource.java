// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java source file: its text, its code without comments and literals, and the types it declares. */
final class JavaSource {

    /**
     * A type declaration.
     *
     * @param name simple name
     * @param kind class, interface, @interface, enum or record
     * @param modifiers the words before the kind
     * @param javadoc the comment before it, empty if there is none
     * @param place where it stands
     */
    record Type(String name, String kind, Set<String> modifiers, String javadoc, Place place) {

        boolean isNested() {
            return place.enclosing.isPresent();
        }

        /** Whether other packages see it: public itself and in all that enclose it. */
        boolean isPublic() {
            if (place.enclosing.isEmpty()) {
                return modifiers.contains("public");
            }
            Type outer = place.enclosing.get();
            return outer.isPublic() && (modifiers.contains("public") || outer.kind.endsWith("interface"));
        }
    }

    /** Where a type's declaration begins, where its body begins and ends, and the type around it. */
    record Place(int start, int bodyStart, int bodyEnd, Optional<Type> enclosing) {}

    /** Annotations and modifiers of one type are looked for within so many characters before it. */
    private static final int MOST_MODIFIERS_CHARS = 1_000;

    private static final Pattern TYPE =
            Pattern.compile("(?<![\\w.@])(?<kind>@interface|class|interface|enum|record)\\s+(?<name>[A-Z]\\w*)\\s*"
                    + "(?=[{<(]|extends\\b|implements\\b|permits\\b)");
    private static final Pattern MODIFIERS =
            Pattern.compile("(?:\\b(?:public|protected|private|static|final|abstract|sealed|non-sealed|strictfp)\\s+"
                    + "|@(?!interface\\b)[\\w.]+(?:\\s*\\([^()]*\\))?\\s*)+$");
    private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");

    private final TextFile file;
    private final String code;
    private final List<JavaLexer.Comment> comments;

    JavaSource(TextFile file) {
        JavaLexer lexer = JavaLexer.lex(file.text());
        this.file = file;
        this.code = lexer.code();
        this.comments = lexer.comments();
    }

    static JavaSource of(String path, String text) {
        return new JavaSource(new TextFile(path, text));
    }

    TextFile file() {
        return file;
    }

    String code() {
        return code;
    }

    /** The package it is in, empty for the unnamed one and for a module declaration. */
    String packageName() {
        Matcher matcher = PACKAGE.matcher(code);
        return matcher.find() ? matcher.group(1) : "";
    }

    List<Finding> matches(Pattern pattern, String advice) {
        return file.matches(pattern, code, advice);
    }

    /** The Javadoc in front of an offset, with nothing but blanks between; empty if there is none. */
    String javadocBefore(int offset) {
        String javadoc = "";
        for (JavaLexer.Comment comment : comments) {
            if (comment.end() <= offset && code.substring(comment.end(), offset).isBlank()) {
                String text = file.text().substring(comment.start(), comment.end());
                javadoc = text.startsWith("/**") ? text : javadoc;
            }
        }
        return javadoc;
    }

    /** All types, outer ones before those inside them. */
    List<Type> types() {
        List<Type> types = new ArrayList<>();
        Matcher matcher = TYPE.matcher(code);
        while (matcher.find()) {
            int keyword = matcher.start();
            int from = Math.max(0, keyword - MOST_MODIFIERS_CHARS);
            Matcher before = MODIFIERS.matcher(code.substring(from, keyword));
            int start = before.find() ? from + before.start() : keyword;
            int bodyStart = code.indexOf('{', matcher.end());
            if (bodyStart < 0) {
                continue;
            }
            Optional<Type> enclosing = types.stream()
                    .filter(t -> t.place.bodyStart < keyword && keyword < t.place.bodyEnd)
                    .reduce((outer, inner) -> inner);
            types.add(new Type(
                    matcher.group("name"),
                    matcher.group("kind"),
                    // An annotation may be there more than once.
                    Set.copyOf(List.of(code.substring(start, keyword)
                            .replaceAll("\\([^()]*\\)", " ")
                            .strip()
                            .split("\\s+"))),
                    javadocBefore(start),
                    new Place(start, bodyStart, closing(bodyStart), enclosing)));
        }
        return types;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < code.length(); i++) {
            depth += code.charAt(i) == '{' ? 1 : code.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return code.length();
    }
}
