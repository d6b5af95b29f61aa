// @ts-check
/**
 * Private notes that a judge makes or removes: each act lies sealed in the desk's store before it is sent, and leaves it
 * once the server has it and the list that shows it is here. What the server does not take, and a note that was removed
 * on another device before this one had heard of it, stays and is shown until the judge says what becomes of it.
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLLinkElement} */ (document.getElementById(id)).href;
/** @type {typeof import("./autosave.js")} */
const { csrfToken, element, fill, renewToken } = await import(at("autosave"));

/**
 * @typedef {{
 *   sheet: string, word: string, list: string, url: string, act: "make" | "remove" | "restore", name: string,
 *   fields: Record<string, string>, quote: string, time: string, words: string,
 *   isSent?: boolean, isDropped?: boolean, outcome?: "removed" | "refused", said?: string, back?: string,
 * }} Row `list` and `url` are addresses; `isDropped`: made and removed here before it was sent.
 * @typedef {{ outcome: "sent" | "waiting" | "signed-out" | "refused" | "removed", said: string }} Done
 */

export class NoteQueue {
  /** @param {import("./desk.js").Desk} desk */
  constructor(desk) {
    this.desk = desk;
  }

  /** What lies here, of one sheet or of all, in the order in which it was noted. @param {string} [sheet] @returns {Promise<Row[]>} */
  async rows(sheet) {
    const all = (await this.desk.store?.list("note")) ?? [];
    return all.map(({ value }) => value).filter((one) => !sheet || one.sheet === sheet).sort((one, other) => one.madeAt - other.madeAt);
  }

  /** @param {Row} row @returns {Promise<boolean>} whether it lies sealed on this device now */
  async keep(row) {
    return (await this.desk.store?.put("note", row.name, { madeAt: Date.now(), ...row })) ?? false;
  }

  /** @param {Row} row */
  async drop(row) {
    await this.desk.store?.drop("note", row.name);
  }

  /** Acts that the server has not heard of. */
  async count() {
    return (await this.rows()).filter((one) => !one.isSent && !one.outcome).length;
  }

  /** Send one act that lies here; another tab may have been faster. @param {Row} row @returns {Promise<Done>} */
  async send(row) {
    return navigator.locks.request(`desk:note:${row.name}`, async () => {
      /** @type {Row | null} */
      const lying = await this.desk.store?.get("note", row.name);
      return !lying || lying.isSent || lying.outcome ? { outcome: "sent", said: "" } : this.sent(lying);
    });
  }

