// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
package io.assentor.api;

import io.assentor.core.json.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes the core's JSON trees in canonical form, so that what is shown is what was hashed. */
final class JsonModule extends SimpleModule {

  JsonModule() {
    super("assentor-json");
    addSerializer(Json.class, new Serializer());
  }

  private static final class Serializer extends StdSerializer<Json> {
    Serializer() {
      super(Json.class);
    }

    @Override
    public void serialize(Json json, JsonGenerator out, SerializationContext context) {
      out.writeRawValue(json.canonicalString());
    }
  }
}
