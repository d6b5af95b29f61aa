// @ts-check
/**
 * The rubric while it is filled: the total, the steps, the keys. All sums are whole numbers of the rubric's step
 * unit (a power of ten below one mark), never floating point: 7,25 with two decimals is 725.
 *
 * In a mark: ↑ ↓ one step, Page Up and Page Down one mark, Enter the next criterion (the form is never sent by it). Outside any field the keys 1 to 9 go to the criterion of that number.
 */

/** @param {string} text @returns {number} how many decimals it is written with */
const decimals = (text) => (text.split(/[.,]/)[1] ?? "").replace(/0+$/, "").length;

/**
 * @param {string} text decimal with dot or comma
 * @param {number} places
 * @returns {number | null} a whole number of 10^-places, or null when it is no such number
 */
function whole(text, places) {
  const found = /^(\d{1,6})(?:[.,](\d*))?$/.exec(text.trim());
  if (!found) return null;
  const fraction = (found[2] ?? "").replace(/0+$/, "");
  return fraction.length > places ? null : Number(found[1] + fraction.padEnd(places, "0"));
}

/** @param {number} value @param {number} places */
function written(value, places) {
  const digits = String(value).padStart(places + 1, "0");
  const fraction = places ? digits.slice(-places).replace(/0+$/, "") : "";
  const comma = document.documentElement.lang === "en" ? "." : ",";
  return digits.slice(0, digits.length - places) + (fraction ? comma + fraction : "");
}

/** @param {HTMLFormElement} form */
export function serve(form) {
  const groups = /** @type {HTMLElement[]} */ (Array.from(form.querySelectorAll("[data-score]")));
  const places = Math.max(...groups.map((group) => Math.max(decimals(group.dataset.scoreMax ?? "0"), decimals(group.dataset.scoreStep ?? "1"))));
  const total = form.querySelector("[data-score-total]");
  const inputs = groups.map((group) => /** @type {HTMLInputElement} */ (group.querySelector(".score-input")));

  /** @param {number} index @returns {{value: number | null, wrong: boolean, max: number, step: number}} */
  function read(index) {
    const max = whole(groups[index].dataset.scoreMax ?? "0", places) ?? 0;
    const step = whole(groups[index].dataset.scoreStep ?? "1", places) || 1;
    const text = inputs[index].value.trim();
    const value = text === "" ? null : whole(text, places);
    const wrong = text !== "" && (value === null || value > max || value % step !== 0);
    return { value: wrong ? null : value, wrong, max, step };
  }

  function sum() {
    let reached = 0;
    let filled = 0;
    groups.forEach((group, index) => {
      const { value, wrong, max, step } = read(index);
      if (value !== null) { reached += value; filled += 1; }
      inputs[index].toggleAttribute("aria-invalid", wrong);
      if (wrong) inputs[index].setAttribute("aria-invalid", "true");
      const template = total instanceof HTMLElement ? (total.dataset.textWrong ?? "") : "";
      inputs[index].setCustomValidity(wrong ? template.replace("{max}", written(max, places)).replace("{step}", written(step, places)) : "");
      if (group.querySelector(":scope > .error:not([data-score-warning])")) return; // the server has just said so
      warn(group, inputs[index].validationMessage, inputs[index].id);
    });
    const shown = total?.querySelector("[data-score-sum]");
    if (shown) shown.textContent = filled ? written(reached, places) : "–";
    const counted = total?.querySelector("[data-score-filled]");
    if (counted) counted.textContent = String(filled);
  }

  /**
   * @param {HTMLElement} group
   * @param {string} sentence
   * @param {string} id
   */
  function warn(group, sentence, id) {
    let line = group.querySelector("[data-score-warning]");
    if (!line && !sentence) return;
    if (!line) {
      line = document.createElement("p");
      line.className = "error";
      line.id = `${id}-warning`;
      line.setAttribute("data-score-warning", "");
      line.setAttribute("role", "status");
      group.querySelector(".score-row")?.after(line);
    }
    if (line.textContent !== sentence) line.textContent = sentence;
  }

  /** @param {number} index */
  function go(index) {
    inputs[index].focus();
    inputs[index].select();
    inputs[index].scrollIntoView({ block: "nearest" });
  }

  /** @param {number} index @param {number} change in units */
  function move(index, change) {
    if (inputs[index].readOnly) return;
    const { value, max, step } = read(index);
    const aimed = Math.min(max, Math.max(0, (value ?? 0) + change));
    inputs[index].value = written(aimed - (aimed % step), places);
    inputs[index].dispatchEvent(new Event("input", { bubbles: true }));
  }

  groups.forEach((group, index) => {
    const { step } = read(index);
    const one = 10 ** places;
    for (const [name, change] of /** @type {[string, number][]} */ ([["[data-score-down]", -step], ["[data-score-up]", step]])) {
      const button = /** @type {HTMLButtonElement | null} */ (group.querySelector(name));
      if (!button) continue;
      button.hidden = inputs[index].readOnly;
      button.addEventListener("click", () => move(index, change));
    }
    inputs[index].addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      /** @type {Record<string, () => void>} */
      const acts = {
        ArrowUp: () => move(index, step), ArrowDown: () => move(index, -step),
        PageUp: () => move(index, one), PageDown: () => move(index, -one),
        Enter: () => go(Math.min(index + 1, inputs.length - 1)),
      };
      if (!Object.hasOwn(acts, event.key)) return;
      event.preventDefault();
      acts[event.key]();
    });
  });

  document.addEventListener("keydown", (event) => {
    const at = Number(event.key) - 1;
    if (event.ctrlKey || event.altKey || event.metaKey || !inputs[at]?.isConnected || document.querySelector("dialog[open]")) return;
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    go(at);
  });

  form.addEventListener("input", (event) => {
    const group = event.target instanceof HTMLInputElement ? event.target.closest("[data-score]") : null;
    group?.querySelector(":scope > .error:not([data-score-warning])")?.remove();
    group?.classList.remove("field-wrong");
    sum();
  });
  sum();
}

for (const form of document.querySelectorAll("form:has([data-score])")) serve(/** @type {HTMLFormElement} */ (form));
