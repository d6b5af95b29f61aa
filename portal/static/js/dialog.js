// @ts-check
/**
 * Turns every <details data-confirm> into a modal dialog. Without this module the question unfolds in place and
 * its form works the same. Also moves the focus to an error summary, which asks for it.
 */

/** @param {HTMLDetailsElement} details */
function upgrade(details) {
  const summary = details.querySelector("summary");
  const body = /** @type {HTMLElement | null} */ (details.querySelector(".confirm-body"));
  if (!summary || !body || typeof HTMLDialogElement === "undefined") return;

  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", body.getAttribute("aria-labelledby") ?? "");
  body.removeAttribute("aria-labelledby");
  details.after(dialog);
  dialog.append(body);
  summary.setAttribute("aria-haspopup", "dialog");

  summary.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("close", () => summary.focus());
  for (const cancel of dialog.querySelectorAll("[data-confirm-cancel]")) {
    /** @type {HTMLElement} */ (cancel).hidden = false;
    cancel.addEventListener("click", () => dialog.close());
  }
  // A question that came back with a mistake in it is asked again at once.
  if (body.querySelector("[aria-invalid='true'], .field-wrong")) dialog.showModal();
}

for (const details of document.querySelectorAll("details[data-confirm]")) {
  upgrade(/** @type {HTMLDetailsElement} */ (details));
}

const summary = /** @type {HTMLElement | null} */ (document.querySelector(".error-summary"));
summary?.focus();

// The list of errors leads to the fields themselves: a link to a fieldset goes to its first choice.
summary?.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
  const id = link?.getAttribute("href")?.slice(1);
  const target = id ? document.getElementById(id) : null;
  if (!target) return;
  event.preventDefault();
  const field = target.matches("fieldset") ? target.querySelector("input, select, textarea") : target;
  target.scrollIntoView({ block: "center" });
  /** @type {HTMLElement | null} */ (field)?.focus({ preventScroll: true });
});
