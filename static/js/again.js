// Asks for the page again while something is being made, and puts the new part in the place of the old one.
(() => {
  const ask = async (part) => {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok) return part;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return part;
    if (!fresh.dataset.again) { location.reload(); return null; }
    part.replaceWith(fresh);
    return fresh;
  };
  const wait = (part) => {
    setTimeout(() => ask(part).then((next) => next && wait(next), () => wait(part)), 1000 * part.dataset.again);
  };
  document.querySelectorAll("[data-again]").forEach(wait);
})();
