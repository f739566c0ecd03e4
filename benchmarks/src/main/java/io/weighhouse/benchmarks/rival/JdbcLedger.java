// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.benchmarks.rival;

import io.weighhouse.benchmarks.work.Transfer;
import io.weighhouse.benchmarks.work.TransferLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A double-entry ledger in an embedded database: a row for each account, each transfer and each entry, one transaction for
 * each call.
 *
 * <p>The balance is kept in the account's row and moved by an {@code UPDATE} that checks the floor; the transfer's id is a
 * primary key, and a second insert of it does nothing. A commit is on the disk before the call returns: SQLite is told to
 * by {@code synchronous=FULL}; H2 does not force its file by itself and is told to after every commit. It keeps no balance
 * before and after, no digest of what was asked for, and no chain, all to its advantage.
 *
 * <p>This class is thread-safe: one connection behind one lock, since both databases write one transaction at a time.
 */
public final class JdbcLedger implements TransferLedger {

    private static final String[] TABLES = {
        "CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, balance BIGINT NOT NULL, floor BIGINT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS transfer (id_high BIGINT NOT NULL, id_low BIGINT NOT NULL, debit INTEGER NOT NULL,"
                + " credit INTEGER NOT NULL, amount BIGINT NOT NULL, booked_at BIGINT NOT NULL,"
                + " PRIMARY KEY (id_high, id_low))",
        "CREATE TABLE IF NOT EXISTS entry (id_high BIGINT NOT NULL, id_low BIGINT NOT NULL, account INTEGER NOT NULL,"
                + " amount BIGINT NOT NULL)",
    };

    private static final Path NOWHERE = Path.of("nowhere");

    private final ReentrantLock lock = new ReentrantLock();
    private final Path directory;
    private final Clock clock;
    private final Connection connection;
    private final Statements statements;

    /** What is particular to a database; {@code force} is what makes a commit durable, where it is not by itself. */
    private record Database(String url, List<String> settings, String force) {}

    /** The statements of one connection, prepared once. */
    private record Statements(
            PreparedStatement insert,
            PreparedStatement undo,
            PreparedStatement move,
            PreparedStatement entry,
            Force force) {}

    private interface Force {
        void run() throws SQLException;
    }

