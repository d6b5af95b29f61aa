// @ts-check
/** How the upload speaks with the portal: what is asked, what is refused, and the token after signing in again. */

export class RefusedError extends Error {
  /** @param {number} status @param {{error?: string, said?: string}} told */
  constructor(status, told) {
    super(told.said || told.error || String(status));
    this.status = status;
    this.code = told.error ?? "";
    this.said = told.said ?? "";
  }
}

/** Asks the portal, with the token that its forms carry; after signing in again the page needs a fresh one. */
export class Portal {
  /** @param {string} uploads the address of the uploads */
  constructor(uploads) {
    this.uploads = uploads;
    this.meta = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='csrf-token']"));
  }

  get headers() {
    return { Accept: "application/json", "X-CSRFToken": this.meta?.content ?? "" };
  }

  /** @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
  async ask(method, path, body, headers = {}) {
    const typed = body ? { "Content-Type": "application/json" } : {};
    const answer = await fetch(this.uploads + path, {
      method,
      headers: { ...this.headers, ...typed, ...headers },
      body: body ? JSON.stringify(body) : undefined,
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") throw new RefusedError(401, {});
    const told = parsed(await answer.text());
    if (!answer.ok) throw new RefusedError(answer.status, told);
    return told;
  }

  /** A fresh token for every form of the page. Throws RefusedError 401 while nobody is signed in. */
  async renew() {
    const { csrf_token: token } = await this.ask("GET", "");
    if (this.meta) this.meta.content = token;
    for (const field of document.querySelectorAll("input[name='csrf_token']")) /** @type {HTMLInputElement} */ (field).value = token;
  }
}

/** The SHA-256 of bytes in hex; null where the browser has no hashes (plain http). @param {Blob} bytes @returns {Promise<string | null>} */
export async function sumOf(bytes) {
  if (!window.crypto.subtle) return null;
  const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await bytes.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
