// A form is sent once: a second tap on a slow line does nothing. The server would know the key again anyway.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.once === "sent") {
    event.preventDefault();
    return;
  }
  form.dataset.once = "sent";
});

// The browser's back button may show the page as it was left: it may be sent anew.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once=sent]")) form.dataset.once = "";
});
