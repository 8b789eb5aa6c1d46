import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Takes pictures of the chat page: `PagePicture SERVER CONVERSATIONS FOLDER`.
void main(String[] args) throws Exception {
    URI server = URI.create(args[0]);
    ask("POST", server.resolve("/panallama/conversations/import"), spread(Path.of(args[1])));
    var ids = new HashMap<String, String>();
    for (JsonNode it : ask("GET", server.resolve("/panallama/conversations"), null).path("conversations"))
        ids.put(it.path("title").asString(), it.path("id").asString());
    var browser = new Browser();
    try {
        Path folder = Path.of(args[2]);
        String llamas = server + "/#" + ids.get("Llama or alpaca?");
        browser.take(llamas, new View(1280, 800, 1, "light"), folder.resolve("page-light.png"));
        String sum = server + "/#" + ids.get("Sum a file of numbers");
        browser.take(sum, new View(1280, 800, 1, "dark"), folder.resolve("page-dark.png"));
        browser.take(llamas, new View(390, 844, 1, "light"), folder.resolve("page-phone.png"));
    } finally {
        browser.quit();
    }
}

/// Reads conversations, the first of them just held and each next one 20 hours before.
static JsonNode spread(Path file) throws IOException {
    JsonNode all = JsonMapper.shared().readTree(Files.readString(file));
    Instant time = Instant.now();
    for (JsonNode it : all.path("conversations")) {
        ((ObjectNode) it).put("updated_at", time.toString());
        time = time.minus(Duration.ofHours(20));
    }
    return all;
}

/// What somebody looks through.
record View(int width, int height, int scale, String scheme) {}

/// Chromium, led by its driver.
static final class Browser {
    private final URI session;

    Browser() throws Exception {
        Process driver = new ProcessBuilder("chromedriver", "--port=0").start();
        Runtime.getRuntime().addShutdownHook(new Thread(driver::destroy));
        String port = driver.inputReader().lines().filter(it -> it.contains("successfully on port")).findFirst()
                .orElseThrow().replaceAll("\\D", "");
        URI sessions = URI.create("http://127.0.0.1:" + port + "/session");
        JsonNode wanted = JsonMapper.shared().readTree("""
                {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
                "--font-render-hinting=none", "--lang=en"]}}}}""");
        session = URI.create(sessions + "/" + ask("POST", sessions, wanted).path("value").path("sessionId").asString());
    }

    /// Opens an address and writes how it looks to a file.
    void take(String address, View view, Path file) throws Exception {
        command("Emulation.setDeviceMetricsOverride", node().put("width", view.width).put("height", view.height)
                .put("deviceScaleFactor", view.scale).put("mobile", view.width < 800));
        ObjectNode scheme = node();
        scheme.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", view.scheme);
        command("Emulation.setEmulatedMedia", scheme);
        for (String it : List.of("about:blank", address)) post("/url", node().put("url", it));
        waitFor("document.documentElement.dataset.ready === 'true' && document.querySelector('.message.assistant .deeds')");
        waitFor("[...document.querySelectorAll('pre code')].every((it) => it.querySelector('span'))");
        run("document.activeElement.blur(); document.getElementById('scroller').scrollTop = 0;");
        Thread.sleep(500); // what moves or fades comes to its end
        String picture = command("Page.captureScreenshot", node()).path("value").path("data").asString();
        Files.write(file, Base64.getDecoder().decode(picture));
    }

    private void waitFor(String condition) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (run("return Boolean(" + condition + ")").path("value").asBoolean()) return;
            Thread.sleep(100);
        }
        throw new IllegalStateException("the page was not as it should be after a minute: " + condition);
    }

    private JsonNode run(String script) throws Exception {
        ObjectNode body = node().put("script", script);
        body.putArray("args");
        return post("/execute/sync", body);
    }

    private JsonNode command(String name, ObjectNode parameters) throws Exception {
        ObjectNode body = node().put("cmd", name);
        body.set("params", parameters);
        return post("/goog/cdp/execute", body);
    }

    private JsonNode post(String path, JsonNode body) throws Exception {
        return ask("POST", URI.create(session + path), body);
    }

    void quit() throws Exception {
        ask("DELETE", session, null);
    }
}

static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
}

static JsonNode ask(String method, URI address, JsonNode body) throws Exception {
    var request = HttpRequest.newBuilder(address).header("Content-Type", "application/json")
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    try (HttpClient client = HttpClient.newHttpClient()) {
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() >= 300) throw new IOException(address + ": " + answer.body());
        return JsonMapper.shared().readTree(answer.body());
    }
}
