// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.VisibleCharacters;
import io.assentor.core.text.DisplayText;
import io.assentor.core.text.LogLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Reads tenant, subject and roles from a token or a sign-in. One without a tenant is refused.
 * Issuers name roles differently: Keycloak in {@code realm_access.roles}, Okta in {@code groups},
 * Entra in {@code roles} (application roles) or {@code groups} (object ids), Zitadel in {@code
 * urn:zitadel:iam:org:project:roles}.
 */
public final class TokenClaims implements Converter<Jwt, AbstractAuthenticationToken> {

  static final String TENANT = "tenant";

  /** For the person whose roles are missing; without a full stop, as part of a longer text. */
  static final String WHY_ROLES_ARE_MISSING =
      "The issuer left roles out of the token because the user is in too many groups; ask the"
          + " operator to fix that";

  private static final Logger LOG = LoggerFactory.getLogger(TokenClaims.class);

  /** Entra's overage: claims that it left out and where to ask for them (OpenID Connect, 5.6.2). */
  private static final String LEFT_OUT = "_claim_names";

  /** Entra's other overage, in tokens that come by a browser. */
  private static final String HAS_GROUPS = "hasgroups";

  private static final String GROUPS = "groups";

  /** A part of a distinguished name (RFC 4514) that was split at its commas. */
  private static final Pattern PART_OF_A_NAME = Pattern.compile("(?i)cn|ou|dc|o|uid");

  private final List<ClaimPath> paths;
  private final Map<String, String> map;
  private final Map<String, String> subjects;
  private final LogLimit limit = new LogLimit();

  private TokenClaims(
      List<ClaimPath> paths, Map<String, String> map, Map<String, String> subjects) {
    this.paths = paths;
    this.map = map;
    this.subjects = subjects;
  }

  /**
   * Reads tokens so.
   *
   * @param roleClaims claims that hold roles, separated by commas; see {@link ClaimPath}
   * @param roleMap the roles of their values, as {@code value=role} separated by commas, a value
   *     with commas in quotes; empty: values are roles; otherwise other values are ignored
   * @param subjectClaims the claim that identifies people permanently, as {@code issuer=claim}
   *     separated by commas; {@code sub} for issuers that are not named
   * @throws IllegalArgumentException if one of them has another form
   */
  public static TokenClaims reading(String roleClaims, String roleMap, String subjectClaims) {
    var paths = QuotedText.split(roleClaims, ',').stream().map(ClaimPath::of).toList();
    return new TokenClaims(
        paths, pairs(roleMap, "value=role"), pairs(subjectClaims, "issuer=claim"));
  }

  private static Map<String, String> pairs(String text, String expected) {
    var pairs = new HashMap<String, String>();
    if (text.isBlank()) {
      return pairs;
    }
    for (var entry : QuotedText.split(text, ',')) {
      int at = entry.lastIndexOf('=');
      var key = at < 1 ? "" : QuotedText.unquoted(entry.substring(0, at).strip());
      var value = QuotedText.unquoted(entry.substring(at + 1).strip());
      if (key.isEmpty() || value.isEmpty()) {
        throw new IllegalArgumentException(
            "\""
                + entry
                + "\" (expected: "
                + expected
                + ", in double quotes where it has a comma)");
      }
      if (PART_OF_A_NAME.matcher(entry.substring(0, at).strip()).matches()) {
        throw new IllegalArgumentException(
            "\"" + entry + "\" is a part of a name (expected: the whole name in double quotes)");
      }
      if (pairs.put(key, value) != null) {
        throw new IllegalArgumentException("\"" + key + "\" is there twice (expected: once)");
      }
    }
    return pairs;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    var known = Jwt.withTokenValue(jwt.getTokenValue()).headers(it -> it.putAll(jwt.getHeaders()));
    var token = known.claims(it -> it.putAll(withSubject(jwt.getClaims()))).build();
    if (!nameSomebody(token)) {
      throw new InvalidBearerTokenException("the token names no tenant, subject or issuer");
    }
    return new JwtAuthenticationToken(token, authorities(token));
  }

