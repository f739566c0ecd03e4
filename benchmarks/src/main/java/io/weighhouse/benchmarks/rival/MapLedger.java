// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A double-entry ledger of maps behind one lock: balances in {@link BigDecimal}, a hold per call, a set of the
 * ids seen for each verb.
 *
 * <p>It keeps every entry, and every id, for ever. This class is thread-safe.
 */
public final class MapLedger {

    /**
     * One amount moved between two accounts.
     *
     * @param id of what moved it
     * @param from account that has less for it
     * @param to account that has more for it
     * @param amount above or equal to zero
     */
    public record Entry(String id, String from, String to, BigDecimal amount) {}

    private record Hold(String wallet, BigDecimal amount) {}

    private final Map<String, BigDecimal> posted = new HashMap<>();
    private final Map<String, BigDecimal> held = new HashMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final Set<String> transferred = new HashSet<>();
    private final Set<String> placed = new HashSet<>();
    private final Set<String> captured = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();

    /** A ledger in which every account stands at zero. */
    public MapLedger() {}

    /**
     * Moves an amount, whatever the balances, once an id.
     *
     * @param id of the transfer
     * @param from account that has less for it
     * @param to account that has more for it
     * @param amount above or equal to zero
     */
    public synchronized void transfer(String id, String from, String to, BigDecimal amount) {
        if (transferred.add(id)) {
            move(new Entry(id, from, to, amount));
        }
    }

    /**
     * Sets an amount aside, once an id.
     *
     * @param id of the call
     * @param wallet whose
     * @param amount above or equal to zero
     * @return whether there is, or was the first time, enough of it
     */
    public synchronized boolean hold(String id, String wallet, BigDecimal amount) {
        if (placed.contains(id)) {
            return true;
        }
        if (available(wallet).compareTo(amount) < 0) {
            return false;
        }
        placed.add(id);
        holds.put(id, new Hold(wallet, amount));
        held.merge(wallet, amount, BigDecimal::add);
        return true;
    }

    /**
     * Takes an amount out of a hold and gives back the rest, once an id.
     *
     * @param id of the call
     * @param to account that receives it
     * @param amount at most what is held
     * @return whether it is, or was the first time, taken
     */
    public synchronized boolean capture(String id, String to, BigDecimal amount) {
        if (captured.contains(id)) {
            return true;
        }
        Hold hold = holds.get(id);
        if (hold == null || hold.amount().compareTo(amount) < 0) {
            return false;
        }
        end(id, hold);
        captured.add(id);
        move(new Entry(id, hold.wallet(), to, amount));
        return true;
    }

    /**
     * Gives all of a hold back.
     *
     * @param id of the call
     * @return whether there was an open hold
     */
    public synchronized boolean release(String id) {
        Hold hold = holds.get(id);
        if (hold != null) {
            end(id, hold);
        }
        return hold != null;
    }

    /**
     * What an account has, what it holds apart included.
     *
     * @param account any name
     * @return zero for one that nothing was ever moved to or from
     */
    public synchronized BigDecimal posted(String account) {
        return posted.getOrDefault(account, BigDecimal.ZERO);
    }

    /**
     * What a wallet can spend.
     *
     * @param wallet any name
     * @return posted less held
     */
    public synchronized BigDecimal available(String wallet) {
        return posted(wallet).subtract(held.getOrDefault(wallet, BigDecimal.ZERO));
    }

    /** {@return how many entries there are} */
    public synchronized int size() {
        return entries.size();
    }

    private void end(String id, Hold hold) {
        holds.remove(id);
        held.merge(hold.wallet(), hold.amount().negate(), BigDecimal::add);
    }

    private void move(Entry entry) {
        posted.merge(entry.from(), entry.amount().negate(), BigDecimal::add);
        posted.merge(entry.to(), entry.amount(), BigDecimal::add);
        entries.add(entry);
    }
}
