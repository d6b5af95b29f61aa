// @ts-check
/**
 * Tools of the browser's own player: [data-player] holds a <video>; below it a lighter copy for dear connections,
 * speed, scenes to jump to, and keys. Keys work only while the focus is inside, so that nobody presses them by mistake
 * (WCAG 2.1.4). The choice of the lighter copy is kept on this device; a browser that asks to save data gets it at once.
 */

const STORE = "player-saver";
const STEP_SECONDS = 5;
const LEAP_SECONDS = 10;
const RENEWALS_MS = [0, 1000, 4000];

/** @param {number} seconds */
const spoken = (seconds) => {
  const whole = Math.floor(seconds);
  const hours = Math.floor(whole / 3600);
  const rest = [Math.floor(whole / 60) % 60, whole % 60].map((one) => String(one).padStart(2, "0"));
  return hours ? `${hours}:${rest.join(":")}` : `${Number(rest[0])}:${rest[1]}`;
};

const wantsToSave = () => {
  try {
    const kept = localStorage.getItem(STORE);
    if (kept) return kept === "on";
  } catch { /* storage may be closed */ }
  const connection = /** @type {{ saveData?: boolean } | undefined} */ (Reflect.get(navigator, "connection"));
  return Boolean(connection?.saveData);
};

/** @param {boolean} is */
const keep = (is) => {
  try { localStorage.setItem(STORE, is ? "on" : "off"); } catch { /* the choice lasts for this page */ }
};

/** @param {HTMLElement} figure */
function equip(figure) {
  const video = figure.querySelector("video");
  const tools = /** @type {HTMLElement | null} */ (figure.querySelector("[data-player-tools]"));
  if (!video || !tools) return;
  const saver = /** @type {HTMLButtonElement | null} */ (figure.querySelector("[data-player-saver]"));
  const speed = /** @type {HTMLSelectElement} */ (figure.querySelector("[data-player-speed]"));
  const said = /** @type {HTMLElement} */ (figure.querySelector("[data-player-said]"));
  const whole = video.querySelector("source")?.src ?? "";

  /** The same moment of the other copy. @param {boolean} saving */
  function change(saving) {
    if (!saver) return;
    saver.setAttribute("aria-pressed", String(saving));
    loadHere(video, { from: saving ? saver.dataset.playerSaver ?? "" : whole });
  }

  saver?.addEventListener("click", () => {
    const saving = saver.getAttribute("aria-pressed") !== "true";
    keep(saving);
    change(saving);
    said.textContent = (saving ? said.dataset.textSaving : said.dataset.textWhole) ?? "";
  });
  speed.addEventListener("change", () => { video.playbackRate = Number(speed.value); });
  video.addEventListener("ratechange", () => { speed.value = String(video.playbackRate); });

  /** @param {number} seconds */
  const leap = (seconds) => { video.currentTime = Math.max(0, Math.min(video.duration || 0, video.currentTime + seconds)); };

  /** @param {number} places */
  const pace = (places) => {
    speed.selectedIndex = Math.max(0, Math.min(speed.options.length - 1, speed.selectedIndex + places));
    speed.dispatchEvent(new Event("change"));
  };

  /** @type {Record<string, () => void>} */
  const keys = {
    k: () => { if (video.paused) void video.play(); else video.pause(); },
    j: () => leap(-LEAP_SECONDS),
    l: () => leap(LEAP_SECONDS),
    arrowleft: () => leap(-STEP_SECONDS),
    arrowright: () => leap(STEP_SECONDS),
    m: () => { video.muted = !video.muted; },
    f: () => { if (document.fullscreenElement) void document.exitFullscreen(); else void video.requestFullscreen?.(); },
    c: () => { for (const track of video.textTracks) track.mode = track.mode === "showing" ? "hidden" : "showing"; },
    d: () => saver?.click(),
    "<": () => pace(-1),
    ">": () => pace(1),
  };

  figure.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.target instanceof HTMLSelectElement) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, { capture: true });

  renewLinks(figure, video);
  scenes(figure, video);
  tools.hidden = false;
  const list = /** @type {HTMLElement | null} */ (figure.querySelector("[data-player-keys]"));
  if (list) list.hidden = false;
  if (saver && wantsToSave()) change(true);
}

