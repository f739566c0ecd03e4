// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.receipt;

import io.weighhouse.metering.price.Adjustment;
import io.weighhouse.metering.price.AppliedRate;
import io.weighhouse.metering.price.CardSource;
import io.weighhouse.metering.price.Charge;
import io.weighhouse.metering.price.ChargeLine;
import io.weighhouse.metering.price.Discount;
import io.weighhouse.metering.price.Markup;
import io.weighhouse.metering.price.Meter;
import io.weighhouse.metering.price.ReportedCost;
import io.weighhouse.metering.price.Rounding;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.price.Terms;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compact form of receipts. Fields come in a fixed order; what is usual, or follows from the rest, is left out and its
 * bit not set.
 *
 * <pre>
 *   receipt    = version, flags, call, attempt, [bound], [count of earlier ones, (flags, attempt)*]
 *   attempt    = basis, cause, sku, book, [card], [adjustment], currency, unit, markup,
 *                count of lines, line*, [cost], price, [reported cost]
 *   adjustment = tier, region, count of factors, (name, multiplier)*, discount, to date
 *   markup     = multiplier, fixed fee, [credit price], minimum, [maximum], rounding
 *   line       = flags, meter, quantity, unit price, [factor], [billed], [to date], [cost], price
 * </pre>
 *
 * <p>Amounts are naturals of the unit's smallest part, basis and rounding their places in a list, the card's digest 32 bytes.
 */
final class ReceiptBytes {

    private static final int VERSION = 1;
    private static final int VERSION_BESIDE = 2;
    private static final int MOST_BYTES = 1 << 20;

    private static final int DIGEST = 1;
    private static final int OTHER_DIGEST = 2;
    private static final int ADJUSTED = 4;
    private static final int CREDIT_PRICE = 8;
    private static final int MAXIMUM = 16;
    private static final int OTHER_COST = 32;
    private static final int REPORTED = 64;
    private static final int BILLED_REPORTED = 128;
    private static final int ATTEMPT_FLAGS = 256;
    private static final int BOUND = 256;
    private static final int EARLIER = 512;
    private static final int FLAGS = 1_024;

    private static final int FACTOR = 1;
    private static final int BILLED = 2;
    private static final int TO_DATE = 4;
    private static final int LINE_COST = 8;
    private static final int LINE_FLAGS = 16;

    /* The numbers that stand for them: a new one goes to the end. */
    private static final List<Basis> BASES =
            List.of(Basis.REPORTED, Basis.PROVIDER_COST, Basis.ESTIMATED, Basis.FLOOR, Basis.NOTHING);
    private static final List<Rounding> ROUNDINGS =
            List.of(Rounding.UP, Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.DOWN);

    private static final HexFormat HEX = HexFormat.of();

    private ReceiptBytes() {}

    static byte[] write(Receipt receipt) {
        Beside beside = receipt.beside();
        List<Attempt> earlier = beside.earlier();
        int flags = flags(receipt.charge()) | (beside.bound() == null ? 0 : BOUND) | (earlier.isEmpty() ? 0 : EARLIER);
        ByteWriter out = new ByteWriter()
                .natural(flags < BOUND ? VERSION : VERSION_BESIDE)
                .natural(flags)
                .text(receipt.callId());
        attempt(out, new Attempt(receipt.basis(), receipt.cause(), receipt.charge()), flags);
        if (beside.bound() != null) {
            out.natural(beside.bound().minor());
        }
        if (!earlier.isEmpty()) {
            out.natural(earlier.size());
            for (Attempt attempt : earlier) {
                int own = flags(attempt.charge());
                attempt(out.natural(own), attempt, own);
            }
        }
        return out.toBytes();
    }

