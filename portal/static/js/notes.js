// @ts-check
/**
 * A judge's private notes: marks on the text by mouse, finger or keyboard, marks on the time line of a film.
 *
 * [data-notes] holds the list and the one form, [data-noted=part] a part of the work, [data-note-tools=part] its
 * button. For a passage or a moment the form moves into a dialog, and back into the list when that closes. The server
 * answers each act with the whole list; words that could not be kept stay in their field.
 */

const PLACES = "note_places";
/** @type {typeof import("./note_places.js")} */
const { chooseByKeys, draw, passageOf, wipe } = await import(/** @type {HTMLLinkElement} */ (document.getElementById(PLACES)).href);

const panel = /** @type {HTMLDetailsElement} */ (document.querySelector("[data-notes]"));
const body = /** @type {HTMLElement} */ (panel.querySelector("[data-notes-body]"));
const words = panel.dataset;
const parts = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll("[data-noted]")));

/** @param {string | undefined} number */
const partOf = (number) => parts.find((one) => one.dataset.noted === number);

/** @param {number} seconds */
const spoken = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

/** @param {string} sentence */
function say(sentence) {
  const place = /** @type {HTMLElement} */ (panel.querySelector("[data-notes-said]"));
  place.textContent = "";
  place.textContent = sentence;
}

// The list

const items = () => /** @type {HTMLElement[]} */ (Array.from(body.querySelectorAll("li[data-note]")));

/** Draw every mark anew and bring the list to life. */
function settle() {
  parts.forEach(wipe);
  for (const item of items()) {
    const part = partOf(item.dataset.part);
    if (!part) continue;
    const passage = item.dataset.passage?.split(",").map(Number);
    if (passage) draw(part, /** @type {[number, number, number, number]} */ (passage), item.dataset.note ?? "");
    const jump = /** @type {HTMLElement | null} */ (item.querySelector("[data-note-jump]"));
    if (jump) jump.hidden = false;
  }
  const shown = /** @type {HTMLElement} */ (panel.querySelector("[data-notes-shown]"));
  shown.textContent = body.querySelector("[data-notes-count]")?.textContent ?? "";
}

/** @param {HTMLElement} item lead to where the note stands */
function jump(item) {
  const part = partOf(item.dataset.part);
  const video = part?.querySelector("video");
  if (video && item.dataset.atMs) {
    video.currentTime = Number(item.dataset.atMs) / 1000;
    video.scrollIntoView({ block: "center" });
    video.focus();
    return;
  }
  const mark = /** @type {HTMLElement | null | undefined} */ (part?.querySelector(`mark[data-marks="${item.dataset.note}"]`));
  if (!mark) return;
  mark.tabIndex = -1;
  mark.scrollIntoView({ block: "center" });
  mark.focus({ preventScroll: true });
}

body.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target.closest("[data-note-jump]") : null;
  const item = /** @type {HTMLElement | null | undefined} */ (target?.closest("li[data-note]"));
  if (item) jump(item);
});

for (const part of parts) {
  part.addEventListener("click", (event) => {
    const mark = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("mark[data-marks]")) : null;
    const item = items().find((one) => one.dataset.note === mark?.dataset.marks);
    if (!mark || !item || !getSelection()?.isCollapsed) return;
    panel.open = true;
    item.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (item.querySelector("[data-note-jump]"))?.focus({ preventScroll: true });
  });
}

// Acts

/** A page as a document: the policy of trusted types leaves no other way to read HTML. @param {string} url @returns {Promise<XMLHttpRequest>} */
async function read(url) {
  const request = new XMLHttpRequest();
  request.open("GET", url);
  request.responseType = "document";
  await new Promise((resolve) => { request.onloadend = resolve; request.send(); });
  return request;
}

