// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.house;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules about what code may say, read off its words. */
final class CodeRules {

    /** Where a core reads the machine's monotonic clock, and why it may. */
    static final Map<String, String> CLOCK_SEAMS = Map.of(
            "metering-core/src/main/java/io/weighhouse/metering/limit/SystemTicker.java",
            "the JDK default behind the ticker that every limiter takes",
            "key-vault-core/src/main/java/io/weighhouse/keyvault/key/KeyRegistryBuilder.java",
            "the JDK default of its builder's ticker, by which the revocation bound is kept",
            "key-vault-core/src/main/java/io/weighhouse/keyvault/resolve/KeyResolverBuilder.java",
            "the JDK default of a resolver's ticker, by which its cache's bound is kept",
            "ledger-core/src/main/java/io/weighhouse/ledger/store/JournalThreads.java",
            "the JDK default of a journal's ticker, by which its deadlines are kept");

    private static final int MOST_PARAMETERS = 5;
    private static final int MOST_LINES = 600;

    private static final Pattern FLOATING_POINT =
            Pattern.compile("\\b(?:double|float|Double|Float|doubleValue|floatValue)\\b"
                    + "|(?<![\\w.])\\d[\\d_]*(?:\\.\\d+|[eE][+-]?\\d+|[fFdD]\\b)");

    private static final Pattern NANO_TIME = Pattern.compile("\\bSystem\\s*(?:\\.|::)\\s*nanoTime\\b");

    private static final Map<Pattern, String> AMBIENT = patterns(Map.of(
            "\\bSystem\\s*(?:\\.|::)\\s*currentTimeMillis\\b"
                    + "|\\b(?:Instant|LocalDate|LocalTime|LocalDateTime|ZonedDateTime|OffsetDateTime)\\s*(?:\\.|::)\\s*now\\b"
                    + "|\\bClock\\s*(?:\\.|::)\\s*system\\w*|\\bnew\\s+Date\\s*\\(\\s*\\)",
            "take an InstantSource through the constructor, InstantSource.system() as its default",
            "\\bSystem\\s*(?:\\.|::)\\s*(?:getenv|getProperty|getProperties)\\b|\\b(?:Boolean\\s*\\.\\s*getBoolean"
                    + "|Integer\\s*\\.\\s*getInteger|Long\\s*\\.\\s*getLong)\\b",
            "let the caller hand the setting in",
            "\\bThread\\s*(?:\\.|::)\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b",
            "a core never waits for time to pass",
            "\\bSystem\\s*\\.\\s*(?:out|err|Logger|getLogger)\\b|\\bprintStackTrace\\b|\\bjava\\.util\\.logging\\b"
                    + "|\\borg\\.slf4j\\b",
            "a core neither prints nor logs: tell it through the core's signals or an exception",
            "\\b(?:Inheritable)?ThreadLocal\\b",
            "virtual threads: keep it in a small striped pool",
            "\\bjava\\.util\\.(?:Random|SplittableRandom)\\b|\\bMath\\s*(?:\\.|::)\\s*random\\b|\\bThreadLocalRandom\\b",
            "take a SecureRandom or RandomGenerator through the constructor"));

    private static final Map<Pattern, String> TEST_HABITS = patterns(Map.of(
            "\\bThread\\s*(?:\\.|::)\\s*sleep\\b"
                    + "|\\b(?:NANOSECONDS|MICROSECONDS|MILLISECONDS|SECONDS|MINUTES)\\s*\\.\\s*sleep\\b"
                    + "|\\bLockSupport\\s*\\.\\s*park(?:Nanos|Until)\\b|\\b[Aa]waitility\\b",
            "move a manual clock or wait on a latch, never on time",
            "@(?:\\w+\\.)*(?:Disabled|Ignore)\\b",
            "mend the test or delete it",
            "\\b[Mm]ockito\\b|@(?:Mock|InjectMocks)\\b",
            "use the in-memory implementation, or write a small fake"));

