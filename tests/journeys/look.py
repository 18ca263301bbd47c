"""Looking at a page as people do: in both languages and themes, wide and narrow, with and without eyes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LINT = (HERE / "layout_lint.js").read_text("utf-8")
SHOTS = HERE / "shots"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = (1440, 390)
THEMES = ("light", "dark")
LANGUAGES = ("zh-hans", "en")


@dataclass
class Looker:
    """One reader's window: who they are, in which language, theme and width."""

    browser: Browser
    url: str
    state: dict[str, Any] | None = None
    language: str = "zh-hans"
    theme: str = "light"
    width: int = 1440
    problems: list[str] = field(default_factory=list)

    @contextmanager
    def window(self) -> Iterator[Page]:
        """An open window; messages of the console and failed requests are problems."""
        context = self.browser.new_context(
            viewport={"width": self.width, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if self.theme == "dark" else "light",
            storage_state=self.state,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.on("console", lambda m: self.problems.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda fault: self.problems.append(f"script: {fault}"))
        try:
            yield page
        finally:
            context.close()

    def prefer(self, page: Page) -> None:
        """Switch to this reader's language and theme, as the buttons of the page do."""
        token = page.locator("meta[name=csrf-token]").get_attribute("content")
        said = {"language": self.language, "theme": self.theme, "next": "/account/"}
        form: Any = said | {"csrfmiddlewaretoken": token}
        page.request.post(f"{self.url}/preferences/", form=form, headers={"Referer": self.url}, max_redirects=0)


def check(page: Page, name: str) -> list[str]:
    """What is wrong with a page: rules of accessibility, and the layout. Keeps a picture."""
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    return [f"{name}: {fault}" for fault in [*axe(page), *page.evaluate(LINT)]]


def axe(page: Page) -> list[str]:
    """Violations of the accessibility rules, each with its first element."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(r => r.violations)", RULES)
    return [f"axe {v['id']} ×{len(v['nodes'])}: {_said(v['nodes'][0])}" for v in found]


def _said(node: dict[str, Any]) -> str:
    why = str(node.get("failureSummary", "")).replace("\n", " ")
    return f"{node['html'][:160]} {why[:200]}"


def readers(browser: Browser, url: str, password: str) -> Callable[..., Looker]:
    """Windows of people by name; each signs in once and keeps the cookies."""
    known: dict[str, Any] = {}

    def make(name: str, **how: Any) -> Looker:
        if name not in known:
            with Looker(browser, url).window() as page:
                page.goto(f"{url}/sign-in/")
                page.fill("[name=username]", name)
                page.fill("[name=password]", password)
                page.click("main button")
                page.wait_for_url(lambda at: "sign-in" not in at)
                known[name] = page.context.storage_state()
        return Looker(browser, url, known[name], **how)

    return make
