// @ts-check
/**
 * On every page of somebody signed in: what another account left in the desk's store is emptied, old texts go, and
 * signing out empties it too (C11, E15). Whoever signs out while marks wait to be sent is asked first.
 */

/** @type {typeof import("./desk_store.js")} */
const { countUnsent, forget, ownerOf, sweep } = await import(/** @type {HTMLLinkElement} */ (document.getElementById("desk_store")).href);
const owner = /** @type {HTMLMetaElement | null} */ (document.querySelector("meta[name='desk-owner']"));

if (owner) {
  try {
    const found = await ownerOf();
    if (found && found !== owner.content) await forget();
    await sweep();
  } catch { /* a browser without storage has nothing to empty */ }
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-sign-out]"))) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void leave(form);
  });
}

/** @param {HTMLFormElement} form */
async function leave(form) {
  const waiting = await countUnsent().catch(() => 0);
  if (waiting && !(await mayLose(waiting))) return;
  await forget().catch(() => {});
  form.submit();
}

/** @param {number} waiting @returns {Promise<boolean>} */
function mayLose(waiting) {
  const words = owner?.dataset ?? {};
  const dialog = document.createElement("dialog");
  const title = Object.assign(document.createElement("h2"), { id: "leaving-title", textContent: words.textTitle });
  const text = Object.assign(document.createElement("p"), { textContent: (words.textUnsent ?? "").replace("{count}", String(waiting)) });
  const bar = Object.assign(document.createElement("div"), { className: "action-bar" });
  const stay = Object.assign(document.createElement("button"), { type: "button", className: "button button-primary", textContent: words.textStay });
  const go = Object.assign(document.createElement("button"), { type: "button", className: "button button-danger", textContent: words.textLeave });
  dialog.setAttribute("aria-labelledby", title.id);
  bar.append(stay, go);
  dialog.append(title, text, bar);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "leave"); });
    stay.addEventListener("click", () => dialog.close("stay"));
    go.addEventListener("click", () => dialog.close("leave"));
    dialog.showModal();
  });
}
