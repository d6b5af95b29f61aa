// @ts-check
/**
 * The desk with and without network: [data-desk] says how it stands. It fetches the key of the store, hands the sheet of
 * this page to a DeskDraft, sends what former pages left, takes the next sheets along, and opens them without network.
 * A page that is looked at, or whose film plays, tells the server so: it counts as activity.
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLLinkElement} */ (document.getElementById(id)).href;
/** @type {typeof import("./desk_store.js")} */
const { Store } = await import(at("desk_store"));
/** @type {typeof import("./desk_drafts.js")} */
const { DeskDraft, sendKept } = await import(at("desk_drafts"));
/** @type {typeof import("./desk_pages.js")} */
const { nameOf, showKept, takeAlong } = await import(at("desk_pages"));
/** @type {typeof import("./note_queue.js")} */
const { NoteQueue } = await import(at("note_queue"));
/** @type {typeof import("./desk_notes.js")} */
const { Notes } = await import(at("desk_notes"));
/** @type {typeof import("./film_places.js")} */
const { keepPlaces } = await import(at("film_places"));
/** @type {typeof import("./note_places.js")} */
const { spoken } = await import(at("note_places"));
/** @type {typeof import("./score.js")} */
const { serve } = await import(at("score"));

const FRESH_MS = 10_000;
const PATIENCE_MS = 8_000;
const ACTIVE_MS = 120_000;
const LOOK_MS = 10_000;

export class Desk {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.words = { ...place.dataset };
    /** @type {import("./desk_store.js").Store | null} */
    this.store = null;
    /** @type {InstanceType<typeof DeskDraft> | null} */
    this.draft = null;
    /** @type {InstanceType<typeof Notes> | null} */
    this.notes = null;
    this.queue = new NoteQueue(this);
    this.waitingNotes = 0;
    this.isReachable = navigator.onLine;
    this.isAway = false; // a kept page stands in the place of the one that was loaded
    this.heardAt = performance.now();
    this.taken = 0;
    /** @type {string[]} */
    this.news = [];
    this.sending = false;
  }

  // The network

  /** @param {boolean} isReachable */
  contact(isReachable) {
    const returned = isReachable && !this.isReachable;
    this.isReachable = isReachable;
    if (isReachable) this.heardAt = performance.now();
    this.drawn();
    if (returned) void this.resume();
  }

  /** Whether the server answers now; an answer of a moment ago will do. */
  async reach() {
    if (this.isReachable && performance.now() - this.heardAt < FRESH_MS) return true;
    try {
      const answer = await fetch(this.words.deskPulse ?? "", {
        headers: { Accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS),
      });
      this.contact(answer.status < 500);
    } catch {
      this.contact(false);
    }
    return this.isReachable;
  }

  async resume() {
    if (!this.store) await this.begin();
    else await this.sendRest();
    this.draft?.later(0);
  }

  // Beginning

  async begin() {
    try {
      const answer = await fetch(this.words.desk ?? "", { headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) return;
      this.contact(true);
      const { key, owner, sheets } = await answer.json();
      this.store ??= await Store.open(key, owner);
      this.sheets = sheets;
    } catch {
      this.contact(false);
      return;
    }
    if (!this.store) { this.tell(this.words.textNoStore); return; }
    await this.takeOverDrafts();
    if (this.notes) {
      await this.store.put("notes", this.notes.sheet, this.notes.served);
      keepPlaces(this, this.notes.sheet, spoken);
    }
    await this.sendRest();
    this.taken = await takeAlong(this.store, this.sheets, () => this.isReachable);
    this.drawn();
  }

  /** The sheet of this page becomes a draft that is kept; at once, so that no key stroke is lost. */
  equip() {
    const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-desk-sheet][data-autosave]"));
    this.draft = form ? new DeskDraft(form, this) : null;
    if (form) form.addEventListener("desk:written", () => form.dispatchEvent(new Event("input", { bubbles: true })));
    const panel = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-notes]"));
    this.notes?.release();
    this.notes = panel ? new Notes(panel, this) : null;
  }

  /** Drafts of this sheet that closed pages left. */
  async takeOverDrafts() {
    const { draft, store } = this;
    if (!draft || !store) return;
    await draft.keep();
    for (const { name, value } of await store.list("draft")) {
      if (!name.startsWith(`${draft.sheet}/`) || name === draft.name) continue;
      await alone(name, () => draft.takeOver(name, value));
    }
  }

  /** Drafts of other sheets that closed pages left, and notes of all sheets. */
  async sendRest() {
    if (!this.store || this.sending) return;
    this.sending = true;
    try {
      for (const { name, value } of await this.store.list("draft")) {
        if (!this.isReachable) break;
        if (this.draft && name.startsWith(`${this.draft.sheet}/`)) continue;
        await alone(name, async () => this.report(await sendKept(this, name, value), value));
      }
      const taken = await this.queue.sendAll();
      if (this.notes && taken.has(this.notes.sheet)) await this.notes.renew();
      else await this.notes?.settle();
    } finally {
      this.sending = false;
      this.drawn();
    }
  }

  /** @param {Awaited<ReturnType<typeof sendKept>>} done @param {{ word: string, url: string }} kept */
  report({ outcome, said }, { word, url }) {
    const sentence = { conflict: this.words.textConflict, late: this.words.textLate, gone: this.words.textGone }[/** @type {string} */ (outcome)];
    if (sentence) this.tell(sentence.replace("{code}", word).replace("{said}", said ?? ""), outcome === "conflict" ? url.replace(/\/luu$/, "") : "");
  }

  // What the page says

  /** @param {string | undefined} sentence @param {string} address */
  tell(sentence, address = "") {
    if (!sentence || this.news.includes(sentence)) return;
    this.news.push(sentence);
    const line = Object.assign(document.createElement("p"), { className: "desk-news" });
    if (address) line.append(Object.assign(document.createElement("a"), { href: address, textContent: sentence }));
    else line.textContent = sentence;
    this.place.querySelector("[data-desk-news]")?.append(line);
  }

  /** How it stands, anew; what is said stays said while nothing changed. */
  drawn() {
    void Promise.all([this.count(), this.queue.count()]).then(([waiting, notes]) => {
      const { words } = this;
      const parts = [];
      this.waitingNotes = notes;
      if (!this.isReachable) parts.push(this.store ? words.textOffline : words.textOfflineBare);
      if (waiting) parts.push((words.textWaiting ?? "").replace("{count}", String(waiting)));
      if (notes) parts.push((words.textWaitingNotes ?? "").replace("{count}", String(notes)));
      if (!this.isReachable && document.querySelector("#main video")) parts.push(words.textFilmLine);
      if (!waiting && !notes && this.store && this.isReachable && !this.draft?.isRefused) parts.push(words.textSaved);
      if (this.taken && !waiting && !notes) parts.push((words.textTaken ?? "").replace("{count}", String(this.taken)));
      const line = /** @type {HTMLElement} */ (this.place.querySelector("[data-desk-line]"));
      const sentence = parts.filter(Boolean).join(" ");
      this.place.dataset.state = this.isReachable ? (waiting || notes ? "waiting" : "saved") : "offline";
      if (line.textContent !== sentence) line.textContent = sentence;
    });
  }

  /** How many sheets have something that the server does not. */
  async count() {
    const sheets = new Set((await this.store?.names("draft") ?? []).map((one) => one.split("/")[0]));
    if (this.draft?.isDirty() && this.draft.form.isConnected) sheets.add(this.draft.sheet);
    return sheets.size;
  }

  // Going on without network

  /** @param {string} address */
  async open(address) {
    if (await this.reach()) { location.assign(address); return; }
    if (await this.show(address)) history.pushState(null, "", address);
    else this.tell(this.words.textNotTaken);
  }

  /** @param {string} address */
  async show(address) {
    if (!this.store) return false;
    await this.draft?.keep();
    const left = this.draft;
    if (!(await showKept(this.store, address, this.words))) return false;
    left?.release();
    this.isAway = true;
    this.place = /** @type {HTMLElement} */ (document.querySelector("[data-desk]") ?? this.place);
    this.news = [];
    for (const form of document.querySelectorAll("form:has([data-score])")) serve(/** @type {HTMLFormElement} */ (form));
    this.equip();
    await this.takeOverDrafts();
    await this.queue.show();
    this.drawn();
    document.getElementById("main")?.focus();
    scrollTo(0, 0);
    return true;
  }
}

