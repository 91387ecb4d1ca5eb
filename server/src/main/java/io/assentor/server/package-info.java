/**
 * The one deployable: composes every module, by the list in {@link
 * io.assentor.server.AssentorServer} and nothing else.
 */
@NullMarked
package io.assentor.server;

import org.jspecify.annotations.NullMarked;