  /** Send one act; what becomes of its row follows from the answer. @param {Row} row @returns {Promise<Done>} */
  async sent(row) {
    const answer = await this.post(row.url, row.fields);
    if (!answer) return { outcome: "waiting", said: "" };
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) return { outcome: "signed-out", said: "" };
    if (answer.status === 429 || answer.status >= 500) return { outcome: "waiting", said: "" };
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return this.refused(row, answer.status === 404 ? this.desk.words.textNoteGone ?? "" : told.said ?? "");
    if (row.isDropped && !told.removed) {
      const gone = await this.post(told.remove, {});
      if (!gone?.ok) return { outcome: "waiting", said: "" };
    }
    if (row.act === "make" && told.removed && !row.isDropped) {
      await this.keep({ ...row, outcome: "removed", back: told.back });
      return { outcome: "removed", said: "" };
    }
    await this.keep({ ...row, isSent: true });
    return { outcome: "sent", said: told.said ?? "" };
  }

  /** A note keeps its words here; a removal that is refused is only told. @param {Row} row @param {string} said @returns {Promise<Done>} */
  async refused(row, said) {
    if (row.act === "make" && !row.isDropped) await this.keep({ ...row, outcome: "refused", said });
    else await this.drop(row);
    return { outcome: "refused", said };
  }

  /** @param {string} url @param {Record<string, string>} fields @returns {Promise<Response | null>} null without network */
  async post(url, fields) {
    for (const isLast of [false, true]) {
      const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
      const body = new URLSearchParams(fields);
      const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual" }).catch(() => null);
      this.desk.contact(Boolean(answer));
      if (!answer || isLast || answer.status !== 400 || !(await renewToken())) return answer;
    }
    return null;
  }

  /** Send all that waits. @returns {Promise<Set<string>>} the sheets of which something was taken */
  async sendAll() {
    /** @type {Map<string, string>} */
    const taken = new Map();
    for (const row of await this.rows()) {
      if (!this.desk.isReachable) break;
      if (row.outcome) continue;
      const done = row.isSent ? { outcome: "sent", said: "" } : await this.send(row);
      if (done.outcome === "sent") taken.set(row.sheet, row.list);
      if (done.outcome === "refused" && row.act !== "make") this.desk.tell(this.sentence(this.desk.words.textNoteRefused, row, done.said));
      if (done.outcome === "waiting" || done.outcome === "signed-out") break;
    }
    for (const [sheet, list] of taken) if (sheet !== this.desk.notes?.sheet) await this.renew(sheet, list);
    await this.show();
    return new Set(taken.keys());
  }

  /** The server's list of a sheet's notes, taken along in the place of what was sent. @param {string} sheet @param {string} list @returns {Promise<string | null>} */
  async renew(sheet, list) {
    const sent = (await this.rows(sheet)).filter((one) => one.isSent);
    const answer = await fetch(list, { redirect: "manual" }).catch(() => null);
    const html = answer?.ok ? await answer.text().catch(() => null) : null;
    if (html === null) return null;
    await this.desk.store?.put("notes", sheet, html);
    for (const row of sent) await this.drop(row);
    return html;
  }

  // What the server does not have and will not get by itself

  /** Show on this page, of whatever sheet it is, the notes that the judge has to decide about. */
  async show() {
    const place = this.desk.place.querySelector("[data-desk-kept]");
    if (!place) return;
    const rows = (await this.rows()).filter((one) => one.outcome);
    place.replaceChildren(...rows.map((row) => this.drawn(row)));
  }

  /** @param {Row} row */
  drawn(row) {
    const { words } = this.desk;
    const box = element("div", "", { class: "desk-news", "data-note-kept": row.outcome ?? "" });
    box.append(element("p", this.sentence(row.outcome === "removed" ? words.textNoteRemoved : words.textNoteRefused, row, row.said ?? "")));
    if (row.quote || row.time) box.append(element("blockquote", row.quote || row.time, { class: "note-quote" }));
    if (row.words) box.append(element("p", row.words, { class: "note-words" }));
    const acts = element("div", "", { class: "note-acts" });
    if (row.outcome === "removed") acts.append(this.button(words.textNoteBack, "secondary", () => this.takeBack(row)));
    acts.append(this.button(words.textNoteForget, "plain", async () => { await this.drop(row); await this.show(); }));
    box.append(acts);
    return box;
  }

  /** @param {string | undefined} label @param {string} kind @param {() => Promise<void>} act */
  button(label, kind, act) {
    const made = element("button", label ?? "", { type: "button", class: `button button-${kind}` });
    made.addEventListener("click", () => void act());
    return made;
  }

  /** @param {Row} row */
  async takeBack(row) {
    const answer = await this.post(row.back ?? "", {});
    if (!answer?.ok) {
      const told = answer && answer.type !== "opaqueredirect" ? await answer.json().catch(() => ({})) : {};
      this.desk.tell(told.said || this.desk.words.textNeedsNetwork);
      return;
    }
    await this.drop(row);
    await this.show();
    if (row.sheet === this.desk.notes?.sheet) await this.desk.notes.renew();
    else await this.renew(row.sheet, row.list);
  }

  /** @param {string | undefined} template @param {Row} row @param {string} said */
  sentence(template, row, said) {
    return fill(template ?? "", { code: row.word, said });
  }
}
