// @ts-check
/**
 * Where a private note is to stand: a passage of the text, chosen by mouse, finger or keyboard, or a second of the film.
 * The one form of the list moves into a dialog for it, and back when that closes.
 */

/** @type {typeof import("./note_places.js")} */
const { chooseByKeys, passageOf, spoken } = await import(/** @type {HTMLLinkElement} */ (document.getElementById("note_places")).href);

/** @param {Element | null | undefined} form @param {string} name @returns {HTMLTextAreaElement | null} */
export const fieldOf = (form, name) => form?.querySelector(`[name="${name}"]`) ?? null;

/** @param {string} text */
const shortened = (text) => (text.length > 160 ? `${text.slice(0, 80)} … ${text.slice(-80)}` : text);

export class NoteTools {
  /** @param {import("./desk_notes.js").Notes} notes */
  constructor(notes) {
    this.notes = notes;
    this.words = notes.words;
    this.dialog = document.createElement("dialog");
    this.title = Object.assign(document.createElement("h2"), { id: "note-dialog-title" });
    this.quote = Object.assign(document.createElement("blockquote"), { className: "note-quote" });
    this.dialog.setAttribute("aria-labelledby", this.title.id);
    this.dialog.append(this.title, this.quote, Object.assign(document.createElement("p"), { className: "hint", textContent: this.words.textOptional ?? "" }));
    document.body.append(this.dialog);
    /** @type {HTMLElement | null} where the focus returns to */
    this.back = null;
    /** @type {HTMLElement | null} */
    this.label = null;
    this.written = this.named = "";
    /** @type {{ part: HTMLElement, range: Range } | null} */
    this.chosen = null;
    document.addEventListener("selectionchange", () => this.look(), { signal: notes.ended.signal });
    for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-note-tools]"))) this.equip(tools);
  }

  /** @param {HTMLElement} tools */
  equip(tools) {
    const part = this.notes.partOf(tools.dataset.noteTools);
    if (!part || (!part.querySelector(".essay") && !part.querySelector("video"))) return;
    tools.hidden = false;
    const passage = /** @type {HTMLElement | null} */ (tools.querySelector("[data-note-passage]"));
    // Pressing must not take the selection away before it was read.
    passage?.addEventListener("pointerdown", (event) => event.preventDefault());
    passage?.addEventListener("click", () => this.passageAsked(part, passage));
    const moment = /** @type {HTMLElement | null} */ (tools.querySelector("[data-note-moment]"));
    moment?.addEventListener("click", () => this.momentAsked(part, moment));
  }

  /** What is selected now; the event that tells of it comes a moment later. */
  look() {
    if (this.dialog.open) return;
    const selection = getSelection();
    const range = selection?.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
    const part = range ? this.notes.parts.find((one) => one.querySelector(".essay") && range.intersectsNode(one)) : undefined;
    this.chosen = range && part ? { part, range: range.cloneRange() } : null;
    for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-note-tools]"))) {
      tools.toggleAttribute("data-active", tools.dataset.noteTools === this.chosen?.part.dataset.noted);
    }
  }

  /** @param {HTMLElement} part @param {HTMLElement} button */
  passageAsked(part, button) {
    this.look();
    const place = this.chosen?.part === part ? passageOf(part, this.chosen.range) : null;
    if (!place || !this.chosen) {
      const hint = button.parentElement?.querySelector("[data-note-chosen]");
      if (hint) hint.textContent = this.words.textKeys ?? "";
      chooseByKeys(part, { taken: () => this.passageAsked(part, button), left: () => button.focus() });
      return;
    }
    const [first_paragraph, first_sign, last_paragraph, last_sign] = place;
    this.ask({ part: Number(part.dataset.noted), first_paragraph, first_sign, last_paragraph, last_sign }, {
      heading: this.words.textPassage ?? "", quoted: shortened(this.chosen.range.toString()), returns: button,
    });
  }

  /** @param {HTMLElement} part @param {HTMLElement} button */
  momentAsked(part, button) {
    const video = part.querySelector("video");
    if (!video) return;
    const plays = !video.paused;
    video.pause();
    const seconds = video.currentTime;
    this.ask({ part: Number(part.dataset.noted), at_ms: Math.round(seconds * 1000) }, {
      heading: (this.words.textMoment ?? "").replace("{time}", spoken(seconds)), quoted: "", returns: button,
      closed: () => { if (plays) void video.play(); },
    });
  }

  /**
   * Ask for a note on a place.
   * @param {Record<string, number>} place @param {{ heading: string, quoted: string, returns: HTMLElement | null, closed?: () => void }} how
   */
  ask(place, { heading, quoted, returns, closed }) {
    const form = this.notes.form();
    const field = fieldOf(form, "words");
    if (!form || !field) return;
    for (const [name, number] of Object.entries(place)) fieldOf(form, name)?.setAttribute("value", String(number));
    this.written = field.value;
    field.value = "";
    this.title.textContent = heading;
    this.quote.textContent = quoted;
    this.quote.hidden = !quoted;
    this.back = returns;
    this.label = form.querySelector("label");
    this.named = this.label?.textContent ?? "";
    if (this.label) this.label.textContent = this.words.textWords ?? heading;
    const cancel = /** @type {HTMLElement} */ (form.querySelector("[data-note-cancel]"));
    cancel.hidden = false;
    cancel.addEventListener("click", () => this.dialog.close(), { once: true });
    this.dialog.append(form);
    this.dialog.addEventListener("close", () => { this.restore(form, Object.keys(place), cancel); closed?.(); }, { once: true });
    this.dialog.showModal();
    field.focus();
  }

  /** The form goes back into the list. @param {HTMLFormElement} form @param {string[]} names @param {HTMLElement} cancel */
  restore(form, names, cancel) {
    if (form.dataset.kept !== undefined) return; // a fresh one stands in the list already
    const field = fieldOf(form, "words");
    if (field) field.value = this.written;
    if (this.label) this.label.textContent = this.named;
    for (const name of names) fieldOf(form, name)?.setAttribute("value", "");
    const error = /** @type {HTMLElement | null} */ (form.querySelector("[data-note-error]"));
    if (error) error.hidden = true;
    cancel.hidden = true;
    this.notes.body.append(form);
    this.back?.focus({ preventScroll: true });
  }
}
