package dev.panallama.runner.store;

import dev.panallama.runner.download.Credential;
import dev.panallama.runner.download.RefusedException;
import dev.panallama.runner.download.WebClient;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The Hugging Face hub, or a mirror of it: says which files make up a model. Serves one thread.
///
/// @param endpoint where it is
/// @param token what it gave its user, if he has one
public record Hub(URI endpoint, Optional<String> token) {
    /// Names another hub than the public one.
    public static final String ENDPOINT_VARIABLE = "HF_ENDPOINT";

    /// Has the user's token.
    public static final String TOKEN_VARIABLE = "HF_TOKEN";

    private static final String PUBLIC = "https://huggingface.co";
    private static final List<String> USUAL = List.of("q4_k_m", "q4_0", "q4_k_s", "mxfp4", "q5_k_m", "q8_0");

    /// Returns the hub that an environment names.
    public static Hub of(Map<String, String> environment) {
        String endpoint = environment.getOrDefault(ENDPOINT_VARIABLE, "").strip();
        return new Hub(URI.create(endpoint.isEmpty() ? PUBLIC : endpoint),
                Optional.ofNullable(environment.get(TOKEN_VARIABLE))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty()));
    }

    /// One file of a repository.
    private record Listed(String path, long bytes, Optional<String> sha256) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isModel() {
            String name = name().toLowerCase(Locale.ROOT);
            return name.endsWith(".gguf") && !name.startsWith("mmproj") && !name.contains("imatrix");
        }

        /// Returns the path without the number of a part, in small letters.
        String title() {
            return path.toLowerCase(Locale.ROOT).replaceFirst("(-\\d{5}-of-\\d{5})?\\.gguf$", "");
        }

        boolean is(String variant) {
            return Pattern.compile("(?:^|[-._/])%s(?:$|/)".formatted(Pattern.quote(variant))).matcher(title()).find();
        }

        /// Returns the folder that it lies in, with a slash at its end.
        String folder() {
            return path.substring(0, path.lastIndexOf('/') + 1);
        }
    }

    /// Looks up what to fetch.
    ///
    /// @param as what the model is called here
    /// @throws ModelNotFoundException if there is no such model
    /// @throws IOException if the hub does not say
    Release find(HubName name, ModelName as) throws IOException, InterruptedException {
        String repository = name.user() + "/" + name.repository();
        try (var web = new WebClient(credential())) {
            JsonNode about = json(web, "/api/models/" + repository, null);
            String revision = about.path("sha").asString("main");
            String license = about.path("cardData").path("license").asString("not stated");
            JsonNode tree = json(web, "/api/models/%s/tree/%s".formatted(repository, revision), "recursive=true");
            List<Listed> chosen = chosen(name, listed(tree));
            List<RemoteFile> files = chosen.stream()
                    .map(it -> file(it, "/%s/resolve/%s/%s".formatted(repository, revision, it.path())))
                    .toList();
            String terms = "%s of the Hugging Face hub, licence: %s".formatted(repository, license);
            return new Release(as, terms, License.toAccept(license),
                    repository + "/" + chosen.getFirst().folder(), repository, files);
        } catch (RefusedException refused) {
            throw explained(refused, name);
        }
    }

    private Optional<Credential> credential() {
        return token.map(it -> new Credential(endpoint, it));
    }

    private JsonNode json(WebClient web, String path, @Nullable String query) throws IOException, InterruptedException {
        try {
            return JsonMapper.shared().readTree(web.text(at(path, query)));
        } catch (JacksonException _) {
            throw new IOException("%s answered with what is no JSON".formatted(endpoint.getHost()));
        }
    }

    /// Returns the address of a page or a file, which may be called anything.
    private URI at(String path, @Nullable String query) {
        try {
            String base = endpoint.toString().replaceFirst("/+$", "");
            return URI.create(base + new URI(null, null, path, query, null).toASCIIString());
        } catch (URISyntaxException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static List<Listed> listed(JsonNode tree) {
        var files = new ArrayList<Listed>();
        for (JsonNode it : tree)
            files.add(new Listed(it.path("path").asString(""), it.path("size").asLong(0),
                    Optional.of(it.path("lfs").path("oid").asString("")).filter(hash -> !hash.isEmpty())));
        return files.stream().filter(Listed::isModel).toList();
    }

    private static List<Listed> chosen(HubName name, List<Listed> files) throws ModelNotFoundException {
        Map<String, List<Listed>> models = new LinkedHashMap<>();
        files.forEach(it -> models.computeIfAbsent(it.title(), _ -> new ArrayList<>()).add(it));
        if (models.isEmpty())
            throw new ModelNotFoundException(
                    "%s has no GGUF files: look for a repository whose name ends in GGUF".formatted(name));
        List<String> wanted = name.variant().map(it -> List.of(it.toLowerCase(Locale.ROOT))).orElse(USUAL);
        for (String variant : wanted)
            for (List<Listed> model : models.values()) if (model.getFirst().is(variant)) return model;
        if (name.variant().isEmpty()) return models.values().iterator().next();
        throw new ModelNotFoundException("%s/%s has no %s, but %s".formatted(name.user(), name.repository(),
                name.variant().get(), String.join(", ", models.keySet())));
    }

    private RemoteFile file(Listed file, String path) {
        var length = OptionalLong.of(file.bytes());
        return new RemoteFile(file.name(), length, file.sha256(), List.of(
                new WebFile(at(path, null), length, credential())));
    }

    /// The hub says 401 as well where there is nothing.
    private IOException explained(RefusedException refused, HubName name) {
        return switch (refused.status()) {
            case 404 -> new ModelNotFoundException("there is no %s on %s".formatted(name, endpoint.getHost()));
            case 401, 403 -> new ModelNotFoundException(
                    "%s does not show %s: there is none, or only to those who have agreed to its terms there and say who they are by the environment variable %s"
                            .formatted(endpoint.getHost(), name, TOKEN_VARIABLE));
            default -> refused;
        };
    }
}