    private static void attempt(ByteWriter out, Attempt attempt, int flags) {
        Charge charge = attempt.charge();
        Terms terms = charge.terms();
        out.natural(BASES.indexOf(attempt.basis()))
                .text(attempt.cause())
                .text(terms.sku().toString())
                .text(terms.bookVersion());
        if ((flags & DIGEST) != 0) {
            out.bytes(HEX.parseHex(terms.source().cardDigest()));
        }
        if ((flags & OTHER_DIGEST) != 0) {
            out.text(terms.source().cardDigest());
        }
        if ((flags & ADJUSTED) != 0) {
            adjustment(out, terms.adjustment());
        }
        out.text(terms.currency());
        markup(out, terms.markup());
        out.natural(charge.lines().size());
        charge.lines().forEach(line -> line(out, line));
        if ((flags & OTHER_COST) != 0) {
            out.decimal(charge.cost());
        }
        out.natural(charge.price().minor());
        if (charge.reported() != null) {
            out.decimal(charge.reported().amount());
        }
    }

    private static int flags(Charge charge) {
        Terms terms = charge.terms();
        String digest = terms.source().cardDigest();
        ReportedCost reported = charge.reported();
        return (isDigest(digest) ? DIGEST : 0)
                | (digest.isEmpty() || isDigest(digest) ? 0 : OTHER_DIGEST)
                | (terms.adjustment().equals(Adjustment.NONE) ? 0 : ADJUSTED)
                | (terms.markup().creditPrice().isPresent() ? CREDIT_PRICE : 0)
                | (terms.markup().maximum().isPresent() ? MAXIMUM : 0)
                | (charge.cost().compareTo(charge.computedCost()) == 0 ? 0 : OTHER_COST)
                | (reported == null ? 0 : REPORTED)
                | (reported != null && reported.billed() ? BILLED_REPORTED : 0);
    }

    private static boolean isDigest(String text) {
        return text.length() == 64
                && text.chars().allMatch(digit -> (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
    }

    private static void adjustment(ByteWriter out, Adjustment adjustment) {
        out.text(adjustment.serviceTier())
                .text(adjustment.region())
                .natural(adjustment.factors().size());
        for (Adjustment.Factor factor : adjustment.factors()) {
            out.text(factor.name()).decimal(factor.multiplier());
        }
        out.decimal(adjustment.discount().part()).natural(adjustment.discount().toDate());
    }

    private static void markup(ByteWriter out, Markup markup) {
        out.text(markup.unit().toString()).decimal(markup.multiplier()).decimal(markup.fixedFee());
        markup.creditPrice().ifPresent(out::decimal);
        out.natural(markup.minimum().minor());
        markup.maximum().ifPresent(most -> out.natural(most.minor()));
        out.natural(ROUNDINGS.indexOf(markup.rounding()));
    }

    private static void line(ByteWriter out, ChargeLine line) {
        AppliedRate rate = line.rate();
        int flags = (rate.factor().compareTo(BigDecimal.ONE) == 0 ? 0 : FACTOR)
                | (rate.billed() == line.quantity() ? 0 : BILLED)
                | (rate.toDate() == 0 ? 0 : TO_DATE)
                | (isOfTheRate(line) ? 0 : LINE_COST);
        out.natural(flags).text(line.meter().id()).natural(line.quantity()).decimal(rate.unitPrice());
        if ((flags & FACTOR) != 0) {
            out.decimal(rate.factor());
        }
        if ((flags & BILLED) != 0) {
            out.natural(rate.billed());
        }
        if ((flags & TO_DATE) != 0) {
            out.natural(rate.toDate());
        }
        if ((flags & LINE_COST) != 0) {
            out.decimal(line.cost());
        }
        out.natural(line.price().minor());
    }

    private static boolean isOfTheRate(ChargeLine line) {
        return line.cost().compareTo(line.rate().cost()) == 0;
    }

    static Receipt read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException("must be a receipt of at most 1 MiB: bytes=" + bytes.length);
        }
        ByteReader in = new ByteReader(bytes);
        long version = in.natural();
        if (version != VERSION && version != VERSION_BESIDE) {
            throw new IllegalArgumentException("must be a receipt of version 1 or 2: version=" + version);
        }
        int flags = in.below(version == VERSION ? BOUND : FLAGS);
        String call = in.text();
        Attempt last = attempt(in, flags);
        Receipt receipt = new Receipt(call, last.basis(), last.cause(), last.charge(), beside(in, flags, last));
        in.requireEnd();
        // Whatever could have been written in two ways is refused here: a digest of bytes stays one of the receipt.
        if (!Arrays.equals(write(receipt), bytes)) {
            throw new IllegalArgumentException("must be a receipt in its canonical form: call=" + call);
        }
        return receipt;
    }

