// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.docs;

import static io.weighhouse.metering.price.Meter.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.Partition;
import io.weighhouse.metering.price.PinnedCard;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Usage;
import io.weighhouse.metering.price.UsageCounts;
import io.weighhouse.metering.price.UsagePart;
import io.weighhouse.money.Unit;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/meters.md to the code. */
class MetersPageTest {

    private static final DocPage PAGE = DocPage.at("docs/reference/meters.md");

    private static final Unit USD = Unit.of("USD", 9);

    @Test
    void page_meters_areThoseThatAreDeclaredInTheirOrder() {
        List<List<String>> declared = new ArrayList<>();
        for (Meter meter : declared()) {
            Meter parent = meter.inheritsFrom();
            declared.add(List.of(meter.id(), parent == null ? "nothing" : parent.id()));
        }
        assertThat(declared).hasSizeGreaterThan(40);
        assertThat(PAGE.table("## The meters"))
                .extracting(row -> List.of(row.get("id"), row.get("inherits from")))
                .isEqualTo(declared);
    }

    @Test
    void page_units_fitTheIds() {
        assertThat(PAGE.table("## The meters")).allSatisfy(row -> {
            String id = row.get("id");
            assertThat(row.get("counts")).isNotBlank();
            assertThat(row.get("one is a").equals("token")).isEqualTo(id.endsWith("_tokens"));
            assertThat(row.get("one is a").equals("millisecond")).isEqualTo(id.endsWith("_millis"));
        });
        assertThat(PAGE.says("`Rate.per(60_000, AUDIO_INPUT_MILLIS, \"0.006\")`"))
                .isTrue();
        assertThat(Rate.per(60_000, Meter.AUDIO_INPUT_MILLIS, "0.006").unitPrice())
                .isEqualTo("0.0000001");
    }

    @Test
    void rate_metersOfOnesOwn_arePricedLikeAnyOther() {
        // [own]
        Meter picture = Meter.images("1024x1024", "hd"); // images_hd_1024x1024, inherits from images
        Meter render = Meter.of("render"); // inherits from nothing
        RateCard card = RateCard.builder(Sku.of("acme", "studio"))
                .currency("USD")
                .rate(Rate.of(picture, "0.04"))
                .rate(Rate.of(render, "0.25"))
                .build();
        Usage usage = Usage.of(picture, 3).with(render, 2);
        // [/own]
        Charge charge = PinnedCard.of("1", card, Markup.none(USD)).rate(usage).chargeOrThrow();
        assertThat(picture.id()).isEqualTo("images_hd_1024x1024");
        assertThat(picture.inheritsFrom()).isSameAs(Meter.IMAGES);
        assertThat(render.inheritsFrom()).isNull();
        assertThat(charge.lines())
                .extracting(line -> line.cost().toPlainString())
                .containsExactly("0.12", "0.5");
    }

    @Test
    void rate_feeForTheRequest_isTakenOnceUnlessCounted() {
        RateCard card = RateCard.builder(Sku.of("acme", "small"))
                .currency("USD")
                .perMillion(Meter.INPUT_TOKENS, "2")
                .rate(Rate.of(REQUESTS, "0.5"))
                .build();
        PinnedCard prices = PinnedCard.of("1", card, Markup.none(USD));
        Usage million = Usage.of(Meter.INPUT_TOKENS, 1_000_000);
        assertThat(prices.rate(million).chargeOrThrow().cost()).isEqualTo("2.5");
        assertThat(prices.rate(million.with(REQUESTS, 3)).chargeOrThrow().cost())
                .isEqualByComparingTo(new BigDecimal("3.5"));
    }

    /** Parts are declared whole by whole; only a part has another whole than itself. */
    @Test
    void page_parts_areThoseThatExistWithTheirWholes() {
        assertThat(PAGE.column("## Wholes and parts", "part"))
                .containsExactlyElementsOf(
                        Arrays.stream(UsagePart.values()).map(Enum::name).toList());
        for (DocPage.Row row : PAGE.table("## Wholes and parts")) {
            UsagePart part = UsagePart.valueOf(row.get("part"));
            UsagePart whole = part.compareTo(UsagePart.OUTPUT) < 0 ? UsagePart.INPUT : UsagePart.OUTPUT;
            boolean itself = part == whole || part == UsagePart.TOTAL;
            assertThat(row.get("of")).as(part.name()).isEqualTo(itself ? "itself" : whole.name());
        }
    }

    @Test
    void page_partitions_areWhatTheStrictPolicyMakes() {
        assertThat(PAGE.table("### What becomes of them")).allSatisfy(row -> {
            UsageCounts counts = counts(row.get("counts"));
            Partition.Agreed agreed = (Partition.Agreed) counts.partition(PricingPolicy.STRICT);
            assertThat(agreed.usage()).hasToString(row.get("usage"));
            assertThat(agreed.flags()).isEmpty();
        });
    }

    /** As in {@code INPUT=100 CACHED=40 web_searches=3}: parts in capitals, other meters by their ids. */
    static UsageCounts counts(String text) {
        UsageCounts.Builder counts = new UsageCounts.Builder();
        for (String count : text.split(" ", -1)) {
            String name = count.substring(0, count.indexOf('='));
            long quantity = Long.parseLong(count.substring(count.indexOf('=') + 1));
            if (Character.isUpperCase(name.charAt(0))) {
                counts.set(UsagePart.valueOf(name), quantity);
            } else {
                counts.also(Meter.find(name).orElseThrow(), quantity);
            }
        }
        return counts.build();
    }

    private static List<Meter> declared() {
        List<Meter> meters = new ArrayList<>();
        for (Field field : Meter.class.getFields()) {
            if (field.getType() == Meter.class) {
                try {
                    meters.add((Meter) field.get(null));
                } catch (IllegalAccessException publicFieldsAreAccessible) {
                    throw new LinkageError(field.getName(), publicFieldsAreAccessible);
                }
            }
        }
        return meters;
    }
}
