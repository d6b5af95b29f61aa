// @ts-check
/**
 * A score sheet that is never lost: what is typed goes, sealed, into the desk's store within a quarter of a second, then
 * to the server, and leaves the store once the server has it. Versions merge criterion by criterion; where two devices
 * gave the same criterion different marks, the judge sees both and chooses. Nothing is overwritten in silence.
 */

/** @param {string} id @returns {string} the address of another module, as the page tells it */
const at = (id) => /** @type {HTMLLinkElement} */ (document.getElementById(id)).href;
/** @type {typeof import("./autosave.js")} */
const { Draft, csrfToken, renewToken } = await import(at("autosave"));
/** @type {typeof import("./desk_merge.js")} */
const { merge, plain } = await import(at("desk_merge"));

const KEEP_MS = 250;
const PAUSE_MS = 50;
const TRIES = 4;
const OWN = ["version", "csrf_token", "idempotency_key"];

/** @typedef {{ url: string, page: string, word: string, version: string, base: Record<string, string>, fields: Record<string, string> }} Kept */
/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Record<string, string>} from @param {string[]} names */
const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name] ?? ""]));

export class DeskDraft extends Draft {
  /** @param {HTMLFormElement} form @param {Desk} desk */
  constructor(form, desk) {
    super(form);
    this.desk = desk;
    this.page = /** @type {HTMLInputElement} */ (form.elements.namedItem("idempotency_key")).value;
    this.sheet = this.url.split("/").at(-2) ?? "";
    this.name = `${this.sheet}/${this.page}`;
    this.base = this.values();
    this.baseVersion = this.version.value;
    this.keptText = "";
    this.isHeeding = this.isRefused = false;
    this.turn = 0;
    /** @type {{ fields: Record<string, string> } | null} what is stored, while the judge has not chosen */
    this.undecided = null;
    /** @type {(() => void) | null} what follows once he has */
    this.decided = null;
    /** @type {string[]} the fields that he is asked about */
    this.asked = [];
    this.release = () => {};
    form.addEventListener("input", () => this.keepSoon());
    form.addEventListener("submit", (event) => this.beforeUndo(event));
    // As long as this page lives, nobody else sends its draft.
    void navigator.locks?.request(`desk:${this.name}`, () => new Promise((resolve) => { this.release = () => resolve(undefined); }));
  }

  /** @returns {Record<string, string>} */
  values() {
    return Object.fromEntries([...this.fields()].filter(([name]) => !OWN.includes(name)));
  }

