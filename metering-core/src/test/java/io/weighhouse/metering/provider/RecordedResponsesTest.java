// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.weighhouse.metering.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Reads what real providers sent, where a collection of it lies beside the project. */
class RecordedResponsesTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Test
    void read_everyRecordedResponse_asBilled() throws IOException {
        RecordedRows rows = new RecordedRows("recorded responses");
        for (String line : Files.readAllLines(recorded("responses.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            rows.row(row, api -> RecordedBodies.read(api, row));
        }
        System.out.println(rows);
        assertThat(rows.failed()).isEmpty();
        assertThat(rows.equal()).isGreaterThan(rows.listed());
    }

    @Test
    void read_everyRecordedUsageObject_asBilled() throws IOException {
        RecordedRows rows = new RecordedRows("recorded usage objects");
        for (String line : Files.readAllLines(recorded("usage-objects.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            rows.row(
                    row,
                    api -> api.reader()
                            .read(RecordedBodies.around(row.path("api").asText(), row.get("usage_raw"))
                                    .getBytes(UTF_8)));
        }
        System.out.println(rows);
        assertThat(rows.failed()).isEmpty();
        assertThat(rows.equal()).isGreaterThan(rows.listed());
    }

    @Test
    void chunk_everyRecordedStreamCutAfterAnyEvent_isNeverMoreThanTheWhole() throws IOException {
        int cuts = 0;
        for (String line : Files.readAllLines(recorded("responses.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            Optional<ProviderApi> api = RecordedRows.apiOf(row);
            if (api.isPresent() && row.path("body_kind").asText().equals("sse")) {
                cuts += cutAnywhere(api.orElseThrow(), row.path("body").asText());
            }
        }
        System.out.println("recorded streams cut after an event: " + cuts);
        assertThat(cuts).isPositive();
    }

    private static int cutAnywhere(ProviderApi api, String body) {
        Reading whole = RecordedBodies.streamed(api, body.getBytes(UTF_8));
        StreamReader stream = api.reader().stream();
        int cuts = 0;
        long events = 0;
        for (String event : body.split("(?<=\n\n)", -1)) {
            byte[] bytes = event.getBytes(UTF_8);
            stream.chunk(bytes, 0, bytes.length);
            Reading cut = stream.reading();
            assertThat(cut.textBytes()).isBetween(0L, whole.textBytes());
            assertThat(cut.textEvents()).isBetween(events, whole.textEvents());
            events = cut.textEvents();
            RecordedRows.requireNoMore(cut.usage(), whole.usage());
            cuts++;
        }
        assertThat(stream.reading()).isEqualTo(whole);
        return cuts;
    }

    @Test
    void chunk_everyRecordedFrameStreamCutAnywhere_isNeverMoreThanTheWhole() throws IOException {
        int cuts = 0;
        for (String line : Files.readAllLines(recorded("responses.jsonl"))) {
            JsonNode row = JSON.readTree(line);
            if (row.path("body_kind").asText().startsWith("aws")) {
                ProviderApi api = RecordedRows.apiOf(row).orElseThrow();
                byte[] body = Base64.getDecoder().decode(row.path("body").asText());
                Reading whole = RecordedBodies.streamed(api, body);
                StreamReader stream = api.reader().stream();
                for (int at = 0; at < body.length; at++, cuts++) {
                    Reading cut = stream.reading();
                    assertThat(cut.textBytes()).isBetween(0L, whole.textBytes());
                    assertThat(cut.usage()).isInstanceOf(UsageOutcome.NotReported.class);
                    stream.chunk(body, at, 1);
                }
                assertThat(stream.reading()).isEqualTo(whole);
            }
        }
        System.out.println("recorded streams of frames cut after a byte: " + cuts);
        assertThat(cuts).isPositive();
    }

    private static Path recorded(String name) {
        Optional<Path> file = SharedData.find("recorded/" + name);
        Assumptions.assumeTrue(file.isPresent(), "no recorded responses beside the project");
        return file.orElseThrow();
    }
}