    private static final Pattern TYPE_NAME =
            Pattern.compile("\\w*(?:Impl|Manager|Helper|Utils?)|Default(?:[A-Z]\\w*)?");
    private static final Pattern PACKAGE_NAME =
            Pattern.compile("(?:^|.*\\.)(?:utils?|common|impl|helpers?)(?:\\..*|$)");

    private static final Pattern PARAMETER = Pattern.compile(
            "(?:(?:final\\s+|@[\\w.]+(?:\\([^()]*\\))?\\s+))*[\\w.]+(?:\\s*<.*>)?[\\s\\[\\]@\\w.]*(?:\\s|\\]|>|\\.\\.\\.)\\s*\\w+",
            Pattern.DOTALL);
    private static final Pattern OPENING = Pattern.compile("\\w(?:\\s*<[^()]*>)?\\s*(\\()");

    private CodeRules() {}

    static List<Finding> noFloatingPoint(JavaSource source) {
        return source.matches(FLOATING_POINT, "money, prices and rates are long or BigDecimal");
    }

    static List<Finding> nothingAmbient(JavaSource source) {
        List<Finding> findings = all(AMBIENT, source);
        if (!CLOCK_SEAMS.containsKey(source.file().path())) {
            findings.addAll(source.matches(
                    NANO_TIME, "take a Ticker through the constructor, or name the seam in CodeRules.CLOCK_SEAMS"));
        }
        return findings;
    }

    static List<Finding> honestTests(JavaSource source) {
        return all(TEST_HABITS, source);
    }

    static List<Finding> plainNames(JavaSource source) {
        List<Finding> findings = new ArrayList<>();
        for (JavaSource.Type type : source.types()) {
            if (TYPE_NAME.matcher(type.name()).matches()) {
                findings.add(source.file()
                        .finding(type.place().start(), "`" + type.name() + "`: name it after what it is in the field"));
            }
        }
        if (PACKAGE_NAME.matcher(source.packageName()).matches()) {
            findings.add(
                    source.file().finding(0, "`" + source.packageName() + "`: name the package after its feature"));
        }
        return findings;
    }

    /** A list counts if every piece of it is a type and a name: so it belongs to a declaration and not to a call. */
    static List<Finding> shortParameterLists(JavaSource source) {
        List<Finding> findings = new ArrayList<>();
        Matcher opening = OPENING.matcher(source.code());
        int from = 0;
        while (opening.find(from)) {
            from = opening.end();
            List<String> parts = parts(source.code(), opening.start(1));
            if (parts.size() > MOST_PARAMETERS
                    && parts.stream().allMatch(p -> PARAMETER.matcher(p).matches())) {
                findings.add(source.file()
                        .finding(
                                opening.start(),
                                parts.size() + " parameters: give what belongs together a type, five at most"));
            }
        }
        return findings;
    }

    static List<Finding> shortFiles(JavaSource source) {
        int lines = source.file().lines().size();
        return lines <= MOST_LINES
                ? List.of()
                : List.of(new Finding(source.file().path(), MOST_LINES + 1, lines + " lines: split it, 600 at most"));
    }

    /** The pieces between commas of the list that opens at the offset; none if it never closes. */
    private static List<String> parts(String code, int open) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = open + 1;
        for (int i = open; i < code.length(); i++) {
            char c = code.charAt(i);
            depth += "([{<".indexOf(c) >= 0 ? 1 : ")]}>".indexOf(c) >= 0 ? -1 : 0;
            if (depth == 0 || (depth == 1 && c == ',')) {
                parts.add(code.substring(start, i).strip());
                start = i + 1;
            }
            if (depth == 0) {
                return parts;
            }
        }
        return List.of();
    }

    private static List<Finding> all(Map<Pattern, String> rules, JavaSource source) {
        List<Finding> findings = new ArrayList<>();
        rules.forEach((pattern, advice) -> findings.addAll(source.matches(pattern, advice)));
        return findings;
    }

    private static Map<Pattern, String> patterns(Map<String, String> adviceByPattern) {
        Map<Pattern, String> compiled = new LinkedHashMap<>();
        adviceByPattern.forEach((pattern, advice) -> compiled.put(Pattern.compile(pattern), advice));
        return compiled;
    }
}
