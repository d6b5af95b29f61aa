// @ts-check
/**
 * Rows that can be added and removed: [data-rows=prefix] holds elements [data-row] whose fields are named
 * "prefix-0-name" (WTForms' FieldList). A new row is the last one, emptied and numbered; numbers stay dense.
 * Without script the server renders a few empty rows. A removed row can be brought back until the page is left.
 */

/** @param {HTMLElement} place */
function serve(place) {
  const prefix = place.dataset.rows ?? "";
  const least = Number(place.dataset.rowsMinimum ?? 0);
  const most = Number(place.dataset.rowsMaximum ?? 50);
  const add = /** @type {HTMLButtonElement | null} */ (place.querySelector("[data-rows-add]"));
  const undo = /** @type {HTMLButtonElement | null} */ (place.querySelector("[data-rows-undo]"));
  const said = place.querySelector("[data-rows-said]");
  /** @type {{ row: HTMLElement, index: number }[]} */
  const removed = [];
  const last = place.querySelector(":scope > [data-row]:last-of-type") ?? place.querySelector("[data-row]");
  if (!add || !last) return;
  const pattern = /** @type {HTMLElement} */ (last.cloneNode(true));

  const rows = () => /** @type {HTMLElement[]} */ (Array.from(place.querySelectorAll(":scope > [data-row]")));

  /** @param {HTMLElement} row @param {number} index */
  function renumber(row, index) {
    const own = new RegExp(`^${prefix.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}-\\d+(?=$|-)`);
    for (const part of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.split(" ").map((one) => one.replace(own, `${prefix}-${index}`)).join(" "));
      }
      if (part.hasAttribute("data-row-number")) part.textContent = String(index + 1);
    }
  }

  /** @param {HTMLElement} row */
  function empty(row) {
    for (const field of row.querySelectorAll("input, textarea, select")) {
      if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = false;
      else if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = "";
      field.removeAttribute("aria-invalid");
    }
    for (const error of row.querySelectorAll(".error")) error.remove();
    for (const wrong of row.querySelectorAll(".field-wrong")) wrong.classList.remove("field-wrong");
  }

  /** @param {HTMLElement} row */
  function removable(row) {
    if (row.querySelector("[data-rows-remove]")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-plain";
    button.dataset.rowsRemove = "";
    button.textContent = place.dataset.textRemove ?? "×";
    button.addEventListener("click", () => {
      removed.push({ row, index: rows().indexOf(row) });
      row.remove();
      settle();
      if (said) said.textContent = place.dataset.textRemoved ?? "";
      /** @type {HTMLElement | null} */ (undo ?? add)?.focus();
      place.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.append(button);
  }

  function settle() {
    const present = rows();
    present.forEach(renumber);
    if (add) add.hidden = present.length >= most;
    if (undo) undo.hidden = !removed.length || present.length >= most;
    for (const row of present) {
      const button = /** @type {HTMLElement | null} */ (row.querySelector("[data-rows-remove]"));
      if (button) button.hidden = present.length <= least;
    }
  }

  add.addEventListener("click", () => {
    const row = /** @type {HTMLElement} */ (pattern.cloneNode(true));
    empty(row);
    const present = rows();
    const before = present.at(-1)?.nextSibling ?? place.firstChild;
    place.insertBefore(row, before);
    removable(row);
    settle();
    if (said) said.textContent = (place.dataset.textAdded ?? "").replace("{number}", String(rows().length));
    /** @type {HTMLElement | null} */ (row.querySelector("input, select, textarea"))?.focus();
  });

  undo?.addEventListener("click", () => {
    const former = removed.pop();
    if (!former) return;
    place.insertBefore(former.row, rows()[former.index] ?? rows().at(-1)?.nextSibling ?? place.firstChild);
    settle();
    if (said) said.textContent = place.dataset.textReturned ?? "";
    /** @type {HTMLElement | null} */ (former.row.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
    place.dispatchEvent(new Event("input", { bubbles: true }));
  });

  rows().forEach(removable);
  settle();
}

for (const place of document.querySelectorAll("[data-rows]")) serve(/** @type {HTMLElement} */ (place));
