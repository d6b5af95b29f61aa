// @ts-check
/**
 * What a judge's browser keeps while there is no network: rows in IndexedDB, each sealed with AES-256-GCM. The key is
 * handed by the server to a live session and stays in this page's memory; a closed page leaves only sealed rows behind.
 * A row's id tells its kind and random numbers, never a code or a word. `forget` empties everything in every tab.
 */

const NAME = "bangvang-desk";
const ROWS = "rows";
const OWNER = "owner";
/** Texts of works stay a day (E15); what waits to be sent stays until it is sent or the account signs out. */
const TEXT_MS = 24 * 60 * 60 * 1000;
const LASTING = ["draft:", "note:"];
/** @param {unknown} id */
const isLasting = (id) => LASTING.some((one) => String(id).startsWith(one));
const news = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** Resolves once what was written is on its way to the disk. @param {IDBTransaction} transaction @returns {Promise<void>} */
const settled = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

/** @returns {Promise<IDBDatabase>} */
async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: "id" });
  const base = await done(request);
  base.onversionchange = () => base.close();
  return base;
}

/** Whether there is a store at all: nobody else's browser gets an empty one. */
async function exists() {
  if (!("indexedDB" in window)) return false;
  if (!("databases" in indexedDB)) return true;
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}

/** @param {(rows: IDBObjectStore) => IDBRequest | void} act @param {IDBTransactionMode} mode */
async function within(act, mode = "readwrite") {
  const base = await open();
  try {
    const transaction = base.transaction(ROWS, mode);
    const request = act(transaction.objectStore(ROWS));
    await settled(transaction);
    return request?.result;
  } finally {
    base.close();
  }
}

/** Empty the store, and let every other tab of this browser forget its key. */
export async function forget() {
  news?.postMessage("forget");
  if (await exists()) await within((rows) => rows.clear());
}

/** @returns {Promise<string>} the tag of the account whose store this is; empty without one */
export async function ownerOf() {
  if (!(await exists())) return "";
  return (await within((rows) => rows.get(OWNER), "readonly"))?.tag ?? "";
}

/** @returns {Promise<number>} of how many sheets marks or notes wait to be sent */
export async function countUnsent() {
  if (!(await exists())) return 0;
  const ids = /** @type {string[]} */ ((await within((rows) => rows.getAllKeys(), "readonly")) ?? []);
  return new Set(ids.filter(isLasting).map((one) => one.slice(one.indexOf(":")).split("/")[0])).size;
}

/** Remove texts that are older than a day, or that claim to come from the future (a clock that was put right). */
export async function sweep() {
  if (!(await exists())) return;
  await within((rows) => {
    rows.openCursor().onsuccess = (event) => {
      const cursor = /** @type {IDBRequest<IDBCursorWithValue | null>} */ (event.target).result;
      if (!cursor) return;
      const { id, at } = cursor.value;
      if (id !== OWNER && !isLasting(id) && Math.abs(Date.now() - at) > TEXT_MS) cursor.delete();
      cursor.continue();
    };
  });
}

/** The store of one account, open in this page. */
export class Store {
  /** @param {CryptoKey} key */
  constructor(key) {
    /** @type {CryptoKey | null} */
    this.key = key;
    news?.addEventListener("message", () => { this.key = null; });
  }

  /**
   * @param {string} secret the key as base64
   * @param {string} owner the account's tag; what another account left is emptied first
   * @returns {Promise<Store | null>} null where the browser has no safe place (no https, private window)
   */
  static async open(secret, owner) {
    if (!globalThis.crypto?.subtle || !("indexedDB" in window)) return null;
    try {
      const raw = Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0));
      const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
      const found = await ownerOf();
      if (found && found !== owner) await forget();
      await within((rows) => { rows.put({ id: OWNER, tag: owner }); });
      return new Store(key);
    } catch {
      return null;
    }
  }

  /** @param {string} kind @param {string} name @param {unknown} value @returns {Promise<boolean>} whether it is kept */
  async put(kind, name, value) {
    if (!this.key) return false;
    const id = `${kind}:${name}`;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    try {
      const plain = new TextEncoder().encode(JSON.stringify(value));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, this.key, plain);
      if (!this.key) return false; // forgotten meanwhile
      await within((rows) => { rows.put({ id, at: Date.now(), iv, sealed }); });
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} kind @param {string} name @returns {Promise<any>} null when there is none that this key opens */
  async get(kind, name) {
    try {
      const row = await within((rows) => rows.get(`${kind}:${name}`), "readonly");
      return row ? await this.unseal(row) : null;
    } catch {
      return null;
    }
  }

  /** @param {string} kind @returns {Promise<{ name: string, value: any }[]>} rows that no key of ours opens are removed */
  async list(kind) {
    /** @type {{ id: string, iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer }[]} */
    let rows = [];
    try {
      rows = (await within((all) => all.getAll(IDBKeyRange.bound(`${kind}:`, `${kind}:\uffff`)), "readonly")) ?? [];
    } catch {
      return [];
    }
    const found = [];
    for (const row of rows) {
      const name = row.id.slice(kind.length + 1);
      const value = await this.unseal(row);
      if (value) found.push({ name, value });
      else if (this.key) await this.drop(kind, name);
    }
    return found;
  }

  /** @param {string} kind @returns {Promise<string[]>} */
  async names(kind) {
    const range = IDBKeyRange.bound(`${kind}:`, `${kind}:\uffff`);
    const ids = /** @type {string[]} */ ((await within((rows) => rows.getAllKeys(range), "readonly").catch(() => [])) ?? []);
    return ids.map((one) => one.slice(kind.length + 1));
  }

  /** @param {string} kind @param {string} name */
  async drop(kind, name) {
    await within((rows) => { rows.delete(`${kind}:${name}`); }).catch(() => {});
  }

  /** @param {{ id: string, iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer }} row @returns {Promise<any>} */
  async unseal({ id, iv, sealed }) {
    if (!this.key) return null;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, this.key, sealed);
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      return null;
    }
  }
}
