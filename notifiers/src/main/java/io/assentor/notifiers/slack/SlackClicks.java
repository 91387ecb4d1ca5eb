// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.slack;

import io.assentor.core.Actor;
import io.assentor.core.Approvals;
import io.assentor.core.Authority;
import io.assentor.core.Authority.Action;
import io.assentor.core.Authority.Admitted;
import io.assentor.core.FailureLog;
import io.assentor.core.Refusals;
import io.assentor.core.approval.CommandId;
import io.assentor.core.approval.Eligibility;
import io.assentor.core.approval.Refusal;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.Principal;
import io.assentor.core.call.Sha256;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.StatusLine;
import io.assentor.core.json.Json;
import io.assentor.core.json.Members;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.CommandResult;
import io.assentor.core.ledger.DamagedRecordException;
import io.assentor.core.ledger.LedgerReader;
import io.assentor.core.people.AccountLinks;
import io.assentor.core.people.Directory;
import io.assentor.core.people.Identities;
import io.assentor.core.people.LinkCode;
import io.assentor.core.work.MemoryBudget;
import io.assentor.core.work.Work;
import io.assentor.core.work.WorkEndedException;
import io.assentor.notifiers.slack.Accounts.Account;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what people do in Slack: the command is committed, then acknowledged, and the user
 * gets the result in one sentence. Every payload that arrives here has been authenticated as
 * Slack's.
 *
 * @see <a href="https://docs.slack.dev/interactivity/handling-user-interaction">Interactivity</a>
 */
