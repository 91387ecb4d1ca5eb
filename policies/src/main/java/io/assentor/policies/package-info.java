/**
 * Policy and directory files: YAML, with rules in CEL over {@code tool} and {@code args}. A file
 * that does not load whole is refused; every evaluation error counts towards asking someone.
 */
@NullMarked
package io.assentor.policies;

import org.jspecify.annotations.NullMarked;
