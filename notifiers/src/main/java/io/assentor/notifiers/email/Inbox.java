// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.notifiers.email;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session with the INBOX of an IMAP server (RFC 3501). Nothing is moved or deleted, and only
 * recorded bounces are marked as read. However much mail there is, little of it is loaded.
 */
final class Inbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** Mail servers retry for five days (RFC 5321, 4.5.4.1); older mail concerns closed requests. */
  private static final Duration RECENT = Duration.ofDays(7);

  private static final int MAX_UNREAD = 1_000;

  /** In bytes; Exchange begins with some 50 kB for people. */
  static final int MAX_LENGTH = 256 * 1024;

  private final Store store;
  private final IMAPFolder folder;

  private Inbox(Store store, IMAPFolder folder) {
    this.store = store;
    this.folder = folder;
  }

  /** An unread mail. Its number identifies it while {@link #validity} is the same. */
  record Mail(long uid, IMAPMessage message) {}

  /**
   * Connects.
   *
   * @param trust trusted certificates; absent: those of the Java runtime
   */
  static Inbox open(ImapSettings settings, @Nullable SSLSocketFactory trust)
      throws MessagingException {
    var store = Session.getInstance(properties(settings, trust)).getStore("imap");
    try {
      store.connect(settings.host(), settings.port(), settings.user(), settings.password());
      var folder = (IMAPFolder) store.getFolder("INBOX");
      folder.open(Folder.READ_WRITE);
      return new Inbox(store, folder);
    } catch (MessagingException | RuntimeException e) {
      close(store);
      throw e;
    }
  }

  private static Properties properties(ImapSettings settings, @Nullable SSLSocketFactory trust) {
    boolean implicit = settings.port() == ImapSettings.IMAPS;
    var properties = new Properties();
    properties.put("mail.imap.ssl.enable", Boolean.toString(implicit));
    properties.put("mail.imap.starttls.enable", Boolean.toString(settings.startTls()));
    properties.put("mail.imap.starttls.required", Boolean.toString(settings.startTls()));
    properties.put("mail.imap.ssl.checkserveridentity", "true");
    properties.put("mail.imap.ssl.protocols", "TLSv1.2 TLSv1.3");
    properties.put("mail.imap.connectiontimeout", Long.toString(CONNECT.toMillis()));
    properties.put("mail.imap.timeout", Long.toString(SILENCE.toMillis()));
    properties.put("mail.imap.writetimeout", Long.toString(SILENCE.toMillis()));
    // Reads in parts, without marking mail as read.
    properties.put("mail.imap.peek", "true");
    properties.put("mail.imap.fetchsize", Integer.toString(MAX_LENGTH / 4));
    // Otherwise all mail of a server that cannot search would be loaded and searched here.
    properties.put("mail.imap.throwsearchexception", "true");
    if (trust != null) {
      properties.put("mail.imap.ssl.socketFactory", trust);
    }
    return properties;
  }

  /** If it has changed, numbers identify other mails (RFC 3501, 2.3.1.1). */
  long validity() throws MessagingException {
    return folder.getUIDValidity();
  }

  /** Returns recent unread mails, newest first, at most a thousand. */
  List<Mail> unread() throws MessagingException {
    var since = Date.from(Instant.now().minus(RECENT));
    var found =
        folder.search(
            new AndTerm(
                new FlagTerm(new Flags(Flags.Flag.SEEN), false),
                new ReceivedDateTerm(ComparisonTerm.GE, since)));
    var newest = Arrays.copyOfRange(found, Math.max(0, found.length - MAX_UNREAD), found.length);
    var uids = new FetchProfile();
    uids.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(newest, uids);
    var mails = new ArrayList<Mail>();
    for (Message message : newest) {
      if (!message.isExpunged()) {
        mails.addFirst(new Mail(folder.getUID(message), (IMAPMessage) message));
      }
    }
    return mails;
  }

  /** Returns its beginning: at most {@link #MAX_LENGTH} bytes. */
  byte[] beginning(Mail mail) throws MessagingException {
    try (var in = mail.message.getMimeStream()) {
      return in.readNBytes(MAX_LENGTH);
    } catch (IOException e) {
      throw new MessagingException("a mail that cannot be read", e);
    }
  }

  void markRead(Mail mail) throws MessagingException {
    mail.message.setFlag(Flags.Flag.SEEN, true);
  }

  /** Returns whether the connection is open. */
  boolean isOpen() {
    return folder.isOpen();
  }

  @Override
  public void close() {
    close(store);
  }

  /** Earlier commands were carried out, however the connection ends. */
  private static void close(Store store) {
    try {
      store.close();
    } catch (MessagingException e) {
      LOG.debug("an IMAP connection that did not end well", e);
    }
  }
}
