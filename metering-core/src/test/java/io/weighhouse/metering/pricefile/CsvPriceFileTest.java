// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import static io.weighhouse.metering.price.Meter.AUDIO_MILLIS;
import static io.weighhouse.metering.price.Meter.CACHED_INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.INPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.OUTPUT_TOKENS;
import static io.weighhouse.metering.price.Meter.WEB_SEARCHES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weighhouse.metering.price.Rate;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvPriceFileTest {

    private static final Sku GPT = Sku.of("openai", "gpt-4o");

    @Test
    void read_aLineForEachModel_makesCards() {
        PriceImport prices = read("""
                provider,model,currency,max_output_tokens,input_per_million,cached_input_per_million,output_per_million,web_searches_per_thousand,audio_per_minute
                openai,gpt-4o,USD,16384,2.50,1.25,10,25,
                "openai","who, ""me""?",EUR,,,,,,0.006

                """);
        assertThat(prices.report().skipped()).isEmpty();
        assertThat(prices.report().taken()).isEqualTo(2);
        assertThat(prices.book().find(GPT))
                .contains(RateCard.builder(GPT)
                        .currency("USD")
                        .maxOutputTokens(16_384)
                        .perMillion(INPUT_TOKENS, "2.5")
                        .perMillion(CACHED_INPUT_TOKENS, "1.25")
                        .perMillion(OUTPUT_TOKENS, "10")
                        .perThousand(WEB_SEARCHES, "25")
                        .build());
        RateCard quoted = prices.book().find(Sku.of("openai", "who, \"me\"?")).orElseThrow();
        assertThat(quoted.currency()).isEqualTo("EUR");
        assertThat(quoted.rates()).containsExactly(Rate.of(AUDIO_MILLIS, "0.0000001"));
    }

    @Test
    void read_aLineForEachPrice_makesCards() {
        PriceImport prices = read(
                "\uFEFFSKU,Meter,Per,Price\r\nopenai/gpt-4o,input_tokens,million,2.5\r\nopenai/o1,input,thousand,0\r\n"
                        + "openai/gpt-4o,output_tokens,one,1e-5");
        assertThat(prices.report().skipped()).isEmpty();
        assertThat(prices.book().find(GPT).orElseThrow().rates())
                .containsExactly(Rate.of(INPUT_TOKENS, "0.0000025"), Rate.of(OUTPUT_TOKENS, "0.00001"));
        // A zero is written by somebody, so it is free.
        assertThat(prices.book().find(Sku.of("openai", "o1")).orElseThrow().rates())
                .containsExactly(Rate.of(INPUT_TOKENS, "0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "openai/x,input,million,much; NOT_A_NUMBER; line 3: input_tokens=much",
                "openai/x,input,million,-1; NOT_A_NUMBER; line 3: input_tokens=-1",
                "openai/x,input,million,; NOT_A_NUMBER; line 3: input_tokens=",
                "openai/x,audio,minute,0.017; NOT_A_NUMBER; line 3: must divide exactly",
                "openai/x,input,dozen,1; NOT_UNDERSTOOD; line 3: meter=input per=dozen",
                "openai/x,imput,million,1; NOT_UNDERSTOOD; line 3: meter=imput per=million",
                "openai/x,input,minute,1; NOT_UNDERSTOOD; line 3: meter=input per=minute",
                "openai/x,input,one,2.5; IMPLAUSIBLE; line 3: input_tokens=2.5 USD a token",
                "openai/x,output,million,9; DOES_NOT_FIT; line 2: must be said once"
            })
    void read_valueThatCannotBeUsed_skipsTheModelAndSaysTheLine(String row, SkipReason reason, String detail) {
        PriceImport prices = read("sku,meter,per,price\nopenai/x,output,million,10\n" + row
                + "\nopenai/gpt-4o,input,million,1\nopenai/x,reasoning,million,10\n");
        assertThat(prices.report().skipped()).singleElement().satisfies(skipped -> {
            assertThat(skipped.entry()).isEqualTo("openai/x");
            assertThat(skipped.reason()).isEqualTo(reason);
            assertThat(skipped.detail()).startsWith(detail);
        });
        assertThat(prices.book().size()).isEqualTo(1).isEqualTo(prices.report().taken());
    }

    @Test
    void read_linesThatMakeNoCard_areReported() {
        PriceImport prices = read("""
                provider,model,currency,max_output_tokens,input_per_million
                ,nobody,,,1
                acme,twice,,,1
                acme,twice,,,2
                acme,nothing,,,
                acme,bad-currency,dollars,,1
                acme,bad-limit,,many,1
                acme,yen,JPY,,150000
                """);
        assertThat(prices.report().skipped())
                .extracting(skipped -> skipped.entry() + ' ' + skipped.reason())
                .containsExactlyInAnyOrder(
                        "line 2 NO_SKU",
                        "acme/twice SHADOWED",
                        "acme/nothing NO_PRICE",
                        "acme/bad-currency DOES_NOT_FIT",
                        "acme/bad-limit NOT_A_NUMBER");
        assertThat(prices.book().find(Sku.of("acme", "yen"))).isPresent();
    }

    @Test
    void read_twoCurrenciesOfOneModel_doNotFit() {
        PriceImport prices = read("sku,currency,meter,per,price\na/b,USD,input,one,0\na/b,EUR,output,one,0\n");
        assertThat(prices.report().skipped(SkipReason.DOES_NOT_FIT))
                .extracting(SkippedEntry::detail)
                .containsExactly("line 3: currency=EUR after USD");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 1; must have a line that names the columns",
                "model,input_per_million; 1; must have the columns provider and model, or sku",
                "sku,provider,model,input_per_million; 1; must have the columns provider and model, or sku",
                "sku,colour,input_per_million; 1; must be a column that is known, once: colour",
                "sku,sku,input_per_million; 1; must be a column that is known, once: sku",
                "sku,input_per_million,input_tokens_per_one; 1; must have one column for each meter",
                "sku,imput_per_million; 1; must be a column that is known, once: imput_per_million",
                "sku,meter,price; 1; must have the columns meter, per and price",
                "sku,meter,per,price,input_per_million; 1; must have the columns meter, per and price",
                "sku,currency; 1; must have the columns meter, per and price",
                "sku,input_per_million|a/b; 2; must have 2 fields: has 1",
                "sku,input_per_million|a/b,1,2; 2; must have 2 fields: has 3",
                "sku,input_per_million|a\"/b,1; 2; must be quoted as a whole",
                "sku,input_per_million|\"a/b\"c,1; 2; must be a comma or the end of the line after a quote",
                "sku,input_per_million|\"a/b,1||; 4; must end with a quote, as it began"
            })
    void read_noSuchFile_saysTheLine(String text, int line, String problem) {
        assertThatThrownBy(() -> read(text.replace('|', '\n')))
                .isInstanceOfSatisfying(
                        PriceFileException.class,
                        wrong -> assertThat(wrong.line()).isEqualTo(line))
                .hasMessageContaining(problem);
    }

    @Test
    void read_lineBreaksInQuotes_areCounted() {
        PriceImport prices = read("sku,input_per_million\n\"a/\nb\",1\na/c,x\n");
        assertThat(prices.report().skipped())
                .extracting(SkippedEntry::toString)
                .containsExactlyInAnyOrder(
                        "a/c: NOT_A_NUMBER: line 4: input_tokens=x",
                        "line 2: NO_SKU: must be 1 to 256 characters, none of them a control: name=\"\nb\"");
    }

    @Test
    void read_hostileBytes_areRefused() {
        byte[] noUtf8 = {'s', 'k', 'u', ',', (byte) 0xC3, (byte) 0x28};
        assertThatThrownBy(() -> new CsvPriceFile().read(new ByteArrayInputStream(noUtf8), "1"))
                .isInstanceOf(PriceFileException.class)
                .hasMessageContaining("must be UTF-8");
        assertThatThrownBy(() -> read("sku,input_per_million\n" + "x".repeat(70_000)))
                .hasMessageContaining("must be at most 65536 characters");
        assertThatThrownBy(() -> read(",".repeat(600))).hasMessageContaining("must be at most 512 fields");
    }

    private static PriceImport read(String text) {
        return LiteLlmSample.read(new CsvPriceFile(), text);
    }
}
