// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code views.*}, the triggers that open them, and what becomes of open modals. */
final class Modals {

  private static final Duration TRIGGER_LIFE = Duration.ofSeconds(3);

  /** Views of one modal on top of each other. */
  private static final int MAX_STACK = 3;

  private final Workspace workspace;
  private final Map<String, Trigger> triggers = new HashMap<>();
  private final Map<String, Modal> modals = new LinkedHashMap<>();
  private int count;

  Modals(Workspace workspace) {
    this.workspace = workspace;
  }

  private static final class Trigger {
    private final String user;
    private final long issued;
    private boolean used;
    private @Nullable Fault usedUnder;

    private Trigger(String user, long issued) {
      this.issued = issued;
      this.user = user;
    }
  }

  private static final class Modal {
    private final String id;
    private final String user;
    private final @Nullable Modal below;
    private Json.Obj body;
    private String hash;
    private boolean open = true;

    private Modal(String id, String user, @Nullable Modal below, Json.Obj body, String hash) {
      this.id = id;
      this.user = user;
      this.below = below;
      this.body = body;
      this.hash = hash;
    }

    private View view() {
      return new View(
          id, Tree.text(body, "callback_id"), Tree.text(body, "private_metadata"), body, open);
    }

    private Modal root() {
      return below == null ? this : below.root();
    }
  }

  /** A new trigger of this person's; good for one view, within three seconds. */
  String trigger(String user) {
    synchronized (workspace) {
      var id = ++count + ".4711." + Integer.toHexString(Objects.hash(user, count));
      triggers.put(id, new Trigger(user, workspace.nanoTime()));
      return id;
    }
  }

  Json.Obj open(Call call) {
    var id = call.required("trigger_id");
    var body = body(call);
    var trigger = triggers.get(id);
    if (trigger == null) {
      throw Refused.because("invalid_trigger_id");
    }
    if (trigger.used) {
      if (trigger.usedUnder == null) {
        workspace.violated("views.open was called with a used trigger");
      }
      throw Refused.because("exchanged_trigger_id");
    }
    if (workspace.nanoTime() - trigger.issued > TRIGGER_LIFE.toNanos()) {
      throw Refused.because("expired_trigger_id");
    }
    trigger.used = true;
    trigger.usedUnder = call.fault();
    return answer(add(trigger.user, null, body));
  }

  Json.Obj update(Call call) {
    var id = call.optional("view_id");
    var external = call.optional("external_id");
    if (id == null && external == null) {
      throw Refused.because(
          "invalid_arguments", List.of("[ERROR] missing required field: view_id"));
    }
    var body = body(call);
    var modal =
        modals.values().stream()
            .filter(it -> it.open)
            .filter(
                it ->
                    id != null
                        ? it.id.equals(id)
                        : Tree.text(it.body, "external_id").equals(external))
            .findFirst()
            .orElseThrow(() -> Refused.because("not_found"));
    var hash = call.optional("hash");
    if (hash != null && !hash.equals(modal.hash)) {
      throw Refused.because("hash_conflict");
    }
    change(modal, body);
    return answer(modal);
  }

  private static Json.Obj body(Call call) {
    var json = call.json("view", "invalid_arguments");
    if (json == null) {
      throw Refused.because("invalid_arguments", List.of("[ERROR] missing required field: view"));
    }
    if (!(json instanceof Json.Obj view)) {
      throw Refused.because(
          "invalid_arguments", List.of("[ERROR] must provide an object [json-pointer:/view]"));
    }
    var problems = BlockKit.problemsOfView(view);
    if (!problems.isEmpty()) {
      throw Refused.because("invalid_arguments", problems);
    }
    return identified(view);
  }

  private static Json.Obj identified(Json.Obj view) {
    return Tree.with(view, "blocks", Tree.identified(Tree.array(view, "blocks")));
  }

  private Modal add(String user, @Nullable Modal below, Json.Obj body) {
    int number = ++count;
    var modal = new Modal("V0FAKE" + number, user, below, body, hash(number));
    modals.put(modal.id, modal);
    return modal;
  }

  private void change(Modal modal, Json.Obj body) {
    modal.body = body;
    modal.hash = hash(++count);
  }

  private static String hash(int number) {
    return number + ".fake" + number;
  }

