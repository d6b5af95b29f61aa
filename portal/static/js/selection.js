// @ts-check
/**
 * Takes what is selected in the text into a field: a button with data-take-selection="id of the field" fills it with
 * the words that were selected last inside [data-covering]. Without script one types or pastes them.
 */

let last = "";

document.addEventListener("selectionchange", () => {
  const chosen = document.getSelection();
  const within = chosen?.anchorNode?.parentElement?.closest("[data-covering]");
  if (chosen && within && !chosen.isCollapsed) last = chosen.toString().trim().replace(/\s+/g, " ");
});

for (const button of document.querySelectorAll("[data-take-selection]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const field = document.getElementById(button.dataset.takeSelection ?? "");
  if (!(field instanceof HTMLInputElement)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (last) field.value = last;
    field.focus();
  });
}
