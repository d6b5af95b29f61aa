// @ts-check
/**
 * Saves a draft while it is written: <form data-autosave="url"> with a hidden field "version" and, inside, the
 * element of live.autosave_status, whose data-text-* attributes hold every sentence.
 *
 * One request at a time; the newest text goes next. The server answers 200 {version, saved_at}, or
 * 409 {version, fields} when the draft was changed elsewhere: then both texts are shown and nothing is overwritten.
 * When the session has ended the text stays on the page; once the person has signed in again (in another tab) a fresh
 * token is read from this page's own address and saving goes on. Nothing is ever put into the browser's storage:
 * the next person at a shared computer must not find it. Only the judge's desk keeps more, sealed (desk_drafts.js,
 * which takes over forms that say data-desk-sheet).
 */

const WAIT_MS = 1200;
/** What a browser still sends after its page was closed. */
const LAST_WORDS = 60000;
const RETRY_MS = [2000, 5000, 10000, 20000, 30000];

/**
 * @param {string} template
 * @param {Record<string, string>} facts
 */
export const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);

/** @param {string} at an ISO time @returns {string} the hour in the office's zone */
export const hour = (at) =>
  new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Ho_Chi_Minh" });

export class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave ?? "";
    this.status = /** @type {HTMLElement} */ (form.querySelector("[data-autosave-status]"));
    this.version = /** @type {HTMLInputElement} */ (form.elements.namedItem("version"));
    this.saved = this.text();
    this.saving = false;
    this.stopped = false;
    this.signedOut = false;
    this.attempt = 0;
    /** @type {number | undefined} */
    this.timer = undefined;
    form.addEventListener("input", () => this.later(WAIT_MS));
    form.addEventListener("change", () => this.later(WAIT_MS / 4));
    form.addEventListener("submit", () => { this.leaving = true; clearTimeout(this.timer); });
    window.addEventListener("online", () => this.later(0));
    window.addEventListener("beforeunload", (event) => {
      if (!this.leaving && this.isAtRisk()) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.isDirty()) void this.save();
    });
  }

  /** What would be sent, without what changes by itself. Files are the uploader's business. */
  fields() {
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") sent.append(name, value);
    return sent;
  }

  text() {
    const sent = this.fields();
    for (const own of ["version", "csrf_token", "idempotency_key"]) sent.delete(own);
    return sent.toString();
  }

  isDirty() {
    return this.text() !== this.saved;
  }

  /** Whether leaving the page now would lose something. */
  isAtRisk() {
    return this.isDirty();
  }

  /** @param {number} wait milliseconds */
  later(wait) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  /**
   * @param {"saving" | "saved" | "offline" | "refused" | "signed-out" | "conflict"} state
   * @param {Record<string, string>} facts
   */
  say(state, facts = {}) {
    const key = `text${state.split("-").map((word) => word[0].toUpperCase() + word.slice(1)).join("")}`;
    this.status.dataset.state = state;
    const sentence = fill(this.status.dataset[key] ?? "", facts);
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }

  async save() {
    if (this.saving || this.stopped || !this.form.isConnected || !this.isDirty()) return;
    const sent = this.text();
    this.saving = true;
    try {
      if (this.signedOut && !(await renewToken())) {
        this.again();
        return;
      }
      this.say("saving");
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
        body: this.fields(),
        redirect: "manual",
        keepalive: this.fields().toString().length < LAST_WORDS,
      });
      await this.heed(answer, sent);
    } catch {
      this.say("offline");
      this.again();
    } finally {
      this.saving = false;
    }
    if (!this.attempt && this.isDirty()) this.later(WAIT_MS);
  }

  /**
   * @param {Response} answer
   * @param {string} sent
   */
  async heed(answer, sent) {
    if (answer.ok) {
      const { version, saved_at } = await answer.json();
      this.version.value = String(version);
      this.saved = sent;
      this.attempt = 0;
      this.signedOut = false;
      this.say("saved", { time: hour(saved_at) });
    } else if (answer.status === 409) {
      this.stopped = true;
      this.compare(await answer.json());
    } else if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
      // 400 is what a token of the former session gets; if a fresh one is refused too, the text itself is at fault.
      if (answer.status === 400 && this.signedOut) { this.signedOut = false; this.say("refused"); return; }
      this.signedOut = true;
      this.say("signed-out");
      this.again();
    } else if (answer.status === 429 || answer.status >= 500) {
      this.say("offline");
      this.again();
    } else {
      this.say("refused");
    }
  }

  again() {
    const wait = RETRY_MS[Math.min(this.attempt, RETRY_MS.length - 1)];
    this.attempt += 1;
    this.later(wait * (0.75 + Math.random() / 2));
  }

  /**
   * @param {{version: number, fields: Record<string, string>}} stored
   * @param {Record<string, string> | null} own what stands against it, when that is not this page's text
   */
  compare(stored, own = null) {
    this.say("conflict");
    const words = this.status.dataset;
    const dialog = document.createElement("dialog");
    dialog.className = "compare";
    dialog.setAttribute("aria-labelledby", "compare-title");
    dialog.append(element("h2", words.textConflictTitle, { id: "compare-title" }), element("p", words.textConflict));
    for (const [name, theirs] of Object.entries(stored.fields)) {
      const mine = own?.[name] ?? this.valueOf(name);
      if (mine === null || mine === theirs) continue;
      const label = this.form.querySelector(`label[for="${CSS.escape(name)}"]`)?.textContent?.replace("*", "").trim()
        ?? this.form.querySelector(`#${CSS.escape(name)} > legend`)?.textContent?.replace("*", "").trim()
        ?? this.form.querySelector(`[name="${CSS.escape(name)}"]`)?.getAttribute("aria-label");
      const texts = element("div", "", { class: "compare-texts" });
      texts.append(column(words.textMine, this.worded(name, mine)), column(words.textTheirs, this.worded(name, theirs)));
      dialog.append(element("h3", label ?? name), texts);
    }
    const bar = element("div", "", { class: "action-bar" });
    bar.append(
      this.choice(dialog, words.textKeepMine, "button button-primary", () => this.insist(stored.version, own)),
      this.choice(dialog, words.textTakeTheirs, "button button-secondary", () => this.take(stored)),
      this.choice(dialog, words.textLater, "button button-plain", () => {}),
    );
    dialog.append(bar);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  }

  /**
   * @param {HTMLDialogElement} dialog
   * @param {string | undefined} label
   * @param {string} kind
   * @param {() => void} act
   */
  choice(dialog, label, kind, act) {
    const button = element("button", label, { type: "button", class: kind });
    button.addEventListener("click", () => { dialog.close(); act(); });
    return button;
  }

  /** @param {number} version @param {Record<string, string> | null} _own */
  insist(version, _own) {
    this.adopt(version);
  }

  /** @param {number} version go on from the stored version with the text of this page */
  adopt(version) {
    this.version.value = String(version);
    this.stopped = false;
    this.later(0);
  }

  /** @param {{version: number, fields: Record<string, string>}} stored */
  take(stored) {
    for (const [name, value] of Object.entries(stored.fields)) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof RadioNodeList) field.value = value;
      else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = value !== "";
      else if (field && "value" in field) field.value = value;
    }
    this.saved = this.text();
    this.adopt(stored.version);
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /**
   * A value as the page writes it: of a choice its label, of a box its tick.
   * @param {string} name
   * @param {string} value
   */
  worded(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof RadioNodeList) {
      const chosen = [...field].find((one) => one instanceof HTMLInputElement && one.value === value);
      return (chosen instanceof HTMLInputElement && chosen.labels?.[0]?.textContent?.trim()) || value;
    }
    if (field instanceof HTMLInputElement && field.type === "checkbox") return value ? "☑" : "☐";
    return value;
  }

  /** @param {string} name */
  valueOf(name) {
    return this.form.elements.namedItem(name) ? (this.fields().get(name) ?? "") : null;
  }
}

