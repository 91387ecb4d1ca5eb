/**
 * What untrusted text looks like to a person: control, bidirectional and invisible characters are
 * shown escaped, so that two different texts never look the same. And which name a slip meant.
 */
@NullMarked
package io.assentor.core.text;

import org.jspecify.annotations.NullMarked;
