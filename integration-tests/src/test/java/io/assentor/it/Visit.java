// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.it;

import io.assentor.harness.Api.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Visits pages as a browser without JavaScript does: cookies, redirects, forms. */
final class Visit {

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final HttpClient http;
  private final String url;

  Visit(String url) {
    this(url, HttpClient.Redirect.NORMAL);
  }

  private Visit(String url, HttpClient.Redirect redirects) {
    this(url, HttpClient.newBuilder().cookieHandler(new CookieManager()), redirects);
  }

  private Visit(String url, HttpClient.Builder http, HttpClient.Redirect redirects) {
    this.url = url;
    this.http = http.version(HttpClient.Version.HTTP_1_1).followRedirects(redirects).build();
  }

  /** One that keeps no cookie and goes nowhere, so that each of its visits is another's. */
  static Visit stranger(String url) {
    return new Visit(url, HttpClient.newBuilder(), HttpClient.Redirect.NEVER);
  }

  /** One that stays where it is and looks where it is led. */
  Visit withoutRedirects() {
    return new Visit(url, HttpClient.Redirect.NEVER);
  }

  /** Signs in from this page on. */
  HttpResponse<String> signIn(String who, String path) {
    var form = get(path);
    return post(
        "/demo-issuer/sign-in",
        Map.of("_csrf", csrf(form), "username", who, "password", who + "-secret"));
  }

  /** Somewhere else, an issuer for example. */
  HttpResponse<String> getAt(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET().build());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpResponse<String> post(String path, Map<String, String> form) {
    return post(path, form, "", List.of());
  }

  /** A form in which one field is there several times. */
  HttpResponse<String> post(
      String path, Map<String, String> form, String several, List<String> values) {
    var fields = form.entrySet().stream().map(it -> it.getKey() + "=" + encoded(it.getValue()));
    var more = values.stream().map(it -> several + "=" + encoded(it));
    var body = Stream.concat(fields, more).collect(Collectors.joining("&"));
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Where a request's page is. */
  static String page(Answer request) {
    return "/approvals/" + request.text("id");
  }

  /** Fills in the form of a request's page. */
  static Map<String, String> decision(HttpResponse<String> page, String verdict) {
    return Map.of(
        "_csrf", csrf(page),
        "view", hidden(page, "view"),
        "nonce", hidden(page, "nonce"),
        "reason", "because of <b>this</b>",
        "verdict", verdict);
  }

  /** The token that the page's forms carry. */
  static String csrf(HttpResponse<String> page) {
    return value(page, CSRF);
  }

  /** What a hidden field of the page holds. */
  static String hidden(HttpResponse<String> page, String name) {
    return value(page, Pattern.compile("name=\"" + name + "\" value=\"([^\"]+)\""));
  }

  private static String value(HttpResponse<String> page, Pattern pattern) {
    var match = pattern.matcher(page.body());
    if (!match.find()) {
      throw new AssertionError("no " + pattern + " on " + page.uri() + ":\n" + page.body());
    }
    return match.group(1);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).header("Accept", "text/html");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
