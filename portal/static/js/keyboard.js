// @ts-check
/**
 * Shortcuts declared in the page: data-key="n" on a link, button or summary presses it, on a field focuses it.
 * "Shift+A" wants Shift; Control, Alt and Meta are left to the browser. They rest while one types or a dialog is open,
 * and a switch in the list turns them off (kept on this device), as WCAG 2.1.4 asks.
 */

const STORE = "shortcuts";
const list = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-shortcuts]"));

/** @param {EventTarget | null} target */
const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select"));

/** @param {string} pressed */
const find = (pressed) =>
  Array.from(document.querySelectorAll("[data-key]")).find(
    (one) => /** @type {HTMLElement} */ (one).dataset.key?.toLowerCase() === pressed && /** @type {HTMLElement} */ (one).offsetParent !== null,
  );

const isOff = () => {
  try { return localStorage.getItem(STORE) === "off"; } catch { return false; }
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return;
  if (isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = find(event.shiftKey && /^[a-z]$/.test(letter) ? `shift+${letter}` : letter.toLowerCase());
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  if (found.matches("input, textarea, select")) found.focus();
  else found.click();
});

/** @param {HTMLElement} keyed @returns {string} */
const nameOf = (keyed) =>
  keyed.getAttribute("aria-label") ?? document.querySelector(`label[for="${CSS.escape(keyed.id)}"]`)?.textContent?.trim() ?? keyed.textContent?.trim() ?? "";

if (list) {
  const rows = list.querySelector("[data-shortcut-list]");
  for (const keyed of document.querySelectorAll("[data-key]")) {
    if (!(keyed instanceof HTMLElement)) continue;
    keyed.setAttribute("aria-keyshortcuts", keyed.dataset.key ?? "");
    const key = document.createElement("dt");
    key.append(Object.assign(document.createElement("kbd"), { textContent: keyed.dataset.key }));
    const meaning = Object.assign(document.createElement("dd"), { textContent: nameOf(keyed) });
    rows?.append(key, meaning);
  }
  const off = /** @type {HTMLInputElement | null} */ (list.querySelector("[data-shortcuts-off]"));
  if (off) {
    off.checked = isOff();
    off.addEventListener("change", () => {
      try { localStorage.setItem(STORE, off.checked ? "off" : "on"); } catch { /* storage may be closed: the choice lasts for nothing */ }
    });
  }
  list.hidden = false;
}
