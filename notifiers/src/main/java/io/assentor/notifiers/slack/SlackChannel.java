// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.Approval.StageProgress;
import io.assentor.core.CallContent.Rendering;
import io.assentor.core.Channel;
import io.assentor.core.Delivery;
import io.assentor.core.Delivery.Purpose;
import io.assentor.core.Directory;
import io.assentor.core.Directory.Person;
import io.assentor.core.Eligible;
import io.assentor.core.Entry;
import io.assentor.core.Sha256;
import io.assentor.core.Status;
import io.assentor.core.Step;
import io.assentor.core.json.Json;
import io.assentor.notifiers.slack.SlackApi.Place;
import io.assentor.notifiers.slack.SlackApi.Unshowable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cards in Slack. Whoever is asked gets one, in the channel of their role or group or in person;
 * what comes later about the same request goes into its thread, and the card itself always says how
 * the request stands.
 */
public final class SlackChannel implements Channel {

  /** A receipt begins with what it is of: a card is kept up to date, a note in its thread not. */
  private static final String CARD = "card";

  private static final String NOTE = "note";

  /** A thread waits for its card for so long. */
  private static final Duration CARD_FIRST = Duration.ofSeconds(1);

  /** Whether a message was taken is looked up at once for so long, and then another time. */
  private static final Duration LOOKING = Duration.ofSeconds(5);

  /** Slack's clock and the database's, at most. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  private final SlackSettings settings;
  private final Directory directory;
  private final Pace pace;
  private final Map<String, SlackApi> workspaces = new ConcurrentHashMap<>();

  public SlackChannel(SlackSettings settings, Directory directory) {
    this(settings, directory, new Pace(System::nanoTime, Pace.SLACKS));
  }

  SlackChannel(SlackSettings settings, Directory directory, Pace pace) {
    this.settings = settings;
    this.directory = directory;
    this.pace = pace;
  }

  @Override
  public String name() {
    return Card.CHANNEL;
  }

  @Override
  public Optional<Rendering> rendering(Entry entry, String link) {
    return Optional.of(Card.rendering(entry));
  }

  @Override
  public List<Recipient> recipients(Notice notice) {
    var tenant = notice.entry().id().tenant();
    if (settings.botToken(tenant).isEmpty()) {
      return List.of();
    }
    var people = new LinkedHashMap<String, Set<String>>();
    if (notice.purpose() == Purpose.OUTCOME) {
      interested(notice.entry()).forEach(address -> people.put(address, Set.of()));
    } else {
      people.putAll(addresses(notice.entry(), asked(notice)));
    }
    return people.entrySet().stream().map(it -> new Recipient(it.getKey(), it.getValue())).toList();
  }

  /** Who is told by this: those asked before it, and those it asks anew. */
  private static List<Eligible> asked(Notice notice) {
    var asked = new ArrayList<>(askedBefore(notice));
    var stage = notice.entry().approval().stages().get(notice.stage());
    switch (notice.purpose()) {
      case ANNOUNCEMENT -> asked.add(stage.stage().eligible());
      case ESCALATION -> {
        if (stage.stage().steps().get(notice.step()) instanceof Step.Widen widen) {
          asked.add(widen.to());
        }
      }
      case REMINDER, OUTCOME -> {}
    }
    return asked;
  }

  /** Whom the stage asked before the step that this is about. */
  private static List<Eligible> askedBefore(Notice notice) {
    if (notice.purpose() == Purpose.ANNOUNCEMENT) {
      return List.of();
    }
    var stage = notice.entry().approval().stages().get(notice.stage()).stage();
    var asked = new ArrayList<Eligible>();
    asked.add(stage.eligible());
    for (var taken : notice.entry().approval().steps()) {
      if (taken.stage() == notice.stage()) {
        if (taken.step() == notice.step()) {
          break;
        }
        if (stage.steps().get(taken.step()) instanceof Step.Widen widen) {
          asked.add(widen.to());
        }
      }
    }
    return asked;
  }

  /** Where any of them read, and who reads there. */
  private Map<String, Set<String>> addresses(Entry entry, List<Eligible> any) {
    var addresses = new LinkedHashMap<String, Set<String>>();
    for (var eligible : any) {
      addresses(entry, eligible)
          .forEach((address, ids) -> addresses.merge(address, ids, SlackChannel::union));
    }
    return addresses;
  }

  private Map<String, Set<String>> addresses(Entry entry, Eligible eligible) {
    var tenant = entry.id().tenant();
    var routing = directory.routing(tenant, name());
    var addresses = new LinkedHashMap<String, Set<String>>();
    var inRooms = new HashSet<String>();
    for (var capacity : eligible.capacities()) {
      var room = routing.rooms().get(capacity);
      if (room != null) {
        var readers =
            directory.people(tenant, eligible).stream()
                .filter(person -> person.capacities().contains(capacity))
                .map(Person::id)
                .collect(Collectors.toSet());
        addresses.merge(room, readers, SlackChannel::union);
        inRooms.addAll(readers);
      }
    }
    for (var person : directory.people(tenant, eligible)) {
      var user = person.contacts().get(name());
      boolean toldAnyway = inRooms.contains(person.id()) && !routing.direct();
      if (user != null && !toldAnyway && mayDecide(entry, person)) {
        addresses.merge(user, Set.of(person.id()), SlackChannel::union);
      }
    }
    return addresses;
  }

  private static boolean mayDecide(Entry entry, Person person) {
    return !entry.approval().request().barred().contains(person.id())
        && !entry.approval().deciders().contains(person.id());
  }

