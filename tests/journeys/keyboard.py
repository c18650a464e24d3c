"""A page that is used with the keyboard alone: what cannot be reached or seen with it fails."""

from playwright.sync_api import Download, Page

MOST_TABS = 80
REACHED = "wanted => document.activeElement.matches(wanted)"
# What the eye would miss at the element that has the focus; empty when nothing.
UNSEEN = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const reached = document.activeElement;
  const style = getComputedStyle(reached);
  if (!reached.matches(":focus-visible")) return "the browser shows no focus";
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
  const box = reached.getClientRects()[0];
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "outside the window";
  const above = document.elementFromPoint(x, y);
  if (!reached.contains(above)) return `covered by ${above.outerHTML.slice(0, 80)}`;
  return "";
}"""


class Keyboard:
    """The hands of somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        # Who listens from the beginning misses no window that asks for a file.
        page.on("filechooser", lambda _chooser: None)

    def walk_to(self, wanted: str, *, back: bool = False) -> None:
        """Press Tab, or Shift and Tab, until that element has the focus, and see that it has."""
        for _ in range(MOST_TABS):
            self.keys.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate(REACHED, wanted):
                break
        else:
            raise AssertionError(f"{wanted} is not reached on {self.page.url}")
        unseen = self.page.evaluate(UNSEEN)
        assert unseen == "", f"{wanted} on {self.page.url}: {unseen}"

    def press(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.keys.press(key)

    def follow(self, wanted: str, *, back: bool = False) -> None:
        """A link or a button that leads to another page."""
        self.walk_to(wanted, back=back)
        self.press("Enter")

    def go_on(self) -> None:
        """The primary button of the page."""
        self.follow("main form .actions button")

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            self.walk_to(f"[name={name}]")
            self.keys.type(text)

    def choose(self, name: str, value: str = "") -> None:
        """A choice of a group; without a value the first."""
        self.walk_to(f"input[type=radio][name={name}]")
        self.keys.press("Space")
        for _ in range(len(self.page.query_selector_all(f"input[name={name}]"))):
            if self.page.evaluate(REACHED, f"[value='{value}']:checked" if value else ":checked"):
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"{name} has no choice {value} on {self.page.url}")

    def tick(self, name: str) -> None:
        self.walk_to(f"input[type=checkbox][name={name}]")
        self.keys.press("Space")

    def attach(self, name: str, path: str) -> None:
        """Choose a file in the window that the browser opens."""
        self.walk_to(f"input[type=file][name={name}]")
        with self.page.expect_file_chooser() as chooser:
            self.keys.press("Enter")
        chooser.value.set_files(path)

    def download(self, wanted: str) -> Download:
        self.walk_to(wanted)
        with self.page.expect_download() as file:
            self.keys.press("Enter")
        return file.value
