// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
// JSON whose integers survive: JSON.parse makes 9007199254740992 of 9007199254740993.
import { randomUUID } from 'node:crypto';

const MARK = randomUUID(); // no text from outside can begin with it
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

const isLong = (token) => /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));

/** As JSON.parse, but an integer that a double would round is a BigInt. */
export function parse(text) {
  const marked = text.replace(TOKEN, (token) => (isLong(token) ? `"${MARK}${token}"` : token));
  return JSON.parse(marked, (name, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value);
}

/** As JSON.stringify, but a BigInt is its digits. */
export function stringify(value) {
  const marked = JSON.stringify(value, (name, it) => (typeof it === 'bigint' ? MARK + it : it));
  return marked.replace(MARKED, '$1');
}
