// @ts-check
/**
 * One file on its way: recognised, announced, sent part by part, completed. It knows no page; upload.js shows it.
 *
 * The server's words (design 5.2): POST /uploads, GET /uploads/{id}, POST …/parts, PUT to each signed address, which
 * is the portal's or the store's own, and POST …/complete. A file is recognised after a reload by its size and the
 * SHA-256 of every part that has arrived (telephones change names and times).
 *
 * This file is longer than others: the steps of one conversation share their state.
 */

const LANES = 3;
const AT_ONCE = 6; // addresses
const FAST = 5_000_000; // bytes a second: on a slower line one part at a time, so that a break costs one part at most
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const STALLED_MS = 30_000;
const SPEED_WINDOW_MS = 6000;
const MOST_TRIES = 40;

/** @typedef {{number: number, size: number, sha256: string | null}} Part */
/** @typedef {{id: string, state: string, name?: string, size: number, part_size: number, binds: boolean, parts: Part[]}} Upload */
/** @typedef {{url: string, headers: Record<string, string>, until: number}} Address */
/** @typedef {"waiting" | "checking" | "going" | "paused" | "offline" | "signed-out" | "finishing" | "done" | "failed"} Stage */

/** @type {typeof import("./upload_portal.js")} */
const { RefusedError, parsed, sumOf } = await import(/** @type {HTMLLinkElement} */ (document.getElementById("upload_portal")).href);

export class Sending {
  /**
   * @param {File} file
   * @param {{portal: import("./upload_portal.js").Portal, entry: string, attachment: string, unfinished: {id: string, size: number}[]}} place
   * @param {(sending: Sending) => void} changed called whenever something is to be shown
   */
  constructor(file, place, changed) {
    this.file = file;
    this.place = place;
    this.changed = changed;
    /** @type {Stage} */
    this.stage = "waiting";
    this.said = "";
    this.resumedAt = 0; // percent that had arrived before
    this.settled = 0;
    this.key = newKey();
    /** @type {Upload | null} */
    this.upload = null;
    /** @type {Map<number, number>} bytes under way, by part */
    this.underWay = new Map();
    /** @type {[number, number][]} moments and bytes, for the speed */
    this.marks = [];
    /** @type {Map<number, Address>} */
    this.addresses = new Map();
    /** @type {Set<XMLHttpRequest>} */
    this.requests = new Set();
    /** @type {(() => void)[]} */
    this.sleepers = [];
    this.isHeld = false;
    this.isOver = false;
    this.isBroken = false;
  }

  /** Send the file to its end. Ends in stage done or failed, or stays paused until it is resumed. */
  async run() {
    try {
      this.isOver = this.isBroken = false;
      this.turn("checking");
      this.upload = (await this.lookAgain()) ?? (await this.recognise()) ?? (await this.announce());
      await this.sendParts();
      this.turn("finishing");
      await this.finish();
      this.turn("done");
    } catch (error) {
      if (this.isOver) return;
      this.said = error instanceof RefusedError ? error.said : "";
      this.turn("failed");
    }
  }

  pause() {
    this.isHeld = true;
    this.turn("paused");
    this.hangUp();
  }

  /** Go on after a pause; after signing in again with a fresh token, or still signed out. */
  async resume() {
    if (this.stage === "signed-out") {
      try {
        await this.place.portal.renew();
      } catch {
        return;
      }
    }
    this.isHeld = false;
    this.marks = [];
    if (this.stage !== "failed") this.turn("going");
    this.wake();
  }

  /** Stop for good, and let the server forget what has arrived. */
  async giveUp() {
    this.isOver = true;
    this.hangUp();
    this.wake();
    if (this.upload) await this.place.portal.ask("POST", `/${this.upload.id}/abandon`, {}).catch(() => undefined);
  }

  /** Drop the connections of a line that is gone, so that the parts are sent again at once. */
  hangUp() {
    for (const request of [...this.requests]) request.abort();
  }

  wake() {
    for (const sleeper of this.sleepers.splice(0)) sleeper();
  }

  get sent() {
    let bytes = this.settled;
    for (const one of this.underWay.values()) bytes += one;
    return Math.min(bytes, this.file.size);
  }

  get percent() {
    return Math.floor((100 * this.sent) / Math.max(1, this.file.size));
  }

