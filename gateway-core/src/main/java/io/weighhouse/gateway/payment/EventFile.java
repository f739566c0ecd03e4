// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weighhouse.gateway.payment.KeptEvent.Entry;
import io.weighhouse.gateway.payment.KeptEvent.Standing;
import io.weighhouse.gateway.payment.KeptEvent.State;
import io.weighhouse.money.Amount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored.
 *
 * @param event what it says
 * @param standing how it stands; the subject of a parked one is what it waits for
 * @param order what an actor has decided about it
 * @param history what happened to it
 * @param kept what else is kept of it
 */
record EventFile(PaymentEvent event, Standing standing, Order order, List<Entry> history, Kept kept) {

    static final String RECEIVED_GROUP = "received";
    static final String PARKED_GROUP = "parked/";

    private static final int VERSION = 1;
    private static final int MAX_HISTORY = 50;
    private static final String BOOK = "book";

    /** What was received, when, and which revision of the row this is; 0 if it is not stored. */
    record Kept(String body, Instant receivedAt, long revision) {}

    /** What an actor has decided; null for what nobody has. */
    record Order(
            @Nullable CustomerAccount account, @Nullable Amount credits, String payment) {

        static final Order NONE = new Order(null, null, "");
    }

    EventFile {
        history = List.copyOf(history);
    }

    static EventFile fresh(PaymentEvent event, String body, Instant now) {
        return new EventFile(
                event,
                new Standing(State.RECEIVED, "RECEIVED", "", ""),
                Order.NONE,
                List.of(new Entry(now, BOOK, "received")),
                new Kept(body, now, 0));
    }

    String key() {
        return event.origin().key();
    }

    boolean isStored() {
        return kept.revision > 0;
    }

    boolean is(State state) {
        return standing.state() == state;
    }

    /** The same event as it stands now; what it waits for again and again is told once. */
    EventFile standing(Standing next, Instant now) {
        boolean told = next.state() == State.PARKED && next.equals(standing);
        List<Entry> more = told ? history : with(new Entry(now, BOOK, next.state() + " " + next.code()));
        return new EventFile(event, next, order, more, kept);
    }

    EventFile ordered(Order next, Entry by) {
        return new EventFile(event, standing, next, with(by), kept);
    }

    /** The same with an API key that came with the event and is not stored. */
    EventFile saying(PaymentEvent whole) {
        return new EventFile(whole, standing, order, history, kept);
    }

    /** The first entry stays, and the last ones. */
    private List<Entry> with(Entry entry) {
        List<Entry> more = new ArrayList<>(history);
        if (more.size() == MAX_HISTORY) {
            more.remove(1);
        }
        more.add(entry);
        return more;
    }

    /** The next revision of its row. */
    PaymentRow toRow() {
        return new PaymentRow(PaymentRow.Kind.EVENT, key(), group(), kept.revision + 1, write());
    }

    EventFile stored() {
        return new EventFile(event, standing, order, history, new Kept(kept.body, kept.receivedAt, kept.revision + 1));
    }

    private String group() {
        return switch (standing.state()) {
            case RECEIVED -> RECEIVED_GROUP;
            case PARKED -> parkedGroup(standing.subject());
            case DONE -> doneGroup(kept.receivedAt);
        };
    }

    static String parkedGroup(String waitsFor) {
        return PARKED_GROUP + waitsFor + '|';
    }

    /** Groups of events that are done, in the order in which they came. */
    static String doneGroup(Instant receivedAt) {
        return String.format(Locale.ROOT, "done/%013d", Math.max(0, receivedAt.toEpochMilli()));
    }

    KeptEvent view() {
        return new KeptEvent(key(), event.origin(), standing, history, kept.body);
    }

    private String write() {
        return Json.write(Json.object(root -> {
            root.put("v", VERSION);
            root.set("event", EventJson.write(event));
            root.put("state", standing.state().name()).put("code", standing.code());
            Json.put(root, "subject", standing.subject());
            Json.put(root, "detail", standing.detail());
            Json.put(root, "account", order.account);
            if (order.credits != null) {
                Json.put(root, "credits", order.credits);
            }
            Json.put(root, "payment", order.payment);
            root.put("receivedAt", kept.receivedAt.toString());
            ArrayNode entries = root.putArray("history");
            history.forEach(entry -> {
                ObjectNode node = entries.addObject();
                node.put("at", entry.at().toString())
                        .put("actor", entry.actor())
                        .put("what", entry.what());
            });
            Json.put(root, "body", kept.body);
        }));
    }

    static EventFile read(PaymentRow row) {
        JsonNode root = Json.stored(row.body());
        if (root.path("v").intValue() != VERSION) {
            throw new IllegalStateException("was written by a later version: event " + row.key());
        }
        List<Entry> history = new ArrayList<>();
        root.path("history")
                .forEach(entry -> history.add(
                        new Entry(Json.instant(entry, "at"), Json.text(entry, "actor"), Json.text(entry, "what"))));
        Standing standing = new Standing(
                State.valueOf(Json.text(root, "state")),
                Json.text(root, "code"),
                Json.text(root, "subject"),
                Json.text(root, "detail"));
        Order order = new Order(
                Json.customerAccount(root, "account"),
                root.hasNonNull("credits") ? Json.amount(root, "credits") : null,
                Json.text(root, "payment"));
        Kept kept = new Kept(Json.text(root, "body"), Json.instant(root, "receivedAt"), row.revision());
        return new EventFile(EventJson.read(root.path("event")), standing, order, history, kept);
    }
}
