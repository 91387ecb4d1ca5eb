// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.assentor.testkit.Wait;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A Chromium that somebody looks at pages with. */
final class Browser implements AutoCloseable {

  /** Asking a browser more often only slows it down. */
  private static final Duration EVERY = Duration.ofMillis(50);

  /** What people decide on. */
  enum Screen {
    SMALL_PHONE(360, 640),
    PHONE(360, 780),
    PHONE_ON_ITS_SIDE(740, 360),
    TABLET(768, 1024),
    DESK(1440, 900);

    private final int width;
    private final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  private final String url;
  private final ChromeDriver driver;
  private final List<String> complaints = new ArrayList<>();
  private Screen screen = Screen.DESK;

  private Browser(String url, ChromeDriver driver) {
    this.url = url;
    this.driver = driver;
  }

  static Browser open(String url) {
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    var options = new ChromeOptions();
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en");
    options.setBinary("/usr/bin/chromium");
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File("/usr/bin/chromedriver"))
            .usingAnyFreePort()
            .build();
    var browser = new Browser(url, new ChromeDriver(service, options));
    browser.look(Screen.DESK, false);
    return browser;
  }

  /** From a page that needs somebody, over the issuer's form, back to that page. */
  Browser signIn(String who, String path) {
    go(path);
    return enter(who);
  }

  /** Fills the issuer's form. */
  Browser enter(String who) {
    type("#username", who);
    type("#password", who + "-secret");
    click("button[type=submit]");
    return this;
  }

  void go(String path) {
    driver.get(url + path);
  }

  String path() {
    return Objects.requireNonNull(driver.getCurrentUrl()).substring(url.length());
  }

  void look(Screen screen, boolean dark) {
    this.screen = screen;
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            screen.width,
            "height",
            screen.height,
            "deviceScaleFactor",
            screen == Screen.PHONE ? 2 : 1,
            "mobile",
            screen == Screen.PHONE));
    var scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
  }

  WebElement find(String css) {
    Wait.lookingEvery(EVERY, "there is " + css + " on " + driver.getCurrentUrl(), () -> has(css));
    return driver.findElement(By.cssSelector(css));
  }

  boolean has(String css) {
    return !driver.findElements(By.cssSelector(css)).isEmpty();
  }

  /** What can be read of it; nothing if it is not there. */
  String text(String css) {
    try {
      var all = driver.findElements(By.cssSelector(css));
      return all.isEmpty() ? "" : all.getFirst().getText();
    } catch (StaleElementReferenceException e) {
      return ""; // it was just replaced
    }
  }

  void awaitText(String css, String text) {
    Wait.lookingEvery(EVERY, css + " says " + text, () -> text(css).contains(text));
  }

  void click(String css) {
    find(css).click();
  }

  void type(String css, CharSequence... keys) {
    find(css).sendKeys(keys);
  }

  /** Keys to whatever has the focus. */
  void press(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  void tab() {
    press(Keys.TAB);
  }

  String focused() {
    return Objects.requireNonNullElse(driver.switchTo().activeElement().getDomAttribute("id"), "");
  }

  @Nullable Object script(String script) {
    return driver.executeScript(script);
  }

  String source() {
    return Objects.requireNonNull(driver.getPageSource());
  }

  /** Whether the browser has no network. */
  void cutOff(boolean cutOff) {
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of("offline", cutOff, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  void screenshot(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing that axe knows to keep people out, and nothing wider than the screen. */
  @SuppressWarnings("deprecation") // axe-core/selenium has no other way to stay in one window
  void assertAccessible() {
    var onlyThese = new AxeRunOptions();
    onlyThese.setResultTypes(List.of("violations"));
    var found =
        new AxeBuilder()
            .setLegacyMode(true) // the other way opens a window for each report, and asks frames
            .withOptions(onlyThese)
            .withTags(
                List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"))
            .analyze(driver);
    assertThat(found.getViolations())
        .as("axe on %s", driver.getCurrentUrl())
        .extracting(Browser::violation)
        .isEmpty();
    assertThat((Long) script("return document.documentElement.scrollWidth"))
        .as("%s fits the screen", driver.getCurrentUrl())
        .isLessThanOrEqualTo(screen.width);
  }

  private static String violation(Rule rule) {
    return rule.getImpact()
        + " "
        + rule.getId()
        + ": "
        + rule.getHelp()
        + " "
        + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  /** What the browser complained about so far: refused scripts and styles above all. */
  List<String> complaints() {
    driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(entry -> entry.getLevel() + " " + entry.getMessage())
        .forEach(complaints::add);
    return complaints;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