  /**
   * Returns the claims with the permanent subject: {@code sub}, or the claim that the operator
   * chose for the issuer. A token without that claim gets an empty subject, which is refused.
   */
  public Map<String, Object> withSubject(Map<String, Object> claims) {
    var claim = subjects.get(String.valueOf(claims.get(JwtClaimNames.ISS)));
    if (claim == null) {
      return claims;
    }
    var changed = new HashMap<>(claims);
    changed.put(JwtClaimNames.SUB, claims.get(claim) instanceof String subject ? subject : "");
    return changed;
  }

  /** An authority that marks that the issuer left out roles. It grants nothing. */
  enum Overage implements GrantedAuthority {
    ROLES_LEFT_OUT;

    @Override
    public String getAuthority() {
      return "roles-left-out";
    }
  }

  /** Returns whether the issuer left out roles and gave none. */
  public static boolean leftOutAllRoles(Collection<GrantedAuthority> authorities) {
    return authorities.size() == 1 && authorities.contains(Overage.ROLES_LEFT_OUT);
  }

  /**
   * Returns a sentence, without its full stop, on why roles may be missing; absent if none were
   * left out.
   */
  static @Nullable String note(Authentication authentication) {
    return authentication.getAuthorities().contains(Overage.ROLES_LEFT_OUT)
        ? WHY_ROLES_ARE_MISSING
        : null;
  }

  /** Returns whether the claims have tenant, issuer and subject. */
  public boolean nameSomebody(ClaimAccessor claims) {
    return Stream.of(TENANT, JwtClaimNames.ISS, JwtClaimNames.SUB)
        .map(claims::getClaimAsString)
        .allMatch(claim -> claim != null && VisibleCharacters.anyIn(claim));
  }

  /** Returns the roles in the claims, and {@link Overage#ROLES_LEFT_OUT} if there may be more. */
  public Collection<GrantedAuthority> authorities(ClaimAccessor claims) {
    var authorities = new ArrayList<GrantedAuthority>();
    var roles = new TreeSet<String>();
    for (var path : paths) {
      for (var value : path.values(claims.getClaims())) {
        var role = map.isEmpty() ? value : map.get(value);
        if (role != null && !role.isEmpty()) {
          roles.add(role);
        }
      }
    }
    roles.forEach(role -> authorities.add(new SimpleGrantedAuthority(role)));
    if (leavesRolesOut(claims)) {
      warn(claims);
      authorities.add(Overage.ROLES_LEFT_OUT);
    }
    return authorities;
  }

  /**
   * Returns whether the issuer says that it left out a claim with roles, because the person is in
   * too many groups for a token (Entra's overage).
   */
  boolean leavesRolesOut(ClaimAccessor claims) {
    boolean hasGroups = "true".equals(String.valueOf(claims.getClaims().get(HAS_GROUPS)));
    var names = claims.getClaims().get(LEFT_OUT);
    return paths.stream()
        .anyMatch(
            path ->
                (hasGroups && path.isIn(GROUPS))
                    || (names instanceof Map<?, ?> leftOut
                        && leftOut.keySet().stream()
                            .anyMatch(name -> path.isIn(String.valueOf(name)))));
  }

  private void warn(ClaimAccessor claims) {
    var issuer = Objects.requireNonNullElse(claims.getClaimAsString(JwtClaimNames.ISS), "");
    limit
        .admit(issuer)
        .ifPresent(
            more ->
                LOG.warn(
                    "Issuer {} left roles out of the token of {}: too many groups. Use application"
                        + " roles, or groups assigned to the application; see"
                        + " docs/policies.md{}",
                    DisplayText.line(issuer),
                    DisplayText.line(String.valueOf(claims.getClaimAsString(JwtClaimNames.SUB))),
                    more));
  }
}
