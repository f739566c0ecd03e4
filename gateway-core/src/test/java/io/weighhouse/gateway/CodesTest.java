// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weighhouse.gateway.dialect.Dialect;
import io.weighhouse.gateway.dialect.HttpAnswer;
import io.weighhouse.gateway.payment.NothingReason;
import io.weighhouse.gateway.payment.ParkedReason;
import io.weighhouse.keyvault.key.Authentication;
import io.weighhouse.keyvault.key.Rejection;
import io.weighhouse.keyvault.resolve.Denial;
import io.weighhouse.keyvault.resolve.SaveOutcome;
import io.weighhouse.keyvault.secret.SecretVaultException;
import io.weighhouse.keyvault.webhook.WebhookFault;
import io.weighhouse.ledger.Decline;
import io.weighhouse.metering.call.AbortCause;
import io.weighhouse.metering.call.Refusal;
import io.weighhouse.metering.call.SettleCause;
import io.weighhouse.metering.limit.Cost;
import io.weighhouse.metering.limit.Decision;
import io.weighhouse.metering.limit.Limit;
import io.weighhouse.metering.limit.Quota;
import io.weighhouse.metering.limit.RateLimiter;
import io.weighhouse.metering.price.Sku;
import io.weighhouse.metering.pricefile.SkipReason;
import io.weighhouse.metering.receipt.Basis;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the catalogue of codes to the types: what is sealed or an enum is enumerated, so that a new one must be written. */
class CodesTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z_0-9]+)` \\|.*\\| ([^|]*) \\|$");

    /** By heading: code, and what its HTTP column says. */
    private static final Map<String, Map<String, String>> PAGE = new LinkedHashMap<>();

    @BeforeAll
    static void readThePage() throws IOException {
        Path page = page(Path.of("").toAbsolutePath());
        PAGE.clear();
        Map<String, String> group = new LinkedHashMap<>();
        for (String line : Files.readAllLines(page)) {
            if (line.startsWith("## ")) {
                group = new LinkedHashMap<>();
                PAGE.put(line.substring(3), group);
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(group.put(row.group(1), row.group(2))).as(line).isNull();
            } else {
                assertThat(line).doesNotStartWith("| `");
            }
        }
    }

    @Test
    void page_everyGroup_hasExactlyTheCodesThatExist() {
        Map<String, List<String>> exist = new LinkedHashMap<>();
        exist.put("On the wire", List.of("INVALID_API_KEY"));
        exist.put(
                "Gateway reasons",
                reasons().stream()
                        .filter(reason -> !(reason instanceof Reason.NotOpened))
                        .map(Reason::code)
                        .toList());
        exist.put(
                "Call refusals",
                instances(Refusal.class).stream()
                        .filter(refusal -> !(refusal instanceof Refusal.LedgerDeclined))
                        .map(Refusal::code)
                        .toList());
        exist.put("Limit decisions", names(Decision.Reason.values()));
        exist.put(
                "Ledger declines",
                instances(Decline.class).stream().map(Decline::code).toList());
        exist.put("Key rejections", names(Rejection.values()));
        exist.put("Provider key denials", names(Denial.values()));
        exist.put("Refused credentials", names(SaveOutcome.Reason.values()));
        exist.put("Vault faults", names(SecretVaultException.Fault.values()));
        exist.put("Webhook faults", names(WebhookFault.values()));
        exist.put("Parked payment events", names(ParkedReason.values()));
        exist.put("Payment events that do nothing", names(NothingReason.values()));
        exist.put("Basis of a charge", names(Basis.values()));
        exist.put(
                "Causes of a charge",
                Stream.concat(names(AbortCause.values()).stream(), names(SettleCause.values()).stream())
                        .toList());
        exist.put("Skipped price file entries", names(SkipReason.values()));
        assertThat(PAGE.keySet()).containsExactlyInAnyOrderElementsOf(exist.keySet());
        exist.forEach((heading, codes) -> assertThat(PAGE.get(heading))
                .as(heading)
                .containsOnlyKeys(codes.stream().distinct().toList()));
    }

    @Test
    void page_everyReason_hasTheStatusThatIsAnswered() throws JsonProcessingException {
        for (Reason reason : reasons()) {
            HttpAnswer answer = new Begun.Refused("r-1", reason).toHttp(Dialect.PROBLEM_JSON);
            String wire =
                    new ObjectMapper().readTree(answer.body()).path("code").textValue();
            List<String> rows = PAGE.values().stream()
                    .filter(group -> group.containsKey(wire))
                    .map(group -> group.get(wire))
                    .toList();
            assertThat(rows).as(wire + " is on the page").isNotEmpty();
            assertThat(rows)
                    .as(wire)
                    .filteredOn(status -> !status.contains(" as "))
                    .containsOnly(Integer.toString(answer.status()));
            assertThat(statusOf(reason.code())).as(reason.code()).startsWith(Integer.toString(answer.status()));
        }
    }

    @Test
    void page_keyRejections_haveTheStatusOfTheType() {
        for (Rejection rejection : Rejection.values()) {
            assertThat(statusOf(rejection.name())).isEqualTo(Integer.toString(rejection.httpStatus()));
        }
    }

    @Test
    void page_webhookFaults_haveTheStatusOfTheType() {
        for (WebhookFault fault : WebhookFault.values()) {
            assertThat(statusOf(fault.name())).isEqualTo(Integer.toString(fault.httpStatus()));
        }
    }

    @Test
    void codes_everywhere_areUpperCaseWords() {
        assertThat(PAGE.values())
                .allSatisfy(group ->
                        assertThat(group.keySet()).allMatch(code -> code.matches("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")));
        assertThat(PAGE).hasSizeGreaterThan(14);
    }

    /** The page in a folder or the nearest one above it. */
    private static Path page(@Nullable Path folder) {
        Path above = Objects.requireNonNull(folder, "no docs/reference/codes.md in any folder above");
        Path page = above.resolve("docs/reference/codes.md");
        return Files.exists(page) ? page : page(above.getParent());
    }

    private static String statusOf(String code) {
        return PAGE.values().stream()
                .filter(group -> group.containsKey(code))
                .map(group -> group.get(code))
                .findFirst()
                .orElse("not on the page");
    }

    /** One of each reason, with one of each refusal and decline in it; those that a call never passes on are left out. */
    private static List<Reason> reasons() {
        return instances(Reason.class).stream()
                .filter(reason -> !(reason instanceof Reason.NotOpened opened
                        && opened.refusal() instanceof Refusal.LedgerDeclined declined
                        && (declined.decline() instanceof Decline.InsufficientFunds
                                || declined.decline() instanceof Decline.LimitReached
                                || declined.decline() instanceof Decline.OperationConflict)))
                .toList();
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    /** One object of each record that a sealed type permits, several where a part of it has a code of its own. */
    private static <T> List<T> instances(Class<T> sealed) {
        List<T> instances = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            for (@Nullable Object[] parts : parts(permitted.getRecordComponents())) {
                instances.add(sealed.cast(make(permitted, parts)));
            }
        }
        return instances;
    }

    private static List<@Nullable Object[]> parts(RecordComponent[] components) {
        List<@Nullable Object[]> all = new ArrayList<>();
        if (components.length == 1 && values(components[0].getType()).size() > 1) {
            values(components[0].getType()).forEach(value -> all.add(new @Nullable Object[] {value}));
        } else {
            all.add(Arrays.stream(components)
                    .map(component ->
                            values(component.getType()).stream().findFirst().orElse(null))
                    .toArray());
        }
        return all;
    }

    private static List<?> values(Class<?> type) {
        if (type == Authentication.Rejected.class) {
            return Arrays.stream(Rejection.values())
                    .map(Authentication.Rejected::new)
                    .toList();
        }
        if (type == Decline.class || type == Refusal.class) {
            return instances(type);
        }
        if (type == long.class) {
            return List.of(1L);
        }
        if (type == int.class) {
            return List.of(1);
        }
        if (type == Sku.class) {
            return List.of(Sku.of("openai", "small"));
        }
        return type == Decision.class ? List.of(limited()) : List.of();
    }

    private static Decision limited() {
        RateLimiter limiter = RateLimiter.local().ticker(() -> 0).build();
        Quota one = Quota.of(Limit.requests("rpm", 1, Duration.ofMinutes(1)));
        limiter.tryAcquire("acme/key-1", one, Cost.request());
        return limiter.acquire("acme/key-1", one, Cost.request());
    }

    private static Object make(Class<?> record, @Nullable Object[] parts) {
        try {
            Constructor<?> constructor = record.getDeclaredConstructors()[0];
            return constructor.newInstance(parts);
        } catch (ReflectiveOperationException broken) {
            throw new LinkageError(record.getName(), broken);
        }
    }
}
