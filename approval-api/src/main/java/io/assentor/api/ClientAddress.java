// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the address a request comes from. {@code X-Forwarded-For} counts only where a configured
 * proxy wrote it: it is read from its end, up to the first address that is not such a proxy.
 */
public final class ClientAddress {

  /** One subscriber has at least this much of IPv6, so it counts as one address. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private static final int MAX_HOPS = 32;

  /** Literals only: a name would be looked up. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private final List<Network> proxies;

  /**
   * Trusts these proxies.
   *
   * @param proxies addresses, or networks such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if one is neither
   */
  public ClientAddress(List<String> proxies) {
    this.proxies = proxies.stream().map(String::strip).map(Network::of).toList();
  }

  /** Returns the address, or the first 64 bits of an IPv6 address, as a key to count by. */
  public String of(HttpServletRequest request) {
    var forwarded = Collections.list(request.getHeaders("X-Forwarded-For"));
    return of(request.getRemoteAddr(), forwarded);
  }

  /** As {@link #of(HttpServletRequest)}, for what wrote the last byte and each such header. */
  String of(String peer, List<String> forwarded) {
    return parse(peer).map(address -> key(client(address, hops(forwarded)))).orElse(peer);
  }

  private InetAddress client(InetAddress peer, List<String> hops) {
    var client = peer;
    for (var hop : hops.reversed()) {
      var next = parse(hop.strip());
      if (!isProxy(client) || next.isEmpty()) {
        return client;
      }
      client = next.get();
    }
    return client;
  }

  /** Returns the last ones, in order. */
  private static List<String> hops(List<String> forwarded) {
    var hops = String.join(",", forwarded).split(",", -1);
    return List.of(hops).subList(Math.max(0, hops.length - MAX_HOPS), hops.length);
  }

  private boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(network -> network.contains(address.getAddress()));
  }

  private static String key(InetAddress address) {
    var bytes = address.getAddress();
    int counted = Math.min(bytes.length, IPV6_NETWORK_BYTES);
    return HexFormat.of().formatHex(bytes, 0, counted);
  }

  private static Optional<InetAddress> parse(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Addresses that begin with the same bits. */
  private record Network(InetAddress address, int bits) {

    static Network of(String text) {
      var parts = text.split("/", -1);
      var address = parse(parts[0]);
      if (address.isPresent() && parts.length <= 2) {
        int all = address.get().getAddress().length * 8;
        var bits = parts.length == 1 ? Integer.toString(all) : parts[1];
        if (bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= all) {
          return new Network(address.get(), Integer.parseInt(bits));
        }
      }
      throw new IllegalArgumentException(
          text + " (expected: an address, or a network such as 10.0.0.0/8)");
    }

    boolean contains(byte[] other) {
      var mine = address.getAddress();
      if (mine.length != other.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit += 8) {
        int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit));
        if (((mine[bit / 8] ^ other[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
