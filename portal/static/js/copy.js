// @ts-check
/** Copies the value of [data-copy] and says so on the button. Hidden where the browser has no clipboard (plain http). */

const SHOWN_MS = 2500;

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!(button instanceof HTMLElement) || !navigator.clipboard) continue;
  const label = button.textContent ?? "";
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy ?? "");
    button.textContent = button.dataset.copied ?? label;
    window.setTimeout(() => { button.textContent = label; }, SHOWN_MS);
  });
}
