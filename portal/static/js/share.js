// @ts-check
/** Opens the device's own sheet for passing a page on, [data-share]; hidden where the browser has none. */

for (const button of document.querySelectorAll("[data-share]")) {
  if (!(button instanceof HTMLElement) || !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ url: button.dataset.share, title: button.dataset.shareTitle });
    } catch {
      // Whoever closes the sheet again has chosen so.
    }
  });
}
