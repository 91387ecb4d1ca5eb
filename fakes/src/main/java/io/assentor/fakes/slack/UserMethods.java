// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import io.assentor.core.json.Json;

/** {@code auth.test} and {@code users.*}. */
final class UserMethods {

  private final Workspace workspace;

  UserMethods(Workspace workspace) {
    this.workspace = workspace;
  }

  Json.Obj authTest() {
    return Json.object()
        .put("ok", Json.Bool.TRUE)
        .put("url", "https://" + Workspace.DOMAIN + ".slack.com/")
        .put("team", "Fake")
        .put("user", "assentor")
        .put("team_id", Workspace.TEAM)
        .put("user_id", Workspace.BOT_USER)
        .put("bot_id", Workspace.BOT)
        .put("is_enterprise_install", Json.Bool.FALSE)
        .build();
  }

  Json.Obj info(Call call) {
    workspace.needScope("users:read");
    var user = workspace.user(call.required("user"));
    if (user == null) {
      throw Refused.because("user_not_found");
    }
    return answer(user);
  }

  /** Finds members of the workspace only, and nobody who was deactivated, as Slack does. */
  Json.Obj lookupByEmail(Call call) {
    workspace.needScope("users:read.email");
    var email = call.required("email");
    return answer(
        workspace.users().stream()
            .filter(it -> it.email().equalsIgnoreCase(email))
            .filter(it -> !it.deleted() && !it.stranger() && it.team().equals(Workspace.TEAM))
            .findFirst()
            .orElseThrow(() -> Refused.because("users_not_found")));
  }

  private Json.Obj answer(User user) {
    boolean shown = workspace.hasScope("users:read.email") && !user.email().isEmpty();
    var email = shown ? user.email() : null;
    var profile =
        Json.object()
            .put("real_name", user.name())
            .put("display_name", user.name())
            .put("team", user.team())
            .put("email", email)
            .build();
    var json =
        Json.object()
            .put("id", user.id())
            .put("team_id", user.team())
            .put("name", user.name())
            .put("real_name", user.name())
            .put("deleted", Json.Bool.of(user.deleted()))
            .put("is_bot", Json.Bool.of(user.bot()))
            .put("is_app_user", Json.Bool.FALSE)
            .put("is_restricted", Json.Bool.of(user.restricted()))
            .put("is_ultra_restricted", Json.Bool.of(user.ultraRestricted()))
            .put("is_stranger", user.stranger() ? Json.Bool.TRUE : null)
            .put("is_email_confirmed", Json.Bool.TRUE)
            .put("profile", profile)
            .build();
    return Json.object().put("ok", Json.Bool.TRUE).put("user", json).build();
  }
}
