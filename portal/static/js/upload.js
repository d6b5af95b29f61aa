// @ts-check
/**
 * Sends a file in parts: three at a time, each part again after a broken connection, going on after a reload when the
 * same file is chosen again. The server's words: POST /uploads, GET /uploads/{id}, POST …/parts, PUT, POST …/complete.
 *
 * A file is recognised by its size and the SHA-256 of every part that has arrived (telephones change names and times).
 * This file is longer than others: one conversation with the server, whose steps share their state.
 * Where the browser has no crypto.subtle (plain http), the server compares one part that is sent again.
 */

const AT_ONCE = 3;
const ADDRESSES_AT_ONCE = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const PART_TIMEOUT_MS = 180_000;
const SPEED_WINDOW_MS = 6000;

/** @typedef {{number: number, size: number, sha256: string | null}} Part */
/** @typedef {{id: string, state: string, size: number, part_size: number, parts: Part[]}} State */

class RefusedError extends Error {
  /** @param {number} status @param {{error?: string, said?: string}} told */
  constructor(status, told) {
    super(told.said || told.error || String(status));
    this.status = status;
    this.code = told.error ?? "";
    this.said = told.said ?? "";
  }
}

class Uploader {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.words = form.dataset;
    this.input = /** @type {HTMLInputElement} */ (form.querySelector("input[type='file']"));
    this.bar = /** @type {HTMLProgressElement} */ (form.querySelector("progress"));
    this.box = /** @type {HTMLElement} */ (form.querySelector("[data-upload-progress]"));
    this.text = /** @type {HTMLElement} */ (form.querySelector("[data-upload-text]"));
    this.status = /** @type {HTMLElement} */ (form.querySelector("[data-upload-status]"));
    this.pauseButton = /** @type {HTMLButtonElement} */ (form.querySelector("[data-upload-pause]"));
    this.resumeButton = /** @type {HTMLButtonElement} */ (form.querySelector("[data-upload-resume]"));
    /** @type {Set<XMLHttpRequest>} */
    this.requests = new Set();
    /** @type {(() => void)[]} */
    this.sleepers = [];
    this.paused = false;
    this.busy = false;
    for (const plain of form.querySelectorAll("[data-upload-plain]")) /** @type {HTMLElement} */ (plain).hidden = true;
    form.addEventListener("submit", (event) => event.preventDefault());
    this.input.addEventListener("change", () => {
      const file = this.input.files?.[0];
      if (file && !this.busy) void this.send(file);
    });
    this.pauseButton.addEventListener("click", () => this.pause());
    this.resumeButton.addEventListener("click", () => this.resume());
    window.addEventListener("online", () => this.wake());
    window.addEventListener("beforeunload", (event) => { if (this.busy && !this.paused) event.preventDefault(); });
  }

  /** @param {File} file */
  async send(file) {
    if (file.size === 0) return this.say(this.words.textEmpty);
    if (file.size > Number(this.words.max || Infinity)) return this.say(this.words.textLarge);
    this.begin(file);
    try {
      const upload = (await this.findUnfinished(file)) ?? (await this.announce(file));
      await this.sendParts(file, upload);
      this.pauseButton.hidden = true;
      this.say(this.words.textFinishing);
      await this.finish(file, upload);
      this.busy = false;
      this.say(this.words.textDone);
      window.location.assign(this.words.done || window.location.href);
    } catch (error) {
      this.fail(error);
    }
    return undefined;
  }

  /** @param {File} file */
  begin(file) {
    this.busy = true;
    this.paused = false;
    this.file = file;
    this.settled = 0;
    /** @type {Map<number, number>} bytes under way, by part */
    this.underWay = new Map();
    /** @type {[number, number][]} moments and bytes, for the speed */
    this.marks = [];
    /** @type {Map<number, string>} */
    this.addresses = new Map();
    this.input.disabled = true;
    this.box.hidden = false;
    this.pauseButton.hidden = false;
    this.resumeButton.hidden = true;
  }

  /**
   * An unfinished upload of this very file, or null.
   * @param {File} file
   * @returns {Promise<State | null>}
   */
  async findUnfinished(file) {
    /** @type {{id: string, size: number}[]} */
    const known = JSON.parse(this.words.unfinished || "[]");
    for (const one of known.filter((upload) => upload.size === file.size)) {
      this.say(this.words.textChecking);
      const state = await this.ask("GET", `${this.words.upload}/${one.id}`);
      if (state.state !== "open") continue;
      if (await this.isSame(file, state)) {
        if (state.parts.length) this.say(this.fill(this.words.textResumed, { percent: percentOf(received(state), file.size) }));
        return state;
      }
      this.insteadOf = one.id;
    }
    return null;
  }

  /**
   * @param {File} file
   * @param {State} state
   */
  async isSame(file, state) {
    if (!window.crypto?.subtle) return this.serverAgrees(file, state);
    for (const part of state.parts) {
      const bytes = await slice(file, part.number, state.part_size).arrayBuffer();
      const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes));
      const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
      if (hex !== part.sha256) return false;
    }
    return true;
  }

  /**
   * Without hashes in the browser: one part that arrived is sent again, and the server compares.
   * @param {File} file
   * @param {State} state
   */
  async serverAgrees(file, state) {
    const last = state.parts.at(-1);
    if (!last) return true;
    try {
      await this.put(file, state, last.number);
      return true;
    } catch (error) {
      if (error instanceof RefusedError && error.code === "part_differs") return false;
      throw error;
    } finally {
      this.underWay?.clear();
    }
  }

  /**
   * @param {File} file
   * @returns {Promise<State>}
   */
  async announce(file) {
    const begun = await this.again(() => this.ask("POST", this.words.upload ?? "", {
      entry: this.words.entry,
      attachment: this.words.attachment || null,
      name: file.name,
      size: file.size,
      type: file.type,
      instead_of: this.insteadOf ?? null,
    }));
    return { id: begun.id, state: "open", size: file.size, part_size: begun.part_size, parts: [] };
  }

  /**
   * @param {File} file
   * @param {State} upload
   */
  async sendParts(file, upload) {
    const there = new Set(upload.parts.map((part) => part.number));
    this.settled = received(upload);
    const waiting = [];
    for (let number = 1; number <= Math.ceil(file.size / upload.part_size); number += 1) {
      if (!there.has(number)) waiting.push(number);
    }
    this.show();
    const one = async () => {
      for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
        const wanted = number;
        await this.again(() => this.put(file, upload, wanted, waiting));
        this.underWay?.delete(wanted);
        this.settled = (this.settled ?? 0) + slice(file, wanted, upload.part_size).size;
        this.show();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /**
   * @param {File} file
   * @param {State} upload
   */
  async finish(file, upload) {
    for (let round = 0; ; round += 1) {
      try {
        return await this.again(() => this.ask("POST", `${this.words.upload}/${upload.id}/complete`, {}));
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== "upload_lacks_parts" || round > 2) throw error;
        await this.sendParts(file, await this.ask("GET", `${this.words.upload}/${upload.id}`));
      }
    }
  }

  /**
   * Sends one part to its address.
   * @param {File} file
   * @param {State} upload
   * @param {number} number
   * @param {number[]} next parts that follow, whose addresses are asked for along with this one's
   */
  async put(file, upload, number, next = []) {
    const address = await this.address(upload, number, next);
    const body = slice(file, number, upload.part_size);
    await new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      this.requests.add(request);
      request.open("PUT", address);
      request.timeout = PART_TIMEOUT_MS;
      if (address.startsWith("/")) {
        request.setRequestHeader("X-CSRFToken", csrfToken());
        request.setRequestHeader("Accept", "application/json");
        request.setRequestHeader("Content-Type", "application/octet-stream");
      }
      request.upload.onprogress = (event) => { this.underWay?.set(number, event.loaded); this.show(); };
      request.onload = () => (request.status < 300 ? resolve(undefined) : reject(new RefusedError(request.status, parsed(request.responseText))));
      request.onerror = request.ontimeout = request.onabort = () => reject(new TypeError("connection"));
      request.onloadend = () => this.requests.delete(request);
      request.send(body);
    }).catch((error) => {
      this.underWay?.delete(number);
      if (error instanceof RefusedError && error.code === "address_expired") this.addresses?.clear();
      throw error;
    });
  }

  /**
   * @param {State} upload
   * @param {number} number
   * @param {number[]} next
   * @returns {Promise<string>}
   */
  async address(upload, number, next) {
    const known = this.addresses?.get(number);
    if (known) return known;
    const numbers = [number, ...next.slice(0, ADDRESSES_AT_ONCE - 1)];
    const { addresses } = await this.ask("POST", `${this.words.upload}/${upload.id}/parts`, { numbers });
    for (const [key, address] of Object.entries(addresses)) this.addresses?.set(Number(key), address);
    return addresses[number];
  }

  /**
   * Does an act until it works, waiting longer each time; what cannot get better is thrown.
   * @template T
   * @param {() => Promise<T>} act
   * @returns {Promise<T>}
   */
  async again(act) {
    for (let attempt = 0; ; attempt += 1) {
      if (this.paused) await this.sleep(Infinity);
      try {
        return await act();
      } catch (error) {
        if (this.paused) continue;
        if (error instanceof RefusedError && error.status === 401) { this.pause(); this.say(this.words.textSignedOut); continue; }
        if (!mayPass(error) || attempt > 40) throw error;
        this.say(this.fill(this.words.textWaiting, { percent: this.percent() }));
        await this.sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }

  /** @param {number} wait milliseconds; Infinity until woken */
  sleep(wait) {
    return new Promise((resolve) => {
      const timer = wait === Infinity ? undefined : window.setTimeout(() => resolve(undefined), wait);
      this.sleepers.push(() => { clearTimeout(timer); resolve(undefined); });
    });
  }

  wake() {
    if (this.paused) return;
    for (const sleeper of this.sleepers.splice(0)) sleeper();
  }

  pause() {
    this.paused = true;
    for (const request of this.requests) request.abort();
    this.pauseButton.hidden = true;
    this.resumeButton.hidden = false;
    this.resumeButton.focus();
    this.say(this.fill(this.words.textPaused, { percent: this.percent() }));
  }

  resume() {
    this.paused = false;
    this.marks = [];
    this.pauseButton.hidden = false;
    this.resumeButton.hidden = true;
    this.pauseButton.focus();
    this.wake();
  }

  /** @param {unknown} error */
  fail(error) {
    this.busy = false;
    this.input.disabled = false;
    this.input.value = "";
    this.pauseButton.hidden = true;
    this.resumeButton.hidden = true;
    this.box.hidden = true;
    this.say(error instanceof RefusedError && error.said ? error.said : this.words.textFailed);
  }

  sent() {
    let bytes = this.settled ?? 0;
    for (const one of this.underWay?.values() ?? []) bytes += one;
    return Math.min(bytes, this.file?.size ?? 0);
  }

  percent() {
    return percentOf(this.sent(), this.file?.size ?? 1);
  }

  show() {
    const [now, sent, size] = [performance.now(), this.sent(), this.file?.size ?? 1];
    this.bar.value = Number(this.percent());
    if (this.paused) return;
    const marks = this.marks ?? [];
    marks.push([now, sent]);
    while (marks.length > 2 && now - marks[0][0] > SPEED_WINDOW_MS) marks.shift();
    const [then, before] = marks[0];
    const speed = now > then ? Math.max(0, (sent - before) / ((now - then) / 1000)) : 0;
    // Beside the bar, not in the live region: a figure that changes all the time is not read out.
    this.text.textContent = this.fill(this.words.textSending, {
      percent: this.percent(),
      sent: bytes(sent),
      size: bytes(size),
      speed: bytes(speed),
      left: speed > 0 ? this.span((size - sent) / speed) : "…",
    });
  }

  /** @param {number} seconds */
  span(seconds) {
    const whole = Math.ceil(seconds);
    const facts = { minutes: String(Math.floor(whole / 60)), seconds: String(whole % 60) };
    return this.fill(whole >= 60 ? this.words.textMinutes : this.words.textSeconds, facts);
  }

  /**
   * @param {string | undefined} template
   * @param {Record<string, string>} facts
   */
  fill(template, facts) {
    return (template ?? "").replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  }

  /** @param {string | undefined} sentence */
  say(sentence) {
    if (this.status.textContent !== sentence) this.status.textContent = sentence ?? "";
  }

  /**
   * @param {string} method
   * @param {string} url
   * @param {object} [body]
   */
  async ask(method, url, body) {
    const answer = await fetch(url, {
      method,
      headers: {
        Accept: "application/json",
        "X-CSRFToken": csrfToken(),
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") throw new RefusedError(401, {});
    const told = parsed(await answer.text());
    if (!answer.ok) throw new RefusedError(answer.status, told);
    return told;
  }
}

/**
 * Whether trying again may help: a broken connection, a busy server, a part that broke off or was taken over.
 * @param {unknown} error
 */
function mayPass(error) {
  if (!(error instanceof RefusedError)) return true;
  if (["part_cut", "part_taken_over", "address_expired"].includes(error.code)) return true;
  return error.status === 408 || error.status === 429 || error.status === 500 || (error.status >= 502 && error.status <= 504);
}

/**
 * @param {File} file
 * @param {number} number from 1
 * @param {number} size of a part
 */
const slice = (file, number, size) => file.slice((number - 1) * size, Math.min(number * size, file.size));

/** @param {State} state */
const received = (state) => state.parts.reduce((sum, part) => sum + part.size, 0);

/**
 * @param {number} part
 * @param {number} whole
 */
const percentOf = (part, whole) => String(Math.floor((100 * part) / Math.max(1, whole)));

/** @param {number} count */
function bytes(count) {
  const number = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });
  if (count >= 1e9) return `${number.format(count / 1e9)} GB`;
  if (count >= 1e6) return `${number.format(count / 1e6)} MB`;
  return `${number.format(Math.round(count / 1e3))} kB`;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const csrfToken = () => /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='csrf-token']"))?.content ?? "";

for (const form of document.querySelectorAll("form[data-upload]")) new Uploader(/** @type {HTMLFormElement} */ (form));
