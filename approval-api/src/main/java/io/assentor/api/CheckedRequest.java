// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose parameters were read by {@link QueryString}, so that no later code sees a
 * malformed one, and whose body must arrive in time.
 */
final class CheckedRequest extends HttpServletRequestWrapper {

  /** The largest form: a call to explain, with every character escaped. */
  static final int MAX_FORM_BYTES = 1 << 20;

  /** The largest form before sign-in: an answer of an issuer. */
  static final int MAX_ANONYMOUS_FORM_BYTES = 1 << 16;

  /** The text of a form, the decoded values, and one copy of a value. */
  private static final int PER_BYTE = 6;

  private final Map<String, List<String>> parameters;
  private final Duration bodyTime;
  private @Nullable ServletInputStream body;

  private CheckedRequest(
      HttpServletRequest request, Map<String, List<String>> query, Duration bodyTime) {
    super(request);
    this.parameters = new LinkedHashMap<>(query);
    this.bodyTime = bodyTime;
  }

  /**
   * Reads the query string and, if it is a form, the body.
   *
   * @param bodyTime for all of a body, however slowly each byte comes
   * @throws QueryString.MalformedException if they cannot be decoded
   * @throws TooLargeException if a form exceeds its limit
   * @throws TimedInput.SlowBodyException if a form does not arrive in that time
   */
  static CheckedRequest of(HttpServletRequest request, Duration bodyTime) throws IOException {
    var checked =
        new CheckedRequest(request, QueryString.parse(request.getQueryString()), bodyTime);
    if (isForm(request)) {
      int most = RequestWorkFilter.isAnonymous(request) ? MAX_ANONYMOUS_FORM_BYTES : MAX_FORM_BYTES;
      var bytes = ArrivingBytes.of(checked, most).orElseThrow(() -> new TooLargeException(most));
      RequestWorkFilter.arriving(request).charge((long) PER_BYTE * bytes.length);
      QueryString.parse(new String(bytes, StandardCharsets.ISO_8859_1))
          .forEach((name, values) -> checked.values(name).addAll(values));
    }
    return checked;
  }

  /** The API has no forms, and channels read their bodies themselves. */
  private static boolean isForm(HttpServletRequest request) {
    var type = request.getContentType();
    return type != null
        && type.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33)
        && !request.getMethod().equals("GET")
        && !request.getMethod().equals("HEAD")
        && !ApiPaths.isApi(request);
  }

  private List<String> values(String name) {
    return parameters.computeIfAbsent(name, key -> new ArrayList<>(1));
  }

  @Override
  public @Nullable String getParameter(String name) {
    var values = parameters.get(name);
    return values == null ? null : values.getFirst();
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    var values = parameters.get(name);
    return values == null ? null : values.toArray(String[]::new);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    var map = new LinkedHashMap<String, String[]>();
    parameters.forEach((name, values) -> map.put(name, values.toArray(String[]::new)));
    return map;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    var stream = body;
    if (stream == null) {
      stream = new TimedBody(super.getInputStream(), bodyTime);
      body = stream;
    }
    return stream;
  }

  /** A form exceeds its limit. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private final int most;

    TooLargeException(int most) {
      this.most = most;
    }

    /** Returns the limit in bytes. */
    int most() {
      return most;
    }
  }

  /** Returns the container's body, with a time limit. */
  private static final class TimedBody extends ServletInputStream {

    private final ServletInputStream body;
    private final TimedInput timed;

    TimedBody(ServletInputStream body, Duration time) {
      this.body = body;
      this.timed = new TimedInput(body, time, System::nanoTime);
    }

    @Override
    public int read() throws IOException {
      return timed.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return timed.read(bytes, from, length);
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
