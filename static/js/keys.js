// Single keys press the buttons of the desk that show them; the reader can switch this off, and the choice stays.
"use strict";

const box = document.getElementById("keys-switch");
const stored = "keys";

box.checked = localStorage.getItem(stored) !== "off";
box.closest("[hidden]").hidden = false;
box.addEventListener("change", () => localStorage.setItem(stored, box.checked ? "on" : "off"));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (!box.checked || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const typed = event.key.toLowerCase();
  // An Arabic keyboard types no Latin letter: there the place of the key counts.
  const key = /^[a-z]$/.test(typed) ? typed : event.code.replace(/^Key/, "").toLowerCase();
  const target = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
