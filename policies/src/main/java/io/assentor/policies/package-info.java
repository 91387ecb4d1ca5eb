/**
 * Policy and directory files in YAML, with rules in CEL. A file with errors is refused; every
 * evaluation error counts as requiring approval.
 */
@NullMarked
package io.assentor.policies;

import org.jspecify.annotations.NullMarked;
