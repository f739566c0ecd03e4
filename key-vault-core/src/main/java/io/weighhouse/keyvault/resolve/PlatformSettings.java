// SPDX-License-Identifier: Apache-2.0
package io.weighhouse.keyvault.resolve;

import io.weighhouse.keyvault.internal.Names;
import io.weighhouse.keyvault.resolve.SettingsReport.Line;
import io.weighhouse.keyvault.resolve.SettingsReport.Status;
import io.weighhouse.keyvault.secret.ProviderId;
import io.weighhouse.keyvault.secret.SecretHolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings that a platform must or may have, such as {@code OPENAI_API_KEY}, and which of them are provider keys.
 *
 * <pre>{@code
 * PlatformSettings settings = PlatformSettings.none()
 *     .required(FieldSpec.secret("OPENAI_API_KEY").startingWith("sk-"))
 *     .providerKey("openai", "api_key", "OPENAI_API_KEY");
 * SettingsReport report = settings.check(System.getenv()); // at start-up
 * if (!report.isComplete()) { ... }                        // print it: it shows names, never values
 * }</pre>
 *
 * <p>The values are handed in by the caller and not kept. An empty value counts as none.
 *
 * <p>This class is immutable and thread-safe.
 */
public final class PlatformSettings {

    private static final PlatformSettings NONE = new PlatformSettings(List.of(), List.of(), List.of());

    private final List<Group> groups;
    private final List<Choice> choices;
    private final List<Key> keys;

    private PlatformSettings(List<Group> groups, List<Choice> choices, List<Key> keys) {
        this.groups = groups;
        this.choices = choices;
        this.keys = keys;
    }

    /** Settings that go together. A single one is a group without a name. */
    private record Group(String name, boolean required, List<FieldSpec> settings) {

        /** What starts a group is a setting that it cannot do without: others are often there for another purpose. */
        boolean isStarted(Map<String, String> environment) {
            return settings.stream().anyMatch(one -> one.isRequired() && isThere(environment, one.name()));
        }
    }

    /** Named groups of which there may be one at most, and perhaps must be. */
    private record Choice(Set<String> groups, boolean required) {}

    /** A setting that is a field of a provider's credential. */
    private record Key(ProviderId provider, String field, String setting) {}

    /** {@return no settings, to which one's own are added} */
    public static PlatformSettings none() {
        return NONE;
    }

    /**
     * The settings of a platform that sells access to Anthropic and OpenAI for money: {@code ANTHROPIC_API_KEY}, {@code
     * OPENAI_API_KEY}, {@code STRIPE_SECRET_KEY}, {@code STRIPE_PUBLISHABLE_KEY}, {@code STRIPE_WEBHOOK_SECRET}, {@code
     * SENDGRID_API_KEY}, {@code DATABASE_URL} and {@code REDIS_URL} are required; {@code MIXPANEL_TOKEN}, {@code
     * GA_MEASUREMENT_ID}, {@code GOOGLE_ADS_*} and either {@code AWS_*} or {@code R2_*} may be there.
     *
     * @return the settings
     */
    public static PlatformSettings standard() {
        return StandardSettings.all();
    }

    /**
     * These settings and one more, which must be there.
     *
     * @param setting its name and form
     * @return settings with it
     * @throws IllegalArgumentException if there is one of that name
     */
    public PlatformSettings required(FieldSpec setting) {
        return with(new Group("", true, List.of(setting.required())));
    }

    /**
     * These settings and one more, which may be there.
     *
     * @param setting its name and form
     * @return settings with it
     * @throws IllegalArgumentException if there is one of that name
     */
    public PlatformSettings optional(FieldSpec setting) {
        return with(new Group("", false, List.of(setting.required())));
    }

    /**
     * These settings and some more, which are there all or not at all, but for those that are {@link FieldSpec#optional()}.
     *
     * @param name what the group is called in reports: 1 to 64 of a-z, A-Z, 0-9, '.', '_' and '-'
     * @param settings names and forms, one of them at least not optional
     * @return settings with them
     * @throws IllegalArgumentException if the name is not of that form, all are optional, or a setting is there already
     */
    public PlatformSettings group(String name, FieldSpec... settings) {
        if (Arrays.stream(settings).noneMatch(FieldSpec::isRequired)) {
            throw new IllegalArgumentException("must have a setting that is not optional: group=" + name);
        }
        return with(new Group(Names.id("group", name), false, List.of(settings)));
    }

    /**
     * These settings, of which at most one of some groups may be there.
     *
     * @param groups their names
     * @return settings that say so
     * @throws IllegalArgumentException if there is no such group
     */
    public PlatformSettings atMostOne(String... groups) {
        return with(new Choice(Set.of(groups), false));
    }

    /**
     * These settings, of which one of some groups must be there and no other may.
     *
     * @param groups their names
     * @return settings that say so
     * @throws IllegalArgumentException if there is no such group
     */
    public PlatformSettings exactlyOne(String... groups) {
        return with(new Choice(Set.of(groups), true));
    }

    /**
     * These settings, one of which is a field of what a provider is shown.
     *
     * @param provider whom
     * @param field its field in the catalogue
     * @param setting the name of the setting
     * @return settings that say so
     * @throws IllegalArgumentException if a name is not of its form
     */
    public PlatformSettings providerKey(String provider, String field, String setting) {
        return new PlatformSettings(
                groups, choices, plus(keys, new Key(new ProviderId(provider), Names.id("field", field), setting)));
    }

