// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.call;

import io.assentor.core.json.Integers;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads submissions and calls. Errors name the wrong member and what was expected. */
public final class SubmissionBody {

  private static final int MAX_NAME = 256;
  private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

  private SubmissionBody() {}

  /**
   * Reads a whole submission.
   *
   * @throws io.assentor.core.json.JsonException if a member is missing, unknown or wrong
   */
  public static NewRequest read(Members body, Principal gateway) {
    var call = call(body);
    var subject = body.object("subject");
    var subjectParty =
        new Party(
            subject.text("id", MAX_NAME),
            subject.optionalText("issuer", MAX_NAME),
            Assurance.CLAIMED);
    subject.end();
    var agent = body.object("agent");
    var agentParty = new Party(agent.text("id", MAX_NAME), null, Assurance.CLAIMED);
    agent.end();
    var context = body.optionalObject("context");
    var request =
        new NewRequest(
            gateway,
            call,
            subjectParty,
            agentParty,
            body.optionalText("session", MAX_NAME),
            context == null ? CallContext.NONE : CallContext.of(context),
            expiresIn(body),
            body.optionalConstant("mode", Mode.class) == Mode.NEW,
            Objects.requireNonNullElse(
                body.optionalConstant("release", Release.class), Release.CONSUME),
            null);
    body.end();
    return request;
  }

  /**
   * Reads the call in {@code tool}, {@code arguments} and {@code integers}. The body was parsed
   * with all its integers; here the whole body is checked for the integers that it allows.
   */
  public static ToolCall call(Members body) {
    var integers =
        Objects.requireNonNullElse(
            body.optionalConstant("integers", Integers.class), Integers.DOUBLE);
    body.check(integers);
    var tool = body.object("tool");
    var definitionHash = tool.optionalString("definitionHash");
    if (definitionHash != null && !SHA256.matcher(definitionHash).matches()) {
      throw tool.bad("definitionHash", "a SHA-256 in unpadded base64url, 43 characters");
    }
    var call =
        new ToolCall(
            tool.text("server", MAX_NAME),
            tool.text("name", MAX_NAME),
            definitionHash,
            Objects.requireNonNullElse(tool.optionalRawObject("annotations"), Json.Obj.EMPTY),
            body.rawObject("arguments"),
            integers);
    tool.end();
    return call;
  }

  private static @Nullable Duration expiresIn(Members body) {
    var seconds = body.optionalInteger("expiresIn");
    if (seconds != null && seconds < 1) {
      throw body.bad("expiresIn", "an integer number of seconds, at least 1");
    }
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private enum Mode {
    ATTACH,
    NEW
  }
}
