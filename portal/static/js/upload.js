// @ts-check
/**
 * The places of a page where files are chosen, and one queue for all of them: each file gets a row with its progress,
 * speed, remaining time, a pause, and what to do when something is wrong. How a file travels is upload_sending.js.
 */

/** @param {string} name @returns {Promise<any>} */
const load = (name) => import(/** @type {HTMLLinkElement} */ (document.getElementById(name)).href);
/** @type {typeof import("./upload_portal.js")} */
const { Portal } = await load("upload_portal");
/** @type {typeof import("./upload_sending.js")} */
const { Sending } = await load("upload_sending");

const SIGNED_IN_ASKED_MS = 10_000;
const ACTIVE = ["checking", "going", "offline", "finishing"];

/** @template {HTMLElement} T @param {ParentNode} root @param {string} name @returns {T} */
const find = (root, name) => /** @type {T} */ (root.querySelector(`[data-upload-${name}]`));

class Row {
  /** @param {Place} place @param {File} file @param {Desk} desk */
  constructor(place, file, desk) {
    this.place = place;
    this.desk = desk;
    this.words = desk.words;
    this.sending = new Sending(file, { portal: desk.portal, ...place.target }, () => this.show());
    const copy = /** @type {DocumentFragment} */ (document.importNode(desk.template.content, true));
    this.root = /** @type {HTMLElement} */ (copy.firstElementChild);
    this.bar = /** @type {HTMLProgressElement} */ (this.root.querySelector("progress"));
    this.pauseButton = find(this.root, "pause");
    this.resumeButton = find(this.root, "resume");
    this.removeButton = find(this.root, "remove");
    this.question = find(this.root, "question");
    find(this.root, "name").textContent = file.name;
    find(this.root, "size").textContent = bytes(file.size);
    this.bar.setAttribute("aria-label", file.name);
    this.pauseButton.addEventListener("click", () => { this.sending.pause(); this.resumeButton.focus(); });
    this.resumeButton.addEventListener("click", () => void this.goOn());
    this.removeButton.addEventListener("click", () => this.ask(true));
    find(this.root, "keep").addEventListener("click", () => this.ask(false));
    find(this.root, "drop").addEventListener("click", () => void this.drop());
    place.list.append(this.root);
    this.show();
  }

  get stage() {
    return this.sending.stage;
  }

  async goOn() {
    if (this.stage === "failed") {
      this.sending.stage = "waiting";
      this.show();
      this.desk.next();
    } else {
      await this.sending.resume();
    }
    if (!this.pauseButton.hidden) this.pauseButton.focus();
  }

  /** @param {boolean} is whether the question stands there instead of the buttons */
  ask(is) {
    this.question.hidden = !is;
    this.removeButton.hidden = is;
    (is ? find(this.root, "keep") : this.removeButton).focus();
  }

  async drop() {
    await this.sending.giveUp();
    this.place.forget(this.sending.upload?.id);
    this.root.remove();
    this.desk.remove(this);
    this.place.input.focus();
  }

  show() {
    const { sending, words, stage } = this;
    this.root.dataset.state = stage;
    this.bar.value = sending.percent;
    this.bar.hidden = stage === "failed";
    const facts = { percent: String(sending.resumedAt || sending.percent), size: bytes(sending.file.size) };
    const was = sending.resumedAt > 0 && stage === "going" ? "resumed" : stage;
    const sentence = stage === "failed" && sending.said ? sending.said : fill(words[`text${was[0]?.toUpperCase()}${was.slice(1).replace("-o", "O")}`], { ...facts, percent: was === "resumed" ? facts.percent : String(sending.percent) });
    const status = find(this.root, "status");
    // Only a new stage is read out: a figure that changes all the time is not.
    if (this.said !== was || stage === "failed") status.textContent = sentence;
    this.said = was;
    const speed = sending.speed;
    const left = speed > 0 ? span((sending.file.size - sending.sent) / speed, words) : "…";
    find(this.root, "figures").textContent = ["going", "offline", "paused", "signed-out"].includes(stage)
      ? fill(stage === "going" ? words.textFigures : words.textShare, { percent: String(sending.percent), sent: bytes(sending.sent), size: bytes(sending.file.size), speed: bytes(speed), left })
      : "";
    find(this.root, "sign-in").hidden = stage !== "signed-out";
    this.pauseButton.hidden = !["going", "offline", "checking"].includes(stage);
    this.resumeButton.hidden = !["paused", "signed-out", "failed"].includes(stage);
    this.resumeButton.textContent = (stage === "failed" ? words.textAgain : words.textGoOn) ?? "";
    if (["finishing", "done"].includes(stage)) this.root.querySelector(".cluster")?.setAttribute("hidden", "");
    this.place.hide(sending.upload?.id);
    this.desk.changed();
  }
}

