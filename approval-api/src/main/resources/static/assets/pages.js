// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
//
// Keys, and what must survive a refresh. Everything else works without this file.
(() => {
  'use strict';
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // What moved is said in a place that stays: one that is replaced is not heard by everybody.
  const say = (text) => {
    const said = one('#said');
    if (said) said.textContent = text;
  };

  // No finger may land on what has just come under it: while somebody points or types, the list
  // waits for its next turn, and a click right after it has moved does not count.
  const REST = 1000;
  const LONGEST_PRESS = 10000; // the end of a press can get lost
  const TOO_QUICK = 400;
  let busyUntil = 0;
  let moved = -Infinity;
  ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'keydown'].forEach((type) => {
    const rest = type === 'pointerdown' ? LONGEST_PRESS : REST;
    const held = (event) => type === 'pointermove' && event.buttons;
    document.addEventListener(type, (event) => {
      if (!held(event)) busyUntil = performance.now() + rest;
    }, { capture: true, passive: true });
  });
  document.addEventListener('click', (event) => {
    const pointed = event.detail > 0; // a key presses what has the focus, and that has not moved
    if (pointed && performance.now() - moved < TOO_QUICK && event.target.closest('#list, #severally')) {
      event.preventDefault();
      event.stopPropagation();
      say('The list just moved, so that click did not count. Click again.');
    }
  }, true);

  // What htmx puts in place of the list must not take focus or choices away.
  const listed = () => all('.row .open').map((link) => link.id);
  let kept = null;
  let place = 0; // where to go on from when the row that had the focus is gone
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target?.id !== 'list' || !event.detail.shouldSwap) return;
    if (performance.now() < busyUntil) {
      event.detail.shouldSwap = false;
      return;
    }
    const row = document.activeElement?.closest('.row');
    kept = {
      focus: document.activeElement?.id,
      index: row ? all('.row').indexOf(row) : -1,
      picked: all('#list input:checked').map((box) => box.id),
      listed: listed(),
    };
  });
  document.addEventListener('htmx:afterSwap', () => {
    if (!kept) return;
    const { focus, index, picked, listed: before } = kept;
    kept = null;
    picked.forEach((id) => {
      const box = document.getElementById(id);
      if (box) box.checked = true;
    });
    const same = focus && document.getElementById(focus);
    if (same) same.focus({ preventScroll: true });
    else if (index >= 0) {
      place = index;
      one('#list').focus({ preventScroll: true }); // not another request: a key would open that
    }
    const now = listed();
    if (now.join() === before.join()) return;
    moved = performance.now();
    const come = now.filter((id) => !before.includes(id)).length;
    const left = before.filter((id) => !now.includes(id)).length;
    say(`${come ? `${come} new, ` : ''}${left ? `${left} gone, ` : ''}${now.length} in the list.`);
  });

  // What became of one request.
  const told = () => one('#progress')?.dataset.told;
  let toldBefore = told();
  document.addEventListener('htmx:afterSwap', () => {
    if (told() !== toldBefore) say(told());
    toldBefore = told();
  });

  // Nothing takes the place of what somebody is writing while there is something left to decide.
  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const words = event.detail.target?.querySelector('textarea');
    const busy = words && (words.value || words === document.activeElement);
    if (busy && event.detail.fragment.querySelector('#deny, #again')) event.detail.shouldSwap = false;
  });

  // Whoever is signed out keeps what they wrote, and hears of it.
  let gone = false;
  document.addEventListener('htmx:responseError', (event) => {
    gone = gone || [401, 403, 404].includes(event.detail.xhr.status);
    if (gone) one('#gone').hidden = false;
    if (gone) document.body.classList.add('stale');
  });

  // A page that has not heard from the server for a while may no longer be true, and says so.
  const SILENT = 10000;
  const polls = one('[hx-trigger="every 2s"]');
  const stale = one('#stale');
  let heard = performance.now();
  let heardAt = new Date();
  document.addEventListener('htmx:afterRequest', (event) => {
    if (!event.detail.successful) return;
    heard = performance.now();
    heardAt = new Date();
  });
  if (polls && stale) {
    setInterval(() => {
      const silent = !gone && performance.now() - heard > SILENT;
      if (stale.hidden === !silent) return;
      one('#stale-since').textContent = heardAt.toLocaleTimeString(navigator.languages);
      stale.hidden = !silent;
      document.body.classList.toggle('stale', silent || gone);
    }, 500);
  }

  // Times in the reader's language and zone; in UTC on hover, and in records.
  const local = new Intl.DateTimeFormat(navigator.languages, { dateStyle: 'medium', timeStyle: 'medium' });
  const times = () => all('time[datetime]:not(.utc):not([data-utc])').forEach((time) => {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.valueOf())) return;
    time.dataset.utc = time.classList.contains('clock') ? time.title : time.textContent;
    if (time.classList.contains('clock')) time.title = `${local.format(at)} (${time.dataset.utc})`;
    else {
      time.title = time.dataset.utc;
      time.textContent = local.format(at);
    }
  });
  times();
  document.addEventListener('htmx:afterSettle', times);
  document.addEventListener('htmx:oobAfterSwap', times);

  // What is fetched comes in the place of its link; the focus goes on with what came.
  let before = null;
  document.addEventListener('htmx:beforeSwap', (event) => {
    const link = event.detail.target;
    if (link?.matches?.('.more-of, li:has(> .more-of:only-child)')) before = { parent: link.parentElement, sibling: link.previousElementSibling };
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (!before) return;
    const next = before.sibling ? before.sibling.nextElementSibling : before.parent.firstElementChild;
    before = null;
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
  });
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (gone) event.preventDefault();
  });

  // A double click is one click; the server would see to it, but need not.
  document.addEventListener('submit', (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = 'true';
    setTimeout(() => delete event.target.dataset.sent, 5000);
  });
  window.addEventListener('pageshow', () => all('form').forEach((form) => delete form.dataset.sent));

  // Keys: they only move; what decides is always a button that has focus.
  const on = () => localStorage.getItem('keys') !== 'off';
  const box = one('#keys');
  if (box) {
    const button = one('#keys-switch');
    const show = () => {
      button.setAttribute('aria-pressed', String(on()));
      button.textContent = 'Keyboard shortcuts ' + (on() ? 'on' : 'off');
    };
    button.addEventListener('click', () => {
      localStorage.setItem('keys', on() ? 'off' : 'on');
      show();
    });
    box.hidden = false;
    show();
  }

  const step = (by) => {
    const links = all('.row .open');
    const at = links.indexOf(document.activeElement?.closest('.row')?.querySelector('.open'));
    const next = at < 0 ? place + Math.min(by, 0) : at + by;
    place = 0;
    links[Math.max(0, Math.min(links.length - 1, next))]?.focus();
  };
  const go = (hash) => {
    const target = one(hash);
    if (target) target.focus();
    else if (document.activeElement?.matches('.row .open')) {
      location.href = document.activeElement.href + hash;
    }
  };
  document.addEventListener('keydown', (event) => {
    const busy = event.ctrlKey || event.metaKey || event.altKey;
    if (!on() || busy || event.target.closest('input, textarea, select')) {
      if (event.key === 'Escape') event.target.blur?.();
      return;
    }
    const keys = {
      j: () => step(1),
      k: () => step(-1),
      a: () => go('#approve'),
      d: () => go('#reason'),
      '/': () => one('#q')?.focus(),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  if (['#approve', '#reason'].includes(location.hash)) one(location.hash)?.focus();
})();
