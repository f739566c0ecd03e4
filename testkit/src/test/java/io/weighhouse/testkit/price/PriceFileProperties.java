// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.testkit.price;

import static org.assertj.core.api.Assertions.assertThat;

import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.pricefile.CsvPriceFile;
import io.weighhouse.metering.pricefile.LiteLlmPriceFile;
import io.weighhouse.metering.pricefile.PriceFile;
import io.weighhouse.metering.pricefile.PriceFileException;
import io.weighhouse.metering.pricefile.WeighhousePriceFile;
import io.weighhouse.testkit.Generators;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PriceFileProperties {

    private static final WeighhousePriceFile FORMAT = new WeighhousePriceFile();

    @Property(tries = 500)
    void card_ofItsJson_isEqualAndHasTheSameDigest(@ForAll("cards") RateCard card) {
        RateCard again = WeighhousePriceFile.card(card.toJson());
        assertThat(again).isEqualTo(card);
        assertThat(again.digest()).isEqualTo(card.digest());
        assertThat(again.toJson()).isEqualTo(card.toJson());
    }

    @Property(tries = 200)
    void read_whatWasWritten_isEqual(@ForAll("books") PriceBook book) {
        String text = FORMAT.write(book);
        PriceBook again = FORMAT.read(text);
        assertThat(again.cards()).isEqualTo(book.cards());
        assertThat(again.aliases()).isEqualTo(book.aliases());
        assertThat(again.patterns()).isEqualTo(book.patterns());
        assertThat(again.buyerCards()).isEqualTo(book.buyerCards());
        assertThat(again.markups()).isEqualTo(book.markups());
        assertThat(again.ceilingCard()).isEqualTo(book.ceilingCard());
        assertThat(again.policy()).isEqualTo(book.policy());
        assertThat(FORMAT.write(again)).isEqualTo(text);
    }

    /** Whatever is broken in a file, the answer is a book or the one exception. */
    @Property(tries = 500)
    void read_damagedFile_isABookOrAPriceFileException(
            @ForAll("books") PriceBook book, @ForAll @IntRange(max = 1_000_000) int at, @ForAll byte other)
            throws IOException {
        byte[] text = FORMAT.write(book).getBytes(StandardCharsets.UTF_8);
        text[at % text.length] = other;
        for (PriceFile format : List.of(FORMAT, new LiteLlmPriceFile(), new CsvPriceFile())) {
            try {
                PriceBook damaged =
                        format.read(new ByteArrayInputStream(text), "1").book();
                assertThat(damaged.version()).isEqualTo("1");
            } catch (PriceFileException refused) {
                assertThat(refused.line()).isPositive();
            }
        }
    }

    @Provide
    Arbitrary<RateCard> cards() {
        return Generators.rateCardsOfEveryKind();
    }

    @Provide
    Arbitrary<PriceBook> books() {
        return Arbitraries.lazy(Generators::priceBooks);
    }
}
