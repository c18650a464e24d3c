// What htmx puts in the place of the old content is told to who cannot see it. An answer that is another page (somebody
// has to sign in again, something went wrong) opens as a page, and so does one that did not come.
"use strict";

// htmx weighs more than a page: it is fetched when somebody reaches for what it serves. Until it is there links are links.
const htmxScript = document.currentScript.dataset.htmx;
const REACHES = ["pointerover", "touchstart", "focusin"];

function fetchHtmx() {
  const script = document.createElement("script");
  script.src = htmxScript;
  document.head.append(script);
}

function onReach({ target }) {
  if (!target.closest("[hx-boost]")) return;
  for (const name of REACHES) document.removeEventListener(name, onReach);
  // Before the page is complete htmx would wait for a moment that is over.
  if (document.readyState === "complete") fetchHtmx();
  else window.addEventListener("load", fetchHtmx, { once: true });
}

for (const name of REACHES) document.addEventListener(name, onReach, { passive: true });

const told = document.createElement("p");
told.className = "visually-hidden";
told.setAttribute("role", "status");
document.body.append(told);

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { xhr, pathInfo } = detail;
  if (xhr.status === 200 && new URL(xhr.responseURL).pathname === location.pathname) return;
  detail.shouldSwap = false;
  location.assign(pathInfo.finalRequestPath);
});

document.addEventListener("htmx:sendError", ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));

// Who pressed a link stays on it, to choose again; a button that is gone gives its place to the heading.
document.addEventListener("htmx:afterSettle", () => {
  const heading = document.querySelector("main h1");
  told.textContent = [heading, document.querySelector("[data-told]")].map((part) => part?.textContent.trim()).join(". ");
  if (document.activeElement !== document.body) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
});

// The way back and forth loads the page anew, also where it is walked before htmx is there.
const addressOf = () => location.pathname + location.search;
let shown = addressOf();
document.addEventListener("htmx:pushedIntoHistory", () => { shown = addressOf(); });
window.addEventListener("popstate", () => { if (addressOf() !== shown) location.reload(); });
