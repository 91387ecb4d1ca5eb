// Copyright The Assentor Authors
// SPDX-License-Identifier: Apache-2.0
//
// Keys, and what must survive a refresh. Everything else works without this file.
(() => {
  'use strict';
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  // What htmx puts in place of the list must not take focus or choices away.
  let kept = null;
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.detail.target?.id !== 'list') return;
    const row = document.activeElement?.closest('.row');
    kept = {
      focus: document.activeElement?.id,
      index: row ? all('.row').indexOf(row) : -1,
      picked: all('#list input:checked').map((box) => box.id),
    };
  });
  document.addEventListener('htmx:afterSwap', () => {
    if (!kept) return;
    kept.picked.forEach((id) => {
      const box = document.getElementById(id);
      if (box) box.checked = true;
    });
    const same = kept.focus && document.getElementById(kept.focus);
    const links = all('.row .open');
    if (same) same.focus({ preventScroll: true });
    else if (kept.index >= 0 && links.length) links[Math.min(kept.index, links.length - 1)].focus();
    kept = null;
  });

  // Nothing takes the place of what somebody is writing while there is something left to decide.
  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const words = event.detail.target?.querySelector('textarea');
    const busy = words && (words.value || words === document.activeElement);
    if (busy && event.detail.fragment.querySelector('#approve, #again')) event.detail.shouldSwap = false;
  });

  // Whoever is signed out keeps what they wrote, and hears of it.
  let gone = false;
  document.addEventListener('htmx:responseError', (event) => {
    gone = gone || [401, 403, 404].includes(event.detail.xhr.status);
    if (gone) one('#gone').hidden = false;
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
    const next = at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + by));
    links[next]?.focus();
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