  /** What an undo goes back from is sent first: left in the store, the next page would bring it back as unsent. @param {SubmitEvent} event */
  beforeUndo(event) {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.value !== "undo" || !this.desk.store || !this.isDirty()) return;
    event.preventDefault();
    this.leaving = false;
    void this.sent().then((isSent) => { if (isSent) this.form.requestSubmit(button); });
  }

  /** @returns {Promise<boolean>} whether the server has all that stands here */
  async sent() {
    while (this.saving) await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS));
    await this.save();
    return !this.isDirty() && !this.stopped;
  }

  keepSoon() {
    clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => void this.keep(), KEEP_MS);
  }

  isAtRisk() {
    return this.isDirty() && this.keptText !== this.text();
  }

  /** Seal what stands here into the store, or clear it away once the server has it. @returns {Promise<boolean>} */
  async keep() {
    const { store } = this.desk;
    if (!store) return false;
    const text = this.text();
    if (!this.isDirty() && !this.undecided) {
      if (this.keptText) await store.drop("draft", this.name);
      this.keptText = "";
      return true;
    }
    if (text === this.keptText) return true;
    /** @type {Kept} */
    const row = {
      url: this.url, page: this.page, word: this.form.dataset.deskSheet ?? "", base: this.base, fields: this.values(),
      version: this.undecided ? this.baseVersion : this.version.value,
    };
    const isKept = await store.put("draft", this.name, row);
    if (isKept) this.keptText = text;
    return isKept;
  }

  async save() {
    if (!this.form.isConnected) return;
    void this.keep();
    await super.save();
    this.desk.drawn();
  }

  /** @param {any} state @param {Record<string, string>} facts */
  say(state, facts = {}) {
    this.turn += 1;
    if (state !== "offline") { super.say(state, facts); return; }
    const { turn } = this;
    if (!this.isHeeding) this.desk.contact(false);
    void this.keep().then((isKept) => {
      const told = isKept ? (this.desk.isReachable ? "kept-waiting" : "kept-offline") : "offline";
      if (turn === this.turn) super.say(/** @type {any} */ (told), facts);
      this.desk.drawn();
    });
  }

  /** @param {Response} answer @param {string} sent */
  async heed(answer, sent) {
    this.desk.contact(true);
    this.isHeeding = true;
    try {
      if (answer.status === 409) this.reconcile(await answer.json());
      else if (answer.status === 423) await this.refusedLate(await answer.json());
      else if (answer.status === 404) await this.end("gone", {});
      else await super.heed(answer, sent);
    } finally {
      this.isHeeding = false;
    }
    if (!answer.ok) return;
    this.base = Object.fromEntries(new URLSearchParams(sent));
    this.baseVersion = this.version.value;
    await this.desk.store?.put("state", this.sheet, { version: this.version.value, fields: this.base });
    this.keptText ||= "sent"; // whatever lies there from before is to go
    await this.keep();
  }

  /** The sheet was locked or its round closed before these marks came (X26). @param {{ said: string, kept: boolean }} told */
  async refusedLate(told) {
    await this.end(told.kept ? "late" : "late-same", { said: told.said });
  }

  /** Nothing of this page can be stored any more. @param {string} state @param {Record<string, string>} facts */
  async end(state, facts) {
    this.stopped = this.isRefused = true;
    this.saved = this.text();
    await this.desk.store?.drop("draft", this.name);
    await this.desk.store?.drop("page", this.sheet);
    this.say(state, facts);
  }

  // Merging

  /** What is stored grew elsewhere: take in what changed there, keep what changed here. @param {{ version: number, fields: Record<string, string> }} stored */
  reconcile(stored) {
    const { fields, conflicts, isNews } = merge(this.base, this.values(), stored.fields);
    this.write(fields);
    this.saved = isNews ? "\0" : this.text();
    if (conflicts.length) {
      this.base = { ...stored.fields, ...pick(this.base, conflicts) };
      this.undecided = { fields: stored.fields };
      this.stopped = true;
      this.keptText = "";
      void this.keep();
      this.compare({ version: stored.version, fields: pick(stored.fields, conflicts) });
      return;
    }
    this.base = stored.fields;
    this.version.value = this.baseVersion = String(stored.version);
    this.say("merged");
    this.later(0);
  }

  /** A page that is gone left a draft of this sheet: take it over. @param {string} name @param {Kept} kept */
  async takeOver(name, kept) {
    const here = this.values();
    const { fields, conflicts } = merge(kept.base, kept.fields, here);
    this.write({ ...fields, ...pick(here, conflicts) });
    const clear = () => void this.keep().then((isKept) => (isKept ? this.desk.store?.drop("draft", name) : undefined));
    if (!conflicts.length) {
      clear();
      if (this.isDirty()) this.say("restored");
      this.later(0);
      return;
    }
    this.stopped = true;
    this.decided = clear;
    this.asked = conflicts;
    this.compare({ version: Number(this.version.value), fields: pick(here, conflicts) }, kept.fields);
  }

  /** @param {number} version @param {Record<string, string> | null} own */
  insist(version, own) {
    const chosen = Object.entries(own ?? {}).filter(([name]) => this.asked.includes(name));
    this.write(Object.fromEntries(chosen));
    this.saved = "\0";
    this.adopt(version);
  }

  /** @param {number} version */
  adopt(version) {
    this.base = this.undecided?.fields ?? this.base;
    this.undecided = null;
    this.baseVersion = String(version);
    this.keptText = "";
    super.adopt(version);
    this.decided?.();
    this.decided = null;
  }

  /** @param {{ version: number, fields: Record<string, string> }} stored */
  take(stored) {
    this.write(stored.fields);
    const server = this.undecided?.fields ?? this.base;
    const here = this.values();
    this.saved = Object.keys(server).every((name) => plain(name, here[name]) === plain(name, server[name])) ? this.text() : "\0";
    this.adopt(stored.version);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** @param {Record<string, string>} fields */
  write(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = this.form.elements.namedItem(name);
      if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && plain(name, field.value) !== plain(name, value)) field.value = value;
    }
    this.form.dispatchEvent(new Event("desk:written"));
  }
}

/**
 * Send a draft that a page which is gone left behind.
 * @param {Desk} desk @param {string} name @param {Kept} kept
 * @returns {Promise<{ outcome: "sent" | "conflict" | "late" | "gone" | "waiting", said?: string }>}
 */
export async function sendKept(desk, name, kept) {
  const { store } = desk;
  if (!store) return { outcome: "waiting" };
  let row = kept;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await post(row);
    if (!answer) { desk.contact(false); return { outcome: "waiting" }; }
    desk.contact(true);
    if (answer.ok) return ended("sent");
    if (answer.status === 404) return ended("gone");
    if (answer.status === 423) {
      const told = await answer.json();
      return ended(told.kept ? "late" : "sent", told.said);
    }
    if (answer.status === 409) {
      const stored = await answer.json();
      const { fields, conflicts, isNews } = merge(row.base, row.fields, stored.fields);
      if (conflicts.length) return { outcome: "conflict" };
      if (!isNews) return ended("sent");
      row = { ...row, version: String(stored.version), base: stored.fields, fields };
      await store.put("draft", name, row);
    } else if (answer.status !== 400 || !(await renewToken())) return { outcome: "waiting" };
  }
  return { outcome: "waiting" };

  /** @param {"sent" | "late" | "gone"} outcome @param {string} [said] */
  async function ended(outcome, said) {
    await store?.drop("draft", name);
    return { outcome, said };
  }
}

/** @param {Kept} row @returns {Promise<Response | null>} null without network */
async function post(row) {
  const body = new URLSearchParams({ ...row.fields, version: row.version, idempotency_key: row.page });
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
  return fetch(row.url, { method: "POST", headers, body, redirect: "manual" }).catch(() => null);
}
