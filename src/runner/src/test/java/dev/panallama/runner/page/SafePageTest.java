package dev.panallama.runner.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.panallama.TinyModels;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page keeps its readers safe, and nobody out.
class SafePageTest {
    /// What a model might write that has read too much of the web.
    private static final String HOSTILE = """
            # A title

            <script>window.hacked = 1</script>
            <img src=x onerror="window.hacked = 2"> <iframe src="https://host.invalid"></iframe>
            <form action="/api/delete"><input name="attributes"><button>Go</button></form>
            <style>body { display: none }</style> <base href="https://host.invalid"> <meta http-equiv="refresh" content="0">
            <a href="javascript:window.hacked = 3" id="prompt" name="body" style="position: fixed">press</a>

            text <svg onload="window.hacked = 4"></svg> <math><mtext><script>window.hacked = 5</script></mtext></math>
            <b onclick="window.hacked = 6">bold</b> x<sup>2</sup>

            [a](javascript:window.hacked=7) [b](data:text/html,<script>window.hacked=8</script>) [c](JaVaScRiPt:window.hacked=9)
            [d](vbscript:x) [e](//host.invalid/x) [your bank](https://host.invalid/log-in) <https://good.invalid/>
            ![far](https://host.invalid/pixel.png) ![near](data:image/svg+xml;base64,PHN2Zy8+) ![x](x" onerror="window.hacked=10)

            ```html"onmouseover="window.hacked=11
            <b onclick="window.hacked = 12">x</b>
            ```

            | <img src=x onerror=window.hacked=13> | b |
            |---|---|
            | [x](javascript:window.hacked=14) | <script>window.hacked=15</script> |

            [late]: javascript:window.hacked=16
            [late] and [good]

            [good]: https://good.invalid/page "title\\" onclick=\\"x"
            """;
    private static final String FORBIDDEN = "script, img, iframe, form, input, button:not(.copy), style, base, meta, object, "
            + "embed, [onclick], [onerror], [onload], [onmouseover], [style], [id], [name]";

    @TempDir
    static Path folder;

    private static PageServer server;
    private static Browser browser;
    private static String conversation;