export const csrfToken = () => /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='csrf-token']"))?.content ?? "";

/**
 * Reads the token anew from this page's own address, and gives it to every form of the page.
 * @returns {Promise<boolean>} whether somebody is signed in again and the page is theirs to open
 */
export async function renewToken() {
  const request = new XMLHttpRequest();
  request.open("GET", window.location.href);
  request.responseType = "document";
  await new Promise((resolve) => { request.onloadend = resolve; request.send(); });
  const arrived = request.responseURL ? new URL(request.responseURL).pathname : "";
  const token = /** @type {HTMLMetaElement | null} */ (request.responseXML?.querySelector("meta[name='csrf-token']"))?.content;
  if (request.status !== 200 || arrived !== window.location.pathname || !token) return false;
  document.querySelector("meta[name='csrf-token']")?.setAttribute("content", token);
  for (const field of document.querySelectorAll("input[name='csrf_token']")) /** @type {HTMLInputElement} */ (field).value = token;
  return true;
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @param {Record<string, string>} attributes
 */
export function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/**
 * @param {string | undefined} title
 * @param {string} text
 */
function column(title, text) {
  const made = element("div");
  made.append(element("h4", title), element("pre", text, { tabindex: "0" }));
  return made;
}

for (const form of document.querySelectorAll("form[data-autosave]:not([data-desk-sheet])")) {
  if (form.querySelector("[data-autosave-status]")) new Draft(/** @type {HTMLFormElement} */ (form));
}
