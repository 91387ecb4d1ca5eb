// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.assentor.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider on loopback: discovery, authorization code with PKCE, keys. Whoever comes is
 * signed in at once as whom the test says. It holds its client to the protocol, and what it answers
 * can be bent as issuers get it wrong.
 */
public final class FakeIssuer implements AutoCloseable {

  public static final String CLIENT_ID = "pages";
  public static final String CLIENT_SECRET = "not-a-secret";

  /** Longer than any test or benchmark. */
  private static final Duration TOKEN_LIVES = Duration.ofHours(12);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String url;
  private final KeyPair keys = newKeys();
  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private volatile Person person = new Person("nobody", "default", List.of());
  private volatile Instant signedInAt = Instant.now();
  private volatile Consumer<Map<String, Object>> bend = claims -> {};
  private volatile boolean foreignKey;
  private volatile boolean away;
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile @Nullable String refusal;
  private volatile Map<String, String> lastAsked = Map.of();
  private volatile @Nullable String lastIdToken;

  private FakeIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    serve("/.well-known/openid-configuration", this::discovery);
    serve("/authorize", this::authorize);
    serve("/token", this::token);
    serve("/keys", this::keys);
    server.setExecutor(threads);
    server.start();
  }

  /** A new one, on a port of its own. */
  public static FakeIssuer start() {
    try {
      return new FakeIssuer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(String path, HttpHandler handler) {
    server.createContext(
        path,
        exchange -> {
          if (away) {
            send(exchange, 503, Json.Obj.EMPTY);
          } else {
            handler.handle(exchange);
          }
        });
  }

  /** Who signs in. */
  public record Person(String subject, String tenant, List<String> roles) {}

  /** Its identifier and address. */
  public String url() {
    return url;
  }

  /** From now on this person sits in front of every browser, and has signed in just now. */
  public void signsIn(Person who) {
    person = who;
    signedInAt = Instant.now();
  }

  /** Every ID token from now on has its claims changed so; null takes one away. */
  public void bend(Consumer<Map<String, Object>> claims) {
    bend = claims;
  }

  /** Whether ID tokens are signed with a key that is not among the published ones. */
  public void signWithAForeignKey(boolean foreign) {
    foreignKey = foreign;
  }

  /** The error that everybody is sent back with instead of a code; absent: none. */
  public void refuse(@Nullable String error) {
    refusal = error;
  }

  /** Whether there is only a proxy in its place, which answers that it is not there. */
  public void goAway(boolean gone) {
    away = gone;
  }

  /** It takes requests for tokens, and answers none of them until it behaves. */
  public void fallSilent() {
    silence = new CountDownLatch(1);
  }

  /** As it should be again. */
  public void behave() {
    silence.countDown();
    bend = claims -> {};
    foreignKey = false;
    refusal = null;
    away = false;
  }

  /** The parameters of the last authorization request. */
  public Map<String, String> lastAsked() {
    return lastAsked;
  }

  /** The last ID token that was given out. */
  public String lastIdToken() {
    return Objects.requireNonNull(lastIdToken, "nobody has signed in yet");
  }

  /** A token to call an API with, of a client that speaks for itself. */
  public String accessToken(Person client, String audience) {
    var claims = claims(client, audience);
    claims.put("azp", client.subject);
    return signed(claims, keys.getPrivate());
  }

  private void discovery(HttpExchange exchange) throws IOException {
    send(
        exchange,
        200,
        Json.object()
            .put("issuer", url)
            .put("authorization_endpoint", url + "/authorize")
            .put("token_endpoint", url + "/token")
            .put("jwks_uri", url + "/keys")
            .put("response_types_supported", strings("code"))
            .put("subject_types_supported", strings("public"))
            .put("id_token_signing_alg_values_supported", strings("ES256"))
            .put("token_endpoint_auth_methods_supported", strings("client_secret_basic"))
            .build());
  }

  private void authorize(HttpExchange exchange) throws IOException {
    var asked = form(Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
    lastAsked = asked;
    var code = UUID.randomUUID().toString();
    codes.put(code, asked);
    var error = refusal;
    var answer = error == null ? "code=" + code : "error=" + error;
    var state = URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Location", asked.get("redirect_uri") + "?" + answer + "&state=" + state);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    try {
      silence.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var asked = codes.remove(form.getOrDefault("code", "")); // a code is good once
    if (!isTheClient(exchange) || asked == null || !isProof(form, asked)) {
      send(exchange, 400, Json.object().put("error", "invalid_grant").build());
      return;
    }
    var claims = claims(person, CLIENT_ID);
    claims.put("nonce", asked.get("nonce"));
    claims.put("auth_time", signedInAt.getEpochSecond());
    bend.accept(claims);
    claims.values().removeIf(Objects::isNull);
    var idToken = signed(claims, foreignKey ? newKeys().getPrivate() : keys.getPrivate());
    lastIdToken = idToken;
    send(
        exchange,
        200,
        Json.object()
            .put("access_token", "opaque")
            .put("token_type", "Bearer")
            .put("id_token", idToken)
            .build());
  }

  private static boolean isTheClient(HttpExchange exchange) {
    var secret = CLIENT_ID + ":" + CLIENT_SECRET;
    var basic = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    return ("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  /** RFC 7636, and the same redirect address as before. */
  private static boolean isProof(Map<String, String> form, Map<String, String> asked) {
    try {
      var verifier = form.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII);
      var challenge = base64(MessageDigest.getInstance("SHA-256").digest(verifier));
      return challenge.equals(asked.get("code_challenge"))
          && Objects.equals(form.get("redirect_uri"), asked.get("redirect_uri"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keys(HttpExchange exchange) throws IOException {
    var point = ((ECPublicKey) keys.getPublic()).getW();
    var key =
        Json.object()
            .put("kty", "EC")
            .put("crv", "P-256")
            .put("kid", "1")
            .put("x", base64(coordinate(point.getAffineX())))
            .put("y", base64(coordinate(point.getAffineY())))
            .build();
    send(exchange, 200, Json.object().put("keys", new Json.Arr(List.of(key))).build());
  }

  private static byte[] coordinate(BigInteger number) {
    var bytes = new byte[32];
    var unsigned = number.toByteArray();
    int length = Math.min(unsigned.length, bytes.length);
    System.arraycopy(unsigned, unsigned.length - length, bytes, bytes.length - length, length);
    return bytes;
  }

  private Map<String, Object> claims(Person who, String audience) {
    var now = Instant.now();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", url);
    claims.put("sub", who.subject);
    claims.put("aud", audience);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(TOKEN_LIVES).getEpochSecond());
    claims.put("tenant", who.tenant);
    claims.put("roles", who.roles);
    return claims;
  }

  private static String signed(Map<String, Object> claims, PrivateKey key) {
    try {
      var header = Json.object().put("alg", "ES256").put("kid", "1").build();
      var body = Json.object();
      claims.forEach((name, value) -> body.put(name, json(value)));
      var text = base64(header.canonical()) + "." + base64(body.build().canonical());
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Json json(Object value) {
    return switch (value) {
      case String text -> Json.of(text);
      case Number number -> new Json.Num(number.doubleValue());
      case List<?> values ->
          new Json.Arr(values.stream().map(it -> json(Objects.requireNonNull(it))).toList());
      default -> throw new IllegalArgumentException("no claim can be " + value);
    };
  }

  private static Json strings(String... values) {
    return new Json.Arr(Arrays.stream(values).<Json>map(Json::of).toList());
  }

  private static KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    var fields = new HashMap<String, String>();
    for (var field : text.split("&", -1)) {
      var parts = field.split("=", 2);
      if (parts.length == 2) {
        fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void send(HttpExchange exchange, int status, Json.Obj body) throws IOException {
    var bytes = body.canonical();
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