  /** Bytes a second over the last seconds; 0 while that is not known. */
  get speed() {
    const [first, last] = [this.marks[0], this.marks[this.marks.length - 1]];
    if (!first || !last || last[0] - first[0] < 500) return 0;
    return Math.max(0, (last[1] - first[1]) / ((last[0] - first[0]) / 1000));
  }

  /** @param {Stage} stage */
  turn(stage) {
    this.stage = stage;
    this.changed(this);
  }

  /** @param {string} id @returns {Promise<Upload>} */
  look(id) {
    return this.place.portal.ask("GET", `/${id}`);
  }

  /** The upload that this sending began before it failed, when it can go on. @returns {Promise<Upload | null>} */
  async lookAgain() {
    const id = this.upload?.id;
    if (!id) return null;
    const state = await this.again(() => this.look(id));
    if (["open", "stored", "complete"].includes(state.state)) return state;
    this.key = newKey();
    return null;
  }

  /** An unfinished upload of this very file, or null. @returns {Promise<Upload | null>} */
  async recognise() {
    for (const one of this.place.unfinished.filter((upload) => upload.size === this.file.size)) {
      const state = await this.again(() => this.look(one.id));
      if (state.state === "stored" && state.name === this.file.name) return state;
      if (state.state !== "open" || !(await this.isSame(state))) continue;
      this.resumedAt = Math.floor((100 * received(state)) / this.file.size);
      return state;
    }
    return null;
  }

  /** @param {Upload} state */
  async isSame(state) {
    for (const part of state.parts) {
      if (this.isOver) return false;
      const sum = await sumOf(this.slice(part.number, state.part_size));
      if (sum === null) return this.serverAgrees(state);
      if (sum !== part.sha256) return false;
    }
    return true;
  }

  /** Without hashes in the browser (plain http): a part that arrived is sent again, and the server compares. @param {Upload} state */
  async serverAgrees(state) {
    const last = state.parts.at(-1);
    if (!last?.sha256) return false;
    try {
      this.upload = state;
      await this.again(() => this.put(last.number));
      return true;
    } catch (error) {
      this.upload = null;
      if (error instanceof RefusedError && error.code === "part_differs") return false;
      throw error;
    } finally {
      this.underWay.clear();
      this.addresses.clear();
    }
  }

  /** @returns {Promise<Upload>} */
  async announce() {
    const { file, place } = this;
    const asked = { entry: place.entry, attachment: place.attachment || null, name: file.name, size: file.size, type: file.type };
    const begun = await this.again(() => place.portal.ask("POST", "", asked, { "Idempotency-Key": this.key }));
    return { id: begun.id, state: "open", size: file.size, part_size: begun.part_size, binds: begun.binds, parts: [] };
  }

