package dev.panallama.runner.page;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/// Chromium without a window, as somebody uses it who reads what the page says and presses what has a name.
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WATCH = """
            window.violations = [];
            addEventListener('securitypolicyviolation', (it) => violations.push(it.violatedDirective + ' ' + it.blockedURI));
            addEventListener('error', (it) => violations.push('error ' + it.message));
            addEventListener('unhandledrejection', (it) => violations.push('rejection ' + it.reason));""";

    private final ChromeDriver driver;

    /// Starts it.
    ///
    /// @param downloads where files go
    Browser(Path downloads) {
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--window-size=1280,900");
        options.setExperimentalOption("prefs", Map.of("download.default_directory", downloads.toString()));
        var service = new ChromeDriverService.Builder().usingDriverExecutable(new File("/usr/bin/chromedriver"));
        driver = new ChromeDriver(service.build(), options);
        before(WATCH);
    }

    /// Opens an address, and waits until the page is there as a whole.
    void open(String address) {
        openAsIs(address);
        ready();
    }

    /// Opens an address, and waits for nothing.
    void openAsIs(String address) {
        driver.get("about:blank"); // else another fragment is the same page
        driver.get(address);
    }

    void reload() {
        driver.navigate().refresh();
        ready();
    }

    private void ready() {
        until(() -> Objects.equals(script("return document.documentElement.dataset.ready"), "true"));
    }

    /// Sets how large the window is, in pixels of the page.
    void size(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 800));
    }

    /// Has the system ask for light or dark.
    void scheme(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /// Has each page begin with a script.
    void before(String script) {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /// Has new conversations get short answers, always the same, unless a test says otherwise.
    void answersBriefly() {
        before("localStorage.getItem('panallama.settings') ?? localStorage.setItem('panallama.settings', '{\"max_tokens\": 12, \"temperature\": 0}')");
    }

    Object script(String script, Object... values) {
        return driver.executeScript(script, values);
    }

    Object scriptThatCallsBack(String script) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver.executeAsyncScript(script);
    }

    /// Waits for something to be so.
    void until(BooleanSupplier condition) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20)).ignoring(StaleElementReferenceException.class)
                .until(_ -> condition.getAsBoolean());
    }

    /// Waits for an element that can be seen.
    WebElement find(String css) {
        return new WebDriverWait(driver, PATIENCE, Duration.ofMillis(20))
                .ignoring(StaleElementReferenceException.class)
                .until(_ -> all(css).stream().filter(WebElement::isDisplayed).findFirst().orElse(null));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /// Returns the texts of all such elements, also those that are scrolled out of sight.
    List<String> texts(String css) {
        return all(css).stream().map(it -> Objects.requireNonNullElse(it.getDomProperty("textContent"), "")).toList();
    }

    String text(String css) {
        return find(css).getText();
    }

    void click(String css) {
        untilDone(() -> find(css).click());
    }

    private void untilDone(Runnable deed) {
        until(() -> {
            try {
                deed.run();
                return true;
            } catch (ElementClickInterceptedException | StaleElementReferenceException _) {
                return false; // something passes over it, or it was drawn anew
            }
        });
    }

    /// Presses what has this name, the last one of several; it may be shown only where the pointer is.
    void press(String name) {
        String css = "[aria-label='%s']".formatted(name);
        until(() -> !all(css).isEmpty());
        untilDone(() -> {
            new Actions(driver).moveToElement(all(css).getLast()).perform();
            all(css).getLast().click();
        });
    }

    /// Presses keys where the focus is.
    void keys(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /// Presses a key while others are held.
    void chord(CharSequence key, Keys... held) {
        var actions = new Actions(driver);
        for (Keys it : held) actions.keyDown(it);
        actions.sendKeys(key);
        for (Keys it : held) actions.keyUp(it);
        actions.perform();
    }

    void say(String text) {
        find("#prompt").sendKeys(text, Keys.ENTER);
    }

    /// Waits until no answer is under way and the last one is kept.
    void awaitAnswer() {
        until(() -> all(".grows, .waiting").isEmpty() && !all(".message.assistant").isEmpty()
                && all("[data-id=growing]").isEmpty() && !find("#send, #stop").getAttribute("id").equals("stop"));
    }

    /// Returns what the policy forbade and what failed, as far as the page knows.
    Object violations() {
        return script("return (window.violations ?? []).join('; ')");
    }

    /// Returns what the checker of accessibility finds that keeps people out.
    Object barriers() throws IOException {
        String path = "META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
        try (InputStream library = Browser.class.getClassLoader().getResourceAsStream(path)) {
            script(new String(Objects.requireNonNull(library).readAllBytes(), StandardCharsets.UTF_8));
        }
        return scriptThatCallsBack(
                """
                        const done = arguments[0];
                        axe.run({resultTypes: ['violations']}).then((it) => done(it.violations
                            .filter((one) => ['serious', 'critical'].includes(one.impact))
                            .map((one) => one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join(', '))
                            .join('\\n')));""");
    }

    String newTab(String address) {
        String first = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        open(address);
        return first;
    }

    void to(String tab) {
        driver.switchTo().window(tab);
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    @Override
    public void close() {
        driver.quit();
    }
}