public final class SlackClicks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SlackClicks.class);

  /** Slack waits three seconds for an acknowledgement, which includes the network. */
  private static final Duration IN_TIME = Duration.ofMillis(2_300);

  private static final String AGAIN =
      " If the card does not change, try again; repeated clicks count once.";
  private static final String NOT_YET = "Not recorded yet: the ledger is slow to answer." + AGAIN;
  private static final String NOT_RECORDED =
      "Your click may not have been recorded: something failed on our side." + AGAIN;
  private static final String LINKABLE =
      "This Slack account is not linked to anyone. If you approve requests, link it to yourself"
          + " with the button, within "
          + AccountLinks.OFFER_STANDS.toMinutes()
          + " minutes. Then click again.";
  private static final String NO_DIALOG =
      "Not recorded: the dialog took too long to open. Press Deny again.";

  private final FailureLog log = new FailureLog(LOG::warn);
  private final Authority authority;
  private final Approvals approvals;
  private final LedgerReader ledger;
  private final SlackSettings settings;
  private final AccountLinks links;
  private final Accounts accounts;
  private final DenialDialog dialog;
  private final EphemeralReply reply;
  private final Duration inTime;
  private final MemoryBudget memory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Over this ledger.
   *
   * @param memory the memory for clicks, shared with everything else that is charged to it
   */
  public SlackClicks(
      SlackSettings settings,
      Directory directory,
      Identities identities,
      AccountLinks links,
      Authority authority,
      Approvals approvals,
      LedgerReader ledger,
      MemoryBudget memory) {
    this(
        settings,
        directory,
        identities,
        links,
        authority,
        approvals,
        ledger,
        memory,
        Timing.REAL,
        IN_TIME);
  }

  /**
   * With a time of its own.
   *
   * @param inTime how soon a click is answered, even if its result is not known
   */
  SlackClicks(
      SlackSettings settings,
      Directory directory,
      Identities identities,
      AccountLinks links,
      Authority authority,
      Approvals approvals,
      LedgerReader ledger,
      MemoryBudget memory,
      Timing timing,
      Duration inTime) {
    this.inTime = inTime;
    this.memory = memory;
    this.reply = new EphemeralReply(timing);
    this.authority = authority;
    this.approvals = approvals;
    this.ledger = ledger;
    this.settings = settings;
    this.links = links;
    this.accounts = new Accounts(settings, directory, identities, authority, timing);
    this.dialog = new DenialDialog(settings.denialReasons());
  }

  /**
   * Carries out a user's action.
   *
   * @return the body of the acknowledgement; may be empty
   * @throws io.assentor.core.json.JsonException if the payload has an unexpected form
   */
  Optional<Json.Obj> handle(Json.Obj payload) {
    var members = Members.of(withoutNulls(payload));
    return switch (members.string("type")) {
      case "block_actions" -> {
        clicked(members);
        yield Optional.empty();
      }
      case "view_submission" -> Optional.of(submitted(members));
      default -> Optional.empty();
    };
  }

  /** The click did not come from a card, which auditors should know. */
  void fileForgery(Json.Obj payload, String why) {
    about(Members.of(withoutNulls(payload)))
        .ifPresent(
            about -> {
              var by =
                  new Principal(about.id().tenant(), SlackDoor.ACCOUNTS.prefix(), "unverified");
              authority.admit(authority.unfit(by, why), about.id(), Action.DECIDE);
            });
  }

  /** Slack writes null for absent members. */
  private static Json.Obj withoutNulls(Json.Obj object) {
    var members = Json.object();
    object.members().entrySet().stream()
        .filter(member -> member.getValue() != Json.Null.NULL)
        .forEach(member -> members.put(member.getKey(), withoutNulls(member.getValue())));
    return members.build();
  }

  private static Json withoutNulls(Json json) {
    return switch (json) {
      case Json.Obj object -> withoutNulls(object);
      case Json.Arr array ->
          new Json.Arr(array.items().stream().map(SlackClicks::withoutNulls).toList());
      default -> json;
    };
  }

  private static Optional<Subject> about(Members payload) {
    var actions = payload.objects("actions");
    return actions.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(actions.getFirst().optionalString("value")).flatMap(Subject::of);
  }

  private void clicked(Members payload) {
    var action = payload.objects("actions").getFirst().string("action_id");
    var about = about(payload);
    if (action.equals(Card.REVIEW) || about.isEmpty()) {
      return; // a link, which the browser follows
    }
    var account = Account.of(payload);
    var answerTo = payload.optionalString("response_url");
    if (action.equals(Card.APPROVE)) {
      var sentence =
          inTime(
              () -> decide(about.get(), account, Verdict.APPROVE, null, answerTo),
              answerTo,
              NOT_YET);
      reply.say(answerTo, sentence);
    } else if (action.equals(Card.DENY)) {
      var trigger = payload.string("trigger_id");
      var refused = inTime(() -> ask(about.get(), account, trigger, answerTo), answerTo, NO_DIALOG);
      reply.say(answerTo, refused);
    }
  }

  /** Opens the dialog for a reason, or returns why the denial would be refused anyway. */
  private String ask(Subject about, Account account, String trigger, @Nullable String answerTo) {
    if (ledger.find(about.id()).isEmpty()) {
      return Refusals.detail(new Refusal.UnknownApproval());
    }
    var actor = accounts.acting(about.id().tenant(), account);
    return switch (authority.admit(actor, about.id(), Action.DECIDE)) {
      case Authority.Refused(var entry, var why) ->
          refused(about, entry, why, account, actor, answerTo);
      case Admitted admitted ->
          switch (authority.eligibility(admitted.entry(), actor)) {
            case Eligibility.MayNot(var why) ->
                refused(about, admitted.entry(), why, account, actor, answerTo);
            case Eligibility.May may -> {
              var view = dialog.asking(admitted.entry(), about, answerTo);
              accounts.workspace(about.id().tenant()).open(trigger, view);
              yield "";
            }
          };
    };
  }

  private Json.Obj submitted(Members payload) {
    var denial = dialog.read(payload.object("view"));
    if (denial.isEmpty()) {
      return DenialDialog.saying(NOT_RECORDED);
    }
    var account = Account.of(payload);
    var it = denial.get();
    var sentence =
        inTime(
            () -> decide(it.about(), account, Verdict.DENY, it.reason(), it.answerTo()),
            it.answerTo(),
            NOT_YET);
    boolean open = sentence.equals(NOT_YET) || sentence.equals(NOT_RECORDED);
    return open ? DenialDialog.keeping(sentence) : DenialDialog.saying(sentence);
  }

  private String decide(
      Subject about,
      Account account,
      Verdict verdict,
      @Nullable String reason,
      @Nullable String answerTo) {
    if (ledger.find(about.id()).isEmpty()) {
      return Refusals.detail(new Refusal.UnknownApproval());
    }
    var actor = accounts.acting(about.id().tenant(), account);
    return switch (authority.admit(actor, about.id(), Action.DECIDE)) {
      case Authority.Refused(var entry, var why) ->
          refused(about, entry, why, account, actor, answerTo);
      case Admitted admitted -> {
        var command = commandId(about, account, verdict, reason);
        var outcome =
            approvals.decide(
                admitted, command, SlackDoor.DECIDES.door(), verdict, reason, about.view());
        yield said(outcome, about, verdict, account, actor, answerTo);
      }
    };
  }

  private String said(
      CommandResult outcome,
      Subject about,
      Verdict verdict,
      Account account,
      Actor actor,
      @Nullable String answerTo) {
    var done = verdict == Verdict.APPROVE ? "approved" : "denied";
    return switch (outcome) {
      case CommandResult.Done(var now, var repeat) ->
          (repeat ? "Already recorded: you " : "Recorded: you ")
              + done
              + " it. "
              + StatusLine.of(now);
      case CommandResult.Declined(var now, var refusal) ->
          refused(about, now, refusal, account, actor, answerTo);
      case CommandResult.Unknown unknown -> Refusals.detail(new Refusal.UnknownApproval());
    };
  }

  /** Returns an id that is the same for repeated clicks, and for clicks that Slack sends again. */
  private static CommandId commandId(
      Subject about, Account account, Verdict verdict, @Nullable String reason) {
    var said =
        Json.object()
            .put("by", account.issuer() + "/" + account.user())
            .put("about", about.value())
            .put("verdict", Members.nameOf(verdict))
            .put("reason", reason)
            .build();
    return new CommandId("slack:" + Sha256.text("", said.canonical()));
  }

  private String refused(
      Subject about,
      @Nullable ApprovalRecord entry,
      Refusal refusal,
      Account account,
      Actor actor,
      @Nullable String answerTo) {
    if (refusal instanceof Refusal.Closed && entry != null) {
      return "Not recorded: it is too late. " + StatusLine.of(entry);
    }
    var page = settings.linkPage();
    if (page != null && answerTo != null && !actor.isKnown()) {
      threads.execute(() -> offerLink(about.id().tenant(), account, page, answerTo));
    }
    return "Not recorded. " + Refusals.detail(refusal);
  }

  /** Offers an unknown user a link to their account, if they may have one. */
  private void offerLink(String tenant, Account account, String page, String answerTo) {
    try {
      accounts
          .mayBeLinked(tenant, account)
          .ifPresent(
              offer -> {
                var code = LinkCode.random();
                links.offer(offer, code);
                reply.say(answerTo, LINKABLE, "Link my account", page + code.value());
              });
    } catch (RuntimeException e) {
      failed("Offering a Slack account a link failed", e);
    }
  }

  /**
   * Returns the result if it is known in time. Otherwise the user is told so now, and gets the
   * result when it is known.
   */
  private String inTime(Supplier<String> work, @Nullable String answerTo, String late) {
    var result = CompletableFuture.supplyAsync(() -> charged(work), threads);
    try {
      return result.get(inTime.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var unused =
          result.whenComplete(
              (sentence, fault) -> reply.say(answerTo, fault == null ? sentence : failed(fault)));
      return late;
    } catch (ExecutionException e) {
      return failed(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return late;
    }
  }

  /** It runs on another thread than the HTTP request, so it is charged separately. */
  @SuppressWarnings("try") // a scope is only closed
  private String charged(Supplier<String> work) {
    try (var scope = new Work(memory, () -> false, Long.MAX_VALUE).begin()) {
      return work.get();
    }
  }

  private String failed(Throwable fault) {
    if (fault instanceof DamagedRecordException damaged) {
      return "Not recorded: the record is damaged ("
          + damaged.why()
          + "). The operator has been notified.";
    }
    failed("Processing a click failed; the user was asked to try again", fault);
    return NOT_RECORDED;
  }

  private void failed(String what, Throwable e) {
    if (e instanceof Channel.Failure || e instanceof WorkEndedException) {
      log.failed(what, e);
    } else {
      log.unexpected(what, what, e);
    }
  }

  @Override
  public void close() {
    threads.close();
    reply.close();
  }
}
