// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.example.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weighhouse.ledger.Balance;
import io.weighhouse.ledger.Ledger;
import io.weighhouse.ledger.PlaceHold;
import io.weighhouse.money.Amount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard as a browser shows it; without a Chromium on the machine, this says so and is skipped.
 *
 * <p>{@code -Ddashboard.screenshot=FILE} keeps the picture that the documentation shows.
 */
class DashboardPageTest {

    private static final List<Dialogue> APIS = List.of(Dialogue.values());

    @TempDir
    private static Path profile = Path.of("");

    private static Browser browser;
    private Running running;

    @BeforeAll
    static void startBrowser() throws IOException, InterruptedException {
        Optional<Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.err.println("SKIPPED: DashboardPageTest, because this machine has no chromium.");
        }
        assumeTrue(chromium.isPresent(), "no chromium");
        browser = Browser.start(chromium.orElseThrow(), profile);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        running = Running.start(Setup.of(Prices.builtIn(), Storage.inMemory()));
        browser.size(1180, 1180);
        browser.colours("light");
        browser.open(running.base().resolve("/dashboard"));
        browser.until("document.readyState === 'complete' && document.getElementById('key-form')");
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void page_beforeAKey_showsNothingOfAnybody() {
        assertThat(shown("welcome")).isTrue();
        assertThat(shown("account")).isFalse();
        assertThat(shown("alert")).isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void page_newAccount_saysThatThereIsNothingYet() {
        enter(running.house.callerKey);
        assertThat(text("#available")).isEqualTo("100CREDIT");
        assertThat(text("#recent")).contains("No calls yet");
        assertThat(text("#by-day")).contains("Nothing was spent");
        assertThat(text("#holds")).contains("No call is under way");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void page_afterCalls_showsTheFiguresOfTheLedger() throws IOException, InterruptedException {
        workload();
        enter(running.house.callerKey);
        Balance balance = running.house.ledger.balance(running.house.wallet).orElseThrow();
        assertThat(text("#available")).isEqualTo(shortened(balance.available()) + "CREDIT");
        assertThat(text("#held")).isEqualTo("3CREDIT");
        Amount spent = Amount.of("100", House.CREDIT).minus(balance.posted());
        assertThat(text("#spent")).isEqualTo(shortened(spent) + "CREDIT");
        assertThat(text("#calls")).isEqualTo("12");
        assertThat(browser.value("document.querySelectorAll('#by-day rect').length")
                        .asInt())
                .isEqualTo(30);
        // The last bar is as high, in parts of the highest gridline, as its day's spend in parts of that line's figure.
        assertThat(text("#by-day tbody tr:last-child td:last-child")).isEqualTo(shortened(spent));
        assertThat(browser.value("document.querySelectorAll('#by-sku rect').length")
                        .asInt())
                .isEqualTo(2);
        assertThat(browser.value("document.querySelectorAll('#recent tr[data-call]').length")
                        .asInt())
                .isEqualTo(12);
        assertThat(text("#limits")).contains("requests per minute").contains(" of 600");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void page_severalDays_drawsEachDayAsHighAsItsSpend() throws IOException, InterruptedException {
        running.close();
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.now().minus(Duration.ofDays(20)));
        running = Running.start(Setup.of(Prices.builtIn(), atHand(clock::get)));
        browser.open(running.base().resolve("/dashboard"));
        browser.until("document.readyState === 'complete' && document.getElementById('key-form')");
        for (int day = 0; day < 20; day++) {
            for (int call = 0; call < (day * 7 + 3) % 5; call++) {
                speak(
                        day + call,
                        "Weigh this load of grain, please, and tell me what it is worth " + "again ".repeat(day));
            }
            clock.updateAndGet(now -> now.plus(Duration.ofDays(1)));
        }
        clock.set(Instant.now());
        speak(1, "Weigh this load of grain, please");
        speak(2, "!cut Weigh this load of grain");
        speak(0, "What does a weighhouse do?");
        underWay();
        enter(running.house.callerKey);
        JsonNode days = Client.of(running.base(), running.house.callerKey)
                .get("/dashboard/data")
                .at("/spend/days");
        JsonNode heights =
                browser.value("[...document.querySelectorAll('#by-day rect')].map(r => r.getAttribute('height'))");
        double highest = 0;
        double most = 0;
        for (int i = 0; i < 30; i++) {
            double charged = days.path(i).path("charged").asDouble();
            if (charged > most) {
                most = charged;
                highest = heights.path(i).asDouble();
            }
        }
        int drawn = 0;
        for (int i = 0; i < 30; i++) {
            double charged = days.path(i).path("charged").asDouble();
            double expected = charged == 0 ? 0 : Math.max(2, highest * charged / most);
            assertThat(heights.path(i).asDouble()).as(days.path(i).toString()).isCloseTo(expected, within(0.01));
            drawn += charged > 0 ? 1 : 0;
        }
        assertThat(drawn).isGreaterThan(10);
        browser.value("document.querySelector('#recent button').click()");
        keepScreenshot();
    }

    /** A call of one of the APIs, which the built-in provider answers. */
    private void speak(int which, String text) throws IOException, InterruptedException {
        Dialogue api = APIS.get(which % APIS.size());
        api.say(running, running.house.callerKey, text, which % 2 == 0);
    }

    /** A storage in memory whose books have a clock that is moved by hand. */
    private static Storage atHand(InstantSource clock) {
        Storage usual = Storage.inMemory();
        usual.ledger().close();
        return new Storage(
                Ledger.builder().clock(clock).build(),
                usual.vault(),
                usual.subscriptions(),
                usual.payments(),
                usual.place());
    }

    private void underWay() {
        running.house
                .ledger
                .hold(PlaceHold.of(
                        House.DEMO.operation("under-way"), running.house.wallet, Amount.of("3", House.CREDIT)))
                .orThrow();
    }

    @Test
    void page_receipt_foldsOutWithLinesThatAddUp() throws IOException, InterruptedException {
        Client.of(running.base(), running.house.callerKey).chat("c-1", "Weigh this, please", false);
        enter(running.house.callerKey);
        assertThat(browser.value("getComputedStyle(document.querySelector('td.receipt').parentElement).display")
                        .asText())
                .isEqualTo("none");
        browser.value("document.querySelector('[data-call=\"c-1\"] button').click()");
        assertThat(browser.value("document.querySelector('[data-call=\"c-1\"] button').getAttribute('aria-expanded')")
                        .asText())
                .isEqualTo("true");
        JsonNode cells = browser.value(
                "[...document.querySelectorAll('td.receipt tbody td:last-child')].map(c => c.textContent)");
        // 3 in and 3 out: (3 x 0.00000015 + 3 x 0.0000006) x 1.8 / 0.01.
        assertThat(List.of(
                        cells.path(0).asText(),
                        cells.path(1).asText(),
                        cells.path(2).asText()))
                .containsExactly("0.000081", "0.000324", "0.000405");
    }

    @Test
    void page_badKey_saysWhyAndForgetsIt() {
        browser.value("document.getElementById('key').value = 'wh_sk_test_guess'");
        browser.value("document.getElementById('key-form').requestSubmit()");
        browser.until("!document.getElementById('alert').hidden");
        assertThat(text("#alert")).containsIgnoringCase("key");
        assertThat(shown("account")).isFalse();
        assertThat(browser.value("document.getElementById('key').value").asText())
                .isEmpty();
    }

    @Test
    void page_key_isKeptNowhereAndForgottenOnRequest() {
        enter(running.house.callerKey);
        String kept = browser.value("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href,"
                        + " document.documentElement.outerHTML])")
                .asText();
        assertThat(kept).doesNotContain(running.house.callerKey);
        browser.value("document.getElementById('leave').click()");
        assertThat(shown("account")).isFalse();
        assertThat(browser.value("document.body.textContent").asText()).doesNotContain("requests per minute");
    }

    @Test
    void page_nameOfAModelWithMarkup_isText() throws IOException, InterruptedException {
        String prices =
                "{\"<img src=x onerror=alert(1)>\":{\"litellm_provider\":\"openai\",\"mode\":\"chat\",\"input_cost_per_token\":1e-06,\"output_cost_per_token\":1e-06}}";
        Client.of(running.base(), running.house.adminKey).done("/admin/prices?version=x&waive=VANISHED", prices);
        Client.of(running.base(), running.house.callerKey)
                .post(
                        "/v1/chat/completions",
                        "{\"model\":\"<img src=x onerror=alert(1)>\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        enter(running.house.callerKey);
        assertThat(text("#recent")).contains("<img src=x onerror=alert(1)>");
        assertThat(browser.value("document.querySelectorAll('main img[src=x]').length")
                        .asInt())
                .isZero();
    }

    @Test
    void page_darkScheme_isLegible() throws IOException, InterruptedException {
        workload();
        browser.colours("dark");
        enter(running.house.callerKey);
        assertThat(browser.value("getComputedStyle(document.body).backgroundColor")
                        .asText())
                .isEqualTo("rgb(15, 21, 20)");
        assertThat(browser.value("getComputedStyle(document.body).color").asText())
                .isEqualTo("rgb(231, 238, 236)");
    }

    private void workload() throws IOException, InterruptedException {
        Client caller = Client.of(running.base(), running.house.callerKey);
        String[] texts = {"Weigh this, please", "What does a weighhouse do?", "!cut", "Every load is weighed on scales"
        };
        for (int i = 0; i < 12; i++) {
            String model = i % 3 == 0 ? "gpt-4o" : "gpt-4o-mini";
            caller.post(
                    "/v1/chat/completions",
                    "{\"model\":\"" + model + "\",\"stream\":" + (i % 4 >= 2) + ",\"max_tokens\":50,\"messages\":["
                            + "{\"role\":\"user\",\"content\":\"" + texts[i % 4] + "\"}]}");
        }
        underWay();
    }

    private void enter(String key) {
        browser.value("document.getElementById('key').value = " + Browser.quoted(key));
        browser.value("document.getElementById('key-form').requestSubmit()");
        browser.until("document.body.dataset.at");
    }

    private boolean shown(String id) {
        return browser.value("document.getElementById('" + id + "').checkVisibility()")
                .asBoolean();
    }

    private String text(String selector) {
        return browser.value("document.querySelector(" + Browser.quoted(selector) + ").textContent")
                .asText();
    }

    /** As the page shows a figure: without the zeros at its end. */
    private static String shortened(Amount amount) {
        return amount.toDecimal().stripTrailingZeros().toPlainString();
    }

    private static void keepScreenshot() throws IOException {
        byte[] shot = browser.screenshot();
        // A PNG says its width at the sixteenth byte.
        assertThat(ByteBuffer.wrap(shot).getInt(16)).isEqualTo(1180);
        String file = System.getProperty("dashboard.screenshot", "");
        if (!file.isEmpty()) {
            Files.write(Path.of(file), shot);
        }
    }
}
