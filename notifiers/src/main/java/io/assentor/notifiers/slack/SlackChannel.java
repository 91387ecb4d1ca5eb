// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.assentor.core.approval.Approval.StageProgress;
import io.assentor.core.approval.Status;
import io.assentor.core.call.CallContent.Rendering;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.Channel;
import io.assentor.core.json.Json;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Delivery;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Directory.Person;
import io.assentor.core.people.Identities;
import io.assentor.core.policy.Effect;
import io.assentor.core.policy.Eligible;
import io.assentor.notifiers.notice.Audience;
import io.assentor.notifiers.slack.SlackApi.Frozen;
import io.assentor.notifiers.slack.SlackApi.Place;
import io.assentor.notifiers.slack.SlackApi.Posted;
import io.assentor.notifiers.slack.SlackApi.Unshowable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cards in Slack. Whoever is asked gets one, in the channel of their role or group or in person;
 * what comes later about the same request goes into its thread, and the card itself always says the
 * request's state.
 */
public final class SlackChannel implements Channel {

  private static final Logger LOG = LoggerFactory.getLogger(SlackChannel.class);

  /** A receipt begins with its kind: cards are kept up to date, notes in threads are not. */
  private static final String CARD = "card";

  private static final String NOTE = "note";

  /** How long a note waits for its card. */
  private static final Duration CARD_FIRST = Duration.ofSeconds(1);

  /** The largest difference between Slack's clock and the database's. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /** The channel of direct messages with a person is asked for again after this. */
  static final Duration DIRECT_KEPT = Duration.ofDays(1);

  private static final int MAX_DIRECT = 10_000;

  private final SlackSettings settings;
  private final Directory directory;
  private final Identities identities;
  private final Pace pace;
  private final Workspaces workspaces;
  private final Cache<Direct, String> directChannels;

  public SlackChannel(SlackSettings settings, Directory directory, Identities identities) {
    this(settings, directory, identities, Timing.REAL);
  }

  SlackChannel(SlackSettings settings, Directory directory, Identities identities, Timing timing) {
    this.settings = settings;
    this.directory = directory;
    this.identities = identities;
    this.pace = new Pace(timing, Pace.SLACKS);
    this.workspaces = new Workspaces(settings, timing);
    this.directChannels =
        Caffeine.newBuilder()
            .maximumSize(MAX_DIRECT)
            .expireAfterWrite(DIRECT_KEPT)
            .ticker(timing::now)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public String name() {
    return Card.CHANNEL;
  }

  @Override
  public Optional<Rendering> rendering(ApprovalRecord entry, String link) {
    boolean asks = entry.approval().request().assessment().effect() instanceof Effect.Require;
    return asks ? Optional.of(Card.rendering(entry)) : Optional.empty();
  }

  @Override
  public List<Recipient> recipients(ApprovalRecord entry, Occasion occasion) {
    var tenant = entry.id().tenant();
    boolean asks = entry.approval().request().assessment().effect() instanceof Effect.Require;
    if (!asks || settings.botToken(tenant).isEmpty()) {
      return List.of(); // requests decided by policy are not announced
    }
    var people = new LinkedHashMap<String, Set<String>>();
    if (occasion.purpose() == Purpose.OUTCOME) {
      interested(entry).forEach(address -> people.put(address, Set.of()));
    } else {
      people.putAll(addresses(entry, Audience.asked(entry.approval(), occasion)));
    }
    return people.entrySet().stream().map(it -> new Recipient(it.getKey(), it.getValue())).toList();
  }

  /** Returns where these people read, and who reads there. */
  private Map<String, Set<String>> addresses(ApprovalRecord entry, List<Eligible> any) {
    var addresses = new LinkedHashMap<String, Set<String>>();
    var linked = identities.linkedAccounts(entry.id().tenant(), SlackDoor.NAME);
    var notAsked = Audience.notAsked(entry, directory, identities);
    for (var eligible : any) {
      addresses(entry, eligible, linked, notAsked)
          .forEach((address, ids) -> addresses.merge(address, ids, SlackChannel::union));
    }
    return addresses;
  }

  private Optional<String> account(Person person, Map<String, String> linked) {
    return Optional.ofNullable(person.contacts().get(name()))
        .or(() -> Optional.ofNullable(linked.get(person.id())));
  }

  private Map<String, Set<String>> addresses(
      ApprovalRecord entry, Eligible eligible, Map<String, String> linked, Set<String> notAsked) {
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
      boolean toldAnyway = inRooms.contains(person.id()) && !routing.direct();
      if (!toldAnyway && !notAsked.contains(person.id())) {
        account(person, linked)
            .ifPresent(user -> addresses.merge(user, Set.of(person.id()), SlackChannel::union));
      }
    }
    return addresses;
  }