/** @param {HTMLFormElement} form @returns {Promise<{ said: string } | null>} null: said why in the form */
async function send(form) {
  const fail = /** @param {string | undefined} sentence */ (sentence) => {
    const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-error]"));
    if (place) { place.textContent = sentence ?? ""; place.hidden = false; } else say(sentence ?? "");
    return null;
  };
  try {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    const answer = await fetch(form.action, {
      method: "POST", body: fields, redirect: "manual", headers: { "X-CSRFToken": String(fields.get("csrf_token")), Accept: "application/json" },
    });
    if (answer.ok) return await answer.json();
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
      await renewToken();
      return fail(words.textSignedOut);
    }
    return fail(answer.status < 500 ? (await answer.json()).said || words.textFailed : words.textFailed);
  } catch {
    return fail(words.textFailed);
  }
}

/** Whoever has signed in again in another tab has another token: this page's forms take it over. */
async function renewToken() {
  const page = await read(location.href);
  const fresh = /** @type {HTMLMetaElement | null | undefined} */ (page.responseXML?.querySelector("meta[name='csrf-token']"))?.content;
  if (page.status !== 200 || !fresh) return;
  document.querySelector("meta[name='csrf-token']")?.setAttribute("content", fresh);
  for (const field of document.querySelectorAll("input[name='csrf_token']")) /** @type {HTMLInputElement} */ (field).value = fresh;
}

let isSending = false;
document.addEventListener("submit", (event) => {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  if (!form || !(body.contains(form) || form.hasAttribute("data-note-form"))) return;
  event.preventDefault();
  if (!isSending) void act(form);
});

/** @param {HTMLFormElement} form */
async function act(form) {
  isSending = true;
  try {
    const done = await send(form);
    if (!done) return;
    const list = (await read(words.notes ?? "")).responseXML?.querySelector("[data-notes-fragment]");
    if (!list) { location.reload(); return; }
    const isNew = form.hasAttribute("data-note-form");
    const returns = dialog.open ? back : null;
    const typed = isNew ? "" : fieldOf(body.querySelector("form[data-note-form]"), "words")?.value ?? "";
    const unsent = dialog.open ? written : typed;
    if (dialog.open) dialog.close();
    form.dataset.kept = "";
    form.remove();
    body.replaceChildren(...list.childNodes);
    const field = fieldOf(body.querySelector("form[data-note-form]"), "words");
    if (field && unsent) field.value = unsent;
    settle();
    say(done.said);
    getSelection()?.removeAllRanges();
    if (returns) returns.focus({ preventScroll: true });
    else if (isNew) field?.focus();
    else (/** @type {HTMLElement | null} */ (body.querySelector("[data-note-removed] button")) ?? panel.querySelector("summary"))?.focus();
  } finally {
    isSending = false;
  }
}

// The form and its dialog

const dialog = document.createElement("dialog");
const title = Object.assign(document.createElement("h2"), { id: "note-dialog-title" });
const quote = Object.assign(document.createElement("blockquote"), { className: "note-quote" });
const optional = Object.assign(document.createElement("p"), { className: "hint", textContent: words.textOptional ?? "" });
dialog.setAttribute("aria-labelledby", title.id);
dialog.append(title, quote, optional);
document.body.append(dialog);
/** @type {HTMLElement | null} */
let back = null;
/** @type {HTMLElement | null} */
let label = null;
let written = "";
let named = "";

/** @param {Element | null} form @param {string} name @returns {HTMLTextAreaElement | null} */
const fieldOf = (form, name) => form?.querySelector(`[name="${name}"]`) ?? null;

/**
 * Ask for a note on a place.
 * @param {Record<string, number>} place @param {{ heading: string, quoted: string, returns: HTMLElement | null, closed?: () => void }} how
 */
function ask(place, { heading, quoted, returns, closed }) {
  const form = /** @type {HTMLFormElement | null} */ (body.querySelector("form[data-note-form]"));
  const field = fieldOf(form, "words");
  if (!form || !field) return;
  for (const [name, number] of Object.entries(place)) fieldOf(form, name)?.setAttribute("value", String(number));
  written = field.value;
  field.value = "";
  title.textContent = heading;
  quote.textContent = quoted;
  quote.hidden = !quoted;
  back = returns;
  label = form.querySelector("label");
  named = label?.textContent ?? "";
  if (label) label.textContent = words.textWords ?? heading;
  const cancel = /** @type {HTMLElement} */ (form.querySelector("[data-note-cancel]"));
  cancel.hidden = false;
  cancel.addEventListener("click", () => dialog.close(), { once: true });
  dialog.append(form);
  dialog.addEventListener("close", () => { restore(form, Object.keys(place), cancel); closed?.(); }, { once: true });
  dialog.showModal();
  field.focus();
}

