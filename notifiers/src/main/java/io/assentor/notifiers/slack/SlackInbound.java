// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.RateLimit;
import io.assentor.core.channel.Inbound;
import io.assentor.core.json.Json;
import io.assentor.core.json.JsonException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Receives clicks over HTTP. The signature covers the raw bytes; timestamps must be within five
 * minutes of now.
 *
 * @see <a href="https://docs.slack.dev/authentication/verifying-requests-from-slack">Verifying
 *     requests from Slack</a>
 */
public final class SlackInbound implements Inbound {

  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String HMAC = "HmacSHA256";
  private static final String PAYLOAD = "payload=";
  private static final int MAX_TIMESTAMP = 12;

  /** Slack's own requests are smaller. */
  private static final int MAX_FORGERY = 64 * 1_024;

  private static final String FORGERIES = "forgeries";
  private static final int FORGERIES_A_MINUTE = 60;

  private final RateLimit<String> forgeries =
      new RateLimit<>(FORGERIES_A_MINUTE, Duration.ofMinutes(1));
  private final String signingSecret;
  private final SlackClicks clicks;
  private final Clock clock;

  public SlackInbound(String signingSecret, SlackClicks clicks, Clock clock) {
    this.signingSecret = signingSecret;
    this.clicks = clicks;
    this.clock = clock;
  }

  @Override
  public String name() {
    return Card.CHANNEL;
  }

  @Override
  public Reply inbound(RawRequest request) {
    var objection = objection(request);
    if (objection != null) {
      fileForgery(request.body(), objection);
      return Reply.text(401, "Not from Slack: " + objection + ".");
    }
    var payload = payload(request.body());
    if (payload.isEmpty()) {
      return Reply.ok(); // Slack checks our certificate
    }
    try {
      return clicks
          .handle(payload.get())
          .map(json -> new Reply(200, "application/json", json.canonicalString()))
          .orElseGet(Reply::ok);
    } catch (JsonException e) {
      return Reply.text(400, "Not what Slack sends: " + e.getMessage());
    }
  }

  /** Anyone may send requests here, so they are rejected cheaply. */
  private void fileForgery(byte[] body, String objection) {
    if (body.length > MAX_FORGERY || !forgeries.admits(FORGERIES)) {
      return;
    }
    try {
      payload(body).ifPresent(it -> clicks.fileForgery(it, objection));
    } catch (JsonException e) {
      // The payload is not about a request.
    }
  }

  /** Returns why this request is not a current one from Slack; absent if it is. */
  private @Nullable String objection(RawRequest request) {
    var timestamp = request.header("X-Slack-Request-Timestamp").orElse("");
    var signature = request.header("X-Slack-Signature").orElse("");
    if (timestamp.length() > MAX_TIMESTAMP || !timestamp.matches("[0-9]+")) {
      return "the request has no timestamp";
    }
    var expected = "v0=" + HexFormat.of().formatHex(hmac(timestamp, request.body()));
    boolean genuine =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            signature.getBytes(StandardCharsets.UTF_8));
    if (!genuine) {
      return "the request's signature is wrong";
    }
    long off = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp));
    return off > SKEW.toSeconds() ? "the request's timestamp is not current" : null;
  }

  private byte[] hmac(String timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(signingSecret.getBytes(StandardCharsets.UTF_8), HMAC));
      mac.update(("v0:" + timestamp + ":").getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException(HMAC + " is part of every Java", e);
    }
  }

  /** Returns the form's only field; empty if it is missing or malformed. */
  private static Optional<Json.Obj> payload(byte[] body) {
    try {
      return Stream.of(new String(body, StandardCharsets.UTF_8).split("&", -1))
          .filter(field -> field.startsWith(PAYLOAD))
          .findFirst()
          .map(
              field -> URLDecoder.decode(field.substring(PAYLOAD.length()), StandardCharsets.UTF_8))
          .map(json -> Json.parseObject(json.getBytes(StandardCharsets.UTF_8)));
    } catch (JsonException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
