#!/usr/bin/env python3
"""browser - what headless Chromium makes of pages

    browser.py [--shots FOLDER] PAGE...

Opens each page of a report from its file, at several widths, in light, dark
and in print, through ChromeDriver (W3C WebDriver, and the DevTools commands
that it passes on).  Prints a line for each thing that is not as it ought to
be, then how many were looked at; 77: Chromium cannot be started here.
--shots keeps what it saw, to be looked at.
"""
import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

WIDTHS = (320, 360, 768, 1280)
FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
    --disable-background-networking --disable-component-update --disable-sync
    --disable-dev-shm-usage --hide-scrollbars""".split()

# Text that is shown, with its contrast by WCAG 2 (1.4.3): the lowest first.
CONTRAST = """
const light = c => { c /= 255;
    return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
const luminance = c => .2126 * light(c[0]) + .7152 * light(c[1]) +
    .0722 * light(c[2]);
const read = s => s.match(/[\\d.]+/g).map(Number);
const behind = e => { for (; e; e = e.parentElement) {
    const c = read(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
const all = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let t; t = texts.nextNode(); ) {
    if (!t.data.trim() || !t.parentElement.getClientRects().length) continue;
    const a = luminance(read(getComputedStyle(t.parentElement).color));
    const b = luminance(behind(t.parentElement));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    all.push([ratio, t.data.trim().slice(0, 40)]);
}
return all.sort((a, b) => a[0] - b[0]).slice(0, 1).concat([all.length]);
"""

# What sticks out of the window, and boxes that hide a part of their text.
WIDE = """
const wide = [...document.querySelectorAll('body *')].filter(e =>
    !e.closest('svg') && e.getClientRects().length &&
    e.getBoundingClientRect().right > innerWidth + 1);
return [document.documentElement.scrollWidth, innerWidth,
    wide.slice(0, 3).map(e => e.tagName + '.' + e.className)];
"""

# What the page is made of.
SHAPE = """
const all = s => [...document.querySelectorAll(s)];
const levels = all('h1,h2,h3,h4,h5,h6').map(h => +h.tagName[1]);
const ids = all('[id]').map(e => e.id);
return {
    mode: document.compatMode,
    lang: document.documentElement.lang,
    title: document.title,
    scheme: matchMedia('(prefers-color-scheme: dark)').matches,
    dark: getComputedStyle(document.body).backgroundColor,
    marks: ['header', 'main', 'footer', 'h1'].map(n => all('body ' + n).length),
    skips: levels.filter((l, i) => i > 0 && l > levels[i - 1] + 1).length,
    scopes: all('th:not([scope])').length,
    doubled: ids.filter((id, i) => ids.indexOf(id) != i),
    foreign: all('script,link,img,iframe,object,embed,form,style[src],base')
        .length,
    links: all('[href]').map(e => e.getAttribute('href'))
        .filter(h => !/^#r[0-9]+$/.test(h)),
    loaded: performance.getEntriesByType('resource').length,
    handlers: all('*').filter(e => [...e.attributes].some(a =>
        /^on|^style$/.test(a.name))).length,
    open: all('details[open]').length,
    folds: all('details').length,
    pwned: window.pwned === undefined,
};
"""

# Of the folds those whose contents can be seen.
SEEN = """
return [...document.querySelectorAll('details')].filter(d =>
    [...d.children].some(c => c.tagName != 'SUMMARY' && c.checkVisibility()
        && c.getBoundingClientRect().height > 0)).length;
"""


def port_free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="mailplumb-chromium.")
        self.session = self.driver = None

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.load(reply)["value"]

    def start(self):
        port = port_free()
        self.base = "http://127.0.0.1:%d" % port
        self.driver = subprocess.Popen(
            ["chromedriver", "--port=%d" % port],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.05)
        arguments = FLAGS + ["--user-data-dir=" + self.profile]
        session = self.call("POST", "/session", {"capabilities": {
            "alwaysMatch": {
                "browserName": "chrome",
                "goog:loggingPrefs": {"browser": "ALL"},
                "goog:chromeOptions": {"args": arguments}}}})
        self.session = "/session/" + session["sessionId"]

    def stop(self):
        if self.session is not None:
            self.call("DELETE", self.session)
        if self.driver is not None:
            self.driver.terminate()
            self.driver.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def devtools(self, command, **parameters):
        return self.call("POST", self.session + "/goog/cdp/execute",
                         {"cmd": command, "params": parameters})

    def run(self, script):
        return self.call("POST", self.session + "/execute/sync",
                         {"script": script, "args": []})

    def open(self, page):
        self.call("POST", self.session + "/url",
                  {"url": "file://" + os.path.abspath(page)})

    def show(self, width, scheme="light", media=""):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width,
                      height=800, deviceScaleFactor=1, mobile=False)
        self.devtools("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def unfold(self):
        self.run("document.querySelectorAll('details').forEach("
                 "d => d.open = true)")

    def shoot(self, path, width):
        height = self.run("return document.documentElement.scrollHeight")
        shot = self.devtools(
            "Page.captureScreenshot", captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": width,
                  "height": min(height, 6000), "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    def paper(self):
        return base64.b64decode(self.call(
            "POST", self.session + "/print",
            {"page": {"width": 21.0, "height": 29.7}}))

    def complaints(self):
        log = self.call("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log]


class Looks:
    """What was looked at, page by page."""

    def __init__(self, browser, shots):
        self.browser, self.shots = browser, shots
        self.count = self.bad = 0

    def expect(self, what, truth, found=""):
        self.count += 1
        if not truth:
            self.bad += 1
            print("%s: %s %s" % (self.name, what, found))

    def shape(self):
        s = self.browser.run(SHAPE)
        self.expect("standards mode", s["mode"] == "CSS1Compat")
        self.expect("a language and a title", s["lang"] == "en" and s["title"])
        self.expect("landmarks", s["marks"] == [1, 1, 1, 1], s["marks"])
        self.expect("no heading is skipped", s["skips"] == 0)
        self.expect("every th has its scope", s["scopes"] == 0)
        self.expect("ids are there once", s["doubled"] == [], s["doubled"])
        self.expect("nothing foreign", s["foreign"] == 0)
        self.expect("no link that leads away", s["links"] == [], s["links"])
        self.expect("nothing was loaded", s["loaded"] == 0)
        self.expect("no handler, no style", s["handlers"] == 0)
        self.expect("nothing ran", s["pwned"])
        self.expect("all is folded at first", s["open"] == 0)
        return s

    def spoken(self):
        """The picture and the headings, as a screen reader has them."""
        nodes = self.browser.devtools("Accessibility.getFullAXTree")["nodes"]
        heard = [(n["role"]["value"], n.get("name", {}).get("value", ""))
                 for n in nodes if not n.get("ignored") and "role" in n]
        tables = [name for role, name in heard if role == "table"]
        rows = [name for role, name in heard if role == "rowheader"]
        return tables, rows

    def contrast(self, scheme):
        self.browser.show(1280, scheme)
        s = self.browser.run(SHAPE)
        self.expect("the scheme is " + scheme,
                    s["scheme"] == (scheme == "dark")
                    and (s["dark"] == "rgb(255, 255, 255)")
                    == (scheme == "light"), s["dark"])
        worst, texts = self.browser.run(CONTRAST)
        self.expect("contrast, " + scheme, worst[0] >= 4.5, worst)
        self.expect("there is text", texts > 10)

    def widths(self):
        for width in WIDTHS:
            self.browser.show(width)
            scroll, window, wide = self.browser.run(WIDE)
            self.expect("nothing sticks out at %d" % width,
                        scroll <= window and window == width and not wide,
                        (scroll, window, wide))
            if self.shots:
                self.browser.shoot("%s/%s-%d.png" % (
                    self.shots, self.name, width), width)

    def printed(self, folds):
        self.browser.show(794, media="print")
        seen = self.browser.run(SEEN)
        self.expect("in print all is open", seen == folds, (seen, folds))
        self.browser.show(794)
        self.expect("on the screen it is not", self.browser.run(SEEN) == 0)
        paper = self.browser.paper()
        self.expect("it prints", paper.startswith(b"%PDF"))
        if self.shots:
            with open("%s/%s.pdf" % (self.shots, self.name), "wb") as file:
                file.write(paper)

    def page(self, path):
        self.name = os.path.basename(path).rsplit(".", 1)[0]
        self.browser.show(1280)
        self.browser.open(path)
        folds = self.shape()["folds"]
        tables, rows = self.spoken()
        if rows:
            self.expect("the tables are tables", len(tables) > 0)
            self.expect("rows have names", all(rows), rows)
        self.printed(folds)
        if self.shots:
            self.browser.shoot("%s/%s.png" % (self.shots, self.name), 794)
        self.browser.unfold()
        self.widths()
        self.contrast("dark")
        if self.shots:
            self.browser.shoot("%s/%s-dark.png" % (self.shots, self.name),
                               1280)
        self.contrast("light")
        self.expect("the console is silent", self.browser.complaints() == [])


def main(arguments):
    shots = None
    if arguments[:1] == ["--shots"]:
        shots, arguments = arguments[1], arguments[2:]
    browser = Browser()
    try:
        try:
            browser.start()
        except OSError as e:
            print("Chromium cannot be started:", e)
            return 77
        looks = Looks(browser, shots)
        for path in arguments:
            looks.page(path)
    finally:
        browser.stop()
    print("%d looked at, %d bad" % (looks.count, looks.bad))
    return 1 if looks.bad else 0


sys.exit(main(sys.argv[1:]))
