// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Answers the API in JSON whatever a request's {@code Accept} says (RFC 9110 section 12.4.1 allows
 * it). Spring negotiates when it writes an answer, which is after the command: a 406 would then
 * hide that the command was carried out, and a release would be lost.
 */
final class JsonAnswers implements WebMvcConfigurer {

  @Override
  public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
    configurer.strategies(List.of(new ByPath(new HeaderContentNegotiationStrategy())));
  }

  /** Pages are negotiated as usual. */
  private record ByPath(ContentNegotiationStrategy ofPages) implements ContentNegotiationStrategy {

    private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);

    @Override
    public List<MediaType> resolveMediaTypes(NativeWebRequest request)
        throws HttpMediaTypeNotAcceptableException {
      var http = request.getNativeRequest(HttpServletRequest.class);
      return http != null && ApiPaths.isApi(http) ? JSON : ofPages.resolveMediaTypes(request);
    }
  }
}
