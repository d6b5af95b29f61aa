// @ts-check
/** Shows and serves the print buttons, [data-print]; without script the browser's own menu prints. */

for (const button of document.querySelectorAll("[data-print]")) {
  /** @type {HTMLElement} */ (button).hidden = false;
  button.addEventListener("click", () => window.print());
}
