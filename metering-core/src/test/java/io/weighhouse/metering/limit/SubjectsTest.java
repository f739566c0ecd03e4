// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.money.Unit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubjectsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Quota RPM = Quota.of(Limit.requests("rpm", 60, MINUTE));
    private static final Counted CREDIT = Counted.money(Unit.of("CREDIT", 6));

    @Test
    void quotas_severalSubjects_areInTheOrderOfTheirNames() {
        Quota few = Quota.of(Limit.requests("few", 1, MINUTE));
        Quota many = Quota.of(Limit.requests("many", 9, MINUTE));
        Subjects subjects = Subjects.of("zoe", few).and("ann", many);
        assertThat(subjects.names()).containsExactly("ann", "zoe");
        assertThat(subjects.quotas()).containsExactly(many, few);
    }

    @Test
    void names_ofSubjects_areInAnOrderOfTheirOwn() {
        Subjects one = Subjects.of("key", RPM).and("team", RPM).and("org", RPM);
        Subjects other = Subjects.of("org", RPM).and("team", RPM).and("key", RPM);
        assertThat(one.names()).containsExactly("key", "org", "team").isEqualTo(other.names());
        assertThat(Subjects.of(7, RPM).and(-5, RPM).names()).containsExactlyInAnyOrder("7", "-5");
    }

    @Test
    void and_ofANameThatIsThere_isAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subjects.of("key", RPM).and("team", RPM).and("key", RPM))
                .withMessage("must differ among the subjects of one call: name=key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subjects.of(42, RPM).and("42", RPM))
                .withMessage("must differ among the subjects of one call: name=42");
    }

    @Test
    void of_aNameThatIsEmptyOrTooLong_isAMistakeThatDoesNotShowIt() {
        String tooLong = "secret".repeat(50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subjects.of(tooLong, RPM))
                .withMessage("must be 1 to 256 characters: the name of a subject has 300");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subjects.of("key", RPM).and("", RPM))
                .withMessage("must be 1 to 256 characters: the name of a subject has 0");
        assertThat(Subjects.of("x".repeat(256), RPM).names()).hasSize(1);
    }

    @Test
    void capped_atTheSmallestLimitOfEachKind_leavesTheRest() {
        Quota perKey = Quota.of(Limit.outputTokens("otpm", 1_000, MINUTE), Limit.requests("rpm", 1, MINUTE));
        Quota perTeam =
                Quota.of(Limit.outputTokens("otpm", 5_000, MINUTE).burst(700), Limit.inputTokens("itpm", 300, MINUTE));
        Subjects both = Subjects.of("key", perKey).and("team", perTeam);
        Cost bound = Cost.of(2, 400, 8_000).and(CREDIT, 9_000);
        assertThat(both.capped(bound)).isEqualTo(Cost.of(2, 300, 700).and(CREDIT, 9_000));
        assertThat(both.capped(Cost.of(1, 20, 30))).isEqualTo(Cost.of(1, 20, 30));
    }

    @Test
    void capped_byALimitOfAllTokens_leavesOutputFirst() {
        Subjects subjects = Subjects.of("key", Quota.of(Limit.tokens("tpm", 5_000, MINUTE)));
        assertThat(subjects.capped(Cost.of(1, 1_000, 8_000))).isEqualTo(Cost.of(1, 0, 5_000));
        assertThat(subjects.capped(Cost.of(1, 3_000, 4_000))).isEqualTo(Cost.of(1, 1_000, 4_000));
        assertThat(subjects.capped(Cost.of(1, 1_000, 4_000))).isEqualTo(Cost.of(1, 1_000, 4_000));
    }

    @Test
    void capped_byALimitThatOnlyWatches_isNotCapped() {
        Subjects subjects =
                Subjects.of("key", Quota.of(Limit.tokens("tpm", 5, MINUTE).shadow()));
        assertThat(subjects.capped(Cost.of(1, 10, 10))).isEqualTo(Cost.of(1, 10, 10));
        assertThat(Subjects.of("key", Quota.unlimited()).capped(Cost.of(1, 10, 10)))
                .isEqualTo(Cost.of(1, 10, 10));
    }

    @Test
    void stated_ofAllLimits_isMoneyAndWhatIsNamed() {
        Counted images = Counted.named("images");
        Quota perKey = Quota.of(Limit.rate("spend", CREDIT, 1, MINUTE), Limit.requests("rpm", 1, MINUTE));
        Quota perTeam = Quota.of(Limit.rolling("images", images, 1, MINUTE).shadow());
        assertThat(Subjects.of("key", perKey).and("team", perTeam).stated()).containsExactlyInAnyOrder(CREDIT, images);
        assertThat(Subjects.of("key", RPM).stated()).isEmpty();
    }
}
