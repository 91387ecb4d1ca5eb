// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api.pages;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.thymeleaf.context.Context;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Our templates, without a web server. */
final class Templates {

  private static final SpringTemplateEngine ENGINE = engine();

  private Templates() {}

  private static SpringTemplateEngine engine() {
    var resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("templates/");
    resolver.setSuffix(".html");
    var engine = new SpringTemplateEngine();
    engine.setTemplateResolver(resolver);
    engine.setLinkBuilder(new Links());
    return engine;
  }

  /** Without a web server there is no context path. */
  private static final class Links extends StandardLinkBuilder {
    @Override
    protected String computeContextPath(
        IExpressionContext context, String base, Map<String, Object> parameters) {
      return "";
    }

    @Override
    protected String processLink(IExpressionContext context, String link) {
      return link;
    }
  }

  /** Draws a whole template. */
  static String page(String name, Map<String, Object> model) {
    return ENGINE.process(name, new Context(Locale.ROOT, model));
  }

  /** Draws one fragment of a template. */
  static String fragment(String name, String fragment, Map<String, Object> model) {
    return ENGINE.process(name, Set.of(fragment), new Context(Locale.ROOT, model));
  }
}
