// The pages of the panorama, one at a time: keys, remote controls, a click or a swipe. Without this file they are
// read by scrolling.
"use strict";

const slides = [...document.querySelectorAll(".slide")];
const place = document.querySelector("[data-place]");
const NEXT = new Set(["PageDown", "ArrowDown", " ", "Enter", "n"]);
const BACK = new Set(["PageUp", "ArrowUp", "Backspace", "p"]);
const SWIPE = 48; // pixels
let current = 0;
let typed = "";
let touchedAt = null;

function show(number, isFirst) {
  current = Math.min(Math.max(number, 0), slides.length - 1);
  slides.forEach((slide, each) => slide.toggleAttribute("data-current", each === current));
  place.textContent = `${current + 1} / ${slides.length}`;
  if (isFirst) return;
  history.replaceState(null, "", `#${slides[current].id}`);
  slides[current].focus({ preventScroll: true });
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

// The arrow that points to where reading goes on is the next page.
function stepOf(key) {
  if (NEXT.has(key)) return 1;
  if (BACK.has(key)) return -1;
  const onward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (key === onward) return 1;
  return key === "ArrowLeft" || key === "ArrowRight" ? -1 : 0;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key;
  if (/^[0-9]$/.test(key)) {
    typed += key;
    return;
  }
  if (key === "Enter" && typed) {
    show(Number(typed) - 1);
    typed = "";
    event.preventDefault();
    return;
  }
  typed = "";
  const step = stepOf(key) * (key === " " && event.shiftKey ? -1 : 1);
  if (step) show(current + step);
  else if (key === "Home") show(0);
  else if (key === "End") show(slides.length - 1);
  else if (event.code === "KeyF" || key === "F5") toggleFullScreen();
  // What remote controls send to make the hall look at the speaker.
  else if (event.code === "KeyB" || key === ".") document.body.toggleAttribute("data-dark");
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("a, button, summary")) show(current + 1);
});
document.querySelector("[data-full-screen]")?.addEventListener("click", toggleFullScreen);
document.addEventListener("touchstart", (event) => { touchedAt = event.touches[0].clientX; }, { passive: true });
document.addEventListener("touchend", (event) => {
  const moved = event.changedTouches[0].clientX - touchedAt;
  if (Math.abs(moved) < SWIPE) return;
  const isOnward = document.documentElement.dir === "rtl" ? moved > 0 : moved < 0;
  show(current + (isOnward ? 1 : -1));
}, { passive: true });
window.addEventListener("hashchange", () => show(slides.findIndex((slide) => `#${slide.id}` === location.hash)));

document.documentElement.setAttribute("data-deck", "");
show(Math.max(slides.findIndex((slide) => `#${slide.id}` === location.hash), 0), true);
