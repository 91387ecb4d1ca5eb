// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.core.approval;

import static io.assentor.core.approval.EventMembers.instant;
import static io.assentor.core.approval.EventMembers.json;
import static io.assentor.core.approval.EventMembers.number;
import static io.assentor.core.approval.EventMembers.principal;
import static io.assentor.core.approval.EventMembers.reason;
import static io.assentor.core.approval.EventMembers.standing;

import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How one type of event is called, written and read; an event is added to the format by a row in
 * {@link #ALL}.
 *
 * @param type its name in the bytes and in the audit trail
 * @param writer writes its data: what it says besides type and time
 * @param reader makes it of its time and data
 */
record EventCodec<E extends Event>(
    String type,
    Class<E> of,
    BiConsumer<E, Json.Obj.Builder> writer,
    BiFunction<Instant, Members, E> reader) {

  /** Every type of event, in the order in which they may happen. */
  static final List<EventCodec<?>> ALL =
      List.of(
          new EventCodec<>(
              "submitted",
              Event.Submitted.class,
              EventMembers::putSubmitted,
              EventMembers::submitted),
          new EventCodec<>(
              "reminded",
              Event.Reminded.class,
              (it, data) -> data.put("stage", it.stage()).put("step", it.step()),
              (at, data) -> new Event.Reminded(at, number(data, "stage"), number(data, "step"))),
          new EventCodec<>(
              "escalated",
              Event.Escalated.class,
              (it, data) ->
                  data.put("stage", it.stage()).put("step", it.step()).put("because", it.because()),
              (at, data) ->
                  new Event.Escalated(
                      at,
                      number(data, "stage"),
                      number(data, "step"),
                      data.optionalString("because"))),
          new EventCodec<>(
              "disclosed",
              Event.Disclosed.class,
              (it, data) ->
                  data.put("by", json(it.standing()))
                      .put("stage", it.stage())
                      .put("withheld", Json.strings(it.withheld()))
                      .put("view", it.view()),
              (at, data) ->
                  new Event.Disclosed(
                      at,
                      standing(data.object("by")),
                      number(data, "stage"),
                      data.strings("withheld"),
                      data.string("view"))),
          new EventCodec<>(
              "decided",
              Event.Decided.class,
              (it, data) ->
                  data.put("by", json(it.standing()))
                      .put("verdict", Members.nameOf(it.verdict()))
                      .put("reason", it.reason())
                      .put("stage", it.stage())
                      .put("view", it.view()),
              (at, data) ->
                  new Event.Decided(
                      at,
                      standing(data.object("by")),
                      data.constant("verdict", Verdict.class),
                      data.optionalString("reason"),
                      number(data, "stage"),
                      data.string("view"))),
          new EventCodec<>(
              "approved",
              Event.Approved.class,
              (it, data) -> putWhy(it, data).put("validUntil", it.validUntil().toString()),
              (at, data) -> new Event.Approved(at, reason(data), instant(data, "validUntil"))),
          new EventCodec<>(
              "denied",
              Event.Denied.class,
              EventCodec::putWhy,
              (at, data) -> new Event.Denied(at, reason(data), data.optionalString("detail"))),
          new EventCodec<>(
              "expired",
              Event.Expired.class,
              EventCodec::putWhy,
              (at, data) -> new Event.Expired(at)),
          new EventCodec<>(
              "cancelled",
              Event.Cancelled.class,
              (it, data) -> putWhy(it, data).put("by", json(it.by())),
              (at, data) ->
                  new Event.Cancelled(
                      at,
                      principal(data.object("by")),
                      reason(data),
                      data.optionalString("detail"))),
          new EventCodec<>(
              "failed",
              Event.Failed.class,
              EventCodec::putWhy,
              (at, data) -> new Event.Failed(at, reason(data), data.optionalString("detail"))),
          new EventCodec<>(
              "consumed",
              Event.Consumed.class,
              (it, data) -> data.put("attemptId", it.attemptId()),
              (at, data) -> new Event.Consumed(at, data.string("attemptId"))),
          new EventCodec<>(
              "revoked",
              Event.Revoked.class,
              (it, data) ->
                  data.put("by", json(it.by()))
                      .put("reason", nameOf(it.reason()))
                      .put("detail", it.detail()),
              (at, data) ->
                  new Event.Revoked(
                      at,
                      principal(data.object("by")),
                      data.optionalConstant("reason", Reason.class),
                      data.optionalString("detail"))),
          new EventCodec<>(
              "reported",
              Event.Reported.class,
              (it, data) ->
                  data.put("result", Members.nameOf(it.result()))
                      .put("digest", it.digest())
                      .put("message", it.message()),
              (at, data) ->
                  new Event.Reported(
                      at,
                      data.constant("result", ExecutionResult.class),
                      data.optionalString("digest"),
                      data.optionalString("message"))));

  private static final Map<String, EventCodec<?>> BY_TYPE =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EventCodec::type, Function.identity()));

  private static final Map<Class<?>, EventCodec<?>> BY_CLASS =
      ALL.stream().collect(Collectors.toUnmodifiableMap(EventCodec::of, Function.identity()));

  /** Returns the row of this event's type. */
  static EventCodec<?> of(Event event) {
    return Objects.requireNonNull(BY_CLASS.get(event.getClass()), "an event without a codec");
  }

  /** Returns the row of this name; null if version 1 has no such event. */
  static @Nullable EventCodec<?> named(String type) {
    return BY_TYPE.get(type);
  }

  Json.Obj write(Event event) {
    var data = Json.object();
    writer.accept(of.cast(event), data);
    return data.build();
  }

  Event read(Instant at, Members data) {
    return reader.apply(at, data);
  }

  private static Json.Obj.Builder putWhy(Event.Closing closing, Json.Obj.Builder data) {
    return data.put("reason", nameOf(closing.reason())).put("detail", closing.detail());
  }

  private static @Nullable String nameOf(@Nullable Reason reason) {
    return reason == null ? null : Members.nameOf(reason);
  }
}