  /** Returns the recipients of all outcomes. */
  private Set<String> interested(ApprovalRecord entry) {
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
          .flatMap(person -> account(person, identities.linkedAccounts(tenant, SlackDoor.NAME)))
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
    var api = workspaces.of(notice.entry().id().tenant());
    var card = card(notice, recipient);
    if (card == null && awaitsCard(notice, recipient)) {
      throw new Later("the card comes first", CARD_FIRST);
    }
    // A reply to a deleted card is seen by few and has no buttons.
    if (card != null && api.isThere(card)) {
      try {
        return answer(api, notice, recipient, card);
      } catch (Undeliverable e) {
        LOG.debug("No reply to the card {} is possible; posting beside it", card, e);
      }
    }
    return byItself(api, notice, recipient);
  }

  private String answer(SlackApi api, Notice notice, String recipient, Place card) {
    var mark = mark(notice, recipient);
    pace.await(card.channel(), mark);
    var posted = api.post(card.channel(), card.ts(), Card.note(notice), mark);
    if (posted.isReply() || notice.occasion().purpose() == Purpose.OUTCOME) {
      return receipt(NOTE, posted.place());
    }
    // The card was just deleted, and the reply was posted in the channel: it becomes the card.
    try {
      draw(api, notice, recipient, posted.place());
    } catch (RuntimeException e) {
      throw new Uncertain("a reply became a message of its own: " + e.getMessage(), e);
    }
    return receipt(CARD, posted.place());
  }

  /** The first message is a card, unless it is the outcome. */
  private String byItself(SlackApi api, Notice notice, String recipient) {
    boolean isCard = notice.occasion().purpose() != Purpose.OUTCOME;
    var message = isCard ? Card.of(notice, isAsked(notice, recipient)) : Card.note(notice);
    var mark = mark(notice, recipient);
    var channel = channel(api, notice, recipient);
    pace.await(channel, mark);
    Posted posted;
    try {
      posted = postOrPlain(api, channel, notice, message, mark);
    } catch (Undeliverable e) {
      if (!isPerson(recipient)) {
        throw e;
      }
      // Direct messages may have been closed, or moved to another channel, since they were opened.
      directChannels.invalidate(new Direct(notice.entry().id().tenant(), recipient));
      posted = postOrPlain(api, channel(api, notice, recipient), notice, message, mark);
    }
    return receipt(isCard ? CARD : NOTE, posted.place());
  }

  private static Posted postOrPlain(
      SlackApi api, String channel, Notice notice, Card.Message message, String mark) {
    try {
      return api.post(channel, null, message, mark);
    } catch (Unshowable e) {
      return api.post(channel, null, Card.plain(notice), mark);
    }
  }

  @Override
  public boolean findsAgain() {
    return true;
  }

  @Override
  public Optional<String> find(Notice notice, String recipient) {
    var api = workspaces.of(notice.entry().id().tenant());
    var begun =
        notice.earlier().stream()
            .filter(it -> isOf(it.key(), notice, recipient))
            .map(Delivery::begunAt)
            .findFirst()
            .orElse(notice.entry().approval().request().at());
    var since = begun.minus(CLOCKS_DIFFER);
    var mark = mark(notice, recipient);
    var card = card(notice, recipient);
    var reply = card == null ? Optional.<Place>empty() : findReply(api, card, mark, since);
    return reply
        .map(place -> receipt(NOTE, place))
        .or(
            () ->
                api.find(channel(api, notice, recipient), null, mark, since)
                    .map(
                        place ->
                            receipt(
                                notice.occasion().purpose() == Purpose.OUTCOME ? NOTE : CARD,
                                place)));
  }

