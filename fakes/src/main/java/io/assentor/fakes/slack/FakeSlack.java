// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.fakes.slack;

import com.sun.net.httpserver.HttpServer;
import io.assentor.core.json.Json;
import io.assentor.fakes.slack.Workspace.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A Slack workspace with one app in it, on loopback. It remembers what it is told, holds its client
 * to what Slack documents, and fails as it is told to. The app is tested through {@link #apiBase()}
 * and through the clicks of {@link #person people}.
 *
 * <p>Safe for use by many threads. Random faults depend on nothing but their seed and the order of
 * the calls of each method.
 */
public final class FakeSlack implements AutoCloseable {

  public static final String BOT_TOKEN = Workspace.BOT_TOKEN;
  public static final String APP_TOKEN = Workspace.APP_TOKEN;
  public static final String SIGNING_SECRET = Workspace.SIGNING_SECRET;
  public static final String TEAM = Workspace.TEAM;

  private final Workspace workspace;
  private final Misbehaviour misbehaviour;
  private final Modals modals;
  private final Sockets sockets;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final URI base;
  private final WebApi api;
  private final Interactions interactions;

  private FakeSlack(InstantSource time) throws IOException, InterruptedException {
    workspace = new Workspace(time);
    misbehaviour = new Misbehaviour(workspace::nanoTime);
    modals = new Modals(workspace);
    sockets = new Sockets(workspace);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    var urls = new ResponseUrls(workspace, base);
    api = new WebApi(workspace, misbehaviour, modals, sockets);
    interactions = new Interactions(workspace, modals, urls, sockets);
    sockets.start();
    server.createContext("/api/", api::handle);
    server.createContext(ResponseUrls.PATH, urls::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** A new workspace with nobody in it, on ports of its own. */
  public static FakeSlack start() {
    return start(InstantSource.system());
  }

  /**
   * The same, by another clock: it stamps messages and signatures, and counts the second of {@code
   * Retry-After}, the pace of channels and the life of triggers and response URLs.
   */
  public static FakeSlack start(InstantSource time) {
    try {
      return new FakeSlack(time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The address of the web API, with the slash at its end. */
  public String apiBase() {
    return base + "/api/";
  }

  /** A full member of {@link #TEAM}. */
  public FakeSlack withUser(String id, String name, String email) {
    return withUser(new User(id, TEAM, name, email, false, false, false, false, false));
  }

  public FakeSlack withUser(User user) {
    workspace.put(user);
    return this;
  }

  /** A channel of which the bot is a member. */
  public FakeSlack withChannel(String id, String name) {
    return withChannel(new Channel(id, name, true, false, false));
  }

  public FakeSlack withChannel(Channel channel) {
    workspace.put(channel);
    return this;
  }

  /** Archives a channel: nothing can be said there any more. */
  public void archive(String channel) {
    var it = channel(channel);
    workspace.put(new Channel(it.id(), it.name(), it.member(), true, it.external()));
  }

  /** This channel's id is not good any more: it was moved to another workspace, or deleted. */
  public void remove(String channel) {
    workspace.remove(channel);
  }

  /** The bot's direct messages with a person have another channel id from now on. */
  public void moveDirectMessages(String user, String channel) {
    workspace.moveDm(user, channel);
  }

  /** The bot's direct messages with a person were closed: it must open them again. */
  public void closeDirectMessages(String user) {
    workspace.closeDm(user);
  }

  /** The app was removed from the workspace: every call with its token is refused, as this. */
  public void revokeToken(String error) {
    api.refuseTokens(error);
  }

  /** Every call of a method is refused with one of Slack's errors; null ends that. */
  public void refuse(String method, @Nullable String error) {
    misbehaviour.refuse(method, error);
  }

  /** Something happens right before the next call of a method is served. */
  public void before(String method, Runnable event) {
    api.before(method, event);
  }

  /** The bot is no member of this channel any more. */
  public void expel(String channel) {
    var it = channel(channel);
    workspace.put(new Channel(it.id(), it.name(), false, it.archived(), it.external()));
  }

  /** Somebody deletes a message. With replies, "This message was deleted" stays in its place. */
  public void delete(Message message) {
    workspace.delete(message.channel(), message.ts());
  }

  /** The workspace's time for editing is over for every message there is now. */
  public void closeEditWindow() {
    workspace.freeze();
  }

  /** Replies to a deleted message are refused, instead of being posted beside it. */
  public void refuseDeadThreads() {
    misbehaviour.refuseDeadThreads();
  }

  /** The messages of one channel that were not deleted. */
  public List<Message> visible(String channel) {
    synchronized (workspace) {
      return workspace.posts().stream()
          .filter(it -> it.channel.equals(channel))
          .map(Workspace.Post::message)
          .toList();
    }
  }

  /** This person has left the company. */
  public void deactivate(String user) {
    workspace.deactivate(user(user));
  }

  /** The bot was installed without this scope. */
  public FakeSlack withoutScope(String scope) {
    workspace.revoke(scope);
    return this;
  }

  /** The app has this request URL; without one, clicks go to clients of Socket Mode. */
  public FakeSlack sendingClicksTo(URI interactivityUrl) {
    interactions.sendTo(interactivityUrl);
    return this;
  }

  /** Every message that was ever posted, in order, as it stands now. */
  public List<Message> messages() {
    return workspace.messages();
  }

  /** The same of one channel; see {@link #dmOf} for direct messages. */
  public List<Message> messages(String channel) {
    return messages().stream().filter(it -> it.channel().equals(channel)).toList();
  }

  /** The channel of the bot's direct messages with a person: U123 has D123. */
  public String dmOf(String user) {
    return workspace.dmOf(user);
  }

  /**
   * A message as it stands now.
   *
   * @throws NoSuchElementException if there is none, or it was deleted
   */
  public Message message(String channel, String ts) {
    synchronized (workspace) {
      var post = workspace.find(channel, ts);
      if (post == null) {
        throw new NoSuchElementException("no message " + ts + " in " + channel);
      }
      return post.message();
    }
  }

  /** What was said to one person alone, through a response_url or chat.postEphemeral, in order. */
  public List<Ephemeral> ephemerals() {
    return workspace.ephemerals();
  }

  /** How often a method of the web API was called, refused and failed calls included. */
  public int requests(String method) {
    return api.requests(method);
  }

  /** The next so many calls of a method meet this fault, after those that were ordered before. */
  public void failNext(String method, Fault fault, int times) {
    misbehaviour.failNext(method, fault, times);
  }

  /**
   * This share of the calls of chat, conversations, users and views meets one of these faults.
   *
   * @param share from 0, which stops it, to 1
   */
  public void failRandomly(double share, long seed, Fault... faults) {
    misbehaviour.failRandomly(share, seed, List.of(faults));
  }

  /** How late {@link Fault#SLOW} is; by a real clock, since it keeps a real client waiting. */
  public void late(Duration late) {
    api.late(late);
  }

  /**
   * How long the app may take to answer an interaction; three seconds, as Slack has it, at first.
   */
  public void patience(Duration patience) {
    sockets.patience(patience);
  }

  /** Whether a channel takes but one message a second, after a burst of three; it does at first. */
  public void enforcePace(boolean on) {
    misbehaviour.enforcePace(on);
  }

  /** Everything a client did against what Slack documents, in order. */
  public List<String> violations() {
    return workspace.violations();
  }

  /**
   * A person, for clicking.
   *
   * @throws NoSuchElementException if there is nobody with this id
   */
  public Person person(String userId) {
    user(userId);
    return new Person(userId);
  }

  /**
   * Posts these very bytes to the app's request URL, or without one sends them through a socket: a
   * replay, or a forgery.
   */
  public Click deliver(byte[] raw, Map<String, String> headers) {
    return interactions.deliver(raw, headers);
  }

  /** The headers with which Slack would send this body at this time. */
  public Map<String, String> sign(byte[] raw, Instant at) {
    return Interactions.sign(raw, at);
  }

  /** The body of a click at this button, by whomever: nobody is asked whether it exists. */
  public byte[] blockActions(String userId, String userTeam, Message message, Json.Obj button) {
    var user = new User(userId, userTeam, userId, "", false, false, false, false, false);
    return Interactions.form(interactions.blockActions(user, message, button));
  }

  /** Clients of Socket Mode that are connected now. */
  public int sockets() {
    return sockets.connected();
  }

  /** Asks all clients of Socket Mode to connect anew and closes, as Slack does every few hours. */
  public void disconnectSockets() {
    sockets.disconnect();
  }

  /**
   * Sends the last envelope once more, as Slack does when it saw no acknowledgement.
   *
   * @throws IllegalStateException if there was none
   */
  public Click redeliver() {
    return sockets.redeliver();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    sockets.close();
    interactions.close();
  }

  private User user(String id) {
    var user = workspace.user(id);
    if (user == null) {
      throw new NoSuchElementException("no user " + id);
    }
    return user;
  }

  private Channel channel(String id) {
    var channel = workspace.channel(id);
    if (channel == null) {
      throw new NoSuchElementException("no channel " + id);
    }
    return channel;
  }

  /** Somebody in front of their Slack. */
  public final class Person {

    private final String id;

    private Person(String id) {
      this.id = id;
    }

    /**
     * Presses a button of this message as it stands now, and confirms where the button asks.
     *
     * @throws IllegalStateException if the message has no such button now
     */
    public Click click(Message message, String actionId) {
      return clickAs(message(message.channel(), message.ts()), actionId);
    }

    /**
     * Presses a button of this copy of a message, which may be outdated.
     *
     * @throws IllegalStateException if the copy has no such button
     */
    public Click clickAs(Message shownEarlier, String actionId) {
      return interactions.click(user(id), shownEarlier, actionId);
    }

    /**
     * Submits a modal, and does with it what the app answers.
     *
     * @param values by block: the text of a text input, or the value of the option to choose; other
     *     blocks stay as the modal shows them at first
     * @throws IllegalStateException if the modal is closed, or does not let this be submitted
     */
    public Click submit(View view, Map<String, String> values) {
      return interactions.submit(user(id), view, values);
    }

    /** The open modals, newest last. */
    public List<View> views() {
      return modals.views(id);
    }

    /** Posts a message in a channel, as people do. */
    public Message say(String channel, String text) {
      return workspace.post(channel, id, null, new Content(text, Tree.NOTHING, null)).message();
    }
  }
}