    private JdbcLedger(Path directory, Clock clock, Database database) throws IOException {
        this.directory = directory;
        this.clock = clock;
        try {
            connection = DriverManager.getConnection(database.url);
            try (Statement statement = connection.createStatement()) {
                for (String setting : database.settings) {
                    statement.execute(setting);
                }
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            connection.setAutoCommit(false);
            statements = prepare(database.force);
        } catch (SQLException failed) {
            throw new IOException("cannot open: " + database.url, failed);
        }
    }

    /**
     * A ledger in an H2 database.
     *
     * @param directory where its files are, or will be
     * @param clock tells when a transfer was booked
     * @return the ledger, to be closed
     * @throws IOException if it cannot be opened
     */
    public static JdbcLedger h2(Path directory, Clock clock) throws IOException {
        String url = "jdbc:h2:file:" + directory.resolve("ledger").toAbsolutePath()
                + ";MODE=PostgreSQL;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
        return new JdbcLedger(directory, clock, new Database(url, List.of(), "CHECKPOINT SYNC"));
    }

    /**
     * A ledger in an SQLite database with a write-ahead log.
     *
     * @param directory where its files are, or will be
     * @param clock tells when a transfer was booked
     * @return the ledger, to be closed
     * @throws IOException if it cannot be opened
     */
    public static JdbcLedger sqlite(Path directory, Clock clock) throws IOException {
        String url = "jdbc:sqlite:" + directory.resolve("ledger.sqlite").toAbsolutePath();
        List<String> settings = List.of("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL");
        return new JdbcLedger(directory, clock, new Database(url, settings, ""));
    }

    /**
     * A ledger in an H2 database that is gone when it is closed; it has nothing on the disk.
     *
     * @param clock tells when a transfer was booked
     * @return the ledger, to be closed
     * @throws IOException if it cannot be opened
     */
    public static JdbcLedger h2InMemory(Clock clock) throws IOException {
        return new JdbcLedger(NOWHERE, clock, new Database("jdbc:h2:mem:;MODE=PostgreSQL", List.of(), ""));
    }

    /**
     * A ledger in an SQLite database that is gone when it is closed; it has nothing on the disk.
     *
     * @param clock tells when a transfer was booked
     * @return the ledger, to be closed
     * @throws IOException if it cannot be opened
     */
    public static JdbcLedger sqliteInMemory(Clock clock) throws IOException {
        return new JdbcLedger(NOWHERE, clock, new Database("jdbc:sqlite::memory:", List.of(), ""));
    }

    @Override
    public void open(List<Integer> accounts, long floor) throws IOException {
        inTransaction("open", () -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO account (id, balance, floor) VALUES (?, 0, ?) ON CONFLICT DO NOTHING")) {
                for (int account : accounts) {
                    insert.setInt(1, account);
                    insert.setLong(2, floor);
                    insert.executeUpdate();
                }
                return accounts.size();
            }
        });
    }

    @Override
    public boolean transfer(Transfer transfer) throws IOException {
        return inTransaction("transfer", () -> book(transfer) ? 1 : 0) == 1;
    }

    @Override
    public int transfer(List<Transfer> batch) throws IOException {
        return inTransaction("transfer", () -> {
            int booked = 0;
            for (Transfer transfer : batch) {
                booked += book(transfer) ? 1 : 0;
            }
            return booked;
        });
    }

    @Override
    public long balance(int account) throws IOException {
        return query("SELECT balance FROM account WHERE id = " + account);
    }

    /**
     * The sum of all entries of an account, which is its balance.
     *
     * @param account any number
     * @return in the unit's smallest part
     * @throws IOException if it cannot be read
     */
    public long sumOfEntries(int account) throws IOException {
        return query("SELECT COALESCE(SUM(amount), 0) FROM entry WHERE account = " + account);
    }

    @Override
    public long bytesOnDisk() throws IOException {
        if (directory.equals(NOWHERE)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IOException("cannot close: " + directory, failed);
        } finally {
            lock.unlock();
        }
    }

    private Statements prepare(String force) throws SQLException {
        PreparedStatement forcing = force.isEmpty() ? null : connection.prepareStatement(force);
        return new Statements(
                connection.prepareStatement("INSERT INTO transfer (id_high, id_low, debit, credit, amount, booked_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
                connection.prepareStatement("DELETE FROM transfer WHERE id_high = ? AND id_low = ?"),
                connection.prepareStatement(
                        "UPDATE account SET balance = balance + ? WHERE id = ? AND balance + ? >= floor"),
                connection.prepareStatement("INSERT INTO entry (id_high, id_low, account, amount) VALUES (?, ?, ?, ?)"),
                forcing == null ? () -> {} : forcing::execute);
    }

    private boolean book(Transfer transfer) throws SQLException {
        PreparedStatement insert = statements.insert;
        insert.setLong(1, transfer.idHigh());
        insert.setLong(2, transfer.idLow());
        insert.setInt(3, transfer.from());
        insert.setInt(4, transfer.to());
        insert.setLong(5, transfer.minor());
        insert.setLong(6, clock.millis());
        if (insert.executeUpdate() == 0) {
            return true;
        }
        if (move(transfer.from(), -transfer.minor()) == 0) {
            statements.undo.setLong(1, transfer.idHigh());
            statements.undo.setLong(2, transfer.idLow());
            statements.undo.executeUpdate();
            return false;
        }
        if (move(transfer.to(), transfer.minor()) == 0) {
            throw new SQLException("no such account: to=" + transfer.to());
        }
        enter(transfer, transfer.from(), -transfer.minor());
        enter(transfer, transfer.to(), transfer.minor());
        return true;
    }

    private int move(int account, long minor) throws SQLException {
        statements.move.setLong(1, minor);
        statements.move.setInt(2, account);
        statements.move.setLong(3, minor);
        return statements.move.executeUpdate();
    }

    private void enter(Transfer transfer, int account, long minor) throws SQLException {
        statements.entry.setLong(1, transfer.idHigh());
        statements.entry.setLong(2, transfer.idLow());
        statements.entry.setInt(3, account);
        statements.entry.setLong(4, minor);
        statements.entry.executeUpdate();
    }

    private interface Work {
        int run() throws SQLException;
    }

    private int inTransaction(String what, Work work) throws IOException {
        lock.lock();
        try {
            int result = work.run();
            connection.commit();
            statements.force.run();
            return result;
        } catch (SQLException failed) {
            rollBack(failed);
            throw new IOException("cannot " + what + ": " + directory, failed);
        } finally {
            lock.unlock();
        }
    }

    private void rollBack(SQLException failed) {
        try {
            connection.rollback();
        } catch (SQLException again) {
            failed.addSuppressed(again);
        }
    }

    private long query(String sql) throws IOException {
        lock.lock();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no such row: " + sql);
            }
            return rows.getLong(1);
        } catch (SQLException failed) {
            throw new IOException("cannot read: " + directory, failed);
        } finally {
            lock.unlock();
        }
    }
}
