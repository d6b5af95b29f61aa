// @ts-check
/**
 * A judge's private notes: marks on the text by mouse, finger or keyboard, marks on the time line of a film.
 *
 * [data-notes] holds the list and the one form, [data-noted=part] a part of the work, [data-note-tools=part] its
 * button. The server answers each act with the whole list. Without network an act waits in the queue (note_queue.js) and
 * is shown as waiting; where nothing can be kept, words that could not be sent stay in their field. desk.js makes one of
 * these for the page, and another when a kept page takes its place.
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLLinkElement} */ (document.getElementById(id)).href;
/** @type {typeof import("./note_places.js")} */
const { draw, spoken, wipe } = await import(at("note_places"));
/** @type {typeof import("./note_tools.js")} */
const { NoteTools, fieldOf } = await import(at("note_tools"));
/** @type {typeof import("./desk_pages.js")} */
const { parsed } = await import(at("desk_pages"));

const PLACE = ["part", "first_paragraph", "first_sign", "last_paragraph", "last_sign", "at_ms"];

/** @typedef {import("./note_queue.js").Row} Row */

export class Notes {
  /** @param {HTMLDetailsElement} panel @param {import("./desk.js").Desk} desk */
  constructor(panel, desk) {
    this.panel = panel;
    this.desk = desk;
    this.words = panel.dataset;
    this.sheet = panel.dataset.notesSheet ?? "";
    this.body = /** @type {HTMLElement} */ (panel.querySelector("[data-notes-body]"));
    this.parts = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll("[data-noted]")));
    this.ended = new AbortController();
    this.served = `<div data-notes-fragment>${this.body.innerHTML}</div>`;
    this.isSending = false;
    this.turn = 0;
    this.tools = new NoteTools(this);
    const { signal } = this.ended;
    document.addEventListener("submit", (event) => this.submitted(event), { signal });
    document.addEventListener("keydown", (event) => {
      if (event.key === "g" && !(event.target instanceof HTMLElement && event.target.matches("input, textarea, select"))) panel.open = true;
    }, { capture: true, signal });
    document.addEventListener("visibilitychange", () => void this.settle(), { signal });
    panel.addEventListener("click", (event) => this.pressed(event));
    for (const part of this.parts) part.addEventListener("click", (event) => this.markPressed(event), { signal });
    void this.settle();
  }

  /** Another page stands here now. */
  release() {
    this.ended.abort();
    this.tools.dialog.remove();
  }

  /** @param {string | undefined} number */
  partOf(number) {
    return this.parts.find((one) => one.dataset.noted === number);
  }

  /** The form for a note on the whole work, wherever it is now. */
  form() {
    return /** @type {HTMLFormElement | null} */ (this.body.querySelector("form[data-note-form]"));
  }

  /** @param {string} sentence */
  say(sentence) {
    const place = /** @type {HTMLElement} */ (this.panel.querySelector("[data-notes-said]"));
    place.textContent = "";
    place.textContent = sentence;
  }

  // The list

  items() {
    return /** @type {HTMLElement[]} */ (Array.from(this.panel.querySelectorAll("li[data-note]:not([hidden])")));
  }

  /** Show what waits to be sent, draw every mark anew and bring the list to life. */
  async settle() {
    const turn = (this.turn += 1);
    const rows = (await this.desk.queue.rows(this.sheet)).filter((one) => !one.outcome);
    if (turn !== this.turn) return;
    const leaving = new Set(rows.filter((one) => one.act === "remove").map((one) => one.fields.note));
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.body.querySelectorAll("li[data-note]"))) item.hidden = leaving.has(item.dataset.note ?? "");
    const waiting = /** @type {HTMLElement} */ (this.panel.querySelector("[data-notes-waiting]"));
    const list = /** @type {HTMLElement} */ (waiting.querySelector("ol"));
    list.replaceChildren(...rows.map((row) => this.waitingItem(row)));
    waiting.hidden = !rows.length;
    const removed = /** @type {HTMLElement | null} */ (this.body.querySelector("[data-note-removed]"));
    if (removed) removed.hidden = rows.some((one) => one.act === "restore");
    const none = /** @type {HTMLElement | null} */ (this.body.querySelector("[data-notes-none]"));
    if (none) none.hidden = rows.length > 0;
    this.parts.forEach(wipe);
    for (const item of this.items()) {
      const part = this.partOf(item.dataset.part);
      if (!part) continue;
      const passage = item.dataset.passage?.split(",").map(Number);
      if (passage) draw(part, /** @type {[number, number, number, number]} */ (passage), item.dataset.note ?? "");
      const jump = /** @type {HTMLElement | null} */ (item.querySelector("[data-note-jump]"));
      if (jump) jump.hidden = !passage && !part.querySelector("video");
    }
    const shown = /** @type {HTMLElement} */ (this.panel.querySelector("[data-notes-shown]"));
    shown.textContent = String(this.items().length);
    if (rows.length) this.panel.open = true;
  }

  /** @param {Row} row @returns {HTMLElement} how an act looks that the server has not heard of */
  waitingItem(row) {
    const isNote = row.act === "make" && !row.isDropped;
    const template = /** @type {HTMLTemplateElement} */ (this.panel.querySelector(isNote ? "[data-note-new]" : "[data-note-undone]"));
    const item = /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
    item.dataset.waiting = row.name;
    /** @param {string} place @param {string} text */
    const write = (place, text) => {
      const found = /** @type {HTMLElement | null} */ (item.querySelector(place));
      if (found) { found.textContent = text; found.hidden = !text; }
    };
    if (isNote) {
      const { fields } = row;
      item.dataset.note = row.name;
      item.dataset.part = fields.part;
      if (fields.at_ms) item.dataset.atMs = fields.at_ms;
      if (fields.last_sign) item.dataset.passage = PLACE.slice(1, 5).map((name) => fields[name]).join(",");
      write("[data-row-whole]", fields.part ? "" : item.querySelector("[data-row-whole]")?.textContent ?? "");
      write("[data-row-jump]", row.quote || row.time || row.words);
    }
    write("[data-row-quote]", row.quote);
    write("[data-row-time]", row.time);
    write("[data-row-words]", row.words || (isNote ? "" : row.quote || row.time));
    write("[data-row-restore]", row.act === "restore" ? item.querySelector("[data-row-restore]")?.textContent ?? "" : "");
    write("[data-row-remove]", row.act === "restore" ? "" : item.querySelector("[data-row-remove]")?.textContent ?? "");
    return item;
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    const target = event.target instanceof Element ? event.target : null;
    const item = /** @type {HTMLElement | null | undefined} */ (target?.closest("li"));
    if (!item || !target) return;
    if (target.closest("[data-note-jump]")) this.jump(item);
    else if (target.closest("[data-note-drop], [data-note-undo]")) void this.change(item.dataset.waiting ?? "");
  }

  /** A note that waits is removed, or an act that waits is taken back. @param {string} name */
  async change(name) {
    const { queue, store } = this.desk;
    await navigator.locks.request(`desk:note:${name}`, async () => {
      /** @type {Row | null} */
      const row = await store?.get("note", name);
      if (!row || row.isSent) return; // the server was faster: its list says so in a moment
      if (row.act === "make") await queue.keep({ ...row, isDropped: !row.isDropped });
      else await queue.drop(row);
    });
    await this.renew();
    this.desk.drawn();
    const button = this.panel.querySelector(`li[data-waiting="${CSS.escape(name)}"] .note-acts button:last-of-type`) ?? this.panel.querySelector("summary");
    /** @type {HTMLElement | null} */ (button)?.focus();
  }

  /** @param {HTMLElement} item lead to where the note stands */
  jump(item) {
    const part = this.partOf(item.dataset.part);
    const video = part?.querySelector("video");
    if (video && item.dataset.atMs) {
      video.currentTime = Number(item.dataset.atMs) / 1000;
      video.scrollIntoView({ block: "center" });
      video.focus();
      return;
    }
    const mark = /** @type {HTMLElement | null | undefined} */ (part?.querySelector(`mark[data-marks="${CSS.escape(item.dataset.note ?? "")}"]`));
    if (!mark) return;
    mark.tabIndex = -1;
    mark.scrollIntoView({ block: "center" });
    mark.focus({ preventScroll: true });
  }

  /** @param {MouseEvent} event */
  markPressed(event) {
    const mark = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("mark[data-marks]")) : null;
    const item = this.items().find((one) => one.dataset.note === mark?.dataset.marks);
    if (!mark || !item || !getSelection()?.isCollapsed) return;
    this.panel.open = true;
    item.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (item.querySelector("[data-note-jump]"))?.focus({ preventScroll: true });
  }

  // Acts

  /** @param {SubmitEvent} event */
  submitted(event) {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form || !(this.body.contains(form) || form.hasAttribute("data-note-form"))) return;
    event.preventDefault();
    if (!this.isSending) void this.act(form);
  }

  /** @param {HTMLFormElement} form */
  async act(form) {
    this.isSending = true;
    try {
      const isNew = form.hasAttribute("data-note-form");
      const row = isNew ? this.newRow(form) : this.otherRow(form);
      if (isNew && !row.words && !row.fields.part) { this.fail(form, this.words.textEmpty); return; }
      const { queue } = this.desk;
      const isKept = await queue.keep(row);
      const { outcome, said } = isKept ? await queue.send(row) : await queue.sent(row);
      if (outcome === "refused" && isNew) await queue.drop(row);
      if (outcome === "refused" || (!isKept && outcome !== "sent")) {
        this.fail(form, outcome === "refused" ? said : outcome === "waiting" ? this.words.textFailed : this.words.textSignedOut);
      } else {
        const told = { waiting: this.words.textWaiting, "signed-out": this.words.textSignedOutKept }[/** @type {string} */ (outcome)];
        await this.done(form, isNew, told ?? said);
      }
      if (!isNew) await this.settle();
    } finally {
      this.isSending = false;
      this.desk.drawn();
    }
  }

  /** @param {HTMLFormElement} form @returns {Row} */
  newRow(form) {
    const key = crypto.randomUUID ? crypto.randomUUID().replaceAll("-", "") : fieldOf(form, "idempotency_key")?.value ?? "";
    const words = fieldOf(form, "words")?.value.trim() ?? "";
    /** @type {Record<string, string>} */
    const fields = { words, idempotency_key: key };
    for (const name of PLACE) { const { value = "" } = fieldOf(form, name) ?? {}; if (value) fields[name] = value; }
    const time = fields.at_ms ? spoken(Number(fields.at_ms) / 1000) : "";
    const quote = fields.last_sign ? this.tools.quote.textContent ?? "" : "";
    return { ...this.rowOf(form), act: "make", name: `${this.sheet}/${key}`, fields, quote, time, words };
  }

  /** A note of the list is removed, or the last one that was is taken back. @param {HTMLFormElement} form @returns {Row} */
  otherRow(form) {
    const box = /** @type {HTMLElement} */ (form.closest("li[data-note], [data-note-removed]"));
    const note = box.dataset.note ?? box.dataset.noteRemoved ?? "";
    const time = box.dataset.atMs ? spoken(Number(box.dataset.atMs) / 1000) : "";
    const words = box.querySelector(".note-words")?.textContent ?? "";
    const quote = box.querySelector(".note-quote")?.textContent ?? "";
    return { ...this.rowOf(form), act: box.dataset.noteRemoved ? "restore" : "remove", name: `${this.sheet}/${note}`, fields: { note }, quote, time, words };
  }

  /** @param {HTMLFormElement} form */
  rowOf(form) {
    return { sheet: this.sheet, word: this.words.notesWord ?? "", list: this.words.notes ?? "", url: form.action };
  }

  /** @param {HTMLFormElement} form @param {string | undefined} sentence */
  fail(form, sentence) {
    const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-error]"));
    if (place) { place.textContent = sentence ?? ""; place.hidden = false; } else this.say(sentence ?? "");
  }

  /** The act is on the server, or lies here for it. @param {HTMLFormElement} form @param {boolean} isNew @param {string} said */
  async done(form, isNew, said) {
    const { dialog, back } = this.tools;
    const returns = dialog.open ? back : null;
    const field = fieldOf(form, "words");
    if (dialog.open) dialog.close();
    else if (isNew && field) field.value = "";
    const error = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-error]"));
    if (error) error.hidden = true;
    await this.renew();
    this.say(said);
    getSelection()?.removeAllRanges();
    if (returns) returns.focus({ preventScroll: true });
    else if (isNew) fieldOf(this.form(), "words")?.focus();
    else (/** @type {HTMLElement | null} */ (this.panel.querySelector("li[data-waiting] [data-note-undo], [data-note-removed]:not([hidden]) button")) ?? this.panel.querySelector("summary"))?.focus();
  }

  /** The list as the server has it now, if it can be reached; what is typed stays typed. */
  async renew() {
    const html = this.desk.isReachable ? await this.desk.queue.renew(this.sheet, this.words.notes ?? "") : null;
    const list = html === null ? null : parsed(html).querySelector("[data-notes-fragment]");
    if (list && !this.tools.dialog.open) {
      const typed = fieldOf(this.form(), "words")?.value ?? "";
      const isTyping = this.form()?.contains(document.activeElement);
      this.served = html ?? "";
      this.body.replaceChildren(...list.childNodes);
      const field = fieldOf(this.form(), "words");
      if (field && typed) field.value = typed;
      if (isTyping) field?.focus();
    }
    await this.settle();
  }
}