    private static Beside beside(ByteReader in, int flags, Attempt last) {
        Unit unit = last.charge().price().unit();
        Amount bound = (flags & BOUND) != 0 ? Amount.ofMinor(in.natural(), unit) : null;
        List<Attempt> earlier = new ArrayList<>();
        if ((flags & EARLIER) != 0) {
            for (long count = in.natural(); count > 0; count--) {
                earlier.add(attempt(in, in.below(ATTEMPT_FLAGS)));
            }
        }
        return new Beside(bound, earlier);
    }

    private static Attempt attempt(ByteReader in, int flags) {
        Basis basis = BASES.get(in.below(BASES.size()));
        String cause = in.text();
        return new Attempt(basis, cause, charge(in, flags));
    }

    private static Charge charge(ByteReader in, int flags) {
        Sku sku = Sku.parse(in.text());
        String book = in.text();
        String digest = (flags & DIGEST) != 0 ? HEX.formatHex(in.bytes()) : "";
        CardSource source = new CardSource(book, (flags & OTHER_DIGEST) != 0 ? in.text() : digest);
        Adjustment adjustment = (flags & ADJUSTED) != 0 ? adjustment(in) : Adjustment.NONE;
        String currency = in.text();
        Unit unit = Unit.parse(in.text());
        Terms terms = new Terms(sku, source, currency, markup(in, unit, flags), adjustment);
        List<ChargeLine> lines = new ArrayList<>();
        BigDecimal computed = BigDecimal.ZERO;
        for (long count = in.natural(); count > 0; count--) {
            ChargeLine line = line(in, unit);
            lines.add(line);
            computed = computed.add(line.cost());
        }
        BigDecimal cost = (flags & OTHER_COST) != 0 ? in.decimal() : computed;
        Amount price = Amount.ofMinor(in.natural(), unit);
        return new Charge(terms, lines, cost, price, reported(in, flags));
    }

    private static @Nullable ReportedCost reported(ByteReader in, int flags) {
        return (flags & REPORTED) == 0 ? null : new ReportedCost(in.decimal(), (flags & BILLED_REPORTED) != 0);
    }

    private static Adjustment adjustment(ByteReader in) {
        String tier = in.text();
        String region = in.text();
        List<Adjustment.Factor> factors = new ArrayList<>();
        for (long count = in.natural(); count > 0; count--) {
            factors.add(new Adjustment.Factor(in.text(), in.decimal()));
        }
        return new Adjustment(tier, region, factors, new Discount(in.decimal(), in.natural()));
    }

    private static Markup markup(ByteReader in, Unit unit, int flags) {
        Markup markup = Markup.into(unit).multiplier(text(in.decimal())).fixedFee(text(in.decimal()));
        if ((flags & CREDIT_PRICE) != 0) {
            markup = markup.creditPrice(text(in.decimal()));
        }
        markup = markup.minimum(text(Amount.ofMinor(in.natural(), unit).toDecimal()));
        if ((flags & MAXIMUM) != 0) {
            markup = markup.maximum(text(Amount.ofMinor(in.natural(), unit).toDecimal()));
        }
        return markup.rounding(ROUNDINGS.get(in.below(ROUNDINGS.size())));
    }

    private static String text(BigDecimal number) {
        return number.toPlainString();
    }

    private static ChargeLine line(ByteReader in, Unit unit) {
        int flags = in.below(LINE_FLAGS);
        String id = in.text();
        Meter meter = Meter.find(id).orElseThrow(() -> in.refused("must be a meter of this process, see Meter.of"));
        long quantity = in.natural();
        AppliedRate rate = new AppliedRate(
                in.decimal(),
                (flags & FACTOR) != 0 ? in.decimal() : BigDecimal.ONE,
                (flags & BILLED) != 0 ? in.natural() : quantity,
                (flags & TO_DATE) != 0 ? in.natural() : 0);
        BigDecimal cost = (flags & LINE_COST) != 0 ? in.decimal() : rate.cost();
        return new ChargeLine(meter, quantity, rate, cost, Amount.ofMinor(in.natural(), unit));
    }
}