  private static Optional<Place> findReply(SlackApi api, Place card, String mark, Instant since) {
    try {
      return api.find(card.channel(), card.ts(), mark, since);
    } catch (Undeliverable e) {
      LOG.debug("The thread of {} is gone", card, e);
      return Optional.empty();
    }
  }

  private static boolean isOf(Delivery.Key key, Notice notice, String recipient) {
    return key.recipient().equals(recipient) && key.occasion().equals(notice.occasion());
  }

  private String channel(SlackApi api, Notice notice, String recipient) {
    return isPerson(recipient)
        ? directChannels.get(
            new Direct(notice.entry().id().tenant(), recipient),
            direct -> api.directChannel(direct.user))
        : recipient;
  }

  /** A person of a workspace. */
  private record Direct(String tenant, String user) {}

  @Override
  public boolean keepsUpToDate(Delivery sent) {
    return sent.receipt() != null && sent.receipt().startsWith(CARD + " ");
  }

  @Override
  public void update(Notice notice, Delivery sent) {
    var api = workspaces.of(notice.entry().id().tenant());
    var recipient = sent.key().recipient();
    var card = place(Objects.requireNonNull(sent.receipt()));
    try {
      draw(api, notice, recipient, card);
    } catch (Frozen e) {
      if (notice.entry().status() == Status.PENDING) {
        throw new Undeliverable(Objects.requireNonNullElse(e.getMessage(), "frozen"));
      }
      // The card cannot be updated, so a note in its thread says that the request is closed.
      pace.await(card.channel(), sent.key());
      api.post(card.channel(), card.ts(), Card.note(notice), mark(notice, recipient));
    }
  }

  private void draw(SlackApi api, Notice notice, String recipient, Place card) {
    try {
      api.update(card, Card.of(notice, isAsked(notice, recipient)));
    } catch (Unshowable e) {
      api.update(card, Card.plain(notice));
    }
  }

  /** Returns whether the readers are asked to decide now. */
  private boolean isAsked(Notice notice, String recipient) {
    return notice.entry().status() == Status.PENDING
        && addresses(notice.entry(), open(notice).eligible()).containsKey(recipient);
  }

  private static StageProgress open(Notice notice) {
    return notice.entry().approval().openStage().orElseThrow();
  }

  /** Returns the last card of the request for this recipient; absent if there is none. */
  private static @Nullable Place card(Notice notice, String recipient) {
    return notice.earlier().stream()
        .filter(sent -> sent.key().recipient().equals(recipient))
        .filter(sent -> sent.status() == Delivery.Status.SENT)
        .map(Delivery::receipt)
        .filter(receipt -> receipt != null && receipt.startsWith(CARD + " "))
        .reduce((earlier, later) -> later)
        .map(SlackChannel::place)
        .orElse(null);
  }

  /**
   * Returns whether a card for this recipient is still being sent, in whose thread this belongs.
   */
  private boolean awaitsCard(Notice notice, String recipient) {
    boolean given =
        notice.earlier().stream()
            .anyMatch(it -> it.key().recipient().equals(recipient) && it.settled());
    if (given) {
      return false; // it failed, or its result will never be known
    }
    return switch (notice.occasion().purpose()) {
      case ANNOUNCEMENT, OUTCOME -> false;
      case REMINDER, ESCALATION ->
          addresses(
                  notice.entry(),
                  Audience.askedBefore(notice.entry().approval(), notice.occasion()))
              .containsKey(recipient);
    };
  }

  private static boolean isPerson(String address) {
    return address.startsWith("U") || address.startsWith("W");
  }

  /** It cannot be guessed, because the salt is part of no message. */
  private static String mark(Notice notice, String recipient) {
    var occasion = notice.occasion();
    var about =
        Json.object()
            .put("approval", notice.entry().id().uuid().toString())
            .put("recipient", recipient)
            .put("purpose", occasion.purpose().name())
            .put("stage", occasion.stage())
            .put("step", occasion.step())
            .build();
    return Sha256.text(
        "assentor-delivery-1\n", notice.entry().content().salt().bytes(), about.canonical());
  }

  private static String receipt(String kind, Place place) {
    return kind + " " + place.channel() + " " + place.ts();
  }

  private static Place place(String receipt) {
    var parts = receipt.split(" ", -1);
    return new Place(parts[1], parts[2]);
  }
}