    /**
     * Tells what is there, what is missing and what looks wrong.
     *
     * @param environment values by name, such as {@code System.getenv()}; others are not looked at
     * @return a line for each setting
     */
    public SettingsReport check(Map<String, String> environment) {
        Set<String> started = groups.stream()
                .filter(group -> group.isStarted(environment))
                .map(Group::name)
                .collect(Collectors.toSet());
        List<Line> lines = new ArrayList<>();
        for (Group group : groups) {
            for (FieldSpec setting : group.settings) {
                lines.add(new Line(
                        setting.name(), group.name, status(group, setting, environment, started), setting.hint()));
            }
        }
        return new SettingsReport(lines);
    }

    /**
     * The provider keys among the settings: those of which all that are required in their group are there and well formed.
     *
     * @param environment values by name
     * @return what to {@link ProviderSecrets#save save} or to {@link NewCredential#opened open} without a vault
     */
    public Map<ProviderId, NewCredential> credentials(Map<String, String> environment) {
        Map<String, Status> found =
                check(environment).lines().stream().collect(Collectors.toMap(Line::name, Line::status));
        Map<ProviderId, NewCredential> credentials = new LinkedHashMap<>();
        Set<ProviderId> broken = keys.stream()
                .filter(key -> !usable(found.getOrDefault(key.setting, Status.MISSING)))
                .map(Key::provider)
                .collect(Collectors.toSet());
        for (Key key : keys) {
            if (!broken.contains(key.provider) && found.get(key.setting) == Status.PRESENT) {
                String value = environment.getOrDefault(key.setting, "");
                credentials.merge(
                        key.provider,
                        NewCredential.with(key.field, value),
                        (before, one) -> before.and(key.field, value));
            }
        }
        return credentials;
    }

    /**
     * Saves the provider keys among the settings as the platform's. Each saving is a new revision, so it belongs into the
     * step that deploys a change of the settings rather than into each start of each node.
     *
     * @param actor an administrator of the platform
     * @param secrets where they are saved
     * @param environment values by name
     * @return what became of each
     * @throws io.weighhouse.keyvault.secret.SecretVaultException if the master keys cannot be reached
     * @throws io.weighhouse.keyvault.secret.SecretStoreException if the store fails; those before are saved
     */
    public Map<ProviderId, SaveOutcome> save(Actor actor, ProviderSecrets secrets, Map<String, String> environment) {
        Map<ProviderId, SaveOutcome> outcomes = new LinkedHashMap<>();
        credentials(environment)
                .forEach((provider, credential) ->
                        outcomes.put(provider, secrets.save(actor, SecretHolder.platform(), provider, credential)));
        return outcomes;
    }

    private Status status(Group group, FieldSpec setting, Map<String, String> environment, Set<String> started) {
        boolean isStarted = group.isStarted(environment);
        if (!isThere(environment, setting.name())) {
            if (isStarted) {
                return setting.isRequired() ? Status.INCOMPLETE : Status.UNUSED;
            }
            return setting.isRequired() && (group.required || isWanted(group, started))
                    ? Status.MISSING
                    : Status.UNUSED;
        }
        if (!isStarted && !group.name.isEmpty()) {
            return Status.UNUSED;
        }
        if (rivals(group, started) > 1) {
            return Status.CONFLICTING;
        }
        return setting.accepts(environment.getOrDefault(setting.name(), "")) ? Status.PRESENT : Status.MALFORMED;
    }

    /** Whether one of this group's choice has to be there and none is. */
    private boolean isWanted(Group group, Set<String> started) {
        return choices.stream()
                .anyMatch(choice -> choice.required
                        && choice.groups.contains(group.name)
                        && choice.groups.stream().noneMatch(started::contains));
    }

    /** How many of this group's choice are there. */
    private long rivals(Group group, Set<String> started) {
        return choices.stream()
                .filter(choice -> choice.groups.contains(group.name))
                .mapToLong(choice ->
                        choice.groups.stream().filter(started::contains).count())
                .max()
                .orElse(0);
    }

    private static boolean usable(Status status) {
        return status == Status.PRESENT || status == Status.UNUSED;
    }

    private static boolean isThere(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }

    private PlatformSettings with(Group group) {
        Set<String> known = groups.stream()
                .flatMap(one -> one.settings.stream())
                .map(FieldSpec::name)
                .collect(Collectors.toSet());
        for (FieldSpec setting : group.settings) {
            if (!known.add(setting.name())) {
                throw new IllegalArgumentException("must be declared once: setting=" + setting.name());
            }
        }
        return new PlatformSettings(plus(groups, group), choices, keys);
    }

    private PlatformSettings with(Choice choice) {
        Set<String> known = groups.stream().map(Group::name).collect(Collectors.toSet());
        if (!known.containsAll(choice.groups)) {
            throw new IllegalArgumentException("must be of the groups " + known + ": " + choice.groups);
        }
        return new PlatformSettings(groups, plus(choices, choice), keys);
    }

    private static <T> List<T> plus(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return List.copyOf(more);
    }
}
