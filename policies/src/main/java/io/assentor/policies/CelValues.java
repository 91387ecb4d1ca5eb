// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.policies;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.NullValue;
import io.assentor.core.call.CallContent.Shown;
import io.assentor.core.call.NewRequest;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.LedgerReader.AgentHistory;
import io.assentor.core.policy.Tier;
import io.assentor.core.work.Work;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call as CEL sees it: the variables of {@link Condition}. Whole numbers are int, or uint past
 * 2^63 - 1, others double; members that the gateway did not set are missing keys.
 */
final class CelValues {

  /** Bytes of memory of a map without entries. */
  private static final int MAP = 56 + 24;

  /** Of an entry and its places in a table that has just doubled. */
  private static final int ENTRY = 40 + 12;

  /** Of the smallest table. */
  private static final int TABLE = 16 + 64;

  /** Of a list and its array, and of what goes through it. */
  private static final int LIST = 24 + 16 + 32;

  /** Of a place in a list. */
  private static final int ITEM = 4;

  /** Of a number, which is boxed twice on its way. */
  private static final int NUMBER = 2 * 24;

  private final Map<String, Object> variables = new HashMap<>();
  private final Map<String, Object> risk = new LinkedHashMap<>();

  /**
   * Makes the variables that are known before the tier.
   *
   * @param shown the part that may be shown
   * @param trusted whether the server's claims about the tool are trusted
   * @param definitionChanged whether the tool's definition differs from the pinned one
   * @param history absent if no rule uses it, or it could not be read
   */
  CelValues(
      NewRequest request,
      Shown shown,
      boolean trusted,
      boolean definitionChanged,
      @Nullable AgentHistory history,
      Instant now,
      ZoneId zone) {
    var context = shown.context();
    variables.put("tool", tool(request, trusted, definitionChanged));
    variables.put("args", value(shown.arguments()));
    variables.put(
        "subject",
        Map.of(
            "id",
            request.subject().id(),
            "issuer",
            Objects.requireNonNullElse(request.subject().issuer(), request.gateway().issuer())));
    variables.put("agent", agent(request, history));
    variables.put("session", Objects.requireNonNullElse(request.session(), ""));
    variables.put(
        "gateway", Map.of("id", request.gateway().name(), "issuer", request.gateway().issuer()));
    variables.put("time", time(now, zone));
    variables.put("risk", risk);
    var score = context.riskScore();
    if (score != null) {
      risk.put("score", score);
    }
    risk.put("signals", context.riskSignals());
    var said = new LinkedHashMap<String, Object>();
    if (context.justification() != null) {
      said.put("justification", context.justification());
    }
    if (context.traceparent() != null) {
      said.put("traceparent", context.traceparent());
    }
    variables.put("context", said);
  }

  /** Adds the tier. */
  CelValues withTier(Tier tier) {
    risk.put("tier", Members.nameOf(tier));
    return this;
  }

  Map<String, Object> variables() {
    return variables;
  }

  private static Map<String, Object> tool(
      NewRequest request, boolean trusted, boolean definitionChanged) {
    var call = request.call();
    var tool = new LinkedHashMap<String, Object>();
    tool.put("server", call.server());
    tool.put("name", call.name());
    tool.put("trusted", trusted);
    tool.put("definitionChanged", definitionChanged);
    tool.put("annotations", value(call.annotations()));
    var definitionHash = call.definitionHash();
    if (definitionHash != null) {
      tool.put("definitionHash", definitionHash);
    }
    return tool;
  }

  private static Map<String, Object> agent(NewRequest request, @Nullable AgentHistory history) {
    var agent = new LinkedHashMap<String, Object>();
    agent.put("id", request.agent().id());
    if (history != null) {
      agent.put("calls", (long) history.calls());
      agent.put("denials", (long) history.denials());
      agent.put("expiries", (long) history.expiries());
    }
    return agent;
  }

  private static Map<String, Object> time(Instant now, ZoneId zone) {
    var local = now.atZone(zone);
    return Map.of(
        "now",
        now,
        "hour",
        (long) local.getHour(),
        "minute",
        (long) local.getMinute(),
        "weekday",
        Members.nameOf(local.getDayOfWeek()),
        "date",
        local.toLocalDate().toString());
  }

  private static Object value(Json json) {
    return switch (json) {
      case Json.Obj(var members) -> {
        Work.chargeMemory(MAP + (members.isEmpty() ? 0 : TABLE + (long) ENTRY * members.size()));
        var map = new LinkedHashMap<String, Object>();
        members.forEach((name, member) -> map.put(name, value(member)));
        yield map;
      }
      case Json.Arr(var items) -> {
        Work.chargeMemory(LIST + (long) ITEM * items.size());
        var list = new ArrayList<Object>(items.size());
        items.forEach(item -> list.add(value(item)));
        yield list;
      }
      case Json.Str(var text) -> text;
      case Json.Bool bool -> bool.value();
      case Json.Null nothing -> NullValue.NULL_VALUE;
      case Json.Num(var number) -> {
        Work.chargeMemory(NUMBER);
        yield number(number);
      }
      case Json.Int(var integer) when integer.bitLength() < Long.SIZE -> integer.longValue();
      case Json.Int(var integer) -> UnsignedLong.valueOf(integer);
    };
  }

  private static Object number(double number) {
    if (number == Math.rint(number)) {
      return (long) number;
    }
    return number;
  }
}
