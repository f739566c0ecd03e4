// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.provider;

import io.weighhouse.metering.price.UsagePart;

/** The APIs of OpenAI, and of those who answer in their form. */
final class OpenAiDialects {

    private static final TextMembers CHAT_TEXT = TextMembers.of(
                    "content", "reasoning_content", "reasoning", "refusal", "arguments", "transcript")
            .otherwise("text");

    private static final TextMembers DELTAS = TextMembers.of("delta").data("partial_image_b64", "audio");

    private OpenAiDialects() {}

    static Dialect.Builder chat(String api) {
        Dialect.Builder chat =
                answer(api, "").text(CHAT_TEXT, CHAT_TEXT).wholes(OpenAiDialects::reasoningOnTopIfTheTotalSaysSo);
        // Groq's older streams have their usage only there.
        return OpenAiUsageTable.at(chat, "x_groq.usage");
    }

    /** Gemini's face in OpenAI's form, where thinking shows in the total only. */
    static Dialect.Builder geminiChat(String api) {
        return chat(api).wholes(OpenAiDialects::surplusIsReasoning);
    }

    static Dialect.Builder responses(String api) {
        TextMembers whole =
                TextMembers.of("text", "refusal", "arguments", "input").data("result");
        Dialect.Builder responses = answer(api, "").text(whole, DELTAS);
        OpenAiUsageTable.at(responses, "response.usage");
        responses
                .error("response.error")
                .flatError()
                .at("response.model", Slot.MODEL)
                .at("response.service_tier", Slot.SERVICE_TIER);
        for (String at : new String[] {"tool_usage", "response.tool_usage"}) {
            responses
                    .at(at + ".web_search.num_requests", OpenAiUsageTable.WEB_SEARCHES)
                    .at(at + ".image_gen", Slot.beside("image_generation", OpenAiUsageTable.element()));
        }
        return responses;
    }

    static Dialect.Builder completions(String api) {
        TextMembers text = TextMembers.of("text");
        return answer(api, "").text(text, text);
    }

    /** An embedding has no output tokens; Voyage says the total and nothing else. */
    static Dialect.Builder embeddings(String api) {
        return answer(api, "").wholes(OpenAiDialects::inputIsTheTotal).zeroIsFalse();
    }

    static Dialect.Builder images(String api) {
        TextMembers pictures = TextMembers.NONE.data("b64_json", "url", "partial_image_b64");
        return answer(api, "").text(pictures, pictures).wholes(OpenAiDialects::outputIsPictures);
    }

    static Dialect.Builder transcription(String api) {
        return answer(api, "").text(TextMembers.of("text", "transcript"), DELTAS);
    }

    /** The answer is sound unless a stream was asked for. */
    static Dialect.Builder speech(String api) {
        return answer(api, "")
                .text(TextMembers.NONE, TextMembers.NONE.data("audio"))
                .wholes(OpenAiDialects::outputIsSound)
                .otherThanJson();
    }

    /** A session: every answer counts for itself, and so does what was made of the caller's speech by another model. */
    static Dialect.Builder realtime(String api) {
        Dialect.Builder realtime = new Dialect.Builder(api)
                .merge(Dialect.Merge.SUM)
                .text(TextMembers.of("text", "transcript", "arguments", "delta"), DELTAS)
                .error("error")
                .error("response.status_details.error")
                .at("response.model", Slot.MODEL)
                .at("usage", Slot.beside("transcription", OpenAiUsageTable.element()));
        return OpenAiUsageTable.at(realtime, "response.usage");
    }

    /** A file of answers, one on each line. */
    static Dialect.Builder batch(String api) {
        Dialect.Builder batch = answer(api, "response.body.");
        return batch.error("error")
                .merge(Dialect.Merge.SUM)
                .text(CHAT_TEXT, CHAT_TEXT)
                .wholes(counts -> {
                    reasoningOnTopIfTheTotalSaysSo(counts);
                    inputIsTheTotal(counts);
                });
    }

    static Dialect.Builder ocr(String api) {
        Dialect.Builder ocr = answer(api, "").text(TextMembers.of("markdown"), TextMembers.NONE);
        return OpenAiUsageTable.at(ocr, "usage_info");
    }

    /** Counting is asking a price, and uses nothing. */
    static Dialect.Builder count(String api) {
        return new Dialect.Builder(api).error("error").at("model", Slot.MODEL);
    }

    private static Dialect.Builder answer(String api, String at) {
        Dialect.Builder answer = new Dialect.Builder(api)
                .error(at + "error")
                .at(at + "model", Slot.MODEL)
                .at(at + "service_tier", Slot.SERVICE_TIER);
        return OpenAiUsageTable.at(answer, at + "usage");
    }

    /** xAI's completion tokens leave reasoning out; only the total gives it away. */
    private static void reasoningOnTopIfTheTotalSaysSo(TokenCounts counts) {
        long reasoning = counts.get(UsagePart.REASONING);
        long output = counts.get(UsagePart.OUTPUT);
        if (reasoning > 0 && counts.get(UsagePart.TOTAL) == counts.get(UsagePart.INPUT) + output + reasoning) {
            counts.set(UsagePart.OUTPUT, output + reasoning);
        }
    }

    private static void surplusIsReasoning(TokenCounts counts) {
        long surplus = counts.get(UsagePart.TOTAL) - counts.get(UsagePart.INPUT) - counts.get(UsagePart.OUTPUT);
        if (surplus > 0 && !counts.has(UsagePart.REASONING)) {
            counts.set(UsagePart.REASONING, surplus);
            counts.set(UsagePart.OUTPUT, counts.get(UsagePart.OUTPUT) + surplus);
        } else {
            reasoningOnTopIfTheTotalSaysSo(counts);
        }
    }

    private static void inputIsTheTotal(TokenCounts counts) {
        if (!counts.has(UsagePart.INPUT) && !counts.has(UsagePart.OUTPUT) && counts.has(UsagePart.TOTAL)) {
            counts.set(UsagePart.INPUT, counts.get(UsagePart.TOTAL));
        }
    }

    private static void outputIsPictures(TokenCounts counts) {
        if (counts.has(UsagePart.OUTPUT) && !counts.has(UsagePart.IMAGE_OUTPUT) && !counts.has(UsagePart.TEXT_OUTPUT)) {
            counts.set(UsagePart.IMAGE_OUTPUT, counts.get(UsagePart.OUTPUT));
        }
    }

    private static void outputIsSound(TokenCounts counts) {
        if (counts.has(UsagePart.OUTPUT) && !counts.has(UsagePart.AUDIO_OUTPUT) && !counts.has(UsagePart.TEXT_OUTPUT)) {
            counts.set(UsagePart.AUDIO_OUTPUT, counts.get(UsagePart.OUTPUT));
        }
    }
}
