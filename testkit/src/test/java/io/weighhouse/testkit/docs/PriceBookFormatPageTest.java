// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.QuantityModel;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.pricefile.PriceFileException;
import io.weighhouse.metering.pricefile.WeighhousePriceFile;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Reads every example of docs/reference/price-book-format.md, and looks for every field that is written on it. */
class PriceBookFormatPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/price-book-format.md");
    private static final WeighhousePriceFile FORMAT = new WeighhousePriceFile();
    private static final Pattern FIELD = Pattern.compile("\"([a-z][A-Za-z]*)\":");

    private static final String CARD =
            "{\"sku\": \"acme/large\", \"currency\": \"USD\", \"rates\": {\"output_tokens\": \"1\"}}";

    /** What a field is called in the canonical form, if it has another name there. */
    private static final Map<String, String> FRIENDLY =
            Map.of("percent", "multiplier", "fromInputTokens", "aboveInputTokens");

    private static final List<String> TABLES = List.of(
            "## A book",
            "## A card",
            "### Conditions",
            "### A factor",
            "### A model",
            "## A markup",
            "## An override",
            "## A pattern");

    @Test
    void read_bookOfThePage_isWrittenInTheCanonicalForm() {
        String text = PAGE.blocks("json", "# The price book format").get(0);
        // [read]
        WeighhousePriceFile format = new WeighhousePriceFile();
        PriceBook book = format.read(text);
        String canonical = format.write(book);
        // [/read]
        assertThat(canonical)
                .isEqualTo(PAGE.blocks("json", "## The canonical form").get(0));
        assertThat(format.write(format.read(canonical))).isEqualTo(canonical);
        RateCard card = book.cards().get(0);
        assertThat(canonical).contains('\n' + card.toJson() + '\n');
        assertThat(WeighhousePriceFile.card(card.toJson()).digest()).isEqualTo(card.digest());
    }

    @Test
    void page_examples_areReadAndKept() {
        Map<String, String> book = new LinkedHashMap<>();
        book.put("version", "\"1\"");
        book.put("cards", "[" + CARD + "]");
        examples("## A book", row -> with(book, row, "cards"), text -> FORMAT.write(FORMAT.read(text)));
        examples("## A card", row -> with(fields(CARD), row, ""), PriceBookFormatPageTest::card);
        examples("### Conditions", row -> whenOf(row), PriceBookFormatPageTest::card);
        examples("### A factor", row -> factorOf(row), PriceBookFormatPageTest::card);
        examples(
                "### A model",
                row -> cardWith("models", "[{\"meter\": \"requests\", \"perPeriod\": true, " + row + "}]"),
                PriceBookFormatPageTest::card);
        examples("## A markup", row -> markupOf(row), text -> FORMAT.write(FORMAT.read(text)));
        examples(
                "## An override",
                row -> bookWith("overrides", with(fields("{\"tenant\": \"t\", \"card\": " + CARD + "}"), row, "")),
                text -> FORMAT.write(FORMAT.read(text)));
        examples(
                "## A pattern",
                row -> bookWith(
                        "patterns",
                        with(fields("{\"provider\": \"acme\", \"name\": \"l*\", \"sku\": \"acme/large\"}"), row, "")),
                text -> FORMAT.write(FORMAT.read(text)));
    }

    /** Each row's field is put into an object that is whole without it, and is there again in the canonical form. */
    private static void examples(String heading, UnaryOperator<String> object, UnaryOperator<String> read) {
        assertThat(PAGE.table(heading)).allSatisfy(row -> {
            String text = object.apply('"' + row.get("field") + "\": " + row.get("example"));
            assertThatCode(() -> read.apply(text)).as(text).doesNotThrowAnyException();
            String canonical = read.apply(text);
            assertThat(canonical).contains('"' + FRIENDLY.getOrDefault(row.get("field"), row.get("field")) + "\":");
            assertThat(read.apply(canonical)).as(text).isEqualTo(canonical);
        });
    }

    private static String card(String text) {
        return WeighhousePriceFile.card(text).toJson();
    }

    private static String whenOf(String field) {
        Map<String, String> when = new LinkedHashMap<>();
        when.put("serviceTier", "\"flex\"");
        when.put("rates", "{\"output_tokens\": \"2\"}");
        return cardWith("when", "[" + with(when, field, "") + "]");
    }

    private static String factorOf(String field) {
        return cardWith(
                "factors",
                "[" + with(fields("{\"name\": \"n\", \"multiplier\": \"2\", \"reach\": \"EVERYTHING\"}"), field, "")
                        + "]");
    }

    private static String markupOf(String field) {
        Map<String, String> markup = fields("{\"unit\": \"USD/6\"}");
        if (field.startsWith("\"customer\"")) {
            markup.put("tenant", "\"acme\"");
        }
        return bookWith("markups", with(markup, field, ""));
    }

    private static String bookWith(String list, String element) {
        return "{\"version\": \"1\", \"cards\": [" + CARD + "], \"" + list + "\": [" + element + "]}";
    }

    private static String cardWith(String field, String value) {
        return CARD.substring(0, CARD.length() - 1) + ", \"" + field + "\": " + value + '}';
    }

    /** The object with one more field, or another value of it. */
    private static String with(Map<String, String> fields, String field, String kept) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        String name = field.substring(1, field.indexOf('"', 1));
        if (!name.equals(kept)) {
            all.put(name, field.substring(field.indexOf(':') + 1).strip());
        }
        return all.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** The fields of an object of which each value is a string or an object without commas outside of strings. */
    private static Map<String, String> fields(String object) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field =
                Pattern.compile("\"([a-z]+)\": (\"[^\"]*\"|\\{.*})(?:, |}$)").matcher(object);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    @Test
    void page_fieldsThatAreWritten_areAllOnIt() {
        String models = String.join(
                ", ",
                "{\"meter\": \"requests\", \"graduated\": [{\"upTo\": 5, \"unitPrice\": 2, \"fee\": 1}, {\"unitPrice\": 1}]}",
                "{\"meter\": \"images\", \"volume\": [{\"unitPrice\": 1}]}",
                "{\"meter\": \"pages\", \"package\": {\"size\": 5, \"unitPrice\": 1}}",
                "{\"meter\": \"clips\", \"percentage\": {\"part\": 1, \"maximum\": 5}}",
                "{\"meter\": \"sessions\", \"perPeriod\": true, \"proportional\": {\"per\": 3, \"price\": 1}}");
        String card = "{\"sku\": \"a/b\", \"currency\": \"USD\", \"active\": false, \"from\": \"2026-01-01\","
                + " \"to\": \"2027-01-01\", \"maxOutputTokens\": 5, \"rates\": {\"input_tokens\": 1},"
                + " \"when\": [{\"serviceTier\": \"t\", \"region\": \"r\", \"aboveInputTokens\": 5,"
                + " \"window\": {\"zone\": \"UTC\", \"from\": \"00:00\", \"to\": \"08:00\", \"days\": [\"MONDAY\"]},"
                + " \"rates\": {\"input_tokens\": 2}}],"
                + " \"factors\": [{\"name\": \"n\", \"multiplier\": 2, \"reach\": \"TOKENS\"}],"
                + " \"models\": [" + models + "], \"least\": {\"input_tokens\": 5}}";
        String book = "{\"version\": \"1\", \"policy\": {\"REQUEST_FEE\": \"LEAVE_OUT\"}, \"cards\": [" + card + "],"
                + " \"aliases\": {\"a/c\": \"a/b\"},"
                + " \"patterns\": [{\"provider\": \"a\", \"name\": \"d*\", \"sku\": \"a/b\"}],"
                + " \"overrides\": [{\"tenant\": \"t\", \"customer\": \"c\", \"card\": " + card + "}],"
                + " \"markups\": [{\"tenant\": \"t\", \"customer\": \"c\", \"sku\": \"a/b\", \"unit\": \"USD/6\","
                + " \"multiplier\": 2, \"fixedFee\": 1, \"creditPrice\": 1, \"creditPrices\": {\"EUR\": 1},"
                + " \"rounding\": \"UP\", \"minimum\": 1, \"maximum\": 2}],"
                + " \"ceiling\": " + CARD + "}";
        Set<String> written = new TreeSet<>();
        Matcher field = FIELD.matcher(FORMAT.write(FORMAT.read(book)));
        while (field.find()) {
            if (Meter.find(field.group(1)).isEmpty()) {
                written.add(field.group(1));
            }
        }
        Set<String> told = new TreeSet<>(Set.of("meter", "perPeriod"));
        for (String table : TABLES) {
            told.addAll(PAGE.column(table, "field"));
            for (String example : PAGE.column(table, "example")) {
                Matcher inner = FIELD.matcher(example);
                while (inner.find()) {
                    told.add(inner.group(1));
                }
            }
        }
        assertThat(written).hasSizeGreaterThan(40).isSubsetOf(told);
    }

    @Test
    void page_models_areThoseThatExist() {
        assertThat(PAGE.column("### A model", "field"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(QuantityModel.class.getPermittedSubclasses())
                        .map(type -> type.getSimpleName().toLowerCase(Locale.ROOT))
                        .toList());
        String roundings = Arrays.stream(Rounding.values())
                .map(rounding -> '`' + rounding.name() + '`')
                .collect(Collectors.joining(", "));
        assertThat(PAGE.column("## A markup", "says")).contains(roundings.replace(", `DOWN`", " or `DOWN`"));
    }

    @Test
    void page_prices_areOfOneAsItSays() {
        assertThat(PAGE.table("### Rates")).allSatisfy(row -> {
            String rates = "{\"" + row.get("meter") + "\": " + row.get("price") + '}';
            RateCard card =
                    WeighhousePriceFile.card("{\"sku\": \"a/b\", \"currency\": \"USD\", \"rates\": " + rates + "}");
            assertThat(card.rates().get(0).unitPrice()).isEqualTo(row.get("of one"));
        });
    }

    @Test
    void page_errors_areWhatIsSaid() {
        assertThat(PAGE.table("## Errors")).allSatisfy(row -> {
            PriceFileException wrong =
                    catchThrowableOfType(PriceFileException.class, () -> FORMAT.read(row.get("text")));
            assertThat(wrong).as(row.get("text")).hasMessage(row.get("what it says"));
        });
    }
}