  /** Who hears of every outcome, without being asked. */
  private Set<String> interested(Entry entry) {
    var tenant = entry.id().tenant();
    var routing = directory.routing(tenant, name());
    var addresses = new HashSet<String>();
    if (routing.outcomes() != null) {
      addresses.add(routing.outcomes());
    }
    if (routing.tellsSubject()) {
      var request = entry.approval().request();
      var issuer =
          Objects.requireNonNullElse(request.subject().issuer(), request.gateway().issuer());
      directory
          .person(tenant, issuer, request.subject().id())
          .map(person -> person.contacts().get(name()))
          .ifPresent(addresses::add);
    }
    return addresses;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    var union = new HashSet<>(one);
    union.addAll(other);
    return union;
  }

  @Override
  public String send(Notice notice, String recipient, boolean repeated) {
    var api = workspace(notice);
    var channel = isPerson(recipient) ? api.directChannel(recipient) : recipient;
    var card = card(notice, recipient);
    if (card == null && awaitsCard(notice, recipient)) {
      throw new Later("the card comes first", CARD_FIRST);
    }
    var thread = card == null ? null : card.ts();
    boolean isCard = card == null && notice.purpose() != Purpose.OUTCOME;
    var mark = mark(notice, recipient);
    boolean doubtful = repeated;
    for (long begun = System.nanoTime(); ; ) {
      if (doubtful) {
        var found = found(api, channel, thread, mark, notice);
        if (found.isPresent()) {
          return receipt(isCard, found.get());
        }
      }
      try {
        var message = isCard ? Card.of(notice, true) : Card.note(notice);
        return receipt(isCard, post(api, channel, thread, message, notice, mark));
      } catch (Uncertain e) {
        if (System.nanoTime() - begun > LOOKING.toNanos()) {
          throw e;
        }
        doubtful = true;
      }
    }
  }

  /**
   * What was posted without our knowing; a card is brought up to date at once.
   *
   * @throws Uncertain if it cannot be found out now
   */
  private static Optional<Place> found(
      SlackApi api, String channel, @Nullable String thread, String mark, Notice notice) {
    var since = notice.entry().approval().request().at().minus(CLOCKS_DIFFER);
    try {
      var found = api.find(channel, thread, mark, since);
      if (thread == null && notice.purpose() != Purpose.OUTCOME) {
        found.ifPresent(place -> show(api, place, notice, true));
      }
      return found;
    } catch (RuntimeException e) {
      throw new Uncertain("whether it was posted cannot be found out: " + e.getMessage(), e);
    }
  }

  private Place post(
      SlackApi api,
      String channel,
      @Nullable String thread,
      Card.Message message,
      Notice notice,
      String mark) {
    pace.await(channel, mark);
    try {
      return api.post(channel, thread, message, mark);
    } catch (Unshowable e) {
      return api.post(channel, thread, Card.plain(notice), mark);
    }
  }

  @Override
  public boolean keepsUpToDate(Delivery sent) {
    return sent.receipt() != null && sent.receipt().startsWith(CARD + " ");
  }

  @Override
  public void update(Notice notice, Delivery sent) {
    var place = place(Objects.requireNonNull(sent.receipt()));
    boolean asked =
        notice.entry().status() == Status.PENDING
            && addresses(notice.entry(), open(notice).eligible())
                .containsKey(sent.key().recipient());
    show(workspace(notice), place, notice, asked);
  }

  private static StageProgress open(Notice notice) {
    return notice.entry().approval().openStage().orElseThrow();
  }

  private static void show(SlackApi api, Place place, Notice notice, boolean asked) {
    try {
      api.update(place, Card.of(notice, asked));
    } catch (Unshowable e) {
      api.update(place, Card.plain(notice));
    }
  }

  private SlackApi workspace(Notice notice) {
    return workspaces.computeIfAbsent(
        notice.entry().id().tenant(),
        tenant ->
            SlackApi.of(
                settings.apiBase(),
                settings
                    .botToken(tenant)
                    .orElseThrow(() -> new Undeliverable("no bot token for " + tenant))));
  }

  /** The card that this recipient has of the request; absent if there is none. */
  private static @Nullable Place card(Notice notice, String recipient) {
    return notice.earlier().stream()
        .filter(sent -> sent.key().recipient().equals(recipient))
        .map(Delivery::receipt)
        .filter(receipt -> receipt != null && receipt.startsWith(CARD + " "))
        .map(SlackChannel::place)
        .findFirst()
        .orElse(null);
  }

  /** Whether a card for this recipient is still under way, whose thread this belongs into. */
  private boolean awaitsCard(Notice notice, String recipient) {
    boolean given =
        notice.earlier().stream()
            .anyMatch(it -> it.key().recipient().equals(recipient) && it.settled());
    if (given) {
      return false; // it failed, or nobody will ever know
    }
    return switch (notice.purpose()) {
      case ANNOUNCEMENT, OUTCOME -> false;
      case REMINDER, ESCALATION ->
          addresses(notice.entry(), askedBefore(notice)).containsKey(recipient);
    };
  }

  private static boolean isPerson(String address) {
    return address.startsWith("U") || address.startsWith("W");
  }

  private static String mark(Notice notice, String recipient) {
    var about =
        Json.object()
            .put("approval", notice.entry().id().uuid().toString())
            .put("recipient", recipient)
            .put("purpose", notice.purpose().name())
            .put("stage", notice.stage())
            .put("step", notice.step())
            .build();
    return Sha256.text("assentor-delivery-1\n", about.canonical());
  }

  private static String receipt(boolean isCard, Place place) {
    return (isCard ? CARD : NOTE) + " " + place.channel() + " " + place.ts();
  }

  private static Place place(String receipt) {
    var parts = receipt.split(" ", -1);
    return new Place(parts[1], parts[2]);
  }
}
