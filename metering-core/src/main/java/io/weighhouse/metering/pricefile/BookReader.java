// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.pricefile;

import com.fasterxml.jackson.core.JsonLocation;
import io.weighhouse.metering.price.Buyer;
import io.weighhouse.metering.price.BuyerCard;
import io.weighhouse.metering.price.MarkupRule;
import io.weighhouse.metering.price.PolicyAnswer;
import io.weighhouse.metering.price.PolicyQuestion;
import io.weighhouse.metering.price.PriceBook;
import io.weighhouse.metering.price.PricingPolicy;
import io.weighhouse.metering.price.RateCard;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.SkuPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a book of our own format; its parts are put together at the end, since they come in any order. */
final class BookReader {

    private final StrictJson in;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable String version;
    private int cards;

    /** What is done to the book, and which place is to blame if it refuses. */
    private record Step(JsonLocation at, UnaryOperator<PriceBook.Builder> call) {}

    private BookReader(StrictJson in) {
        this.in = in;
    }

    /** A book, and from how many cards. */
    record Result(PriceBook book, int cards) {}

    /** The book of that version, or of the one that it says itself. */
    static Result read(StrictJson in, @Nullable String version) throws IOException {
        JsonLocation at = in.here();
        BookReader reader = new BookReader(in);
        in.object(reader::field);
        String name = version == null ? StrictJson.required(at, "version", reader.version) : version;
        PriceBook.Builder book =
                version == null ? StrictJson.made(at, () -> PriceBook.builder(name)) : PriceBook.builder(version);
        reader.steps.forEach(step -> StrictJson.made(step.at, () -> step.call.apply(book)));
        return new Result(StrictJson.made(at, book::build), reader.cards);
    }

    private boolean field(String name) throws IOException {
        switch (name) {
            case "version" -> version = in.text();
            case "policy" -> policy();
            case "cards" -> in.array(this::card);
            case "aliases" -> in.object(this::alias);
            case "patterns" -> in.array(this::pattern);
            case "overrides" -> in.array(this::buyerCard);
            case "markups" -> in.array(this::markup);
            case "ceiling" -> {
                JsonLocation at = in.here();
                RateCard card = CardReader.read(in);
                steps.add(new Step(at, book -> book.ceiling(card)));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private RateCard card(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        RateCard card = CardReader.read(in);
        steps.add(new Step(at, book -> book.card(card)));
        cards++;
        return card;
    }

    private boolean alias(String name) throws IOException {
        JsonLocation at = in.here();
        Sku alias = StrictJson.made(at, () -> Sku.parse(name));
        Sku sku = in.as(Sku::parse);
        steps.add(new Step(at, book -> book.alias(alias, sku)));
        return true;
    }

    private SkuPattern pattern(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        PatternFields said = new PatternFields();
        in.object(field -> {
            switch (field) {
                case "provider" -> said.provider = in.text();
                case "name" -> said.name = in.text();
                case "sku" -> said.sku = in.as(Sku::parse);
                default -> {
                    return false;
                }
            }
            return true;
        });
        String provider = StrictJson.required(at, "provider", said.provider);
        String name = StrictJson.required(at, "name", said.name);
        Sku sku = StrictJson.required(at, "sku", said.sku);
        SkuPattern pattern = StrictJson.made(at, () -> new SkuPattern(provider, name, sku));
        steps.add(new Step(at, book -> book.pattern(pattern)));
        return pattern;
    }

    private static final class PatternFields {

        private @Nullable String provider;
        private @Nullable String name;
        private @Nullable Sku sku;
    }

    private BuyerCard buyerCard(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        BuyerFields said = new BuyerFields();
        in.object(field -> {
            switch (field) {
                case "tenant" -> said.tenant = in.text();
                case "customer" -> said.customer = in.text();
                case "card" -> said.card = CardReader.read(in);
                default -> {
                    return false;
                }
            }
            return true;
        });
        if (said.tenant.isEmpty()) {
            throw in.wrong("must have a field: tenant");
        }
        RateCard card = StrictJson.required(at, "card", said.card);
        BuyerCard own = new BuyerCard(new Buyer(said.tenant, said.customer), card);
        steps.add(new Step(at, book -> book.card(own.buyer(), card)));
        cards++;
        return own;
    }

    private static final class BuyerFields {

        private String tenant = "";
        private String customer = "";
        private @Nullable RateCard card;
    }

    private MarkupRule markup(StrictJson in) throws IOException {
        JsonLocation at = in.here();
        MarkupRule rule = MarkupReader.read(in);
        Sku sku = rule.sku();
        steps.add(new Step(
                at,
                book -> sku == null
                        ? book.markup(rule.buyer(), rule.markup())
                        : book.markup(rule.buyer(), sku, rule.markup())));
        return rule;
    }

    private void policy() throws IOException {
        PricingPolicy[] policy = {PricingPolicy.STRICT};
        if (in.isObject()) {
            in.object(name -> {
                PolicyQuestion question = StrictJson.made(in.here(), () -> PolicyQuestion.valueOf(name));
                PolicyAnswer answer = in.as(PolicyAnswer::valueOf);
                policy[0] = StrictJson.made(in.here(), () -> policy[0].with(question, answer));
                return true;
            });
        } else {
            policy[0] = in.as(BookText::preset);
        }
        steps.add(new Step(in.here(), book -> book.policy(policy[0])));
    }
}
