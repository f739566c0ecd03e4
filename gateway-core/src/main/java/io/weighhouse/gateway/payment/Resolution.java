// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway.payment;

import io.weighhouse.money.Amount;

/**
 * What an actor decides about a parked event. It is kept with the event, with the actor's name, for ever.
 *
 * <p>Resolutions are immutable and thread-safe.
 */
public sealed interface Resolution {

    /** {@return who decides: a name of 1 to 120 visible ASCII characters, a pseudonym} */
    String actor();

    /**
     * Try again, after what it lacked was put right elsewhere.
     *
     * @param actor who decides
     */
    record Retry(String actor) implements Resolution {

        /**
         * Checks the name.
         *
         * @param actor who decides
         * @throws IllegalArgumentException if it is out of range
         */
        public Retry {
            Texts.id("actor", actor);
        }
    }

    /**
     * Nothing is to be done, and it is parked no longer. A refund or a dispute that is dismissed stays known, and counts when its
     * payment is reported.
     *
     * @param actor who decides
     * @param reason why, at most 200 characters
     */
    record Dismiss(String actor, String reason) implements Resolution {

        /**
         * Checks the texts.
         *
         * @param actor who decides
         * @param reason why, at most 200 characters
         * @throws IllegalArgumentException if one is out of range
         */
        public Dismiss {
            Texts.id("actor", actor);
            Texts.atMost(Texts.MAX_PROBLEM, "reason", reason);
        }
    }

    /**
     * The payer has this account, now and for later events.
     *
     * @param actor who decides
     * @param account the account
     */
    record Bind(String actor, CustomerAccount account) implements Resolution {

        /**
         * Checks the name.
         *
         * @param actor who decides
         * @param account the account
         * @throws IllegalArgumentException if it is out of range
         */
        public Bind {
            Texts.id("actor", actor);
        }
    }

    /**
     * The payment buys so much, whatever the price list says.
     *
     * @param actor who decides
     * @param credits how many credits, zero or more, in the price list's unit
     */
    record Credit(String actor, Amount credits) implements Resolution {

        /**
         * Checks the parts.
         *
         * @param actor who decides
         * @param credits how many credits, zero or more
         * @throws IllegalArgumentException if one is out of range
         */
        public Credit {
            Texts.id("actor", actor);
            Texts.notNegative("credits", credits);
        }
    }

    /**
     * The refund or the dispute is of that payment.
     *
     * @param actor who decides
     * @param payment what the payment is known by
     */
    record Link(String actor, String payment) implements Resolution {

        /**
         * Checks the names.
         *
         * @param actor who decides
         * @param payment what the payment is known by
         * @throws IllegalArgumentException if one is out of range
         */
        public Link {
            Texts.id("actor", actor);
            Texts.id("payment", payment);
        }
    }
}
