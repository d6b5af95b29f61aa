// @ts-check
/**
 * Sheets taken along: the pages of one's own open sheets lie sealed in the desk's store, and one of them takes the place
 * of the present page when there is no network. Films and pictures are not taken along: they are too large for a
 * telephone's data.
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLLinkElement} */ (document.getElementById(id)).href;
/** @type {typeof import("./film_places.js")} */
const { placeName } = await import(at("film_places"));
/** @type {typeof import("./note_places.js")} */
const { spoken } = await import(at("note_places"));

const PAUSE_MS = 150;
const SAVING_COUNT = 5;
const FRAME = "/cham";
/** @type {{ createHTML: (text: string) => any } | undefined} */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy("bangvang", { createHTML: (/** @type {string} */ text) => text });

/** @param {string} address @returns {string} the name under which the page lies in the store; empty for other pages */
export function nameOf(address) {
  const path = new URL(address, location.href).pathname;
  return path === FRAME ? "work" : (/^\/cham\/([0-9a-f-]{36})$/.exec(path)?.[1] ?? "");
}

/** A page or a part of one as a document. Sealed rows are authentic, answers are ours: no other text comes here. @param {string} html */
export function parsed(html) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
}

/**
 * Fetch what is not there yet, one after the other; forget what is submitted or lies on another desk now.
 * @param {import("./desk_store.js").Store} store @param {string[]} sheets addresses in the order of the desk
 * @param {() => boolean} isReachable
 * @returns {Promise<number>} how many are there
 */
export async function takeAlong(store, sheets, isReachable) {
  const wanted = sheets.map(nameOf);
  const there = new Set(await store.names("page"));
  for (const name of there) {
    if (name !== "work" && !wanted.includes(name)) await Promise.all(["page", "state", "notes"].map((kind) => store.drop(kind, name)));
  }
  if (nameOf(location.href) === "work") await store.put("page", "work", document.documentElement.outerHTML);
  else if (!there.has("work")) await fetchInto(store, FRAME);
  const connection = /** @type {{ saveData?: boolean } | undefined} */ (Reflect.get(navigator, "connection"));
  const missing = sheets.filter((one) => !there.has(nameOf(one)));
  missing.sort((one, other) => Number(isHere(other)) - Number(isHere(one))); // what lies open comes first
  let count = sheets.length - missing.length;
  for (const address of connection?.saveData ? missing.slice(0, SAVING_COUNT) : missing) {
    if (!isReachable()) break;
    if (!(await fetchInto(store, address))) break;
    count += 1;
    await new Promise((resolve) => window.setTimeout(resolve, PAUSE_MS));
  }
  return count;
}

/** @param {string} address */
const isHere = (address) => nameOf(address) === nameOf(location.href);

/** @param {import("./desk_store.js").Store} store @param {string} address @returns {Promise<boolean>} */
async function fetchInto(store, address) {
  const answer = await fetch(address, { redirect: "manual" }).catch(() => null);
  return Boolean(answer?.ok) && store.put("page", nameOf(address), await /** @type {Response} */ (answer).text());
}

/**
 * Put a page that was taken along in the place of this one.
 * @param {import("./desk_store.js").Store} store @param {string} address @param {Record<string, string | undefined>} words
 * @returns {Promise<boolean>} false: it is not there
 */
export async function showKept(store, address, words) {
  const name = nameOf(address);
  const html = name ? await store.get("page", name) : null;
  const main = document.getElementById("main");
  if (!html || !main) return false;
  const page = parsed(html);
  for (const gone of page.querySelectorAll(".late, #main .flashes, #main script")) gone.remove();
  const noted = await store.get("notes", name);
  const list = noted ? parsed(noted).querySelector("[data-notes-fragment]") : null;
  if (list) page.querySelector("[data-notes-body]")?.replaceChildren(...list.childNodes);
  for (const away of page.querySelectorAll("#main [data-player], #main video, #main figure:has(img)")) {
    const seconds = Number(await store.get("place", placeName(name, away)));
    away.replaceWith(hint(page, seconds ? (words.textFilmPlace ?? "").replace("{time}", spoken(seconds)) : words.textFilm));
  }
  const state = await store.get("state", name);
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form[data-desk-sheet]"));
  if (form) renew(form, state);
  main.replaceChildren(.../** @type {Element} */ (page.getElementById("main")).childNodes);
  document.title = page.title;
  return true;
}

/** What was saved since the page was taken along; and a key of its own, for two tabs may open the same. @param {HTMLFormElement} form @param {{ version: string, fields: Record<string, string> } | null} state */
function renew(form, state) {
  /** @param {string} name @param {string} value */
  const write = (name, value) => {
    const field = form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (field instanceof HTMLTextAreaElement) field.textContent = value;
    else field?.setAttribute("value", value);
  };
  write("idempotency_key", crypto.randomUUID().replaceAll("-", "").slice(0, 24));
  const shown = Number(/** @type {HTMLInputElement | null} */ (form.querySelector("[name=version]"))?.value ?? 0);
  if (!state || Number(state.version) <= shown) return;
  write("version", state.version);
  for (const [name, value] of Object.entries(state.fields)) write(name, value);
}

/** @param {Document} page @param {string | undefined} text */
function hint(page, text) {
  return Object.assign(page.createElement("p"), { className: "hint", textContent: text ?? "" });
}