  async sendParts() {
    const upload = /** @type {Upload} */ (this.upload);
    if (upload.state !== "open") return;
    const there = new Set(upload.parts.map((part) => part.number));
    this.settled = received(upload);
    const waiting = Array.from({ length: Math.ceil(this.file.size / upload.part_size) }, (_, index) => index + 1).filter((one) => !there.has(one));
    this.turn("going");
    await new Promise((resolve, reject) => {
      let lanes = 0;
      const lane = async () => {
        lanes += 1;
        for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
          const wanted = number;
          await this.again(() => this.put(wanted));
          this.underWay.delete(wanted);
          this.settled += this.slice(wanted, upload.part_size).size;
          this.progress();
          if (lanes > 1 && this.speed < FAST) break;
          open();
        }
        lanes -= 1;
        if (lanes === 0) resolve(undefined);
      };
      const start = () => lane().catch((error) => { this.isBroken = true; this.hangUp(); this.wake(); reject(error); });
      const open = () => { while (lanes < LANES && waiting.length > 0 && this.speed >= FAST) start(); };
      this.onFaster = open;
      start();
    });
  }

  async finish() {
    for (let round = 0; ; round += 1) {
      const id = this.upload?.id ?? "";
      try {
        await this.again(() => this.place.portal.ask("POST", `/${id}/complete`, {}));
        return;
      } catch (error) {
        if (!(error instanceof RefusedError) || error.code !== "upload_lacks_parts" || round > 2) throw error;
        this.upload = await this.again(() => this.look(id));
        await this.sendParts();
      }
    }
  }

  /** Send one part to its address. @param {number} number */
  async put(number) {
    const upload = /** @type {Upload} */ (this.upload);
    const body = this.slice(number, upload.part_size);
    const address = await this.address(number, body);
    const isOurs = address.url.startsWith("/");
    /** @type {XMLHttpRequest} */
    const request = new XMLHttpRequest();
    this.requests.add(request);
    let watch = 0;
    const heed = () => { clearTimeout(watch); watch = window.setTimeout(() => request.abort(), STALLED_MS); };
    try {
      await new Promise((resolve, reject) => {
        request.open("PUT", address.url);
        const headers = isOurs ? { ...this.place.portal.headers, "Content-Type": "application/octet-stream" } : address.headers;
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.upload.onprogress = (event) => { heed(); this.underWay.set(number, event.loaded); this.progress(); };
        request.onload = () => {
          const told = parsed(request.responseText);
          const isTaken = request.status < 300 && (!isOurs || told.number === number);
          if (isTaken) resolve(undefined);
          else reject(new RefusedError(request.status < 400 ? 401 : request.status, told));
        };
        request.onerror = request.onabort = () => reject(new TypeError("connection"));
        heed();
        request.send(body);
      });
    } catch (error) {
      this.underWay.delete(number);
      this.addresses.delete(number); // whatever was wrong with it: the next try asks for a fresh one
      throw error;
    } finally {
      clearTimeout(watch);
      this.requests.delete(request);
    }
  }

  /**
   * Where part `number` goes. A store with a door of its own is told the SHA-256, and takes no other bytes then.
   * @param {number} number @param {Blob} body @returns {Promise<Address>}
   */
  async address(number, body) {
    const known = this.addresses.get(number);
    if (known && known.until > Date.now()) return known;
    const upload = /** @type {Upload} */ (this.upload);
    const sum = upload.binds ? await sumOf(body) : null;
    const last = upload.binds ? number : Math.min(number + AT_ONCE - 1, Math.ceil(upload.size / upload.part_size));
    const numbers = Array.from({ length: last - number + 1 }, (_, index) => number + index);
    const { addresses, seconds } = await this.place.portal.ask("POST", `/${upload.id}/parts`, { numbers, sums: sum ? { [number]: sum } : {} });
    for (const one of numbers) this.addresses.set(one, { ...addresses[one], until: Date.now() + (seconds * 1000) / 2 });
    return /** @type {Address} */ (this.addresses.get(number));
  }

  /**
   * Do an act until it works, waiting longer each time; what cannot get better is thrown. A line that is gone is
   * waited for without end, a server that answers with errors only so often.
   * @template T @param {() => Promise<T>} act @returns {Promise<T>}
   */
  async again(act) {
    for (let tries = 0, refusals = 0; ; tries += 1) {
      while (this.isHeld && !this.isOver) await this.sleep(Infinity);
      if (this.isOver || this.isBroken) throw new TypeError("given up");
      try {
        return await act();
      } catch (error) {
        if (this.isHeld || this.isOver || this.isBroken) continue;
        const refused = error instanceof RefusedError ? error : null;
        if (refused && ++refusals > MOST_TRIES) throw error;
        if (refused?.status === 401) {
          this.isHeld = true;
          this.turn("signed-out");
          this.hangUp();
        } else if (refused?.code === "csrf") {
          await this.place.portal.renew().catch(() => undefined);
        } else if (refused && !mayPass(refused)) {
          throw error;
        } else {
          this.turn("offline");
          await this.sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random()));
        }
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

  progress() {
    const now = performance.now();
    this.marks.push([now, this.sent]);
    while (this.marks.length > 2 && now - this.marks[0][0] > SPEED_WINDOW_MS) this.marks.shift();
    this.onFaster?.();
    if (!this.isHeld && !this.isOver) this.turn("going");
  }

  /** @param {number} number from 1 @param {number} size of a part */
  slice(number, size) {
    return this.file.slice((number - 1) * size, Math.min(number * size, this.file.size));
  }
}

/** Whether trying again may help: a busy server, a part that broke off or was taken over, a link that lapsed. @param {RefusedError} error */
function mayPass(error) {
  if (["part_cut", "part_taken_over", "address_expired", "already_done"].includes(error.code)) return true;
  if (error.status === 403 && !error.code) return true; // the store's own words for a link that lapsed
  return [408, 429, 500, 502, 503, 504].includes(error.status);
}

/** A key that makes announcing the same file twice one upload. */
const newKey = () => Array.from(window.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Upload} state */
const received = (state) => state.parts.reduce((sum, part) => sum + part.size, 0);