    @BeforeAll
    static void start() throws Exception {
        server = new PageServer(folder, List.of(TinyModels.llama()), Optional.empty());
        conversation = server.address() + "#" + server.keep("<b>Talk</b>", "<i>hello</i>", HOSTILE);
        browser = new Browser(folder);
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @AfterEach
    void nothing_was_forbidden_and_nothing_failed() {
        assertEquals("", browser.violations());
        browser.size(1280, 900);
        browser.scheme("light");
    }

    private static void openConversation() {
        browser.open(conversation);
        browser.until(() -> !browser.all(".message.assistant .code").isEmpty());
    }

    @Test
    void what_a_model_writes_is_text_links_and_nothing_that_acts() {
        openConversation();
        assertEquals(List.of(),
                browser.all(".message.assistant .body").getFirst().findElements(org.openqa.selenium.By
                        .cssSelector(FORBIDDEN)));
        for (var link : browser.all(".message a")) {
            assertTrue(link.getAttribute("href").matches("https?://.*"), link.getAttribute("href"));
            assertEquals("noopener noreferrer", link.getAttribute("rel"));
            assertEquals("_blank", link.getAttribute("target"));
            assertEquals(URI.create(link.getAttribute("href")), URI.create(link.getAttribute("title")));
        }
        String text = browser.texts(".message.assistant .body").getFirst();
        assertTrue(text.contains("<script>window.hacked = 1</script>"), text);
        assertTrue(text.contains("your bankhost.invalid"), text); // the address beside the name
        assertEquals("<i>hello</i>", browser.text(".message.user .body"));
        assertEquals("TEXTAREA", browser.script("return document.getElementById('prompt').tagName"));
        assertEquals(1L, browser.script("return document.querySelectorAll('sup').length"));
        assertEquals("none", browser.script("return String(window.hacked ?? 'none')"));
    }

    /// Small models repeat themselves without end: each of these overflowed the parser's stack, or kept it busy for minutes.
    @ParameterizedTest
    @ValueSource(strings = {">", "![a](", "*a ", "> - "})
    void what_repeats_without_end_is_shown(String piece) throws Exception {
        String text = piece.repeat(4000);
        browser.open(server.address() + "#" + server.keep("Again", "Hello", text));
        browser.until(() -> !browser.all(".message.assistant .block").isEmpty());
        assertTrue(browser.texts(".message.assistant .body").getFirst().length() > 3000);
        browser.script("location.hash = ''");
    }

    @Test
    void an_answer_that_grows_is_as_safe_and_ends_as_one_that_is_there() {
        browser.open(server.address());
        String same = String.valueOf(browser.scriptThatCallsBack(
                """
                        const done = arguments[0];
                        (async () => {
                          const { GrowingMarkdown } = await import('/page/growing.js');
                          const { renderAll } = await import('/page/markdown.js');
                          const text = `%s`;
                          const target = document.createElement('div');
                          document.getElementById('messages').append(target);
                          const growing = new GrowingMarkdown(target);
                          for (let at = 0; at < text.length; at += 7) {
                            growing.append(text.slice(at, at + 7));
                            await new Promise(requestAnimationFrame);
                            if (target.querySelector("script, img, iframe, form, [onclick], [onerror], [style], [id]")) return 'harmful at ' + at;
                          }
                          growing.finish();
                          const plain = (it) => it.textContent.replace(/\\s+/g, ' ').trim();
                          const ready = document.createElement('div');
                          ready.append(renderAll(text));
                          return plain(target) === plain(ready) ? 'same' : plain(target) + ' || ' + plain(ready);
                        })().then(done, (failure) => done(String(failure)));"""
                        .formatted(
                                HOSTILE.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${"))));
        assertEquals("same", same);
        assertEquals("none", browser.script("return String(window.hacked ?? 'none')"));
    }

    @Test
    void ends_of_lines_may_be_of_two_characters_and_come_in_two_pieces() {
        browser.open(server.address());
        Object blocks = browser.scriptThatCallsBack(
                """
                        const done = arguments[0];
                        (async () => {
                          const { GrowingMarkdown } = await import('/page/growing.js');
                          const target = document.createElement('div');
                          document.getElementById('messages').append(target);
                          const growing = new GrowingMarkdown(target);
                          const text = 'One\\r\\n\\r\\ntwo\\r\\n\\r\\n- three\\r\\n- four\\r\\n\\r\\n# Five\\r\\n\\r\\nsix\\rseven';
                          for (const it of text) {
                            growing.append(it);
                            await new Promise(requestAnimationFrame);
                          }
                          growing.finish();
                          return [...target.children].map((it) => it.textContent.trim()).join('|');
                        })().then(done, (failure) => done(String(failure)));""");
        assertEquals("One|two|three\nfour|Five|six\nseven", blocks);
    }

    @Test
    void a_long_answer_is_drawn_once_a_frame_and_only_its_end_is_parsed_again() {
        browser.open(server.address());
        Object drawn = browser.scriptThatCallsBack("""
                const done = arguments[0];
                (async () => {
                  const { GrowingMarkdown } = await import('/page/growing.js');
                  const target = document.createElement('div');
                  document.getElementById('messages').append(target);
                  const growing = new GrowingMarkdown(target);
                  let length = 0;
                  for (let i = 0; i < 200; i++) {
                    for (const word of ['A ', 'paragraph ', `of number ${i}`, ' with **bold** text.', '\\n\\n']) {
                      growing.append(word);
                      length += word.length;
                    }
                    await new Promise(requestAnimationFrame);
                  }
                  growing.finish();
                  const { frames, characters } = GrowingMarkdown.drawn;
                  return [frames <= 202, characters < 4 * length, target.children.length].join(' ');
                })().then(done, (failure) => done(String(failure)));""");
        assertEquals("true true 200", drawn);
    }

    @ParameterizedTest
    @CsvSource({"1280, 900, light", "1280, 900, dark", "360, 740, light", "360, 740, dark"})
    void nobody_is_kept_out_and_nothing_is_wider_than_the_window(int width, int height, String scheme)
            throws Exception {
        browser.size(width, height);
        browser.scheme(scheme);
        openConversation();
        assertEquals(scheme, browser.script("return document.documentElement.dataset.theme"));
        assertEquals("", browser.barriers());
        assertEquals(true, browser.script(
                "return document.documentElement.scrollWidth <= innerWidth && scroller.scrollWidth <= scroller.clientWidth"));
        browser.click("#model-button");
        browser.find("#model-picker .model");
        assertEquals("", browser.barriers());
        browser.click("#model-picker .menu-item");
        browser.find(".catalog li");
        assertEquals("", browser.barriers());
        browser.press("Close");
        browser.click("#parameters-button");
        browser.find("#setting-seed");
        assertEquals("", browser.barriers());
    }

    @Test
    void lists_windows_and_the_beginning_keep_nobody_out() throws Exception {
        browser.open(server.address());
        browser.find(".beginning");
        assertEquals("", browser.barriers());
        browser.click("#preferences-button");
        browser.until(() -> browser.text("dialog").contains("Processors"));
        assertEquals("", browser.barriers());
        browser.click("dialog .row + .button");
        browser.until(() -> browser.texts(".requests td").contains("GET /api/tags"));
        assertEquals("", browser.barriers());
        browser.press("Close");
        browser.press("Close");
        browser.script(
                "document.getElementById('prompt').removeAttribute('aria-label'); document.getElementById('prompt').placeholder = ''");
        assertTrue(browser.barriers().toString().contains("label"), "the checker looks");
        browser.script("document.getElementById('prompt').setAttribute('aria-label', 'Message')");
        browser.press("Menu of <b>Talk</b>");
        assertEquals("", browser.barriers());
    }

    @Test
    void the_page_is_light_and_asks_nobody_else() {
        openConversation(); // with code, which fetches its library
        browser.until(() -> browser.script("return String(typeof hljs)").equals("object"));
        long bytes = (Long) browser
                .script("""
                        const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
                        return all.filter((it) => !it.name.includes('/api/') && !it.name.includes('/panallama/')).reduce((sum, it) => sum + it.decodedBodySize, 0)""");
        assertTrue(bytes > 200_000 && bytes < 500_000, bytes + " bytes");
        assertEquals("", browser
                .script("""
                        return performance.getEntriesByType('resource').map((it) => it.name).filter((it) => !it.startsWith(location.origin)).join()"""));
    }

    @Test
    void browsers_get_the_page_with_its_guard_and_programs_get_a_line() throws Exception {
        URI start = URI.create(server.address());
        HttpResponse<String> page = PageServer.send(HttpRequest.newBuilder(start).header("Accept", "text/html,*/*"));
        assertTrue(page.body().startsWith("<!doctype html>"), page.body());
        String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), policy);
        assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
        String tag = page.headers().firstValue("ETag").orElse("");
        assertEquals(304, PageServer.send(HttpRequest.newBuilder(start).header("Accept", "text/html")
                .header("If-None-Match", tag)).statusCode());
        assertEquals("Panallama is running", PageServer.send(HttpRequest.newBuilder(start)).body());
        for (String path : List.of("page/package-info.class", "page/../index.html", "page/%2e%2e/x.js", "page/lib/x.js",
                "page/ChatPage.class"))
            assertEquals(404, PageServer.send(HttpRequest.newBuilder(start.resolve("/" + path))).statusCode(), path);
    }
}