/** The form goes back into the list. @param {HTMLFormElement} form @param {string[]} names @param {HTMLElement} cancel */
function restore(form, names, cancel) {
  if (form.dataset.kept !== undefined) return; // a fresh one stands in the list already
  const field = fieldOf(form, "words");
  if (field) field.value = written;
  if (label) label.textContent = named;
  for (const name of names) fieldOf(form, name)?.setAttribute("value", "");
  const error = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-error]"));
  if (error) error.hidden = true;
  cancel.hidden = true;
  body.append(form);
  back?.focus({ preventScroll: true });
}

// Places

/** @type {{ part: HTMLElement, range: Range } | null} */
let chosen = null;

/** What is selected now; the event that tells of it comes a moment later. */
function look() {
  const selection = getSelection();
  const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const part = range ? parts.find((one) => one.querySelector(".essay") && range.intersectsNode(one)) : undefined;
  if (dialog.open) return;
  chosen = range && part ? { part, range: range.cloneRange() } : null;
  for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-note-tools]"))) {
    tools.toggleAttribute("data-active", tools.dataset.noteTools === chosen?.part.dataset.noted);
  }
}

document.addEventListener("selectionchange", look);

/** @param {HTMLElement} part @param {HTMLElement} button */
function passageAsked(part, button) {
  look();
  const place = chosen?.part === part ? passageOf(part, chosen.range) : null;
  if (!place || !chosen) {
    const hint = button.parentElement?.querySelector("[data-note-chosen]");
    if (hint) hint.textContent = words.textKeys ?? "";
    chooseByKeys(part, { taken: () => passageAsked(part, button), left: () => button.focus() });
    return;
  }
  const [first_paragraph, first_sign, last_paragraph, last_sign] = place;
  ask({ part: Number(part.dataset.noted), first_paragraph, first_sign, last_paragraph, last_sign }, {
    heading: words.textPassage ?? "", quoted: shortened(chosen.range.toString()), returns: button,
  });
}

/** @param {string} text */
const shortened = (text) => (text.length > 160 ? `${text.slice(0, 80)} … ${text.slice(-80)}` : text);

/** @param {HTMLElement} part @param {HTMLElement} button */
function momentAsked(part, button) {
  const video = part.querySelector("video");
  if (!video) return;
  const plays = !video.paused;
  video.pause();
  const seconds = video.currentTime;
  ask({ part: Number(part.dataset.noted), at_ms: Math.round(seconds * 1000) }, {
    heading: (words.textMoment ?? "").replace("{time}", spoken(seconds)), quoted: "", returns: button,
    closed: () => { if (plays) void video.play(); },
  });
}

for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-note-tools]"))) {
  const part = partOf(tools.dataset.noteTools);
  if (!part || (!part.querySelector(".essay") && !part.querySelector("video"))) continue;
  tools.hidden = false;
  const passage = /** @type {HTMLElement | null} */ (tools.querySelector("[data-note-passage]"));
  // Pressing must not take the selection away before it was read.
  passage?.addEventListener("pointerdown", (event) => event.preventDefault());
  passage?.addEventListener("click", () => passageAsked(part, passage));
  const moment = /** @type {HTMLElement | null} */ (tools.querySelector("[data-note-moment]"));
  moment?.addEventListener("click", () => momentAsked(part, moment));
}

document.addEventListener("keydown", (event) => {
  if (event.key === "g" && !(event.target instanceof HTMLElement && event.target.matches("input, textarea, select"))) panel.open = true;
}, { capture: true });
settle();
