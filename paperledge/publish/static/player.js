// Everything here only adds to pages that work without it.
(() => {
  "use strict";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  // Day page: play where you are instead of leaving for the file.
  const rows = [...document.querySelectorAll("a[data-play]")];
  let sound = null;
  let current = null;
  const show = () => rows.forEach((row) => {
    const on = row === current && sound && !sound.paused;
    row.classList.toggle("playing", on);
    row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/^(Play|Pause)/, on ? "Pause" : "Play"));
  });
  rows.forEach((row) => {
    row.setAttribute("role", "button");
    row.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); row.click(); } });
    row.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      if (!sound) {
        sound = new Audio();
        ["play", "pause", "ended"].forEach((name) => sound.addEventListener(name, show));
      }
      if (current !== row) { current = row; sound.src = row.dataset.play; }
      if (sound.paused) sound.play().catch(show); else sound.pause();
    });
  });

  // Episode page: the transcript follows the sound.
  const player = document.getElementById("player");
  const lines = [...document.querySelectorAll(".sentence[data-start]")];
  if (!player || !lines.length) return;
  const starts = lines.map((line) => Number(line.dataset.start));
  let now = null;
  let touched = 0;
  ["wheel", "touchmove", "keydown"].forEach((name) =>
    addEventListener(name, () => { touched = Date.now(); }, { passive: true }));

  const lineAt = (time) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time + 0.02) low = middle + 1; else high = middle;
    }
    return low ? lines[low - 1] : null;
  };
  const follow = () => {
    const line = lineAt(player.currentTime);
    if (line === now) return;
    if (now) { now.classList.remove("now"); now.removeAttribute("aria-current"); }
    now = line;
    if (!now) return;
    now.classList.add("now");
    now.setAttribute("aria-current", "true");
    // Whoever scrolls by hand is reading; leave the page where they hold it for a while.
    if (!player.paused && Date.now() - touched > 4000) {
      const box = now.getBoundingClientRect();
      if (box.top < 110 || box.bottom > innerHeight - 60)
        now.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    }
  };
  let frame = 0;
  const tick = () => { follow(); frame = player.paused ? 0 : requestAnimationFrame(tick); };
  player.addEventListener("play", () => { if (!frame) tick(); });
  ["timeupdate", "seeked", "pause"].forEach((name) => player.addEventListener(name, follow));

  const seek = (time) => {
    const go = () => { player.currentTime = time + 0.01; };
    if (player.readyState >= 1) go();
    else { player.addEventListener("loadedmetadata", go, { once: true }); player.load(); }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.say");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    seek(Number(link.closest(".sentence").dataset.start));
    player.play().catch(follow);
  });

  // A link to one sentence starts there; a button opens all passages at once.
  const wanted = /^#s\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (wanted && wanted.dataset.start) seek(Number(wanted.dataset.start));
  const tools = document.querySelector(".tools");
  const all = [...document.querySelectorAll("details.evidence")];
  if (tools && all.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Open all passages";
    button.addEventListener("click", () => {
      const open = all.some((one) => !one.open);
      all.forEach((one) => { one.open = open; });
      button.textContent = open ? "Close all passages" : "Open all passages";
    });
    tools.append(button);
  }
})();
