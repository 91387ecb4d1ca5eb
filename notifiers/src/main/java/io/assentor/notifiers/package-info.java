/** The list of channels; one package below each. */
@NullMarked
package io.assentor.notifiers;

import org.jspecify.annotations.NullMarked;
