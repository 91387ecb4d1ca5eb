/** An MCP gateway that asks Assentor before every tool call. Copy it, and make it yours. */
@NullMarked
package io.assentor.samples.gateway;

import org.jspecify.annotations.NullMarked;
