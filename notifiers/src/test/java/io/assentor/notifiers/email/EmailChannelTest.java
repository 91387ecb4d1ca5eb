// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assentor.core.approval.Reason;
import io.assentor.core.approval.Status;
import io.assentor.core.approval.Verdict;
import io.assentor.core.call.CallContent;
import io.assentor.core.call.Salt;
import io.assentor.core.channel.Channel;
import io.assentor.core.channel.Channel.Notice;
import io.assentor.core.ledger.ApprovalRecord;
import io.assentor.core.ledger.Occasion;
import io.assentor.core.ledger.Occasion.Purpose;
import io.assentor.core.policy.Eligible;
import io.assentor.core.policy.Requirement;
import io.assentor.core.policy.Stage;
import io.assentor.core.policy.Step;
import io.assentor.fakes.mail.FakeSmtp;
import io.assentor.fakes.mail.ReceivedMail;
import io.assentor.policies.YamlDirectory;
import io.assentor.testkit.ChannelContract;
import io.assentor.testkit.Fixtures;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailChannelTest {

  private final FakeSmtp server = FakeSmtp.start();
  private final EmailWorld world =
      new EmailWorld(new Smtp(EmailWorld.relay("127.0.0.1", server.port())));
  private final List<Mail> read = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  @Nested
  class Contract extends ChannelContract {

    private final Channel channel =
        EmailWorld.channel(
            YamlDirectory.parse(
                "directory.yaml", EmailWorld.DIRECTORY, Map.of(), Fixtures.CHANNELS),
            new Smtp(EmailWorld.relay("127.0.0.1", server.port())));

    @Override
    protected Channel channel() {
      return channel;
    }

    @Override
    protected String shown() {
      return mails().stream()
          .map(mail -> mail.subject + "\n" + mail.text + "\n" + mail.html)
          .collect(Collectors.joining("\n"));
    }
  }

  @Test
  void everybodyAsked_getsAMailOfTheirOwn() {
    var entry = world.asked();
    world.tend(entry);

    assertThat(mails())
        .extracting(Mail::to)
        .containsExactlyInAnyOrder("alice@example.com", "bob@example.com");
    assertThat(mails())
        .allSatisfy(
            mail -> {
              assertThat(mail.from).isEqualTo(EmailWorld.FROM);
              assertThat(mail.subject)
                  .isEqualTo("[high] Approve? kubectl_delete on kubernetes (deploy-bot)");
              assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
              assertThat(mail.header("X-Auto-Response-Suppress")).isEqualTo("All");
              assertThat(mail.header("In-Reply-To")).isNull();
              assertThat(mail.text).contains(EmailWorld.LINK + "/approvals/" + entry.id().uuid());
              assertThat(mail.html).contains("name: &quot;carts&quot;");
            });
    assertThat(world.deliveries(entry))
        .extracting(delivery -> delivery.receipt())
        .containsExactlyInAnyOrderElementsOf(mails().stream().map(Mail::id).toList());
    assertThat(world.ledger.rendering(entry.id(), "email")).isPresent();
  }

  @Test
  void reminderEscalationAndOutcome_answerTheFirstMail() {
    world.requirement =
        requiring(
            new Stage(
                new Eligible.Role("approver"),
                1,
                List.<Step>of(
                    new Step.Remind(Duration.ofMinutes(5)),
                    new Step.Widen(Duration.ofMinutes(10), new Eligible.Role("owner")))));
    var entry = world.asked();
    world.later(Duration.ofMinutes(6));
    world.tend(entry);
    world.later(Duration.ofMinutes(5));
    world.tend(entry);
    world.decide(entry, "carol", Verdict.DENY);
    world.tend(entry);

    var alices = to("alice@example.com");
    assertThat(alices)
        .extracting(mail -> mail.text.lines().findFirst().orElseThrow())
        .containsExactly(
            "Please review this tool call.",
            "This request is still waiting for a decision.",
            "This request is still waiting; more people have been asked.",
            "This request is closed. No action is needed.");
    assertThat(alices.getLast().text).contains("Denied by carol: \"because\".");
    assertThat(alices.subList(1, 4))
        .allSatisfy(
            mail -> {
              assertThat(mail.header("In-Reply-To")).isEqualTo(alices.getFirst().id());
              assertThat(mail.header("References")).isEqualTo(alices.getFirst().id());
              assertThat(mail.subject).isEqualTo("Re: " + alices.getFirst().subject);
            });
    assertThat(alices).extracting(Mail::id).doesNotHaveDuplicates();
    var carols = to("carol@example.com");
    assertThat(carols).hasSize(2);
    assertThat(carols.getLast().header("In-Reply-To")).isEqualTo(carols.getFirst().id());
    assertThat(to("dana@example.com")).as("dana is barred").isEmpty();
  }

  @Test
  void mailThatCameBack_isAnsweredByNone() {
    world.requirement =
        requiring(
            new Stage(
                new Eligible.Role("approver"),
                1,
                List.<Step>of(new Step.Remind(Duration.ofMinutes(5)))));
    var entry = world.asked();
    var first = to("alice@example.com").getFirst();
    assertThat(world.ledger.bounced("email", first.id(), "mailbox full")).contains(entry.id());
    world.later(Duration.ofMinutes(6));
    world.tend(entry);
    world.decide(entry, "bob", Verdict.DENY);
    world.tend(entry);

    var alices = to("alice@example.com");
    assertThat(alices).hasSize(3);
    assertThat(alices.get(1).header("In-Reply-To")).isNull();
    assertThat(alices.get(2).header("In-Reply-To")).isEqualTo(alices.get(1).id());
  }

  /** What became of alice's first mail. */
  enum First {
    ARRIVED,
    BOUNCED,
    REFUSED
  }

  @ParameterizedTest
  @CsvSource({
    "ARRIVED, true",
    "ARRIVED, false",
    "BOUNCED, true",
    "BOUNCED, false",
    "REFUSED, true",
    "REFUSED, false"
  })
  void reminder_answersTheFirstMailOrStandsAloneOrCountsAsUnreachable(
      First first, boolean reminderArrives) {
    world.requirement =
        requiring(
            new Stage(
                new Eligible.People(Set.of("alice", "bob")),
                1,
                List.<Step>of(new Step.Remind(Duration.ofMinutes(5)))));
    if (first == First.REFUSED) {
      server.refusing("alice@example.com", 550);
    }
    var entry = world.asked();
    if (first == First.BOUNCED) {
      world.ledger.bounced("email", to("alice@example.com").getFirst().id(), "mailbox full");
    }
    server.refusingNobody().refusing(reminderArrives ? "nobody" : "alice@example.com", 550);
    world.later(Duration.ofMinutes(6));
    world.tend(entry);

    var reminders =
        world.deliveries(entry).stream()
            .filter(it -> it.key().occasion().purpose() == Purpose.REMINDER)
            .filter(it -> it.people().contains("alice"))
            .toList();
    assertThat(reminders).singleElement().matches(it -> it.isLost() != reminderArrives);
    if (reminderArrives) {
      var reminder = to("alice@example.com").getLast();
      var answered = first == First.ARRIVED ? to("alice@example.com").getFirst().id() : null;
      assertThat(reminder.header("In-Reply-To")).isEqualTo(answered);
    }
    assertThat(world.now(entry).status()).as("bob can decide").isEqualTo(Status.PENDING);
  }

  @Test
  void messageId_cannotBeMadeByWhoKnowsRequestAndRecipient() {
    var entry = world.newRequest("carts");
    var content = entry.content();
    var salted =
        new CallContent(Salt.random(), content.call(), content.context(), content.redacted());
    var another = new ApprovalRecord(entry.approval(), salted, entry.repeats(), entry.asOf());

    assertThat(receipt(entry)).isEqualTo(receipt(entry)).isNotEqualTo(receipt(another));
  }

  private static String receipt(ApprovalRecord entry) {
    var directory =
        YamlDirectory.parse("directory.yaml", EmailWorld.DIRECTORY, Map.of(), Fixtures.CHANNELS);
    var rendering = Letter.rendering(entry);
    var notice =
        new Notice(
            new Occasion(Purpose.ANNOUNCEMENT, 0), entry, EmailWorld.LINK, rendering, List.of());
    return EmailWorld.channel(directory, new Mailbox()).send(notice, "alice@example.com", false);
  }

  @Test
  void secondStage_asksOthersAndEverybodyHearsTheOutcome() {
    world.requirement =
        requiring(
            new Stage(new Eligible.Role("approver"), 1, List.of()),
            new Stage(new Eligible.Role("owner"), 1, List.of()));
    var entry = world.asked();
    world.decide(entry, "alice", Verdict.APPROVE);
    world.tend(entry);
    assertThat(to("carol@example.com")).hasSize(1);
    world.decide(entry, "carol", Verdict.APPROVE);
    world.tend(entry);

    for (var address : List.of("alice@example.com", "bob@example.com", "carol@example.com")) {
      assertThat(to(address)).hasSize(2);
      assertThat(to(address).getLast().text).contains("Approved by alice, carol");
    }
  }

  @Test
  void whoWasNeverAsked_hearsNoOutcome() {
    var entry = world.newRequest("carts");
    world.decide(entry, "alice", Verdict.DENY);
    world.tend(entry);

    assertThat(mails()).isEmpty();
    assertThat(world.deliveries(entry))
        .allMatch(delivery -> delivery.key().occasion().purpose() == Purpose.OUTCOME)
        .allMatch(delivery -> "not sent: was never asked".equals(delivery.receipt()));
  }

  @Test
  void addressThatIsNone_isRecordedAndEndsWhatNobodyCanReach() {
    var yaml =
        """
        tenants:
          - name: default
            people:
              - {id: alice, roles: [approver], contacts: {email: 'a@b.example, c@d.example'}}
              - {id: dana, identities: [{issuer: 'https://issuer.example', subject: dana}]}
            agents: [{id: deploy-bot, owner: dana}]
        """;
    var unreachable = new EmailWorld(yaml, new Smtp(EmailWorld.relay("127.0.0.1", server.port())));
    var entry = unreachable.asked();

    assertThat(mails()).isEmpty();
    assertThat(unreachable.deliveries(entry))
        .anySatisfy(it -> assertThat(it.failure()).startsWith("not an e-mail address: "));
    assertThat(unreachable.now(entry).status()).isEqualTo(Status.FAILED);
    assertThat(Objects.requireNonNull(unreachable.now(entry).approval().closed()).reason())
        .isEqualTo(Reason.NOBODY_REACHABLE);
  }

  @Test
  void settingsThatCannotWork_areNamed() {
    assertThatThrownBy(() -> new EmailSettings.Relay("h", 587, null, null, "nobody", true))
        .hasMessageContaining("from \"nobody\"");
    assertThatThrownBy(() -> new EmailSettings.Relay("h", 587, "u", "geheim", "a@b.example", false))
        .hasMessageContaining("in the clear")
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> new EmailSettings.Relay("h", 587, "u", null, "a@b.example", true))
        .hasMessageContaining("a user without a password");
    assertThat(new EmailSettings.Relay("h", 587, "u", "geheim", "a@b.example", true).toString())
        .doesNotContain("geheim");
  }

  @Test
  void mailbox_keepsTheLatestTwoHundred() {
    var mailbox = new Mailbox();
    var here = new EmailWorld(mailbox);
    for (int i = 0; i < 101; i++) {
      here.tend(here.newRequest("carts-" + i));
    }
    assertThat(mailbox.latest()).hasSize(200);
    assertThat(mailbox.latest().getFirst().number()).isEqualTo(202);
    assertThat(mailbox.find(2)).isEmpty();
    assertThat(mailbox.find(202).orElseThrow().text()).contains("name: \"carts-100\"");
  }

  // Helpers

  private static Requirement requiring(Stage... stages) {
    return new Requirement(List.of(stages), Duration.ofMinutes(30), Duration.ofMinutes(10));
  }

  private List<Mail> to(String address) {
    return mails().stream().filter(mail -> mail.to.equals(address)).toList();
  }

  /** Everything that arrived, in order; what was looked at before is not read again. */
  private List<Mail> mails() {
    server.taken().stream().skip(read.size()).map(Mail::of).forEach(read::add);
    return List.copyOf(read);
  }

  /** A mail as it arrived. */
  private record Mail(
      MimeMessage message, String from, String to, String subject, String text, String html) {

    private static final Session NO_SERVER = Session.getInstance(new Properties());

    static Mail of(ReceivedMail taken) {
      try {
        var data = taken.data().getBytes(StandardCharsets.UTF_8);
        var message = new MimeMessage(NO_SERVER, new ByteArrayInputStream(data));
        var to = message.getRecipients(RecipientType.TO);
        assertThat(message.getAllRecipients()).hasSize(1);
        var parts = (Multipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        return new Mail(
            message,
            message.getFrom()[0].toString(),
            to[0].toString(),
            message.getSubject(),
            ((String) parts.getBodyPart(0).getContent()).replace("\r\n", "\n"),
            ((String) parts.getBodyPart(1).getContent()).replace("\r\n", "\n"));
      } catch (MessagingException | IOException e) {
        throw new AssertionError(e);
      }
    }

    @Nullable String header(String name) {
      try {
        return message.getHeader(name, null);
      } catch (MessagingException e) {
        throw new AssertionError(e);
      }
    }

    String id() {
      return Objects.requireNonNull(header("Message-ID"));
    }
  }
}