  private static Json.Obj answer(Modal modal) {
    return Json.object().put("ok", Json.Bool.TRUE).put("view", json(modal, Json.Obj.EMPTY)).build();
  }

  /** The view object of the web API and of payloads. */
  private static Json.Obj json(Modal modal, Json.Obj values) {
    var view = modal.body;
    for (var name : List.of("callback_id", "private_metadata", "external_id")) {
      view = Tree.with(view, name, Json.of(Tree.text(modal.body, name)));
    }
    for (var name : List.of("clear_on_close", "notify_on_close")) {
      view = Tree.with(view, name, Json.Bool.of(Tree.isTrue(modal.body, name)));
    }
    for (var name : List.of("close", "submit")) {
      view = view.get(name) == null ? Tree.with(view, name, Json.Null.NULL) : view;
    }
    view = Tree.with(view, "id", Json.of(modal.id));
    view = Tree.with(view, "team_id", Json.of(Workspace.TEAM));
    view = Tree.with(view, "app_installed_team_id", Json.of(Workspace.TEAM));
    view = Tree.with(view, "app_id", Json.of(Workspace.APP));
    view = Tree.with(view, "bot_id", Json.of(Workspace.BOT));
    view = Tree.with(view, "hash", Json.of(modal.hash));
    view = Tree.with(view, "root_view_id", Json.of(modal.root().id));
    view =
        Tree.with(
            view,
            "previous_view_id",
            modal.below == null ? Json.Null.NULL : Json.of(modal.below.id));
    return Tree.with(view, "state", Json.object().put("values", values).build());
  }

  /** The open modals of a person, newest last. */
  List<View> views(String user) {
    synchronized (workspace) {
      return modals.values().stream()
          .filter(it -> it.open && it.user.equals(user))
          .map(Modal::view)
          .toList();
    }
  }

  /** The {@code view} of a submission; what was typed must be what the elements allow. */
  Json.Obj submission(String user, String id, Map<String, String> typed) {
    synchronized (workspace) {
      var modal = modals.get(id);
      if (modal == null || !modal.open || !modal.user.equals(user)) {
        throw new IllegalStateException(user + " has no open modal " + id);
      }
      return json(modal, Inputs.values(Tree.array(modal.body, "blocks"), typed));
    }
  }

  /** Does what the app answered to a submission; an empty answer closes the view. */
  void apply(String id, String answer) {
    synchronized (workspace) {
      var modal = modals.get(id);
      if (modal == null) {
        return;
      }
      var said = answer.isBlank() ? Json.Obj.EMPTY : Inputs.parse(answer);
      if (said == null) {
        workspace.violated("a submission was answered with what is no JSON object: " + answer);
        return;
      }
      var view = Tree.object(said, "view");
      switch (Tree.text(said, "response_action")) {
        case "" -> modal.open = false;
        case "clear" ->
            modals.values().stream()
                .filter(it -> it.root() == modal.root())
                .forEach(it -> it.open = false);
        case "errors" -> errors(modal, Tree.object(said, "errors"));
        case "update" -> {
          if (isFit(view)) {
            change(modal, identified(view));
          }
        }
        case "push" -> {
          if (depth(modal) >= MAX_STACK) {
            workspace.violated("more than " + MAX_STACK + " views were pushed");
          } else if (isFit(view)) {
            add(modal.user, modal, identified(view));
          }
        }
        default ->
            workspace.violated("a submission was answered with an unknown action: " + answer);
      }
    }
  }

  private static int depth(Modal modal) {
    return modal.below == null ? 1 : 1 + depth(modal.below);
  }

  private boolean isFit(Json.Obj view) {
    var problems = BlockKit.problemsOfView(view);
    problems.forEach(it -> workspace.violated("a submission was answered with a bad view: " + it));
    return problems.isEmpty();
  }

  private void errors(Modal modal, Json.Obj errors) {
    Set<String> inputs =
        Tree.objects(Tree.array(modal.body, "blocks")).stream()
            .filter(it -> Tree.text(it, "type").equals("input"))
            .map(it -> Tree.text(it, "block_id"))
            .collect(Collectors.toSet());
    if (errors.members().isEmpty()) {
      workspace.violated("a submission was answered with no errors at all");
    }
    for (var block : errors.members().keySet()) {
      if (!inputs.contains(block)) {
        workspace.violated("a submission was answered with an error of no input: " + block);
      }
    }
  }
}
