// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.metering.price;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is counted: input tokens, images, requests.
 *
 * <p>Meters divide usage into classes that do not overlap: a token read from the provider's cache counts as {@link
 * #CACHED_INPUT_TOKENS} and not as {@link #INPUT_TOKENS} too. A token class without a rate of its own takes the rate of
 * the meter that it {@linkplain #inheritsFrom() inherits from}:
 *
 * <pre>
 *   input_tokens   &lt;- audio_input_tokens, image_input_tokens, video_input_tokens,
 *                     tool_prompt_tokens, citation_tokens,
 *                     cached_input_tokens &lt;- cached_audio_input_tokens, cached_image_input_tokens,
 *                                            cached_video_input_tokens
 *                     cache_write_5m_tokens &lt;- cache_write_1h_tokens
 *   output_tokens  &lt;- reasoning_tokens, audio_output_tokens, image_output_tokens, video_output_tokens
 *   audio_millis   &lt;- audio_input_millis, audio_output_millis
 *   web_searches   &lt;- web_searches_low, web_searches_medium, web_searches_high
 *   images         &lt;- each size and quality
 * </pre>
 *
 * <p>There is one object per id in a process, so meters may be compared with {@code ==}. Users add meters of their own
 * with {@link #of}; those inherit from none. Meters are ordered as they are declared here, users' own after them by id.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class Meter implements Comparable<Meter> {

    /** How many meters one process may have; ids from outside can never fill the memory. */
    private static final int MOST = 512;

    private static final Map<String, Meter> BY_ID = new ConcurrentHashMap<>();

    /** Tokens of the prompt that no other input meter counts. */
    public static final Meter INPUT_TOKENS = register("input_tokens", null);

    /** Tokens of the prompt that the provider read from its cache. */
    public static final Meter CACHED_INPUT_TOKENS = register("cached_input_tokens", INPUT_TOKENS);

    /** Tokens of the prompt that the provider wrote to its cache for five minutes. */
    public static final Meter CACHE_WRITE_5M_TOKENS = register("cache_write_5m_tokens", INPUT_TOKENS);

    /** Tokens of the prompt that the provider wrote to its cache for one hour. */
    public static final Meter CACHE_WRITE_1H_TOKENS = register("cache_write_1h_tokens", CACHE_WRITE_5M_TOKENS);

    /** Tokens of the answer that no other output meter counts. */
    public static final Meter OUTPUT_TOKENS = register("output_tokens", null);

    /** Tokens that the model spent on reasoning. */
    public static final Meter REASONING_TOKENS = register("reasoning_tokens", OUTPUT_TOKENS);

    /** Tokens of sound in the prompt, not read from the cache. */
    public static final Meter AUDIO_INPUT_TOKENS = register("audio_input_tokens", INPUT_TOKENS);

    /** Tokens of sound in the answer. */
    public static final Meter AUDIO_OUTPUT_TOKENS = register("audio_output_tokens", OUTPUT_TOKENS);

    /** Tokens of pictures in the prompt, not read from the cache. */
    public static final Meter IMAGE_INPUT_TOKENS = register("image_input_tokens", INPUT_TOKENS);

    /** Tokens of pictures in the answer. */
    public static final Meter IMAGE_OUTPUT_TOKENS = register("image_output_tokens", OUTPUT_TOKENS);

    /** Tokens of film in the prompt, not read from the cache. */
    public static final Meter VIDEO_INPUT_TOKENS = register("video_input_tokens", INPUT_TOKENS);

    /** Tokens of film in the answer. */
    public static final Meter VIDEO_OUTPUT_TOKENS = register("video_output_tokens", OUTPUT_TOKENS);

    /** Tokens of sound in the prompt that the provider read from its cache. */
    public static final Meter CACHED_AUDIO_INPUT_TOKENS = register("cached_audio_input_tokens", CACHED_INPUT_TOKENS);

    /** Tokens of pictures in the prompt that the provider read from its cache. */
    public static final Meter CACHED_IMAGE_INPUT_TOKENS = register("cached_image_input_tokens", CACHED_INPUT_TOKENS);

    /** Tokens of film in the prompt that the provider read from its cache. */
    public static final Meter CACHED_VIDEO_INPUT_TOKENS = register("cached_video_input_tokens", CACHED_INPUT_TOKENS);

    /** Tokens that the provider's own tools added to the prompt, where it counts them beside it. */
    public static final Meter TOOL_PROMPT_TOKENS = register("tool_prompt_tokens", INPUT_TOKENS);

    /** Tokens of the sources that an answer was made from, where the provider counts them beside the prompt. */
    public static final Meter CITATION_TOKENS = register("citation_tokens", INPUT_TOKENS);

    /** Pictures made; of one size and quality: {@link #images}. */
    public static final Meter IMAGES = register("images", null);

    /** Pictures in the prompt, where they are priced by the piece. */
    public static final Meter INPUT_IMAGES = register("input_images", null);

    /** Pixels of the pictures made. */
    public static final Meter PIXELS = register("pixels", null);

    /** Milliseconds of sound, heard or made. */
    public static final Meter AUDIO_MILLIS = register("audio_millis", null);

    /** Milliseconds of sound heard, where hearing and making differ in price. */
    public static final Meter AUDIO_INPUT_MILLIS = register("audio_input_millis", AUDIO_MILLIS);

    /** Milliseconds of sound made, where hearing and making differ in price. */
    public static final Meter AUDIO_OUTPUT_MILLIS = register("audio_output_millis", AUDIO_MILLIS);

    /** Milliseconds of film watched. */
    public static final Meter VIDEO_INPUT_MILLIS = register("video_input_millis", null);

    /** Milliseconds of film made. */
    public static final Meter VIDEO_OUTPUT_MILLIS = register("video_output_millis", null);

    /** Characters of text turned into something else. */
    public static final Meter CHARACTERS = register("characters", null);

    /** Characters of text in the answer, where it is priced by them. */
    public static final Meter OUTPUT_CHARACTERS = register("output_characters", null);

    /** Pages of a document. */
    public static final Meter PAGES = register("pages", null);

    /** Pages of a document that were annotated as well as read. */
    public static final Meter ANNOTATED_PAGES = register("annotated_pages", null);

    /** Credits of a document service's own, in which it counts its work. */
    public static final Meter DOCUMENT_CREDITS = register("document_credits", null);

    /** Clips of music, sound or film, whatever their length. */
    public static final Meter CLIPS = register("clips", null);

    /** Calls, each counted once. */
    public static final Meter REQUESTS = register("requests", null);

    /** Searches of the web that the provider made. */
    public static final Meter WEB_SEARCHES = register("web_searches", null);

    /** Searches of the web with little context. */
    public static final Meter WEB_SEARCHES_LOW = register("web_searches_low", WEB_SEARCHES);

    /** Searches of the web with a middling context. */
    public static final Meter WEB_SEARCHES_MEDIUM = register("web_searches_medium", WEB_SEARCHES);

    /** Searches of the web with much context. */
    public static final Meter WEB_SEARCHES_HIGH = register("web_searches_high", WEB_SEARCHES);

    /** Pages of the web that the provider fetched. */
    public static final Meter WEB_FETCHES = register("web_fetches", null);

    /** Searches of the customer's own stored files. */
    public static final Meter FILE_SEARCHES = register("file_searches", null);

    /** Units in which a ranking of documents is counted. */
    public static final Meter SEARCH_UNITS = register("search_units", null);

    /** Calls of tools that the provider runs. */
    public static final Meter TOOL_CALLS = register("tool_calls", null);

    /** Sessions of a tool that the provider runs, such as a code interpreter. */
    public static final Meter SESSIONS = register("sessions", null);

    /** Runs of code that the provider made. */
    public static final Meter CODE_EXECUTIONS = register("code_executions", null);

    /** Messages, each counted once whatever its length. */
    public static final Meter MESSAGES = register("messages", null);

    private static final int DECLARED = BY_ID.size();

    private final String id;
    private final int ordinal;
    private final @Nullable Meter inheritsFrom;
    private final boolean prompt;

    private Meter(String id, int ordinal, @Nullable Meter inheritsFrom) {
        this.id = id;
        this.ordinal = ordinal;
        this.inheritsFrom = inheritsFrom;
        this.prompt = inheritsFrom == null ? id.equals("input_tokens") : inheritsFrom.prompt;
    }

    /**
     * The meter of an id; one that is not known yet becomes known. Meant for a program's own meters, at its start: for
     * ids that come from outside there is {@link #find}.
     *
     * @param id 1 to 48 of a-z, 0-9 and _, a letter first
     * @return the one meter of that id
     * @throws IllegalArgumentException if the id is not of that form
     * @throws IllegalStateException if the process has 512 meters already
     */
    public static Meter of(String id) {
        Meter known = BY_ID.get(id);
        return known != null ? known : register(id, null);
    }

    /**
     * The meter of an id, if there is one; {@code find("input_tokens")} is {@link #INPUT_TOKENS}.
     *
     * @param id any text
     * @return the meter, or empty if nobody has declared that id
     */
    public static Optional<Meter> find(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /**
     * The meter of pictures of one size and quality: {@code images("1024x1024", "hd")} is {@code images_hd_1024x1024}, and
     * inherits from {@link #IMAGES}. Meant, as {@link #of}, for what a program itself sells.
     *
     * @param size such as {@code 1024x1024}, of a-z, 0-9 and _
     * @param quality such as {@code hd}, of a-z, 0-9 and _
     * @return the one meter of that size and quality
     * @throws IllegalArgumentException if the id that they make is not of the form that {@link #of} asks for
     * @throws IllegalStateException if the process has 512 meters already
     */
    public static Meter images(String size, String quality) {
        return register("images_" + quality + '_' + size, IMAGES);
    }

    /** {@return the name to write down and to send: input_tokens} */
    public String id() {
        return id;
    }

    /**
     * A small number for use as an index; the declared meters have 0 to 42.
     *
     * @return the same number as long as the process lives; never write it down, since users' own meters are numbered
     *     as they come
     */
    public int ordinal() {
        return ordinal;
    }

    /** {@return the meter whose rate stands in where this one has none, or null} */
    public @Nullable Meter inheritsFrom() {
        return inheritsFrom;
    }

    /** Declared ones first, in the order of this file, so that the order is the same in every process. */
    @Override
    public int compareTo(Meter other) {
        int declared = Integer.compare(Math.min(ordinal, DECLARED), Math.min(other.ordinal, DECLARED));
        return declared != 0 ? declared : id.compareTo(other.id);
    }

    /** {@return the id} */
    @Override
    public String toString() {
        return id;
    }

    /** Whether this counts tokens of the prompt, which decide the context tier. */
    boolean isPrompt() {
        return prompt;
    }

    /** Whether this counts tokens of the prompt or of the answer. */
    boolean isTokens() {
        return prompt || isFrom(OUTPUT_TOKENS);
    }

    /** Whether this is that meter or inherits from it. */
    boolean isFrom(Meter ancestor) {
        for (Meter meter = this; meter != null; meter = meter.inheritsFrom) {
            if (meter == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** Every meter that there is now. */
    static Collection<Meter> known() {
        return BY_ID.values();
    }

    private static synchronized Meter register(String id, @Nullable Meter inheritsFrom) {
        Meter known = BY_ID.get(id);
        if (known != null) {
            return known;
        }
        if (!id.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException(
                    "must be 1 to 48 of a-z, 0-9 and _, a letter first: meter=" + Texts.quoted(id));
        }
        if (BY_ID.size() == MOST) {
            throw new IllegalStateException("must be at most " + MOST + " meters in a process: meter=" + id);
        }
        Meter meter = new Meter(id, BY_ID.size(), inheritsFrom);
        BY_ID.put(id, meter);
        return meter;
    }
}
