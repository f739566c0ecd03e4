// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.example.gateway.AdminDesk.Answer;
import io.weighhouse.example.gateway.AdminDesk.Right;
import io.weighhouse.example.gateway.Customers.Accounts;
import io.weighhouse.gateway.dialect.Problem;
import io.weighhouse.ledger.AdjustBalance;
import io.weighhouse.ledger.BookedBy;
import io.weighhouse.ledger.Done;
import io.weighhouse.ledger.GrantCredit;
import io.weighhouse.ledger.LotExpiry;
import io.weighhouse.ledger.LotTerms;
import io.weighhouse.ledger.Note;
import io.weighhouse.ledger.ReverseTransaction;
import io.weighhouse.ledger.ReverseTransaction.Extent;
import io.weighhouse.ledger.Transaction;
import io.weighhouse.money.Amount;
import io.weighhouse.money.Unit;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Credits of customers: {@code POST /admin/credits} gives, {@code /admin/balance} sets, {@code /admin/refunds} undoes.
 *
 * <p>Each takes an {@code id} by which it happens once, and a {@code reason}; the actor stands on the books beside both.
 */
final class CreditAdmin {

    private static final Problem UNKNOWN_CALL =
            Problem.of(404, "NOT_FOUND", "This tenant has no such call or transaction.");

    private final House house;
    private final AdminDesk desk;

    CreditAdmin(House house, AdminDesk desk) {
        this.house = house;
        this.desk = desk;
    }

    void give(Http http) throws IOException, BadRequest {
        Set<String> known = Set.of(
                "tenant", "id", "amount", "reason", "kind", "paid", "currency", "expires_at", "priority", "reference");
        desk.act(http, Right.CREDITS, known, (actor, fields) -> {
            Accounts accounts = accountsOf(fields);
            String kind = fields.optional("kind").orElse("paid");
            if (!kind.equals("paid") && !kind.equals("bonus")) {
                throw new BadRequest("'kind' must be paid or bonus.");
            }
            GrantCredit grant = GrantCredit.of(
                            accounts.tenant().operation(fields.text("id")),
                            kind.equals("paid") ? accounts.clearing() : accounts.promotion(),
                            accounts.wallet(),
                            fields.amount("amount"))
                    .terms(termsOf(fields, accounts))
                    .note(noteOf(fields, actor)
                            .reference(fields.optional("reference").orElse("")));
            return Answer.of(house.ledger.grant(grant), this::shown);
        });
    }

    void set(Http http) throws IOException, BadRequest {
        Set<String> known = Set.of("tenant", "id", "balance", "expected", "reason");
        desk.act(http, Right.CREDITS, known, (actor, fields) -> {
            Accounts accounts = accountsOf(fields);
            AdjustBalance adjust = AdjustBalance.of(
                            accounts.tenant().operation(fields.text("id")),
                            accounts.wallet(),
                            accounts.clearing(),
                            fields.amount("balance"))
                    .note(noteOf(fields, actor));
            Optional<String> expected = fields.optional("expected");
            if (expected.isPresent()) {
                adjust = adjust.expected(Amount.of(expected.get(), House.CREDIT));
            }
            return Answer.of(house.ledger.adjust(adjust), this::shown);
        });
    }

    void refund(Http http) throws IOException, BadRequest {
        Set<String> known = Set.of("tenant", "id", "call", "transaction", "amount", "reason");
        desk.act(http, Right.CREDITS, known, (actor, fields) -> {
            Accounts accounts = accountsOf(fields);
            OptionalLong number = numberOf(fields, accounts);
            if (number.isEmpty()) {
                return Answer.refused(UNKNOWN_CALL);
            }
            Optional<String> amount = fields.optional("amount");
            ReverseTransaction reverse = ReverseTransaction.of(
                            accounts.tenant().operation(fields.text("id")), number.getAsLong())
                    .extent(amount.isPresent() ? Extent.part(Amount.of(amount.get(), House.CREDIT)) : Extent.WHOLE)
                    .note(noteOf(fields, actor));
            return Answer.of(house.ledger.reverse(reverse), this::shown);
        });
    }

    /** The number of what is to be undone: said itself, or that of the charge for a call. */
    private OptionalLong numberOf(AdminFields fields, Accounts accounts) throws BadRequest {
        Optional<String> call = fields.optional("call");
        if (call.isEmpty()) {
            fields.text("transaction");
            return OptionalLong.of(fields.number("transaction", 0));
        }
        Optional<Transaction> charged = house.ledger.booked(accounts.tenant().operation(call.get()), BookedBy.CAPTURE);
        return charged.isPresent() ? OptionalLong.of(charged.get().sequence()) : OptionalLong.empty();
    }

    private Accounts accountsOf(AdminFields fields) throws BadRequest {
        return house.requireCustomer(fields.optional("tenant").orElse(House.DEMO.value()));
    }

    private static Note noteOf(AdminFields fields, String actor) throws BadRequest {
        return Note.NONE.actor(actor).reason(fields.text("reason"));
    }

    private static LotTerms termsOf(AdminFields fields, Accounts accounts) throws BadRequest {
        LotTerms terms = LotTerms.USUAL.priority((int)
                Math.min(Integer.MAX_VALUE, Math.max(-1, fields.number("priority", LotTerms.USUAL_PRIORITY))));
        Optional<String> paid = fields.optional("paid");
        if (paid.isPresent()) {
            terms = terms.costBasis(Amount.of(paid.get(), Unit.of(fields.text("currency"), 6)));
        }
        Optional<Instant> expiresAt = fields.instant("expires_at");
        return expiresAt.isPresent() ? terms.expiry(LotExpiry.at(expiresAt.get(), accounts.breakage())) : terms;
    }

    private JsonNode shown(Done<Transaction> done) {
        Transaction booked = done.value();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", booked.operation().value())
                .put("transaction", booked.sequence())
                .put("kind", booked.kind().name())
                .put("replayed", done.replayed());
        // The wallet is on one side of every one of these; what it has after this is what an administrator wants to
        // see.
        booked.entries().forEach(entry -> {
            if (entry.posting().to().name().startsWith("wallet:")) {
                json.put("balance_after", entry.toAfter().toDecimal().toPlainString());
            } else if (entry.posting().from().name().startsWith("wallet:")) {
                json.put("balance_after", entry.fromAfter().toDecimal().toPlainString());
            }
        });
        return json;
    }
}