class Place {
  /** @param {HTMLFormElement} form @param {Desk} desk */
  constructor(form, desk) {
    this.form = form;
    this.desk = desk;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input[type='file'][name='file']"));
    this.list = find(form, "list");
    this.refusal = find(form, "refusal");
    for (const plain of form.querySelectorAll("[data-upload-plain]")) /** @type {HTMLElement} */ (plain).hidden = true;
    form.addEventListener("submit", (event) => event.preventDefault());
    this.take(this.input);
    const camera = /** @type {HTMLInputElement | null} */ (form.querySelector("[data-upload-camera] input"));
    if (camera && window.matchMedia("(any-pointer: coarse)").matches) {
      find(form, "camera").hidden = false;
      this.take(camera);
    }
    const kept = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`[data-upload-kept='${form.id}']`));
    this.kept = new Map(Array.from(kept, (one) => [one.dataset.id ?? "", one]));
    for (const [id, one] of this.kept) void this.tell(id, one);
  }

  get target() {
    const unfinished = Array.from(this.kept, ([id, one]) => ({ id, size: Number(one.dataset.size) }));
    return { entry: this.form.dataset.entry ?? "", attachment: this.form.dataset.attachment ?? "", unfinished };
  }

  /** @param {HTMLInputElement} input */
  take(input) {
    input.addEventListener("change", () => {
      const files = Array.from(input.files ?? []);
      this.refusal.hidden = true;
      for (const file of files) this.add(file);
      input.value = "";
    });
  }

  /** @param {File} file */
  add(file) {
    const words = this.desk.words;
    if (file.size === 0) this.refuse(file, words.textEmpty);
    else if (file.size > Number(this.form.dataset.max || Infinity)) this.refuse(file, this.form.dataset.textLarge);
    else this.desk.add(new Row(this, file, this.desk));
  }

  /** @param {File} file @param {string | undefined} sentence */
  refuse(file, sentence) {
    this.refusal.textContent = `${file.name}: ${sentence}`;
    this.refusal.hidden = false;
  }

  /** How much of an unfinished upload has arrived. @param {string} id @param {HTMLElement} line */
  async tell(id, line) {
    const state = await this.desk.portal.ask("GET", `/${id}`).catch(() => null);
    if (state?.state !== "open") return;
    const arrived = state.parts.reduce((/** @type {number} */ sum, /** @type {{size: number}} */ part) => sum + part.size, 0);
    find(line, "arrived").textContent = fill(this.desk.words.textArrived, { percent: String(Math.floor((100 * arrived) / state.size)) });
  }

  /** An unfinished upload that goes on has a row, and no line besides. @param {string | undefined} id */
  hide(id) {
    const line = this.kept.get(id ?? "");
    if (line) line.hidden = true;
  }

  /** An unfinished upload that was given up no longer stands in the list. @param {string | undefined} id */
  forget(id) {
    if (!id) return;
    this.kept.get(id)?.remove();
    this.kept.delete(id);
  }
}

class Desk {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.words = root.dataset;
    this.template = /** @type {HTMLTemplateElement} */ (root.querySelector("template"));
    this.portal = new Portal(this.words.uploads ?? "");
    /** @type {Row[]} */
    this.rows = [];
    this.arrived = 0;
    this.places = Array.from(/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-upload]")), (form) => new Place(form, this));
    window.addEventListener("online", () => { for (const row of this.rows) { row.sending.hangUp(); row.sending.wake(); } });
    window.addEventListener("offline", () => { for (const row of this.rows) row.sending.hangUp(); });
    window.addEventListener("beforeunload", (event) => { if (this.active) event.preventDefault(); });
    const back = () => { if (document.visibilityState === "visible") this.signedInAgain(); };
    for (const name of ["focus", "pageshow"]) window.addEventListener(name, back);
    document.addEventListener("visibilitychange", back);
    window.setInterval(back, SIGNED_IN_ASKED_MS);
  }

  get active() {
    return this.rows.find((row) => ACTIVE.includes(row.stage));
  }

  signedInAgain() {
    for (const row of this.rows) if (row.stage === "signed-out") void row.sending.resume();
    if (this.active) void this.stayAwake();
  }

  /** @param {Row} row */
  add(row) {
    this.rows.push(row);
    this.next();
  }

  /** @param {Row} row */
  remove(row) {
    this.rows = this.rows.filter((one) => one !== row);
    this.next();
    this.leave();
  }

  /** The next file, when none is on its way; one that was paused lets the others pass. */
  next() {
    if (this.active || this.rows.some((row) => row.stage === "signed-out")) return;
    const row = this.rows.find((one) => one.stage === "waiting");
    if (!row) return;
    void this.stayAwake();
    void row.sending.run().then(() => {
      if (row.stage === "done") this.arrived += 1;
      this.next();
      this.leave();
    });
  }

  /** A row changed: whoever waits may begin when the one before was paused. */
  changed() {
    if (this.rows.some((row) => row.stage === "waiting") && !this.active) queueMicrotask(() => this.next());
  }

  /** When all that was chosen has arrived, the page shows it; what failed or waits for its person keeps the page. */
  leave() {
    if (this.arrived === 0 || this.rows.some((row) => row.stage !== "done")) return;
    window.location.assign(this.words.done || window.location.href);
  }

  /** A telephone that falls asleep would end the connection. */
  async stayAwake() {
    try {
      await navigator.wakeLock?.request("screen");
    } catch {
      // The battery is low, or the page is not in front: then it sleeps, and goes on afterwards.
    }
  }
}

/** @param {number} seconds @param {DOMStringMap} words */
function span(seconds, words) {
  const whole = Math.ceil(seconds);
  const facts = { hours: String(Math.floor(whole / 3600)), minutes: String(Math.floor((whole % 3600) / 60)), seconds: String(whole % 60) };
  return fill(whole >= 3600 ? words.textHours : whole >= 60 ? words.textMinutes : words.textSeconds, facts);
}

/** @param {string | undefined} template @param {Record<string, string>} facts */
function fill(template, facts) {
  return (template ?? "").replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
}

/** @param {number} count */
function bytes(count) {
  const number = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });
  if (count >= 1e9) return `${number.format(count / 1e9)} GB`;
  if (count >= 1e6) return `${number.format(count / 1e6)} MB`;
  return `${number.format(Math.round(count / 1e3))} kB`;
}

const root = document.getElementById("uploads");
if (root) new Desk(root);
