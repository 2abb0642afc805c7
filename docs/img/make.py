"""The README's pictures: `paperledge serve --home day`, then `python docs/img/make.py http://127.0.0.1:8765`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main(address: str) -> None:
    """Day and episode, wide and narrow."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name, width, height in (("wide", 1180, 1000), ("narrow", 390, 844)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.screenshot(path=HERE / f"day-{name}.png")
            page.goto(address + str(page.locator("a[href*='episode/']").first.get_attribute("href")))
            claims = page.locator("details")
            for number in range(3, min(claims.count(), 8)):
                claims.nth(number).locator("summary").click()
            page.screenshot(path=HERE / f"episode-{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
