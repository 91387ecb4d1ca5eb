// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
// Computes fingerprints as Assentor does, and checks the published vectors. Node's own library only.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from './exact-json.mjs';

/** The RFC 8785 form; with exact, integers of 64 bits are their digits. */
export function canonical(value, exact) {
  if (typeof value === 'bigint') {
    if (!exact || value < -(2n ** 63n) || value >= 2n ** 64n) throw new Error(`refused: ${value}`);
    return value.toString();
  }
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Error(`refused: ${value}`);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, exact)).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const member = (name) => `${JSON.stringify(name)}:${canonical(value[name], exact)}`;
  return `{${Object.keys(value).sort().map(member).join()}}`; // sort() is by UTF-16 code units
}

/** Of {server, name, definitionHash?, arguments}; the salt is 16 bytes. */
export function fingerprint(call, salt, exact = false) {
  const digest = createHash('sha256').update(`assentor-call-${exact ? 2 : 1}\n`).update(salt);
  const text = digest.update(canonical(call, exact)).digest('base64url');
  return exact ? `2.${text}` : text;
}

function refuses(text, exact) {
  try {
    return canonical(parse(text), exact) === undefined;
  } catch {
    return true;
  }
}

function expect(holds, what) {
  if (!holds) throw new Error(`does not hold: ${what}`);
}

for (const path of process.argv.slice(2)) { // fingerprint.mjs docs/vectors/*.json
  const { integers, vectors, refused = [] } = JSON.parse(readFileSync(path));
  const exact = integers === 'exact';
  for (const { name, json, salt, ...expected } of vectors) {
    const call = parse(json);
    expect(canonical(call, exact) === expected.canonical, name);
    expect(fingerprint(call, Buffer.from(salt, 'hex'), exact) === expected.fingerprint, name);
  }
  refused.forEach((text) => expect(refuses(text, exact), text));
  console.log(`ok: ${path}: ${vectors.length} vectors, ${refused.length} refusals`);
}
