// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.weighhouse.keyvault.resolve.SettingsReport.Status;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformSettingsTest {

    private static final PlatformSettings SETTINGS = PlatformSettings.none()
            .required(FieldSpec.secret("API_KEY").startingWith("sk-"))
            .optional(FieldSpec.plain("COLOUR").matching("[a-z]+"))
            .group(
                    "east",
                    FieldSpec.secret("EAST_ID"),
                    FieldSpec.secret("EAST_KEY"),
                    FieldSpec.plain("EAST_ZONE").optional())
            .group("west", FieldSpec.secret("WEST_ID"), FieldSpec.secret("WEST_KEY"));

    @ParameterizedTest
    @CsvSource({
        "'API_KEY=sk-1', API_KEY, PRESENT",
        "'', API_KEY, MISSING",
        "'API_KEY=', API_KEY, MISSING",
        "'API_KEY=  ', API_KEY, MISSING",
        "'API_KEY=pk-1', API_KEY, MALFORMED",
        "'API_KEY=sk-1 ', API_KEY, MALFORMED",
        "'', COLOUR, UNUSED",
        "'COLOUR=red', COLOUR, PRESENT",
        "'COLOUR=RED', COLOUR, MALFORMED",
        "'', EAST_ID, UNUSED",
        "'EAST_ID=1', EAST_ID, PRESENT",
        "'EAST_ID=1', EAST_KEY, INCOMPLETE",
        "'EAST_ID=1', EAST_ZONE, UNUSED",
        "'EAST_ID=1', WEST_ID, UNUSED",
        "'EAST_ZONE=z', EAST_ZONE, UNUSED",
        "'EAST_ZONE=z', EAST_ID, UNUSED",
        "'EAST_ID=1;EAST_KEY=2;EAST_ZONE=z', EAST_ZONE, PRESENT"
    })
    void check_eachSetting_isAsItStands(String environment, String name, Status status) {
        assertThat(SETTINGS.check(environment(environment)).status(name)).isEqualTo(status);
    }

    @Test
    void check_groupsThatExcludeEachOther_conflict() {
        Map<String, String> both = environment("API_KEY=sk-1;EAST_ID=1;EAST_KEY=2;WEST_ID=3;WEST_KEY=4");
        assertThat(SETTINGS.check(both).isComplete()).as("nobody said so").isTrue();
        SettingsReport report = SETTINGS.atMostOne("east", "west").check(both);
        assertThat(report.problems())
                .extracting(SettingsReport.Line::name)
                .containsExactly("EAST_ID", "EAST_KEY", "WEST_ID", "WEST_KEY");
        assertThat(report.problems()).extracting(SettingsReport.Line::status).containsOnly(Status.CONFLICTING);
        assertThat(SETTINGS.atMostOne("east", "west")
                        .check(environment("API_KEY=sk-1"))
                        .isComplete())
                .isTrue();
    }

    @Test
    void check_groupsOfWhichOneMustBeThere_areMissingTogether() {
        PlatformSettings one = SETTINGS.exactlyOne("east", "west");
        assertThat(one.check(environment("API_KEY=sk-1")).problems())
                .extracting(SettingsReport.Line::name, SettingsReport.Line::status)
                .containsExactly(tuple("EAST_ID"), tuple("EAST_KEY"), tuple("WEST_ID"), tuple("WEST_KEY"));
        assertThat(one.check(environment("API_KEY=sk-1;WEST_ID=3;WEST_KEY=4")).isComplete())
                .isTrue();
    }

    @Test
    void report_printed_showsNoValue() {
        SettingsReport report = SETTINGS.check(environment("API_KEY=hunter2;EAST_ID=hunter3;COLOUR=red"));
        assertThat(report.isComplete()).isFalse();
        assertThat(report).hasToString("""
                        API_KEY                      MALFORMED   starts with sk-
                        COLOUR                       PRESENT
                        EAST_ID                      PRESENT
                        EAST_KEY                     INCOMPLETE  printable ASCII without spaces, with the others of east
                        EAST_ZONE                    UNUSED
                        WEST_ID                      UNUSED
                        WEST_KEY                     UNUSED""");
        assertThat(report.toString()).doesNotContain("hunter");
    }

    @Test
    void credentials_completeAndWellFormed_areThoseThatCanBeUsed() {
        PlatformSettings keys = SETTINGS.providerKey("openai", "api_key", "API_KEY")
                .providerKey("aws", "access_key_id", "EAST_ID")
                .providerKey("aws", "secret_access_key", "EAST_KEY")
                .providerKey("aws", "region", "EAST_ZONE");
        assertThat(keys.credentials(environment("API_KEY=sk-1;EAST_ID=1;EAST_KEY=2")))
                .extractingFromEntries(one -> one.getKey() + "=" + one.getValue())
                .containsExactlyInAnyOrder(
                        "openai=NewCredential[api_key]", "aws=NewCredential[access_key_id, secret_access_key]");
        assertThat(keys.credentials(environment("API_KEY=pk-1;EAST_ID=1"))).isEmpty();
        assertThat(keys.credentials(environment(""))).isEmpty();
    }

    @Test
    void declaration_mistakes_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SETTINGS.required(FieldSpec.secret("COLOUR")))
                .withMessage("must be declared once: setting=COLOUR");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SETTINGS.group("north", FieldSpec.secret("N").optional()))
                .withMessage("must have a setting that is not optional: group=north");
        assertThatIllegalArgumentException().isThrownBy(() -> SETTINGS.atMostOne("east", "north"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SETTINGS.check(Map.of()).status("SIZE"))
                .withMessage("must be declared: setting=SIZE");
    }

    private static Tuple tuple(String name) {
        return Tuple.tuple(name, Status.MISSING);
    }

    private static Map<String, String> environment(String text) {
        Map<String, String> environment = new HashMap<>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                environment.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return environment;
    }
}