/** Do it unless the page that wrote this draft is still open. @param {string} name @param {() => Promise<unknown>} act */
async function alone(name, act) {
  await navigator.locks.request(`desk:${name}`, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}

const isPlaying = () => Array.from(document.querySelectorAll("video, audio")).some((one) => !(/** @type {HTMLMediaElement} */ (one).paused));

/** @param {Desk} desk */
function watch(desk) {
  window.addEventListener("offline", () => desk.contact(false));
  window.addEventListener("online", () => void desk.reach());
  window.setInterval(() => {
    const isLookedAt = document.visibilityState === "visible" || isPlaying();
    const isDue = desk.isReachable ? performance.now() - desk.heardAt > ACTIVE_MS : navigator.onLine;
    if (isLookedAt && isDue) void desk.reach();
    if (isLookedAt && desk.isReachable && desk.waitingNotes) void desk.sendRest();
  }, LOOK_MS);

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? /** @type {HTMLAnchorElement | null} */ (event.target.closest("#main a[href]")) : null;
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.origin !== location.origin || link.hash || (desk.isReachable && performance.now() - desk.heardAt < FRESH_MS)) return;
    event.preventDefault();
    if (nameOf(link.href)) void desk.open(link.href);
    else void desk.reach().then((isReachable) => (isReachable ? location.assign(link.href) : desk.tell(desk.words.textNeedsNetwork)));
  });

  let isAsked = false;
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (isAsked || !form.closest("#main") || form.closest("[data-notes], dialog")) return;
    if (desk.isReachable && performance.now() - desk.heardAt < FRESH_MS) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void desk.reach().then((isReachable) => {
      if (!isReachable) { desk.tell(desk.words.textNeedsNetwork); return; }
      isAsked = true;
      form.requestSubmit(event.submitter);
      isAsked = false;
    });
  }, { capture: true });

  window.addEventListener("popstate", () => {
    if (!desk.isAway) return;
    void desk.reach().then((isReachable) => (isReachable ? location.reload() : desk.show(location.href)));
  });
}

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-desk]"));
if (place) {
  const desk = new Desk(place);
  desk.equip();
  watch(desk);
  void desk.begin();
}
