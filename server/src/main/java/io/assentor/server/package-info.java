/**
 * Composes every module, by the lists in {@link io.assentor.server.Composition} and {@link
 * io.assentor.server.AssentorServer} and nothing else.
 */
@NullMarked
package io.assentor.server;

import org.jspecify.annotations.NullMarked;
