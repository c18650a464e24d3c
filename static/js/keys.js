// Single keys press the buttons of the desk that show them; a page without [data-keys] has none, as for who
// switched them off for the account.
"use strict";

const switchedOn = document.querySelector("[data-keys]") !== null;
const ARABIC = /^[\u0600-\u06ff]/;

// An Arabic keyboard types no Latin letter and its own question mark: there the place of the key counts.
function keyOf(event) {
  const typed = event.key.toLowerCase();
  if (typed === "؟") return "?";
  if (ARABIC.test(typed) && event.code === "Slash") return event.shiftKey ? "?" : "/";
  if (/^[a-z?/]$/.test(typed) || !/^Key[A-Z]$/.test(event.code)) return typed;
  return event.code.slice(3).toLowerCase();
}

// One row further or back; from outside the list to its first or last row.
function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const place = rows.indexOf(document.activeElement);
  const next = place < 0 ? (step > 0 ? 0 : rows.length - 1) : place + step;
  rows[next]?.focus();
}

function press(key) {
  const target = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}" i]`);
  if (!target) return false;
  if (target.matches("input")) target.focus();
  else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  if (!switchedOn || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const key = keyOf(event);
  const inList = event.target.matches("[data-row]");
  const steps = { j: 1, k: -1, ...(inList && { arrowdown: 1, arrowup: -1 }) };
  if (key in steps && document.querySelector("[data-row]")) move(steps[key]);
  // Enter presses what has the focus; only where nothing has it, the button that shows it.
  else if (event.repeat || (key === "enter" && event.target !== document.body) || !press(key)) return;
  event.preventDefault();
});