/**
 * Load what the player's address leads to now, or another address `from`, and go on at the same second.
 * @param {HTMLVideoElement} video @param {{ from?: string, plays?: boolean }} how
 */
function loadHere(video, { from = "", plays = !video.paused } = {}) {
  const { currentTime, playbackRate } = video;
  if (from) video.src = from; // only now: a new address sets the clock to zero
  video.addEventListener("loadedmetadata", () => {
    video.currentTime = currentTime;
    video.playbackRate = playbackRate;
    if (plays) void video.play();
  }, { once: true });
  video.load();
}

/**
 * The address of a film leads to a short link. When that lapses, or the line was lost, the address is asked again; after
 * a few times without a step forward the person is told, and pressing play tries once more.
 * @param {HTMLElement} figure @param {HTMLVideoElement} video
 */
function renewLinks(figure, video) {
  const lost = /** @type {HTMLElement | null} */ (figure.querySelector("[data-player-lost]"));
  let tries = 0;
  let at = 0;
  let plays = false;
  const again = () => loadHere(video, { plays });
  const failed = () => {
    if (video.currentTime > at + 1) tries = 0;
    plays = !video.paused || plays;
    at = video.currentTime;
    tries += 1;
    if (tries <= RENEWALS_MS.length) window.setTimeout(again, RENEWALS_MS[tries - 1]);
    else if (lost) lost.hidden = false;
  };
  video.addEventListener("error", failed);
  video.querySelector("source:last-of-type")?.addEventListener("error", failed);
  if (video.error || video.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) failed(); // before this script was here
  video.addEventListener("playing", () => { plays = false; if (lost) lost.hidden = true; });
  lost?.querySelector("button")?.addEventListener("click", () => { tries = 0; plays = true; lost.hidden = true; again(); });
}

/** The list of scenes, made (and its picture fetched) when it is first opened. @param {HTMLElement} figure @param {HTMLVideoElement} video */
function scenes(figure, video) {
  const box = /** @type {HTMLDetailsElement | null} */ (figure.querySelector("[data-player-scenes]"));
  const list = box?.querySelector("ol");
  if (!box || !list) return;
  const [count, columns, every] = [box.dataset.count, box.dataset.columns, box.dataset.every].map(Number);
  /** @type {HTMLButtonElement[]} */
  const buttons = [];

  /** @param {HTMLImageElement} strip */
  function fill(strip) {
    const width = strip.naturalWidth / columns;
    const height = strip.naturalHeight / Math.ceil(count / columns);
    for (let at = 0; at < count; at += 1) {
      const button = document.createElement("button");
      const picture = document.createElement("span");
      const time = spoken((at * every) / 1000);
      button.type = "button";
      button.setAttribute("aria-label", (box?.dataset.textScene ?? "{time}").replace("{time}", time));
      picture.className = "scene-picture";
      Object.assign(picture.style, {
        width: `${width}px`,
        height: `${height}px`,
        backgroundImage: `url("${strip.src}")`,
        backgroundPosition: `-${(at % columns) * width}px -${Math.floor(at / columns) * height}px`,
      });
      button.append(picture, Object.assign(document.createElement("span"), { textContent: time }));
      button.addEventListener("click", () => {
        video.currentTime = (at * every) / 1000;
        void video.play();
      });
      buttons.push(button);
      const item = document.createElement("li");
      item.append(button);
      list?.append(item);
    }
    mark();
  }

  function mark() {
    const now = Math.floor((video.currentTime * 1000) / every);
    buttons.forEach((button, at) => { if (at === now) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current"); });
  }

  box.addEventListener("toggle", () => {
    if (!box.open || list.childElementCount) return;
    const strip = new Image();
    strip.addEventListener("load", () => { if (!list.childElementCount) fill(strip); });
    strip.src = box.dataset.playerScenes ?? "";
  });
  video.addEventListener("timeupdate", mark);
  box.hidden = false;
}

for (const figure of document.querySelectorAll("[data-player]")) equip(/** @type {HTMLElement} */ (figure));
