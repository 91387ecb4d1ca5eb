/**
 * How untrusted text is shown to people: control, bidirectional and invisible characters are
 * escaped, so that two different texts never look the same. Also finds the name that a typing error
 * meant.
 */
@NullMarked
package io.assentor.core.text;

import org.jspecify.annotations.NullMarked;
